"""Counting a return 填报: one conditional-sum statement per subject, however many columns are counted from it.

Owns how rows come about and how columns become one statement; what the words mean is known to `subjects`. Protected
cases are counted in by who is inside the compartment, else by the numbers that were released. Writes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from models.core.codes import table
from models.core.database import DB
from models.office.closed.compartment import Compartment
from models.organisations.body import CHANNELS
from models.organisations.unit import PLACES
from models.people.same import any_joined, human_sql
from models.statistics import protected
from models.statistics.forms import PEOPLE, RECORDS, SUM, Column, ReturnForm
from models.statistics.sheet import (
    TOTAL,
    TOTAL_TITLE,
    UNPLACED,
    Cell,
    Row,
    Sheet,
    check,
    completed,
)
from models.statistics.span import Period
from models.statistics.subjects import CHANNEL, NONE, STANDING, SUBJECTS, TOWNSHIP, UNIT, Sql, Subject, both

_UNPLACED = {UNIT: "未填写单位", CHANNEL: "未填写渠道", TOWNSHIP: "别的单位"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the records, in which rows.

    `by`: how rows are made. `origin`: only records of this office (uid). `unit`: only what belongs to this unit (id).
    `titles`: names of offices by uid, for rows by township; these rows stand there though they are all zero.
    """

    by: str = UNIT
    origin: str = ""
    unit: int = 0
    titles: Mapping[str, str] = field(default_factory=dict)


Found = dict[Any, dict[str, Cell]]
"""Values of columns by the key of the row."""


def count(
    form: ReturnForm,
    period: Period,
    scope: Scope | None = None,
    clearance: Compartment | None = None,
    *,
    compare: bool = True,
) -> Sheet:
    """The filled return; with `compare` also that of the same period of the year before."""
    scope = scope or Scope(form.rows[0])
    found: Found = {}
    totals: dict[str, Cell] = {}
    for subject, columns in _by_subject(form.columns):
        of_rows, total = _counted(subject, columns, period, scope)
        for key, values in of_rows.items():
            found.setdefault(key, {}).update(values)
        totals |= total
    apart = protected.numbers(form, period, clearance, scope.origin)
    rows = _rows(form, scope, found, apart, totals)
    before = count(form, period.last_year(), scope, clearance, compare=False) if compare else None
    checks, notes = check(form.identities, rows), (*form.notes, *apart.notes)
    return Sheet(
        form.key, form.title, period, scope.by, form.row_title, form.columns, rows, checks, notes, before, form.bands
    )


def _by_subject(columns: Iterable[Column]) -> list[tuple[Subject, list[Column]]]:
    found: dict[str, list[Column]] = {}
    for column in columns:
        if column.counted:
            found.setdefault(column.subject, []).append(column)
    return [(SUBJECTS[key], wanted) for key, wanted in found.items()]


def _counted(
    subject: Subject, columns: Sequence[Column], period: Period, scope: Scope
) -> tuple[Found, dict[str, Cell]]:
    """Values by row, and the total: of records and money the sum of the rows, of people each once over all rows."""
    by = scope.by if scope.by in subject.rows else NONE
    once = [column for column in columns if _counted_once(subject, column)]
    rows = _asked(subject, columns, period, replace(scope, by=by))
    if by == NONE:
        return {}, rows.get(None) or dict.fromkeys((column.key for column in columns), 0)
    total: dict[str, Cell] = {
        column.key: sum(_number(values[column.key]) for values in rows.values()) for column in columns
    }
    if once:
        total |= _asked(subject, once, period, replace(scope, by=NONE))[None]
    return rows, total


def _number(value: Cell) -> int:
    return value if isinstance(value, int) else 0


def _asked(subject: Subject, columns: Sequence[Column], period: Period, scope: Scope) -> Found:
    sql = statement(subject, columns, period, scope)
    found: Found = {}
    for key, *values in DB.execute_sql(sql.text, sql.values).fetchall():
        found[key] = dict(zip((column.key for column in columns), values, strict=True))
    return found


def statement(subject: Subject, columns: Sequence[Column], period: Period, scope: Scope) -> Sql:
    """The one statement that counts these columns of a subject: the row first, then a value for each column."""
    conditions = [condition(subject, column, period) for column in columns]
    made = [_aggregate(subject, column, wanted) for column, wanted in zip(columns, conditions, strict=True)]
    row = subject.rows[scope.by] if scope.by != NONE else "NULL"
    source, where = subject.from_sql(period), _where(subject, columns, period, scope)
    group = " GROUP BY 1" if scope.by != NONE else ""
    text = f"SELECT {row}, {', '.join(part.text for part in made)} FROM {source.text} WHERE {where.text}{group}"
    values = [value for part in (*made, source, where) for value in part.values]
    return Sql(text, tuple(values))


def condition(subject: Subject, column: Column, period: Period) -> Sql:
    """When a record counts in a column."""
    asked = subject.all_of(column.asked, period)
    parts = [subject.where(column.when, period), asked]
    for words, said in ((column.of_unit, ""), (column.not_of_unit, "NOT ")):
        if words:
            inner = both([SUBJECTS[UNIT].where(STANDING, period), SUBJECTS[UNIT].all_of(words, period)])
            place = f"coalesce({subject.rows[UNIT]}, 0)" if said else subject.rows[UNIT]
            parts.append(Sql(f"{place} {said}IN (SELECT u.id FROM unit u WHERE {inner.text})", inner.values))
    return both(parts)


def _aggregate(subject: Subject, column: Column, wanted: Sql) -> Sql:
    once = _counted_once(subject, column)
    if once:
        return Sql(f"count(DISTINCT {once}) FILTER (WHERE {wanted.text})", wanted.values)
    name, _, amount = column.how.partition(":")
    if name == SUM:
        return Sql(f"coalesce(sum({subject.amounts[amount]}) FILTER (WHERE {wanted.text}), 0)", wanted.values)
    return Sql(f"count(*) FILTER (WHERE {wanted.text})", wanted.values)


def _counted_once(subject: Subject, column: Column) -> str:
    """What is counted once however many records tell of it; empty where the records themselves are counted.

    A human with records from two offices is one.
    """
    if column.how == RECORDS:
        return human_sql(subject.human) if subject.human and any_joined() else ""
    if column.how.startswith(SUM):
        return ""
    expression = subject.counts[column.how]
    return human_sql(expression) if column.how == PEOPLE else expression


def _where(subject: Subject, columns: Sequence[Column], period: Period, scope: Scope) -> Sql:
    """What no column asks for is left out at once; and what lies outside the scope."""
    whens = [subject.where(when, period) for when in dict.fromkeys(column.when for column in columns)]
    parts = []
    if all(when.text != "1" for when in whens):
        either = " OR ".join(f"({when.text})" for when in whens)
        parts.append(Sql(f"({either})", tuple(value for when in whens for value in when.values)))
    return both([*parts, *within(subject, scope)])


def within(subject: Subject, scope: Scope) -> list[Sql]:
    """What of the subject lies in the scope."""
    parts = [Sql(subject.always)]
    if scope.origin:
        parts.append(Sql(f"{subject.rows[TOWNSHIP]} = ?", (scope.origin,)))
    if scope.unit:
        parts.append(Sql(f"{subject.rows[UNIT]} = ?", (scope.unit,)) if UNIT in subject.rows else Sql("0"))
    return parts


def _rows(
    form: ReturnForm, scope: Scope, found: Found, apart: protected.Apart, totals: dict[str, Cell]
) -> tuple[Row, ...]:
    known = _places(scope, found)
    zero: dict[str, Cell] = {
        column.key: 0 for column in form.columns if column.counted and scope.by in SUBJECTS[column.subject].rows
    }
    rows = [Row(key, title, completed(form.columns, zero | found.get(number, {}))) for number, key, title in known]
    listed = {number for number, _, _ in known}
    lost = [values for number, values in found.items() if number not in listed]
    if any(_number(value) for values in lost for value in values.values()):
        rows.append(Row(UNPLACED, _UNPLACED[scope.by], completed(form.columns, zero | _added(lost))))
    rows = protected.placed(form, rows, apart, scope.by)
    whole = completed(form.columns, protected.added(form, totals, apart))
    return (*rows, Row(TOTAL, TOTAL_TITLE, whole))


def _added(parts: Sequence[Mapping[str, Cell]]) -> dict[str, Cell]:
    keys = {key for values in parts for key in values}
    return {key: sum(_number(values.get(key)) for values in parts) for key in keys}


def _places(scope: Scope, found: Found) -> list[tuple[Any, str, str]]:
    """What the rows stand for: value in the statement, key, title."""
    if scope.by == NONE:
        return []
    if scope.by == CHANNEL:
        return [(code, code, table("body.channel").label(code)) for code in CHANNELS]
    if scope.by == TOWNSHIP:
        return [(uid, uid, title) for uid, title in scope.titles.items()]
    where, values = ("WHERE id = ?", (scope.unit,)) if scope.unit else ("", ())
    rows = DB.execute_sql(
        f"SELECT id, uid, name, kind_of_unit FROM unit {where} ORDER BY kind_of_unit NOT IN ('village', 'community'), "
        "pinyin, id",
        values,
    ).fetchall()
    return [(number, uid, name) for number, uid, name, kind in rows if kind in PLACES or number in found]
