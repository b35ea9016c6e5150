"""Emptying what a file's tables keep of somebody: her rows, packed rows, drafts, and her literals in others' texts."""

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from models.core import search
from models.core.fields import cell_text
from models.core.record import record_class
from models.office.erasing.past import words_for
from models.office.erasing.scope import Scope, Table
from models.office.erasing.shapes import packed, rest, shapes
from models.office.erasing.words import Words

_AGREED = {"agreed": "told", "agreed_before": "told", "waiting_version": "row"}
"""Tables that keep what another office told of a record, by its uid, and the column that holds it."""

_SEALED = ("closed_box", "closed_part", "closed_seal", "reader_key", "office_key", "escrow_key")
"""Tables of keys and of what they seal: a number that stands there stands there by chance."""

_APART = ("history", "tombstone", "draft", *_AGREED, *_SEALED)
"""Tables that are treated by themselves, or not at all."""


def blank_rows(connection: Any, scope: Scope, at: str, user: str) -> tuple[Counter[str], list[str]]:
    """Empty what tells in every row of hers; how many of each kind, and whose content lies in a file to be removed."""
    counts: Counter[str] = Counter()
    files: list[str] = []
    for kind, uids in scope.owned.items():
        shape, table = shapes()[kind], scope.tables.get(kind)
        if shape.filed:
            files += sorted(uids)
        if table is None:
            continue
        for uid, number in uids.items():
            treat = _remove if shape.filed or shape.whole else _blank
            counts[kind] += treat(connection, table, number, uid, at, user)
        if shape.searched and _has(connection, f"{kind}_search"):
            search.wipe(connection, kind, uids.values())
    return +counts, files


def _blank(connection: Any, table: Table, number: int, uid: str, at: str, user: str) -> int:
    left = {name: rule for name, rule in shapes()[table.name].left.items() if name in table.columns}
    if not left:
        return 0
    chosen = ",".join(f'"{name}"' for name in left)
    row = connection.execute(f'SELECT {chosen} FROM "{table.name}" WHERE id = ?', (number,)).fetchone()
    if row is None:
        return 0
    values = {name: rest(rule, value, uid) for (name, rule), value in zip(left.items(), row, strict=True)}
    if tuple(values.values()) != tuple(row):
        _write(connection, table, number, {**values, "changed_at": at, "changed_by": user})
    return 1


def _remove(connection: Any, table: Table, number: int, uid: str, at: str, user: str) -> int:
    row = connection.execute(f'SELECT revision FROM "{table.name}" WHERE id = ?', (number,)).fetchone()
    if row is None:
        return 0
    connection.execute(f'DELETE FROM "{table.name}" WHERE id = ?', (number,))
    connection.execute(
        "INSERT OR REPLACE INTO tombstone (kind, uid, revision, deleted_at, deleted_by) VALUES (?,?,?,?,?)",
        (table.name, uid, row[0], at, user),
    )
    return 1


def _write(connection: Any, table: Table, number: int, values: dict[str, Any]) -> None:
    known = {name: value for name, value in values.items() if name in table.columns}
    columns = ",".join(
        [f'"{name}" = ?' for name in known] + ["revision = revision + 1"] * ("revision" in table.columns)
    )
    connection.execute(f'UPDATE "{table.name}" SET {columns} WHERE rowid = ?', (*known.values(), number))


def _has(connection: Any, name: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)).fetchone())


def blank_packed(connection: Any, scope: Scope) -> int:
    """Empty the raw rows of imports that became her, or that hold her numbers or name; how many."""
    done = 0
    for name, where in packed().items():
        if name not in scope.tables:
            continue
        ids = set(scope.owned.get(where["owner_kind"], {}).values())
        asked = re.compile("|".join([rf",{number},\[" for number in sorted(ids)]) or "(?!)")
        for number, blob in connection.execute(f'SELECT id, "{where["column"]}" FROM "{name}"').fetchall():
            text = zlib.decompress(blob).decode("utf-8", "surrogatepass")
            rows = json.loads(text)
            found = _blank_entries(scope, where, ids, rows) if asked.search(text) or _may_hit(scope, text) else 0
            if found:
                sql = f'UPDATE "{name}" SET "{where["column"]}" = ? WHERE id = ?'
                connection.execute(sql, (_packed(rows), number))
            done += found
    return done


def _may_hit(scope: Scope, text: str) -> bool:
    """Whether a literal may stand there, also where blanks or strokes divide its digits."""
    return scope.certain.hit(text) or scope.numbers.hit(re.sub(r"[\s'\-]", "", text))


def _packed(rows: list[Any]) -> bytes:
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=cell_text)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def _blank_entries(scope: Scope, where: dict[str, Any], ids: set[int], rows: list[list[Any]]) -> int:
    done = 0
    for entry in rows:
        owner, cells = entry[where["owner"]], entry[where["cells"]]
        if owner in ids or (owner is None and any(map(scope.certain.hit_cell, cells))):
            entry[where["cells"]] = [None] * len(cells)
            entry[where["reason"]] = ""
            done += 1
        elif any(map(scope.numbers.hit_cell, cells)):
            entry[where["cells"]] = [None if scope.numbers.hit_cell(cell) else cell for cell in cells]
            done += 1
    return done


def drop_drafts(connection: Any, scope: Scope) -> int:
    """Delete drafts about what is hers, and those in which her numbers or name stand."""
    if "draft" not in scope.tables:
        return 0
    going = [
        (number,)
        for number, subject, content in connection.execute("SELECT id, subject, content FROM draft").fetchall()
        if subject in scope.uids or any(uid in content for uid in scope.uids) or scope.certain.hit(content)
    ]
    connection.executemany("DELETE FROM draft WHERE id = ?", going)
    return len(going)


def drop_agreed(connection: Any, scope: Scope) -> int:
    """Delete what other offices told of what is hers, and of others where her numbers stand; what is kept stays."""
    done = 0
    connection.create_function("is_certain", 1, lambda text: scope.certain.hit(text))
    for name, column in _AGREED.items():
        if name in scope.tables:
            uids = [(uid,) for uid in sorted(scope.uids)]
            done += connection.executemany(f"DELETE FROM {name} WHERE uid = ?", uids).rowcount if uids else 0
            done += connection.execute(f'DELETE FROM {name} WHERE is_certain("{column}")').rowcount
    connection.create_function("is_certain", 1, None)
    return done


def sweep(connection: Any, scope: Scope) -> tuple[int, Counter[str]]:
    """Take her literals out of what others' rows say; how many rows, and by kind how many still bear the name.

    A name goes only from rows that are linked with her: elsewhere it may mean somebody else, or be somebody else's.
    """
    done, elsewhere = 0, Counter[str]()
    connection.create_function("is_told", 1, lambda text: scope.everything.hit(text))
    for table in scope.tables.values():
        if table.name in _APART or not table.told:
            continue
        together = "||char(10)||".join(f"coalesce(\"{name}\",'')" for name in table.told)
        uid = "uid" if "uid" in table.columns else "''"
        chosen = ",".join(f'"{name}"' for name in table.told)
        sql = f'SELECT rowid, {uid}, {chosen} FROM "{table.name}" WHERE is_told({together})'
        for number, name, *values in connection.execute(sql).fetchall():
            if name in scope.owned.get(table.name, ()):
                continue
            hers = any(scope.identity.hit(value) for value in values if isinstance(value, str))
            words = scope.everything if hers else words_for(scope, table.name, name)
            kept = _cleaned(words, table.told, values)
            if kept:
                _write(connection, table, number, kept)
                _index_anew(connection, table, number)
                done += 1
            elsewhere[table.name] += _names_left(scope, {**dict(zip(table.told, values, strict=True)), **kept})
    connection.create_function("is_told", 1, None)
    return done, +elsewhere


def _index_anew(connection: Any, table: Table, number: int) -> None:
    """Find somebody else's record by what is left of it; where its kind is not loaded, by nothing until it is saved."""
    kind = table.name
    if kind not in shapes() or not shapes()[kind].searched or not _has(connection, f"{kind}_search"):
        return
    search.wipe(connection, kind, [number])
    with suppress(KeyError):
        cls = record_class(kind)
        columns = [name for name in cls.searched if name in table.columns]
        chosen = ",".join(f'"{name}"' for name in columns)
        row = connection.execute(f'SELECT {chosen} FROM "{kind}" WHERE id = ?', (number,)).fetchone()
        terms = cls.search_text(dict(zip(columns, row, strict=True)))
        search.index_apart(connection, kind, number, terms)


def _cleaned(words: Words, columns: Iterable[str], values: Iterable[Any]) -> dict[str, str]:
    texts = {column: value for column, value in zip(columns, values, strict=True) if isinstance(value, str)}
    return {column: clean for column, value in texts.items() if (clean := words.clean_stored(value)) != value}


def _names_left(scope: Scope, values: dict[str, Any]) -> int:
    texts = [value for value in values.values() if isinstance(value, str)]
    return int(any(name in text for name in scope.secrets.names for text in texts))
