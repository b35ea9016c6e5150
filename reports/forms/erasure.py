"""个人信息删除报告: what was erased here on request, what still waits, and what paper and others still hold.

Bears the random number of who was erased and no name: that is written by hand. Decides nothing.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from models.core.clock import system_clock
from models.people.erasure import Report
from reports.forms.facts import Facts, long_day
from reports.forms.words import VERSION
from reports.paper.display import Paper
from reports.paper.letter import Heading, Letter, Para, Paras, Sign, Table
from reports.paper.pdf import write_pdf
from reports.paper.printing import lay_out, stamped

TITLE = "个人信息删除报告"
CHECKS = (
    "纸质档案（审批表、会议记录、公示、推荐函、签领表等）：按档案管理规定处理。",
    "另存在电脑和U盘里的PDF、花名册：找到后删除。",
    "已经报送党组织和上级单位的：书面告知对方。",
    "含有本人的旧花名册：不要再导入，再导入就会重新登记。",
)
"""What no program reaches, to be ticked off by hand."""
SHEET = Letter(
    "erasure",
    VERSION,
    TITLE,
    (
        Para("申 请 人：　　　　　　　　　　（姓名由经办人手填）", indent=0),
        Para("人员编号：{uid:16}", indent=0),
        Para("登　　记：{asked:16}", indent=0),
        Para("批　　准：{decided:16}", indent=0),
        Heading(1, "一、本机已经删除的内容"),
        Para(
            "姓名、证号、电话、账号、住址、家庭成员、简历、备注等文字，以及照片和附件，已经从数据文件、操作历史、"
            "检索、导入的原始行和草稿里清除，不能恢复。类别、日期、数量和金额保留，统计数字不变。"
        ),
        Table("here", (("what", "内容", 9), ("count", "数量", 3))),
        Heading(1, "二、备份"),
        Para("{copies:30}"),
        Paras("waiting"),
        Heading(1, "三、需要人工核对的内容"),
        Para("{names:30}"),
        Para("本人如在保密区里有案件，由保密查阅人在保密区内另行处理，本报告不作说明。"),
        Heading(1, "四、纸质材料和其他单位仍然保存的内容"),
        Para("请逐项核对，办完的打勾。"),
        Paras("elsewhere"),
        Para("下列打印和导出发生在本人登记以后，其中未写明对象的，可能含有本人信息。"),
        Table("outside", (("on", "时间", 4), ("user", "经办人", 2), ("what", "内容", 9), ("done", "已核对", 2)), 2),
        Sign("{office.name}", "{day}"),
    ),
    expected=(("office.name", "单位全称"),),
    subject="office.name",
)


def erasure_paper(report: Report, office: str, moment: datetime | None = None) -> Paper:
    """The report as pages, for preview, printer and PDF."""
    when = moment or system_clock()
    found = facts(report, office, when)
    stamp = stamped(SHEET, found, f"{when:%Y%m%d}", 1, office)
    return Paper(TITLE, lay_out(SHEET, found, stamp))


def erasure_to(report: Report, office: str, path: Path, moment: datetime | None = None) -> int:
    """Write the report as one PDF file, whole or not at all; the number of pages. Raises CannotWrite."""
    when = moment or system_clock()
    paper = erasure_paper(report, office, when)
    write_pdf(paper, path, when)
    return len(paper.pages)


def facts(report: Report, office: str, moment: datetime) -> Facts:
    """What the report says, by the names that the sheet asks for."""
    return {
        "office.name": office,
        "day": long_day(moment.date()),
        "uid": report.uid,
        "asked": f"{long_day(report.asked_on)}，{report.asked_by}",
        "decided": f"{long_day(report.decided_on)}，{report.decided_by}",
        "here": _here(report),
        "copies": _copies(report),
        "waiting": _waiting(report),
        "names": _names(report),
        "elsewhere": [f"□ {what}" for what in CHECKS],
        "outside": [{"on": one.on, "user": one.user, "what": one.what, "done": "□"} for one in report.outside]
        or [_NO_PAPER],
    }


_NO_PAPER: dict[str, Any] = {"on": "—", "user": "—", "what": "操作历史里没有打印、导出的记录", "done": ""}


def _here(report: Report) -> list[dict[str, str]]:
    rows = [(kind, count, "条") for kind, count in report.kinds.items()]
    rows += [
        ("操作历史中涉及的行", report.past, "行"),
        ("导入花名册的原始行", report.raw, "行"),
        ("未保存的草稿", report.drafts, "份"),
        ("其他记录里的证号、电话、姓名", report.texts, "条"),
    ]
    return [{"what": what, "count": f"{count} {unit}"} for what, count, unit in rows if count]


def _copies(report: Report) -> str:
    if not report.copies:
        return "本机没有备份。"
    first, last = long_day(min(report.copies).date()), long_day(max(report.copies).date())
    days = first if first == last else f"{first}至{last}"
    return f"本机的 {len(report.copies)} 份备份（{days}）已经逐份改写并核对。"


def _waiting(report: Report) -> list[str]:
    if not report.waiting:
        return ["没有待处理的备份。"]
    return ["下列位置还没有处理：", *(f"{one.where}：{one.why.rstrip('。')}。" for one in report.waiting)]


def _names(report: Report) -> str:
    said = []
    if report.left:
        said.append(f"操作历史里有 {report.left} 行只写了姓名，另有同名的人，没有改动")
    if report.shared:
        said.append(f"有 {report.shared} 项姓名或电话与别人相同，别人的记录里照旧保留")
    said += [f"{kind}里还有 {count} 条写着这个姓名" for kind, count in report.elsewhere.items()]
    return f"{'；'.join(said)}。请核对是不是本人。" if said else "其他记录里没有找到同样的姓名和号码。"
