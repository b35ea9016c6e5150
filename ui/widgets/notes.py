"""The two quiet ways of telling: a bar on the page and a toast at the foot of the window.

Only draws them; what is said, and whether it is said at all, is decided in `ui.messages`.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui import style
from ui.widgets.parts import Mark, button, label, row

TOAST_MS = 8000


class Bar(QFrame):
    """One line under the title of a page: what happened, to which record, what to do now."""

    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._mark = Mark("tell")
        self._text = label(wrap=True)
        self._action = button("", self._act, "plain")
        self._close = button("", self.clear, "plain", "x", "关闭提示")
        layout = row(self, 8, (12, 4, 4, 4))
        layout.addWidget(self._mark)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._action)
        layout.addWidget(self._close)
        self._acting: Callable[[], object] | None = None
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says; empty when it is not shown."""
        return "" if self.isHidden() else self._text.text()

    def say(
        self, text: str, severity: str = "tell", verb: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Show one sentence; severities: tell, done, warn, stop. `verb` names the button that runs `action`."""
        self._mark.show_kind(severity)
        self._text.setText(text)
        self._acting = action
        self._action.setText(verb)
        self._action.setVisible(bool(verb))
        style.set_look(self, "severity", severity)
        self.show()

    def clear(self) -> None:
        """Say nothing any more."""
        self._acting = None
        self.hide()
        self.cleared.emit()

    def _act(self) -> None:
        action = self._acting
        self.clear()
        if action is not None:
            action()


class Toast(QFrame):
    """A short sentence at the foot of the window that goes by itself, with 撤销 where that is possible."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("toast")
        self._text = label()
        self._undo = button("撤销", self._take_back)
        # A button that is disabled or hidden hands the keys on: they must not land on 撤销 while she goes on typing.
        self._undo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = row(self, 12, (16, 8, 8, 8))
        layout.addWidget(self._text, 1)
        layout.addWidget(self._undo)
        self._undoing: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What the toast says; empty when it is gone."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Show the sentence; `undo` is run when 撤销 is pressed."""
        self._text.setText(text)
        self._undoing = undo
        self._undo.setVisible(undo is not None)
        self.show()
        self._place()
        self.raise_()
        self._timer.start()

    def undo(self) -> None:
        """Press 撤销."""
        self._undo.click()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of a window that is resized."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def enterEvent(self, event: QEvent) -> None:
        """Wait while the mouse rests on it."""
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Go on counting."""
        self._timer.start()

    def _place(self) -> None:
        self.adjustSize()
        window = self.parentWidget()
        # At the left, so that it never lies on the buttons of an opened record.
        self.move(style.px(12), window.height() - self.height() - style.px(40))

    def _take_back(self) -> None:
        undo = self._undoing
        self.hide()
        if undo is not None:
            undo()
