"""Who may what, asked by every verb before it runs: the user's roles against the role table.

Owns how an action's subject gives scope and state. The table itself is read by `roles`; rules that look into a matter
(approver and submitter are two people) stand in the verbs of that matter.
"""

from collections.abc import Sequence

from models.core.history import History, note
from models.core.record import Record
from models.core.verbs import Session, title_of
from models.office.roles import INTERNAL, may, step_words, who_may
from models.office.users import READER_ROLE, RECOVERY_NAME, active_users, unfit_to_read, user_named

RECOVERY_ROLES = frozenset({"system"})
"""What the recovery sheet lets one do where there are several users: look after them, not read their work."""


class Guard:
    """What one signed-in user may do. Roles are read anew each time, so that a change of them holds at once."""

    def __init__(self, user: str) -> None:
        self.user = user

    def alone(self) -> bool:
        """Whether the office has a single user."""
        return len(active_users()) < 2

    def held(self) -> frozenset[str]:
        """Keys of the roles that the user holds now."""
        if self.user == RECOVERY_NAME:
            users = active_users()
            return RECOVERY_ROLES | frozenset(users[0].roles if len(users) == 1 else ())
        user = user_named(self.user)
        if user is None:
            return frozenset()
        held = frozenset(user.roles)
        if READER_ROLE in held or not self.alone() or unfit_to_read(user):
            return held
        # In an office of one there is nobody else to look after what is protected.
        return held | {READER_ROLE}

    def refusal(self, action: str, subjects: Sequence[object]) -> str:
        """Why not, with who may; empty when she may. KeyError for an action that the table does not know."""
        if action in INTERNAL:
            return ""
        held, state = self.held(), _state(subjects)
        if may(held, action, own=_own(action, subjects, self.user), state=state):
            return ""
        who = who_may(action, state)
        asked = f"请由{who}来做" if who else "现在还没有角色能做"
        if may(held, action, own=True, state=state):
            return f"“{title_of(action)}”只能用于自己录入的内容，别人录入的{asked}。"
        step = f"在“{step_words(state)}”这一步" if state and may(held, action, own=True) else ""
        return f"{self.user}的角色{step}不能“{title_of(action)}”，{asked}。"


def allows(session: Session, action: str, *subjects: object) -> bool:
    """Whether the signed-in user may, without trying: for what a screen offers."""
    return session.guard is None or not session.guard.refusal(action, subjects)


def reading(session: Session, action: str, sentence: str, subject: Record | None = None) -> None:
    """A reading action: refused or written into the history. Raises NotAllowed, CannotWrite."""
    session.refuse(action, *([subject] if subject else []))
    note(session, action, sentence, subject)


def _state(subjects: Sequence[object]) -> str:
    return next((str(getattr(part, "step", "") or "") for part in subjects if isinstance(part, Record)), "")


def _own(action: str, subjects: Sequence[object], user: str) -> bool:
    """Whether it is the user's own: who wrote the record, or for an undo who did what is to be taken back."""
    if action == "undo":
        seq = next((part for part in subjects if isinstance(part, int)), 0)
        return bool(History.select().where((History.seq == seq) & (History.user == user)).exists())
    return next((part.created_by == user for part in subjects if isinstance(part, Record)), False)
