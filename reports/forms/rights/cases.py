"""For whom the papers of 维权 are printed: from uids to cases with all that belongs to them, open or protected.

A protected case is found by whoever has entered the compartment and by nobody else: for all others it is not there,
in the same words as a uid that never was. Reads only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar

from models.core.errors import NotFound
from models.core.record import Record, is_protected
from models.core.story import Difference
from models.rights import sight
from models.rights.clocks import Clock, clocks
from models.rights.file import listed, parts_of_case
from models.rights.records import RightsCase, RightsStep, WarningLetter, WarningVisit
from models.rights.times import moment
from models.rights.versions import Version, versions
from reports.forms.subjects import Owner, Whole

R = TypeVar("R", bound=Record)
RIGHTS_PAGE = "rights"
_ONLY_STATE = ("step", "status")


@dataclass(frozen=True, slots=True)
class Found:
    """A case with the part that a paper is about, the case itself where it is about the whole."""

    case: RightsCase
    part: Any
    closed: Any

    @property
    def protected(self) -> bool:
        """Whether it lies in the compartment."""
        return is_protected(self.case)

    @property
    def number(self) -> str:
        """The number on the paper: the part's own, or the case's."""
        own = "" if _is_foreign(self.part) else str(self.part.__data__.get("number") or "")
        return own or str(self.case.number or self.case.uid)

    def all(self, cls: type[R], **equals: Any) -> list[R]:
        """What belongs to the case, the oldest first."""
        return listed(cls, self.closed if self.protected else None, case_uid=self.case.uid, **equals)

    def clock(self, *keys: str) -> Clock | None:
        """The clock of one of these keys that belongs to the part, or to the case."""
        # What is left of it is not asked here, so that any moment will do.
        now = moment(self.case.registered_on, self.case.registered_at)
        own = clocks(self.case, parts_of_case(self.case, self.closed), now)
        return next((clock for clock in own if clock.key in keys and clock.owner.uid == self.part.uid), None)

    def steps(self) -> list[RightsStep]:
        """What was done, in the order of days."""
        return sorted(self.all(RightsStep), key=lambda row: (row.happened_on, row.happened_at or "", abs(row.id)))

    def visits(self) -> list[WarningVisit]:
        """The visits after the warning letter that the paper is about."""
        rows = self.all(WarningVisit, letter_uid=self.part.uid)
        return sorted(rows, key=lambda row: (row.visited_on, row.visited_at or ""))

    def corrections(self, records: Sequence[Record]) -> list[tuple[Version, Difference]]:
        """Every value of these records that was changed or removed after it had been written, in order of time."""
        found = [
            (version, part)
            for record in records
            for version in versions(record, self.closed, masked=False)
            for part in version.differences
            if part.before and part.label not in _state_labels()
        ]
        return sorted(found, key=lambda pair: pair[0].at)

    def owners(self, prefix: str = "") -> dict[str, Owner]:
        """Where facts are filled in; sentences name no person."""
        case = Owner(self.case.called() if self.case.number else "这次来访", RIGHTS_PAGE, self.case.uid)
        owned = {"case": case, "": case}
        if prefix:
            owned[prefix] = Owner(self.part.called() if self.number else self.part.noun, RIGHTS_PAGE, self.part.uid)
        return owned


def _is_foreign(part: Any) -> bool:
    """Whether the part's number was given by somebody else and could tell of it."""
    return isinstance(part, WarningLetter)


@cache
def _state_labels() -> set[str]:
    return {kind.label for kind in RightsCase.kinds() if kind.name in _ONLY_STATE}


def ids(cls: type[Record]) -> Callable[[Sequence[str] | Literal[Whole.ALL]], Sequence[str]]:
    """What uids mean to forms of this kind of record: themselves; all of them are those that everybody may see."""

    def uids(what: Sequence[str] | Literal[Whole.ALL]) -> Sequence[str]:
        if not isinstance(what, Whole):
            return list(what)
        rows: Any = cls.select(cls.uid).order_by(cls.id).tuples()
        return [row[0] for row in rows]

    return uids


def found(cls: type[Record], uids: Sequence[str], closed: Any) -> Iterator[Found]:
    """The parts of this kind that are meant: by their own uids, or all of a case by the case's.

    Raises NotFound for a uid that is not there, or not for this reader.
    """
    for uid in uids:
        parts = list(_meant(cls, uid, closed))
        if not parts:
            raise NotFound(f"没有找到编号为 {uid} 的{cls.noun}，可能已被删除，或者还没有登记。")
        yield from parts


def _meant(cls: type[Record], uid: str, closed: Any) -> Iterator[Found]:
    for side in (None, closed) if closed is not None else (None,):
        own = listed(cls, side, uid=uid)
        parts = own if cls is RightsCase else own or listed(cls, side, case_uid=uid)
        for part in parts:
            case_uid = part.uid if cls is RightsCase else part.__data__["case_uid"]
            for case in listed(RightsCase, side, uid=case_uid):
                if sight.may_see(closed, case):
                    yield Found(case, part, closed)
