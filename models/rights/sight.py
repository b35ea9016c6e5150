"""What a reader may see: one function decides, and everything else follows from it.

A case that nobody but a reader of the closed compartment may see is kept in there and written nowhere else; lists,
counts, search, today, a person's page, forms and exports ask `may_see` for every case they show.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol, TypeVar

from models.core.errors import RuleRefused
from models.core.verbs import Work
from models.office.closed.work import SealedWork
from models.rights.book import Rules
from models.rights.harm import is_young
from models.rights.records import RightsCase

T = TypeVar("T", bound="Seen")

OUTSIDE = "这次来访要登记在保密区里，现在什么也没有保存。请由保密查阅人进入保密区后登记；您不是查阅人的，请当面交给她。"


class Seen(Protocol):
    """What is asked about a case or a line of a list."""

    @property
    def protected_because(self) -> Any:
        """Code of the reason for which it is protected."""


class NeedsCompartment(RuleRefused):
    """It may be kept in the closed compartment only; `because` is the code of the reason."""

    def __init__(self, because: str = "") -> None:
        super().__init__(OUTSIDE)
        self.because = because


def may_see(clearance: object | None, case: Seen) -> bool:
    """Whether a reader may see a case: `clearance` is the entered compartment, None for everybody else.

    Who is not inside sees what is not protected; she is not told either that there is something else.
    """
    return clearance is not None or not case.protected_because


def seen(clearance: object | None, cases: Iterable[T]) -> list[T]:
    """Those that the reader may see, in their order."""
    return [case for case in cases if may_see(clearance, case)]


def why_protected(case: RightsCase, rules: Rules | None = None) -> str:
    """Code of the reason for which a case is to be protected, empty when it is not.

    What was protected once stays so; which classes, ages and capacities are is said by the rule book.
    """
    if case.protected_because:
        return str(case.protected_because)
    book = rules or Rules(case.registered_on)
    for reason, classes in book.value("protected_classes", {}).items():
        if case.rights_class in classes:
            return str(reason)
    if case.child_harmed or case.capacity in book.value("protected_capacities", ()) or is_young(case, book):
        return "child"
    return "wish" if case.keep_secret else ""


def protecting_part(kind: str, day: date) -> str:
    """Code of the reason for which a part of this kind makes its case a protected one, or empty."""
    return str(Rules(day).value("protecting_parts", {}).get(kind, ""))


def refuse_outside(work: Work, case: RightsCase) -> None:
    """Raise NeedsCompartment when a verb would write openly what not everybody may see."""
    if not isinstance(work, SealedWork) and not may_see(None, case):
        raise NeedsCompartment(str(case.protected_because))
