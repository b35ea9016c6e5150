"""The queue of pairs that may be one human: searched for anew, joined where nobody needs to be asked, else waiting.

Owns the order of a search and what becomes of what it finds. Which pairs there are is `finding`'s, what is decided of
one stands in `models.people.same`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from models.core.canonical import canonical_json
from models.core.database import DB, storage_errors
from models.core.errors import RuleRefused
from models.core.history import erasures
from models.core.progress import Progress, Silent
from models.core.verbs import Done, Session, Work, verb
from models.exchange.likeness.finding import Ask, Pair, pairs
from models.exchange.likeness.scoring import Verdict
from models.office.office import this_office
from models.people.person import Person
from models.people.same import (
    WAITING,
    LikePair,
    SamePerson,
    better_of,
    both_of,
    join_alone,
    join_persons,
    left_without,
    show_another,
)

_COLUMNS = ("one_uid", "other_uid", "state", "automatic", "score", "reasons")
_REASON = "自动认定：身份证号等都对得上"
_AT_ONCE = 500
_WHOLE = {"county": "全县", "township": "全乡镇"}


class Told(NamedTuple):
    """What a search says of a pair; reasons as `LikePair` keeps them."""

    automatic: bool
    score: int
    reasons: list[list[Any]]

    @property
    def levels(self) -> list[list[Any]]:
        """What was compared and how it fits: how frequent a name is changes with every package and asks nothing new."""
        return [reason[:2] for reason in self.reasons]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to. `joined`: the verb that joined pairs by itself, None where there was nothing to join."""

    added: int
    dropped: int
    waiting: int
    joined: Done[int] | None

    @property
    def sentence(self) -> str:
        """What is told when the search has ended."""
        told = [f"自动认定同一个人 {self.joined.value} 对"] if self.joined else []
        told.append(f"新找到 {self.added} 对要核对的" if self.added else "没有新找到要核对的")
        told += [f"现在共有 {self.waiting} 对待核对"] if self.waiting else []
        return f"{'，'.join(told)}。"


def find_pairs(session: Session, progress: Progress | None = None) -> Found:
    """Search all persons here, refresh the queue, join what needs nobody; the same again changes nothing.

    What was decided is not asked again; what was joined by itself and taken back then waits for a person.
    Raises NotAllowed, CannotWrite, Cancelled; then nothing was changed.
    """
    session.refuse("refresh_pairs")
    watch = progress or Silent()
    own = this_office().uid
    found = {(pair.one.uid, pair.other.uid): _told(pair) for pair in pairs(_ask(), watch) if _is_ours(pair, own)}
    with storage_errors(), DB.writing():
        differences = fresh, changed, stale = _differences(found)
        if fresh or changed or stale or left_without():
            refresh_pairs(session, found, differences)
        automatic = [key for key in fresh if found[key].automatic]
        joined = join_found(session, automatic, watch) if automatic else None
    joined = joined if joined and joined.value else None
    return Found(
        len(fresh) - (joined.value if joined else 0),
        len(stale),
        LikePair.select().where(LikePair.state == WAITING).count(),
        joined,
    )


@verb("refresh_pairs", "查找重复人员", undoable=False)
def refresh_pairs(work: Work, found: dict[tuple[str, str], Told], differences: "Differences") -> None:
    """Let the queue say what a search found, beside what is decided; in the transaction that asked what differs."""
    fresh, changed, stale = differences
    for pair in stale:
        work.delete(pair)
    for pair in changed:
        told = found[pair.one_uid, pair.other_uid]
        work.update(pair, automatic=told.automatic, score=told.score, reasons=told.reasons)
    rows = [(*key, WAITING, told.automatic, told.score, canonical_json(told.reasons)) for key, told in fresh.items()]
    show_another(work)
    work.insert_many(LikePair, _COLUMNS, rows, len(rows))
    work.sentence = f"查找重复人员：新找到 {len(fresh)} 对，去掉 {len(stale)} 对"


@verb("join_found", "自动认定同一个人")
def join_found(work: Work, keys: Sequence[tuple[str, str]], progress: Progress | None = None) -> int:
    """Join waiting pairs that need nobody; how many. One that contradicts what was said before goes on waiting."""
    watch, done = progress or Silent(), 0
    alone, tangled = _sorted_out(keys)
    for first in range(0, len(alone), _AT_ONCE):
        watch.step("自动认定同一个人", first, len(keys))
        couples = _couples(alone[first : first + _AT_ONCE])
        join_alone(work, couples, _REASON)
        done += len(couples)
    for place, key in enumerate(tangled, len(alone)):
        watch.step("自动认定同一个人", place, len(keys))
        done += _joined(work, key)
    work.subject = None
    work.sentence = f"自动认定了 {done} 对记录是同一个人"
    return done


def _sorted_out(keys: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Pairs of records of which nothing else is said, and those that belong to others or were denied others."""
    named = Counter(chain.from_iterable(keys))
    joined = SamePerson.select(SamePerson.person_uid, SamePerson.kept_uid).tuples()
    decided = LikePair.select(LikePair.one_uid, LikePair.other_uid).where(LikePair.state != WAITING).tuples()
    known: set[str] = {uid for row in (*joined, *decided) for uid in row}
    alone = [key for key in keys if all(named[uid] == 1 and uid not in known for uid in key)]
    return alone, sorted(set(keys) - set(alone))


def _couples(keys: Sequence[tuple[str, str]]) -> list[tuple[LikePair, Person, Person]]:
    """The waiting pairs of these keys whose two records are here."""
    uids = list(chain.from_iterable(keys))
    persons = {person.uid: person for person in Person.select().where(Person.uid.in_(uids))}
    wanted = set(keys)
    rows = LikePair.select().where(LikePair.one_uid.in_([key[0] for key in keys]) & (LikePair.state == WAITING))
    return [
        (pair, persons[pair.one_uid], persons[pair.other_uid])
        for pair in rows.order_by(LikePair.id)
        if (pair.one_uid, pair.other_uid) in wanted and {pair.one_uid, pair.other_uid} <= persons.keys()
    ]


def _joined(work: Work, key: tuple[str, str]) -> bool:
    pair = LikePair.get_or_none((LikePair.one_uid == key[0]) & (LikePair.other_uid == key[1]))
    if pair is None or pair.state != WAITING:
        return False
    one, other = both_of(pair)
    if one is None or other is None:
        return False
    try:
        join_persons.within(work, *better_of(one, other), _REASON)  # type: ignore[attr-defined]
    except RuleRefused:
        return False
    return True


def _ask() -> Ask:
    """Everybody here, also twice within one office: what was typed twice is found with the rest.

    Not those who were erased on request: what is left of them is alike, and must not lead to anybody.
    """
    hidden = frozenset(told["erased"][1] for told in erasures())
    return Ask(within=True, hidden=hidden, whole=_WHOLE.get(this_office().level, "全部"))


def _is_ours(pair: Pair, own: str) -> bool:
    """Two records of another office are that one's business, as only there they can be made one."""
    return pair.one.origin != pair.other.origin or pair.one.origin == own


def _told(pair: Pair) -> Told:
    """Two records of one office are never joined by themselves: they are to be made one, and that is for a person."""
    automatic = pair.likeness.verdict is Verdict.SAME and pair.one.origin != pair.other.origin
    reasons = [[part.field, part.level, round(part.weight, 1), part.words] for part in pair.likeness.findings]
    return Told(automatic, round(pair.likeness.total), reasons)


def _is_gone(pair: LikePair) -> bool:
    return None in both_of(pair)


Differences = tuple[dict[tuple[str, str], Told], list[LikePair], list[LikePair]]


def _differences(found: dict[tuple[str, str], Told]) -> Differences:
    """New pairs, waiting ones that are to be told differently, waiting ones that no longer stand.

    What a person put into the queue goes only when it was decided otherwise, or a record is gone.
    """
    decided = set(DB.execute_sql("SELECT one_uid, other_uid FROM like_pair WHERE state <> ?", (WAITING,)))
    kept = dict(DB.execute_sql("SELECT person_uid, kept_uid FROM same_person WHERE NOT merged"))
    here = LikePair.select().where(LikePair.state == WAITING)
    waiting = {(pair.one_uid, pair.other_uid): pair for pair in here.order_by(LikePair.id)}
    joined = {key for key in (*found, *waiting) if kept.get(key[0], key[0]) == kept.get(key[1], key[1])}
    known = decided | joined | waiting.keys()
    fresh = {key: told for key, told in found.items() if key not in known}
    searched = {key: pair for key, pair in waiting.items() if pair.score is not None}
    stale = [pair for key, pair in searched.items() if key not in found or key in joined]
    stale += [pair for key, pair in waiting.items() if key not in searched and (key in joined or _is_gone(pair))]
    changed = [
        pair
        for key, pair in waiting.items()
        if key in found and key not in joined and [part[:2] for part in pair.reasons or []] != found[key].levels
    ]
    return fresh, changed, stale
