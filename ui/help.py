"""Help for the page in front, as a panel at its right; the texts are Markdown files in resources/help."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QWidget

from resources import path
from ui import style
from ui.widgets.parts import button, column, label, row

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTextBrowser

GENERAL = "window"


def help_text(key: str) -> str:
    """The Markdown text for a page, followed by the general one."""
    texts = []
    for name in dict.fromkeys((key, GENERAL)):
        try:
            texts.append(path("help", f"{name}.md").read_text("utf-8"))
        except FileNotFoundError:
            continue
    return "\n\n".join(texts)


class HelpPanel(QFrame):
    """Comes and goes with F1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self._view: QTextBrowser | None = None  # made at the first F1
        head = row()
        head.addWidget(label("帮助", "section"))
        head.addStretch(1)
        head.addWidget(button("", self.hide, "plain", "x", "关闭帮助"))
        self._layout = column(self, 4, (16, 8, 8, 8))
        self._layout.addLayout(head)
        self._fit()
        self.hide()

    @property
    def text(self) -> str:
        """What is shown, without marks."""
        return self._view.toPlainText() if self._view else ""

    def show_text(self, key: str) -> None:
        """Show the help of a page."""
        if self._view is None:
            from PySide6.QtWidgets import QTextBrowser

            self._view = QTextBrowser()
            self._view.setObjectName("plain")
            self._view.document().setIndentWidth(16)
            self._layout.addWidget(self._view, 1)
        self._view.setMarkdown(help_text(key))
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(style.px(320))
