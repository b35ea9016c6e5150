"""Verbs: the only way in which records change.

A verb runs in one transaction, writes its history row and returns what changed. Owns the transaction and the
writing of records; which changes are right is decided by the rules of each concept before `Work` is asked.
"""

import functools
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import peewee

from models.core import history, search
from models.core.clock import Clock, stamp, system_clock
from models.core.database import DB, storage_errors
from models.core.errors import RuleRefused, Stale
from models.core.fields import canonical_json
from models.core.history import Change
from models.core.record import BASE_COLUMNS, Record, Tombstone, new_uid, record_class

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Record)


@dataclass(slots=True)
class Session:
    """Somebody at work on the open file: who, for which office, by which clock."""

    user: str
    origin: str
    history_key: bytes
    clock: Clock = system_clock
    listeners: list[Callable[["Done[Any]"], None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a verb did: its value, the records it changed, its history row and the sentence for the toast."""

    value: T
    changes: tuple[Change, ...]
    seq: int
    sentence: str


VERBS: dict[str, str] = {}
"""Every verb's key and Chinese name."""


def verb(
    key: str, title: str
) -> Callable[[Callable[Concatenate["Work", P], T]], Callable[Concatenate[Session, P], Done[T]]]:
    """Declare a verb: the function gets a `Work` first, its callers give a `Session` instead.

    Raises RuleRefused, Stale or CannotWrite; the file is then as it was. `.within(work, …)` runs the body inside
    another verb's transaction.
    """
    VERBS[key] = title

    def declare(body: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Session, P], Done[T]]:
        @functools.wraps(body)
        def run(session: Session, *args: P.args, **kwargs: P.kwargs) -> Done[T]:
            with storage_errors(), DB.atomic("IMMEDIATE"):
                work = Work(session, key, title)
                value = body(work, *args, **kwargs)
                done = work.finish(value)
            for listener in session.listeners:
                listener(done)
            return done

        run.within = body  # type: ignore[attr-defined]
        return run  # type: ignore[return-value]

    return declare


class Work:
    """One running verb: writes records and remembers what it did for the history."""

    def __init__(self, session: Session, key: str, title: str) -> None:
        self.session = session
        self.key = key
        self.sentence = title
        self.now = stamp(session.clock())
        self.changes: list[Change] = []
        self.subject: Record | None = None
        self.undoes: int | None = None

    def about(self, record: Record, sentence: str) -> None:
        """Name the record that this is about and the sentence that the history and the toast show."""
        self.subject = record
        self.sentence = sentence

    def insert(self, record: R) -> R:
        """Write a new record; its base columns are filled here."""
        record.derive()
        record.origin = record.origin or self.session.origin
        record.created_at = record.changed_at = self.now
        record.created_by = record.changed_by = self.session.user
        with refused_duplicates(record):
            record.save(force_insert=True)
        after = record.stored()
        self._remember(type(record), record.id, record.uid, None, _known(after))
        self._index(type(record), after)
        return record

    def update(self, record: R, **values: Any) -> R:
        """Write changed columns only; raises Stale when somebody else wrote the record meanwhile."""
        for name, value in values.items():
            setattr(record, name, value)
        record.derive()
        before, after = self._difference(record)
        if not after:
            return record
        self._write(record, after)
        self._remember(type(record), record.id, record.uid, before, after)
        self._index(type(record), record.stored())
        return record

    def delete(self, record: Record) -> None:
        """Delete a record and leave its tombstone; raises RuleRefused while something depends on it."""
        cls = type(record)
        before = _known(record.stored())
        with refused_dependants(record):
            cls.delete().where(cls.id == record.id).execute()
        _bury(cls.kind(), record.uid, record.revision, self.now, self.session.user)
        if cls.searchable:
            search.forget(cls.kind(), [record.id])
        self._remember(cls, record.id, record.uid, before, None)

    def insert_many(self, cls: type[Record], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> range:
        """Write many new records of stored values at the driver's speed; returns their ids.

        The history keeps their ids and a digest; who calls this keeps what an undo needs.
        """
        first = (DB.execute_sql(f'SELECT max(id) FROM "{cls.kind()}"').fetchone()[0] or 0) + 1
        names = ["id", *BASE_COLUMNS, *columns]
        origin, now, user = self.session.origin, self.now, self.session.user
        full = [(number, new_uid(), 1, origin, now, user, now, user, *row) for number, row in enumerate(rows, first)]
        marks = ",".join("?" * len(names))
        quoted = ",".join(f'"{name}"' for name in names)
        DB.connection().executemany(f'INSERT INTO "{cls.kind()}" ({quoted}) VALUES ({marks})', full)
        if cls.searchable:
            search.index_many(
                cls.kind(), ((row[0], cls.search_text(dict(zip(names, row, strict=True)))) for row in full)
            )
        digest = hashlib.sha256()
        for row in full:
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
        written = range(first, first + len(full))
        if full:
            bulk = {"first": first, "last": written[-1], "sha256": digest.hexdigest()}
            self.changes.append(Change(cls.kind(), first, "", None, bulk))
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
            (table, self.now, self.session.user, *span),
        )
        try:
            DB.execute_sql(f'DELETE FROM "{table}" WHERE id BETWEEN ? AND ?', span)
        except peewee.IntegrityError as error:
            raise RuleRefused(f"{cls.noun}还有别的记录用着，不能整批撤销。") from error
        if cls.searchable:
            search.forget(table, range(first, last + 1))
        self.changes.append(Change(table, first, "", {"first": first, "last": last}, None))

    def finish(self, value: T) -> Done[T]:
        """Write the history row."""
        subject = self.subject
        seq = history.append(
            self.session.history_key,
            at=self.now,
            user=self.session.user,
            verb=self.key,
            sentence=self.sentence,
            subject_kind=subject.kind() if subject else "",
            subject_uid=subject.uid if subject else "",
            changes=canonical_json([change.plain() for change in self.changes]),
            undoes=self.undoes,
        )
        return Done(value, tuple(self.changes), seq, self.sentence)

    def _difference(self, record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
        cls = type(record)
        stored = cls.get_or_none(cls.id == record.id)
        if stored is None or stored.revision != record.revision:
            raise Stale(f"{record.called()}刚刚在别处改过，请重新打开后再改。")
        old, new = stored.stored(), record.stored()
        changed = [name for name, value in new.items() if value != old[name]]
        return {name: old[name] for name in changed}, {name: new[name] for name in changed}

    def _write(self, record: Record, after: dict[str, Any]) -> None:
        cls = type(record)
        old = record.revision
        record.revision = old + 1
        record.changed_at, record.changed_by = self.now, self.session.user
        after |= {"revision": record.revision, "changed_at": self.now, "changed_by": self.session.user}
        columns = ",".join(f'"{name}"=?' for name in after)
        with refused_duplicates(record):
            DB.execute_sql(
                f'UPDATE "{cls.kind()}" SET {columns} WHERE id=? AND revision=?',
                (*after.values(), record.id, old),
            )

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


def _bury(kind: str, uid: str, revision: int, at: str, by: str) -> None:
    Tombstone.delete().where((Tombstone.kind == kind) & (Tombstone.uid == uid)).execute()
    Tombstone.insert(kind=kind, uid=uid, revision=revision, deleted_at=at, deleted_by=by).execute()


class refused_duplicates:  # noqa: N801  (reads as a phrase in `with`)
    """Turn a broken uniqueness into a sentence that names the record."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, peewee.IntegrityError) and "UNIQUE" in str(error):
            column = str(error).rpartition(".")[2]
            labels = {part.column_name: part.label for part in type(self.record).kinds()}
            label = labels.get(column, "编号")
            raise RuleRefused(f"{label}与已有的{self.record.noun}重复，没有保存。请先查一查是不是同一个。") from error


class refused_dependants:  # noqa: N801
    """Turn a foreign key that still points here into a sentence."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, peewee.IntegrityError):
            raise RuleRefused(f"{self.record.called()}还有别的记录用着，不能删除。") from error


@verb("undo", "撤销")
def undo(work: Work, seq: int) -> None:
    """Take a history row back, record by record, newest first.

    Raises RuleRefused when it was undone already, wrote in bulk, or a later change stands on it.
    """
    row = history.History.get_or_none(history.History.seq == seq)
    if row is None or history.is_undone(seq) or row.undoes is not None:
        raise RuleRefused("这一步已经撤销过，或者不能撤销。")
    changes = history.read_changes(row)
    if any(not change.uid for change in changes):
        raise RuleRefused("批量写入的内容要在导入记录里整批撤销。")
    for change in reversed(changes):
        take_back(work, change)
    work.undoes = seq
    work.sentence = f"撤销：{row.sentence}"


def take_back(work: Work, change: Change) -> None:
    """Undo one change; raises RuleRefused when a later one stands on it."""
    cls = record_class(change.kind)
    if not change.uid:
        bulk = change.after or {}
        work.delete_many(cls, bulk["first"], bulk["last"])
        return
    current = cls.get_or_none(cls.uid == change.uid)
    if change.after is None:
        _bring_back(work, cls, change.before or {})
        return
    if current is None or any(
        current.stored().get(name) != value for name, value in change.after.items() if name not in BASE_COLUMNS
    ):
        raise RuleRefused(f"{cls.noun}后来又改过，不能撤销这一步。")
    if change.before is None:
        work.delete(current)
        return
    for name, value in change.before.items():
        stored = cls._meta.columns[name]
        setattr(current, stored.name, stored.python_value(value))
    work.update(current)


def _bring_back(work: Work, cls: type[Record], before: dict[str, Any]) -> None:
    names = list(before)
    before = {**before, "revision": before["revision"] + 1, "changed_at": work.now}
    DB.execute_sql(
        f'INSERT INTO "{cls.kind()}" ({",".join(names)}) VALUES ({",".join("?" * len(names))})',
        tuple(before[name] for name in names),
    )
    Tombstone.delete().where((Tombstone.kind == cls.kind()) & (Tombstone.uid == before["uid"])).execute()
    work.changes.append(Change(cls.kind(), before["id"], before["uid"], None, before))
    if cls.searchable:
        search.index(cls.kind(), before["id"], cls.search_text(before))
