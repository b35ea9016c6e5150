"""Whom a target binds 目标的范围: the office, one kind of organisation, a body or a unit, as words of a return.

Owns what a sheet's body, unit and kind of organisation mean to the columns of a return: they get further conditions.
Counts nothing and judges nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from models.core.codes import table
from models.core.database import DB
from models.excellence.targets import Target, TargetSheet
from models.excellence.texts import indicators
from models.office.office import this_office
from models.organisations.body import LEVELS_ABOVE, Body
from models.organisations.unit import Unit
from models.statistics.forms import Column, ReturnForm
from models.statistics.subjects import SUBJECTS

_TOWNSHIP = "township"
_CHANNEL = "channel"
_OF_ALL = "不分工会、共青团、妇联"


@dataclass(frozen=True, slots=True)
class Bound:
    """Whom: only this kind of organisation, these bodies and their units, these units, this office; all where empty.

    `told`: the body's or the unit's name. `own`: whether the kind of organisation is the indicator's. `lacks`: why it
    cannot be counted for whom it binds.
    """

    channel: str = ""
    bodies: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    origin: str = ""
    told: str = ""
    own: bool = field(default=False, compare=False)
    lacks: str = ""


def bound_of(target: Target) -> Bound:
    """Whom this target binds; an indicator that is of one kind of organisation keeps to it."""
    own = next((one.channel for one in indicators() if one.key == target.indicator), "")
    return replace(_of_sheet(target.sheet, own or target.sheet.channel or ""), own=bool(own))


def _of_sheet(sheet: TargetSheet, channel: str) -> Bound:
    if sheet.body_id:
        return _of_leading(sheet.body, channel) if sheet.body.level in LEVELS_ABOVE else _of_body(sheet.body, channel)
    if sheet.unit_id:
        return _of_unit(sheet.unit, channel)
    return Bound(channel)


def _of_leading(body: Body, channel: str) -> Bound:
    """A body that leads others: all of its kind, in the county's file those of its township."""
    whole = Bound(channel or body.kind_of_body, told=body.name)
    office = this_office()
    if body.level != _TOWNSHIP or office.level == _TOWNSHIP:
        return whole
    if body.origin != office.uid:
        return replace(whole, origin=body.origin)
    if body.unit is None:
        return replace(whole, lacks=f"{body.name}没有登记所在单位，不能统计")
    return replace(_of_unit(body.unit, whole.channel), told=body.name)


def _of_body(body: Body, channel: str) -> Bound:
    """A body with those under it; what has no body is counted for their units."""
    bodies = _with_parts("body", body.id)
    marks = ",".join("?" * len(bodies))
    rows = DB.execute_sql(
        f"SELECT DISTINCT unit_id FROM body WHERE id IN ({marks}) AND unit_id IS NOT NULL ORDER BY 1", tuple(bodies)
    )
    return Bound(channel, bodies, tuple(row[0] for row in rows), told=body.name)


def _of_unit(unit: Unit, channel: str) -> Bound:
    """A unit with its parts; a township that is this office, or whose office's records are here, as a whole."""
    name, units = str(unit.name), _with_parts("unit", unit.id)
    if unit.kind_of_unit != _TOWNSHIP or len(units) > 1:
        return Bound(channel, units=units, told=name)
    office = this_office()
    if office.level == _TOWNSHIP:
        return Bound(channel, told=name)
    if unit.origin != office.uid:
        return Bound(channel, origin=unit.origin, told=name)
    return Bound(channel, units=units, told=name, lacks=f"没有登记{name}有哪些村和单位，不能统计")


def _with_parts(kind: str, number: int) -> tuple[int, ...]:
    """It and all that are under it, however deep."""
    rows = DB.execute_sql(
        f'WITH RECURSIVE part(id) AS (SELECT ? UNION SELECT x.id FROM "{kind}" x JOIN part ON x.superior_id = part.id) '
        "SELECT id FROM part ORDER BY 1",
        (number,),
    )
    return tuple(row[0] for row in rows)


def lacks(form: ReturnForm, key: str, bound: Bound) -> str:
    """Why a figure cannot be counted for whom it binds; empty where it can."""
    if bound.lacks:
        return bound.lacks
    by_unit = [column for column in needed(form, [key]) if column.counted and not _of_bodies(column)]
    return f"{bound.told}没有登记所在单位，不能统计" if bound.bodies and not bound.units and by_unit else ""


def whom(form: ReturnForm, key: str, bound: Bound) -> str:
    """Whose figure it is, in words; empty for that of all."""
    columns = [column for column in needed(form, [key]) if column.counted]
    if not bound.channel or any(map(_names_channel, columns)):
        return bound.told
    if any(map(_knows_channel, columns)):
        return "·".join(filter(None, (bound.told, table("body.channel").label(bound.channel))))
    return bound.told if bound.own else "，".join(filter(None, (bound.told, _OF_ALL)))


def needed(form: ReturnForm, keys: Iterable[str]) -> list[Column]:
    """The columns of these figures, all that they follow from, and how much of them is unknown."""
    wanted: set[str] = set()
    there = {column.key: column for column in form.columns}
    open_keys = [key for name in keys for key in (name, f"{name}.unknown") if key in there]
    while open_keys:
        key = open_keys.pop()
        if key not in wanted:
            wanted.add(key)
            open_keys += there[key].parts
    return [column for column in form.columns if column.key in wanted]


def narrowed(form: ReturnForm, bound: Bound, keys: Sequence[str] = ()) -> ReturnForm:
    """The return with these figures only (all where none is named), counted for whom it binds."""
    columns = needed(form, keys) if keys else form.columns
    kept = {column.key for column in columns}
    identities = [one for one in form.identities if all(key in kept for side in one.sides for key in side)]
    columns = tuple(_narrowed(column, bound) if column.counted else column for column in columns)
    return replace(form, columns=columns, identities=tuple(identities))


def _narrowed(column: Column, bound: Bound) -> Column:
    asked, of_unit = column.asked, column.of_unit
    if bound.channel and _knows_channel(column) and not _names_channel(column):
        asked = (*asked, f"channel:{bound.channel}")
    if bound.bodies and _of_bodies(column):
        asked = (*asked, tuple(f"body={number}" for number in bound.bodies))
    elif bound.bodies or bound.units:
        of_unit = (*of_unit, tuple(f"id={number}" for number in bound.units or (0,)))
    return replace(column, asked=asked, of_unit=of_unit)


def _of_bodies(column: Column) -> bool:
    return "body" in SUBJECTS[column.subject].numbers


def _knows_channel(column: Column) -> bool:
    """Petitions have a channel as well, but it says how they came."""
    return _of_bodies(column) and _CHANNEL in SUBJECTS[column.subject].codes


def _names_channel(column: Column) -> bool:
    words = [word for part in column.asked for word in (part if isinstance(part, tuple) else (part,))]
    return any(word.startswith(f"{_CHANNEL}:") for word in words)
