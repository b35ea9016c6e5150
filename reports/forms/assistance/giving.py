"""帮扶物资（资金）发放签领表 and its transfer variant: one line for each aid of a distribution, closed by the total.

Owns the columns, the lines and the sum in figures and in capitals; the workbook takes them from here. The ID number
is masked: a hundred people see the sheet while they sign. Knows no coordinates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from peewee import JOIN

from models.assistance.aid import CASH, GOODS, TRANSFER, Aid, Distribution
from models.assistance.case import HelpCase
from models.core.codes import table
from models.core.errors import NotFound, RuleRefused
from models.core.text import mask_id, money_in_words
from models.office.office import this_office
from models.people.person import Person
from reports.forms.assistance.facts import ASSISTANCE_PAGE, yuan
from reports.forms.assistance.files import person_meant, villages
from reports.forms.facts import Facts, columns, short_day
from reports.forms.subjects import PEOPLE_PAGE, Occasion, Owner, Piece, Whole
from reports.forms.words import VERSION
from reports.paper.register import NUMBER, Column, Register

DISTRIBUTION = "distribution"
_HEADER = "发放单位（盖章）：{office.name:16}　　批次：{distribution.title:14}"
_DATE = "发放日期：{distribution.given_on.long:9}"
_SIGNERS = ("负责人（签字）：", "审核人（签字）：", "经办人（签字）：", "联系电话：{office.phone:8}")
_CLOSING = ("合计（大写）：{total.words:14}", "（小写）：¥{total.yuan:8}　　共 {total.count:3} 人{total.goods:0}")
_WHO = (
    Column(NUMBER, "序号"),
    Column("person.name", "姓名", 22, expected=True),
    Column("person.id_number", "身份证号", 36, expected=True),
    Column("unit", "单位或村组"),
    Column("hardship_class", "困难\n类别", 16),
)
_HANDED = (
    Column("aid.received_on", "领取\n日期", 19),
    Column("", "领取人\n签字", 22),
    Column("", "按手印", 16),
    Column("aid.received_by", "代领人\n及关系", 20),
    Column("person.phone", "联系电话", 23),
    Column("aid.note", "备注", 12),
)
_GOODS = (
    Column("aid.goods", "物资名称", expected=True),
    Column("aid.quantity", "数量"),
    Column("aid.amount", "折合金额\n（元）"),
)
_MONEY = (Column("aid.amount", "金额（元）", 24, "right", expected=True),)
_ANY = (Column("aid.goods", "物资或\n金　额", 24), Column("aid.quantity", "数量", 14))


def _signed(what: tuple[Column, ...], name: str) -> Register:
    return Register(
        f"sign_list{name}",
        VERSION,
        "帮扶物资（资金）发放签领表",
        (*_WHO, *what, *_HANDED),
        left=_HEADER,
        right=_DATE,
        signatures=_SIGNERS,
        subject="office.name",
        blank_rows=11,
        closing=_CLOSING,
        notes=(
            "说明：1. 由受助人本人当面清点，签字并按手印；代领的由代领人签字、按手印，并写明与受助人的关系。"
            "2. 发放时拍照留存。3. 合计大写、小写应一致，更正处由经办人签字。",
        ),
        row=11,
    )


SIGN_LIST = _signed(_ANY, "")
LISTS = {CASH: _signed(_MONEY, ".cash"), GOODS: _signed(_GOODS, ".goods")}
TRANSFER_LIST = Register(
    "transfer_list",
    VERSION,
    "帮扶资金转账发放表",
    (
        *_WHO,
        Column("aid.bank", "开户银行", 36, expected=True),
        Column("aid.account", "银行账号", 40, expected=True),
        Column("aid.amount", "金额（元）", 24, "right", expected=True),
        Column("aid.transfer_number", "转账\n凭证号"),
        Column("person.phone", "联系电话", 23),
        Column("aid.note", "备注", 16),
    ),
    left=_HEADER,
    right=_DATE,
    signatures=_SIGNERS,
    subject="office.name",
    blank_rows=15,
    closing=_CLOSING,
    notes=("说明：转账凭证作为本表附件一并存档，代替受助人签字；账号不是本人的，在备注栏写明户主及关系。",),
)


def paper_of(distribution: Distribution) -> Register:
    """The table for this way of giving."""
    return TRANSFER_LIST if distribution.form == TRANSFER else LISTS[distribution.form]


@dataclass(frozen=True, slots=True)
class Given:
    """A line of a distribution with the records around it."""

    aid: Aid
    person: Person
    village: str
    hardship_class: str


def lines_of(distribution: Distribution) -> list[Given]:
    """The aids of a distribution in the order in which they were entered."""
    places = villages()
    query = (
        Aid.select(Aid, Person, HelpCase)
        .join(Person)
        .switch(Aid)
        .join(HelpCase, JOIN.LEFT_OUTER)
        .where(Aid.distribution == distribution)
        .order_by(Aid.id)
    )
    return [Given(aid, aid.person, places.get(aid.person.village_id, ""), _class(aid)) for aid in query]


def _class(aid: Aid) -> str:
    case = aid.case if aid.case_id else None
    code = (case.hardship_class if case else None) or aid.person.hardship_class
    if not code:
        return ""
    return table("help.class" if case and case.hardship_class else "hardship.class").short(code)


def row_of(found: Given) -> Facts:
    """A line of the table."""
    aid, person = found.aid, found.person
    unit = person.employer or found.village + (person.village_group or "")
    agent = "，".join(part for part in (aid.received_by, aid.relation) if part)
    return {
        "person.name": person.name,
        "person.id_number": mask_id(person.id_number) if person.id_number else "",
        "unit": unit,
        "hardship_class": found.hardship_class,
        "aid.goods": aid.goods or "",
        "aid.quantity": f"{aid.quantity}{aid.unit or ''}" if aid.quantity else "",
        "aid.amount": yuan(aid.amount),
        "aid.bank": aid.bank or "",
        "aid.account": aid.account or "",
        "aid.transfer_number": aid.transfer_number or "",
        "aid.received_on": short_day(aid.received_on) if aid.received_on else "",
        "aid.received_by": agent,
        "person.phone": person.phone or "",
        "aid.note": aid.note or "",
    }


def total_of(found: Sequence[Given]) -> int:
    """The sum of all lines in fen."""
    return sum(one.aid.amount or 0 for one in found)


def distribution_facts(distribution: Distribution, found: Sequence[Given]) -> Facts:
    """The facts of the whole table."""
    office, total = this_office(), total_of(found)
    return columns("distribution", distribution) | {
        "office.name": office.name,
        "office.phone": office.phone or "",
        "rows": [row_of(one) for one in found],
        "total.words": money_in_words(total),
        "total.yuan": yuan(total),
        "total.count": str(len(found)),
        "total.goods": goods_words(found),
    }


def goods_words(found: Sequence[Given]) -> str:
    """How much was given in kind, where one unit counts all of it: ，大米12袋."""
    kinds = {(one.aid.goods or "", one.aid.unit or "") for one in found}
    count = sum(one.aid.quantity or 0 for one in found)
    if not count or len(kinds) != 1:
        return ""
    name, unit = kinds.pop()
    return f"，{name}{count}{unit}"


def pieces(ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One table for each distribution."""
    for number in ids:
        distribution: Distribution = Distribution.get_by_id(number)
        found = lines_of(distribution)
        owned = {"distribution": Owner(distribution.called(), ASSISTANCE_PAGE, distribution.uid)}
        for at, one in enumerate(found):
            owned[f"rows.{at}.person"] = Owner(one.person.called(), PEOPLE_PAGE, one.person.uid)
            owned[f"rows.{at}.aid"] = owned["distribution"]
        revision = distribution.revision + sum(one.aid.revision for one in found)
        facts = distribution_facts(distribution, found)
        yield Piece(paper_of(distribution), facts, distribution.uid, revision, str(this_office().name), owned)


def transfer_ids(what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """As `ids`, of those that were paid by bank alone; RuleRefused for another one that is named."""
    found = ids(what)
    kept = [number for number in found if Distribution.get_by_id(number).form == TRANSFER]
    if what is not Whole.ALL and len(kept) < len(found):
        other = next(number for number in found if number not in kept)
        raise RuleRefused(f"{Distribution.get_by_id(other).called()}不是银行转账发放，请打印签领表。")
    return kept


def ids(what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """The distributions that are meant: by their own uids or those of one of their aids, or the newest on which a
    person (or whom a case helps) stands. Raises NotFound.
    """
    if not isinstance(what, Sequence):
        rows: Any = Distribution.select(Distribution.id).order_by(Distribution.id).tuples()
        return [row[0] for row in rows]
    return list(dict.fromkeys(_meant(uid) for uid in what))


def _meant(uid: str) -> int:
    distribution = Distribution.get_or_none(Distribution.uid == uid)
    if distribution is not None:
        return int(distribution.id)
    person, mine = person_meant(uid), Aid.uid == uid
    if person is not None:
        mine = Aid.person == person
    aid = Aid.select().where(mine & Aid.distribution.is_null(False)).order_by(Aid.id.desc()).first()
    if aid is not None:
        return int(aid.distribution_id)
    if person is not None:
        raise NotFound(f"{person.called()}还不在任何发放名单上，请先在“帮扶”里登记发放。")
    raise NotFound(f"没有找到编号为 {uid} 的发放批次，可能已被删除。")
