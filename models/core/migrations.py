"""The way from every older schema to the newest one.

A step is frozen once released: it never names live tables or records, so that a file of any release opens for ever.
Step n leads from version n - 1 to n, in one transaction, after a verified copy of the file.
"""

from collections.abc import Callable

from sqlcipher3 import dbapi2 as sqlcipher

from models.core import database
from models.core.database import DB
from resources import path


def _written_down(name: str) -> None:
    """What a script of `resources/schema` says, statement by statement."""
    for statement in statements(path("schema", name).read_text("utf-8")):
        DB.execute_sql(statement)


def _step_1() -> None:
    """Persons, organisations, recommendations, imports, users, history."""
    _written_down("001.sql")


def _step_2() -> None:
    """Erasure on request, assistance, rights, the closed compartment, exchange; numbers are alone in their origin."""
    _written_down("002.sql")


def _step_3() -> None:
    """Answers over the stick, the same person in two offices, officers, 创先争优, frozen returns, templates."""
    _written_down("003.sql")


STEPS: dict[int, Callable[[], None]] = {1: _step_1, 2: _step_2, 3: _step_3}
NEWEST = max(STEPS)


def statements(script: str) -> list[str]:
    """The statements of a schema script: each ends with a semicolon at the end of a line not inside a trigger."""
    found: list[str] = []
    waiting = ""
    for line in script.splitlines():
        waiting += line + "\n"
        if sqlcipher.complete_statement(waiting):
            found.append(waiting.strip().removesuffix(";"))
            waiting = ""
    return found


def migrate(found: int, keep_copy: Callable[[], object]) -> None:
    """Bring the open file from version `found` to NEWEST, step by step.

    `keep_copy` makes a verified copy of a file that holds something already; what it raises stops the upgrade.
    """
    if found >= NEWEST:
        return
    if found:
        keep_copy()
    for version in range(found + 1, NEWEST + 1):
        with DB.atomic("IMMEDIATE"):
            STEPS[version]()
            database.mark(version)
    database.checkpoint()
