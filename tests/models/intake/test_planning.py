"""Rows against the persons kept here: new, update, same, conflict, refused, skipped; applied and taken back whole."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.database import DB, integrity_problems
from models.core.errors import Cancelled, RuleRefused
from models.core.progress import StopAfter
from models.core.verbs import undo
from models.intake.apply import apply_roster, batches, undo_import
from models.intake.plan import OTHER_PERSON, SAME_ROW, Corrections, Plan, PlanRow, RowKey, Verdict
from models.intake.planning import make_plan
from models.intake.problems import PROBLEM_CODES
from models.intake.reading import Sheet, Workbook, read_file
from models.intake.records import IntakePiece, kept_rows, learned_mappings
from models.intake.values import mapping_choices
from models.office.office import OpenOffice
from models.organisations.unit import Unit
from models.people.lists import count_persons, find_persons
from models.people.person import Membership, PartyStage, Person
from models.people.verbs import change_person
from resources import path
from tests import builders


def header_data() -> dict:
    """The shipped spellings."""
    return json.loads(path("intake", "headers.json").read_text("utf-8"))


ALL_HEADERS = [spellings[0] for key, spellings in header_data()["spellings"].items() if key != "name"]
HEADER = ["姓名", "性别", "出生年月", "身份证号", "村", "联系电话", "备注"]
ZHANG = builders.id_number(date(1990, 5, 7), 101)
LI = builders.id_number(date(1988, 3, 2), 202)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    """An empty office."""
    with builders.office(tmp_path / "office") as opened:
        yield opened


def book(
    *rows: Sequence[object], header: Sequence[str] = HEADER, file: str = "名单.xlsx", sheet: str = "名单"
) -> Workbook:
    """A roster with these rows under a title."""
    width = len(header)
    filled = [[*row, *[""] * (width - len(row))] for row in (header, *rows)]
    return Workbook(file, "xlsx", [Sheet(sheet, filled)])


def row_of(plan: Plan, number: int) -> PlanRow:
    """The row that the spreadsheet shows under this number."""
    return next(row for row in plan.rows() if row.key.number == number)


def codes(row: PlanRow) -> list[str]:
    """Codes of a row's findings, without those about our own tables."""
    return [problem.code for problem in row.problems if problem.code != "village_new"]


def dump() -> dict[str, list[tuple]]:
    """Everything that an import may touch, apart from what tells that it happened."""
    tables = ("person", "membership", "party_stage", "unit", "body")
    return {name: DB.execute_sql(f"SELECT * FROM {name} ORDER BY id").fetchall() for name in tables}


def test_a_new_person_comes_in_with_what_the_number_tells(office: OpenOffice) -> None:
    plan = make_plan([book(["张 三", "", "", f" {ZHANG.lower()}", "甲村", 13800001111.0])])
    assert plan.counts() == {Verdict.NEW: 1}
    assert plan.new_villages == ["甲村"]
    done = apply_roster(office.session, plan)
    person = Person.get()
    assert (person.name, person.sex, person.born.iso, person.id_number) == ("张三", "1", "1990-05-07", ZHANG)
    assert person.phone == "13800001111"
    assert person.village.name == "甲村"
    assert find_persons("张三")[0] == 1
    assert "新登记 1 人" in done.sentence
    (kept,) = kept_rows(done.value, *plan.sheets[0].rows[0].key[:2])
    assert kept.cells == ["张 三", "", "", f" {ZHANG.lower()}", "甲村", 13800001111.0, ""]
    assert kept.person_id == person.id


def test_the_same_roster_again_changes_nothing(office: OpenOffice) -> None:
    roster = book(["张三", "男", "1990.05", ZHANG, "甲村", "13800001111"], ["李四", "女", "1988.3", LI, "甲村"])
    apply_roster(office.session, make_plan([roster]))
    before = dump()
    plan = make_plan([roster])
    assert plan.counts() == {Verdict.SAME: 2}
    apply_roster(office.session, plan)
    assert dump() == before


def test_an_update_names_the_fields_and_never_erases(office: OpenOffice) -> None:
    apply_roster(office.session, make_plan([book(["张三", "男", "1990.05.07", ZHANG, "甲村", "13800001111", "旧"])]))
    plan = make_plan([book(["张三", "男", "1990.05", ZHANG, "", "13900002222"])])
    row = row_of(plan, 2)
    assert row.verdict is Verdict.UPDATE
    assert [change.key for change in row.changes] == ["phone"]
    assert "联系电话" in row.reason
    apply_roster(office.session, plan)
    person = Person.get()
    assert (person.phone, person.born.iso, person.village.name, person.note) == (
        "13900002222",
        "1990-05-07",
        "甲村",
        "旧",
    )


def test_one_number_with_two_names_is_a_question(office: OpenOffice) -> None:
    plan = make_plan([book(["张三", "男", "", ZHANG], ["王五", "男", "", ZHANG])])
    second = row_of(plan, 3)
    assert second.verdict is Verdict.CONFLICT
    assert codes(second) == ["id_number_other_name"]
    assert "第 2 行" in second.reason
    apply_roster(office.session, plan)
    again = make_plan([book(["王五", "男", "", ZHANG])])
    assert codes(row_of(again, 2)) == ["id_number_other_name"]
    answered = Corrections(answers={row_of(again, 2).key: Person.get().uid})
    assert [
        change.key for change in row_of(make_plan([book(["王五", "男", "", ZHANG])], None, answered), 2).changes
    ] == ["name"]


def test_the_same_person_twice_is_registered_once(office: OpenOffice) -> None:
    plan = make_plan(
        [book(["张三", "男", "", ZHANG], ["张三", "男", "", ZHANG, "", "13800001111"], ["张三", "女", "", ZHANG])]
    )
    assert [row.verdict for row in plan.rows()] == [Verdict.NEW, Verdict.UPDATE, Verdict.CONFLICT]
    assert codes(row_of(plan, 3)) == ["duplicate_in_file"]
    apply_roster(office.session, plan)
    assert [(person.name, person.phone) for person in Person.select()] == [("张三", "13800001111")]


def test_lists_of_one_import_complete_each_other(office: OpenOffice) -> None:
    league = book(["张三", "2019.05"], header=["姓名", "入团时间"], file="团员.xlsx")
    league.sheets[0].rows[0].append("身份证号")
    league.sheets[0].rows[1].append(ZHANG)
    plan = make_plan([book(["张三", "男", "", ZHANG, "甲村"]), league])
    assert [row.verdict for row in plan.rows()] == [Verdict.NEW, Verdict.UPDATE]
    assert codes(list(plan.rows())[1]) == []
    apply_roster(office.session, plan)
    assert Membership.get().joined_on.iso == "2019-05"


def test_without_a_number_name_birth_and_village_are_only_a_question(office: OpenOffice) -> None:
    apply_roster(office.session, make_plan([book(["张三", "男", "1990.05.07", "", "甲村"])]))
    rows = (
        ["张三", "男", "1990.05", "", "甲村"],
        ["张三", "男", "1991.05", "", "甲村"],
        ["张三", "男", "1990.05", "", "乙村"],
    )
    plan = make_plan([book(*rows)])
    assert [row.verdict for row in plan.rows()] == [Verdict.CONFLICT, Verdict.NEW, Verdict.NEW]
    asked = row_of(plan, 2)
    assert codes(asked) == ["namesake"]
    assert asked.lookalikes[0].uid == Person.get().uid
    same = make_plan([book(rows[0])], None, Corrections(answers={asked.key: Person.get().uid}))
    assert row_of(same, 2).verdict is Verdict.SAME
    other = make_plan([book(rows[0])], None, Corrections(answers={asked.key: OTHER_PERSON}))
    assert row_of(other, 2).verdict is Verdict.NEW


def test_namesakes_in_one_file_are_a_question_too(office: OpenOffice) -> None:
    roster = book(["张三", "男", "1990.05", "", "甲村"], ["张三", "男", "1990.05", ZHANG, "甲村", "13800001111"])
    plan = make_plan([roster])
    asked = row_of(plan, 3)
    assert codes(asked) == ["duplicate_in_file"]
    merged = make_plan([roster], None, Corrections(answers={asked.key: SAME_ROW}))
    apply_roster(office.session, merged)
    assert [(person.name, person.id_number) for person in Person.select()] == [("张三", ZHANG)]


def test_two_valid_numbers_are_two_persons(office: OpenOffice) -> None:
    other = builders.id_number(date(1990, 5, 7), 103)
    plan = make_plan([book(["张三", "男", "1990.05", ZHANG, "甲村"], ["张三", "男", "1990.05", other, "甲村"])])
    assert plan.counts() == {Verdict.NEW: 2}


def test_an_old_number_of_15_digits_is_the_same_person(office: OpenOffice) -> None:
    apply_roster(office.session, make_plan([book(["张三", "男", "", ZHANG[:6] + ZHANG[8:17]])]))
    plan = make_plan([book(["张三", "男", "", ZHANG])])
    row = row_of(plan, 2)
    assert row.verdict is Verdict.UPDATE
    assert [change.key for change in row.changes] == ["id_number"]


def test_one_row_is_found_among_many_persons(office: OpenOffice) -> None:
    numbers = [builders.id_number(date(1980, 1, 1 + order), 200 + order) for order in range(28)]
    many = [[f"王{chr(0x4E00 + order)}", "女", "", number, "甲村"] for order, number in enumerate(numbers)]
    old = ["赵六", "男", "", ZHANG[:6] + ZHANG[8:17], "甲村"]
    nameless = ["孙七", "男", "1990.05", "", "甲村"]
    apply_roster(office.session, make_plan([book(*many, old, nameless)]))
    plan = make_plan([book(["赵六", "男", "", ZHANG, "乙村"], ["孙七", "男", "1990.05", "", "甲村"])])
    assert [row.verdict for row in plan.rows()] == [Verdict.UPDATE, Verdict.CONFLICT]
    assert {change.key for change in row_of(plan, 2).changes} == {"id_number", "village"}


def test_every_column_can_be_chosen_by_its_chinese_name() -> None:
    choices = dict(mapping_choices())
    assert choices["league.joined_on"] == "入团时间"
    assert all(re.search("[\u4e00-\u9fff]", label) for label in choices.values())


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["张三", "李□", "男", "1990.5", "1990.1", ZHANG, ZHANG.lower(), "6.1E+17", "甲村", "乙社区3组", "√", "#REF!"]
    ),
    st.floats(),
    st.integers(-5, 10**19),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@settings(max_examples=60)
@given(rows=st.lists(st.lists(CELLS, min_size=12, max_size=12), max_size=6), headers=st.permutations(ALL_HEADERS))
def test_junk_is_planned_and_applied_without_a_bug(office: OpenOffice, rows: list[list], headers: list[str]) -> None:
    roster = Workbook("x.xlsx", "xlsx", [Sheet("s", [["姓名", *headers[:11]], *rows], date_1904=len(rows) % 2 == 0)])
    plan = make_plan([roster])
    assert {problem.code for row in plan.rows() for problem in row.problems} <= set(PROBLEM_CODES)
    json.dumps(plan.plain())
    batch = apply_roster(office.session, plan).value
    undo_import(office.session, batch)
    assert count_persons() == 0


def test_unreadable_and_missing_names_are_refused(office: OpenOffice) -> None:
    plan = make_plan([book(["张□", "男", "", ZHANG], ["", "女", "1988.3.2", LI])])
    assert [row.verdict for row in plan.rows()] == [Verdict.REFUSED, Verdict.REFUSED]
    assert [codes(row) for row in plan.rows()] == [["name_unreadable_character"], ["name_missing"]]
    batch = apply_roster(office.session, plan).value
    assert count_persons() == 0
    assert [row.number for row in kept_rows(batch, "名单.xlsx", "名单")] == [2, 3]


def test_a_damaged_number_is_left_out_and_told(office: OpenOffice) -> None:
    plan = make_plan([book(["张三", "男", "1990.05", 999999199005071000.0], ["李四", "女", 1990.1, "6.1E+17"])])
    assert [set(codes(row)) for row in plan.rows()] == [{"id_number_damaged"}, {"id_number_damaged", "date_ambiguous"}]
    apply_roster(office.session, plan)
    assert {person.id_number for person in Person.select()} == {None}


def test_a_cell_can_be_mended_and_a_row_ticked_off(office: OpenOffice) -> None:
    roster = book(["张□", "男", "", ZHANG], ["李四", "女", "", LI])
    first, second = (row.key for row in make_plan([roster]).rows())
    plan = make_plan([roster], None, Corrections(cells={first: {0: "张䶮"}}, off={second}))
    assert [row.verdict for row in plan.rows()] == [Verdict.NEW, Verdict.SKIPPED]
    batch = apply_roster(office.session, plan).value
    assert Person.get().name == "张䶮"
    assert [row.cells[0] for row in kept_rows(batch, "名单.xlsx", "名单", 2)] == ["张□"]


def test_a_hidden_row_can_be_ticked_on(office: OpenOffice) -> None:
    rows = [["姓名", "性别"], ["张三", "男"]]
    roster = Workbook("x.xlsx", "xlsx", [Sheet("s", rows, hidden_rows=frozenset({1}))])
    key = RowKey("x.xlsx", "s", 0, 2)
    assert make_plan([roster]).counts() == {Verdict.SKIPPED: 1}
    assert make_plan([roster], None, Corrections(on={key})).counts() == {Verdict.NEW: 1}


def test_a_mapped_column_is_remembered_for_the_next_file(office: OpenOffice) -> None:
    roster = book(["张三", "男", "小张"], header=["姓名", "性别", "小名"])
    mapped = Corrections(columns={("名单.xlsx", "名单", 0): {2: "former_name"}})
    apply_roster(office.session, make_plan([roster], None, mapped))
    assert Person.get().former_name == "小张"
    assert learned_mappings() == {"姓名\t性别\t小名": ["name", "sex", "former_name"]}
    plan = make_plan([book(["李四", "男", "小李"], header=["姓名", "性别", "小名"], file="另一份.xls")])
    assert row_of(plan, 2).values["former_name"] == "小李"


def test_stage_and_status_are_kept_apart(office: OpenOffice) -> None:
    header = ["姓名", "政治面貌", "申请入党时间", "列为积极分子时间", "培养联系人", "是否党员"]
    rows = (
        ["张三", "入党积极分子", "2024年3月1日", "2025.6", "周某、何某"],
        ["李四", "群众（发展对象）"],
        ["王五", "中共预备党员"],
    )
    apply_roster(office.session, make_plan([book(*rows, header=header)]))
    found = {
        (stage.person.name, stage.stage): (stage.reached_on and stage.reached_on.iso, stage.companions)
        for stage in PartyStage.select()
    }
    assert found == {
        ("张三", "applicant"): ("2024-03-01", None),
        ("张三", "activist"): ("2025-06", "周某、何某"),
        ("李四", "target"): (None, None),
        ("王五", "probationary"): (None, None),
    }
    assert [person.political_status for person in Person.select()] == [None, "13", "02"]


def test_members_join_the_body_that_was_chosen(office: OpenOffice) -> None:
    league = builders.body(office.session, "league", builders.unit(office.session, "石桥村"))
    header = ["姓名", "身份证号", "入团时间", "职务"]
    plan = make_plan(
        [book(["张三", ZHANG, "2019.5", "团支部书记"], ["李四", LI, "", ""], header=header, file="团员.xlsx")], league
    )
    apply_roster(office.session, plan)
    members = {member.person.name: (member.body_id, member.post) for member in Membership.select()}
    assert members == {"张三": (league.id, "团支部书记"), "李四": (league.id, None)}
    again = make_plan([book(["张三", ZHANG, "2019.5", "团支部委员"], header=header, file="团员.xlsx")], league)
    assert [change.key for change in row_of(again, 2).changes] == ["league.post"]
    apply_roster(office.session, again)
    assert Membership.select().count() == 2


def test_memberships_without_a_body_are_counted_and_completed_by_the_same_roster(office: OpenOffice) -> None:
    roster = book(
        ["张三", ZHANG, "2019.5"], ["李四", LI, ""], header=["姓名", "身份证号", "入团时间"], file="团员.xlsx"
    )
    alone = make_plan([roster])
    assert alone.without_body() == 1
    apply_roster(office.session, alone)
    league = builders.body(office.session, "league", builders.unit(office.session, "石桥村"))
    again = make_plan([roster], league)
    assert again.without_body() == 0
    apply_roster(office.session, again)
    members = {member.person.name: (member.body_id, str(member.joined_on)[:4]) for member in Membership.select()}
    assert members["张三"] == (league.id, "2019")
    assert Membership.select().count() == 2


def test_a_body_that_nobody_knows_is_told(office: OpenOffice) -> None:
    plan = make_plan([book(["张三", "某某工会", "2019.5"], header=["姓名", "所在工会", "入会时间"])])
    assert codes(row_of(plan, 2)) == ["body_unknown"]
    apply_roster(office.session, plan)
    assert Membership.get().body_id is None


def test_undo_brings_back_exactly_what_was_before(office: OpenOffice) -> None:
    first = book(["张三", "男", "1990.05", ZHANG, "甲村", "13800001111"], ["李四", "女", "", LI, "甲村"])
    apply_roster(office.session, make_plan([first]))
    before = dump()
    header = [*HEADER, "入团时间", "申请入党时间"]
    second = book(
        ["张三", "男", "1990.05", ZHANG, "乙村", "13900002222", "新", "2008.5", "2025.1.1"],
        ["王五", "男", "1999.1.1", "", "丙村", "", "", "2015.5", "2025.1.1"],
        header=header,
    )
    batch = apply_roster(office.session, make_plan([second])).value
    assert (count_persons(), Unit.select().count(), Membership.select().count()) == (3, 3, 2)
    undo_import(office.session, batch)
    after = dump()
    skip = {"person": {"revision", "changed_at", "changed_by"}}
    for name, rows in before.items():
        columns = [column.name for column in DB.get_columns(name)]
        kept = [place for place, column in enumerate(columns) if column not in skip.get(name, set())]
        assert [[row[place] for place in kept] for row in after[name]] == [
            [row[place] for place in kept] for row in rows
        ]
    assert find_persons("王五")[0] == 0
    assert find_persons("张三")[0] == 1
    assert integrity_problems() == []
    assert IntakePiece.select().where(IntakePiece.batch == batch).count() == 0
    with pytest.raises(RuleRefused, match="撤销过"):
        undo_import(office.session, batches()[0])


def test_undo_is_refused_while_something_stands_on_the_import(office: OpenOffice) -> None:
    batch = apply_roster(office.session, make_plan([book(["张三", "男", "", ZHANG], ["李四", "女", "", LI])])).value
    person = Person.get(Person.name == "张三")
    change_person(office.session, person, {"phone": "13800009999"})
    before = dump()
    with pytest.raises(RuleRefused, match="不能整批撤销"):
        undo_import(office.session, batch)
    assert dump() == before
    assert len(kept_rows(batch, "名单.xlsx", "名单")) == 2


def test_the_plain_undo_leaves_an_import_alone(office: OpenOffice) -> None:
    done = apply_roster(office.session, make_plan([book(["张三", "男", "", ZHANG])]))
    with pytest.raises(RuleRefused):
        undo(office.session, done.seq)
    assert count_persons() == 1


def test_a_cancelled_import_leaves_nothing(office: OpenOffice) -> None:
    plan = make_plan([book(["张三", "男", "", ZHANG, "甲村"])])
    before = dump()
    with pytest.raises(Cancelled):
        apply_roster(office.session, plan, StopAfter(1))
    assert dump() == before
    assert batches() == []


@pytest.mark.parametrize("steps", [1, 3, 5, 8, 11])
def test_a_large_import_can_be_stopped_anywhere(office: OpenOffice, steps: int) -> None:
    rows = [[f"张{chr(0x4E00 + number)}", "男", "", "", "甲村", "", number] for number in range(5_100)]
    plan = make_plan([book(*rows, header=[*HEADER[:6], "工会会员证号"])])
    assert plan.counts() == {Verdict.NEW: len(rows)}
    before, indexes = dump(), DB.get_indexes("person")
    with pytest.raises(Cancelled):
        apply_roster(office.session, plan, StopAfter(steps))
    assert dump() == before
    assert DB.get_indexes("person") == indexes
    assert find_persons("张一")[0] == 0


def test_somebody_registered_meanwhile_stops_the_import(office: OpenOffice) -> None:
    plan = make_plan([book(["张三", "男", "", ZHANG])])
    apply_roster(office.session, make_plan([book(["张三", "男", "", ZHANG])]))
    with pytest.raises(RuleRefused):
        apply_roster(office.session, plan)
    assert count_persons() == 1


def test_the_report_counts_every_row_once(office: OpenOffice) -> None:
    files = [read_file(file) for file in sorted(path("samples").iterdir()) if file.suffix != ".json"]
    plan = make_plan(files)
    report = plan.plain("uid")
    for sheet in report["sheets"]:
        assert sheet["rows"] == sum(sheet[verdict.value] for verdict in Verdict)
    assert {problem["code"] for problem in report["problems"]} <= set(PROBLEM_CODES)
    json.dumps(report, ensure_ascii=False)
    league = next(sheet for sheet in report["sheets"] if sheet["file"].startswith("石桥村"))
    assert league["header_rows"] == [3, 4]
    assert league["columns"]["入团情况职务"] == "league.post"


def test_every_planted_trouble_is_found_and_nothing_else(office: OpenOffice) -> None:
    planted = json.loads(Path(__file__).parents[2].joinpath("samples", "planted.json").read_text("utf-8"))
    expected = {(one["file"], one["sheet"], one["row"], one["column"], one["code"]) for one in planted}
    found = set()
    for file in sorted(path("samples").iterdir()):
        if file.suffix != ".json":
            for problem in make_plan([read_file(file)]).plain()["problems"]:
                found.add(tuple(problem[key] for key in ("file", "sheet", "row", "column", "code")))
    follows = {one for one in found if one[4] == "village_new"}
    assert found - follows == expected
