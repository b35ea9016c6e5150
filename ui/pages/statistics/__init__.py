"""The page 统计报表."""

from ui.pages.statistics.page import StatisticsPage

__all__ = ["StatisticsPage"]
