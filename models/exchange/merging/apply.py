"""A package applied in one transaction, conflicts settled field by field, a whole package taken back.

Owns the three verbs of merging. What follows for which record is `walk`'s; new records are written at the driver's
speed, the few others one by one with their history.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from models.core import history, search
from models.core.bulk import next_id
from models.core.database import DB
from models.core.errors import RuleRefused
from models.core.history import Change, History
from models.core.progress import Progress, Silent
from models.core.record import BASE_COLUMNS, Record, Tombstone, record_class
from models.core.verbs import Work, refused_breaks, refused_dependants, take_back, verb
from models.exchange.merging import agreed as memory
from models.exchange.merging.plan import Plan, PlannedConflict, conflicts_of, plain_counts
from models.exchange.merging.portable import Shape, ids_of, python_values, shape_of
from models.exchange.merging.records import OPEN, OURS, THEIRS, Conflict
from models.exchange.merging.three_way import GONE, HERE, Agreed, Verdict
from models.exchange.merging.walk import BASE, Block, Outcome, Walk, acceptable
from models.exchange.merging.written import rules_for
from models.exchange.records import ReceivedPackage, TrustedOffice
from models.exchange.sending import confirm_package
from models.office.office import this_office

_CHANGED_SINCE = "核对以后资料又有改动，没有接收。请重新核对一遍再接收。"
_GONE = "这份报送包没有接收过，或者已经撤销。"
_LATER = "{unit}后来又收过报送包，只能从最近一份撤销起。"
_REDACTED = "这份报送包涉及已按申请删除的个人信息，不能撤销。"
_STANDS_ON = "这份报送包带来的资料后来又改过、核对过，或已用在别处，不能整份撤销。请先撤销后来的改动。"
_SETTLED = "这一项已经核对过了。"
_NO_TARGET = "{called}所指的记录不在本单位，不能采用对方的内容。"


@verb("apply_package", "接收报送包", undoable=False)
def apply_package(work: Work, plan: Plan, sender: TrustedOffice, progress: Progress | None = None) -> ReceivedPackage:
    """Carry a plan out: everything or nothing; what the sender confirms is noted first. Raises RuleRefused when the
    records changed since the plan was made, BadFile for kinds of records that no package may bring."""
    if history.changed_head() != plan.head:
        raise RuleRefused(_CHANGED_SINCE)
    plan.cargo.refuse_strange(acceptable())
    watch, letter = progress or Silent(), plan.letter
    for one in letter.receipts:
        confirm_package.within(work, letter.peer, one.number, one.digest, one.plain())  # type: ignore[attr-defined]
    package = work.insert(_receipt(plan, sender))
    walk = Walk(letter, plan.cargo, rules_for(this_office().level, letter.level))
    memory.forget_before(letter.peer)
    memory.take_waiting(letter.peer, package.id)
    writing, seen, expected = _Writing(work, walk, package), 0, sum(letter.rows.values())
    for block in walk.records():
        writing.block(block)
        seen += block.same + len(block.fresh) + len(block.known)
        watch.step(f"正在接收{letter.unit}的报送包", min(seen, expected), expected)
    writing.finish_kind()
    for shape, outcomes in walk.deletions():
        writing.known(shape, outcomes)
    told = f"新增 {plan.total(Verdict.NEW)} 条，更新 {plan.total(Verdict.CHANGED)} 条，待核对 {len(plan.conflicts)} 项"
    work.about(package, f"接收了{package.called()}：{told}")
    return package


def _receipt(plan: Plan, sender: TrustedOffice) -> ReceivedPackage:
    letter = plan.letter
    return ReceivedPackage(
        sender=sender,
        number=letter.number,
        digest=letter.digest,
        purpose=letter.purpose,
        period=letter.period,
        file_name=letter.file_name,
        rows=dict(letter.rows),
        counts=plain_counts(plan.counts),
        problems=[list(problem) for problem in plan.kept_problems()],
        ruled=[list(one) for one in plan.ruled] or None,
        head=list(letter.head),
    )


class _Writing:
    """Writes what a walk finds, block by block."""

    def __init__(self, work: Work, walk: Walk, package: ReceivedPackage) -> None:
        self.work = work
        self.memory = walk.memory
        self.package = package.id
        self._shape: Shape | None = None
        self._span: tuple[int, int] | None = None
        self._digest = hashlib.sha256()
        self._later: list[tuple[int, str, str]] = []
        self._derivations: dict[tuple[Any, ...], _Following] = {}
        self._waiting_known: list[Outcome] = []
        self._again: list[tuple[tuple[str, ...], list[Any], int]] = []

    def block(self, block: Block) -> None:
        """Write new records; what is known already follows when the kind is whole, so that all links are here."""
        if self._shape is not block.shape:
            self.finish_kind()
            self._shape = block.shape
        for uid, (name, meanwhile) in block.parted.items():
            self.work.update(block.shape.cls.by_uid(uid), **{name: meanwhile})
        again = [row for row in block.fresh if row[0] in block.buried]
        fresh = [row for row in block.fresh if row[0] not in block.buried] if again else block.fresh
        if fresh:
            self._insert(block, fresh)
        self._again += [(block.names, row, block.buried[row[0]]) for row in again]
        self._waiting_known += block.known
        memory.keep_waiting(self.memory.peer, block.shape.kind, self.package, block.waiting)

    def finish_kind(self) -> None:
        """What waits until all new records of a kind are written."""
        shape = self._shape
        if shape is None:
            return
        self._link_later(shape)
        if self._span is not None:
            first, last = self._span
            bulk = {"first": first, "last": last, "sha256": self._digest.hexdigest()}
            self.work.changes.append(Change(shape.kind, first, "", None, bulk))
        for names, row, dead in self._again:
            self._bring_again(shape, names, row, dead)
        self.known(shape, self._waiting_known)
        self._span, self._digest = None, hashlib.sha256()
        self._waiting_known, self._again = [], []

    def known(self, shape: Shape, outcomes: Sequence[Outcome]) -> None:
        """Write what follows for records of which something was known."""
        for one in outcomes:
            if one.merged.changes and one.here:
                record = shape.cls.get_by_id(one.here.id)
                self.work.update(record, **python_values(shape, one.merged.changes))
            if one.merged.verdict is Verdict.DELETED and one.here:
                self.work.delete(shape.cls.get_by_id(one.here.id))
            elif one.here:
                self._number_on(shape, one)
            if one.merged.conflicts or (one.before and one.before.pending):
                _note_conflicts(self.work, self.memory.peer, shape.kind, one)
        self.memory.write(shape.kind, self.package, {one.uid: one.merged.agreed for one in outcomes})

    def _number_on(self, shape: Shape, one: Outcome) -> None:
        """Never number a record below the version of theirs that was seen, so that both offices' numbers compare."""
        sql = f'UPDATE "{shape.kind}" SET revision = ? WHERE uid = ? AND revision < ?'
        seen = one.merged.agreed.revision
        if DB.execute_sql(sql, (seen, one.uid, seen)).rowcount and one.merged.changes:
            written = self.work.changes[-1].after
            if written is not None:
                written["revision"] = seen

    def _insert(self, block: Block, rows: list[list[Any]]) -> None:
        shape, names, cls = block.shape, block.names, block.shape.cls
        first = next_id(cls)
        self.memory.write_fresh(shape.kind, self.package, names, ((row[0], row[1], row[BASE:]) for row in rows))
        stored = self._with_links(shape, names, rows, first)
        columns = [*BASE_COLUMNS, *(shape.columns[name] for name in names)]
        more, following = _constants(cls, columns), self._following(cls, columns)
        all_columns = [*columns, *more, *following.columns]
        whole = [[*row, *more.values(), *following.of(row)] for row in stored]
        told = ",".join(f'"{column}"' for column in ("id", *all_columns))
        insert = f'INSERT INTO "{shape.kind}" ({told}) VALUES (?,{",".join("?" * len(all_columns))})'
        with refused_breaks(cls()):
            DB.write_many(insert, ((number, *row) for number, row in enumerate(whole, first)))
        if cls.searchable:
            search.index_many(shape.kind, enumerate(cls.search_texts(all_columns, whole), first))
        self._digest.update(_digest((row[0], row[1]) for row in rows))
        self._span = (self._span[0] if self._span else first, first + len(rows) - 1)

    def _following(self, cls: type[Record], columns: list[str]) -> "_Following":
        key = (cls, *columns)
        if key not in self._derivations:
            self._derivations[key] = _Following(cls, columns)
        return self._derivations[key]

    def _with_links(self, shape: Shape, names: tuple[str, ...], rows: list[list[Any]], first: int) -> list[list[Any]]:
        """The rows with ids in place of uids; a link to what follows in the same kind is made when it is there."""
        places = {name: names.index(name) + BASE for name in shape.links if name in names}
        if not places:
            return rows
        stored = [list(row) for row in rows]
        for name, place in places.items():
            asked = {row[place] for row in rows} - {None}
            ids = ids_of(shape.links[name], asked)
            for number, row in enumerate(stored, first):
                uid = row[place]
                row[place] = ids.get(uid)
                if uid is not None and uid not in ids:
                    self._later.append((number, shape.columns[name], uid))
        return stored

    def _link_later(self, shape: Shape) -> None:
        ids = ids_of(shape.kind, {uid for _, _, uid in self._later})
        for number, column, uid in self._later:
            if uid in ids:
                DB.execute_sql(f'UPDATE "{shape.kind}" SET "{column}" = ? WHERE id = ?', (ids[uid], number))
        self._later = []

    def _bring_again(self, shape: Shape, names: tuple[str, ...], row: list[Any], dead: int) -> None:
        """A record that had been deleted here and is kept there again."""
        head = dict(zip(BASE_COLUMNS, row[:BASE], strict=True))
        revision = max(head["revision"], dead + 1)
        values = python_values(shape, dict(zip(names, row[BASE:], strict=True)))
        self.work.insert(shape.cls(uid=head["uid"], origin=head["origin"], revision=revision, **values))
        Tombstone.delete().where((Tombstone.kind == shape.kind) & (Tombstone.uid == head["uid"])).execute()
        known = Agreed(head["revision"], dict(zip(names, row[BASE:], strict=True)))
        self.memory.write(shape.kind, self.package, {head["uid"]: known})


def _constants(cls: type[Record], columns: Iterable[str]) -> dict[str, Any]:
    """Column → value of those that the package does not tell and that are never empty."""
    told = set(columns)
    kinds = [kind for kind in cls.kinds() if kind.column_name not in told and kind.default is not None]
    return {kind.column_name: kind.db_value(kind.default) for kind in kinds}  # type: ignore[no-untyped-call]


class _Following:
    """Columns that follow from others, filled as `derive` fills them; asked once for equal values."""

    def __init__(self, cls: type[Record], columns: Sequence[str]) -> None:
        declared = {kind.column_name for kind in cls.kinds()} | {"id", *BASE_COLUMNS}
        following = [field for field in cls._meta.sorted_fields if field.column_name not in declared]
        self._cls = cls
        self._names = [field.name for field in following]
        self._fields = [cls._meta.columns[name] for name in columns]
        self.columns = [field.column_name for field in following]
        self._places = [columns.index(name) for name in cls.derived_from if name in columns]
        self._known = lru_cache(1 << 16)(self._from)

    def of(self, row: Sequence[Any]) -> list[Any]:
        """The values of these columns for a row."""
        if not self.columns:
            return []
        if self._places:
            return self._known(tuple(row[place] for place in self._places))
        return self._derived(zip(self._fields, row, strict=True))

    def _from(self, values: tuple[Any, ...]) -> list[Any]:
        return self._derived(zip((self._fields[place] for place in self._places), values, strict=True))

    def _derived(self, stored: Iterable[tuple[Any, Any]]) -> list[Any]:
        record = self._cls(__no_default__=True)
        record.__data__.update({field.name: field.python_value(value) for field, value in stored})
        record.derive()
        return [record.__data__[name] for name in self._names]


def _digest(rows: Iterable[tuple[str, int]]) -> bytes:
    return "".join(f"{uid}:{revision};" for uid, revision in rows).encode()


def _note_conflicts(work: Work, peer: str, kind: str, one: Outcome) -> None:
    """Keep what a person must decide; what the other side took back is no conflict any more."""
    about = (Conflict.peer == peer) & (Conflict.owner_kind == kind) & (Conflict.owner_uid == one.uid)
    there = {row.column: row for row in Conflict.select().where(about & (Conflict.state == OPEN))}
    for planned in conflicts_of(kind, one):
        kept = there.pop(planned.column, None)
        if kept is None:
            work.insert(_conflict(peer, planned))
        elif (kept.ours, kept.theirs) != (planned.ours, planned.theirs):
            work.update(kept, **_both_sides(planned))
    for row in there.values():
        work.delete(row)


def _conflict(peer: str, planned: PlannedConflict) -> Conflict:
    about = {"owner_kind": planned.kind, "owner_uid": planned.uid, "column": planned.column}
    return Conflict(peer=peer, state=OPEN, **about, **_both_sides(planned))


def _both_sides(planned: PlannedConflict) -> dict[str, Any]:
    names = ("ours", "ours_at", "ours_by", "theirs", "theirs_at", "theirs_by", "origin_there")
    return {name: getattr(planned, name) for name in names}


@verb("settle_conflict", "核对冲突")
def settle_conflict(work: Work, conflict: Conflict, choice: str, reason: str = "") -> Conflict:
    """Decide one conflict: `choice` is OURS or THEIRS. Raises RuleRefused when it was decided already, or what is
    chosen cannot be kept here."""
    if conflict.state != OPEN:
        raise RuleRefused(_SETTLED)
    called = conflict.called()
    if choice == THEIRS:
        _take_theirs(work, conflict)
    told = {"state": choice, "settled_at": work.now, "settled_by": work.user, "reason": reason.strip() or None}
    work.update(conflict, **told)
    work.about(conflict, f"核对了{called}，采用{'对方' if choice == THEIRS else '本单位'}的")
    return conflict


def _take_theirs(work: Work, conflict: Conflict) -> None:
    shape = shape_of(conflict.owner_kind)
    record = conflict.owner()
    if conflict.column == GONE:
        if record is not None:
            work.delete(record)
        return
    told = conflict.theirs if conflict.column == HERE else {conflict.column: conflict.theirs}
    values = python_values(shape, told)
    if values.keys() != told.keys() or (record is None and conflict.column != HERE):
        raise RuleRefused(_NO_TARGET.format(called=conflict.called()))
    if record is not None:
        work.update(record, **values)
        return
    _insert_again(work, shape, conflict, values)


def _insert_again(work: Work, shape: Shape, conflict: Conflict, values: dict[str, Any]) -> None:
    here = (Tombstone.kind == shape.kind) & (Tombstone.uid == conflict.owner_uid)
    dead = Tombstone.get_or_none(here)
    revision = dead.revision + 1 if dead else 1
    work.insert(
        shape.cls(uid=conflict.owner_uid, origin=conflict.origin_there or conflict.peer, revision=revision, **values)
    )
    Tombstone.delete().where(here).execute()


@verb("undo_package", "撤销接收")
def undo_package(work: Work, package: ReceivedPackage) -> None:
    """Take a whole package back. Raises RuleRefused when it is not the last one of its sender, or something stands on
    what it brought; its file can be read in again afterwards."""
    about = (History.verb == apply_package.key) & (History.subject_uid == package.uid)  # type: ignore[attr-defined]
    row = History.select().where(about).order_by(History.seq.desc()).first()
    if row is None or history.is_undone(row.seq):
        raise RuleRefused(_GONE)
    later = (ReceivedPackage.sender == package.sender) & (ReceivedPackage.id > package.id)
    if ReceivedPackage.select().where(later).exists():
        raise RuleRefused(_LATER.format(unit=package.sender.name))
    if history.is_redacted(row.seq):
        raise RuleRefused(_REDACTED)
    called, peer, number = package.called(), package.sender.office_uid, package.id
    try:
        for change in reversed(history.read_changes(row)):
            take_back(work, change) if change.uid else _delete_brought(work, change)
    except RuleRefused as error:
        raise RuleRefused(_STANDS_ON) from error
    memory.take_back(peer, number)
    work.undoes = row.seq
    work.sentence = f"撤销接收{called}"


def _delete_brought(work: Work, change: Change) -> None:
    """Delete what a package brought in bulk, unless any of it was changed since. No tombstone: it was never ours."""
    cls, bulk = record_class(change.kind), change.after or {}
    span = (bulk["first"], bulk["last"])
    rows = DB.execute_sql(f'SELECT uid, revision FROM "{cls.kind()}" WHERE id BETWEEN ? AND ? ORDER BY id', span)
    if hashlib.sha256(_digest(rows.fetchall())).hexdigest() != bulk["sha256"]:
        raise RuleRefused(_STANDS_ON)
    with refused_dependants(f"这批{cls.noun}"):
        DB.execute_sql(f'DELETE FROM "{cls.kind()}" WHERE id BETWEEN ? AND ?', span)
    if cls.searchable:
        search.forget(cls.kind(), range(span[0], span[1] + 1))
    work.changes.append(Change(cls.kind(), span[0], "", {"first": span[0], "last": span[1]}, None))


def open_conflicts(peer: str = "") -> list[Conflict]:
    """Conflicts that nobody has decided yet, the oldest first; with `peer` only those with that office."""
    found = Conflict.select().where(Conflict.state == OPEN)
    return list((found.where(Conflict.peer == peer) if peer else found).order_by(Conflict.id))


def settled_with(peer: str) -> Iterator[Conflict]:
    """Decided conflicts with an office: its answer tells them."""
    yield from (
        Conflict.select().where((Conflict.peer == peer) & (Conflict.state.in_([OURS, THEIRS]))).order_by(Conflict.id)
    )
