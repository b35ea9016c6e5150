"""案卷: all papers of one case in one file, and what the demonstration writes of it."""

import pytest

from models.core.errors import NotFound
from reports.forms import case_file_for, case_file_missing, case_file_to
from reports.paper.display import Text
from tests import builders


def words(paper):
    runs = [item.string for page in paper.pages for item in page.all_items() if isinstance(item, Text)]
    return "".join("".join(runs).split())


def test_a_case_file_holds_each_paper_once_in_the_order_of_the_work(told):
    whole = words(case_file_for(told.uid("violence"), builders.NOW, closed=told.closed))
    titles = (
        "来信来访接待登记表",
        "家庭暴力案件登记表",
        "告诫书跟踪、查访记录",
        "人身安全保护令申请书",
        "人身安全保护令申请记录",
    )
    places = [whole.index(f"rights.{key}") for key in ("intake", "violence", "warning", "order-record", "referral")]
    assert places == sorted(places)
    for title in titles:
        assert title in whole
    assert "信访事项受理告知书" not in whole
    assert whole.count("护转2026-001的转介单收到") == 1


def test_its_name_is_the_number_and_for_an_open_case_says_what_it_is(told):
    assert case_file_for(told.uid("violence"), builders.NOW, closed=told.closed).title == "护访2026-001"
    assert case_file_for(told.uid("petition"), builders.NOW).title == "访2026-001案卷"


def test_a_protected_case_file_is_not_there_for_who_is_not_inside(told, tmp_path):
    for uid in (told.uid("violence"), "a" * 16):
        with pytest.raises(NotFound, match=r"^没有找到这件来访，可能已被删除。$"):
            case_file_to(uid, tmp_path / "f.pdf", builders.NOW)
    assert not (tmp_path / "f.pdf").exists()


def test_nothing_is_missing_on_the_papers_of_the_story(told):
    for name in ("petition", "violence", "child"):
        assert case_file_missing(told.uid(name), told.closed) == []


def test_the_notice_of_acceptance_is_there_once_it_is_decided(told):
    assert "信访事项受理告知书" in words(case_file_for(told.uid("petition"), builders.NOW))
    assert "信访事项处理意见书" not in words(case_file_for(told.uid("petition"), builders.NOW))
