"""Names and numbers that tell who somebody is, and how they are taken out of texts and small structures."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from models.core.canonical import canonical_json
from models.office.erasing.shapes import ERASED

SHORTEST = 6
"""Shorter numbers stand everywhere by chance."""

_DIGITS = re.compile(rf"[0-9]{{{SHORTEST},}}[0-9Xx]?")


@dataclass(slots=True)
class Secrets:
    """What was found to tell who somebody is; grows while a file is read."""

    names: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    """Those of the numbers that nobody else bears."""

    def add_name(self, value: Any) -> None:
        """Remember a name; one character alone is none."""
        if isinstance(value, str) and len(value) > 1 and ERASED not in value:
            self.names.add(value)

    def add_number(self, value: Any) -> None:
        """Remember a number, and each of several that stand in one column."""
        if isinstance(value, str):
            self.numbers |= {value} if len(value) >= SHORTEST and ERASED not in value else set()
            self.numbers |= set(_DIGITS.findall(value))

    def add_id(self, value: Any) -> None:
        """Remember an ID number."""
        if isinstance(value, str) and len(value) >= SHORTEST and ERASED not in value:
            self.numbers.add(value)
            self.ids.add(value)

    def merge(self, other: "Secrets") -> None:
        """Know what the other knows too."""
        self.names |= other.names
        self.numbers |= other.numbers
        self.ids |= other.ids


class Words:
    """Literals to be taken out of texts; numbers are found in either case and as they stand in a cell."""

    def __init__(self, names: Iterable[str], numbers: Iterable[str]) -> None:
        self.names, self.numbers = sorted(set(names)), sorted(set(numbers))
        parts = sorted({*self.names, *self.numbers}, key=lambda part: (-len(part), part))
        self.pattern = re.compile("|".join(map(re.escape, parts)), re.IGNORECASE) if parts else None

    def hit(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        return bool(self.pattern and self.pattern.search(text))

    def hit_value(self, value: Any) -> bool:
        """The same anywhere in a structure."""
        return self.hit(canonical_json(value))

    def clean(self, text: str) -> str:
        """The text without them."""
        return self.pattern.sub(ERASED, text) if self.pattern else text

    def clean_value(self, value: Any) -> Any:
        """The same throughout a structure; a number that is one of them becomes a text."""
        if isinstance(value, str):
            return self.clean_stored(value)
        if isinstance(value, dict):
            return {self.clean(key): self.clean_value(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.clean_value(part) for part in value]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return ERASED if self.hit(cell_digits(value)) else value
        return value

    def clean_stored(self, text: str) -> str:
        """The same for a column: canonical JSON stays canonical JSON."""
        if not self.hit(text):
            return text
        if text[:1] in ("{", "["):
            try:
                return canonical_json(self.clean_value(json.loads(text)))
            except (ValueError, RecursionError):
                return self.clean(text)
        return self.clean(text)

    def hit_cell(self, cell: Any) -> bool:
        """Whether a cell of somebody's sheet holds one of them, however it was typed there."""
        if isinstance(cell, bool) or cell is None:
            return False
        text = cell if isinstance(cell, str) else cell_digits(cell)
        return self.hit(text) or self.hit(re.sub(r"[\s'\-]", "", text))


def cell_digits(value: Any) -> str:
    """A number as its digits are read."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
