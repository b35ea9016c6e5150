"""The rules on a case: the income formula against plain fractions, ages, classes, papers, publicity, amounts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.assistance.aid import give_aid
from models.assistance.case import HelpCase
from models.assistance.income import CURRENT, OLDER, Money, reckon, yuan
from models.assistance.matter import BOOK, limits_of, matter_of
from models.assistance.programmes import add_programme
from models.assistance.rules import problems_of
from models.assistance.steps import close_case, take_step
from models.assistance.verbs import add_member, change_case, change_household, tick_evidence
from models.core.dates import PartialDate
from models.core.errors import Problem, RuleRefused, Severity
from models.core.verbs import Session
from models.office.rulebook import Rule, _shipped, override_rule
from models.people.verbs import change_person
from resources import path
from tests import builders

TODAY = builders.NOW.date()

FEN = st.integers(0, 30_000_000)


def thresholds(standard: int | None = 700) -> dict[str, Rule]:
    """The shipped entries that are switched on, with a local standard."""
    entries = {rule.id: rule for rule in _shipped(BOOK) if rule.active}
    return {**entries, "allowance_month": replace(entries["allowance_month"], value=standard)}


@settings(max_examples=300, deadline=None)
@given(
    income=FEN, fixed=FEN, accident=FEN, size=st.integers(1, 12), standard=st.integers(1, 3000), struck=st.booleans()
)
def test_the_current_scheme_is_the_plain_fraction(
    income: int, fixed: int, accident: int, size: int, standard: int, struck: bool
) -> None:
    money = Money(income, fixed, accident, None, size, "accident" if struck else "schooling")
    made = reckon(money, thresholds(standard), CURRENT)
    per_head = (Fraction(income) - Fraction(fixed)) / 12 / size
    low = Fraction(standard * 100)
    wanted = ["deep"] if per_head < low else ["relative"] if per_head < 2 * low else []
    if struck or Fraction(accident) > Fraction(8, 10) * income:
        wanted.append("accident")
    assert list(made.fitting) == wanted
    assert made.per_head == per_head
    assert made.hardship_class == (wanted[0] if wanted else "")
    assert all(
        made.carries(klass) == (klass in (wanted[:1] + ["accident"] * ("accident" in wanted))) for klass in wanted
    )
    assert yuan(per_head) in "".join(made.lines)


@settings(max_examples=300, deadline=None)
@given(
    income=FEN,
    special=FEN,
    size=st.integers(1, 12),
    standard=st.integers(1, 3000),
    cause=st.sampled_from([None, "accident", "own_illness", "schooling"]),
)
def test_the_older_scheme_is_the_plain_fraction(
    income: int, special: int, size: int, standard: int, cause: str | None
) -> None:
    made = reckon(Money(income, None, None, special, size, cause), thresholds(standard), OLDER)
    gross, low = Fraction(income, 12 * size), Fraction(standard * 100)
    net = Fraction(income - special, 12 * size)
    wanted = ["minimum"] if gross < low else ["minimum_edge"] if gross <= low * 3 / 2 and net <= low else []
    if cause in ("accident", "own_illness") and gross <= 3 * low:
        wanted.append("accident")
    assert list(made.fitting) == wanted


def test_the_sum_shows_each_addend() -> None:
    money = Money(
        None, 6_000_00, None, None, 3, None, (("本人（每月1500元 × 12）", 18_000_00), ("家庭其他年收入", 12_000_00))
    )
    made = reckon(money, thresholds(700))
    assert made.hardship_class == "deep"
    assert made.lines[:3] == (
        "家庭年收入 = 本人（每月1500元 × 12）18000元 + 家庭其他年收入12000元 = 30000元",
        "30000元 − 年刚性支出6000元 = 24000元",
        "24000元 ÷ 12个月 ÷ 3人 = 每人每月666.67元",
    )
    assert "深度困难须低于700元，相对困难须低于1400元" in made.lines[3]


@pytest.mark.parametrize(
    ("money", "standard", "missing"),
    [
        (Money(None, size=3), 700, "家庭年收入"),
        (Money(100, size=None), 700, "家庭人口"),
        (Money(100, size=0), 700, "家庭人口"),
        (Money(100, size=3), None, "当地最低生活保障标准（设置—规则）"),
    ],
)
def test_nothing_is_guessed(money: Money, standard: int | None, missing: str) -> None:
    made = reckon(money, thresholds(standard))
    assert made.missing == (missing,)
    assert made.hardship_class == ""


def test_exactly_the_standard_is_not_below_it() -> None:
    assert reckon(Money(700_00 * 12 * 3, size=3), thresholds(700)).hardship_class == "relative"
    assert reckon(Money(1400_00 * 12 * 3, size=3), thresholds(700)).hardship_class == ""


def test_money_below_nothing_reads_well() -> None:
    assert yuan(-123_45) == "−123.45元"
    assert yuan(Fraction(200_000, 3)) == "666.67元"


def found(case: HelpCase, day: date = TODAY) -> dict[str, Problem]:
    return {problem.code: problem for problem in problems_of(HelpCase.get_by_id(case.id), day)}


def case_of(session: Session, key: str, person: dict[str, Any] | None = None, **values: Any) -> HelpCase:
    given: dict[str, Any] = {"born": date(1985, 5, 1), **(person or {})}
    who = builders.person(session, **given)
    return builders.help_case(session, who, key, **values)


def test_the_class_is_compared_with_the_sum(session: Session) -> None:
    builders.allowance(session, 700)
    who = builders.person(session)
    household = builders.household(session, who)  # 30000 − 12000, three heads: 500 a month
    case = builders.help_case(session, who)
    problem = found(case)["worker_class_matches"]
    assert problem.severity is Severity.WARN
    assert problem.message == "按收入核算为深度困难，现在选的是相对困难，请核对。"
    assert problem.values["source"]
    assert "500元" in str(problem.values["sum"])
    change_case(session, case, {"hardship_class": "deep"})
    assert "worker_class_matches" not in found(case)
    change_household(session, household, {"income_year": 200_000_00})
    assert "不属于困难职工" in found(case)["worker_class_matches"].message
    change_case(session, case, {"hardship_class": "accident", "hardship_cause": "accident"})
    assert "worker_class_matches" not in found(case)


def test_the_members_wages_count_where_nothing_else_is_given(session: Session) -> None:
    builders.allowance(session, 700)
    who = builders.person(session)
    values = {"income_year": None, "own_income_month": 1_000_00, "fixed_cost_year": None}
    household = builders.household(session, who, 0, **values)
    add_member(session, household, {"name": "单小山", "income_month": 500_00})
    change_household(session, household, {"size": 2})
    made = matter_of(builders.help_case(session, who), TODAY).reckoning
    assert made.per_head == 750_00
    assert made.lines[0].startswith("家庭年收入 = 本人（每月1000元 × 12）12000元 + 单小山（每月500元 × 12）6000元")


def test_without_the_standard_the_office_is_told(session: Session) -> None:
    who = builders.person(session)
    builders.household(session, who)
    told = found(builders.help_case(session, who))["allowance_month"]
    assert told.severity is Severity.TELL
    assert "设置—规则" in told.message


def test_what_the_sum_still_needs_is_told(session: Session) -> None:
    builders.allowance(session)
    who = builders.person(session)
    builders.household(session, who, income_year=None)
    told = found(builders.help_case(session, who))["income_unknown"]
    assert told.message == "还不能按收入核算困难类别，缺少：家庭年收入。"


def test_a_kept_case_that_nobody_looked_at_is_told(session: Session) -> None:
    case = case_of(session, "pairing")
    builders.advance_case(session, case)  # decided on 10 November 2026
    assert "child_recheck_months" not in found(case, date(2027, 11, 9))
    told = found(case, date(2027, 12, 10))["child_recheck_months"]
    assert told.message == "单立梅的档案已经13个月没有复核，超过12个月。"


def with_person(**values: Any) -> Callable[[Session, HelpCase], None]:
    return lambda session, case: change_person(session, case.person, values) and None


def with_case(**values: Any) -> Callable[[Session, HelpCase], None]:
    return lambda session, case: change_case(session, case, values) and None


def publicised(first: date, last: date) -> Callable[[Session, HelpCase], None]:
    return with_case(publicity_from=first, publicity_to=last)


def with_facts(**values: Any) -> Callable[[Session, HelpCase], None]:
    return lambda session, case: change_case(session, case, {}, values) and None


def with_rule(rule: str, **values: Any) -> Callable[[Session, HelpCase], None]:
    return lambda session, case: override_rule(session, BOOK, rule, reason="文件", **values) and None


BORN = PartialDate
CASES: list[tuple[str, Any, str, bool]] = [
    ("cancer", None, "whom_sex", False),
    ("cancer", with_person(sex="1"), "whom_sex", True),
    ("cancer", with_facts(low_income=None), "facts_complete", True),
    ("cancer", with_facts(cancer="cervical", stage="IIA"), "cancer_cervical_stages", True),
    ("cancer", with_facts(cancer="cervical", stage="IIB"), "cancer_cervical_stages", False),
    ("cancer", with_facts(stage="0"), "cancer_invasive", True),
    ("cancer", with_facts(stage="I"), "cancer_invasive", False),
    ("cancer", with_facts(helped_before=True), "cancer_once", True),
    ("cancer", with_facts(diagnosed_on=BORN(2024, 5)), "cancer_old_diagnosis_papers", True),
    ("cancer", with_facts(diagnosed_on=BORN(2026, 1)), "cancer_old_diagnosis_papers", False),
    ("cancer", with_case(approved_amount=5_000_00), "cancer_amount", True),
    ("cancer", with_case(approved_amount=10_000_00), "cancer_amount", False),
    ("cancer", with_rule("cancer_age_min", active=True), "cancer_age_min", False),
    ("left_behind_child", with_person(born=BORN(2012, 1, 1)), "left_behind_under_age", False),
    ("left_behind_child", with_person(born=BORN(2010, 10, 12)), "left_behind_under_age", True),
    ("left_behind_child", with_person(born=BORN(2010, 10, 13)), "left_behind_under_age", False),
    ("left_behind_child", with_person(born=BORN(2010, 10)), "left_behind_under_age", True),
    ("left_behind_woman", with_person(marriage="20"), "whom_marriage", False),
    ("left_behind_woman", with_person(marriage="10"), "whom_marriage", True),
    ("left_behind_woman", with_person(marriage="90"), "whom_marriage", False),
    ("left_behind_woman", with_person(born=BORN(1966, 10, 12)), "left_behind_woman_age_max", True),
    ("left_behind_woman", with_person(born=BORN(1966, 10, 13)), "left_behind_woman_age_max", False),
    ("left_behind_woman", with_person(born=BORN(2006, 10, 13)), "left_behind_woman_age_min", True),
    ("worker", None, "household_required", True),
    ("worker", with_facts(work_state="migrant", employed_since=BORN(2026, 1)), "migrant_employment_months", True),
    ("worker", with_facts(work_state="migrant", employed_since=BORN(2025, 10)), "migrant_employment_months", False),
    ("worker", with_facts(employed_since=BORN(2026, 1)), "migrant_employment_months", False),
    ("temporary", with_case(approved_amount=3_000_00), "temporary_max", False),
    ("temporary", with_case(approved_amount=3_000_01), "temporary_max", True),
    ("spring_bud", with_case(approved_amount=99_000_00), "spring_bud_max", False),
    ("woman_student", with_case(approved_amount=4_001_00), "woman_student_max", True),
    ("loan_interest", with_facts(loan=400_000_00), "loan_max", True),
    ("loan_interest", None, "loan_max", False),
    ("child_in_need", with_person(born=BORN(2000, 1, 1)), "minor_under_age", True),
    (
        "temporary",
        with_case(publicity_from=date(2026, 10, 26), publicity_to=date(2026, 10, 28)),
        "help_publicity_working_days",
        True,
    ),
    (
        "temporary",
        with_case(publicity_from=date(2026, 10, 26), publicity_to=date(2026, 10, 30)),
        "help_publicity_working_days",
        False,
    ),
    ("temporary", publicised(date(2026, 11, 16), TODAY), "help_publicity_over", True),
    (
        "temporary",
        with_case(publicity_from=date(2026, 11, 12), publicity_to=date(2026, 11, 19)),
        "help_publicity_over",
        False,
    ),
    (
        "temporary",
        with_case(publicity_from=date(2026, 11, 2), publicity_to=date(2026, 11, 9), publicity_clear=False),
        "help_publicity_clear",
        True,
    ),
    ("temporary", with_case(decided_on=date(2026, 10, 1)), "help_dates_in_order", True),
    ("temporary", with_case(decided_on=date(2026, 12, 1)), "help_dates_in_order", True),
    ("temporary", with_case(decided_on=date(2026, 11, 1)), "help_dates_in_order", False),
    ("temporary", None, "evidence_complete", True),
]


@pytest.mark.parametrize(
    ("key", "act", "rule", "speaks"), CASES, ids=[f"{n}-{case[2]}" for n, case in enumerate(CASES)]
)
def test_a_rule_speaks_or_is_silent(session: Session, key: str, act: Any, rule: str, speaks: bool) -> None:
    case = case_of(session, key)
    if act:
        act(session, case)
        case = HelpCase.get_by_id(case.id)
    problems = found(case)
    assert (rule in problems) is speaks
    for problem in problems.values():
        assert problem.message.endswith("。")
        assert "{" not in problem.message
        assert problem.values["source"]


def test_ages_are_looked_at_on_the_day_of_the_notice(session: Session) -> None:
    override_rule(session, BOOK, "cancer_age_max", reason="市妇联通知", active=True)
    case = case_of(session, "cancer", {"born": date(1961, 11, 1)})
    assert "cancer_age_max" not in found(case)  # 64 on the day of the application
    change_case(session, case, {"reference_on": date(2026, 11, 1)})
    problem = found(case)["cancer_age_max"]
    assert problem.message == "单立梅在2026.11.01为65周岁，超过64周岁。"
    assert problem.severity is Severity.WARN


def test_a_household_with_two_homes_is_told(session: Session) -> None:
    who = builders.person(session)
    builders.household(session, who, homes=2)
    assert found(builders.help_case(session, who))["worker_homes_max"].message.startswith("家庭名下有2套住房，超过1套")


def test_papers_are_ticked_off(session: Session) -> None:
    case = case_of(session, "temporary")
    assert case.lacking == 6
    assert "诊断证明" in found(case)["evidence_complete"].message
    for key in ("application", "id_cards", "household_book", "income", "diagnosis"):
        tick_evidence(session, case, key)
    assert found(case)["evidence_complete"].message == "还缺证明材料：医疗费用票据或结算单。"
    tick_evidence(session, case, "bills")
    assert case.lacking == 0
    assert "evidence_complete" not in found(case)


def test_the_ceiling_in_months_follows_the_local_standard(session: Session) -> None:
    who = builders.person(session)
    builders.household(session, who)
    case = builders.help_case(session, who, hardship_class="deep", aid_kind="living", approved_amount=8_401_00)
    assert "worker_living_deep" not in found(case)
    builders.allowance(session, 700)
    problem = found(case)["worker_living_deep"]
    assert problem.message == "生活救助8401元，超过12个月低保标准（8400元）。"
    change_case(session, case, {"hardship_class": "relative"})
    assert found(case)["worker_living_other"].values["threshold"] == "10个月低保标准（7000元）"
    assert [limit.fen for limit in limits_of(matter_of(case, TODAY), "medical")] == [20_000_00]
    change_case(session, case, {}, {"study_stage": "college"})
    assert [limit.fen for limit in limits_of(matter_of(case, TODAY), "study")] == [7_000_00]


def test_what_was_given_in_the_year_counts(session: Session) -> None:
    case = case_of(session, "temporary", approved_amount=2_000_00)
    assert "temporary_max" not in found(case)
    aid = {
        "person": case.person,
        "programme": "temporary",
        "aid_kind": "temporary",
        "form": "cash",
        "amount": 1_500_00,
        "given_on": date(2026, 3, 1),
    }
    give_aid(session, aid)
    assert found(case)["temporary_max"].message == "临时救助2000元（另外已发放1500元），超过3000元。"


def test_the_same_programme_twice_is_told_with_the_first(session: Session) -> None:
    first = case_of(session, "cancer")
    who = first.person
    close_case(session, first, "completed")
    second = builders.help_case(session, who, "cancer", applied_on=date(2026, 11, 2))
    problem = found(second)["repeat_lifetime"]
    assert problem.severity is Severity.STOP
    assert "癌2026-0001（2026.10.12申请）" in problem.message


def test_one_household_twice_in_a_year_is_told_but_not_one_child_beside_another(session: Session) -> None:
    who = builders.person(session)
    wife = builders.person(session, "解雨桐", order=302)
    household = builders.household(session, who, 0)
    add_member(session, household, {"person": wife, "relation": "12"})
    close_case(session, builders.help_case(session, who, "comfort"), "completed")
    assert "repeat_period" in found(builders.help_case(session, wife, "comfort"))
    close_case(session, builders.help_case(session, who, "tuition"), "completed")
    assert "repeat_period" not in found(builders.help_case(session, wife, "tuition"))


def test_who_was_refused_may_ask_again(session: Session) -> None:
    first = case_of(session, "cancer")
    close_case(session, first, "unqualified")
    second = builders.help_case(session, first.person, "cancer")
    assert "repeat_lifetime" not in found(second)


OWN: dict[str, Any] = {
    "title": "重阳节慰问",
    "letters": "阳",
    "channel": "union",
    "subject": "person",
    "repeat": "month",
    "whom": {"age": {"min": {"value": 60}}},
    "amounts": [{"kind": "comfort", "limit": "ceiling", "per": "month", "value": 200}],
    "steps": [
        {"key": "apply", "title": "申请登记"},
        {"key": "township", "title": "审核", "decides": True, "opinion": True},
    ],
}


def test_an_own_programme_is_judged_by_its_own_figures(session: Session) -> None:
    add_programme(session, "elders", OWN, reason="镇工会2026年计划")
    case = case_of(session, "elders", approved_amount=200_00)
    young = found(case)["own_age"]
    assert young.message == "单立梅在2026.10.12为41周岁，与本项目的年龄界限60周岁不符。"
    assert young.values["source"] == "镇工会2026年计划"
    assert "own_amount" not in found(case)
    given = {"person": case.person, "programme": "elders", "aid_kind": "comfort", "form": "cash", "amount": 50_00}
    give_aid(session, {**given, "given_on": date(2026, 9, 30)})
    assert "own_amount" not in found(case)
    give_aid(session, {**given, "given_on": date(2026, 10, 1)})
    assert found(case)["own_amount"].message == "金额200元（另外已发放50元），超过200元。"


def test_an_own_programme_repeats_by_month(session: Session) -> None:
    add_programme(session, "elders", OWN, reason="镇工会2026年计划")
    first = case_of(session, "elders")
    close_case(session, first, "completed")
    second = builders.help_case(session, first.person, "elders", applied_on=date(2026, 10, 31))
    assert "repeat_period" in found(second)
    change_case(session, second, {"applied_on": date(2026, 11, 1)})
    assert "repeat_period" not in found(second)


def test_reasons_pass_what_an_own_programme_asks(session: Session) -> None:
    add_programme(session, "elders", OWN, reason="镇工会2026年计划")
    case = case_of(session, "elders", approved_amount=300_00)
    with pytest.raises(RuleRefused, match="年龄界限60周岁不符，要继续请写明原因"):
        take_step(session, case)
    take_step(session, case, reasons={"own_age": "提前退休的老会员"})
    with pytest.raises(RuleRefused, match="金额300元，超过200元，要继续请写明原因"):
        take_step(session, case, agrees=True, opinion="同意。")
    take_step(session, case, agrees=True, opinion="同意。", reasons={"own_amount": "重病"})
    assert HelpCase.get_by_id(case.id).status == "kept"


def test_what_no_column_tells_is_asked_last(session: Session) -> None:
    problems = problems_of(case_of(session, "cancer"), TODAY)
    assert [problem.code for problem in problems][-3:] == ["ask"] * 3
    severities = [problem.severity for problem in problems if problem.code != "ask"]
    assert severities == sorted(severities, key=list(Severity).index)


def test_every_entry_is_asked_somewhere() -> None:
    code = "".join(file.read_text("utf-8") for file in (path().parent / "models" / "assistance").glob("*.py"))
    figures = "".join(file.read_text("utf-8") for file in path("programmes").glob("*.json"))
    idle = [rule for rule in thresholds() if f'"{rule}"' not in code + figures]
    assert idle == []
