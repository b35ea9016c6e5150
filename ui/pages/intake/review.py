"""A plan as the page looks at it: its lists in their order, rows by key, how many of each verdict.

Made in the background together with the plan, so that the window only has to show it. Knows no widget.
"""

from collections import Counter
from typing import Any, NamedTuple

from models.core.codes import STAGE
from models.core.codes import table as code_table
from models.core.identity import upgrade_id
from models.intake.known import Known
from models.intake.plan import Lookalike, Plan, PlanRow, RowKey, SheetPlan, Verdict
from models.intake.problems import WARNINGS
from models.intake.recognition import Column, Table
from models.intake.values import REACHED, label_of, shown
from models.organisations.body import Body

TROUBLE = (Verdict.CONFLICT, Verdict.REFUSED)


class ListKey(NamedTuple):
    """One list of persons: a table on a sheet of a file."""

    file: str
    sheet: str
    table: int


class ListView:
    """One list: what it is called, its columns, its rows by verdict. Without a table, `remark` says why."""

    def __init__(self, key: ListKey, sheet: SheetPlan, table: Table | None, rows: list[PlanRow]) -> None:
        self.key = key
        self.remark = sheet.remark
        self.columns: list[Column] = table.columns if table else []
        self.rows = rows
        self.counts: Counter[Verdict] = Counter(row.verdict for row in rows)
        several = len(sheet.tables) > 1
        self.title = (sheet.sheet.name or "") + (f"（第 {key.table + 1} 张表）" if several else "")

    def keys(self, verdict: Verdict | None = None) -> list[RowKey]:
        """The rows of this verdict, or all."""
        return [row.key for row in self.rows if verdict is None or row.verdict is verdict]


class Review:
    """The whole plan, ready to be shown."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.lists: dict[ListKey, ListView] = {}
        self.rows: dict[RowKey, PlanRow] = {row.key: row for row in plan.rows()}
        for sheet in plan.sheets:
            self._add(sheet)
        self.counts = sum((one.counts for one in self.lists.values()), Counter())
        self.updates = sum(
            row.verdict is Verdict.UPDATE and row.person_id is not None and row.first is None
            for row in self.rows.values()
        )
        self.findings = sum(bool(row.problems) or row.verdict in TROUBLE for row in self.rows.values())

    @property
    def written(self) -> int:
        """How many persons the import writes."""
        return self.counts[Verdict.NEW] + self.updates

    def refused_cells(self, row: PlanRow) -> dict[str, str]:
        """What stands in the cells of a row that were not taken over, by the key of their column."""
        columns = {one.index: one.key for one in self.lists[ListKey(*row.key[:3])].columns}
        found = {columns.get(one.index, ""): one.value for one in row.problems if one.code not in WARNINGS}
        return {key: f"{value}（未采用）" for key, value in found.items() if key and value and key not in row.values}

    def next_trouble(self, after: RowKey | None) -> RowKey | None:
        """The next row that waits for her, going round at the end."""
        keys = [row.key for row in self.rows.values() if row.verdict in TROUBLE or row.key == after]
        if after is None or after not in self.rows:
            return keys[0] if keys else None
        place = keys.index(after)
        others = keys[place + 1 :] + keys[:place]
        return others[0] if others else (after if self.rows[after].verdict in TROUBLE else None)

    def _add(self, sheet: SheetPlan) -> None:
        by_table: dict[int, list[PlanRow]] = {}
        for row in sheet.rows:
            by_table.setdefault(row.key.table, []).append(row)
        for number, table in enumerate(sheet.tables):
            key = ListKey(sheet.file, sheet.sheet.name, number)
            self.lists[key] = ListView(key, sheet, table, by_table.get(number, []))
        if not sheet.tables:
            key = ListKey(sheet.file, sheet.sheet.name, 0)
            self.lists[key] = ListView(key, sheet, None, [])


class Line(NamedTuple):
    """One field of two persons side by side, or of one before and after."""

    label: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Both say something, and one does not only say it more exactly, as a date with its day does."""
        shorter, longer = sorted((self.left, self.right), key=len)
        return bool(shorter) and not longer.startswith(shorter)


def change_lines(row: PlanRow) -> list[Line]:
    """What an update writes, old and new."""
    return [Line(_label(one.key), _words(one.key, one.old), _words(one.key, one.new)) for one in row.changes]


def values_of(other: Lookalike, review: Review) -> dict[str, Any]:
    """What is known of the one whom a row may be."""
    if other.row is not None:
        found = review.rows.get(other.row)
        return dict(found.values) if found else {}
    known = Known([], [other.name])
    return next((person.values for person in known.persons.values() if person.uid == other.uid), {})


def side_by_side(row: PlanRow, other: dict[str, Any], review: Review) -> list[Line]:
    """The row beside the one it may be, field by field; what tells persons apart comes first.

    A cell that was not taken over stands there as it was written.
    """
    raw = review.refused_cells(row)
    first = ("name", "sex", "born", "id_number", "village", "village_group", "phone", "employer", "political_status")
    keys = dict.fromkeys((*first, *row.values, *raw, *other))
    lines = [
        Line(_label(key), _words(key, row.values.get(key)) or raw.get(key, ""), _words(key, other.get(key)))
        for key in keys
    ]
    return [line for line in lines if line.left or line.right]


def may_be_another(row: PlanRow, other: dict[str, Any]) -> bool:
    """Whether she may say that both are two persons; one ID number cannot belong to two."""
    here, there = row.values.get("id_number"), other.get("id_number")
    return not (here and there and upgrade_id(here) == upgrade_id(there))


def _label(key: str) -> str:
    return label_of(key.removesuffix("_id") if key.endswith(".body_id") else key)


def _words(key: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if key.startswith(REACHED):
        return code_table(STAGE).label(key.removeprefix(REACHED))
    if key.endswith(".body_id"):
        body = Body.get_or_none(Body.id == value)
        return body.name if body else ""
    return shown(key, value)
