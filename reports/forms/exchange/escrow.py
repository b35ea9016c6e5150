"""保管密钥单: the secret of the key for the safe, on paper once and kept nowhere else; nothing of it is in the foot."""

from datetime import date

from models.core.errors import RuleRefused
from reports.forms.facts import Facts, long_day
from reports.forms.words import VERSION
from reports.paper.display import Paper
from reports.paper.letter import RULE, Heading, Large, Letter, Para, Symbol
from reports.paper.printing import lay_out, stamped

TITLE = "保管密钥单"
_GROUP, _GROUPS_PER_LINE = 5, 4
_HEAD = "AGE-SECRET-KEY-1"
SHEET = Letter(
    "exchange.escrow",
    VERSION,
    TITLE,
    (
        Para("单　　位：{office.name:16}", indent=0),
        Para("经 办 人：{user:6}　　生成日期：{day:9}", indent=0),
        Large("{secret.lines:1}", 200),
        Symbol("secret.plain", 28),
        Heading(1, "一、这是什么"),
        Para("从今天起，本单位报出的每一份包，用它也打得开。"),
        Heading(1, "二、怎样保管"),
        Para("装入信封密封，锁进保险柜，不要拍照或存进电脑；本软件不保存。怀疑被人看过就换一把，这张仍要留着。"),
        Heading(1, "三、怎样使用"),
        Para("把上面的私钥（空格不算）写进文本文件，用 age 打开包里的 package.age。"),
        Para(f"保管人（签名）：{RULE * 5}　入柜日期：{RULE * 6}", indent=0),
    ),
    expected=(("office.name", "单位全称"), ("secret.plain", "私钥")),
    subject="office.name",
)


def groups(secret: str) -> list[str]:
    """The secret in lines of a few groups, to be read and typed."""
    rest = secret.removeprefix(_HEAD)
    parts = [rest[at : at + _GROUP] for at in range(0, len(rest), _GROUP)]
    head = [_HEAD] if secret.startswith(_HEAD) else []
    return head + [" ".join(parts[at : at + _GROUPS_PER_LINE]) for at in range(0, len(parts), _GROUPS_PER_LINE)]


def escrow_paper(office: str, user: str, secret: str, made_on: date) -> Paper:
    """The sheet of a new key as pages, for printer and PDF."""
    public: Facts = {"office.name": office, "user": user, "day": long_day(made_on)}
    stamp = stamped(SHEET, public, f"{made_on:%Y%m%d}", 1, office)
    return Paper(
        TITLE, lay_out(SHEET, public | {"secret.plain": secret, "secret.lines": "\n".join(groups(secret))}, stamp)
    )


def refuse(_what: object) -> list[int]:
    """Secrets are kept nowhere, so that no sheet can be printed later. Raises RuleRefused."""
    raise RuleRefused("保管密钥的私钥只在生成时显示一次，不能补印。请换一把新的；这里只能印空白表。")
