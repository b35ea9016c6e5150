"""Re-elections 换届: when each body is due, as its record says or as the term in the rule book has it."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from models.core.database import DB
from models.core.dates import PartialDate, add_years
from models.core.due import Due, by_day
from models.core.fields import partial_date
from models.office.rulebook import Rule, rule_book
from models.organisations.body import BRANCH, GENERAL, LEAGUE, PARTY, UNION, WOMEN, Body
from models.organisations.coverage import BOOK
from models.organisations.facts import STANDING
from models.organisations.unit import PLACES


class ElectionState(StrEnum):
    """已过期, 临近, 未到期, 缺时间."""

    LATE = "late"
    SOON = "soon"
    AHEAD = "ahead"
    UNKNOWN = "unknown"


STATES = {
    ElectionState.LATE: "已过期",
    ElectionState.SOON: "临近",
    ElectionState.AHEAD: "未到期",
    ElectionState.UNKNOWN: "缺时间",
}


class Election(NamedTuple):
    """The next election of one body. `due` is as exact as what is known of it, None for nothing, and late when it is
    wholly over; `reckoned`: by the term, not typed.
    """

    id: int
    uid: str
    name: str
    kind_of_body: str
    unit: str | None
    head: str | None
    phone: str | None
    elected_on: str | None
    due: PartialDate | None
    reckoned: bool
    state: ElectionState

    @property
    def due_on(self) -> date | None:
        """The last day on which it is in time."""
        return self.due.latest() if self.due else None


_BODIES = (
    "SELECT b.id, b.uid, b.name, b.kind_of_body, u.name, b.head, b.phone, b.elected_on, b.next_election_on, b.level, "
    f"u.kind_of_unit FROM body b LEFT JOIN unit u ON u.id = b.unit_id WHERE {STANDING.format('b')} ORDER BY b.name"
)


def elections(day: date) -> list[Election]:
    """Every body that stands on this day, the most urgent first, those without any date last."""
    book = _book(day)
    reminder = book.get("election_reminder_days")
    soon = day + timedelta(days=reminder.value if reminder else 0)
    found: list[Election] = []
    for row in DB.execute_sql(_BODIES, (day.isoformat(),)):
        number, uid, name, kind, unit, head, phone, elected_on, next_on, level, kind_of_unit = row
        due = _due(elected_on, next_on, book.get(term_entry(kind, level, kind_of_unit)))
        state = _state(due, day, soon)
        reckoned = next_on is None
        found.append(Election(number, uid, name, kind, unit, head, phone, elected_on, due, reckoned, state))
    return sorted(found, key=lambda one: (one.due_on or date.max, one.name))


def next_election(body: Body, day: date) -> PartialDate | None:
    """When a body is due; None while that cannot be known."""
    kind_of_unit = body.unit.kind_of_unit if body.unit else None
    term = _book(day).get(term_entry(body.kind_of_body, body.level, kind_of_unit))
    stored = body.stored()
    return _due(stored["elected_on"], stored["next_election_on"], term)


def term_entry(kind_of_body: str, level: str | None, kind_of_unit: str | None) -> str:
    """The entry of the rule book that says how long a term is; empty while the level that decides it is not known."""
    if kind_of_body in (UNION, WOMEN):
        return f"term_{kind_of_body}"
    if kind_of_body not in (LEAGUE, PARTY) or level is None:
        return ""
    if level not in (BRANCH, GENERAL):
        return f"term_{kind_of_body}_committee"
    return "term_party_village" if kind_of_body == PARTY and kind_of_unit in PLACES else f"term_{kind_of_body}_branch"


def due_today(day: date) -> list[Due]:
    """What 今日待办 shows of re-elections: those that are late, and those within the days of the reminder."""
    found = (one for one in elections(day) if one.state in (ElectionState.LATE, ElectionState.SOON))
    return by_day(
        [
            Due(one.due_on, f"{one.name}：换届", one.unit or "", Body.kind(), one.uid, one.due_on < day)
            for one in found
            if one.due_on is not None
        ]
    )


def _book(day: date) -> dict[str, Rule]:
    return {rule.id: rule for rule in rule_book(BOOK).rules if rule.in_force(day)}


def _due(elected_on: str | None, next_on: str | None, term: Rule | None) -> PartialDate | None:
    """A day is never invented: who was elected in a month is due in that month."""
    if next_on is not None:
        return partial_date(next_on)
    if elected_on is None or term is None:
        return None
    elected = partial_date(elected_on)
    exact = elected.exact()
    if exact is not None:
        return PartialDate.of(add_years(exact, term.value))
    return PartialDate(elected.year + term.value, elected.month)


def _state(due: PartialDate | None, day: date, soon: date) -> ElectionState:
    if due is None:
        return ElectionState.UNKNOWN
    if due.latest() < day:
        return ElectionState.LATE
    return ElectionState.SOON if due.latest() <= soon else ElectionState.AHEAD
