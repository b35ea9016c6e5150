"""Makes the sample rosters of `resources/samples`: `python -m tests.samples.make`.

青龙镇 in autumn 2026: a tea company with its union, a League branch, the women of three villages, and lists that
overlap, each as messy as villages send them. Every trouble stands at a known row (`planted.json`).
"""

import json
from pathlib import Path

from resources import path
from tests.samples.foreign import CSV_FILE, HTML_FILE, ODS_FILE, XLS_FILE, ForeignRosters
from tests.samples.help import CHILDREN_FILE, WORKERS_FILE, HelpRosters
from tests.samples.league import LEAGUE_FILE, LeagueRoster
from tests.samples.paper import Plants
from tests.samples.people import VILLAGES
from tests.samples.union import UNION_FILE, UnionRoster
from tests.samples.women import WOMEN_FILE, WomenRoster


class Maker(UnionRoster, LeagueRoster, WomenRoster, ForeignRosters, HelpRosters):
    """Writes one roster after the other."""

    def all(self) -> None:
        """Every sample, the list of troubles and the index."""
        self.workers = self._workers()
        self.members = self._league_members()
        self.union()
        self.league()
        self.women()
        self.text()
        self.page()
        self.groups()
        self.old()
        self.in_need()
        self.left_behind()
        self._index()

    def _index(self) -> None:
        """What each sample is, and whose dossiers the demonstration makes."""
        files = [
            (UNION_FILE, "union", "云岭茶业有限公司工会委员会", "企业工会会员花名册（.xlsx）"),
            (LEAGUE_FILE, "league", "石桥村团支部", "两行表头的团员花名册（.xlsx）"),
            (WOMEN_FILE, "women", "", "一村一张工作表的妇女花名册（.xlsx）"),
            (CSV_FILE, "", "", "GB 18030 编码的文本（.csv）"),
            (HTML_FILE, "", "", "名为 .xls 的网页导出件"),
            (ODS_FILE, "", "", "一张表上有两个名单（.ods）"),
            (XLS_FILE, "union", "青龙镇机关工会委员会", "身份证号成了数字的旧格式（.xls）"),
            (WORKERS_FILE, "", "", "在档困难职工花名册（旧格式 .xls）"),
            (CHILDREN_FILE, "", "", "两行表头的留守儿童花名册（.ods）"),
        ]
        index = {
            "township": "青龙镇",
            "villages": list(VILLAGES),
            "files": [
                {"file": file, "kind_of_body": kind, "body": body, "what": what} for file, kind, body, what in files
            ],
            "candidates": self.candidates,
        }
        text = json.dumps(index, ensure_ascii=False, indent=2) + "\n"
        (self.target / "index.json").write_text(text, "utf-8")


def make(target: Path) -> Plants:
    """Write all samples into a directory."""
    maker = Maker(target)
    maker.all()
    return maker.plant


if __name__ == "__main__":
    make(path("samples")).save(Path(__file__).with_name("planted.json"))
