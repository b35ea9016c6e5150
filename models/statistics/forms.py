"""Returns as data 报表式样: which columns a return has, how they are counted and what must add up.

Owns the reading of `resources/returns/*.json` (its README tells the format). A column is counted from a subject or
follows from other columns; heads nest. Counts nothing.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from models.core.errors import NotFound
from models.statistics import left_behind
from models.statistics.subjects import NONE, STANDING
from resources import path

RECORDS, PEOPLE, SUM, SHARE, RATIO, ADDED, BLANK = "records", "people", "sum", "share", "ratio", "added", "blank"
"""How a column comes to its value: counted (records, or another name of what is counted once), money summed, or a
formula of others: a share in percent, a ratio, a sum; `blank` is not kept here and written by hand."""

FORMULAS = (SHARE, RATIO, ADDED)
MONEY = ("元", "万元")

Bands = Mapping[str, tuple[tuple[int | None, int | None], ...]]
"""Age bands by the name of their set: (31, 35), (None, 30) for 30 and less, (61, None) for 61 and more."""


@dataclass(frozen=True, slots=True)
class Column:
    """A numbered column. `heads` stand over its title, the topmost first; `parts` are the columns of its formula."""

    key: str
    title: str
    number: int
    heads: tuple[str, ...] = ()
    unit: str = "人"
    how: str = RECORDS
    parts: tuple[str, ...] = ()
    subject: str = ""
    when: str = STANDING
    asked: tuple[Any, ...] = ()
    of_unit: tuple[Any, ...] = ()
    not_of_unit: tuple[Any, ...] = ()
    released: str = ""
    protected: bool = False
    band: str = ""

    @property
    def counted(self) -> bool:
        """Whether it is counted from records, not computed or left blank."""
        return self.how not in (*FORMULAS, BLANK)

    @property
    def money(self) -> bool:
        """Whether its values are fen."""
        return self.unit in MONEY

    @property
    def label(self) -> str:
        """Heads and title in one line."""
        return "·".join((*self.heads, self.title))


class Identity(NamedTuple):
    """勾稽关系: the sums of the sides are equal, or the first is not more than the second (`at_most`)."""

    sides: tuple[tuple[str, ...], ...]
    at_most: bool
    words: str


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """A return: `rows` are the ways in which rows can be made, the usual first; `released` names released numbers."""

    key: str
    title: str
    order: int
    rows: tuple[str, ...]
    row_title: str
    columns: tuple[Column, ...]
    identities: tuple[Identity, ...]
    notes: tuple[str, ...]
    released: str = ""
    bands: Bands = field(default_factory=dict)

    def column(self, key: str) -> Column:
        """The column of this key. Raises NotFound."""
        for column in self.columns:
            if column.key == key:
                return column
        raise NotFound(f"“{self.title}”没有“{key}”这一栏。")

    def band_title(self, name: str) -> str:
        """What the columns of a set of age bands stand under."""
        return "·".join(next(column.heads for column in self.columns if column.band == name))


def forms() -> list[ReturnForm]:
    """Every return, in its order."""
    return sorted((form(file.stem) for file in _files()), key=lambda found: found.order)


def form(key: str, bands: Bands | None = None) -> ReturnForm:
    """The return of this key or title, with other age bands where they are given. Raises NotFound."""
    for file in _files():
        content = _content(file.stem)
        if key in (file.stem, content["title"]):
            usual = _usual(file.stem)
            others = {name: bands[name] for name in usual.bands if bands and name in bands}
            return _read(file.stem, content, others) if others and {**usual.bands, **others} != usual.bands else usual
    known = "、".join(f"{_content(file.stem)['title']}（{file.stem}）" for file in _files())
    raise NotFound(f"没有“{key}”这张报表，可选{known}。")


@cache
def _usual(key: str) -> ReturnForm:
    return _read(key, _content(key), {})


def _files() -> list[Path]:
    return sorted(path("returns").glob("*.json"))


@cache
def _content(key: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path("returns", f"{key}.json").read_text("utf-8"))
    return content


def _read(key: str, content: dict[str, Any], bands: Bands) -> ReturnForm:
    known = {name: tuple(map(_frozen, told)) for name, told in content.get("bands", {}).items()} | dict(bands)
    content = {**content, **left_behind.content()} if content.get("of") == left_behind.OF else content
    above = _Above(rest=content.get("defaults", {}))
    leaves = [leaf for entry in content["columns"] for leaf in _leaves(entry, above, content.get("sets", {}), known)]
    columns = tuple(_column(number, leaf) for number, leaf in enumerate(leaves, start=1))
    numbers = {column.key: column.number for column in columns}
    return ReturnForm(
        key,
        content["title"],
        content["order"],
        tuple(content.get("rows", [NONE])),
        content.get("row_title", "单位"),
        tuple(_with_parts(column, numbers) for column in columns),
        tuple(_identity(text, numbers) for text in content.get("identities", [])),
        tuple(content.get("notes", [])),
        content.get("released", ""),
        known,
    )


@dataclass(frozen=True, slots=True)
class _Above:
    """What a group gives to the columns under it."""

    heads: tuple[str, ...] = ()
    prefix: str = ""
    asked: tuple[Any, ...] = ()
    rest: Mapping[str, Any] = field(default_factory=dict)


_HANDED_DOWN = ("subject", "when", "unit", "of_unit", "protected", "count")


def _leaves(entry: dict[str, Any], above: _Above, sets: Mapping[str, Any], bands: Bands) -> Iterator[dict[str, Any]]:
    """The columns of an entry with all that the groups over it say."""
    rest = {**above.rest, **{name: entry[name] for name in _HANDED_DOWN if name in entry}}
    asked = (*above.asked, *map(_frozen, entry.get("if", ())))
    if "columns" not in entry and "bands" not in entry:
        key = above.prefix + entry["key"]
        yield {**entry, **rest, "key": key, "if": asked, "heads": above.heads, "prefix": above.prefix}
        return
    prefix = above.prefix + (f"{entry['prefix']}." if "prefix" in entry else "")
    heads = (*above.heads, entry["title"]) if entry.get("title") else above.heads
    if "bands" in entry:
        inside = [{**_band(*band), "band": entry["bands"]} for band in bands[entry["bands"]]]
        inside += [{"key": "unknown", "title": "年龄不详", "if": ["age unknown"]}] if entry.get("unknown") else []
    else:
        inside = sets[entry["columns"]] if isinstance(entry["columns"], str) else entry["columns"]
    for part in inside:
        yield from _leaves(part, _Above(heads, prefix, asked, rest), sets, bands)


def _band(low: int | None, high: int | None) -> dict[str, Any]:
    if low is None:
        return {"key": f"to_{high}", "title": f"{high}岁及以下", "if": [f"age<={high}"]}
    if high is None:
        return {"key": f"from_{low}", "title": f"{low}岁及以上", "if": [f"age>={low}"]}
    return {"key": f"{low}_{high}", "title": f"{low}—{high}岁", "if": [f"age {low}-{high}"]}


def _frozen(word: Any) -> Any:
    return tuple(word) if isinstance(word, list) else word


def _column(number: int, leaf: dict[str, Any]) -> Column:
    how = leaf.get("count", RECORDS)
    parts: tuple[str, ...] = ()
    for formula in (*FORMULAS, BLANK):
        if formula in leaf:
            how = formula
            parts = tuple(_key(name, leaf["prefix"]) for name in leaf[formula]) if formula != BLANK else ()
    return Column(
        leaf["key"],
        leaf["title"],
        number,
        leaf["heads"],
        "%" if how == SHARE else "" if how == RATIO else leaf.get("unit", "人"),
        how,
        parts,
        leaf.get("subject", "") if how not in (*FORMULAS, BLANK) else "",
        leaf.get("when", STANDING),
        leaf["if"],
        tuple(map(_frozen, leaf.get("of_unit", ()))),
        tuple(map(_frozen, leaf.get("not_of_unit", ()))),
        leaf.get("released", ""),
        bool(leaf.get("protected")),
        leaf.get("band", ""),
    )


def _key(name: str, prefix: str) -> str:
    """A part's key; one that begins with a dot lies in the same group."""
    return prefix + name.removeprefix(".") if name.startswith(".") else name


def _with_parts(column: Column, numbers: Mapping[str, int]) -> Column:
    """With `group.*` spelled out. Raises KeyError for a part that is no column."""
    return replace(column, parts=tuple(key for part in column.parts for key in _named(part, numbers)))


def _named(part: str, numbers: Mapping[str, int]) -> list[str]:
    if part.endswith(".*"):
        return [key for key in numbers if key.startswith(part.removesuffix("*"))]
    numbers[part]
    return [part]


def _identity(text: str, numbers: Mapping[str, int]) -> Identity:
    """From `a = b + c.* = d` or `a <= b`."""
    at_most = "<=" in text
    sides = tuple(
        tuple(key for part in side.split("+") for key in _named(part.strip(), numbers))
        for side in text.split("<=" if at_most else "=")
    )
    shown = ("≤" if at_most else "=").join(numbers_words([numbers[key] for key in side]) for side in sides)
    return Identity(sides, at_most, shown)


def numbers_words(numbers: Sequence[int]) -> str:
    """5+6, or 11+…+18 for more than three that run."""
    if len(numbers) > 3 and list(numbers) == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]}+…+{numbers[-1]}"
    return "+".join(map(str, numbers))
