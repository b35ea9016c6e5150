"""Marks in Word files: found and filled wherever people write, whatever Word did to their runs."""

import io
from typing import Any

import pytest
from docx import Document

from models.core.errors import KnownError
from models.office.office import OpenOffice
from models.people.person import Person
from reports.templates import EACH, JOINED, LIST, Order, filled, meanings, records_of, subject_called
from tests import builders
from tests.reports.templates import making

PERSON = subject_called("人员")


def _order(content: bytes, *people: Any, choices: dict[str, str] | None = None, subject: Any = PERSON) -> Order:
    return Order(making.source(content), subject, people, choices or {}, builders.USER)


def _one(order: Order, way: str = EACH) -> bytes:
    made = filled(order, way, builders.NOW)
    assert len(made) == 1
    return made[0][1]


@pytest.fixture
def somebody(read_only: OpenOffice) -> Person:
    return Person.get(Person.name == "单立梅")


def test_marks_are_replaced_and_everything_else_stays(somebody: Person) -> None:
    content = making.word(
        "姓名：{{姓名}}，{{ 性 别 }}，生于{{出生年月.年}}年", "填表日期：{{今天}}　{{本单位}}", "没有标记"
    )
    assert making.paragraphs(_one(_order(content, somebody))) == [
        "姓名：单立梅，女，生于1990年",
        "填表日期：2026年11月20日　芒果镇党建办公室",
        "没有标记",
    ]


def test_a_mark_that_word_cut_into_runs_is_one_mark(somebody: Person) -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for piece, bold in (("姓名：{", False), ("{姓", True), ("名}", False), ("}。", True)):
        paragraph.add_run(piece).bold = bold
    content = making.saved(document)
    assert making.source(content).marks == ("姓名",)
    made = Document(io.BytesIO(_one(_order(content, somebody))))
    assert made.paragraphs[0].text == "姓名：单立梅。"
    assert made.paragraphs[0].runs[-1].bold


def test_full_width_braces_count_as_well(somebody: Person) -> None:
    assert making.paragraphs(_one(_order(making.word("｛｛姓名｝｝"), somebody))) == ["单立梅"]


def test_headers_and_tables_are_filled(somebody: Person) -> None:
    content = making.word("正文", table=[["姓名", "{{姓名}}"], ["电话", "{{联系电话}}"]], header="{{本单位}}")
    made = _one(_order(content, somebody))
    assert making.grid(made) == [["姓名", "单立梅"], ["电话", "13800001234"]]
    assert Document(io.BytesIO(made)).sections[0].header.paragraphs[0].text == "芒果镇党建办公室"


def test_text_boxes_are_filled_in_both_of_their_spellings(somebody: Person) -> None:
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>{{姓名}}</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>{{姓名}}</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    ).encode()
    content = making.changed(
        making.word("外面{{性别}}"), "word/document.xml", lambda text: text.replace(b"</w:p>", box + b"</w:p>", 1)
    )
    made = making.part_of(_one(_order(content, somebody)), "word/document.xml")
    assert made.count(">单立梅<") == 2
    assert "外面女" in made


def test_a_content_control_does_not_put_back_what_it_showed(somebody: Person) -> None:
    begin = b'<w:sdt><w:sdtPr><w:showingPlcHdr/><w:dataBinding w:xpath="/x"/></w:sdtPr><w:sdtContent><w:r><w:t>{{'
    end = "姓名}}</w:t></w:r></w:sdtContent></w:sdt></w:p>".encode()
    content = making.changed(
        making.word("姓名："), "word/document.xml", lambda text: text.replace(b"</w:p>", begin + end, 1)
    )
    made = making.part_of(_one(_order(content, somebody)), "word/document.xml")
    assert "单立梅" in made
    assert "dataBinding" not in made
    assert "showingPlcHdr" not in made


def test_lines_of_a_paragraph_become_breaks(somebody: Person) -> None:
    made = making.paragraphs(_one(_order(making.word("{{简历}}"), somebody)))
    assert made[0].split("\n")[0] == "2016.09—2019.06　芒果县职业高级中学学习"
    assert len(made[0].split("\n")) == 2


def test_a_row_with_marks_of_a_list_repeats(somebody: Person) -> None:
    content = making.word(
        "入党情况：{{入党阶段.阶段}}",
        table=[["阶段", "时间"], ["{{入党阶段.阶段}}", "{{入党阶段.时间}}"], ["填表", "{{姓名}}"]],
    )
    made = _one(_order(content, somebody))
    rows = making.grid(made)
    assert rows[0] == ["阶段", "时间"]
    assert rows[-1] == ["填表", "单立梅"]
    stages = [row[0] for row in rows[1:-1]]
    assert stages
    assert making.paragraphs(made)[0] == f"入党情况：{'、'.join(stages)}"


def test_an_empty_list_leaves_one_empty_row(read_only: OpenOffice) -> None:
    who = Person.get(Person.name == "解𫖯")
    content = making.word(table=[["{{走访记录.走访时间}}", "{{走访记录.走访人}}"]])
    assert making.grid(_one(_order(content, who))) == [["", ""]]


def test_two_lists_in_one_row_are_refused(somebody: Person) -> None:
    content = making.word(table=[["{{入党阶段.阶段}}", "{{会籍.编号}}"]])
    with pytest.raises(KnownError, match="请分成几行"):
        _one(_order(content, somebody))


def test_unknown_marks_stay_until_somebody_says_what_they_mean(somebody: Person) -> None:
    content = making.word("{{名字}} {{手机}} {{印章}}")
    found = meanings(making.source(content), PERSON, {})
    assert [(words, name) for words, name in found] == [("名字", None), ("手机", None), ("印章", None)]
    assert making.paragraphs(_one(_order(content, somebody))) == ["{{名字}} {{手机}} {{印章}}"]
    choices = {"名字": "name", "手机": "phone", "印章": "-"}
    assert making.paragraphs(_one(_order(content, somebody, choices=choices))) == ["单立梅 13800001234 "]


@pytest.mark.parametrize(
    "text",
    [
        "{% for x in y %}{{姓名}}{% endfor %}",
        "{{姓名.__class__}}",
        "{{ ''.join }}",
        "{{ 7*7 }}",
        "{# 注 #}",
        "{{姓名|e}}",
    ],
)
def test_nothing_in_a_template_is_executed(somebody: Person, text: str) -> None:
    expected = text.replace("{{姓名}}", "单立梅")
    assert making.paragraphs(_one(_order(making.word(text), somebody))) == [expected]
    assert making.source(making.word(text)).logic == ("{%" in text or "{#" in text)


def test_a_value_that_looks_like_a_mark_or_like_xml_is_only_text(read_only: OpenOffice) -> None:
    who = Person(name="甲", note="<b>{{姓名}}</b> & {% x %}")
    assert making.paragraphs(_one(_order(making.word("{{备注}}"), who))) == ["<b>{{姓名}}</b> & {% x %}"]


def test_joined_forms_begin_on_their_own_pages(read_only: OpenOffice) -> None:
    people = list(Person.select().order_by(Person.id))
    made = _one(_order(making.word("{{姓名}}", table=[["{{性别}}", "x"]]), *people), JOINED)
    document = Document(io.BytesIO(made))
    assert [each.text for each in document.paragraphs if each.text] == [who.name for who in people]
    breaks = [each.paragraph_format.page_break_before for each in document.paragraphs]
    assert breaks == [None] + [True] * (len(people) - 1)


def test_a_header_that_differs_cannot_be_joined(read_only: OpenOffice) -> None:
    people = list(Person.select())
    with pytest.raises(KnownError, match="每人一个文件"):
        _one(_order(making.word("x", header="{{姓名}}"), *people), JOINED)


def test_one_list_of_all(read_only: OpenOffice) -> None:
    people = list(Person.select().order_by(Person.id))
    content = making.word("{{本单位}}名册", table=[["序号", "姓名"], ["{{序号}}", "{{姓名}}"], ["制表", "{{填表人}}"]])
    made = _one(_order(content, *people), LIST)
    assert making.grid(made) == [
        ["序号", "姓名"],
        *([str(number), who.name] for number, who in enumerate(people, start=1)),
        ["制表", builders.USER],
    ]
    with pytest.raises(KnownError, match="这一行外面"):
        _one(_order(making.word("{{姓名}}"), *people), LIST)


def test_a_recommendation_names_its_person_without_saying_so(read_only: OpenOffice) -> None:
    from models.recommendation.records import Recommendation

    rec = next(rec for rec in Recommendation.select() if rec.person.name == "单立梅")
    subject = subject_called("推荐")
    found = records_of(subject, [rec.uid])
    content = making.word("{{姓名}} {{推荐组织}} {{推荐组织.所在单位.单位名称}} {{赞成}}")
    made = making.paragraphs(_one(_order(content, *found, subject=subject)))
    assert made == [f"单立梅 {rec.body.name} {rec.body.unit.name} {rec.yes}"]


def test_same_input_same_bytes_and_nobody_s_name_in_the_properties(somebody: Person) -> None:
    order = _order(making.word("{{姓名}}"), somebody)
    assert _one(order) == _one(order)
    core = making.part_of(_one(order), "docProps/core.xml")
    assert "python-docx" not in core
    assert core.count("群团工作台") == 2
    assert "2026-11-20T09:30:00Z" in core
