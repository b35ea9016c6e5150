"""Numbers and names that no two records of one office may share: who holds them here, and who gives them up in the same
block, so that two persons whose numbers had been mixed up can exchange them.

Reads only.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.core.database import DB
from models.exchange.merging.portable import Shape, chunks, ids_of, marks

ORIGIN = "origin"
Key = tuple[Any, ...]


class Numbers:
    """What records of one kind claim, while a package is walked through."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._claimed: dict[Key, str] = {}
        self._given: dict[Key, str] = {}
        self.parted: dict[str, tuple[str, str | None]] = {}
        """uid → column that gives its value up before others of the block are written, and what it holds meanwhile."""

    def look(self, changing: Mapping[str, tuple[str, Mapping[str, Any], Mapping[str, Any]]]) -> None:
        """Note who of a block gives a number up: uid → origin, values before and after.

        Who does not get the new one does not give up the old one either.
        """
        self._given, self.parted = {}, {}
        for group in filter(self._can_be_parted, self._shape.unique):
            olds = {uid: key(group, origin, before) for uid, (origin, before, _) in changing.items()}
            news = {uid: key(group, origin, after) for uid, (origin, _, after) in changing.items()}
            moving = self._moving(group, {uid: news[uid] for uid, old in olds.items() if old and news[uid] != old})
            self._given |= {(*group, *old): uid for uid, old in olds.items() if old and uid in moving}

    def _moving(self, group: Sequence[str], wanted: Mapping[str, Key | None]) -> set[str]:
        """Those who get what they want, because nobody has it or who has it moves as well."""
        asked = [new for new in wanted.values() if new is not None]
        holders = holding(self._shape, group, set(asked))
        moving, before = set(wanted), -1
        while before != (before := len(moving)):
            for uid in sorted(moving):
                new = wanted[uid]
                if new is None:
                    continue
                alone = asked.count(new) == 1 and self._claimed.get((*group, *new), uid) == uid
                if not alone or holders.get(new, uid) not in moving | {uid}:
                    moving.discard(uid)
        return moving

    def clashes(self, rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> set[str]:
        """uids of those (uid, origin, values) whose number or name another record of that office has."""
        found: set[str] = set()
        asked = list(rows)
        for group in self._shape.unique:
            told = [(uid, key(group, origin, values)) for uid, origin, values in asked]
            holders = holding(self._shape, group, {one for _, one in told if one is not None})
            for uid, one in told:
                if one is None:
                    continue
                holder, full = holders.get(one, uid), (*group, *one)
                given = self._given.get(full)
                if (holder not in (uid, given)) or self._claimed.setdefault(full, uid) != uid:
                    found.add(uid)
                elif holder != uid and given is not None:
                    self.parted[given] = group[0], self._meanwhile(group[0], given)
        return found

    def _can_be_parted(self, group: Sequence[str]) -> bool:
        name = group[0]
        return set(group) <= {name, ORIGIN} and name not in self._shape.links

    def _meanwhile(self, name: str, uid: str) -> str | None:
        """Nothing, or where a column must not be empty, the record's own uid: no other record has that there."""
        return uid if name in self._shape.required else None


def key(group: Sequence[str], origin: str, values: Mapping[str, Any]) -> Key | None:
    """The values of these columns; None where one of them is empty, as nothing is shared then."""
    told = tuple(origin if name == ORIGIN else values.get(name) for name in group)
    return None if None in told else told


def holding(shape: Shape, group: Sequence[str], asked: Iterable[Key]) -> dict[Key, str]:
    """Values of these columns → uid of the record here that holds them."""
    told = ",".join(map(shape.expression, group))
    found: dict[Key, str] = {}
    first, target = shape.columns[group[0]], shape.links.get(group[0])
    for some in chunks(asked):
        heads = [values[0] for values in some]
        if target:
            heads = list(ids_of(target, heads).values())
        sql = f'SELECT t.uid, {told} FROM "{shape.kind}" t WHERE t."{first}" IN ({marks(heads)})'
        found |= {tuple(values): uid for uid, *values in DB.execute_sql(sql, heads)}
    return found
