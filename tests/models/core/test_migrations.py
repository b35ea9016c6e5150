"""The frozen steps make what the records ask for; old files open, newer and foreign ones are refused untouched."""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from models.core import database, migrations
from models.core.database import DB
from models.core.errors import CannotOpen, CannotWrite
from models.core.migrations import NEWEST, STEPS, migrate, statements
from models.office import office as office_module
from models.office.backups.making import newest
from models.office.backups.restoring import problem_of
from models.office.office import OpenOffice, open_office
from models.organisations.unit import Unit
from tests import builders
from tests.schema import in_order, live_schema, written_schema

REFUSED = "文件没有被改动"


def fingerprints(directory: Path) -> dict[str, str]:
    """Every file with the hash of its content."""
    found = sorted(part for part in directory.rglob("*") if part.is_file())
    return {str(part.relative_to(directory)): hashlib.sha256(part.read_bytes()).hexdigest() for part in found}


def refused(directory: Path, sentence: str) -> None:
    """Opening is refused with this sentence and not a byte is changed."""
    before = fingerprints(directory)
    with pytest.raises(CannotOpen, match=sentence) as caught:
        open_office(directory, builders.PASSPHRASE)
    assert str(caught.value).endswith("。")
    assert fingerprints(directory) == before
    assert DB.is_closed()


def test_the_frozen_steps_make_the_schema_of_the_records() -> None:
    assert sorted(map(in_order, written_schema())) == sorted(map(in_order, live_schema()))
    assert len(STEPS) == NEWEST


def test_a_new_file_has_exactly_these_tables(opened: OpenOffice) -> None:
    made = {row[0] for row in DB.execute_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()}
    assert {in_order(part) for part in live_schema()} <= {in_order(part) for part in made}


def test_the_columns_of_each_record_can_be_asked_for(opened: OpenOffice) -> None:
    from models.core.record import record_classes

    for cls in record_classes():
        assert list(cls.select().limit(1)) is not None


def test_a_stored_file_opens_and_opens_again(office_directory: Path) -> None:
    for _ in range(2):
        with open_office(office_directory, builders.PASSPHRASE) as opened:
            assert opened.office.name == "芒果镇党建办公室"
            assert opened.session.user == builders.USER


def set_version(directory: Path, version: int) -> None:
    opened = open_office(directory, builders.PASSPHRASE)
    database.mark(version)
    opened.close()


def test_a_newer_file_is_refused_with_not_a_byte_changed(office_directory: Path) -> None:
    set_version(office_directory, 99)
    refused(office_directory, "更新版本的程序写的（第 99 版")


def test_a_newer_file_with_a_pending_log_is_refused_with_not_a_byte_changed(
    office_directory: Path, tmp_path: Path
) -> None:
    crashed = tmp_path / "crashed"
    with open_office(office_directory, builders.PASSPHRASE):
        database.mark(99)
        shutil.copytree(office_directory, crashed)
    assert (crashed / "office.qtdb-wal").stat().st_size
    (crashed / "office.lock").write_bytes(b"")
    refused(crashed, "请先升级程序")


def test_a_log_left_by_a_crash_is_read(office_directory: Path, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed"
    with open_office(office_directory, builders.PASSPHRASE) as opened:
        builders.unit(opened.session, "石桥村")
        shutil.copytree(office_directory, crashed)
    with open_office(crashed, builders.PASSPHRASE):
        assert [unit.name for unit in Unit.select()] == ["石桥村"]


def _foreign(file: Path) -> None:
    file.write_bytes(b"PK\x03\x04" + bytes(9000))


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:3000])


def _flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[1000] ^= 1
    file.write_bytes(content)


def _other_key(file: Path) -> None:
    connection = database.sqlcipher.connect(str(file.with_name("x")), isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{'11' * 32}'\"")
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    file.with_name("x").replace(file)


@pytest.mark.parametrize("damage", [_foreign, _empty, _truncated, _flipped, _other_key])
def test_a_damaged_or_foreign_file_is_refused_unchanged(office_directory: Path, damage: Callable[[Path], None]) -> None:
    damage(office_directory / "office.qtdb")
    refused(office_directory, REFUSED)


def test_a_byte_flipped_further_on_is_refused_or_found_by_the_check(office_directory: Path) -> None:
    file = office_directory / "office.qtdb"
    whole = file.read_bytes()
    found: list[bool] = []
    for page in range(1, len(whole) // 4096, 9):
        content = bytearray(whole)
        content[page * 4096 + 77] ^= 0x40
        file.write_bytes(content)
        with suppress(CannotOpen), open_office(office_directory, builders.PASSPHRASE):
            found.append(bool(database.integrity_problems()))
    assert all(found)


def test_an_older_file_is_copied_migrated_and_kept(office_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STEPS, NEWEST + 1, lambda: DB.execute_sql("CREATE TABLE of_the_next_version (a)"))
    monkeypatch.setattr(migrations, "NEWEST", NEWEST + 1)
    monkeypatch.setattr(office_module, "NEWEST", NEWEST + 1)
    with open_office(office_directory, builders.PASSPHRASE) as opened:
        assert DB.execute_sql("SELECT count(*) FROM of_the_next_version").fetchone()[0] == 0
        assert database.stored_version(opened.place.database, DB.key) == NEWEST + 1
        copy = newest(opened.place)
        assert copy is not None
        assert (copy.reason, copy.contents.schema) == ("upgrade", NEWEST)
        assert problem_of(copy, opened.data_key) == ""


def test_without_a_good_copy_nothing_is_upgraded(office_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STEPS, NEWEST + 1, lambda: DB.execute_sql("CREATE TABLE of_the_next_version (a)"))
    monkeypatch.setattr(migrations, "NEWEST", NEWEST + 1)
    monkeypatch.setattr(office_module, "NEWEST", NEWEST + 1)
    shutil.rmtree(office_directory / "backups")
    (office_directory / "backups").write_text("in the way")
    with pytest.raises(CannotWrite):
        open_office(office_directory, builders.PASSPHRASE)
    monkeypatch.undo()
    monkeypatch.setenv("QUNTUAN_ANY_DRIVE", "1")
    with open_office(office_directory, builders.PASSPHRASE) as opened:
        assert database.stored_version(opened.place.database, DB.key) == NEWEST


def test_a_step_that_fails_leaves_the_old_version(office_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        DB.execute_sql("CREATE TABLE half_way (a)")
        raise CannotOpen("不行。")

    monkeypatch.setitem(STEPS, NEWEST + 1, broken)
    monkeypatch.setattr(migrations, "NEWEST", NEWEST + 1)
    monkeypatch.setattr(office_module, "NEWEST", NEWEST + 1)
    with pytest.raises(CannotOpen):
        open_office(office_directory, builders.PASSPHRASE)
    monkeypatch.undo()
    monkeypatch.setenv("QUNTUAN_ANY_DRIVE", "1")
    with open_office(office_directory, builders.PASSPHRASE):
        names = {row[0] for row in DB.execute_sql("SELECT name FROM sqlite_master").fetchall()}
        assert "half_way" not in names


def test_nothing_is_migrated_that_is_new(opened: OpenOffice) -> None:
    migrate(NEWEST, lambda: pytest.fail("a copy for nothing"))


def test_a_script_is_split_where_its_statements_end() -> None:
    script = "CREATE TABLE a (b);\nCREATE TRIGGER c AFTER DELETE ON a BEGIN\n DELETE FROM d;\n DELETE FROM e;\nEND;\n"
    assert statements(script) == [
        "CREATE TABLE a (b)",
        "CREATE TRIGGER c AFTER DELETE ON a BEGIN\n DELETE FROM d;\n DELETE FROM e;\nEND",
    ]
