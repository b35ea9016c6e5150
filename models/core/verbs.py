"""Verbs: the only way in which records change.

A verb runs in one transaction, writes its history row and returns what changed. Owns the transaction and the
writing of records; which changes are right is decided by the rules of each concept before `Work` is asked.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

import peewee

from models.core import history, search
from models.core.bulk import write_new
from models.core.canonical import canonical_json
from models.core.clock import Clock, stamp, system_clock
from models.core.database import DB, storage_errors
from models.core.errors import CannotWrite, NotAllowed, RuleRefused, Stale
from models.core.history import Change
from models.core.record import BASE_COLUMNS, Record, Tombstone, is_protected, record_class, refuse_protected

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Record)
_AT_ONCE = 500  # records that one statement writes alike: far below the parameters that any engine takes


class Guard(Protocol):
    """Who may what: asked before every verb."""

    def refusal(self, action: str, subjects: Sequence[object]) -> str:
        """Why the action may not be done to these; empty when it may."""

    def alone(self) -> bool:
        """Whether the office has a single user, so that nobody else can approve or consent."""


@dataclass(slots=True)
class Session:
    """Somebody at work on the open file: who, for which office, by which clock, and what she may.

    Without a guard everything may be done: the office itself is being made or opened.
    """

    user: str
    origin: str
    history_key: bytes = field(repr=False)
    clock: Clock = system_clock
    listeners: list[Callable[["Done[Any]"], None]] = field(default_factory=list)
    guard: Guard | None = None
    last_at: str = ""
    unwritten: list[tuple[str, Record | None]] = field(default_factory=list)
    """Refused attempts whose rows wait for the end of a transaction that is going to be taken back."""

    @property
    def alone(self) -> bool:
        """Whether nobody else could approve or consent."""
        return self.guard is None or self.guard.alone()

    def tick(self) -> str:
        """The present moment as it is stored; the next row's clock is compared with it."""
        self.last_at = stamp(self.clock())
        return self.last_at

    def refuse(self, action: str, *subjects: object) -> None:
        """Raise NotAllowed when the signed-in user may not do this; the attempt is written into the history."""
        try:
            self._ask(action, subjects)
        except NotAllowed as error:
            self.remember_refusal(action, error, subjects)
            raise

    def remember_refusal(self, action: str, error: NotAllowed, subjects: Sequence[object]) -> None:
        """A row about a refused attempt, in a transaction of its own; none where it would tell of what is protected."""
        record = next((part for part in subjects if isinstance(part, Record)), None)
        if record is not None and is_protected(record):
            return
        self.unwritten.append((f"“{title_of(action)}”被拒绝：{error}", record))
        self.write_refusals()

    def write_refusals(self) -> None:
        """Write what waits, unless a transaction is still open; a disk that refuses is asked next time."""
        if not self.unwritten or DB.in_transaction():
            return
        with suppress(CannotWrite):
            while self.unwritten:
                history.note(self, history.REFUSED, *self.unwritten[0])
                del self.unwritten[0]

    def _ask(self, action: str, subjects: Sequence[object]) -> None:
        with storage_errors():
            sentence = self.guard.refusal(action, subjects) if self.guard else ""
        if sentence:
            raise NotAllowed(sentence)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a verb did: its value, the records it changed, its history row and the sentence for the toast."""

    value: T
    changes: tuple[Change, ...]
    seq: int
    sentence: str


VERBS: dict[str, str] = {}
"""Every verb's key and Chinese name."""

FINAL: set[str] = set()
"""Keys of verbs that cannot be undone, because something outside the records changed with them."""


def title_of(action: str) -> str:
    """The name of a verb or of a note."""
    return VERBS.get(action) or history.NOTES.get(action, action)


def verb(
    key: str, title: str, *, undoable: bool = True
) -> Callable[[Callable[Concatenate["Work", P], T]], Callable[Concatenate[Session, P], Done[T]]]:
    """Declare a verb: the function gets a `Work` first, its callers give a `Session` instead.

    Raises RuleRefused, NotAllowed, Stale or CannotWrite; the file and the records in memory are then as they were.
    `.within(work, …)` runs the body inside another verb's transaction, `.key` is the verb's key.
    """
    if VERBS.setdefault(key, title) != title:
        raise ValueError(f"two verbs are called {key}")
    if not undoable:
        FINAL.add(key)

    def declare(body: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Session, P], Done[T]]:
        @functools.wraps(body)
        def run(session: Session, *args: P.args, **kwargs: P.kwargs) -> Done[T]:
            session.write_refusals()
            session.refuse(key, *args, *kwargs.values())
            work = Work(session, key, title)
            try:
                with storage_errors(), DB.writing():
                    done = work.finish(body(work, *args, **kwargs))
            except BaseException as error:
                work.put_back()
                if isinstance(error, NotAllowed):
                    session.remember_refusal(key, error, (*args, *kwargs.values()))
                raise
            for listener in session.listeners:
                listener(done)
            return done

        run.within, run.key = body, key  # type: ignore[attr-defined]
        return run  # type: ignore[return-value]

    return declare


class Work:
    """One running verb: writes records and remembers what it did for the history."""

    def __init__(self, session: Session, key: str, title: str) -> None:
        self.session = session
        self.key = key
        self.sentence = title
        self.now = stamp(session.clock())
        self.user = session.user
        self.changes: list[Change] = []
        self.subject: Record | None = None
        self.undoes: int | None = None
        self._touched: dict[int, tuple[Record, dict[str, Any], dict[str, Any]]] = {}

    def about(self, record: Record, sentence: str) -> None:
        """Name the record that this is about and the sentence that the history and the toast show."""
        refuse_protected(record)
        self.subject = record
        self.sentence = sentence

    def insert(self, record: R) -> R:
        """Write a new record; its base columns are filled here. Raises RuleRefused when something required is empty."""
        self._touch(record)
        record.derive()
        refuse_gaps(record)
        record.origin = record.origin or self.session.origin
        record.created_at = record.changed_at = self.now
        record.created_by = record.changed_by = self.user
        with refused_breaks(record):
            record.save(force_insert=True)
        after = record.stored()
        self._remember(type(record), record.id, record.uid, None, _known(after))
        self._index(type(record), after)
        return record

    def update(self, record: R, **values: Any) -> R:
        """Write changed columns only; raises Stale when somebody else wrote the record meanwhile."""
        self._touch(record)
        for name, value in values.items():
            setattr(record, name, value)
        record.derive()
        before, after = self._difference(record)
        if not after:
            return record
        refuse_gaps(record)
        self._write(record, after)
        self._remember(type(record), record.id, record.uid, before, after)
        self._index(type(record), record.stored())
        return record

    def update_many(self, records: Sequence[Record], **values: Any) -> int:
        """Give many records of one kind the same values, in one statement; returns how many had others before.

        Only for columns from which no other follows. The history keeps each change, so that an undo takes them back.
        """
        differing = [record for record in records if any(getattr(record, name) != to for name, to in values.items())]
        for record in differing:
            self._touch(record)
            old = record.stored()
            record.__data__.update(values, changed_at=self.now, changed_by=self.user, revision=record.revision + 1)
            after = {name: value for name, value in record.stored().items() if value != old[name]}
            before = {name: old[name] for name in after if name not in BASE_COLUMNS}
            self._remember(type(record), record.id, record.uid, before, after)
        for first in range(0, len(differing), _AT_ONCE):
            self._write_alike(differing[first : first + _AT_ONCE], values)
        return len(differing)

    def delete(self, record: Record) -> None:
        """Delete a record and leave its tombstone; raises Stale, or RuleRefused while something depends on it."""
        cls = type(record)
        before = _known(_as_stored(record).stored())
        with refused_dependants(record.called()):
            cls.delete().where(cls.id == record.id).execute()
        _bury(cls.kind(), record.uid, record.revision, self.now, self.user)
        if cls.searchable:
            search.forget(cls.kind(), [record.id])
        self._remember(cls, record.id, record.uid, before, None)

    def insert_many(
        self, cls: type[Record], columns: Sequence[str], rows: Iterable[Sequence[Any]], expected: int = 0
    ) -> range:
        """Write many new records of stored values at the driver's speed; returns their ids.

        `expected`: how many about, where that is known. The history keeps their ids and a digest; who calls this
        keeps what an undo needs.
        """
        head = (self.session.origin, self.now, self.user, self.now, self.user)
        with refused_breaks(cls()):
            written, digest = write_new(cls, head, columns, rows, expected)
        if written:
            bulk = {"first": written[0], "last": written[-1], "sha256": digest}
            self.changes.append(Change(cls.kind(), written[0], "", None, bulk))
        return written

    def delete_many(self, cls: type[Record], first: int, last: int) -> None:
        """Delete what one `insert_many` wrote, at the driver's speed.

        Raises RuleRefused when any of it was changed or deleted since, or something depends on it.
        """
        table, span = cls.kind(), (first, last)
        untouched = f'SELECT count(*) FROM "{table}" WHERE id BETWEEN ? AND ? AND revision = 1'
        if DB.execute_sql(untouched, span).fetchone()[0] != last - first + 1:
            raise RuleRefused(f"{cls.noun}后来又改过或删除过，不能整批撤销。")
        DB.execute_sql(
            "INSERT INTO tombstone (kind, uid, revision, deleted_at, deleted_by) "
            f'SELECT ?, uid, revision, ?, ? FROM "{table}" WHERE id BETWEEN ? AND ?',
            (table, self.now, self.user, *span),
        )
        with refused_dependants(f"这批{cls.noun}"):
            DB.execute_sql(f'DELETE FROM "{table}" WHERE id BETWEEN ? AND ?', span)
        if cls.searchable:
            search.forget(table, range(first, last + 1))
        self.changes.append(Change(table, first, "", {"first": first, "last": last}, None))

    def finish(self, value: T) -> Done[T]:
        """Write the history row."""
        subject = self.subject
        since, self.session.last_at = self.session.last_at, self.now
        seq = history.append(
            self.session.history_key,
            since=since,
            at=self.now,
            user=self.user,
            verb=self.key,
            sentence=self.sentence,
            subject_kind=subject.kind() if subject else "",
            subject_uid=subject.uid if subject else "",
            changes=canonical_json([change.plain() for change in self.changes]),
            undoes=self.undoes,
        )
        return Done(value, tuple(self.changes), seq, self.sentence)

    def _difference(self, record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
        old, new = _as_stored(record).stored(), record.stored()
        changed = [name for name, value in new.items() if value != old[name]]
        return {name: old[name] for name in changed}, {name: new[name] for name in changed}

    def _write(self, record: Record, after: dict[str, Any]) -> None:
        cls = type(record)
        old = record.revision
        record.revision = old + 1
        record.changed_at, record.changed_by = self.now, self.user
        after |= {"revision": record.revision, "changed_at": self.now, "changed_by": self.user}
        columns = ",".join(f'"{name}"=?' for name in after)
        with refused_breaks(record):
            DB.execute_sql(
                f'UPDATE "{cls.kind()}" SET {columns} WHERE id=? AND revision=?',
                (*after.values(), record.id, old),
            )

    def _write_alike(self, records: Sequence[Record], values: dict[str, Any]) -> None:
        """One statement for records whose revision was just raised; Stale when any was written meanwhile."""
        cls, kinds = type(records[0]), type(records[0])._meta.fields
        stored = {kinds[name].column_name: kinds[name].db_value(to) for name, to in values.items()}
        columns = ",".join(f'"{name}"=?' for name in [*stored, "changed_at", "changed_by"])
        known = [part for record in records for part in (record.id, record.revision - 1)]
        alike = f"(id, revision) IN (VALUES {','.join(['(?,?)'] * len(records))})"
        with refused_breaks(cls()):
            update = f'UPDATE "{cls.kind()}" SET {columns}, revision = revision + 1 WHERE {alike}'
            written = DB.execute_sql(update, (*stored.values(), self.now, self.user, *known)).rowcount
        if written != len(records):
            raise Stale(f"有{cls.noun}刚刚在别处改过，请刷新后再改。")

    def put_back(self) -> None:
        """Give the records in memory the values they had before this verb, which failed."""
        for record, data, related in self._touched.values():
            record.__data__, record.__rel__ = data, related

    def _touch(self, record: Record) -> None:
        if id(record) not in self._touched:
            self._touched[id(record)] = (record, dict(record.__data__), dict(record.__rel__))

    def _index(self, cls: type[Record], stored: dict[str, Any]) -> None:
        if cls.searchable:
            search.index(cls.kind(), stored["id"], cls.search_text(stored))

    def _remember(
        self,
        cls: type[Record],
        record_id: int,
        uid: str,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
    ) -> None:
        self.changes.append(Change(cls.kind(), record_id, uid, before, after))


def _known(stored: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stored.items() if value is not None}


def _as_stored(record: R) -> R:
    """The record as the file has it; Stale when it is gone or was written since this copy was read."""
    cls = type(record)
    stored = cls.get_or_none(cls.id == record.id)
    if stored is None or stored.revision != record.revision:
        raise Stale(f"{record.called()}刚刚在别处改过，请重新打开后再改。")
    return stored


def refuse_gaps(record: Record) -> None:
    """Raise RuleRefused when something required is empty."""
    gaps = [kind.label for kind in record.kinds() if kind.required and record.__data__.get(kind.name) in (None, "")]
    if gaps:
        raise RuleRefused(f"还没有填写{'、'.join(gaps)}，没有保存。")


def _bury(kind: str, uid: str, revision: int, at: str, by: str) -> None:
    Tombstone.delete().where((Tombstone.kind == kind) & (Tombstone.uid == uid)).execute()
    Tombstone.insert(kind=kind, uid=uid, revision=revision, deleted_at=at, deleted_by=by).execute()


@contextmanager
def refused_breaks(record: Record) -> Iterator[None]:
    """Turn a broken uniqueness, or a link to a record that is gone, into a sentence."""
    try:
        yield
    except peewee.IntegrityError as error:
        if "FOREIGN KEY" in str(error):
            raise RuleRefused(f"这条{record.noun}所指的另一条记录已经被删除，没有保存。请重新选择。") from error
        if "UNIQUE" not in str(error):
            raise
        labels = {kind.column_name: kind.label for kind in record.kinds()}
        broken = [part.rpartition(".")[2] for part in str(error).split(",")]
        label = next((labels[column] for column in reversed(broken) if column in labels), "编号")
        raise RuleRefused(f"{label}与已有的{record.noun}重复，没有保存。请先查一查是不是同一个。") from error


@contextmanager
def refused_dependants(called: str) -> Iterator[None]:
    """Turn a foreign key that still points at what is being deleted into a sentence."""
    try:
        yield
    except peewee.IntegrityError as error:
        raise RuleRefused(f"{called}还有别的记录用着，不能删除。") from error


@verb("undo", "撤销")
def undo(work: Work, seq: int) -> None:
    """Take a history row back, record by record, newest first.

    Raises RuleRefused when it was undone already, cannot be undone, wrote in bulk, or a later change stands on it.
    """
    row = history.History.get_or_none(history.History.seq == seq)
    if row is None or history.is_undone(seq) or row.undoes is not None:
        raise RuleRefused("这一步已经撤销过，或者不能撤销。")
    if history.is_redacted(seq):
        raise RuleRefused("这一步涉及已按申请删除的个人信息，不能撤销。")
    changes = history.read_changes(row)
    if row.verb in FINAL or not changes:
        raise RuleRefused(f"“{title_of(row.verb)}”不能撤销。")
    if any(not change.uid for change in changes):
        raise RuleRefused("批量写入的内容要在导入记录里整批撤销。")
    for change in reversed(changes):
        take_back(work, change)
    work.undoes = seq
    work.sentence = f"撤销：{row.sentence}"


def take_back(work: Work, change: Change) -> None:
    """Undo one change within a running verb. Raises RuleRefused when something later stands on it."""
    cls = record_class(change.kind)
    if not change.uid:
        bulk = change.after or {}
        work.delete_many(cls, bulk["first"], bulk["last"])
        return
    if change.after is None:
        _bring_back(work, cls, change.before or {})
        return
    current = cls.get_or_none(cls.uid == change.uid)
    stored = current.stored() if current else {}
    if current is None or any(
        stored.get(name) != value for name, value in change.after.items() if name not in BASE_COLUMNS
    ):
        raise RuleRefused(f"{cls.noun}后来又改过，不能撤销这一步。")
    if change.before is None:
        work.delete(current)
        return
    columns = {name: cls._meta.columns[name] for name in change.before}
    work.update(current, **{column.name: column.python_value(change.before[name]) for name, column in columns.items()})


def _bring_back(work: Work, cls: type[Record], before: dict[str, Any]) -> None:
    names = list(before)
    before = {**before, "revision": before["revision"] + 1, "changed_at": work.now, "changed_by": work.user}
    with refused_breaks(cls()):
        DB.execute_sql(
            f'INSERT INTO "{cls.kind()}" ({",".join(names)}) VALUES ({",".join("?" * len(names))})',
            tuple(before[name] for name in names),
        )
    Tombstone.delete().where((Tombstone.kind == cls.kind()) & (Tombstone.uid == before["uid"])).execute()
    work.changes.append(Change(cls.kind(), before["id"], before["uid"], None, before))
    if cls.searchable:
        search.index(cls.kind(), before["id"], cls.search_text(before))
