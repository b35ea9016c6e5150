"""Files into sheets: every format by content, every foreign or damaged file by one sentence."""

import struct
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from models.core.errors import BadFile
from models.intake.reading import Merge, limits, read_bytes, read_file
from models.intake.reading.ole import CompoundFile, container
from resources import path
from tests.models.intake import bytes_of

ROSTER = [bytes_of.HEADER, bytes_of.PERSON]


def cells(data: bytes, name: str = "名单.xls") -> list[list[object]]:
    """All rows of the first sheet."""
    return read_bytes(data, name).sheets[0].rows


def outcome(data: bytes) -> str:
    """The sentence with which any bytes are refused, or an empty one."""
    try:
        read_bytes(data, "名单")
    except BadFile as error:
        return str(error)
    return ""


def refused(data: bytes) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(BadFile) as caught:
        read_bytes(data, "名单.xls")
    sentence = str(caught.value)
    assert sentence.startswith("名单.xls：")
    assert sentence.endswith("。")
    return sentence


def test_a_wrong_extension_does_not_matter() -> None:
    assert cells(bytes_of.xlsx(ROSTER), "名单.csv") == ROSTER
    assert cells("姓名,性别\n张三,男\n".encode(), "名单.xlsx") == [["姓名", "性别"], ["张三", "男"]]


def test_a_number_is_told_from_a_text() -> None:
    row = cells(bytes_of.xlsx([["999999199001011234", 999999199001011234, 5]]))[0]
    assert row[0] == "999999199001011234"
    assert isinstance(row[1], float)
    assert row[2] == 5


def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    book = Workbook()
    book.active["B4"] = "姓名"
    rows = cells(bytes_of.saved(book))
    assert len(rows) == 4
    assert rows[3] == ["", "姓名"]


def test_xlsx_tells_merges_hidden_rows_columns_sheets_and_unanswered_formulas() -> None:
    book = Workbook()
    sheet = book.active
    for row in (["姓名", "村", "出生"], ["张三", "甲村", "=MID(A1,1,1)"], ["李四", None, "1990.05"]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("字典").sheet_state = "hidden"
    book["字典"]["A1"] = "男"
    first, second = read_bytes(bytes_of.saved(book), "a.xlsx").sheets
    assert first.merges == (Merge(1, 1, 2, 1),)
    assert first.hidden_rows == {2}
    assert first.hidden_columns == {1}
    assert first.unanswered == {(1, 2)}
    assert not first.hidden
    assert second.hidden


def test_a_formula_with_its_value_is_answered() -> None:
    data = bytes_of.with_entry(
        bytes_of.xlsx([["=1+1", "=2"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
        ),
    )
    sheet = read_bytes(data, "a.xlsx").sheets[0]
    assert sheet.rows[0][0] == 2
    assert sheet.unanswered == {(0, 1)}


def test_the_1904_flag_is_seen_and_date_cells_are_right_under_it() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(1990, 5, 7)])
    sheet = read_bytes(bytes_of.saved(book), "a.xlsx").sheets[0]
    assert sheet.date_1904
    assert sheet.rows[0][0] == date(1990, 5, 7)


def test_a_long_number_under_a_format_of_hours_does_not_spoil_the_file() -> None:
    book = Workbook()
    book.active.append(["姓名", 999999199001011234])
    book.active["B1"].number_format = "[h]:mm"
    assert cells(bytes_of.saved(book)) == [["姓名", pytest.approx(9.99999199001011e17)]]


def test_xlsb_is_read_with_its_hidden_rows_and_merges() -> None:
    data = bytes_of.xlsb([["姓名", "性别"], ["张三", "男"], ["合计", "1"]], frozenset({1}), date_1904=True)
    book = read_bytes(data, "名单.xlsb")
    assert book.kind == "xlsb"
    sheet = book.sheets[0]
    assert sheet.rows[0] == ["姓名", "性别"]
    assert sheet.hidden_rows == {1}
    assert sheet.merges == (Merge(2, 0, 2, 1),)
    assert sheet.date_1904


def test_an_old_workbook_is_read_with_its_hidden_rows_and_columns() -> None:
    data = bytes_of.xls(
        bytes_of.record(0x7D, struct.pack("<HHHHHH", 1, 1, 0, 0, 1, 0)),
        bytes_of.record(0x208, struct.pack("<HHHHHHHH", 1, 0, 2, 0, 0, 0, 0x20, 0)),
        bytes_of.biff_text(0, 0, "姓名"),
        bytes_of.biff_text(1, 0, "张三"),
        bytes_of.biff_number(1, 1, 999999199001011234.0),
        before=[bytes_of.record(0x22, struct.pack("<H", 1))],
    )
    sheet = read_bytes(data, "名单.et").sheets[0]
    assert sheet.name == "名单"
    assert sheet.rows == [["姓名", ""], ["张三", 999999199001011234.0]]
    assert sheet.hidden_rows == {1}
    assert sheet.hidden_columns == {1}
    assert sheet.date_1904


def test_ods_tells_hidden_rows_and_merges() -> None:
    sheet = read_file(path("samples", "云岭村村民信息登记表.ods")).sheets[0]
    assert 7 in sheet.hidden_rows
    assert Merge(0, 0, 0, 8) in sheet.merges


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_are_read_in_every_usual_encoding(encoding: str) -> None:
    text = '姓名,身份证号\r\n王𬭎,="999999199001011234"\r\n龙䶮,\t999\r\n'
    assert cells(text.encode(encoding)) == [["姓名", "身份证号"], ["王𬭎", "999999199001011234"], ["龙䶮", "\t999"]]


@pytest.mark.parametrize("separator", ["\t", ";", "，", "|"])
def test_text_files_are_cut_at_the_sign_that_stands_most(separator: str) -> None:
    text = separator.join(("姓名", "性别", "村")) + "\n" + separator.join(("张三", "男", "甲村"))
    assert cells(text.encode()) == [["姓名", "性别", "村"], ["张三", "男", "甲村"]]


def test_a_cut_text_file_keeps_what_can_be_read() -> None:
    rows = cells("姓名,性别\n张三,男\n李四".encode("gb18030") + b"\xd5")
    assert rows[1] == ["张三", "男"]


def test_a_web_page_named_xls_is_read_with_its_spans_and_its_stored_numbers() -> None:
    page = """<html><head><meta charset="gb2312"><style>td{}</style></head><body><h2>花名册</h2><table>
    <tr><th>村</th><th>姓名</th><th>身份证号</th></tr>
    <tr><td rowspan=2>甲村</td><td>张三</td><td x:num="999999199001011000">9.99999E+17</td></tr>
    <tr style="display:none"><td>李四<br>（女）</td><td>x</td></tr></table></body></html>"""
    sheet = read_bytes(page.encode("gb18030"), "导出.xls").sheets[0]
    assert sheet.rows[0][0] == "花名册"
    assert sheet.rows[2] == ["甲村", "张三", 999999199001011000.0]
    assert sheet.rows[3] == ["", "李四\n（女）", "x"]
    assert sheet.merges == (Merge(2, 0, 3, 0),)
    assert sheet.hidden_rows == {3}


def test_a_page_saved_as_one_file_is_read() -> None:
    body = "<html><body><table><tr><td>姓名</td><td>张三</td></tr></table></body></html>"
    message = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=X\r\n\r\n--X\r\n"
    message += f"Content-Type: text/html; charset=utf-8\r\n\r\n{body}\r\n--X--\r\n"
    assert cells(message.encode()) == [["姓名", "张三"]]


def test_xml_spreadsheet_2003_is_read() -> None:
    xml = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
     xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="甲村"><Table>
    <Row ss:Index="2"><Cell ss:MergeDown="1"><Data ss:Type="String">姓名</Data></Cell>
    <Cell ss:Index="3"><Data ss:Type="Number">33000</Data></Cell></Row>
    <Row ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="String">男</Data></Cell></Row>
    </Table></Worksheet></Workbook>"""
    sheet = read_bytes(xml.encode(), "导出.xls").sheets[0]
    assert sheet.name == "甲村"
    assert sheet.rows == [["", "", ""], ["姓名", "", 33000.0], ["", "男", ""]]
    assert sheet.merges == (Merge(1, 0, 2, 0),)
    assert sheet.hidden_rows == {2}


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "0 字节"),
        (b"\x00" * 5000, "没有内容"),
        (b"  \r\n\r\n", "没有内容"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "图片"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "图片"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
        (b"\x1f\x8b\x08\x00", "压缩包"),
        (b"{\\rtf1\\ansi}", "Word"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "程序"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "另存为 .xlsx"),
        (bytes(range(256)) * 20, "认不出来"),
        (b"<html><body>no table</body></html>", "文件"),
    ],
)
def test_foreign_and_empty_files_are_named(data: bytes, word: str) -> None:
    if b"no table" in data:
        assert cells(data) == [["no table"]]
    else:
        assert word in refused(data)


def test_foreign_archives_and_compound_files_are_named() -> None:
    assert "Word" in refused(bytes_of.zipped(word__document_dot_xml=b"<w/>"))
    assert "压缩包" in refused(bytes_of.zipped(readme_dot_txt=b"x"))
    assert "Word" in refused(container("WordDocument", b"x" * 5000))
    assert ".et" in refused(container("Something", b"x" * 5000))


def test_passwords_are_told() -> None:
    assert "密码" in refused(container("EncryptedPackage", b"x" * 5000))
    assert "密码" in refused(bytes_of.xls(before=[bytes_of.record(0x2F, b"\x01\x00" + b"x" * 50)]))
    manifest = b"<manifest:encryption-data/>"
    ods = bytes_of.zipped(
        mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"META-INF__manifest_dot_xml": manifest}
    )
    assert "密码" in refused(ods)


def test_a_workbook_without_a_single_word_is_refused() -> None:
    assert "一个字也没有" in refused(bytes_of.xlsx([]))


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "名单.xlsx"
    with huge.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(BadFile, match="200 MB"):
        read_file(huge)


def test_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="找不到"):
        read_file(tmp_path / "没有.xlsx")
    with pytest.raises(BadFile, match="文件夹"):
        read_file(tmp_path)


def test_a_zip_bomb_is_refused_unopened() -> None:
    bomb = bytearray(bytes_of.zipped(xl__workbook_dot_xml=b" " * 1_000_000))
    struct.pack_into("<I", bomb, bomb.find(b"PK\x01\x02") + 24, limits.MAX_UNPACKED_BYTES + 1)
    assert "大得不正常" in refused(bytes(bomb))


def test_a_size_that_lies_is_met() -> None:
    data = bytearray(bytes_of.xlsx(ROSTER))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    assert "损坏" in refused(bytes(data))


def test_a_lonely_cell_at_the_end_of_the_sheet_does_not_take_all_memory() -> None:
    far = bytes_of.with_entry(
        bytes_of.xlsx(ROSTER),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
        ),
    )
    assert "1048576 行" in refused(far)


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        b"<row r='1048576'><c t='inlineStr' r='XFD1048576'><is><t>x</t></is></c></row>",
        b'<row r = "1048576"><c\nr="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>',
    ],
)
def test_a_far_cell_before_the_others_is_met_in_any_spelling(cell: bytes) -> None:
    far = bytes_of.with_entry(
        bytes_of.xlsx(ROSTER),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + cell),
    )
    assert "1048576 行" in refused(far)


def test_styled_empty_cells_far_away_do_no_harm() -> None:
    far = bytes_of.with_entry(
        bytes_of.xlsx(ROSTER),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'),
    )
    assert cells(far) == ROSTER


def test_repeats_in_an_ods_do_not_take_all_memory() -> None:
    for rows in ("1000000", "99999999999999999"):
        content = (
            f'<x><table:table table:name="x"><table:table-row a=">" table:number-rows-repeated = "{rows}">'
            '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated=\'16000\'/>'
            "</table:table-row></table:table></x>"
        )
        kind = b"application/vnd.oasis.opendocument.spreadsheet"
        assert "不像花名册" in refused(bytes_of.zipped(mimetype=kind, content_dot_xml=content.encode()))


def test_entities_are_refused() -> None:
    bad = bytes_of.with_entry(bytes_of.xlsx(ROSTER), "xl/workbook.xml", lambda xml: b"<!DOCTYPE x>" + xml)
    assert "DOCTYPE" in refused(bad)


def test_counts_that_lie_in_an_old_workbook_are_met() -> None:
    strings = bytes_of.record(0xFC, struct.pack("<II", 1, 0x7FFFFFFF))
    assert "损坏" in refused(bytes_of.xls(bytes_of.biff_text(0, 0, "x"), before=[strings]))
    assert "损坏" in refused(bytes_of.xls(bytes_of.biff_number(65535, 65535, 1)))
    assert "损坏" in refused(bytes_of.xls(bytes_of.record(0xE5, struct.pack("<H", 5000))))
    dimensions = bytes_of.record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))
    assert cells(bytes_of.xls(dimensions, bytes_of.biff_text(0, 0, "姓名"))) == [["姓名"]]


def test_a_container_written_here_is_read_here() -> None:
    for size in (0, 1, 4095, 4096, 4097, 200_000):
        stream = bytes(number % 251 for number in range(size))
        found = CompoundFile(container("Workbook", stream)).stream("Workbook")
        assert found is not None
        assert found[:size] == stream
        assert not any(found[size:])


def _samples() -> list[bytes]:
    names = ("云岭茶业有限公司工会会员花名册.xlsx", "云岭村村民信息登记表.ods", "青龙镇机关工会会员名册.xls")
    names += ("大河村困难妇女信息（系统导出）.xls", "龙泉社区青年信息表.csv")
    return [path("samples", name).read_bytes() for name in names]


SAMPLES = _samples()


@settings(max_examples=150)
@given(st.data())
def test_damage_never_raises_anything_but_a_sentence(data: st.DataObject) -> None:
    broken = bytearray(data.draw(st.sampled_from(SAMPLES)))
    places = data.draw(st.lists(st.tuples(st.integers(0, len(broken) - 1), st.integers(0, 255)), max_size=6))
    for place, byte in places:
        broken[place] = byte
    length = data.draw(st.one_of(st.just(len(broken)), st.integers(0, len(broken))))
    sentence = outcome(bytes(broken[:length]))
    assert not sentence or (sentence.startswith("名单：") and sentence.endswith("。"))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    sentence = outcome(data)
    assert not sentence or sentence.endswith("。")


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8), max_size=5), max_size=5
    )
)
def test_html_of_any_words_is_read_or_refused(rows: list[list[str]]) -> None:
    page = "<table>" + "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows)
    sentence = outcome(page.encode())
    assert not sentence or sentence.endswith("。")
