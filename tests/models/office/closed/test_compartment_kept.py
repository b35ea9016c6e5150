"""The closed compartment through damage, full disks, backups, power cuts, restores and changed passphrases."""

import secrets
import shutil
from pathlib import Path

import pytest

from models.core.database import DB
from models.core.errors import BadFile, CannotWrite, NotAllowed
from models.core.history import History, chain_problems
from models.office import keys
from models.office.backups.making import is_current, make_backup
from models.office.backups.restoring import restore, unlock_for_restore
from models.office.closed import vault
from models.office.closed.compartment import enter
from models.office.closed.readers import confirm_reader, grant_reader, revoke_reader
from models.office.closed.records import ClosedBox, reader_named
from models.office.office import (
    OpenOffice,
    change_passphrase,
    create_office,
    new_recovery_sheet,
    open_office,
    renew_passphrase,
)
from models.organisations.unit import Unit
from models.organisations.verbs import register_unit
from tests import builders
from tests.models.office.closed.conftest import Clock, SignIn

VILLAGE = {"name": "木棉村", "kind_of_unit": "village"}


@pytest.mark.parametrize("damage", [b"", b"QTCB1", b"x" * 300_000])
def test_a_damaged_box_is_one_sentence_and_stays_as_it_is(sign_in: SignIn, damage: bytes) -> None:
    opened = sign_in(builders.USER)
    DB.execute_sql("UPDATE closed_box SET content = ?", (damage,))
    opened = sign_in(builders.USER)
    for _ in range(2):
        with pytest.raises(BadFile, match="可能已经损坏。什么也没有改动"):
            enter(opened)
    assert ClosedBox.get().content == damage
    builders.unit(opened.session)


def test_a_box_damaged_while_she_is_inside_is_not_written_over(opened: OpenOffice) -> None:
    inside = enter(opened)
    inside.run(register_unit, VILLAGE)
    DB.execute_sql("UPDATE closed_box SET content = ?", (b"QTCB1" + bytes(400),))
    with pytest.raises(BadFile):
        inside.run(register_unit, {**VILLAGE, "name": "石桥村"})
    inside.leave()
    assert bytes(ClosedBox.get().content) == b"QTCB1" + bytes(400)
    assert opened.compartment is None


def test_leaving_on_a_full_disk_forgets_the_keys_all_the_same(opened: OpenOffice) -> None:
    inside = enter(opened)
    DB.execute_sql(f"PRAGMA max_page_count = {DB.execute_sql('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(CannotWrite, match="磁盘已满"):
        inside.run(register_unit, {**VILLAGE, "note": secrets.token_hex(300_000)})
    assert inside.all(Unit) == []
    inside.leave()
    assert (inside._private, opened.compartment) == (b"", None)


def test_entering_and_leaving_make_a_backup_due(opened: OpenOffice) -> None:
    copy = make_backup(opened, "close")
    assert is_current(copy)
    inside = enter(opened)
    assert not is_current(copy)
    copy = make_backup(opened, "close")
    inside.run(register_unit, VILLAGE)
    inside.leave()
    assert not is_current(copy)
    assert is_current(make_backup(opened, "close"))


def test_closing_the_office_leaves(sign_in: SignIn) -> None:
    inside = enter(sign_in(builders.USER))
    inside.run(register_unit, VILLAGE)
    sign_in(builders.USER)
    assert inside._opened is None
    reader = reader_named(builders.USER)
    assert reader is not None
    assert reader.left_at
    assert [row.verb for row in History.select().order_by(History.seq)][-3:] == ["leave_closed", "sign_out", "sign_in"]


def test_an_entry_that_the_power_cut_is_told_at_the_next_sign_in(sign_in: SignIn, tmp_path: Path) -> None:
    opened = sign_in(builders.USER)
    enter(opened).run(register_unit, VILLAGE)
    make_backup(opened, "manual")
    cut = shutil.copytree(opened.place.directory, tmp_path / "cut")
    (cut / "office.lock").unlink(missing_ok=True)
    opened.close()
    with open_office(cut, builders.PASSPHRASE, clock=opened.session.clock) as again:
        reader = reader_named(builders.USER)
        assert reader is not None
        assert reader.left_at
        assert [unit.name for unit in enter(again).all(Unit)] == ["木棉村"]


def test_an_old_copy_opens_after_a_changed_passphrase_and_key(sign_in: SignIn) -> None:
    opened = sign_in(builders.USER)
    inside = enter(opened)
    unit = inside.run(register_unit, VILLAGE).value
    inside.keep_attachment(unit, "照片", "照片.png", b"photo")
    inside.leave()
    copy = make_backup(opened, "manual")
    before = ClosedBox.get().content
    code = new_recovery_sheet(opened)
    change_passphrase(opened, builders.PASSPHRASE, "木棉花落在四月里")
    assert ClosedBox.get().content != before
    place = opened.place
    opened.close()
    restore(place, copy, unlock_for_restore(place, "木棉花落在四月里", copy), opened.session.clock)
    opened = sign_in("", "木棉花落在四月里")
    inside = enter(opened)
    assert inside.get(Unit, unit.uid).name == "木棉村"
    assert inside.content(inside.attachments_of(unit)[0].uid) == b"photo"
    assert any("恢复单换过" in warning for warning in opened.notices)
    confirm_reader(opened.session, opened, "恢复单")
    assert vault.key_for("恢复单", sign_in("", code).private) is not None


def test_a_lost_passphrase_is_renewed_with_everything_inside(opened: OpenOffice, tmp_path: Path, clock: Clock) -> None:
    opened.close()
    made, code = create_office(tmp_path / "other", builders.founding(), clock)
    enter(made).run(register_unit, VILLAGE)
    made.close()
    with open_office(tmp_path / "other", code, clock=clock) as by_code:
        with pytest.raises(NotAllowed, match="没有可以打开的内容"):
            enter(by_code)
        renew_passphrase(by_code, "木棉花落在四月里")
    with open_office(tmp_path / "other", "木棉花落在四月里", clock=clock) as again:
        assert [unit.name for unit in enter(again).all(Unit)] == ["木棉村"]


def test_a_file_of_the_first_release_gets_its_box(tmp_path: Path, opened: OpenOffice, clock: Clock) -> None:
    opened.close()
    directory = shutil.copytree("tests/stored/0.1.0", tmp_path / "old")
    (directory / "backups").mkdir()
    with open_office(directory, builders.PASSPHRASE, clock=clock) as old:
        assert [slot.kind for slot in keys.load(directory) if slot.private] == ["user"]
        assert ["更换一次恢复单" in warning for warning in old.notices] == [True]
        enter(old).run(register_unit, VILLAGE)
        code = new_recovery_sheet(old)
    with open_office(directory, builders.PASSPHRASE, clock=clock) as old:
        assert old.warnings == old.notices == []
        assert "key_slots_differ" not in [row.verb for row in History.select()]
        assert len(enter(old).all(Unit)) == 1
    with open_office(directory, code, clock=clock) as by_code:
        assert vault.key_for("恢复单", by_code.private)


def test_a_new_sheet_whose_file_was_refused_leaves_the_box_to_the_old_one(
    opened: OpenOffice, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(part: Path, file: Path) -> None:
        if file.name == keys.FILES[0]:
            raise CannotWrite("磁盘已满。")
        part.replace(file)

    opened.close()
    directory = tmp_path / "other"
    made, code = create_office(directory, builders.founding(), clock)
    enter(made).run(register_unit, VILLAGE)
    with monkeypatch.context() as patch:
        patch.setattr(keys, "_rename", refuse)
        with pytest.raises(CannotWrite):
            new_recovery_sheet(made)
    made.close()
    with open_office(directory, code, clock=clock) as by_code:
        assert vault.key_for("恢复单", by_code.private) is not None
    with open_office(directory, builders.PASSPHRASE, clock=clock) as again:
        assert [unit.name for unit in enter(again).all(Unit)] == ["木棉村"]


def test_a_restore_lets_nobody_back_in_who_was_dismissed_since(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    enter(opened).run(register_unit, VILLAGE)
    for name in ("杨文", "李国强"):
        grant_reader(opened.session, opened, name, "接办")
    copy = make_backup(opened, "manual")
    revoke_reader(opened.session, opened, "杨文", "调离")
    revoke_reader(opened.session, opened, "李国强", "调离")
    grant_reader(opened.session, opened, "李国强", "又接办")
    place = opened.place
    opened.close()
    restore(place, copy, unlock_for_restore(place, builders.PASSPHRASE, copy, builders.USER), opened.session.clock)
    opened = staffed("杨文")
    assert "杨文" not in vault.seals()
    with pytest.raises(NotAllowed, match="没有可以打开的内容"):
        enter(opened)
    opened = staffed(builders.USER)
    assert not vault.is_due()
    assert [unit.name for unit in enter(staffed("李国强")).all(Unit)] == ["木棉村"]
    assert chain_problems(opened.session.history_key) == []
