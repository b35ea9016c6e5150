"""Disks that are full, failing, gone, exchanged or damaged: one sentence each, and nothing made worse."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.core import database
from models.core.database import DB, integrity_problems
from models.core.errors import CannotOpen, CannotWrite
from models.office.office import OpenOffice, open_office
from models.organisations.unit import Unit
from tests import builders
from tests.torture import shim
from tests.torture.campaign import ALL_FAULTS, hinder, spoil, spoil_keys
from tests.torture.world import CLOCK, cheap_keys

needs_shim = pytest.mark.skipif(bool(shim.why_not()), reason=shim.why_not() or "-")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenOffice]:
    """An open office with one unit, written back into its file."""
    with cheap_keys(), builders.office(tmp_path / "office") as office:
        builders.unit(office.session, "大坪村")
        database.checkpoint()
        yield office


@needs_shim
@pytest.mark.parametrize("fault", ALL_FAULTS)
def test_a_disk_that_fails_anywhere_ends_in_a_sentence(fault: str, tmp_path: Path) -> None:
    found = hinder("change", fault, tmp_path / "work", stride=29)
    assert found.findings == []
    assert found.refusals
    assert all(sentence.endswith("。") for sentence in found.sentences)


@needs_shim
@pytest.mark.parametrize("name", ["passphrase", "recovery"])
def test_keys_and_history_stay_together_on_a_full_disk(name: str, tmp_path: Path) -> None:
    assert hinder(name, "full disk", tmp_path / "work", stride=5).findings == []


def test_every_flipped_or_cut_place_is_noticed(tmp_path: Path) -> None:
    assert spoil(60, tmp_path / "work").findings == []


def test_the_other_key_file_saves_the_day(tmp_path: Path) -> None:
    assert spoil_keys(1000, tmp_path / "work").findings == []


def test_a_directory_removed_under_the_running_program(opened: OpenOffice) -> None:
    shutil.rmtree(opened.place.directory)
    with pytest.raises(CannotWrite, match="文件夹不见了"):
        builders.unit(opened.session, "新村")
    opened.close()
    assert not opened.place.directory.exists()


def test_a_file_exchanged_by_its_name_is_noticed(opened: OpenOffice) -> None:
    older = shutil.copyfile(opened.place.database, opened.place.directory / "older.qtdb")
    builders.unit(opened.session, "石桥村")
    older.replace(opened.place.database)
    with pytest.raises(CannotWrite, match="换掉"):
        builders.unit(opened.session, "新村")


@pytest.mark.skipif(os.name == "nt", reason="Windows tells the time of an open file's last change when it likes")
def test_a_file_overwritten_in_place_is_noticed(opened: OpenOffice, tmp_path: Path) -> None:
    older = opened.place.database.read_bytes()
    builders.unit(opened.session, "石桥村")
    database.checkpoint()
    os.utime(opened.place.database)
    opened.place.database.write_bytes(older)
    with pytest.raises(CannotWrite, match="换掉"):
        builders.unit(opened.session, "新村")
    assert opened.place.database.read_bytes() == older


def test_own_writing_back_is_not_taken_for_a_stranger(opened: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WRITE_BACK_BYTES", 50_000)
    for number in range(12):
        builders.unit(opened.session, f"第{number}村")
    assert integrity_problems() == []
    DB.close()
    builders.unit(opened.session, "最后的村")
    assert Unit.select().count() == 14


def test_a_vanished_file_is_not_made_anew_by_looking(opened: OpenOffice) -> None:
    DB.close()
    opened.place.database.unlink()
    with pytest.raises(Exception, match="unable to open"):
        Unit.select().count()
    assert not opened.place.database.exists()


def test_the_log_does_not_grow_for_ever(opened: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WRITE_BACK_BYTES", 100_000)
    log = opened.place.database.with_name("office.qtdb-wal")
    for number in range(40):
        builders.unit(opened.session, f"第{number}村")
    assert log.stat().st_size < 4 * database.WRITE_BACK_BYTES


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\0" + bytes(4096), b"PK\3\4" + bytes(9000), bytes(range(256)) * 32]
)
def test_a_file_of_another_program_is_refused_untouched(opened: OpenOffice, content: bytes) -> None:
    opened.close()
    opened.place.database.write_bytes(content)
    with pytest.raises(CannotOpen, match=r"。$"):
        open_office(opened.place.directory, builders.PASSPHRASE, clock=CLOCK)
    assert opened.place.database.read_bytes() == content


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a system and a user that rights hold for")
def test_a_read_only_directory_is_said_so(opened: OpenOffice) -> None:
    opened.close()
    opened.place.directory.chmod(0o500)
    try:
        with pytest.raises((CannotOpen, CannotWrite), match=r"。$"):
            open_office(opened.place.directory, builders.PASSPHRASE, clock=CLOCK)
    finally:
        opened.place.directory.chmod(0o700)
