"""Papers of 帮扶 while records change: gaps, further sheets, supplement sheets, what counts as earlier aid."""

from datetime import date

import pytest

from models.assistance.case import HelpStep
from models.assistance.children import LeftBehindChild, change_child
from models.assistance.household import Household
from models.assistance.pairs import Pair, keep_contact
from models.assistance.verbs import add_member, change_case, change_household
from models.assistance.visits import Visit
from models.core.database import DB
from models.office.attachment import Store, attach, set_photo
from models.people.verbs import change_person
from reports.forms import ALL, lay_out_for, missing_for, print_to
from reports.paper.display import Picture
from reports.paper.fonts import MissingCharacter
from tests import builders
from tests.benchmarks.paper_sample import photo
from tests.reports.forms.assistance.help_sample import NAMES, case_of, person_of, whole, words


def test_gaps_lead_to_the_field_where_they_are_filled_in(helped):
    session, case = helped.session, case_of("cancer")
    change_case(session, case, {"reason": None}, {"hospital": None})
    change_person(session, case.person, {"nationality": None})
    change_household(session, case.household, {"account": None})
    gaps = {(gap.field, gap.page, gap.uid) for gap in missing_for("cancer_aid", [case.uid])}
    assert ("hospital", "assistance", case.uid) in gaps
    assert ("reason", "assistance", case.uid) in gaps
    assert ("nationality", "people", case.person.uid) in gaps
    assert ("account", "assistance", case.household.uid) in gaps


def test_opinions_are_the_newest_of_their_level(helped):
    case = case_of("poor_woman")
    printed = words(lay_out_for("women_aid", [case.uid]))
    assert printed.count("情况属实，同意。") == len(
        {step.step for step in HelpStep.select().where(HelpStep.case == case) if step.opinion}
    )


@pytest.mark.parametrize(
    ("key", "which", "pages"),
    [("worker_file", "worker", 4), ("worker_application", "worker", 4), ("spring_bud", "spring_bud", 4)],
)
def test_a_large_family_goes_on_on_further_sheets(helped, key, which, pages):
    home = Household.get(Household.head == person_of(which))
    assert "（续）" not in words(lay_out_for(key, [case_of(which).uid]))
    for at in range(40):
        add_member(helped.session, home, {"name": f"家人{at:02d}", "relation": "20", "sex": "1"})
    paper = lay_out_for(key, [case_of(which).uid], builders.NOW)
    printed = whole(paper)
    assert len(paper.pages) == pages
    assert all(f"家人{at:02d}" in printed for at in range(40))


def test_the_newer_family_sheet_takes_as_many_pages_as_it_needs(helped):
    home = Household.get(Household.head == person_of("worker"))
    for at in range(40):
        add_member(helped.session, home, {"name": f"家人{at:02d}", "relation": "20", "sex": "1"})
    paper = lay_out_for("family_sheet", [home.uid], builders.NOW)
    printed = whole(paper)
    assert len(paper.pages) >= 10
    assert all(f"家人{at:02d}" in printed for at in range(40))


def test_long_text_goes_on_on_a_supplement_sheet(helped):
    case = case_of("temporary")
    long = "".join(f"第{at}项：医疗支出大，房屋受损，劳动力不足。" for at in range(90))
    change_case(helped.session, case, {"reason": long})
    paper = lay_out_for("temporary_aid", [case.uid], builders.NOW)
    printed = whole(paper)
    assert "《帮扶（临时救助）申请审批表》续页" in printed
    assert f"姓名：{NAMES['temporary']}" in printed
    assert "第89项" in printed


def test_many_contacts_take_more_backs(helped):
    pair = Pair.get(Pair.kind_of_pair == "mother")
    for day in range(1, 29):
        keep_contact(helped.session, pair, {"held_on": date(2026, 10, day), "form": "call", "content": f"第{day}次"})
    paper = lay_out_for("pair_register", [pair.uid], builders.NOW)
    assert len(paper.pages) == 3
    printed = whole(paper)
    assert "第28次" in printed
    assert "2026.04.12" in printed


def test_a_character_that_no_face_has_stops_with_the_persons_name(helped, tmp_path):
    change_person(helped.session, person_of("cancer"), {"address": "大坪村\U0002fa1f组"})
    with pytest.raises(MissingCharacter, match="欧阳·买买提江古丽"):
        print_to("cancer_aid", [case_of("cancer").uid], tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_aid_after_the_application_is_no_earlier_aid(helped):
    case = case_of("temporary")
    before = words(lay_out_for("temporary_aid", [case.uid]))
    assert "2026.09.28" in before
    change_case(helped.session, case, {"applied_on": date(2026, 9, 1)})
    printed = words(lay_out_for("temporary_aid", [case.uid]))
    assert "2026.09.28" not in printed
    assert "2026.02.10，送温暖，500元" in printed


def test_a_household_without_a_case_prints_its_family_sheet(helped):
    who = builders.person(helped.session, name="无案之家", order=402, employer=None)
    home = builders.household(helped.session, who, 2)
    printed = whole(lay_out_for("family_sheet", [home.uid]))
    assert "无案之家" in printed
    assert "单小丁" in printed


def test_many_cases_need_few_queries(helped, monkeypatch):
    for at in range(20):
        who = builders.person(helped.session, name=f"同批{at:02d}", born=date(1980, 1, 1 + at), order=500 + 2 * at)
        builders.help_case(helped.session, who, "poor_woman")
    asked = []
    run = DB.execute_sql

    def count(sql, params=None):
        asked.append(sql)
        return run(sql, params)

    monkeypatch.setattr(DB, "execute_sql", count)
    assert len(lay_out_for("women_aid", ALL).pages) == 42
    assert len(asked) < 20


def test_photographs_of_a_visit_follow_on_their_own_sheets(helped):
    store, visit = Store(helped), Visit.get()
    for at in range(3):
        attach(helped.session, store, visit, f"照片{at}", f"走访{at}.JPG", photo())
    attach(helped.session, store, visit, "签收单", "签收单.pdf", b"%PDF-1.4")
    assert len(lay_out_for("visit_record", [visit.uid]).pages) == 1
    paper = lay_out_for("visit_record", [visit.uid], photos=store)
    assert len(paper.pages) == 3
    assert sum(isinstance(item, Picture) for page in paper.pages for item in page.items) == 3
    whole(paper)


def test_a_childs_photograph_stands_on_her_application(helped):
    store, case = Store(helped), case_of("spring_bud")
    set_photo(helped.session, store, case.person, "照片.jpg", photo())
    paper = lay_out_for("spring_bud", [case.uid], photos=store)
    assert any(isinstance(item, Picture) for item in paper.pages[0].items)
    assert not any(isinstance(item, Picture) for item in lay_out_for("spring_bud", [case.uid]).pages[0].items)


def test_children_whom_the_summary_cannot_count_are_gaps_of_their_entry(helped):
    child = LeftBehindChild.get(LeftBehindChild.person == person_of("spring_bud"))
    change_child(helped.session, child, {"boarding": None, "registered": None})
    gaps = {(gap.record, gap.label, gap.page, gap.uid, gap.field) for gap in missing_for("left_behind_summary", ALL)}
    who = ("“𬭎䶮㛃”的儿童登记",)
    assert gaps == {
        (*who, "户口登记", "assistance", child.uid, "registered"),
        (*who, "学段和寄宿", "assistance", child.uid, "boarding"),
    }


def test_a_students_application_tells_school_and_parent(helped):
    student = builders.person(helped.session, name="马读书", born=date(2008, 9, 1), order=402, employer=None)
    builders.household(helped.session, student, 1)
    case = builders.help_case(helped.session, student, "tuition")
    printed = whole(lay_out_for("worker_application", [case.uid]))
    for value in ("职工姓名", "单立梅", "芒果县第一中学", "高中"):
        assert value in printed
    assert "就读学校" not in words(lay_out_for("worker_application", [case_of("worker").uid]))


def test_what_is_starred_on_the_family_sheet_is_a_gap_of_the_household(helped):
    home = Household.get(Household.head == person_of("worker"))
    add_member(helped.session, home, {"name": "新成员", "relation": "20", "sex": "1"})
    gaps = [(gap.label, gap.uid, gap.field) for gap in missing_for("family_sheet", [home.uid])]
    assert gaps[0] == ("家庭成员4的身份证号", home.uid, "id_number")
    assert {field for _, _, field in gaps} == {"id_number", "born", "health", "identity", "income_month"}
