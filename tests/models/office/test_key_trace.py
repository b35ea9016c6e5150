"""Key slots and their history: they change together, and slots that changed otherwise are noticed."""

import shutil
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.core.errors import CannotWrite
from models.core.history import NOTES, History, chain_problems
from models.office import keys
from models.office.office import OpenOffice, change_passphrase, new_recovery_sheet, open_office
from tests import builders

OTHER = "木棉花落在四月里"


def last_verb() -> str:
    return str(
        History.select(History.verb).where(History.verb.not_in(list(NOTES))).order_by(History.seq.desc()).scalar()
    )


def reopened(directory: Path, passphrase: str = builders.PASSPHRASE) -> OpenOffice:
    return open_office(directory, passphrase, clock=fixed(builders.NOW))


def test_a_changed_passphrase_is_nothing_to_notice(opened: OpenOffice) -> None:
    change_passphrase(opened, builders.PASSPHRASE, OTHER)
    new_recovery_sheet(opened)
    opened.close()
    with reopened(opened.place.directory, OTHER):
        assert last_verb() == "new_recovery_sheet"


def test_an_old_key_file_put_back_stands_in_the_history(opened: OpenOffice, tmp_path: Path) -> None:
    directory = opened.place.directory
    for name in keys.FILES:
        shutil.copy(directory / name, tmp_path)
    change_passphrase(opened, builders.PASSPHRASE, OTHER)
    opened.close()
    for name in keys.FILES:
        shutil.copy(tmp_path / name, directory)
    for _ in range(2):  # told once, not at every start
        with reopened(directory) as again:
            rows = [row.verb for row in History.select().order_by(History.seq)]
            assert rows.count("key_slots_differ") == 1
            assert chain_problems(again.session.history_key) == []


def test_a_refused_history_row_leaves_the_old_slots(opened: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise CannotWrite("磁盘已满。")

    before = keys.load(opened.place.directory)
    monkeypatch.setattr("models.office.office.note_passphrase", refuse)
    with pytest.raises(CannotWrite):
        change_passphrase(opened, builders.PASSPHRASE, OTHER)
    assert keys.load(opened.place.directory) == before
    assert not list(opened.place.directory.glob(".*"))


def test_a_name_that_cannot_be_given_is_told_in_the_history(
    opened: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(part: Path, file: Path) -> None:
        raise CannotWrite("没有权限写到这个文件夹。")

    before = keys.load(opened.place.directory)
    monkeypatch.setattr(keys, "_rename", refuse)
    with pytest.raises(CannotWrite):
        change_passphrase(opened, builders.PASSPHRASE, OTHER)
    assert keys.load(opened.place.directory) == before
    assert History.select().where(History.verb == "key_slots_differ").count() == 1
