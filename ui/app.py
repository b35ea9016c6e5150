"""Starts the window: the Qt application with our fonts and look, the hook for bugs, the shell. Knows no record."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from ui import bugs, style
from ui.settings import Settings

if TYPE_CHECKING:
    from ui.rail import Entry
    from ui.search import Provider
    from ui.shell import Shell


def application(settings: Settings) -> QApplication:
    """The one QApplication, with shipped fonts and the chosen font size."""
    # The style goes in as an argument: asking Qt for QStyle or QLocale here costs ten milliseconds each.
    app = QApplication.instance() or QApplication([*sys.argv[:1], "-style", "fusion"])
    app.setApplicationName("quntuan-workbench")
    app.setApplicationDisplayName("群团工作台")
    _speak_chinese(app)
    style.load_fonts()
    style.apply(app, settings.font_size)
    return app


def open_shell(entries: Sequence["Entry"], settings: Settings, providers: Sequence["Provider"] = ()) -> "Shell":
    """The window with its first page in front."""
    from ui.shell import Shell  # whoever is asked for the passphrase first does not wait for it

    shell = Shell(entries, settings, providers)
    shell.visit(entries[0].key)
    shell.show()
    return shell


def _speak_chinese(app: QApplication) -> None:
    """Qt's own words (in the print and file dialogs, in the menus of text fields) in Chinese too."""
    where = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name in ("qtbase_zh_CN", "qt_zh_CN"):
        translator = QTranslator(app)
        if translator.load(name, where):
            app.installTranslator(translator)


def prepare() -> Settings:
    """What comes before any window: settings, application, hook. Returns the settings."""
    settings = Settings.load()
    application(settings)
    bugs.install()
    return settings
