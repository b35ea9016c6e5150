"""The records of a package led past the file, block by block: what follows for each of them.

Owns how versions, what is kept and what was agreed on come together, and what cannot be taken: versions that link to
nothing, numbers that are taken, and who was erased. Reads only; `apply` writes between two blocks, a plan does not.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from models.core import history
from models.core.database import DB, references_to
from models.core.record import BASE_COLUMNS, record_classes
from models.exchange.merging import agreed as memory
from models.exchange.merging.allowed import ATTACHMENT, Allowed
from models.exchange.merging.cargo import Cargo, Letter
from models.exchange.merging.numbers import Numbers
from models.exchange.merging.portable import (
    Kept,
    Shape,
    buried,
    chunks,
    in_order,
    kept,
    marks,
    origins_of,
    shape_of,
    spelled,
)
from models.exchange.merging.sent import SentTo
from models.exchange.merging.three_way import GONE, Agreed, Merged, Values, Verdict, Version, Wins, merge
from models.exchange.merging.values import unsound
from models.exchange.purposes import stays

BASE = len(BASE_COLUMNS)
ERASED, TAKEN, GAP, FILE, ELSEWHERE, WRONG, FOREIGN = "erased", "taken", "gap", "file", "elsewhere", "wrong", "foreign"
"""Why a version is not taken: who was erased, a number or name that another record of that office has, something
required that is not told, a file whose content is not in the package, what hangs on kinds that no package brings, a
value of a wrong kind, what another office answers for."""

_Rules = Callable[[str], Callable[[str], Wins]]


@dataclass(slots=True)
class Outcome:
    """What follows for a record of which something is known. `head`: its base columns there; `here`: as it is kept.

    ruled: columns about which a written rule decided, and who was right.
    """

    uid: str
    head: Sequence[Any]
    merged: Merged
    here: Kept | None
    before: Agreed | None
    ruled: Mapping[str, Wins] = field(default_factory=dict)


@dataclass(slots=True)
class Block:
    """Some records of one kind. `fresh`: rows of which nothing is known here; `names`: their columns behind the base.

    `buried`: revisions of those of `fresh` that are taken up again. `waiting`: versions that link to what has not come,
    by name. `refused`: uid → why. `parted`: uid → column and what stands in it meanwhile, because another record gets
    its number or name.
    """

    shape: Shape
    names: tuple[str, ...]
    fresh: list[list[Any]] = field(default_factory=list)
    known: list[Outcome] = field(default_factory=list)
    same: int = 0
    buried: dict[str, int] = field(default_factory=dict)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    parted: dict[str, tuple[str, str | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Decided:
    """What `three_way` says about a version of a record of which something is known here."""

    uid: str
    row: list[Any]
    merged: Merged
    here: Kept | None
    before: Agreed | None
    ruled: Mapping[str, Wins]

    @property
    def head(self) -> list[Any]:
        """The base columns there."""
        return self.row[:BASE]

    @property
    def changes(self) -> Values:
        """What would be written here."""
        return self.merged.changes

    @property
    def after(self) -> dict[str, Any]:
        """The record as it would be."""
        return {**(self.here.values if self.here else {}), **self.merged.changes}


@cache
def acceptable() -> frozenset[str]:
    """Kinds of records that a package may bring."""
    return frozenset(cls.kind() for cls in record_classes() if not stays(cls))


class Walk:
    """One way through a package, in the order of the links; records first, then deletions."""

    def __init__(self, letter: Letter, cargo: Cargo, rules: _Rules) -> None:
        self.cargo = cargo
        self.memory = memory.Memory(letter.peer)
        self._allowed = Allowed.to(letter)
        self._allowed.refuse_strange(cargo)
        self._rules = rules
        self._sent = SentTo(letter.peer, letter.receipts, letter.undecided)
        self._waiting = memory.waiting(letter.peer)
        self.not_deleted: list[tuple[str, str]] = []
        """Kind and uid of what the sender deleted and may not delete here."""
        self._erased = _Erased()
        self._coming: dict[str, set[str]] = {}
        self._numbers: dict[str, Numbers] = {}
        self._going: dict[str, set[int]] = {}

    def records(self) -> Iterator[Block]:
        """Block after block; `coming` of a block is known to the next ones."""
        for kind in in_order({*self.cargo.kinds(), *self._waiting}):
            shape = shape_of(kind)
            coming = self._coming.setdefault(kind, set())
            if shape.own_links:
                coming.update(row[0] for rows in self.cargo.blocks(kind) for row in rows)
            for names, rows in self._sources(shape):
                block = self._block(shape, names, rows)
                coming.update(row[0] for row in block.fresh)
                yield block

    def deletions(self) -> Iterator[tuple[Shape, list[Outcome]]]:
        """What was deleted there, kind by kind, those that link to others first."""
        by_kind: dict[str, list[list[Any]]] = {}
        for row in self.cargo.deletions:
            by_kind.setdefault(row[0], []).append(row)
        for kind in reversed(in_order(by_kind)):
            for rows in chunks(by_kind[kind]):
                yield shape_of(kind), self._deleted(shape_of(kind), rows)

    def _sources(self, shape: Shape) -> Iterator[tuple[tuple[str, ...], list[list[Any]]]]:
        """Versions that waited, then those of the package; names of the columns behind the base."""
        alike: dict[tuple[str, ...], list[list[Any]]] = {}
        for told in self._waiting.get(shape.kind, ()):
            names = tuple(name for name in told if name not in BASE_COLUMNS)
            alike.setdefault(names, []).append([told[name] for name in (*BASE_COLUMNS, *names)])
        for names, rows in alike.items():
            yield from ((names, some) for some in chunks(rows))
        names = self.cargo.columns.get(shape.kind, ())[BASE:]
        brought = {*self._allowed.columns(shape.kind, names)}
        known = [place for place, name in enumerate(names, BASE) if name in shape.columns and name in brought]
        chosen = tuple(names[place - BASE] for place in known)
        for rows in self.cargo.blocks(shape.kind):
            if len(chosen) < len(names):
                rows = [[*row[:BASE], *(row[place] for place in known)] for row in rows]
            yield chosen, spelled(shape, chosen, rows, BASE)

    def _block(self, shape: Shape, names: tuple[str, ...], rows: list[list[Any]]) -> Block:
        block = Block(shape, names)
        block.refused = dict.fromkeys(unsound(shape, names, rows, BASE), WRONG)
        rows = [row for row in rows if row[0] not in block.refused]
        rows = [row for row in rows if not (self._is_erased(block, row) or self._hangs_elsewhere(block, row))]
        here = origins_of(shape.kind, [row[0] for row in rows])
        rows = self._without_foreign(block, rows, here)
        uids = [row[0] for row in rows]
        known, dead = self.memory.packed(shape.kind, uids), buried(shape.kind, uids)
        fresh, others = list[list[Any]](), list[list[Any]]()
        for row in rows:
            uid = row[0]
            (others if uid in known or uid in here or uid in dead else fresh).append(row)
        numbers = self._numbers.setdefault(shape.kind, Numbers(shape))
        merged = self._merged(block, others, known, dead)
        numbers.look({one.uid: (one.head[2], one.here.values, one.after) for one in merged if one.here and one.changes})
        for one in merged:
            self._settle(block, one, numbers, dead)
        block.fresh += self._fresh(block, fresh, numbers)
        block.parted = dict(numbers.parted)
        return block

    def _is_erased(self, block: Block, row: list[Any]) -> bool:
        found = self._erased.holds(block.shape, block.names, row)
        if found:
            block.refused[row[0]] = ERASED
        return found

    def _hangs_elsewhere(self, block: Block, row: list[Any]) -> bool:
        """Whether it belongs to a kind of record that stays with each office: nothing is hung on those from outside."""
        place = _place(block.names, "owner_kind")
        found = place is not None and row[place] is not None and row[place] not in acceptable()
        if found:
            block.refused[row[0]] = ELSEWHERE
        return found

    def _without_foreign(self, block: Block, rows: list[list[Any]], here: dict[str, str]) -> list[list[Any]]:
        """Those for which, and for what they hang on, no other office answers."""
        kind, hanging, taken = block.shape.kind, self._hanging_on_others(block, rows), list[list[Any]]()
        for row in rows:
            uid = row[0]
            allowed = self._allowed.touches(here[uid]) if uid in here else self._allowed.takes(kind, row[2])
            if allowed and uid not in hanging:
                taken.append(row)
            else:
                block.refused[uid] = FOREIGN
        return taken

    def _hanging_on_others(self, block: Block, rows: list[list[Any]]) -> set[str]:
        """uids of rows that link to, or belong to, a record here for which another office answers."""
        asked: dict[str, dict[str, list[str]]] = {}
        for name, target in block.shape.links.items() if self._allowed.others else ():
            place = _place(block.names, name)
            if place is None:
                continue
            for row in rows:
                if row[place] is not None and row[place] not in self._coming.get(target, ()):
                    asked.setdefault(target, {}).setdefault(row[place], []).append(row[0])
        kind, uid = _place(block.names, "owner_kind"), _place(block.names, "owner_uid")
        if kind is not None and uid is not None and self._allowed.others:
            for row in rows:
                if row[kind] is not None:
                    asked.setdefault(row[kind], {}).setdefault(row[uid], []).append(row[0])
        return {
            hanging
            for target, by_uid in asked.items()
            for found, origin in origins_of(target, by_uid).items()
            if origin in self._allowed.others
            for hanging in by_uid[found]
        }

    def _fresh(self, block: Block, rows: list[list[Any]], numbers: Numbers) -> list[list[Any]]:
        """Those of the new rows that can be taken; links to what has not come are emptied, and the version waits."""
        absent = self._absent(block, rows)
        taken = []
        gaps = [name for name in block.shape.required if name not in block.names]
        required = [block.names.index(name) + BASE for name in block.shape.required if name in block.names]
        clashes = numbers.clashes((row[0], row[2], _by_name(block.names, row)) for row in rows)
        for row in rows:
            lacking = absent.get(row[0], ())
            if lacking:
                block.waiting.append(_by_name(block.names, row))
                if set(lacking) & set(block.shape.required):
                    continue
                row = [None if name in lacking else cell for name, cell in _named(block.names, row)]
            if reason := self._reason(block, row, bool(gaps) or any(row[at] in (None, "") for at in required), clashes):
                self._refuse(block, row, reason)
                continue
            taken.append(row)
        return taken

    def _reason(self, block: Block, row: list[Any], gap: bool, clashes: set[str]) -> str:
        if gap:
            return GAP
        if row[0] in clashes:
            return TAKEN
        if block.shape.kind == ATTACHMENT and row[0] not in self.cargo.files:
            return FILE
        return ""

    def _absent(self, block: Block, rows: list[list[Any]]) -> dict[str, list[str]]:
        """uid → names of links to records that are neither here nor coming."""
        found: dict[str, list[str]] = {}
        for name, target in block.shape.links.items():
            if name not in block.names:
                continue
            place, coming = block.names.index(name) + BASE, self._coming.get(target, set())
            asked = {row[place] for row in rows} - {None}
            lacking = asked - origins_of(target, asked - coming).keys() - coming
            for row in rows if lacking else ():
                if row[place] in lacking:
                    found.setdefault(row[0], []).append(name)
        return found

    def _merged(
        self, block: Block, rows: list[list[Any]], known: dict[str, memory.Packed], dead: dict[str, int]
    ) -> list[_Decided]:
        """What versions of records of which something is known here come to, before numbers are looked at."""
        shape, names = block.shape, block.names
        layout = self.memory.layouts.find(names)
        # As it was seen last: whatever was done here since stays as it is.
        left = [row for row in rows if not _is_as_seen(known.get(row[0]), row, layout)]
        block.same += len(rows) - len(left)
        here, absent = kept(shape, [row[0] for row in left]), self._absent(block, left)
        found = []
        for row in left:
            uid, lacking = row[0], absent.get(row[0], ())
            if lacking:
                block.waiting.append(_by_name(names, row))
            values = {name: cell for name, cell in zip(names, row[BASE:], strict=True) if name not in lacking}
            before = self._before(shape, uid, known, here.get(uid))
            ours = here[uid].values if uid in here else None
            rule = _Asked(self._rules(shape.kind))
            merged = merge(before, ours, Version(row[1], values), rule, dead.get(uid))
            found.append(_Decided(uid, row, merged, here.get(uid), before, rule.ruled(merged.changes)))
        return found

    def _before(self, shape: Shape, uid: str, known: dict[str, memory.Packed], here: Kept | None) -> Agreed | None:
        agreed = self.memory.unpacked(shape.kind, uid, known[uid]) if uid in known else None
        return self._sent.joined(shape, uid, here, agreed)

    def _settle(self, block: Block, one: _Decided, numbers: Numbers, dead: dict[str, int]) -> None:
        row, merged = one.row, one.merged
        if reason := self._refusal(block, one, numbers):
            self._refuse(block, row, reason)
        elif merged.verdict is Verdict.NEW:
            block.fresh.append([*row[:BASE], *(merged.changes.get(name) for name in block.names)])
            block.buried[one.uid] = dead.get(one.uid, 0)
        elif merged.verdict is Verdict.SAME and merged.agreed == one.before:
            block.same += 1
        else:
            block.known.append(Outcome(one.uid, row[:BASE], merged, one.here, one.before, one.ruled))

    def _refuse(self, block: Block, row: list[Any], reason: str) -> None:
        """Not taken now; who holds the number may give it up with a later record, so that version is tried again."""
        block.refused[row[0]] = reason
        waits = any(told["uid"] == row[0] for told in block.waiting)
        if reason == TAKEN and not waits:
            block.waiting.append(_by_name(block.names, row))

    def _refusal(self, block: Block, one: _Decided, numbers: Numbers) -> str:
        """Why what was decided cannot be written."""
        if one.here and not self._allowed.changes(block.shape.kind, one.here.origin):
            return FOREIGN if one.changes or one.merged.conflicts else ""
        if not one.changes:
            return ""
        required = block.shape.required if one.here is None else [n for n in block.shape.required if n in one.changes]
        if any(one.changes.get(name) in (None, "") for name in required):
            return GAP
        if block.shape.kind == ATTACHMENT and "sha256" in one.changes and one.uid not in self.cargo.files:
            return FILE
        concerned = one.here is None or any(one.changes.keys() & set(group) for group in block.shape.unique)
        return TAKEN if concerned and numbers.clashes([(one.uid, one.head[2], one.after)]) else ""

    def _deleted(self, shape: Shape, rows: list[list[Any]]) -> list[Outcome]:
        origins = origins_of(shape.kind, [row[1] for row in rows])
        kept_here = {uid for uid, origin in origins.items() if not self._allowed.changes(shape.kind, origin)}
        self.not_deleted += [(shape.kind, uid) for uid in sorted(kept_here)]
        rows = [row for row in rows if row[1] not in kept_here]
        uids = [row[1] for row in rows]
        known, here = self.memory.packed(shape.kind, uids), kept(shape, uids)
        found = []
        for _, uid, revision, at, by in rows:
            ours = here.get(uid)
            before = self._before(shape, uid, known, ours)
            merged = merge(before, ours.values if ours else None, Version(revision, None))
            if not (merged.verdict is Verdict.SAME and merged.agreed == before):
                found.append(Outcome(uid, (uid, revision, "", "", "", at, by), merged, ours, before))
        return self._without_dependants(shape, found)

    def _without_dependants(self, shape: Shape, found: list[Outcome]) -> list[Outcome]:
        """What others here still use is no matter of course: a person decides."""
        ids = {one.here.id for one in found if one.merged.verdict is Verdict.DELETED and one.here}
        used = self._used(shape.kind, ids)
        for one in found:
            if one.here and one.here.id in used and one.merged.verdict is Verdict.DELETED:
                pending = {GONE: one.head[1]}
                known = replace(one.before or Agreed(0), pending=pending)
                one.merged = Merged(Verdict.CONFLICT, known, {}, {GONE: (None, one.head[1])})
        self._going.setdefault(shape.kind, set()).update(ids - used)
        return found

    def _used(self, kind: str, ids: set[int]) -> set[int]:
        found: set[int] = set()
        for other, column in references_to(kind):
            going = self._going.get(other, set())
            for some in chunks(ids):
                rows = DB.execute_sql(f'SELECT id, "{column}" FROM "{other}" WHERE "{column}" IN ({marks(some)})', some)
                found |= {target for number, target in rows if number not in going}
        return found


class _Asked:
    """A rule that remembers about which columns it was asked and decided: where both sides had changed one."""

    def __init__(self, rule: Callable[[str], Wins]) -> None:
        self._rule = rule
        self._decided: dict[str, Wins] = {}

    def __call__(self, column: str) -> Wins:
        """Who is right."""
        wins = self._rule(column)
        if wins is not Wins.PERSON:
            self._decided[column] = wins
        return wins

    def ruled(self, changes: Values) -> dict[str, Wins]:
        """What was decided; their value only where it is going to be written."""
        return {name: wins for name, wins in self._decided.items() if wins is Wins.OURS or name in changes}


class _Erased:
    """Who was erased here on request, and what hangs on her: it does not come back."""

    def __init__(self) -> None:
        self._uids = {kind_uid[1] for kind_uid in (told["erased"] for told in history.erasures())}

    def holds(self, shape: Shape, names: Sequence[str], row: Sequence[Any]) -> bool:
        """Whether a version tells of somebody erased; what links to it is erased with it."""
        if not self._uids:
            return False
        links = [_place(names, name) for name in (*shape.links, "owner_uid")]
        told = {row[place] for place in links if place is not None} | {row[0]}
        if told & self._uids:
            self._uids.add(row[0])
            return True
        return False


def _place(names: Sequence[str], name: str) -> int | None:
    """Where a column stands in a row, with those of the base."""
    if name in BASE_COLUMNS:
        return BASE_COLUMNS.index(name)
    return names.index(name) + BASE if name in names else None


def _is_as_seen(packed: memory.Packed | None, row: list[Any], layout: int) -> bool:
    """Whether a version says what the last one said, and nothing of that is open."""
    if packed is None or packed[:3] != (row[1], 0, layout) or packed[4] is not None:
        return False
    return packed[3] == memory.encode(row[BASE:])


def _named(names: Sequence[str], row: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    return zip((*BASE_COLUMNS, *names), row, strict=True)


def _by_name(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return dict(_named(names, row))
