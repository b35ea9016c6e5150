"""One record of two offices: what both last agreed on, what is here, what the other side says now.

Pure: knows neither a file nor a kind of record. What is decided does not depend on the order in which versions of a
record arrive, and no value that a side wrote is lost: a field that both changed differently stays as it is here, and
what the other side says is pending until a person, or a written rule, decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

Values = Mapping[str, Any]


class Verdict(StrEnum):
    """What happens to a record: 新增 更新 相同 对方已删除 待核对 待补齐 未接收."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DELETED = "deleted"
    CONFLICT = "conflict"
    WAITING = "waiting"
    REFUSED = "refused"


class Wins(StrEnum):
    """Who is right about a field that both sides changed."""

    OURS = "ours"
    THEIRS = "theirs"
    PERSON = "person"


GONE = "-gone"
"""In place of a column: they deleted the record, which was changed here. Pending is the revision of the deletion."""

HERE = "-here"
"""In place of a column: the record was deleted here, and they changed it. Pending are their values."""

RECORD_WIDE = (GONE, HERE)


class Version(NamedTuple):
    """A record as the other side has it; `values` is None when it was deleted there at this revision."""

    revision: int
    values: Values | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is known of a record on the other side. `values`: what both agreed on, by column.

    revision: the newest version of theirs that was seen. lag: columns that this version did not tell, with the
    revision that did. pending: what they said last about a column that is not decided, see GONE and HERE as well.
    gone: the record is known to be deleted there.
    """

    revision: int
    values: Values = field(default_factory=dict)
    gone: bool = False
    lag: Mapping[str, int] = field(default_factory=dict)
    pending: Values = field(default_factory=dict)

    def seen(self, column: str) -> int:
        """The newest revision of theirs that told this column; 0 for none."""
        return self.lag.get(column, self.revision if column in self.values or column in self.pending else 0)


@dataclass(frozen=True, slots=True)
class Merged:
    """What follows for a record. `changes`: columns to be written here; `conflicts`: column → (ours, theirs)."""

    verdict: Verdict
    agreed: Agreed
    changes: Values = field(default_factory=dict)
    conflicts: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def ask(_: str) -> Wins:
    """No rule for any column: a person decides."""
    return Wins.PERSON


def merge(
    agreed: Agreed | None,
    ours: Values | None,
    theirs: Version,
    rule: Callable[[str], Wins] = ask,
    buried: int | None = None,
) -> Merged:
    """What follows from a version of theirs. `buried`: revision at which the record was deleted here, if it was."""
    if theirs.values is None:
        return _deleted_there(agreed, ours, theirs.revision)
    if ours is None:
        return _not_here(agreed, theirs.revision, theirs.values, buried)
    return _both(agreed, ours, theirs.revision, theirs.values, rule)


def decided(agreed: Agreed, columns: Values) -> Agreed:
    """The same after a person decided about pending columns; `columns`: what she was shown as theirs.

    Whichever side she chose, both have seen it: only what is still pending with that very value is decided.
    """
    settled = {name for name, said in columns.items() if name in agreed.pending and agreed.pending[name] == said}
    if GONE in settled:
        return Agreed(agreed.pending[GONE], gone=True)
    told = {name: agreed.pending[name] for name in settled - {HERE}}
    told |= agreed.pending[HERE] if HERE in settled else {}
    left = {name: said for name, said in agreed.pending.items() if name not in settled}
    return replace(agreed, values={**agreed.values, **told}, pending=left)


def _not_here(agreed: Agreed | None, revision: int, values: Values, buried: int | None) -> Merged:
    if agreed is None:
        if buried is None:
            return Merged(Verdict.NEW, Agreed(revision, dict(values)), dict(values))
        if revision <= buried:
            return Merged(Verdict.SAME, Agreed(revision, dict(values)))
        return _changed_after_deletion(Agreed(0), revision, values)
    if agreed.gone and revision > agreed.revision:
        return Merged(Verdict.NEW, Agreed(revision, dict(values)), dict(values))
    if agreed.gone or revision < agreed.revision:
        waits = {HERE: (None, agreed.pending[HERE])} if HERE in agreed.pending else {}
        return Merged(Verdict.CONFLICT if waits else Verdict.SAME, agreed, {}, waits)
    if all(agreed.values.get(name) == said for name, said in values.items()):
        return Merged(Verdict.SAME, replace(agreed, revision=revision, lag=_lag(agreed, revision, values), pending={}))
    return _changed_after_deletion(agreed, revision, values)


def _changed_after_deletion(agreed: Agreed, revision: int, values: Values) -> Merged:
    said = dict(values)
    known = replace(agreed, revision=revision, lag=_lag(agreed, revision, values), pending={HERE: said})
    return Merged(Verdict.CONFLICT, known, {}, {HERE: (None, said)})


def _deleted_there(agreed: Agreed | None, ours: Values | None, revision: int) -> Merged:
    if agreed is not None and (revision < agreed.revision or agreed.gone):
        known = replace(agreed, revision=max(revision, agreed.revision)) if agreed.gone else agreed
        return Merged(Verdict.CONFLICT if known.pending else Verdict.SAME, known, {}, _shown(known.pending, ours))
    if ours is None:
        return Merged(Verdict.SAME, Agreed(revision, gone=True))
    known = agreed or Agreed(0)
    pending = {name: said for name, said in known.pending.items() if name != HERE}
    if agreed is not None and not (pending.keys() - {GONE}) and _is_as_agreed(ours, known.values):
        return Merged(Verdict.DELETED, Agreed(revision, gone=True))
    pending[GONE] = max(revision, pending.get(GONE, 0))
    known = replace(known, pending=pending)
    return Merged(Verdict.CONFLICT, known, {}, _shown(pending, ours))


def _both(agreed: Agreed | None, ours: Values, revision: int, values: Values, rule: Callable[[str], Wins]) -> Merged:
    known = agreed or Agreed(0)
    if known.gone:
        if revision <= known.revision:
            return Merged(Verdict.SAME, known)
        known = Agreed(0)  # they keep it again, and it was kept here
    pending = {name: said for name, said in known.pending.items() if name != HERE}
    if pending.get(GONE, revision) < revision:
        del pending[GONE]
    told, changes = dict(known.values), dict[str, Any]()
    for name, said in values.items():
        _field(name, said, ours.get(name), told, pending, changes, rule, late=revision < known.seen(name))
    newest = max(revision, known.revision)
    fresh = Agreed(newest, told, lag=_lag(known, revision, values), pending=pending)
    conflicts = _shown(pending, ours)
    if GONE in pending:
        if len(pending) == 1 and _is_as_agreed({**ours, **changes}, told):
            return Merged(Verdict.DELETED, Agreed(pending[GONE], gone=True))
        return Merged(Verdict.CONFLICT, fresh, changes, conflicts)
    verdict = Verdict.CONFLICT if conflicts else Verdict.CHANGED if changes else Verdict.SAME
    return Merged(verdict, fresh, changes, conflicts)


def _field(
    name: str,
    said: Any,
    here: Any,
    told: dict[str, Any],
    pending: dict[str, Any],
    changes: dict[str, Any],
    rule: Callable[[str], Wins],
    *,
    late: bool,
) -> None:
    """Decide one column; `told`, `pending` and `changes` take the outcome. A column never agreed on was empty."""
    before = told.get(name)
    if late:
        _late_field(name, said, here, told, pending, changes, rule)
    elif said == here:
        told[name] = said
        pending.pop(name, None)
    elif said == before:
        told[name] = before
        pending.pop(name, None)
    elif here == before or rule(name) is Wins.THEIRS:
        told[name] = changes[name] = said
        pending.pop(name, None)
    elif rule(name) is Wins.OURS:
        told[name] = said
        pending.pop(name, None)
    else:
        told.setdefault(name, None)
        pending[name] = said


def _late_field(
    name: str,
    said: Any,
    here: Any,
    told: dict[str, Any],
    pending: dict[str, Any],
    changes: dict[str, Any],
    rule: Callable[[str], Wins],
) -> None:
    """A version older than one that was seen. Had it come in time, the newer one would have followed on agreement."""
    newest = pending.get(name, told.get(name))
    in_time = said == here or (rule(name) is Wins.THEIRS and said != told.get(name))
    if here != newest and in_time:
        told[name] = changes[name] = newest
        pending.pop(name, None)


def _lag(agreed: Agreed, revision: int, values: Values) -> dict[str, int]:
    """Which columns were told by another revision than the newest one."""
    newest = max(revision, agreed.revision)
    names = agreed.values.keys() | agreed.pending.keys() | values.keys()
    seen = {name: max(agreed.seen(name), revision if name in values else 0) for name in names - set(RECORD_WIDE)}
    return {name: at for name, at in seen.items() if at != newest}


def _shown(pending: Values, ours: Values | None) -> dict[str, tuple[Any, Any]]:
    here = ours or {}
    return {name: (None if name in RECORD_WIDE else here.get(name), said) for name, said in pending.items()}


def _is_as_agreed(ours: Values, values: Values) -> bool:
    """Whether nothing is kept here beyond what was agreed on; nothing and no are alike where it was not told."""
    return all(here == values[name] if name in values else not here for name, here in ours.items())
