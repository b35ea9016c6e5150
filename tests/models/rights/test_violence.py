"""Family violence: what makes a case a protected one, who may apply for her, terms, visits, reports, referrals."""

from datetime import date, datetime
from typing import Any

import pytest

from models.core.dates import PartialDate
from models.core.errors import RuleRefused
from models.core.record import is_protected
from models.office.closed.compartment import Compartment, enter
from models.office.office import OpenOffice
from models.rights import doing, sight
from models.rights.clocks import DONE, LATE, SOON, Clock, clocks
from models.rights.file import case_of, parts_of_case
from models.rights.helping import excuse_report, refer, report_harm, take_back_slip
from models.rights.records import ProtectionOrder, RightsCase
from models.rights.verbs import change_case, remove_case, take_rights_step, withdraw_case
from models.rights.versions import versions
from models.rights.violence import (
    apply_for_order,
    change_order,
    change_part,
    decide_order,
    extend_order,
    keep_warning_letter,
    register_violence,
    visit_after_warning,
)
from tests import builders

TALK = {"claim": "制止殴打。", "receiver_opinion": "受理。"}


@pytest.fixture
def inside(opened: OpenOffice) -> Compartment:
    """A reader inside."""
    return enter(opened)


@pytest.fixture
def case(opened: OpenOffice, inside: Compartment) -> RightsCase:
    """A case of family violence."""
    return builders.violence_case(opened)


def clock_of(opened: OpenOffice, case: RightsCase, key: str, now: datetime = builders.NOW) -> Clock:
    """The clock of this key."""
    inside = doing.inside(opened)
    case = case_of(case.uid, inside)
    return next(clock for clock in clocks(case, parts_of_case(case, inside), now) if clock.key == key)


@pytest.mark.parametrize(
    ("act", "values"),
    [
        (register_violence, builders.VIOLENCE),
        (keep_warning_letter, builders.WARNING),
        (apply_for_order, builders.ORDER),
        (report_harm, builders.REPORT),
    ],
)
def test_what_belongs_to_violence_makes_its_case_protected(
    opened: OpenOffice, act: Any, values: dict[str, Any]
) -> None:
    case = builders.petition(opened)
    with pytest.raises(sight.NeedsCompartment):
        doing.do(opened, case, act, values)
    assert not is_protected(case_of(case.uid, None))
    inside = enter(opened)
    doing.do(opened, case, act, values)
    moved = case_of(case.uid, inside)
    assert (is_protected(moved), moved.protected_because) == (True, "child" if act is report_harm else "violence")
    with pytest.raises(RuleRefused, match="不能删除"):
        doing.do(opened, moved, remove_case)


def test_a_registered_minor_brings_the_duty_to_report(opened: OpenOffice, case: RightsCase) -> None:
    doing.do(opened, case, take_rights_step, TALK)
    given = {**builders.VIOLENCE, "victim_born": PartialDate(2016, 5)}
    case = case_of(case.uid, doing.inside(opened))
    doing.do(opened, case, register_violence, given)
    case = case_of(case.uid, doing.inside(opened))
    assert case.child_harmed
    decision = {"decision": "accept", "accepted_on": date(2026, 11, 17)}
    for act, arguments in ((take_rights_step, (decision,)), (withdraw_case, ("和好了",))):
        with pytest.raises(RuleRefused, match="立即报告"):
            doing.do(opened, case, act, *arguments)
    assert clock_of(opened, case, "report_at_once_hours").state == LATE
    doing.do(opened, case, report_harm, builders.REPORT)
    case = case_of(case.uid, doing.inside(opened))
    assert doing.do(opened, case, take_rights_step, decision).value.step == "handling"
    assert clock_of(opened, case, "report_at_once_hours").state == DONE


@pytest.mark.parametrize("capacity", ["minor", "limited", "none"])
def test_no_step_passes_without_a_report_or_a_reason(opened: OpenOffice, inside: Compartment, capacity: str) -> None:
    case = builders.violence_case(opened, capacity=capacity)
    with pytest.raises(RuleRefused, match="写明没有报告的原因"):
        doing.do(opened, case, take_rights_step, TALK)
    with pytest.raises(RuleRefused, match="写明原因"):
        doing.do(opened, case, excuse_report, "  ")
    doing.do(opened, case, excuse_report, "派出所已经先行立案，回执在卷。")
    doing.do(opened, case_of(case.uid, inside), take_rights_step, TALK)


def test_a_report_says_to_whom_and_when(opened: OpenOffice, case: RightsCase) -> None:
    for gap in ({"reported_to": None}, {"reported_at": None}, {"reported_on": None}):
        with pytest.raises(RuleRefused, match="报告了谁"):
            doing.do(opened, case, report_harm, {**builders.REPORT, **gap})
    with pytest.raises(RuleRefused, match="不能早于发现"):
        doing.do(opened, case, report_harm, {**builders.REPORT, "reported_at": "09:10"})
    report = doing.do(opened, case, report_harm, builders.REPORT).value
    assert (report.number, report.found_at) == ("护报2026-001", "09:20")


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"applying_body": "women"}, "写明原因"),
        ({"applying_body": "women", "applying_reason": "old"}, "问明本人意愿"),
        ({"applying_body": "women", "applying_reason": "old", "applicant_agrees": True}, ""),
        ({"applying_body": "women", "applying_reason": "forced"}, ""),
        ({"applying_body": "civil", "applying_reason": "forced"}, ""),
        ({"applying_body": "civil", "applying_reason": "forced", "applied_on": date(2022, 7, 31)}, "民政部门不能"),
        ({"applying_body": "women", "applying_reason": "ill", "applied_on": date(2022, 7, 31)}, "重病还不能"),
        ({"applying_body": "self"}, ""),
    ],
)
def test_who_may_apply_for_her_is_dated(
    opened: OpenOffice, case: RightsCase, values: dict[str, Any], refusal: str
) -> None:
    given = {**builders.ORDER, "accepted_on": None, **values}
    if not refusal:
        assert doing.do(opened, case, apply_for_order, given).value.number == "护令2026-001"
        return
    with pytest.raises(RuleRefused, match=refusal):
        doing.do(opened, case, apply_for_order, given)


def granted(opened: OpenOffice, case: RightsCase, **values: Any) -> ProtectionOrder:
    """An order that the court made."""
    order = doing.do(opened, case, apply_for_order, builders.ORDER).value
    return doing.do(opened, case, decide_order, order, {**builders.GRANTED, **values}).value


def test_an_order_lasts_six_months_at_most(opened: OpenOffice, case: RightsCase) -> None:
    with pytest.raises(RuleRefused, match="不超过6个月"):
        granted(opened, case, valid_to=date(2027, 5, 20))
    with pytest.raises(RuleRefused, match="裁定的措施"):
        granted(opened, case, measures=None)
    assert granted(opened, case).valid_to == date(2027, 5, 19)


def test_the_end_of_an_order_is_told_in_time(opened: OpenOffice, case: RightsCase) -> None:
    order = granted(opened, case)
    told = {
        datetime(2027, 4, 18, 9): ("running", "保护令到期"),
        datetime(2027, 4, 19, 9): (SOON, "保护令30天内到期"),
        datetime(2027, 5, 5, 9): (SOON, "保护令14天内到期"),
        datetime(2027, 5, 12, 9): (SOON, "保护令7天内到期"),
        datetime(2027, 5, 19, 23): (SOON, "保护令7天内到期"),
        datetime(2027, 5, 20, 1): (LATE, "保护令到期"),
    }
    for now, expected in told.items():
        clock = clock_of(opened, case, "order_valid_months", now)
        assert (clock.state, clock.title) == expected
    with pytest.raises(RuleRefused, match="已经到期"):
        doing.do(opened, case, extend_order, order, {"applied_on": date(2027, 5, 20)})
    following = doing.do(opened, case, extend_order, order, {"applied_on": date(2027, 5, 10)}).value
    assert (following.extends_uid, following.court, following.applicant_name) == (order.uid, order.court, "单立梅")
    decision = {**builders.GRANTED, "decided_on": date(2027, 5, 12), "valid_from": date(2027, 5, 20)}
    doing.do(opened, case, decide_order, following, {**decision, "valid_to": date(2027, 11, 20)})
    ends = [
        clock
        for clock in clocks(case, parts_of_case(case, doing.inside(opened)), datetime(2027, 5, 18))
        if clock.key == "order_valid_months"
    ]
    assert [clock.state for clock in ends] == ["running", DONE]


def test_a_revoked_order_is_watched_no_more(opened: OpenOffice, case: RightsCase) -> None:
    order = granted(opened, case)
    doing.do(opened, case, change_order, order, "revoke", date(2026, 12, 1), "双方已离婚。", date(2026, 12, 3))
    assert clock_of(opened, case, "order_valid_months", datetime(2027, 5, 1)).state == DONE


@pytest.mark.parametrize(("urgent", "hours"), [(False, 72), (True, 24)])
def test_the_court_has_hours(opened: OpenOffice, case: RightsCase, urgent: bool, hours: int) -> None:
    doing.do(opened, case, apply_for_order, {**builders.ORDER, "urgent": urgent})
    clock = clock_of(opened, case, "order_decide_urgent_hours" if urgent else "order_decide_hours")
    assert (clock.until - clock.from_when).total_seconds() == hours * 3600
    assert clock.from_when == datetime(2026, 11, 18, 11)
    assert (clock.from_what, clock.article, clock.provisional) == ("法院受理", "反家庭暴力法第二十八条", False)
    assert clock.by_hour


def test_visits_follow_a_warning_letter(opened: OpenOffice, case: RightsCase) -> None:
    letter = doing.do(opened, case, keep_warning_letter, builders.WARNING).value
    clock = clock_of(opened, case, "warning_visit_days")
    assert (clock.until.date(), clock.state) == (date(2027, 2, 15), "running")
    with pytest.raises(RuleRefused, match="查访日期"):
        doing.do(opened, case, visit_after_warning, letter, {"visited_on": date(2026, 11, 15), "repeated": False})
    visit = {"visited_on": date(2026, 11, 19), "repeated": False, "visitors_from": ("women", "police")}
    doing.do(opened, case, visit_after_warning, letter, visit)
    assert clock_of(opened, case, "warning_visit_days").done_on == date(2026, 11, 19)
    with pytest.raises(RuleRefused, match="送达日期"):
        doing.do(opened, case, keep_warning_letter, {**builders.WARNING, "served_on": date(2026, 11, 1)})


def test_a_referral_needs_her_consent_or_a_reason(opened: OpenOffice) -> None:
    case = builders.petition(opened, accused_unit="芒果县某公司")
    with pytest.raises(RuleRefused, match="本人同意"):
        doing.do(opened, case, refer, {**builders.REFERRAL, "consent": False})
    with pytest.raises(RuleRefused, match="被反映"):
        doing.do(opened, case, refer, {**builders.REFERRAL, "to_body": "芒果县某公司"})
    slip = doing.do(opened, case, refer, builders.REFERRAL).value
    assert (slip.number, is_protected(slip)) == ("转2026-001", False)
    assert clock_of(opened, case, "slip_days").until.date() == date(2026, 12, 3)
    with pytest.raises(RuleRefused, match="回执"):
        doing.do(opened, case, take_back_slip, slip, date(2026, 11, 17), "收到")
    doing.do(opened, case, take_back_slip, slip, date(2026, 11, 20), "已指派律师。", "赵律师")
    assert clock_of(opened, case, "slip_days").state == DONE


def test_every_later_text_stands_beside_the_first(opened: OpenOffice, case: RightsCase, inside: Compartment) -> None:
    doing.do(opened, case, change_case, {"problem": "丈夫多次殴打，孩子在场。"})
    violence = doing.do(opened, case, register_violence, builders.VIOLENCE).value
    doing.do(opened, case, change_part, violence, {"injuries": "左臂骨折。"})
    told = [
        (part.label, part.before, part.after)
        for version in versions(violence, inside)
        for part in version.differences
        if part.label == "伤情"
    ]
    assert told == [("伤情", "", "左臂青紫。"), ("伤情", "左臂青紫。", "左臂骨折。")]
    problems = [
        part.after for version in versions(case, inside) for part in version.differences if part.label == "反映问题"
    ]
    assert problems == ["丈夫多次殴打。", "丈夫多次殴打，孩子在场。"]
    assert versions(case, None) == []
    with pytest.raises(RuleRefused, match="不能在这里修改"):
        doing.do(opened, case, change_part, violence, {"number": "1"})
