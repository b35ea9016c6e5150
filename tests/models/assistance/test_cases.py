"""Cases from the application to the closing: steps, opinions, reasons, two hands, papers, and what is taken back."""

from datetime import date
from typing import Any

import pytest

from models.assistance.case import CLOSED, KEPT, RUNNING, HelpCase, HelpStep
from models.assistance.programmes import add_programme, programme_of, shipped
from models.assistance.steps import (
    blocking_now,
    close_case,
    opinions_of,
    reopen_case,
    return_step,
    review_case,
    steps_of,
    take_step,
)
from models.assistance.verbs import (
    change_case,
    check_case,
    open_case,
    remove_case,
    scan_evidence,
    tick_evidence,
)
from models.core.errors import BadFile, NotAllowed, RuleRefused
from models.core.search import matching_ids
from models.core.verbs import Session, undo
from models.office.access import add_user
from models.office.attachment import LARGEST, Attachment, Store
from models.office.guard import Guard
from models.office.office import OpenOffice
from models.people.person import Person
from tests import builders

TODAY = builders.NOW.date()
SAID = {"agrees": True, "opinion": "情况属实，同意。"}


def worker(session: Session, **values: Any) -> HelpCase:
    """A case whose class fits its household's money."""
    builders.allowance(session, 400)
    who = builders.person(session)
    builders.household(session, who)
    return builders.help_case(session, who, **values)


def fresh(case: HelpCase) -> HelpCase:
    return HelpCase.get_by_id(case.id)


def test_a_case_begins_with_number_household_and_first_step(session: Session) -> None:
    case = worker(session)
    assert (case.number, case.step, case.status) == ("困2026-0001", "apply", RUNNING)
    assert case.household == case.person.households.get()
    assert (case.registrar, case.scheme, case.lacking) == (builders.USER, "current", 8)
    assert case.called() == "“单立梅”的困难职工帮扶个案"
    for typed in ("单立梅", "困2026-0001"):
        assert matching_ids("help_case", typed, 5) == [case.id]


def test_what_is_not_applied_for_cannot_be_opened(session: Session) -> None:
    case = worker(session)
    assert [problem.field for problem in check_case({})] == ["person"]
    assert [problem.field for problem in check_case({"person": case.person})] == ["programme"]
    with pytest.raises(RuleRefused, match="个案（困2026-0001）办理中，不用再开"):
        builders.help_case(session, case.person)
    close_case(session, case, "withdrawn")
    assert builders.help_case(session, case.person).number == "困2026-0002"


def test_a_programme_is_open_in_its_time_only(session: Session) -> None:
    content = {**shipped()[2].content, "title": "夏送清凉", "letters": "凉"}
    for key in ("key", "valid_from", "valid_to", "order"):
        content.pop(key)
    add_programme(session, "cool", content, reason="文", valid_from=date(2026, 6, 1), valid_to=date(2026, 8, 31))
    who = builders.person(session)
    with pytest.raises(RuleRefused, match=r"“夏送清凉”在2026.11.20不在办理期内"):
        open_case(session, {"person": who, "programme": "cool"})
    assert open_case(session, {"person": who, "programme": "cool", "applied_on": date(2026, 7, 1)}).value.id


@pytest.mark.parametrize("key", [text.key for text in shipped()])
def test_every_programme_can_be_lived_through(session: Session, key: str) -> None:
    builders.allowance(session, 400)
    sex = {"born": date(2015, 5, 1)} if key in ("spring_bud", "child_in_need", "left_behind_child") else {}
    who = builders.person(session, **{"born": date(1985, 5, 1), "marriage": "30", **sex})
    builders.household(session, who)
    case = builders.help_case(session, who, key)
    reasons = {"whom_marriage": "丈夫已失联多年"} if key == "left_behind_woman" else {}
    builders.advance_case(session, case, **reasons)
    case = fresh(case)
    assert (case.status, case.step) == (KEPT, "kept")
    assert case.decided_on
    assert list(opinions_of(case)) == [step.key for step in programme_of(case).route]
    assert blocking_now(case, TODAY) == []
    with pytest.raises(RuleRefused, match="已经在档"):
        take_step(session, case)


def test_a_step_waits_for_what_it_needs(session: Session) -> None:
    case = worker(session, hardship_class=None)
    with pytest.raises(RuleRefused, match="还没有填写困难类别"):
        take_step(session, case)
    assert fresh(case).step == "apply"
    change_case(session, case, {"hardship_class": "relative"})
    take_step(session, case)
    assert fresh(case).step == "visit"


@pytest.mark.parametrize("said", [{}, {"agrees": True}, {"opinion": "同意"}, {"agrees": True, "opinion": " "}])
def test_a_level_says_whether_it_agrees_and_why(session: Session, said: dict[str, Any]) -> None:
    case = worker(session)
    take_step(session, case)
    with pytest.raises(RuleRefused, match="“入户核实”还没有写明是否同意和意见"):
        take_step(session, case, **said)


def test_who_does_not_agree_keeps_the_case_where_it_is(session: Session) -> None:
    case = worker(session)
    take_step(session, case)
    done = take_step(session, case, agrees=False, opinion="名下有商铺。", by="赵小云")
    assert done.sentence.endswith("在“入户核实”未获同意，请退回或结案")
    assert fresh(case).step == "visit"
    assert opinions_of(case)["visit"].agrees is False
    take_step(session, case, agrees=True, opinion="商铺已转让。")
    assert (opinions_of(case)["visit"].agrees, fresh(case).step) == (True, "unit")
    assert [row.action for row in steps_of(case)] == ["passed", "refused", "passed"]


def test_a_warning_is_passed_with_a_reason_that_holds_on(session: Session) -> None:
    case = worker(session, hardship_class="deep")
    with pytest.raises(RuleRefused, match="按收入核算为相对困难，现在选的是深度困难，请核对，要继续请写明原因"):
        take_step(session, case)
    assert [problem.code for problem in blocking_now(case, TODAY)] == ["worker_class_matches"]
    take_step(session, case, reasons={"worker_class_matches": "收入已按新近减少的核实"})
    take_step(session, case, **SAID)
    assert fresh(case).step == "unit"
    judged = {part["rule"]: part for part in HelpStep.get().judged}
    assert judged["worker_class_matches"]["reason"] == "收入已按新近减少的核实"
    assert judged["worker_class_matches"]["found"] == "相对困难"


def test_a_stop_is_passed_by_no_reason(session: Session) -> None:
    who = builders.person(session, order=125)
    case = builders.help_case(session, who, "single_mother")
    with pytest.raises(RuleRefused, match="单立梅的性别是男，本项目面向女"):
        take_step(session, case, reasons={"whom_sex": "特殊情况"})


def test_papers_block_the_approval_and_not_the_application(session: Session) -> None:
    case = builders.help_case(session, builders.person(session), "training")
    take_step(session, case)
    change_case(session, case, {"decided_on": TODAY})
    with pytest.raises(RuleRefused, match="还缺证明材料：身份证复印件，要继续请写明原因"):
        take_step(session, case, **SAID)
    take_step(session, case, **SAID, reasons={"evidence_complete": "证件遗失，已报失"})
    assert fresh(case).status == KEPT


def test_publicity_is_over_before_the_case_goes_on(session: Session) -> None:
    case = builders.advance_case(session, worker(session), "publicity")
    until = {"publicity_from": date(2026, 11, 16), "publicity_to": TODAY, "publicity_clear": True}
    change_case(session, case, {**until, "publicity_place": "公开栏"})
    with pytest.raises(RuleRefused, match=r"公示到2026\.11\.20才满"):
        take_step(session, case)


def test_a_case_goes_back_with_a_reason(session: Session) -> None:
    case = builders.advance_case(session, worker(session), "publicity")
    with pytest.raises(RuleRefused, match="请写明原因"):
        return_step(session, case, "visit", " ")
    for wrong in ("publicity", "county", "nothing"):
        with pytest.raises(RuleRefused, match="只能退回到前面"):
            return_step(session, case, wrong, "材料不实")
    return_step(session, case, "visit", "材料不实")
    assert fresh(case).step == "visit"


def test_closing_and_opening_again(session: Session) -> None:
    case = builders.advance_case(session, worker(session))
    with pytest.raises(RuleRefused, match="请选择结案原因"):
        close_case(session, case, "done")
    with pytest.raises(RuleRefused, match="请写明原因"):
        close_case(session, case, "other")
    done = close_case(session, case, "out_of_hardship", "子女已就业", date(2026, 11, 18))
    assert done.sentence.endswith("结案：脱困")
    assert (fresh(case).status, fresh(case).closed_on) == (CLOSED, date(2026, 11, 18))
    for act in (take_step, review_case):
        with pytest.raises(RuleRefused):
            act(session, fresh(case))
    with pytest.raises(RuleRefused, match="已经结案，请先重新启用"):
        change_case(session, fresh(case), {"note": "x"})
    reopen_case(session, fresh(case), "子女失业返贫")
    assert (fresh(case).status, fresh(case).closing, fresh(case).closed_on) == (KEPT, None, None)
    with pytest.raises(RuleRefused, match="只有结案的"):
        reopen_case(session, fresh(case), "x")


def test_a_running_case_is_running_again_after_it_is_reopened(session: Session) -> None:
    case = builders.advance_case(session, worker(session))
    return_step(session, case, "township", "材料要补")
    close_case(session, case, "withdrawn")
    other = builders.help_case(session, case.person)
    with pytest.raises(RuleRefused, match="已有同一项目的个案困2026-0002"):
        reopen_case(session, case, "本人又要求办理")
    close_case(session, other, "withdrawn")
    reopen_case(session, case, "本人又要求办理")
    assert (fresh(case).status, fresh(case).step) == (RUNNING, "township")


def test_a_kept_case_is_looked_at_again(session: Session) -> None:
    case = worker(session)
    with pytest.raises(RuleRefused, match="不在档"):
        review_case(session, case)
    builders.advance_case(session, case)
    review_case(session, case, by="赵小云", opinion="仍符合条件。")
    assert fresh(case).reviewed_on == TODAY


def test_facts_and_columns_are_written_apart(session: Session) -> None:
    case = worker(session)
    change_case(session, case, {"note": "x"}, {"union_member": True})
    assert programme_of(case).read_facts(fresh(case).facts)["industry"] == "C"
    assert programme_of(case).read_facts(fresh(case).facts)["union_member"] is True
    change_case(session, case, {}, {"industry": None})
    assert "industry" not in fresh(case).facts
    for name in ("step", "status", "evidence", "closing", "nothing"):
        with pytest.raises(RuleRefused, match="请用步骤按钮"):
            change_case(session, case, {name: "x"})


def test_papers_are_kept_as_scans(session: Session, opened: OpenOffice) -> None:
    case, store = worker(session), Store(opened)
    scan_evidence(session, store, case, "diagnosis", "诊断证明.pdf", b"%PDF-1.7")
    kept = fresh(case).evidence["diagnosis"]
    assert (kept["got"], kept["on"]) == (True, "2026-11-20")
    assert store.content(kept["attachment"]) == b"%PDF-1.7"
    assert Attachment.get().title == "诊断证明"
    tick_evidence(session, case, "diagnosis", on=date(2026, 11, 1))
    assert fresh(case).evidence["diagnosis"] == {**kept, "on": "2026-11-01"}
    tick_evidence(session, case, "diagnosis", got=False)
    assert "diagnosis" not in fresh(case).evidence
    with pytest.raises(BadFile, match="超过 20 MB"):
        scan_evidence(session, store, case, "bills", "票据.pdf", b"x" * (LARGEST + 1))
    with pytest.raises(RuleRefused, match="没有这一项"):
        tick_evidence(session, case, "nothing")


def test_every_step_is_taken_back(session: Session) -> None:
    case = worker(session)
    before = fresh(case).stored()
    seqs = [
        take_step(session, case).seq,
        take_step(session, case, **SAID).seq,
        close_case(session, case, "dead").seq,
        reopen_case(session, case, "登记错误").seq,
    ]
    for seq in reversed(seqs):
        undo(session, seq)
    after = fresh(case).stored()
    free = ("revision", "changed_at", "changed_by")
    assert {key: value for key, value in after.items() if key not in free} == {
        key: value for key, value in before.items() if key not in free
    }
    assert not HelpStep.select().exists()


def test_a_case_that_was_removed_comes_back_whole(session: Session, opened: OpenOffice) -> None:
    case = builders.advance_case(session, worker(session), "unit")
    scan_evidence(session, Store(opened), case, "diagnosis", "诊断证明.pdf", b"%PDF-1.7")
    removed = remove_case(session, case)
    assert (HelpCase.select().count(), HelpStep.select().count(), Attachment.select().count()) == (0, 0, 0)
    assert matching_ids("help_case", "单立梅", 5) == []
    undo(session, removed.seq)
    assert (fresh(case).step, HelpStep.select().count(), Attachment.select().count()) == ("unit", 2, 1)


def as_user(session: Session, name: str) -> Session:
    return Session(name, session.origin, session.history_key, session.clock, guard=Guard(name))


def test_taking_in_and_approving_are_done_by_two(session: Session, opened: OpenOffice) -> None:
    add_user(opened, "李国强", ["review"], "木棉花落在四月里")
    add_user(opened, "杨文", ["entry"], "凤凰花落在五月里")
    case = builders.advance_case(session, worker(session), "township")
    with pytest.raises(NotAllowed, match="由王秀英受理，“乡镇（街道）审核”请由另一位审核员来做"):
        take_step(session, case, **SAID)
    with pytest.raises(NotAllowed, match="杨文的角色在“乡镇（街道）审核”这一步不能"):
        take_step(as_user(session, "杨文"), case, **SAID)
    take_step(as_user(session, "李国强"), case, **SAID)
    assert fresh(case).step == "county"


def test_nobody_approves_her_own_case(session: Session, opened: OpenOffice) -> None:
    add_user(opened, "单立梅", ["review"], "木棉花落在四月里")
    case = builders.advance_case(session, worker(session), "township")
    with pytest.raises(NotAllowed, match="不能由帮扶对象本人来做"):
        take_step(as_user(session, Person.get().name), case, **SAID)
