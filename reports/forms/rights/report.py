"""侵害未成年人强制报告记录: what was found, to whom and when it was reported. Knows facts only."""

from functools import cache

from reports.forms.rights.parts import CORRECTED, REST, SIDE, beside, labels, numbered, opinion, prose, shorts
from reports.forms.words import VERSION
from reports.paper.form import Facts, Form, Label, Sheet, Ticks, Value, find, row

TITLE = "侵害未成年人案件强制报告记录"
_ADULT_TITLE = "家庭暴力强制报告记录"
_DUTY = "发现后应当立即报告（未成年人保护法第十一条，反家庭暴力法第十四条）。"


def paper(facts: Facts) -> Form:
    """The form; a grown-up without full capacity gives it another title."""
    return _form(_ADULT_TITLE if find(facts, "report.adult") else TITLE)


@cache
def _form(title: str) -> Form:
    return Form(
        "rights.report",
        VERSION,
        title,
        (_front(), _back()),
        left="编号：{report.number:7}　案件编号：{case.number:6}",
        right="发现时间：{report.found:11}",
        subject="",
        size=110,
    )


def _front() -> Sheet:
    return Sheet(
        (
            row(
                *(Label("发现人", SIDE), Value("report.finder", 44, expected=True)),
                *(Label("单位", 12), Value("report.finder_unit", 93, expected=True)),
                height=10,
            ),
            beside(
                "受害人",
                row(
                    *(Label("姓名", 15), Value("report.minor_name", 47, expected=True)),
                    *(Label("性别", 12), Value("report.minor_sex", 18, expected=True)),
                    *(Label("出生年月", 17), Value("report.minor_born", 40, expected=True)),
                    height=10,
                ),
                row(
                    *(Label("身份证号", 15), Value("report.minor_id_number", 47)),
                    *(Label("学校", 12), Value("report.minor_school", 75)),
                    height=10,
                ),
                row(
                    *(Label("监护人", 15), Value("report.guardian_name", 47)),
                    *(Label("电话", 12), Value("report.guardian_phone", 75)),
                    height=10,
                ),
                row(Label("住址", 15), Value("report.minor_address", 134, "left"), height=10),
            ),
            row(
                Label("情形", SIDE),
                Ticks("report.situation", labels("rights.situation"), REST, expected=True),
                height=48,
            ),
            prose("发现的\n情　况", "report.facts", 60, 1, expected=True),
        ),
        numbered(_DUTY),
    )


def _back() -> Sheet:
    return Sheet(
        (
            beside(
                "报告",
                row(Label("对象", 15), Ticks("report.reported_to", shorts("rights.report_to"), 134, expected=True)),
                row(
                    *(Label("接报单位", 15), Value("report.reported_to_name", 69, expected=True)),
                    *(Label("接报人", 15), Value("report.reported_to_person", 50)),
                    height=11,
                ),
                row(
                    *(Label("时间", 15), Value("report.reported", 69, expected=True)),
                    *(Label("回执号", 15), Value("report.receipt", 50)),
                    height=11,
                ),
                row(Label("方式", 15), Ticks("report.report_form", shorts("rights.report_form"), 134)),
            ),
            row(
                *(Label("主管部\n门报备", SIDE), Value("report.filed_with", 84)),
                *(Label("日期", 15), Value("report.filed_on", 50)),
                height=11,
            ),
            prose("后续\n处理", "report.handling", 40, 1),
            prose("未报告\n的原因\n和依据", "report.not_reported_reason", 24, 0.4),
            opinion("报告人", "none", "报告人签字：", 30, 0.6),
            opinion("负责人\n意　见", "case.instruction", "负责人签字：", 34, 0.6, "（盖章）"),
            row(Label("更正", SIDE), Value("text.corrected", REST, "left")),
        ),
        numbered("相关人员的身份和个人信息要保密（未成年人保护法第一百零三条）。", CORRECTED),
    )
