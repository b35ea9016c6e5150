"""Databases of persons for tests of likeness: in memory, or as a second file to attach."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from tests.samples.doubles import Double, make_tables, write

Make = Callable[..., Any]


def row(uid: str, name: str = "阙莘莘", **values: Any) -> Double:
    """A person with a birthday and a phone, of the office `a…`."""
    given = {"truth": 0, "origin": "a", "village": 0, "sex": "2", "born": "1990-03-07", "id_number": None}
    return Double(uid=uid, name=name, **{**given, "phone": "13800001234", **values})


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Make]:
    """Makes a database of these rows; `file` gives it a name to be attached by."""
    opened: list[Any] = []

    def make(rows: Sequence[Double], file: str = "", villages: int = 20) -> Any:
        connection = sqlcipher.connect(str(tmp_path / file) if file else ":memory:", isolation_level=None)
        opened.append(connection)
        make_tables(connection)
        write(connection, rows, villages)
        return connection

    yield make
    for connection in opened:
        connection.close()
