"""Rows of rosters against the persons kept here: new, update, same, conflict, refused or skipped, with the reason.

Owns the decision about every row. Equal valid ID number = same person; everything less is a question to the user
and never a merge. Writes nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from models.core.dates import PartialDate
from models.core.fields import cell_text
from models.core.identity import upgrade_id
from models.core.progress import Progress, Silent
from models.intake.collector import collector_paused
from models.intake.headers import Meaning
from models.intake.helping import mark_roster, parts_of
from models.intake.known import MEMBERSHIP_KEYS, STAGE_FIELDS, Known, KnownPerson
from models.intake.plan import (
    OTHER_PERSON,
    SAME_ROW,
    Corrections,
    FieldChange,
    Lookalike,
    Plan,
    PlanRow,
    RowKey,
    SheetPlan,
    Verdict,
)
from models.intake.problems import WARNINGS, CellProblem
from models.intake.reading import Workbook
from models.intake.recognition import BodyRow, RecognisedSheet, Table, recognise
from models.intake.records import learned_mappings
from models.intake.values import REACHED, VILLAGE, label_of, read_rows, shown
from models.organisations.body import Body
from models.organisations.unit import Unit

_UNTICKED = "你取消了这一行"
_EMPLOYER = re.compile(r"(.{2,40}(?:公司|厂|集团|合作社|中学|小学|学校|医院|卫生院|场|店))(?:工会.*)?")
_NAMELESS = ("name_missing", "name_unreadable_character")
_TAKEN_OVER = (Verdict.NEW, Verdict.UPDATE, Verdict.SAME)
_DATE_KEYS = frozenset({"born", "started_work_on"})


def make_plan(
    books: Sequence[Workbook],
    body: Body | None = None,
    corrections: Corrections | None = None,
    progress: Progress | None = None,
) -> Plan:
    """The plan for these files. `body`: the body whose members the rosters list, where that is known."""
    watch = progress or Silent()
    corrected = corrections or Corrections()
    learned = learned_mappings()
    plan = Plan([book.file_name for book in books], [], body)
    waiting: list[PlanRow] = []
    with collector_paused():
        for place, book in enumerate(books):
            watch.step(f"正在识别{book.file_name}", place, len(books))
            for sheet in recognise(book, learned):
                waiting += _read_sheet(plan, book.file_name, sheet, corrected, watch)
        watch.step("正在与已有人员比对", len(books), len(books))
        _Decision(plan, waiting, corrected).decide()
    return plan


def _read_sheet(
    plan: Plan, file: str, found: RecognisedSheet, corrected: Corrections, watch: Progress
) -> list[PlanRow]:
    """Add a sheet to the plan; its data rows come back with their values, still undecided."""
    sheet = SheetPlan(file, found.sheet, found.tables, [], found.remark)
    plan.sheets.append(sheet)
    waiting: list[PlanRow] = []
    for number, table in enumerate(found.tables):
        _map_columns(plan, table, corrected.columns.get((file, found.sheet.name, number)))
        rows = [_plan_row(RowKey(file, found.sheet.name, number, row.number), row, corrected) for row in table.rows]
        sheet.rows += rows
        open_rows = [(row, body) for row, body in zip(rows, table.rows, strict=True) if not row.reason]
        bodies = [_corrected(row.key, body, corrected) if corrected.cells else body for row, body in open_rows]
        values = read_rows(found.sheet, table, bodies, watch)
        employer = _employer(table)
        for (row, _), one in zip(open_rows, values, strict=True):
            if employer:
                one.values.setdefault("employer", employer)
            row.values, row.problems = one.values, one.problems
            mark_roster(table, row.values)
            if plan.body is not None or table.reporter:
                _note_body(plan, table, row)
            waiting.append(row)
    return waiting


def _map_columns(plan: Plan, table: Table, mapped: dict[int, str] | None) -> None:
    """Take over what the user said about the columns, and keep it for the next file with this header line."""
    if not mapped:
        return
    for column in table.columns:
        if column.index in mapped:
            key, _, part = mapped[column.index].partition("#")
            column.meaning = Meaning(key, part) if key else None
    plan.learned[table.header_line] = [
        "#".join(filter(None, (column.meaning.key, column.meaning.part))) if column.meaning else ""
        for column in table.columns
    ]


def _plan_row(key: RowKey, row: BodyRow, corrected: Corrections) -> PlanRow:
    if corrected.off and key in corrected.off:
        return PlanRow(key, Verdict.SKIPPED, _UNTICKED, row.cells)
    reason = "" if row.skipped and key in corrected.on else row.skipped
    return PlanRow(key, Verdict.SKIPPED, reason, row.cells)


def _corrected(key: RowKey, row: BodyRow, corrected: Corrections) -> BodyRow:
    typed = corrected.cells.get(key)
    if not typed:
        return row
    cells = list(row.cells)
    for index, text in typed.items():
        cells[index] = text
    return BodyRow(row.number, cells, row.skipped, row.village)


def _employer(table: Table) -> str:
    """The enterprise whose union reports a list without a column for the employer."""
    if table.context != "union" or table.column_of("employer"):
        return ""
    found = _EMPLOYER.fullmatch(table.reporter)
    return found[1] if found else ""


def _note_body(plan: Plan, table: Table, row: PlanRow) -> None:
    """Note for which body a row's membership is, by the caller's choice; the names are resolved later."""
    if plan.body is not None:
        kind = plan.body.kind_of_body
        row.values.pop(f"{kind}.body", None)
        row.values[f"{kind}.body_id"] = plan.body.id
    elif table.reporter:
        for kind in {MEMBERSHIP_KEYS[key][0] for key in row.values.keys() & MEMBERSHIP_KEYS.keys()}:
            row.values.setdefault(f"{kind}.body", f"?{table.reporter}")


class _Decision:
    """Decides row by row, in the order of the files, so that a later row knows the earlier ones."""

    def __init__(self, plan: Plan, waiting: list[PlanRow], corrected: Corrections) -> None:
        self.plan = plan
        self.waiting = waiting
        self.corrected = corrected
        numbers = [row.values["id_number"] for row in waiting if "id_number" in row.values]
        names = [row.values["name"] for row in waiting if "name" in row.values]
        self.known = Known(numbers, names, parts_of({table.context for sheet in plan.sheets for table in sheet.tables}))
        self.rows_by_number: dict[str, PlanRow] = {}
        self.rows_by_name: defaultdict[str, list[PlanRow]] = defaultdict(list)
        self.villages = dict(self.known.villages)
        self.with_bodies = _tables_with_bodies(plan)
        self.columns = {
            (sheet.file, sheet.sheet.name, number): table
            for sheet in plan.sheets
            for number, table in enumerate(sheet.tables)
        }

    def decide(self) -> None:
        """Give every open row its verdict."""
        for row in self.waiting:
            if self.with_bodies and row.key[:3] in self.with_bodies:
                self._bodies(row)
            if row.problems and any(problem.code in _NAMELESS for problem in row.problems):
                self._refuse(row)
                continue
            self._village(row)
            number = row.values.get("id_number")
            if number:
                number = upgrade_id(number)
            self._one(row, number)
            if row.verdict is Verdict.NEW:
                self.rows_by_name[row.values["name"]].append(row)
            if number and row.first is None and row.verdict in _TAKEN_OVER:
                self.rows_by_number.setdefault(number, row)

    def _refuse(self, row: PlanRow) -> None:
        row.verdict = Verdict.REFUSED
        named = [problem.message for problem in row.problems if problem.code.startswith("name_")]
        row.reason = named[0] if named else "没有姓名。"

    def _one(self, row: PlanRow, number: str | None) -> None:
        """Decide a row by its ID number in the long form, or without one."""
        earlier = self.rows_by_number.get(number) if number else None
        person = self.known.by_number.get(number) if number else None
        if earlier is not None:
            self._same_number_in_file(row, earlier)
        elif person is not None:
            self._same_number_kept(row, person)
        else:
            self._by_name(row)

    def _same_number_in_file(self, row: PlanRow, earlier: PlanRow) -> None:
        where = _where(row.key, earlier.key)
        if row.name != earlier.name and self.corrected.answers.get(row.key) != SAME_ROW:
            message = f"{where}“{earlier.name}”用的是同一个身份证号，姓名却不同，请核对后改正。"
            row.lookalikes = [Lookalike(earlier.name, row=earlier.key)]
            self._conflict(row, "id_number_other_name", "id_number", message)
            return
        same_sheet = row.key[:2] == earlier.key[:2]
        changes = _differences(earlier.values, row.values)
        if same_sheet:
            message = f"与{where}是同一个人（身份证号相同）。"
            self._note(row, "duplicate_in_file", "id_number", message)
            against = [change for change in changes if change.old is not None]
            if against and self.corrected.answers.get(row.key) != SAME_ROW:
                row.lookalikes = [Lookalike(earlier.name, row=earlier.key)]
                row.verdict = Verdict.CONFLICT
                row.reason = f"{message[:-1]}，但{_labels(against)}不同，请核对。"
                return
        self._merge_into(row, earlier, changes, where)

    def _merge_into(self, row: PlanRow, earlier: PlanRow, changes: list[FieldChange], where: str) -> None:
        """The row adds to an earlier one, which alone is written."""
        row.first, row.person_id, row.person_uid = earlier, earlier.person_id, earlier.person_uid
        row.changes = changes
        row.verdict = Verdict.UPDATE if changes else Verdict.SAME
        row.reason = f"{where}是同一个人，" + (f"补充：{_labels(changes)}。" if changes else "内容相同。")
        for change in changes:
            earlier.values[change.key] = change.new
        if earlier.person_id is not None and changes:
            self._against_kept(earlier, self.known.persons[earlier.person_id])

    def _same_number_kept(self, row: PlanRow, person: KnownPerson) -> None:
        kept = person.values["name"]
        if kept != row.name and self.corrected.answers.get(row.key) != person.uid:
            message = f"这个身份证号已登记在“{kept}”名下，与表中姓名“{row.name}”不同，请核对后改正。"
            row.lookalikes = [_lookalike(person)]
            self._conflict(row, "id_number_other_name", "id_number", message)
            return
        self._against_kept(row, person)

    def _against_kept(self, row: PlanRow, person: KnownPerson, how: str = "身份证号相同") -> None:
        row.person_id, row.person_uid = person.id, person.uid
        old, row.membership_ids = _kept_values(person, row.values)
        row.changes = _differences(old, row.values)
        row.verdict = Verdict.UPDATE if row.changes else Verdict.SAME
        row.reason = f"已有此人（{how}），" + (f"将更新：{_labels(row.changes)}。" if row.changes else "内容相同。")

    def _by_name(self, row: PlanRow) -> None:
        """Nobody has this number: perhaps somebody of this name lacks one."""
        answer = self.corrected.answers.get(row.key) if self.corrected.answers else None
        if answer == OTHER_PERSON:
            self._new(row)
            return
        name = row.values["name"]
        kept = [person for person in self.known.by_name.get(name, ()) if _may_be(row.values, person.values)]
        chosen = next((person for person in kept if person.uid == answer), None) if kept else None
        if chosen:
            self._against_kept(row, chosen, "由你确认")
            return
        earlier = [other for other in self.rows_by_name.get(name, ()) if _may_be(row.values, other.values)]
        if earlier and answer == SAME_ROW:
            self._merge_into(
                row, earlier[0], _differences(earlier[0].values, row.values), _where(row.key, earlier[0].key)
            )
            return
        if kept or earlier:
            self._ask(row, kept, earlier)
        else:
            self._new(row)

    def _ask(self, row: PlanRow, kept: list[KnownPerson], earlier: list[PlanRow]) -> None:
        row.lookalikes = [_lookalike(person) for person in kept] + [
            Lookalike(other.name, row=other.key, description=_where(row.key, other.key)) for other in earlier
        ]
        if kept:
            message = f"已有一位“{row.name}”（{row.lookalikes[0].description}），不能断定是不是同一个人，请选择。"
            self._conflict(row, "namesake", "name", message)
        else:
            message = f"与{_where(row.key, earlier[0].key)}同名，不能断定是不是同一个人，请选择。"
            self._conflict(row, "duplicate_in_file", "name", message)

    def _new(self, row: PlanRow) -> None:
        row.verdict = Verdict.NEW
        lost = sum(1 for problem in row.problems if problem.code not in WARNINGS) if row.problems else 0
        row.reason = "新登记" + (f"，有 {lost} 格没有采用，请看问题清单。" if lost else "。")

    def _conflict(self, row: PlanRow, code: str, key: str, message: str) -> None:
        row.verdict, row.reason = Verdict.CONFLICT, message
        self._note(row, code, key, message)

    def _note(self, row: PlanRow, code: str, key: str, message: str) -> None:
        column = self.columns[row.key[:3]].column_of(key)
        if column:
            value = cell_text(row.cells[column.index])
            row.problems.append(CellProblem(column.index, column.header, value, code, message))
        else:
            row.problems.append(CellProblem(-1, "", "", code, message))

    def _village(self, row: PlanRow) -> None:
        name = row.values.get(VILLAGE)
        if not name or name in self.villages:
            return
        longer = [known for known in self.villages if known[:-1] == name or known.removesuffix("社区") == name]
        if len(longer) == 1:
            row.values[VILLAGE] = longer[0]
            return
        self.villages[name] = 0
        self.plan.new_villages.append(name)
        self._note(row, "village_new", VILLAGE, f"村（社区）表里还没有“{name}”，导入时会新建；如果是写错了，请先改正。")

    def _bodies(self, row: PlanRow) -> None:
        """Names of bodies into their records; a reporter ("?…") that is no body stays silent."""
        for key in [key for key in row.values if key.endswith(".body")]:
            named: str = row.values.pop(key)
            body = self.known.bodies.get(named.lstrip("?"))
            if body is not None and body.kind_of_body == key.partition(".")[0]:
                row.values[f"{key}_id"] = body.id
            elif not named.startswith("?"):
                self._note(row, "body_unknown", key, f"还没有登记过“{named}”这个组织，会籍先不挂组织。")


def _tables_with_bodies(plan: Plan) -> set[tuple[str, str, int]]:
    """Tables that name a body in a column or as the reporter."""
    return {
        (sheet.file, sheet.sheet.name, number)
        for sheet in plan.sheets
        for number, table in enumerate(sheet.tables)
        if table.reporter or any(column.key.endswith(".body") for column in table.columns)
    }


def _where(here: RowKey, there: RowKey) -> str:
    """Another row as a sentence names it."""
    if here[:2] == there[:2]:
        return f"第 {there.number} 行"
    if here.file == there.file:
        return f"工作表“{there.sheet}”第 {there.number} 行"
    return f"{there.file}第 {there.number} 行"


def _labels(changes: Iterable[FieldChange]) -> str:
    return "、".join(dict.fromkeys(label_of(change.key.removesuffix("_id")) for change in changes))


def _lookalike(person: KnownPerson) -> Lookalike:
    facts = [shown("born", person.values.get("born")), person.values.get("village"), person.values.get("employer")]
    description = "，".join(str(fact) for fact in facts if fact) or "没有其他资料"
    return Lookalike(person.values["name"], person.uid, None, description)


def _may_be(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Same name given: whether birth, village and number leave it open that both are one person."""
    if one.get("id_number") and other.get("id_number"):
        return False
    born, village = _agree_born(one, other), _agree(one, other, VILLAGE)
    return born is not False and village is not False and (born is True or village is True)


def _agree(one: dict[str, Any], other: dict[str, Any], key: str) -> bool | None:
    if not one.get(key) or not other.get(key):
        return None
    return bool(one[key] == other[key])


def _agree_born(one: dict[str, Any], other: dict[str, Any]) -> bool | None:
    if not one.get("born") or not other.get("born"):
        return None
    return PartialDate.from_iso(one["born"]).possibly_equal(PartialDate.from_iso(other["born"]))


def _kept_values(person: KnownPerson, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
    """What is kept of a person under the keys that a row may carry, and the memberships that it is about."""
    old = dict(person.values)
    old.update({REACHED + stage: True for stage in person.stages})
    chosen: dict[str, int] = {}
    for kind in {_kind_of(key) for key in values} - {""}:
        membership = _membership(person, kind, values.get(f"{kind}.body_id"))
        if membership:
            chosen[kind] = membership["id"]
            old.update({f"{kind}.{name}": value for name, value in membership.items() if value is not None})
    return old, chosen


def _kind_of(key: str) -> str:
    if key in MEMBERSHIP_KEYS:
        return MEMBERSHIP_KEYS[key][0]
    return key.removesuffix(".body_id") if key.endswith(".body_id") else ""


def _membership(person: KnownPerson, kind: str, body_id: int | None) -> dict[str, Any] | None:
    """The membership that a row about this kind of body means."""
    own = [membership for membership in person.memberships if membership["kind"] == kind]
    if body_id is None:
        return own[0] if own else None
    exact = [membership for membership in own if membership["body_id"] == body_id]
    without = [membership for membership in own if membership["body_id"] is None]
    return next(iter(exact + without), None)


def _differences(old: dict[str, Any], new: dict[str, Any]) -> list[FieldChange]:
    """What a row says beyond or against what is known; an empty cell says nothing."""
    found = []
    for key, value in new.items():
        known = old.get(key)
        if known == value or (known is not None and _says_less(key, known, value)):
            continue
        found.append(FieldChange(key, known, value))
    return found


def _says_less(key: str, known: Any, value: Any) -> bool:
    """Whether a new value is only a rougher form of the known one."""
    if key == "note":
        return str(value) in str(known)
    if key == "id_number":
        return bool(upgrade_id(value) == known)
    dates = key in _DATE_KEYS or key.endswith("_on") or STAGE_FIELDS.get(key, ("", ""))[1] == "reached_on"
    return dates and str(known).startswith(str(value))


def village_record(name: str) -> Unit:
    """A village that the village table does not have yet."""
    return Unit(name=name, kind_of_unit="community" if name.endswith("社区") else "village")
