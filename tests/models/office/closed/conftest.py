"""An office with several users, and signing in as each of them."""

from collections.abc import Callable
from datetime import datetime

import pytest

from models.office.access import add_user, the_user
from models.office.office import OpenOffice, open_office
from models.office.users import change_roles
from tests import builders

PHRASES = {
    builders.USER: builders.PASSPHRASE,
    "杨文": "yang wen de ju zi",
    "李国强": "li guo qiang de ju zi",
    "赵安": "zhao an de ju zi",
}

SignIn = Callable[..., OpenOffice]


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = builders.NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sign_in(opened: OpenOffice, clock: Clock) -> SignIn:
    """Close the office, if it is open, and open it as somebody else, or with any passphrase or code."""
    now = [opened]
    directory = opened.place.directory

    def as_(name: str, passphrase: str = "") -> OpenOffice:
        now[0].close()
        now[0] = open_office(directory, passphrase or PHRASES[name], name if not passphrase else "", clock)
        return now[0]

    yield as_
    now[0].close()


@pytest.fixture
def staffed(opened: OpenOffice, sign_in: SignIn) -> SignIn:
    """杨文 and 李国强 look after rights, 赵安 is the security officer; the first user is the first reader."""
    add_user(opened, "杨文", ["rights"], PHRASES["杨文"])
    add_user(opened, "李国强", ["rights", "entry"], PHRASES["李国强"])
    add_user(opened, "赵安", ["security"], PHRASES["赵安"])
    change_roles(opened.session, the_user(builders.USER), ["entry", "review", "rights"])
    return sign_in
