"""Candidates for a list: those with a help case on file, or who stood on an earlier list. Writes nothing."""

from dataclasses import dataclass, replace
from typing import Any

from models.assistance.case import CLOSED
from models.assistance.distribution import ListLine
from models.assistance.giving_lists import equal
from models.core.database import DB


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """Whom a new list may help: by village, by class, with a case on file in a programme, or as another list had them.

    Empty values narrow nothing; with `distribution_id` amounts are copied from that list. `without_case`: everybody
    kept here of that village and class, whether there is a case or not.
    """

    village_id: int = 0
    hardship_class: str = ""
    programme: str = ""
    distribution_id: int = 0
    text: str = ""
    without_case: bool = False


def candidates(wanted: CandidateFilter, programme: str = "") -> list[ListLine]:
    """Lines for a new list, by village and name: one for every household or person with a help case on file, or the
    lines of an earlier list.

    programme: what the list gives; the amount that was approved in a case of another programme is none of this list.
    """
    if wanted.distribution_id:
        return _of_list(wanted)
    if wanted.without_case:
        return _of_persons(wanted)
    clauses, values = equal(
        {"p.village_id": wanted.village_id, "c.hardship_class": wanted.hardship_class, "c.programme": wanted.programme},
        wanted.text,
    )
    rows = DB.execute_sql(
        "SELECT p.id, p.name, c.household_id, max(c.id), c.approved_amount, NULL, coalesce(h.account, p.bank_account), "
        "CASE WHEN h.account IS NULL THEN p.bank ELSE h.bank END, c.programme "
        "FROM help_case c JOIN person p ON p.id = c.person_id LEFT JOIN household h ON h.id = c.household_id "
        f"WHERE {' AND '.join([*clauses, 'c.status <> ?'])} "
        "GROUP BY coalesce(-c.household_id, p.id) ORDER BY p.village_id, p.sorting, p.id",
        (*values, CLOSED),
    )
    return [_line(row[:-1], not programme or row[-1] == programme) for row in rows.fetchall()]


def _line(row: tuple[Any, ...], of_this: bool) -> ListLine:
    line = ListLine(*row)
    return line if of_this else replace(line, case=None, amount=None)


def _of_list(wanted: CandidateFilter) -> list[ListLine]:
    clauses, values = equal({"p.village_id": wanted.village_id}, wanted.text)
    rows = DB.execute_sql(
        "SELECT p.id, p.name, a.household_id, a.case_id, "
        "CASE WHEN a.quantity * a.unit_value = a.amount THEN NULL ELSE a.amount END, a.quantity, a.account, a.bank "
        "FROM aid a JOIN person p ON p.id = a.person_id "
        f"WHERE {' AND '.join([*clauses, 'a.distribution_id = ?'])} ORDER BY a.id",
        (*values, wanted.distribution_id),
    )
    return [ListLine(*row) for row in rows.fetchall()]


def _of_persons(wanted: CandidateFilter) -> list[ListLine]:
    """One for every household, its head before its members, and one for everybody who is in none."""
    clauses, values = equal({"p.village_id": wanted.village_id, "p.hardship_class": wanted.hardship_class}, wanted.text)
    where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
    rows = DB.execute_sql(
        "SELECT p.id, p.name, h.id, NULL, NULL, NULL, coalesce(h.account, p.bank_account), "
        "CASE WHEN h.account IS NULL THEN p.bank ELSE h.bank END, min((o.id IS NULL) || p.sorting) FROM person p "
        "LEFT JOIN household o ON o.head_id = p.id LEFT JOIN household_member m ON m.person_id = p.id "
        "LEFT JOIN household h ON h.id = coalesce(o.id, m.household_id) "
        f"{where} GROUP BY coalesce(-h.id, p.id) ORDER BY p.village_id, p.sorting, p.id",
        tuple(values),
    )
    return [ListLine(*row[:8]) for row in rows.fetchall()]
