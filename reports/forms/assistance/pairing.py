"""Pairs on paper: 结对登记表 with the contacts that were had, 联系卡 for both sides, 结对帮扶协议.

Owns what a pair's facts are and what uids mean. ID numbers are masked: the card and the agreement go to both sides.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Literal

from models.assistance.pairs import Contact, Pair
from models.assistance.visits import Visit
from models.core.codes import table
from models.core.errors import NotFound
from models.core.text import mask_id
from reports.forms.assistance.facts import ASSISTANCE_PAGE, office_facts
from reports.forms.assistance.files import person_meant, villages
from reports.forms.assistance.grid import REST, SIDE, WIDTH, F, across, line, prose, repeated, wide
from reports.forms.facts import Facts, columns, long_day, person_facts, short_day, span_words
from reports.forms.subjects import PEOPLE_PAGE, Occasion, Owner, Piece, Whole
from reports.forms.words import VERSION
from reports.paper.form import Cell, Form, Label, Opinion, Row, Sheet, Ticks, Value, find, row, stack
from reports.paper.letter import Heading, Letter, Para, Space
from reports.paper.printing import Declared

PAIR = "pair"
MOTHER, BUD = "mother", "bud"
_ON_BACK = 20
_FORMS = tuple(code.label for code in table("pair.form").items())
_CONTACTS = (("held_on", "日期", 26.0), ("form", "形式", 30.0), ("content", "内容", 84.0), ("by", "联系人", 25.0))


def _of_child(facts: Facts) -> bool:
    """Whether it is a child that is helped; a blank form is that of the 爱心妈妈."""
    return not facts or find(facts, "pair.of_child") == "是"


def register_paper(facts: Facts) -> Form:
    """结对登记表; contacts that find no room on the back get further sheets."""
    found = find(facts, "contacts")
    count = len(found) if isinstance(found, list) else 0
    return _register(_of_child(facts), max(-(-count // _ON_BACK), 1))


@cache
def _register(child: bool, backs: int) -> Form:
    whom, helper = ("儿童", "爱心妈妈") if child else ("帮扶对象", "帮扶人")
    further = (_contacts(at * _ON_BACK) for at in range(backs))
    return Form(
        "pair_register",
        VERSION,
        "爱心妈妈—儿童结对登记表" if child else "结对帮扶登记表",
        (Sheet((*_helped(whom, child=child), *_helper(helper), *_agreed(child=child))), *further),
        left="登记单位：{office.name:14}",
        right="登记日期：{pair.started_on.long:9}",
        subject="person.name",
    )


def _helped(whom: str, *, child: bool) -> tuple[Row, ...]:
    rows = (
        row(Label(f"{whom}基本情况", WIDTH), height=8),
        line(
            F("姓　　名", "person.name"),
            F("性　　别", "person.sex"),
            F("出生年月", "person.born"),
            widths=(18, 45, 18, 24, 18, 42),
        ),
        line(F("身份证号", "person.id_number"), F("类　　型", "pair.child_type"), widths=across(2)),
        wide(F("家庭住址", "person.address"), align="left"),
    )
    guardian = (
        line(F("就读学校", "pair.school"), F("监 护 人", "pair.guardian"), widths=across(2)),
        line(
            F("与 儿 童\n关　　系", "pair.guardian_relation", optional=True),
            F("监 护 人\n电　　话", "pair.guardian_phone"),
            widths=across(2),
            height=11,
        ),
    )
    return (*rows, *(guardian if child else (wide(F("联系电话", "person.phone")),)))


def _helper(helper: str) -> tuple[Row, ...]:
    return (
        row(Label(f"{helper}基本情况", WIDTH), height=8),
        line(
            F("姓　　名", "pair.helper_name"),
            F("政治面貌", "pair.helper_status", optional=True),
            F("电　　话", "pair.helper_phone"),
            widths=(18, 45, 18, 24, 18, 42),
        ),
        line(
            F("工作单位", "pair.helper_unit"),
            F("职　　务", "pair.helper_post", optional=True),
            widths=across(2),
        ),
    )


def _agreed(*, child: bool) -> tuple[Row, ...]:
    sign = "监护人签字：" if child else "帮扶对象签字："
    return (
        row(
            *(Label("结对方式", SIDE), Ticks("pair.form", _FORMS, 64.5, expected=True)),
            *(Label("联系频次", SIDE), Value("pair.every", 64.5, expected=True)),
        ),
        wide(F("结对期限", "pair.term", optional=True)),
        prose("帮扶承诺", "pair.promise", 34, 1.5),
        prose("帮扶内容", "pair.content", 22, 0.8, optional=True),
        row(
            *(Label("双方\n签字", SIDE), Opinion("", REST / 2, "帮扶人签字：", "")),
            Opinion("", REST / 2, sign, ""),
            height=24,
        ),
        row(
            *(Label("登记单位\n意　　见", SIDE), Opinion("", REST, "负责人签字：")),
            height=28,
            stretch=0.4,
        ),
    )


def _contacts(first: int) -> Sheet:
    return Sheet(
        (
            row(Label("活 动 记 录", WIDTH), height=9),
            row(repeated("contacts", _CONTACTS, first, first + _ON_BACK, WIDTH, 10), height=220, stretch=1),
        ),
        ("注：本表一式两份，登记单位和帮扶人各存一份；每次联系后填写活动记录。正反面打印。",),
    )


def card_paper(facts: Facts) -> Form:
    """联系卡: one for the family, one for the helper, to be cut apart."""
    return _card(_of_child(facts))


@cache
def _card(child: bool) -> Form:
    title = "爱心妈妈结对联系卡" if child else "结对帮扶联系卡"
    cut = row(Label("…………………………　沿 此 线 剪 开　…………………………", WIDTH, "fang"), height=10)
    keepers = ("由监护人保存" if child else "由帮扶对象保存", "由帮扶人保存")
    rows = (*_one_card(child, keepers[0]), cut, *_one_card(child, keepers[1]))
    return Form("pair_card", VERSION, title, (Sheet(rows),), subject="person.name", left="发卡单位：{office.name:16}")


def _one_card(child: bool, keeper: str) -> tuple[Row, ...]:
    cells: list[Cell] = [Label("儿童姓名" if child else "帮扶对象", 22), Value("person.name", 33, expected=True)]
    cells += [Label("性别", 14), Value("person.sex", 20), Label("出生年月", 22), Value("person.born", 54)]
    guardian = (
        row(
            *(Label("监 护 人", 22), Value("pair.guardian", 33, expected=True)),
            *(Label("电话", 14), Value("pair.guardian_phone", 96, expected=True)),
        ),
        row(Label("就读学校", 22), Value("pair.school", 143, expected=True)),
    )
    own_phone = (row(Label("联系电话", 22), Value("person.phone", 143, expected=True)),)
    return (
        row(Label(f"联 系 卡（{keeper}）", WIDTH), height=9),
        row(*cells),
        *(guardian if child else own_phone),
        row(
            *(Label("爱心妈妈" if child else "帮 扶 人", 22), Value("pair.helper_name", 33, expected=True)),
            *(Label("电话", 14), Value("pair.helper_phone", 30, expected=True)),
            *(Label("单位职务", 22), Value("pair.helper_place", 44)),
        ),
        row(
            *(Label("结对期限", 22), Value("pair.term", 77)),
            *(Label("联系频次", 22), Value("pair.every", 44, expected=True)),
        ),
        prose_wide("帮扶承诺", "pair.promise"),
        row(
            *(Label("联系单位", 22), Value("office.name", 77)),
            *(Label("电　　话", 22), Value("office.phone", 44)),
        ),
    )


def prose_wide(label: str, key: str) -> Row:
    """A line of running text beside a label as wide as those of the card."""
    return row(Label(label, 22), stack(row(Value(key, 143, "left"), height=24), width=143), height=24, stretch=1)


_SECOND = {
    "child": ("乙方（监护人）：{pair.guardian:8}　受助儿童：{person.name:5}", "乙方监护的儿童"),
    "grown": ("乙方（帮扶对象）：{person.name:10}", "乙方"),
    "": ("乙方（被帮扶人或监护人）：{none:6}　受助人：{none:4}", "受助人"),
}
"""How the agreement names the second party and who is helped; a blank one leaves open which it is."""


def agreement_paper(facts: Facts) -> Letter:
    """结对帮扶协议 of helper, helped and the body that brought them together."""
    return _agreement("" if not facts else "child" if _of_child(facts) else "grown")


@cache
def _agreement(whom: str) -> Letter:
    second, called = _SECOND[whom]
    return Letter(
        "pair_agreement",
        VERSION,
        "结对帮扶协议",
        (
            Para("甲方（帮扶人）：{pair.helper_name:8}　电话：{pair.helper_phone:7}", indent=0),
            Para("单位及职务：{pair.helper_place:18}"),
            Para(second, indent=0),
            Para("住址：{person.address:18}"),
            Para("电话：{pair.side_phone:18}"),
            Para("丙方（组织单位）：{office.name:16}", indent=0),
            Para(f"为帮助{called}解决生活、学习中的实际困难，甲、乙、丙三方自愿达成以下协议："),
            Heading(1, "一、帮扶期限"),
            Para("{pair.term:16}。期满后经三方同意可以续签。"),
            Heading(1, "二、帮扶内容和方式"),
            Para("{pair.content_words:40}"),
            Para("联系频次：{pair.every:6}。每次联系后由甲方填写活动记录，交丙方存档。"),
            Heading(1, "三、资助金额"),
            Para(
                "甲方每年资助人民币{pair.yearly_amount:6}元，由甲方转入乙方账户或者当面交给乙方签收；不约定资助的填“零”。"
            ),
            Heading(1, "四、三方责任"),
            Para(f"甲方按约定联系、帮扶，尊重乙方的人格和意愿。乙方如实说明情况，资助款物只用于{called}的生活和学习。"),
            Para("丙方负责牵线、登记和督促，了解帮扶情况，协调解决问题。"),
            Heading(1, "五、保密"),
            Para(f"三方对{called}的姓名、住址、照片、健康和家庭情况保密；未经乙方书面同意，不得公开、转发或用于宣传。"),
            Heading(1, "六、变更和终止"),
            Para(
                "任何一方不能继续的，提前告知其他两方，由丙方登记后终止。甲方有损害乙方权益行为的，丙方立即终止本协议并依法处理。"
            ),
            Para("本协议一式三份，三方各存一份，自三方签字（盖章）之日起生效。"),
            Space(1),
            Para("甲方（签字）：　　　　　　　　　　年　　月　　日", indent=0),
            Para("乙方（签字）：　　　　　　　　　　年　　月　　日", indent=0),
            Para("丙方（盖章）：　　　　　　　　　　年　　月　　日", indent=0),
        ),
        expected=(
            ("pair.helper_phone", "帮扶人电话"),
            ("pair.content", "帮扶内容"),
            ("pair.every", "联系频次"),
            *((("pair.guardian", "监护人"),) if whom == "child" else ()),
        ),
        subject="person.name",
    )


def facts_of(pair: Pair, village: str) -> Facts:
    """The facts of a pair with its contacts."""
    person = pair.helped
    facts = columns("pair", pair) | person_facts(person, village) | office_facts()
    facts = {key: value for key, value in facts.items() if not key.startswith("person.") or key in _PRINTED}
    facts["person.id_number"] = mask_id(person.id_number) if person.id_number else ""
    facts |= {
        "pair.of_child": "是" if pair.kind_of_pair in (MOTHER, BUD) or pair.guardian else "否",
        "pair.term": _term(pair),
        "pair.every": table("pair.every").label(pair.every) if pair.every else "",
        "pair.helper_place": "".join(part for part in (pair.helper_unit, pair.helper_post) if part),
        "pair.side_phone": pair.guardian_phone or person.phone or "",
        "pair.content_words": pair.content or pair.promise or "",
        "contacts": met(pair),
    }
    return facts


_PRINTED = ("person.name", "person.sex", "person.born", "person.address", "person.phone")


def _term(pair: Pair) -> str:
    if pair.ends_on:
        return span_words(pair.started_on, pair.ends_on)
    return f"自{long_day(pair.started_on)}起"


def met(pair: Pair) -> list[Facts]:
    """What was had of each other, in order of days: contacts, and visits that name the pair."""
    held = [
        (one.held_on, table("contact.form").short(one.form), one.content, one.by)
        for one in Contact.select().where(Contact.pair == pair)
    ]
    seen = [
        (one.visited_on, "走访", one.gift or one.situation, one.visitors)
        for one in Visit.select().where(Visit.pair == pair)
    ]
    return [
        {"held_on": short_day(day), "form": form, "content": content or "", "by": by or ""}
        for day, form, content, by in sorted(held + seen, key=itemgetter(0))
    ]


PaperOf = Callable[[Facts], Declared]


def pieces(paper_of: PaperOf, ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One paper for each pair."""
    places = villages()
    for number in ids:
        pair: Pair = Pair.get_by_id(number)
        person = pair.helped
        facts = facts_of(pair, places.get(person.village_id, ""))
        owned = {
            "pair": Owner(pair.called(), ASSISTANCE_PAGE, pair.uid),
            "person": Owner(person.called(), PEOPLE_PAGE, person.uid),
        }
        yield Piece(paper_of(facts), facts, pair.uid, pair.revision, str(person.name), owned)


def ids(what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """The pairs that are meant: their own uids, or the newest of a helped person. Raises NotFound."""
    if not isinstance(what, Sequence):
        rows: Any = Pair.select(Pair.id).where(Pair.ended_on.is_null()).order_by(Pair.id).tuples()
        return [row[0] for row in rows]
    return list(dict.fromkeys(_meant(uid) for uid in what))


def _meant(uid: str) -> int:
    pair = Pair.get_or_none(Pair.uid == uid)
    if pair is not None:
        return int(pair.id)
    person = person_meant(uid)
    if person is None:
        raise NotFound(f"没有找到编号为 {uid} 的结对或人员，可能已被删除。")
    newest = Pair.select().where(Pair.helped == person).order_by(Pair.started_on.desc(), Pair.id.desc()).first()
    if newest is None:
        raise NotFound(f"{person.called()}还没有结对，请先在“帮扶”里登记结对。")
    return int(newest.id)
