"""Where targets stand 目标完成情况: each figure that a target names, counted for those whom its sheet binds.

Owns from when until when a target is counted, and how a counted cell becomes a value that `standing` takes. A figure is
a column of the return 目标指标统计表, or `return/column` of another one. Counts nothing itself and writes nothing; a
number that may not be told is unknown here.

    standings(sheet, day)      every line with its standing, its value and where that comes from
    by_unit(target, day)       the same of one target by village, or by township (`titles`), the worst first
    behind_target(target, day) the records behind its value, for the window
    glance(day)                what 今日待办 shows; `Glance.dues` what is due
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from models.core.due import Due, by_day
from models.core.progress import Progress, Silent
from models.excellence.amounts import amount
from models.excellence.rules import number, rules_on
from models.excellence.standing import BEHIND, BEYOND, NUMBER, ON_WAY, RATIO, REACHED, UNKNOWN, Aim, Standing, standing
from models.excellence.targets import Target, TargetSheet, TargetValue, newest_value, targets_of, typed
from models.office.closed.compartment import Compartment
from models.organisations.unit import Unit
from models.statistics.behind import Behind, behind
from models.statistics.bound import Bound, bound_of, lacks, narrowed, needed, whom
from models.statistics.counting import Scope, count
from models.statistics.forms import RATIO as RATIO_COLUMN
from models.statistics.forms import RECORDS, SHARE, Column, ReturnForm, form
from models.statistics.leaving import leaving
from models.statistics.sheet import HIDDEN, TOTAL, UNPLACED, Cell, Row, Sheet, tenths
from models.statistics.span import Period
from models.statistics.subjects import NONE, STANDING, TOWNSHIP, UNIT

RETURN = "indicators"
"""The return whose columns are the figures that targets name."""

WORST = 3
"""So many of those that are behind are named at a glance."""

_UNTOLD = "人数少或涉及保密，不显示"
_EACH_TOWNSHIP = ("organisations.township_women_full_time",)
"""Figures of which every township is to have its own."""

_ORDER = {state: place for place, state in enumerate((BEHIND, UNKNOWN, ON_WAY, BEYOND, REACHED))}

Number = int | tuple[int, ...] | None
"""Hundredths of the unit of a target, the parts of a ratio, or unknown."""


class Question(NamedTuple):
    """What is to be counted for a target."""

    form: ReturnForm
    key: str
    bound: Bound
    period: Period


class Value(NamedTuple):
    """What was counted: `words` what was divided by what and what is unknown; `further`: how many more are needed."""

    number: Number
    words: str
    further: str = ""


class Stood(NamedTuple):
    """A target on a day: its standing, its value, whether that was computed, and in words where it comes from.

    `as_of`: the day of the value; `missing`: what is missing, in words, empty where nothing is.
    """

    target: Target
    standing: Standing
    value: Number
    computed: bool
    source: str
    as_of: date | None
    missing: str


class Place(NamedTuple):
    """A target in one row: `key` of a unit, of an office, or of what belongs nowhere."""

    key: str
    title: str
    standing: Standing
    value: Number
    words: str
    missing: str


class Glance(NamedTuple):
    """The targets of a year: how many stand how, the worst that are behind, and what is due of them."""

    sheets: list[TargetSheet]
    counts: Counter[str]
    worst: list[Stood]
    dues: list[Due]


def column_of(figure: str) -> tuple[ReturnForm, Column]:
    """The return and the column that a figure names. Raises NotFound."""
    name, parted, key = figure.partition("/")
    made = form(name if parted else RETURN)
    return made, made.column(key if parted else figure)


def question(target: Target, day: date) -> Question | str:
    """What is to be counted for a target by this day; why nothing can be, in words."""
    if not target.figure:
        return "没有自动统计项"
    made, column = column_of(target.figure)
    bound = bound_of(target)
    reason = lacks(made, column.key, bound)
    if not reason and _guarded(made) and (bound.channel or bound.bodies or bound.units or bound.origin):
        reason = "含保密案件的数不按单位、组织统计"
    period = _period(target.aim(), day, made, column.key)
    if reason or period is None:
        return reason or "还没有到起算日期"
    return Question(made, column.key, bound, period)


def _period(aim: Aim, day: date, made: ReturnForm, key: str) -> Period | None:
    """From its first day to this one, at most to its term; what is as of a day can be told before it begins."""
    until = min(day, aim.term)
    if until >= aim.begins:
        return Period(aim.begins, until)
    as_of_a_day = all(column.when == STANDING for column in needed(made, [key]) if column.counted)
    return Period(until, until) if as_of_a_day else None


def _guarded(made: ReturnForm) -> bool:
    return bool(made.released) or any(column.protected for column in made.columns)


def _counted(asked: Question, keys: Sequence[str], scope: Scope) -> Sheet:
    """These figures; of a return with protected numbers all of them, without what must not be told."""
    guarded = _guarded(asked.form)
    made = narrowed(asked.form, asked.bound, () if guarded else keys)
    sheet = count(made, asked.period, replace(scope, origin=asked.bound.origin), compare=False)
    return leaving(sheet) if guarded else sheet


def _value(asked: Question, row: Row, aim: Aim) -> Value:
    column, cell = asked.form.column(asked.key), row.values.get(asked.key)
    if cell == HIDDEN:
        return Value(None, _UNTOLD)
    found, words = _number(column, cell, aim)
    unknown = row.values.get(f"{asked.key}.unknown")
    if isinstance(unknown, int) and unknown:
        told = asked.form.column(f"{asked.key}.unknown")
        words = "，".join(filter(None, (words, f"{told.title.removesuffix('合计')}{unknown}{told.unit}")))
    return Value(found, words, _further(asked, cell, aim))


def _number(column: Column, cell: Cell, aim: Aim) -> tuple[Number, str]:
    """A cell as a target takes it."""
    kind = aim.kind
    if isinstance(cell, int):
        if column.money:
            return (cell if column.unit == "元" else cell // 10_000), ""
        return cell * 100, ""
    if not isinstance(cell, tuple):
        return None, "没有可统计的对象"
    if column.how == RATIO_COLUMN and kind == RATIO:
        return cell, ""
    words = f"{cell[0]}÷{sum(cell[1:])}"
    if kind == RATIO or len(cell) != 2 or not cell[1]:
        return None, "没有可统计的对象" if kind != RATIO else words
    return (share(*cell, aim.least) if column.how == SHARE else cell[0] * 100 // cell[1]), words


def share(part: int, whole: int, least: int | None) -> int:
    """A share in hundredths of a percent, rounded to tenths as returns print it; but 89.96% has not reached 90%."""
    rounded = tenths(part, whole) * 10
    if least is not None and part * 10_000 < least * whole <= rounded * whole:
        return part * 1000 // whole * 10
    return rounded


def _further(asked: Question, cell: Cell, aim: Aim) -> str:
    """How many more of those that are counted would reach a share of a whole that stays."""
    column = asked.form.column(asked.key)
    if column.how != SHARE or not isinstance(cell, tuple) or aim.least is None:
        return ""
    part = asked.form.column(column.parts[0])
    if part.how != RECORDS or part.when != STANDING:
        return ""
    more = -(-aim.least * cell[1] // 10_000) - cell[0]
    return f"再有{more}{part.unit}" if more > 0 else ""


def computed(target: Target, day: date) -> Number:
    """What the records say of a target on a day, in hundredths of its unit or the parts of a ratio; None: nothing."""
    asked = question(target, day)
    if isinstance(asked, str):
        return None
    return _value(asked, _counted(asked, [asked.key], Scope(NONE)).total, target.aim()).number


def standings(sheet: TargetSheet, day: date) -> list[Stood]:
    """Every line of a sheet in its order, with one count for all that are counted alike."""
    return standings_of(targets_of(sheet), day)


def standings_of(targets: Iterable[Target], day: date, progress: Progress | None = None) -> list[Stood]:
    """The same of any targets. Raises Cancelled."""
    asked = [(target, question(target, day)) for target in targets]
    keys: dict[tuple[str, Bound, Period], list[str]] = {}
    for _, one in asked:
        if not isinstance(one, str):
            keys.setdefault(_alike(one), []).append(one.key)
    sheets: dict[tuple[str, Bound, Period], Sheet] = {}
    found = []
    for target, one in asked:
        if isinstance(one, str):
            found.append(_of_typed(target, day, one if target.figure else ""))
            continue
        if _alike(one) not in sheets:
            (progress or Silent()).step("统计目标", len(sheets), len(keys))
            sheets[_alike(one)] = _counted(one, keys[_alike(one)], Scope(NONE))
        value = _value(one, sheets[_alike(one)].total, target.aim())
        found.append(_of_counted(target, day, one, value))
    return found


def _alike(asked: Question) -> tuple[str, Bound, Period]:
    return asked.form.key, asked.bound, asked.period


def _of_counted(target: Target, day: date, asked: Question, value: Value) -> Stood:
    if value.number is None:
        return _of_typed(target, day, value.words)
    source = "，".join(["按资料统计", *filter(None, (whom(asked.form, asked.key, asked.bound), value.words))])
    now = standing(target.aim(), value.number, day)
    return Stood(target, now, value.number, True, source, asked.period.until, missing_words(now, value.further))


def _of_typed(target: Target, day: date, reason: str) -> Stood:
    """By the newest typed value; `reason`: why nothing was computed."""
    kept: TargetValue | None = newest_value(target, day)
    value = typed(kept)
    now = standing(target.aim(), value, day)
    if kept is None:
        source = f"{reason}，也没有填写完成值" if reason else "还没有填写完成值"
        return Stood(target, now, None, False, source, None, "")
    source = f"填报：{kept.source}" + (f"（{reason}）" if reason else "")
    return Stood(target, now, value, False, source, kept.as_of, missing_words(now))


def missing_words(now: Standing, further: str = "") -> str:
    """What is missing, in few words; empty where nothing is."""
    short = next((part for part in now.sentence.rstrip("。").split("，") if "还差" in part), "")
    return f"{short}（{further}）" if short and further else short


def shown(target: Target, value: Number) -> str:
    """A value in words: 87.5%, 312人, 320:210:105; — where it is unknown."""
    if value is None:
        return "—"
    if isinstance(value, tuple):
        return ":".join(map(str, value))
    return f"{amount(value)}{target.aim().unit}"


def by_unit(target: Target, day: date, titles: Mapping[str, str] | None = None) -> list[Place]:
    """A target in every village and unit, or in every office of `titles` (names by uid), the worst first.

    A row of which nothing is asked is left out. A number that is set for all together is compared in a row only with
    what that unit's own sheet of the year says. Empty for a figure that the records do not tell.
    """
    asked = question(target, day)
    by = TOWNSHIP if titles else UNIT
    if isinstance(asked, str) or by not in asked.form.rows:
        return []
    sheet = _counted(asked, [asked.key], Scope(by, titles=titles or {}))
    own = _own_aims(target)
    found = []
    for row in sheet.rows[:-1]:
        aim = _aim_of(target, asked, row, by, own)
        value = _value(asked, row, aim)
        if value.number is not None or row.values.get(asked.key) == HIDDEN:
            now = standing(aim, value.number, day)
            further = missing_words(now, value.further)
            found.append(Place(row.key, row.title, now, value.number, value.words, further))
    return sorted(found, key=_badness)


def _aim_of(target: Target, asked: Question, row: Row, by: str, own: Mapping[str, Aim]) -> Aim:
    aim = target.aim()
    for key in (row.key, row.title):
        if key in own:
            return own[key]
    per_place = aim.kind != NUMBER or asked.form.column(asked.key).how in (RATIO_COLUMN, SHARE)
    if per_place or (by == TOWNSHIP and target.figure in _EACH_TOWNSHIP):
        return aim
    return replace(aim, least=None, most=None)


def _own_aims(target: Target) -> dict[str, Aim]:
    """What units have on sheets of their own for the same figure and year, by uid and by name."""
    query = Target.select(Target, TargetSheet, Unit).join(TargetSheet).join(Unit)
    found = query.where(
        (Target.figure == target.figure)
        & (TargetSheet.year == target.sheet.year)
        & (Target.kind_of_target == target.kind_of_target)
        & (Target.id != target.id)
    )
    return {name: one.aim() for one in found for name in (one.sheet.unit.uid, one.sheet.unit.name)}


def _badness(place: Place) -> tuple[int, bool, Fraction, int, str]:
    value = place.value if isinstance(place.value, int) else 0
    done = place.standing.done if place.standing.done is not None else Fraction(0)
    return _ORDER[place.standing.state], place.key == UNPLACED, done, value, place.title


def behind_target(
    target: Target,
    day: date,
    row: str = TOTAL,
    titles: Mapping[str, str] | None = None,
    clearance: Compartment | None = None,
) -> Behind:
    """The records behind a target's value, or behind its value in a row of `by_unit` with the same `titles`."""
    asked = question(target, day)
    if isinstance(asked, str):
        return Behind("", [], f"{asked}，没有对应的记录。")
    by = NONE if row == TOTAL else TOWNSHIP if titles else UNIT
    scope = Scope(by, origin=asked.bound.origin, titles=titles or {})
    return behind(narrowed(asked.form, asked.bound), asked.period, scope, row, asked.key, clearance)


def sheets_of(day: date) -> list[TargetSheet]:
    """The sheets of the year, and earlier ones of which a line runs on, the newest first."""
    running = Target.select(Target.sheet).where(Target.term >= date(day.year, 1, 1))
    this_year = TargetSheet.year == day.year
    query = TargetSheet.select().where(this_year | ((TargetSheet.year < day.year) & TargetSheet.id.in_(running)))
    return list(query.order_by(TargetSheet.year.desc(), TargetSheet.id))


def glance(day: date, progress: Progress | None = None) -> Glance:
    """How the targets of the year stand; lines of earlier years whose term is over do not count. Raises Cancelled."""
    sheets = sheets_of(day)
    lines = [line for sheet in sheets for line in targets_of(sheet) if line.aim().term.year >= day.year]
    stood = standings_of(lines, day, progress)
    late = sorted((one for one in stood if one.standing.state == BEHIND), key=_lateness)
    return Glance(sheets, Counter(one.standing.state for one in stood), late[:WORST], by_day(due_of(stood, day)))


def _lateness(one: Stood) -> tuple[Fraction, date]:
    done = one.standing.done if one.standing.done is not None else Fraction(0)
    return done - one.standing.gone, one.target.aim().term


def due_of(stood: Iterable[Stood], day: date) -> list[Due]:
    """Lines with a figure near their term, behind or unknown; `models.excellence.due` tells of those without one."""
    days = number(rules_on(day), "target_reminder_days")
    if days is None:
        return []
    found = []
    for one in stood:
        term, target = one.target.aim().term, one.target
        if target.figure and term <= day + timedelta(days=days) and one.standing.state in (BEHIND, UNKNOWN):
            what = one.missing or "填写完成值"
            found.append(Due(term, f"{target.title}：目标到期", what, TargetSheet.kind(), target.sheet.uid, term < day))
    return found
