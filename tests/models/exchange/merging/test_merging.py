"""What a county's file says after packages of townships: merged, asked about, settled, taken back."""

import random
from datetime import date
from typing import Any

import pytest

from models.core.database import DB
from models.core.errors import BadFile, RuleRefused
from models.core.record import BASE_COLUMNS
from models.core.search import matching_ids
from models.core.verbs import Session, undo
from models.exchange.merging.apply import apply_package, open_conflicts, settle_conflict, undo_package
from models.exchange.merging.plan import make_plan
from models.exchange.merging.records import OURS, THEIRS, Conflict
from models.exchange.merging.three_way import Verdict
from models.exchange.merging.written import SETTING, offered
from models.exchange.records import ReceivedPackage
from models.office.attachment import Attachment
from models.office.setting import change_setting
from models.organisations.unit import Unit
from models.people.erasure import request_erasure
from models.people.person import Membership, Person
from models.people.rules import check_person
from models.people.verbs import change_person, register_person, remove_person
from tests import builders
from tests.models.exchange.merging.townships import Township, dump, plan, receive, trusted_by

ID_NUMBER = builders.id_number(date(1990, 5, 1), 124)


@pytest.fixture
def mango(session: Session) -> Township:
    """A township with a village, a person and her membership."""
    found = Township(session)
    village = found.keep("unit", name="大坪村", kind_of_unit="village", superior=None)
    who = found.keep("person", name="单立梅", phone="13800001234", village=village, id_number=ID_NUMBER)
    found.keep("membership", person=who, kind_of_body="women", post="会员")
    return found


def her(township: Township) -> str:
    """The uid of its person."""
    return next(iter(township.records["person"]))


def test_what_is_new_is_planned_and_then_there(session: Session, mango: Township) -> None:
    package = mango.package()
    planned = plan(package)
    assert planned.total(Verdict.NEW) == 3
    assert not Person.select().exists()
    received = receive(session, mango, package)
    person = Person.by_uid(her(mango))
    assert (person.name, person.origin, person.revision, person.village.name) == ("单立梅", mango.uid, 1, "大坪村")
    assert (person.pinyin, person.created_by) == ("shanlimei", "杨丽")
    assert matching_ids("person", "单立梅", 9) == [person.id]
    assert received.counts["person"] == {"new": 1}


def test_a_package_twice_changes_nothing(session: Session, mango: Township) -> None:
    receive(session, mango, mango.package())
    before = dump()
    planned = plan(mango.package(whole=True))
    assert (planned.total(Verdict.SAME), planned.total(Verdict.NEW)) == (3, 0)
    receive(session, mango, mango.package(whole=True))
    assert dump() == before


def test_different_fields_merge_and_the_same_field_asks(session: Session, mango: Township) -> None:
    receive(session, mango, mango.package())
    change_person(session, Person.by_uid(her(mango)), {"phone": "13900000001", "note": "县里记的"})
    mango.keep("person", her(mango), phone="13900000002", name="单丽梅")
    package = mango.package()
    planned = plan(package)
    asked = planned.conflicts[0]
    assert (asked.column, asked.ours, asked.theirs) == ("phone", "13900000001", "13900000002")
    assert (asked.ours_by, asked.theirs_by) == (builders.USER, "杨丽")
    receive(session, mango, package)
    person = Person.by_uid(her(mango))
    assert (person.name, person.phone, person.note) == ("单丽梅", "13900000001", "县里记的")
    assert matching_ids("person", "单丽梅", 9) == [person.id]
    conflict = open_conflicts(mango.uid)[0]
    assert (conflict.label(), conflict.shown(conflict.theirs)) == ("联系电话", "139****0002")


@pytest.mark.parametrize(("choice", "phone"), [(OURS, "13900000001"), (THEIRS, "13900000002")])
def test_a_settled_conflict_keeps_both_values_and_is_not_asked_again(
    session: Session, mango: Township, choice: str, phone: str
) -> None:
    receive(session, mango, mango.package())
    change_person(session, Person.by_uid(her(mango)), {"phone": "13900000001"})
    mango.keep("person", her(mango), phone="13900000002")
    receive(session, mango, mango.package())
    done = settle_conflict(session, open_conflicts()[0], choice, "电话核实过")
    row = Conflict.get()
    assert (row.ours, row.theirs, row.state, row.settled_by) == ("13900000001", "13900000002", choice, builders.USER)
    assert Person.by_uid(her(mango)).phone == phone
    mango.keep("person", her(mango), name="单丽梅")
    receive(session, mango, mango.package())
    assert (Person.by_uid(her(mango)).phone, open_conflicts()) == (phone, [])
    with pytest.raises(RuleRefused, match="已经核对过"):
        settle_conflict(session, row, OURS)
    assert "核对了" in done.sentence


def test_a_settlement_can_be_taken_back(session: Session, mango: Township) -> None:
    receive(session, mango, mango.package())
    change_person(session, Person.by_uid(her(mango)), {"phone": "13900000001"})
    mango.keep("person", her(mango), phone="13900000002")
    receive(session, mango, mango.package())
    done = settle_conflict(session, open_conflicts()[0], THEIRS)
    undo(session, done.seq)
    assert Person.by_uid(her(mango)).phone == "13900000001"
    receive(session, mango, mango.package(whole=True))
    assert len(open_conflicts()) == 1


def test_what_the_other_side_takes_back_is_no_conflict_any_more(session: Session, mango: Township) -> None:
    receive(session, mango, mango.package())
    change_person(session, Person.by_uid(her(mango)), {"phone": "13900000001"})
    for phone in ("13900000002", "13900000003", "13800001234"):
        mango.keep("person", her(mango), phone=phone)
        receive(session, mango, mango.package())
        assert len(open_conflicts()) == (phone != "13800001234")
    assert Person.by_uid(her(mango)).phone == "13900000001"


def test_a_written_rule_of_the_office_decides(session: Session, mango: Township) -> None:
    assert set(offered()) == {"township_facts", "county_opinion"}
    receive(session, mango, mango.package())
    change_setting(session, SETTING, ["township_facts"])
    change_person(session, Person.by_uid(her(mango)), {"phone": "13900000001"})
    mango.keep("person", her(mango), phone="13900000002")
    county = plan(mango.package())
    assert county.total(Verdict.CONFLICT) == 1  # the builders' office is a township as well: a rule needs two levels
    from models.exchange.merging.written import rules_for

    assert rules_for("county", "township")("person")("phone").value == "theirs"
    assert rules_for("township", "county")("person")("phone").value == "ours"
    assert rules_for("county", "township")("recommendation")("superior_on").value == "person"


def test_deleted_there_is_deleted_here_unless_somebody_stands_on_it(session: Session, mango: Township) -> None:
    receive(session, mango, mango.package())
    village = next(iter(mango.records["unit"]))
    for kind in ("membership", "person"):
        mango.drop(kind, next(iter(mango.records[kind])))
    register_person(session, {"name": "李国强", "village": Unit.by_uid(village)})
    mango.drop("unit", village)
    receive(session, mango, mango.package())
    assert not Membership.select().exists()
    assert [person.name for person in Person.select()] == ["李国强"]
    conflict = open_conflicts()[0]
    assert conflict.owner_called() == "“大坪村”"
    with pytest.raises(RuleRefused, match="还有别的记录用着"):
        settle_conflict(session, conflict, THEIRS)
    settle_conflict(session, conflict, OURS)
    receive(session, mango, mango.package(whole=True))
    assert (Unit.select().count(), open_conflicts()) == (1, [])


def test_deleted_there_is_kept_while_a_table_that_no_package_knows_needs_it(session: Session, mango: Township) -> None:
    receive(session, mango, mango.package())
    request_erasure(session, Person.by_uid(her(mango)), "本人申请")
    for kind in ("membership", "person"):
        mango.drop(kind, next(iter(mango.records[kind])))
    receive(session, mango, mango.package())
    assert [conflict.owner_called() for conflict in open_conflicts()] == ["“单立梅”"]


def test_deleted_here_and_changed_there_is_asked_and_can_come_back(session: Session, mango: Township) -> None:
    receive(session, mango, mango.package())
    remove_person(session, Person.by_uid(her(mango)))
    mango.keep("person", her(mango), phone="13900000002")
    receive(session, mango, mango.package())
    assert not Person.select().exists()
    settle_conflict(session, open_conflicts()[0], THEIRS)
    person = Person.by_uid(her(mango))
    assert (person.phone, person.village.name, person.origin) == ("13900000002", "大坪村", mango.uid)


def test_a_record_waits_for_what_it_links_to(session: Session, mango: Township) -> None:
    first = mango.package()
    village = mango.keep("unit", name="石桥村", kind_of_unit="village", superior=None)
    between = mango.package()
    who = mango.keep("person", name="李国强", village=village, phone=None, id_number=None)
    mango.keep("membership", person=who, kind_of_body="union", post=None)
    mango.keep("membership", person=her(mango), kind_of_body="union", post="委员")
    last = mango.package()
    receive(session, mango, last)
    assert [(person.name, person.village) for person in Person.select()] == [("李国强", None)]
    assert Membership.select().count() == 1
    receive(session, mango, first)
    receive(session, mango, between)
    assert Membership.select().count() == 3
    assert Person.get(Person.name == "李国强").village.name == "石桥村"
    assert dump()["waiting"] == []


def test_the_same_number_in_two_townships_is_two_records_and_a_finding(session: Session, mango: Township) -> None:
    other = Township(session, "石桥镇党建办公室")
    village = other.keep("unit", name="大坪村", kind_of_unit="village", superior=None)
    other.keep("person", name="单立梅", village=village, id_number=ID_NUMBER)
    receive(session, mango, mango.package())
    package = other.package()
    planned = plan(package)
    assert (planned.doubles, planned.problems) == (list(other.records["person"]), [])
    receive(session, other, package)
    assert {person.origin for person in Person.select()} == {mango.uid, other.uid}
    assert Unit.select().where(Unit.name == "大坪村").count() == 2
    person = Person.by_uid(her(mango))
    found = check_person({**person.__data__, "phone": "1"}, person.id)
    assert [problem.code for problem in found if problem.field == "id_number"] == ["id_number_elsewhere"]
    change_person(session, person, {"phone": "13900000009"})


def test_the_same_number_twice_from_one_township_is_told_and_not_taken(session: Session, mango: Township) -> None:
    double = mango.keep("person", name="单立梅", id_number=ID_NUMBER, village=None, phone=None)
    package = mango.package()
    planned = plan(package)
    assert planned.kept_problems() == [("person", double, "taken")]
    received = receive(session, mango, package)
    assert received.problems == [["person", double, "taken"]]
    assert Person.select().count() == 1
    mango.keep("person", her(mango), id_number=None)
    receive(session, mango, mango.package())
    receive(session, mango, mango.package())
    assert Person.by_uid(double).id_number == ID_NUMBER


def test_names_that_must_not_be_empty_are_exchanged_as_well(session: Session, mango: Township) -> None:
    one, other, third = (mango.keep("unit", name=name, kind_of_unit="V") for name in ("东村", "西村", "南村"))
    receive(session, mango, mango.package())
    for uid, name in ((one, "西村"), (other, "南村"), (third, "东村")):
        mango.keep("unit", uid, name=name)
    package = receive(session, mango, mango.package())
    assert [Unit.by_uid(uid).name for uid in (one, other, third)] == ["西村", "南村", "东村"]
    assert dump()["waiting"] == []
    undo_package(session, package)
    assert [Unit.by_uid(uid).name for uid in (one, other, third)] == ["东村", "西村", "南村"]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("person", {"name": ["单立梅"]}),
        ("person", {"name": "单\ud800梅"}),
        ("person", {"name": 5}),
        ("person", {"name": "单立梅", "born": "1990-13"}),
        ("person", {"name": "单立梅", "born": "昨天"}),
        ("person", {"name": "单立梅", "village": 7}),
        ("person", {"name": "单立梅", "village": "' OR 1"}),
        ("unit", {"name": "东村", "staff": "九"}),
        ("unit", {"name": "东村", "staff": 1.5}),
        ("unit", {"name": "东村", "staff": -1}),
        ("unit", {"name": "东村", "staff": 1 << 80}),
        ("unit", {"name": "东村", "opened_on": "2026-02-31"}),
        ("unit", {"name": "东村", "opened_on": {"year": 2026}}),
    ],
)
def test_a_value_of_a_wrong_kind_is_refused_in_words(
    session: Session, mango: Township, kind: str, values: dict[str, Any]
) -> None:
    sound = {"unit": {"name": "西村", "kind_of_unit": "V"}, "person": {"name": "仇小曼"}}[kind]
    good = mango.keep(kind, **sound)
    bad = mango.keep(kind, **{**sound, **values})
    package = mango.package()
    made = plan(package)
    assert made.problems == [(kind, bad, "wrong")]
    assert "格式不对" in made.plain()["problems"][0]["message"]
    receive(session, mango, package)
    cls = {"unit": Unit, "person": Person}[kind]
    kept = {record.uid for record in cls.select()}
    assert good in kept
    assert bad not in kept
    mango.keep(kind, bad, **{**{name: sound.get(name) for name in values}, "name": "改好了"})
    receive(session, mango, mango.package())
    assert cls.by_uid(bad).name == "改好了"


@pytest.mark.parametrize("kind", ["user", "office_key", "trusted_office", "rights_case", "received_package", "setting"])
def test_what_stays_is_never_written_by_a_package(session: Session, mango: Township, kind: str) -> None:
    sender, (letter, cargo) = trusted_by(session, mango), mango.package()
    made = make_plan(letter, cargo)
    cargo.columns[kind] = (*BASE_COLUMNS, "name")
    with pytest.raises(BadFile, match="不该报送的内容"):
        make_plan(letter, cargo)
    with pytest.raises(BadFile, match="不该报送的内容"):  # also where the plan was made by something else
        apply_package(session, made, sender)
    assert not ReceivedPackage.select().exists()


def test_numbers_that_had_been_mixed_up_are_exchanged(session: Session, mango: Township) -> None:
    second, third = (builders.id_number(date(1991, 5, 1), order) for order in (126, 128))
    other = mango.keep("person", name="李国强", village=None, phone=None, id_number=second)
    receive(session, mango, mango.package())
    before = dump()
    mango.keep("person", her(mango), id_number=second)
    mango.keep("person", other, id_number=ID_NUMBER)
    exchanged = receive(session, mango, mango.package())
    assert [Person.by_uid(uid).id_number for uid in (her(mango), other)] == [second, ID_NUMBER]
    undo_package(session, exchanged)
    assert dump() == before
    mango.keep("person", other, id_number=third)
    mango.keep("person", her(mango), id_number=second)
    new = mango.keep("person", name="仇正明", village=None, phone=None, id_number=ID_NUMBER)
    planned = plan(mango.package())
    assert (planned.problems, planned.total(Verdict.NEW), planned.total(Verdict.CHANGED)) == ([], 1, 2)
    receive(session, mango, mango.package(whole=True))
    told = [Person.by_uid(uid).id_number for uid in (her(mango), other, new)]
    assert told == [second, third, ID_NUMBER]


def test_who_does_not_get_a_number_keeps_hers(session: Session, mango: Township) -> None:
    """A wants B's number, which B keeps; C, new, wants A's: neither is taken, and nobody is without a number."""
    second = builders.id_number(date(1991, 5, 1), 126)
    other = mango.keep("person", name="李国强", village=None, phone=None, id_number=second)
    receive(session, mango, mango.package())
    mango.keep("person", her(mango), id_number=second)
    new = mango.keep("person", name="仇正明", village=None, phone=None, id_number=ID_NUMBER)
    package = mango.package()
    assert {uid for _, uid, _ in plan(package).problems} == {her(mango), new}
    receive(session, mango, package)
    assert [Person.by_uid(uid).id_number for uid in (her(mango), other)] == [ID_NUMBER, second]


def test_kinds_that_no_package_may_bring_are_refused(session: Session, mango: Township) -> None:
    letter, cargo = mango.package()
    cargo.take("deletions", [["user", her(mango), 1, "", ""]])
    with pytest.raises(BadFile, match="不该报送"):
        plan((letter, cargo))


def test_nothing_is_hung_on_what_stays_with_each_office(session: Session, mango: Township) -> None:
    told = {"title": "照片", "file_name": "a.jpg", "size": 1, "sha256": "0"}
    theirs = mango.keep("attachment", owner_kind="rights_case", owner_uid="abcdefgh23456777", **told)
    lost = mango.keep("attachment", owner_kind="person", owner_uid=her(mango), **told)
    package = mango.package()
    assert set(plan(package).problems) == {("attachment", theirs, "elsewhere"), ("attachment", lost, "file")}
    receive(session, mango, package)
    assert not Attachment.select().exists()


def test_what_was_planned_on_other_records_is_not_applied(session: Session, mango: Township) -> None:
    from models.exchange.merging.apply import apply_package
    from tests.models.exchange.merging.townships import trusted_by

    sender = trusted_by(session, mango)
    planned = plan(mango.package())
    builders.unit(session, "石桥村")
    with pytest.raises(RuleRefused, match="重新核对"):
        apply_package(session, planned, sender)
    assert not Person.select().exists()


def test_a_whole_package_is_taken_back_and_can_come_again(session: Session, mango: Township) -> None:
    receive(session, mango, mango.package())
    change_person(session, Person.by_uid(her(mango)), {"phone": "13900000001"})
    before = dump()
    mango.keep("person", her(mango), phone="13900000002", name="单丽梅")
    mango.keep("person", name="李国强", village=None, phone=None, id_number=None)
    mango.drop("membership", next(iter(mango.records["membership"])))
    package = mango.package()
    received = receive(session, mango, package)
    after = dump()
    assert after != before
    undo_package(session, received)
    assert dump() == before
    receive(session, mango, package)
    assert dump() == after


def test_a_package_on_which_something_stands_is_not_taken_back(session: Session, mango: Township) -> None:
    first = receive(session, mango, mango.package())
    change_person(session, Person.by_uid(her(mango)), {"phone": "13900000001"})
    before = dump()
    with pytest.raises(RuleRefused, match="后来又改过"):
        undo_package(session, first)
    assert dump() == before
    mango.keep("person", her(mango), name="单丽梅")
    receive(session, mango, mango.package())
    with pytest.raises(RuleRefused, match="最近一份"):
        undo_package(session, ReceivedPackage.get(ReceivedPackage.number == 1))


def _townships(session: Session, draw: random.Random) -> list[tuple[Township, Any]]:
    """Three townships that work for a while and send three packages each."""
    found = []
    for number in range(3):
        one = Township(session, f"第{number}镇")
        village = one.keep("unit", name="大坪村", kind_of_unit="village", superior=None)
        people = [one.keep("person", name="单立", village=village, phone="1") for _ in range(3)]
        for _ in range(3):
            for _ in range(4):
                _work(one, people, village, draw)
            found.append((one, one.package()))
    return found


def _work(one: Township, people: list[str], village: str, draw: random.Random) -> None:
    living = [uid for uid in people if uid in one.records["person"]]
    what = draw.randrange(5)
    if what == 0 or not living:
        people.append(one.keep("person", name="李国强", village=village, phone="2"))
    elif what == 1:
        one.keep("membership", person=draw.choice(living), kind_of_body="women", post=draw.choice("甲乙"))
    elif what == 2 and one.records.get("membership"):
        one.drop("membership", draw.choice(list(one.records["membership"])))
    else:
        one.keep("person", draw.choice(living), phone=draw.choice("123"), name=draw.choice(["单立", "单丽"]))


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_packages_ends_in_one_state(session: Session, seed: int) -> None:
    draw = random.Random(seed)
    packages = _townships(session, draw)
    started = [receive(session, *packages[place]) for place in (0, 3)]
    assert started
    for person in Person.select():
        if draw.random() < 0.5:
            change_person(session, person, {"phone": draw.choice("1239"), "note": "县里记的"})
    rest = [package for place, package in enumerate(packages) if place not in (0, 3)]
    expected = None
    for _ in range(100):
        draw.shuffle(rest)
        with DB.atomic() as all_of_it:
            for one, package in rest:
                receive(session, one, package)
            found = dump()
            all_of_it.rollback()
        expected = expected or found
        assert found == expected


@pytest.mark.parametrize("seed", range(5))
def test_whatever_a_package_did_its_undo_takes_back(session: Session, seed: int) -> None:
    draw = random.Random(seed)
    for one, package in _townships(session, draw):
        for person in Person.select():
            if draw.random() < 0.3:
                change_person(session, person, {"phone": draw.choice("1239")})
        before = dump()
        received = receive(session, one, package)
        after = dump()
        undo_package(session, received)
        assert dump() == before
        receive(session, one, package)
        assert dump() == after
