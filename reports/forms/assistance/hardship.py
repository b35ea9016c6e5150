"""困难职工档案表 with the family sheet, its newer family-member sheet, and 困难职工家庭申报表.

Fields stand in the order of the forms in use; more family members than a sheet holds get a sheet of their own.
Knows no record: facts only.
"""

from functools import cache

from reports.forms.assistance.grid import (
    REST,
    SIDE,
    TWO,
    WIDTH,
    F,
    across,
    count_of,
    family_sheets,
    further_sheets,
    line,
    opinion,
    prose,
    repeated,
    statement,
    wide,
)
from reports.forms.facts import Facts
from reports.forms.words import VERSION
from reports.paper.form import Form, Label, Row, Sentence, Sheet, Ticks, Value, find, row

_ON_FRONT = 8
_FOUR = (17.0, 24.25) * 4
_THREE = (17.0, 38.0) * 3
MEMBERS: tuple[tuple[str, str, float], ...] = (
    *(("name", "姓名", 16.0), ("relation", "关系", 11.0), ("sex", "性\n别", 8.0)),
    *(("political_status", "政治\n面貌", 12.0), ("id_number", "身份证号", 36.0), ("born", "出生\n日期", 19.0)),
    *(("insurance", "医保", 12.0), ("health", "健康", 12.0), ("income_month", "月收入\n（元）", 12.0)),
    *(("identity", "身份", 12.0), ("employer", "单位或\n学　校", 15.0)),
)


def file_paper(facts: Facts) -> Form:
    """困难职工档案表; members for whom it has no line get a further sheet."""
    return _file(further_sheets(facts, _ON_FRONT))


@cache
def _file(further: int) -> Form:
    return Form(
        "worker_file",
        VERSION,
        "困难职工档案表",
        (_front(), _back(), *family_sheets(MEMBERS, _ON_FRONT, further)),
        left="建档单位（盖章）：{office.name:10}",
        right="编号：{case.number:6}　建档日期：{case.applied_on.long:7}",
        subject="person.name",
    )


def _front() -> Sheet:
    return Sheet(
        (
            line(
                F("职工\n编号", "own.worker_number", optional=True),
                F("困难\n类别", "case.hardship_class"),
                widths=across(2, 17),
            ),
            line(
                F("姓　名", "person.name"),
                F("民　族", "person.nationality"),
                F("性　别", "person.sex"),
                F("政治\n面貌", "person.political_status"),
                widths=_FOUR,
            ),
            line(
                F("身份\n证号", "person.id_number"),
                F("出生\n日期", "person.born"),
                F("健康\n状况", "own.health"),
                F("残疾\n类别", "person.disability", optional=True),
                widths=(17, 44, 13, 25, 13, 20, 13, 20),
            ),
            line(
                F("工作\n状态", "own.work_state"),
                F("劳模\n类型", "own.model_worker", optional=True),
                F("住房\n类型", "household.housing_kind"),
                F("建筑\n面积", "household.housing_area"),
                widths=_FOUR,
            ),
            line(
                F("手　机", "person.phone"),
                F("其他联\n系方式", "own.other_contact", optional=True),
                F("邮　编", "own.postcode", optional=True),
                widths=_THREE,
            ),
            line(
                F("参加工\n作时间", "person.started_work_on", optional=True),
                F("所属\n行业", "own.industry", optional=True),
                F("婚姻\n状况", "person.marriage"),
                F("户口\n类型", "person.household_kind"),
                widths=_FOUR,
            ),
            wide(F("家庭\n住址", "household.address"), 17),
            line(
                F("工作\n单位", "person.employer"),
                F("单位\n性质", "own.unit_kind", optional=True),
                F("企业\n状况", "own.enterprise_state", optional=True),
                F("是否\n单亲", "household.single_parent"),
                widths=(17, 43, 13, 27, 13, 23, 13, 16),
            ),
            _income(),
            line(
                F("户口所在地\n行政区划", "own.area_code", optional=True),
                F("医保\n状况", "household.insurance"),
                F("有无自\n救能力", "household.self_help"),
                F("是否零就\n业家庭", "household.no_worker"),
                widths=(21, 33.25, 14, 24.25, 17, 17.25, 19, 19.25),
            ),
            row(Label("家庭成员", WIDTH), height=8),
            row(repeated("members", MEMBERS, 0, _ON_FRONT, WIDTH, 10), height=70, stretch=1),
        )
    )


def _income() -> Row:
    fields = (
        ("本人月平均\n收入（元）", "household.own_income_month"),
        ("家庭其他\n年收入(元)", "household.other_income_year"),
        ("家庭年度\n总收入(元)", "household.income_year"),
        ("家庭\n人口", "household.size"),
        ("家庭月人均\n收入（元）", "household.income_per_head"),
    )
    shares = ((18, 16), (17, 17), (17, 17), (11, 12), (19, 21))
    cells = [
        cell
        for (label, key), (beside, room) in zip(fields, shares, strict=True)
        for cell in (Label(label, beside), Value(key, room, expected=key.endswith(("income_year", "size"))))
    ]
    return row(*cells, height=12)


def _back() -> Sheet:
    signers = (("建档人", "case.registrar"), ("审核人", ""), ("录入人", ""))
    return Sheet(
        (
            line(
                F("主要致\n困原因", "case.hardship_cause"),
                F("次要致\n困原因", "case.second_cause", optional=True),
                widths=across(2),
            ),
            prose("致困\n原因\n描述", "case.cause_text", 34, 1),
            line(
                F("开户银行", "household.bank", optional=True),
                F("支　　行", "household.branch", optional=True),
                widths=across(2),
            ),
            wide(F("卡　　号", "household.account", optional=True)),
            prose("附　　件", "case.papers", 24, 0.5, optional=True),
            row(
                *(part for label, key in signers for part in (Label(label, 20), Value(key, 35))),
                height=11,
            ),
            opinion("基层\n党组织\n或行政\n意见", "unit", 36),
            opinion("基层\n工会\n或办\n事处\n意见", "township", 36),
            opinion("系统\n工会\n意见", "county", 36),
        ),
        ("注：本表一式三份，每页加盖公章，由基层工会、乡镇（街道）总工会、县（市、区）总工会各存一份。",),
    )


def family_paper(facts: Facts) -> Form:
    """The newer family-member sheet: a block of lines for each member, and what it says of school and contract."""
    return _family(max(count_of(facts), 1 if facts else 3))


@cache
def _family(count: int) -> Form:
    rows = [
        line(
            F("困难职工\n姓　　名", "person.name"),
            F("身份证号", "person.id_number"),
            F("家庭人口", "household.size"),
            widths=(18, 32, 18, 52, 18, 27),
            height=11,
        )
    ]
    for at in range(count):
        rows += _member(at)
    rows.append(opinion("单位\n工会\n意见", "unit", 34))
    rows.append(prose("公示\n结果", "case.publicity", 18, 0.3, optional=True))
    return Form(
        "family_sheet",
        VERSION,
        "困难职工家庭成员信息表",
        (
            Sheet(
                tuple(rows),
                ("注：带*的项目必须填写；学制、入学年份由在校学生填写，合同（入伍）由在职人员填写。",),
                flow=True,
            ),
        ),
        left="填报单位（盖章）：{office.name:16}",
        right="编号：{case.number:8}",
        subject="person.name",
    )


_OF_MEMBER: tuple[tuple[tuple[str, str, float, float], ...], ...] = (
    (
        *(("*姓名", "name", 14, 32), ("*与户主\n关　系", "relation", 16, 24)),
        *(("*性别", "sex", 13, 14), ("民族", "nationality", 12, 40)),
    ),
    (
        *(("政治\n面貌", "political_status", 14, 32), ("*出生\n日期", "born", 16, 24)),
        *(("*健康\n状况", "health", 13, 26), ("疾病\n类别", "illness", 12, 28)),
    ),
    (
        *(("残疾\n类别", "disability", 14, 32), ("医保\n状况", "insurance", 16, 24)),
        *(("*身份", "identity", 13, 26), ("*月收入\n（元）", "income_month", 16, 24)),
    ),
    (
        *(("劳模\n类型", "model_worker", 14, 18), ("当前\n学历", "education", 11, 20)),
        *(("入学\n年份", "enrolled_on", 11, 16), ("学制", "school_years", 11, 9)),
        *(("合同签订\n(入伍)时间", "contract_on", 18, 20), ("合同\n期限", "contract_term", 11, 16)),
    ),
)


def _member(at: int) -> list[Row]:
    head = row(
        *(Label(f"家庭成员{at + 1}", 20), Label("*身份证号", 20), _of(at, "*身份证号", "id_number", 42)),
        *(Label("单位或学校", 22), _of(at, "单位或学校", "employer", 61)),
        height=10,
    )
    lines = [
        row(
            *(
                cell
                for label, name, beside, room in fields
                for cell in (Label(label, beside), _of(at, label, name, room))
            ),
            height=TWO,
        )
        for fields in _OF_MEMBER
    ]
    return [head, *lines]


def _of(at: int, label: str, name: str, width: float) -> Value:
    """A member's value; what is starred must be filled in."""
    words = "".join(label.removeprefix("*").split())
    return Value(f"members.{at}.{name}", width, expected=label.startswith("*"), name=f"家庭成员{at + 1}的{words}")


def application_paper(facts: Facts) -> Form:
    """工会困难职工家庭申报表; members for whom it has no line get a further sheet."""
    return _application(further_sheets(facts, _ON_FRONT), study=bool(find(facts, "own.school")))


@cache
def _application(further: int, *, study: bool) -> Form:
    return Form(
        "worker_application",
        VERSION,
        "工会困难职工家庭申报表",
        (_application_front(study=study), _application_back(), *family_sheets(_FAMILY, _ON_FRONT, further)),
        left="单位：{person.employer:14}",
        right="编号：{case.number:8}",
        subject="person.name",
    )


_FAMILY = tuple(column for column in MEMBERS if column[0] not in ("political_status", "insurance"))
DAILY, TEMPORARY = "日常帮扶", "临时救助"


def _study() -> tuple[Row, ...]:
    """What 金秋助学 asks beside the rest: whose child the student is, and what is studied where."""
    return (
        line(
            F("职工姓名", "own.parent"),
            F("与 职 工\n关　　系", "own.parent_relation", optional=True),
            F("职工单位", "own.parent_employer", optional=True),
            widths=(18, 30, 18, 25, 18, 56),
        ),
        line(
            F("就读学校", "own.school"),
            F("学　　段", "own.stage"),
            F("年　　级", "own.grade", optional=True),
            widths=(18, 56, 18, 30, 18, 25),
        ),
        line(
            F("专　　业", "own.major", optional=True),
            F("入学时间", "own.enrolled_on", optional=True),
            F("学费和住\n宿费(元)", "own.fees", optional=True),
            widths=(18, 56, 18, 30, 18, 25),
        ),
    )


def _application_front(*, study: bool) -> Sheet:
    return Sheet(
        (
            row(
                *(Label("申请类别", SIDE), Ticks("case.category", (DAILY, TEMPORARY), 60)),
                *(Label("登 记 人", SIDE), Value("case.registrar", 24)),
                *(Label("申报日期", SIDE), Value("case.applied_on", 27, expected=True)),
            ),
            line(
                *(F("姓　　名", "person.name"), F("性　　别", "person.sex"), F("民　　族", "person.nationality")),
                widths=(18, 45, 18, 24, 18, 42),
            ),
            line(F("身份证号", "person.id_number"), F("联系电话", "person.phone"), widths=across(2)),
            line(F("工作单位", "person.employer"), F("工作状态", "own.work_state", optional=True), widths=across(2)),
            wide(F("家庭住址", "household.address"), align="left"),
            line(
                F("困难类别", "case.hardship_class", optional=True),
                F("工会会员", "own.union_member", optional=True),
                widths=across(2),
            ),
            *(_study() if study else ()),
            row(Label("家庭成员", WIDTH), height=8),
            row(repeated("members", _FAMILY, 0, _ON_FRONT, WIDTH, 10), height=70, stretch=0.6),
            row(
                *(Label("家庭收入", SIDE), Sentence(_INCOME, REST, expected=_INCOME_KEYS)),
                height=18,
            ),
            row(
                *(Label("固定支出", SIDE), Sentence(_COSTS, REST)),
                height=18,
            ),
        ),
    )


_INCOME_KEYS = ("household.income_year", "household.size")
_INCOME = (
    "家庭年可支配收入{household.income_year:6}元，其中本人月平均收入{household.own_income_month:5}元，"
    "家庭其他年收入{household.other_income_year:6}元；家庭人口{household.size:3}人，"
    "月人均收入{household.income_per_head:5}元。"
)
_COSTS = (
    "全年刚性支出{household.fixed_cost_year:6}元，其中意外事故或重大疾病个人负担"
    "{household.accident_cost_year:6}元（意外致困的填写，附票据）。"
)


def _application_back() -> Sheet:
    return Sheet(
        (
            line(
                F("主要致\n困原因", "case.hardship_cause"),
                F("次要致\n困原因", "case.second_cause", optional=True),
                widths=across(2),
            ),
            prose("困难情况\n和 申 请\n理　　由", "case.cause_text", 44, 1.4),
            prose("附　　件", "case.papers", 20, 0.4, optional=True),
            statement("申 请 人\n声　　明", _STATEMENT, sign="申请人签字："),
            opinion("单位工会\n意　　见", "unit", 34),
            opinion("系统工会\n意　　见", "township", 34),
            opinion("总 工 会\n意　　见", "county", 34),
        ),
        (
            "注：1. 本表一式三份，A4纸正反面打印。",
            "　　2. 附：书面申请、加盖公章的收入证明、家庭成员身份证和户口本全本复印件、关系证明、支出凭证、"
            "评议会议记录和公示。",
        ),
    )


_STATEMENT = "以上所填内容和所附材料真实。如有不实，愿意退回所得帮扶款物并承担相应责任。"
