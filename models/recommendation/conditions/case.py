"""A case: everything that the conditions of one recommendation look at, read once."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from models.core.dates import PartialDate, WorkingCalendar, add_months
from models.core.identity import birth_of
from models.office.rulebook import Rule
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.people.person import Membership, PartyStage, Person
from models.recommendation.records import WITHDRAWN, Batch, Meeting, Recommendation


@dataclass
class Case:
    """One recommendation with its surroundings, on one day, under the rules in force."""

    rec: Recommendation
    today: date
    calendar: WorkingCalendar
    rules: dict[str, Rule]
    _cache: dict[str, object] = field(default_factory=dict)

    @cached_property
    def person(self) -> Person:
        """The candidate."""
        found: Person = self.rec.person
        return found

    @cached_property
    def batch(self) -> Batch:
        """The batch."""
        found: Batch = self.rec.batch
        return found

    @cached_property
    def body(self) -> Body:
        """The recommending body."""
        found: Body = self.rec.body
        return found

    @cached_property
    def unit(self) -> Unit | None:
        """The unit of the recommending body."""
        found: Unit | None = self.body.unit
        return found

    @cached_property
    def meeting(self) -> Meeting | None:
        """The assembly, once it is entered."""
        found: Meeting | None = self.rec.meeting
        return found

    @property
    def channel(self) -> str:
        """union, league or women."""
        return str(self.batch.channel)

    @cached_property
    def memberships(self) -> dict[str, Membership]:
        """Current memberships by kind of body; the one in the recommending body first."""
        rows = Membership.select().where((Membership.person == self.rec.person_id) & Membership.left_on.is_null())
        found: dict[str, Membership] = {}
        for row in sorted(rows, key=lambda row: (row.body_id != self.rec.body_id, row.id)):
            found.setdefault(row.kind_of_body, row)
        return found

    @cached_property
    def stages(self) -> dict[str, PartyStage]:
        """Stages that the candidate has reached."""
        return {row.stage: row for row in PartyStage.select().where(PartyStage.person == self.rec.person_id)}

    @cached_property
    def earlier(self) -> list[Recommendation]:
        """The candidate's other recommendations that were not withdrawn, the newest first."""
        others = Recommendation.select().where(
            (Recommendation.person == self.rec.person_id)
            & (Recommendation.id != (self.rec.id or 0))
            & (Recommendation.status != WITHDRAWN)
        )
        return sorted(others, key=lambda rec: rec.id, reverse=True)

    @cached_property
    def companions(self) -> list[Recommendation]:
        """All recommendations of the same body in the batch that still run or were answered, this one among them."""
        found = (
            Recommendation.select(Recommendation, Person)
            .join(Person)
            .where((Recommendation.batch == self.rec.batch_id) & (Recommendation.body == self.rec.body_id))
            .where(Recommendation.status.in_(("running", "answered")))
        )
        return list(found)

    @cached_property
    def born(self) -> PartialDate | None:
        """Birth date of the file (which the Party forms ask for); the ID number's where the file has none."""
        by_number = birth_of(self.person.id_number) if self.person.id_number else None
        born: PartialDate | None = self.person.born
        if by_number and (born is None or (born.day is None and born.covers(by_number))):
            return PartialDate.of(by_number)
        return born

    @property
    def recommended_on(self) -> date:
        """The day that counts as the day of recommendation: the assembly, the hearing, or today before either."""
        return recommended_on(self.rec) or self.today

    @property
    def is_league_member(self) -> bool:
        """Whether a League membership or 政治面貌 says so."""
        return "league" in self.memberships or self.person.political_status == "03"

    def age_on(self, day: date) -> tuple[int, int] | None:
        """Fewest and most full years on that day."""
        return self.born.ages_on(day) if self.born else None

    def parameter(self, rule_id: str, default: object) -> object:
        """Value of an entry that only sets another one's meaning."""
        rule = self.rules.get(rule_id)
        return rule.value if rule else default


def recommended_on(rec: Recommendation) -> date | None:
    """Day of the assembly or the hearing; None before either."""
    day: date | None = rec.meeting.held_on if rec.meeting else rec.heard_on
    return day


def valid_until(rec: Recommendation, months: int) -> date | None:
    """Last day on which a recommendation stands; None before it was made."""
    day = recommended_on(rec)
    return add_months(day, months) if day else None


_BETWEEN_NAMES = re.compile(r"[，,；;/\n]|(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


def names_in(text: str | None) -> list[str]:
    """The names in a column that holds several."""
    words = _BETWEEN_NAMES.sub("、", text or "")
    return [name.strip() for name in words.split("、") if name.strip()]
