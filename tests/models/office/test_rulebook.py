"""The rule book: entries with their dates, local overrides from their day on, working days of the office."""

from datetime import date

import pytest

from models.core.errors import KnownError, Severity
from models.core.verbs import Session, undo
from models.office.calendar import office_calendar, set_holidays
from models.office.rulebook import Rule, override_rule, restore_rule, rule_book

BOOK = "recommendation"
CASE = ("league", "activist", "assembly")


def rule(rule_id: str, day: date = date(2026, 11, 20)) -> Rule | None:
    return rule_book(BOOK).for_case(day, *CASE).get(rule_id)


def in_force(rule_id: str, day: date = date(2026, 11, 20)) -> Rule:
    found = rule(rule_id, day)
    assert found is not None
    return found


def test_the_text_in_force_depends_on_the_day(session: Session) -> None:
    rules = rule_book(BOOK)
    old = rules.for_case(date(2026, 5, 17), "league", "target", "assembly")["activist_by_recommendation"]
    new = rules.for_case(date(2026, 5, 18), "league", "target", "assembly")["activist_by_recommendation"]
    assert (old.severity, new.severity) == (Severity.TELL, Severity.WARN)
    assert (old.dates(), new.dates()) == ("至2026.05.17", "2026.05.18起")


def test_an_entry_concerns_only_its_channel(session: Session) -> None:
    assert "league_age_max" not in rule_book(BOOK).for_case(date(2026, 11, 20), "women", "activist", "assembly")
    assert in_force("league_age_max").dates() == "长期"


def test_an_override_holds_with_its_reason_and_is_taken_back(session: Session) -> None:
    override_rule(session, BOOK, "league_quota_percent", reason="县团委〔2026〕3号", value=40, severity="tell")
    local = in_force("league_quota_percent")
    assert (local.value, local.severity, local.local) == (40, Severity.TELL, "县团委〔2026〕3号")
    override_rule(session, BOOK, "league_quota_percent", reason="改正", value=15)
    assert in_force("league_quota_percent").value == 15
    done = restore_rule(session, BOOK, "league_quota_percent")
    assert done.sentence == "恢复了规则“推荐人数占支部团员的比例上限”"
    assert in_force("league_quota_percent").value == 20
    undo(session, done.seq)
    assert in_force("league_quota_percent").value == 15


def test_an_override_begins_on_its_day(session: Session) -> None:
    override_rule(session, BOOK, "league_quota_percent", reason="文件", value=40, valid_from=date(2026, 9, 1))
    assert in_force("league_quota_percent", date(2026, 8, 31)).value == 20
    assert in_force("league_quota_percent", date(2026, 9, 1)).value == 40


def test_an_override_never_makes_two_entries_hold_at_once(session: Session) -> None:
    override_rule(session, BOOK, "publicity_working_days_min", reason="文件", value=7, valid_from=date(2026, 3, 1))
    for day, value in ((date(2026, 2, 28), 5), (date(2026, 3, 1), 7), (date(2026, 5, 18), 7)):
        held = [entry for entry in rule_book(BOOK).rules if entry.id == "publicity_working_days_min"]
        fitting = [entry for entry in held if entry.in_force(day) and entry.concerns(*CASE)]
        assert [entry.value for entry in fitting] == [value]


def test_an_entry_can_be_switched_on_and_off(session: Session) -> None:
    override_rule(session, BOOK, "talk_within_months", reason="不由群团掌握", active=False)
    assert rule("talk_within_months") is None
    assert "union_service_years" not in rule_book(BOOK).for_case(date(2026, 11, 20), "union", "activist", "assembly")
    override_rule(session, BOOK, "union_service_years", reason="区里的办法", active=True)
    assert "union_service_years" in rule_book(BOOK).for_case(date(2026, 11, 20), "union", "activist", "assembly")


@pytest.mark.parametrize(
    ("rule_id", "reason", "value", "sentence"),
    [
        ("nothing", "文件", 1, "没有这一条"),
        ("league_quota_percent", "  ", 1, "写明依据"),
        ("league_quota_percent", "文件", "四十", "数值填得不对"),
        ("league_age_max_inclusive", "文件", 1, "数值填得不对"),
    ],
)
def test_a_bad_override_is_refused(session: Session, rule_id: str, reason: str, value: object, sentence: str) -> None:
    with pytest.raises(KnownError, match=sentence):
        override_rule(session, BOOK, rule_id, reason=reason, value=value)


def test_a_typed_plan_replaces_the_shipped_one(session: Session) -> None:
    assert office_calendar().is_working(date(2026, 10, 8))
    set_holidays(session, 2026, [date(2026, 10, 8)], [date(2026, 10, 3)])
    calendar = office_calendar()
    assert not calendar.is_working(date(2026, 10, 8))
    assert calendar.is_working(date(2026, 10, 3))
    set_holidays(session, 2027, [date(2027, 1, 1)], [])
    assert not office_calendar().provisional(2027)
    assert office_calendar().provisional(2028)


@pytest.mark.parametrize(
    ("off", "worked", "sentence"),
    [
        ([date(2025, 12, 31)], [], "都在2026年之内"),
        ([], [date(2027, 1, 1)], "都在2026年之内"),
        ([date(2026, 1, 1)], [date(2026, 1, 1)], "不能既放假又补班"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(session: Session, off: list[date], worked: list[date], sentence: str) -> None:
    with pytest.raises(KnownError, match=sentence):
        set_holidays(session, 2026, off, worked)
