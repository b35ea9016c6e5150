"""The county's sheets 汇总: over townships, from what they handed out, or counted where their records are merged.

Owns how sheets are put together: sums of numbers, rates from their parts, who has not reported yet. A number that a
township may not tell makes the sum one that is not told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from models.core.database import DB
from models.statistics.forms import ReturnForm
from models.statistics.frozen import FrozenReturn, frozen_returns
from models.statistics.sheet import HIDDEN, TOTAL, TOTAL_TITLE, Cell, Row, Sheet, check, completed
from models.statistics.span import Period
from models.statistics.subjects import TOWNSHIP

TITLE = "乡镇（街道）"


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A sheet with a row for each township; what each handed out, by its uid; the uids of those that have not."""

    sheet: Sheet
    received: Mapping[str, FrozenReturn]
    missing: tuple[str, ...]

    def of(self, origin: str) -> Sheet | None:
        """What one township handed out, unit by unit."""
        return self.received[origin].content() if origin in self.received else None


def over_townships(
    form: ReturnForm, period: Period, titles: Mapping[str, str], *, compare: bool = True
) -> Consolidated:
    """The sums of what townships handed out; `titles`: their names by uid, in the order of the rows."""
    received = latest_of(frozen_returns(form.key, period), titles)
    rows = [
        Row(uid, title, completed(form.columns, _told(form, received[uid].content())))
        for uid, title in titles.items()
        if uid in received
    ]
    whole = [*rows, Row(TOTAL, TOTAL_TITLE, completed(form.columns, added(form, [row.values for row in rows])))]
    missing = tuple(uid for uid in titles if uid not in received)
    notes = (*form.notes, *_missing_words(missing, titles))
    last = over_townships(form, period.last_year(), titles, compare=False).sheet if compare else None
    checks = check(form.identities, whole)
    sheet = Sheet(form.key, form.title, period, TOWNSHIP, TITLE, form.columns, tuple(whole), checks, notes, last)
    return Consolidated(sheet, received, missing)


def latest_of(found: Iterable[FrozenReturn], origins: Iterable[str]) -> dict[str, FrozenReturn]:
    """The newest of each office; they come the newest first."""
    wanted, latest = set(origins), dict[str, FrozenReturn]()
    for frozen in found:
        if frozen.origin in wanted:
            latest.setdefault(frozen.origin, frozen)
    return latest


def _told(form: ReturnForm, sheet: Sheet) -> dict[str, Cell]:
    """The total of a township; a column that its version of the return lacks is missing."""
    return {column.key: sheet.total.values.get(column.key) for column in form.columns if column.counted}


def added(form: ReturnForm, parts: Iterable[Mapping[str, Cell]]) -> dict[str, Cell]:
    """Sums of counted columns: `HIDDEN` when a part is, nothing where no part knows it."""
    parts = list(parts)
    found: dict[str, Cell] = {}
    for column in form.columns:
        if column.counted:
            values = [part.get(column.key) for part in parts]
            numbers = [value for value in values if isinstance(value, int)]
            found[column.key] = HIDDEN if HIDDEN in values else sum(numbers) if numbers else None
    return found


def _missing_words(missing: tuple[str, ...], titles: Mapping[str, str]) -> tuple[str, ...]:
    names = "、".join(titles[uid] for uid in missing)
    return (f"还没有报来的：{names}。",) if names else ()


class Recommended(NamedTuple):
    """A line of the county's 推优汇总表; codes and dates as stored."""

    uid: str
    origin: str
    body: str
    unit: str | None
    name: str
    sex: str | None
    nationality: str | None
    born: str | None
    education: str | None
    employer: str | None
    job_post: str | None
    channel: str
    target: str
    applied_on: str | None
    forwarded_on: str | None
    answer: str | None


def recommended(period: Period, origins: Iterable[str] = ()) -> list[Recommended]:
    """Everybody whom a body decided on in a period, township by township, forwarded to the Party already or still with
    the superior; of these offices, or of all."""
    wanted = tuple(origins)
    of_offices = f" AND r.origin IN ({','.join('?' * len(wanted))})" if wanted else ""
    rows = DB.execute_sql(
        "SELECT r.uid, r.origin, b.name, u.name, p.name, p.sex, p.nationality, p.born, p.education, p.employer, "
        "p.job_post, a.channel, r.target, r.applied_on, r.forwarded_on, r.answer FROM recommendation r "
        "JOIN person p ON p.id = r.person_id JOIN body b ON b.id = r.body_id JOIN batch a ON a.id = r.batch_id "
        "LEFT JOIN unit u ON u.id = b.unit_id "
        "WHERE r.status <> 'withdrawn' "
        f"AND coalesce(r.forwarded_on, r.superior_on, r.decided_on) BETWEEN ? AND ?{of_offices} "
        "ORDER BY r.origin, b.name, p.sorting, r.id",
        (period.since.isoformat(), period.until.isoformat(), *wanted),
    )
    found = [Recommended._make(row) for row in rows.fetchall()]
    places = {uid: place for place, uid in enumerate(wanted)}
    return sorted(found, key=lambda row: places.get(row.origin, len(places)))
