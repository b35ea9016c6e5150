"""Everything that the open file says, for tests that hold what was taken back against what was there before."""

from typing import Any

from models.core.database import DB

_CLOCK = {"revision", "changed_at", "changed_by"}
_APART = ("history", "tombstone")


def dump() -> dict[str, list[Any]]:
    """Table → its rows as pairs of column and value, without what every writing moves on."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    names = [row[0] for row in DB.execute_sql(sql)]
    virtual = [row[0] for row in DB.execute_sql("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'")]
    inner = ("sqlite_", *(f"{name}_" for name in virtual))
    return {name: _rows(name) for name in names if name not in _APART and not name.startswith(inner)}


def _rows(table: str) -> list[Any]:
    told = DB.execute_sql(f'SELECT * FROM "{table}"')
    columns = [part[0] for part in told.description]
    return sorted(
        ([(name, value) for name, value in zip(columns, row, strict=True) if name not in _CLOCK] for row in told),
        key=repr,
    )
