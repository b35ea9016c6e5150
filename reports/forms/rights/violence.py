"""家庭暴力案件登记表: both parties, what happened, what was done about it at once. Knows facts only."""

from functools import cache

from reports.forms.rights.parts import (
    CORRECTED,
    EVIDENCE,
    REST,
    SIDE,
    YES_NO,
    beside,
    confirmation,
    numbered,
    opinion,
    person,
    prose,
    shorts,
    ticks,
)
from reports.forms.words import VERSION
from reports.paper.form import Facts, Form, Label, Prose, Sheet, Ticks, Value, row

TITLE = "家庭暴力案件登记表"
_CONFIRMED = "以上记录经本人核对（或已向本人宣读），与本人所说一致。已告知本人可以报警、申请告诫书和人身安全保护令。"


def paper(_facts: Facts) -> Form:
    """The form."""
    return _form()


@cache
def _form() -> Form:
    return Form(
        "rights.violence",
        VERSION,
        TITLE,
        (_front(), _back()),
        left="编号：{violence.number:7}　来访编号：{case.number:6}",
        right="登记时间：{violence.registered:11}",
        subject="",
        size=110,
    )


def _front() -> Sheet:
    state = row(Label("特殊情况", 15), Ticks("violence.victim_state", shorts("rights.victim"), 134), height=10)
    work = row(
        *(Label("职业", 15), Value("violence.abuser_occupation", 50)),
        *(Label("单位", 11), Value("violence.abuser_unit", 73)),
    )
    return Sheet(
        (
            prose("本人意愿\n和安全\n联系方式", "text.wishes", 20),
            person("受害人", "violence.victim", more=(state,)),
            person("加害人", "violence.abuser", more=(work,)),
            ticks("双方\n关系", "violence.relation", shorts("rights.relation"), height=13, expected=True),
            ticks("暴力\n形式", "violence.forms_of_violence", shorts("rights.violence_form"), height=13, expected=True),
            row(
                *(Label("时间", SIDE), Value("violence.happened", 50), Label("次数", 12)),
                *(Ticks("violence.frequency", shorts("rights.frequency"), 34), Label("未成年\n人在场", 15)),
                Ticks("violence.children_present", YES_NO, 38),
                height=11,
            ),
            row(Label("地点", SIDE), Value("violence.place", REST, "left")),
            prose("经过", "violence.course", 40, 3, expected=True),
            prose("伤情", "violence.injuries", 16, 1),
            beside(
                "就医",
                row(
                    *(Label("医院", 15), Value("violence.hospital", 83)),
                    *(Label("日期", 12), Value("violence.treated_on", 39)),
                ),
                row(Label("情况", 15), Prose("violence.treatment", 134, 0), height=11),
            ),
        ),
        numbered(EVIDENCE),
    )


def _back() -> Sheet:
    return Sheet(
        (
            row(
                *(Label("报警", SIDE), Label("时间", 12), Value("violence.police", 38), Label("派出所", 14)),
                *(Value("violence.police_station", 37), Label("回执号", 14), Value("violence.police_receipt", 34)),
                height=11,
            ),
            beside(
                "危险\n评估",
                row(Label("程度", 15), Ticks("violence.danger", shorts("rights.danger"), 134, expected=True)),
                row(Label("依据", 15), Prose("violence.danger_assessment", 134, 0), height=20, stretch=1),
                stretch=1,
            ),
            beside(
                "已采取\n的措施",
                row(Label("措施", 15), Ticks("violence.measures", shorts("rights.measure"), 134), height=14),
                row(
                    *(Label("庇护\n场所", 15), Value("violence.shelter_place", 83)),
                    *(Label("入住\n日期", 12), Value("violence.sheltered_on", 39)),
                    height=11,
                ),
                row(Label("说明", 15), Prose("violence.measures_text", 134, 0), height=18, stretch=1),
                stretch=1,
            ),
            prose("证据及\n保管人", "violence.evidence", 24, 1),
            prose("转介\n单位与\n回执", "violence.referral_text", 18, 1),
            confirmation("受害人\n确　认", _CONFIRMED, "受害人签名（捺印）：", 28),
            opinion("接待人\n意　见", "case.receiver_opinion", "接待人签字：", 28, 1),
            opinion("负责人\n意　见", "case.instruction", "负责人签字：", 28, 1, "（盖章）"),
            row(Label("更正", SIDE), Value("text.corrected", REST, "left")),
        ),
        numbered(CORRECTED),
    )
