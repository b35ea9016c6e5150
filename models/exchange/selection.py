"""Which records leave: by purpose, and since what the receiver has confirmed.

Reads only. What changed is asked of the history, not of clocks, so that a clock set back hides nothing; a few records
more than changed may be chosen (what changed ones link to, what belongs to them), never one less.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from models.core.database import DB
from models.core.history import CLAIM, History
from models.core.record import Tombstone
from models.exchange.merging.records import OURS, Conflict
from models.exchange.merging.three_way import Wins
from models.exchange.purposes import ADDRESSED, ALL, LINKED, OF, OWN, RECEIVER, RETURNED, Part, Purpose
from models.exchange.receipts import received_since
from models.office.attachment import Attachment
from models.office.office import this_office

Ids = dict[str, set[int]]
Deletion = tuple[str, str, int, str, str]
_AT_ONCE = 500
_BROUGHT = ("apply_package", "undo_package")
"""Verbs by which others' packages change records."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Kind → ids in their order, attachments included, and what was deleted; `whole` when nothing was left out."""

    ids: dict[str, list[int]]
    deletions: list[Deletion]
    whole: bool


@dataclass(slots=True)
class _Changes:
    """What changed since a row of the history; of what is `gone`, what was known of it.

    `erased`: somebody was erased, whose traces may be anywhere.
    """

    uids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    gone: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    emptied: set[tuple[str, str]] = field(default_factory=set)
    erased: bool = False


def choose(purpose: Purpose, since: int | None, receiver: str) -> Chosen:
    """What leaves for a purpose to an office: all of it, or what the row `since` of the history does not know."""
    relations = _Relations(purpose)
    every = relations.spread({part.kind: _ids(part, receiver) for part in purpose.parts})
    changes = None if since is None else _changes(since)
    whole = changes is None or changes.erased
    changes = None if whole else changes
    seeds = {part.kind: every[part.kind] & _changed(part.kind, changes) for part in purpose.parts} if changes else every
    seeds = dict(seeds) | _done_here(purpose, every, since if changes else 0, receiver)
    ids = {kind: found & every[kind] for kind, found in relations.spread(seeds).items()}
    files = _attached(purpose, ids)
    if changes:
        files |= _attached(purpose, every) & _changed("attachment", changes)
    deletions = _deletions(purpose, changes, receiver)
    return Chosen(_ordered(purpose, ids | {"attachment": files}), deletions, whole)


def _ids(part: Part, receiver: str) -> set[int]:
    """Every record of a kind that a purpose may bring to this office, those aside that others bring with them."""
    if part.records == ALL:
        return _all_ids(part.kind)
    if part.records in (LINKED, OF):
        return set()
    column, wanted = ("origin", this_office().uid) if part.records == OWN else ("origin", receiver)
    if part.records == ADDRESSED:
        column = RECEIVER
    sql = f'SELECT id FROM "{part.kind}" WHERE "{column}" = ?'
    return {number for (number,) in DB.execute_sql(sql, (wanted,))}


def _done_here(purpose: Purpose, every: Ids, since: int | None, receiver: str) -> Ids:
    """Of what the receiver made, only what somebody here changed goes back: not what its own packages brought.

    What was kept against its package, by a person or a written rule, changed nothing here: there it does.
    """
    kinds = [part.kind for part in purpose.parts if purpose.rule(part) == RETURNED and every[part.kind]]
    if not kinds:
        return {}
    changes = _changes(since or 0, here=True)
    for conflict in Conflict.select().where(Conflict.uid.in_(list(changes.uids[Conflict.kind()]))):
        if conflict.state == OURS:
            changes.uids[conflict.owner_kind].add(conflict.owner_uid)
    for package in received_since(receiver, since or 0):
        for kind, uid, _, wins in package.ruled or ():
            if wins == Wins.OURS:
                changes.uids[kind].add(uid)
    return {kind: every[kind] & _changed(kind, changes) for kind in kinds}


class _Relations:
    """Links among the kinds of a purpose, each read once."""

    def __init__(self, purpose: Purpose) -> None:
        self._parts = purpose.parts
        self._known: dict[tuple[str, str], list[tuple[int, int]]] = {}

    @cached_property
    def _ways(self) -> list[tuple[Part, str, str, bool]]:
        """Part, column, kind at the other end, and whether the part belongs to that end rather than leads to it."""
        linked = {part.kind for part in self._parts if part.records == LINKED}
        found = []
        for part in self._parts:
            for link in part.links:
                target = link.rel_model.kind()
                if part.records == OF and link.name == part.owner:
                    found.append((part, link.column_name, target, True))
                elif target in linked:
                    found.append((part, link.column_name, target, False))
        return found

    def spread(self, seeds: Ids) -> Ids:
        """The seeds with all that they link to where only linked records leave, and all that belongs to them."""
        found: Ids = {part.kind: set(seeds.get(part.kind, ())) for part in self._parts}
        before = -1
        while before != (before := sum(map(len, found.values()))):
            for part, column, target, belongs in self._ways:
                own, other, pairs = found[part.kind], found[target], self._pairs(part.kind, column)
                if belongs:
                    own.update(number for number, to in pairs if to in other)
                else:
                    other.update(to for number, to in pairs if number in own)
        return found

    def _pairs(self, kind: str, column: str) -> list[tuple[int, int]]:
        if (kind, column) not in self._known:
            sql = f'SELECT id, "{column}" FROM "{kind}" WHERE "{column}" IS NOT NULL'
            self._known[kind, column] = DB.execute_sql(sql).fetchall()
        return self._known[kind, column]


def _changes(since: int, here: bool = False) -> _Changes:
    """What the rows of the history after this one tell; `here`: without what packages brought."""
    found = _Changes()
    later: Any = History.select(History.at, History.changes).where((History.seq > since) & (History.changes != "[]"))
    if here:
        later = later.where(History.verb.not_in(_BROUGHT))
    for at, changes in later.order_by(History.seq).tuples().iterator():
        for part in json.loads(changes):
            _note(found, at, part["kind"], part["uid"], part["before"], part["after"])
    return found


def _note(found: _Changes, at: str, kind: str, uid: str, before: Any, after: Any) -> None:
    if kind == CLAIM:
        found.erased = True
    elif uid:
        found.uids[kind].add(uid)
        if after is None:
            found.gone[kind, uid] = before or {}
    elif after is not None:
        found.spans[kind].append((after["first"], after["last"]))
    else:
        found.emptied.add((kind, at))


def _changed(kind: str, changes: _Changes) -> set[int]:
    ids = {number for first, last in changes.spans[kind] for number in range(first, last + 1)}
    uids = sorted(changes.uids[kind])
    for first in range(0, len(uids), _AT_ONCE):
        some = uids[first : first + _AT_ONCE]
        marks = ",".join("?" * len(some))
        ids.update(row[0] for row in DB.execute_sql(f'SELECT id FROM "{kind}" WHERE uid IN ({marks})', some))
    return ids


def _attached(purpose: Purpose, ids: Ids) -> set[int]:
    """Attachments of these records that go along for the purpose."""
    if purpose.attachments == ():
        return set()
    titled = Attachment.select(Attachment.id, Attachment.owner_kind, Attachment.owner_uid)
    if purpose.attachments is not None:
        titled = titled.where(Attachment.title.in_(purpose.attachments))
    found: set[int] = set()
    by_kind: dict[str, list[tuple[int, str]]] = defaultdict(list)
    rows: Any = titled.tuples()
    for number, kind, uid in rows:
        by_kind[kind].append((number, uid))
    for kind in by_kind.keys() & ids.keys():
        owners = _uids(kind, ids[kind])
        found.update(number for number, uid in by_kind[kind] if uid in owners)
    return found


def _uids(kind: str, ids: set[int]) -> set[str]:
    rows: Iterable[tuple[int, str]] = DB.execute_sql(f'SELECT id, uid FROM "{kind}"')
    return {uid for number, uid in rows if number in ids}


def _all_ids(kind: str) -> set[int]:
    return {row[0] for row in DB.execute_sql(f'SELECT id FROM "{kind}"')}


def _ordered(purpose: Purpose, ids: Ids) -> dict[str, list[int]]:
    """In the order of the purpose; kinds of which nothing leaves are named all the same."""
    kinds = [part.kind for part in purpose.parts] + ([] if purpose.attachments == () else ["attachment"])
    return {kind: sorted(ids.get(kind, ())) for kind in kinds}


def _deletions(purpose: Purpose, changes: _Changes | None, receiver: str) -> list[Deletion]:
    """Tombstones of the purpose's kinds. Of attachments only those known to have belonged to one of these kinds: what
    lay with a case that is protected now must not be counted. What the receiver made is deleted by itself alone."""
    rules = {part.kind: purpose.rule(part) for part in purpose.parts}
    kinds = [kind for kind, rule in rules.items() if rule != RETURNED]
    narrow = any(rule in (OWN, ADDRESSED) for rule in rules.values())
    known = changes if changes or not narrow else _changes(0)
    columns = (Tombstone.kind, Tombstone.uid, Tombstone.revision, Tombstone.deleted_at, Tombstone.deleted_by)
    dead = Tombstone.select(*columns).where(Tombstone.kind.in_([*kinds, "attachment"]))
    rows: Any = dead.order_by(Tombstone.kind, Tombstone.uid).tuples()
    found: list[Deletion] = []
    for row in rows:
        kind, uid, _, at, _ = row
        if rules.get(kind) in (OWN, ADDRESSED):
            leaves = _was_for(rules[kind], known.gone.get((kind, uid), {}) if known else {}, receiver)
        elif changes is None:
            leaves = kind != "attachment"
        elif kind == "attachment":
            leaves = purpose.attachments != () and changes.gone.get((kind, uid), {}).get("owner_kind", "") in kinds
        else:
            leaves = (kind, uid) in changes.gone or (kind, at) in changes.emptied
        if leaves:
            found.append(tuple(row))
    return found


def _was_for(rule: str, before: dict[str, Any], receiver: str) -> bool:
    """Whether what was deleted since would have left under this rule."""
    return before.get(RECEIVER) == receiver if rule == ADDRESSED else before.get("origin") == this_office().uid
