"""What likeness weighs: the data of `resources/likeness.json`, read once.

Owns reading it and turning its two shares into weights; knows no person.
"""

import json
from functools import cache
from math import log2
from typing import Any

from resources import path

SHARE, SHARE_OF_READING = "share", "share_of_reading"
"""Instead of a number: as often as the name, or its reading, stands in the file at hand."""


@cache
def likeness_data() -> dict[str, Any]:
    """The whole file."""
    found: dict[str, Any] = json.loads(path("likeness.json").read_text(encoding="utf-8"))
    return found


@cache
def weight(field: str, level: str) -> float:
    """How much a level speaks for one person, in bits; below zero against it, 0 where something is not known."""
    told = likeness_data()["fields"][field].get(level, {})
    return log2(told["m"] / told["u"]) if "m" in told else 0.0


def rare_weight(level: str, having: int, persons: int) -> float:
    """The same for a name that so many of so many persons have."""
    told, shares = likeness_data()["fields"]["name"][level], likeness_data()["shares"]
    return log2(told["m"] / min(shares["most"], max(shares["least"], having / persons)))


@cache
def by_share(level: str) -> str:
    """SHARE or SHARE_OF_READING where this level of a name weighs by its frequency, else ''."""
    told = likeness_data()["fields"]["name"][level]["u"]
    return told if isinstance(told, str) else ""


def words_of(field: str, level: str) -> str:
    """The sentence of a level with its placeholders; '' where nothing is said."""
    return str(likeness_data()["fields"][field].get(level, {}).get("words", ""))


def degree(score: float | None) -> str:
    """How alike a pair of this score is, in words; '' for one that nobody scored."""
    if score is None:
        return ""
    degrees = likeness_data()["degrees"]
    return str(next((one["words"] for one in degrees if score >= one["from"]), degrees[-1]["words"]))


@cache
def variants() -> dict[int, str]:
    """Traditional and variant characters → the form that names are compared in."""
    text = "".join(likeness_data()["variants"])
    return {ord(old): new for old, new in zip(text[::2], text[1::2], strict=True)}
