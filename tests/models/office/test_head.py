"""A thousand ways to touch the history behind the program's back: the chain finds each, or its end kept outside."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.core.apart import open_apart
from models.core.clock import fixed
from models.core.database import DB
from models.core.errors import CannotWrite
from models.core.history import History, chain_problems
from models.office import head
from models.office.backups.making import make_backup
from models.office.backups.restoring import restore, unlock_for_restore
from models.office.office import OpenOffice, open_office
from models.office.place import Place
from models.people.erasure import approve_erasure, request_erasure
from tests import builders

CLOCK = fixed(builders.NOW)
COLUMNS = ("at", "user", "verb", "sentence", "subject_kind", "subject_uid", "changes", "undoes", "previous", "hash")
MUTATIONS = 1000


def reopened(directory: Path) -> OpenOffice:
    return open_office(directory, builders.PASSPHRASE, clock=CLOCK)


def verbs() -> list[str]:
    return [row.verb for row in History.select().order_by(History.seq)]


def edit(ask: Any, rows: int, draw: random.Random) -> None:
    """One character of one column."""
    seq, column = draw.randint(1, rows), draw.choice(COLUMNS)
    old = str(ask(f'SELECT "{column}" FROM history WHERE seq = ?', (seq,)).fetchone()[0] or "")
    at = draw.randrange(len(old) + 1)
    new = old[:at] + draw.choice("0123456789改") + old[at + draw.randrange(2) :]
    ask(f'UPDATE history SET "{column}" = ? WHERE seq = ?', (new if new != old else old + "1", seq))


def delete(ask: Any, rows: int, draw: random.Random) -> None:
    """One row from the midst."""
    ask("DELETE FROM history WHERE seq = ?", (draw.randint(1, rows - 1),))


def delete_and_close_up(ask: Any, rows: int, draw: random.Random) -> None:
    """One row from the midst, and the numbers after it moved up."""
    seq = draw.randint(1, rows - 1)
    ask("DELETE FROM history WHERE seq = ?", (seq,))
    for number in range(seq + 1, rows + 1):
        ask("UPDATE history SET seq = ? WHERE seq = ?", (number - 1, number))


def insert(ask: Any, rows: int, draw: random.Random) -> None:
    """A copy of some row at the end, with a link that fits."""
    names = ", ".join(COLUMNS[:-2])
    ask(
        f"INSERT INTO history (seq, {names}, previous, hash) "
        f"SELECT {rows + 1}, {names}, (SELECT hash FROM history WHERE seq = {rows}), hash FROM history WHERE seq = ?",
        (draw.randint(1, rows),),
    )


def swap(ask: Any, rows: int, draw: random.Random) -> None:
    """Two rows change places."""
    one, other = draw.sample(range(1, rows + 1), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        ask("UPDATE history SET seq = ? WHERE seq = ?", (new, old))


def cut(ask: Any, rows: int, draw: random.Random) -> None:
    """The end is missing: what is left holds in itself."""
    ask("DELETE FROM history WHERE seq > ?", (draw.randint(1, rows - 1),))


def graft(ask: Any, rows: int, draw: random.Random) -> None:
    """The content of one row in the place of another's."""
    one, other = draw.sample(range(1, rows + 1), 2)
    names = ", ".join(COLUMNS)
    ask(f"UPDATE history SET ({names}) = (SELECT {names} FROM history WHERE seq = ?) WHERE seq = ?", (one, other))


def blob(ask: Any, rows: int, draw: random.Random) -> None:
    """The same bytes as another type."""
    column, seq = draw.choice(("sentence", "user", "verb")), draw.randint(1, rows)
    ask(f"UPDATE history SET {column} = CAST({column} AS BLOB) WHERE seq = ?", (seq,))


KINDS: list[Callable[[Any, int, random.Random], None]] = [
    edit,
    delete,
    delete_and_close_up,
    insert,
    swap,
    cut,
    graft,
    blob,
]


@pytest.mark.parametrize("erased", [False, True], ids=["nobody erased", "somebody erased"])
def test_a_thousand_mutations_are_all_found(opened: OpenOffice, erased: bool) -> None:
    for name in ("大坪村", "石桥村", "云岭村"):
        builders.unit(opened.session, name)
    candidate = builders.candidate(opened.session)
    builders.meet(opened.session, candidate)
    if erased:
        approve_erasure(opened, request_erasure(opened.session, candidate.person, "本人申请").value)
    key, directory, database_key = opened.session.history_key, opened.place.directory, DB.key
    opened.close()
    draw, missed = random.Random(3), []
    with open_apart(opened.place.database, database_key, still=False) as connection:
        ask = connection.execute
        rows = ask("SELECT max(seq) FROM history").fetchone()[0]
        assert chain_problems(key, ask) == []
        assert head.problem(directory, key, ask=ask) == ""
        for trigger in ("history_never_UPDATE", "history_never_DELETE"):
            ask(f"DROP TRIGGER {trigger}")
        for number in range(MUTATIONS):
            kind = KINDS[number % len(KINDS)]
            ask("BEGIN")
            kind(ask, rows, draw)
            if not (chain_problems(key, ask) or head.problem(directory, key, ask=ask)):
                missed.append((number, kind.__name__))
            ask("ROLLBACK")
        assert chain_problems(key, ask) == []
    assert missed == []


def test_rows_can_be_neither_changed_nor_deleted_through_the_program(opened: OpenOffice) -> None:
    with pytest.raises(Exception, match="append-only"):
        History.update(user="别人").execute()
    with pytest.raises(Exception, match="append-only"):
        History.delete().execute()


def test_an_older_file_put_back_is_told_once_and_stands_in_the_history(opened: OpenOffice, tmp_path: Path) -> None:
    place = opened.place
    opened.close()
    shutil.copy(place.database, tmp_path / "older.qtdb")
    with reopened(place.directory) as again:
        assert again.warnings == []
        builders.unit(again.session)
    shutil.copy(tmp_path / "older.qtdb", place.database)
    with reopened(place.directory) as again:
        assert again.warnings[0].startswith("操作历史的末尾缺了第")
        assert verbs().count("set_back") == 1
    with reopened(place.directory) as again:
        assert again.warnings == []
        assert chain_problems(again.session.history_key) == []


def test_another_line_of_the_same_file_is_noticed(opened: OpenOffice, tmp_path: Path) -> None:
    place = opened.place
    opened.close()
    other = shutil.copytree(place.directory, tmp_path / "other")
    for directory, names in ((other, ["甲村", "乙村", "丙村"]), (place.directory, ["丁村"])):
        with reopened(directory) as again:
            for name in names:
                builders.unit(again.session, name)
    shutil.copy(other / "office.qtdb", place.database)
    with reopened(place.directory) as again:
        assert "与上次记下的不同" in again.warnings[0]


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"seq":1,"hash":"x","mac":"y"}', b'{"seq":"a"}', b"[1]"])
def test_a_head_that_is_gone_or_forged_is_noticed(opened: OpenOffice, content: bytes | None) -> None:
    directory = opened.place.directory
    opened.close()
    (directory / head.FILE).unlink()
    if content is not None:
        (directory / head.FILE).write_bytes(content)
    with reopened(directory) as again:
        assert "head.json" in again.warnings[0]
    with reopened(directory) as again:
        assert again.warnings == []


def test_a_head_of_another_office_is_none(opened: OpenOffice) -> None:
    head.write(opened.place.directory, b"another key")
    assert head.read(opened.place.directory, opened.session.history_key) is None


def test_what_a_killed_session_wrote_is_no_false_alarm(opened: OpenOffice, tmp_path: Path) -> None:
    builders.unit(opened.session)
    killed = shutil.copytree(opened.place.directory, tmp_path / "killed")
    opened.close()
    with reopened(killed) as again:
        assert again.warnings == []


def test_a_restore_is_no_false_alarm_and_an_old_file_after_it_is_found(opened: OpenOffice, tmp_path: Path) -> None:
    place = opened.place
    copy = make_backup(opened, "manual")
    builders.unit(opened.session)
    opened.close()
    shutil.copy(place.database, tmp_path / "newer.qtdb")
    restore(place, copy, unlock_for_restore(place, builders.PASSPHRASE, copy), CLOCK)
    for _ in range(2):
        with reopened(place.directory) as again:
            assert again.warnings == []
    shutil.copy(tmp_path / "newer.qtdb", place.database)
    with reopened(place.directory) as again:
        assert again.warnings


def test_a_copy_restored_on_a_new_machine_is_no_false_alarm(opened: OpenOffice, tmp_path: Path) -> None:
    copy = make_backup(opened, "manual")
    opened.close()
    place = Place(tmp_path / "new")
    restore(place, copy, unlock_for_restore(place, builders.PASSPHRASE, copy), CLOCK)
    for _ in range(2):
        with reopened(place.directory) as again:
            assert again.warnings == []


def test_who_comes_is_written_down_or_does_not_get_in(opened: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise CannotWrite("磁盘已满。")

    opened.close()
    monkeypatch.setattr(head, "write_whole", refuse)
    with pytest.raises(CannotWrite):
        reopened(opened.place.directory)
    assert DB.is_closed()
