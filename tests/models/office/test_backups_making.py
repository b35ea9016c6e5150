"""Copies are made beside the open office, checked before they count, and pushed out only by good ones."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.core import history
from models.core.apart import open_apart, problems_apart
from models.core.clock import fixed
from models.core.database import DB, checkpoint
from models.core.errors import Cancelled, CannotWrite, KnownError, WrongPassphrase
from models.core.progress import StopAfter
from models.core.verbs import undo
from models.office import keys
from models.office.attachment import Store, attach, detach
from models.office.backups import copies
from models.office.backups.contents import read_contents
from models.office.backups.copies import damage_of
from models.office.backups.making import (
    SetBack,
    SourceDamaged,
    back_up,
    due_by_change,
    forget_slot,
    list_copies,
    make_backup,
)
from models.office.backups.retention import kept
from models.office.office import OpenOffice, change_passphrase, open_office
from models.office.setting import change_setting
from tests import builders

NOW = builders.NOW


def key_of(opened: OpenOffice) -> bytes:
    return keys.derive(opened.data_key, "database")


def at(opened: OpenOffice, moment: datetime) -> OpenOffice:
    """The clock goes on."""
    opened.session.clock = fixed(moment)
    return opened


def note(opened: OpenOffice, value: Any = 1) -> None:
    """Something happens."""
    change_setting(opened.session, "note", value)


def names(opened: OpenOffice) -> list[str]:
    return sorted(path.name for path in opened.place.backups.iterdir())


def test_a_copy_holds_what_the_office_held_and_tells_it_without_a_name_in_clear(opened: OpenOffice) -> None:
    for order in (124, 126, 128):
        builders.person(opened.session, order=order)
    made = make_backup(opened, "manual")
    assert made.path.name == "备份-20261120-093000-手工.qtdb"
    assert (made.contents.persons, made.contents.cases) == (3, None)
    assert (made.contents.seq, made.contents.head) == history.head()
    assert made.contents.last_action_at == "2026-11-20 09:30:00"
    assert list_copies(opened.place) == [made]
    assert damage_of(made) == ""
    with open_apart(made.path, key_of(opened), still=True) as connection:
        assert problems_apart(connection) == []
        assert read_contents(connection.execute) == made.contents
    beside = copies.description_of(made.path).read_text("utf-8")
    assert "单立梅" not in beside
    assert "登记" not in beside
    assert b"SQLite" not in made.path.read_bytes()


def test_a_copy_opens_with_the_passphrase_of_its_day(opened: OpenOffice) -> None:
    made = make_backup(opened, "manual")
    change_passphrase(opened, builders.PASSPHRASE, "换了一句新的口令话")
    assert keys.unlock(keys.load(made.keys), builders.PASSPHRASE).data_key == opened.data_key
    with pytest.raises(WrongPassphrase):
        keys.unlock(keys.load(opened.place.directory), builders.PASSPHRASE)


def test_a_removed_slot_opens_no_copy_any_more(opened: OpenOffice) -> None:
    made = make_backup(opened, "manual")
    mine = next(slot for slot in keys.load(made.keys) if slot.kind == keys.USER)
    forget_slot(opened.place, mine.id)
    assert mine.id not in [slot.id for slot in keys.load(made.keys)]
    assert keys.load(made.keys)


def test_closing_without_change_makes_no_new_copy(opened: OpenOffice) -> None:
    first = make_backup(opened, "close")
    assert make_backup(at(opened, NOW + timedelta(hours=1)), "close") == first
    note(opened)
    assert make_backup(opened, "close").number == 2
    assert make_backup(opened, "import").number == 3


def test_a_damaged_last_copy_is_made_again_on_closing(opened: OpenOffice) -> None:
    first = make_backup(opened, "close")
    content = bytearray(first.path.read_bytes())
    content[len(content) // 2] ^= 1
    first.path.write_bytes(content)
    assert make_backup(at(opened, NOW + timedelta(hours=1)), "close").number == 2


def test_a_copy_is_due_after_thirty_minutes_of_change(opened: OpenOffice) -> None:
    assert due_by_change(opened, NOW)
    make_backup(opened, "change")
    assert not due_by_change(opened, NOW + timedelta(hours=9))
    note(opened)
    assert not due_by_change(opened, NOW + timedelta(minutes=29, seconds=59))
    assert due_by_change(opened, NOW + timedelta(minutes=30))
    assert due_by_change(opened, NOW - timedelta(days=400))


def test_a_copy_made_while_others_write_is_one_moment(opened: OpenOffice) -> None:
    """Persons and history rows are written in pairs: a copy between the two would not fit."""
    before = history.head()[0]
    stop = threading.Event()

    def write() -> None:
        order = 2
        while not stop.is_set():
            builders.person(opened.session, order=order)
            order += 2
        DB.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [back_up(opened.place, opened.data_key, NOW + timedelta(minutes=k), "change") for k in range(8)]
    finally:
        stop.set()
        writer.join()
    assert all(copy.contents.seq - before == copy.contents.persons for copy in made)
    assert made[-1].contents.persons > made[0].contents.persons


def test_a_cancelled_copy_leaves_nothing(opened: OpenOffice) -> None:
    with pytest.raises(Cancelled):
        make_backup(opened, "manual", StopAfter(0))
    assert [path for path in opened.place.backups.iterdir() if path.is_file()] == []
    note(opened)


def test_leftovers_of_a_power_cut_are_swept_and_never_counted(opened: OpenOffice) -> None:
    shelf = opened.place.backups
    (shelf / ".备份-20261119-093000-手工.qtdb.part").write_bytes(b"half")
    (shelf / "备份-20261119-093000-手工.json").write_text("{}")
    (shelf / "备份-20261119-093000-手工.keys").mkdir()
    (shelf / "我的说明.json").write_text("{}")
    assert list_copies(opened.place) == []
    made = make_backup(opened, "manual")
    assert names(opened) == sorted(
        ["attachments", made.path.name, copies.description_of(made.path).name, made.keys.name, "我的说明.json"]
    )


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x10
    path.write_bytes(content)


def damaged_source(opened: OpenOffice, damage: Callable[[Path], None]) -> Path:
    """The office's file after damage on the disk; nobody has it open, as after a start on a bad disk."""
    checkpoint()
    DB.close_everywhere()
    damage(opened.place.database)
    return opened.place.database


@pytest.mark.parametrize("share", [0.0, 0.1, 0.35, 0.5, 0.65, 0.8, 0.95])
def test_a_flipped_bit_in_the_source_pushes_nothing_out(opened: OpenOffice, share: float) -> None:
    builders.person(opened.session)
    good = make_backup(opened, "manual")
    source = damaged_source(opened, lambda path: flip(path, int(path.stat().st_size * share) + 40))
    with pytest.raises(SourceDamaged, match="已有的备份全部保留"):
        back_up(opened.place, opened.data_key, NOW + timedelta(days=900), "close", source=source)
    assert list_copies(opened.place) == [good]
    assert damage_of(good) == ""


def test_a_cut_or_emptied_source_pushes_nothing_out(opened: OpenOffice) -> None:
    good = make_backup(opened, "manual")
    source = damaged_source(opened, lambda _: None)
    size = source.stat().st_size
    for length in (size - 4096, size // 2, 100, 0):
        os.truncate(source, length)
        with pytest.raises(KnownError):
            back_up(opened.place, opened.data_key, NOW + timedelta(days=900), "close", source=source)
        assert list_copies(opened.place) == [good]


def test_a_file_that_was_set_back_by_hand_pushes_nothing_out(opened: OpenOffice) -> None:
    note(opened, 1)
    checkpoint()
    old = shutil.copyfile(opened.place.database, opened.place.directory / "old.qtdb")
    note(opened, 2)
    good = make_backup(opened, "manual")
    later = NOW + timedelta(days=900)
    with pytest.raises(SetBack, match="可能被换成了旧文件"):
        back_up(opened.place, opened.data_key, later, "close", source=old)
    # As many steps as the copy has, but others.
    with open_apart(old, key_of(opened), still=False) as connection:
        row = {**connection_row(connection), "seq": good.contents.seq, "hash": "f" * 64}
        marks = ",".join("?" * len(row))
        connection.execute(f"INSERT INTO history ({','.join(quoted(row))}) VALUES ({marks})", tuple(row.values()))
    with pytest.raises(SetBack):
        back_up(opened.place, opened.data_key, later, "close", source=old)
    assert list_copies(opened.place) == [good]
    taken = back_up(opened.place, opened.data_key, later, "manual", source=old, accept_set_back=True)
    assert list_copies(opened.place) == [taken, good]


def connection_row(connection: Any) -> dict[str, Any]:
    cursor = connection.execute("SELECT * FROM history ORDER BY seq DESC LIMIT 1")
    return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def quoted(row: dict[str, Any]) -> list[str]:
    return [f'"{name}"' for name in row]


def test_old_copies_go_by_the_plan_once_the_new_one_stands(opened: OpenOffice) -> None:
    expected: list[datetime] = []
    for day in range(40):
        note(opened, day)
        now = NOW + timedelta(days=day)
        make_backup(at(opened, now), "close")
        expected = [now, *expected]
        stay = kept(expected, now)
        expected = [moment for place, moment in enumerate(expected) if place in stay]
    found = list_copies(opened.place)
    assert [copy.number for copy in found] == sorted((copy.number for copy in found), reverse=True)
    assert [copy.made_at for copy in found] == expected
    assert 15 < len(found) < 25
    assert len(names(opened)) == 3 * len(found) + 1


def test_a_damaged_copy_pushes_no_older_one_out(opened: OpenOffice) -> None:
    first = make_backup(opened, "manual")
    note(opened)
    second = make_backup(at(opened, NOW + timedelta(hours=2)), "manual")
    flip(second.path, 9000)
    note(opened, 2)
    make_backup(at(opened, NOW + timedelta(days=30)), "manual")
    assert [copy.number for copy in list_copies(opened.place)] == [3, 2, 1]
    assert damage_of(second).startswith("这份备份的内容与制作时不符")
    assert damage_of(first) == ""


def test_a_copy_says_when_its_file_or_its_description_is_not_whole(opened: OpenOffice) -> None:
    made = make_backup(opened, "manual")
    beside = copies.description_of(made.path)
    whole = json.loads(beside.read_text("utf-8"))
    os.truncate(made.path, made.size - 1)
    assert "大小" in list_copies(opened.place)[0].flaw
    for broken in ("", "[]", "{}", json.dumps({**whole, "size": 1})):
        beside.write_text(broken, "utf-8")
        found = list_copies(opened.place)[0]
        assert not found.described
        assert "说明文件" in found.flaw
    made.path.unlink()
    assert list_copies(opened.place) == []
    assert "读不出来" in damage_of(made)


def test_attachments_are_kept_once_and_as_long_as_a_copy_names_them(opened: OpenOffice) -> None:
    person = builders.person(opened.session)
    store = Store(opened)
    whole, gone, lost = (
        attach(opened.session, store, person, name, f"{name}.pdf", name.encode() * 99).value for name in "甲乙丙"
    )
    detached = detach(opened.session, gone)
    store.path(lost.uid).unlink()
    made = make_backup(opened, "manual")
    assert set(made.attachments) == {whole.uid, gone.uid, lost.uid}
    assert made.missing == (lost.uid,)
    assert Store.at(made.store, opened.data_key).content(whole.uid) == "甲".encode() * 99
    undo(opened.session, detached.seq)
    assert make_backup(at(opened, NOW + timedelta(hours=1)), "manual").missing == (lost.uid,)
    assert sorted(path.stem for path in made.store.iterdir()) == sorted([whole.uid, gone.uid])
    # A scan that is gone from the office stays in the store that has it.
    store.path(whole.uid).unlink()
    assert make_backup(at(opened, NOW + timedelta(hours=2)), "manual").missing == (lost.uid,)


def test_several_copies_of_one_second_have_names_of_their_own(opened: OpenOffice) -> None:
    made = [make_backup(opened, "manual") for _ in range(3)]
    assert len({copy.path for copy in made}) == 3
    assert list_copies(opened.place) == made[::-1]


def test_no_copy_without_a_key_file(opened: OpenOffice) -> None:
    for name in keys.FILES:
        (opened.place.directory / name).unlink()
    with pytest.raises(KnownError):
        make_backup(opened, "manual")


def test_a_vanished_place_is_one_sentence(opened: OpenOffice) -> None:
    moved = opened.place.directory.with_name("elsewhere")
    DB.close_everywhere()
    opened.place.directory.rename(moved)
    with pytest.raises(KnownError, match="没有"):
        back_up(opened.place, opened.data_key, NOW, "manual")
    moved.rename(opened.place.directory)


def test_a_backups_folder_that_is_a_file_is_one_sentence(opened: OpenOffice) -> None:
    opened.place.backups.rmdir()
    opened.place.backups.write_bytes(b"")
    with pytest.raises(CannotWrite):
        make_backup(opened, "manual")


@pytest.fixture
def small_disk(opened: OpenOffice) -> Iterator[Path]:
    """The backups of the office on a disk of 1.5 MB."""
    shelf = opened.place.backups
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(shelf)]
    if os.name == "nt" or os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield shelf
    subprocess.run(["umount", str(shelf)], check=True)


def test_a_full_disk_keeps_every_copy_and_says_so(opened: OpenOffice, small_disk: Path) -> None:
    made = [make_backup(opened, "manual")]
    while shutil.disk_usage(small_disk).free > made[0].size:
        made.append(make_backup(at(opened, NOW + timedelta(hours=len(made))), "manual"))
    with pytest.raises(CannotWrite, match="磁盘已满"):
        make_backup(opened, "manual")
    assert list_copies(opened.place) == made[::-1]
    assert not [path for path in small_disk.iterdir() if path.name.startswith(".")]
    assert [damage_of(copy) for copy in made] == [""] * len(made)


def test_every_byte_count_of_a_nearly_full_disk_leaves_nothing_or_a_whole_copy(
    opened: OpenOffice, small_disk: Path
) -> None:
    first = make_backup(opened, "manual")
    note(opened)
    free = shutil.disk_usage(small_disk).free
    for left in range(0, first.size + 40960, 40960):
        filler = small_disk / "filler"
        filler.write_bytes(bytes(max(0, free - left)))
        try:
            made = make_backup(at(opened, NOW + timedelta(hours=1)), "manual")
        except KnownError:
            assert list_copies(opened.place) == [first]
        else:
            assert list_copies(opened.place) == [made, first]
            copies.remove(made)
        filler.unlink()


def test_another_offices_copies_on_the_shelf_are_left_alone(opened: OpenOffice, tmp_path: Path) -> None:
    made = make_backup(opened, "manual")
    opened.close()
    with closing(builders.office(tmp_path / "second", NOW + timedelta(days=900))) as other:
        for path in (made.path, copies.description_of(made.path)):
            shutil.copyfile(path, other.place.backups / path.name)
        assert make_backup(other, "close").number == 2
        note(other)
        make_backup(other, "close")
        assert made.path.name in names(other)
    with open_office(opened.place.directory, builders.PASSPHRASE):
        pass
