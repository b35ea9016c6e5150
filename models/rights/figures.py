"""Numbers for the return of 维权 (维权统计表), counted from cases; protected ones give numbers only.

Whoever is inside the compartment counts them in and may release them; everybody else adds what was released.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from models.core.codes import table
from models.core.verbs import Done
from models.office.closed.compartment import Compartment, released_totals
from models.office.closed.records import ReleasedTotals
from models.rights.book import Rules
from models.rights.file import Parts, parts_of_case
from models.rights.lists import closed_cases, open_cases
from models.rights.records import RUNNING, RightsCase

WHAT = "维权统计表"
"""Under which name released numbers are kept."""

VIOLENCE = "0205"

Figures = dict[str, int]


def period(since: date, until: date) -> str:
    """How a period is written where numbers are kept for it, e.g. 20260101-20261231."""
    return f"{since:%Y%m%d}-{until:%Y%m%d}"


def figures(clearance: Compartment | None, since: date, until: date) -> Figures:
    """Every number of the return for a period: open cases, and protected ones as counted or as released before."""
    total = Counter(count(((case, Parts()) for case in open_cases(clearance, since, until)), since))
    total.update(protected(clearance, since, until))
    return dict(total)


def protected(clearance: Compartment | None, since: date, until: date) -> Figures:
    """The same of protected cases only: counted by who is inside, else the numbers that were released."""
    if clearance is None:
        return dict(released_totals(period(since, until), WHAT))
    cases = closed_cases(clearance, since, until)
    return count(((case, parts_of_case(case, clearance)) for case in cases), since)


def release(inside: Compartment, since: date, until: date) -> Done[ReleasedTotals]:
    """Give the numbers of protected cases out for the return. Raises Closed, NotAllowed."""
    return inside.release_totals(period(since, until), WHAT, protected(inside, since, until))


def count(cases: Iterable[tuple[RightsCase, Parts]], day: date) -> Figures:
    """Numbers of these cases; keys as `names` tells them."""
    found: Counter[str] = Counter()
    joint = Rules(day).value("joint_from")
    for case, parts in cases:
        people = case.people or 1
        found["cases"] += 1
        found["people"] += people
        found[f"channel.{case.channel}.cases"] += 1
        found[f"channel.{case.channel}.people"] += people
        found[f"class.{case.rights_class}"] += 1
        found[f"field.{case.rights_class[:2]}"] += 1
        found["ended"] += case.status != RUNNING
        found["repeated"] += not case.first_time
        found["joint"] += joint is not None and people >= joint
        for column in ("outcome", "satisfied"):
            code = getattr(case, column)
            if code:
                found[f"{column}.{code}"] += 1
        _count_violence(found, case, parts)
    return {key: number for key, number in found.items() if number}


def _count_violence(found: Counter[str], case: RightsCase, parts: Parts) -> None:
    if not parts.violence and case.rights_class != VIOLENCE:
        return
    measures = {code for violence in parts.violence for code in violence.measures or ()}
    asked = [order for order in parts.orders if order.extends_uid is None]
    found["violence.cases"] += 1
    found["violence.police"] += "police" in measures or any(violence.police_on for violence in parts.violence)
    found["violence.warnings"] += len(parts.letters)
    found["violence.orders"] += len(asked)
    found["violence.orders_by_others"] += sum(order.applying_body != "self" for order in asked)
    found["violence.shelter"] += "shelter" in measures
    found["violence.referred"] += bool(parts.referrals)
    found["violence.again"] += any(violence.frequency == "repeated" for violence in parts.violence)


def names() -> dict[str, str]:
    """Key → what it counts, in the order of the return."""
    told = {"cases": "件数", "people": "人数"}
    for entry in table("rights.channel").items():
        told[f"channel.{entry.code}.cases"] = f"{entry.label}（件）"
        told[f"channel.{entry.code}.people"] = f"{entry.label}（人）"
    for top in table("rights.field").items():
        told[f"field.{top.code}"] = top.label
        for entry in table("rights.class").items():
            if entry.code.startswith(top.code):
                told[f"class.{entry.code}"] = f"　{entry.label}"
    told |= {"ended": "办结", "repeated": "重复来访", "joint": "集体来访"}
    told |= {f"outcome.{entry.code}": f"结果：{entry.label}" for entry in table("rights.outcome").items()}
    told |= {f"satisfied.{entry.code}": f"回访：{entry.label}" for entry in table("rights.satisfied").items()}
    return told | {
        "violence.cases": "家庭暴力（件）",
        "violence.police": "报警",
        "violence.warnings": "告诫书",
        "violence.orders": "申请保护令",
        "violence.orders_by_others": "其中代为申请",
        "violence.shelter": "庇护",
        "violence.referred": "转介",
        "violence.again": "重复受害",
    }
