"""创先争优: awards from the material to the approval, in the sample office."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from models.excellence.awards import Consultation, Nomination, NominationStep, consultations_of
from models.people.person import Person
from tests.ui.pages.excellence_sample import fill, striving
from ui.widgets.stepper import StepState

__all__ = ["striving"]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(enter, striving):
    return enter("excellence", striving).shell.page


def at(step):
    return Nomination.get((Nomination.step == step) & (Nomination.status == "running"))


def opened(page, nomination):
    page.open_target(("award", nomination.uid))
    return page.view.panel


def words_of(widget):
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden())


def press(owner, verb, what=""):
    found = [one for one in owner.findChildren(QPushButton) if one.text() == verb and what in one.accessibleName()]
    found[0].click()


def test_the_list_tells_how_far_each_is(page, save_screen):
    page.show_register("award")
    rows = page.view.register.fetch(page.view.register.ids("", {}))
    stands = {row[0]: row[6] for row in rows}
    assert stands["段彩云"] == "已表彰"
    assert stands["李思远"] == "公示"
    save_screen(page.window(), "excellence_awards")


def test_the_current_step_is_open_and_says_what_is_missing(page, save_screen):
    panel = opened(page, at("publicity"))
    here = next(step for step in panel.steps.line.steps if step.state is StepState.CURRENT)
    assert here.key == "publicity"
    assert "无异议或已查清" in here.missing
    assert panel.steps.form.finish_button.text() == "完成“公示”"
    save_screen(page.window(), "excellence_award")


def test_departments_are_heard_one_by_one_or_together(page, save_screen):
    nomination = at("consult")
    panel = opened(page, nomination)
    assert "还没有公安、税务" in words_of(panel.conditions)
    panel.steps.form.finish_button.click()
    assert "还没有公安" in panel.steps.form.bar.text
    press(panel.asked, "登记", "公安")
    fill(panel.asked.form.form, answer="同意", answered_on="2026.11.16")
    assert panel.asked.form.save()
    panel.asked.begin_button.click()
    form = panel.asked.form
    assert "税务、市监" in form.form.editors["department"].message
    fill(form.form, answer="同意", answered_on="2026.11.17", by="张伟")
    assert form.save()
    rows = consultations_of(nomination)
    assert {row.answer for row in rows} == {"agrees"}
    assert sum(row.by == "张伟" for row in rows) == len(rows) - 1
    assert not panel.conditions.rows
    save_screen(page.window(), "excellence_award_departments")
    panel.steps.form.finish_button.click()
    assert Nomination.get_by_id(nomination.id).step == "publicity"
    assert panel.steps.form.step.key == "publicity"


def test_who_objects_says_why(page):
    panel = opened(page, at("consult"))
    press(panel.asked, "登记", "税务")
    fill(panel.asked.form.form, answer="不同意")
    assert not panel.asked.form.save()
    assert "写明情况" in panel.asked.form.bar.text
    fill(panel.asked.form.form, opinion="有欠税，正在补缴。")
    assert panel.asked.form.save()
    assert "税务对石桥村彩云刺绣合作社有不同意见" in words_of(panel.conditions)


def test_a_department_can_be_added_and_taken_off(page):
    nomination = at("consult")
    panel = opened(page, nomination)
    panel.asked.begin_button.click()
    fill(panel.asked.form.form, department="纪检监察机关", asked_on="2026.11.16")
    assert panel.asked.form.save()
    row = Consultation.get(Consultation.department == "discipline", Consultation.nomination == nomination)
    press(panel.asked, "删除", "纪检")
    assert Consultation.get_or_none(Consultation.id == row.id) is None


def test_the_first_possible_end_of_a_publicity_is_told(page):
    nomination = at("publicity")
    panel = opened(page, nomination)
    form = panel.steps.form.form
    fill(form, publicity_from="2026.11.13", publicity_to="")
    assert form.editors["publicity_to"].input.placeholderText() == "满5个工作日：2026.11.19"


def test_what_is_typed_at_a_step_is_kept_without_finishing_it(page, qtbot):
    nomination = at("publicity")
    panel = opened(page, nomination)
    fill(panel.steps.form.form, publicity_place="村务公开栏")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    stored = Nomination.get_by_id(nomination.id)
    assert (stored.publicity_place, stored.step) == ("村务公开栏", "publicity")
    assert panel.steps.form.step.key == "publicity"
    assert not panel.steps.form.form.dirty


def test_a_half_typed_opinion_is_offered_again(page):
    nomination = at("publicity")
    panel = opened(page, nomination)
    fill(panel.steps.form.form, objections="有人来电询问，已答复。")
    page.step_back()
    assert page.view.panel is None
    panel = opened(page, nomination)
    assert "没保存的草稿" in panel.steps.form._draft_bar.text
    panel.steps.form._draft_bar.restore_button.click()
    assert panel.steps.form.form.editors["objections"].text() == "有人来电询问，已答复。"


def test_an_opinion_takes_the_step_and_the_award_is_given(page):
    nomination = at("publicity")
    panel = opened(page, nomination)
    fill(panel.steps.form.form, publicity_from="2026.11.6", publicity_to="2026.11.12", publicity_clear="是")
    panel.steps.form.finish_button.click()
    assert panel.steps.form.step.key == "township"
    panel.steps.form.finish_button.click()
    assert "要写明意见" in words_of(panel.steps.form) or panel.steps.form.form.editors["opinion"].message
    for opinion in ("同意推荐。", "同意。"):
        fill(panel.steps.form.form, agrees="是", opinion=opinion, by="周敏")
        panel.steps.form.finish_button.click()
    assert panel.steps.form.step.key == "approval"
    fill(panel.steps.form.form, agrees="是", opinion="同意表彰。", decided_on="2026.11.19", decided_by="共青团芒果县委")
    panel.steps.form.finish_button.click()
    stored = Nomination.get_by_id(nomination.id)
    assert stored.status == "awarded"
    last = (
        NominationStep.select().where(NominationStep.nomination == nomination).order_by(NominationStep.id.desc()).get()
    )
    assert (last.step, last.by, f"{last.taken_on}") == ("approval", "共青团芒果县委", "2026-11-19")
    assert panel.steps.form is None
    assert panel.steps.line.steps[-1].state is StepState.DONE


def test_who_does_not_agree_keeps_it_where_it_is(page):
    nomination = at("publicity")
    panel = opened(page, nomination)
    fill(panel.steps.form.form, publicity_from="2026.11.6", publicity_to="2026.11.12", publicity_clear="是")
    panel.steps.form.finish_button.click()
    fill(panel.steps.form.form, agrees="否", opinion="事迹不够突出。", by="周敏")
    panel.steps.form.finish_button.click()
    here = panel.steps.line.steps[[step.key for step in panel.steps.line.steps].index("township")]
    assert here.word == "未获同意"
    assert "不同意 · 周敏 · 事迹不够突出。" in here.figures


def test_back_closed_and_again(page):
    nomination = at("consult")
    panel = opened(page, nomination)
    panel.go_back()
    panel.reasons.choices[-1].click()
    panel.reasons.reason.setText("材料要补充")
    panel.reasons.submit()
    assert Nomination.get_by_id(nomination.id).step == "prepare"
    assert [words for words, _ in panel._ways()] == ["结束…"]
    panel.close_it()
    panel.reasons.submit()
    assert not panel.reasons.isHidden()
    panel.reasons.reason.setText("名额已满")
    panel.reasons.submit()
    assert Nomination.get_by_id(nomination.id).status == "refused"
    assert panel.steps.form is None
    panel.reopen()
    panel.reasons.reason.setText("增加名额")
    panel.reasons.submit()
    assert Nomination.get_by_id(nomination.id).status == "running"


def test_a_warning_is_passed_with_its_reason(page):
    nomination = at("consult")
    panel = opened(page, nomination)
    panel.go_back()
    panel.reasons.choices[-1].click()
    panel.reasons.reason.setText("补充事迹")
    panel.reasons.submit()
    fill(panel.form, deeds_short="带头致富，" * 110)
    assert panel.save()
    card = panel.conditions.rows["award_story_short"]
    assert "550字" in card.condition.sentence
    panel.steps.form.finish_button.click()
    assert "请写明原因" in panel.steps.form.bar.text
    card = panel.conditions.rows["award_story_short"]
    card.type_reason("县里要求一并上报全文")
    card.keep_reason()
    assert panel.conditions.rows["award_story_short"].condition.word == "已说明"
    panel.steps.form.finish_button.click()
    assert Nomination.get_by_id(nomination.id).step == "unit"


def test_a_condition_leads_to_the_field_of_a_step(page):
    panel = opened(page, at("publicity"))
    panel.go_to("publicity_to")
    assert panel.window().focusWidget() is panel.steps.form.form.editors["publicity_to"].input


def test_only_papers_of_its_kind_are_offered(page):
    panel = opened(page, at("consult"))
    keys = [form.key for form in panel._forms()]
    assert "award_group" in keys
    assert "award" not in keys


def test_a_person_and_a_collective_are_asked_for_different_things(page, qtbot, save_screen):
    page.show_register("award")
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    panel = page.view.panel
    assert panel.form.editors["year"].text() == "2026"
    fill(panel.form, award="三八红旗集体")
    assert panel.form.editors["person"].isHidden()
    assert not panel.form.editors["women"].isHidden()
    save_screen(page.window(), "excellence_award_new")
    fill(panel.form, award="五四奖章", level="县级")
    assert not panel.save()
    assert "请选择推荐人选" in panel.form.editors["person"].message
    person = Person.select().where(Person.name == "李思远").get()
    fill(panel.form, person="李思远")
    assert panel.save()
    made = Nomination.get((Nomination.award == "may_fourth") & (Nomination.person == person))
    assert made.nominated_on == page.view.desk.today()
    assert panel.steps.form.step.key == "prepare"


def test_the_same_award_twice_is_refused_with_the_reason(page, qtbot):
    page.show_register("award")
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    panel = page.view.panel
    twin = at("publicity")
    fill(panel.form, award=Nomination.award.show(twin.award), level=Nomination.level.show(twin.level), person="李思远")
    assert not panel.save()
    assert "今年已经登记" in panel.bar.text


def test_saving_keeps_an_opinion_that_is_not_given_yet(page, qtbot):
    nomination = at("publicity")
    panel = opened(page, nomination)
    fill(panel.steps.form.form, publicity_from="2026.11.6", publicity_to="2026.11.12", publicity_clear="是")
    panel.steps.form.finish_button.click()
    fill(panel.steps.form.form, opinion="同意推荐。", report_number="青工〔2026〕9号")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    assert Nomination.get_by_id(nomination.id).report_number == "青工〔2026〕9号"
    assert "点完成“乡镇（街道）审核”才算数" in panel.steps.form.bar.text
    assert panel.steps.form.form.editors["opinion"].text() == "同意推荐。"
    page.step_back()
    panel = opened(page, nomination)
    panel.steps.form._draft_bar.restore_button.click()
    assert panel.steps.form.form.editors["opinion"].text() == "同意推荐。"


def test_after_looking_at_another_step_the_current_one_is_open_again(page, qtbot):
    panel = opened(page, at("publicity"))
    panel.open_step("unit")
    assert panel.steps.form.step.key == "unit"
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert panel.steps.form.step.key == "publicity"
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.view.panel is None
