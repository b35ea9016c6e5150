"""创先争优: talents, activities and targets, and the ways to all of it from elsewhere, in the sample office."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton

from models.excellence.activities import Activity, attendances_of
from models.excellence.awards import Nomination
from models.excellence.campaigns import Campaign
from models.excellence.due import due_today
from models.excellence.gradings import Grading
from models.excellence.promises import Promise
from models.excellence.talents import Talent
from models.excellence.targets import TargetSheet, TargetValue, keep_value, targets_of
from models.office import access
from models.people.person import Person
from models.statistics.targets import standings
from tests.ui.pages.excellence_sample import fill, striving
from ui.pages import finding
from ui.pages.due import opening_of
from ui.pages.excellence.honour_kinds import sheets
from ui.widgets.notes import Toast

__all__ = ["striving"]
CTRL = Qt.KeyboardModifier.ControlModifier
VERBS = ("登记", "修改", "删除", "认定", "移出", "定级", "重新定级", "保存评分")
KEYS = ("campaign", "promise", "comment", "survey", "grading", "supervision", "award", "talent", "activity", "target")


@pytest.fixture
def page(enter, striving):
    return enter("excellence", striving).shell.page


def opened(page, key, record):
    page.open_target((key, record.uid))
    return page.view.panel


def words_of(widget):
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden())


def press(owner, verb, what=""):
    found = [one for one in owner.findChildren(QPushButton) if one.text() == verb and what in one.accessibleName()]
    found[-1].click()


def test_somebody_leaves_the_talent_file_with_a_reason(page):
    talent = Talent.select().where(Talent.left_on.is_null()).get()
    panel = opened(page, "talent", talent)
    panel.end.begin_button.click()
    assert not panel.end.form.save()
    fill(panel.end.form.form, left_reason="外出务工")
    assert panel.end.form.save()
    assert Talent.get_by_id(talent.id).left_reason == "外出务工"
    assert panel.end.begin_button.isHidden()


def test_what_a_year_held_stands_over_the_list(page, save_screen):
    page.show_register("activity")
    assert page.view._line.text() == "2026年办 11 期（场），2,196 人次（其中妇女 1,366），250 学时，经费 48,800 元。"
    page.view.filters.want({"kind": "course"})
    assert page.view._line.text().startswith("2026年办 3 期（场），156 人次")
    page.view.filters.want({"year": 2025})
    assert page.view._line.text() == "2025年办 0 期（场），0 人次。"
    page.view.filters.clear()
    save_screen(page.window(), "excellence_activities")


def test_names_of_those_who_came_are_typed_one_after_the_other(page, qtbot):
    activity = Activity.get()
    before = len(attendances_of(activity))
    panel = opened(page, "activity", activity)
    names = [
        one.name for one in Person.select().limit(40) if Person.select().where(Person.name == one.name).count() == 1
    ]
    panel.came.begin_button.click()
    for name in names[-2:]:
        fill(panel.came.form.form, person=name)
        assert panel.came.form.save()
    assert panel.came.form is not None
    assert len(attendances_of(activity)) == before + 2
    page.step_back()
    press(panel.came, "移出", names[-1])
    assert len(attendances_of(activity)) == before + 1


def test_every_target_says_where_it_stands(page, save_screen):
    sheet = TargetSheet.get()
    panel = opened(page, "target", sheet)
    found = standings(sheet, page.view.desk.today())
    said = words_of(panel.lines)
    for one in found:
        assert f"{one.standing.title}　{one.standing.sentence}" in said
    assert panel.summary.text().startswith("已达到 ")
    row = page.view.register.fetch([sheet.id])[0]
    states = [one.standing.state for one in found]
    assert (row[5], row[6]) == (len(found), states.count("reached"))
    assert {bullet.told for bullet in panel.chart.chart.rows} <= {one.standing.title for one in found}
    save_screen(page.window(), "excellence_target")


def test_a_value_is_typed_with_its_source(page):
    sheet = TargetSheet.get()
    panel = opened(page, "target", sheet)
    target = next(one.target for one in standings(sheet, page.view.desk.today()) if not one.computed)
    press(panel.lines, "登记完成值", target.title)
    form = panel.lines.form
    assert not form.save()
    assert "请填写来源" in form.form.editors["source"].message
    number = "parts" if target.kind_of_target == "ratio" else "value"
    fill(form.form, **{number: "320:210:105" if number == "parts" else "88.5"}, source="镇统计站提供")
    assert form.save()
    value = TargetValue.select().where(TargetValue.target == target).order_by(TargetValue.id.desc()).get()
    assert value.source == "镇统计站提供"
    assert "填报：镇统计站提供" in words_of(panel.lines)
    press(panel.lines, "登记完成值", target.title)
    press(panel.lines.form, "删除", f"{value.as_of:%Y.%m.%d}")
    assert TargetValue.get_or_none(TargetValue.id == value.id) is None


def test_a_computed_value_opens_what_stands_behind_it(page, qtbot, save_screen):
    panel = opened(page, "target", TargetSheet.get())
    press(panel.lines, "名单", "工会组建率")
    assert not panel.behind.isHidden()
    assert panel.behind.table.records.rowCount() == 4
    save_screen(page.window(), "excellence_target_behind")
    page.step_back()
    assert panel.behind.isHidden()
    assert page.view.panel is panel


def test_templates_are_ticked_and_taken_over_at_once(page, qtbot, save_screen):
    page.show_register("target")
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    panel = page.view.panel
    fill(panel.form, title="妇联2026年目标", channel="妇联")
    assert panel.save()
    panel.templates_button.click()
    keys = list(panel.templates.ticks)[:3]
    for key in keys:
        panel.templates.ticks[key].setChecked(True)
    assert panel.templates.button.text() == "套用 3 项"
    save_screen(page.window(), "excellence_target_templates")
    panel.templates.button.click()
    sheet = TargetSheet.get(TargetSheet.title == "妇联2026年目标")
    assert {target.indicator for target in targets_of(sheet)} == set(keys)
    assert panel.templates.isHidden()
    panel.templates_button.click()
    assert not set(keys) & set(panel.templates.ticks)
    page.step_back()
    page.window().findChild(Toast).undo()
    assert not targets_of(sheet)


def test_a_target_of_ones_own_wants_a_number(page):
    panel = opened(page, "target", TargetSheet.get())
    panel.lines.begin_button.click()
    form = panel.lines.form
    fill(form.form, title="妇女之家示范点", kind_of_target="数量", unit_of_measure="个", least="3", most="2")
    assert not form.save()
    assert "上限小于目标值" in form.bar.text
    fill(form.form, most="")
    assert form.save()
    assert targets_of(panel.record)[-1].wanted() == "3个"


def test_whatever_is_due_opens_on_its_list(page):
    for due in due_today(date(2026, 12, 31)):
        name, target = opening_of(due)
        assert name == "excellence"
        page.open_target(target)
        assert page.view.panel.record.uid == due.uid


def test_awards_campaigns_and_activities_are_found_from_anywhere(page):
    for find, words, record in (
        (finding.find_nominations, "李思远", Nomination.get(Nomination.person == Person.get(Person.name == "李思远"))),
        (finding.find_campaigns, "青龙镇2026", Campaign.get()),
        (finding.find_activities, "春风行动", Activity.get(Activity.title.contains("春风行动"))),
    ):
        hit = find(words, 5).hits[0]
        page.window().go(hit.page, hit.target)
        assert page.view.panel.record == record


def test_her_honours_stand_on_a_persons_page(page):
    shell = page.window()
    person = Person.get(Person.name == "段彩云")
    shell.go("people", person.uid)
    said = words_of(shell.page)
    assert "芒果县三八红旗手" in said
    assert "致富能手（带头人）" in said
    press(shell.page, "推荐评选")
    new = shell.page.view.panel
    assert new.record is None
    assert new.form.editors["person"].value() == person


def test_who_only_reads_finds_everything_grey_with_the_reason(enter, striving):
    workbench = enter("excellence", striving)
    opened_office = workbench.desk.opened
    access.add_user(opened_office, "赵统", ["statistics"], "稻田里的白鹭飞")
    opened_office.session.user = opened_office.session.guard.user = "赵统"
    page = workbench.shell.page
    for key, record in (
        ("campaign", Campaign.get()),
        ("promise", Promise.get()),
        ("grading", Grading.get()),
        ("award", Nomination.get(Nomination.step == "consult")),
        ("target", TargetSheet.get()),
    ):
        page.open_target((key, record.uid))
        panel = page.view.panel
        verbs = [one for one in panel.findChildren(QAbstractButton) if one.text() in VERBS]
        assert verbs
        assert all(not one.isEnabled() and one.toolTip().startswith("请由") for one in verbs)
        assert not panel._button.isEnabled()
        page.step_back()
        page.step_back()
    assert not page.begin_button.isEnabled()


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_list_says_what_belongs_there(enter, bare, save_screen, key):
    page = enter("excellence", bare).shell.page
    page.show_register(key)
    assert page.view._filled._layout.currentIndex() == 1
    if key in ("campaign", "target"):
        save_screen(page.window(), f"excellence_{key}_empty")


def test_the_register_of_sheets_counts_for_today(page):
    register = sheets(page.view.desk)
    assert register.rows([TargetSheet.get().id])[0].targets == len(targets_of(TargetSheet.get()))


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
def test_nothing_is_cut_with_the_largest_letters(enter, striving, save_screen, qapp, size):
    workbench = enter("excellence", striving, size=size)
    workbench.shell.set_font_size("特大")
    page = workbench.shell.page
    for key in KEYS:
        page.show_register(key)
        page.open_target((key, page.view.register.record.select().order_by(page.view.register.record.id).get().uid))
        for _ in range(4):
            qapp.processEvents()
        area = page.view.panel.form.area()
        assert area.horizontalScrollBar().maximum() == 0, key
        save_screen(workbench.shell, f"excellence_{key}_{size[0]}_特大")
        page.step_back()
    assert (workbench.shell.width(), workbench.shell.height()) == size


def test_targets_out_of_sight_are_counted_when_looked_at_again(page):
    panel = opened(page, "target", TargetSheet.get())
    target = next(one.target for one in standings(panel.record, page.view.desk.today()) if not one.computed)
    page.show_register("activity")
    value = {"as_of": date(2026, 11, 18), "value": 7700, "source": "镇统计站提供", "parts": "320:210:105"}
    page.view.desk.do(page, keep_value, target, value)
    assert "镇统计站提供" not in words_of(panel.lines)
    page.show_register("target")
    assert "镇统计站提供" in words_of(panel.lines)
