"""A verb at work inside the compartment: the same as `Work`, but records stay in the box and so does the history.

Nothing of it touches a table of records. An ordinary record of the open file may be read and linked to, not written.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from models.core import verbs
from models.core.canonical import canonical_json
from models.core.errors import RuleRefused, Stale
from models.core.record import Record, is_protected
from models.core.verbs import Done, Session, Work
from models.office.closed.document import Document

T = TypeVar("T")
R = TypeVar("R", bound=Record)


class OutsideError(Exception):
    """A verb tried to write an open record from inside: a bug, since what it writes would tell of the box."""


class SealedWork(Work):
    """One running verb inside the compartment."""

    def __init__(self, session: Session, key: str, title: str, document: Document) -> None:
        super().__init__(session, key, title)
        self.document = document

    def about(self, record: Record, sentence: str) -> None:
        """Name the record that this is about and the sentence that the history of the box and the toast show."""
        self.subject, self.sentence = record, sentence

    def insert(self, record: R) -> R:
        """Put a new record into the box. Raises RuleRefused when something required is empty."""
        if record.id is not None:
            raise OutsideError(type(record).kind())
        self._touch(record)
        record.derive()
        verbs.refuse_gaps(record)
        record.origin = record.origin or self.session.origin
        self._refuse_double(record)
        record.id = self.document.next_id()
        record.created_at = record.changed_at = self.now
        record.created_by = record.changed_by = self.user
        after = record.stored()
        self.document.keep(record.kind(), after)
        record._dirty.clear()
        self._remember(type(record), record.id, record.uid, None, _known(after))
        return record

    def update(self, record: R, **values: Any) -> R:
        """Change a record in the box; raises Stale when it was changed since this copy was read."""
        old = self._present(record)
        self._touch(record)
        for name, value in values.items():
            setattr(record, name, value)
        record.derive()
        new = record.stored()
        changed = [name for name, value in new.items() if value != old.get(name)]
        if not changed:
            return record
        verbs.refuse_gaps(record)
        self._refuse_double(record)
        before = {name: old.get(name) for name in changed}
        record.revision += 1
        record.changed_at, record.changed_by = self.now, self.user
        stamps = {"revision": record.revision, "changed_at": self.now, "changed_by": self.user}
        self.document.keep(record.kind(), {**old, **new, **stamps})
        record._dirty.clear()  # type: ignore[attr-defined]
        self._remember(type(record), record.id, record.uid, before, {**{n: new[n] for n in changed}, **stamps})
        return record

    def delete(self, record: Record) -> None:
        """Take a record out of the box; raises Stale, or RuleRefused while something in there links to it."""
        old = self._present(record)
        if self.document.pointing_to(record):
            raise RuleRefused(f"{record.called()}还有别的记录用着，不能删除。")
        self.document.drop(record.kind(), record.uid)
        self._remember(type(record), record.id, record.uid, _known(old), None)

    def update_many(self, records: Sequence[Record], **values: Any) -> int:
        """Give several records in the box the same values; returns how many had others before."""
        differing = [record for record in records if any(getattr(record, name) != to for name, to in values.items())]
        for record in differing:
            self.update(record, **values)
        return len(differing)

    def insert_many(self, cls: type[Record], *_: Any, **__: Any) -> range:
        """Not inside the box: nothing protected comes in bulk."""
        raise OutsideError(cls.kind())

    def delete_many(self, cls: type[Record], *_: Any) -> None:
        """Not inside the box."""
        raise OutsideError(cls.kind())

    def parts(self, cls: type[R], **equals: Any) -> list[R]:
        """Records in the box whose columns have these values, the oldest first."""
        return self.document.listed(cls, equals)

    def finish(self, value: T) -> Done[T]:
        """Write the row into the history of the box."""
        subject = self.subject
        seq = self.document.append(
            at=self.now,
            user=self.user,
            verb=self.key,
            sentence=self.sentence,
            subject_kind=subject.kind() if subject else "",
            subject_uid=subject.uid if subject else "",
            changes=canonical_json([change.plain() for change in self.changes]),
        )
        return Done(value, tuple(self.changes), -seq, self.sentence)

    def _present(self, record: Record) -> dict[str, Any]:
        if not is_protected(record):
            raise OutsideError(record.kind())
        old = self.document.stored(record.kind(), record.uid)
        if old is None or old["revision"] != record.revision:
            raise Stale(f"{record.called()}刚刚在别处改过，请重新打开后再改。")
        return old

    def _refuse_double(self, record: Record) -> None:
        stored, label = record.stored(), {kind.column_name: kind.label for kind in record.kinds()}
        others = [old for uid, old in self.document.records.get(record.kind(), {}).items() if uid != record.uid]
        for columns in _unique(type(record)):
            values = [stored[name] for name in columns]
            if None not in values and any([old.get(name) for name in columns] == values for old in others):
                named = next((label[column] for column in reversed(columns) if column in label), "编号")
                raise RuleRefused(f"{named}与已有的{record.noun}重复，没有保存。请先查一查是不是同一个。")


def parts_of(work: Work, cls: type[R], **equals: Any) -> list[R]:
    """Within a running verb: records of this kind on the side on which the verb works, open or closed."""
    if isinstance(work, SealedWork):
        return work.parts(cls, **equals)
    tests = [getattr(cls, name) == value for name, value in equals.items()]
    query: Any = cls.select().order_by(cls.id)
    return list(query.where(*tests) if tests else query)


def _unique(cls: type[Record]) -> list[list[str]]:
    """Columns, or groups of columns, that no two records may share."""
    meta: Any = cls._meta
    single = [[field.column_name] for field in meta.sorted_fields if field.unique and field.name not in ("id", "uid")]
    several = [
        [meta.fields[name].column_name for name in index[0]]
        for index in meta.indexes
        if isinstance(index, tuple) and index[1]
    ]
    return single + several


def _known(stored: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stored.items() if value is not None}
