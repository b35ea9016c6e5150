"""收到的回复 and 已报送: what the superior said comes into the records; what is to be done about it is dealt with."""

import shutil

import pytest

from models.exchange.records import Notice, ReceivedPackage, SentPackage
from models.people.person import Person
from models.recommendation.records import Recommendation
from tests.models.exchange import packages
from tests.ui.pages.township_sample import acquaint, answered
from ui import messages


@pytest.fixture(scope="session")
def round_trip(founded, tmp_path_factory):
    """The township that has reported, and a stick with the county's answer."""
    root = acquaint(founded, tmp_path_factory.mktemp("round"))
    answered(root)
    return root


@pytest.fixture
def page(enter, round_trip):
    """The page of that township."""
    return enter("exchange", round_trip / "township").shell.page


@pytest.fixture
def part(page):
    """收到的回复 in front."""
    return page.show_part("answers")


@pytest.fixture
def answer(round_trip, tmp_path):
    """This test's own stick."""
    stick = shutil.copytree(round_trip / "stick", tmp_path / "stick")
    return next(stick.glob("*.qtpkg"))


def rec(name):
    return Recommendation.select().join(Person).where(Person.name == name).get()


def read(part, settled, path):
    part.take_files([path])
    settled()
    settled()


def take(part, settled, path):
    read(part, settled, path)
    part.save()
    settled()
    settled()


def test_an_answer_is_shown_in_words_before_it_is_taken_in(part, settled, answer, save_screen):
    save_screen(part.window(), "exchange_answers_empty")
    read(part, settled, answer)
    said = part.panel.text
    for words in ("第 1 号", "“丁晓梅”：同意推荐", "材料齐全", "退回补正", "入党申请书复印件", "11月30日前办理"):
        assert words in said, words
    assert not ReceivedPackage.select().exists()
    assert rec("丁晓梅").superior_agrees is None
    save_screen(part.window(), "exchange_answer")


def test_taken_in_it_stands_in_the_records_and_in_the_list(part, settled, answer, save_screen):
    take(part, settled, answer)
    assert part.panel is None
    assert "1 份报送包已确认，1 件审核意见，3 件回告" in part.bar.text
    assert rec("丁晓梅").superior_agrees is True
    assert SentPackage.get().confirmed_on is not None
    assert len(part.notices._found) == 3
    assert part.window().page._buttons["answers"].text().endswith("3")
    part.notices.table.choose(Notice.get(Notice.matter == "incomplete").id)
    part.notices.open_notice()
    save_screen(part.window(), "exchange_answers")


def test_a_notice_leads_to_its_record_and_is_dealt_with(part, settled, answer):
    take(part, settled, answer)
    shell = part.window()
    part.open_target(Notice.get(Notice.matter == "incomplete").uid)
    panel = part.notices.panel
    panel.form.form.editors["remark"].set_text("已补齐，随下次报送。")
    assert panel.form.save()
    notice = Notice.get(Notice.matter == "incomplete")
    assert notice.dealt_on is not None
    assert notice.remark == "已补齐，随下次报送。"
    part.notices.choose(False)
    assert len(part.notices._found) == 2
    part.notices.open_uid(notice.uid)
    part.notices.panel.go.emit("recommendation", rec("解晓燕").uid)
    assert shell.page.title.startswith("推优")


def test_the_value_that_the_superior_kept_is_taken_over(part, settled, answer, save_screen):
    take(part, settled, answer)
    part.open_target(Notice.get(Notice.matter == "settled").uid)
    save_screen(part.window(), "exchange_notice_settled")
    part.notices.panel.take_button.click()
    assert rec("丁晓梅").person.phone == "13800009999"
    assert Notice.get(Notice.matter == "settled").dealt_on is not None


def test_today_leads_to_the_notice(part, settled, answer):
    take(part, settled, answer)
    shell = part.window()
    shell.visit("today")
    shell.go("exchange", ("notice", Notice.get(Notice.matter == "incomplete").uid))
    assert shell.page.part is part
    assert part.notices.panel.notice.matter == "incomplete"


def test_a_package_is_taken_back(part, settled, answer):
    take(part, settled, answer)
    part.received.table.choose(ReceivedPackage.get().id)
    part.received.open_package()
    part.received.panel.undo_button.click()
    settled()
    assert rec("丁晓梅").superior_agrees is None
    assert not Notice.select().exists()
    take(part, settled, answer)
    assert rec("丁晓梅").superior_agrees is True


def test_twice_the_same_and_a_spoilt_one_are_told_calmly(part, settled, answer, tmp_path):
    take(part, settled, answer)
    read(part, settled, answer)
    assert "已经收过" in part.bar.text
    spoilt = tmp_path / "坏的.qtpkg"
    spoilt.write_bytes(answer.read_bytes()[:-1000])
    read(part, settled, spoilt)
    assert "坏的.qtpkg" in part.bar.text
    assert part.panel is None


def test_of_a_stick_with_much_for_others_it_is_told_how_many(part, settled, answer, tmp_path):
    packages.sent(part.desk.opened, answer.parent)
    packages.sent(part.desk.opened, answer.parent)
    read(part, settled, answer.parent)
    assert part.bar.text == "有 2 份是给别的单位的，没有读入。"
    assert part.panel is not None


def test_esc_puts_it_away_untouched(part, settled, answer):
    read(part, settled, answer)
    assert part.step_back()
    assert part.panel is None
    assert not ReceivedPackage.select().exists()


@pytest.mark.parametrize("whole_stick", [False, True])
def test_a_dropped_package_leads_here(enter, round_trip, settled, answer, whole_stick):
    workbench = enter("today", round_trip / "township")
    workbench._take_files([answer.parent if whole_stick else answer])
    settled()
    settled()
    assert workbench.shell.page.part.panel.arrived.path == answer


def test_files_are_chosen_with_the_button(part, settled, answer):
    messages.answer([answer])
    part.begin()
    settled()
    settled()
    assert part.panel is not None


def test_sent_packages_say_whether_they_arrived(page, settled, answer, save_screen):
    part = page.show_part("sent")
    assert part.table.records.text(0, 7) == "未确认，今天报出"
    part.table.choose(SentPackage.get().id)
    part.open_package()
    save_screen(page.window(), "exchange_sent")
    take(page.show_part("answers"), settled, answer)
    page.show_part("sent")
    assert "已确认" in part.table.records.text(0, 7)
    save_screen(page.window(), "exchange_sent_confirmed")
    part.choose("open")
    assert part.panel is None
    assert len(part.table.records.ids) == 0


def test_the_receipt_is_printed_again(page, settled):
    part = page.show_part("sent")
    part.open_target(SentPackage.get().uid)
    shell = page.window()
    part.print_out()
    settled()
    assert shell.page.title.startswith("打印")
    assert shell.page.forms.current.key == "exchange.receipt"


def test_lists_fit_at_the_largest_letters(page, settled, answer, save_screen):
    part = page.show_part("answers")
    take(part, settled, answer)
    part.notices.table.choose(Notice.get(Notice.matter == "incomplete").id)
    part.notices.open_notice()
    page.window().set_font_size("特大")
    save_screen(page.window(), "exchange_answers_largest")
    page.show_part("sent").open_target(SentPackage.get().uid)
    save_screen(page.window(), "exchange_sent_largest")
