"""Many new records into one table at the driver's speed.

Owns how they are written; runs inside a verb's transaction and writes no history of its own.
"""

import hashlib
import marshal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

import peewee

from models.core import search
from models.core.database import DB
from models.core.record import BASE_COLUMNS, Record, new_uids

_ROWS_AT_ONCE = 2_000
"""Rows between two looks at who brings them: she may say how far it is, or stop."""

_INDEXES_AFTER = 5_000
"""Rows from which on it is quicker to make a table's indexes once all are in."""

_BY_VALUE = 2
"""The newest version of marshal whose bytes depend on nothing but the values."""

_Piece = tuple[list[str], list[Sequence[Any]]]


def write_new(
    cls: type[Record], head: Sequence[str], columns: Sequence[str], rows: Iterable[Sequence[Any]], expected: int
) -> tuple[range, str]:
    """Write records of stored values; their ids, and a digest of what was written.

    `head`: values of the base columns after the revision. `expected`: how many about, 0 where nobody knows.
    """
    first = last = next_id(cls)
    indexes = _drop_indexes(cls.kind()) if _mostly_new(cls.kind(), expected) else []
    rest, pieces, insert = iter(rows), list[_Piece](), _insert(cls, head, columns)
    while values := list(islice(rest, _ROWS_AT_ONCE)):
        uids = new_uids(len(values))
        entries = zip(range(last, last + len(values)), uids, values, strict=True)
        DB.write_many(insert, ((number, uid, *row) for number, uid, row in entries))
        pieces.append((uids, values))
        last += len(values)
    with _carried_out(indexes):
        # The engine needs no Python while it makes an index, so these are ready by then.
        digest = _digest(pieces)
        terms = [*_terms(cls, columns, pieces)] if cls.searchable else []
    if terms:
        search.index_many(cls.kind(), zip(range(first, last), terms, strict=True))
    return range(first, last), digest


def _insert(cls: type[Record], head: Sequence[str], columns: Sequence[str]) -> str:
    """The statement for one record; what all have in common stands in it and is not handed over row by row."""
    names = ",".join(f'"{name}"' for name in ("id", *BASE_COLUMNS, *columns))
    common = DB.execute_sql(f"SELECT {','.join(['quote(?)'] * len(head))}", tuple(head)).fetchone()
    values = ",".join(["?", "?", "1", *common, *["?"] * len(columns)])
    return f'INSERT INTO "{cls.kind()}" ({names}) VALUES ({values})'


def _terms(cls: type[Record], columns: Sequence[str], pieces: Iterable[_Piece]) -> Iterator[str]:
    return chain.from_iterable(cls.search_texts(columns, values) for _, values in pieces)


def _digest(pieces: Iterable[_Piece]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(marshal.dumps(piece, _BY_VALUE))
    return digest.hexdigest()


def next_id(cls: type[Record]) -> int:
    """The id after the highest that was ever given: ids of deleted records are never used again."""
    given = DB.execute_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (cls.kind(),)).fetchone()
    return (given[0] if given else 0) + 1


def _mostly_new(table: str, rows: int) -> bool:
    """Whether so many rows come that the table is mostly new afterwards."""
    return rows >= _INDEXES_AFTER and rows >= DB.execute_sql(f'SELECT count(*) FROM "{table}"').fetchone()[0]


def _drop_indexes(table: str) -> list[str]:
    """Take the table's indexes away, within the transaction; the statements that make them again."""
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
    found = DB.execute_sql(f"{sql} ORDER BY rowid", (table,)).fetchall()
    for name, _ in found:
        DB.execute_sql(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


@contextmanager
def _carried_out(statements: Sequence[str]) -> Iterator[None]:
    """Carry statements out while the block runs, which must not touch the database. Raises peewee's errors.

    A broken uniqueness is met here with the same words as row by row.
    """
    if not statements:
        yield
        return
    from concurrent.futures import ThreadPoolExecutor

    connection = DB.connection()  # of this thread, whose transaction it is
    with ThreadPoolExecutor(1) as beside:
        work = beside.submit(lambda: [connection.execute(statement) for statement in statements])
        yield
        with peewee.__exception_wrapper__:  # type: ignore[attr-defined]
            work.result()
