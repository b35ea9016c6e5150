"""Who is let into the closed compartment: named readers, with their own key, as long as they are named."""

import pytest

from models.core.database import DB
from models.core.errors import BadFile, NotAllowed, RuleRefused
from models.core.history import History, chain_problems
from models.office import keys
from models.office.access import add_user, lock_away, remove_user, the_user, unlock_again
from models.office.closed import sealing, vault
from models.office.closed.compartment import Closed, Compartment, enter, may_enter
from models.office.closed.document import Document
from models.office.closed.readers import (
    code_of,
    confirm_reader,
    grant_reader,
    is_pending,
    revoke_reader,
    waiting_readers,
)
from models.office.closed.records import ClosedBox, ClosedReader, ClosedSeal, live_readers, reader_named
from models.office.office import OpenOffice, new_recovery_sheet
from models.office.users import change_roles
from models.organisations.unit import Unit
from models.organisations.verbs import register_unit
from tests import builders
from tests.models.office.closed.conftest import PHRASES, SignIn

VILLAGE = {"name": "木棉村", "kind_of_unit": "village"}


def key_of(opened: OpenOffice) -> bytes:
    key = vault.key_for(opened.session.user, opened.private)
    assert key is not None
    return key


def grant(opened: OpenOffice, name: str) -> ClosedReader:
    return grant_reader(opened.session, opened, name, "接办").value


def test_the_only_user_of_an_office_is_its_first_reader(opened: OpenOffice) -> None:
    assert [(reader.name, reader.granted_by) for reader in live_readers()] == [(builders.USER, builders.USER)]
    assert vault.seals().keys() == {builders.USER, "恢复单"}
    assert may_enter(opened)
    assert enter(opened).all(Unit) == []


def test_every_office_has_the_same_box_from_its_first_moment(opened: OpenOffice) -> None:
    assert ClosedBox.select().count() == 1
    assert len(ClosedBox.get().content) == sealing.BOX_BLOCK


def test_nobody_else_gets_in_and_all_hear_the_same_words(staffed: SignIn) -> None:
    said = set()
    for name in ("杨文", "李国强", "赵安"):
        opened = staffed(name)
        assert not may_enter(opened)
        with pytest.raises(NotAllowed) as caught:
            enter(opened)
        said.add(str(caught.value))
        assert vault.key_for(name, opened.private) is None
        assert History.select().order_by(History.seq.desc()).get().verb == "refused"
    assert said == {"没有可以打开的内容。"}


def test_with_the_offices_key_alone_the_box_does_not_open(opened: OpenOffice) -> None:
    box = ClosedBox.get().content
    for key in (opened.data_key, DB.key, opened.session.history_key):
        with pytest.raises(BadFile):
            sealing.open_box(key, box, opened.office.uid)
        with pytest.raises(BadFile):
            sealing.unseal_key(ClosedSeal.get().sealed, key, builders.USER)


def test_a_reader_names_another_who_then_sees_the_same(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    inside = enter(opened)
    inside.run(register_unit, VILLAGE)
    assert not is_pending(grant(opened, "杨文"))
    opened = staffed("杨文")
    assert [unit.name for unit in enter(opened).all(Unit)] == ["木棉村"]
    assert chain_problems(opened.session.history_key) == []


def test_what_the_security_officer_grants_waits_for_a_reader(staffed: SignIn) -> None:
    enter(staffed(builders.USER)).run(register_unit, VILLAGE)
    assert is_pending(grant(staffed("赵安"), "杨文"))
    with pytest.raises(NotAllowed, match="授权还没有生效"):
        enter(staffed("杨文"))
    code = code_of(keys.public_of(staffed("杨文").private))
    opened = staffed(builders.USER)
    assert [(waiting.name, waiting.code) for waiting in waiting_readers(opened)] == [("杨文", code)]
    assert any(code in notice for notice in opened.notices)
    assert opened.warnings == []
    confirm_reader(opened.session, opened, "杨文")
    assert [unit.name for unit in enter(staffed("杨文")).all(Unit)] == ["木棉村"]


def test_the_recovery_sheet_completes_a_grant_too(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    code = new_recovery_sheet(opened)
    grant(staffed("赵安"), "杨文")
    opened = staffed("", code)
    with pytest.raises(NotAllowed):
        enter(opened)
    confirm_reader(opened.session, opened, "杨文")
    assert enter(staffed("杨文")).all(Unit) == []


@pytest.mark.parametrize(
    ("by", "name", "reason", "sentence"),
    [
        ("赵安", "赵安", "接办", "安全管理员不能查阅"),
        ("赵安", "无名", "接办", "在用的用户"),
        ("赵安", "杨文", " ", "授权原因"),
        ("赵安", builders.USER, "接办", "已经是保密查阅人"),
        ("杨文", "杨文", "接办", "安全管理员或现有的"),
        ("李国强", "杨文", "接办", "安全管理员或现有的"),
    ],
)
def test_who_cannot_be_named_or_may_not_name(staffed: SignIn, by: str, name: str, reason: str, sentence: str) -> None:
    opened = staffed(by)
    with pytest.raises(RuleRefused, match=sentence):
        grant_reader(opened.session, opened, name, reason)
    assert len(live_readers()) == 1


def test_without_the_role_nobody_is_named_or_enters_in_an_office_of_several(opened: OpenOffice) -> None:
    add_user(opened, "杨文", ["entry"], PHRASES["杨文"])
    with pytest.raises(NotAllowed, match="没有可以打开的内容"):
        enter(opened)
    change_roles(opened.session, the_user(builders.USER), ["review", "rights"])
    with pytest.raises(RuleRefused, match="还不是维权专员"):
        grant(opened, "杨文")
    assert enter(opened).all(Unit) == []


def test_a_dismissed_reader_is_out_at_once_and_her_old_key_opens_nothing(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    inside = enter(opened)
    unit = inside.run(register_unit, VILLAGE).value
    kept = inside.keep_attachment(unit, "照片", "照片.png", b"photo").value
    grant(opened, "杨文")
    hers = staffed("杨文")
    old = key_of(hers)
    opened = staffed(builders.USER)
    inside = enter(opened)
    revoke_reader(opened.session, opened, "杨文")
    assert inside.content(kept.uid) == b"photo"
    assert inside.get(Unit, unit.uid).name == "木棉村"
    with pytest.raises(BadFile):
        sealing.open_box(old, ClosedBox.get().content, opened.office.uid)
    with pytest.raises(BadFile):
        vault.part(old, kept.uid)
    assert key_of(opened) != old
    assert vault.seals().keys() == {builders.USER, "恢复单"}
    with pytest.raises(NotAllowed, match="没有可以打开的内容"):
        enter(staffed("杨文"))


def test_a_dismissal_without_the_key_changes_it_at_the_next_sign_in_of_a_reader(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    grant(opened, "杨文")
    old = key_of(opened)
    opened = staffed("赵安")
    revoke_reader(opened.session, opened, "杨文")
    assert vault.is_due()
    assert "杨文" not in vault.seals()
    opened = staffed(builders.USER)
    assert not vault.is_due()
    assert key_of(opened) != old


def test_removing_a_user_or_taking_her_role_dismisses_her(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    for name in ("杨文", "李国强"):
        grant(opened, name)
    old = key_of(opened)
    remove_user(opened, the_user("杨文"))
    assert (reader_named("杨文"), key_of(opened) != old) == (None, True)
    change_roles(opened.session, the_user("李国强"), ["entry"])
    assert reader_named("李国强") is None
    assert vault.is_due()


def test_an_officer_is_a_reader_no_more(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    grant(opened, "杨文")
    change_roles(opened.session, the_user("杨文"), ["rights", "audit"])
    assert [reader.name for reader in live_readers()] == [builders.USER]


def test_the_last_seal_is_never_taken_away(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    ClosedSeal.delete().where(ClosedSeal.name == "恢复单").execute()
    with pytest.raises(RuleRefused, match="没有人能进入保密区"):
        revoke_reader(opened.session, opened, builders.USER)
    assert reader_named(builders.USER) is not None
    with pytest.raises(RuleRefused, match="没有人能进入保密区"):
        change_roles(opened.session, the_user(builders.USER), ["review"])


def test_who_dismisses_herself_is_out_at_once(opened: OpenOffice) -> None:
    inside = enter(opened)
    revoke_reader(opened.session, opened, builders.USER)
    with pytest.raises(Closed):
        inside.run(register_unit, VILLAGE)
    assert vault.seals().keys() == {"恢复单"}
    assert not may_enter(opened)
    assert is_pending(grant(opened, builders.USER))


def test_the_lock_screen_takes_the_key_and_the_passphrase_brings_it_back(opened: OpenOffice) -> None:
    inside = enter(opened)
    lock_away(opened)
    assert (opened.private, opened.compartment) == (b"", None)
    with pytest.raises(Closed):
        inside.all(Unit)
    with pytest.raises(NotAllowed):
        enter(opened)
    unlock_again(opened, builders.PASSPHRASE)
    assert enter(opened).all(Unit) == []


def test_a_damaged_box_keeps_nobody_from_signing_in_or_dismissing(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    grant(opened, "杨文")
    DB.execute_sql("UPDATE closed_box SET content = x'51'")
    revoke_reader(opened.session, opened, "杨文")
    assert (vault.is_due(), "杨文" in vault.seals()) == (True, False)
    opened = staffed(builders.USER)
    assert bytes(ClosedBox.get().content) == b"\x51"


def test_two_windows_do_not_write_over_each_other(opened: OpenOffice) -> None:
    """A second compartment in the same process, as a page that forgot the first would have it."""

    first = enter(opened)
    document = Document.read(vault.read(key_of(opened), opened.office.uid))
    second = Compartment(opened, document)
    first.run(register_unit, VILLAGE)
    second.run(register_unit, {**VILLAGE, "name": "石桥村"})
    assert [unit.name for unit in first.all(Unit)] == ["木棉村", "石桥村"]
    assert first.problems() == second.problems() == []
