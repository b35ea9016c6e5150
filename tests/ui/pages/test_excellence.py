"""创先争优: campaigns, promises, comments, surveys, gradings and visits, in the sample office."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from models.excellence.campaigns import Campaign, CampaignStep, Participant
from models.excellence.comments import SuperiorComment
from models.excellence.gradings import Grading, scores_of
from models.excellence.promises import Promise, PromiseItem, items_of
from models.excellence.supervision import Supervision
from models.excellence.surveys import Survey, SurveyItem
from models.office.attachment import attachments_of
from models.organisations.body import Body
from tests.ui.pages.excellence_sample import fill, striving
from ui import messages
from ui.pages.excellence.honour_kinds import ACTIVITIES, NOMINATIONS, STEP_FIELDS, TALENTS
from ui.pages.excellence.kinds import CAMPAIGNS, COMMENTS, GRADINGS, PROMISES, SUPERVISIONS, SURVEYS
from ui.widgets.notes import Toast
from ui.widgets.stepper import StepState

__all__ = ["striving"]
CTRL = Qt.KeyboardModifier.ControlModifier
REGISTERS = [
    *(CAMPAIGNS, PROMISES, COMMENTS, SURVEYS, GRADINGS, SUPERVISIONS),
    *(NOMINATIONS, TALENTS, ACTIVITIES),
]


@pytest.fixture
def page(enter, striving):
    return enter("excellence", striving).shell.page


def opened(page, key, record):
    page.open_target((key, record.uid))
    return page.view.panel


def press(owner, verb, what=""):
    """Press the link of a line."""
    found = [
        one
        for one in owner.findChildren(QPushButton)
        if one.text() == verb and what in one.accessibleName() and not one.isHidden()
    ]
    found[0].click()


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.key)
def test_every_column_is_typed_somewhere(register):
    shown = {kind.name for section in register.sections() for kind in section.fields}
    assert shown | set(register.hidden) == {kind.name for kind in register.record.kinds()}
    assert not shown & set(register.hidden)


def test_columns_of_steps_are_no_columns_of_the_form():
    assert {name for names in STEP_FIELDS.values() for name in names} <= set(NOMINATIONS.hidden)


def test_a_campaign_stands_as_a_line_of_six_steps(page, save_screen):
    panel = opened(page, "campaign", Campaign.get())
    states = [step.state for step in panel.steps.line.steps]
    assert states[:3] == [StepState.DONE] * 3
    assert states[3:] == [StepState.CURRENT, StepState.CURRENT, StepState.TODO]
    grade, visits = panel.steps.line.steps[3:5]
    assert grade.missing == ("青龙镇机关工会委员会",)
    assert visits.missing == ("石桥村妇女联合会", "青龙镇机关工会委员会")
    save_screen(page.window(), "excellence_campaign")


def test_a_step_is_done_by_keyboard_and_taken_back(page, qtbot, type_in):
    panel = opened(page, "campaign", Campaign.get())
    qtbot.keyClick(panel.steps.line.rows["supervise"], Qt.Key.Key_Return)
    form = panel.steps.form.form
    form.go_to("done_on")
    type_in(form.editors["done_on"].input, "2026.11.18")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    step = CampaignStep.get(CampaignStep.step == "supervise")
    assert f"{step.done_on:%m-%d}" == "11-18"
    assert panel.steps.line.steps[4].state is StepState.DONE
    page.window().findChild(Toast).undo()
    assert panel.steps.line.steps[4].state is StepState.CURRENT


def test_escape_closes_a_step_before_the_campaign(page, qtbot):
    panel = opened(page, "campaign", Campaign.get())
    panel.open_step("grade")
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert panel.steps.form is None
    assert page.view.panel is panel
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.view.panel is None


def test_from_a_campaign_to_what_was_held_in_it(page):
    campaign = Campaign.get()
    panel = opened(page, "campaign", campaign)
    press(panel.held, "查看", "公开承诺")
    assert page.view.register.key == "promise"
    assert page._count.text() == "共 3 份承诺"
    assert page.view.wanted == {"campaign": campaign.id}
    panel = opened(page, "campaign", campaign)
    press(panel.held, "登记", "督导")
    assert page.view.register.key == "supervision"
    new = page.view.panel
    assert new.form.editors["campaign"].value() == campaign
    assert new.form.editors["visited_on"].value() == page.view.desk.today()


def test_all_bodies_of_a_kind_take_part_at_once(page):
    panel = opened(page, "campaign", Campaign.get())
    panel.taking_part.begin_button.click()
    fill(panel.taking_part.form.form, channel="妇联")
    assert panel.save()
    women = Body.select().where((Body.kind_of_body == "women") & Body.ended_on.is_null())
    taking = {one.body_id for one in Participant.select()}
    assert {body.id for body in women} <= taking


def test_a_new_campaign_by_keyboard(page, qtbot, type_in):
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    form = page.view.panel.form
    type_in(form.editors["title"].input, "岗位建功年")
    fill(form, kind_of_campaign="群团", begins_on="2026.11.1")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    campaign = Campaign.get(Campaign.title == "岗位建功年")
    assert campaign.year == 2026
    assert CampaignStep.select().where(CampaignStep.campaign == campaign).count() == 6
    assert not page.view.panel.steps.isHidden()


def test_an_item_is_judged_and_the_rate_follows(page, save_screen):
    promise = Promise.get()
    panel = opened(page, "promise", promise)
    item = next(one for one in items_of(promise) if one.outcome is None)
    press(panel.items, "认定", item.content)
    form = panel.items.form
    fill(form.form, outcome="已兑现")
    assert not form.save()
    assert "依据" in form.bar.text
    fill(form.form, evidence="走访照片和签字单齐全。")
    assert form.save()
    assert PromiseItem.get_by_id(item.id).outcome == "kept"
    assert "兑现率66.7%（已兑现2 ÷ 承诺事项3）" in words_of(panel.items)
    save_screen(page.window(), "excellence_promise")


def words_of(widget):
    from PySide6.QtWidgets import QLabel

    return [one.text() for one in widget.findChildren(QLabel) if not one.isHidden()]


def test_an_item_is_added_changed_and_deleted(page):
    promise = Promise.get()
    panel = opened(page, "promise", promise)
    panel.items.begin_button.click()
    fill(panel.items.form.form, content="每月开放一次职工书屋", term="2026.12.20")
    assert panel.save()
    item = items_of(promise)[-1]
    assert (item.place, item.content) == (4, "每月开放一次职工书屋")
    press(panel.items, "修改", item.content)
    fill(panel.items.form.form, responsible="罗建华")
    assert panel.save()
    assert PromiseItem.get_by_id(item.id).responsible == "罗建华"
    press(panel.items, "删除", item.content)
    assert PromiseItem.get_or_none(PromiseItem.id == item.id) is None
    page.window().findChild(Toast).undo()
    assert PromiseItem.get_by_id(item.id)


def test_whom_it_is_about_is_asked_for(page, qtbot):
    page.show_register("comment")
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    panel = page.view.panel
    fill(panel.form, by="周敏", good="台账齐全。")
    assert not panel.save()
    assert "请选择组织或者个人" in panel.form.editors["body"].message


def test_what_was_mended_is_noted(page):
    comment = SuperiorComment.select().where(SuperiorComment.followed_up_on.is_null()).get()
    panel = opened(page, "comment", comment)
    panel.mended.begin_button.click()
    fill(panel.mended.form.form, follow_up_result="集体合同已续签。")
    assert panel.save()
    assert SuperiorComment.get_by_id(comment.id).follow_up_result == "集体合同已续签。"
    visit = Supervision.select().where(Supervision.mended_on.is_null()).get()
    panel = opened(page, "supervision", visit)
    panel.mended.begin_button.click()
    fill(panel.mended.form.form, mended="公示栏已更新。")
    assert panel.save()
    assert Supervision.get_by_id(visit.id).mended_on == page.view.desk.today()


def test_a_survey_is_typed_at_once_and_checked_as_it_is_typed(page, qtbot, type_in, save_screen):
    page.show_register("survey")
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    panel = page.view.panel
    fill(panel.form, title="龙泉村群众评议", kind_of_survey="群众评议", scale="满意、基本满意、不满意")
    fill(panel.form, issued="50", returned="48", valid="47")
    line = panel.table.lines[0]
    type_in(line.name, "办事效率")
    qtbot.keyClick(line.name, Qt.Key.Key_Return)
    for count in ("30", "10", "6", "0"):
        box = page.window().focusWidget()
        qtbot.keyClicks(box, count)
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert panel.table.sum.text() == "“办事效率”各等和未选共46票，应等于有效票47票，请核对。"
    assert not panel.save()
    line.boxes["blank"].setText("1")
    line.boxes["blank"].textEdited.emit("1")
    assert panel.table.sum.text() == "满意率85.1%（满意、基本满意40 ÷ 有效票47）"
    assert line.told.text() == "85.1%"
    save_screen(page.window(), "excellence_survey")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    survey = Survey.get(Survey.title == "龙泉村群众评议")
    item = SurveyItem.get(SurveyItem.survey == survey)
    assert (item.item, item.grade_1, item.grade_2, item.grade_3, item.blank) == ("办事效率", 30, 10, 6, 1)
    assert not panel.dirty


def test_more_returned_than_issued_is_said_at_once(page):
    panel = opened(page, "survey", Survey.get())
    fill(panel.form, returned="1000")
    assert "多于发出" in panel.table.sum.text()


def test_grades_follow_the_scale(page):
    panel = opened(page, "survey", Survey.get())
    line = panel.table.lines[0]
    assert line.boxes["grade_4"].isHidden()
    fill(panel.form, scale="优秀、良好、一般、较差")
    assert not line.boxes["grade_4"].isHidden()
    assert [head.text() for head in panel.table._heads[1:5]] == ["优秀", "良好", "一般", "较差"]


def test_a_half_typed_survey_is_offered_again(page, type_in):
    survey = Survey.get()
    panel = opened(page, "survey", survey)
    box = panel.table.lines[0].boxes["grade_1"]
    box.setText("八十")
    box.textEdited.emit("八十")
    page.step_back()
    panel = opened(page, "survey", survey)
    assert "没保存的草稿" in panel.draft_bar.text
    panel.draft_bar.restore_button.click()
    assert panel.table.lines[0].boxes["grade_1"].text() == "八十"
    assert not panel.save()
    assert "不是整数" in panel.bar.text


def test_scores_are_saved_together_and_propose_a_grade(page, qtbot, save_screen):
    grading = Grading.select().where(Grading.decided_grade.is_null()).get()
    panel = opened(page, "grading", grading)
    for line in panel.scores.lines:
        line.boxes["given"].setText("19")
        line.boxes["given"].textEdited.emit("19")
    assert "评定 95 分（满分 100 分）" in panel.scores.sentence
    assert "建议定为“先进”" in panel.scores.sentence
    save_screen(page.window(), "excellence_grading")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    assert [score.given for score in scores_of(grading)] == [19] * 5
    assert not panel.dirty
    page.window().findChild(Toast).undo()
    assert sum(score.given for score in scores_of(grading)) == 72


def test_more_points_than_the_full_score_are_refused(page):
    grading = Grading.select().where(Grading.decided_grade.is_null()).get()
    panel = opened(page, "grading", grading)
    panel.scores.lines[0].boxes["given"].setText("21")
    panel.scores.lines[0].boxes["given"].textEdited.emit("21")
    assert not panel.save()
    assert "超过满分20分" in panel.bar.text


def test_a_grade_beyond_its_score_wants_a_reason(page):
    grading = Grading.select().where(Grading.decided_grade.is_null()).get()
    panel = opened(page, "grading", grading)
    panel.decision.begin_button.click()
    form = panel.decision.form
    assert form.form.editors["decided_grade"].value() == "middle"
    fill(form.form, decided_grade="先进")
    assert "不低于90分" in form.form.editors["reason"].message
    assert not form.save()
    fill(form.form, reason="试点组织，镇党委会议研究同意。")
    assert form.save()
    assert Grading.get_by_id(grading.id).decided_grade == "advanced"
    assert "定为先进" in words_of(panel.decision)
    assert any("晋级" in words for words in words_of(panel.decision))
    press(panel.decision, "撤回定级")
    assert Grading.get_by_id(grading.id).decided_grade is None


def test_half_typed_scores_are_offered_again(page):
    grading = Grading.select().where(Grading.decided_grade.is_null()).get()
    panel = opened(page, "grading", grading)
    panel.scores.lines[0].boxes["given"].setText("18")
    panel.scores.lines[0].boxes["given"].textEdited.emit("18")
    page.step_back()
    panel = opened(page, "grading", grading)
    panel.draft_bar.restore_button.click()
    assert panel.scores.lines[0].boxes["given"].text() == "18"
    assert panel.dirty


def test_a_day_ahead_is_said_at_its_field(page, qtbot):
    page.show_register("supervision")
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    panel = page.view.panel
    fill(panel.form, body="石桥村团支部", by="周敏", visited_on="2026.11.10", mend_by="2026.11.1")
    assert not panel.save()
    assert "整改期限早于督导日期" in panel.form.editors["mend_by"].message


def test_photographs_of_a_visit_go_with_it(page, tmp_path, monkeypatch):
    picture = tmp_path / "现场.jpg"
    picture.write_bytes(b"\xff\xd8\xff" + b"0" * 200)
    visit = Supervision.get()
    panel = opened(page, "supervision", visit)
    monkeypatch.setattr(messages, "open_files", lambda *_args, **_kwargs: [picture])
    panel.files.begin_button.click()
    assert [kept.file_name for kept in attachments_of(visit)] == ["现场.jpg"]
    page.view.table.choose(visit.id)
    page.view.delete_button.click()
    assert not attachments_of(visit)
    page.window().findChild(Toast).undo()
    assert attachments_of(visit)
