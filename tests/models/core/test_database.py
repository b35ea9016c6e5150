"""The encrypted file: its pragmas, its threads, its copies, and what a disk may do to it."""

import threading
import time
from pathlib import Path
from typing import Any

import peewee
import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from models.core import database
from models.core.database import DB, copy_to, storage_errors, stored_version
from models.core.errors import CannotOpen, CannotWrite, KnownError, as_known
from models.core.migrations import NEWEST
from models.core.verbs import Session
from models.office.office import OpenOffice, open_office
from models.organisations.unit import Unit
from models.organisations.verbs import change_unit
from models.people.lists import find_persons
from tests import builders


def pragma(name: str) -> Any:
    return DB.execute_sql(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("application_id", database.APPLICATION_ID),
        ("user_version", NEWEST),
        ("cache_size", -64 * 1024),
        ("busy_timeout", 5000),
    ],
)
def test_every_connection_is_prepared_alike(opened: OpenOffice, name: str, value: object) -> None:
    assert pragma(name) == value
    seen: list[object] = []
    thread = threading.Thread(target=lambda: seen.append(pragma(name)))
    thread.start()
    thread.join()
    assert seen == [value]


def test_nothing_on_the_disk_can_be_read_without_the_key(opened: OpenOffice, session: Session) -> None:
    builders.person(session, "单立梅")
    opened.close()
    for path in opened.place.directory.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not content.startswith(b"SQLite format 3")
            assert "单立梅".encode() not in content
            assert b"13800001234" not in content


def test_readers_see_the_last_kept_state_while_a_verb_writes(session: Session) -> None:
    unit = builders.unit(session)
    inside, read = threading.Event(), threading.Event()
    seen: list[object] = []

    def reader() -> None:
        inside.wait(5)
        began = time.perf_counter()
        seen.extend([Unit.get_by_id(unit.id).name, time.perf_counter() - began < 1])
        read.set()

    thread = threading.Thread(target=reader)
    thread.start()
    with DB.writing():
        DB.execute_sql("UPDATE unit SET name = '改名村'")
        inside.set()
        assert read.wait(5)
    thread.join()
    assert seen == ["大坪村", True]
    assert Unit.get_by_id(unit.id).name == "改名村"


def test_a_verb_runs_in_a_worker_thread(session: Session) -> None:
    unit = builders.unit(session)
    thread = threading.Thread(target=lambda: change_unit(session, unit, {"staff": 7}))
    thread.start()
    thread.join()
    assert Unit.get_by_id(unit.id).staff == 7


def test_writers_in_two_threads_wait_for_each_other(session: Session) -> None:
    units = [builders.unit(session, f"第{number}村") for number in range(4)]
    errors: list[BaseException] = []

    def write(unit: Unit) -> None:
        try:
            for staff in range(10):
                unit = change_unit(session, unit, {"staff": staff}).value
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=write, args=(unit,)) for unit in units]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [unit.staff for unit in Unit.select()] == [9, 9, 9, 9]


def test_connections_of_finished_threads_are_closed(session: Session) -> None:
    for _ in range(5):
        thread = threading.Thread(target=lambda: find_persons("单"))
        thread.start()
        thread.join()
    assert len(DB._opened) <= 2


def test_a_thread_that_outlives_the_office_reads_the_next_one(opened: OpenOffice, tmp_path: Path) -> None:
    builders.unit(opened.session, "旧村")
    names: list[list[str]] = []
    go, done = threading.Event(), threading.Event()

    def look() -> None:
        for _ in range(2):
            go.wait(5)
            go.clear()
            names.append([unit.name for unit in Unit.select()])
            done.set()

    thread = threading.Thread(target=look)
    thread.start()
    go.set()
    assert done.wait(5)
    opened.close()
    assert DB._opened == []
    done.clear()
    with builders.office(tmp_path / "second") as second:
        builders.unit(second.session, "新村")
        go.set()
        assert done.wait(5)
        thread.join()
    assert names == [["旧村"], ["新村"]]


def test_a_copy_of_the_open_file_is_whole_and_has_the_same_key(session: Session, tmp_path: Path) -> None:
    builders.unit(session)
    target = tmp_path / "副本.qtdb"
    copy_to(target)
    assert stored_version(target, DB.key) == NEWEST
    with pytest.raises(CannotOpen):
        stored_version(target, bytes(32))


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("database or disk is full", "磁盘已满"),
        ("attempt to write a readonly database", "只读"),
        ("disk I/O error", "磁盘读写出错"),
        ("unable to open database file", "文件夹不见了"),
        ("database is locked", "占用"),
        ("database disk image is malformed", "有损坏"),
        ("file is not a database", "有损坏"),
    ],
)
@pytest.mark.parametrize("kind", [peewee.OperationalError, sqlcipher.DatabaseError])
def test_what_the_disk_does_ends_in_one_sentence(message: str, sentence: str, kind: type[Exception]) -> None:
    with pytest.raises(CannotWrite, match=sentence) as caught, storage_errors():
        raise kind(message)
    assert str(caught.value).endswith("。")


def test_bugs_are_not_dressed_as_known_errors() -> None:
    with pytest.raises(peewee.OperationalError), storage_errors():
        raise peewee.OperationalError("no such column: nonsense")


def test_an_engine_with_the_wal_defect_is_refused(office_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.sqlcipher, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(CannotOpen, match="数据库引擎太旧"):
        open_office(office_directory, builders.PASSPHRASE)
    with pytest.raises(CannotOpen, match="数据库引擎太旧"):
        builders.office(office_directory.parent / "new")
    assert not (office_directory.parent / "new").exists()


def test_the_engine_we_ship_is_new_enough() -> None:
    assert sqlcipher.sqlite_version_info >= (3, 51, 3)
    database.refuse_old_engine()


def test_a_job_that_outlives_its_office_ends_in_a_sentence(tmp_path: Path) -> None:
    opened = builders.office(tmp_path / "office")

    def job() -> None:
        with DB.connection_context():
            connection = DB.connection()
            opened.close()
            connection.execute("SELECT 1")

    with pytest.raises(CannotWrite, match="已经关闭"):
        job()


def test_a_thread_gives_its_connection_back_when_its_job_ends(tmp_path: Path) -> None:
    with builders.office(tmp_path / "office"):
        seen: list[bool] = []

        def job() -> None:
            with DB.connection_context():
                with DB.connection_context():
                    DB.execute_sql("SELECT 1")
                seen.append(DB.is_closed())
            seen.append(DB.is_closed())

        thread = threading.Thread(target=job)
        thread.start()
        thread.join()
        assert seen == [False, True]
        assert not DB.is_closed()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (peewee.OperationalError("disk I/O error"), "没有读出来，什么也没有改动"),
        (peewee.OperationalError("unable to open database file"), "数据文件不见了"),
        (peewee.DatabaseError("database disk image is malformed"), "有损坏"),
        (MemoryError(), "有损坏"),
        (KnownError("磁盘已满。"), "磁盘已满。"),
    ],
)
def test_an_unexpected_error_of_the_disk_is_known(error: Exception, words: str) -> None:
    known = as_known(error)
    assert known is not None
    assert words in str(known)


@pytest.mark.parametrize("error", [ValueError("disk I/O error"), peewee.OperationalError("no such table"), OSError(5)])
def test_a_bug_is_not_taken_for_the_disk(error: Exception) -> None:
    assert as_known(error) is None
