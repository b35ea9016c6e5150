"""Records in the form in which they travel: values as they are stored, by field name, links as uids.

Owns the way from that form to a table's columns and back. Decides nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from models.core.canonical import canonical_json
from models.core.database import DB
from models.core.fields import JsonField, LinkField
from models.core.record import Record, record_class

T = TypeVar("T")
AT_ONCE = 500
"""Values that one statement asks for: far below the parameters that any engine takes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it is kept here."""

    id: int
    origin: str
    revision: int
    changed_at: str
    changed_by: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of record looks like. `links`: name → kind; `unique`: groups of names that no two records share."""

    cls: type[Record]
    columns: Mapping[str, str]
    links: Mapping[str, str]
    structures: frozenset[str]
    required: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]

    @property
    def kind(self) -> str:
        """The kind's name."""
        return self.cls.kind()

    @property
    def own_links(self) -> tuple[str, ...]:
        """Links to records of the same kind."""
        return tuple(name for name, target in self.links.items() if target == self.kind)

    def expression(self, name: str) -> str:
        """SQL of a column in the form in which it travels; the table is called t."""
        target, column = self.links.get(name), self.columns.get(name, name)
        return f'(SELECT o.uid FROM "{target}" o WHERE o.id = t."{column}")' if target else f't."{column}"'


@cache
def shape_of(kind: str) -> Shape:
    """The shape of a kind; KeyError for an unknown one."""
    cls = record_class(kind)
    kinds = cls.kinds()
    meta: Any = cls._meta
    single = [(field.name,) for field in kinds if field.unique]
    several = [tuple(index[0]) for index in meta.indexes if isinstance(index, tuple) and index[1]]
    return Shape(
        cls,
        {field.name: field.column_name for field in kinds},
        {field.name: field.rel_model.kind() for field in kinds if isinstance(field, LinkField)},
        frozenset(field.name for field in kinds if isinstance(field, JsonField)),
        tuple(field.name for field in kinds if field.required),
        (*single, *several),
    )


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values by the hundred."""
    listed = list(values)
    for first in range(0, len(listed), AT_ONCE):
        yield listed[first : first + AT_ONCE]


def marks(values: Sequence[Any]) -> str:
    """As many question marks."""
    return ",".join("?" * len(values))


def kept(shape: Shape, uids: Iterable[str]) -> dict[str, Kept]:
    """Those of these records that are here, by uid."""
    names = list(shape.columns)
    told = ",".join(map(shape.expression, names))
    found: dict[str, Kept] = {}
    for some in chunks(uids):
        sql = (
            f"SELECT t.uid, t.id, t.origin, t.revision, t.changed_at, t.changed_by, {told} "
            f'FROM "{shape.kind}" t WHERE t.uid IN ({marks(some)})'
        )
        for uid, number, origin, revision, at, by, *values in DB.execute_sql(sql, some):
            found[uid] = Kept(number, origin, revision, at, by, dict(zip(names, values, strict=True)))
    return found


def ids_of(kind: str, uids: Iterable[str]) -> dict[str, int]:
    """uid → id of those that are here."""
    found: dict[str, int] = {}
    for some in chunks(uids):
        found |= dict(DB.execute_sql(f'SELECT uid, id FROM "{kind}" WHERE uid IN ({marks(some)})', some).fetchall())
    return found


def origins_of(kind: str, uids: Iterable[str]) -> dict[str, str]:
    """uid → office that made it, of those that are here."""
    found: dict[str, str] = {}
    for some in chunks(uids):
        found |= dict(DB.execute_sql(f'SELECT uid, origin FROM "{kind}" WHERE uid IN ({marks(some)})', some).fetchall())
    return found


def buried(kind: str, uids: Iterable[str]) -> dict[str, int]:
    """uid → revision of those that were deleted here."""
    found: dict[str, int] = {}
    for some in chunks(uids):
        sql = f"SELECT uid, revision FROM tombstone WHERE kind = ? AND uid IN ({marks(some)})"
        found |= dict(DB.execute_sql(sql, (kind, *some)).fetchall())
    return found


def spelled(shape: Shape, names: Sequence[str], rows: list[list[Any]], first: int) -> list[list[Any]]:
    """Rows with their structures as they are stored; `first` is where the columns of `names` begin in a row."""
    places = [place for place, name in enumerate(names, first) if name in shape.structures]
    for row in rows if places else ():
        for place in places:
            row[place] = None if row[place] is None else canonical_json(row[place])
    return rows


def in_order(kinds: Iterable[str]) -> list[str]:
    """Kinds so that each stands behind those to which its records link."""
    waiting, found = sorted(kinds), list[str]()
    while waiting:
        ready = [kind for kind in waiting if not set(shape_of(kind).links.values()) & set(waiting) - {kind}]
        if not ready:
            raise ValueError(f"kinds link in a circle: {waiting}")
        found += ready
        waiting = [kind for kind in waiting if kind not in ready]
    return found


def python_values(shape: Shape, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a record's attributes take them; links to records that are not here are left out."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        target = shape.links.get(name)
        if target is None:
            found[name] = shape.cls._meta.fields[name].python_value(value)
        elif value is None:
            found[name] = None
        elif number := ids_of(target, [value]).get(value):
            found[name] = number
    return found
