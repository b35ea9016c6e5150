"""Where a target stands: reached, on the way, behind or unknown, with what is missing in words.

Pure arithmetic over a target's numbers and one value; knows no record. Numbers are hundredths of their unit, a ratio
is a tuple of whole numbers.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.excellence.amounts import amount

REACHED, ON_WAY, BEHIND, BEYOND, UNKNOWN = "reached", "on_way", "behind", "beyond", "unknown"
TITLES = {REACHED: "已达到", ON_WAY: "按进度", BEHIND: "落后", BEYOND: "超出范围", UNKNOWN: "没有数据"}
"""Every standing in words."""

NUMBER, SHARE, RATIO = "number", "share", "ratio"


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached: `least` and `most` in hundredths, or a `ratio`; from when until when, in which unit."""

    kind: str
    least: int | None
    most: int | None
    ratio: tuple[int, ...]
    unit: str
    begins: date
    term: date


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing in words. `done`: how much of the target is there (1 = all), None where it cannot be said;
    `gone`: how much of its time has passed; `missing` in hundredths of the unit."""

    state: str
    sentence: str
    done: Fraction | None
    gone: Fraction
    missing: int | None

    @property
    def title(self) -> str:
        """The standing's name."""
        return TITLES[self.state]


def gone(aim: Aim, day: date) -> Fraction:
    """The share of the time that has passed by the end of this day, from 0 to 1."""
    whole = (aim.term - aim.begins).days + 1
    passed = (day - aim.begins).days + 1
    return Fraction(1) if whole <= 0 else min(max(Fraction(passed, whole), Fraction(0)), Fraction(1))


def read_ratio(text: str | None) -> tuple[int, ...]:
    """3:2:1 as its parts; empty for anything that is no ratio."""
    parts = (text or "").replace("：", ":").replace("∶", ":").split(":")
    numbers = [part.strip() for part in parts]
    return tuple(map(int, numbers)) if len(numbers) > 1 and all(part.isdecimal() for part in numbers) else ()


def standing(aim: Aim, value: int | tuple[int, ...] | None, day: date) -> Standing:
    """How a value stands against what is to be reached, on this day."""
    passed = gone(aim, day)
    if value is None or (aim.kind == RATIO) != isinstance(value, tuple):
        return Standing(UNKNOWN, "还没有数据。", None, passed, None)
    if isinstance(value, tuple):
        return _of_ratio(aim, value, passed)
    return _of_number(aim, value, passed)


def _words(aim: Aim, hundredths: int) -> str:
    return f"{amount(hundredths)}{aim.unit}"


def _of_number(aim: Aim, value: int, passed: Fraction) -> Standing:
    now = f"现在{_words(aim, value)}"
    if aim.most is not None and value > aim.most:
        return Standing(BEYOND, f"{now}，高于上限{_words(aim, aim.most)}。", Fraction(1), passed, 0)
    if aim.least is None:
        if aim.most is None:
            return Standing(UNKNOWN, f"{now}，没有定目标值。", None, passed, None)
        return Standing(REACHED, f"{now}，没有超过{_words(aim, aim.most)}。", Fraction(1), passed, 0)
    if value >= aim.least:
        return Standing(REACHED, f"{now}，已达到{_words(aim, aim.least)}。", Fraction(1), passed, 0)
    short = aim.least - value
    points = f"{amount(short)}个百分点" if aim.kind == SHARE else _words(aim, short)
    return _under_way(Fraction(value, aim.least), passed, f"{now}，还差{points}", short)


def _under_way(done: Fraction, passed: Fraction, sentence: str, short: int | None) -> Standing:
    """Not reached yet: on the way as long as as much of it is done as of its time has passed."""
    if passed < 1 and done >= passed:
        return Standing(ON_WAY, f"{sentence}。", done, passed, short)
    late = "，期限已过" if passed >= 1 else f"，时间已过{_percent(passed)}，只完成{_percent(done)}"
    return Standing(BEHIND, f"{sentence}{late}。", done, passed, short)


def _percent(share: Fraction) -> str:
    return f"{int(share * 100)}%"


def _of_ratio(aim: Aim, value: tuple[int, ...], passed: Fraction) -> Standing:
    """A ratio is reached when there is at least as much of every part for each one of the last."""
    wanted = ":".join(map(str, aim.ratio))
    now = "现在" + ":".join(map(str, value))
    if len(value) != len(aim.ratio) or not value or value[-1] == 0 or 0 in aim.ratio:
        return Standing(UNKNOWN, f"{now}，不能与{wanted}相比。", None, passed, None)
    parts = [Fraction(have * aim.ratio[-1], value[-1] * want) for have, want in zip(value, aim.ratio, strict=True)]
    per_one = ":".join(_tenths(Fraction(have * aim.ratio[-1], value[-1])) for have in value)
    now = f"{now}（折合{per_one}）"
    if min(parts) >= 1:
        return Standing(REACHED, f"{now}，已达到{wanted}。", Fraction(1), passed, 0)
    lacking = [
        f"第{place}项还差{-(-want * value[-1] // aim.ratio[-1]) - have}"
        for place, (have, want) in enumerate(zip(value, aim.ratio, strict=True), start=1)
        if have * aim.ratio[-1] < want * value[-1]
    ]
    sentence = f"{now}，未达到{wanted}，{'、'.join(lacking)}"
    return Standing(BEHIND, f"{sentence}。", min(parts), passed, None)


def _tenths(number: Fraction) -> str:
    tenths = int(number * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
