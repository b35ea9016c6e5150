"""The chain of the history finds every edit made behind the program's back."""

from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from models.core.database import DB, integrity_problems, row_as_json
from models.core.history import (
    _COLUMNS,
    GENESIS,
    History,
    _content,
    _holds,
    chain_problems,
    changed_head,
    head,
    note,
)
from models.core.verbs import Session
from models.office.office import OpenOffice
from tests import builders


def behind_the_back(opened: OpenOffice, *statements: str) -> None:
    """A raw connection with the key, as somebody who knows the passphrase could open one; triggers dropped."""
    connection: Any = sqlcipher.connect(str(opened.place.database), isolation_level=None)
    try:
        connection.execute(f"PRAGMA key=\"x'{DB.key.hex()}'\"")
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    finally:
        connection.close()


def problems(session: Session) -> list[str]:
    return chain_problems(session.history_key)


@pytest.fixture
def told(session: Session) -> Session:
    """A history of some rows."""
    person = builders.person(session)
    builders.membership(session, person, builders.body(session))
    return session


def test_an_untouched_chain_holds(told: Session) -> None:
    assert changed_head()[0] == head()[0] == 7
    assert History.get_by_id(1).previous == GENESIS
    assert problems(told) == []
    assert integrity_problems() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("user", "别人"),
        ("at", "2026-11-19 09:30:00"),
        ("verb", "remove_person"),
        ("sentence", "什么也没做"),
        ("subject_uid", "x"),
        ("changes", "[]"),
        ("undoes", 1),
        ("previous", "0" * 64),
        ("hash", "0" * 64),
    ],
)
def test_an_edited_column_is_found(opened: OpenOffice, told: Session, column: str, value: object) -> None:
    behind_the_back(opened, f"UPDATE history SET {column} = '{value}' WHERE seq = 5")
    found = problems(told)
    assert "操作历史第 5 行被改动过" in found


def test_a_removed_row_is_found(opened: OpenOffice, told: Session) -> None:
    behind_the_back(opened, "DELETE FROM history WHERE seq = 2")
    assert problems(told) == ["操作历史缺第 2 行", "操作历史第 3 行被改动过"]


def test_rows_that_changed_places_are_found(opened: OpenOffice, told: Session) -> None:
    behind_the_back(
        opened,
        "UPDATE history SET seq = -1 WHERE seq = 2",
        "UPDATE history SET seq = 2 WHERE seq = 3",
        "UPDATE history SET seq = 3 WHERE seq = -1",
    )
    assert problems(told)


def test_a_row_that_was_slipped_in_is_found(opened: OpenOffice, told: Session) -> None:
    behind_the_back(
        opened,
        "INSERT INTO history SELECT 8, at, user, verb, sentence, subject_kind, subject_uid, changes, undoes, "
        "hash, hash FROM history WHERE seq = 7",
    )
    assert problems(told) == ["操作历史第 8 行被改动过"]


def test_a_forger_without_the_key_cannot_mend_the_chain(told: Session) -> None:
    assert len(chain_problems(b"another key")) == head()[0]


def test_a_dangling_link_is_found(opened: OpenOffice, told: Session) -> None:
    behind_the_back(opened, "DELETE FROM person")
    assert any("membership" in problem for problem in integrity_problems())


def test_the_engine_puts_a_row_together_as_it_was_hashed(told: Session) -> None:
    odd = "".join(map(chr, [*range(1, 0x800), 0x2028, 0xFFFD, 0x20BB7])) + "\"\\/'</script>"
    note(told, "read_records", odd)
    asked = DB.execute_sql(f"SELECT {row_as_json(_COLUMNS)} FROM history ORDER BY seq").fetchall()
    rows = History.select(*(getattr(History, name) for name in _COLUMNS)).order_by(History.seq).tuples()
    assert [content for (content,) in asked] == [_content(row) for row in rows]
    assert _holds(told.history_key, DB.execute_sql)


def test_what_the_engine_cannot_put_together_is_looked_at_row_by_row(opened: OpenOffice, told: Session) -> None:
    note(told, "read_records", "一\x00二")
    assert chain_problems(told.history_key) == []
    behind_the_back(opened, "UPDATE history SET sentence = x'00ff' WHERE seq = 2")
    assert chain_problems(told.history_key) == ["操作历史第 2 行被改动过"]
