"""What each kind of record leaves of itself when the one whom it tells about is erased.

Declared once, at the columns; written down in `resources/schema/personal.json` (by `python -m tests.schema`), so that
an erasure never hangs on which parts of the program happen to be loaded. Knows no file.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import peewee

from models.core.fields import DigitsField, IdNumberField, Kind, LineField, LinkField, NameField, PartialDateField
from models.core.record import BASE_COLUMNS, Record
from resources import path

ERASED = "（已删除）"
"""What stands in a column that must not be empty."""

_FILE = ("schema", "personal.json")


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of record. `links`, `mentions`, `uids` and `by_id`: column → kind; `left`: column → what is left.

    `hangs`: belongs to what its `owner_uid` names; `filed`: its content lies in a file, so that it goes as a whole;
    so does what is `whole`.
    `names` and `secrets` tell who somebody is; `numbers` may stand in others' records as well, where they stay. `ids`
    mean nobody else: where they stand in others' records, these tell of her.
    """

    noun: str
    links: Mapping[str, str] = field(default_factory=dict)
    mentions: Mapping[str, str] = field(default_factory=dict)
    uids: Mapping[str, str] = field(default_factory=dict)
    by_id: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    hangs: bool = False
    filed: bool = False
    whole: bool = False
    searched: bool = False


def rest(rule: Mapping[str, Any], value: Any, uid: str) -> Any:
    """What a rule of `Shape.left` leaves of a stored value."""
    if "first" in rule:
        return value[: rule["first"]] if isinstance(value, str) else value
    return f"{rule['to']}{uid}" if rule.get("unique") else rule["to"]


@cache
def shapes() -> dict[str, Shape]:
    """Every kind of record of this release."""
    return {kind: _read(part) for kind, part in _content()["kinds"].items()}


@cache
def packed() -> dict[str, dict[str, Any]]:
    """Tables that keep rows of others in compressed pieces, and where in an entry stands whose it is."""
    found: dict[str, dict[str, Any]] = _content()["packed"]
    return found


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path(*_FILE).read_text("utf-8"))
    return content


def _read(part: dict[str, Any]) -> Shape:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in part.items()}
    return Shape(**values)


def declared(records: Iterable[type[Record]], pieces: Iterable[type[peewee.Model]]) -> dict[str, Any]:
    """What the live classes declare, as it is written down."""
    return {
        "kinds": {cls.kind(): _declared(cls) for cls in sorted(records, key=lambda cls: cls.kind())},
        "packed": {str(cls._meta.table_name): cls.packed for cls in pieces},  # type: ignore[attr-defined]
    }


def _declared(cls: type[Record]) -> dict[str, Any]:
    kinds = cls.kinds()
    links = [kind for kind in kinds if isinstance(kind, LinkField)]
    digits = [kind for kind in kinds if isinstance(kind, DigitsField | IdNumberField)]
    columns = {field.column_name for field in cls._meta.sorted_fields}
    found: dict[str, Any] = {
        "noun": cls.noun,
        "links": {link.column_name: link.rel_model.kind() for link in links if not link.mentions},
        "mentions": {link.column_name: link.rel_model.kind() for link in links if link.mentions},
        "uids": {kind.column_name: kind.uid_of for kind in kinds if isinstance(kind, LineField) and kind.uid_of},
        "by_id": {kind.column_name: kind.id_of for kind in kinds if isinstance(kind, IdNumberField) and kind.id_of},
        "left": _left(cls),
        "names": [kind.column_name for kind in kinds if isinstance(kind, NameField)],
        "secrets": [kind.column_name for kind in digits if kind.sensitive and kind.personal],
        "numbers": [kind.column_name for kind in digits],
        "ids": [kind.column_name for kind in digits if isinstance(kind, IdNumberField) and kind.unique_among_living],
        "hangs": {"owner_kind", "owner_uid"} <= columns,
        "filed": {"owner_uid", "file_name", "sha256"} <= columns,
        "whole": cls.goes_whole,
        "searched": cls.searchable,
    }
    return {name: value for name, value in found.items() if value}


def _left(cls: type[Record]) -> dict[str, dict[str, Any]]:
    """By column: `to` a value, or the `first` characters. Columns that follow from others follow from the rest."""
    left = _rules(cls)
    declared = {kind.column_name for kind in cls.kinds()} | {"id", *BASE_COLUMNS}
    others = [other for other in cls._meta.sorted_fields if other.column_name not in declared]
    if not others:
        return left
    remainder = _remainder(cls)
    remainder.derive()
    return left | {other.column_name: {"to": _plain(other, remainder)} for other in others}


def _rules(cls: type[Record]) -> dict[str, dict[str, Any]]:
    known = [kind for kind in cls.kinds() if isinstance(kind, Kind)]
    return {kind.column_name: rule for kind in known if (rule := _rule(kind))}


def _remainder(cls: type[Record]) -> Record:
    """An erased record of this kind, with what it must belong to."""
    rules = _rules(cls)
    left = {kind.name: rules.get(kind.column_name, {}).get("to") for kind in cls.kinds()}
    told = {name: value for name, value in left.items() if value}
    owners = [kind for kind in cls.kinds() if isinstance(kind, LinkField) and kind.required]
    return cls(**told, **{link.name: _remainder(link.rel_model) for link in owners if link.rel_model is not cls})


def _rule(kind: Kind) -> dict[str, Any]:
    if isinstance(kind, PartialDateField) and kind.telling_day:
        return {"first": len("2000-01")}
    if not kind.personal:
        return {}
    alone = kind.unique or kind.unique_among_living
    unique = {"unique": True} if kind.required and alone else {}
    return {"to": ERASED if kind.required else None, **unique}


def _plain(other: Any, remainder: Record) -> Any:
    value = remainder.__data__.get(other.name)
    return "" if isinstance(value, bytes) else value
