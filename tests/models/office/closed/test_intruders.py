"""Somebody with a passphrase of her own writes the file by hand: the compartment neither opens to her nor is exchanged.

She holds the office's data key, so that she can write every row and the history as well; what she lacks is the key of
the box.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from models.core.database import DB
from models.core.errors import BadFile, NotAllowed, RuleRefused
from models.core.history import History
from models.office import keys
from models.office.access import add_user, the_user
from models.office.closed import sealing, vault
from models.office.closed.compartment import enter
from models.office.closed.document import Document
from models.office.closed.readers import confirm_reader, grant_reader, revoke_reader, waiting_readers
from models.office.closed.records import ClosedBox, ClosedReader, ClosedSeal
from models.office.office import OpenOffice, new_recovery_sheet
from models.office.setting import Setting
from models.office.users import RECOVERY_NAME, change_roles
from models.organisations.unit import Unit
from models.organisations.verbs import register_unit
from tests import builders
from tests.models.office.closed.conftest import PHRASES, SignIn

VILLAGE = {"name": "木棉村", "kind_of_unit": "village"}
HERS = b"k" * keys.KEY_BYTES
"""A private key that the intruder made."""

PUBLIC = keys.public_of(HERS)


def _names_herself() -> None:
    row = {"name": "李国强", "granted_on": date(2026, 11, 21), "granted_by": "赵安", "reason": "接办"}
    ClosedReader.insert(**row).execute()
    _exchanges_key("李国强")


def _exchanges_key(name: str) -> None:
    DB.execute_sql("UPDATE reader_key SET public = ? WHERE name = ?", (PUBLIC, name))


def _seals_to_herself() -> None:
    _names_herself()
    DB.execute_sql("INSERT INTO closed_seal (name, public, sealed) VALUES ('李国强', ?, x'00')", (PUBLIC,))
    DB.execute_sql("UPDATE closed_box SET due = 1")


@pytest.mark.parametrize(
    "trick",
    [
        _names_herself,
        _seals_to_herself,
        lambda: _exchanges_key(builders.USER),
        lambda: _exchanges_key("杨文"),
        lambda: _exchanges_key(RECOVERY_NAME),
    ],
)
def test_rows_written_by_hand_let_nobody_in(staffed: SignIn, trick: Callable[[], None]) -> None:
    opened = staffed(builders.USER)
    enter(opened).run(register_unit, VILLAGE)
    grant_reader(opened.session, opened, "杨文", "接办")
    staffed("李国强")
    trick()
    for name in ("杨文", builders.USER):
        enter(staffed(name))
    assert PUBLIC not in vault.seals().values()
    for seal in ClosedSeal.select():
        with pytest.raises(BadFile):
            sealing.unseal_key(seal.sealed, HERS, seal.name)
    assert {builders.USER, "杨文", RECOVERY_NAME} == vault.seals().keys()


def test_a_recovery_slot_planted_in_the_key_file_opens_no_box(staffed: SignIn) -> None:
    enter(staffed(builders.USER)).run(register_unit, VILLAGE)
    opened = staffed("李国强")
    directory = opened.place.directory
    planted = [replace(slot, public=PUBLIC) if slot.kind == keys.RECOVERY else slot for slot in keys.load(directory)]
    keys.save(directory, planted)
    opened = staffed(builders.USER)
    assert PUBLIC not in vault.seals().values()
    assert [waiting.name for waiting in waiting_readers(opened)] == [RECOVERY_NAME]
    assert any("恢复单" in notice and "确认" in notice for notice in opened.notices)


def test_a_sheet_renewed_by_an_officer_waits_for_a_reader(staffed: SignIn) -> None:
    enter(staffed(builders.USER)).run(register_unit, VILLAGE)
    opened = staffed("赵安")
    code = new_recovery_sheet(opened)
    opened = staffed(builders.USER)
    assert vault.key_for(RECOVERY_NAME, staffed("", code).private) is None
    opened = staffed(builders.USER)
    confirm_reader(opened.session, opened, RECOVERY_NAME)
    assert waiting_readers(opened) == []
    assert vault.key_for(RECOVERY_NAME, staffed("", code).private) is not None


def test_nobody_is_confirmed_by_who_has_no_key_or_without_waiting(staffed: SignIn) -> None:
    opened = staffed("赵安")
    grant_reader(opened.session, opened, "杨文", "接办")
    opened = staffed("杨文")
    with pytest.raises(NotAllowed, match="能打开保密区的人"):
        confirm_reader(opened.session, opened, "杨文")
    opened = staffed(builders.USER)
    with pytest.raises(RuleRefused, match="没有等待确认"):
        confirm_reader(opened.session, opened, "李国强")


def _entered(opened: OpenOffice, *names: str) -> None:
    inside = enter(opened)
    for name in names:
        inside.run(register_unit, {**VILLAGE, "name": name})
    inside.leave()


def test_an_older_box_put_back_is_noticed(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    _entered(opened, "木棉村")
    old = (bytes(ClosedBox.get().content), setting_row())
    _entered(opened, "石桥村")
    staffed("李国强")
    DB.execute_sql("UPDATE closed_box SET content = ?", (old[0],))
    opened = staffed(builders.USER)
    with pytest.raises(BadFile, match="不是上次离开时的那一份"):
        enter(opened)
    DB.execute_sql("UPDATE setting SET value = ? WHERE name = 'closed_box'", (old[1],))
    opened = staffed(builders.USER)
    with pytest.raises(BadFile, match="不是上次离开时的那一份"):
        enter(opened)
    assert bytes(ClosedBox.get().content) == old[0]
    assert "set_back" in {row.verb for row in History.select()}


def setting_row() -> str:
    return str(DB.execute_sql("SELECT value FROM setting WHERE name = 'closed_box'").fetchone()[0])


def test_a_box_of_her_own_is_not_taken_for_ours(staffed: SignIn) -> None:
    _entered(staffed(builders.USER))
    opened = staffed("李国强")
    document = Document.empty(vault.seals())
    box = sealing.close_box(HERS, document.written(), opened.office.uid)
    DB.execute_sql("UPDATE closed_box SET content = ?", (box,))
    for seal in ClosedSeal.select():
        forged = sealing.seal_key(HERS, seal.public, seal.name)
        DB.execute_sql("UPDATE closed_seal SET sealed = ? WHERE name = ?", (forged, seal.name))
    Setting.delete().where(Setting.name == "closed_box").execute()
    with pytest.raises(BadFile, match="不是上次离开时的那一份"):
        enter(staffed(builders.USER))


def test_who_becomes_an_officer_keeps_no_seal(opened: OpenOffice) -> None:
    """She was the only user and its reader; a second user makes her unfit, and her seal waits for who replaces her."""
    add_user(opened, "杨文", ["review", "rights"], PHRASES["杨文"])
    change_roles(opened.session, the_user(builders.USER), ["review"])
    assert builders.USER in vault.seals()
    change_roles(opened.session, the_user(builders.USER), ["review", "audit"])
    assert builders.USER not in vault.seals()
    assert ClosedReader.get(ClosedReader.name == builders.USER).revoked_on


def _tampered(opened: OpenOffice, **values: str) -> list[keys.Slot]:
    """The key file with other values in the slot of the first user; returns what it was."""
    slots = keys.load(opened.place.directory)
    named = [replace(slot, **values) if slot.name == builders.USER else slot for slot in slots]
    keys.save(opened.place.directory, named)
    return slots


@pytest.mark.parametrize("values", [{"public": "", "pair_nonce": "", "private": ""}, {"public": PUBLIC}])
def test_a_stripped_key_pair_is_told_and_never_replaced(staffed: SignIn, values: dict[str, str]) -> None:
    _entered(staffed(builders.USER), "木棉村")
    before = _tampered(staffed("赵安"), **values)
    opened = staffed(builders.USER)
    assert any("密钥对不见了或被改过" in warning for warning in opened.warnings)
    with pytest.raises(NotAllowed, match="密钥对不见了或被改过"):
        enter(opened)
    keys.save(opened.place.directory, before)
    assert len(enter(staffed(builders.USER)).all(Unit)) == 1


@pytest.mark.parametrize("public", ["00" * 32, "zz", "00"])
def test_a_public_key_to_which_nothing_can_be_sealed_waits_for_nobody(staffed: SignIn, public: str) -> None:
    opened = staffed("赵安")
    DB.execute_sql("UPDATE reader_key SET public = ? WHERE name = '李国强'", (public,))
    grant_reader(opened.session, opened, "李国强", "接办")
    opened = staffed(builders.USER)
    assert (waiting_readers(opened), opened.notices) == ([], [])


def test_a_key_is_changed_though_somebody_wrote_that_it_need_not_be(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    grant_reader(opened.session, opened, "杨文", "接办")
    old = vault.key_for("杨文", staffed("杨文").private)
    opened = staffed("赵安")
    revoke_reader(opened.session, opened, "杨文", "调离")
    DB.execute_sql("UPDATE closed_box SET due = 0")
    enter(staffed(builders.USER)).leave()
    assert old is not None
    with pytest.raises(BadFile):
        sealing.open_box(old, ClosedBox.get().content, opened.office.uid)
