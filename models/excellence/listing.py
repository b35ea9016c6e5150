"""How a list of this package is described: one question for the ids, rows by blocks; filtering and sorting in SQL.

Owns the machinery. In every question `t` is the record itself, `b` its body, `p` its person, `c` its campaign.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from models.core.database import DB
from models.core.text import tidy

R = TypeVar("R", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty values narrow nothing, and neither do those that a list knows no column for.

    `kind`: the record's own kind (award, activity, talent …); `status`: its state or outcome; `level`: that of an
    award, or the channel of a target sheet; `open_only`: only what is not finished.
    """

    text: str = ""
    year: int = 0
    campaign_id: int = 0
    body_id: int = 0
    person_id: int = 0
    kind: str = ""
    status: str = ""
    level: str = ""
    open_only: bool = False


@dataclass(frozen=True)
class Listing(Generic[R]):
    """One list. `columns`: a field of Wanted → the column it narrows; `found_by`: columns that typed words are found
    in; `open_when`: the condition of what is not finished."""

    row: type[R]
    select: str
    tables: str
    order: str
    found_by: tuple[str, ...]
    columns: dict[str, str] = field(default_factory=dict)
    open_when: str = ""

    def ids(self, wanted: Wanted = Wanted()) -> "array[int]":
        """Ids of the records in the list, in its order."""
        clauses, values = self._clauses(wanted)
        where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
        rows = DB.execute_sql(f"SELECT t.id {self.tables}{where} ORDER BY {self.order}", tuple(values))
        return array("q", (row[0] for row in rows))

    def rows(self, ids: Sequence[int]) -> list[R]:
        """Rows of these records, in this order; ids that are gone are left out."""
        marks = ",".join("?" * len(ids))
        rows = DB.execute_sql(f"SELECT {self.select} {self.tables} WHERE t.id IN ({marks})", tuple(ids)).fetchall()
        found = {row[0]: self.row._make(row) for row in rows}  # type: ignore[attr-defined]
        return [found[number] for number in ids if number in found]

    def _clauses(self, wanted: Wanted) -> tuple[list[str], list[Any]]:
        clauses: list[str] = []
        values: list[Any] = []
        for name, column in self.columns.items():
            if asked := getattr(wanted, name):
                clauses.append(f"{column} = ?")
                values.append(str(asked) if name == "year" and "substr" in column else asked)
        if wanted.open_only and self.open_when:
            clauses.append(f"({self.open_when})")
        for word in tidy(wanted.text).split():
            clauses.append("(" + " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in self.found_by) + ")")
            values += [f"%{_plain(word)}%"] * len(self.found_by)
        return clauses, values


def _plain(word: str) -> str:
    """A word whose own % and _ mean themselves."""
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, f"\\{sign}")
    return word
