"""The schema that the live records would make, and the scripts in resources/schema that lead to it.

`python -m tests.schema` writes what the released scripts do not make yet into the newest one; that of a release is
frozen. `tests/models/core/test_migrations.py` holds the scripts against the records. It also writes down what each
kind of record leaves of itself when somebody is erased, see `models.office.erasing.shapes`.
"""

import json
from typing import Any

import peewee

import models.assistance.aid
import models.assistance.case
import models.assistance.children
import models.assistance.household
import models.assistance.pairs
import models.assistance.visits
import models.exchange.records
import models.intake.records
import models.office.attachment
import models.office.calendar
import models.office.closed.records
import models.office.draft
import models.office.office
import models.office.rulebook
import models.office.setting
import models.office.users
import models.people.erasure
import models.recommendation.records
import models.rights.records
from models.core import search
from models.core.history import History
from models.core.migrations import NEWEST, statements
from models.core.record import Tombstone, record_classes
from models.office.erasing.shapes import declared
from resources import path

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
    return [*record_classes(), *plain, *boxes]


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
    """The statements of all scripts up to this one."""
    return [
        part
        for number in range(1, last + 1)
        for part in statements(path("schema", f"{number:03}.sql").read_text("utf-8"))
    ]


def live_shapes() -> dict[str, Any]:
    """What every record declares to leave of itself when somebody is erased."""
    return declared(record_classes(), [models.intake.records.IntakePiece])


if __name__ == "__main__":
    shapes = json.dumps(live_shapes(), ensure_ascii=False, indent=1, sort_keys=True)
    (path("schema") / "personal.json").write_text(f"{shapes}\n", "utf-8")
    released = set(written_schema(NEWEST - 1))
    fresh = [statement for statement in live_schema() if statement not in released]
    path("schema", f"{NEWEST:03}.sql").write_text("".join(f"{part};\n" for part in fresh), "utf-8")
