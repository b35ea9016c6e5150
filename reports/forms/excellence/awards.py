"""推荐审批表 of persons and collectives, and 征求意见表: the grid forms of a nomination.

Laid out on four pages, which are printed as one sheet of A3 on both sides where the award asks for it; awards with few
steps take two. The title is that of the award. Knows no record: facts only.
"""

import hashlib
from dataclasses import replace
from datetime import date
from functools import cache

from models.core.codes import table
from models.excellence.texts import (
    APPROVAL,
    CONSULT,
    COUNTY,
    PARTY_STEP,
    PUBLICITY,
    TOWNSHIP,
    UNIT_STEP,
    AwardKind,
    award,
)
from reports.forms.assistance.grid import REST, SIDE, WIDTH, F, across, line, prose, wide
from reports.forms.excellence.facts import CHANNEL_WORDS
from reports.forms.facts import Facts
from reports.forms.words import VERSION
from reports.paper.form import Form, Label, Opinion, Photo, Prose, Row, Sheet, Stack, Value, find, row, stack, text_of

_ANY = date(2026, 1, 1)
_BLANK_PERSON, _BLANK_GROUP = "may_medal", "may_certificate"
_PERSONAL = 140


def paper_of(facts: Facts) -> Form:
    """The form of this nomination, on A4; a blank one is that of a person with all steps."""
    key = text_of(find(facts, "award")) or _BLANK_PERSON
    return _form(key, text_of(find(facts, "award.title")))


def folded_paper_of(facts: Facts) -> Form:
    """The same on A3."""
    return _folded(paper_of(facts))


def blank_group() -> Form:
    """The blank form of a collective."""
    return _form(_BLANK_GROUP, "")


@cache
def _folded(form: Form) -> Form:
    *others, last = form.sheets
    sheets = (*others, replace(last, notes=("注：本表用A3纸正反面打印后对折，一式三份；事迹材料另附，1500—3000字。",)))
    return replace(form, key=f"{form.key}.a3", sheets=sheets, folded=True)


@cache
def _form(key: str, title: str) -> Form:
    kind = award(key, _ANY)
    name = f"{title}推荐审批表" if title else "评选表彰推荐审批表" + ("（集体）" if kind.collective else "（个人）")
    sign = "" if title == kind.title else "." + hashlib.sha256(title.encode()).hexdigest()[:4]
    return Form(
        f"award.{key if title else 'blank'}{sign}",
        VERSION,
        name,
        (_long if kind.a3 else _short)(kind, CHANNEL_WORDS[kind.channel] if title else "群团组织"),
        left="推荐单位：{issuer:16}",
        right="填表日期：{nom.nominated_on.long:9}",
        subject="nom.name",
    )


def _long(kind: AwardKind, words: str) -> tuple[Sheet, ...]:
    """Four pages: who, the deeds, opinions below, opinions above."""
    below = [key for key in (UNIT_STEP, PARTY_STEP) if kind.place(key) >= 0]
    above = [key for key in (TOWNSHIP, COUNTY, APPROVAL) if kind.place(key) >= 0]
    third = [*_middle(kind), *(_opinion(words, key, 60) for key in below)]
    last = [*(_opinion(words, key, 64) for key in above), prose("备　注", "nom.note", 18, 0.2, optional=True)]
    deeds = _deeds("主\n要\n事\n迹", 222, 1)
    notes = ("注：本表正反面打印，一式三份；事迹材料另附，1500—3000字。",)
    return (Sheet(tuple(_head(kind))), Sheet((deeds,)), Sheet(tuple(third)), Sheet(tuple(last), notes))


def _short(kind: AwardKind, words: str) -> tuple[Sheet, ...]:
    """Two pages: who with the deeds, and the opinions."""
    front = [*_head(kind, brief=True), _deeds("主\n要\n事\n迹", 80, 2)]
    keys = [key for key in (UNIT_STEP, PARTY_STEP, TOWNSHIP, COUNTY, APPROVAL) if kind.place(key) >= 0]
    back = [*_middle(kind), *(_opinion(words, key, 44) for key in keys)]
    notes = ("注：本表正反面打印，一式三份。",)
    return (Sheet(tuple(front)), Sheet((*back, prose("备　注", "nom.note", 14, 0.2, optional=True)), notes))


def _head(kind: AwardKind, *, brief: bool = False) -> list[Row]:
    return _group(brief) if kind.collective else _person(brief)


def _person(brief: bool) -> list[Row]:
    return [
        row(_personal(), Photo("photo", 25)),
        line(
            F("工作单位\n及 职 务", "person.employer"),
            F("职　称", "person.title", optional=True),
            widths=(SIDE, 87, SIDE, 42),
            height=11,
        ),
        line(
            F("身份证号", "person.id_number"),
            F("电　话", "person.phone"),
            widths=(SIDE, 87, SIDE, 42),
        ),
        wide(F("住　址", "person.address"), align="left"),
        line(F("申报级别", "nom.level"), F("对象类别", "award.candidate"), widths=across(2)),
        _plain("个\n人\n简\n历", "person.resume", 40 if brief else 74, 1),
        prose("何时何地\n受何奖励", "nom.honours", 30 if brief else 56, 0.7),
    ]


def _plain(label: str, key: str, height: float, stretch: float) -> Row:
    return row(Label(label, SIDE), Prose(key, REST, 0, expected=True), height=height, stretch=stretch)


def _personal() -> Stack:
    """The block beside the photograph."""
    return stack(
        _four(("姓　名", "person.name"), ("性别", "person.sex"), ("民族", "person.nationality")),
        _four(
            ("籍　贯", "person.native_place"), ("出生\n年月", "person.born"), ("政治\n面貌", "person.political_status")
        ),
        _four(
            ("学　历", "person.education"), ("参加\n工作", "person.started_work_on"), ("是否\n一线", "nom.frontline")
        ),
        width=_PERSONAL,
    )


_OPTIONAL = frozenset({"person.started_work_on", "nom.frontline", "person.native_place"})


def _four(*fields: tuple[str, str]) -> Row:
    widths = ((SIDE, 36), (14, 29), (14, 29))
    cells = [
        part
        for (label, key), (beside, across_) in zip(fields, widths, strict=True)
        for part in (Label(label, beside), Value(key, across_, expected=key not in _OPTIONAL))
    ]
    return row(*cells, height=12)


def _group(brief: bool) -> list[Row]:
    triple = (SIDE, 37, SIDE, 37, SIDE, 37)
    return [
        wide(F("集体名称", "nom.name"), height=13),
        wide(F("所在单位", "nom.unit", optional=True), height=12),
        line(
            F("集体人数", "nom.members"),
            F("女性人数", "nom.women"),
            F("女性比例", "nom.women_share", optional=True),
            widths=triple,
            height=12,
        ),
        line(
            F("负 责 人", "nom.head"),
            F("性　　别", "nom.head_sex"),
            F("电　　话", "nom.head_phone"),
            widths=triple,
            height=12,
        ),
        line(F("申报级别", "nom.level"), F("集体类别", "award.candidate"), widths=across(2), height=12),
        prose("何时何地\n受何奖励", "nom.honours", 40 if brief else 120, 0.8),
    ]


def _deeds(label: str, height: float, stretch: float) -> Row:
    return prose(label, "nom.deeds_short", height, stretch)


def _middle(kind: AwardKind) -> list[Row]:
    rows = [prose("民主推荐\n情　　况", "nom.congress", 18, 0.2, optional=True)]
    if kind.place(PUBLICITY) >= 0:
        rows.append(prose("公示情况", "nom.publicity", 20, 0.2))
    if kind.place(CONSULT) >= 0:
        rows.append(prose("征求部门\n意见情况", "nom.consulted", 20, 0.2))
    return rows


def _opinion(words: str, key: str, height: float) -> Row:
    labels = {
        UNIT_STEP: "所在单位\n(职代会)\n意　　见",
        PARTY_STEP: "基层党\n组　织\n意　见",
        TOWNSHIP: f"乡镇\n(街道)\n{words}\n意见",
        COUNTY: f"县级\n{'总工会' if words == '工会' else words}\n意见",
        APPROVAL: "审批\n机关\n意见",
    }
    block = Opinion(f"opinion.{key}.opinion", REST, "负责人签字：", date=f"opinion.{key}.taken_on.long")
    return row(Label(labels[key], SIDE), block, height=height, stretch=1)


_SIX = ("police", "discipline", "health", "tax", "market", "environment", "safety")
"""Who stands on a blank 征求意见表."""


def consultation_paper(facts: Facts) -> Form:
    """征求意见表: the candidate above, a block for every department that is asked."""
    found = find(facts, "departments")
    names = (
        [text_of(one.get("department")) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    )
    if not facts:
        names = [table("award.department").label(code) for code in _SIX]
    return _consultation(tuple(names), bool(find(facts, "person.name")) or not facts)


_ON_PAGE = 4


@cache
def _consultation(names: tuple[str, ...], person: bool) -> Form:
    blocks = [_department(at, name) for at, name in enumerate(names)] or [_department(0, "有关部门")]
    pairs = [blocks[at : at + 2] for at in range(0, len(blocks), 2)]
    rows = [_beside(pair) for pair in pairs]
    head = _who() if person else _which()
    first, rest = rows[:_ON_PAGE], rows[_ON_PAGE:]
    sheets = [Sheet((*head, *first), _CONSULTED)]
    sheets += [Sheet(tuple(rest[at : at + _ON_PAGE])) for at in range(0, len(rest), _ON_PAGE)]
    sign = hashlib.sha256("/".join((*names, str(person))).encode()).hexdigest()[:4]
    return Form(
        f"consultation.{sign}",
        VERSION,
        "评选表彰征求意见表",
        tuple(sheets),
        left="推荐单位：{issuer:16}",
        right="{award.year:5}{award.title:10}",
        subject="nom.name",
    )


_CONSULTED = ("注：被征求意见的单位在意见栏写明有无违法违纪等不良情况，是否同意推荐，并加盖公章。",)


def _who() -> list[Row]:
    return [
        line(
            F("姓　　名", "person.name"),
            F("性　　别", "person.sex"),
            F("出生年月", "person.born"),
            widths=(SIDE, 37, SIDE, 37, SIDE, 37),
        ),
        line(F("身份证号", "person.id_number"), F("政治面貌", "person.political_status"), widths=(SIDE, 92, SIDE, 37)),
        wide(F("单位职务", "person.employer")),
        line(F("推荐荣誉", "award.title"), F("对象类别", "award.candidate"), widths=across(2), height=11),
    ]


def _which() -> list[Row]:
    return [
        wide(F("集体名称", "nom.name")),
        line(F("所在单位", "nom.unit", optional=True), F("负 责 人", "nom.head"), widths=(SIDE, 92, SIDE, 37)),
        line(F("推荐荣誉", "award.title"), F("集体类别", "award.candidate"), widths=across(2), height=11),
    ]


def _department(at: int, name: str) -> Stack:
    key = f"departments.{at}"
    block = Opinion(
        f"{key}.opinion",
        WIDTH / 2,
        "经办人：",
        date=f"{key}.answered_on.long",
        choice=f"{key}.answer",
        options=("同意", "不同意"),
    )
    return stack(row(Label(name, WIDTH / 2), height=9), row(block, height=38, stretch=1), width=WIDTH / 2)


def _beside(pair: list[Stack]) -> Row:
    cells = pair if len(pair) == 2 else [replace(pair[0], width=WIDTH)]
    return row(*cells, height=47, stretch=1)
