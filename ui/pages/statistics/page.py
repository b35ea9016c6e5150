"""The page 统计报表: returns, what was handed in, targets, fact sheet and charts; which parts it has, and for whom."""

from ui.desk import Desk
from ui.pages.parts import Offered, PartsPage
from ui.settings import Settings


def _part(key: str, title: str, name: str) -> Offered:
    return Offered(key, title, f"ui.pages.statistics.{key}", name)


class StatisticsPage(PartsPage):
    """From records to figures."""

    help_key = "statistics"
    parts = (
        _part("returns", "报表", "ReturnsPart"),
        _part("frozen", "已报出", "FrozenPart"),
        _part("briefing", "情况简报", "BriefingPart"),
        _part("charts", "图表", "ChartsPart"),
    )

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__("统计报表", desk, settings)
