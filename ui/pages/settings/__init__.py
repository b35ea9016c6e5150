"""设置: this office, this screen, passphrase and recovery, the rule book, holidays, where the data lies."""

from ui.pages.settings.page import SettingsPage

__all__ = ["SettingsPage"]
