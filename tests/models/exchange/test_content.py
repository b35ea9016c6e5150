"""What leaves: by purpose, since what was confirmed, nothing protected; the same state gives the same bytes."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.database import DB
from models.core.verbs import Work, undo, verb
from models.exchange import content
from models.exchange.answering import make_notice
from models.exchange.answering.notices import COLUMN, SETTLED, VALUE, About
from models.exchange.identity import receiver_named
from models.exchange.purposes import purpose
from models.exchange.selection import choose
from models.exchange.sending import confirm_package, preview, since
from models.exchange.verifying import Reader, check_package
from models.office.attachment import Store, attach, detach, set_photo
from models.office.closed.compartment import enter
from models.office.office import OpenOffice
from models.organisations.verbs import change_unit
from models.people.erasure import approve_erasure, request_erasure
from models.people.person import Membership, Person
from models.people.verbs import change_membership, change_person, remove_person
from models.recommendation.records import Recommendation
from models.recommendation.verbs import fill_in
from tests import builders
from tests.models.exchange import packages
from tests.models.exchange.carried import MANGO, SHE


def inside(path: Path, reader: Reader) -> dict[str, list[Any]]:
    """Kind → what a package holds of it."""
    taken: dict[str, list[Any]] = {}
    check_package(path, reader, lambda kind, rows: taken.setdefault(kind.partition("/")[0], []).extend(rows))
    return {kind: rows for kind, rows in taken.items() if rows}


def confirmed(opened: OpenOffice, stick: Path, key: str = "recommendations") -> None:
    """A package that the county says to have."""
    sent = packages.sent(opened, stick, key).package
    confirm_package(opened.session, sent.receiver.office_uid, sent.number, sent.digest)


def test_the_same_state_and_clock_give_the_same_bytes(township: OpenOffice) -> None:
    set_photo(township.session, Store(township), Person.get(), "照片.jpg", b"\xff\xd8\xff" + bytes(100))
    order = packages.order()
    envelope = content.Envelope(township.office, order.receiver, 1, None, "2026-11-20", "2026-11-20 09:30:00")
    made = [b"".join(_pieces(order.purpose, envelope, township)) for _ in range(2)]
    assert made[0] == made[1]
    assert len(made[0]) > 10_000


def _pieces(wanted: Any, envelope: content.Envelope, opened: OpenOffice) -> list[bytes]:
    with DB.atomic():
        return list(content.pieces(content.gather(wanted, None, envelope, Store(opened)), Store(opened)))


def test_only_linked_persons_leave(township: OpenOffice, stick: Path, county_reader: Reader) -> None:
    builders.person(township.session, "仇小曼", order=126)
    found = inside(packages.sent(township, stick).path, county_reader)
    assert len(found["person"]) == 1
    assert Person.select().count() == 2


def test_a_column_that_the_purpose_does_not_name_does_not_leave(
    township: OpenOffice, stick: Path, county_reader: Reader
) -> None:
    change_person(township.session, Person.get(), {"bank_account": "6222021234567890123"})
    path = packages.sent(township, stick).path
    told = json.dumps(inside(path, county_reader), ensure_ascii=False)
    assert "6222021234567890123" not in told
    assert "单立梅" in told


def test_nothing_leaves_when_nothing_changed(township: OpenOffice, stick: Path, county_reader: Reader) -> None:
    confirmed(township, stick)
    assert inside(packages.sent(township, stick).path, county_reader) == {}


def test_only_what_changed_leaves_with_what_it_leads_to(
    township: OpenOffice, stick: Path, county_reader: Reader
) -> None:
    confirmed(township, stick)
    fill_in(township.session, Recommendation.get(), {"decision": "同意推荐。"})
    found = inside(packages.sent(township, stick).path, county_reader)
    assert len(found["recommendation"]) == 1
    assert {"person", "body", "batch"} <= found.keys()


def test_somebody_newly_linked_leaves_though_she_did_not_change(
    township: OpenOffice, stick: Path, county_reader: Reader
) -> None:
    other = builders.person(township.session, "仇小曼", order=126)
    confirmed(township, stick, "assistance")
    builders.aid(township.session, other)
    found = inside(packages.sent(township, stick, "assistance").path, county_reader)
    assert [row[0] for row in found["person"]] == [other.uid]


def test_a_changed_membership_leaves(township: OpenOffice, stick: Path, county_reader: Reader) -> None:
    confirmed(township, stick)
    change_membership(township.session, Membership.get(), {"post": "支委"})
    assert inside(packages.sent(township, stick).path, county_reader).keys() >= {"membership"}


def test_deletions_travel_until_they_are_confirmed(township: OpenOffice, stick: Path, county_reader: Reader) -> None:
    other = builders.person(township.session, "仇小曼", order=126)
    confirmed(township, stick, "handover")
    seq = remove_person(township.session, other).seq
    found = inside(packages.sent(township, stick, "handover").path, county_reader)
    assert [row[:2] for row in found["deletions"]] == [["person", other.uid]]
    undo(township.session, seq)
    found = inside(packages.sent(township, stick, "handover").path, county_reader)
    assert "deletions" not in found
    assert [row[0] for row in found["person"]] == [other.uid]


def test_what_was_not_confirmed_leaves_again(township: OpenOffice, stick: Path, county_reader: Reader) -> None:
    first = inside(packages.sent(township, stick).path, county_reader)
    assert inside(packages.sent(township, stick).path, county_reader) == first


def test_a_clock_that_went_back_hides_nothing(township: OpenOffice, stick: Path, county_reader: Reader) -> None:
    from models.core.clock import fixed

    confirmed(township, stick)
    township.session.clock = fixed(builders.NOW.replace(year=2020))
    fill_in(township.session, Recommendation.get(), {"decision": "同意推荐。"})
    assert choose(purpose("recommendations"), since(packages.order()), "").ids["recommendation"]


@verb("sample_many", "批量登记")
def many(work: Work, names: list[str]) -> range:
    """Persons in bulk, as an import writes them."""
    columns = ("name", "pinyin", "initials", "sorting")
    return work.insert_many(Person, columns, [(name, "", "", "") for name in names])


@verb("sample_none", "整批撤销")
def none(work: Work, ids: range) -> None:
    """The same taken back."""
    work.delete_many(Person, ids[0], ids[-1])


def test_what_came_and_went_in_bulk_travels(township: OpenOffice, stick: Path, county_reader: Reader) -> None:
    confirmed(township, stick, "handover")
    ids = many(township.session, ["仇小甲", "仇小乙"]).value
    found = inside(packages.sent(township, stick, "handover").path, county_reader)
    uids = {row[0] for row in found["person"]}
    assert len(uids) == 2
    none(township.session, ids)
    found = inside(packages.sent(township, stick, "handover").path, county_reader)
    assert {row[1] for row in found["deletions"]} == uids
    assert "person" not in found


def test_a_long_kind_comes_in_pieces(
    township: OpenOffice, stick: Path, county_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "PIECE_ROWS", 7)
    people = many(township.session, [f"王{at}" for at in range(30)]).value
    for person in Person.select().where(Person.id.in_(list(people)[:20])):
        remove_person(township.session, person)
    found = inside(packages.sent(township, stick, "handover").path, county_reader)
    assert len(found["person"]) == 11
    assert len(found["deletions"]) == 20


def test_after_an_erasure_everything_leaves_anew_without_her(
    township: OpenOffice, stick: Path, county_reader: Reader
) -> None:
    person = builders.person(township.session, "仇小曼", order=126)
    confirmed(township, stick, "handover")
    approve_erasure(township, request_erasure(township.session, person, "本人书面申请").value)
    sent = packages.sent(township, stick, "handover")
    found = inside(sent.path, county_reader)
    assert sent.manifest["whole"]
    assert person.uid in {row[0] for row in found["person"]}
    assert "仇小曼" not in json.dumps(found, ensure_ascii=False)


def test_attachments_go_along_where_the_purpose_wants_them(
    township: OpenOffice, stick: Path, county_reader: Reader
) -> None:
    store, who = Store(township), Person.get()
    photo = set_photo(township.session, store, who, "照片.jpg", b"\xff\xd8\xff" + bytes(100)).value
    attach(township.session, store, who, "病历", "病历.pdf", b"%PDF-1.7")
    checked = packages.sent(township, stick)
    assert checked.manifest["attachments"] == 1
    assert [row[0] for row in inside(checked.path, county_reader)["attachment"]] == [photo.uid]


def test_a_detached_photo_is_told(township: OpenOffice, stick: Path, county_reader: Reader) -> None:
    store = Store(township)
    photo = set_photo(township.session, store, Person.get(), "照片.jpg", b"\xff\xd8\xff" + bytes(100)).value
    confirmed(township, stick)
    detach(township.session, photo)
    found = inside(packages.sent(township, stick).path, county_reader)
    assert [row[:2] for row in found["deletions"]] == [["attachment", photo.uid]]


def test_a_lost_attachment_is_named_and_the_rest_leaves(
    township: OpenOffice, stick: Path, county_reader: Reader
) -> None:
    store = Store(township)
    photo = set_photo(township.session, store, Person.get(), "照片.jpg", b"\xff\xd8\xff" + bytes(100)).value
    store.path(photo.uid).unlink()
    sent = packages.sent(township, stick)
    assert sent.manifest["missing"] == [photo.uid]
    assert "recommendation" in inside(sent.path, county_reader)


def test_of_protected_cases_not_even_released_numbers_leave_but_in_returns(
    township: OpenOffice, stick: Path, county_reader: Reader
) -> None:
    township.session.guard = None
    with_box = enter(township)
    builders.violence_case(township, name="白小杏")
    with_box.release_totals("20260101-20261231", "维权统计表", {"cases": 1})
    with_box.leave()
    for key in ("handover", "statistics", "recommendations", "assistance"):
        sent = packages.sent(township, stick, key)
        found = json.dumps([sent.manifest, inside(sent.path, county_reader)], ensure_ascii=False)
        for told in ("白小杏", "released_totals", "维权统计表"):
            assert told not in found


def test_the_preview_shows_exactly_what_leaves(township: OpenOffice, stick: Path) -> None:
    shown = preview(packages.order())
    sent = packages.sent(township, stick)
    assert {kind.noun: kind.count for kind in shown.kinds if kind.count} == {
        sent.manifest["kinds"][kind]["noun"]: count for kind, count in sent.manifest["rows"].items()
    }
    person = next(kind for kind in shown.kinds if kind.noun == "人员")
    assert "身份证号" in person.sensitive
    assert "银行卡号" not in person.labels
    assert Person.get().id_number not in person.samples[0]


def test_a_value_within_a_notice_is_not_shown_by_the_preview(full_county: OpenOffice) -> None:
    one, receiver = Person.get(Person.name == SHE), receiver_named(MANGO)
    about = About(one, details={COLUMN: "phone", VALUE: "13900007100"})
    make_notice(full_county.session, receiver.office_uid, SETTLED, "两边改得不一样，请核对。", about)
    told = content.leaves(purpose("answer"), None, receiver.office_uid)
    notice = next(kind for kind in told.kinds if kind.noun == "回告")
    assert notice.count == 1
    assert "13900007100" not in str(notice.samples)
    assert one.uid not in str(notice.samples)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["change", "add", "remove", "confirm", "unit"]), st.integers(0, 5))))
def test_increments_bring_a_receiver_to_the_sender_state(steps: list[tuple[str, int]]) -> None:
    """Against an oracle: after every step what is chosen since the last confirmation covers every difference."""
    with _fresh() as opened:
        wanted, base, known = purpose("handover"), None, {}
        for number, (step, place) in enumerate(steps):
            base, known = _play(opened, step, place, number, wanted, base, known)
            told = _chosen(wanted, base)
            now = _state(wanted)
            assert {key for key in now if known.get(key) != now[key]} <= told
            assert known.keys() - now.keys() <= told


def _play(opened: OpenOffice, step: str, place: int, number: int, wanted: Any, base: Any, known: Any) -> Any:
    people = list(Person.select())
    if step == "add":
        builders.person(opened.session, f"王小{'甲乙丙丁戊己'[place]}", order=200 + 2 * number)
    elif step == "change" and people:
        change_person(opened.session, people[place % len(people)], {"note": str(number)})
    elif step == "remove" and people:
        remove_person(opened.session, people[place % len(people)])
    elif step == "unit":
        change_unit(opened.session, builders.unit(opened.session, f"村{number}"), {"note": "改"})
    elif step == "confirm":
        from models.core.history import head

        return head()[0], _state(wanted)
    return base, known


def _state(wanted: Any) -> dict[tuple[str, str], int]:
    found = {}
    for part in wanted.parts:
        for uid, revision in DB.execute_sql(f'SELECT uid, revision FROM "{part.kind}"').fetchall():
            found[part.kind, uid] = revision
    return found


def _chosen(wanted: Any, base: int | None) -> set[tuple[str, str]]:
    chosen = choose(wanted, base, "")
    told = {(kind, uid) for kind, uid, *_ in chosen.deletions}
    for part in wanted.parts:
        ids = set(chosen.ids[part.kind])
        told |= {
            (part.kind, uid) for number, uid in DB.execute_sql(f'SELECT id, uid FROM "{part.kind}"') if number in ids
        }
    return told


def _fresh() -> Any:
    """An open office on memory; closing it removes it."""
    import os
    import tempfile
    from contextlib import contextmanager

    @contextmanager
    def opened() -> Any:
        os.environ["QUNTUAN_ANY_DRIVE"] = "1"
        with tempfile.TemporaryDirectory() as scratch, builders.office(Path(scratch) / "office") as office:
            yield office

    return opened()
