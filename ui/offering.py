"""What is not offered to whom: a button that the user's roles do not let her press is grey and says who may.

Only a courtesy: the verbs decide.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton

from models.office.guard import allows
from models.office.roles import who_may
from ui.desk import Desk


def offer(desk: Desk, action: str, *buttons: QAbstractButton) -> bool:
    """Grey these buttons unless the signed-in user may do the action to something; returns whether she may."""
    if may(desk, action):
        return True
    for one in buttons:
        one.setEnabled(False)
        one.setToolTip(f"请由{who_may(action) or '有权限的人'}来做。")
    return False


def reason(desk: Desk, action: str) -> str:
    """Why the action is not offered; empty when it is."""
    return "" if may(desk, action) else f"请由{who_may(action) or '有权限的人'}来改。"


def verb_or_reason(desk: Desk, action: str, do: Callable[[], object]) -> Callable[[], object] | str:
    """What a line offers to do, or the reason why it is not offered."""
    return reason(desk, action) or do


def may(desk: Desk, action: str) -> bool:
    """Whether the signed-in user may do the action at least to what she made herself."""
    guard = desk.session.guard
    if guard is None or allows(desk.session, action):
        return True
    from models.office.roles import may as held_may

    return held_may(guard.held(), action, own=True)
