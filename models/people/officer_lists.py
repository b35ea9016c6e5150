"""The list of officers: ids from one query, rows by blocks. Filtering and sorting happen in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from models.core.database import DB
from models.core.text import tidy


class OfficerRow(NamedTuple):
    """What a list shows of one office; codes and dates as stored."""

    id: int
    uid: str
    name: str
    body: str
    duty: str
    post: str | None
    time: str | None
    sex: str | None
    party_member: int | None
    village_board: str | None
    pay_percent: int | None
    since: str | None
    until: str | None
    ended_on: str | None


@dataclass(frozen=True, slots=True)
class OfficerFilter:
    """What the list is narrowed to; `left`: those who no longer serve."""

    text: str = ""
    kind_of_body: str = ""
    duty: str = ""
    time: str = ""
    village_board: str = ""
    left: bool = False


_FROM = (
    "FROM officer o JOIN body b ON b.id = o.body_id LEFT JOIN person p ON p.id = o.person_id "
    "LEFT JOIN unit u ON u.id = b.unit_id"
)
_ROWS = (
    "SELECT o.id, o.uid, coalesce(p.name, o.name), b.name, o.duty, o.post, o.time, coalesce(p.sex, o.sex), "
    "CASE WHEN p.political_status IS NULL THEN o.party_member ELSE p.political_status IN ('01', '02') END, "
    f"o.village_board, o.pay_percent, o.since, o.until, o.ended_on {_FROM}"
)


def officer_ids(wanted: OfficerFilter) -> list[int]:
    """Ids of offices by kind of body, body and duty, narrowed by what was typed and chosen."""
    clauses, values = [f"o.ended_on IS {'NOT ' if wanted.left else ''}NULL"], list[str]()
    for word in tidy(wanted.text).split():
        clauses.append("(o.name LIKE ? OR p.name LIKE ? OR b.name LIKE ? OR o.post LIKE ? OR p.initials LIKE ?)")
        values += [f"%{word}%"] * 4 + [f"{word.lower()}%"]
    for column, value in (
        ("b.kind_of_body", wanted.kind_of_body),
        ("o.duty", wanted.duty),
        ("o.time", wanted.time),
        ("o.village_board", wanted.village_board),
    ):
        if value:
            clauses.append(f"{column} = ?")
            values.append(value)
    order = "ORDER BY b.kind_of_body, u.pinyin, b.name, o.duty <> 'head', o.duty <> 'deputy', o.id"
    return [
        row[0] for row in DB.execute_sql(f"SELECT o.id {_FROM} WHERE {' AND '.join(clauses)} {order}", tuple(values))
    ]


def officer_rows(ids: Sequence[int]) -> list[OfficerRow]:
    """Rows of these offices, in this order; ids that are gone are left out."""
    marks = ",".join("?" * len(ids))
    found = {row[0]: OfficerRow(*row) for row in DB.execute_sql(f"{_ROWS} WHERE o.id IN ({marks})", tuple(ids))}
    return [found[number] for number in ids if number in found]
