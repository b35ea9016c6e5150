"""Lists of persons: ids from one query, rows by blocks, and the search. Filtering and sorting happen in SQL.

A human whom several offices reported has one line, also where only a record that stands behind it fits. Rows come as
tuples in the order of `LIST_COLUMNS`; ID numbers and phones are masked by whoever shows them.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from models.core.database import DB
from models.core.search import is_number, match_expression, matching_ids_sql
from models.core.text import tidy, tidy_name
from models.people.person import STAGES
from models.people.same import any_joined, count_behind, human_sql, shown_sql

FIRST_HITS = 100
_SPACED_LETTERS = re.compile(r"(?<=[A-Za-z])\s+(?=[A-Za-z])")


class PersonRow(NamedTuple):
    """What a list shows of one person; codes and dates as stored."""

    id: int
    uid: str
    name: str
    sex: str | None
    nationality: str | None
    born: str | None
    id_number: str | None
    village: str | None
    village_group: str | None
    employer: str | None
    political_status: str | None
    education: str | None
    phone: str | None
    joined: int | None = None
    """Whether several records of this human come from different offices; None for the only record."""

    @property
    def mark(self) -> str:
        """What a list says beside her name."""
        return {None: "", 0: "重复登记"}.get(self.joined, "两地登记")

    @property
    def unit(self) -> str:
        """Where she works or, failing that, lives."""
        return self.employer or self.village or ""


_SELECT = (
    "SELECT p.id, p.uid, p.name, p.sex, p.nationality, p.born, p.id_number, u.name, p.village_group, p.employer, "
    "p.political_status, p.education, p.phone, (SELECT max(o.origin <> p.origin) FROM same_person s JOIN person o ON "
    "o.uid = s.person_uid WHERE s.kept_uid = p.uid) FROM person p LEFT JOIN unit u ON u.id = p.village_id"
)


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """What a list is narrowed to; empty values narrow nothing. `stage` is the furthest reached.

    each_record: every record that fits, for lists of what hangs on a record, instead of one line for each human.
    """

    text: str = ""
    village_id: int = 0
    kind_of_body: str = ""
    body_id: int = 0
    sex: str = ""
    political_status: str = ""
    stage: str = ""
    newest_first: bool = False
    each_record: bool = False


_RANK = "CASE s.stage " + " ".join(f"WHEN '{stage}' THEN {rank}" for rank, stage in enumerate(STAGES)) + " END"


def person_ids(wanted: PersonFilter) -> "array[int]":
    """Ids of the persons in the list, in pinyin order or newest first."""
    clauses, values = _clauses(wanted)
    where = f" WHERE {_of_humans(clauses, wanted.each_record)}"
    order = "p.id DESC" if wanted.newest_first else "p.sorting, p.id"
    rows = DB.execute_sql(f"SELECT p.id FROM person p{where} ORDER BY {order}", tuple(values))
    return array("q", (row[0] for row in rows))


def person_rows(ids: Sequence[int]) -> list[PersonRow]:
    """Rows of these persons, in this order; ids that are gone are left out."""
    marks = ",".join("?" * len(ids))
    rows = DB.execute_sql(f"{_SELECT} WHERE p.id IN ({marks})", tuple(ids)).fetchall()
    found = {row[0]: PersonRow(*row) for row in rows}
    return [found[number] for number in ids if number in found]


def count_persons() -> int:
    """How many persons are kept, each human once."""
    records = int(DB.execute_sql("SELECT count(*) FROM person").fetchone()[0])
    return records - (count_behind() if any_joined() else 0)


def find_persons(typed: str, limit: int = FIRST_HITS) -> tuple[int, list[PersonRow]]:
    """How many persons fit what was typed, and the first of them, the nearest first.

    Han characters ask for names, letters for pinyin or its initials, four digits and more for the tail of an
    ID number or a phone.
    """
    clauses, values = _text_clauses(tidy(typed))
    if not clauses:
        return 0, []
    where = _of_humans(clauses, False)
    found = DB.execute_sql(f"{_SELECT} WHERE {where} LIMIT {limit + 1}", tuple(values)).fetchall()
    count, name = len(found), tidy_name(typed)
    if count > limit:
        count = DB.execute_sql(f"SELECT count(*) FROM person p WHERE {where}", tuple(values)).fetchone()[0]
        named_so = _of_humans(["p.name = ?"], False)
        named = DB.execute_sql(f"{_SELECT} WHERE {named_so} LIMIT {limit}", (name,)).fetchall()
        found = list(dict.fromkeys((*named, *found)))
    rows = [PersonRow._make(row) for row in found[:limit]]
    rows.sort(key=lambda row: (row.name != name, not row.name.startswith(name)))
    return int(count), rows


def _of_humans(clauses: Sequence[str], each_record: bool) -> str:
    """One condition for all of these: what fits, or the records that are shown for what fits."""
    fits = " AND ".join(clauses)
    if each_record or not any_joined():
        return fits or "1"
    if not fits:
        return shown_sql()
    # The condition is asked of an inner row of the same name, so that it means the record that fits.
    return f"p.id IN (SELECT {human_sql()} FROM person p WHERE {fits})"


def _clauses(wanted: PersonFilter) -> tuple[list[str], list[Any]]:
    clauses, values = _text_clauses(tidy(wanted.text))
    for column, value in (
        ("village_id", wanted.village_id),
        ("sex", wanted.sex),
        ("political_status", wanted.political_status),
    ):
        if value:
            clauses.append(f"p.{column} = ?")
            values.append(value)
    for column, value in (("kind_of_body", wanted.kind_of_body), ("body_id", wanted.body_id)):
        if value:
            clauses.append(
                f"EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.{column} = ? AND m.left_on IS NULL)"
            )
            values.append(value)
    if wanted.stage:
        clauses.append(f"(SELECT max({_RANK}) FROM party_stage s WHERE s.person_id = p.id) = ?")
        values.append(STAGES.index(wanted.stage))
    return clauses, values


def text_clauses(typed: str) -> tuple[list[str], list[Any]]:
    """Conditions on `person p` for what was typed, with their values: for lists of what persons were given, asked …"""
    return _text_clauses(tidy(typed))


def _text_clauses(typed: str) -> tuple[list[str], list[Any]]:
    clauses: list[str] = []
    values: list[Any] = []
    # "shan limei" asks for one reading, as "shanlimei" does.
    for word in _SPACED_LETTERS.sub("", typed).split():
        if word.isascii() and word.isalpha():
            clauses.append("(p.pinyin >= ? AND p.pinyin < ? OR p.initials >= ? AND p.initials < ?)")
            low = word.lower()
            values += [low, low + "\uffff", low, low + "\uffff"]
        elif word.isdecimal() and not is_number(word):
            clauses.append("(p.id_number LIKE ? OR p.phone LIKE ?)")
            values += [f"%{word}", f"%{word}"]
        else:
            question = match_expression(word)
            clauses.append(f"p.id IN ({matching_ids_sql('person')})")
            values.append(question or '"·"')
    return clauses, values
