"""Which entries of the rail each role is led to."""

import pytest

from models.office import access
from tests import builders
from ui.desk import Desk
from ui.settings import Settings
from ui.window import entries

WORK = ["today", "people", "recommendation", "organisations", "printing"]
LED = {
    "entry": [*WORK, "intake", "settings"],
    "review": [*WORK, "intake", "history", "settings"],
    "statistics": [*WORK, "settings"],
    "system": ["settings"],
    "security": ["settings"],
    "audit": ["history", "settings"],
}


@pytest.mark.parametrize("role", LED)
def test_each_role_is_led_to_what_it_may_do(role, tmp_path, qapp):
    opened = builders.office(tmp_path / "office")
    try:
        access.add_user(opened, "李某", [role], "推开窗看见远山")
        opened.session.user = opened.session.guard.user = "李某"
        assert [entry.key for entry in entries(Desk(opened), Settings())] == LED[role]
    finally:
        opened.close()
