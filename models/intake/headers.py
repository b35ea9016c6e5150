"""What the words over a column mean: the spellings of `resources/intake/headers.json` and how they are compared.

Owns the comparison and nothing else: which row is a header is decided by `recognition`, what a value means by the
field kinds.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from models.core.text import tidy
from resources import path

_NUMBERING = re.compile(r"^(?:[(（]?\d{1,2}[)）.、．]|[一二三四五六七八九十]{1,3}[、.．])(?=\D)")
_STARS = re.compile(r"^[*★☆※●▲◆#＊]+|[*★※＊:：]+$")
_BRACKETED = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]?")
_SIGNS = re.compile(r"[\s/、,，.．。;；:：_\-—|\\()（）\[\]【】\"“”'‘’*]+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z .'/-]*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LONGEST = 40
_DATE_PARTS = {"年": "year", "月": "month", "日": "day", "年份": "year", "月份": "month"}
WORKER, CHILD = "worker", "child"
"""Rosters that bring more than persons: 困难职工 (household and case), 留守儿童 (the register of children)."""

_ROSTER_OF = {"household": WORKER, "case": WORKER, "facts": WORKER, "child": CHILD}
_FLAG_HEADERS = re.compile("是否|党员$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header means: the roster column's key, which part of its value, and how far from the usual spelling.

    part: '' for the whole; 'year', 'month', 'day' of a date in several columns; '男' or '女' for a column of ticks;
    'yes_no' for a question answered with yes or no.
    """

    key: str
    part: str = ""
    rank: int = 0


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path("intake", "headers.json").read_text("utf-8"))
    return found


def words(group: str) -> tuple[str, ...]:
    """One of the plain word lists beside the spellings (subtotals, footers, owners …)."""
    return tuple(_data()[group])


@cache
def column_keys() -> tuple[str, ...]:
    """Every key that a header can mean."""
    return tuple(_data()["spellings"])


@cache
def _spellings() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for key, spellings in _data()["spellings"].items():
        for rank, spelling in enumerate(spellings):
            part = "yes_no" if _FLAG_HEADERS.search(spelling) and key == "political_status" else ""
            found.setdefault(_plain(spelling), Meaning(key, part, rank))
    return found


def alike(header: str) -> tuple[str, ...]:
    """Every spelling that means the same column as this one; none for a header that nobody knows."""
    meant = _spellings().get(_plain(header))
    return tuple(_data()["spellings"][meant.key]) if meant else ()


@cache
def _by_context() -> dict[str, dict[str, str]]:
    return {_plain(spelling): keys for spelling, keys in _data()["by_context"].items()}


def _plain(text: str) -> str:
    """A header without what decorates it: spaces, signs, case."""
    return _SIGNS.sub("", tidy(text)).casefold()


def undecorated(header: str) -> str:
    """A header as people would say it: one line, no star, no numbering, no spaces between characters."""
    text = _STARS.sub("", "".join(tidy(header).split()))
    return _STARS.sub("", _NUMBERING.sub("", text)) or text


@lru_cache(maxsize=65536)
def meaning(header: str, context: str = "") -> Meaning | None:
    """What one header text means on a list of this context (union, league, women, party or '')."""
    if len(header) > _LONGEST:
        return None
    for depth, variant in enumerate(_variants(header)):
        found = _spelled(variant, context)
        if found:
            return Meaning(found.key, found.part, found.rank + 100 * depth)
    return None


def _spelled(plain: str, context: str) -> Meaning | None:
    keys = _by_context().get(plain)
    if keys is not None:
        key = keys.get(context, keys.get("", ""))
        return Meaning(key, rank=50) if key else None
    found = _spellings().get(plain)
    return found if found and roster_for(found.key) in ("", context) else None


def roster_for(key: str) -> str:
    """The kind of roster in which alone a key means something; '' for what every list may tell of a person."""
    return _ROSTER_OF.get(key.partition(".")[0], "")


def _variants(header: str) -> list[str]:
    """Ever plainer forms of a header, the nearest first."""
    # Stars and numbering go first, while spaces still part a Latin word from the next.
    text = _NUMBERING.sub("", _STARS.sub("", tidy(header)))
    bare = _BRACKETED.sub("", text)
    forms = [text, bare]
    if _HAN.search(bare):
        forms.append(_LATIN.sub("", bare))
        forms += [part for part in _BRACKETED.findall(text) if _HAN.search(part)] if not bare.strip() else []
    forms.append(bare.rstrip("0123456789"))
    plain = list(dict.fromkeys(filter(None, map(_plain, forms))))
    owners = [form.removeprefix(owner) for form in plain for owner in words("owners") if form.startswith(owner)]
    return list(dict.fromkeys(filter(None, plain + owners)))


def meaning_of_parts(parts: Sequence[str], context: str = "") -> Meaning | None:
    """What a column under a header of several rows means; `parts` run from the top row to the bottom row."""
    if len(parts) == 1:
        return meaning(parts[0], context)
    whole = meaning("".join(map(undecorated, parts)), context)
    if whole:
        return whole
    above, last = "".join(map(undecorated, parts[:-1])), undecorated(parts[-1])
    return _part_of_value(above, last, context) or _below_group(above, last, parts, context)


def _part_of_value(above: str, last: str, context: str) -> Meaning | None:
    """出生 over 年 and 月, 性别 over 男 and 女."""
    group = meaning(above, context)
    if group is None:
        return None
    if last in _DATE_PARTS and group.key in words("dates"):
        return Meaning(group.key, _DATE_PARTS[last], group.rank)
    if last in ("男", "女") and group.key == "sex":
        return Meaning("sex", last, group.rank)
    return None


def _below_group(above: str, last: str, parts: Sequence[str], context: str) -> Meaning | None:
    if any(word in above for word in words("other_person")):
        return None
    return meaning(last, context) or (meaning(above, context) if _plain(parts[-1]) == "" else None)


def roster_of(texts: Sequence[str]) -> str:
    """Which kind of roster a file, sheet or title names itself: WORKER, CHILD or ''."""
    whole = "\n".join(texts)
    return next((kind for kind, names in _data()["rosters"].items() if any(name in whole for name in names)), "")


def context_of(texts: Sequence[str]) -> str:
    """Whose list this is, from titles, names and headers: union, league, women, party or ''."""
    whole = "\n".join(texts)
    counts = {
        context: sum(whole.count(word) for word in spellings) for context, spellings in _data()["contexts"].items()
    }
    best = max(counts, key=lambda context: counts[context])
    return best if counts[best] else ""
