"""A bulk export leaves only with a second user's consent, or with a warning where there is no second user."""

import pytest

from models.core.errors import NotAllowed, RuleRefused, WrongPassphrase
from models.core.history import History
from models.office.access import add_user, the_user
from models.office.consent import consenters, permit_export
from models.office.lockout import Locked
from models.office.office import OpenOffice
from models.office.users import change_roles
from tests import builders

HER, HERS = "李国强", "li guo qiang de ju zi"


def last() -> tuple[str, str]:
    row = History.select().order_by(History.seq.desc()).get()
    return row.verb, row.sentence


@pytest.fixture
def two(opened: OpenOffice) -> OpenOffice:
    add_user(opened, HER, ["security"], HERS)
    return opened


def test_a_single_user_is_warned_and_it_is_written_down(opened: OpenOffice) -> None:
    assert "28 人" in permit_export(opened, "花名册", 28)
    assert last() == ("export_roster", "导出花名册，28 人；只有一位用户，无人同意")


def test_with_two_users_the_other_consents_by_her_passphrase(two: OpenOffice) -> None:
    assert consenters(two) == [HER]
    with pytest.raises(RuleRefused, match=r"审核员或安全管理员（李国强）"):
        permit_export(two, "花名册", 28)
    with pytest.raises(WrongPassphrase):
        permit_export(two, "花名册", 28, HER, builders.PASSPHRASE)
    assert last()[0] != "export_roster"
    assert permit_export(two, "花名册", 28, HER, HERS) == ""
    assert last() == ("export_roster", "导出花名册，28 人，李国强同意")


@pytest.mark.parametrize(("name", "reason"), [(builders.USER, "不能自己同意自己"), ("杨文", "不是在用的用户")])
def test_nobody_consents_to_herself_or_without_being_a_user(two: OpenOffice, name: str, reason: str) -> None:
    with pytest.raises(NotAllowed, match=reason):
        permit_export(two, "花名册", 28, name, builders.PASSPHRASE)
    assert last()[0] == "refused"


def test_who_has_not_the_role_cannot_consent(two: OpenOffice) -> None:
    change_roles(two.session, the_user(HER), ["entry"])
    with pytest.raises(NotAllowed, match="没有同意导出的角色"):
        permit_export(two, "花名册", 28, HER, HERS)
    assert consenters(two) == []


def test_guessing_the_consent_locks(two: OpenOffice) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            permit_export(two, "花名册", 28, HER, "guess")
    with pytest.raises(Locked):
        permit_export(two, "花名册", 28, HER, HERS)
