"""Verbs: one transaction, only what changed, a history row with before and after, and the way back."""

from collections.abc import Callable
from datetime import date

import peewee
import pytest

from models.core.database import DB
from models.core.dates import PartialDate
from models.core.errors import RuleRefused, Stale
from models.core.history import History, head, read_changes
from models.core.record import Record, Tombstone, record_class, record_classes
from models.core.search import matching_ids
from models.core.text import readings
from models.core.verbs import VERBS, Done, Session, Work, undo, verb
from models.office.office import change_office
from models.organisations.unit import Unit
from models.organisations.verbs import change_unit, register_body, register_unit, remove_unit
from models.people.person import Person
from models.people.verbs import change_person, join_body, register_person, remove_membership, remove_person
from models.recommendation.records import Batch
from models.recommendation.verbs import change_batch
from tests import builders


@verb("test_nothing_left", "测试")
def fail_late(work: Work, unit: Unit) -> None:
    """Write in every way, then fail."""
    work.update(unit, name="改过的村")
    made = work.insert(Unit(name="新村", kind_of_unit="village"))
    work.delete(made)
    work.insert_many(Unit, ("name", "kind_of_unit", "pinyin", "initials"), [("一村", "village", "", "")])
    raise RuleRefused("不行。")


@verb("test_many", "批量测试")
def insert_units(work: Work, names: list[str]) -> range:
    """Bulk insert."""
    return work.insert_many(
        Unit, ("name", "kind_of_unit", "pinyin", "initials"), [(name, "village", "", "") for name in names]
    )


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that a verb may write, the history's own and tombstones left out."""
    kept: dict[str, list[tuple[object, ...]]] = {}
    for cls in record_classes():
        names = [f'"{name}"' for name in cls._meta.columns if name not in ("revision", "changed_at", "changed_by")]
        sql = f'SELECT {",".join(names)} FROM "{cls.kind()}" ORDER BY id'
        kept[cls.kind()] = DB.execute_sql(sql).fetchall()
    return kept


def test_a_new_record_knows_who_when_and_where(session: Session) -> None:
    person = builders.person(session)
    again = Person.get_by_id(person.id)
    assert again.uid == person.uid
    assert len(again.uid) == 16
    assert (again.revision, again.origin, again.created_by) == (1, session.origin, builders.USER)
    assert again.created_at == again.changed_at == "2026-11-20 09:30:00"
    assert again.pinyin == "shanlimei"


def test_the_history_says_who_did_what_with_before_and_after(session: Session) -> None:
    person = builders.person(session, note=None)
    done = change_person(session, person, {"note": "骨干", "born": PartialDate(2000, 6)})
    row = History.get_by_id(done.seq)
    assert (row.user, row.verb, row.at) == (builders.USER, "change_person", "2026-11-20 09:30:00")
    assert row.sentence == done.sentence == "修改了“单立梅”的资料"
    assert (row.subject_kind, row.subject_uid) == ("person", person.uid)
    (change,) = read_changes(row)
    assert change.before == {"note": None, "born": "2000-05-01"}
    assert change.after is not None
    assert {name: change.after[name] for name in change.before} == {"note": "骨干", "born": "2000-06"}
    assert change.after["revision"] == 2


def test_only_changed_columns_are_written(session: Session) -> None:
    unit = builders.unit(session)
    one, other = Unit.get_by_id(unit.id), Unit.get_by_id(unit.id)
    done = change_unit(session, one, {"name": unit.name, "staff": 12})
    assert set(done.changes[0].before or {}) == {"staff"}
    assert other.staff is None


def test_nothing_changed_writes_no_new_revision(session: Session) -> None:
    unit = builders.unit(session)
    done = change_unit(session, unit, {"name": unit.name})
    assert done.changes == ()
    assert Unit.get_by_id(unit.id).revision == 1


def test_two_open_copies_cannot_overwrite_each_other(session: Session) -> None:
    unit = builders.unit(session)
    one, other = Unit.get_by_id(unit.id), Unit.get_by_id(unit.id)
    change_unit(session, one, {"staff": 12})
    with pytest.raises(Stale, match="刚刚在别处改过"):
        change_unit(session, other, {"contact": "李国强"})
    with pytest.raises(Stale):
        remove_unit(session, other)
    kept = Unit.get_by_id(unit.id)
    assert (kept.staff, kept.contact) == (12, None)
    assert other.contact is None
    change_unit(session, Unit.get_by_id(unit.id), {"contact": "李国强"})


def test_a_record_deleted_meanwhile_is_stale(session: Session) -> None:
    unit = builders.unit(session)
    copy = Unit.get_by_id(unit.id)
    remove_unit(session, unit)
    with pytest.raises(Stale):
        change_unit(session, copy, {"staff": 1})


def test_a_failing_verb_leaves_nothing(session: Session) -> None:
    unit = builders.unit(session)
    before, rows, stones = everything(), head(), Tombstone.select().count()
    with pytest.raises(RuleRefused):
        fail_late(session, unit)
    assert everything() == before
    assert head() == rows
    assert Tombstone.select().count() == stones
    assert matching_ids("unit", "新村", 10) == []
    assert matching_ids("unit", unit.name, 10) == [unit.id]


def test_after_a_refusal_the_record_in_memory_is_as_before_and_can_be_saved(session: Session) -> None:
    unit = builders.unit(session)
    builders.unit(session, "白水村")
    with pytest.raises(RuleRefused, match="单位名称与已有的单位重复"):
        change_unit(session, unit, {"name": "白水村"})
    assert (unit.name, unit.revision) == ("大坪村", 1)
    change_unit(session, unit, {"name": "清水村"})
    assert Unit.get_by_id(unit.id).name == "清水村"


def test_a_refused_new_record_can_be_mended_and_saved(session: Session) -> None:
    builders.unit(session)
    with pytest.raises(RuleRefused, match="重复"):
        register_unit(session, {"name": "大坪村", "kind_of_unit": "village"})
    assert register_unit(session, {"name": "小坪村", "kind_of_unit": "village"}).value.id


def test_a_required_column_cannot_be_left_empty(session: Session) -> None:
    with pytest.raises(RuleRefused, match="还没有填写组织名称、组织类别"):
        register_body(session, {"name": ""})
    person = builders.person(session)
    with pytest.raises(RuleRefused, match="姓名"):
        change_person(session, person, {"name": None})


def test_a_link_to_a_deleted_record_is_refused(session: Session) -> None:
    person, unit = builders.person(session), builders.unit(session)
    remove_unit(session, unit)
    with pytest.raises(RuleRefused, match="已经被删除"):
        change_person(session, person, {"village": unit})


def test_what_others_use_cannot_be_deleted(session: Session) -> None:
    unit = builders.unit(session)
    builders.body(session, at=unit)
    with pytest.raises(RuleRefused, match="还有别的记录用着"):
        remove_unit(session, unit)
    assert Unit.get_or_none(Unit.id == unit.id)


def test_deleting_leaves_a_tombstone_and_nothing_to_find(session: Session) -> None:
    person = builders.person(session)
    remove_person(session, person)
    stone = Tombstone.get(Tombstone.uid == person.uid)
    assert (stone.kind, stone.revision, stone.deleted_by) == ("person", 1, builders.USER)
    assert matching_ids("person", person.name, 10) == []


def test_listeners_hear_what_changed_after_it_is_kept(session: Session) -> None:
    heard: list[tuple[str, int]] = []
    session.listeners.append(lambda done: heard.append((done.sentence, Unit.select().count())))
    builders.unit(session)
    with pytest.raises(RuleRefused):
        register_unit(session, {"name": "大坪村", "kind_of_unit": "village"})
    assert heard == [("登记了单位“大坪村”", 1)]


def test_ids_are_never_given_twice(session: Session) -> None:
    last = builders.unit(session)
    remove_unit(session, last)
    assert builders.unit(session, "白水村").id > last.id
    remove_unit(session, Unit.get(Unit.name == "白水村"))
    assert insert_units(session, ["一村"]).value.start > last.id + 1


def test_bulk_rows_are_records_like_others(session: Session) -> None:
    done = insert_units(session, ["石桥村", "云岭村"])
    rows = [Unit.get_by_id(number) for number in done.value]
    assert [row.name for row in rows] == ["石桥村", "云岭村"]
    assert {row.created_by for row in rows} == {builders.USER}
    assert matching_ids("unit", "石桥", 10) == [rows[0].id]
    change_unit(session, rows[0], {"staff": 3})


def test_bulk_rows_that_break_uniqueness_are_refused_in_words(session: Session) -> None:
    before = everything()
    with pytest.raises(RuleRefused, match="单位名称与已有的单位重复"):
        insert_units(session, ["石桥村", "石桥村"])
    assert everything() == before


def test_bulk_rows_are_not_undone_one_step_at_a_time(session: Session) -> None:
    done = insert_units(session, ["石桥村"])
    with pytest.raises(RuleRefused, match="整批撤销"):
        undo(session, done.seq)


def _insert(session: Session) -> Done[Person]:
    born = PartialDate(1990, 5)
    return register_person(session, {"name": "古丽米热·艾尼瓦尔", "born": born})


def _update(session: Session) -> Done[Person]:
    person = builders.person(session)
    return change_person(session, person, {"name": "单立美", "born": None, "household_size": 3, "income_per_head": 120})


def _delete(session: Session) -> Done[None]:
    person, body = builders.person(session), builders.body(session)
    builders.membership(session, person, body, representative=True)
    builders.stage(session, person, "applicant", "2025-01-02", "李国强")
    return remove_person(session, person)


def _days(session: Session) -> Done[Batch]:
    return change_batch(session, builders.batch(session), {"opened_on": date(2026, 10, 1), "note": "改期"})


def _office(session: Session) -> Done[Record]:
    return change_office(session, {"address": "芒果街1号"})  # type: ignore[return-value]


@pytest.mark.parametrize("act", [_insert, _update, _delete, _days, _office])
def test_undo_brings_back_exactly_what_was(session: Session, act: Callable[[Session], Done[object]]) -> None:
    done = act(session)
    after = everything()
    undo(session, done.seq)
    before = everything()
    assert before != after
    again = act_again(session, done.seq)
    assert again.startswith("撤销：")
    for cls in record_classes():
        if cls.searchable:
            for row in cls.select():
                assert row.id in matching_ids(cls.kind(), row.name, 100)


def act_again(session: Session, seq: int) -> str:
    """A second undo is refused; the sentence of the first."""
    with pytest.raises(RuleRefused, match="已经撤销过"):
        undo(session, seq)
    row = History.get(History.undoes == seq)
    with pytest.raises(RuleRefused, match="已经撤销过，或者不能撤销"):
        undo(session, row.seq)
    return str(row.sentence)


def test_undone_deletion_gives_the_same_record_back(session: Session) -> None:
    person, body = builders.person(session), builders.body(session)
    builders.membership(session, person, body)
    before = everything()
    done = remove_person(session, person)
    undo(session, done.seq)
    assert everything() == before
    assert Tombstone.select().count() == 0
    back = Person.get_by_id(person.id)
    assert (back.uid, back.revision) == (person.uid, 2)


def test_undo_of_a_change_gives_the_old_values_back(session: Session) -> None:
    person = builders.person(session)
    before = everything()
    done = change_person(session, person, {"name": "单立美", "born": PartialDate(1999, 1), "village": None})
    undo(session, done.seq)
    assert everything() == before
    assert readings(Person.get_by_id(person.id).name)[0] == "shanlimei"


def test_undo_is_refused_when_a_later_change_stands_on_it(session: Session) -> None:
    person = builders.person(session)
    first = change_person(session, person, {"note": "甲"})
    change_person(session, person, {"note": "乙"})
    with pytest.raises(RuleRefused, match="后来又改过"):
        undo(session, first.seq)
    assert Person.get_by_id(person.id).note == "乙"


def test_undo_of_other_columns_than_those_changed_later_goes(session: Session) -> None:
    person = builders.person(session)
    first = change_person(session, person, {"note": "甲"})
    change_person(session, person, {"title": "农艺师"})
    undo(session, first.seq)
    kept = Person.get_by_id(person.id)
    assert (kept.note, kept.title) == (None, "农艺师")


def test_undo_of_a_new_record_is_refused_while_something_uses_it(session: Session) -> None:
    done = register_unit(session, {"name": "大坪村", "kind_of_unit": "village"})
    builders.body(session, at=done.value)
    with pytest.raises(RuleRefused, match="还有别的记录用着"):
        undo(session, done.seq)


def test_undo_of_a_deletion_is_refused_when_the_number_was_given_to_another(session: Session) -> None:
    person = builders.person(session)
    done = remove_person(session, person)
    builders.person(session, "单立美")
    with pytest.raises(RuleRefused, match="身份证号与已有的人员重复"):
        undo(session, done.seq)


def test_undo_of_a_deletion_is_refused_when_what_it_belonged_to_is_gone(session: Session) -> None:
    person, body = builders.person(session), builders.body(session)
    member = builders.membership(session, person, body)
    done = remove_membership(session, member)
    remove_person(session, person)
    builders.person(session, "后来人")
    with pytest.raises(RuleRefused, match="已经被删除"):
        undo(session, done.seq)


@pytest.mark.parametrize("seq", [1, 999, -1])
def test_the_founding_and_what_never_happened_cannot_be_undone(session: Session, seq: int) -> None:
    with pytest.raises(RuleRefused, match="不能撤销"):
        undo(session, seq)


def test_every_verb_has_a_chinese_name() -> None:
    assert all(title and not title.isascii() for title in VERBS.values())


def test_kinds_are_unique_and_found_by_name() -> None:
    kinds = [cls.kind() for cls in record_classes()]
    assert len(kinds) == len(set(kinds))
    assert record_class("person") is Person
    with pytest.raises(KeyError):
        record_class("nothing")


def test_joining_the_same_body_twice_is_refused(session: Session) -> None:
    person, body = builders.person(session), builders.body(session)
    builders.membership(session, person, body)
    with pytest.raises(RuleRefused, match="不用再登记"):
        join_body(session, person, "league", {"body": body})


def test_records_are_written_by_verbs_only(session: Session) -> None:
    """Outside a verb nothing keeps the history: the house test looks for `.save(`; here the driver's own refusal."""
    with pytest.raises(peewee.IntegrityError, match="append-only"):
        History.update(sentence="没有的事").execute()
    with pytest.raises(peewee.IntegrityError, match="append-only"):
        History.delete().execute()
    with pytest.raises(peewee.IntegrityError):
        DB.execute_sql("INSERT OR FAIL INTO history SELECT * FROM history WHERE seq = 1")


@verb("test_alike", "测试")
def write_alike(work: Work, units: list[Unit], note: str) -> int:
    """Give units the same note."""
    return work.update_many(units, note=note)


def test_many_records_are_given_the_same_values_and_taken_back(session: Session) -> None:
    units = [builders.unit(session, f"{number}村") for number in range(3)]
    change_unit(session, units[0], {"note": "有"})
    kept = everything()
    done = write_alike(session, list(Unit.select().order_by(Unit.id)), "有")
    assert done.value == 2
    assert [unit.note for unit in Unit.select()] == ["有"] * 3
    assert [change.uid for change in done.changes] == [unit.uid for unit in units[1:]]
    assert {unit.revision for unit in Unit.select()} == {2}
    undo(session, done.seq)
    assert everything() == kept


def test_many_records_are_not_written_over_somebody_elses_change(session: Session) -> None:
    unit = builders.unit(session)
    mine = Unit.get_by_id(unit.id)
    change_unit(session, unit, {"note": "别人的"})
    with pytest.raises(Stale):
        write_alike(session, [mine], "我的")
    assert Unit.get().note == "别人的"
    assert mine.note is None
