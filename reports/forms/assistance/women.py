"""两癌救助个人申报表 and 申报信息汇总表, 春蕾计划资助申请表: what the women's federation hands upwards.

Knows no record: facts only, but for the summary, whose lines are cases.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from reports.forms.assistance.facts import case_facts, case_owners, office_facts
from reports.forms.assistance.files import read_cases
from reports.forms.assistance.grid import (
    REST,
    SIDE,
    WIDTH,
    F,
    across,
    family_sheets,
    further_sheets,
    line,
    opinion,
    options,
    prose,
    repeated,
    statement,
    wide,
)
from reports.forms.facts import Facts, long_day
from reports.forms.subjects import Occasion, Owner, Piece
from reports.forms.words import VERSION
from reports.paper.form import Form, Label, Photo, Row, Sheet, Stack, Ticks, Value, row, stack
from reports.paper.register import NUMBER, Column, Register

_TRIPLE = (18, 45, 18, 24, 18, 42)


def _ticks(label: str, key: str, table_key: str, height: float = 10) -> Row:
    return row(Label(label, SIDE), Ticks(key, options(table_key), REST, expected=True), height=height)


CANCER_AID = Form(
    "cancer_aid",
    VERSION,
    "低收入妇女“两癌”救助个人申报表",
    (
        Sheet(
            (
                line(
                    F("姓　　名", "person.name"),
                    F("年　　龄", "person.age", optional=True),
                    F("民　　族", "person.nationality"),
                    widths=_TRIPLE,
                ),
                line(
                    F("身份证号", "person.id_number"),
                    F("文化程度", "person.education", optional=True),
                    F("婚姻状况", "person.marriage"),
                    widths=(18, 55, 18, 27, 18, 29),
                ),
                wide(F("户 籍 地", "person.household_place"), align="left"),
                line(F("现 住 址", "person.address"), F("联系电话", "person.phone"), widths=(18, 87, 18, 42)),
                line(
                    F("家庭人口", "household.size"),
                    F("家庭年收入\n（元）", "household.income_year"),
                    F("人均年收入\n（元）", "household.income_per_head_year", optional=True),
                    widths=(18, 27, 22, 38, 22, 38),
                    height=11,
                ),
                _ticks("低 收 入\n类　　别", "own.low_income", "low_income.kind", 14),
                row(
                    *(Label("病　　种", SIDE), Ticks("own.cancer", options("cancer.kind"), 87, expected=True)),
                    *(Label("分　　期", SIDE), Value("own.stage", 42, expected=True)),
                ),
                line(F("确诊医院", "own.hospital"), F("确诊时间", "own.diagnosed_on"), widths=(18, 87, 18, 42)),
                prose("治疗情况", "own.treatment", 22, 0.8),
                line(
                    F("医疗总费\n用（元）", "own.total_cost"),
                    F("医保报销\n（元）", "own.reimbursed"),
                    F("个人自付\n（元）", "own.own_cost"),
                    widths=(20, 35) * 3,
                    height=11,
                ),
                line(
                    F("是否曾获\n本项救助", "own.helped_before", optional=True),
                    F("救助时间\n和金额", "own.helped_text", optional=True),
                    widths=(20, 35, 20, 90),
                    height=11,
                ),
                line(
                    F("开户银行", "household.bank"),
                    F("银行账号", "household.account"),
                    widths=(20, 62.5, 20, 62.5),
                ),
                prose("申请理由", "case.reason", 32, 1.2),
                statement(
                    "本人声明",
                    "以上情况和所附材料真实，以前没有领取过本项救助金。",
                    26,
                    sign="本人签字：",
                    date="case.applied_on.long",
                ),
            ),
        ),
        Sheet(
            (
                opinion("村\n(社区)\n妇联\n意见", "village", 36),
                prose("入户核实\n情　　况", "opinion.visit.opinion", 30, 0.8),
                row(
                    *(Label("核 实 人", SIDE), Value("opinion.visit.by", 72, expected=True)),
                    *(Label("核实日期", SIDE), Value("opinion.visit.taken_on", 57, expected=True)),
                ),
                opinion("乡镇\n(街道)\n妇联\n意见", "township", 36),
                opinion("县级\n妇联\n意见", "county", 34),
                opinion("市级\n妇联\n意见", "city", 34),
                opinion("省级\n妇联\n意见", "province", 34),
            ),
            (
                "注：1. 附身份证、户口本复印件，低收入证明，诊断证明和病理报告，医疗费用票据，银行卡复印件。",
                "　　2. 本项救助一生一次，已经领取的不再申报；以前申报未领取的重新申报。正反面打印。",
            ),
        ),
    ),
    left="申报单位：{office.name:14}",
    right="编号：{case.number:8}　申报日期：{case.applied_on.long:9}",
    subject="person.name",
)


def cancer_paper(_facts: Facts) -> Form:
    """两癌救助个人申报表."""
    return CANCER_AID


CANCER_SUMMARY = Register(
    "cancer_summary",
    VERSION,
    "低收入妇女“两癌”救助申报信息汇总表",
    (
        Column(NUMBER, "序号"),
        Column("person.name", "姓名", 24, expected=True),
        Column("person.age", "年龄"),
        Column("person.id_number", "身份证号", 36, expected=True),
        Column("person.household_place", "户籍地", 34, expected=True),
        Column("own.low_income", "低收入类别", expected=True),
        Column("own.cancer", "病种", expected=True),
        Column("own.stage", "分期", expected=True),
        Column("own.hospital", "确诊医院", expected=True),
        Column("own.diagnosed_on", "确诊\n时间", expected=True),
        Column("own.own_cost", "个人自付\n（元）"),
        Column("person.phone", "联系电话", 24),
        Column("case.note", "备注", 14),
    ),
    left="填报单位（盖章）：{office.name:16}　　共 {count:3} 人",
    right="填报日期：{day:9}",
    signatures=("单位负责人：", "审核人：", "填表人：", "联系电话：{office.phone:8}"),
    subject="office.name",
)


def summary_pieces(ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """One table of all these cases."""
    rows: list[Facts] = []
    owned: dict[str, Owner] = {}
    revision, office = 0, office_facts()
    for at, found in enumerate(read_cases(ids)):
        facts = case_facts(found, office)
        rows.append({column.key: facts[column.key] for column in CANCER_SUMMARY.columns if column.key in facts})
        owned |= {f"rows.{at}.{key}": owner for key, owner in case_owners(found).items()}
        revision += found.case.revision
    if rows:
        facts = office | {"count": str(len(rows)), "day": long_day(occasion.moment.date()), "rows": rows}
        yield Piece(CANCER_SUMMARY, facts, f"{occasion.moment:%Y%m%d}", revision, str(office["office.name"]), owned)


_MEMBERS = (
    *(("name", "姓名", 24.0), ("relation", "关系", 18.0), ("born", "出生日期", 24.0)),
    *(("identity", "身份", 22.0), ("employer", "工作单位或学校", 51.0), ("income_month", "月收入（元）", 26.0)),
)
_BUD_PERSONAL, _BUD_ON_FRONT = 140.0, 4


def _bud_personal() -> Stack:
    return stack(
        row(
            *(Label("姓　名", 16), Value("person.name", 34, expected=True)),
            *(Label("性别", 14), Value("person.sex", 20, expected=True)),
            *(Label("民族", 14), Value("person.nationality", 42, expected=True)),
            height=11,
        ),
        row(
            *(Label("出生\n年月", 16), Value("person.born", 34, expected=True)),
            *(Label("身份\n证号", 14), Value("person.id_number", 76, expected=True)),
            height=11,
        ),
        row(
            *(Label("学　校", 16), Value("own.school", 68, expected=True)),
            *(Label("年级", 14), Value("own.grade", 42, expected=True)),
            height=11,
        ),
        width=_BUD_PERSONAL,
    )


_BUD_SHEETS = (
    Sheet(
        (
            row(_bud_personal(), Photo("photo", 25)),
            line(
                F("学　段", "own.stage"),
                F("学籍号", "own.student_number", optional=True),
                F("成绩", "own.marks", optional=True),
                widths=(16, 34, 16, 49, 16, 34),
            ),
            line(
                F("家庭\n住址", "person.address"),
                F("邮编", "own.postcode", optional=True),
                widths=(16, 99, 16, 34),
            ),
            line(
                F("监护人", "own.guardian"),
                F("与学生\n关　系", "own.guardian_relation"),
                F("电话", "own.guardian_phone"),
                widths=(16, 34, 16, 49, 16, 34),
                height=11,
            ),
            row(Label("家庭成员", WIDTH), height=8),
            row(repeated("members", _MEMBERS, 0, _BUD_ON_FRONT, WIDTH, 9), height=45),
            row(
                *(Label("家庭年收\n入（元）", 20), Value("household.income_year", 24, expected=True)),
                *(
                    Label("致困\n类型", 13),
                    Ticks("own.hardship", options("child.hardship"), 108, expected=True),
                ),
                height=14,
            ),
            prose("申请理由", "case.reason", 40, 1.5),
            statement("学生签字", "以上情况属实。", 22, sign="学生签字：", date="case.applied_on.long"),
            statement("监 护 人\n签　　字", "同意申请，同意为资助提供以上信息。", 22, sign="监护人签字："),
            line(
                F("开户银行", "household.bank"),
                F("银行账号", "household.account"),
                widths=across(2),
            ),
        ),
    ),
    Sheet(
        (
            opinion("村（居）\n委员会\n意　　见", "village", 44),
            opinion("学　　校\n意　　见", "school", 44),
            opinion("乡镇妇联\n意　　见", "township", 44),
            opinion("县妇联\n意　见", "county", 44),
        ),
        ("注：1. 附户口本、监护人身份证复印件，学籍或在读证明，困难证明。", "　　2. 正反面打印。"),
    ),
)


def bud_paper(facts: Facts) -> Form:
    """春蕾计划资助申请表; members for whom it has no line get a further sheet."""
    return _bud(further_sheets(facts, _BUD_ON_FRONT))


@cache
def _bud(further: int) -> Form:
    return Form(
        "spring_bud",
        VERSION,
        "“春蕾计划”资助申请表",
        (*_BUD_SHEETS, *family_sheets(_MEMBERS, _BUD_ON_FRONT, further)),
        left="申请项目：{case.title:10}",
        right="编号：{case.number:8}　申请日期：{case.applied_on.long:9}",
        subject="person.name",
    )
