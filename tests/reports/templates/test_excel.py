"""Marks in workbooks: cells keep their looks, texts stay texts, rows repeat and what lies below moves."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.styles import Font

from models.core.dates import PartialDate
from models.core.errors import KnownError
from models.office.office import OpenOffice
from models.people.person import Person
from reports.templates import EACH, JOINED, LIST, Order, filled, subject_called
from tests import builders
from tests.reports.templates import making

PERSON = subject_called("人员")


def _fill(content: bytes, *people: Any, way: str = EACH, choices: dict[str, str] | None = None) -> Any:
    order = Order(making.source(content, "县里的表.xlsx"), PERSON, people, choices or {}, builders.USER)
    made = filled(order, way, builders.NOW)
    assert len(made) == 1
    return making.book(made[0][1])


def _person(**values: Any) -> Person:
    given = {
        "name": "单立梅",
        "id_number": "999999199003071240",
        "born": PartialDate(1990, 3),
        "income_per_head": 123450,
    }
    return Person(**{**given, **values})


def test_a_cell_gets_text_or_number_as_the_field_says(read_only: OpenOffice) -> None:
    cells = {"A1": "{{姓名}}", "B1": "{{身份证号}}", "C1": "{{家庭月人均收入}}", "D1": "{{年龄}}", "E1": "{{出生年月}}"}
    sheet = _fill(making.excel(cells), _person())["表"]
    assert [cell.value for cell in sheet[1]] == ["单立梅", "999999199003071240", 1234.5, 36, "1990年3月"]
    assert [sheet[place].number_format for place in ("A1", "B1")] == ["General", "@"]
    assert sheet["B1"].data_type == "s"


def test_several_marks_in_one_cell_with_words_around(read_only: OpenOffice) -> None:
    cells = {"A1": "姓名：{{姓名}}（{{出生年月.年}}年生）{{不认识}}", "A2": "没有标记", "A3": 7}
    sheet = _fill(making.excel(cells), _person())["表"]
    assert [sheet[f"A{row}"].value for row in (1, 2, 3)] == ["姓名：单立梅（1990年生）{{不认识}}", "没有标记", 7]


@pytest.mark.parametrize("risky", ["=1+1", "+86", "-x", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_a_text_never_becomes_a_formula(read_only: OpenOffice, risky: str) -> None:
    cells = {"A1": "{{备注}}", "A2": "{{备注}}！"}
    sheet = _fill(making.excel(cells), _person(note=risky))["表"]
    for place, text in (("A1", risky), ("A2", f"{risky}！")):
        assert (sheet[place].value, sheet[place].data_type, sheet[place].number_format) == (text, "s", "@")


def _county(sheet: Any) -> None:
    making.ruled(sheet)
    sheet["E3"] = "=C3*2"
    sheet["C4"], sheet["D4"], sheet["E4"] = "=SUM(C3:C3)", "=C2", "=SUM($E$3:$E$3)"
    sheet.merge_cells("F3:G3")
    sheet["A6"] = "=C4"


_LIST = {
    "A1": "{{本单位}}名册",
    "A2": "序号",
    "A3": "{{序号}}",
    "B3": "{{姓名}}",
    "C3": "{{家庭月人均收入}}",
    "D3": "{{身份证号}}",
    "A4": "合计",
    "A5": "制表：{{填表人}}",
}


def test_a_list_grows_with_everything_around_it(read_only: OpenOffice) -> None:
    people = [_person(name=f"人{number}", income_per_head=number * 100) for number in range(1, 5)]
    sheet = _fill(making.excel(_LIST, _county), *people, way=LIST)["表"]
    assert [[cell.value for cell in row] for row in sheet["A3:C6"]] == [[n, f"人{n}", n] for n in range(1, 5)]
    assert [sheet.row_dimensions[row].height for row in range(3, 7)] == [30] * 4
    assert all(
        sheet[f"B{row}"].font.name == "宋体" and sheet[f"B{row}"].border.left.style == "thin" for row in range(3, 7)
    )
    assert [sheet[f"E{row}"].value for row in range(3, 7)] == [f"=C{row}*2" for row in range(3, 7)]
    assert [sheet[f"{column}7"].value for column in "ACDE"] == ["合计", "=SUM(C3:C6)", "=C2", "=SUM($E$3:$E$6)"]
    assert sheet["A9"].value == "=C7"
    assert sheet["A8"].value == f"制表：{builders.USER}"
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert merged == {"A1:D1", "A8:D8", *(f"F{row}:G{row}" for row in range(3, 7))}
    assert sheet.print_area == "'表'!$A$1:$D$8"


def test_rules_and_formulas_of_other_sheets_follow(read_only: OpenOffice) -> None:
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.worksheet.datavalidation import DataValidation

    def change(sheet: Any) -> None:
        sheet.conditional_formatting.add("C3:C3", CellIsRule("greaterThan", formula=["C5"], font=Font(bold=True)))
        check = DataValidation(type="list", formula1='"男,女"', sqref="D3")
        sheet.add_data_validation(check)
        other = sheet.parent.create_sheet("汇总")
        other["A1"], other["A2"] = "=SUM(表!C3:C3)", "='表'!A4"

    made = _fill(making.excel(_LIST, change), *[_person() for _ in range(3)], way=LIST)
    assert [made["汇总"][place].value for place in ("A1", "A2")] == ["=SUM(表!C3:C5)", "='表'!A6"]
    rules = made["表"].conditional_formatting
    assert [(str(each.sqref), each.rules[0].formula) for each in rules] == [("C3:C5", ["C7"])]
    assert str(made["表"].data_validations.dataValidation[0].sqref) == "D3:D5"


def test_shared_formulas_are_written_out_before_rows_move(read_only: OpenOffice) -> None:
    content = making.excel({"A1": 1, "B1": "=A1+1", "B2": "=A2+1", "A3": "{{姓名}}", "B4": "=A4+1"})

    def share(text: bytes) -> bytes:
        shared = text.replace(b"<f>A1+1</f>", b'<f t="shared" ref="B1:B4" si="0">A1+1</f>')
        return shared.replace(b"<f>A2+1</f>", b'<f t="shared" si="0"/>').replace(
            b"<f>A4+1</f>", b'<f t="shared" si="0"/>'
        )

    content = making.changed(content, "xl/worksheets/sheet1.xml", share)
    sheet = _fill(content, _person(), _person(), way=LIST)["表"]
    assert [sheet[place].value for place in ("B1", "B2", "B5")] == ["=A1+1", "=A2+1", "=A5+1"]


def test_one_sheet_for_each_record(read_only: OpenOffice) -> None:
    def change(sheet: Any) -> None:
        making.ruled(sheet)
        sheet.parent.create_sheet("说明")["A1"] = "填表说明"

    people = [_person(name=name) for name in ("张三", "李[四]", "张三")]
    made = _fill(making.excel({"B2": "{{姓名}}", "A2": "姓名"}, change), *people, way=JOINED)
    assert made.sheetnames == ["张三", "说明", "李四", "张三（2）"]
    assert [made[name]["B2"].value for name in ("张三", "李四", "张三（2）")] == ["张三", "李[四]", "张三"]
    assert [made[name].print_area for name in ("李四", "张三（2）")] == ["'李四'!$A$1:$D$5", "'张三（2）'!$A$1:$D$5"]
    assert made["李四"].row_dimensions[3].height == 30


def test_two_sheets_about_the_record_cannot_be_joined(read_only: OpenOffice) -> None:
    def change(sheet: Any) -> None:
        sheet.parent.create_sheet("另一张")["A1"] = "{{姓名}}"

    with pytest.raises(KnownError, match="每人一个文件"):
        _fill(making.excel({"A1": "{{姓名}}"}, change), _person(), _person(), way=JOINED)


def test_a_template_without_a_mark_of_the_record_is_no_list(read_only: OpenOffice) -> None:
    with pytest.raises(KnownError, match="没有可以重复的行"):
        _fill(making.excel({"A1": "{{今天}}"}), _person(), way=LIST)


_RICH = (
    '<{0}><r><t xml:space="preserve">姓名：</t></r><r><rPr><b/></rPr><t>{{{{姓</t></r><r><t>名}}}}。</t></r>'
    "<rPh sb='0' eb='1'><t>ignored</t></rPh></{0}>"
)


@pytest.mark.parametrize("shared", [False, True])
def test_runs_of_a_cell_keep_their_looks(read_only: OpenOffice, shared: bool) -> None:
    content = making.excel({"A1": "x"})
    cell = "<v>0</v>" if shared else _RICH.format("is")
    put = f'<c r="A1" t="{"s" if shared else "inlineStr"}">{cell}</c>'.encode()
    content = making.changed(content, "xl/worksheets/sheet1.xml", lambda text: re.sub(b"<c .*</c>", put, text))
    if shared:
        strings = f'<sst xmlns="{making.SHEETS}">{_RICH.format("si")}</sst>'.encode()
        content = making.changed(content, "xl/sharedStrings.xml", lambda _: strings)
        kind = f"{making.REPORTS}.spreadsheetml.sharedStrings+xml"
        said = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/>'
        content = making.changed(
            content, "[Content_Types].xml", lambda text: text.replace(b"</Types>", f"{said}</Types>".encode())
        )
    order = Order(making.source(content, "表.xlsx"), PERSON, [_person()])
    made = filled(order, EACH, builders.NOW)[0][1]
    sheet = making.part_of(made, "xl/worksheets/sheet1.xml")
    assert re.findall("<t[^>]*>([^<]*)</t>", sheet) == ["姓名：", "单立梅", "。", "ignored"]
    assert '<rPr><b/></rPr><t xml:space="preserve">单立梅' in sheet


def test_header_of_the_printed_page_is_filled(read_only: OpenOffice) -> None:
    def change(sheet: Any) -> None:
        sheet.oddHeader.center.text = "{{本单位}}"

    assert _fill(making.excel({"A1": "{{姓名}}"}, change), _person())["表"].oddHeader.center.text == "芒果镇党建办公室"


def test_text_boxes_are_filled(read_only: OpenOffice, picture: Callable[[], Any]) -> None:
    content = making.excel({"A1": "表"}, lambda sheet: sheet.add_image(picture(), "A6"))
    box = (
        '<xdr:sp xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:txBody><a:p><a:r><a:t>姓名{{姓</a:t></a:r>'
        "<a:r><a:t>名}}。</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    )
    part = "xl/drawings/drawing1.xml"
    content = making.changed(content, part, lambda text: re.sub(b"(</[a-zA-Z:]*wsDr>)", box.encode() + rb"\1", text))
    assert making.source(content).marks == ("姓名",)
    order = Order(making.source(content, "表.xlsx"), PERSON, [_person()])
    made = making.part_of(filled(order, EACH, builders.NOW)[0][1], part)
    assert re.findall("<a:t>([^<]*)</a:t>", made) == ["姓名单立梅", "。"]


def test_two_marked_rows_are_no_list(read_only: OpenOffice) -> None:
    with pytest.raises(KnownError, match="只能占一行"):
        _fill(making.excel({"A1": "{{姓名}}", "A2": "{{性别}}"}), _person(), way=LIST)


def test_pictures_stay_and_move(read_only: OpenOffice, picture: Callable[[], Any]) -> None:
    def change(sheet: Any) -> None:
        sheet.add_image(picture(), "A6")

    made = _fill(making.excel(_LIST, change), _person(), _person(), way=LIST)["表"]
    assert [each.anchor._from.row for each in made._images] == [6]


@pytest.fixture
def picture() -> Callable[[], Any]:
    import io

    from openpyxl.drawing.image import Image
    from PIL import Image as Painted

    def make() -> Any:
        stream = io.BytesIO()
        Painted.new("RGB", (4, 4)).save(stream, "PNG")
        stream.seek(0)
        return Image(stream)

    return make
