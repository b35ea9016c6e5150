"""The rule book of 维权: which entry holds on a day. Judges nothing."""

from datetime import date
from typing import Any

from models.office.rulebook import Rule, RuleBook, rule_book

BOOK = "rights"


class Rules:
    """The entries that hold on one day."""

    def __init__(self, day: date, book: RuleBook | None = None) -> None:
        self._found: dict[str, Rule] = (book or rule_book(BOOK)).for_case(day, "", "", "")

    def rule(self, key: str) -> Rule | None:
        """The entry of this id, if one holds."""
        return self._found.get(key)

    def value(self, key: str, default: Any = None) -> Any:
        """Its value, or the default where none holds."""
        found = self._found.get(key)
        return default if found is None else found.value

    def sentence(self, key: str, found: object = "") -> str:
        """Its sentence with what was found."""
        entry = self._found[key]
        return entry.sentence.format(value=entry.value, found=found)


class ManyRules:
    """The same for many days: what the office has changed is read once."""

    def __init__(self) -> None:
        self._book = rule_book(BOOK)
        self._by_day: dict[date, Rules] = {}

    def on(self, day: date) -> Rules:
        """The entries that hold on this day."""
        if day not in self._by_day:
            self._by_day[day] = Rules(day, self._book)
        return self._by_day[day]
