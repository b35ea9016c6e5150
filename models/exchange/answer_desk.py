"""回复: what an answer to each office below would hold now, several answers at once, and which came back confirmed.

Reads the same selection by which an answer is sealed; sealing is `answering`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.core.database import DB
from models.core.errors import Cancelled, KnownError
from models.core.progress import Progress, Silent
from models.exchange.answering.notices import INCOMPLETE, SETTLED
from models.exchange.answering.sending import PURPOSE, answer, answer_order, untold_count
from models.exchange.inbox import Nth
from models.exchange.receipts import receipts_for
from models.exchange.records import Notice, SentPackage, TrustedOffice
from models.exchange.reported import offices_below
from models.exchange.selection import choose
from models.exchange.sending import Order, Sent, since
from models.office.office import OpenOffice
from models.recommendation.procedure import SUPERIOR

_STOPPED = "没有写：前面取消了。"


@dataclass(frozen=True, slots=True)
class Held:
    """What an answer to one office would tell that it does not know yet.

    receipts: its packages that were taken in; opinions, returned: recommendations; notices: those that nobody has
    dealt with there, with those that the answer makes by itself (settled conflicts, what could not be taken).
    fresh: some of it stands in no answer yet, also in none that was not confirmed.
    """

    office: TrustedOffice
    receipts: int
    opinions: int
    returned: int
    settled: int
    notices: int
    last: SentPackage | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What came of one answer: where it lies, or the sentence why it was not written."""

    office: TrustedOffice
    sent: Sent | None
    sentence: str = ""


def held_by_all(progress: Progress | None = None) -> list[Held]:
    """What every office below would be told now."""
    offices, watch, found = offices_below(), progress or Silent(), []
    for place, office in enumerate(offices):
        watch.step("正在整理要回复的内容", place, len(offices))
        found.append(held(office))
    return found


def held(office: TrustedOffice) -> Held:
    """What one office would be told now."""
    order = answer_order(office)
    after = since(order)
    ids = choose(order.purpose, after, office.office_uid).ids
    opinions, returned = _standing(ids.get("recommendation", []))
    settled, other = untold_count(office)
    made = _matters(ids.get(Notice.kind(), []))
    settled, last = settled + made.get(SETTLED, 0), last_answer(office)
    other += sum(count for matter, count in made.items() if matter not in (SETTLED, INCOMPLETE))
    receipts = len(receipts_for(office.office_uid, after))
    anything = any((receipts, opinions, returned, settled, other))
    fresh = anything and (last is None or _since_last(order, last))
    return Held(office, receipts, opinions, returned, settled, other, last, fresh)


def _since_last(order: Order, last: SentPackage) -> bool:
    """Whether the last answer, which may still be on its way, lacks something."""
    office = order.receiver
    if any(untold_count(office)) or receipts_for(office.office_uid, last.head):
        return True
    ids = choose(order.purpose, last.head, office.office_uid).ids
    return any(ids.get(part.kind) for part in order.purpose.parts)


def last_answer(office: TrustedOffice) -> SentPackage | None:
    """The answer that was written last."""
    return next(iter(answers_to(office)), None)


def answers_to(office: TrustedOffice) -> list[SentPackage]:
    """Answers to one office, the newest first."""
    cards = TrustedOffice.select(TrustedOffice.id).where(TrustedOffice.office_uid == office.office_uid)
    found = SentPackage.select().where((SentPackage.purpose == PURPOSE) & SentPackage.receiver.in_(cards))
    return list(found.order_by(SentPackage.number.desc()))


def answers(most: int = 500) -> list[SentPackage]:
    """Every answer, the newest first."""
    found = SentPackage.select().where(SentPackage.purpose == PURPOSE)
    return list(found.order_by(SentPackage.number.desc()).limit(most))


def count_waiting() -> int:
    """How many offices below have reported something of which no answer tells yet; a cheap count."""
    sql = (
        "SELECT count(DISTINCT o.office_uid) FROM received_package p JOIN trusted_office o ON o.id = p.sender_id "
        "WHERE p.created_at > coalesce((SELECT max(s.created_at) FROM sent_package s "
        "JOIN trusted_office r ON r.id = s.receiver_id WHERE r.office_uid = o.office_uid AND s.purpose = ?), '')"
    )
    return int(DB.execute_sql(sql, (PURPOSE,)).fetchone()[0])


def answer_all(
    opened: OpenOffice, offices: Sequence[TrustedOffice], directory: Path, progress: Progress, whole: bool = False
) -> list[Written]:
    """Write an answer to each of these into a directory, one file each.

    One that is refused is named with the reason and does not stop the others; cancelled, what lies there stays.
    """
    found: list[Written] = []
    for place, office in enumerate(offices):
        try:
            sent = answer(opened, office, directory, whole, Nth(progress, place + 1, len(offices)))
            found.append(Written(office, sent))
        except Cancelled:
            found += [Written(left, None, _STOPPED) for left in offices[place:]]
            break
        except KnownError as error:
            found.append(Written(office, None, str(error)))
    return found


def _standing(ids: Sequence[int]) -> tuple[int, int]:
    """Of these recommendations: how many have an opinion, how many were sent back."""
    marks = ",".join("?" * len(ids))
    sql = (
        "SELECT count(r.superior_on), sum(r.superior_on IS NULL AND EXISTS (SELECT 1 FROM step_taken k WHERE "
        f"k.recommendation_id = r.id AND k.step = '{SUPERIOR}' AND k.action = 'returned')) "
        f"FROM recommendation r WHERE r.id IN ({marks})"
    )
    opinions, returned = DB.execute_sql(sql, tuple(ids)).fetchone()
    return int(opinions), int(returned or 0)


def _matters(ids: Sequence[int]) -> dict[str, int]:
    marks = ",".join("?" * len(ids))
    sql = f"SELECT matter, count(*) FROM notice WHERE dealt_on IS NULL AND id IN ({marks}) GROUP BY 1"
    return dict(DB.execute_sql(sql, tuple(ids)).fetchall())
