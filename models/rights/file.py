"""A case with everything that belongs to it, read from the side on which it lies."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from models.core.errors import NotFound
from models.core.record import Record, is_protected
from models.office.closed.compartment import Compartment
from models.rights import sight
from models.rights.records import (
    MandatoryReport,
    ProtectionOrder,
    Referral,
    RightsCase,
    RightsStep,
    Violence,
    WarningLetter,
    WarningVisit,
)

T = TypeVar("T", bound=Record)


@dataclass(slots=True)
class Parts:
    """What belongs to one case, each the oldest first."""

    steps: list[RightsStep] = field(default_factory=list)
    violence: list[Violence] = field(default_factory=list)
    letters: list[WarningLetter] = field(default_factory=list)
    visits: list[WarningVisit] = field(default_factory=list)
    orders: list[ProtectionOrder] = field(default_factory=list)
    reports: list[MandatoryReport] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)

    def all(self) -> list[Record]:
        """All of it, kind after kind."""
        known = (self.steps, self.violence, self.letters, self.visits, self.orders, self.reports, self.referrals)
        return [record for kind in known for record in kind]


def parts_of_case(case: RightsCase, clearance: Compartment | None) -> Parts:
    """Everything that belongs to a case which the reader may see; nothing of any other."""
    if not sight.may_see(clearance, case):
        return Parts()

    def of(cls: type[T]) -> list[T]:
        return listed(cls, clearance if is_protected(case) else None, case_uid=case.uid)

    return Parts(
        of(RightsStep),
        of(Violence),
        of(WarningLetter),
        of(WarningVisit),
        of(ProtectionOrder),
        of(MandatoryReport),
        of(Referral),
    )


def case_of(uid: str, clearance: Compartment | None) -> RightsCase:
    """The case of this uid as far as the reader may see it; NotFound otherwise, in the same words."""
    found = RightsCase.get_or_none(RightsCase.uid == uid)
    if found is None and clearance is not None:
        found = next(iter(clearance.parts(RightsCase, uid=uid)), None)
    if found is None or not sight.may_see(clearance, found):
        raise NotFound("没有找到这件来访，可能已被删除。")
    return found


def listed(cls: type[T], inside: Compartment | None, **equals: Any) -> list[T]:
    """Records of one side whose columns have these values, the oldest first: `inside` None means the open tables."""
    if inside is not None:
        return inside.parts(cls, **equals)
    query: Any = cls.select().order_by(cls.id)
    return list(query.where(*[getattr(cls, name) == value for name, value in equals.items()]) if equals else query)
