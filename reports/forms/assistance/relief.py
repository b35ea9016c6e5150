"""临时救助申请审批表 after the model of the civil affairs offices, and its kin for women and for children in need.

The order of the blocks goes upwards: who investigated, the village, the township, the county. Facts only.
"""

from reports.forms.assistance.grid import (
    REST,
    SIDE,
    WIDTH,
    F,
    across,
    line,
    opinion,
    opinion_cell,
    options,
    prose,
    statement,
    wide,
)
from reports.forms.facts import Facts
from reports.forms.words import VERSION
from reports.paper.form import Form, Label, Opinion, Row, Sentence, Sheet, Ticks, Value, row

_NARROW, _HALF = 15.0, 67.5
_INVESTIGATED = row(
    *(Label("调 查 人", SIDE), Value("opinion.visit.by", 72, expected=True)),
    *(Label("调查日期", SIDE), Value("opinion.visit.taken_on", 57, expected=True)),
)


def _beside(left: tuple[str, str, str], right: tuple[str, str, str], height: float) -> Row:
    """Two blocks to decide in: (label, step, who signs) each."""
    return row(
        *(Label(left[0], _NARROW), _block(left)),
        *(Label(right[0], _NARROW), _block(right)),
        height=height,
        stretch=1,
    )


def _block(part: tuple[str, str, str]) -> Opinion:
    if not part[1]:
        return Opinion("", _HALF, part[2], "")
    return opinion_cell(part[1], _HALF, sign=part[2])


def _explained(rows: tuple[tuple[str, str], ...]) -> Sheet:
    head = row(Label("说　　　明", WIDTH), height=10)
    return Sheet((head, *(row(Label(label, SIDE), Sentence(words, REST), height=52) for label, words in rows)))


TEMPORARY_AID = Form(
    "temporary_aid",
    VERSION,
    "帮扶（临时救助）申请审批表",
    (
        Sheet(
            (
                line(
                    F("户主姓名", "head.name"),
                    F("性　　别", "head.sex"),
                    F("家庭人口", "household.size"),
                    widths=(18, 45, 18, 24, 18, 42),
                ),
                line(
                    F("户 籍 地", "household.household_place"),
                    F("户主身份\n证　　号", "head.id_number"),
                    widths=(18, 69, 20, 58),
                ),
                line(F("现 住 地", "household.address"), F("联系电话", "household.phone"), widths=(18, 69, 20, 58)),
                line(
                    F("上次救助\n时间数量", "own.last_aid", optional=True),
                    F("本次累计\n次数金额", "aid.with_this", optional=True),
                    widths=(18, 69, 20, 58),
                    height=12,
                ),
                prose("其他救助\n兑现情况", "own.other_aid", 16, 0.4, optional=True),
                prose("申请理由", "case.reason", 24, 0.8),
                prose("核实情况", "opinion.visit.opinion", 30, 1),
                _INVESTIGATED,
                _beside(
                    ("村(居)\n民代表\n评　议\n意　见", "village", "负责人签字："),
                    ("乡　镇\n(街道)\n审　核\n意　见", "township", "负责人签字："),
                    48,
                ),
                _beside(
                    ("县　级\n业　务\n科　室\n意　见", "county", "经办人签字："),
                    ("分　管\n领　导\n意　见", "", "签字："),
                    32,
                ),
                _beside(("财　务\n部　门\n意　见", "", "签字："), ("分　管\n财　务\n领　导\n意　见", "", "签字："), 28),
            ),
            ("注：户主身份证号、户籍地与户口本一致；背面为说明。",),
        ),
        _explained(
            (
                (
                    "申请材料",
                    "1. 书面申请；\n2. 家庭成员身份证、户口本复印件；\n3. 家庭收入证明；\n"
                    "4. 致困原因的证明：诊断证明和医疗费用票据，或者事故、灾害证明，或者录取通知书和学费票据；\n"
                    "5. 本人或户主银行卡复印件。",
                ),
                (
                    "办理程序",
                    "1. 申请：由户主向村（居）民委员会或所在单位提出，本人有困难的可以委托代办；\n"
                    "2. 核实：两名以上工作人员入户调查，填写核实情况；\n"
                    "3. 评议：召开村（居）民代表会议评议，提出意见；\n"
                    "4. 公示：评议结果在村（社区）公示；\n"
                    "5. 审核：乡镇（街道）审核后签署意见，报县级；\n"
                    "6. 审批：县级在规定的时限内审批，资金转入申请人账户或者由本人签领。",
                ),
                (
                    "填表要求",
                    "1. 用黑色墨水填写或打印，不得涂改；\n2. “上次救助”填写最近一次的时间、项目和数额；"
                    "“本次累计”含本次；\n3. 各级意见须由负责人签字、加盖公章、写明日期。",
                ),
            )
        ),
    ),
    left="申请项目：{case.title:12}",
    right="编号：{case.number:8}　申请日期：{case.applied_on.long:9}",
    subject="person.name",
)


def temporary_paper(_facts: Facts) -> Form:
    """临时救助申请审批表."""
    return TEMPORARY_AID


def _family(*, own: bool) -> tuple[Row, ...]:
    """Income, account and earlier help; `own` adds what only the programme asks, where no cell of its own has it."""
    project = (prose("项目情况", "own.words", 18, 0.5, optional=True),) if own else ()
    return (
        line(
            F("家庭人口", "household.size"),
            F("家庭年收入\n（元）", "household.income_year"),
            F("人均年收入\n（元）", "household.income_per_head_year", optional=True),
            widths=(18, 27, 22, 38, 22, 38),
            height=11,
        ),
        line(
            F("开户银行", "household.bank", optional=True),
            F("银行账号", "household.account", optional=True),
            widths=across(2),
        ),
        *project,
        prose("曾获救助", "own.other_aid", 14, 0.3, optional=True),
    )


def _decisions() -> tuple[Row, ...]:
    return (
        prose("入户核实\n情　　况", "opinion.visit.opinion", 22, 0.8, optional=True),
        row(
            *(Label("核 实 人", SIDE), Value("opinion.visit.by", 72)),
            *(Label("核实日期", SIDE), Value("opinion.visit.taken_on", 57)),
        ),
        opinion("村(社区)\n意　　见", "village", 31),
        opinion("乡镇妇联\n意　　见", "township", 31),
        opinion("县妇联\n意　见", "county", 31),
    )


WOMEN_AID = Form(
    "women_aid",
    VERSION,
    "困难妇女救助申请审批表",
    (
        Sheet(
            (
                line(
                    F("姓　　名", "person.name"),
                    F("民　　族", "person.nationality"),
                    F("出生年月", "person.born"),
                    widths=(18, 45, 18, 24, 18, 42),
                ),
                line(F("身份证号", "person.id_number"), F("联系电话", "person.phone"), widths=across(2)),
                line(
                    F("文化程度", "person.education", optional=True),
                    F("婚姻状况", "person.marriage"),
                    F("健康状况", "person.health", optional=True),
                    widths=(18, 45, 18, 24, 18, 42),
                ),
                wide(F("户 籍 地", "person.household_place"), align="left"),
                wide(F("现 住 址", "person.address"), align="left"),
                *_family(own=True),
                prose("申请理由", "case.reason", 40, 1.6),
                statement("申 请 人", "以上情况属实。", 24, sign="申请人签字：", date="case.applied_on.long"),
            ),
        ),
        Sheet(_decisions(), ("注：本表一式三份，村（社区）、乡镇（街道）妇联、县妇联各存一份。正反面打印。",)),
    ),
    left="救助项目：{case.title:12}",
    right="编号：{case.number:8}　申请日期：{case.applied_on.long:9}",
    subject="person.name",
)


def women_paper(_facts: Facts) -> Form:
    """困难妇女救助申请审批表."""
    return WOMEN_AID


def child_paper(_facts: Facts) -> Form:
    """困难儿童救助申请审批表, with the guardian's block."""
    return CHILD_AID


CHILD_AID = Form(
    "child_aid",
    VERSION,
    "困难儿童救助申请审批表",
    (
        Sheet(
            (
                line(
                    F("儿童姓名", "person.name"),
                    F("性　　别", "person.sex"),
                    F("民　　族", "person.nationality"),
                    widths=(18, 45, 18, 24, 18, 42),
                ),
                line(F("身份证号", "person.id_number"), F("出生日期", "person.born"), widths=across(2)),
                row(Label("儿童类别", SIDE), Ticks("own.child_class", options("child.class"), REST), height=21),
                line(
                    F("就读学校", "own.school", optional=True),
                    F("年　　级", "own.grade", optional=True),
                    widths=(18, 87, 18, 42),
                ),
                wide(F("户 籍 地", "person.household_place"), align="left"),
                wide(F("现 住 址", "person.address"), align="left"),
                line(
                    F("监护人", "own.guardian"),
                    F("与儿童\n关　系", "own.guardian_relation"),
                    F("联系电话", "own.guardian_phone"),
                    widths=(18, 45, 18, 24, 18, 42),
                    height=11,
                ),
                wide(F("监护人身\n份 证 号", "own.guardian_id", optional=True), height=11),
                *_family(own=False),
                prose("困难情况\n和 需 求", "own.needs", 26, 1, optional=True),
                prose("申请理由", "case.reason", 26, 1),
                statement("监 护 人", "以上情况属实。", 22, sign="监护人签字：", date="case.applied_on.long"),
            ),
        ),
        Sheet(
            _decisions(),
            (
                "注：1. 本表一式三份，村（社区）、乡镇（街道）妇联、县妇联各存一份。正反面打印。",
                "　　2. 儿童信息的收集、使用须经监护人同意，本表由专人保管。",
            ),
        ),
    ),
    left="救助项目：{case.title:12}",
    right="编号：{case.number:8}　申请日期：{case.applied_on.long:9}",
    subject="person.name",
)
