"""A copy is brought back: the present file is kept aside, and a cut at any step leaves the old or the new one."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models.core import history
from models.core.clock import fixed
from models.core.database import DB, integrity_problems
from models.core.errors import CannotOpen, CannotWrite, KnownError, NotAllowed, WrongPassphrase
from models.core.history import SIGN_IN, History, chain_problems
from models.core.verbs import undo
from models.office import keys
from models.office.access import add_user
from models.office.attachment import Store, attach
from models.office.backups import copies, swap
from models.office.backups.copies import Copy, DamagedCopy
from models.office.backups.making import list_copies, make_backup
from models.office.backups.restoring import (
    compare,
    key_of_open,
    newest_good,
    problem_of,
    restore,
    unlock_for_restore,
)
from models.office.office import OpenOffice, change_passphrase, open_office
from models.office.place import Place
from models.people.person import Person
from tests import builders

NOW = builders.NOW
LATER = fixed(NOW + timedelta(days=3))
NEW_PASSPHRASE = "换了一句新的口令话"


@pytest.fixture
def two(office_directory: Path) -> Iterator[tuple[Place, Copy]]:
    """A closed office with two persons, and a copy from when there was one."""
    with open_office(office_directory, builders.PASSPHRASE, clock=fixed(NOW)) as opened:
        builders.person(opened.session)
        copy = make_backup(opened, "manual")
        builders.person(opened.session, "后来的人", order=126)
    yield opened.place, copy
    DB.close_everywhere()


def reopened(place: Place, passphrase: str = builders.PASSPHRASE) -> OpenOffice:
    return open_office(place.directory, passphrase, clock=LATER)


def key_for(place: Place, copy: Copy | None = None, passphrase: str = builders.PASSPHRASE) -> keys.Opened:
    return unlock_for_restore(place, passphrase, copy)


def persons(place: Place) -> list[str]:
    with reopened(place) as opened:
        assert integrity_problems() == chain_problems(opened.session.history_key) == []
        return sorted(person.name for person in Person.select())


def test_a_copy_comes_back_and_the_history_says_so(two: tuple[Place, Copy]) -> None:
    place, copy = two
    done = restore(place, copy, key_for(place), LATER)
    assert not [path for path in place.directory.iterdir() if path.name.startswith((swap.PREPARING, swap.READY))]
    with reopened(place) as opened:
        assert [person.name for person in Person.select()] == ["单立梅"]
        row = History.select().where(History.verb != SIGN_IN).order_by(History.seq.desc()).get()
        assert (row.seq, row.verb, row.user) == (done.seq, "restore", builders.USER)
        assert row.sentence == "恢复了 2026年11月20日 09:30 的备份"
        assert chain_problems(opened.session.history_key) == []
        with pytest.raises(KnownError):
            undo(opened.session, row.seq)
    assert sorted(path.name for path in done.aside.iterdir()) == ["office.qtdb"]
    assert done.aside.name == "恢复前-20261123-093000"


def test_the_present_state_is_a_copy_too_so_that_a_restore_can_be_taken_back(two: tuple[Place, Copy]) -> None:
    place, copy = two
    restore(place, copy, key_for(place), LATER)
    before = list_copies(place)[0]
    assert (before.reason, before.contents.persons) == ("restore", 2)
    restore(place, before, key_for(place), LATER)
    assert persons(place) == ["单立梅", "后来的人"]


def test_copies_go_on_after_a_restore(two: tuple[Place, Copy]) -> None:
    place, copy = two
    restore(place, copy, key_for(place), LATER)
    with reopened(place) as opened:
        made = make_backup(opened, "close")
        assert made.contents.line != copy.contents.line
        builders.person(opened.session, order=128)
        assert make_backup(opened, "close").contents.persons == 2


def test_a_copy_is_compared_with_today(two: tuple[Place, Copy]) -> None:
    place, copy = two
    with reopened(place) as opened:
        told = compare(copy, opened)
        assert (told.then.persons, told.now.persons, told.steps) == (1, 2, 1)
        assert told.now.seq == history.head()[0]


def test_passphrases_of_today_stay_and_old_ones_do_not_come_back(two: tuple[Place, Copy]) -> None:
    place, copy = two
    with reopened(place) as opened:
        change_passphrase(opened, builders.PASSPHRASE, NEW_PASSPHRASE)
    restore(place, copy, key_for(place, copy, NEW_PASSPHRASE), LATER)
    with pytest.raises(WrongPassphrase):
        reopened(place)
    reopened(place, NEW_PASSPHRASE).close()


def test_a_copy_opens_by_the_passphrase_of_its_day_where_no_key_file_is_left(two: tuple[Place, Copy]) -> None:
    place, copy = two
    with reopened(place) as opened:
        change_passphrase(opened, builders.PASSPHRASE, NEW_PASSPHRASE)
    for name in keys.FILES:
        (place.directory / name).unlink()
    with pytest.raises(WrongPassphrase):
        key_for(place, copy, NEW_PASSPHRASE)
    restore(place, copy, key_for(place, copy), LATER)
    assert persons(place) == ["单立梅"]


def test_a_copy_comes_back_on_another_pc(two: tuple[Place, Copy], tmp_path: Path) -> None:
    _, copy = two
    fresh = Place(tmp_path / "another")
    done = restore(fresh, copy, key_for(fresh, copy), LATER)
    assert persons(fresh) == ["单立梅"]
    assert not done.aside.exists()


def test_another_offices_keys_go_aside_with_its_file(two: tuple[Place, Copy], tmp_path: Path) -> None:
    _, copy = two
    other = builders.office(tmp_path / "other")
    other.close()
    done = restore(other.place, copy, unlock_for_restore(Place(tmp_path / "none"), builders.PASSPHRASE, copy), LATER)
    assert persons(other.place) == ["单立梅"]
    assert sorted(path.name for path in done.aside.iterdir()) == ["keys.copy.json", "keys.json", "office.qtdb"]


def test_attachments_that_are_gone_or_damaged_come_back(office_directory: Path) -> None:
    with open_office(office_directory, builders.PASSPHRASE, clock=fixed(NOW)) as opened:
        person, store = builders.person(opened.session), Store(opened)
        gone, bad, lost = (
            attach(opened.session, store, person, name, name, name.encode() * 50).value for name in "甲乙丙"
        )
        store.path(lost.uid).unlink()
        copy = make_backup(opened, "manual")
        later = attach(opened.session, store, person, "丁", "丁", b"later").value
    store.path(gone.uid).unlink()
    # A flipped bit in a hard link is a flipped bit in both: the sound one is put into the store for this test.
    sound = (copy.store / f"{bad.uid}.qtat").read_bytes()
    store.path(bad.uid).unlink()
    store.path(bad.uid).write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    done = restore(opened.place, copy, key_for(opened.place), LATER)
    assert done.missing == (lost.uid,)
    with reopened(opened.place) as again:
        assert Store(again).content(gone.uid) == "甲".encode() * 50
        assert Store(again).content(bad.uid) == "乙".encode() * 50
        assert Store(again).path(later.uid).exists()


def damage(path: Path, place: int | None) -> None:
    content = bytearray(path.read_bytes())
    if place is None:
        del content[len(content) // 2 :]
    else:
        content[place] ^= 4
    path.write_bytes(content)


@pytest.mark.parametrize("where", [0, 17, 5000, 100_000, -1, None])
def test_a_damaged_copy_is_refused_and_nothing_moves(two: tuple[Place, Copy], where: int | None) -> None:
    place, copy = two
    before = place.database.read_bytes()
    damage(copy.path, where)
    assert "损坏" in problem_of(copy, key_for(place).data_key)
    with pytest.raises(DamagedCopy, match="另一份"):
        restore(place, copy, key_for(place), LATER)
    # Without its description the engine's own checks find it.
    copies.description_of(copy.path).unlink()
    with pytest.raises(DamagedCopy):
        restore(place, list_copies(place)[-1], key_for(place), LATER)
    assert place.database.read_bytes() == before


def test_a_copy_without_description_can_be_restored_when_it_is_sound(two: tuple[Place, Copy]) -> None:
    place, copy = two
    copies.description_of(copy.path).unlink()
    restore(place, list_copies(place)[-1], key_for(place), LATER)
    assert persons(place) == ["单立梅"]


def test_a_copy_whose_description_was_exchanged_is_refused(two: tuple[Place, Copy]) -> None:
    place, copy = two
    other = list_copies(place)[0]
    with reopened(place) as opened:
        other = make_backup(opened, "manual")
    shutil.copyfile(other.path, copy.path)
    body = json.loads(copies.description_of(copy.path).read_text("utf-8"))
    body.pop("seal")
    body |= {"size": other.size, "sha256": other.sha256}
    lied = copies._described(copy.path, {**body, "seal": copies._seal(body)})
    copies.describe(lied)
    assert "不符" in problem_of(lied, key_for(place).data_key)


def test_the_newest_good_copy_is_found_behind_damaged_ones(two: tuple[Place, Copy]) -> None:
    place, copy = two
    with reopened(place) as opened:
        newer = [make_backup(opened, "manual") for _ in range(3)]
    damage(newer[2].path, 8000)
    damage(newer[1].path, None)
    newer[0].path.unlink()
    data_key = key_for(place).data_key
    assert newest_good(place, data_key) == copy
    damage(copy.path, 1)
    assert newest_good(place, data_key) is None


def test_a_damaged_present_file_is_kept_aside_as_it_is(two: tuple[Place, Copy]) -> None:
    place, copy = two
    damage(place.database, 0)
    damaged = place.database.read_bytes()
    with pytest.raises(CannotOpen):
        reopened(place)
    done = restore(place, copy, key_for(place), LATER)
    assert (done.aside / "office.qtdb").read_bytes() == damaged
    assert persons(place) == ["单立梅"]
    assert [found.path for found in list_copies(place)] == [copy.path]


def test_a_log_left_by_a_crash_goes_aside_with_its_file(two: tuple[Place, Copy]) -> None:
    place, copy = two
    place.database.with_name("office.qtdb-wal").write_bytes(b"left by a crash")
    done = restore(place, copy, key_for(place), LATER)
    assert (done.aside / "office.qtdb-wal").read_bytes() == b"left by a crash"
    assert persons(place) == ["单立梅"]


def test_no_restore_while_the_office_is_open(two: tuple[Place, Copy]) -> None:
    place, copy = two
    key = key_for(place)
    with reopened(place), pytest.raises(CannotOpen):
        restore(place, copy, key, LATER)
    assert persons(place) == ["单立梅", "后来的人"]


def test_a_wrong_passphrase_opens_nothing(two: tuple[Place, Copy]) -> None:
    place, copy = two
    with pytest.raises(WrongPassphrase):
        key_for(place, copy, "不是这句口令呀")


def test_what_a_cut_before_the_decision_left_is_dropped(two: tuple[Place, Copy]) -> None:
    place, _ = two
    (place.directory / f"{swap.PREPARING}20261123-093000").mkdir()
    (place.directory / f"{swap.PREPARING}20261123-093000" / "office.qtdb").write_bytes(b"half")
    (place.directory / f"{swap.ASIDE}20261123-093000").mkdir()
    assert swap.finish_interrupted(place) == swap.DROPPED
    assert swap.finish_interrupted(place) == ""
    assert not list(place.directory.glob("恢复*"))
    assert persons(place) == ["单立梅", "后来的人"]


def test_a_directory_that_does_not_exist_has_nothing_to_finish(tmp_path: Path) -> None:
    assert swap.finish_interrupted(Place(tmp_path / "none")) == ""


def test_a_place_that_refuses_leaves_the_present_file(two: tuple[Place, Copy]) -> None:
    """The name that the present file should get aside is taken by a directory that cannot give way."""
    place, copy = two
    staged = swap.prepare(place, NOW)
    shutil.copyfile(copy.path, staged / "office.qtdb")
    blocked = place.directory / f"{swap.ASIDE}{staged.name.removeprefix(swap.PREPARING)}" / "office.qtdb"
    (blocked / "full").mkdir(parents=True)
    with pytest.raises(CannotWrite, match="现在的数据没有改动"):
        swap.exchange(place, staged)
    assert swap.finish_interrupted(place) == ""
    assert persons(place) == ["单立梅", "后来的人"]


def outcomes_of_cuts(what: str, place: Place, copy: Copy, root: Path) -> list[tuple[str, int]]:
    told = subprocess.run(
        [sys.executable, "-m", "tests.models.office.cut_off", what, str(place.directory), copy.path.name],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    return [tuple(outcome) for outcome in json.loads(told.stdout)]


@pytest.mark.skipif(os.name == "nt", reason="needs fork")
def test_a_restore_cut_at_every_step_leaves_the_old_or_the_new_office(two: tuple[Place, Copy], root: Path) -> None:
    """A child process dies before its n-th change of the disk, for every n; the next start finishes."""
    outcomes = outcomes_of_cuts("restore", *two, root)
    assert len(outcomes) >= 40
    assert set(outcomes) == {("old", 2), ("new", 1)}
    assert outcomes == sorted(outcomes, reverse=True)  # once decided, it stays decided


@pytest.mark.skipif(os.name == "nt", reason="needs fork")
@pytest.mark.parametrize("what", ["backup", "stick"])
def test_a_backup_cut_at_every_step_leaves_whole_copies_only(office_directory: Path, root: Path, what: str) -> None:
    with open_office(office_directory, builders.PASSPHRASE, clock=fixed(NOW)) as opened:
        store, person = Store(opened), builders.person(opened.session)
        attach(opened.session, store, person, "证明", "证明.pdf", b"scan" * 100)
        for hour in (1, 2):  # of one old day, so that the new copy pushes the first out
            opened.session.clock = fixed(NOW + timedelta(hours=hour))
            copy = make_backup(opened, "manual")
        attach(opened.session, store, person, "证明", "证明.pdf", b"scan" * 200)
    outcomes = outcomes_of_cuts(what, opened.place, copy, root)
    assert len(outcomes) >= 15
    counts = [count for _, count in outcomes]
    assert set(counts) == ({2, 3} if what == "backup" else {0, 1})
    assert counts[-1] == (2 if what == "backup" else 1)


def test_wrong_passphrases_count_as_at_the_sign_in(two: tuple[Place, Copy]) -> None:
    place, copy = two
    for _ in range(4):
        with pytest.raises(WrongPassphrase, match="再错"):
            key_for(place, copy, "nicht die richtige")
    with pytest.raises(WrongPassphrase, match="已锁定"):
        key_for(place, copy, "nicht die richtige")
    with pytest.raises(WrongPassphrase, match="已锁定"):
        key_for(place, copy)


def test_who_may_not_restore_is_refused_before_the_office_is_closed(two: tuple[Place, Copy]) -> None:
    place, _ = two
    with reopened(place) as opened:
        add_user(opened, "录入的人", ["entry"], NEW_PASSPHRASE)
    with reopened(place, NEW_PASSPHRASE) as opened, pytest.raises(NotAllowed, match="恢复备份"):
        key_of_open(opened)
    with reopened(place) as opened:
        assert key_of_open(opened).slot.name == builders.USER
