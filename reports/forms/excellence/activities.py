"""培训（活动）签到表, 活动台账 and 人才库名册: tables of who came, what was held, who can do what.

Owns their columns and rows. The sign-in sheet shows no ID number: everybody who signs sees it. Knows no coordinates.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from models.core.fields import MoneyField
from models.excellence.activities import PARTS, Activity, attached, attendances_of
from models.excellence.lists import TALENTS
from models.excellence.talents import Talent
from models.organisations.unit import Unit
from models.people.person import Person
from reports.forms.excellence.facts import EXCELLENCE_PAGE, ids_of, office_facts
from reports.forms.facts import Facts, columns, long_day, short_day, span, span_words
from reports.forms.subjects import PEOPLE_PAGE, Occasion, Owner, Piece
from reports.forms.words import VERSION
from reports.paper.register import NUMBER, Column, Register

BLOCK = 500
_SIGNED = ("负责人：", "记录人：", "联系电话：{office.phone}")
_FILLED = ("单位负责人：", "审核人：", "填表人：", "联系电话：{office.phone}")

SIGN_IN = Register(
    "activity_sign_in",
    VERSION,
    "{activity.title:10}签到表",
    (
        Column(NUMBER, "序号", 12),
        Column("name", "姓名", 26),
        Column("sex", "性别", 12),
        Column("unit", "单位或村组", 46, "left"),
        Column("phone", "联系电话", 28),
        Column("", "签名", 28),
        Column("note", "备注", 22),
    ),
    left="主办单位：{organiser:14}　　地点：{activity.place:10}",
    right="日期：{span:10}",
    signatures=_SIGNED,
    landscape=False,
    blank_rows=24,
    subject="activity.title",
    row=8.4,
)
_BLANK_LINES = 5


def sign_in_paper(_facts: Facts) -> Register:
    """签到表."""
    return SIGN_IN


def sign_in_pieces(ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One sheet for each activity, with lines left for who is not listed."""
    places: dict[int, str] = dict(_units())
    for number in ids:
        activity: Activity = Activity.get_by_id(number)
        rows = [_signing(row.person, places) | {"note": row.note or ""} for row in attendances_of(activity)]
        facts = columns("activity", activity) | office_facts() | {"span": span_words(activity.from_on, activity.to_on)}
        facts["organiser"] = activity.organiser.name if activity.organiser_id else facts["office.name"]
        facts["rows"] = [*rows, *[{} for _ in range(_BLANK_LINES)]] if rows else []
        owned = {"activity": Owner(activity.called(), EXCELLENCE_PAGE, activity.uid)}
        yield Piece(SIGN_IN, facts, activity.uid, activity.revision + len(rows), str(activity.title), owned)


def _units() -> list[tuple[int, str]]:
    rows: Any = Unit.select(Unit.id, Unit.name).tuples()
    return [(row[0], row[1]) for row in rows]


def _signing(person: Person, places: dict[int, str]) -> Facts:
    home = places.get(person.village_id or 0, "") + (person.village_group or "")
    return {
        "name": person.name,
        "sex": Person.sex.table.short(person.sex) if person.sex else "",
        "unit": person.employer or home,
        "phone": person.phone or "",
    }


LEDGER = Register(
    "activity_ledger",
    VERSION,
    "活动（培训）台账",
    (
        Column(NUMBER, "序\n号"),
        Column("title", "名称", 46, "left", expected=True),
        Column("kind", "类别", 20),
        Column("organiser", "主办组织", 34, "left"),
        Column("place", "地点", 26),
        Column("span", "日期", 26),
        Column("sessions", "期数\n(场次)", 13),
        Column("hours", "学时", 12),
        Column("people", "参加\n人次", 15, expected=True),
        *(
            Column(name, label, 12, group="其中")
            for name, label in zip(PARTS, ("妇女", "青年", "职工", "儿童", "党员"), strict=True)
        ),
        Column("cost", "经费\n（元）", 20, "right"),
    ),
    left="填报单位（盖章）：{office.name:16}",
    right="填表日期：{day:9}",
    signatures=_FILLED,
    subject="office.name",
    blank_rows=14,
)


def ledger_paper(_facts: Facts) -> Register:
    """活动台账."""
    return LEDGER


def ledger_pieces(ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """One table of all these activities, with their sum."""
    found = [Activity.get_by_id(number) for number in ids]
    if not found:
        return
    counted = [_counts(one) for one in found]
    whole = {name: _sum([counts[name] for counts in counted]) for name in counted[0]}
    facts = office_facts() | {
        "day": long_day(occasion.moment.date()),
        "rows": [_row(one) | _shown(counts) for one, counts in zip(found, counted, strict=True)],
        "totals": {"title": "合计"} | _shown(whole),
    }
    owned = {f"rows.{at}": Owner(one.called(), EXCELLENCE_PAGE, one.uid) for at, one in enumerate(found)}
    revision = sum(one.revision for one in found)
    yield Piece(LEDGER, facts, f"{occasion.moment:%Y%m%d}", revision, str(facts["office.name"]), owned)


def _sum(parts: list[int | None]) -> int | None:
    """The sum of what is known; nothing where nothing is."""
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def _counts(one: Activity) -> dict[str, int | None]:
    people = one.people if one.people is not None else attached(one)
    parts = {name: getattr(one, name) for name in PARTS}
    return {"sessions": one.sessions or 1, "hours": one.hours, "people": people, **parts, "cost": one.cost}


def _shown(counts: dict[str, Any]) -> Facts:
    money: MoneyField = Activity.cost
    shown: Facts = {name: "" if count is None else str(count) for name, count in counts.items()}
    return shown | {"cost": money.show(counts["cost"])}


def _row(one: Activity) -> Facts:
    return {
        "title": one.title,
        "kind": Activity.kind_of_activity.table.short(one.kind_of_activity),
        "organiser": one.organiser.name if one.organiser_id else "",
        "place": one.place or "",
        "span": span(one.from_on, one.to_on, short_day, "—"),
    }


def activity_ids(what: Any) -> list[int]:
    """The activities that are meant, in order of days where all are."""
    return ids_of(Activity, what, Activity.from_on)


TALENT_ROSTER = Register(
    "talent_roster",
    VERSION,
    "人才库名册",
    (
        Column(NUMBER, "序\n号"),
        Column("name", "姓名", 22, expected=True),
        Column("sex", "性\n别"),
        Column("born", "出生年月"),
        Column("education", "文化程度"),
        Column("status", "政治面貌"),
        Column("village", "村（社区）", 26),
        Column("kind", "人才类别", 26, expected=True),
        Column("skill", "专长（技能）", 44, "left", expected=True),
        Column("households", "带动\n户数", 14),
        Column("since", "入库时间"),
        Column("phone", "联系电话"),
        Column("note", "备注", 16),
    ),
    left="填报单位（盖章）：{office.name:16}　　共 {count:3} 人",
    right="填表日期：{day:9}",
    signatures=_FILLED,
    subject="office.name",
    blank_rows=16,
)


def roster_paper(_facts: Facts) -> Register:
    """人才库名册."""
    return TALENT_ROSTER


def roster_pieces(ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """One roster of all these entries."""
    found = [row for at in range(0, len(ids), BLOCK) for row in TALENTS.rows(ids[at : at + BLOCK])]
    if not found:
        return
    facts = office_facts() | {
        "count": str(len(found)),
        "day": long_day(occasion.moment.date()),
        "rows": [_talent(row) for row in found],
    }
    owned = {f"rows.{at}": Owner(f"“{row.name}”", PEOPLE_PAGE, row.uid) for at, row in enumerate(found)}
    yield Piece(TALENT_ROSTER, facts, f"{occasion.moment:%Y%m%d}", len(found), str(facts["office.name"]), owned)


def _talent(row: Any) -> Facts:
    dates: Any = Talent.since
    return {
        "name": row.name,
        "sex": Person.sex.table.short(row.sex) if row.sex else "",
        "born": (row.born or "").replace("-", ".")[:7],
        "education": Person.education.table.short(row.education) if row.education else "",
        "status": Person.political_status.table.short(row.political_status) if row.political_status else "",
        "village": row.village or "",
        "kind": Talent.kind_of_talent.table.short(row.kind_of_talent),
        "skill": row.skill or "",
        "households": "" if row.leads_households is None else str(row.leads_households),
        "since": dates.to_cell(row.since) or "",
        "phone": row.phone or "",
    }


def talent_ids(what: Any) -> list[int]:
    """The entries that are meant; those who left the file are left out where all are."""
    if isinstance(what, Sequence):
        return ids_of(Talent, what)
    from models.excellence.listing import Wanted

    return list(TALENTS.ids(Wanted(open_only=True)))
