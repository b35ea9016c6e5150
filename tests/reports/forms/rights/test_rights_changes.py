"""Papers of cases that go on: many visits and steps, long words, corrections, rare characters, what history is told."""

import pytest

from models.core.errors import NotFound
from models.core.history import History
from models.rights.doing import do
from models.rights.file import case_of
from models.rights.printed import note_printed
from models.rights.records import Violence, WarningLetter
from models.rights.verbs import add_progress, change_case
from models.rights.violence import change_part, visit_after_warning
from reports.forms import lay_out_for
from reports.paper.display import Text
from reports.paper.fonts import MissingCharacter
from tests import builders
from tests.reports.paper.judges import crossings


def on_page(page):
    return "".join("".join(item.string for item in page.all_items() if isinstance(item, Text)).split())


def drawn(paper):
    return "".join(map(on_page, paper.pages))


def printed(told, key, name):
    return lay_out_for(key, [told.uid(name)], builders.NOW, closed=told.closed)


def test_many_visits_and_long_words_take_more_pages_and_lose_nothing(changing):
    told = changing
    case = case_of(told.uid("violence"), told.closed)
    letter = told.closed.get(WarningLetter, told.uid("letter"))
    long = "受害人说他又在楼下守着，社区和派出所分别上门。" * 90 + "到此为止。"
    for _ in range(5):
        values = {"visited_on": letter.issued_on, "visitors": "刘芳", "repeated": True, "victim_state": long}
        do(told.opened, case, visit_after_warning, letter, values)
    paper = printed(told, "rights.warning", "letter")
    words = drawn(paper)
    assert words.count("到此为止。") == 5
    assert "第7次查访" in words
    assert "续见附页" not in words
    assert all(crossings(page) == [] for page in paper.pages)
    assert all("注意：安全联系" in on_page(page) for page in paper.pages)


def test_text_without_room_goes_on_on_a_supplement_that_names_the_number_alone(changing):
    told = changing
    part = told.closed.parts(Violence, case_uid=told.uid("violence"))[0]
    case = case_of(told.uid("violence"), told.closed)
    do(told.opened, case, change_part, part, {"course": "他又动手打人，邻居听见了。" * 80 + "写完了。"})
    paper = printed(told, "rights.violence", "violence")
    supplement = next(page for page in paper.pages if "续页" in on_page(page))
    assert "【经过】（接正表）" in on_page(supplement)
    assert "写完了。" in on_page(supplement)
    assert "编号：护暴2026-001" in on_page(supplement)
    assert "姓名：" not in on_page(supplement)
    assert "注意：" in on_page(supplement)


def test_more_steps_than_the_back_holds_follow_on_a_sheet_of_their_own(changing):
    told = changing
    uid = told.uid("petition")
    for number in range(12):
        do(told.opened, case_of(uid, None), add_progress, "contacted", f"第{number}次联系，{'情况照旧，' * 30}完。")
    paper = printed(told, "rights.intake", "petition")
    words = drawn(paper)
    assert words.count("完。") == 12
    assert "处理过程（续）" in words
    assert all(crossings(page) == [] for page in paper.pages)


def test_rare_characters_print_and_unknown_ones_are_named_by_number_alone(changing):
    told = changing
    uid = told.uid("petition")
    do(told.opened, case_of(uid, None), change_case, {"name": "𬭎䶮㐂"})
    assert "𬭎䶮㐂" in drawn(printed(told, "rights.intake", "petition"))
    do(told.opened, case_of(told.uid("violence"), told.closed), change_case, {"problem": "看不出的字\U000323b0。"})
    with pytest.raises(MissingCharacter) as caught:
        printed(told, "rights.intake", "violence")
    assert "周美" not in str(caught.value)


def test_a_long_wish_is_cut_in_the_block_and_whole_in_the_record(changing):
    told = changing
    long = "不要打电话给任何亲戚，" * 40 + "最后一句。"
    do(told.opened, case_of(told.uid("violence"), told.closed), change_case, {"wishes": long})
    paper = lay_out_for("rights.violence", [told.uid("violence")], builders.NOW, closed=told.closed)
    words = ["".join(i.string for i in p.all_items() if isinstance(i, Text)) for p in paper.pages]
    assert "（全文见记录）" in words[0]
    assert "最后一句。" in "".join(words)


def test_a_case_without_wishes_says_that_they_are_still_to_be_asked(changing):
    told = changing
    empty = {"wishes": None, "safe_contact": None}
    do(told.opened, case_of(told.uid("child"), told.closed), change_case, empty)
    paper = lay_out_for("rights.report", [told.uid("report")], builders.NOW, closed=told.closed)
    words = "".join(i.string for i in paper.pages[0].all_items() if isinstance(i, Text))
    assert "还没有记下本人意愿和安全联系方式" in words


def test_printing_a_protected_paper_is_told_in_the_compartment_and_nowhere_else(changing):
    told = changing
    before = History.select().count()
    note_printed(told.opened, told.closed, "家庭暴力案件登记表", told.uid("violence"))
    note_printed(told.opened, told.closed, "转介单", told.uid("referrals.1"))
    assert History.select().count() == before
    assert told.closed.rows()[1].sentence == "打印《家庭暴力案件登记表》"
    assert told.closed.rows()[1].subject_uid == told.uid("violence")
    note_printed(told.opened, told.closed, "来信来访接待登记表", told.uid("petition"))
    assert History.select().count() == before + 1
    with pytest.raises(NotFound):
        note_printed(told.opened, None, "家庭暴力案件登记表", told.uid("violence"))
