"""Users come and go with their key slots, also when the power fails in between; nobody else gets in."""

import shutil
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.core.database import DB
from models.core.errors import CannotOpen, CannotWrite, KnownError, NotAllowed, RuleRefused, WrongPassphrase
from models.core.history import History, chain_problems
from models.office import access, keys, users
from models.office.access import add_user, remove_user, sign_in_names, the_user, unlock_again, who_signs_in
from models.office.backups.making import list_copies, make_backup
from models.office.backups.restoring import restore, unlock_for_restore
from models.office.lockout import Locked
from models.office.office import OpenOffice, change_passphrase, create_office, open_office, renew_passphrase
from models.office.users import User, active_users, change_roles, user_named
from tests import builders

HER, HERS = "李国强", "li guo qiang de ju zi"
CLOCK = fixed(builders.NOW)


def reopened(directory: Path, passphrase: str = builders.PASSPHRASE, user: str = "") -> OpenOffice:
    return open_office(directory, passphrase, user, CLOCK)


def verbs() -> list[str]:
    return [row.verb for row in History.select().order_by(History.seq)]


@pytest.fixture
def two(opened: OpenOffice) -> OpenOffice:
    """An office with two users, the first signed in."""
    add_user(opened, HER, ["review"], HERS)
    return opened


def test_a_new_office_has_one_user_with_the_working_roles(opened: OpenOffice) -> None:
    assert [(user.name, user.roles) for user in active_users()] == [(builders.USER, ["entry", "review", "statistics"])]


def test_everybody_opens_with_her_own_passphrase_under_her_own_name(two: OpenOffice) -> None:
    directory = two.place.directory
    assert sign_in_names(directory) == [builders.USER, HER]
    two.close()
    with reopened(directory, HERS) as again:
        assert again.session.user == HER
        assert again.warnings == []
    with reopened(directory, HERS, HER):
        assert "key_slots_differ" not in verbs()
    with pytest.raises(WrongPassphrase):
        reopened(directory, HERS, builders.USER)
    with reopened(directory, user=builders.USER) as again:
        assert again.session.user == builders.USER
        assert verbs().count("sign_in_failed") == 1


@pytest.mark.parametrize("name", [" ", "恢复单", builders.USER])
def test_names_that_are_taken_or_kept_are_refused(opened: OpenOffice, name: str) -> None:
    with pytest.raises(KnownError):
        add_user(opened, name, ["review"], HERS)
    assert sign_in_names(opened.place.directory) == [builders.USER]


@pytest.mark.parametrize(
    ("held", "passphrase", "sentence"),
    [
        (["review"], "short", "口令太短"),
        (["review"], "李国强就是李国强", "姓名"),
        ([], HERS, "角色"),
        (["king"], HERS, "角色"),
        (["system", "audit"], HERS, "不同的人"),
    ],
)
def test_what_does_not_make_a_user_leaves_no_slot(
    opened: OpenOffice, held: list[str], passphrase: str, sentence: str
) -> None:
    before = keys.load(opened.place.directory)
    with pytest.raises(KnownError, match=sentence):
        add_user(opened, HER, held, passphrase)
    assert keys.load(opened.place.directory) == before
    assert [user.name for user in active_users()] == [builders.USER]


def test_two_officers_in_one_person_only_when_said_expressly(opened: OpenOffice) -> None:
    user = add_user(opened, HER, ["system", "audit"], HERS, officers_together=True)
    assert user.titles() == "系统管理员、审计员"


def test_who_may_not_add_users_adds_no_slot(two: OpenOffice) -> None:
    change_roles(two.session, the_user(HER), ["entry"])
    directory = two.place.directory
    two.close()
    with reopened(directory, HERS) as again:
        with pytest.raises(NotAllowed):
            add_user(again, "杨文", ["entry"], "yang wen de ju zi")
        assert sign_in_names(directory) == [builders.USER, HER]
        assert verbs()[-1] == "refused"


def test_a_removed_user_opens_neither_the_office_nor_a_copy(two: OpenOffice) -> None:
    directory = two.place.directory
    copy = make_backup(two, "manual")
    assert len(keys.load(copy.keys)) == 3
    assert remove_user(two, the_user(HER)) == ""
    assert sign_in_names(directory) == [builders.USER]
    for place in (directory, copy.keys):
        with pytest.raises(WrongPassphrase):
            keys.unlock(keys.load(place), HERS)
    two.close()
    with pytest.raises(WrongPassphrase):
        reopened(directory, HERS)
    with reopened(directory) as again:
        assert "slots_dropped" not in verbs()
        assert "key_slots_differ" not in verbs()
        assert chain_problems(again.session.history_key) == []
        assert User.get(User.name == HER).called() == "用户“李国强”"


def test_somebody_who_left_may_come_back_with_another_passphrase(two: OpenOffice) -> None:
    remove_user(two, the_user(HER))
    again = add_user(two, HER, ["audit"], "another phrase of hers")
    assert (again.roles, User.select().count()) == (["audit"], 2)
    with pytest.raises(WrongPassphrase):
        keys.unlock(keys.load(two.place.directory), HERS)


def test_nobody_removes_herself_or_the_last_who_can_add_users(two: OpenOffice) -> None:
    with pytest.raises(RuleRefused, match="不能停用自己"):
        remove_user(two, the_user(builders.USER))
    change_roles(two.session, the_user(builders.USER), ["review", "system"])
    change_roles(two.session, the_user(HER), ["entry"])
    with pytest.raises(RuleRefused, match="至少要留一位"):
        change_roles(two.session, the_user(builders.USER), ["entry"])
    assert sign_in_names(two.place.directory) == [builders.USER, HER]


def test_a_slot_whose_user_was_never_written_opens_nothing_and_goes(
    opened: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCutError(BaseException):
        """The power fails."""

    def cut(*_: object, **__: object) -> None:
        raise PowerCutError

    directory = opened.place.directory
    with monkeypatch.context() as patch:
        patch.setattr(users, "add_user", cut)
        patch.setattr(access, "suppress", cut)
        with pytest.raises(PowerCutError):
            add_user(opened, HER, ["review"], HERS)
    assert sign_in_names(directory) == [builders.USER, HER]
    opened.close()
    with pytest.raises(CannotOpen, match="“李国强”已经停用，或者不是这份数据里的用户"):
        reopened(directory, HERS)
    assert DB.is_closed()
    with reopened(directory):
        assert sign_in_names(directory) == [builders.USER]
        assert verbs().count("slots_dropped") == verbs().count("sign_in_failed") == 1
        assert "key_slots_differ" not in verbs()
    with pytest.raises(WrongPassphrase):
        reopened(directory, HERS)


def test_a_slot_that_could_not_be_taken_away_opens_nothing_and_goes_next_time(
    two: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise CannotWrite("磁盘已满。")

    directory = two.place.directory
    copy = make_backup(two, "manual")
    with monkeypatch.context() as patch:
        patch.setattr(keys, "save", refuse)
        assert "下次打开时会接着" in remove_user(two, the_user(HER))
    two.close()
    with pytest.raises(CannotOpen, match="已经停用"):
        reopened(directory, HERS)
    with reopened(directory):
        assert sign_in_names(directory) == [builders.USER]
        assert len(keys.load(copy.keys)) == 2


def test_an_old_key_file_does_not_bring_a_removed_user_back(two: OpenOffice, tmp_path: Path) -> None:
    directory = two.place.directory
    for name in keys.FILES:
        shutil.copy(directory / name, tmp_path)
    remove_user(two, the_user(HER))
    two.close()
    for name in keys.FILES:
        shutil.copy(tmp_path / name, directory)
    with pytest.raises(CannotOpen, match="已经停用"):
        reopened(directory, HERS)
    with reopened(directory):
        assert sign_in_names(directory) == [builders.USER]
        assert "slots_dropped" in verbs()


def test_who_may_not_restore_by_the_roles_of_the_copy_restores_nothing(two: OpenOffice) -> None:
    change_roles(two.session, the_user(HER), ["statistics"])
    place, copy = two.place, make_backup(two, "manual")
    two.close()
    before = place.database.read_bytes()
    with pytest.raises(NotAllowed, match="不能“恢复备份”"):
        restore(place, copy, unlock_for_restore(place, HERS), CLOCK)
    assert place.database.read_bytes() == before
    assert restore(place, copy, unlock_for_restore(place, builders.PASSPHRASE), CLOCK).seq
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            unlock_for_restore(place, "guess", copy, clock=CLOCK)
    with pytest.raises(Locked):
        unlock_for_restore(place, "guess", copy, clock=CLOCK)


def test_damaged_slots_of_a_copy_do_not_keep_a_user_in(two: OpenOffice) -> None:
    copy = make_backup(two, "manual")
    for name in keys.FILES:
        (copy.keys / name).write_bytes(b"?")
    assert remove_user(two, the_user(HER)) == ""
    assert len(list_copies(two.place)) == 1
    assert sign_in_names(two.place.directory) == [builders.USER]


def test_an_office_from_before_there_were_users_gets_its_own(opened: OpenOffice) -> None:
    DB.execute_sql("DELETE FROM user")
    opened.close()
    with reopened(opened.place.directory) as again:
        assert [user.name for user in active_users()] == [builders.USER]
        assert again.session.alone
        builders.unit(again.session)
        assert chain_problems(again.session.history_key) == []


def test_each_changes_her_own_passphrase_only(two: OpenOffice) -> None:
    with pytest.raises(WrongPassphrase):
        change_passphrase(two, HERS, "yi ju xin de kou ling")
    change_passphrase(two, builders.PASSPHRASE, "yi ju xin de kou ling")
    two.close()
    reopened(two.place.directory, HERS, HER).close()
    reopened(two.place.directory, "yi ju xin de kou ling", builders.USER).close()


def test_the_recovery_sheet_gives_a_named_user_another_passphrase(tmp_path: Path) -> None:
    opened, code = create_office(tmp_path / "office", builders.founding(), CLOCK)
    add_user(opened, HER, ["review"], HERS)
    opened.close()
    with reopened(tmp_path / "office", code) as again:
        with pytest.raises(RuleRefused, match="哪一位"):
            renew_passphrase(again, "yi ju xin de kou ling")
        assert renew_passphrase(again, "yi ju xin de kou ling", HER) == HER
    reopened(tmp_path / "office", "yi ju xin de kou ling", HER).close()
    reopened(tmp_path / "office").close()


def test_the_lock_screen_opens_for_who_is_signed_in_only(two: OpenOffice) -> None:
    unlock_again(two, builders.PASSPHRASE)
    assert verbs()[-1] == "unlock"
    with pytest.raises(WrongPassphrase, match="再错 4 次"):
        unlock_again(two, HERS)


def test_who_signs_in_is_named_or_the_only_one(two: OpenOffice, tmp_path: Path) -> None:
    directory = two.place.directory
    assert who_signs_in(directory, HERS, HER) == HER
    assert who_signs_in(directory, keys.new_recovery_code(), HER) == ""
    assert who_signs_in(tmp_path / "nothing", HERS, "") == ""
    for named in ("", "杨文"):
        with pytest.raises(KnownError, match=f"QUNTUAN_USER 说明是谁：{builders.USER}、{HER}"):
            who_signs_in(directory, HERS, named)
    remove_user(two, the_user(HER))
    assert who_signs_in(directory, builders.PASSPHRASE, "") == ""
    assert user_named(HER) is None
