"""Where an office may lie, and the lock that only one holder has."""

from datetime import datetime
from pathlib import Path

import pytest

from models.core.errors import CannotOpen, CannotWrite
from models.office import place
from models.office.office import open_office
from models.office.place import ANY_DRIVE, OfficeLock, Place, drive_kind
from tests import builders

NOW = datetime(2026, 11, 20, 9, 30)


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mount table of our own; the drive rule is on."""
    monkeypatch.delenv(ANY_DRIVE, raising=False)
    monkeypatch.setattr(place, "_is_removable", lambda device: False)
    table = tmp_path / "mounts"
    table.write_text("/dev/sda2 / ext4 rw 0 0\n", "utf-8")
    monkeypatch.setattr(place, "MOUNTS", table)
    return table


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "fuse.gvfsd-fuse"])
@pytest.mark.parametrize("folder", ["share", "共享 盘", "a\\b"])
def test_a_network_drive_is_refused_with_a_place_to_put_it(
    mounts: Path, tmp_path: Path, kind: str, folder: str
) -> None:
    there = tmp_path / folder
    there.mkdir()
    point = str(there).replace("\\", "\\134").replace(" ", "\\040")
    mounts.write_text(f"/dev/sda2 / ext4 rw 0 0\n//nas/x {point} {kind} rw 0 0\n", "utf-8")
    assert drive_kind(there / "office") == "网络磁盘"
    with pytest.raises(CannotOpen, match=r"网络磁盘.*请放到本机硬盘"):
        builders.office(there / "office")
    assert list(there.iterdir()) == []


def test_an_existing_office_that_was_moved_to_a_network_drive_is_refused(
    mounts: Path, office_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts.write_text(f"/dev/sda2 / ext4 rw 0 0\nnas:/x {office_directory.parent} nfs rw 0 0\n", "utf-8")
    monkeypatch.delenv(ANY_DRIVE)
    with pytest.raises(CannotOpen, match="网络磁盘"):
        open_office(office_directory, builders.PASSPHRASE)
    monkeypatch.setenv(ANY_DRIVE, "1")
    open_office(office_directory, builders.PASSPHRASE).close()


def test_a_local_disk_under_a_network_name_is_fine(mounts: Path, tmp_path: Path) -> None:
    mounts.write_text(f"nas:/ {tmp_path.parent} nfs rw 0 0\n/dev/sdb1 {tmp_path} ext4 rw 0 0\n", "utf-8")
    assert drive_kind(tmp_path / "office") == ""


def test_a_removable_drive_is_refused(mounts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "_is_removable", lambda device: True)
    with pytest.raises(CannotOpen, match="U盘等可移动磁盘"):
        Place(tmp_path / "office").make()
    monkeypatch.setenv(ANY_DRIVE, "1")
    Place(tmp_path / "office").make()


@pytest.mark.parametrize(
    ("parts", "flag", "removable"),
    [
        (("pci0", "ata1", "block", "sda"), "0", False),
        (("pci0", "mmc_host", "block", "mmcblk0"), "1", True),
        (("pci0", "usb1", "1-2", "block", "sdb"), "0", True),
    ],
)
def test_a_drive_is_removable_by_its_flag_or_its_bus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: tuple[str, ...], flag: str, removable: bool
) -> None:
    disk = tmp_path.joinpath(*parts)
    partition = disk / "part1"
    partition.mkdir(parents=True)
    (disk / "removable").write_text(flag + "\n")
    (partition / "partition").write_text("1\n")
    (tmp_path / "8:1").symlink_to(partition)
    monkeypatch.setattr(place, "BLOCKS", tmp_path)
    assert place._is_removable(8 << 8 | 1) is removable


def test_making_an_office_in_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotWrite):
        Place(tmp_path / "file" / "office").make()


def test_the_lock_names_its_holder_and_is_free_after_release(tmp_path: Path) -> None:
    here = Place(tmp_path)
    first = OfficeLock(here).take("王秀英", NOW)
    with pytest.raises(CannotOpen, match="已由“王秀英”从 2026-11-20 09:30 起在另一个窗口打开"):
        OfficeLock(here).take("李国强", NOW)
    first.release()
    first.release()
    assert not first.held
    assert (tmp_path / "office.lock").read_bytes() == b""
    OfficeLock(here).take("李国强", NOW).release()


def test_a_lock_file_that_nobody_holds_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "office.lock").write_text('{"user": "王秀英", "since": "2020-01-01 00:00", "pid": 1}', "utf-8")
    OfficeLock(Place(tmp_path)).take("李国强", NOW).release()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_an_unreadable_name_in_the_lock_still_refuses(tmp_path: Path, content: str) -> None:
    lock = OfficeLock(Place(tmp_path)).take("王秀英", NOW)
    (tmp_path / "office.lock").write_text(content)
    with pytest.raises(CannotOpen, match="已经在另一个窗口打开"):
        OfficeLock(Place(tmp_path)).take("李国强", NOW)
    lock.release()


def test_a_lock_in_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="文件夹不见了"):
        OfficeLock(Place(tmp_path / "gone")).take("王秀英", NOW)
