"""Copies of every release follow an erasure; a cut in the midst leaves the old copy or the new one."""

import errno
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from models.core.apart import open_apart
from models.core.clock import fixed
from models.core.history import chain_problems
from models.core.migrations import NEWEST
from models.office import keys
from models.office.backups import copies
from models.office.backups.copies import Copy
from models.office.backups.making import list_copies, make_backup
from models.office.backups.restoring import problem_of
from models.office.erasing import ledger
from models.office.erasing.ledger import Entry, Waiting
from models.office.erasing.scope import Subject
from models.office.office import OpenOffice, open_office
from models.office.place import ANY_DRIVE
from models.people.erasure import approve_erasure, finish_erasures, report_of, request_erasure
from models.people.person import Person
from tests import builders
from tests.test_stored import STORED


def told(opened: OpenOffice, copy: Copy, words: str) -> int:
    """How often a copy's history and persons hold these words; a petition in which only a name stands, without a
    number, may be anybody's and stays."""
    with open_apart(copy.path, keys.derive(opened.data_key, "database"), still=True) as connection:
        sql = "SELECT count(*) FROM history WHERE instr(sentence || changes, ?) AND verb <> 'register_case'"
        rows = connection.execute(sql, (words,)).fetchone()[0]
        named = connection.execute("SELECT count(*) FROM person WHERE name = ?", (words,)).fetchone()[0]
        assert chain_problems(opened.session.history_key, connection.execute) == []
    return int(rows + named)


@pytest.mark.parametrize("stored", STORED[:-1], ids=lambda part: part.name)
def test_a_copy_of_a_released_schema_is_rewritten_as_it_is(
    stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ANY_DRIVE, "1")
    directory = shutil.copytree(stored, tmp_path / "office")
    with open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
        old = next(copy for copy in list_copies(opened.place) if copy.contents.schema < NEWEST)
        assert told(opened, old, "单立梅")
        report = approve_erasure(
            opened, request_erasure(opened.session, Person.get(Person.name == "单立梅"), "本人申请").value
        )
        assert report.waiting == ()
        now = next(copy for copy in list_copies(opened.place) if copy.path == old.path)
        assert now.contents == old.contents
        assert told(opened, now, "单立梅") == 0
        assert problem_of(now, opened.data_key) == ""
        assert chain_problems(opened.session.history_key) == []


@pytest.fixture
def exchanged(opened: OpenOffice) -> tuple[OpenOffice, Copy, Copy, Path]:
    """A copy, what describes the one that takes its place, and that one's file."""
    old = make_backup(opened, "manual")
    builders.unit(opened.session, "石桥村")
    other = make_backup(opened, "manual")
    part = old.path.with_name(f".{old.path.name}.part")
    shutil.copyfile(other.path, part)
    fresh = replace(other, path=old.path, number=old.number, made_at=old.made_at, erased=("abcdefgh23456777",))
    return opened, old, fresh, part


def waiting(old: Copy) -> Path:
    return old.path.with_suffix(".next")


def found(opened: OpenOffice, old: Copy) -> Copy:
    return next(copy for copy in copies.copies_in(opened.place.backups) if copy.path == old.path)


def test_an_exchange_leaves_the_new_copy(exchanged: tuple[OpenOffice, Copy, Copy, Path]) -> None:
    opened, old, fresh, part = exchanged
    copies.exchange(fresh, part)
    assert found(opened, old) == fresh
    assert not waiting(old).exists()
    assert problem_of(fresh, opened.data_key) == ""


def test_a_cut_before_the_file_leaves_the_old_copy(exchanged: tuple[OpenOffice, Copy, Copy, Path]) -> None:
    opened, old, fresh, part = exchanged
    described, content = copies.description_of(old.path).read_bytes(), old.path.read_bytes()
    copies.exchange(fresh, part)
    copies.description_of(old.path).rename(waiting(old))
    copies.description_of(old.path).write_bytes(described)
    old.path.write_bytes(content)
    assert found(opened, old) == old
    assert problem_of(found(opened, old), opened.data_key) == ""
    copies.sweep(opened.place.backups)
    assert not waiting(old).exists()
    assert found(opened, old) == old


def test_a_cut_after_the_file_leaves_the_new_copy(exchanged: tuple[OpenOffice, Copy, Copy, Path]) -> None:
    opened, old, fresh, part = exchanged
    before = copies.description_of(old.path).read_bytes()
    copies.exchange(fresh, part)
    copies.description_of(old.path).rename(waiting(old))
    copies.description_of(old.path).write_bytes(before)
    assert found(opened, old) == fresh
    assert problem_of(found(opened, old), opened.data_key) == ""
    copies.sweep(opened.place.backups)
    assert not waiting(old).exists()
    assert found(opened, old) == fresh


def refusing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The disk does not let files of this name be read."""
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name.endswith(name):
            raise OSError(errno.EIO, "read error")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)


@pytest.mark.parametrize("name", [".json", ".next"])
def test_a_disk_that_refuses_to_read_does_not_drop_what_describes_the_new_copy(
    exchanged: tuple[OpenOffice, Copy, Copy, Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    opened, old, fresh, part = exchanged
    before = copies.description_of(old.path).read_bytes()
    copies.exchange(fresh, part)
    copies.description_of(old.path).rename(waiting(old))
    copies.description_of(old.path).write_bytes(before)
    with monkeypatch.context() as patch:
        refusing(patch, name)
        copies.sweep(opened.place.backups)
    copies.sweep(opened.place.backups)
    assert found(opened, old) == fresh
    assert not waiting(old).exists()


def test_a_description_that_cannot_be_read_is_not_taken_for_none(
    opened: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = builders.person(opened.session)
    made = make_backup(opened, "manual")
    request = request_erasure(opened.session, person, "本人申请").value
    with monkeypatch.context() as patch:
        refusing(patch, f"{made.path.stem}.json")
        report = approve_erasure(opened, request)
    assert [one.where for one in report.waiting] == [str(made.path)]
    assert problem_of(found(opened, made), opened.data_key) == ""
    assert finish_erasures(opened) == []
    assert problem_of(found(opened, made), opened.data_key) == ""
    assert told(opened, found(opened, made), "单立梅") == 0


def test_what_was_cut_off_is_gone_on_with_by_the_next_copy(opened: OpenOffice) -> None:
    person = builders.person(opened.session)
    make_backup(opened, "manual")
    shelf = shutil.copytree(opened.place.backups, opened.place.directory.parent / "kept")
    request = request_erasure(opened.session, person, "本人申请").value
    approve_erasure(opened, request)
    for path in shelf.glob("*.*"):
        if path.is_file():
            shutil.copyfile(path, opened.place.backups / path.name)
    (opened.place.directory / ledger.FILE).unlink()
    assert report_of(opened, type(request).by_uid(request.uid)).waiting
    made = make_backup(opened, "manual")
    assert made.erased == (person.uid,)
    assert {told(opened, copy, "单立梅") for copy in list_copies(opened.place)} == {0}
    assert report_of(opened, type(request).by_uid(request.uid)).waiting == ()
    assert finish_erasures(opened) == []


def test_the_memory_is_believed_only_with_its_seal(tmp_path: Path) -> None:
    entries = [Entry(Subject("person", "a"), ("f",), True, True, (Waiting("U盘", "没有插上"),))]
    assert ledger.read(tmp_path, b"key") == []
    ledger.write(tmp_path, b"key", entries)
    assert ledger.read(tmp_path, b"key") == entries
    assert ledger.read(tmp_path, b"other key") == []
    path = tmp_path / ledger.FILE
    path.write_bytes(path.read_bytes().replace(b'"a"', b'"b"'))
    assert ledger.read(tmp_path, b"key") == []
    path.write_bytes(b"[]")
    assert ledger.read(tmp_path, b"key") == []


def test_memories_are_joined() -> None:
    her, him = Subject("person", "a"), Subject("person", "b")
    kept = [Entry(her, ("f",), settled=True)]
    both = ledger.joined(kept, [Entry(her, ("g",)), Entry(him)])
    assert both == [Entry(her, ("f", "g"), settled=True), Entry(him)]
