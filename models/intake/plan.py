"""The plan of an import: what will be done with each row, and why; and what the user has changed about it.

Owns these shapes. `planning` makes a plan, `apply` carries it out, pages and the problem list show it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from models.core.fields import cell_text
from models.intake.known import MEMBERSHIP_KEYS
from models.intake.problems import CellProblem
from models.intake.reading import Cell, Sheet
from models.intake.recognition import Table
from models.organisations.body import Body


class Verdict(StrEnum):
    """What happens to a row: 新登记 更新 相同 待核对 未导入 跳过."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    CONFLICT = "conflict"
    REFUSED = "refused"
    SKIPPED = "skipped"


VERDICT_NAMES = {
    Verdict.NEW: "新登记",
    Verdict.UPDATE: "更新",
    Verdict.SAME: "相同",
    Verdict.CONFLICT: "待核对",
    Verdict.REFUSED: "未导入",
    Verdict.SKIPPED: "跳过",
}


class RowKey(NamedTuple):
    """A row of an import: `number` is the one that the spreadsheet shows, `table` counts from 0 on the sheet."""

    file: str
    sheet: str
    table: int
    number: int


OTHER_PERSON = "other"
"""The answer that a row is not the person it was asked about."""


@dataclass(slots=True)
class Corrections:
    """What the user changed: typed cells, mapped columns ("key" or "key#part", "" for none), ticks, answers.

    An answer is the uid of the person that the row is, SAME_ROW for the row before in the file, or OTHER_PERSON.
    """

    cells: dict[RowKey, dict[int, str]] = field(default_factory=dict)
    columns: dict[tuple[str, str, int], dict[int, str]] = field(default_factory=dict)
    off: set[RowKey] = field(default_factory=set)
    on: set[RowKey] = field(default_factory=set)
    answers: dict[RowKey, str] = field(default_factory=dict)


SAME_ROW = "same"
"""The answer that a row is the person of an earlier row of the same import."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value that an update writes, as stored."""

    key: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Somebody whom a row may be: a kept person (uid) or an earlier row (number)."""

    name: str
    uid: str = ""
    row: RowKey | None = None
    description: str = ""


@dataclass(slots=True)
class PlanRow:
    """One row with its verdict. `values` are stored values by roster key; `first`: the row it was merged into."""

    key: RowKey
    verdict: Verdict
    reason: str
    cells: list[Cell]
    values: dict[str, Any] = field(default_factory=dict)
    changes: Sequence[FieldChange] = ()
    problems: list[CellProblem] = field(default_factory=list)
    lookalikes: Sequence[Lookalike] = ()
    person_id: int | None = None
    person_uid: str = ""
    membership_ids: dict[str, int] = field(default_factory=dict)
    first: "PlanRow | None" = None

    @property
    def name(self) -> str:
        """The name that the row gives, empty when it gives none that can be read."""
        name: str = self.values.get("name", "")
        return name


@dataclass(slots=True)
class SheetPlan:
    """A sheet with its tables and rows; `remark` says why there are none."""

    file: str
    sheet: Sheet
    tables: list[Table]
    rows: list[PlanRow]
    remark: str = ""

    def counts(self) -> Counter[Verdict]:
        """How many rows of each verdict."""
        return Counter(row.verdict for row in self.rows)


@dataclass(slots=True)
class Plan:
    """A whole import before it is applied."""

    files: list[str]
    sheets: list[SheetPlan]
    body: Body | None = None
    new_villages: list[str] = field(default_factory=list)
    learned: dict[str, list[str]] = field(default_factory=dict)

    def rows(self) -> Iterator[PlanRow]:
        """All rows in the order of the files."""
        for sheet in self.sheets:
            yield from sheet.rows

    def counts(self) -> Counter[Verdict]:
        """How many rows of each verdict, over all sheets."""
        return sum((sheet.counts() for sheet in self.sheets), Counter())

    def without_body(self) -> int:
        """How many rows bring a membership that no body is named for: the same roster completes it later."""
        taken = (row for row in self.rows() if row.verdict in (Verdict.NEW, Verdict.UPDATE))
        return sum(_lacks_body(row) for row in taken)

    def plain(self, batch: str | None = None) -> dict[str, Any]:
        """The plan as `import --json` prints it."""
        return {
            "batch": batch,
            "sheets": [_plain_sheet(sheet) for sheet in self.sheets],
            "problems": [_plain_problem(row, problem) for row in self.rows() for problem in row.problems],
        }


def _lacks_body(row: PlanRow) -> bool:
    kinds = {key.partition(".")[0] for key in row.values if key in MEMBERSHIP_KEYS}
    return any(f"{kind}.body_id" not in row.values for kind in kinds)


def _plain_sheet(plan: SheetPlan) -> dict[str, Any]:
    counts = plan.counts()
    columns = [column for table in plan.tables for column in table.columns]
    return {
        "file": plan.file,
        "sheet": plan.sheet.name,
        "remark": plan.remark,
        "header_rows": [number for table in plan.tables for number in table.header_rows],
        "columns": {column.header: column.key for column in columns if column.key},
        "unmapped": list(dict.fromkeys(column.header for column in columns if not column.key)),
        "rows": len(plan.rows),
        **{verdict.value: counts[verdict] for verdict in Verdict},
    }


def _plain_problem(row: PlanRow, problem: CellProblem) -> dict[str, Any]:
    return {
        "file": row.key.file,
        "sheet": row.key.sheet,
        "row": row.key.number,
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "message": problem.message,
    }


def raw_texts(cells: list[Cell]) -> list[str]:
    """The raw cells as texts, as they are kept and shown."""
    return [cell if type(cell) is str else cell_text(cell) for cell in cells]
