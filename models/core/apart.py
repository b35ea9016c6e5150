"""A file of ours opened apart from the open office: copies, files under repair, and the office's file beside its users.

Owns such connections and the engine's own checks on them; errors are the driver's. Never touches `database.DB`.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from models.core.database import BUSY_MS


@contextmanager
def open_apart(path: Path, key: bytes, *, still: bool) -> Iterator[Any]:
    """A driver's connection to an encrypted file, closed at the end.

    `still` promises that nobody writes the file: it is read as it lies, and nothing is written to it or beside it.
    """
    how = "mode=ro&immutable=1" if still else "mode=rw"
    connection = sqlcipher.connect(f"{path.as_uri()}?{how}", uri=True, isolation_level=None, check_same_thread=False)
    with closing(connection):
        # The engine would write what it finds of damage to standard error, thousands of lines of it.
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        for pragma in (f"busy_timeout={BUSY_MS}", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        yield connection


def problems_apart(connection: Any) -> list[str]:
    """What the engine finds wrong in the file of a connection: page checksums, structure, dangling foreign keys."""
    found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
    found += [str(row[0]) for row in connection.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    return found + [f"{table} 第 {rowid} 行指向不存在的 {parent}" for table, rowid, parent, _ in dangling]
