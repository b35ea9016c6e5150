"""推荐对象审批表 of the three organisations, through the assembly and on the direct route.

Fields stand in the order of the forms in use; the League's follows its 登记（审核）表. Knows no record: facts only.
"""

from functools import cache

from reports.forms.words import ANSWERS, TARGETS, VERSION, Words, stacked, words
from reports.paper.form import (
    Facts,
    Form,
    Label,
    Opinion,
    Photo,
    Prose,
    Row,
    Sentence,
    Sheet,
    Stack,
    Ticks,
    Value,
    find,
    row,
    stack,
)

_SIDE = 16
_REST = 165 - _SIDE
_PERSONAL = 140


def paper(channel: str, facts: Facts) -> Form:
    """The form for these facts; the League asks more of who is to become 发展对象, as does its blank copy."""
    return _form(channel, direct=False, further=_asks_further(channel, facts))


def direct_paper(channel: str, facts: Facts) -> Form:
    """The form of the direct route."""
    return _form(channel, direct=True, further=_asks_further(channel, facts))


def _asks_further(channel: str, facts: Facts) -> bool:
    return channel == "league" and find(facts, "rec.target") != TARGETS[0]


@cache
def _form(channel: str, *, direct: bool, further: bool) -> Form:
    own = words(channel)
    kind = "approval-direct" if direct else "approval"
    return Form(
        f"{kind}.{channel}",
        VERSION,
        own.names["approval_form"],
        (_front(own, further), _back_direct(own) if direct else _back(own)),
        left="推荐组织：{issuer:16}",
        right="编号：{rec.number:7}　填表日期：{rec.filled_on.long:8}",
        subject="person.name",
    )


def _front(own: Words, further: bool) -> Sheet:
    narrative = "学习\n工作\n简历" if own.channel == "league" else "简\n\n历"
    rows = [
        row(_personal(own), Photo("photo", 25)),
        *_applying(own, further),
        _prose(narrative, "person.resume", 26, 1, indent=0),
        _prose("奖惩\n情况", "person.honours", 14, 0.4),
        _prose("主要\n事迹\n和现实\n表现", "rec.deeds", 46, 3),
        _prose("推荐\n理由", "rec.reasons", 22, 1),
    ]
    return Sheet(tuple(rows))


def _prose(label: str, key: str, height: float, stretch: float, *, indent: int = 2) -> Row:
    return row(Label(label, _SIDE), Prose(key, _REST, indent, expected=True), height=height, stretch=stretch)


def _personal(own: Words) -> Stack:
    """The block beside the photograph: four columns of 40, 32, 32 and 36 mm."""
    first = _four(
        *(("姓　名", "person.name"), ("性别", "person.sex"), ("民族", "person.nationality")),
        ("出生\n年月", "person.born"),
    )
    number = row(
        *(Label("身份\n证号", 16), Value("person.id_number", 56, expected=True)),
        *(Label("联系\n电话", 12), Value("person.phone", 56, expected=True)),
        height=11,
    )
    if own.channel == "league":
        second = _four(
            *(("籍　贯", "person.native_place"), ("文化\n程度", "person.education")),
            *(("政治\n面貌", "person.political_status"), ("入团\n时间", "membership.joined_on")),
        )
        last = row(Label("现住址", 16), Value("person.address", 124, expected=True), height=11)
        return stack(first, second, number, last, width=_PERSONAL)
    second = _four(
        *(("籍　贯", "person.native_place"), ("文化\n程度", "person.education")),
        *(("健康\n状况", "person.health"), ("参加工\n作时间", "person.started_work_on")),
        optional=("person.started_work_on", "person.health"),
    )
    last = row(Label("现住址\n(村组)", 16), Value("person.address", 124, expected=True), height=11)
    return stack(first, second, number, last, width=_PERSONAL)


def _four(*fields: tuple[str, str], optional: tuple[str, ...] = ()) -> Row:
    widths = ((16, 24), (12, 20), (12, 20), (15, 21))
    cells = [
        part
        for (label, key), (beside, wide) in zip(fields, widths, strict=True)
        for part in (Label(label, beside), Value(key, wide, expected=key not in optional))
    ]
    return row(*cells, height=11)


def _applying(own: Words, further: bool) -> list[Row]:
    rows = [
        row(
            *(Label("单位及\n职　务", _SIDE), Value("person.employer", 88, expected=True)),
            *(Label(own.post_label, 15), Value("membership.post", 46)),
            height=11,
        ),
        row(
            *(Label("申请入\n党时间", 16), Value("rec.applied_on", 56, expected=True)),
            *(Label("推荐\n类别", 12), Ticks("rec.target", TARGETS, 81, expected=True)),
            height=11,
        ),
    ]
    if further:
        contacts = Value("stage.activist.companions", 81, expected=True)
        became = Value("stage.activist.reached_on", 56, expected=True)
        rows.append(
            row(Label("确定积极\n分子时间", 16), became, Label("培养\n联系人", 12), contacts, height=11),
        )
    return rows


def _back(own: Words) -> Sheet:
    names = own.names
    league = own.channel == "league"
    rows = [
        row(Label("推荐\n大会\n情况" if league else "民主\n评议\n情况", _SIDE), _vote(own)),
        *_inspection(),
        _opinion(names["opinion_own"], "rec.decision", "rec.decided_on.long", own.own_sign, expected=True),
        _opinion(names["opinion_superior"], "rec.superior_opinion", "rec.superior_on.long", "负责人签字："),
        *_closing(own),
    ]
    keepers = f"{names['body'] if league else '所在' + names['channel']}、{names['superior']}、{names['party_body']}"
    return Sheet(tuple(rows), (f"注：本表一式三份，{keepers}各存一份。正反面打印。",))


def _back_direct(own: Words) -> Sheet:
    """The superior body hears the grassroots and recommends: no vote, and its own opinion comes first."""
    names = own.names
    hearing = stack(
        row(
            *(Label("听取时间", 17.6), Value("rec.heard_on", 57, expected=True)),
            *(Label("听取人数", 17.6), Value("rec.heard_people", 56.8, expected=True)),
        ),
        row(Label("听取意见\n的 组 织", 17.6), Value("rec.heard_bodies", _REST - 17.6, expected=True), height=11),
        row(Label("意　见", 17.6), Prose("rec.hearing", _REST - 17.6, expected=True), height=30, stretch=1),
        width=_REST,
    )
    opinion = names["opinion_superior"].replace("审核", "推荐")
    rows = [
        row(Label("听取\n基层\n意见", _SIDE), hearing, height=52, stretch=1),
        *_inspection(),
        _opinion(opinion, "rec.decision", "rec.decided_on.long", "负责人签字：", expected=True),
        *_closing(own),
    ]
    note = f"注：1. 本表用于{names['superior']}听取基层意见后直接推荐的干部。"
    keepers = f"　　2. 一式三份，{names['superior']}、{names['party_body']}、所在单位各存一份。正反面打印。"
    return Sheet(tuple(rows), (note, keepers))


def _vote(own: Words) -> Stack:
    """Five columns of 29.8 mm, so that all rows of the block share their lines."""
    yes, no, abstain = own.votes
    label, value = 17.6, 12.2

    def count(words_: str, key: str) -> tuple[Label, Value]:
        return Label(words_, label), Value(key, value, expected=True)

    return stack(
        row(
            *(Label("会议名称", label), Value("meeting.name", value + 59.6, expected=True)),
            *(Label("时　　间", label), Value("meeting.held_on", value + 29.8, expected=True)),
        ),
        row(
            *count("应　到", "meeting.entitled"),
            *count("实　到", "meeting.present"),
            *count("发出票", "meeting.issued"),
            *count("收回票", "meeting.returned"),
            *count("有效票", "meeting.valid"),
        ),
        row(
            *count(yes, "rec.yes"),
            *count(no, "rec.no"),
            *count(abstain, "rec.abstain"),
            Label(f"{yes}率", label),
            Sentence("占收回票 {vote.returned_rate:4}\n占应到会 {vote.entitled_rate:4}", value + 29.8),
            height=12,
        ),
        width=_REST,
    )


def _inspection() -> list[Row]:
    return [
        row(
            *(Label("考察\n时间", _SIDE), Value("rec.inspected_from", 59.6, expected=True)),
            *(Label("考察人", 17.6), Value("rec.inspectors", 71.8, expected=True)),
            height=10,
        )
    ]


def _opinion(label: str, key: str, date: str, sign: str, *, expected: bool = False) -> Row:
    block = Opinion(key, _REST, sign, date=date, expected=expected)
    return row(Label(stacked(label), _SIDE), block, height=36, stretch=1)


def _closing(own: Words) -> list[Row]:
    party = Opinion(
        "rec.answer_text", _REST, own.party_sign, date="rec.answered_on.long", choice="rec.answer", options=ANSWERS
    )
    rows = []
    if own.channel == "league":
        rows.append(row(Label("公示\n情况", _SIDE), Prose("rec.publicity_clear", _REST), height=14, stretch=0.2))
    rows.append(row(Label(stacked(own.names["opinion_party"]), _SIDE), party, height=42, stretch=1))
    rows.append(row(Label("备注", _SIDE), Prose("rec.note", _REST), height=12, stretch=0.1))
    return rows
