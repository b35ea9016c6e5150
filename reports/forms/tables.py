"""The office's own tables: 推优汇总表 of a batch and 花名册, A4 landscape with a repeated head.

Owns their columns and their rows; the workbook of the summary takes both from here. Knows no coordinates.
"""

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from models.core.codes import table
from models.core.dates import PartialDate
from models.office.office import this_office
from models.organisations.body import LEAGUE
from models.people.lists import PersonFilter, PersonRow, person_ids, person_rows
from models.people.person import Person
from models.recommendation.records import ANSWERED, RUNNING, TARGET, Batch, Recommendation
from reports.forms.facts import Dossier, Facts, long_day, read, recommendation_facts
from reports.forms.subjects import RECOMMENDATION_PAGE, Occasion, Owner, Piece, owners_of
from reports.forms.words import VERSION, words
from reports.paper.register import NUMBER, Column, Register

BLOCK = 500
_PASSED_KEYS = ("person.", "rec.", "membership.", "meeting.", "stage.", "body.")


@cache
def summary(channel: str, target: str = "") -> Register:
    """推优汇总表: who was recommended, by which vote, and what the Party body answered."""
    yes = words(channel).votes[0]
    columns = [
        Column(NUMBER, "序\n号"),
        Column("person.name", "姓名", expected=True),
        Column("person.sex", "性\n别", expected=True),
        Column("person.nationality", "民族", expected=True),
        Column("person.born", "出生\n年月", expected=True),
        Column("person.education", "文化\n程度", expected=True),
        Column("person.employer", "单位及职务", 33, expected=True),
        *([Column("membership.joined_on", "入团\n时间")] if channel == LEAGUE else []),
        Column("rec.applied_on", "申请入党\n时间", expected=True),
        *([Column("stage.activist.reached_on", "积极分子\n时间")] if target == TARGET else []),
        Column("recommended_on", "推荐\n时间"),
        Column("meeting.entitled", "应到", 9, group="推荐大会"),
        Column("meeting.present", "实到", 9, group="推荐大会"),
        Column("rec.yes", yes, 9, group="推荐大会"),
        Column("publicity", "公示起止", 25),
        Column("rec.answer", "党组织\n处理结果"),
        Column("person.phone", "联系电话"),
        Column("remark", "备注", 13),
    ]
    return Register(
        f"summary.{channel}",
        VERSION,
        f"{words(channel).title}推优汇总表",
        tuple(columns),
        left="填报单位（盖章）：{office.name:16}　　批次：{batch.title:10}　　推荐类别：{batch.target:6}",
        right="填表日期：{day:8}",
        signatures=("单位负责人：", "审核人：", "填表人：", "联系电话：{office.phone}"),
        subject="office.name",
    )


def summary_facts(batch: Batch, found: Sequence[Dossier], moment: datetime) -> Facts:
    """The facts of a batch's table."""
    office = this_office()
    return {
        "office.name": office.name,
        "office.phone": office.phone or "",
        "batch.title": batch.title,
        "batch.target": table("recommendation.target").short(batch.target),
        "day": long_day(moment.date()),
        "rows": [_summary_row(one) for one in found],
    }


def _summary_row(found: Dossier) -> Facts:
    facts = recommendation_facts(found)
    row = {key: value for key, value in facts.items() if key.startswith(_PASSED_KEYS)}
    days = [str(facts[key]) for key in ("rec.publicity_from", "rec.publicity_to") if facts.get(key)]
    held = facts.get("meeting.held_on") or facts.get("rec.heard_on") or facts.get("rec.decided_on") or ""
    return row | {"recommended_on": held, "publicity": "—".join(days), "remark": "直接推荐" if found.direct else ""}


def batch_members(batch: Batch) -> list[Dossier]:
    """The candidates of a batch whose recommendation runs or was answered, by body and name."""
    alive = Recommendation.status.in_((RUNNING, ANSWERED))
    rows = Recommendation.select(Recommendation.id).join(Person).where((Recommendation.batch == batch) & alive)
    ordered: Any = rows.order_by(Recommendation.body, Person.sorting, Recommendation.id).tuples()
    return list(read([row[0] for row in ordered]))


def summary_pieces(channel: str, ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """One table for each batch."""
    for number in ids:
        batch = Batch.get_by_id(number)
        found = batch_members(batch)
        owned = {"batch": Owner(batch.called(), RECOMMENDATION_PAGE, batch.uid)}
        for at, one in enumerate(found):
            owned |= owners_of(one, f"rows.{at}.")
        revision = batch.revision + sum(one.rec.revision for one in found)
        facts = summary_facts(batch, found, occasion.moment)
        yield Piece(summary(channel, batch.target), facts, batch.uid, revision, batch.title, owned)


ROSTER = Register(
    "roster",
    VERSION,
    "人员花名册",
    (
        Column(NUMBER, "序号"),
        Column("name", "姓名"),
        Column("sex", "性\n别"),
        Column("nationality", "民族"),
        Column("born", "出生年月"),
        Column("id_number", "身份证号"),
        Column("political_status", "政治面貌"),
        Column("education", "文化程度"),
        Column("unit", "单位或村组"),
        Column("phone", "联系电话"),
        Column("remark", "备注", 22),
    ),
    left="填报单位（盖章）：{office.name:16}　　共 {count:3} 人",
    right="填表日期：{day:8}",
    signatures=("单位负责人：", "审核人：", "填表人：", "联系电话：{office.phone}"),
    subject="office.name",
    blank_rows=17,
)


def roster_ids(what: object) -> list[int]:
    """The persons whose uids are named, or all in pinyin order."""
    if isinstance(what, Sequence):
        rows: Any = Person.select(Person.uid, Person.id).where(Person.uid.in_(list(what))).tuples()
        found: dict[str, int] = {row[0]: row[1] for row in rows}
        for uid in what:
            if uid not in found:
                Person.by_uid(uid)
        return [found[uid] for uid in what]
    everybody: array[int] = person_ids(PersonFilter())
    return list(everybody)


def roster_pieces(ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """One table of all these persons."""
    office = this_office()
    rows = [_roster_row(row) for at in range(0, len(ids), BLOCK) for row in person_rows(ids[at : at + BLOCK])]
    if not rows:
        return
    facts: Facts = {
        "office.name": office.name,
        "office.phone": office.phone or "",
        "count": str(len(rows)),
        "day": long_day(occasion.moment.date()),
        "rows": rows,
    }
    yield Piece(ROSTER, facts, f"{occasion.moment:%Y%m%d}", office.revision, str(office.name))


def _roster_row(row: PersonRow) -> Facts:
    home = "".join(part for part in (row.village, row.village_group) if part)
    return {
        "name": row.name,
        "sex": _short("GB/T 2261.1", row.sex),
        "nationality": _short("GB/T 3304", row.nationality),
        "born": PartialDate.from_iso(row.born).to_month().short() if row.born else "",
        "id_number": row.id_number or "",
        "political_status": _short("GB/T 4762", row.political_status),
        "education": _short("GB/T 4658", row.education),
        "unit": row.employer or home,
        "phone": row.phone or "",
    }


def _short(key: str, code: str | None) -> str:
    return table(key).short(code) if code else ""
