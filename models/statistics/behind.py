"""What stands behind a number 穿透: the records that were counted in a cell, as far as the reader may see them.

Owns no condition of its own: a cell is looked up with the very conditions by which it was counted.
"""

from collections.abc import Sequence
from typing import NamedTuple

from models.core.database import DB
from models.office.closed.compartment import Compartment
from models.organisations.body import CHANNELS
from models.rights import figures
from models.rights.file import parts_of_case
from models.rights.lists import closed_cases
from models.statistics.counting import Scope, condition, within
from models.statistics.forms import BLANK, FORMULAS, Column, ReturnForm
from models.statistics.sheet import PROTECTED, TOTAL, UNPLACED
from models.statistics.span import Period
from models.statistics.subjects import CHANNEL, NONE, SUBJECTS, TOWNSHIP, UNIT, Sql, Subject, both

UNTOLD = "这里含保密案件，只统计件数；是哪些案件，只有保密查阅人进入保密区后能看。"
BY_HAND = "这一栏由人填写，没有对应的记录。"


class Behind(NamedTuple):
    """The records of a cell: their kind, their ids (negative ones lie in the compartment), what must be said."""

    kind: str
    ids: list[int]
    sentence: str = ""


def behind(
    form: ReturnForm,
    period: Period,
    scope: Scope,
    row: str,
    column: str,
    clearance: Compartment | None = None,
) -> Behind:
    """The records behind a cell; of a formula those of its first part that tells of records (a share: its part).

    `row` is the key of a row of the sheet. Raises NotFound for a column that the return lacks.
    """
    asked = form.column(column)
    while asked.how in FORMULAS:
        if asked.how == "added":
            return _together([behind(form, period, scope, row, part, clearance) for part in asked.parts])
        asked = form.column(asked.parts[0])
    if asked.how == BLANK:
        return Behind("", [], BY_HAND)
    subject = SUBJECTS[asked.subject]
    ids = [] if row == PROTECTED else _open(subject, asked, period, scope, row)
    hidden, sentence = _protected(form, asked, period, scope, row, clearance)
    return Behind(subject.kind, ids + hidden, sentence)


def _together(parts: Sequence[Behind]) -> Behind:
    kind = next((part.kind for part in parts if part.kind), "")
    same = [part for part in parts if part.kind == kind]
    ids = list(dict.fromkeys(number for part in same for number in part.ids))
    return Behind(kind, ids, next((part.sentence for part in parts if part.sentence), ""))


def _open(subject: Subject, column: Column, period: Period, scope: Scope, row: str) -> list[int]:
    source = subject.from_sql(period)
    parts = [condition(subject, column, period), *within(subject, scope)]
    if row != TOTAL and scope.by != NONE:
        if scope.by not in subject.rows:
            return []
        parts.append(_of_row(subject.rows[scope.by], scope, row))
    where = both(parts)
    rows = DB.execute_sql(
        f"SELECT DISTINCT {subject.id} FROM {source.text} WHERE {where.text} ORDER BY 1",
        (*source.values, *where.values),
    )
    return [number for (number,) in rows.fetchall()]


def _of_row(expression: str, scope: Scope, row: str) -> Sql:
    if row == UNPLACED:
        if scope.by == UNIT:
            return Sql(f"({expression} IS NULL OR {expression} NOT IN (SELECT id FROM unit))")
        listed = CHANNELS if scope.by == CHANNEL else tuple(scope.titles)
        return Sql(f"({expression} IS NULL OR {expression} NOT IN ({','.join('?' * len(listed))}))", listed)
    if scope.by == UNIT:
        return Sql(f"{expression} = (SELECT id FROM unit WHERE uid = ?)", (row,))
    return Sql(f"{expression} = ?", (row,))


def _protected(
    form: ReturnForm, column: Column, period: Period, scope: Scope, row: str, clearance: Compartment | None
) -> tuple[list[int], str]:
    """Ids of protected cases of a cell for who is inside, else why they are not told."""
    if not (form.released and column.released) or (row not in (TOTAL, PROTECTED) and scope.by != TOWNSHIP):
        return [], ""
    if clearance is None or scope.origin not in ("", clearance.session.origin):
        return [], UNTOLD
    if scope.by == TOWNSHIP and row not in (TOTAL, clearance.session.origin):
        return [], UNTOLD
    found = [
        case.id
        for case in closed_cases(clearance, period.since, period.until)
        if figures.count([(case, parts_of_case(case, clearance))], period.since).get(column.released)
    ]
    return found, ""
