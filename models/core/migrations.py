"""The way from every older schema to the newest one.

A step is frozen once released: it never names live tables or records, so that a file of any release opens for ever.
Step n leads from version n - 1 to n, in one transaction, after a verified copy of the file.
"""

from collections.abc import Callable
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from models.core import database
from models.core.database import DB
from models.core.errors import CannotOpen
from resources import path


def _step_1() -> None:
    """The first schema, as `resources/schema/001.sql` writes it down."""
    for statement in statements(path("schema", "001.sql").read_text("utf-8")):
        DB.execute_sql(statement)


STEPS: dict[int, Callable[[], None]] = {1: _step_1}
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


def migrate(found: int, backups: Path) -> None:
    """Bring the open file from version `found` to NEWEST, step by step. Raises CannotOpen without a good copy."""
    if found >= NEWEST:
        return
    if found:
        _keep_copy(backups / f"升级前-第{found}版.qtdb")
    for version in range(found + 1, NEWEST + 1):
        with DB.atomic("IMMEDIATE"):
            STEPS[version]()
            database.mark(version)
    database.checkpoint()


def _keep_copy(target: Path) -> None:
    target.unlink(missing_ok=True)
    database.copy_to(target)
    if database.stored_version(target, DB.key) != database.stored_version(Path(str(DB.database)), DB.key):
        raise CannotOpen("升级前的备份没有通过检查，没有升级，原来的数据没有改动。请检查磁盘后再试。")
