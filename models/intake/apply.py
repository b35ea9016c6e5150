"""A plan carried out in one transaction, and taken back as a whole.

Owns the two verbs of the intake. New persons are written at the driver's speed; updates one by one, each with its
history. Decides nothing about rows: that is in the plan.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from models.core.codes import STAGE, table
from models.core.errors import RuleRefused
from models.core.history import History, is_undone, read_changes
from models.core.progress import Progress, Silent
from models.core.text import readings
from models.core.verbs import Work, take_back, verb
from models.intake.collector import collector_paused
from models.intake.helping import brings_help, brought, parts_of, write_help
from models.intake.known import MEMBERSHIP_KEYS, PERSON_COLUMNS, STAGE_FIELDS, villages_by_name
from models.intake.plan import Plan, PlanRow, Verdict
from models.intake.planning import village_record
from models.intake.records import IntakeBatch, IntakePiece, KeptRow, LearnedHeader, keep_rows
from models.intake.values import REACHED, VILLAGE
from models.people.person import Membership, PartyStage, Person

T = TypeVar("T")

_UPDATES_A_STEP, _ROWS_A_STEP = 100, 2_000
_STAGE_COLUMNS = ("person_id", "stage", "reached_on", "companions")
_GONE = "这批导入已经撤销过了。"
_STANDS_ON = "这批导入的人员后来又改过、删除过，或已用在别处，不能整批撤销。请先撤销后来的改动，或逐人修改。"


@verb("apply_roster", "导入花名册")
def apply_roster(work: Work, plan: Plan, progress: Progress | None = None) -> IntakeBatch:
    """Write a plan: everything or nothing. Raises RuleRefused when the records changed since it was made."""
    watch = progress or Silent()
    counts = plan.counts()
    batch = work.insert(
        IntakeBatch(
            files="、".join(plan.files), body=plan.body, **{verdict.value: counts[verdict] for verdict in Verdict}
        )
    )
    villages = _make_villages(work, plan)
    with collector_paused():
        _insert_new(work, plan, villages, watch)
    _help_new(work, plan, watch)
    updates = [row for row in plan.rows() if row.verdict is Verdict.UPDATE and row.first is None]
    for place, row in enumerate(updates):
        if place % _UPDATES_A_STEP == 0:
            watch.step("正在更新已有人员", place, len(updates))
        _update(work, row, villages)
    with collector_paused():
        _keep_rows(batch, plan, watch)
    _keep_mappings(work, plan)
    told = f"新登记 {counts[Verdict.NEW]} 人，更新 {counts[Verdict.UPDATE]} 人{brought(work)}"
    work.about(batch, f"导入了“{batch.files}”：{told}")
    return batch


def _make_villages(work: Work, plan: Plan) -> dict[str, int]:
    """Ids of all villages by name; those that only the roster knows are registered, if a row still needs them."""
    villages = villages_by_name()
    written = (Verdict.NEW, Verdict.UPDATE)
    needed = {row.values.get(VILLAGE) for row in plan.rows() if row.verdict in written}
    for name in plan.new_villages:
        if name in needed and name not in villages:
            villages[name] = work.insert(village_record(name)).id
    return villages


def _insert_new(work: Work, plan: Plan, villages: dict[str, int], watch: Progress) -> None:
    rows = [row for row in plan.rows() if row.verdict is Verdict.NEW]
    used = _keys_of(rows) | {"name"}
    keys = [key for key in PERSON_COLUMNS if key in used]
    columns = [PERSON_COLUMNS[key] for key in keys] + ["pinyin", "initials", "sorting"]
    names = {name: readings(name) for name in {row.name for row in rows}}
    place = keys.index(VILLAGE) if VILLAGE in keys else None
    persons = (_person(row, keys, place, villages, names) for row in _watched(rows, "正在写入新登记的人员", watch))
    written = work.insert_many(Person, columns, persons, len(rows))
    for row, number in zip(rows, written, strict=True):
        row.person_id = number
    columns, memberships = _memberships(rows, used)
    work.insert_many(Membership, columns, _watched(memberships, "正在写入会籍", watch), len(memberships))
    stages = _stages(rows, used)
    work.insert_many(PartyStage, _STAGE_COLUMNS, _watched(stages, "正在写入入党阶段", watch), len(stages))


def _help_new(work: Work, plan: Plan, watch: Progress) -> None:
    """Households, cases and register entries of the new persons of rosters that bring them."""
    sheets = [sheet for sheet in plan.sheets if parts_of(table.context for table in sheet.tables)]
    rows = [row for sheet in sheets for row in sheet.rows if row.verdict is Verdict.NEW and brings_help(row.values)]
    for row in _watched(rows, "正在登记帮扶对象", watch):
        write_help(work, Person.get_by_id(row.person_id), row.values)


def _watched(rows: Sequence[T], what: str, watch: Progress) -> Iterator[T]:
    """The rows one by one, while somebody watches how far it is."""
    for place, row in enumerate(rows):
        if place % _ROWS_A_STEP == 0:
            watch.step(what, place, len(rows))
        yield row


def _person(
    row: PlanRow,
    keys: list[str],
    village: int | None,
    villages: dict[str, int],
    names: dict[str, tuple[str, str, str]],
) -> list[Any]:
    """Values of the person table; `village` is its place among the keys."""
    values = row.values
    stored: list[Any] = [*map(values.get, keys), *names[values["name"]]]
    if village is not None:
        stored[village] = villages.get(stored[village])
    return stored


def _memberships(rows: Sequence[PlanRow], used: set[str]) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows of the membership table, without columns that nobody fills: an empty cell costs the driver
    more than a full one. Keys are sorted out once, as all rows of a roster carry nearly the same."""
    told = {key: _membership_key(key) for key in used}
    columns = ["person_id", "kind_of_body", *sorted({name for _, name in told.values() if name})]
    kinds: dict[str, list[tuple[str, int]]] = {}
    for key, (kind, name) in told.items():
        if kind:
            kinds.setdefault(kind, []).append((key, columns.index(name)))
    found = []
    empty = [None] * (len(columns) - 2)
    for row in rows:
        values = row.values
        for kind, places in kinds.items():
            record: list[Any] = [row.person_id, kind, *empty]
            for key, place in places:
                record[place] = values.get(key)
            if record[2:] != empty:
                found.append(record)
    return columns, found


def _keys_of(rows: Iterable[PlanRow]) -> set[str]:
    return set().union(*(row.values for row in rows))


def _membership_key(key: str) -> tuple[str, str]:
    """Kind of body and column of the membership table; empty for other keys."""
    if key.endswith(".body_id"):
        return key.removesuffix(".body_id"), "body_id"
    return MEMBERSHIP_KEYS.get(key, ("", ""))


def _by_kind(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What values say about memberships, by kind of body."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        kind, name = _membership_key(key)
        if kind:
            found.setdefault(kind, {})[name] = value
    return found


def _stages(rows: Sequence[PlanRow], used: set[str]) -> list[list[Any]]:
    if not any(key.startswith("party.") for key in used):
        return []
    found = []
    for row in rows:
        for stage, values in _by_stage(row.values).items():
            found.append([row.person_id, stage, values.get("reached_on"), values.get("companions")])
    return found


def _by_stage(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What values say about the way into the Party, by stage in their order."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        if key.startswith(REACHED):
            found.setdefault(key.removeprefix(REACHED), {})
        elif key in STAGE_FIELDS:
            stage, name = STAGE_FIELDS[key]
            found.setdefault(stage, {})[name] = value
    return found if len(found) < 2 else {stage: found[stage] for stage in _stage_order() if stage in found}


@cache
def _stage_order() -> tuple[str, ...]:
    return tuple(code.code for code in table(STAGE).items(with_obsolete=True))


def _update(work: Work, row: PlanRow, villages: dict[str, int]) -> None:
    changed = {change.key: change.new for change in row.changes}
    person = Person.get_by_id(row.person_id)
    columns = Person._meta.columns
    values = {}
    for key, value in changed.items():
        if key in PERSON_COLUMNS:
            column = columns[PERSON_COLUMNS[key]]
            values[column.name] = villages.get(value) if key == VILLAGE else column.python_value(value)
    if values:
        work.update(person, **values)
    _update_memberships(work, row, changed)
    _update_stages(work, person, changed)
    if brings_help(changed):
        write_help(work, person, changed)


def _update_memberships(work: Work, row: PlanRow, changed: dict[str, Any]) -> None:
    for kind, stored in _by_kind(changed).items():
        columns = Membership._meta.columns
        values = {columns[name].name: columns[name].python_value(value) for name, value in stored.items()}
        if kind in row.membership_ids:
            work.update(Membership.get_by_id(row.membership_ids[kind]), **values)
        else:
            work.insert(Membership(person=row.person_id, kind_of_body=kind, **values))


def _update_stages(work: Work, person: Person, changed: dict[str, Any]) -> None:
    for stage, stored in _by_stage(changed).items():
        found = PartyStage.get_or_none((PartyStage.person == person) & (PartyStage.stage == stage))
        columns = PartyStage._meta.columns
        values = {name: columns[name].python_value(value) for name, value in stored.items()}
        if found is None:
            work.insert(PartyStage(person=person, stage=stage, **values))
        elif values:
            work.update(found, **values)


def _keep_rows(batch: IntakeBatch, plan: Plan, watch: Progress) -> None:
    """Every row with its raw cells."""
    for sheet in plan.sheets:
        rows = (
            KeptRow(row.key.number, row.verdict, row.reason, (row.first or row).person_id, row.cells)
            for row in sheet.rows
        )
        for kept in keep_rows(batch, sheet.file, sheet.sheet.name, rows):
            watch.step("正在保存原始内容", kept, len(sheet.rows))


def _keep_mappings(work: Work, plan: Plan) -> None:
    for header_line, keys in plan.learned.items():
        found = LearnedHeader.get_or_none(LearnedHeader.header_line == header_line)
        if found is None:
            work.insert(LearnedHeader(header_line=header_line, keys=keys))
        else:
            work.update(found, keys=keys)


@verb("undo_import", "撤销导入")
def undo_import(work: Work, batch: IntakeBatch) -> None:
    """Take a whole import back; the mappings learned with it stay.

    Raises RuleRefused when it was taken back already or something stands on what it wrote.
    """
    row = (
        History.select()
        .where((History.verb == "apply_roster") & (History.subject_uid == batch.uid))
        .order_by(History.seq.desc())
        .first()
    )
    if row is None or batch.undone or is_undone(row.seq):
        raise RuleRefused(_GONE)
    IntakePiece.delete().where(IntakePiece.batch == batch).execute()
    kept = (IntakeBatch.kind(), LearnedHeader.kind())
    try:
        for change in reversed(read_changes(row)):
            if change.kind in kept:
                continue
            take_back(work, change)
    except RuleRefused as error:
        raise RuleRefused(_STANDS_ON) from error
    work.update(batch, undone=True)
    work.undoes = row.seq
    work.about(batch, f"撤销了{batch.called()}")


def batches() -> list[IntakeBatch]:
    """All imports, the newest first."""
    return list(IntakeBatch.select().order_by(IntakeBatch.id.desc()))
