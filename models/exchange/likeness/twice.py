"""重复帮扶: who was given the same by two offices, as a list that grows short: allowed with a reason, or told to them.

Owns what was said of such a case and the verbs that say it. Which aids belong together is asked of `helped_twice`.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from models.assistance.aid import Aid
from models.assistance.programmes import title_of
from models.core.errors import RuleRefused
from models.core.fields import CodeField, LineField, ParagraphField, partial_date
from models.core.record import Record
from models.core.verbs import Work, verb
from models.exchange.answering.notices import HELPED_TWICE, About, write_notice
from models.exchange.identity import trusted
from models.exchange.likeness.finding import Ask
from models.exchange.likeness.helped_twice import HOUSEHOLD, Bond, Given, Twice, bound_twice
from models.exchange.likeness.lists import office_name
from models.people.same import WAITING, LikePair, SamePerson

ALLOWED, TOLD = "allowed", "told"

_NO_REASON = "请写明为什么两边都可以发，例如“一次救火灾，一次救重病”。"
_NOBODY = "发放的单位都没有登记公钥卡，告知不了。请先在“往来单位”里登记，或者打电话说。"


class TwiceSettled(Record):
    """重复帮扶的核对: what was said of these aids together. Another aid beside them asks anew."""

    noun = "重复帮扶的核对"
    untold = ("aids", "person_uid")

    aids = LineField("发放记录", required=True, max_length=64, unique=True, counted=True)
    person_uid = LineField("人员", required=True, max_length=16, uid_of="person")
    programme = LineField("项目", required=True, max_length=40, counted=True)
    period = LineField("期间", required=True, max_length=10, counted=True)
    state = CodeField("结论", table="twice.state", required=True)
    reason = ParagraphField("说明")

    class Meta:
        table_name = "twice_settled"


@dataclass(frozen=True, slots=True)
class TwiceLine:
    """One case with what was said of it, if anything was."""

    twice: Twice
    settled: TwiceSettled | None

    @property
    def key(self) -> str:
        """The same for the same aids, in whatever order."""
        return key_of(self.twice)

    @property
    def name(self) -> str:
        """Whom it is about, each spelling once."""
        return "、".join(dict.fromkeys(aid.name for aid in self.twice.aids))

    @property
    def programme(self) -> str:
        """The programme in words."""
        return title_of(self.twice.programme)

    @property
    def shared(self) -> str:
        """What the aids have in common."""
        who = "同一户" if self.twice.shared == HOUSEHOLD else "同一人"
        return who if self.twice.sure else f"可能是{who}"

    @property
    def origins(self) -> list[str]:
        """Uids of the offices that gave."""
        return list(dict.fromkeys(aid.origin for aid in self.twice.aids))

    @property
    def total(self) -> int:
        """What was given altogether, in fen."""
        return sum(aid.amount or 0 for aid in self.twice.aids)


def key_of(twice: Twice) -> str:
    """What a case is known by: its aids."""
    return hashlib.sha256(",".join(sorted(aid.uid for aid in twice.aids)).encode()).hexdigest()


def twice_lines(origin: str = "") -> list[TwiceLine]:
    """Every case, those of which nothing was said before the others; `origin`: only what this office gave."""
    settled = {row.aids: row for row in TwiceSettled.select()}
    lines = [TwiceLine(found, settled.get(key_of(found))) for found in bound_twice(Ask(), _bonds())]
    wanted = [line for line in lines if not origin or origin in line.origins]
    return sorted(wanted, key=lambda line: line.settled is not None)


def _bonds() -> Iterator[Bond]:
    """What is decided is sure, what waits may be; what was said to be two persons binds nobody."""
    for row in SamePerson.select():
        yield Bond(row.person_uid, row.kept_uid, True)
    for pair in LikePair.select().where(LikePair.state == WAITING):
        yield Bond(pair.one_uid, pair.other_uid, False)


@verb("allow_twice", "认可重复帮扶")
def allow_twice(work: Work, line: TwiceLine, reason: str) -> TwiceSettled:
    """Remember that these aids may stand beside each other. Raises RuleRefused without a reason."""
    if not reason.strip():
        raise RuleRefused(_NO_REASON)
    kept = _settle(work, line, ALLOWED, reason)
    work.about(kept, f"“{line.name}”的{line.programme}（{line.twice.period}）两边都发，各有理由")
    return kept


@verb("tell_twice", "告知重复帮扶")
def tell_twice(work: Work, line: TwiceLine, remark: str = "") -> TwiceSettled:
    """Tell each office that gave what the others gave, with the next answer. Raises RuleRefused where none is known."""
    receivers = [uid for uid in line.origins if uid != work.session.origin and trusted(uid) is not None]
    if not receivers:
        raise RuleRefused(_NOBODY)
    for uid in receivers:
        own = next(aid for aid in line.twice.aids if aid.origin == uid)
        about = About(record=Aid.get_or_none(Aid.uid == own.uid))
        write_notice(work, uid, HELPED_TWICE, words_for(line, uid, remark), about)
    kept = _settle(work, line, TOLD, remark)
    offices = "、".join(map(office_name, receivers))
    work.about(kept, f"告知{offices}：“{line.name}”的{line.programme}重复发放")
    return kept


@verb("ask_twice_again", "重新核对重复帮扶")
def ask_twice_again(work: Work, settled: TwiceSettled) -> None:
    """Forget what was said of a case, so that it stands in the list again; a notice that was made stays."""
    work.delete(settled)
    work.sentence = "一件重复帮扶要重新核对"


def _settle(work: Work, line: TwiceLine, state: str, reason: str) -> TwiceSettled:
    told = {"state": state, "reason": reason.strip() or None}
    kept = TwiceSettled.get_or_none(TwiceSettled.aids == line.key)
    if kept is not None:
        return work.update(kept, **told)
    about = {"aids": line.key, "person_uid": line.twice.aids[0].person_uid}
    what = {"programme": line.twice.programme, "period": line.twice.period}
    return work.insert(TwiceSettled(**about, **what, **told))


def words_for(line: TwiceLine, receiver: str, remark: str = "") -> str:
    """What one of the offices is told: what it gave itself, and what the others gave; whom else is not named."""
    own = [aid for aid in line.twice.aids if aid.origin == receiver]
    others = [aid for aid in line.twice.aids if aid.origin != receiver]
    whose = "一户" if line.twice.shared == HOUSEHOLD else ""
    doubt = "" if line.twice.sure else "（是不是同一个人还没有核对清楚）"
    given = "；".join(
        [*(f"贵单位{_told(aid)}" for aid in own), *(f"{office_name(a.origin)}{_told(a)}" for a in others)]
    )
    asked = f"“{own[0].name}”{whose}的{line.programme}（{line.twice.period}）在两处都发过{doubt}：{given}。请核对。"
    return f"{asked}{remark.strip()}"


def _told(aid: Given) -> str:
    amount = f"{Aid.amount.show(aid.amount)}元" if aid.amount else "实物"
    return f"{partial_date(aid.given_on).short()}发放{amount}"
