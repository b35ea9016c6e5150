"""Text documents, tables and ballots."""

import pytest

from models.core.errors import KnownError
from reports.paper.ballot import Ballot
from reports.paper.display import A4_LANDSCAPE, Line, Text, mm
from reports.paper.letter import HEIGHT, WIDTH, Heading, Letter, Para, Paras, Sign, Signatures, Slip, Space, Table
from reports.paper.printing import lay_out, missing
from reports.paper.register import Column, Register
from tests.reports.paper.judges import crossings, forbidden, printed_lines

LONG = "该同志思想上积极要求进步，自2019年3月参加工作以来（含试用期），认真学习“新时代思想”；获评《优秀积极分子》。"

REPORT = Letter(
    "sample.report",
    "1",
    "关于{name:4}同志的考察材料",
    (
        Para("{party:10}：", indent=0),
        Heading(1, "一、基本情况"),
        Paras("basics"),
        Table("people", (("name", "姓名", 20), ("post", "单位及职务", 60))),
        Heading(2, "（一）现实表现"),
        Paras("deeds"),
        Space(1),
        Signatures(("考察人：", "考察人：")),
        Sign("{body:8}"),
        Slip("回　执", (Para("{body}：", indent=0), Sign("（盖章）", "年　月　日", gap=0))),
    ),
    expected=(("name", "姓名"),),
)


def words(pages):
    """All text in drawing order."""
    return "".join(item.string for page in pages for item in page.all_items() if isinstance(item, Text))


def body(page):
    """The runs within the type area."""
    return [item for item in page.all_items() if isinstance(item, Text) and item.y < mm(37) + HEIGHT + 5]


@pytest.mark.parametrize("count", range(0, 24, 3))
def test_documents_keep_the_type_area_of_the_standard(count):
    """156 × 225 mm, 37 mm from the top, the binding side 28 mm; nothing lost, nothing over it."""
    facts = {"name": "张三", "basics": LONG, "deeds": [f"{n}、{LONG}" for n in range(count)], "body": "石门镇工会"}
    pages = lay_out(REPORT, facts)
    for number, page in enumerate(pages, start=1):
        left = mm(28) if number % 2 else mm(26)
        for text in body(page):
            width = len(text.string) * text.size + text.spacing * len(text.string)
            assert text.x >= left - 2
            assert text.string.isascii() or text.x + width <= left + WIDTH + text.size + 4
            assert mm(37) <= text.y
        assert forbidden(page) == []
        assert crossings(page) == []
        assert f"— {number} —" in words([page])
    text = words(pages)
    assert all(f"{n}、该同志" in "".join(printed_lines_of(pages)) for n in range(count))
    assert text.count("回　执") == 1


def printed_lines_of(pages):
    """Lines of all pages."""
    return [line for page in pages for line in printed_lines(page)]


def test_a_line_holds_twenty_eight_characters_and_a_page_twenty_two_lines():
    """GB/T 9704-2012, 5.2.3 and 5.2.2."""
    letter = Letter("sample.plain", "1", "题", (Para("推" * 28 * 60, indent=0),))
    pages = lay_out(letter, {})
    second = [text for text in body(pages[1]) if text.face == "fang"]
    assert len(second) == 22
    assert {len(text.string) for text in second} == {28}
    assert {text.size for text in second} == {160}


def test_a_heading_is_never_the_last_line_of_a_page():
    """It goes over with what it announces."""
    for lines in range(10, 24):
        letter = Letter(
            "sample.heading", "1", "题", (Para("推" * 28 * lines, indent=0), Heading(1, "标题"), Para("文"))
        )
        pages = lay_out(letter, {})
        page = next(page for page in pages if "标题" in words([page]))
        assert "文" in words([page])


def test_the_signature_never_stands_alone():
    """At least a line of the text comes along."""
    for lines in range(10, 26):
        letter = Letter(
            "sample.sign", "1", "题", (Para("推" * 28 * lines, indent=0), Sign("石门镇工会", "2026年5月1日"))
        )
        last = lay_out(letter, {})[-1]
        assert "推" in words([last])
        assert "石门镇工会" in words([last])


def test_the_slip_stands_at_the_foot_under_a_dashed_line():
    """To be torn off."""
    page = lay_out(REPORT, {"name": "张三", "basics": "甲", "deeds": "乙"})[-1]
    cuts = [item for item in page.all_items() if isinstance(item, Line) and item.dash]
    slip = next(text for text in body(page) if text.string.startswith("回"))
    assert len(cuts) == 2
    assert cuts[0].y1 < slip.y
    assert missing(REPORT, {})[0].label == "姓名"


ROSTER = Register(
    "sample.roster",
    "1",
    "{year}年花名册",
    (
        Column("#", "序号"),
        Column("name", "姓名", expected=True),
        Column("id_number", "身份证号"),
        Column("post", "单位及职务", align="left"),
        Column("due", "应到", group="评议"),
        Column("yes", "赞成", group="评议"),
        Column("remark", "备注"),
    ),
    left="填报单位：{organisation}",
    right="{date}",
    signatures=("负责人：", "填表人："),
)


def people(count):
    """Rows with some long cells."""
    return [
        {
            "name": f"张{n}",
            "id_number": f"99999919900101{n:04d}",
            "post": "石门镇水泥制品公司" * (1 + n % 4),
            "due": n,
            "yes": n,
        }
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 14, 15, 16, 17, 18, 40, 300])
def test_a_table_repeats_its_head_and_loses_no_row(count):
    """Whatever the number of rows; the signatures stand once, under rows."""
    pages = lay_out(ROSTER, {"rows": people(count), "totals": {"name": "合计", "due": 7}, "year": 2026})
    assert all((page.width, page.height) == A4_LANDSCAPE for page in pages)
    assert all("姓名" in words([page]) and "评议" in words([page]) for page in pages)
    text = words(pages)
    assert all(text.count(f"99999919900101{n:04d}") == 1 for n in range(count))
    assert text.count("负责人：") == 1
    assert "合计" in words(pages[-1:])
    assert [crossing for page in pages for crossing in crossings(page)] == []
    assert f"共{len(pages)}页" in text


def test_numbers_stay_on_one_line_and_a_huge_cell_stays_on_its_page():
    """What cannot be shown says so."""
    pages = lay_out(ROSTER, {"rows": [*people(3), {"name": "李四", "remark": LONG * 40}]})
    assert "（余略）" in words(pages)
    assert "999999199001010001" in words(pages)
    assert [crossing for page in pages for crossing in crossings(page)] == []


def test_rows_without_an_expected_value_are_listed():
    """By row and column."""
    found = missing(ROSTER, {"rows": [{"name": "张三"}, {"name": ""}]})
    assert [(item.key, item.label) for item in found] == [("rows.1.name", "第2行 姓名")]


BALLOT = Ballot(
    "sample.ballot",
    "1",
    "民主推荐票",
    (("name", "姓名", 30), ("yes", "同意", 20), ("no", "不同意", 20), ("none", "弃权", 20)),
    line="{organisation}",
    notes=("说明：每名只选一项，画“√”。",),
)


@pytest.mark.parametrize(("count", "copies"), [(1, 1), (1, 9), (3, 56), (12, 5), (30, 2)])
def test_ballots_fill_pages_with_cut_lines_and_are_all_alike(count, copies):
    """Enough for everybody, and nothing on one that tells it from another."""
    pages = lay_out(BALLOT, {"candidates": [{"name": f"候选人{n}"} for n in range(count)], "copies": copies})
    each = words(pages[:1]).count("民主推荐票")
    assert len(pages) == -(-copies // each)
    assert words(pages[:1]).count("候选人0") == each
    assert len({id(page.static) for page in pages}) == 1
    assert [item for item in pages[0].all_items() if isinstance(item, Line) and item.dash]
    assert [crossing for page in pages for crossing in crossings(page)] == []


def test_too_many_candidates_are_refused_with_a_sentence():
    """One ballot is one piece of paper."""
    with pytest.raises(KnownError, match="排不下"):
        lay_out(BALLOT, {"candidates": [{"name": "张三"}] * 60})
