"""How a coverage rule is judged: a judge looks at one unit or body and says what it saw. Knows no single rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.office.rulebook import Rule

Book = Mapping[str, Rule]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a judge: by which rule, with the rest of the book, on which day."""

    rule: Rule
    book: Book
    day: date

    @property
    def least(self) -> int:
        """The threshold."""
        return int(self.rule.value)

    def listed(self, entry: str, code: str) -> bool:
        """Whether an entry that lists codes names this one; one that is switched off names none."""
        return entry in self.book and code in self.book[entry].value


@dataclass(frozen=True, slots=True)
class Seen:
    """What a judge saw: `holds` None lacks the figure `lacks`, which stands in `column`; `found` in words."""

    holds: bool | None
    found: object = ""
    lacks: str = ""
    column: str = ""
    words: Mapping[str, object] = field(default_factory=dict)


def lacking(what: str, column: str = "") -> Seen:
    """Cannot be judged while this is not known."""
    return Seen(None, lacks=what, column=column)


Judge = Callable[[Any, Asked], Seen | None]
"""None: the rule does not concern this one, as far as is known."""

UNIT_JUDGES: dict[str, Judge] = {}
BODY_JUDGES: dict[str, Judge] = {}
MATTERS: dict[str, str] = {}
"""By rule: what it asks for in few words, with {value} for the threshold."""


def judges(judged: dict[str, Judge], **matters: str) -> Callable[[Judge], Judge]:
    """Register a judge of units or of bodies for some rules, each with what it asks for."""

    def register(judge: Judge) -> Judge:
        judged.update(dict.fromkeys(matters, judge))
        MATTERS.update(matters)
        return judge

    return register
