"""The second place: whole copies on a stick, read back, with names that FAT takes; refused on the data's own disk."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.core.errors import CannotWrite, KnownError
from models.core.history import History
from models.office.attachment import Store, attach
from models.office.backups import disks
from models.office.backups.copies import damage_of
from models.office.backups.making import list_copies
from models.office.backups.restoring import restore, unlock_for_restore
from models.office.backups.second_place import FOLDER, copies_at, copy_to_second_place, second_place_due
from models.office.office import OpenOffice, open_office
from models.office.place import ANY_DRIVE
from models.office.setting import change_setting
from models.people.person import Person
from tests import builders

NOW = builders.NOW
FAT_NAME = re.compile(r"[A-Za-z0-9._-]{1,120}")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A directory that stands for a stick: the same disk, which the tests' environment lets pass with a warning."""
    directory = tmp_path / "stick"
    directory.mkdir()
    return directory


def mounted(directory: Path, *arguments: str) -> Iterator[Path]:
    """Something mounted at a directory, or the test is skipped."""
    directory.mkdir(exist_ok=True)
    mount = ["mount", *arguments, str(directory)]
    if os.name == "nt" or os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs the right to mount a drive")
    yield directory
    subprocess.run(["umount", str(directory)], check=True)


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A drive of its own, of 1.5 MB."""
    yield from mounted(tmp_path / "drive", "-t", "tmpfs", "-o", "size=4m", "tmpfs")


@pytest.fixture
def fat(tmp_path: Path) -> Iterator[Path]:
    """A stick formatted with FAT32."""
    image = tmp_path / "stick.img"
    image.write_bytes(bytes(48 << 20))
    if not shutil.which("mkfs.vfat"):
        pytest.skip("needs mkfs.vfat")
    subprocess.run(["mkfs.vfat", "-F", "32", str(image)], check=True, capture_output=True)
    yield from mounted(tmp_path / "fat", "-o", "loop", str(image))


def with_scans(opened: OpenOffice) -> list[str]:
    person, store = builders.person(opened.session), Store(opened)
    return [attach(opened.session, store, person, name, name, name.encode() * 400).value.uid for name in "甲乙"]


def test_a_copy_on_a_stick_is_whole_and_remembered(opened: OpenOffice, stick: Path) -> None:
    uids = with_scans(opened)
    assert second_place_due(NOW.date())
    made = copy_to_second_place(opened, stick)
    assert "同一块硬盘" in made.warning
    assert copies_at(stick) == [made.copy] == copies_at(made.copy.path.parent)
    assert (damage_of(made.copy), set(made.copy.attachments), made.copy.missing) == ("", set(uids), ())
    assert list_copies(opened.place)[0].sha256 == made.copy.sha256
    assert not second_place_due(NOW.date())
    assert History.select().order_by(History.seq.desc()).get().verb == "second_place"


def test_names_on_the_stick_are_taken_by_every_file_system(opened: OpenOffice, stick: Path) -> None:
    with_scans(opened)
    copy_to_second_place(opened, stick)
    names = [path.name for path in stick.rglob("*")]
    assert len(names) > 6
    assert all(FAT_NAME.fullmatch(name) for name in names)
    assert not any(path.is_symlink() or (path.is_file() and path.stat().st_nlink > 1) for path in stick.rglob("*"))


@pytest.mark.parametrize(
    ("days", "due"), [(0, False), (6, False), (7, True), (400, True), (-1, True)]
)  # a clock that was ahead must not silence the question for years
def test_the_second_place_is_asked_for_once_a_week(opened: OpenOffice, stick: Path, days: int, due: bool) -> None:
    copy_to_second_place(opened, stick)
    assert second_place_due(date(2026, 11, 20) + timedelta(days=days)) is due


def test_the_same_state_is_not_carried_twice_and_a_damaged_copy_is_mended(opened: OpenOffice, stick: Path) -> None:
    first = copy_to_second_place(opened, stick).copy
    builders.person(opened.session)
    second = copy_to_second_place(opened, stick).copy
    content = bytearray(second.path.read_bytes())
    content[4000] ^= 1
    second.path.write_bytes(content)
    assert damage_of(second)
    opened.session.clock = fixed(NOW + timedelta(minutes=1))
    assert {copy.path for copy in copies_at(stick)} == {first.path, second.path}
    third = copy_to_second_place(opened, stick).copy
    assert third.path == second.path
    assert len(copies_at(stick)) == 2
    assert damage_of(third) == ""


def test_a_copy_comes_back_from_the_stick(opened: OpenOffice, stick: Path) -> None:
    uids = with_scans(opened)
    copy = copy_to_second_place(opened, stick).copy
    place = opened.place
    opened.close()
    shutil.rmtree(place.directory)
    done = restore(place, copy, unlock_for_restore(place, builders.PASSPHRASE, copy))
    assert done.missing == ()
    with open_office(place.directory, builders.PASSPHRASE) as again:
        assert [person.name for person in Person.select()] == ["单立梅"]
        assert Store(again).content(uids[0]) == "甲".encode() * 400


def test_the_datas_own_disk_is_refused_where_there_is_another(
    opened: OpenOffice, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ANY_DRIVE)
    if disks.has_another(opened.place.directory):
        with pytest.raises(KnownError, match="同一块硬盘"):
            copy_to_second_place(opened, stick)
        assert list(stick.iterdir()) == []
    else:
        assert "只有一块硬盘" in copy_to_second_place(opened, stick).warning


def test_the_datas_own_directory_is_refused(opened: OpenOffice) -> None:
    with pytest.raises(KnownError, match="同一块硬盘"):
        copy_to_second_place(opened, opened.place.backups)


def test_another_disk_gets_no_warning(opened: OpenOffice, other_disk: Path) -> None:
    made = copy_to_second_place(opened, other_disk)
    assert made.warning == ""
    assert damage_of(made.copy) == ""
    assert not disks.same_disk(opened.place.directory, other_disk)


def test_a_full_stick_is_one_sentence_and_keeps_what_is_there(opened: OpenOffice, other_disk: Path) -> None:
    made = [copy_to_second_place(opened, other_disk).copy]
    while shutil.disk_usage(other_disk).free > made[0].size + 100_000:
        change_setting(opened.session, "note", len(made))
        made.append(copy_to_second_place(opened, other_disk).copy)
    change_setting(opened.session, "note", "one too many")
    with pytest.raises(CannotWrite, match="空间不够"):
        copy_to_second_place(opened, other_disk)
    assert {copy.path for copy in copies_at(other_disk)} == {copy.path for copy in made}
    assert [damage_of(copy) for copy in made] == [""] * len(made)
    assert not list(other_disk.rglob(".*"))


def test_a_stick_that_fills_up_on_the_way_is_left_as_it_was(opened: OpenOffice, other_disk: Path) -> None:
    first = copy_to_second_place(opened, other_disk).copy
    for spare in range(0, 200_000, 20_000):
        filler = other_disk / "filler"
        filler.write_bytes(bytes(max(0, shutil.disk_usage(other_disk).free - first.size - spare)))
        change_setting(opened.session, "note", spare)
        try:
            made = copy_to_second_place(opened, other_disk).copy
        except CannotWrite:
            assert copies_at(other_disk) == [first]
        else:
            assert damage_of(made) == ""
            shutil.rmtree(made.keys)
            made.path.unlink()
        filler.unlink()


def test_a_stick_that_is_not_there_is_one_sentence(opened: OpenOffice, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="不见了"):
        copy_to_second_place(opened, tmp_path / "none")
    assert second_place_due(NOW.date())
    assert copies_at(tmp_path / "none") == []


def test_leftovers_of_a_pulled_stick_never_count(opened: OpenOffice, stick: Path) -> None:
    shelf = stick / FOLDER / opened.office.uid
    shelf.mkdir(parents=True)
    (shelf / ".backup-20261119-093000-manual-7.qtdb.ab12cd34.part").write_bytes(b"half")
    (shelf / "backup-20261119-093000-manual-7.json").write_text("{}")
    (shelf / "backup-20261119-093000-manual-7.keys").mkdir()
    assert copies_at(stick) == []
    made = copy_to_second_place(opened, stick).copy
    assert copies_at(stick) == [made]
    assert not [path for path in shelf.iterdir() if "-7." in path.name]


def test_a_fat_stick_takes_copies_and_gives_them_back(opened: OpenOffice, fat: Path) -> None:
    with_scans(opened)
    made = [copy_to_second_place(opened, fat).copy for _ in range(3)]
    assert {copy.path for copy in copies_at(fat)} == {copy.path for copy in made}
    place = opened.place
    opened.close()
    restore(place, made[0], unlock_for_restore(place, builders.PASSPHRASE, made[0]))
    with open_office(place.directory, builders.PASSPHRASE):
        assert Person.select().count() == 1
