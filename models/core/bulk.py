"""Many rows into one table: indexes are made afterwards where that is less work than keeping them up row by row.

Owns nothing but that. Runs inside somebody's transaction; a failure leaves the indexes to its rollback.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from models.core.database import DB

_WORTH_IT = 5_000
"""Rows from which on it shows."""


@contextmanager
def indexes_after(table: str, rows: int) -> Iterator[None]:
    """Inside, the table has no index if at least as many rows come as it has; afterwards all are there again.

    A broken uniqueness is then met at the end, with the same error.
    """
    indexes = _indexes(table) if rows >= _WORTH_IT and rows >= _count(table) else []
    for name, _ in indexes:
        DB.execute_sql(f'DROP INDEX "{name}"')
    yield
    for _, sql in indexes:
        DB.execute_sql(sql)


def _count(table: str) -> int:
    return int(DB.execute_sql(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def _indexes(table: str) -> list[tuple[str, str]]:
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
    return [(name, text) for name, text in DB.execute_sql(f"{sql} ORDER BY rowid", (table,)).fetchall()]
