"""推优: the list, one candidate with her steps and conditions, drafts, endings, by keyboard over a real office."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from models.office.draft import find_draft
from models.people.person import Person
from models.recommendation.records import Batch, Recommendation, Waiver
from models.recommendation.verbs import fill_in
from tests import builders
from tests.ui.pages import recommendation_sample as sample
from ui import messages, style
from ui.pages.recommendation.adding import AddPanel
from ui.pages.recommendation.batch_form import BatchPanel
from ui.pages.recommendation.candidate import CandidatePanel
from ui.widgets.notes import Toast
from ui.widgets.stepper import StepState

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="session")
def full(tmp_path_factory):
    """25 candidates at every step, made once."""
    opened = sample.open_office(tmp_path_factory.mktemp("full"))
    sample.full_batch(opened.session)
    opened.close()
    return opened.place.directory


@pytest.fixture(scope="session")
def strained(tmp_path_factory):
    """A small branch with four candidates: a late talk, a short time since the application, too many of them."""
    opened = sample.open_office(tmp_path_factory.mktemp("strained"))
    session = opened.session
    place = builders.body(session, "league", builders.unit(session), members_entitled=12)
    batch = builders.batch(session)
    for order in range(4):
        sample.candidate(session, batch, place, sample.NAMES[order], order)
    late = {"applied_on": date(2026, 8, 1), "talked_on": date(2026, 9, 20)}
    fill_in(session, Recommendation.get_by_id(1), late)
    opened.close()
    return opened.place.directory


@pytest.fixture
def front(enter):
    """The page in its window, which goes to no other page: `front(directory)`."""

    def open_page(directory, size=(1366, 768)):
        shell = enter("recommendation", directory, size).shell
        shell.page.go.disconnect(shell.go)
        return shell.page

    return open_page


@pytest.fixture
def page(front, full):
    return front(full)


@pytest.fixture
def at(qapp):
    """Open the first candidate at a step: `at(page, "inspection")`."""

    def open_first(page, step, status="running"):
        rec = Recommendation.select().where((Recommendation.step == step) & (Recommendation.status == status)).first()
        page.open_target(rec.uid)
        qapp.processEvents()
        return page.detail

    return open_first


def fill(panel, qtbot, type_in, **texts):
    """Type into fields of the open step and leave each with Enter or Tab."""
    for name, text in texts.items():
        editor = panel.form.form.editors[name]
        editor.input.setFocus()
        if name.endswith(("_clear", "_agrees")) or name.startswith("is_"):
            next(half for half in editor.findChildren(QPushButton) if half.text() == text).click()
            continue
        editor.input.clear()
        type_in(editor.input, text)
        qtbot.keyClick(editor.input, Qt.Key.Key_Tab)


def words(page):
    return [page.listing.table.records.text(row, 8) for row in range(len(page.listing.table.records.ids))]


def test_an_office_without_a_batch_offers_two_ways_to_begin(front, bare, save_screen, qtbot):
    page = front(bare)
    save_screen(page.window(), "recommendation_empty")
    assert [one.text() for one in page.no_batch.buttons] == ["新建批次", "先导入花名册"]
    with qtbot.waitSignal(page.go) as asked:
        page.no_batch.buttons[1].click()
    assert asked.args == ["intake", None]
    page.no_batch.buttons[0].click()
    assert isinstance(page.detail, BatchPanel)


def test_a_new_batch_leads_on_to_its_candidates(front, bare, qtbot):
    page = front(bare)
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    title = page.detail.form.editors["title"].input
    assert title.text() == "2026年下半年推优"
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    assert Batch.get().target == "activist"
    assert isinstance(page.detail, AddPanel)
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.detail is None
    assert page.nobody.isVisible()


def test_list_shows_where_everybody_stands(page, save_screen):
    save_screen(page.window(), "recommendation_batch")
    assert page._count.text() == "共 25 人"
    assert {"已撤回", "待录会议", "等待审核", "等待答复", "积极分子", "已填齐", "还缺 11 项"} <= set(words(page))


def test_step_chips_count_and_narrow_the_list(page):
    chips = page.top.step_buttons
    assert chips["inspection"].text() == "考察 4"
    assert chips["ended"].text() == "已撤回或过期 1"
    chips["inspection"].click()
    assert len(page.listing.table.records.ids) == 4
    assert page._count.text() == "4 人，全批 25 人"
    page.top.step_buttons[""].click()
    assert len(page.listing.table.records.ids) == 25


def test_filter_finds_by_pinyin_and_ctrl_f_leads_there(page, qtbot):
    qtbot.keyClick(page.window(), Qt.Key.Key_F, CTRL)
    field = page.focusWidget()
    qtbot.keyClicks(field, "slm")
    qtbot.waitUntil(lambda: len(page.listing.table.records.ids) == 1)
    assert page.listing.table.records.text(0, 0) == "单立梅"


def test_enter_opens_and_esc_returns_to_the_same_row(page, qtbot):
    table = page.listing.table
    table.setFocus()
    table.choose(table.records.ids[3])
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert isinstance(page.detail, CandidatePanel)
    assert page.detail.rec.id == table.records.ids[3]
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.detail is None
    assert table.current_id() == table.records.ids[3]


def test_moving_in_the_list_changes_the_open_candidate(page, at, qtbot):
    at(page, "application")
    table = page.listing.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.detail.rec.id == table.current_id())


def test_channels_and_batches_can_be_changed(page):
    page.top._channels["women"].click()
    assert page.batch is None
    assert page.no_batch.isVisible()
    page.top._channels["league"].click()
    assert page.batch is not None
    assert page.top.batch_button.text() == "2026年下半年推优 · 入党积极分子"


def test_steps_carry_dates_figures_and_what_is_missing(page, at, save_screen):
    panel = at(page, "inspection")
    save_screen(page.window(), "recommendation_inspection")
    done, meeting, here, *rest = panel.stepper.steps
    assert (done.state, done.on) == (StepState.DONE, "2026.02.10")
    assert (
        meeting.figures.replace("\u2060", "").replace("\u00a0", " ").startswith("应到 30 · 实到 28 · 有效 28 · 赞成 26")
    )
    assert here.state is StepState.CURRENT
    assert here.missing[-1] == "考察人等 11 项"
    assert all(step.state is StepState.TODO for step in rest)
    assert panel.form.form.editors["strengths"].isVisibleTo(panel)


def test_an_inspection_is_typed_and_finished_by_keyboard(page, at, qtbot, type_in):
    panel = at(page, "inspection")
    five = dict.fromkeys(("is_active", "is_loyal", "is_selfless", "is_diligent", "is_leading"), "是")
    dates = {"inspected_from": "2026.9.11", "inspected_to": "2026-9-15"}
    fill(
        panel,
        qtbot,
        type_in,
        **dates,
        inspectors="杨文，刘芳",
        people_heard="8",
        **five,
        deeds="踏实。",
        shortcomings="无",
    )
    panel.finish_button.click()
    rec = Recommendation.get_by_id(panel.rec.id)
    assert rec.step == "decision"
    assert rec.inspected_to == date(2026, 9, 15)
    assert panel.form.step.key == "decision"
    assert panel.form.form.editors["decided_by"].text() == "李国强"
    assert "完成了“组织考察”" in page.window().findChild(Toast).text
    page.window().findChild(Toast).undo()
    assert Recommendation.get_by_id(rec.id).step == "inspection"
    assert panel.step.key == "inspection"


def test_what_is_missing_stands_at_its_fields(page, at):
    panel = at(page, "decision")
    panel.finish_button.click()
    assert Recommendation.get_by_id(panel.rec.id).step == "decision"
    assert panel.form.form.editors["reasons"].message == "还没有填写推荐理由。"
    assert panel.bar.text.startswith("内容已保存，这一步还不能完成")
    assert panel.form.form.editors["decided_on"].input.hasFocus()


def test_conditions_are_judged_while_typing(page, at, qtbot, type_in):
    panel = at(page, "publicity")
    fill(panel, qtbot, type_in, publicity_from="2026.9.17")
    assert (
        panel.form.form.editors["publicity_to"].input.placeholderText() == "满5个工作日：2026.9.22"
    )  # the 20th is a Sunday worked in exchange
    fill(panel, qtbot, type_in, publicity_to="2026.9.18")
    panel._judge()
    row = panel.conditions.rows["publicity_working_days_min"]
    assert "工作日\u00a02天" in row.condition.looked
    assert Recommendation.get_by_id(panel.rec.id).publicity_from is None


def test_warnings_come_first_and_are_passed_with_a_reason(front, strained, at, save_screen, qtbot, type_in):
    page = front(strained)
    panel = at(page, "application")
    row = next(iter(panel.conditions.rows.values()))
    assert row.condition.key == "application_months_min"
    type_in(row._reason, "县委组织部同意提前。")
    save_screen(page.window(), "recommendation_conditions")
    qtbot.keyClick(row._reason, Qt.Key.Key_Return)
    assert Waiver.get().reason == "县委组织部同意提前。"
    assert panel.conditions.rows["application_months_min"].condition.waived == "县委组织部同意提前。"
    panel.finish_button.click()
    assert Recommendation.get_by_id(panel.rec.id).step == "application"
    assert panel.conditions.rows["talk_within_months"]._reason is not None


def test_a_condition_leads_to_its_field_or_page(page, at, qtbot):
    panel = at(page, "application")
    panel.go_to_field("talked_on")
    assert panel.form.form.editors["talked_on"].input.hasFocus()
    with qtbot.waitSignal(panel.go) as asked:
        panel.go_to_field("person.born")
    assert asked.args == ["people", panel.rec.person.uid]
    with qtbot.waitSignal(panel.go) as asked:
        panel.go_to_field("body.members_entitled")
    assert asked.args == ["organisations", ("body", panel.rec.body.uid)]


def test_an_earlier_step_is_read_and_mended(page, at, qtbot, type_in):
    panel = at(page, "decision")
    qtbot.keyClick(panel.stepper._rows["inspection"], Qt.Key.Key_Return)
    assert panel.form is None
    panel.edit_step("inspection")
    fill(panel, qtbot, type_in, inspectors="杨文、刘芳、赵小云")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    assert Recommendation.get_by_id(panel.rec.id).inspectors == "杨文、刘芳、赵小云"
    assert panel.form is None
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert panel.form.step.key == "decision"


def test_half_typed_steps_survive(page, at, qtbot, type_in):
    panel = at(page, "decision")
    uid = panel.rec.uid
    fill(panel, qtbot, type_in, reasons="群众基础好")
    qtbot.waitUntil(lambda: find_draft(page._desk.session, "recommendation", f"{uid}:decision") is not None)
    at(page, "application")
    panel = at(page, "decision")
    assert panel.form.form.editors["reasons"].text() == "群众基础好"
    assert "没有保存的内容" in panel.bar.text
    panel.bar._act()
    assert panel.form.form.editors["reasons"].text() == ""
    assert find_draft(page._desk.session, "recommendation", f"{uid}:decision") is None


def test_records_written_elsewhere_do_not_touch_what_is_being_typed(page, at, qtbot, type_in):
    panel = at(page, "decision")
    fill(panel, qtbot, type_in, reasons="群众基础好")
    rec = Recommendation.get_by_id(panel.rec.id)
    page._desk.do(page, fill_in, rec, {"decision": "经研究，同意推荐。"}, quiet=True)
    assert panel.form.form.editors["reasons"].text() == "群众基础好"
    assert panel.save()
    kept = Recommendation.get_by_id(rec.id)
    assert (kept.reasons, kept.decision) == ("群众基础好", "经研究，同意推荐。")


def test_what_cannot_be_read_is_not_saved(page, at, qtbot, type_in):
    panel = at(page, "decision")
    fill(panel, qtbot, type_in, decided_on="明天")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    assert "看不懂" in panel.bar.text
    assert Recommendation.get_by_id(panel.rec.id).decided_on is None


def test_going_back_asks_why_on_the_page(page, at, qtbot, type_in, save_screen):
    panel = at(page, "decision")
    panel._ends.go_back()
    save_screen(page.window(), "recommendation_reason")
    assert panel.reasons.choices[0].text() == "组织考察"
    panel.reasons.submit()
    assert panel.rec.step == "decision"
    type_in(panel.reasons.reason, "考察材料没有签名。")
    qtbot.keyClick(panel.reasons.reason, Qt.Key.Key_Return)
    assert panel.rec.step == "decision"
    assert panel.reasons.button.hasFocus()
    qtbot.keyClick(panel.reasons.button, Qt.Key.Key_Space)
    assert Recommendation.get_by_id(panel.rec.id).step == "inspection"
    assert panel.form.step.key == "inspection"


def test_esc_leaves_the_question_first(page, at, qtbot):
    panel = at(page, "decision")
    panel._ends.withdraw()
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert not panel.reasons.isVisible()
    assert page.detail is panel


def test_a_withdrawn_one_comes_back(page, at, type_in):
    panel = at(page, "application", status="withdrawn")
    assert "本人调往县城工作" in panel.ended.text()
    assert not panel.finish_button.isVisible()
    panel._ends.reopen()
    type_in(panel.reasons.reason, "调动取消。")
    panel.reasons.submit()
    assert Recommendation.get_by_id(panel.rec.id).status == "running"
    assert panel.finish_button.isVisible()


def test_only_what_has_run_out_expires_and_it_is_tried_again(page, at, type_in):
    panel = at(page, "inspection")
    first = panel.rec.id
    assert "推荐过期…" not in [word for word, _ in panel._ends.ways()]
    builders.meet(page._desk.session, Recommendation.get_by_id(first), held_on=date(2024, 3, 1))
    panel.reload()
    dict(panel._ends.ways())["推荐过期…"]()
    type_in(panel.reasons.reason, "超过两年。")
    panel.reasons.submit()
    assert panel.ended.text() == "已过期（2026.11.20）：超过两年。"
    again = next(one for one in panel.ways.findChildren(QPushButton) if one.text() == "再次推荐…")
    again.click()
    type_in(panel.reasons.reason, "重新推荐。")
    panel.reasons.submit()
    assert page.detail.rec.again_of_id == first
    assert page.detail.rec.step == "application"


def test_a_superior_elsewhere_is_waited_for(page, at):
    panel = at(page, "superior")
    here = next(step for step in panel.stepper.steps if step.state is StepState.CURRENT)
    assert here.word == "等待上级审核"
    assert panel.form.form.editors["superior_name"].text() == "共青团芒果镇委员会"


def test_the_answer_closes_it_and_later_dates_lie_with_the_person(page, at, qtbot, type_in, save_screen):
    panel = at(page, "answer")
    fill(panel, qtbot, type_in, answered_on="2026.10.20", answer="列为入党积极分子")
    panel.finish_button.click()
    assert Recommendation.get_by_id(panel.rec.id).status == "answered"
    assert panel.ended.text() == "党组织 2026.10.20 答复：列为入党积极分子。"
    save_screen(page.window(), "recommendation_closed")
    with qtbot.waitSignal(panel.go) as asked:
        next(b for b in panel._body.findChildren(QPushButton) if b.text() == "到人员资料登记日期").click()
    assert asked.args == ["people", panel.rec.person.uid]


def test_the_papers_of_the_step_are_one_click_away(page, at, qtbot):
    panel = at(page, "inspection")
    with qtbot.waitSignal(page.go) as asked:
        qtbot.keyClick(page.window(), Qt.Key.Key_P, CTRL)
    wanted = {"form": "inspection.league", "kind": "recommendation", "uids": [panel.rec.uid]}
    assert asked.args == ["printing", wanted]


def test_what_is_gone_is_said_calmly(page):
    page.open_target("nosuchuid")
    assert "不在了" in page.bar.text


def test_a_small_screen_and_large_letters_cut_nothing(front, full, at, qapp, save_screen):
    shell = front(full, (1280, 720)).window()
    panel = at(shell.page, "inspection")
    save_screen(shell, "recommendation_1280")
    assert panel.conditions.isVisible()
    shell.page.close_detail()
    style.apply(qapp, "特大")
    shell.resize(1366, 768)
    panel = at(shell.page, "inspection")
    save_screen(shell, "recommendation_large")
    assert shell.width() == 1366
    assert not panel.conditions.isVisible()
    panel._turn(1)
    assert panel.conditions.isVisible()
    assert not panel.stepper.isVisible()


def test_adding_finds_members_and_says_who_cannot_go_directly(page, qtbot, save_screen):
    who = builders.person(page._desk.session, "尉迟春", order=301)
    builders.membership(page._desk.session, who, sample.Body.get())
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    panel = page.detail
    assert len(panel.table.records.ids) == 1 + 1  # the one who was withdrawn may be put forward again
    qtbot.keyClicks(panel.focusWidget(), "yuchi")
    qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
    assert panel.button.text() == "加入 1 人"
    panel.take_route("direct")
    assert "尉迟春登记的职务不在其内" in panel.why.text()
    save_screen(page.window(), "recommendation_add")
    panel.take_route("assembly")
    panel.button.click()
    assert Recommendation.select().where(Recommendation.person == who).exists()
    assert page._count.text() == "共 26 人"


def test_adding_somebody_twice_is_refused_in_words(page):
    page.begin()
    panel = page.detail
    panel.toggle(Person.get(Person.name == "单立梅").id)
    panel.add()
    assert "已经在" in panel.bar.text
    assert messages.said[-1].kind == "bar"
