"""A file of an older release is opened. Stories of `flows`."""

from pathlib import Path

from models.core.database import DB
from models.people.person import Person
from tests.torture.world import OFFICE, World


def _add_column() -> None:
    DB.execute_sql("ALTER TABLE person ADD COLUMN nickname TEXT")
    DB.execute_sql("UPDATE person SET nickname = name")


def _add_table() -> None:
    DB.execute_sql("CREATE TABLE trial_visit (id INTEGER PRIMARY KEY, person_id INTEGER, note TEXT)")
    DB.execute_sql("INSERT INTO trial_visit (person_id, note) SELECT id, '走访' || id FROM person")


STEPS = (_add_column, _add_table)
"""Steps of migration that no release has."""


def upgrade(world: World) -> None:
    """Opening is what upgrades."""
    world.do(world.open)


def copy_is_whole(root: Path) -> str:
    """Once an upgrade has begun, the copy made before it opens and is sound."""
    copies = list((root / OFFICE / "backups").glob("*升级前*.qtdb"))
    if not copies:
        return "the upgrade left no copy"
    from sqlcipher3 import dbapi2 as sqlcipher

    connection = sqlcipher.connect(str(copies[0]))
    try:
        connection.execute(f"PRAGMA key=\"x'{DB.key.hex()}'\"")
        damage = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        counted = connection.execute("SELECT count(*) FROM person").fetchone()[0]
    except sqlcipher.DatabaseError as error:
        return f"the copy before the upgrade: {error}"
    finally:
        connection.close()
    if damage:
        return f"the copy before the upgrade: {damage[0][0]}"
    return "" if counted == Person.select().count() else "the copy before the upgrade lacks persons"
