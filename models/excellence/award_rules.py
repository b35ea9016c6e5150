"""What speaks against a nomination: too few women, a story too long, a publicity too short, a department unheard.

Judges by the rule book's entries of the day of the nomination; writes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from models.core.errors import Problem
from models.excellence.awards import AWARDED, OBJECTS, Nomination, award_of, consultations_of, named
from models.excellence.rates import percent
from models.excellence.rules import finding, number, rules_on
from models.excellence.texts import CONSULT, AwardKind
from models.office.calendar import office_calendar
from models.office.rulebook import Rule

FEMALE = "2"


@dataclass
class Matter:
    """One nomination with the rules of its day."""

    nomination: Nomination
    today: date

    @cached_property
    def kind(self) -> AwardKind:
        """The kind of award."""
        return award_of(self.nomination, self.today)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """The entries in force when somebody was nominated."""
        return rules_on(self.nomination.nominated_on or self.today, self.nomination.award)

    def find(self, key: str, found: object, field: str) -> Problem | None:
        """A finding by an entry."""
        return finding(self.rules, key, found, field, name=named(self.nomination))


def length(text: str | None) -> int:
    """Characters of a story as the notices count them: without spaces and line breaks."""
    return len("".join((text or "").split()))


def problems_of(nomination: Nomination, day: date) -> list[Problem]:
    """Everything that can be said today, in the order of the steps; each names its step under `values`."""
    matter = Matter(nomination, day)
    return [problem for judge in _JUDGES for problem in judge(matter) if problem is not None]


def step_of(problem: Problem) -> str:
    """The step at which a finding counts."""
    return str(problem.values.get("step", ""))


def _women(matter: Matter) -> list[Problem | None]:
    nomination, least = matter.nomination, number(matter.rules, "collective_women_share")
    members, women = nomination.members, nomination.women
    found: list[Problem | None] = []
    if least is not None and not members:
        found.append(matter.find("collective_women_share", "情况不明（没有填写人数）", "members"))
    elif least is not None and (women or 0) * 100 < least * members:
        found.append(matter.find("collective_women_share", percent(women or 0, members), "women"))
    if nomination.head_sex and nomination.head_sex != FEMALE:
        found.append(matter.find("collective_head_woman", "", "head_sex"))
    return found


def _stories(matter: Matter) -> list[Problem | None]:
    short, long = length(matter.nomination.deeds_short), length(matter.nomination.deeds_long)
    most, least = number(matter.rules, "award_story_short"), number(matter.rules, "award_story_long_least")
    longest = number(matter.rules, "award_story_long_most")
    found: list[Problem | None] = []
    if most is not None and short > most:
        found.append(matter.find("award_story_short", short, "deeds_short"))
    if least is not None and 0 < long < least:
        found.append(matter.find("award_story_long_least", long, "deeds_long"))
    if longest is not None and long > longest:
        found.append(matter.find("award_story_long_most", long, "deeds_long"))
    return found


def _again(matter: Matter) -> list[Problem | None]:
    nomination, years = matter.nomination, number(matter.rules, "award_again_years")
    if not years:
        return []
    same = (Nomination.award == nomination.award) & (Nomination.level == nomination.level)
    same &= (Nomination.status == AWARDED) & (Nomination.year >= nomination.year - years)
    same &= (Nomination.year <= nomination.year) & (Nomination.id != nomination.id)
    if nomination.person_id:
        same &= Nomination.person == nomination.person_id
    elif nomination.body_id:
        same &= Nomination.body == nomination.body_id
    else:
        same &= Nomination.collective == nomination.collective
    earlier = Nomination.select().where(same).order_by(Nomination.year.desc()).first()
    return [] if earlier is None else [matter.find("award_again_years", earlier.year, "award")]


def _departments(matter: Matter) -> list[Problem | None]:
    if matter.kind.place(CONSULT) < 0:
        return []
    rows = consultations_of(matter.nomination)
    words = {row: str(type(row).department.table.short(row.department)) for row in rows}
    silent = [words[row] for row in rows if row.answer is None]
    against = [words[row] for row in rows if row.answer == OBJECTS]
    found: list[Problem | None] = []
    if silent:
        found.append(matter.find("award_consultation", "、".join(silent), "candidate"))
    elif not rows and matter.nomination.candidate is None:
        found.append(matter.find("award_consultation", "有关部门（请先填写对象类别）", "candidate"))
    if against:
        found.append(matter.find("award_objection", "、".join(against), "candidate"))
    return found


def _publicity(matter: Matter) -> list[Problem | None]:
    nomination, least = matter.nomination, number(matter.rules, "award_publicity_days")
    found: list[Problem | None] = []
    if nomination.publicity_from and nomination.publicity_to and least is not None:
        days = office_calendar().count_working_days(nomination.publicity_from, nomination.publicity_to)
        if days < least:
            found.append(matter.find("award_publicity_days", days, "publicity_to"))
    if nomination.publicity_clear is False:
        found.append(matter.find("award_publicity_clear", "", "publicity_clear"))
    return found


_JUDGES: tuple[Callable[[Matter], list[Problem | None]], ...] = (_women, _stories, _again, _departments, _publicity)


def publicity_end(first: date, day: date | None = None) -> date:
    """The first day on which a publicity that begins on `first` may end, by the working days of the rule book."""
    least = number(rules_on(day or first), "award_publicity_days")
    return office_calendar().span_end(first, least) if least else first
