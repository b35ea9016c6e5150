"""A sender with valid keys who does not keep to what was agreed: other offices' records stay as they are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.core.errors import BadFile
from models.core.record import BASE_COLUMNS, new_uid
from models.core.verbs import Session
from models.exchange.merging.apply import apply_package, open_conflicts, undo_package
from models.exchange.merging.cargo import Cargo, Letter
from models.exchange.merging.plan import Plan, make_plan
from models.exchange.merging.three_way import Verdict
from models.exchange.merging.walk import FOREIGN, WRONG
from models.office.attachment import Attachment
from models.organisations.unit import Unit
from models.people.person import Membership, Person
from models.recommendation.records import Recommendation, StepTaken
from models.statistics import counting
from models.statistics.forms import form
from models.statistics.frozen import FrozenReturn
from models.statistics.span import parse
from tests import builders
from tests.models.exchange.merging.townships import AT, BY, Township, plan, receive, trusted_by

Rows = dict[str, Sequence[dict[str, Any]]]


@pytest.fixture
def mango(session: Session) -> Township:
    """A township of which a village and a person are here."""
    found = Township(session)
    village = found.keep("unit", name="大坪村", kind_of_unit="village", superior=None)
    found.keep("person", name="单立梅", phone="13800001234", village=village, employer=None)
    receive(session, found, found.package())
    return found


@pytest.fixture
def bamboo(session: Session) -> Township:
    """Another one, which is trusted just as well."""
    found = Township(session, "竹海镇党建办公室")
    trusted_by(session, found)
    return found


def letter(sender: Township, purpose: str = "handover", level: str = "township") -> Letter:
    """Its next letter."""
    sender.number += 1
    digest = f"{sender.uid}{sender.number}"
    return Letter(sender.uid, sender.name, level, sender.number, digest, purpose, "2026-11", "x", (1, ""), {})


def cargo(rows: Rows, deletions: Sequence[tuple[str, str, int]] = (), origin: str = "") -> Cargo:
    """Records as somebody wrote them by hand: `uid`, `revision` and `origin` beside the values."""
    made = Cargo()
    for kind, told in rows.items():
        names = sorted({name for one in told for name in one} - {"uid", "revision", "origin"})
        made.columns[kind] = (*BASE_COLUMNS, *names)
        heads = [[one["uid"], one.get("revision", 9), one.get("origin", origin), AT, BY, AT, BY] for one in told]
        made.take(kind, [[*head, *(one.get(name) for name in names)] for head, one in zip(heads, told, strict=True)])
    made.take("deletions", [[*row, AT, BY] for row in deletions])
    return made


def taken(session: Session, sender: Township, package: tuple[Letter, Cargo]) -> Plan:
    """The plan of a package that was taken in."""
    planned = make_plan(*package)
    apply_package(session, planned, trusted_by(session, sender))
    return planned


def test_no_township_changes_or_deletes_what_another_one_reported(
    session: Session, mango: Township, bamboo: Township
) -> None:
    her = Person.get()
    forged = {"uid": her.uid, "origin": mango.uid, "name": "单立梅", "phone": "13911112222", "employer": "竹海镇"}
    for origin in (mango.uid, bamboo.uid):
        package = letter(bamboo), cargo({"person": [{**forged, "origin": origin}]}, [("person", her.uid, 99)])
        planned = taken(session, bamboo, package)
        assert planned.problems == [("person", her.uid, FOREIGN)] * 2
    kept = Person.by_uid(her.uid)
    assert (kept.phone, kept.employer, kept.origin, kept.revision) == ("13800001234", None, mango.uid, 1)
    assert open_conflicts() == []


def test_nor_by_saying_first_what_is_there_and_then_something_else(
    session: Session, mango: Township, bamboo: Township
) -> None:
    """What two offices agree on could be changed without a question."""
    her = Person.get()
    for phone in ("13800001234", "13911112222"):
        told = {"uid": her.uid, "revision": 9 + int(phone[3]), "name": "单立梅", "phone": phone}
        taken(session, bamboo, (letter(bamboo), cargo({"person": [told]}, origin=mango.uid)))
    assert Person.by_uid(her.uid).phone == "13800001234"


def test_nothing_is_reported_in_the_name_of_another_township(
    session: Session, mango: Township, bamboo: Township
) -> None:
    new = {"uid": new_uid(), "name": "李鬼", "origin": mango.uid}
    planned = taken(session, bamboo, (letter(bamboo), cargo({"person": [new]})))
    assert planned.problems == [("person", new["uid"], FOREIGN)]
    assert not Person.select().where(Person.name == "李鬼").exists()


def test_nothing_is_hung_on_what_another_township_reported(session: Session, mango: Township, bamboo: Township) -> None:
    her, photo = Person.get().uid, new_uid()
    member = {"uid": new_uid(), "person": her, "kind_of_body": "women", "post": "主席"}
    file = {"uid": photo, "owner_kind": "person", "owner_uid": her, "title": "photo", "file_name": "x.jpg", "size": 1}
    made = cargo({"membership": [member], "attachment": [{**file, "sha256": "0" * 64}]}, origin=bamboo.uid)
    made.files.add(photo)
    planned = taken(session, bamboo, (letter(bamboo), made))
    assert {reason for _, _, reason in planned.problems} == {FOREIGN}
    assert not Membership.select().exists()
    assert not Attachment.select().exists()


def test_who_takes_over_an_office_reports_for_it_once_its_card_is_revoked(
    session: Session, mango: Township, bamboo: Township
) -> None:
    from models.core.verbs import Work, verb
    from models.exchange.records import TrustedOffice

    @verb("test_close_office", "作废（测试）")
    def close(work: Work) -> None:
        work.update(trusted_by(work.session, mango), revoked_on=date(2026, 11, 1))

    assert TrustedOffice.select().count() == 2
    close(session)
    told = {"uid": Person.get().uid, "name": "单立梅", "phone": "13911112222", "origin": mango.uid}
    planned = taken(session, bamboo, (letter(bamboo), cargo({"person": [told]})))
    assert [conflict.column for conflict in planned.conflicts] == ["phone"]


def test_what_its_own_records_link_to_is_its_own_or_ours(session: Session, mango: Township) -> None:
    village = builders.unit(session, "县直机关")
    mango.keep("person", name="仇志强", phone=None, village=village.uid, employer=None)
    receive(session, mango, mango.package())
    assert Person.get(Person.name == "仇志强").village == village


@pytest.fixture
def answered(session: Session) -> tuple[Township, Recommendation]:
    """This township's recommendation, and the county that answers."""
    county = Township(session, "芒果县总工会")
    trusted_by(session, county)
    rec = builders.candidate(session)
    return county, builders.advance(session, rec, "superior")


def test_an_answer_changes_of_ours_only_what_it_returns(
    session: Session, answered: tuple[Township, Recommendation]
) -> None:
    county, rec = answered
    step = StepTaken.select().where(StepTaken.recommendation == rec).order_by(StepTaken.id).first()
    told = {
        "recommendation": [
            {"uid": rec.uid, "origin": rec.origin, "superior_opinion": "同意推荐。", "applied_on": "2020-01-01"}
        ],
        "step_taken": [
            {"uid": step.uid, "origin": step.origin, "recommendation": rec.uid, "step": step.step}
            | {"action": step.action, "taken_on": "2020-01-01", "reason": None},
        ],
    }
    planned = taken(session, county, (letter(county, "answer", "county"), cargo(told, [("step_taken", step.uid, 99)])))
    assert planned.problems == [("step_taken", step.uid, FOREIGN)] * 2
    after = Recommendation.by_uid(rec.uid)
    assert (after.superior_opinion, after.applied_on) == ("同意推荐。", rec.applied_on)
    assert StepTaken.by_uid(step.uid).taken_on == step.taken_on
    assert open_conflicts() == []


def test_an_answer_brings_no_other_kinds(session: Session, answered: tuple[Township, Recommendation]) -> None:
    county, _ = answered
    with pytest.raises(BadFile, match="不该报送"):
        make_plan(letter(county, "answer", "county"), cargo({"person": [{"uid": new_uid(), "name": "李鬼"}]}))
    with pytest.raises(BadFile, match="不该报送"):
        make_plan(letter(county, "answer", "county"), cargo({}, [("person", Person.get().uid, 99)]))


@pytest.mark.parametrize("kind", ["released_totals", "rights_case", "setting", "template", "trusted_office", "user"])
def test_kinds_that_stay_are_brought_by_nobody(session: Session, mango: Township, kind: str) -> None:
    for rows, gone in (({kind: [{"uid": new_uid()}]}, []), ({}, [(kind, new_uid(), 3)])):
        with pytest.raises(BadFile, match="不该报送"):
            make_plan(letter(mango), cargo(rows, gone))


def test_only_a_superior_office_answers(session: Session, mango: Township) -> None:
    with pytest.raises(BadFile, match="上级单位"):
        make_plan(letter(mango, "answer"), cargo({}))


def test_a_purpose_that_nobody_knows_is_refused(session: Session, mango: Township) -> None:
    with pytest.raises(BadFile, match="用途"):
        make_plan(letter(mango, "everything"), cargo({}))


def test_returns_of_other_offices_come_from_these_alone(session: Session, mango: Township, bamboo: Township) -> None:
    sheet = counting.count(form("union"), parse("2026"))
    made = {"uid": new_uid(), "key": "union", "title": sheet.title, "period": "2026", "by_rows": "unit"}
    made |= {"cut_off": "2026-12-31", "frozen_on": "2026-12-31", "sheet": sheet.plain()}
    for origin in (mango.uid, session.origin):
        told = letter(bamboo, "statistics"), cargo({"frozen_return": [{**made, "origin": origin}]})
        assert make_plan(*told).problems == [("frozen_return", made["uid"], FOREIGN)]
    for odd in ({"sheet": {}}, {"period": "2025"}, {"period": "下周"}, {"key": "women"}, {"sheet": [1]}):
        told = letter(bamboo, "statistics"), cargo({"frozen_return": [{**made, **odd}]}, origin=bamboo.uid)
        assert make_plan(*told).problems == [("frozen_return", made["uid"], WRONG)]
    taken(session, bamboo, (letter(bamboo, "statistics"), cargo({"frozen_return": [made]}, origin=bamboo.uid)))
    assert FrozenReturn.get().content().rows == sheet.rows


def test_a_package_with_refused_records_can_be_taken_back(session: Session, mango: Township, bamboo: Township) -> None:
    rows = {"unit": [{"uid": new_uid(), "name": "石桥村", "kind_of_unit": "village"}]}
    made = cargo(rows, [("person", Person.get().uid, 99)], origin=bamboo.uid)
    planned = make_plan(letter(bamboo), made)
    assert (planned.total(Verdict.NEW), planned.total(Verdict.REFUSED)) == (1, 1)
    undo_package(session, apply_package(session, planned, trusted_by(session, bamboo)).value)
    assert Unit.select().count() == 1
    assert plan(mango.package()).total(Verdict.NEW) == 0


def test_an_older_name_of_a_column_is_passed_over(session: Session, mango: Township) -> None:
    odd = replace(letter(mango), purpose="assistance")
    told = {"uid": Person.get().uid, "origin": mango.uid, "name": "单立梅", "note": "一句不该报的话"}
    taken(session, mango, (odd, cargo({"person": [told]})))
    assert Person.get().note is None


def test_another_office_s_programmes_change_none_of_ours(session: Session, mango: Township) -> None:
    from models.assistance.case import ProgrammeChange
    from models.assistance.programmes import shipped, texts

    before, key = texts(), shipped()[0].key
    told = {"key": key, "title": "改过的", "own": 0, "content": {"summary": "改过的"}, "reason": "x"}
    for own, content in ((0, told["content"]), (1, {**shipped()[0].content, "summary": "改过的"})):
        row = {**told, "uid": new_uid(), "own": own, "content": content}
        planned = taken(session, mango, (letter(mango), cargo({"programme_change": [row]}, origin=mango.uid)))
        assert planned.problems == [("programme_change", row["uid"], WRONG)]
    assert not ProgrammeChange.select().exists()
    another = {**told, "uid": new_uid(), "key": "x", "own": 1, "content": shipped()[0].content}
    taken(session, mango, (letter(mango), cargo({"programme_change": [another]}, origin=mango.uid)))
    assert texts()[: len(before)] == before
    assert len(texts()) == len(before) + 1


@pytest.mark.parametrize("content", [[], 3, {}, {"key": "x"}, {"steps": 4, "repeat": None}])
def test_a_programme_that_cannot_be_read_is_not_taken(session: Session, mango: Township, content: Any) -> None:
    row = {"uid": new_uid(), "key": "x", "title": "项目", "own": 1, "content": content, "reason": "x"}
    made = make_plan(letter(mango), cargo({"programme_change": [row]}, origin=mango.uid))
    assert made.problems == [("programme_change", row["uid"], WRONG)]
