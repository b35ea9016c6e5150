"""The report of an erasure: what is gone, what waits, what paper holds; no name of hers on it."""

import re
from datetime import date, datetime
from pathlib import Path

from models.office.erasing.ledger import Waiting
from models.people.erasure import Outside, Report
from reports.forms.erasure import TITLE, erasure_paper, erasure_to
from reports.paper.display import Paper
from tests import builders

REPORT = Report(
    uid="abcdefgh23456777",
    asked_on=date(2026, 11, 2),
    decided_on=date(2026, 11, 20),
    asked_by="王秀英",
    decided_by="赵安全",
    kinds={"人员": 1, "会籍": 2, "推荐": 1, "附件": 3},
    past=34,
    raw=1,
    drafts=2,
    texts=1,
    attachments=3,
    left=2,
    shared=1,
    elsewhere={"人员": 1},
    outside=(Outside("2026-09-28 10:20", "王秀英", "打印《入党积极分子推荐审批表》（已删除）"),) * 3,
    copies=(datetime(2026, 3, 1, 17, 30), datetime(2026, 11, 20, 9, 30)),
    waiting=(Waiting("/media/U盘", "没有插上或找不到，下次备份到那里时会先删除再存新的备份"),),
)


def words(paper: Paper) -> str:
    return "".join(re.findall(r"string='([^']*)'", str(paper.pages)))


def test_the_report_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / f"{TITLE}.pdf"
    assert erasure_to(REPORT, "芒果镇党建办公室", path, builders.NOW) == 3
    assert path.read_bytes().startswith(b"%PDF")


def test_it_says_what_waits_and_what_paper_holds() -> None:
    said = words(erasure_paper(REPORT, "芒果镇党建办公室", builders.NOW))
    for part in ("34", "U盘", "下列位置还没有处理", "审批表", "同名的人", "abcdefgh23456777"):
        assert part in said, part
