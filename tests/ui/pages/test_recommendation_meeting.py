"""推优: one meeting for all candidates of a body, typed as in a spreadsheet and checked meanwhile; and many at once."""

import pytest
from PySide6.QtCore import Qt

from models.core.errors import Cancelled, RuleRefused
from models.core.progress import Silent, StopAfter
from models.office.draft import find_draft
from models.recommendation.records import Batch, Meeting, Recommendation
from models.recommendation.several import carry_on, take_back
from models.recommendation.verbs import hold_meeting
from tests import builders
from tests.ui.pages import recommendation_sample as sample
from ui.pages.recommendation.candidate import CandidatePanel
from ui.pages.recommendation.meeting import MeetingPanel
from ui.pages.recommendation.several import SeveralPanel
from ui.widgets.notes import Toast

CTRL = Qt.KeyboardModifier.ControlModifier


def stored(tmp_path_factory, name, until):
    opened = sample.open_office(tmp_path_factory.mktemp(name))
    sample.one_body(opened.session, 6, until)
    opened.close()
    return opened.place.directory


@pytest.fixture(scope="session")
def before_meeting(tmp_path_factory):
    """Six candidates of one body who wait for their meeting."""
    return stored(tmp_path_factory, "meeting", "meeting")


@pytest.fixture(scope="session")
def before_publicity(tmp_path_factory):
    """Six candidates who are to be made public."""
    return stored(tmp_path_factory, "publicity", "publicity")


@pytest.fixture
def front(enter):
    """The page in its window, which goes to no other page."""

    def open_page(directory):
        shell = enter("recommendation", directory).shell
        shell.page.go.disconnect(shell.go)
        return shell.page

    return open_page


@pytest.fixture
def page(front, before_meeting):
    return front(before_meeting)


@pytest.fixture
def meeting(page, qapp):
    """The meeting of the first candidate, opened from her step."""
    page.open_target(Recommendation.get_by_id(1).uid)
    page.detail.open_meeting()
    qapp.processEvents()
    return page.detail


@pytest.fixture
def many(front, before_publicity, qapp, qtbot):
    """All six selected in the list."""
    page = front(before_publicity)
    page.listing.table.setFocus()
    qtbot.keyClick(page.listing.table, Qt.Key.Key_A, CTRL)
    qtbot.waitUntil(lambda: isinstance(page.detail, SeveralPanel))
    qapp.processEvents()
    return page


def type_figures(panel, qtbot, present="28", issued="28", returned="28", valid="28"):
    """Type the figures from 实到 on, each left with Enter."""
    panel.figures.boxes["present"].setFocus()
    for text in (present, "", issued, returned, valid):
        box = panel.focusWidget()
        qtbot.keyClicks(box, text)
        qtbot.keyClick(box, Qt.Key.Key_Return)


def type_head(panel, type_in, day="2026.9.10"):
    type_in(panel.head.editors["held_on"].input, day)


def column(panel, qtbot, *votes):
    """Type down a column, each left with Enter."""
    for vote in votes:
        box = panel.focusWidget()
        qtbot.keyClicks(box, vote)
        qtbot.keyClick(box, Qt.Key.Key_Return)


def said(panel, name):
    number = next(one.id for one in panel.votes.candidates if one.name == name)
    return panel.votes._outcomes[number][1].text()


def name_at(panel, place):
    return panel.votes.candidates[place].name


def test_tab_goes_from_the_figures_through_the_votes_to_the_minutes(meeting, qtbot):
    boxes = [*meeting.figures.boxes.values(), *meeting.votes.boxes.values()]
    boxes[0].setFocus()
    for box in boxes:
        assert box.hasFocus()
        qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert meeting.rest.editors["host"].input.hasFocus()


def test_a_meeting_starts_with_what_is_known(meeting):
    assert isinstance(meeting, MeetingPanel)
    assert meeting.head.editors["name"].text() == "团员大会"
    assert meeting.head.editors["preset"].value() == "A"
    assert meeting.figures.counts()["entitled"] == 30
    assert [one.name for one in meeting.votes.candidates] == sorted(
        sample.NAMES[:6], key=lambda name: str(Recommendation.get_by_id(sample.NAMES.index(name) + 1).person.sorting)
    )
    assert "到会至少要 16 人。赞成至少要 16 票。" in meeting.check.text()


def test_enter_moves_as_in_a_spreadsheet(meeting, qtbot):
    type_figures(meeting, qtbot)
    first, second = (meeting.votes.boxes[one.id, "yes"] for one in meeting.votes.candidates[:2])
    assert first.hasFocus()
    column(meeting, qtbot, "26")
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Up)
    assert first.hasFocus()
    first.setCursorPosition(2)
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert meeting.votes.boxes[meeting.votes.candidates[0].id, "no"].hasFocus()
    meeting.votes.boxes[meeting.votes.candidates[-1].id, "yes"].setFocus()
    qtbot.keyClick(meeting.focusWidget(), Qt.Key.Key_Return)
    assert meeting.votes.boxes[meeting.votes.candidates[0].id, "no"].hasFocus()


def test_votes_are_checked_while_they_are_typed(meeting, page, qtbot, type_in, save_screen):
    type_head(meeting, type_in)
    type_figures(meeting, qtbot)
    column(meeting, qtbot, "28", "26", "25", "14", "16", "")
    column(meeting, qtbot, "0", "2", "2", "12", "10", "")
    column(meeting, qtbot, "0", "0", "0", "2", "2", "")
    save_screen(page.window(), "recommendation_meeting")
    assert said(meeting, name_at(meeting, 1)) == "应到30，实到28，赞成26票，达到16票，通过。"
    assert "共27票，应等于有效票28票" in said(meeting, name_at(meeting, 2))
    assert said(meeting, name_at(meeting, 3)).endswith("赞成14票，至少要16票，没有通过。")
    assert said(meeting, name_at(meeting, 5)) == ""


def test_figures_that_do_not_add_up_are_marked_at_once(meeting, qtbot):
    type_figures(meeting, qtbot, present="31")
    assert meeting.check.text() == "实到31人，多于应到30人，请核对。"
    assert meeting.figures.boxes["present"].property("severity") == "stop"


def test_full_width_digits_are_taken(meeting, type_in):
    box = meeting.figures.boxes["present"]
    box.clear()
    type_in(box, "２８")
    meeting.figures.boxes["issued"].setFocus()
    assert box.text() == "28"


def test_when_all_say_yes_the_noughts_write_themselves(meeting, qtbot):
    type_figures(meeting, qtbot)
    column(meeting, qtbot, "28")
    first = meeting.votes.candidates[0].id
    assert meeting.votes.votes()[first] == (28, 0, 0)


def test_a_meeting_is_saved_once_for_all_and_mended(meeting, page, qtbot, type_in):
    type_head(meeting, type_in)
    type_figures(meeting, qtbot)
    column(meeting, qtbot, "28", "26", "25", "14", "28", "")
    column(meeting, qtbot, "", "2", "3", "12", "", "")
    column(meeting, qtbot, "", "0", "0", "2", "", "")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    assert meeting.bar.text == ""
    kept = Meeting.get()
    assert Recommendation.select().where(Recommendation.meeting == kept).count() == 5
    assert meeting.finish_button.text() == "通过的 4 人完成这一步"
    box = meeting.votes.boxes[meeting.votes.candidates[3].id, "yes"]
    box.setFocus()
    qtbot.keyClicks(box, "16")
    meeting.votes.boxes[meeting.votes.candidates[3].id, "no"].setFocus()
    qtbot.keyClicks(meeting.focusWidget(), "10")
    assert meeting.save()
    assert Meeting.select().count() == 1
    assert meeting.finish_button.text() == "通过的 5 人完成这一步"
    meeting.finish_button.click()
    panel = page.detail
    qtbot.waitUntil(lambda: panel.results.count() == 5, timeout=20_000)
    assert Recommendation.select().where(Recommendation.step == "inspection").count() == 5


def test_a_meeting_without_a_day_is_not_saved(meeting, qtbot):
    type_figures(meeting, qtbot)
    column(meeting, qtbot, "26")
    assert not meeting.save()
    assert "请填写时间" in meeting.bar.text
    assert Meeting.select().count() == 0


def test_half_a_vote_is_asked_for(meeting, qtbot, type_in):
    type_head(meeting, type_in)
    type_figures(meeting, qtbot)
    column(meeting, qtbot, "26")
    assert not meeting.save()
    assert "的票数没有填全" in meeting.bar.text


def test_a_half_typed_meeting_survives(meeting, page, qtbot):
    type_figures(meeting, qtbot)
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert isinstance(page.detail, CandidatePanel)
    assert find_draft(page._desk.session, "recommendation.meeting", f"{Batch.get().uid}:{meeting.body.uid}") is not None
    page.detail.open_meeting()
    assert page.detail.figures.counts()["valid"] == 28
    assert "没有保存的内容" in page.detail.bar.text
    page.detail.bar._act()
    assert page.detail.figures.counts()["valid"] is None


def test_the_papers_for_the_meeting_are_there_before_it(meeting, page, qtbot):
    with qtbot.waitSignal(page.go) as asked:
        meeting.print_asked.emit("ballot")
    target = asked.args[1]
    assert (target["form"], target["kind"], len(target["uids"])) == ("ballot.league", "recommendation", 6)


def test_a_candidate_shows_her_votes_and_what_came_of_them(page, qtbot):
    sample.met(page._desk.session, Batch.get())
    page.open_target(Recommendation.get_by_id(1).uid)
    words = [one.text() for one in page.detail._body.findChildren(type(page.detail.name))]
    assert "应到30，实到28，赞成26票，达到16票，通过。" in words
    page.detail.open_meeting()
    assert page.detail.meeting == Meeting.get()
    assert page.detail.votes.votes()[1] == (26, 2, 0)


def test_namesakes_are_told_apart(page, qapp):
    session = page._desk.session
    batch, body = Batch.get(), Recommendation.get_by_id(1).body
    first = Recommendation.get_by_id(1)
    second = builders.advance(session, sample.candidate(session, batch, body, first.person.name, 50), "meeting")
    page.open_target(second.uid)
    page.detail.open_meeting()
    names = [one.name for one in page.detail.votes.candidates]
    assert {f"{first.person.name}（{rec.number}）" for rec in (first, second)} <= set(names)
    with pytest.raises(RuleRefused, match="共29票"):
        hold_meeting(session, batch, body, builders.meeting_values(), {first: (26, 3, 0), second: (26, 2, 0)})


def finished(panel, qtbot):
    qtbot.waitUntil(lambda: panel.results.count() > 0, timeout=20_000)
    return [panel.results.item(row).text() for row in range(panel.results.count())]


def test_dates_are_written_for_many_and_each_result_is_named(many, qtbot, save_screen):
    panel = many.detail
    assert panel.title.text() == "已选 6 人"
    texts = {
        "publicity_from": "2026.9.17",
        "publicity_to": "2026.9.23",
        "publicity_place": "村务公开栏",
        "publicity_phone": "0999-1234567",
    }
    panel.form.restore(texts)
    panel.write_button.click()
    finished(panel, qtbot)
    assert Recommendation.select().where(Recommendation.publicity_place == "村务公开栏").count() == 6
    Recommendation.update(publicity_phone=None).where(Recommendation.id == 3).execute()
    panel.form.restore({"publicity_clear": "是", "publicity_phone": ""})
    panel.results.clear()
    panel.finish_button.click()
    lines = finished(panel, qtbot)
    save_screen(many.window(), "recommendation_results")
    assert lines[0].startswith("解小云　还没有填写受理电话")
    assert sum("现在到“上级审核”" in line for line in lines) == 5
    assert panel.chips["superior"].text() == "上级审核 5"
    assert len(many.listing.table.selected_ids()) == 6


def test_what_was_done_for_many_is_taken_back_together(many, qtbot):
    panel = many.detail
    panel.form.restore({"publicity_place": "村务公开栏"})
    panel.write_button.click()
    finished(panel, qtbot)
    many.window().findChild(Toast).undo()
    qtbot.waitUntil(lambda: panel.results.isHidden(), timeout=20_000)
    assert Recommendation.select().where(Recommendation.publicity_place.is_null(False)).count() == 0


def test_papers_are_printed_for_all_selected(many, qtbot):
    with qtbot.waitSignal(many.go) as asked:
        many.detail.print_asked.emit("notice", many.listing.table.selected_ids())
    assert asked.args[1]["form"] == "notice.league"
    assert len(asked.args[1]["uids"]) == 6


def test_a_result_leads_to_its_person(many, qtbot):
    panel = many.detail
    panel.finish_button.click()
    finished(panel, qtbot)
    panel.results.itemActivated.emit(panel.results.item(0))
    assert isinstance(many.detail, CandidatePanel)


def test_esc_leaves_the_selection(many, qtbot):
    qtbot.keyClick(many.window(), Qt.Key.Key_Escape)
    assert many.detail is None


def test_cancelled_work_for_many_touches_nobody(many):
    session = many._desk.session
    ids = [rec.id for rec in Recommendation.select()]
    with pytest.raises(Cancelled):
        carry_on(session, ids, {"publicity_place": "公告栏"}, False, StopAfter(3))
    assert Recommendation.select().where(Recommendation.publicity_place == "公告栏").count() == 0
    results = carry_on(session, ids, {"publicity_place": "公告栏"}, True, Silent())
    assert not any(result.done for result in results)
    take_back(session, results, Silent())
    assert Recommendation.select().where(Recommendation.publicity_place == "公告栏").count() == 0
