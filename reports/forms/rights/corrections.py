"""更正记录: every later change of a record that may become evidence, beside the first text. Knows facts only."""

from functools import cache

from reports.forms.rights.parts import REST, SIDE, numbered
from reports.forms.words import VERSION
from reports.paper.form import Facts, Form, Label, Opinion, Prose, Row, Sheet, Value, find, row

TITLE = "更正记录"
ROWS = "changes"
_BLANK = 4


def paper(facts: Facts) -> Form:
    """The form with one block for each change."""
    found = find(facts, ROWS)
    return _form(max(len(found) if isinstance(found, list) else 0, 1 if found else _BLANK))


@cache
def _form(count: int) -> Form:
    rows: list[Row] = [line for at in range(count) for line in _change(at)]
    rows.append(row(Label("核对", SIDE), Opinion("none", REST, "更正人签字：", "负责人签字："), height=26))
    notes = numbered("原记录保留不动，更正写在旁边，由程序按操作历史列出。", "与正表一并装订。")
    return Form(
        "rights.corrections",
        VERSION,
        TITLE,
        (Sheet(tuple(rows), notes, flow=True),),
        left="正表：{text.of:10}　编号：{text.number:12}",
        right="共更正 {text.count:2} 处",
        subject="",
        size=110,
    )


def _change(at: int) -> list[Row]:
    key = f"{ROWS}.{at}"
    return [
        row(
            *(Label(f"第{at + 1}处", SIDE), Value(f"{key}.label", 50, name=f"第{at + 1}处更正")),
            *(Label("时间", 12), Value(f"{key}.at", 45), Label("更正人", 14), Value(f"{key}.user", 28)),
        ),
        row(Label("原记录", SIDE), Prose(f"{key}.before", REST, 0), height=10),
        row(Label("更正为", SIDE), Prose(f"{key}.after", REST, 0), height=10),
    ]
