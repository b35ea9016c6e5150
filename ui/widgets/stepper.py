"""A procedure as a vertical line of steps: what is done, what is open now, what is still to come.

Shows what it is given and knows no procedure. The current step can hold a widget to type in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ui import style
from ui.widgets.parts import column, label, row

LINE_WIDTH = 32
SETTLE_MS = 200


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    CURRENT = "current"
    TODO = "todo"


_WORDS = {StepState.DONE: "已完成", StepState.CURRENT: "办理中", StepState.TODO: "未开始"}


@dataclass(frozen=True)
class Step:
    """One step. on: its date as shown. figures: key figures (应到 56 · 实到 49). missing: what is still needed.

    word: how it stands, where 已完成, 办理中, 未开始 do not say it.
    """

    key: str
    title: str
    state: StepState
    on: str = ""
    figures: str = ""
    missing: Sequence[str] = field(default_factory=tuple)
    word: str = ""


class StepLine(QWidget):
    """The line itself, as high as its steps; `chosen` says which step was clicked or got Enter."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plain")
        self.rows: dict[str, _StepRow] = {}
        self._layout = column(self, 0)
        self._layout.addStretch(1)

    @property
    def steps(self) -> list[Step]:
        """The steps as shown."""
        return [shown.step for shown in self.rows.values()]

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these; bodies of steps that stay are kept."""
        if [step.key for step in steps] == list(self.rows):
            for step in steps:
                self.rows[step.key].show_step(step)
            return
        for old in self.rows.values():
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows.clear()
        for place, step in enumerate(steps):
            made = _StepRow(step, first=place == 0, last=place == len(steps) - 1)
            made.pressed.connect(self.chosen)
            self._layout.insertWidget(place, made)
            self.rows[step.key] = made

    def put_body(self, key: str, body: QWidget | None) -> None:
        """What is typed at a step; None takes it away. Only one step is open at a time."""
        for name, shown in self.rows.items():
            shown.put_body(body if name == key else None)


class Stepper(QScrollArea):
    """The whole line, scrolled where it is long; `chosen` says which step was clicked or got Enter."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self._wanted = ""
        self._line = StepLine()
        self._line.chosen.connect(self.chosen)
        self._rows = self._line.rows
        self.setWidget(self._line)
        self._line.installEventFilter(self)

    @property
    def steps(self) -> list[Step]:
        """The steps as shown."""
        return self._line.steps

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these; bodies of steps that stay are kept."""
        self._line.show_steps(steps)

    def bring_up(self, key: str) -> None:
        """Scroll so that a step stands near the top, under the one before it where both fit."""
        self._wanted = key
        QTimer.singleShot(0, self, self._scroll_to_wanted)
        QTimer.singleShot(SETTLE_MS, self, self._stop_wanting)

    def put_body(self, key: str, body: QWidget | None) -> None:
        """What is typed at a step; None takes it away. Only one step is open at a time."""
        self._line.put_body(key, body)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A body that was just put in finds its height later: go on scrolling to the wanted step until then."""
        if event.type() == QEvent.Type.Resize and self._wanted:
            QTimer.singleShot(0, self, self._scroll_to_wanted)
        return super().eventFilter(watched, event)

    def _scroll_to_wanted(self) -> None:
        shown = self._rows.get(self._wanted)
        if shown is None:
            return
        keys = list(self._rows)
        before = self._rows[keys[max(0, keys.index(self._wanted) - 1)]]
        fits = shown.y() + shown.height() - before.y() <= self.viewport().height()
        self.verticalScrollBar().setValue(before.y() if fits else shown.y())

    def _stop_wanting(self) -> None:
        self._wanted = ""


class _StepRow(QWidget):
    pressed = Signal(str)

    def __init__(self, step: Step, first: bool, last: bool) -> None:
        super().__init__()
        self._first, self._last = first, last
        self._body: QWidget | None = None
        self._title = label(step.title)
        self._state = label("", "small")
        self._on = label("", "second")
        self._figures = label("", "second", wrap=True)
        self._missing = label("", "", wrap=True)
        self._warn = label()
        self._content = column(spacing=4)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._build()
        self.show_step(step)

    def show_step(self, step: Step) -> None:
        """Show where the step stands."""
        self.step = step
        current = step.state is StepState.CURRENT
        self._title.setText(step.title)
        style.set_look(self._title, "role", "strong" if current else "second" if step.state is StepState.TODO else "")
        word = step.word or _WORDS[step.state]
        self._state.setText(word)
        self._on.setText(step.on)
        self._figures.setText(step.figures)
        self._figures.setVisible(bool(step.figures))
        self._missing.setText("还缺：" + "、".join(step.missing))
        self._missing.setVisible(bool(step.missing))
        self._warn.setVisible(bool(step.missing))
        self.setAccessibleName(f"{step.title}，{word}")
        self.update()

    def put_body(self, body: QWidget | None) -> None:
        """Hold a widget under the step's lines."""
        if self._body is not None and self._body is not body:
            self._content.removeWidget(self._body)
            self._body.hide()
            self._body.setParent(None)
        self._body = body
        if body is not None:
            self._content.addWidget(body)
            body.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line, and the mark of the step: tick, filled ring, empty ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(style.px(LINE_WIDTH) / 2, 6 + self._title.fontMetrics().height() / 2)
        radius = style.px(8)
        painter.setPen(QPen(style.colour("border"), 2))
        if not self._first:
            painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), middle.y() - radius - 2))
        if not self._last:
            painter.drawLine(QPointF(middle.x(), middle.y() + radius + 2), QPointF(middle.x(), self.height()))
        self._paint_mark(painter, middle, radius)
        if self.hasFocus():
            painter.setPen(QPen(style.colour("focus"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The release belongs here too."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open this step."""
        event.accept()
        if self.rect().contains(event.position().toPoint()):
            self.pressed.emit(self.step.key)

    def keyPressEvent(self, event: QEvent) -> None:
        """Enter opens this step."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit(self.step.key)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _paint_mark(self, painter: QPainter, middle: QPointF, radius: float) -> None:
        if self.step.state is StepState.DONE:
            side = round(radius * 2)
            corner = middle - QPointF(side / 2, side / 2)
            painter.drawPixmap(corner, style.pixmap("circle-check", "green", side))
            return
        current = self.step.state is StepState.CURRENT
        painter.setBrush(style.colour("surface"))
        painter.setPen(QPen(style.colour("accent" if current else "border"), 2))
        painter.drawEllipse(middle, radius - 1, radius - 1)
        if current:
            painter.setBrush(style.colour("accent"))
            painter.drawEllipse(middle, radius / 2 - 1, radius / 2 - 1)

    def _build(self) -> None:
        head = row(spacing=12)
        head.addWidget(self._title)
        head.addWidget(self._state)
        head.addStretch(1)
        head.addWidget(self._on)
        missing = row(spacing=6)
        missing.addWidget(self._warn, 0, Qt.AlignmentFlag.AlignTop)
        missing.addWidget(self._missing, 1)
        self._content.addLayout(head)
        self._content.addWidget(self._figures)
        self._content.addLayout(missing)
        self._outer = row(self, 0)
        self._outer.addLayout(self._content)
        self._fit()

    def _fit(self) -> None:
        self._warn.setContentsMargins(0, 2, 0, 0)
        self._outer.setContentsMargins(style.px(LINE_WIDTH) + 4, 6, 8, 14)
        self._warn.setPixmap(style.pixmap("triangle-alert", "amber", style.px(16)))
