"""Consent of a second user to a bulk export. In an office with a single user there is nobody to ask: it goes through
with a warning. Either way the history says so before a file is written.
"""

from models.core.errors import NotAllowed, RuleRefused
from models.core.history import note
from models.office import access
from models.office.office import OpenOffice
from models.office.roles import may, who_may
from models.office.users import active_users, user_named

ACTION = "consent_export"
_ALONE = "这次导出 {count} 人的完整信息，本单位只有一位用户，没有第二人同意。请妥善保管文件，用完删除。"


def consenters(opened: OpenOffice) -> list[str]:
    """Names of who can consent to what the signed-in user exports."""
    others = (user for user in active_users() if user.name != opened.session.user)
    return [user.name for user in others if may(frozenset(user.roles), ACTION)]


def permit_export(opened: OpenOffice, what: str, count: int, consenter: str = "", passphrase: str = "") -> str:
    """Permit the export of `count` persons (`what`: 花名册 …) and write it down; a warning, or empty.

    Raises RuleRefused, NotAllowed, WrongPassphrase, Locked, CannotWrite: nothing may then be exported.
    """
    session = opened.session
    session.refuse("export_roster")
    if session.alone:
        note(session, "export_roster", f"导出{what}，{count} 人；只有一位用户，无人同意")
        return _ALONE.format(count=count)
    _refuse_consenter(opened, consenter)
    access.prove(opened, consenter, passphrase)
    note(session, "export_roster", f"导出{what}，{count} 人，{consenter}同意")
    return ""


def _refuse_consenter(opened: OpenOffice, consenter: str) -> None:
    session, names = opened.session, consenters(opened)
    if consenter in names:
        return
    who = f"{who_may(ACTION)}（{'、'.join(names) or '现在没有'}）"
    if not consenter:
        raise RuleRefused(f"批量导出要第二位用户同意，请由{who}输入口令。")
    known = user_named(consenter) is not None
    own = consenter == session.user
    reason = "不能自己同意自己" if own else "没有同意导出的角色" if known else "不是在用的用户"
    error = NotAllowed(f"“{consenter}”{reason}，请由{who}来同意。")
    session.remember_refusal(ACTION, error, ())
    raise error
