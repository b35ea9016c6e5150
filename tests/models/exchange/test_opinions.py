"""Opinions on what offices below recommend: who waits, what is said to several, what goes back, what can be undone."""

from datetime import date

import pytest

from models.core.database import DB
from models.core.errors import Cancelled
from models.core.progress import Silent, StopAfter
from models.exchange.answering.notices import INCOMPLETE
from models.exchange.opinions import (
    AGREES,
    GIVEN,
    RETURNED,
    WAITING,
    Opinion,
    SendingBack,
    count_waiting,
    due_opinions,
    give,
    judged,
    of_this_office,
    offices,
    opinion_ids,
    opinion_lines,
    send_back,
    step_for,
    take_back,
    templates,
    what_can_miss,
    worded,
)
from models.exchange.records import Notice
from models.office.office import OpenOffice
from models.recommendation.lists import due_today
from models.recommendation.records import Recommendation
from models.recommendation.verbs import fill_in
from tests import builders
from tests.models.exchange.carried import BAMBOO, DRAGON, MANGO, SHE

TODAY = date(2026, 11, 20)
YES = Opinion(True, "经审核，同意推荐〔姓名〕同志为〔类别〕。", "周敏", TODAY)
NO = Opinion(False, "暂不同意推荐〔姓名〕同志。", "周敏", TODAY)


def recommendation(name: str) -> Recommendation:
    """Hers."""
    return next(rec for rec in Recommendation.select() if rec.person.name == name)


def test_those_at_the_superior_s_step_wait_office_by_office(full_county: OpenOffice) -> None:
    assert [(one.name, one.counts.get(WAITING)) for one in offices()] == [(BAMBOO, 2), (MANGO, 2), (DRAGON, 1)]
    lines = opinion_lines(opinion_ids())
    assert [(line.name, line.office) for line in lines if line.office == MANGO] == [("仇志强", MANGO), (SHE, MANGO)]
    assert {(line.figures, line.state) for line in lines} == {("26/28", "")}
    assert judged(opinion_ids(), TODAY, Silent()) == dict.fromkeys(opinion_ids(), ())
    assert count_waiting() == 5
    assert len(opinion_ids(named="slm")) == 2
    assert opinion_ids(channel="union") == []


def test_own_recommendations_do_not_wait_here(full_county: OpenOffice) -> None:
    builders.advance(
        full_county.session, builders.candidate(full_county.session, "women", name="杨丽", order=126), "superior"
    )
    assert count_waiting() == 5


def test_one_opinion_for_several_and_all_of_it_undone(full_county: OpenOffice) -> None:
    ids = opinion_ids()
    results = give(full_county.session, ids, YES, Silent())
    assert [result.done for result in results] == [True] * 5
    her = recommendation(SHE)
    assert her.superior_opinion == f"经审核，同意推荐{SHE}同志为入党积极分子。"
    assert (her.step, her.superior_agrees, her.superior_by, her.superior_on) == ("forward", True, "周敏", TODAY)
    assert (opinion_ids(), len(opinion_ids(GIVEN))) == ([], 5)
    assert {line.state for line in opinion_lines(ids)} == {"同意"}
    take_back(full_county.session, results, Silent())
    assert opinion_ids() == ids
    assert recommendation(SHE).superior_on is None


def test_who_is_not_agreed_to_stays_at_her_step_with_the_opinion(full_county: OpenOffice) -> None:
    her = recommendation(SHE)
    (result,) = give(full_county.session, [her.id], NO, Silent())
    assert (result.done, result.step) == (True, "superior")
    assert recommendation(SHE).superior_agrees is False
    assert her.id not in opinion_ids()
    assert opinion_lines([her.id])[0].state == "不同意"


def test_who_is_refused_keeps_nothing_of_the_opinion(full_county: OpenOffice) -> None:
    her = recommendation(SHE)
    same = Opinion(True, YES.text, her.person.name, TODAY)  # nobody approves herself
    refused, other = give(full_county.session, [her.id, recommendation("仇志强").id], same, Silent())
    assert (refused.done, other.done) == (False, True)
    assert refused.sentence
    assert recommendation(SHE).superior_on is None
    assert not give(full_county.session, [her.id], Opinion(True, " ", "周敏", TODAY), Silent())[0].done


def test_what_goes_back_says_what_is_missing_and_tells_its_office(full_county: OpenOffice) -> None:
    her = recommendation(SHE)
    back = SendingBack("inspection", ("主要事迹和现实表现",), "请写明〔姓名〕的具体事迹。", date(2026, 12, 5))
    (result,) = send_back(full_county.session, [her.id], back, Silent())
    assert (result.done, result.step) == (True, "inspection")
    notice = Notice.get()
    assert (notice.receiver, notice.matter, notice.missing) == (her.origin, INCOMPLETE, "主要事迹和现实表现")
    assert notice.text == f"“{SHE}”的推荐退回到“组织考察”：请写明{SHE}的具体事迹。"
    assert (notice.due_on, notice.owner_uid) == (date(2026, 12, 5), her.uid)
    assert (her.id in opinion_ids(), opinion_ids(RETURNED)) == (False, [her.id])
    taken = list(her.steps_taken)
    assert taken[-1].reason == f"需要补正：主要事迹和现实表现。请写明{SHE}的具体事迹。"
    take_back(full_county.session, [result], Silent())
    assert (recommendation(SHE).step, Notice.select().count()) == ("superior", 0)


def test_nothing_goes_back_without_a_reason(full_county: OpenOffice) -> None:
    ids = opinion_ids()[:1]
    (result,) = send_back(full_county.session, ids, SendingBack("inspection"), Silent())
    assert (result.done, "退回的原因" in result.sentence) == (False, True)


def test_cancelled_nobody_was_touched(full_county: OpenOffice) -> None:
    ids = opinion_ids()
    with pytest.raises(Cancelled):
        give(full_county.session, ids, YES, StopAfter(2))
    assert opinion_ids() == ids


def test_what_is_missing_is_offered_first_and_leads_to_its_step(full_county: OpenOffice) -> None:
    her = recommendation(SHE)
    fill_in(full_county.session, her, {"deeds": None})
    her = recommendation(SHE)
    first = what_can_miss(her)[0]
    assert (first.field, first.step, first.empty) == ("deeds", "inspection", True)
    assert step_for(her, ["publicity_from", "deeds"]) == "inspection"
    assert step_for(her, []) == "inspection"
    assert f"{first.label}没有填写" in judged([her.id], TODAY, Silent())[her.id]


def test_sentences_to_begin_with(full_county: OpenOffice) -> None:
    for kind in (AGREES, "disagrees", "returned"):
        assert all("〔" not in worded(text, recommendation(SHE)) for text in templates(kind))


def test_what_waits_stands_in_today_s_list_and_what_others_have_to_do_does_not(full_county: OpenOffice) -> None:
    found = due_opinions(TODAY)
    assert [due.title for due in found] == [
        f"{BAMBOO}：2 人的推荐等审核意见",
        f"{MANGO}：2 人的推荐等审核意见",
        f"{DRAGON}：1 人的推荐等审核意见",
    ]
    assert due_today(TODAY)  # each township waits for the superior's opinion
    assert of_this_office(due_today(TODAY)) == []
    session = full_county.session
    builders.advance(session, builders.candidate(session, "women", name="杨丽", order=126), "superior")
    assert [due.title for due in of_this_office(due_today(TODAY))] == ["杨丽：等上级审核意见"]
    give(session, opinion_ids(), YES, Silent())
    assert due_opinions(TODAY) == []


def test_lines_are_read_together_however_many_there_are(full_county: OpenOffice) -> None:
    told: list[str] = []
    DB.connection().set_trace_callback(told.append)
    for ids in (opinion_ids()[:1], opinion_ids()):
        told.clear()
        opinion_lines(ids)
        assert len(told) == 2
    DB.connection().set_trace_callback(None)
