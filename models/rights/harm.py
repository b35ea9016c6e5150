"""Mandatory report: whether harm to a minor or a person without full capacity must be reported, and the stop.

反家庭暴力法 第十四条, 未成年人保护法 第十一条. Until there is a report or a written reason no step passes.
"""

from models.core.dates import full_years
from models.core.errors import RuleRefused
from models.core.identity import birth_of
from models.rights.book import Rules
from models.rights.records import RightsCase

UNREPORTED = (
    "受害人是未成年人或没有完全民事行为能力，发现后要立即报告公安机关、民政部门或教育部门。"
    "请先登记强制报告，或者写明没有报告的原因，再继续。"
)


def must_report(case: RightsCase, rules: Rules | None = None) -> bool:
    """Whether this case falls under the duty to report."""
    book = rules or Rules(case.registered_on)
    if case.child_harmed or case.rights_class in book.value("protected_classes", {}).get("child", ()):
        return True
    harmed = case.rights_class in book.value("report_classes", ())
    return harmed and (case.capacity in book.value("report_capacities", ()) or is_young(case, book))


def is_reported(case: RightsCase) -> bool:
    """Whether there is a report, or the reason for which there is none."""
    return bool(case.harm_reported_on or case.not_reported_reason)


def refuse_unreported(case: RightsCase) -> None:
    """Raise RuleRefused while a report is owed."""
    if not is_reported(case) and must_report(case):
        raise RuleRefused(UNREPORTED)


def is_young(case: RightsCase, book: Rules) -> bool:
    """Whether the visitor is, or may be, younger than the age below which a case is protected."""
    limit = book.value("protected_age_below")
    born = birth_of(case.id_number) if case.id_number else None
    ages = [] if case.age is None else [case.age]
    ages += [] if case.born is None else [case.born.ages_on(case.registered_on)[0]]
    ages += [] if born is None else [full_years(born, case.registered_on)]
    return limit is not None and any(age < limit for age in ages)
