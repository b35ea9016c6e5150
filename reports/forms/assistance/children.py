"""农村留守儿童基本情况登记表, 困境儿童信息登记表, and the summary of 32 columns with its printed 表间勾稽关系.

Columns and identities of the summary are the records' (`children_summary`); this module owns how they are printed.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from models.assistance import children_summary
from models.assistance.children import LeftBehindChild
from models.core.codes import table
from models.core.errors import NotFound
from models.office.office import this_office
from models.people.person import Person
from reports.forms.assistance.facts import ASSISTANCE_PAGE, office_facts, whole_person_facts
from reports.forms.assistance.files import person_meant, villages
from reports.forms.assistance.grid import ONE, SIDE, TWO, F, choice, line, options, prose, wide
from reports.forms.facts import Facts, columns, long_day
from reports.forms.subjects import PEOPLE_PAGE, Occasion, Owner, Piece, Whole
from reports.forms.words import VERSION
from reports.paper.form import Form, Label, Missing, Row, Sheet, Ticks, Value, row
from reports.paper.register import Column, Register

CHILD = "left_behind_child"
_YES_NO = ("是", "否")
_TRIPLE = (18, 45, 18, 24, 18, 42)
_LISTS = {"classes": "child.class", "income": "child.income", "help_given": "child.help"}
_SIGNS = 12.0


def _who() -> tuple[Row, ...]:
    return (
        line(
            F("姓　　名", "person.name"),
            F("性　　别", "person.sex"),
            F("民　　族", "person.nationality"),
            widths=_TRIPLE,
        ),
        row(
            *(Label("身份证号", 18), Value("person.id_number", 45, expected=True)),
            *(Label("出生日期", 18), Value("person.born", 24, expected=True)),
            *(Label("是否登\n记户口", 18), Ticks("child.registered", _YES_NO, 42, expected=True)),
            height=TWO,
        ),
        wide(F("户 籍 地", "person.household_place"), align="left"),
        wide(F("现居住地", "person.address"), align="left"),
        row(
            *(Label("身体情况", SIDE), Ticks("child.health", options("child.health"), 62, expected=True)),
            *(Label("残疾类别\n及 等 级", 18), Value("child.disability", 25)),
            *(Label("患病类型", 18), Value("child.illness", 24)),
            height=TWO,
        ),
        row(
            *(Label("在校寄宿", SIDE), Ticks("child.boarding", _YES_NO, 26)),
            *(Label("就学情况", 18), Ticks("child.schooling", options("child.schooling"), 103, expected=True)),
            height=13,
        ),
        line(
            F("就读学校", "child.school", optional=True),
            F("年　　级", "child.grade", optional=True),
            widths=(18, 87, 18, 42),
        ),
    )


def _parent(label: str, key: str) -> tuple[Row, ...]:
    return (
        line(
            F(f"{label}姓名", f"child.{key}_name", optional=True),
            F("出生日期", f"child.{key}_born", optional=True),
            F("联系电话", f"child.{key}_phone", optional=True),
            widths=_TRIPLE,
        ),
        line(
            F("身份证号", f"child.{key}_id_number", optional=True),
            F("务工地点", f"child.{key}_away_at", optional=True),
            widths=(18, 57, 18, 72),
        ),
    )


def _grandparents() -> tuple[Row, ...]:
    pairs = (
        (("祖　　父", "grandfather"), ("祖　　母", "grandmother")),
        (("外 祖 父", "maternal_grandfather"), ("外 祖 母", "maternal_grandmother")),
    )
    return tuple(
        row(
            *(
                cell
                for label, key in pair
                for cell in (
                    Label(label, 18),
                    Value(f"child.{key}_name", 24),
                    Label("出生日期", 18),
                    Value(f"child.{key}_born", 22.5),
                )
            ),
            height=ONE,
        )
        for pair in pairs
    )


def _care() -> tuple[Row, ...]:
    return (
        row(
            *(Label("父母双方\n同时外出", SIDE), Ticks("child.both_away", _YES_NO, 26, expected=True)),
            *(Label("一方外出，另一方\n无监护能力", 31), Ticks("child.one_away", _YES_NO, 26)),
            *(Label("无监护能\n力的一方", 20), Ticks("child.unable", options("child.unable"), 44)),
            height=TWO,
        ),
        row(
            *(Label("是否委托\n监　　护", SIDE), Ticks("child.entrusted", _YES_NO, 26)),
            *(Label("受委托\n监护人", 16), Value("child.trustee_name", 27)),
            *(Label("与儿童\n关　系", 14), Value("child.trustee_relation", 20)),
            *(Label("电话", 12), Value("child.trustee_phone", 32)),
            height=TWO,
        ),
        line(
            F("受托人身\n份 证 号", "child.trustee_id_number", optional=True),
            F("受托人\n住　址", "child.trustee_address", optional=True),
            widths=(18, 52, 16, 79),
            height=TWO,
        ),
        choice("监护类型", "child.guardianship", options("child.guardianship"), height=13),
        choice("家庭经\n济来源", "child.income", options("child.income"), optional=True),
        choice("救助帮\n扶情况", "child.help_given", options("child.help"), optional=True),
    )


def _signers() -> Row:
    return row(
        *(Label("单　　位\n负 责 人", SIDE), Value("child.responsible", 37)),
        *(Label("复 核 人", SIDE), Value("child.checker", 37)),
        *(Label("填 表 人", SIDE), Value("child.filler", 37)),
        height=_SIGNS,
    )


LEFT_BEHIND = Form(
    "left_behind_child",
    VERSION,
    "农村留守儿童基本情况登记表",
    (
        Sheet(
            (*_who(), *_grandparents(), *_parent("父亲", "father"), *_parent("母亲", "mother"), *_care(), _signers()),
            (
                "说明：1. 留守儿童指父母双方外出务工或一方外出、另一方无监护能力，不满规定年龄的农村户籍儿童。",
                "　　　2. 在相应的□内画“√”，经济来源和救助帮扶可以多选；务工地点填写到市（州）。",
                "　　　3. 无监护能力指因重病、重残、服刑、失踪等不能照料子女。本表含未成年人信息，由专人保管。",
            ),
        ),
    ),
    left="填报单位（盖章）：{child.reporter:14}",
    right="填报日期：{child.filled_on.long:9}",
    subject="person.name",
)


IN_NEED = Form(
    "child_in_need",
    VERSION,
    "困境儿童信息登记表",
    (
        Sheet(
            (
                *_who(),
                choice("困境儿童\n类　　别", "child.classes", options("child.class"), height=20),
                *_parent("父亲", "father"),
                *_parent("母亲", "mother"),
                *_care(),
                prose("困难情况\n和 备 注", "child.note", 18, 1, optional=True),
                _signers(),
            ),
            ("说明：在相应的□内画“√”，类别、经济来源和救助帮扶可以多选。本表含未成年人信息，由专人保管。",),
        ),
    ),
    left="填报单位（盖章）：{child.reporter:14}",
    right="填报日期：{child.filled_on.long:9}",
    subject="person.name",
)


def child_facts(child: LeftBehindChild, village: str) -> Facts:
    """The facts of an entry; what may be several is ticked by its labels."""
    facts = whole_person_facts(child.person, village) | columns("child", child) | office_facts()
    for name, key in _LISTS.items():
        facts[f"child.{name}"] = tuple(map(table(key).label, getattr(child, name) or ()))
    for name, key in (("health", "child.health"), ("schooling", "child.schooling"), ("unable", "child.unable")):
        if code := getattr(child, name):
            facts[f"child.{name}"] = table(key).label(code)
    if child.guardianship:
        facts["child.guardianship"] = table("child.guardianship").label(child.guardianship)
    facts["child.reporter"] = child.reporter or facts["office.name"]
    return facts


def pieces(paper: Form, ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One sheet for each entry."""
    places = villages()
    for number in ids:
        child: LeftBehindChild = LeftBehindChild.get_by_id(number)
        person = child.person
        owned = {
            "child": Owner(child.called(), ASSISTANCE_PAGE, child.uid),
            "person": Owner(person.called(), PEOPLE_PAGE, person.uid),
        }
        facts = child_facts(child, places.get(person.village_id, ""))
        yield Piece(paper, facts, child.uid, child.revision, str(person.name), owned)


def ids(what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """The entries that are meant: their own uids or their persons', or all that are not closed. Raises NotFound."""
    if not isinstance(what, Sequence):
        rows: Any = LeftBehindChild.select(LeftBehindChild.id).join(Person).order_by(Person.sorting, LeftBehindChild.id)
        return [row[0] for row in rows.where(LeftBehindChild.closed_on.is_null()).tuples()]
    return list(dict.fromkeys(_meant(uid) for uid in what))


def _meant(uid: str) -> int:
    child = LeftBehindChild.get_or_none(LeftBehindChild.uid == uid)
    if child is not None:
        return int(child.id)
    person = person_meant(uid)
    if person is None:
        raise NotFound(f"没有找到编号为 {uid} 的儿童登记或人员，可能已被删除。")
    entry = LeftBehindChild.get_or_none(LeftBehindChild.person == person)
    if entry is None:
        raise NotFound(f"{person.called()}还没有儿童登记，请先在“帮扶”里登记。")
    return int(entry.id)


def equations_words() -> str:
    """The identities as they are printed under the table: 1=2+5+8=11+…+18；2=3+4。"""
    return "；".join("=".join(map(side_words, sides)) for sides in children_summary.equations()) + "。"


def side_words(numbers: Sequence[int]) -> str:
    """One side of an identity: 2+5+8, or 11+…+18 where more than three follow on each other."""
    running = len(numbers) > 3 and all(after == before + 1 for before, after in pairwise(numbers))
    return f"{numbers[0]}+…+{numbers[-1]}" if running else "+".join(map(str, numbers))


@cache
def summary_paper() -> Register:
    """汇总表: one line a village, the total at the end, the identities under it."""
    figures = (
        Column(str(column.number), column.title, 7.2, group=column.group, number=str(column.number))
        for column in children_summary.columns()
    )
    return Register(
        "left_behind_summary",
        VERSION,
        children_summary.title(),
        (Column("village", "村（社区）", number="甲"), *figures),
        left="填报单位（盖章）：{office.name:16}",
        right="截止日期：{day:9}　单位：人",
        signatures=("单位负责人：", "复核人：", "填表人：", "联系电话：{office.phone:8}"),
        subject="office.name",
        blank_rows=12,
        notes=(f"表间勾稽关系：{equations_words()}",),
        head=20,
    )


def summary_ids(what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """One table of all entries, whichever are named."""
    return [0] if ids(what) else []


def summary_pieces(_ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """The table on the day of printing; children whom a group of columns does not count are what is lacking."""
    office, day = this_office(), occasion.moment.date()
    *rows, total = children_summary.summary(day)
    facts = office_facts() | {
        "day": long_day(day),
        "rows": [summary_row(row) for row in rows],
        "totals": summary_row(total),
    }
    missed = children_summary.uncounted(day)
    owned = {
        f"child.{child.uid}": Owner(f"“{child.name}”的儿童登记", ASSISTANCE_PAGE, child.uid) for child, _ in missed
    }
    lacking = [
        Missing(f"child.{child.uid}.{_unknown(child, group)}", group) for child, groups in missed for group in groups
    ]
    number = f"{occasion.moment:%Y%m%d}"
    yield Piece(summary_paper(), facts, number, office.revision, str(office.name), owned, lacking=lacking)


def _unknown(child: children_summary.Counted, group: str) -> str:
    """The column whose emptiness keeps a child out of a group of the summary; the group's first where none is empty."""
    asked = [fact for column in children_summary.columns() if column.group == group for fact in column.when]
    asked = asked or ["born"]
    return next((fact for fact in asked if getattr(child, fact) is None), asked[0])


def summary_row(found: children_summary.SummaryRow) -> Facts:
    """A village's line; a zero is printed as 0."""
    facts: Facts = {str(number): str(figure) for number, figure in found.figures.items()}
    return facts | {"village": found.village}
