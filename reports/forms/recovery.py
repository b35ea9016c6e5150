"""数据恢复单: the recovery code of an office on paper, shown once and locked away.

The code comes from whoever made it and is kept nowhere; nothing of it goes into the foot line.
"""

from datetime import date

from models.core.errors import RuleRefused
from reports.forms.facts import Facts, long_day
from reports.forms.words import VERSION
from reports.paper.display import Paper
from reports.paper.letter import Heading, Large, Letter, Para, Symbol
from reports.paper.printing import lay_out, stamped

TITLE = "数据恢复单"
_GROUPS_PER_LINE = 4
SHEET = Letter(
    "recovery",
    VERSION,
    TITLE,
    (
        Para("单　　位：{office.name:16}", indent=0),
        Para("使 用 人：{user:6}　　生成日期：{day:9}", indent=0),
        Para("恢 复 码：", indent=0),
        Large("{code.lines:1}"),
        Symbol("code.plain", 30),
        Heading(1, "一、这是什么"),
        Para("忘记口令时，用恢复码可以打开本单位的数据。"),
        Heading(1, "二、怎样保管"),
        Para("装入信封密封，锁进保险柜，不要拍照或存进电脑。"),
        Para("拿到恢复码就能打开全部数据。怀疑泄露时，请在“设置”里生成新的恢复单，这一张随即作废。"),
        Heading(1, "三、怎样使用"),
        Para("在口令栏里输入恢复码，横线可以不输，字母不分大小写；进入后马上设置新口令，并重新打印恢复单。"),
        Para("保管人（签名）：", indent=15),
    ),
    expected=(("office.name", "单位全称"), ("code.plain", "恢复码")),
    subject="office.name",
)


def recovery_paper(office: str, user: str, code: str, made_on: date) -> Paper:
    """The sheet of a new recovery code as pages, for preview, printer and PDF."""
    public: Facts = {"office.name": office, "user": user, "day": long_day(made_on)}
    groups = code.split("-")
    lines = [groups[at : at + _GROUPS_PER_LINE] for at in range(0, len(groups), _GROUPS_PER_LINE)]
    secret = {"code.plain": code, "code.lines": "\n".join(" - ".join(line) for line in lines)}
    stamp = stamped(SHEET, public, f"{made_on:%Y%m%d}", 1, office)
    return Paper(TITLE, lay_out(SHEET, public | secret, stamp))


def refuse(_what: object) -> list[int]:
    """Codes are kept nowhere, so that no sheet can be printed later. Raises RuleRefused."""
    raise RuleRefused("恢复码只在生成时显示一次，不能补印。请在“设置”里生成新的恢复单；这里只能印空白表。")
