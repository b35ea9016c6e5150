"""Rows that change nothing: sign-ins, readings, clocks that jump; and the history as people read it."""

from datetime import timedelta

from models.core import story
from models.core.clock import fixed
from models.core.history import (
    CLOCK_JUMP,
    NOTES,
    SIGN_IN,
    History,
    chain_problems,
    changed_head,
    changes_since,
    head,
    note,
    row_hash,
    unchanged_since,
)
from models.core.story import Difference, Filter
from models.core.verbs import Session, undo
from models.office.office import OpenOffice, open_office
from models.people.verbs import change_person
from models.recommendation.records import Recommendation
from models.recommendation.verbs import take_step
from tests import builders

DAY = timedelta(days=1)


def verbs() -> list[str]:
    return [row.verb for row in History.select().order_by(History.seq)]


def test_coming_and_going_stands_in_the_history(opened: OpenOffice) -> None:
    opened.close()
    with open_office(opened.place.directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as again:
        assert verbs()[-3:] == [SIGN_IN, "sign_out", SIGN_IN]
        assert chain_problems(again.session.history_key) == []


def test_notes_do_not_move_the_last_change(session: Session) -> None:
    person = builders.person(session)
    before = changed_head()
    assert before == head()
    seq = note(session, "print_form", "打印了审批表", person)
    assert head()[0] == seq == before[0] + 1
    assert changed_head() == before
    assert unchanged_since(*before)
    assert changes_since(before[0]) == 0
    builders.unit(session)
    assert not unchanged_since(*before)
    assert not unchanged_since(seq, "0" * 64)
    assert changes_since(before[0]) == 1


def test_a_clock_that_goes_back_gets_a_row_and_order_stays_by_number(session: Session) -> None:
    builders.unit(session)
    session.clock = fixed(builders.NOW - 40 * DAY)
    builders.unit(session, "石桥村")
    builders.unit(session, "云岭村")
    assert verbs()[-4:] == ["register_unit", CLOCK_JUMP, "register_unit", "register_unit"]
    row = History.get(History.verb == CLOCK_JUMP)
    assert "由 2026-11-20 09:30:00 退回到 2026-10-11 09:30:00" in row.sentence
    assert chain_problems(session.history_key) == []


def test_a_clock_that_leaps_ahead_within_a_session_gets_a_row(session: Session) -> None:
    builders.unit(session)
    session.clock = fixed(builders.NOW + DAY)
    builders.unit(session, "石桥村")
    session.clock = fixed(builders.NOW + 3 * DAY)
    note(session, "read_history", "查看操作历史")
    assert verbs()[-2:] == [CLOCK_JUMP, "read_history"]
    assert verbs().count(CLOCK_JUMP) == 1


def test_a_holiday_between_two_sessions_is_no_jump_but_a_clock_set_back_is(opened: OpenOffice) -> None:
    opened.close()
    directory = opened.place.directory
    open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW + 30 * DAY)).close()
    with open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW)):
        assert verbs().count(CLOCK_JUMP) == 1
        assert verbs()[-2:] == [CLOCK_JUMP, SIGN_IN]


def test_the_hash_of_a_row_is_over_its_canonical_json(session: Session) -> None:
    import hashlib
    import hmac

    from models.core.canonical import canonical_json

    builders.person(session, note='引号" 反斜杠\\ 换行\n 控制\x01 𬭎')
    for row in History.select().dicts():
        content = canonical_json({name: value for name, value in row.items() if name != "hash"})
        expected = hmac.new(session.history_key, content.encode(), hashlib.sha256).hexdigest()
        assert row["hash"] == expected == row_hash(session.history_key, row)
    for key in (b"", b"k" * 64, b"k" * 65):
        row = History.select().dicts().get()
        content = canonical_json({name: value for name, value in row.items() if name != "hash"})
        assert row_hash(key, row) == hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def test_the_history_is_filtered_and_counted(session: Session) -> None:
    person = builders.person(session)
    change_person(session, person, {"phone": "13900005678"})
    builders.unit(session)
    assert [row.verb for row in story.rows(Filter(subject_uid=person.uid))] == ["change_person", "register_person"]
    assert story.count(Filter(verb="register_unit")) == len(story.rows(Filter(words="大坪村", since="2026-11-20"))) == 1
    assert story.count(Filter(until="2026-11-19")) == story.count(Filter(user="别人")) == 0
    assert len(story.rows(limit=2, offset=1)) == 2
    assert builders.USER in story.users()
    assert story.verbs()["register_unit"] == "登记单位"
    assert story.verbs()[SIGN_IN] == NOTES[SIGN_IN]
    assert story.listed()[-1]["title"] == "登记单位"


def test_a_record_tells_its_story_with_before_and_after_masked(session: Session) -> None:
    rec = builders.candidate(session)
    person = rec.person
    done = change_person(session, person, {"phone": "13900005678", "name": "单丽梅"})
    undo(session, done.seq)
    told = story.story_of(person.uid)
    assert told[0].verb == "register_person"
    assert [row.verb for row in told[-2:]] == ["change_person", "undo"]
    changed = story.differences(told[-2])
    assert Difference("人员", "姓名", "单立梅", "单丽梅") in changed
    assert Difference("人员", "联系电话", "138****1234", "139****5678") in changed
    assert Difference("人员", "联系电话", "13800001234", "13900005678") in story.differences(told[-2], masked=False)
    take_step(session, Recommendation.get())
    row = story.story_of(rec.uid)[-1]
    assert "当前步骤" in [part.label for part in story.differences(row, rec.uid)]
    assert len(story.differences(row)) > len(story.differences(row, rec.uid))
