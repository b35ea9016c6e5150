"""Workbooks of 帮扶: lists and the summary of children, their sums and identities as formulas that come out right."""

import re
from datetime import date

import pytest
from openpyxl import load_workbook

from models.assistance import children_summary
from models.assistance.aid import Distribution
from models.assistance.children import LeftBehindChild, change_child, remove_child
from models.core.errors import CannotWrite, KnownError
from models.core.text import money_in_words
from reports.assistance_workbooks import export_distribution, export_left_behind, identity_formula
from tests.reports.forms.assistance.help_sample import people

DAY = date(2026, 11, 20)


def value(page, address):
    """What a cell says, its formula worked out: sums, and identities of sums."""
    found = page[address].value
    if not isinstance(found, str) or not found.startswith("="):
        return found
    if added := re.fullmatch(r"=SUM\(([A-Z]+)(\d+):[A-Z]+(\d+)\)", found):
        letter, first, last = added.groups()
        return sum(value(page, f"{letter}{line}") or 0 for line in range(int(first), int(last) + 1))
    asked = found.removeprefix("=IF(AND(").split("),")[0].split(",")
    sums = [[sum(value(page, cell) for cell in side.split("+")) for side in equation.split("=")] for equation in asked]
    return "√" if all(left == right for left, right in sums) else "不符"


@pytest.mark.parametrize("form", ["cash", "goods", "transfer"])
def test_a_distribution_is_read_back_line_by_line(helped, tmp_path, form):
    made = Distribution.get(Distribution.form == form)
    out = tmp_path / "名单.xlsx"
    assert export_distribution(out, made) == 6
    page = load_workbook(out).active
    headers = {cell.value: cell.column_letter for cell in page[1]}
    for at, person in enumerate(people(), start=2):
        assert page[f"{headers['姓名']}{at}"].value == person.name
        assert page[f"{headers['身份证号']}{at}"].value == person.id_number
        assert page[f"{headers['身份证号']}{at}"].number_format == "@"
    if form == "transfer":
        assert page[f"{headers['银行账号']}2"].value == "6217000012340000000"
    if form == "goods":
        assert value(page, f"{headers['数量']}8") == 12
    total = sum(aid.amount for aid in made.aids)
    assert round(value(page, f"{headers['金额（元）']}8") * 100) == total
    assert f"大写：{money_in_words(total)}" in [cell.value for cell in page[8]]


def test_the_summary_adds_up_by_its_formulas(helped, tmp_path):
    out = tmp_path / "汇总.xlsx"
    assert export_left_behind(out, DAY) == 2
    page = load_workbook(out).active
    *_rows, total = children_summary.summary(DAY)
    for column in children_summary.columns():
        letter = page.cell(3, column.number + 1).column_letter
        assert page.cell(3, column.number + 1).value == str(column.number)
        assert value(page, f"{letter}6") == total.figures[column.number]
    checks = [page.cell(line, 34 + at).coordinate for line in (4, 5, 6) for at in range(5)]
    assert {value(page, where) for where in checks} == {"√"}
    assert page["AH2"].value == "1=2+5+8=11+…+18=19+20=21+…+25=26+…+29=30+31+32"
    assert page.merged_cells.ranges


def test_a_figure_that_is_changed_by_hand_shows_where_it_no_longer_adds_up(helped, tmp_path):
    out = tmp_path / "汇总.xlsx"
    export_left_behind(out, DAY)
    book = load_workbook(out)
    page = book.active
    page["D4"] = page["D4"].value + 1
    assert [value(page, f"A{letter}4") for letter in "HIJKL"] == ["√", "不符", "√", "√", "√"]


def test_the_summary_shows_what_the_register_lacks(helped, tmp_path):
    child = LeftBehindChild.get()
    change_child(helped.session, child, {"schooling": None})
    out = tmp_path / "汇总.xlsx"
    export_left_behind(out, DAY)
    page = load_workbook(out).active
    assert "不符" in {value(page, f"AH{line}") for line in (4, 5, 6)}
    assert bool(children_summary.identities(children_summary.summary(DAY)))


def test_identities_are_spelt_as_formulas():
    assert identity_formula([[2], [3, 4]], 7) == '=IF(AND(C7=D7+E7),"√","不符")'


def test_nothing_to_export_is_said_and_no_file_is_left(helped, tmp_path):
    for child in list(LeftBehindChild.select()):
        remove_child(helped.session, child)
    with pytest.raises(KnownError, match="还没有留守儿童"):
        export_left_behind(tmp_path / "x.xlsx", DAY)
    with pytest.raises(CannotWrite):
        export_distribution(tmp_path / "gone" / "x.xlsx", Distribution.get())
    assert not list(tmp_path.glob("*xlsx*"))
