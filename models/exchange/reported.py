"""报送情况: which office below has reported what for a month, and which has not.

Reads what was taken in. Which purposes are due in every period is said by the purposes' own data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from models.core.codes import table
from models.exchange.identity import trusted_offices
from models.exchange.purposes import NONE, Purpose, period_of, purposes
from models.exchange.records import ReceivedPackage, TrustedOffice
from models.office.office import this_office


class How(StrEnum):
    """已报, 已报有问题, 未报, and nothing where nothing is due."""

    REPORTED = "reported"
    PROBLEM = "problem"
    MISSING = "missing"
    NOTHING = "nothing"


class Cell(NamedTuple):
    """What one office reported for one purpose: the last package's number, the day it was taken in, problems."""

    how: How
    on: str = ""
    number: int = 0
    packages: int = 0
    problems: int = 0

    @property
    def words(self) -> str:
        """The cell in words."""
        if self.how in (How.REPORTED, How.PROBLEM):
            told = f"{self.on[5:].replace('-', '.')} 第 {self.number} 号"
            return f"{told}，{self.problems} 条有问题" if self.problems else told
        return "未报" if self.how is How.MISSING else "—"


class Line(NamedTuple):
    """One office with a cell for every purpose."""

    uid: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Reporting:
    """The whole table of one month."""

    month: date
    purposes: tuple[Purpose, ...]
    lines: tuple[Line, ...]

    @property
    def period(self) -> str:
        """The month in words."""
        return f"{self.month.year}年{self.month.month}月"

    @property
    def missing(self) -> int:
        """How many offices lack something."""
        return sum(any(cell.how is How.MISSING for cell in line.cells) for line in self.lines)

    def headings(self) -> list[str]:
        """Title and period of each purpose."""
        return [f"{one.title}\n{_period_words(one, self.month)}" for one in self.purposes]


def offices_below() -> list[TrustedOffice]:
    """Trusted offices of a lower level than this one, by name."""
    order = [entry.code for entry in table("office.level").items()]
    own = order.index(this_office().level)
    return [office for office in trusted_offices() if order.index(office.level) < own]


def months(today: date, most: int = 12) -> list[date]:
    """The months that can be looked at, the newest first."""
    first = date(today.year, today.month, 1)
    found = [first]
    while len(found) < most:
        last = found[-1]
        found.append(date(last.year - (last.month == 1), (last.month - 2) % 12 + 1, 1))
    return found


def reporting(month: date) -> Reporting:
    """Who reported what for a month, and for the quarter and year in which it lies."""
    asked = tuple(one for one in purposes() if one.level != this_office().level)  # the answer goes the other way
    lines = []
    for office in offices_below():
        cards = TrustedOffice.select(TrustedOffice.id).where(TrustedOffice.office_uid == office.office_uid)
        came = list(ReceivedPackage.select().where(ReceivedPackage.sender.in_(cards)).order_by(ReceivedPackage.number))
        lines.append(Line(office.office_uid, office.name, tuple(_cell(one, month, came) for one in asked)))
    return Reporting(month, asked, tuple(lines))


def _cell(one: Purpose, month: date, came: Sequence[ReceivedPackage]) -> Cell:
    found = [package for package in came if package.purpose == one.key and _fits(one, month, package.period)]
    if not found:
        return Cell(How.NOTHING if one.period == NONE else How.MISSING)
    last = found[-1]
    problems = sum(len(package.problems or ()) for package in found)
    return Cell(How.PROBLEM if problems else How.REPORTED, last.created_at[:10], last.number, len(found), problems)


def _fits(one: Purpose, month: date, period: str) -> bool:
    """Whether a package's period is that of the month; what has no period of its own bears the day it was made."""
    return period.startswith(f"{month:%Y-%m}") if one.period == NONE else period == period_of(one.period, month)


def _period_words(one: Purpose, month: date) -> str:
    return f"{month.month}月内" if one.period == NONE else period_of(one.period, month)
