"""数据恢复单: the recovery code of an office on paper, shown once and locked away.

The code comes from whoever made it and is kept nowhere here; nothing of it goes into the foot line.
"""

from datetime import datetime
from pathlib import Path

from models.core.errors import RuleRefused
from reports.forms.facts import Facts, long_day
from reports.forms.words import VERSION
from reports.paper.display import Paper
from reports.paper.letter import Heading, Large, Letter, Para, Symbol
from reports.paper.pdf import write_pdf
from reports.paper.printing import lay_out, stamped

TITLE = "数据恢复单"
_GROUPS_PER_LINE = 4
SHEET = Letter(
    "recovery",
    VERSION,
    TITLE,
    (
        Para("单位：{office.name:16}", indent=0),
        Para("生成日期：{day:9}", indent=0),
        Para("恢复码：", role="hei", indent=0),
        Large("{code.lines:1}"),
        Symbol("code.plain"),
        Heading(1, "一、这是什么"),
        Para("忘记口令时，用上面的恢复码可以打开本单位的数据。没有口令也没有恢复码，任何人都打不开。"),
        Heading(1, "二、怎样保管"),
        Para("打印后装入信封密封，由单位负责人锁在保险柜或文件柜里。不要拍照，不要存进电脑、手机或U盘，不要张贴。"),
        Para("看到恢复码的人就能看到全部数据。怀疑泄露时，在“设置”里生成新的恢复单，这一张立即作废。"),
        Heading(1, "三、怎样使用"),
        Para(
            "打开软件，在口令栏里输入恢复码（横线可以不输，字母不分大小写），进入后马上设置新口令，并重新打印恢复单。"
        ),
        Para("打印人（签名）：　　　　　　　　保管人（签名）："),
    ),
    expected=(("office.name", "单位全称"), ("code.plain", "恢复码")),
    subject="office.name",
)


def facts(office: str, code: str, moment: datetime) -> Facts:
    """What stands on the sheet; the code in lines of four groups."""
    groups = code.split("-")
    lines = [groups[at : at + _GROUPS_PER_LINE] for at in range(0, len(groups), _GROUPS_PER_LINE)]
    return {
        "office.name": office,
        "day": long_day(moment.date()),
        "code.plain": code,
        "code.lines": "\n".join(" - ".join(line) for line in lines),
    }


def lay_out_sheet(office: str, code: str, moment: datetime) -> Paper:
    """The sheet of a new recovery code, for preview and printer."""
    known = facts(office, code, moment)
    public = {key: known[key] for key in ("office.name", "day")}
    return Paper(TITLE, lay_out(SHEET, known, stamped(SHEET, public, f"{moment:%Y%m%d}", 1, office)))


def recovery_to(path: Path, office: str, code: str, moment: datetime) -> int:
    """Write the sheet as a PDF file; the number of pages. Raises CannotWrite."""
    paper = lay_out_sheet(office, code, moment)
    write_pdf(paper, path, moment)
    return len(paper.pages)


def refuse(_what: object) -> list[int]:
    """Codes are kept nowhere, so that no sheet can be printed later."""
    raise RuleRefused("恢复码只在生成时显示一次，不能补印。请在“设置”里生成新的恢复单；这里只能印空白表。")
