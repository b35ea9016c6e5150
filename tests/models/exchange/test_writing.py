"""A stick holds the whole file or nothing, whatever happens to it; names are those that FAT takes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.errors import CannotWrite, RuleRefused
from models.core.progress import Silent, StopAfter
from models.exchange import writing
from models.exchange.records import SentPackage
from models.exchange.sending import send
from models.exchange.writing import destination, put_on_stick, safe_name
from models.office.office import OpenOffice
from tests.models.exchange import packages

CONTENT = bytes(range(256)) * 12_000  # three blocks


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """What is to be written."""
    path = tmp_path / "source"
    path.write_bytes(CONTENT)
    return path


def put(source: Path, target: Path, progress: Silent | None = None) -> None:
    """Write it without anything to write down."""
    put_on_stick(source, target, lambda give_name: give_name(), lambda _: None, progress)


class Spoiling(Silent):
    """A stick that gives back something else than was written to it, as one with a false capacity does."""

    def __init__(self, stick: Path) -> None:
        self.stick = stick

    def step(self, what: str, done: int, total: int) -> None:
        """Change the last byte before it is read back."""
        if "读回" in what:
            part = next(self.stick.glob(".*.part"))
            content = bytearray(part.read_bytes())
            content[-1] ^= 1
            part.write_bytes(content)


class Pulling(Silent):
    """A stick that is pulled in the midst; what it holds then lies in `pulled`."""

    def __init__(self, stick: Path, at: int) -> None:
        self.stick, self.left = stick, at

    def step(self, what: str, done: int, total: int) -> None:
        """Gone, at the n-th step."""
        self.left -= 1
        if self.left == 0:
            self.stick.rename(self.stick.with_name("pulled"))


def test_a_file_arrives_whole_and_alone(source: Path, stick: Path) -> None:
    put(source, stick / "a.qtpkg")
    assert [path.name for path in stick.iterdir()] == ["a.qtpkg"]
    assert (stick / "a.qtpkg").read_bytes() == CONTENT


def test_a_stick_that_lies_about_its_capacity_is_noticed(source: Path, stick: Path) -> None:
    with pytest.raises(CannotWrite, match="虚标容量"):
        put(source, stick / "a.qtpkg", Spoiling(stick))
    assert list(stick.iterdir()) == []


def test_a_stick_pulled_at_any_64_kib_holds_nothing_with_a_name(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_BLOCK", 64 * 1024)
    for at in range(1, len(CONTENT) // (64 * 1024) + 3):
        with pytest.raises(CannotWrite, match="不见了"):
            put(source, stick / "a.qtpkg", Pulling(stick, at))
        stick.with_name("pulled").rename(stick)
        assert all(path.name.endswith(".part") for path in stick.iterdir())
    put(source, stick / "a.qtpkg")
    assert [path.name for path in stick.iterdir()] == ["a.qtpkg"]


def test_a_cancelled_writing_leaves_nothing(source: Path, stick: Path) -> None:
    from models.core.errors import Cancelled

    for steps in range(4):
        with pytest.raises(Cancelled):
            put(source, stick / "a.qtpkg", StopAfter(steps))
        assert list(stick.iterdir()) == []


def test_what_an_earlier_try_left_is_swept(source: Path, stick: Path) -> None:
    (stick / ".a.qtpkg.12345678.part").write_bytes(b"half")
    (stick / ".b.qtpkg.12345678.part").write_bytes(b"another's")
    put(source, stick / "a.qtpkg")
    assert sorted(path.name for path in stick.iterdir()) == [".b.qtpkg.12345678.part", "a.qtpkg"]


def test_what_cannot_be_written_down_gets_no_name(source: Path, stick: Path) -> None:
    def settle(give_name: object) -> None:
        give_name()  # type: ignore[operator]
        raise RuleRefused("没有保存。")

    with pytest.raises(RuleRefused):
        put_on_stick(source, stick / "a.qtpkg", settle, lambda _: None)
    assert list(stick.iterdir()) == []


def test_a_place_that_is_none_is_told(tmp_path: Path, stick: Path) -> None:
    with pytest.raises(CannotWrite, match="插好U盘"):
        destination(tmp_path / "gone" / "a.qtpkg", str, 7)
    assert destination(stick / "mine.qtpkg", str, 7) == (stick / "mine.qtpkg", 7)


def test_a_folder_that_is_gone_is_not_taken_for_a_file(stick: Path) -> None:
    with pytest.raises(CannotWrite, match="U盘2"):
        destination(stick / "U盘2", str, 1)
    assert destination(stick / "包.qtpkg", str, 1) == (stick / "包.qtpkg", 1)


def test_nothing_that_lies_there_is_replaced(stick: Path) -> None:
    (stick / "7").write_bytes(b"another")
    (stick / "8").mkdir()
    assert destination(stick, str, 7) == (stick / "9", 9)
    with pytest.raises(CannotWrite, match="已经有"):
        destination(stick / "7", str, 7)


@given(st.lists(st.text(max_size=120), min_size=1, max_size=3), st.integers(1, 99999))
def test_every_name_is_one_that_fat_takes(parts: list[str], number: int) -> None:
    name = safe_name(*parts, f"{number:04}")
    assert name.endswith(f"{number:04}.qtpkg")
    assert not set(name) & set('"*/:<>?\\|\0\n\x1f\x7f')
    assert len(name.encode("utf-8", "surrogatepass")) <= 200
    assert len(name.encode("utf-16-le", "surrogatepass")) // 2 <= 240
    assert name[0] not in " ."


def test_a_failed_write_uses_up_no_number(township: OpenOffice, stick: Path) -> None:
    order = packages.order()
    with pytest.raises(CannotWrite):
        send(township, order, stick, Spoiling(stick))
    assert not SentPackage.select().exists()
    assert list(stick.iterdir()) == []
    assert send(township, order, stick).package.number == 1
    assert not list(township.place.directory.glob("outgoing*"))


MISSING = [tool for tool in ("mkfs.vfat", "mcopy", "mdir") if shutil.which(tool) is None]


@pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}")
def test_a_package_survives_a_fat_image_with_its_name(township: OpenOffice, stick: Path, tmp_path: Path) -> None:
    sent, image, back = packages.sent(township, stick), tmp_path / "stick.img", tmp_path / "back"
    with image.open("wb") as file:
        file.truncate(40 << 20)
    subprocess.run(["mkfs.vfat", "-F", "32", image], check=True, capture_output=True)
    surroundings = {**os.environ, "MTOOLS_SKIP_CHECK": "1", "LC_ALL": "C.UTF-8"}
    subprocess.run(["mcopy", "-i", image, sent.path, "::"], check=True, capture_output=True, env=surroundings)
    back.mkdir()
    subprocess.run(["mcopy", "-i", image, "::*", f"{back}/"], check=True, capture_output=True, env=surroundings)
    assert [path.name for path in back.iterdir()] == [sent.path.name]
    assert (back / sent.path.name).read_bytes() == sent.path.read_bytes()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 34 MB: FAT32 where this machine mounts one, otherwise in memory."""
    image, place = tmp_path / "disk.img", tmp_path / "mounted"
    place.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a file system of its own")
    with image.open("wb") as file:
        file.truncate(34 << 20)
    if shutil.which("mkfs.vfat"):
        subprocess.run(["mkfs.vfat", "-F", "32", image], check=True, capture_output=True)
    ways = (["mount", "-o", "loop,utf8", image, place], ["mount", "-t", "tmpfs", "-o", "size=34m", "tmpfs", place])
    if all(subprocess.run(way, capture_output=True, check=False).returncode for way in ways):
        pytest.skip("this machine mounts neither a FAT image nor one in memory")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True, capture_output=True)


def test_packages_are_sent_to_a_small_disk(township: OpenOffice, small_disk: Path) -> None:
    sent = packages.sent(township, small_disk)
    assert [path.name for path in small_disk.iterdir()] == [sent.path.name]
    packages.sent(township, small_disk)
    assert len(list(small_disk.iterdir())) == 2


def test_a_full_stick_is_told_before_anything_is_written(small_disk: Path, source: Path) -> None:
    with (small_disk / "filler").open("wb") as file:
        file.write(bytes(shutil.disk_usage(small_disk).free - (2 << 20)))
    with pytest.raises(CannotWrite, match="空间不够"):
        put(source, small_disk / "a.qtpkg")
    assert [path.name for path in small_disk.iterdir()] == ["filler"]


def test_a_read_only_stick_is_told(small_disk: Path, source: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True, capture_output=True)
    with pytest.raises(CannotWrite, match="只读"):
        put(source, small_disk / "a.qtpkg")
