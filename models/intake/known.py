"""The persons that a roster may be about: those kept here, found by ID number or by name.

Owns the looking up in the database in few questions. Decides nothing.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from models.assistance.case import CLOSED
from models.core.database import DB
from models.core.identity import upgrade_id
from models.intake.columns import CASE, CHILD, FACTS, HOUSEHOLD, RECORDS, WORKER_PROGRAMME
from models.organisations.body import Body
from models.organisations.unit import PLACES, Unit
from models.people.person import Person
from models.people.roster import COLUMNS, MEMBERSHIP, PERSON, STAGE

_PIECE = 400
_PERSON_KEYS = [column for column in COLUMNS if column.source == PERSON]
_PERSON_SQL = ", ".join(["id", "uid", *(f'"{column.kind.column_name}"' for column in _PERSON_KEYS)])
_MEMBERSHIP_FIELDS = ("post", "number", "joined_on", "representative", "executive")
_STAGE_KEYS = {(column.part, column.field): column.key for column in COLUMNS if column.source == STAGE}
_STAGE_OF = {column.key: column.part for column in COLUMNS if column.source == STAGE}


@dataclass(slots=True)
class KnownPerson:
    """Somebody kept here: stored values by roster key, current memberships and stages."""

    id: int
    uid: str
    values: dict[str, Any]
    memberships: list[dict[str, Any]] = field(default_factory=list)
    stages: set[str] = field(default_factory=set)


class Known:
    """Persons with one of these ID numbers or names, villages and bodies by name."""

    def __init__(self, numbers: Iterable[str], names: Iterable[str], parts: Iterable[str] = ()) -> None:
        self.villages = villages_by_name()
        self.bodies = {body.name: body for body in Body.select()}
        self._village_names = {number: name for name, number in self.villages.items()}
        self.persons: dict[int, KnownPerson] = {}
        self._load(set(numbers), set(names))
        self._load_memberships()
        self._load_stages()
        for part in parts:
            self._load_part(part)
        self.by_number = {
            upgrade_id(person.values["id_number"]): person
            for person in self.persons.values()
            if person.values.get("id_number")
        }
        self.by_name: dict[str, list[KnownPerson]] = {}
        for person in self.persons.values():
            self.by_name.setdefault(person.values["name"], []).append(person)

    def _load(self, numbers: set[str], names: set[str]) -> None:
        """Persons with such a number or name; where few are kept, all of them at once."""
        if Person.select().count() <= len(numbers) + len(names):
            self._take(DB.execute_sql(f"SELECT {_PERSON_SQL} FROM person"))
            return
        for column, wanted in (("id_number", _forms(numbers)), ("name", names)):
            for piece in _pieces(wanted):
                marks = ",".join("?" * len(piece))
                self._take(
                    DB.execute_sql(f"SELECT {_PERSON_SQL} FROM person WHERE {column} IN ({marks})", tuple(piece))
                )

    def _take(self, rows: Any) -> None:
        for number, uid, *stored in rows.fetchall():
            if number not in self.persons:
                values = {key.key: value for key, value in zip(_PERSON_KEYS, stored, strict=True) if value is not None}
                if "village" in values:
                    values["village"] = self._village_names.get(values["village"], values["village"])
                self.persons[number] = KnownPerson(number, uid, values)

    def _load_memberships(self) -> None:
        columns = ",".join(f'"{name}"' for name in _MEMBERSHIP_FIELDS)
        for piece in _pieces(self.persons):
            sql = (
                f"SELECT person_id, id, kind_of_body, body_id, {columns} FROM membership "
                f"WHERE left_on IS NULL AND person_id IN ({','.join('?' * len(piece))}) ORDER BY id"
            )
            for person, number, kind, body, *stored in DB.execute_sql(sql, tuple(piece)).fetchall():
                row = {
                    "id": number,
                    "kind": kind,
                    "body_id": body,
                    **dict(zip(_MEMBERSHIP_FIELDS, stored, strict=True)),
                }
                self.persons[person].memberships.append(row)

    def _load_stages(self) -> None:
        for piece in _pieces(self.persons):
            sql = (
                "SELECT person_id, stage, reached_on, companions FROM party_stage "
                f"WHERE person_id IN ({','.join('?' * len(piece))})"
            )
            for person, stage, reached_on, companions in DB.execute_sql(sql, tuple(piece)).fetchall():
                known = self.persons[person]
                known.stages.add(stage)
                for name, value in (("reached_on", reached_on), ("companions", companions)):
                    key = _STAGE_KEYS.get((stage, name))
                    if key and value is not None:
                        known.values[key] = value

    def _load_part(self, part: str) -> None:
        """What a roster brings beside persons and is kept already: household, open case, entry on the register."""
        cls = RECORDS[part]
        person = {HOUSEHOLD: "head_id", CASE: "person_id", CHILD: "person_id"}[part]
        only = f"AND programme = '{WORKER_PROGRAMME}' AND status <> '{CLOSED}'" if part == CASE else ""
        names = {kind.column_name: kind.name for kind in cls.kinds()}
        columns = ",".join(f'"{name}"' for name in names)
        for piece in _pieces(self.persons):
            marks = ",".join("?" * len(piece))
            sql = f'SELECT {person}, {columns} FROM "{cls.kind()}" WHERE {person} IN ({marks}) {only} ORDER BY id'
            for number, *stored in DB.execute_sql(sql, tuple(piece)).fetchall():
                told = dict(zip(names.values(), stored, strict=True))
                facts = json.loads(told.get("facts") or "{}") if part == CASE else {}
                kept = {f"{part}.{name}": value for name, value in told.items()}
                kept |= {f"{FACTS}.{name}": value for name, value in facts.items()}
                self.persons[number].values.update((key, value) for key, value in kept.items() if value is not None)


def villages_by_name() -> dict[str, int]:
    """Ids of the places where people live."""
    return {unit.name: unit.id for unit in Unit.select(Unit.id, Unit.name).where(Unit.kind_of_unit.in_(PLACES))}


def _forms(numbers: set[str]) -> set[str]:
    """The numbers with their old form of 15 digits, in which they may have been kept."""
    old = {number[:6] + number[8:17] for number in numbers if len(number) == 18 and number[6:8] == "19"}
    return numbers | old | {upgrade_id(number) for number in numbers}


def _pieces(wanted: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(sorted(wanted))
    while piece := list(islice(rest, _PIECE)):
        yield piece


def stage_of(key: str) -> str:
    """The stage that a roster key belongs to; '' for other keys."""
    return _STAGE_OF.get(key, "")


MEMBERSHIP_KEYS = {column.key: (column.part, column.field) for column in COLUMNS if column.source == MEMBERSHIP}
"""Roster key → kind of body and field of the membership."""

PERSON_COLUMNS = {column.key: column.kind.column_name for column in COLUMNS if column.source == PERSON}
"""Roster key → column of the person table."""

STAGE_FIELDS = {column.key: (column.part, column.field) for column in COLUMNS if column.source == STAGE}
"""Roster key → stage and its field."""
