"""The answer to one office below: what has to be told is gathered, then sealed as the purpose `answer`.

Owns what is told by itself: what of a package could not be taken, and how conflicts were settled. Everything else is
told by who works here. Writes no file: `models.exchange.sending` does.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.core.errors import RuleRefused
from models.core.progress import Progress
from models.core.record import record_class
from models.core.verbs import Work, verb
from models.exchange.answering.notices import COLUMN, PROBLEM, SETTLED, VALUE, About, write_notice
from models.exchange.merging.apply import settled_with
from models.exchange.merging.plan import REASONS, name_of_kind
from models.exchange.merging.records import OURS, Conflict
from models.exchange.merging.three_way import RECORD_WIDE
from models.exchange.merging.walk import ERASED, acceptable
from models.exchange.purposes import Handover, purpose
from models.exchange.records import Notice, ReceivedPackage, TrustedOffice
from models.exchange.sending import Order, Sent, send
from models.office.office import OpenOffice, this_office

PURPOSE = "answer"
_DUTY = Handover("duty")

_NOT_BELOW = "只有上级单位回复下级。要向{office}报送，请选报送用途。"
_PROBLEM = "第 {number} 号报送包里有 {count} 条{noun}没有接收：{reason}"
_SETTLED = "{what}两边改得不一样：{office}是{ours}，贵单位是{theirs}。{at}由{by}核对，采用{side}的。{reason}"
_EMPTY = "空白"
Told = tuple[str, str, About]
"""Matter, words, what it is about."""


def answer_order(receiver: TrustedOffice, whole: bool = False) -> Order:
    """The order of an answer: since the answer that the receiver confirmed last, or whole."""
    return Order(purpose(PURPOSE), receiver, whole, handover=_DUTY)


def answer(
    opened: OpenOffice, receiver: TrustedOffice, target: Path, whole: bool = False, progress: Progress | None = None
) -> Sent:
    """Answer an office below: receipts, opinions and notices, sealed into a directory or to a file.

    Raises RuleRefused in an office that has none below it, and what `send` raises.
    """
    if this_office().level != purpose(PURPOSE).level:
        raise RuleRefused(_NOT_BELOW.format(office=receiver.called()))
    if list(_untold(receiver)):
        gather_notices(opened.session, receiver)
    return send(opened, answer_order(receiver, whole), target, progress)


@verb("gather_notices", "整理回告", undoable=False)
def gather_notices(work: Work, receiver: TrustedOffice) -> list[Notice]:
    """Write down what an answer tells by itself: records that were not taken, conflicts that were settled."""
    found = [write_notice(work, receiver.office_uid, *told) for told in list(_untold(receiver))]
    if found:
        work.about(found[-1], f"为{receiver.called()}整理了 {len(found)} 件回告")
    return found


def untold_count(receiver: TrustedOffice) -> tuple[int, int]:
    """How many settled conflicts, and how many other things, an answer would tell of by itself."""
    matters = [matter for matter, _, _ in _untold(receiver)]
    settled = matters.count(SETTLED)
    return settled, len(matters) - settled


def _untold(receiver: TrustedOffice) -> Iterator[Told]:
    """What no notice says yet."""
    told = {row.source for row in Notice.select(Notice.source).where(Notice.receiver == receiver.office_uid)}
    everything = (*_problems(receiver.office_uid), *_settled(receiver.office_uid))
    yield from (one for one in everything if one[2].source not in told)


def _problems(office_uid: str) -> Iterator[Told]:
    """What of its packages could not be taken: one notice for each kind and reason, the latest package last."""
    cards = TrustedOffice.select(TrustedOffice.id).where(TrustedOffice.office_uid == office_uid)
    for package in ReceivedPackage.select().where(ReceivedPackage.sender.in_(cards)).order_by(ReceivedPackage.number):
        alike: dict[tuple[str, str], list[str]] = defaultdict(list)
        for kind, uid, reason in package.problems or ():
            if reason != ERASED and kind in acceptable():  # nobody erased is named
                alike[kind, reason].append(uid)
        for (kind, reason), uids in alike.items():
            yield _problem(package, kind, reason, uids)


def _problem(package: ReceivedPackage, kind: str, reason: str, uids: list[str]) -> Told:
    details: dict[str, Any] = {"kind": kind, "uids": uids, "reason": reason}
    words = _PROBLEM.format(
        number=package.number, count=len(uids), noun=name_of_kind(kind), reason=REASONS.get(reason, "")
    )
    source = f"{package.uid}-{kind}-{reason}"
    about = About(missing=REASONS.get(reason, ""), package_number=package.number, details=details, source=source)
    return PROBLEM, words, about


def _settled(office_uid: str) -> Iterator[Told]:
    for conflict in settled_with(office_uid):
        if conflict.owner_kind in acceptable():
            yield SETTLED, _in_words(conflict), _about(conflict)


def _about(conflict: Conflict) -> About:
    kept = conflict.state == OURS and conflict.column not in RECORD_WIDE
    details = {COLUMN: conflict.column, VALUE: conflict.ours} if kept else None
    return About(record=conflict.owner(), details=details, source=f"{conflict.uid}-{conflict.settled_at}")


def _in_words(conflict: Conflict) -> str:
    wide, office = conflict.column in RECORD_WIDE, this_office().name
    ours, theirs = ("", "") if wide else (conflict.shown(conflict.ours), conflict.shown(conflict.theirs))
    return _SETTLED.format(
        office=office,
        what=f"{conflict.owner_called()}的“{conflict.label()}”",
        ours=f"“{ours}”" if ours else _EMPTY,
        theirs=f"“{theirs}”" if theirs else _EMPTY,
        at=(conflict.settled_at or "")[:10],
        by=conflict.settled_by,
        side=office if conflict.state == OURS else "贵单位",
        reason=f"说明：{conflict.reason}" if conflict.reason else "",
    )


def concerned(notice: Notice) -> list[str]:
    """Names of the records here that a notice about refused records means."""
    details = notice.details if isinstance(notice.details, dict) else {}
    kind, uids = details.get("kind"), details.get("uids")
    if kind not in acceptable() or not isinstance(uids, list):
        return []
    cls = record_class(kind)
    return [record.called() for record in cls.select().where(cls.uid.in_([str(uid) for uid in uids])).order_by(cls.id)]
