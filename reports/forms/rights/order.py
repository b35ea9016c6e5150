"""人身安全保护令: the application to the court, and the record of applying for somebody. Knows facts only.

The application reaches the other party in a copy, so nothing by which she can be found stands on it when her case is
protected: that goes on a sheet of its own (`cover`).
"""

from functools import cache

from reports.forms.facts import Facts
from reports.forms.rights.parts import (
    CORRECTED,
    REST,
    SIDE,
    YES_NO,
    beside,
    labels,
    numbered,
    opinion,
    person,
    shorts,
    ticks,
)
from reports.forms.words import VERSION
from reports.paper.form import Form, Label, Prose, Sheet, Ticks, Value, row
from reports.paper.letter import RULE, Heading, Letter, Para, Paras, Sign, Signatures

APPLICATION_TITLE = "人身安全保护令申请书"
RECORD_TITLE = "人身安全保护令申请记录"
_DATE = f"{RULE * 4}年{RULE * 2}月{RULE * 2}日"
_PARTY = (
    f"{{role}}：{RULE * 5}，性别{RULE * 2}，{_DATE}出生，公民身份号码{RULE * 10}，住{RULE * 16}，联系电话{RULE * 8}。"
)


@cache
def application() -> Letter:
    """人身安全保护令申请书, after 反家庭暴力法 第二十四条, 第二十七条."""
    return Letter(
        "rights.order-application",
        VERSION,
        APPLICATION_TITLE,
        (
            Paras("text.parties"),
            Heading(1, "请求事项"),
            Para("请求依法作出人身安全保护令，采取下列措施："),
            Paras("text.requested"),
            Heading(1, "事实与理由"),
            Paras("text.facts"),
            Heading(1, "证据清单"),
            Paras("order.evidence"),
            Para("此致"),
            Para("{order.court:12}", indent=0),
            Signatures(("申请人（签名、捺印）：", "代为申请单位（盖章）：")),
            Sign("", "{order.applied_on.long}", gap=0),
        ),
        expected=(
            ("order.court", "受理法院"),
            ("order.applicant_name", "申请人"),
            ("order.respondent_name", "被申请人"),
            ("order.relation", "双方关系"),
            ("order.requested", "请求的措施"),
            ("order.facts", "事实与理由"),
            ("order.evidence", "证据清单"),
        ),
        subject="",
    )


def blank_application() -> Facts:
    """The words of the blank copy, with room to write."""
    parties = [_PARTY.format(role=role) for role in ("申请人", "被申请人")]
    between = f"代为申请人（单位）：{RULE * 12}，与申请人的关系：{RULE * 6}。"
    asked = [f"□ {number}. {label}" for number, label in enumerate(labels("rights.order_measure"), start=1)]
    return {
        "text.parties": "\n".join((parties[0], between, parties[1], f"双方关系：{RULE * 10}。")),
        "text.requested": "；\n".join(asked) + f"：{RULE * 16}。",
        "text.facts": "\n" * 6,
        "order.evidence": "\n" * 2,
    }


COVER = Letter(
    "rights.cover",
    VERSION,
    "联系方式和送达提示",
    (
        Para("编号：{case.number:12}", indent=0),
        Para("{text.cover}"),
        Heading(1, "一、怎样联系"),
        Paras("text.contact"),
        Heading(1, "二、本人意愿"),
        Paras("case.wishes"),
        Heading(1, "三、交付记录"),
        Para(f"交付时间：{RULE * 12}"),
        Para(f"交付方式：{RULE * 12}"),
        Para(f"经办人（签名）：{RULE * 9}"),
    ),
    expected=(("case.safe_contact", "安全联系方式"), ("case.wishes", "本人意愿")),
    subject="",
)
"""What whoever serves a paper must know, and what the paper itself must not say."""


def record(_facts: Facts) -> Form:
    """The record that the applying body keeps."""
    return _record()


@cache
def _record() -> Form:
    return Form(
        "rights.order-record",
        VERSION,
        RECORD_TITLE,
        (_asked(), _decided()),
        left="编号：{order.number:7}　案件编号：{case.number:6}",
        right="申请时间：{order.applied:11}",
        subject="",
        size=110,
    )


def _asked() -> Sheet:
    return Sheet(
        (
            row(
                *(Label("受理\n法院", SIDE), Value("order.court", 72, expected=True)),
                *(Label("案号", 12), Value("order.court_number", 65)),
                height=11,
            ),
            person("申请人", "order.applicant"),
            ticks("申请\n方式", "order.applying_body", shorts("rights.applying_body"), height=14, expected=True),
            row(
                *(Label("代为申\n请单位", SIDE), Value("order.applying_name", 92, "left")),
                *(Label("本人\n同意", 12), Ticks("order.applicant_agrees", YES_NO, 45)),
                height=11,
            ),
            ticks("代为申\n请原因", "order.applying_reason", shorts("rights.applying_reason"), height=11),
            person("被申\n请人", "order.respondent"),
            ticks("双方\n关系", "order.relation", shorts("rights.relation"), height=13, expected=True),
            beside(
                "请求的\n措　施",
                row(Ticks("order.requested", shorts("rights.order_measure"), REST, expected=True), height=15),
                row(Label("其他", 15), Prose("order.requested_text", 134, 0), height=10),
            ),
            row(Label("事实与\n理　由", SIDE), Prose("order.facts", REST, expected=True), height=40, stretch=2),
            row(Label("证据\n清单", SIDE), Prose("order.evidence", REST, expected=True), height=24, stretch=1),
        ),
    )


def _decided() -> Sheet:
    return Sheet(
        (
            beside(
                "受理和\n裁　定",
                row(
                    *(Label("情况紧急", 17), Ticks("order.urgent", YES_NO, 32), Label("受理时间", 17)),
                    Value("order.accepted", 83),
                ),
                row(
                    *(Label("应当裁定", 17), Value("order.due", 57), Label("裁定时间", 17)),
                    Value("order.decided", 58),
                ),
                row(Label("结案方式", 17), Ticks("order.ending", shorts("rights.order_ending"), 132)),
            ),
            ticks("裁定的\n措　施", "order.measures", shorts("rights.order_measure"), height=16),
            row(
                *(Label("有效期", SIDE), Value("order.valid", 72), Label("到期提醒", 17), Value("order.reminders", 60)),
                height=11,
            ),
            beside(
                "送达",
                row(
                    *(Label("当事人", 17), Value("order.served_on", 28), Label("村（居）\n委会", 17)),
                    *(Value("order.committee", 47), Label("日期", 12), Value("order.committee_served_on", 28)),
                    height=11,
                ),
            ),
            row(Label("复议", SIDE), Value("order.reconsidered", REST, "left"), height=10),
            beside(
                "变更\n申请",
                row(
                    *(Label("种类", 17), Ticks("order.change_kind", shorts("rights.order_change"), 56)),
                    *(Label("申请日期", 17), Value("order.change_applied_on", 21)),
                    *(Label("裁定日期", 17), Value("order.change_decided_on", 21)),
                    height=11,
                ),
                row(Label("情况", 17), Prose("order.change_text", 132, 0), height=30, stretch=1),
                stretch=1,
            ),
            opinion("经办人", "none", "经办人签字：", 30, 0.4),
            opinion("负责人\n意　见", "case.instruction", "负责人签字：", 34, 0.4, "（盖章）"),
            row(Label("更正", SIDE), Value("text.corrected", REST, "left")),
        ),
        numbered("申请书副本要送达被申请人，本表和本人的联系方式不要随同提交。", CORRECTED),
    )
