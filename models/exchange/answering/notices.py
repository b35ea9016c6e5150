"""Notices (回告): what the superior office tells an office below it, and how that one deals with it.

A notice is made here for one receiver and travels in the next answer to it; what the receiver did about it comes back
with that one's next package. Says nothing about protected records, and no more about a person than its receiver knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.due import Due
from models.core.errors import NotFound, RuleRefused
from models.core.record import Record, is_protected, record_class
from models.core.verbs import Work, verb
from models.exchange.merging.portable import python_values, shape_of
from models.exchange.merging.values import is_sound
from models.exchange.merging.walk import acceptable
from models.exchange.records import Notice, TrustedOffice
from models.office.office import this_office

INCOMPLETE, PROBLEM, SETTLED, SAME_PERSON, HELPED_TWICE, OTHER = (
    "incomplete",
    "problem",
    "settled",
    "same_person",
    "helped_twice",
    "other",
)
COLUMN, VALUE = "column", "value"
"""Of a settled conflict's details: the column, and the value that was kept by the superior office."""

_NO_TEXT = "请写明要告诉对方的内容，没有保存。"
_STAYS = "{noun}不能写进回告，没有保存。"
_DONE = "这件回告已经办结过了。"
_NOT_OURS = "这件回告是给别的单位的，由那个单位办理。"
_NOTHING_TO_TAKE = "这件回告没有可以采用的内容，请在资料里修改后再办结。"


@dataclass(frozen=True, slots=True)
class About:
    """What a notice is about, beside its words. `record`: None where it is about none, or about several."""

    record: Record | None = None
    missing: str = ""
    due_on: date | None = None
    package_number: int | None = None
    details: Mapping[str, Any] | None = None
    source: str = ""


_NOTHING = About()


@verb("make_notice", "回告下级单位")
def make_notice(work: Work, receiver: str, matter: str, text: str, about: About = _NOTHING) -> Notice:
    """Tell an office something with the next answer; `receiver` is its uid, `matter` a code of `notice.matter`.

    Raises RuleRefused without words, or about a record of which no package may tell.
    """
    office = _called(receiver)
    made = write_notice(work, receiver, matter, text, about)
    work.about(made, f"回告{office}：{made.matter_words()}")
    return made


def write_notice(work: Work, receiver: str, matter: str, text: str, about: About) -> Notice:
    """The same within a running verb."""
    if not text.strip():
        raise RuleRefused(_NO_TEXT)
    record = about.record
    if record is not None and (is_protected(record) or record.kind() not in acceptable()):
        raise RuleRefused(_STAYS.format(noun=record.noun))
    return work.insert(
        Notice(
            receiver=receiver,
            matter=matter,
            made_on=today(work.session.clock),
            text=text.strip(),
            missing=about.missing.strip() or None,
            due_on=about.due_on,
            package_number=about.package_number,
            owner_kind=record.kind() if record else None,
            owner_uid=record.uid if record else None,
            details=dict(about.details) if about.details else None,
            source=about.source or None,
        )
    )


@verb("deal_with_notice", "办结回告")
def deal_with_notice(work: Work, notice: Notice, remark: str = "", take: bool = False) -> Notice:
    """Mark a notice for this office as dealt with. `take`: take over the value that the superior office kept.

    Raises RuleRefused when it is another office's, done already, or has no value that could be taken over.
    """
    if notice.receiver != this_office().uid:
        raise RuleRefused(_NOT_OURS)
    if notice.dealt_on is not None:
        raise RuleRefused(_DONE)
    if take:
        _take_value(work, notice)
    told = {"dealt_on": today(work.session.clock), "dealt_by": work.user, "remark": remark.strip() or None}
    work.update(notice, **told)
    work.about(notice, f"办结了{notice.called()}{'，采用上级的内容' if take else ''}")
    return notice


def offered_value(notice: Notice) -> tuple[Record, str, Any] | None:
    """The record here, the column and the superior's value in travelling form, where a notice brings one."""
    details = notice.details if isinstance(notice.details, dict) else {}
    record, column = owner_of(notice), details.get(COLUMN)
    if record is None or VALUE not in details or not isinstance(column, str):
        return None
    shape = shape_of(record.kind())
    if column not in shape.columns or not is_sound(shape, column, details[VALUE]):
        return None
    return record, column, details[VALUE]


def _take_value(work: Work, notice: Notice) -> None:
    offered = offered_value(notice)
    if offered is None:
        raise RuleRefused(_NOTHING_TO_TAKE)
    record, column, value = offered
    values = python_values(shape_of(record.kind()), {column: value})
    if not values:
        raise RuleRefused(_NOTHING_TO_TAKE)
    work.update(record, **values)


def owner_of(notice: Notice) -> Record | None:
    """The record that a notice is about, if it is here."""
    if not notice.owner_kind or notice.owner_kind not in acceptable():
        return None
    cls = record_class(notice.owner_kind)
    return cls.get_or_none(cls.uid == notice.owner_uid)


def notices(receiver: str = "") -> list[Notice]:
    """Every notice for an office, the newest first; for this one unless another's uid is given."""
    about = Notice.receiver == (receiver or this_office().uid)
    return list(Notice.select().where(about).order_by(Notice.made_on.desc(), Notice.id.desc()))


def open_notices(receiver: str = "") -> list[Notice]:
    """Those of them that nobody has dealt with yet, the oldest first."""
    about = (Notice.receiver == (receiver or this_office().uid)) & Notice.dealt_on.is_null()
    return list(Notice.select().where(about).order_by(Notice.made_on, Notice.id))


def due_notices(day: date) -> list[Due]:
    """Open notices for this office as 今日待办 shows them; late when the superior's time limit has passed."""
    return [
        Due(
            notice.due_on or notice.made_on,
            f"上级回告：{notice.matter_words()}",
            notice.text,
            Notice.kind(),
            notice.uid,
            notice.due_on is not None and notice.due_on < day,
        )
        for notice in open_notices()
    ]


def _called(receiver: str) -> str:
    """How a sentence names an office; NotFound for one that was never known."""
    found = TrustedOffice.select().where(TrustedOffice.office_uid == receiver).order_by(TrustedOffice.id.desc()).first()
    if found is None:
        raise NotFound("没有登记过这个往来单位，不能回告。请先登记它的公钥卡。")
    return str(found.called())
