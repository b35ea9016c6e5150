"""Users of this office: who may sign in, with which roles.

The key slots that belong to them are written by `access`; `mark` is the fingerprint of those slots, see `key_trace`.
"""

from models.core.errors import KnownError, RuleRefused
from models.core.fields import FlagField, JsonField, LineField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.office import key_trace
from models.office.closed.dismissal import dismiss
from models.office.closed.records import ReaderKey
from models.office.roles import officers_among, roles, two_officers, working_roles

RECOVERY_NAME = "恢复单"
"""Under this name works whoever opened the office with the recovery code; no user has it."""

READER_ROLE = "rights"
"""Who holds it can be named a reader of the closed compartment."""


class User(Record):
    """用户: a name that signs in with a passphrase of its own. `roles` are keys of the role table."""

    noun = "用户"

    name = LineField("姓名", required=True, unique_among_living=True, max_length=60)
    roles = JsonField("角色", required=True, words=lambda held: titles_of(held))
    active = FlagField("在用", required=True)

    class Meta:
        table_name = "user"

    def called(self) -> str:
        return f"用户“{self.name}”"

    def titles(self) -> str:
        """The roles in words."""
        return titles_of(self.roles) or "没有角色"


def titles_of(held: list[str]) -> str:
    """Roles in words."""
    return "、".join(roles()[key].title if key in roles() else key for key in held)


def active_users() -> list[User]:
    """Everybody who may sign in, by name."""
    return list(User.select().where(User.active == True).order_by(User.name))  # noqa: E712  (SQL, not Python)


def all_users() -> list[User]:
    """Everybody who may or might sign in, who is active first, by name."""
    return list(User.select().order_by(User.active.desc(), User.name))


def user_named(name: str) -> User | None:
    """The user of this name who may sign in."""
    return User.get_or_none((User.name == name) & (User.active == True))  # noqa: E712


def unfit_to_read(user: User | None) -> str:
    """Why somebody cannot be a reader of what is protected; empty when she can. Officers (三员) never can."""
    if user is None or not user.active:
        return "只有在用的用户才能查阅保密区。"
    officers = officers_among(user.roles)
    if officers:
        return f"{'、'.join(role.title for role in officers)}不能查阅保密区，请选一位维权专员。"
    if READER_ROLE in user.roles or len(active_users()) == 1:
        return ""
    return f"{user.called()}还不是{roles()[READER_ROLE].title}，请先在“设置—用户”里加上这个角色。"


@verb("add_user", "增加用户", undoable=False)
def add_user(
    work: Work, name: str, held: list[str], officers_together: bool = False, mark: str = "", public: str = ""
) -> User:
    """Keep a new user, or let one who had left come back; `public`: her public key. Raises KnownError, RuleRefused."""
    refuse_roles(held, officers_together)
    refuse_name(name)
    found = User.get_or_none(User.name == name)
    user = work.insert(User(name=name, roles=held, active=True)) if found is None else found
    work.update(user, roles=held, active=True)
    if public:
        keep_public(work, name, public)
    _keep(work, mark)
    work.about(user, f"增加了{user.called()}（{user.titles()}）")
    return user


def refuse_roles(held: list[str], officers_together: bool) -> None:
    """Raise KnownError for no or unknown roles, RuleRefused for several officers in one, unless that is wanted."""
    unknown = [key for key in held if key not in roles()]
    if unknown or not held:
        raise KnownError("没有这个角色，或者一个也没有选。请至少选一个角色。")
    together = two_officers(frozenset(held))
    if together and not officers_together:
        titles = "、".join(role.title for role in together)
        raise RuleRefused(f"{titles}应由不同的人担任。确实只能一人兼任的，请勾选“兼任”。")


def refuse_name(name: str) -> None:
    """Raise KnownError for an empty or reserved name, RuleRefused for one that is in use."""
    if not name.strip() or name != name.strip():
        raise KnownError("请填写用户的姓名，前后不要有空格。")
    if name == RECOVERY_NAME:
        raise KnownError(f"“{RECOVERY_NAME}”是留给恢复码的，请用本人姓名。")
    if user_named(name):
        raise RuleRefused(f"已经有一位用户叫“{name}”，请在姓名后加上区别。")


def first_user(work: Work, name: str) -> User:
    """Within the founding of an office: its first user, with the working roles."""
    return work.insert(User(name=name, roles=working_roles(), active=True))


@verb("adopt_user", "登记已有用户", undoable=False)
def adopt_user(work: Work, name: str) -> User:
    """The user of an office that was made before there were users."""
    user = first_user(work, name)
    work.about(user, f"登记了{user.called()}（{user.titles()}）")
    return user


@verb("change_roles", "修改角色", undoable=False)
def change_roles(work: Work, user: User, held: list[str], officers_together: bool = False) -> User:
    """Give a user other roles. Raises RuleRefused when nobody would be left to look after users."""
    refuse_roles(held, officers_together)
    _refuse_orphaned(user, held)
    could_read = not unfit_to_read(user)
    work.update(user, roles=held)
    if unfit_to_read(user) and (could_read or officers_among(held)):
        dismiss(work, user.name)
    work.about(user, f"{user.called()}的角色改为{user.titles()}")
    return user


@verb("remove_user", "停用用户", undoable=False)
def remove_user(work: Work, user: User, mark: str = "") -> User:
    """Let a user sign in no more; the name stays in the history. Raises RuleRefused for oneself or the last one."""
    if not user.active:
        raise RuleRefused(f"{user.called()}已经停用。")
    if user.name == work.session.user:
        raise RuleRefused("不能停用自己，请由另一位用户来做。")
    _refuse_orphaned(user, [])
    work.update(user, active=False)
    dismiss(work, user.name)
    _keep(work, mark)
    work.about(user, f"停用了{user.called()}")
    return user


def keep_public(work: Work, name: str, public: str) -> None:
    """Within a running verb: remember the public key of a user or of the recovery sheet."""
    kept = ReaderKey.get_or_none(ReaderKey.name == name)
    if kept is None:
        work.insert(ReaderKey(name=name, public=public))
    else:
        work.update(kept, public=public)


def _keep(work: Work, mark: str) -> None:
    if mark:
        key_trace.keep(work, mark)


def _refuse_orphaned(user: User, held: list[str]) -> None:
    """Somebody must be able to add users."""
    keepers = {"system", "review"}
    if keepers & set(held):
        return
    others = [other for other in active_users() if other.id != user.id and keepers & set(other.roles)]
    if not others:
        raise RuleRefused("至少要留一位系统管理员或审核员，否则没有人能管理用户。")
