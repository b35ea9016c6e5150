"""Conditions of a recommendation: each entry of the rule book, applied to the values it looks at.

`conditions_of(rec, …)` is the only entrance. Verdicts are computed on every look and stored only when a step is taken.
"""

from datetime import date

from models.office.calendar import office_calendar
from models.office.rulebook import rule_book
from models.recommendation.conditions import person, steps, surroundings
from models.recommendation.conditions.case import Case, names_in, recommended_on, valid_until
from models.recommendation.conditions.judging import JUDGES, VERDICT_WORDS, Condition, Verdict, judge
from models.recommendation.procedure import procedure
from models.recommendation.records import Recommendation, Waiver

__all__ = [
    "BOOK",
    "VERDICT_WORDS",
    "Case",
    "Condition",
    "Verdict",
    "case_of",
    "conditions_of",
    "judge_case",
    "names_in",
    "recommended_on",
    "valid_until",
]

BOOK = "recommendation"
PARAMETERS = frozenset(
    {
        "league_age_max_inclusive",
        "league_cadre_beyond_age",
        "recommendation_valid_months",
        "written_opinions_allowed",
        "recommendation_date",
        "target_superior_outcome",
        "priority_members_below",
    }
)
"""Entries that set another one's meaning and judge nothing by themselves."""

UNJUDGED = frozenset({"half_year_check_months", "half_year_check_gap_months"})
"""Entries about checks between the steps, whose dates no record of this program keeps yet."""

_ = (person, steps, surroundings)  # imported for their judges


def case_of(rec: Recommendation, today: date) -> Case:
    """Everything the conditions look at, under the rules in force on the day of recommendation."""
    batch = rec.batch
    day = recommended_on(rec) or today
    rules = rule_book(BOOK).for_case(day, batch.channel, rec.target, rec.route)
    return Case(rec, today, office_calendar(), rules)


def conditions_of(rec: Recommendation, today: date) -> list[Condition]:
    """Every condition of a recommendation, in the order of the book."""
    return judge_case(case_of(rec, today))


def judge_case(case: Case) -> list[Condition]:
    """Every condition of a case; those of steps that are not on its route or come later are left out."""
    waived = {row.rule: row.reason for row in Waiver.select().where(Waiver.recommendation == case.rec)}
    on_route = procedure(case.channel).routes[case.rec.route].steps
    found: list[Condition] = []
    for rule in case.rules.values():
        if rule.id not in JUDGES or rule.step not in on_route:
            continue
        condition = judge(case, rule, waived.get(rule.id, ""))
        if condition is not None:
            found.append(condition)
    return found
