"""Taking somebody out of the history: what rows say about her goes, that they were written stays.

A row keeps its hash, on which later rows stand; what it says since is claimed by the row that tells of the erasure.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from models.core import history
from models.core.canonical import canonical_json
from models.core.record import BASE_COLUMNS
from models.office.erasing.scope import Scope, part_of, past_rows
from models.office.erasing.shapes import ERASED, rest, shapes
from models.office.erasing.words import Words

_COLUMNS = ("at", "changes", "previous", "sentence", "seq", "subject_kind", "subject_uid", "undoes", "user", "verb")


def redact(connection: Any, scope: Scope, key: bytes) -> tuple[dict[int, str], int]:
    """Rewrite the rows that tell of her; what each says since, and how many rows bear only a name that others bear.

    A row that had been tampered with before is cleaned as well, but nothing is claimed about it: it stays found out.
    """
    known = history.claims(key, connection.execute)
    _add_telling(connection, scope)
    claimed: dict[int, str] = {}
    left = 0
    with _writable(connection):
        for row in _concerned(connection, scope):
            sentence, changes = _redacted(scope, row)
            left += scope.everything.hit(sentence)
            if (sentence, changes) == (row["sentence"], row["changes"]):
                continue
            if history.is_sound(key, row, known.get(row["seq"])):
                claimed[row["seq"]] = history.claim_of({**row, "sentence": sentence, "changes": changes})
            sql = "UPDATE history SET sentence = ?, changes = ? WHERE seq = ?"
            connection.execute(sql, (sentence, changes, row["seq"]))
    return claimed, left


def _concerned(connection: Any, scope: Scope) -> list[dict[str, Any]]:
    """Rows in which one of her uids or literals stands."""
    near = {uid for rows in (scope.naming, scope.beside) for found in rows.values() for uid in found}
    uids = re.compile("|".join(sorted(scope.uids | near)) or "(?!)")
    chosen = ",".join(f'"{name}"' for name in (*_COLUMNS, "hash"))
    found = []
    for values in connection.execute(f"SELECT {chosen} FROM history ORDER BY seq"):
        row = dict(zip((*_COLUMNS, "hash"), values, strict=True))
        told = (row["sentence"], row["changes"])
        if row["verb"] not in history.REDACTING and (
            row["subject_uid"] in scope.uids or uids.search(told[1]) or any(map(scope.everything.hit, told))
        ):
            found.append(row)
    return found


def _add_telling(connection: Any, scope: Scope) -> None:
    """Others' records that name her by her ID number, now or once, name her in every one of their versions."""
    for _, parts in past_rows(connection, scope.identity.pattern):
        for part in parts:
            owned = part["uid"] in scope.owned.get(part["kind"], ())
            if not owned and any(map(scope.identity.hit_value, (part["before"], part["after"]))):
                scope.naming[part["kind"]][part["uid"]] = part["id"]


def _redacted(scope: Scope, row: dict[str, Any]) -> tuple[str, str]:
    parts = json.loads(row["changes"]) if row["changes"] != "[]" else []
    hers = row["subject_uid"] in scope.uids or any(part_of(scope, part) or _names_her(scope, part) for part in parts)
    sentence = (scope.everything if hers else scope.certain).clean(row["sentence"])
    sentence = _taken(scope, parts).clean(sentence)
    written = [_part(scope, part) for part in parts]
    return sentence, row["changes"] if written == parts else canonical_json(written)


def _names_her(scope: Scope, part: dict[str, Any]) -> bool:
    return part["uid"] in scope.naming.get(part["kind"], ())


def _taken(scope: Scope, parts: list[dict[str, Any]]) -> Words:
    """What goes from a row's changes goes from its sentence as well, such as the title of an attachment."""
    told = {
        side[name]
        for part in parts
        if part_of(scope, part)
        for side in (part["before"] or {}, part["after"] or {})
        for name in shapes()[part["kind"]].left
        if isinstance(side.get(name), str)
    }
    return Words({value for value in told if len(value) > 1 and ERASED not in value}, ())


def _part(scope: Scope, part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "before": _side(scope, part, part["before"]), "after": _side(scope, part, part["after"])}


def _side(scope: Scope, part: dict[str, Any], values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    if part_of(scope, part):
        left = shapes()[part["kind"]].left
        ours = {name: rest(left[name], values[name], part["uid"]) for name in values if name in left}
        kept = {name: value for name, value in {**values, **ours}.items() if value is not None or name not in left}
        return {name: _cleaned(scope.numbers, name, value) for name, value in kept.items()}
    words = words_for(scope, part["kind"], part["uid"])
    return {name: _cleaned(words, name, value) for name, value in values.items()}


def _cleaned(words: Words, name: str, value: Any) -> Any:
    return value if name in BASE_COLUMNS else words.clean_value(value)


def words_for(scope: Scope, kind: str, uid: str) -> Words:
    """What is taken out of somebody else's record: all where it names her by a link, else what means nobody else."""
    if uid in scope.naming.get(kind, ()):
        return scope.everything
    return scope.certain if uid in scope.beside.get(kind, ()) else scope.numbers


@contextmanager
def _writable(connection: Any) -> Iterator[None]:
    """Lift the triggers that keep the history as it is, and set them up again within the same transaction."""
    sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'history'"
    triggers = connection.execute(sql).fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, statement in triggers:
        connection.execute(statement)
