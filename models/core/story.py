"""The history for people to read: rows by filter, a record's own story, and what a row changed in words.

Reads only. Which rows there are, and whether they are whole, is `history`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.core.fields import Kind
from models.core.history import Change, History, erasures, is_redacted, is_undone, read_changes
from models.core.record import record_class
from models.core.verbs import FINAL, title_of


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows: by user, key of verb or note, from and until a day (ISO), of one record, by words in a sentence."""

    user: str = ""
    verb: str = ""
    since: str = ""
    until: str = ""
    subject_uid: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One column of one record: `before` or `after` is empty where there was nothing or where it is not shown."""

    record: str
    label: str
    before: str
    after: str


def rows(wanted: Filter | None = None, limit: int = 0, offset: int = 0) -> list[History]:
    """Rows that fit, the newest first; `limit` 0 means all."""
    query = _query(wanted or Filter()).order_by(History.seq.desc()).offset(offset)
    return list(query.limit(limit) if limit else query)


def numbers(wanted: Filter | None = None) -> list[int]:
    """Numbers of the rows that fit, the newest first."""
    found: Any = _query(wanted or Filter(), History.seq).order_by(History.seq.desc()).tuples()
    return [row[0] for row in found]


def told(wanted: Sequence[int]) -> dict[int, tuple[int, str, str, str, str]]:
    """Number, time, user, name of the action and sentence of these rows, by number."""
    columns = (History.seq, History.at, History.user, History.verb, History.sentence)
    found: Any = History.select(*columns).where(History.seq.in_(list(wanted))).tuples()
    return {row[0]: (row[0], row[1], row[2], title_of(row[3]), row[4]) for row in found}


def can_be_undone(row: History) -> bool:
    """Whether taking it back can be tried at all; later changes may still stand on it."""
    changes = read_changes(row)
    single = bool(changes) and all(change.uid for change in changes)
    if not single or row.undoes is not None or row.verb in FINAL:
        return False
    return not is_undone(row.seq) and not is_redacted(row.seq)


def count(wanted: Filter | None = None) -> int:
    """How many rows fit."""
    return int(_query(wanted or Filter()).count())


def listed() -> list[dict[str, Any]]:
    """Every row as plain values with its name in words, the oldest first; what it changed is left out."""
    columns = (History.seq, History.at, History.user, History.verb, History.sentence, History.undoes, History.hash)
    found: Any = History.select(*columns).order_by(History.seq).dicts()
    return [{**dict(row), "title": title_of(row["verb"])} for row in found]


def story_of(uid: str) -> list[History]:
    """Every row that is about a record or changed it, the oldest first."""
    touched = (History.subject_uid == uid) | History.changes.contains(f'"uid":"{uid}"')
    return list(History.select().where(touched).order_by(History.seq))


def rewritten() -> str:
    """In words how many rows say less since somebody was erased; empty where none does.

    The chain holds for them by what the erasure claims: people compare it with what they approved.
    """
    found = erasures()
    numbers = {seq for told in found for seq in told["redacted"]}
    return (
        f"其中 {len(numbers):,} 行因 {len(found)} 次删除（个人信息或来访登记）改写过，请与删除的记录核对"
        if numbers
        else ""
    )


def users() -> list[str]:
    """Everybody of whom the history tells."""
    found: Any = History.select(History.user).distinct().order_by(History.user).tuples()
    return [row[0] for row in found]


def verbs() -> dict[str, str]:
    """Key → name of every verb and note that occurs."""
    found: Any = History.select(History.verb).distinct().order_by(History.verb).tuples()
    return {row[0]: title_of(row[0]) for row in found}


def differences(row: History, uid: str = "", *, masked: bool = True) -> list[Difference]:
    """What a row changed, column by column, in words; with `uid` only that record. Sensitive columns are masked."""
    return [
        part for change in read_changes(row) if uid in ("", change.uid) for part in _of_change(change, masked=masked)
    ]


def _query(wanted: Filter, *columns: Any) -> Any:
    query = History.select(*columns)
    tests = (
        (wanted.user, History.user == wanted.user),
        (wanted.verb, History.verb == wanted.verb),
        (wanted.since, History.at >= wanted.since),
        (wanted.until, History.at <= f"{wanted.until} 23:59:59"),
        (wanted.subject_uid, History.subject_uid == wanted.subject_uid),
        (wanted.words, History.sentence.contains(wanted.words)),
    )
    for given, test in tests:
        query = query.where(test) if given else query
    return query


def _of_change(change: Change, *, masked: bool) -> list[Difference]:
    try:
        cls = record_class(change.kind)
    except KeyError:
        return []  # a kind of record that a later release has given up
    if not change.uid:
        bulk = change.after or {}
        return [Difference(cls.noun, "批量", "", f"第 {bulk.get('first')} 到第 {bulk.get('last')} 号")]
    labels = {kind.column_name: kind for kind in cls.kinds()}
    before, after = change.before or {}, change.after or {}
    names = [name for name in labels if (name in before or name in after) and name not in cls.untold]
    return [
        Difference(
            cls.noun,
            labels[name].label,
            _shown(labels[name], before.get(name), masked=masked),
            _shown(labels[name], after.get(name), masked=masked),
        )
        for name in names
    ]


def _shown(kind: Any, stored: Any, *, masked: bool) -> str:
    if stored is None:
        return ""
    if not isinstance(kind, Kind):
        target = kind.rel_model.get_or_none(kind.rel_model.id == stored)
        return target.called() if target else f"（第 {stored} 号）"
    value = kind.python_value(stored)  # type: ignore[no-untyped-call]
    return kind.masked(value) if masked else kind.show(value)
