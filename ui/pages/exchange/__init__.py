"""U盘报送: what is sent on a stick, what comes on one, and with whom keys were exchanged."""

from ui.pages.exchange.page import ExchangePage

__all__ = ["ExchangePage"]
