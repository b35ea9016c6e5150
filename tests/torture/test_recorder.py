"""The torture is honest: the record is complete, and what is careless is found out."""

import random
from pathlib import Path

import pytest

from tests.torture import shim
from tests.torture.campaign import cut, record
from tests.torture.disk import Disk, Operation
from tests.torture.judge import GOOD

pytestmark = pytest.mark.skipif(bool(shim.why_not()), reason=shim.why_not() or "-")
ROOT = "/disk"


def operation(kind: str, a: int = 0, b: int = 0, one: bytes = b"", two: bytes = b"") -> Operation:
    return Operation(kind, a, b, one, two)


def disk(*operations: Operation, **start: bytes) -> Disk:
    made = Disk(dict(start))
    for one in operations:
        made.follow(one, ROOT)
    return made


NEW = (operation("O", 1, 1, b"/disk/new"), operation("W", 1, 0, b"x" * 1500))
DIRECTORY = (operation("O", 9, 0, b"/disk"), operation("S", 9))


def test_without_any_sync_nothing_is_sure() -> None:
    assert disk(*NEW).lost() == {}
    assert disk(*NEW).now() == {"new": b"x" * 1500}


def test_a_synced_name_without_synced_content_is_an_empty_file() -> None:
    assert disk(*NEW, *DIRECTORY).lost() == {"new": b""}


def test_content_and_name_are_sure_when_both_were_synced() -> None:
    assert disk(*NEW, operation("S", 1), *DIRECTORY).lost() == {"new": b"x" * 1500}


def test_a_name_is_given_back_by_a_rename_that_was_not_synced() -> None:
    moved = disk(*NEW, operation("S", 1), operation("R", 0, 0, b"/disk/new", b"/disk/old"), old=b"before")
    assert moved.lost() == {"old": b"before"}
    drawn = [moved.mixed(random.Random(seed)) for seed in range(60)]
    assert {"old": b"x" * 1500} in drawn
    assert {"old": b"before"} in drawn


def test_a_directory_takes_its_files_along() -> None:
    start = {"in/": b"", "in/file": b"content"}
    moved = Disk(start)
    moved.follow(operation("R", 0, 0, b"/disk/in", b"/disk/out"), ROOT)
    assert moved.now() == {"out/": b"", "out/file": b"content"}
    assert moved.lost() == start


def test_a_write_tears_between_two_sectors() -> None:
    torn = [disk(*NEW).torn(random.Random(seed)).get("new", b"") for seed in range(40)]
    assert {len(content) % 512 for content in torn} <= {0, 1500 % 512}
    assert len(set(torn)) > 3


def test_what_lies_in_a_lost_directory_is_lost() -> None:
    made = disk(operation("M", 0, 0, b"/disk/in"), operation("O", 1, 1, b"/disk/in/new"), operation("S", 1))
    inner = (operation("O", 9, 0, b"/disk/in"), operation("S", 9))
    for one in inner:
        made.follow(one, ROOT)
    assert made.lost() == {}


@pytest.mark.parametrize(
    ("name", "share"), [("engine_without_sync", 0.1), ("paper_without_sync", 0.1), ("two_files", 1.0)]
)
def test_carelessness_is_found_out(name: str, share: float, tmp_path: Path) -> None:
    tally = cut(record(name, tmp_path / "work"), tmp_path / "work", share)
    assert sum(tally.verdicts[word] for word in tally.verdicts if word != GOOD) > 3


def test_the_record_is_complete(tmp_path: Path) -> None:
    recording = record("attachments", tmp_path / "work")
    followed = Disk(recording.start)
    for one in recording.operations:
        followed.follow(one, str(recording.root))
    assert followed.now() == recording.end
    assert followed.lost().keys() >= {name for name in recording.end if name.endswith((".qtdb", ".json", ".qtat"))}
