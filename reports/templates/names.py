"""What a mark in a template may mean: the labels of a record's columns and of what it links to, and the office's own.

Owns the catalogue of names, the finding of a name, near names for one that is unknown, and the value of a name. All of
it is read from the declared columns: a new column can be named in templates at once. Guesses nothing.
"""

import difflib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from models.core.dates import PartialDate
from models.core.fields import (
    CountField,
    DayField,
    DigitsField,
    IdNumberField,
    JsonField,
    Kind,
    LineField,
    LinkField,
    MoneyField,
    PartialDateField,
)
from models.core.record import Record
from models.intake.headers import alike
from models.office.office import Office
from reports.templates.subjects import THROUGH, Listing, Subject, subjects

OFFICE, RECORD = "office", ""
"""Parts of the catalogue; every other part is the key of a list."""
EMPTY = "-"
"""Chosen for a mark that shall stay empty."""
_DATED = {"年": "year", "月": "month", "日": "day", "数字": "digits"}
_DEPTH = 2


class Name(NamedTuple):
    """One thing that a mark may mean. key: how it is kept; words: how it is written; group: its heading."""

    key: str
    words: str
    group: str
    part: str
    path: tuple[str, ...] = ()
    kind: Any = None
    form: str = ""

    @property
    def dated(self) -> bool:
        """Whether .年 .月 .日 .数字 may follow."""
        return self.key.endswith("today") or isinstance(self.kind, DayField | PartialDateField)

    @property
    def sensitive(self) -> bool:
        """Whether it is masked outside the work that needs it."""
        return bool(getattr(self.kind, "sensitive", False))


@dataclass(frozen=True, slots=True)
class Around:
    """What is true for a whole filling: the day, who fills in, the office, the entered compartment."""

    today: date
    user: str
    office: Any
    closed: Any = None


class Value(NamedTuple):
    """What stands for a mark: as text, as a number where it is one, and whether it is a number that is a name."""

    text: str
    number: float | int | None = None
    digits: bool = False


@cache
def catalogue(kind: str) -> dict[str, Name]:
    """Every name of a subject by its key, in the order in which it is shown; of two spellings the shorter."""
    found: dict[str, Name] = {}
    for name in _every(kind):
        found.setdefault(name.key, name)
    return found


@cache
def _by_words(kind: str) -> dict[str, Name]:
    found: dict[str, Name] = {}
    for name in _every(kind):
        found.setdefault(plain(name.words), name)
    return found


def _every(kind: str) -> list[Name]:
    subject = subjects()[kind]
    found = [*_names(subject.cls, subject.title, RECORD, _DEPTH), *_office_names()]
    for listing in subject.listings:
        found += _listed_names(listing, subject.cls)
    return found


def plain(words: str) -> str:
    """A mark's words as they are compared: narrow letters, no spaces, one kind of dot."""
    narrow = unicodedata.normalize("NFKC", words)
    return "".join(narrow.split()).replace("。", ".").replace("·", ".").lower()


def find(kind: str, words: str) -> Name | None:
    """The name that is written so, or None."""
    known, asked = _by_words(kind), plain(words)
    if asked in known:
        return known[asked]
    head, _, tail = asked.rpartition(".")
    form = _DATED.get(tail, "")
    base = known.get(head)
    return _formed(base, form, tail) if form and base is not None and base.dated else None


def by_key(kind: str, key: str) -> Name | None:
    """The name of a kept choice, or None when this release knows no such column."""
    base, _, form = key.partition(":")
    name = catalogue(kind).get(base)
    if name is None or not form:
        return name
    tail = next((words for words, known in _DATED.items() if known == form), "")
    return _formed(name, form, tail) if tail and name.dated else None


def near(kind: str, words: str, most: int = 3) -> list[Name]:
    """Names that are written almost so, the nearest first: to be offered, never to be taken."""
    known, asked = _by_words(kind), plain(words)
    head, dot, tail = asked.rpartition(".")
    same = [f"{head}{dot}{plain(spelling)}" for spelling in alike(tail)]
    inside = [each for each in known if len(tail) > 1 and (tail in each or each in asked) and len(each) > 1]
    inside.sort(key=lambda each: abs(len(each) - len(asked)))
    close = difflib.get_close_matches(asked, list(known), most, 0.5)
    return [known[each] for each in dict.fromkeys([*same, *close, *inside]) if each in known][:most]


def _formed(name: Name, form: str, tail: str) -> Name:
    return name._replace(key=f"{name.key}:{form}", words=f"{name.words}.{tail}", form=form)


def _office_names() -> Iterator[Name]:
    group = "本单位和今天"
    yield Name("office/today", "今天", group, OFFICE)
    yield Name("office/user", "填表人", group, OFFICE)
    yield Name("office/name", "本单位", group, OFFICE, ("name",), Office.name)
    for kind in Office.kinds():
        yield Name(f"office/{kind.name}.own", f"本单位.{kind.label}", group, OFFICE, (kind.name,), kind)


def _listed_names(listing: Listing, owner: type[Record]) -> Iterator[Name]:
    group, part = f"{listing.title}（每条一行）", listing.key
    for name in _names(listing.cls, group, part, 1, owner):
        yield name._replace(key=f"{part}/{name.key}", words=f"{listing.title}.{name.words}")


def _names(cls: type[Record], group: str, part: str, depth: int, owner: Any = None) -> list[Name]:
    """The names of a class: its own first, then those that need no link named, then those of its links."""
    found: dict[str, Name] = {}
    for name in [Name("order", "序号", group, part), *_own(cls, group, part)]:
        found.setdefault(name.words, name)
    if through := THROUGH.get(cls):
        link = getattr(cls, through)
        for name in _own(link.rel_model, f"{group}的{link.label}", part, (through,)):
            found.setdefault(name.words, name)
    for name in _linked(cls, group, part, (), "", {cls, owner}, depth):
        found.setdefault(name.words, name)
    return list(found.values())


def _own(cls: type[Record], group: str, part: str, path: tuple[str, ...] = (), words: str = "") -> Iterator[Name]:
    for kind in cls.kinds():
        here = (*path, kind.name)
        if isinstance(kind, Kind) and not _hidden(cls, kind):
            yield Name(".".join(here), f"{words}{kind.label}", group, part, here, kind)
        elif isinstance(kind, LinkField):
            shown = _main(kind.rel_model)
            yield Name(".".join(here), f"{words}{kind.label}", group, part, (*here, shown.name), shown)
    if any(kind.name == "born" for kind in cls.kinds()):
        yield Name(".".join((*path, "age_now")), f"{words}年龄", group, part, (*path, "born"), None, "age")


def _linked(
    cls: type[Record], group: str, part: str, path: tuple[str, ...], words: str, seen: set[Any], depth: int
) -> Iterator[Name]:
    """Names behind the links of a class; none leads back to where it came from."""
    for link in cls.kinds():
        if not isinstance(link, LinkField) or link.rel_model in seen or len(path) >= depth:
            continue
        here, said = (*path, link.name), f"{words}{link.label}."
        yield from _own(link.rel_model, f"{group}的{said.rstrip('.')}", part, here, said)
        yield from _linked(link.rel_model, group, part, here, said, {*seen, link.rel_model}, depth)


def _hidden(cls: type[Record], kind: Any) -> bool:
    tied = isinstance(kind, LineField) and bool(kind.uid_of)
    return tied or isinstance(kind, JsonField) or kind.name in cls.untold


def _main(cls: type[Record]) -> Any:
    """The column by which a linked record is named."""
    kinds = [kind for kind in cls.kinds() if isinstance(kind, Kind)]
    return next((kind for kind in kinds if kind.required), kinds[0])


def value(name: Name, record: Any, around: Around, order: int = 0) -> Value:
    """What stands for a name on the form of this record; empty where nothing is known."""
    if name.key.rpartition("/")[2] == "order":
        return Value(str(order or ""), order or None)
    if name.part == OFFICE:
        return _office_value(name, around)
    found = record
    for step in name.path:
        found = getattr(found, step) if found is not None else None
    if found is None or found == "":
        return Value("")
    if name.form == "age":
        years = found.age_on(around.today)
        return Value("", None) if years is None else Value(str(years), years)
    return _written(name, found)


def _office_value(name: Name, around: Around) -> Value:
    if name.key.startswith("office/today"):
        return _dated(PartialDate.of(around.today), name.form)
    if name.key == "office/user":
        return Value(around.user)
    return _written(name, getattr(around.office, name.path[0]))


def _written(name: Name, found: Any) -> Value:
    kind = name.kind
    if isinstance(kind, DayField | PartialDateField):
        return _dated(found if isinstance(found, PartialDate) else PartialDate.of(found), name.form)
    if found is None:
        return Value("")
    if isinstance(kind, MoneyField):
        return Value(kind.show(found), found // 100 if found % 100 == 0 else found / 100)
    if isinstance(kind, CountField):
        return Value(kind.show(found), found)
    return Value(kind.show(found), None, isinstance(kind, DigitsField | IdNumberField))


def _dated(when: PartialDate, form: str) -> Value:
    if form == "digits":
        return Value(when.short())
    if form:
        part = getattr(when, form)
        return Value("" if part is None else str(part), part)
    return Value(when.show())


def listing_of(subject: Subject, key: str) -> Listing:
    """The list of a name's part."""
    return next(listing for listing in subject.listings if listing.key == key)
