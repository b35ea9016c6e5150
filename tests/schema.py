"""The schema that the live records would make: written to resources/schema while a release is in the making.

`python -m tests.schema` prints it; `tests/models/core/test_migrations.py` holds the frozen step against it.
"""

import peewee

import models.intake.records
import models.office.attachment
import models.office.calendar
import models.office.draft
import models.office.office
import models.office.rulebook
import models.office.setting
import models.office.users
import models.recommendation.records
from models.core import search
from models.core.history import History
from models.core.record import Tombstone, record_classes

TRIGGERS = [
    f"CREATE TRIGGER history_never_{verb} BEFORE {verb} ON history BEGIN "
    "SELECT RAISE(ABORT, 'history is append-only'); END"
    for verb in ("UPDATE", "DELETE")
]


def _classes() -> list[type[peewee.Model]]:
    """Records first, then the tables that are none."""
    return [*record_classes(), models.intake.records.IntakePiece, Tombstone, History, models.office.draft.Draft]


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


if __name__ == "__main__":
    print("".join(statement + ";\n" for statement in live_schema()), end="")
