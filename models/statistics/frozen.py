"""Frozen returns 报出的报表: what was handed out on a day, as it was then, and how it differs from today's count.

Owns the record and its verb. A frozen return is never changed and never taken back; another one of the same period is
another record.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models.core.clock import today
from models.core.database import DB
from models.core.fields import DayField, JsonField, LineField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.statistics.forms import Column
from models.statistics.sheet import HIDDEN, Cell, Sheet, from_plain
from models.statistics.span import Period, parse
from models.statistics.suppression import suppressed


class FrozenReturn(Record):
    """报出的报表: `sheet` holds columns, rows and identities as they were; `by_rows` how its rows were made."""

    noun = "报出的报表"
    untold = ("sheet",)

    key = LineField("报表代号", required=True, max_length=40, index=True, counted=True)
    title = LineField("报表名称", required=True, max_length=100, counted=True)
    period = LineField("期间", required=True, max_length=40, counted=True)
    by_rows = LineField("行的排法", required=True, max_length=20, counted=True)
    cut_off = DayField("统计截止日期", required=True)
    frozen_on = DayField("报出日期", required=True)
    frozen_by = LineField("报出人", max_length=60)
    sheet = JsonField("报表内容", required=True, counted=True)

    class Meta:
        table_name = "frozen_return"

    def called(self) -> str:
        return f"{parse(self.period).title}{self.title}"

    def content(self) -> Sheet:
        """The sheet as it was handed out."""
        return from_plain(self.sheet)


def handed_out(origin: str) -> list[Sheet]:
    """All sheets that this office has handed out, the newest first."""
    return [frozen.content() for frozen in frozen_returns(origin=origin)]


class Difference(NamedTuple):
    """A cell that is another one now: in which row and column, what was handed out, what is counted now."""

    row: str
    row_title: str
    column: Column
    then: Cell
    now: Cell


@verb("freeze_return", "报出报表", undoable=False)
def freeze_return(work: Work, sheet: Sheet) -> FrozenReturn:
    """Keep a sheet as it is handed out: without what must not be told, also not next to what was handed out before."""
    sheet = suppressed(sheet, handed_out(work.session.origin))
    frozen = work.insert(
        FrozenReturn(
            key=sheet.key,
            title=sheet.title,
            period=sheet.period.key,
            by_rows=sheet.by,
            cut_off=sheet.cut_off,
            frozen_on=today(work.session.clock),
            frozen_by=work.user,
            sheet=sheet.plain(),
        )
    )
    work.about(frozen, f"报出了{frozen.called()}")
    return frozen


def frozen_ids() -> list[int]:
    """Ids of everything that was handed out or received, the newest first."""
    rows = DB.execute_sql("SELECT id FROM frozen_return ORDER BY frozen_on DESC, id DESC").fetchall()
    return [row[0] for row in rows]


def frozen_heads(ids: Sequence[int]) -> list[FrozenReturn]:
    """These without their sheets, in this order: for lists, which need not read a number."""
    told = [field for field in FrozenReturn._meta.sorted_fields if field is not FrozenReturn.sheet]
    found = {frozen.id: frozen for frozen in FrozenReturn.select(*told).where(FrozenReturn.id.in_(list(ids)))}
    return [found[number] for number in ids if number in found]


def frozen_returns(key: str = "", period: Period | None = None, origin: str = "") -> list[FrozenReturn]:
    """What was handed out, or received from an office, the newest first."""
    found = FrozenReturn.select().order_by(FrozenReturn.frozen_on.desc(), FrozenReturn.id.desc())
    if key:
        found = found.where(FrozenReturn.key == key)
    if period is not None:
        found = found.where(FrozenReturn.period == period.key)
    return list(found.where(FrozenReturn.origin == origin) if origin else found)


def differences(frozen: FrozenReturn | Sheet, now: Sheet) -> list[Difference]:
    """Cell by cell what is not as it was handed out, in the order of that sheet; new rows stand last.

    A number that was or is not told is not compared: that would tell it.
    """
    then = frozen.content() if isinstance(frozen, FrozenReturn) else frozen
    keys = list(dict.fromkeys([*(row.key for row in then.rows[:-1]), *(row.key for row in now.rows)]))
    return [found for key in keys for found in _of_row(key, then, now)]


def _of_row(key: str, then: Sheet, now: Sheet) -> Iterator[Difference]:
    old, new = then.row(key), now.row(key)
    title = new.title if new else old.title if old else ""
    for column in then.columns:
        before = old.values.get(column.key) if old else None
        after = new.values.get(column.key) if new else None
        if HIDDEN in (before, after):
            continue
        # A row that was not there yet had nothing in it.
        if before != after and not (None in (old, new) and _nothing(before) and _nothing(after)):
            yield Difference(key, title, column, before, after)


def _nothing(value: Cell) -> bool:
    return not value or (isinstance(value, tuple) and not any(value))


def latest(key: str, period: Period, origin: str = "") -> FrozenReturn | None:
    """The last one of a return that was handed out for a period."""
    found = frozen_returns(key, period, origin)
    return found[0] if found else None
