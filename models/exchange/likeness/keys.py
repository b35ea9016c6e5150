"""Blocking keys: who is worth comparing with whom, asked of the engine so that no two millions of pairs are looked at.

Owns the narrow copy of the persons that one search works on, and the keys. How large a group may be is data
(`resources/likeness.json`). Compares nobody, and writes only temporary tables, which lie in memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, count
from typing import Any

from models.exchange.likeness.weights import likeness_data

COLUMNS = (
    "uid",
    "origin",
    "name",
    "former_name",
    "pinyin",
    "sex",
    "told",
    "birth",
    "id_number",
    "phone",
    "village",
    "father",
    "mother",
)
"""The narrow copy, beside its number. `birth`: `born`, or more of it from the ID number; `told`: how long `born` is."""

_IN_NUMBER = (
    "CASE length(p.id_number) WHEN 18 THEN "
    "substr(p.id_number, 7, 4) || '-' || substr(p.id_number, 11, 2) || '-' || substr(p.id_number, 13, 2) WHEN 15 THEN "
    "'19' || substr(p.id_number, 7, 2) || '-' || substr(p.id_number, 9, 2) || '-' || substr(p.id_number, 11, 2) END"
)
_BIRTH = (
    f"CASE WHEN length(p.born) = 10 THEN p.born WHEN p.id_number NOT GLOB '*[^0-9X]*' AND "
    f"(p.born IS NULL OR substr({_IN_NUMBER}, 1, length(p.born)) = p.born) THEN {_IN_NUMBER} ELSE p.born END"
)
_SELECTED = (
    f"p.uid, p.origin, p.name, p.former_name, p.pinyin, p.sex, coalesce(length(p.born), 0), {_BIRTH}, p.id_number, "
    "p.phone, u.name, p.father_name, p.mother_name"
)
_KEYS = {
    # The old form of 15 digits: an 18-digit number of the last century without century and check.
    "number": "CASE length(id_number) WHEN 15 THEN id_number WHEN 18 THEN CASE substr(id_number, 7, 2) WHEN '19' "
    "THEN substr(id_number, 1, 6) || substr(id_number, 9, 9) ELSE substr(id_number, 1, 17) END END",
    # Readings have neither dots nor spaces, and traditional characters read as the simplified ones.
    "reading_month": "CASE WHEN length(birth) >= 7 AND pinyin <> '' THEN pinyin || substr(birth, 1, 7) END",
    "reading_swapped": "CASE WHEN length(birth) = 10 AND substr(birth, 9) <= '12' AND substr(birth, 9) <> "
    "substr(birth, 6, 2) AND pinyin <> '' THEN pinyin || substr(birth, 1, 4) || min(substr(birth, 6, 2), "
    "substr(birth, 9)) || max(substr(birth, 6, 2), substr(birth, 9)) END",
    "reading_year": "CASE WHEN birth IS NOT NULL AND pinyin <> '' THEN pinyin || substr(birth, 1, 4) END",
    "former": "CASE WHEN length(birth) >= 7 THEN name || substr(birth, 1, 7) END",
    "phone": "CASE WHEN length(phone) >= 8 THEN substr(phone, -8) ELSE phone END",
    "reading_village": "CASE WHEN pinyin <> '' THEN pinyin || village END",
    "day_head": "CASE WHEN length(birth) = 10 AND length(name) > 2 THEN birth || substr(name, 1, 2) END",
    "day_ends": "CASE WHEN length(birth) = 10 THEN birth || substr(name, 1, 1) || substr(name, 3) END",
    "day_given": "CASE WHEN length(birth) = 10 THEN birth || substr(name, 2) END",
}
_ONLY = {
    # Whoever knows the month is found by it: the year alone matters where somebody knows no more.
    "reading_year": "min(length(birth)) = 4",
    "former": "max(former) = 1",
}
_TABLES = {
    # Whoever changed her name stands under both.
    "former": "(SELECT n, origin, birth, name, 0 AS former FROM {table} UNION ALL "
    "SELECT n, origin, birth, former_name, 1 FROM {table} WHERE former_name IS NOT NULL)",
}
_names = count(1)


@dataclass(frozen=True, slots=True)
class Key:
    """One way to bring records together. `largest`: groups of more members say nothing; None for no limit."""

    name: str
    title: str
    sql: str
    largest: int | None
    only: str = ""


def keys() -> list[Key]:
    """All keys in the order in which they are asked."""
    told = likeness_data()["keys"]
    return [
        Key(name, told[name]["title"], sql, told[name]["largest"], _ONLY.get(name, "")) for name, sql in _KEYS.items()
    ]


def narrow_sql(sources: Sequence[str], person: str = "person") -> str:
    """The persons of these schemas as (n, columns…); n tells the record and its source."""
    several = len(sources)
    parts = [
        f"SELECT p.id * {several} + {place}, {_SELECTED} "
        f'FROM "{source}".{person} p LEFT JOIN "{source}".unit u ON u.id = p.village_id WHERE p.id > 0'
        for place, source in enumerate(sources)
    ]
    return " UNION ALL ".join(parts)


class Narrow:
    """The narrow copy of one search: a temporary table in memory, dropped at the end of the block.

    Reading it again and again costs a fraction of deciphering the wide rows each time.
    """

    def __init__(self, connection: Any, sources: Sequence[str]) -> None:
        self.connection = connection
        self.sources = tuple(sources)
        self.side = "origin" if len(sources) == 1 else f"n % {len(sources)}"
        self.table = f"temp.likeness_{next(_names)}"

    def __enter__(self) -> "Narrow":
        columns = ", ".join(COLUMNS)
        self.connection.execute(f"CREATE TABLE {self.table} (n INTEGER PRIMARY KEY, {columns})")
        self.connection.execute(f"INSERT INTO {self.table} {narrow_sql(self.sources)}")
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.execute(f"DROP TABLE {self.table}")

    def count(self) -> int:
        """How many persons are compared."""
        return int(self.connection.execute(f"SELECT count(*) FROM {self.table}").fetchone()[0])

    def shares(self, column: str) -> dict[str, int]:
        """How many have the same value of a column, for values that more than one has."""
        sql = f"SELECT {column}, count(*) FROM {self.table} GROUP BY {column} HAVING count(*) > 1"
        return dict(self.connection.execute(sql))

    def crowded_phones(self) -> frozenset[str]:
        """Phones that more persons share than the key of phones bears."""
        limit = likeness_data()["keys"]["phone"]["largest"]
        sql = f"SELECT phone FROM {self.table} GROUP BY phone HAVING count(phone) > {limit}"
        return frozenset(phone for (phone,) in self.connection.execute(sql))

    def rows(self, numbers: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """Number, side, then what is compared, of these records."""
        wanted = ",".join(map(str, numbers))
        columns = ", ".join(COLUMNS).replace("told", "nullif(substr(birth, 1, told), '')")
        yield from self.connection.execute(f"SELECT n, {self.side}, {columns} FROM {self.table} WHERE n IN ({wanted})")

    def groups(self, key: Key, *, within: bool) -> Iterator[list[int]]:
        """Records that share this key; with `within` those of one office or source too."""
        having = ["count(*) > 1"] if within else [f"min({self.side}) <> max({self.side})"]
        having += [f"count(*) <= {key.largest}"] if key.largest else []
        having += [key.only] if key.only else []
        for (members,) in self.connection.execute(self._grouped("group_concat(n)", key, having)):
            yield sorted(map(int, members.split(",")))

    def crowds(self, key: Key) -> list[int]:
        """Sizes of the groups of this key that are too large to say anything."""
        if not key.largest:
            return []
        return [
            size for (size,) in self.connection.execute(self._grouped("count(*)", key, [f"count(*) > {key.largest}"]))
        ]

    def _grouped(self, what: str, key: Key, having: list[str]) -> str:
        source = _TABLES.get(key.name, "{table}").format(table=self.table)
        also = ", former" if key.name in _TABLES else ""
        table = f"(SELECT n, origin, birth{also}, {key.sql} AS shared FROM {source})"
        return f"SELECT {what} FROM {table} WHERE shared IS NOT NULL GROUP BY shared HAVING {' AND '.join(having)}"


def candidates(narrow: Narrow, key: Key, *, within: bool) -> Iterator[tuple[int, int]]:
    """Pairs of records that share this key, the smaller number first; a pair may come from several keys."""
    for members in narrow.groups(key, within=within):
        yield from combinations(members, 2)
