"""告诫书跟踪、查访记录: the warning that the police issued, and every visit after it. Knows facts only."""

from collections.abc import Iterator
from functools import cache

from reports.forms.rights.parts import CORRECTED, EVIDENCE, SIDE, YES_NO, beside, numbered, prose, shorts
from reports.forms.words import VERSION
from reports.paper.form import Facts, Form, Label, Prose, Row, Sheet, Ticks, Value, find, row

TITLE = "告诫书跟踪、查访记录"
_BLANK_VISITS = 3


def paper(facts: Facts) -> Form:
    """The form with one block for each visit."""
    found = find(facts, "visits")
    return _form(max(len(found) if isinstance(found, list) else 0, _BLANK_VISITS))


@cache
def _form(visits: int) -> Form:
    rows = (*_letter(), *(line for at in range(visits) for line in _visit(at)), *_closing())
    return Form(
        "rights.warning",
        VERSION,
        TITLE,
        (Sheet(rows, numbered(EVIDENCE, CORRECTED), flow=True),),
        left="案件编号：{case.number:12}",
        right="经办人：{letter.handler:8}",
        subject="",
        size=110,
    )


def _letter() -> Iterator[Row]:
    yield beside(
        "告诫书",
        row(
            *(Label("编号", 15), Value("letter.number", 77, expected=True)),
            *(Label("出具日期", 17), Value("letter.issued_on", 40, expected=True)),
        ),
        row(
            *(Label("派出所", 15), Value("letter.station", 77, expected=True)),
            *(Label("送达日期", 17), Value("letter.served_on", 40, expected=True)),
        ),
        row(
            *(Label("加害人", 15), Value("letter.abuser_name", 77, expected=True)),
            *(Label("受害人", 17), Value("letter.victim_name", 40, expected=True)),
        ),
        row(Label("加害人\n住　址", 15), Value("letter.abuser_address", 134, "left"), height=10),
        row(
            *(Label("村（居）\n委会", 15), Value("letter.committee", 57, expected=True)),
            *(Label("收悉日期", 17), Value("letter.committee_told_on", 21, expected=True)),
            *(Label("查访至", 15), Value("letter.until", 24)),
            height=10,
        ),
    )
    yield prose("告诫的\n事　实", "letter.facts", 14)


def _visit(at: int) -> Iterator[Row]:
    """One visit: its rows are rows of the sheet, so that long texts may go over a page's end."""
    key = f"visits.{at}"
    yield row(
        *(Label(f"第{at + 1}次\n查访", SIDE), Value(f"{key}.visited", 26, name=f"第{at + 1}次查访时间")),
        *(Label("单位", 10), Ticks(f"{key}.visitors_from", shorts("rights.visitor_kind"), 70)),
        *(Label("查访人", 14), Value(f"{key}.visitors", 29)),
        height=11,
    )
    yield prose("加害人\n情　况", f"{key}.abuser_state", 11)
    yield prose("受害人\n情　况", f"{key}.victim_state", 11)
    yield row(
        *(Label("是否\n再犯", SIDE), Ticks(f"{key}.repeated", YES_NO, 28), Label("处理", 11)),
        *(Prose(f"{key}.handling", 61, 0), Label("查访人\n签　名", 13), Value("none", 36)),
        height=12,
    )


def _closing() -> Iterator[Row]:
    yield row(
        *(Label("结束\n跟踪", SIDE), Value("letter.ended_on", 34), Label("原因", 11)),
        Prose("letter.ended_reason", 104, 0),
        height=11,
    )
    yield row(Label("更正", SIDE), Value("text.corrected", 149, "left"))
