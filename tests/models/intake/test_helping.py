"""Rosters of 困难职工 and 留守儿童: they bring households, cases and entries on the register, and go as a whole."""

from collections import Counter
from pathlib import Path

import pytest

from models.assistance.aid import Aid
from models.assistance.case import KEPT, RUNNING, HelpCase
from models.assistance.children import LeftBehindChild
from models.assistance.children_summary import summary
from models.assistance.household import Household
from models.core.clock import today
from models.core.codes import table
from models.core.errors import RuleRefused
from models.core.history import History
from models.core.verbs import Session
from models.intake import take_in, undo_batch
from models.intake.headers import CHILD, WORKER, meaning, roster_of
from models.intake.plan import Verdict
from models.intake.planning import make_plan
from models.intake.reading import read_file
from models.people.person import Person
from resources import path
from tests import builders

FILES = [file for file in sorted(path("samples").iterdir()) if "困难职工" in file.name or "留守儿童" in file.name]


def counts() -> tuple[int, int, int, int]:
    return tuple(cls.select().count() for cls in (Person, Household, HelpCase, LeftBehindChild))  # type: ignore[return-value]


def test_a_roster_of_workers_brings_a_household_and_a_case_on_file_for_each(session: Session) -> None:
    take_in(session, [file for file in FILES if "困难职工" in file.name])
    cases = list(HelpCase.select())
    assert counts() == (13, 13, 13, 0)
    assert {case.programme for case in cases} == {"worker"}
    dated = [case for case in cases if case.decided_on]
    assert dated
    assert all(case.status == KEPT and case.applied_on == case.decided_on for case in dated)
    first = Person.get(Person.id_number.is_null(False))
    case = HelpCase.get(HelpCase.person == first)
    assert case.household.head_id == first.id
    assert case.household.account == first.bank_account
    assert case.household.size == first.household_size
    assert case.hardship_class in table("help.class")
    assert case.facts["worker_number"].startswith("QL")


def test_a_roster_of_children_fills_the_register_and_its_summary_adds_up(session: Session) -> None:
    take_in(session, [file for file in FILES if "留守" in file.name])
    assert counts() == (16, 0, 0, 16)
    child = LeftBehindChild.select().where(LeftBehindChild.both_away).get()
    assert child.left_behind
    assert child.trustee_name
    assert child.trustee_relation in table("GB/T 4761")
    rows = summary(today(session.clock))
    assert [row.village for row in rows] == ["大河村", "白水村", "合计"]
    assert [row.figures[1] for row in rows] == [8, 8, 16]


def test_the_history_says_what_a_roster_brought(session: Session) -> None:
    take_in(session, FILES)
    sentence = History.select().order_by(History.seq.desc()).get().sentence
    assert sentence.endswith("新登记 29 人，更新 0 人，建立困难职工个案 13 个，登记儿童 16 人")


def test_taking_the_same_rosters_again_changes_nothing(session: Session) -> None:
    take_in(session, FILES)
    before = counts()
    plan = make_plan([read_file(file) for file in FILES])
    verdicts = Counter(row.verdict for row in plan.rows() if "id_number" in row.values)
    assert set(verdicts) == {Verdict.SAME}
    take_in(session, FILES)
    assert counts()[1:] >= before[1:]


def test_a_worker_who_is_kept_already_gets_his_household_and_case(session: Session) -> None:
    files = [file for file in FILES if "困难职工" in file.name]
    row = next(row for row in make_plan([read_file(files[0])]).rows() if row.values.get("id_number"))
    builders.person(session, row.values["name"], id_number=row.values["id_number"])
    plan = make_plan([read_file(files[0])])
    assert next(row for row in plan.rows() if row.person_id).verdict is Verdict.UPDATE
    take_in(session, files)
    assert counts() == (13, 13, 13, 0)


def test_the_whole_import_goes_as_long_as_nothing_stands_on_it(session: Session) -> None:
    batch = take_in(session, FILES)["batch"]
    undo_batch(session, batch)
    assert counts() == (0, 0, 0, 0)
    batch = take_in(session, FILES)["batch"]
    builders.aid(session, Household.get().head)
    with pytest.raises(RuleRefused):
        undo_batch(session, batch)
    assert Aid.select().count() == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("青龙镇总工会在档困难职工花名册", WORKER),
        ("农村留守儿童花名册", CHILD),
        ("困境儿童信息表", CHILD),
        ("工会会员花名册", ""),
        ("困难妇女信息", ""),
    ],
)
def test_a_title_tells_the_kind_of_roster(text: str, kind: str) -> None:
    assert roster_of([text]) == kind


def test_headers_of_one_kind_of_roster_mean_nothing_on_another() -> None:
    assert meaning("监护类型", CHILD)
    assert meaning("监护类型") is None
    found = meaning("监护人")
    assert found
    assert found.key == "guardian"
    assert meaning("家庭年度总收入", WORKER)
    assert meaning("家庭年度总收入", CHILD) is None


def test_a_title_without_left_behind_lists_children_in_need(session: Session, tmp_path: Path) -> None:
    text = "困境儿童信息表,,,\n姓名,性别,困境类型,监护类型\n罗小梅,女,孤儿,监护情况一般\n"
    file = tmp_path / "困境儿童.csv"
    file.write_text(text, "utf-8-sig")
    take_in(session, [file])
    child = LeftBehindChild.get()
    assert (child.left_behind, child.classes, child.guardianship) == (False, ("orphan",), "fair")


def test_a_title_that_says_on_file_is_enough(session: Session, tmp_path: Path) -> None:
    for title, status in (("在档困难职工名册", KEPT), ("困难职工名册", RUNNING)):
        file = tmp_path / f"{status}.csv"
        file.write_text(f"{title},,\n姓名,性别,困难类别\n罗{title[0]}梅,女,深度困难\n", "utf-8-sig")
        take_in(session, [file])
        assert HelpCase.select().order_by(HelpCase.id.desc()).get().status == status
