"""A petition from its registration to the file: steps, extension, review, and what must not be kept openly."""

from datetime import date

import pytest

from models.core.dates import PartialDate
from models.core.errors import NotFound, RuleRefused
from models.core.history import History
from models.core.record import is_protected
from models.core.verbs import undo
from models.office.closed.compartment import enter
from models.office.office import OpenOffice
from models.rights import doing, sight
from models.rights.file import case_of, parts_of_case
from models.rights.helping import refer
from models.rights.records import CLOSED, RightsCase, RightsStep
from models.rights.verbs import (
    add_progress,
    ask_extension,
    ask_review,
    change_case,
    consent_extension,
    decide_review,
    object_to_case,
    reopen_case,
    return_case,
    take_rights_step,
    withdraw_case,
)
from tests import builders

DAY = date(2026, 11, 20)

STEPS = {
    "talking": {"claim": "退还承包地。", "receiver_opinion": "建议受理。"},
    "acceptance": {
        "decision": "accept",
        "accepted_on": date(2026, 11, 17),
        "acceptance_told_on": date(2026, 11, 18),
        "handler": "杨文",
    },
    "handling": {"result": "村委会已收回。", "outcome": "solved"},
    "answering": {"answered_on": date(2026, 11, 19), "answer_form": "written"},
    "revisiting": {"revisited_on": DAY, "satisfied": "yes"},
    "filing": {"visitor_signed": True, "receiver_signed": True},
}


def advance(opened: OpenOffice, case: RightsCase, until: str = "") -> RightsCase:
    """Take steps with sound values until the case stands at `until`, or is closed."""
    while case.step != until and case.status == "running":
        doing.do(opened, case, take_rights_step, STEPS[case.step])
        case = case_of(case.uid, doing.inside(opened))
    return case


def test_a_petition_goes_from_registration_to_the_file(opened: OpenOffice) -> None:
    case = builders.petition(opened)
    assert (case.number, case.step, case.first_time, is_protected(case)) == ("访2026-001", "talking", True, False)
    case = advance(opened, case)
    assert (case.status, case.closed_on) == (CLOSED, DAY)
    rows = parts_of_case(case, None).steps
    assert [row.action for row in rows] == [
        "registered",
        "talked",
        "accepted",
        "passed",
        "answered",
        "revisited",
        "closed",
    ]
    with pytest.raises(RuleRefused, match="恢复办理"):
        take_rights_step(opened.session, case)


def test_a_step_says_what_it_lacks(opened: OpenOffice) -> None:
    case = advance(opened, builders.petition(opened), "acceptance")
    with pytest.raises(RuleRefused, match="受理决定"):
        take_rights_step(opened.session, case)
    with pytest.raises(RuleRefused, match="不予受理日期；还没有填写不予受理的原因"):
        take_rights_step(opened.session, case, {"decision": "not_ours"})
    with pytest.raises(RuleRefused, match="不填这些"):
        take_rights_step(opened.session, case, {"result": "好了"})
    assert RightsCase.get().decision is None


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"decision": "not_ours", "not_ours_on": DAY, "not_ours_reason": "属法院管辖。"}, "not_ours"),
        ({"decision": "forward", "forwarded_on": DAY, "forwarded_to": "县农业农村局"}, "forwarded"),
    ],
)
def test_what_is_not_ours_ends_with_the_decision(opened: OpenOffice, values: dict[str, object], status: str) -> None:
    case = advance(opened, builders.petition(opened), "acceptance")
    take_rights_step(opened.session, case, values)
    case = RightsCase.get()
    assert (case.status, case.step, case.closed_on) == (status, "acceptance", DAY)
    reopen_case(opened.session, case, "又收到新材料")
    assert RightsCase.get().status == "running"


def test_at_most_five_delegates_speak_for_many(opened: OpenOffice) -> None:
    six = "、".join(["单立梅"] * 6)
    with pytest.raises(RuleRefused, match="不超过5人，现在有6人"):
        builders.petition(opened, people=30, delegates=six)
    assert builders.petition(opened, people=30, delegates=six[:-4]).people == 30
    with pytest.raises(RuleRefused, match="代表比来访的人还多"):
        builders.petition(opened, people=1, delegates="单立梅、普丽")


def test_numbers_are_never_given_twice(opened: OpenOffice) -> None:
    first = builders.petition(opened)
    referral = doing.do(opened, first, refer, builders.REFERRAL).value
    doing.remove(opened, first)
    second = builders.petition(opened)
    assert second.number == "访2026-002"
    assert (RightsCase.select().count(), RightsStep.select().count()) == (1, 1)
    undo(opened.session, History.select(History.seq).order_by(History.seq.desc()).scalar())
    third = builders.petition(opened)
    assert third.number == "访2026-003"
    again = doing.do(opened, third, refer, builders.REFERRAL).value
    assert (referral.number, again.number) == ("转2026-001", "转2026-002")


def test_nothing_is_passed_on_to_who_is_complained_of(opened: OpenOffice) -> None:
    case = advance(opened, builders.petition(opened, accused_unit="芒果县某公司"), "acceptance")
    decision = {"decision": "forward", "forwarded_on": DAY, "forwarded_to": "芒果县某公司"}
    with pytest.raises(RuleRefused, match="被反映"):
        take_rights_step(opened.session, case, decision)


def test_an_extension_needs_somebody_else(opened: OpenOffice) -> None:
    case = advance(opened, builders.petition(opened), "talking")
    with pytest.raises(RuleRefused, match="受理以后"):
        ask_extension(opened.session, case, "情况复杂")
    case = advance(opened, case, "handling")
    ask_extension(opened.session, case, "情况复杂")
    with pytest.raises(RuleRefused, match="没有待审批"):
        consent_extension(opened.session, builders.petition(opened), True)
    consent_extension(opened.session, case, True)  # alone in the office
    assert RightsCase.get_by_id(case.id).extended_by == builders.USER
    with pytest.raises(RuleRefused, match="已经延期一次"):
        ask_extension(opened.session, case, "还要更久")


def test_a_review_is_asked_for_in_time(opened: OpenOffice) -> None:
    case = advance(opened, builders.petition(opened), "revisiting")
    with pytest.raises(RuleRefused, match="30日内"):
        ask_review(opened.session, case, "review", date(2026, 12, 20))
    with pytest.raises(RuleRefused, match="还没有人提出复核"):
        decide_review(opened.session, case, "second", DAY, "维持")
    ask_review(opened.session, case, "review", DAY)
    decide_review(opened.session, case, "review", DAY, "维持原处理意见")
    ask_review(opened.session, case, "second", DAY)
    assert [row.action for row in parts_of_case(case, None).steps][-3:] == [
        "review_asked",
        "review_decided",
        "review_asked",
    ]


def test_only_what_was_forwarded_is_objected_to(opened: OpenOffice) -> None:
    with pytest.raises(RuleRefused, match="上级转来"):
        object_to_case(opened.session, builders.petition(opened), DAY, "不属本镇")
    case = builders.petition(opened, channel="superior", forwarded_from="县信访局")
    assert object_to_case(opened.session, case, DAY, "不属本镇").value.objected_on == DAY


def test_going_back_and_withdrawing_want_a_reason(opened: OpenOffice) -> None:
    case = advance(opened, builders.petition(opened), "handling")
    for act in (
        lambda: return_case(opened.session, case, "talking", " "),
        lambda: withdraw_case(opened.session, case, ""),
    ):
        with pytest.raises(RuleRefused, match="写明原因"):
            act()
    return_case(opened.session, case, "talking", "诉求没有问清")
    withdraw_case(opened.session, case, "已经和解")
    assert RightsCase.get().status == "withdrawn"


def test_days_come_in_their_order(opened: OpenOffice) -> None:
    case = builders.petition(opened)
    with pytest.raises(RuleRefused, match="受理日期不能早于登记日期"):
        change_case(opened.session, case, {"accepted_on": date(2026, 11, 1)})
    with pytest.raises(RuleRefused, match="不能在这里填写"):
        change_case(opened.session, case, {"status": "closed"})
    with pytest.raises(RuleRefused, match="还没有到"):
        add_progress(opened.session, case, "contacted", "上门走访", on=date(2026, 12, 1))


@pytest.mark.parametrize(
    "values",
    [
        {"rights_class": "0205"},
        {"rights_class": "0401"},
        {"rights_class": "0402"},
        {"rights_class": "0403"},
        {"child_harmed": True},
        {"capacity": "minor"},
        {"age": 17, "born": None},
        {"born": PartialDate(2008, 12), "rights_class": "0701"},
        {"keep_secret": True},
    ],
)
def test_what_is_protected_is_not_kept_openly(opened: OpenOffice, values: dict[str, object]) -> None:
    with pytest.raises(sight.NeedsCompartment, match="什么也没有保存"):
        builders.petition(opened, **values)
    assert RightsCase.select().count() == 0
    inside = enter(opened)
    case = builders.petition(opened, **values)
    assert is_protected(case)
    assert case.number == "护访2026-001"
    assert case.protected_because
    assert RightsCase.select().count() == RightsStep.select().count() == 0
    assert inside.all(RightsCase)[0].uid == case.uid
    inside.leave()
    with pytest.raises(NotFound):
        case_of(case.uid, doing.inside(opened))


def test_who_is_of_age_is_not_protected(opened: OpenOffice) -> None:
    assert not is_protected(builders.petition(opened, born=PartialDate(2008, 11, 16)))


def test_a_repeat_of_a_protected_petition_is_protected(opened: OpenOffice) -> None:
    enter(opened)
    first = builders.violence_case(opened)
    again = builders.petition(opened, repeat_of=first.uid)
    assert (is_protected(again), again.first_time, again.protected_because) == (True, False, "violence")
    opened.compartment.leave()
    with pytest.raises(RuleRefused, match="没有找到上一次来访"):
        builders.petition(opened, repeat_of=first.uid)


def test_an_open_case_moves_into_the_compartment_when_it_has_to(opened: OpenOffice) -> None:
    case = builders.petition(opened)
    doing.do(opened, case, add_progress, "contacted", "上门走访")
    doing.do(opened, case, change_case, {"claim": "退地并赔偿。"})
    doing.attach_to(opened, case, "照片", "a.jpg", b"\xff\xd8\xff0")
    with pytest.raises(sight.NeedsCompartment):
        doing.do(opened, case, change_case, {"rights_class": "0205"})
    assert RightsCase.get().rights_class == "0501"
    inside = enter(opened)
    moved = doing.do(opened, case, change_case, {"rights_class": "0205"}).value
    assert (moved.uid, moved.number, is_protected(moved)) == (case.uid, "访2026-001", True)
    assert RightsCase.select().count() == RightsStep.select().count() == 0
    rows = parts_of_case(moved, inside).steps
    assert "退还承包地。" in next(row.text for row in rows if row.action == "reclassified")
    kept = doing.attachments(opened, moved)
    assert [doing.content_of(opened, part) for part in kept] == [b"\xff\xd8\xff0"]
    assert not list(opened.place.attachments.iterdir())
    assert builders.petition(opened).number == "访2026-002"
