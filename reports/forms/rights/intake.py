"""来信来访接待登记表: who came, about what, what was decided on it and what became of it. Knows facts only."""

from functools import cache

from reports.forms.rights.parts import (
    CORRECTED,
    REST,
    SECRECY,
    SIDE,
    beside,
    confirmation,
    numbered,
    opinion,
    prose,
    shorts,
    steps,
)
from reports.forms.words import VERSION
from reports.paper.form import Facts, Form, Label, Prose, Row, Sheet, Ticks, Value, find, row

TITLE = "来信来访接待登记表"
FIRST, AGAIN = "首次", "重复"
_BLANK_STEPS, _MOST_STEPS = 5, 6
_CONFIRMED = "以上记录经本人核对（或已向本人宣读），与本人所说一致。"


def paper(facts: Facts) -> Form:
    """The form; more steps than its back holds follow on sheets of their own."""
    done = find(facts, "steps")
    return _form(len(done) if isinstance(done, list) else 0)


@cache
def _form(count: int) -> Form:
    sheets = [_front(), _back(min(count, _MOST_STEPS))]
    if count > _MOST_STEPS:
        sheets.append(_more(count))
    return Form(
        "rights.intake",
        VERSION,
        TITLE,
        tuple(sheets),
        left="编号：{case.number:14}",
        right="登记时间：{case.registered:14}",
        subject="",
        size=110,
    )


def _front() -> Sheet:
    return Sheet(
        (
            row(
                *(Label("方式", SIDE), Ticks("case.channel", shorts("rights.channel"), 95, expected=True)),
                *(Label("次数", 12), Ticks("case.times", (FIRST, AGAIN), 42)),
            ),
            row(
                *(Label("人数", SIDE), Value("case.people", 18), Label("推选\n代表", 12), Value("case.delegates", 65)),
                *(Label("转来\n单位", 12), Value("case.forwarded_from", 42)),
                height=11,
            ),
            _visitor(),
            beside(
                "被反\n映人",
                row(
                    *(Label("姓名", 15), Value("case.accused_name", 47, expected=True)),
                    *(Label("与来访\n人关系", 15), Value("case.accused_relation", 72)),
                    height=11,
                ),
                row(
                    *(Label("单位", 15), Value("case.accused_unit", 84)),
                    *(Label("电话", 11), Value("case.accused_phone", 39)),
                    height=10,
                ),
            ),
            row(
                *(Label("类别", SIDE), Ticks("case.field", shorts("rights.field"), 94)),
                *(Label("具体\n事项", 12), Value("case.rights_class", 43, expected=True)),
                height=16,
            ),
            prose("反映\n问题", "case.problem", 50, 3, expected=True),
            prose("诉求", "case.claim", 20, 1, expected=True),
            confirmation("来访人\n确　认", _CONFIRMED, "来访人签名（捺印）："),
        ),
        numbered("本表当场填写，一事一表；来信、来电的由接待人代填并注明。", SECRECY),
    )


def _visitor() -> Row:
    return beside(
        "来信\n来访人",
        row(
            *(Label("姓名", 15), Value("case.name", 47, expected=True), Label("性别", 15), Value("case.sex", 18)),
            *(Label("年龄", 11), Value("case.age", 14), Label("民族", 11), Value("case.nationality", 18)),
            height=10,
        ),
        row(
            *(Label("文化程度", 15), Value("case.education", 47), Label("职业", 15), Value("case.occupation", 32)),
            *(Label("电话", 11), Value("case.phone", 29, expected=True)),
            height=10,
        ),
        row(
            *(Label("身份\n证号", 15), Value("case.id_number", 47), Label("住址", 15)),
            Value("case.address", 72, expected=True),
            height=11,
        ),
    )


def _back(count: int) -> Sheet:
    return Sheet(
        (
            opinion("接待人\n意　见", "case.receiver_opinion", "接待人签字：", 30, 1),
            opinion("领　导\n批　示", "case.instruction", "负责人签字：", 30, 1),
            beside(
                "受理",
                row(Label("决定", 15), Ticks("case.decision", shorts("rights.decision"), 134)),
                row(
                    *(Label("受理日期", 17), Value("case.accepted_on", 26)),
                    *(Label("告知日期", 17), Value("case.acceptance_told_on", 26)),
                    *(Label("办结期限", 17), Value("case.due", 46)),
                    height=10,
                ),
            ),
            row(Label("处理\n过程", SIDE), steps(count, _BLANK_STEPS), stretch=1),
            prose("处理\n结果", "case.result", 16, 1),
            beside(
                "答复",
                row(Label("结果", 15), Ticks("case.outcome", shorts("rights.outcome"), 134), height=14),
                row(
                    *(Label("方式", 15), Ticks("case.answer_form", shorts("rights.answer_form"), 71)),
                    *(Label("日期", 12), Value("case.answered_on", 51)),
                ),
            ),
            beside(
                "回访",
                row(
                    *(Label("日期", 12), Value("case.revisited_on", 22), Label("回访人", 13)),
                    *(Value("case.revisited_by", 20), Label("满意度", 13)),
                    Ticks("case.satisfied", shorts("rights.satisfied"), 69),
                    height=13,
                ),
                row(Label("情况", 12), Prose("case.revisit", 137, 0), height=11),
            ),
            row(
                *(Label("办结\n日期", SIDE), Value("case.closed_on", 41), Label("更正", 12)),
                Value("text.corrected", REST - 53, "left"),
                height=11,
            ),
        ),
        numbered(CORRECTED),
    )


def _more(count: int) -> Sheet:
    rows = [
        row(
            *(Label("日期", 24), Value(f"steps.{at}.happened", 40), Label("事项", 16)),
            *(Value(f"steps.{at}.action", 35), Label("经办人", 16), Value(f"steps.{at}.done_by", 34)),
        )
        if head
        else row(Label("办理\n情况", 24), Prose(f"steps.{at}.text", 141), height=12)
        for at in range(_MOST_STEPS, count)
        for head in (True, False)
    ]
    return Sheet((row(Label("处理过程（续）", 165)), *rows), flow=True)
