"""操作历史: who did what when, for who may read it; a record's own story for whoever may read the record."""

from ui.pages.history.page import HistoryPage

__all__ = ["HistoryPage"]
