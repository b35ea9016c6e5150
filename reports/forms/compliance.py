"""数据安全情况表: what is encrypted and how, who may what, users, copies and drills, for an inspection by 网信 or 保密.

Every figure is read at the moment of printing; nothing on it is typed. Holds no personal data but the users' names.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from models.core.database import DB
from models.core.history import History
from models.core.history import head as history_head
from models.office import keys, lockout
from models.office.backups.retention import DAILY, KEEP_ALL, MONTHLY, WEEKLY
from models.office.office import this_office
from models.office.place import Place
from models.office.roles import roles
from models.office.setting import setting
from models.office.users import User, active_users
from reports.forms.facts import Facts, long_day
from reports.forms.subjects import Occasion, Piece
from reports.forms.words import VERSION
from reports.paper.letter import Heading, Letter, Para, Sign, Table

TITLE = "数据安全情况表"
_MINUTES = "、".join(f"{int(span.total_seconds() // 60)}分钟" for span in lockout.LOCKS)
TAKEN_AWAY = "停用以前带走的备份，用其原来的口令仍然打得开，数据密钥不因停用而更换：应收回或销毁，并登记。"
"""What no program can take back: a copy that left with somebody's key slot in it."""

SHEET = Letter(
    "compliance",
    VERSION,
    TITLE,
    (
        Para("单　　位：{office.name:16}", indent=0),
        Para("填表日期：{day:9}", indent=0),
        Heading(1, "一、数据放在哪里，怎样加密"),
        Para("全部数据放在本机的一个文件夹里。本软件不联网，不向外发送数据。"),
        Para("文件夹：{place:16}"),
        Para(
            "数据文件用 SQLCipher（AES-256）整体加密，附件和备份同样加密。数据密钥是随机数，由每位用户的口令经 Argon2id"
            f"（内存不少于 {keys.MEMORY_KIB // 1024} MB）算出的密钥分别锁住。没有默认口令。"
        ),
        Para(f"停用用户时，其密钥从本机和本机的备份里删除。{TAKEN_AWAY}"),
        Heading(1, "二、谁能登录"),
        Table("users", (("name", "姓名", 3), ("titles", "角色", 8), ("state", "状态", 2))),
        Para(
            f"口令连续输错 {lockout.TRIES} 次即锁定，先后为{_MINUTES}。无人操作 5 至 30 分钟自动锁屏。{{officers:16}}"
        ),
        Heading(1, "三、各角色能做什么"),
        Table("roles", (("title", "角色", 3), ("summary", "权限", 8), ("holders", "担任人", 3)), 7),
        Para(
            "权限由程序在每一步执行时检查，不只在屏幕上隐藏。屏幕上的证号、电话、账号打星号，"
            "查看完整号码、打印、导出都留记录；批量导出要第二位用户同意。"
        ),
        Heading(1, "四、备份和恢复演练"),
        Para("最近备份：{copy.last:12}。"),
        Para("另一处存放：{copy.second:12}。"),
        Para("最近恢复演练：{drill.last:12}。"),
        Para(
            f"保存期限：{KEEP_ALL.days} 天内的备份全部保留，再往前保留 {DAILY} 份每日、{WEEKLY} 份每周、"
            f"{MONTHLY} 份每月的备份。"
        ),
        Heading(1, "五、操作历史"),
        Para(
            "每一步操作、登录、被拒绝的操作都记一行，逐行用密钥相连，改动、删除、插入都能查出；"
            "历史与数据同在，长期保存，不清除。{history.rows:12}。"
        ),
        Sign("{office.name}", "{day}"),
    ),
    expected=(("office.name", "单位全称"),),
    subject="office.name",
)


def facts(moment: datetime) -> Facts:
    """What is so at this moment in the open office."""
    place = Place(Path(str(DB.database)).parent)
    return {
        "office.name": this_office().name,
        "day": long_day(moment.date()),
        "place": str(place.directory),
        "users": [_user(user) for user in User.select().order_by(User.active.desc(), User.name)],
        "officers": _officers(),
        "roles": [_role(key) for key in roles()],
        "copy.last": _last_copy(place),
        "copy.second": _second_place(),
        "drill.last": _last_drill(),
        "history.rows": _history(),
    }


def ids(_what: object) -> list[int]:
    """There is one sheet: the office's."""
    return [this_office().id]


def pieces(_ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """The sheet at this moment."""
    found, office = facts(occasion.moment), this_office()
    yield Piece(SHEET, found, f"{occasion.moment:%Y%m%d}", office.revision, str(office.name))


def _user(user: User) -> Facts:
    return {"name": user.name, "titles": user.titles(), "state": "在用" if user.active else "已停用"}


def _role(key: str) -> Facts:
    holders = [user.name for user in active_users() if key in user.roles]
    return {"title": roles()[key].title, "summary": roles()[key].summary, "holders": "、".join(holders) or "未指定"}


def _officers() -> str:
    held = {role for user in active_users() for role in user.roles}
    wanting = [role.title for key, role in roles().items() if role.officer and key not in held]
    return f"三员中尚未指定{'、'.join(wanting)}。" if wanting else "系统管理员、安全管理员、审计员三员齐备。"


def _last_copy(place: Place) -> str:
    from models.office.backups.making import list_copies  # looks at the disk; no other form needs it

    found = [copy for copy in list_copies(place) if copy.described]
    return f"{_when(found[0].made_at)}，本机现有 {len(found)} 份" if found else "还没有备份"


def _second_place() -> str:
    from models.office.backups.second_place import SETTING

    last: dict[str, Any] | None = setting(SETTING)
    return f"{_when(datetime.fromisoformat(last['at']))}，{last['where']}" if last else "还没有存过"


def _last_drill() -> str:
    from models.office.backups.drilling import last_drill

    last = last_drill()
    if last is None:
        return "还没有演练"
    return f"{_when(datetime.fromisoformat(last.at))}，{'通过' if last.passed else '没有通过'}"


def _history() -> str:
    seq, hash_ = history_head()
    since = History.select(History.at).order_by(History.seq).tuples().first()
    begun = f"自{long_day(datetime.fromisoformat(since[0]).date())}起" if since else ""
    return f"{begun}共 {seq} 行，末行校验 {hash_[:8]}"


def _when(moment: datetime) -> str:
    return f"{long_day(moment.date())} {moment:%H:%M}"
