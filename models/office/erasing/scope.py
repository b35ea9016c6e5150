"""What in one file belongs to somebody: rows, what the history tells of rows that are gone, and the telling literals.

Reads through any connection, files of every release: asks only for tables and columns that are there. Writes nothing.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from models.core.history import REDACTING
from models.core.record import BASE_COLUMNS
from models.office.erasing.shapes import Shape, shapes
from models.office.erasing.words import Secrets, Words

_TEXTS = ("CHAR", "TEXT", "CLOB")
_BY_THEMSELVES = ("rights_case",)
"""Kinds that go without those whom they name: who came and who was complained of have records of their own."""


class Subject(NamedTuple):
    """Who is erased: the kind of record and its random uid."""

    kind: str
    uid: str


class Table:
    """A table of the file as it is there: `texts` are the columns that may hold words."""

    def __init__(self, connection: Any, name: str) -> None:
        self.name = name
        rows = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        self.columns = {row[1] for row in rows}
        self.texts = [row[1] for row in rows if any(word in row[2].upper() for word in _TEXTS)]
        self.told = [name for name in self.texts if name not in BASE_COLUMNS]


@dataclass(slots=True)
class Scope:
    """`owned`: kind → uid → id, living or gone; `naming`: rows of others that name the subject by a link.

    `beside`: rows of others to which owned ones link, such as the meeting at which she was voted on.
    """

    subject: Subject
    tables: dict[str, Table]
    owned: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    naming: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    beside: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    secrets: Secrets = field(default_factory=Secrets)
    everything: Words = field(default_factory=lambda: Words((), ()))
    """All that was found: for rows that are hers."""
    certain: Words = field(default_factory=lambda: Words((), ()))
    """What means nobody else: for rows that may be about others."""
    numbers: Words = field(default_factory=lambda: Words((), ()))
    """The numbers that are nobody else's."""
    identity: Words = field(default_factory=lambda: Words((), ()))
    """The numbers that mean her wherever they stand."""
    size: int = -1
    """How much was hers at the last look."""
    shared: set[str] = field(default_factory=set)
    """Numbers and names that others bear as well."""

    @property
    def uids(self) -> set[str]:
        """Of everything that is hers."""
        return {uid for rows in self.owned.values() for uid in rows}

    @property
    def empty(self) -> bool:
        """Whether the file tells nothing of her."""
        return not self.owned


def tables_of(connection: Any) -> dict[str, Table]:
    """The ordinary tables of a file, by name; not what the search keeps for itself."""
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall()
    virtual = [name for name, sql in rows if (sql or "").startswith("CREATE VIRTUAL")]
    inner = tuple(f"{name}_" for name in virtual)
    names = [name for name, _ in rows if name not in virtual and not name.startswith(("sqlite_", *inner))]
    return {name: Table(connection, name) for name in names}


def living(connection: Any, subject: Subject) -> Scope:
    """Only the rows that are there now, without a look into the history."""
    scope = Scope(subject, tables_of(connection))
    if subject.kind in scope.tables:
        _keep(scope, subject.kind, rows_by(connection, subject.kind, "uid", [subject.uid]))
    while _grows(scope):
        _add_linked(connection, scope)
    return scope


def find(connection: Any, subject: Subject, known: Secrets | None = None) -> Scope:
    """Everything in this file that belongs to the subject; `known` is what another file told already."""
    scope = living(connection, subject)
    _read_secrets(connection, scope)
    scope.secrets.merge(known or Secrets())
    _add_gone(connection, scope, subject)
    while _grows(scope):
        _add_linked(connection, scope)
        _read_past(connection, scope)
    _add_neighbours(connection, scope)
    _weigh(connection, scope)
    return scope


def part_of(scope: Scope, part: dict[str, Any]) -> Shape | None:
    """The shape of a change in the history that is about something of hers; None for others'."""
    return shapes().get(part["kind"]) if part["uid"] in scope.owned.get(part["kind"], ()) else None


def rows_by(connection: Any, kind: str, column: str, values: Iterable[Any]) -> dict[str, int]:
    """uid → id of the rows that hold one of these values in a column."""
    found: dict[str, int] = {}
    for value in values:
        found |= dict(connection.execute(f'SELECT uid, id FROM "{kind}" WHERE "{column}" = ?', (value,)).fetchall())
    return found


def past_rows(connection: Any, pattern: re.Pattern[str] | None) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Number and changes of the history rows that match; rows that tell of an erasure are left out."""
    if pattern is None:
        return
    marks = ",".join("?" * len(REDACTING))
    sql = f"SELECT seq, changes FROM history WHERE changes <> '[]' AND verb NOT IN ({marks}) ORDER BY seq"
    for seq, changes in connection.execute(sql, REDACTING):
        if pattern.search(changes):
            yield seq, [part for part in json.loads(changes) if part.get("uid")]


def _grows(scope: Scope) -> bool:
    """Whether more was found since the last look."""
    before, scope.size = scope.size, sum(map(len, scope.owned.values())) + len(scope.secrets.ids)
    return scope.size != before


def _add_gone(connection: Any, scope: Scope, subject: Subject) -> None:
    """The subject's own row where it was deleted since."""
    scope.size = -1
    for _, parts in past_rows(connection, re.compile(re.escape(f'"uid":"{subject.uid}"'))):
        for part in parts:
            if Subject(part["kind"], part["uid"]) == subject:
                scope.owned[subject.kind][subject.uid] = part["id"]


def _add_linked(connection: Any, scope: Scope) -> None:
    """Living rows that link to what is hers, or hang on it."""
    for kind, shape in shapes().items():
        table = scope.tables.get(kind)
        if table is None:
            continue
        for column, target in shape.links.items():
            if column in table.columns and scope.owned.get(target):
                found = rows_by(connection, kind, column, scope.owned[target].values())
                _keep(scope, kind, _not_of_others(connection, scope, kind, found))
        for column, target in shape.uids.items():
            if column in table.columns and scope.owned.get(target):
                found = rows_by(connection, kind, column, scope.owned[target])
                _keep(scope, kind, _not_of_others(connection, scope, kind, found))
        for column, target in shape.by_id.items():
            if column in table.columns and target == scope.subject.kind:
                found = rows_by(connection, kind, column, scope.secrets.ids)
                _keep(scope, kind, _not_of_others(connection, scope, kind, found))
        if shape.hangs:
            _keep(scope, kind, rows_by(connection, kind, "owner_uid", scope.uids))


def _not_of_others(connection: Any, scope: Scope, kind: str, found: dict[str, int]) -> dict[str, int]:
    """Rows that are not about another subject: what her household was given may have been given to her mother."""
    columns = [name for name in _whose(scope, shapes()[kind]) if name in scope.tables[kind].columns]
    if not columns:
        return found
    sql = f'SELECT {",".join(columns)} FROM "{kind}" WHERE id = ?'
    rows = {uid: connection.execute(sql, (number,)).fetchone() for uid, number in found.items()}
    return {uid: found[uid] for uid, row in rows.items() if _may_be_hers(scope, row)}


def _whose(scope: Scope, shape: Shape) -> list[str]:
    """Columns that say whom a row is about."""
    columns = {**shape.links, **shape.uids}
    return [column for column, target in columns.items() if target == scope.subject.kind]


def _may_be_hers(scope: Scope, named: Iterable[Any]) -> bool:
    subjects = {value for value in named if value is not None}
    hers = scope.owned.get(scope.subject.kind, {})
    return not subjects or bool(subjects & {*hers, *hers.values()})


def _keep(scope: Scope, kind: str, found: dict[str, int]) -> None:
    if found:
        scope.owned[kind] |= found


def _read_past(connection: Any, scope: Scope) -> None:
    """The same for rows that are gone, and what the history tells of former names and numbers."""
    for _, parts in past_rows(connection, _traces(scope)):
        for part in parts:
            shape = shapes().get(part["kind"])
            values = {**(part["before"] or {}), **(part["after"] or {})}
            if shape and _is_hers(scope, shape, values):
                scope.owned[part["kind"]][part["uid"]] = part["id"]
            if shape and part["uid"] in scope.owned.get(part["kind"], ()):
                _learn(scope, part["kind"], shape, part["before"] or {})
                _learn(scope, part["kind"], shape, part["after"] or {})


def _is_hers(scope: Scope, shape: Shape, values: dict[str, Any]) -> bool:
    if shape.hangs and values.get("owner_uid") in scope.uids:
        return True
    linked = any(values.get(name) in scope.owned.get(target, {}).values() for name, target in shape.links.items())
    linked = linked or any(values.get(name) in scope.owned.get(target, ()) for name, target in shape.uids.items())
    by_id = [name for name, target in shape.by_id.items() if target == scope.subject.kind]
    linked = linked or any(values.get(name) in scope.secrets.ids for name in by_id)
    return linked and _may_be_hers(scope, (values.get(name) for name in _whose(scope, shape)))


def _traces(scope: Scope) -> re.Pattern[str] | None:
    """What a change that concerns her holds: a uid of hers, or a link to her."""
    links = {
        f'"{column}":{number}[,}}]'
        for shape in shapes().values()
        for column, target in shape.links.items()
        for number in scope.owned.get(target, {}).values()
    }
    parts = [*sorted(scope.uids), *sorted(links), *map(re.escape, sorted(scope.secrets.ids))]
    return re.compile("|".join(parts)) if parts else None


def _learn(scope: Scope, kind: str, shape: Shape, values: dict[str, Any]) -> None:
    """Only the subject's own columns tell who she is; records that belong to her may name her family."""
    if kind != scope.subject.kind or kind in _BY_THEMSELVES:
        return
    for column in shape.names:
        scope.secrets.add_name(values.get(column))
    for column in shape.secrets:
        scope.secrets.add_number(values.get(column))
    for column in shape.ids:
        scope.secrets.add_id(values.get(column))


def _read_secrets(connection: Any, scope: Scope) -> None:
    """What her own row says now."""
    kind = scope.subject.kind
    shape, table, ids = shapes()[kind], scope.tables.get(kind), scope.owned.get(kind, {}).values()
    columns = [name for name in (*shape.names, *shape.secrets, *shape.ids) if table and name in table.columns]
    if not columns:
        return
    chosen = ",".join(f'"{name}"' for name in columns)
    for number in ids:
        row = connection.execute(f'SELECT {chosen} FROM "{kind}" WHERE id = ?', (number,)).fetchone()
        if row:
            _learn(scope, kind, shape, dict(zip(columns, row, strict=True)))


def _add_neighbours(connection: Any, scope: Scope) -> None:
    for kind, shape in shapes().items():
        table = scope.tables.get(kind)
        if table is None:
            continue
        for column, target in shape.mentions.items():
            if column in table.columns and scope.owned.get(target):
                found = rows_by(connection, kind, column, scope.owned[target].values())
                scope.naming[kind] |= {uid: number for uid, number in found.items() if uid not in scope.owned[kind]}
        for column, target in shape.links.items():
            if column in table.columns and scope.owned.get(kind) and target in scope.tables:
                _beside(connection, scope, kind, column, target)


def _beside(connection: Any, scope: Scope, kind: str, column: str, target: str) -> None:
    sql = f'SELECT t.uid, t.id FROM "{kind}" k JOIN "{target}" t ON t.id = k."{column}" WHERE k.id = ?'
    for number in scope.owned[kind].values():
        for uid, other in connection.execute(sql, (number,)).fetchall():
            if uid not in scope.owned.get(target, ()):
                scope.beside[target][uid] = other


def _weigh(connection: Any, scope: Scope) -> None:
    """Which literals mean nobody else: others may bear the same name, or use the same telephone."""
    names, numbers = scope.secrets.names, scope.secrets.numbers
    scope.shared = {name for name in names if _borne_by_others(connection, scope, name, "names", "name")}
    certain = scope.secrets.ids
    others = numbers - certain
    scope.shared |= {number for number in others if _borne_by_others(connection, scope, number, "numbers", "")}
    scope.everything = Words(names, numbers)
    scope.certain = Words(names - scope.shared, numbers - scope.shared)
    scope.numbers = Words((), numbers - scope.shared)
    scope.identity = Words((), certain)


def _borne_by_others(connection: Any, scope: Scope, literal: str, which: str, also: str) -> bool:
    for kind, shape in shapes().items():
        table = scope.tables.get(kind)
        wanted = {*getattr(shape, which), also} & table.columns if table else set()
        mine = set(scope.owned.get(kind, {}).values())
        # A row with her ID number means her by the rest as well, such as a child's record its mother.
        numbers = [f'"{name}"' for name in shape.numbers if table and name in table.columns]
        chosen = ",".join(["id", *numbers])
        for column in sorted(wanted):
            found = connection.execute(f'SELECT {chosen} FROM "{kind}" WHERE instr("{column}", ?)', (literal,))
            if any(row[0] not in mine and not scope.secrets.ids & set(row[1:]) for row in found):
                return True
    return False
