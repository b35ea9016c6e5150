"""One human being with records from several offices: which records are hers, which of them is shown, what was denied.

No record is deleted here: each office goes on sending its own. Owns the two decisions (the same, not the same) and
what lists and figures need to count a human once. Finding pairs is the business of `exchange.likeness`, making one
record out of two of this office that of `merging`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from models.core.codes import table
from models.core.database import DB
from models.core.errors import RuleRefused, ValueProblem
from models.core.fields import CodeField, CountField, DayField, FlagField, JsonField, LineField, ParagraphField
from models.core.identity import parse_id, upgrade_id
from models.core.record import Record, refuse_protected
from models.core.verbs import Work, verb
from models.people.person import Person

WAITING, SAME, APART = "waiting", "same", "apart"

_TWICE_NUMBERED = "{one}和{other}是同一个单位登记的，身份证号都有效而且不同，不能认定为同一个人。请先核对号码。"
_DENIED = "{one}和{other}核对时说过不是同一个人，不能认定。要改主意，请先在“重复人员”里撤回那个结论。"
_ALREADY = "{one}和{other}已经认定为同一个人。"
_KNOWN = "{one}和{other}已经在“重复人员”里。"
_NOT_JOINED = "{one}没有和别的记录认定为同一个人。"
_SETTLED = "这一对已经核对过了，结论是“{state}”。"
_GONE = "这一对里有一条记录已经删除，不用再核对。"


class SamePerson(Record):
    """同一个人: the human of this record is shown as that of another, which has no row of its own here.

    `merged`: the record was made one with the other and is gone; what knows it only by its uid finds it so.
    """

    noun = "同一个人的认定"
    goes_whole = True
    untold = ("person_uid", "kept_uid")

    person_uid = LineField("人员", required=True, max_length=16, unique=True, uid_of="person")
    kept_uid = LineField("显示为", required=True, max_length=16, index=True, uid_of="person")
    merged = FlagField("已合并", required=True, default=False)
    reason = ParagraphField("依据")

    class Meta:
        table_name = "same_person"


class LikePair(Record):
    """可能重复: two records that may be one human, `one_uid` the smaller; waiting, or what was said of them.

    reasons: what the comparison found, [field, level, bits, words] each; automatic: alike enough to need nobody.
    """

    noun = "可能重复的人员"
    goes_whole = True
    untold = ("one_uid", "other_uid", "reasons")

    one_uid = LineField("人员", required=True, max_length=16, uid_of="person")
    other_uid = LineField("另一条", required=True, max_length=16, index=True, uid_of="person")
    state = CodeField("状态", table="like.state", required=True)
    automatic = FlagField("自动认定", required=True, default=False)
    score = CountField("相像程度")
    reasons = JsonField("比对结果")
    decided_on = DayField("核对日期")
    decided_by = LineField("核对人", max_length=100, counted=True)
    reason = ParagraphField("依据")

    class Meta:
        table_name = "like_pair"
        indexes = ((("one_uid", "other_uid"), True), (("state", "score"), False))

    def called(self) -> str:
        return "、".join(person.called() for person in persons_of(self)) or self.noun


class Both(NamedTuple):
    """The records of a pair, None where one is gone."""

    one: Person | None
    other: Person | None


def any_joined() -> bool:
    """Whether any human here has two records."""
    return DB.execute_sql("SELECT 1 FROM same_person WHERE merged = 0 LIMIT 1").fetchone() is not None


def human_sql(person: str = "p") -> str:
    """SQL for the id that stands for the human of the person row of this alias: of the record she is shown as.

    `count(DISTINCT …)` over it counts each human once; it is the plain id while no human here has two records.
    """
    if not any_joined():
        return f"{person}.id"
    return (
        "coalesce((SELECT shown.id FROM same_person s JOIN person shown ON shown.uid = s.kept_uid "
        f"WHERE s.person_uid = {person}.uid), {person}.id)"
    )


def shown_sql(person: str = "p") -> str:
    """SQL that holds for the one record of each human that lists show and totals of humans count."""
    if not any_joined():
        return "1"
    return f"{person}.id NOT IN ({_BEHIND})"


_BEHIND = (
    "SELECT behind.id FROM same_person s JOIN person shown ON shown.uid = s.kept_uid "
    "JOIN person behind ON behind.uid = s.person_uid"
)
"""Ids of records that stand behind another one; while that is gone each shows itself."""


def count_behind() -> int:
    """How many records stand behind another one of the same human."""
    return int(DB.execute_sql(f"SELECT count(*) FROM ({_BEHIND})").fetchone()[0])


def kept_of(uid: str) -> str:
    """The uid of the record as which a human is shown."""
    row = SamePerson.get_or_none(SamePerson.person_uid == uid)
    return row.kept_uid if row else uid


def group_of(uid: str) -> list[str]:
    """Uids of all records of a human, the shown one first; only itself for most."""
    kept = kept_of(uid)
    rows = SamePerson.select().where((SamePerson.kept_uid == kept) & (SamePerson.merged == False))  # noqa: E712
    return [kept, *(row.person_uid for row in rows.order_by(SamePerson.id))]


def uids_of(uid: str) -> list[str]:
    """The same with records that were merged into one of them: what still names her by an old uid is found so."""
    group = group_of(uid)
    merged = SamePerson.select().where(SamePerson.kept_uid.in_(group) & (SamePerson.merged == True))  # noqa: E712
    return [*group, *(row.person_uid for row in merged.order_by(SamePerson.id))]


def records_of(person: Person) -> list[Person]:
    """All records of a human that are here, the shown one first."""
    uids = group_of(person.uid)
    found = {record.uid: record for record in Person.select().where(Person.uid.in_(uids))}
    return [found[uid] for uid in uids if uid in found]


def with_others(ids: Iterable[int]) -> list[int]:
    """These persons and the other records of the same humans: for what hangs on a record, not on a human."""
    wanted = list(ids)
    if not wanted or not any_joined():
        return wanted
    marks = ",".join("?" * len(wanted))
    sql = (
        f"WITH asked AS (SELECT uid FROM person WHERE id IN ({marks})), root AS (SELECT coalesce(s.kept_uid, a.uid) "
        "AS uid FROM asked a LEFT JOIN same_person s ON s.person_uid = a.uid) SELECT p.id FROM person p WHERE p.uid IN "
        "(SELECT uid FROM root UNION SELECT s.person_uid FROM same_person s JOIN root r ON r.uid = s.kept_uid)"
    )
    found = [row[0] for row in DB.execute_sql(sql, tuple(wanted))]
    return [*wanted, *(number for number in found if number not in set(wanted))]


def decided_with(uid: str) -> set[str]:
    """Uids of records of which it is decided whether they are the same human as this one: nobody needs to be asked."""
    found = set(group_of(uid))
    decided = ((LikePair.one_uid == uid) | (LikePair.other_uid == uid)) & (LikePair.state == APART)
    for pair in LikePair.select().where(decided):
        found |= {pair.one_uid, pair.other_uid}
    return found


def pair_of(one: str, other: str) -> LikePair | None:
    """What is known of two records, in any order."""
    low, high = sorted((one, other))
    found: LikePair | None = LikePair.get_or_none((LikePair.one_uid == low) & (LikePair.other_uid == high))
    return found


def both_of(pair: LikePair) -> Both:
    """The two records of a pair."""
    found = {record.uid: record for record in Person.select().where(Person.uid.in_([pair.one_uid, pair.other_uid]))}
    return Both(found.get(pair.one_uid), found.get(pair.other_uid))


def persons_of(pair: LikePair) -> list[Person]:
    """Those of the two records that are here."""
    return [person for person in both_of(pair) if person is not None]


def better_of(one: Person, other: Person) -> tuple[Person, Person]:
    """Two records, first the one that is to be shown: who stands for others already, who tells more, who came first."""

    def rank(person: Person) -> tuple[int, int, int]:
        return (len(group_of(person.uid)), *_fullness(person))

    first, second = sorted((one, other), key=rank, reverse=True)
    return first, second


def _fullness(person: Person) -> tuple[int, int]:
    return sum(value not in (None, "") for value in person.__data__.values()), -person.id


def join_alone(work: Work, couples: Sequence[tuple[LikePair, Person, Person]], reason: str) -> None:
    """Within a running verb: join pairs of two offices, of whose records nothing else was ever said.

    Asks nothing of each, as `join_persons` has to; for thousands of them at once.
    """
    for _, one, other in couples:
        second, first = sorted((one, other), key=_fullness)
        work.insert(SamePerson(person_uid=second.uid, kept_uid=first.uid, merged=False, reason=reason))
    work.update_many([pair for pair, _, _ in couples], state=SAME, **_told(work, reason))


@verb("join_persons", "认定为同一个人")
def join_persons(work: Work, kept: Person, other: Person, reason: str = "") -> Person:
    """Show two records, and whatever was the same as either, as one human: as `kept`.

    Raises RuleRefused when it was said that two of them are not the same, when two of one office bear different valid
    ID numbers, or when they are joined already.
    """
    for person in (kept, other):
        refuse_protected(person)
    first, second = group_of(kept.uid), group_of(other.uid)
    if other.uid in first:
        raise RuleRefused(_ALREADY.format(one=_named(kept), other=_named(other)))
    _refuse_denied(first, second)
    _refuse_numbers(first, second)
    _show_as(work, [*first, *second], kept.uid, reason)
    _settle_between(work, first, second, SAME, reason)
    if pair_of(kept.uid, other.uid) is None:
        _say(work, kept.uid, other.uid, SAME, reason)
    work.about(kept, f"认定{_named(kept)}的 {len(first) + len(second)} 条记录是同一个人")
    return kept


@verb("part_persons", "撤销同一个人的认定")
def part_persons(work: Work, person: Person, reason: str = "") -> None:
    """Take a record out of the human that it was joined to, and remember that they are not the same.

    Raises RuleRefused when it was not joined.
    """
    others = [uid for uid in group_of(person.uid) if uid != person.uid]
    if not others:
        raise RuleRefused(_NOT_JOINED.format(one=_named(person)))
    for row in _rows([person.uid, *others]):
        if row.person_uid == person.uid or row.kept_uid == person.uid:
            work.delete(row)
    if len(others) > 1:
        _show_as(work, others, others[0], "")
    for uid in others:
        _say(work, person.uid, uid, APART, reason)
    work.about(person, f"撤销了{_named(person)}与其他记录是同一个人的认定")


@verb("ask_pair", "提出可能重复")
def ask_pair(work: Work, one: Person, other: Person) -> LikePair:
    """Put two records into the queue that no search brought together; a pair that is known stays as it is."""
    for person in (one, other):
        refuse_protected(person)
    known = pair_of(one.uid, other.uid)
    if known is not None or other.uid in group_of(one.uid):
        raise RuleRefused(_KNOWN.format(one=_named(one), other=_named(other)))
    low, high = sorted((one.uid, other.uid))
    pair = work.insert(LikePair(one_uid=low, other_uid=high, state=WAITING, automatic=False))
    work.about(one, f"{_named(one)}和{_named(other)}可能是同一个人，等待核对")
    return pair


@verb("settle_pair", "核对重复人员")
def settle_pair(work: Work, pair: LikePair, state: str, reason: str = "") -> LikePair:
    """Say of a waiting pair that it is SAME or APART. Raises RuleRefused as `join_persons`, or when it is decided."""
    if pair.state != WAITING:
        raise RuleRefused(_SETTLED.format(state=table("like.state").label(pair.state)))
    one, other = both_of(pair)
    if one is None or other is None:
        raise RuleRefused(_GONE)
    if state == SAME:
        join_persons.within(work, *better_of(one, other), reason)  # type: ignore[attr-defined]
        return LikePair.by_uid(pair.uid)
    if other.uid in group_of(one.uid):
        raise RuleRefused(_ALREADY.format(one=_named(one), other=_named(other)))
    _decide(work, pair, APART, reason)
    work.about(one, f"{_named(one)}和{_named(other)}不是同一个人")
    return pair


@verb("reopen_pair", "撤回重复人员的结论")
def reopen_pair(work: Work, pair: LikePair) -> LikePair:
    """Ask about a pair again that was said to be two humans. Raises RuleRefused for any other."""
    one, other = both_of(pair)
    if one is None or other is None:
        raise RuleRefused(_GONE)
    if pair.state != APART:
        raise RuleRefused(f"{_named(one)}和{_named(other)}没有说过不是同一个人。")
    work.update(pair, state=WAITING, decided_on=None, decided_by=None, reason=None)
    work.about(one, f"{_named(one)}和{_named(other)}要重新核对")
    return pair


def left_without() -> list[str]:
    """Uids of shown records that are gone while others of the same human are here."""
    sql = (
        "SELECT DISTINCT s.kept_uid FROM same_person s JOIN person p ON p.uid = s.person_uid "
        "WHERE NOT EXISTS (SELECT 1 FROM person k WHERE k.uid = s.kept_uid) ORDER BY 1"
    )
    return [row[0] for row in DB.execute_sql(sql)]


def show_another(work: Work) -> None:
    """Within a running verb: where the shown record of a human is gone, show another one of hers."""
    for kept in left_without():
        group = group_of(kept)
        here = {person.uid for person in Person.select().where(Person.uid.in_(group))}
        _show_as(work, group, next(uid for uid in group if uid in here), "")


def _named(person: Person) -> str:
    return person.called()


def _show_as(work: Work, uids: Sequence[str], kept: str, reason: str) -> None:
    rows = {row.person_uid: row for row in _rows(uids)}
    if kept in rows:
        work.delete(rows[kept])
    for uid in uids:
        if uid == kept:
            continue
        if uid in rows:
            work.update(rows[uid], kept_uid=kept)
        else:
            work.insert(SamePerson(person_uid=uid, kept_uid=kept, merged=False, reason=reason.strip() or None))


def _rows(uids: Sequence[str]) -> list[SamePerson]:
    query = SamePerson.select().where(SamePerson.person_uid.in_(list(uids)) & (SamePerson.merged == False))  # noqa: E712
    return list(query.order_by(SamePerson.id))


def _refuse_denied(first: Sequence[str], second: Sequence[str]) -> None:
    for pair in _between(first, second):
        if pair.state == APART:
            one, other = both_of(pair)
            called = [_named(person) if person else "已删除的记录" for person in (one, other)]
            raise RuleRefused(_DENIED.format(one=called[0], other=called[1]))


def _refuse_numbers(first: Sequence[str], second: Sequence[str]) -> None:
    """One office gives one human one record and one number; what it holds to be two, nobody else calls one."""
    others = list(Person.select().where(Person.uid.in_(second)))
    for one in Person.select().where(Person.uid.in_(first)):
        for other in others:
            numbers = _valid(one.id_number), _valid(other.id_number)
            if one.origin == other.origin and all(numbers) and numbers[0] != numbers[1]:
                raise RuleRefused(_TWICE_NUMBERED.format(one=_named(one), other=_named(other)))


def _valid(number: str | None) -> str:
    """The long form of a valid number, '' for any other."""
    try:
        return upgrade_id(parse_id(number)) if number else ""
    except ValueProblem:
        return ""


def _between(first: Sequence[str], second: Sequence[str]) -> list[LikePair]:
    """Pairs of which one record is in each of two groups."""
    here, there = list(first), list(second)
    query = LikePair.select().where(
        (LikePair.one_uid.in_(here) & LikePair.other_uid.in_(there))
        | (LikePair.one_uid.in_(there) & LikePair.other_uid.in_(here))
    )
    return list(query.order_by(LikePair.id))


def _settle_between(work: Work, first: Sequence[str], second: Sequence[str], state: str, reason: str) -> None:
    for pair in _between(first, second):
        _decide(work, pair, state, reason)


def _decide(work: Work, pair: LikePair, state: str, reason: str) -> None:
    work.update(pair, state=state, **_told(work, reason))


def _told(work: Work, reason: str) -> dict[str, Any]:
    """Who decided when, and why."""
    return {"decided_on": date.fromisoformat(work.now[:10]), "decided_by": work.user, "reason": reason.strip() or None}


def _say(work: Work, one: str, other: str, state: str, reason: str) -> None:
    pair = pair_of(one, other)
    if pair is None:
        low, high = sorted((one, other))
        pair = work.insert(LikePair(one_uid=low, other_uid=high, state=WAITING, automatic=False))
    _decide(work, pair, state, reason)
