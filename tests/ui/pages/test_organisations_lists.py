"""组织: officers, venues, the tree, and what is reckoned, in the sample office."""

import pytest
from python_calamine import CalamineWorkbook

from models import demonstration
from models.organisations.body import Body
from models.organisations.coverage import BOOK
from models.organisations.unit import Unit
from models.organisations.venue import Venue
from models.people.officers import Officer
from models.people.person import Person
from tests import builders
from ui import messages
from ui.pages.settings.rules import value_words


@pytest.fixture(scope="session")
def organised(tmp_path_factory):
    """The directory of the sample office, made once and never opened by a test."""
    directory = tmp_path_factory.mktemp("organised") / "office"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demonstration, "PASSPHRASE", builders.PASSPHRASE)
        demonstration.tell(directory).opened.close()
    return directory


@pytest.fixture
def page(enter, organised):
    return enter("organisations", organised).shell.page


def fill(panel, **texts):
    for name, text in texts.items():
        panel.form.editors[name].set_text(text)
        panel.form.editors[name].settled.emit()


def names(view):
    return [line[0] for line in view.lines]


def test_what_should_be_there_stands_with_its_reason(page, save_screen):
    page.show_register("coverage")
    view = page.view
    assert ("大河农机服务有限公司", "企业", "应建未建") in [line[:3] for line in view.lines]
    assert {line[2] for line in view.lines} == {"应建未建", "可建未建"}
    assert page._count.text().startswith(f"应建未建 {len(view.lines)} 项，缺数据")
    assert not [line[3] for line in view.lines if line[3].startswith(("的", line[0]))]
    save_screen(page.window(), "organisations_coverage")


def test_one_rule_is_looked_at_with_its_target_and_source(page, save_screen):
    page.open_target(("coverage", "union_staff_min"))
    assert names(page.view) == ["大河农机服务有限公司"]
    assert "目标 100%，还没有达到" in page.view._told.text()
    save_screen(page.window(), "organisations_coverage_rule")
    assert page.step_back()
    assert len(page.view.lines) > 1


def test_a_lacking_figure_leads_into_its_field(page, qtbot):
    page.open_target(("coverage", "league_branch_min"))
    page.view.filters.want({"state": "unknown"})
    place = names(page.view).index("云岭村")
    page.view.table.opened.emit(place)
    assert page.window().page.view.register.key == "unit"
    panel = page.view.panel
    assert panel.record.name == "云岭村"
    assert panel.form.editors["league_members"].isAncestorOf(page.window().focusWidget())
    fill(panel, league_members="5")
    panel.form.edited.emit()
    assert panel.save()
    page.open_target(("coverage", "league_branch_min"))
    page.view.filters.want({"state": "missing"})
    assert "云岭村" in names(page.view)


def test_lists_for_recommending_first(page, save_screen):
    page.show_register("priority")
    assert "云岭茶业有限公司" in names(page.view)
    save_screen(page.window(), "organisations_priority")
    page.view.show_matter("village_officers")
    assert {"普建业", "马秀芝", "杨春"} <= set(names(page.view))


def test_elections_by_how_near(page, save_screen):
    page.show_register("election")
    first = page.view.lines[0]
    assert first[5] == "已过期"
    assert first[4].endswith("（推算）")
    save_screen(page.window(), "organisations_elections")


def test_the_tree_by_unit_and_by_superior(page, save_screen):
    page.show_register("tree")
    tree = page.view.tree
    assert "  石桥村团支部" in tree.lines
    page.view.open_node(next(item.data(0, 256) for _, item in tree._walk() if item.text(0) == "青龙镇妇女联合会"))
    assert page.view.panel.record.name == "青龙镇妇女联合会"
    save_screen(page.window(), "organisations_tree")
    page.view.turn(1)
    lines = tree.lines
    assert lines[lines.index("青龙镇总工会") + 1].startswith("  ")
    assert page.step_back()
    page.view.filters.want({}, "石桥村妇女")
    assert tree.currentItem().text(0) == "石桥村妇女联合会"


def test_a_body_shows_officers_election_and_whom_it_covers(page, save_screen):
    joint = Body.get(Body.name == "青龙镇个体私营企业联合工会")
    page.open_target(("body", joint.uid))
    panel = page.view.panel
    save_screen(page.window(), "organisations_body")
    assert not panel.covered.isHidden()
    panel.covered.begin_button.click()
    fill(panel.covered.form, unit="白水豆制品厂")
    assert panel.covered.form.save()
    assert {one.unit.name for one in joint.coverage} == {"龙泉超市", "白水豆制品厂"}


def test_what_only_a_union_has_is_asked_of_unions(page):
    page.open_target(("body", Body.get(Body.name == "石桥村团支部").uid))
    editors = page.view.panel.form.editors
    assert editors["women_committee"].isHidden()
    page.open_target(("body", Body.get(Body.name == "青龙镇总工会").uid))
    assert not page.view.panel.form.editors["women_committee"].isHidden()


def test_an_election_ends_the_offices_of_the_term_before(page):
    body = Body.get(Body.name == "青龙镇妇女联合会")
    page.open_target(("body", body.uid))
    panel = page.view.panel
    panel.election.begin_button.click()
    fill(panel.election.form, elected_on="2026-11-20", end_offices="是")
    assert panel.election.form.save()
    officer = Officer.get(Officer.body == body)
    assert (officer.ended_on.iso, Body.get_by_id(body.id).elected_on.iso) == ("2026-11-20", "2026-11-20")


def test_a_new_officer_begins_with_her_body_and_brings_what_is_known(page, save_screen):
    body = Body.get(Body.name == "石桥村团支部")
    person = Person.select().where(Person.sex == "2").get()
    page.open_target(("officer", f"new:{body.uid}"))
    panel = page.view.panel
    fill(panel, person=person.name, duty="副职", post="团支部副书记", time="兼职")
    assert panel.form.editors["name"].text() == person.name
    assert panel.form.editors["sex"].text() == "女"
    assert panel.save()
    officer = Officer.get(Officer.post == "团支部副书记")
    assert (officer.body, officer.person, officer.time) == (body, person, "part")
    save_screen(page.window(), "organisations_officer")


def test_a_man_among_the_officers_of_women_is_warned_of(page):
    page.open_target(("officer", Officer.get(Officer.name == "马秀芝").uid))
    panel = page.view.panel
    fill(panel, sex="男")
    assert "登记的是男性" in panel.form.editors["sex"].message


def test_venues_and_officers_are_listed(page, save_screen):
    page.show_register("venue")
    assert page._count.text() == "共 6 处阵地"
    save_screen(page.window(), "organisations_venues")
    page.show_register("officer")
    save_screen(page.window(), "organisations_officers")
    page.view.filters.want({"channel": "women"})
    assert page._count.text() == "找到 4 人次，共 12 人次"


def test_a_unit_shows_its_bodies_and_venues(page, save_screen):
    unit = Unit.get(Unit.name == "云岭茶业有限公司")
    page.open_target(("unit", unit.uid))
    save_screen(page.window(), "organisations_unit_facts")
    page.open_target(("venue", f"new:{unit.uid}"))
    fill(page.view.panel, name="茶业青年之家", kind_of_venue="青年之家")
    assert page.view.panel.save()
    assert Venue.get(Venue.name == "茶业青年之家").unit == unit


def test_what_is_listed_is_taken_along(page, tmp_path, monkeypatch, settled):
    target = tmp_path / "应建未建.xlsx"
    monkeypatch.setattr(messages, "save_file", lambda *_: target)
    page.show_register("coverage")
    page.view.export()
    settled()
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert len(rows) == len(page.view.lines) + 1
    assert rows[0][:2] == ["事项", "单位或组织"]
    page.show_register("body")
    page.view.export()
    settled()
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert "女职工委员会" in rows[0]
    assert len(rows) == Body.select().count() + 1


def test_a_late_election_stands_in_todays_list(enter, organised):
    from ui.pages.due import all_due, opening_of

    workbench = enter("today", organised)
    due = next(one for one in all_due(workbench.desk) if one.title.endswith("换届"))
    page, target = opening_of(due)
    workbench.shell.go(page, target)
    assert workbench.shell.page.view.panel.record.uid == due.uid


def test_a_persons_page_lists_her_offices(enter, organised):
    workbench = enter("people", organised)
    person = Person.select().join(Officer, on=Officer.person == Person.id).first()
    if person is None:
        pytest.skip("nobody of the rosters serves")
    workbench.shell.go("people", person.uid)
    assert "任职" in workbench.shell.page.panel.standing.offices.findChild(type(workbench.shell.page._title)).text()


def test_largest_font_on_a_small_screen(enter, organised, save_screen, qapp):
    workbench = enter("organisations", organised, size=(1280, 720))
    workbench.shell.set_font_size("特大")
    workbench.shell.page.show_register("coverage")
    for _ in range(4):
        qapp.processEvents()
    save_screen(workbench.shell, "organisations_coverage_特大")
    assert (workbench.shell.width(), workbench.shell.height()) == (1280, 720)


def test_beside_the_candidates_stands_where_recommending_comes_first(enter, organised, save_screen):
    workbench = enter("recommendation", organised)
    page = workbench.shell.page
    assert "职工100人以上、党员不足3名 1" in page.priority.lines
    assert page.priority.isVisible()
    save_screen(workbench.shell, "organisations_beside_candidates")
    page.priority.go.emit("organisations", ("priority", "priority_staff_min"))
    assert names(workbench.shell.page.view) == ["云岭茶业有限公司"]


def test_the_rules_stand_in_the_settings_and_can_be_changed_there(enter, organised, save_screen, qapp):
    workbench = enter("settings", organised)
    page = workbench.shell.page
    page.show_part("规则")
    part = page.part
    part.filters.want({"book": BOOK})
    qapp.processEvents()
    save_screen(workbench.shell, "organisations_rules")
    for place, (_, book) in enumerate(part._places):
        if book == BOOK:
            assert value_words(part._rules[place])
            part.open_rule(place)
            assert not part.panel.form.dirty
    part.open_target("union_staff_min")
    fill(part.panel, value="15", reason="县工会〔2026〕3号")
    part.panel.form.edited.emit()
    assert part.panel.save()
    workbench.shell.go("organisations", ("coverage", "union_staff_min"))
    assert "白水豆制品厂" in names(workbench.shell.page.view)
