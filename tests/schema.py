"""The schema that the live records would make, and the scripts in resources/schema that lead to it.

`python -m tests.schema` writes what the released scripts do not make yet into the newest one; that of a release is
frozen. `tests/models/core/test_migrations.py` holds the scripts against the records. It also writes down what each
kind of record leaves of itself when somebody is erased, see `models.office.erasing.shapes`.
"""

import json
import re
from typing import Any

import peewee

import models.assistance.aid
import models.assistance.case
import models.assistance.children
import models.assistance.household
import models.assistance.pairs
import models.assistance.visits
import models.excellence.activities
import models.excellence.awards
import models.excellence.campaigns
import models.excellence.comments
import models.excellence.gradings
import models.excellence.promises
import models.excellence.supervision
import models.excellence.surveys
import models.excellence.talents
import models.excellence.targets
import models.exchange.likeness.twice
import models.exchange.merging.records
import models.exchange.records
import models.intake.records
import models.office.attachment
import models.office.calendar
import models.office.closed.records
import models.office.draft
import models.office.office
import models.office.rulebook
import models.office.setting
import models.office.template
import models.office.users
import models.organisations.covered
import models.organisations.venue
import models.people.erasure
import models.people.officers
import models.people.same
import models.recommendation.records
import models.rights.records
import models.statistics.frozen
from models.core import search
from models.core.history import History
from models.core.migrations import NEWEST, statements
from models.core.record import Tombstone, record_classes
from models.office.erasing.shapes import declared
from resources import path

DROP = "DROP INDEX "
TABLE = re.compile(r'CREATE TABLE "(\w+)" \((.*)\)', re.DOTALL)
ADDED = re.compile(r'ALTER TABLE "(\w+)" ADD COLUMN (.*)', re.DOTALL)
FOREIGN = re.compile(r'FOREIGN KEY \("(\w+)"\) (REFERENCES .*)')
TRIGGERS = [
    f"CREATE TRIGGER history_never_{verb} BEFORE {verb} ON history BEGIN "
    "SELECT RAISE(ABORT, 'history is append-only'); END"
    for verb in ("UPDATE", "DELETE")
]


def _classes() -> list[type[peewee.Model]]:
    """Records first, then the tables that are none."""
    closed = models.office.closed.records
    boxes: list[type[peewee.Model]] = [closed.ClosedBox, closed.ClosedSeal, closed.ClosedPart]
    plain = [models.intake.records.IntakePiece, Tombstone, History, models.office.draft.Draft]
    merging = models.exchange.merging.records
    agreed = [merging.Agreed, merging.AgreedBefore, merging.Layout, merging.WaitingVersion]
    return [*record_classes(), *plain, *boxes, *agreed]


def live_schema() -> list[str]:
    """DDL statements for every record, search table and trigger."""
    found: list[str] = []
    for cls in _classes():
        schema = cls._schema
        found.append(schema._create_table(safe=False).query()[0])
        found += [context.query()[0] for context in schema._create_indexes(safe=False)]
        if getattr(cls, "searchable", False):
            found.append(search.table_sql(cls.kind()))
    return found + TRIGGERS


def written_schema(last: int = NEWEST) -> list[str]:
    """What the scripts up to this one leave: an index that a later one drops is none of it, a column that a later one
    adds belongs to its table."""
    found: list[str] = []
    for number in range(1, last + 1):
        for part in statements(path("schema", f"{number:03}.sql").read_text("utf-8")):
            if part.startswith(DROP):
                found = [kept for kept in found if _index_of(kept) != part.removeprefix(DROP)]
            elif added := ADDED.fullmatch(part):
                found = [_with_column(kept, *added.groups()) for kept in found]
            else:
                found.append(part)
    return found


def in_order(statement: str) -> str:
    """The statement with its columns sorted: an added column stands last in a file, wherever its record declares it."""
    if not TABLE.fullmatch(statement):
        return statement
    name, columns, foreign = _parts(statement)
    return f'CREATE TABLE "{name}" ({", ".join(sorted((*columns, *foreign)))})'


def _parts(statement: str) -> tuple[str, list[str], list[str]]:
    """Name, columns and foreign keys of a CREATE TABLE; a reference beside its column counts as a foreign key."""
    name, inside = TABLE.fullmatch(statement).groups()
    columns, foreign = list[str](), list[str]()
    for part in re.split(r", (?![^(]*\))", inside):
        declared, _, target = part.partition(" REFERENCES ")
        if part.startswith("FOREIGN KEY"):
            foreign.append(part)
            continue
        columns.append(declared)
        if target:
            foreign.append(f"FOREIGN KEY ({declared.split()[0]}) REFERENCES {target}")
    return name, columns, foreign


def _with_column(statement: str, table: str, column: str) -> str:
    """A CREATE TABLE with one column more, its reference written as peewee writes it; any other statement as it is."""
    if not statement.startswith(f'CREATE TABLE "{table}" ('):
        return statement
    inside = TABLE.fullmatch(statement).group(2)
    _, columns, foreign = _parts(f'CREATE TABLE "{table}" ({inside}, {column})')
    return f'CREATE TABLE "{table}" ({", ".join((*columns, *foreign))})'


def added_columns(released: list[str], live: list[str]) -> list[str]:
    """ALTER statements for the columns that released tables lack; each must be allowed to be empty."""
    before = {name: (columns, foreign) for name, columns, foreign in map(_parts, filter(TABLE.fullmatch, released))}
    found: list[str] = []
    for name, columns, foreign in map(_parts, filter(TABLE.fullmatch, live)):
        targets = dict(match.groups() for part in foreign if (match := FOREIGN.fullmatch(part)))
        for column in columns:
            if name in before and column not in before[name][0]:
                assert "NOT NULL" not in column, f"{name} {column}: an added column must be allowed to be empty"
                target = targets.get(column.split()[0].strip('"'))
                found.append(f'ALTER TABLE "{name}" ADD COLUMN {column}{f" {target}" if target else ""}')
    return found


def _index_of(statement: str) -> str:
    """The quoted name of the index that a statement makes; empty for any other."""
    head, _, rest = statement.partition("INDEX ")
    return rest.split(" ON ")[0] if head in ("CREATE ", "CREATE UNIQUE ") else ""


def live_shapes() -> dict[str, Any]:
    """What every record declares to leave of itself when somebody is erased."""
    return declared(record_classes(), [models.intake.records.IntakePiece])


if __name__ == "__main__":
    shapes = json.dumps(live_shapes(), ensure_ascii=False, indent=1, sort_keys=True)
    (path("schema") / "personal.json").write_text(f"{shapes}\n", "utf-8")
    released, live = written_schema(NEWEST - 1), live_schema()
    known = {in_order(part) for part in released}
    tables = {_parts(part)[0] for part in filter(TABLE.fullmatch, released)}
    dropped = [f"{DROP}{_index_of(part)}" for part in released if _index_of(part) and part not in live]
    made = [
        part
        for part in live
        if in_order(part) not in known and not (TABLE.fullmatch(part) and _parts(part)[0] in tables)
    ]
    fresh = [*dropped, *added_columns(released, live), *made]
    path("schema", f"{NEWEST:03}.sql").write_text("".join(f"{part};\n" for part in fresh), "utf-8")
