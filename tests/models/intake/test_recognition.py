"""Which rows of a sheet are persons: titles, headers, subtotals, signatures, several tables, merged villages."""

import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.reading import Cell, Merge, Row, Sheet, read_file
from models.intake.recognition import RecognisedSheet, recognise, recognise_sheet
from models.intake.recognition import body as reasons
from resources import path

HEADER = ["序号", "姓名", "性别", "出生年月", "联系电话"]


def person(number: int, name: str = "张三") -> Row:
    """A row as it should be."""
    return [number, name, "男", "1990.05", f"1380000{number:04d}"]


def sheet(rows: Sequence[Sequence[Cell]], name: str = "Sheet1", merges: Sequence[Merge] = (), **facts) -> Sheet:
    """A sheet of these rows, filled up to the same width."""
    width = max(map(len, rows))
    return Sheet(name, [[*row, *[""] * (width - len(row))] for row in rows], tuple(merges), **facts)


def found(given_sheet: Sheet, file: str = "名单.xlsx") -> RecognisedSheet:
    """What is recognised on a sheet."""
    return recognise_sheet(given_sheet, file, {})


def keys(table) -> dict[str, str]:
    """Header → key of the columns that mean something."""
    return {column.header: column.key for column in table.columns if column.key}


def data(table) -> list[int]:
    """Numbers of the rows that are persons."""
    return [row.number for row in table.rows if not row.skipped]


def skipped(table) -> dict[int, str]:
    """Reasons of the rows that are nobody."""
    return {row.number: row.skipped for row in table.rows if row.skipped}


def test_title_and_unit_rows_stand_above_the_header() -> None:
    rows = [["石桥村村民花名册"], ["填报单位：石桥村村民委员会（盖章）   填报时间：2026年9月"], HEADER, person(1)]
    table = found(sheet(rows)).tables[0]
    assert table.header_rows == [3]
    assert table.reporter == "石桥村村民委员会"
    assert table.village == "石桥村"
    assert data(table) == [4]


def test_a_list_without_names_is_no_roster() -> None:
    result = found(sheet([["日期", "内容", "金额"], ["2026.1", "买茶", 5]]))
    assert result.tables == []
    assert "姓名" in result.remark
    assert found(Sheet("空", [])).remark


def test_a_form_for_one_person_is_no_roster() -> None:
    rows = [
        ["入党申请人登记表"],
        ["姓名", "张三", "性别", "男"],
        ["民族", "汉族", "出生年月", "1990.05"],
        ["学历", "大专", "联系电话", "13800001111"],
    ]
    assert "单人登记表" in found(sheet(rows)).remark


def test_headers_of_two_rows_with_merges_both_ways() -> None:
    rows = [
        ["序号", "姓名", "入团情况", "", "出生", "", "备注"],
        ["", "", "时间", "职务", "年", "月", ""],
        [1, "张三", "2019.05", "委员", 1999, 5, ""],
    ]
    merges = [Merge(0, 0, 1, 0), Merge(0, 1, 1, 1), Merge(0, 2, 0, 3), Merge(0, 4, 0, 5), Merge(0, 6, 1, 6)]
    table = found(sheet(rows, "团员", merges)).tables[0]
    assert table.header_rows == [1, 2]
    meanings = {column.header: (column.key, column.meaning and column.meaning.part) for column in table.columns}
    assert meanings["出生年"] == ("born", "year")
    assert meanings["出生月"] == ("born", "month")
    assert meanings["入团情况职务"] == ("league.post", "")
    assert data(table) == [3]


def test_headers_of_two_rows_in_a_text_file_without_merges() -> None:
    rows = [["姓名", "性别", "入团", "", "备注"], ["", "", "时间", "职务", ""], ["张三", "男", "2019.05", "委员", ""]]
    table = found(sheet(rows, "团员名册")).tables[0]
    assert table.header_rows == [1, 2]
    assert keys(table)["入团时间"] == "league.joined_on"
    assert keys(table)["入团职务"] == "league.post"


def test_a_row_of_groups_above_the_header() -> None:
    rows = [
        ["基本情况", "", "", "联系方式", ""],
        ["姓名", "性别", "民族", "电话", "住址"],
        ["张三", "男", "汉", "1", "x"],
    ]
    table = found(sheet(rows, "x", [Merge(0, 0, 0, 2), Merge(0, 3, 0, 4)])).tables[0]
    assert table.header_rows == [1, 2]
    assert set(keys(table).values()) == {"name", "sex", "nationality", "phone", "address"}


def test_rows_that_are_nobody_are_told_with_the_reason() -> None:
    rows = [
        HEADER,
        ["1", "2", "3", "4", "5"],
        person(1),
        [2, "", "", "", ""],
        ["小计", "", 1, "", ""],
        HEADER,
        person(3, "阿卜杜拉·买买提"),
        ["", "", "", "", ""],
        ["合 计", "2人", "", "", ""],
        ["单位负责人：周某", "", "填表人：何某", "", ""],
        ["注：电话必填。", "", "", "", ""],
        ["", "以下空白", "", "", ""],
    ]
    table = found(sheet(rows)).tables[0]
    assert data(table) == [3, 7]
    assert skipped(table) == {
        2: reasons.NUMBERING,
        4: reasons.SERIAL_ONLY,
        5: reasons.SUBTOTAL,
        6: reasons.REPEATED_HEADER,
        9: reasons.SUBTOTAL,
        10: reasons.FOOTER,
        11: reasons.FOOTER,
        12: reasons.END,
    }


def test_names_that_look_like_words_of_a_table_are_persons_when_they_have_values() -> None:
    rows = [HEADER, person(1, "何计"), person(2, "单位"), person(3, "注小")]
    assert data(found(sheet(rows)).tables[0])[0] == 2
    assert 4 in data(found(sheet(rows)).tables[0])


def test_hidden_rows_and_sheets_are_not_taken_over_unasked() -> None:
    rows = [HEADER, person(1), person(2)]
    assert skipped(found(sheet(rows, hidden_rows=frozenset({2}))).tables[0]) == {3: reasons.HIDDEN}
    assert skipped(found(sheet(rows, hidden=True)).tables[0]) == {2: reasons.HIDDEN_SHEET, 3: reasons.HIDDEN_SHEET}


def test_a_merged_village_is_filled_down_only_within_its_merge() -> None:
    rows = [["村", "姓名", "性别"], ["甲村", "张三", "男"], ["", "李四", "男"], ["", "王五", "男"]]
    table = found(sheet(rows, merges=[Merge(1, 0, 2, 0)])).tables[0]
    assert [row.cells[0] for row in table.rows] == ["甲村", "甲村", ""]


def test_a_merged_name_is_not_filled_down() -> None:
    rows = [["姓名", "性别", "备注"], ["张三", "男", "x"], ["", "男", "y"]]
    table = found(sheet(rows, merges=[Merge(1, 0, 2, 0)])).tables[0]
    assert table.rows[1].cells[0] == ""


def test_a_line_that_names_a_village_holds_for_the_rows_below() -> None:
    rows = [HEADER, ["甲村"], person(1), ["乙社区（共1人）"], person(2)]
    table = found(sheet(rows)).tables[0]
    assert [(row.number, row.village) for row in table.rows if not row.skipped] == [(3, "甲村"), (5, "乙社区")]
    assert skipped(table) == {2: reasons.SECTION, 4: reasons.SECTION}


def test_the_sheet_is_named_after_its_village() -> None:
    for name, village in (("石桥村", "石桥村"), ("青龙镇龙泉社区", "龙泉社区"), ("Sheet1", ""), ("农村", "")):
        assert found(sheet([HEADER, person(1)], name)).tables[0].village == village


def test_two_tables_below_each_other() -> None:
    rows = [["甲村名单"], HEADER, person(1), ["合计", 1], [], ["乙村名单"], HEADER, person(1), person(2)]
    upper, lower = found(sheet(rows)).tables
    assert (upper.village, lower.village) == ("甲村", "乙村")
    assert data(upper) == [3]
    assert skipped(upper) == {4: reasons.SUBTOTAL}
    assert data(lower) == [8, 9]


def test_two_tables_beside_each_other() -> None:
    rows = [
        ["序号", "姓名", "电话", "序号", "姓名", "电话"],
        [1, "张三", "13800000001", 2, "李四", "13800000002"],
        [3, "王五", "13800000003", "", "", ""],
    ]
    left, right = found(sheet(rows)).tables
    assert data(left) == [2, 3]
    assert data(right) == [2]
    assert [column.index for column in right.columns] == [3, 4, 5]


def test_of_two_columns_with_one_meaning_the_usual_one_counts() -> None:
    rows = [["户主姓名", "姓名", "全日制学历", "学历"], ["张三", "李四", "高中", "大专"]]
    assert keys(found(sheet(rows)).tables[0]) == {"姓名": "name", "学历": "education"}


def test_a_remembered_mapping_is_used_for_the_same_header_line() -> None:
    rows = [["姓名", "性别", "怪列"], ["张三", "男", "甲村"]]
    line = "姓名\t性别\t怪列"
    table = recognise_sheet(sheet(rows), "x", {line: ["name", "", "village"]}).tables[0]
    assert table.header_line == line
    assert keys(table) == {"姓名": "name", "怪列": "village"}


def test_what_the_samples_hold_is_recognised() -> None:
    counts = {}
    for file in sorted(path("samples").iterdir()):
        if file.suffix != ".json":
            sheets = recognise(read_file(file))
            counts[file.name[:3]] = sum(len(data(table)) for one in sheets for table in one.tables)
    assert counts == {"云岭村": 30, "云岭茶": 44, "大河村": 24, "石桥村": 30, "青龙镇": 23, "龙泉社": 33}


SHUFFLED = ["姓名", "性别", "民族", "出生年月", "身份证号", "文化程度", "家庭住址", "联系电话", "备注", "政治面貌"]


@given(st.permutations(SHUFFLED), st.integers(0, 3), st.randoms(use_true_random=False))
def test_the_order_of_columns_does_not_matter(headers: list[str], titles: int, draw: random.Random) -> None:
    dressed = [draw.choice((head, f"*{head}", " ".join(head), f"{head}\n", f"3.{head}")) for head in headers]
    rows = [["青龙镇花名册"]] * titles + [dressed, ["张三" if head == "姓名" else "汉族" for head in headers]]
    table = found(sheet(rows)).tables[0]
    assert table.header_rows == [titles + 1]
    plain = found(sheet([SHUFFLED, ["张三"] * len(SHUFFLED)])).tables[0]
    assert set(keys(table).values()) == set(keys(plain).values())
    assert data(table) == [titles + 2]


CELLS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["姓名", "性别", "合计", "填表人：", "张三", "1990.05", "村", "出生", "年", "序号", "甲村", "女"]),
    st.floats(allow_nan=False),
    st.integers(-5, 10**19),
    st.booleans(),
    st.dates(),
    st.times(),
)
MERGES = st.builds(
    lambda top, left, down, right: Merge(top, left, top + down, left + right),
    *(st.integers(0, 8), st.integers(0, 8), st.integers(0, 20), st.integers(0, 20)),
)


@settings(max_examples=200)
@given(st.lists(st.lists(CELLS, min_size=4, max_size=8), min_size=1, max_size=10), st.lists(MERGES, max_size=4))
def test_junk_never_breaks_recognition(rows: list[Row], merges: list[Merge]) -> None:
    result = found(sheet(rows, merges=merges))
    numbers = [(row.number, index) for index, table in enumerate(result.tables) for row in table.rows]
    assert len(set(numbers)) == len(numbers)
    assert bool(result.tables) != bool(result.remark)
