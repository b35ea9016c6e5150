"""Judges of what surrounds the candidate: priority units and the mix of the batch; hints, never stops."""

from models.core.dates import PartialDate
from models.office.rulebook import Rule
from models.recommendation.conditions.case import Case
from models.recommendation.conditions.judging import Finding, judges

YOUNG = 35


@judges("priority_staff_min")
def _large_unit(case: Case, rule: Rule) -> Finding | None:
    unit = case.unit
    below = int(str(case.parameter("priority_members_below", 3)))
    if unit is None or unit.staff is None or unit.party_members is None:
        return None
    holds = unit.staff < rule.value or unit.party_members >= below
    looked = {"职工": f"{unit.staff}人", "党员": f"{unit.party_members}人"}
    return Finding(holds, looked, {"unit": unit.name, "found": unit.staff, "members": below})


@judges("priority_years_without_admission")
def _no_admission(case: Case, rule: Rule) -> Finding | None:
    unit = case.unit
    if unit is None or unit.last_admission_year is None:
        return None
    years = case.today.year - unit.last_admission_year
    looked = {"最近一次发展党员": f"{unit.last_admission_year}年"}
    return Finding(years < rule.value, looked, {"unit": unit.name, "found": years})


@judges("priority_no_woman_member")
def _no_woman(case: Case, rule: Rule) -> Finding | None:
    unit = case.unit
    if unit is None or unit.women_party_members is None:
        return None
    return Finding(unit.women_party_members > 0, {"女党员": f"{unit.women_party_members}人"}, {"unit": unit.name})


@judges("priority_aged_50_percent_over")
def _aged(case: Case, rule: Rule) -> Finding | None:
    unit = case.unit
    if unit is None or not unit.party_members or unit.party_members_over_50 is None:
        return None
    old, members = unit.party_members_over_50, unit.party_members
    looked = {"党员": f"{members}人", "50岁以上": f"{old}人"}
    words = {"unit": unit.name, "found": _percent(old, members)}
    return Finding(old * 100 <= rule.value * members, looked, words)


@judges("mix_women_percent_min")
def _women_share(case: Case, rule: Rule) -> Finding:
    women = sum(rec.person.sex == "2" for rec in case.companions)
    return _share(case, women, rule, "女性")


@judges("mix_age_35_percent_min")
def _young_share(case: Case, rule: Rule) -> Finding:
    young = sum(_is_young(case, rec.person.born) for rec in case.companions)
    return _share(case, young, rule, "35周岁以下")


def _is_young(case: Case, born: PartialDate | None) -> bool:
    return born is not None and born.ages_on(case.recommended_on)[0] <= YOUNG


def _share(case: Case, count: int, rule: Rule, label: str) -> Finding:
    whole = len(case.companions)
    if not whole:
        return Finding(None, {label: "0人"})
    looked = {label: f"{count}人", "本批": f"{whole}人"}
    return Finding(count * 100 >= rule.value * whole, looked, {"found": _percent(count, whole)})


def _percent(part: int, whole: int) -> str:
    """A share to print; judged is the fraction itself, so that rounding decides nothing."""
    return f"{100 * part / whole:.1f}".removesuffix(".0")
