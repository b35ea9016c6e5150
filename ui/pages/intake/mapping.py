"""The header over the rows: what stands over each column in the sheet, and under it what the column is taken for.

Owns the drawing and the choosing; keeps no meaning.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import style
from ui.pages.intake.meanings import NOT_TAKEN, find_meanings, words_for
from ui.widgets.find_box import FindBox

_HEIGHT, _LEAST_WIDTH = 62, 200


class MappingHeader(QHeaderView):
    """The first `ours` columns are plain; the others have a choice that opens by click or Alt+↓."""

    mapped = Signal(int, str)  # section, meaning
    left = Signal()  # the choice was closed

    def __init__(self, ours: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.choice: FindBox | None = None
        self._ours = ours
        self._section = -1
        self._meanings: Sequence[str] = ()
        self._headers: Sequence[str] = ()
        self.sectionClicked.connect(self.open_choice)
        self.sectionResized.connect(lambda *_: self.close_choice())

    def show_meanings(self, meanings: Sequence[str], headers: Sequence[str]) -> None:
        """What the columns of the sheet are taken for, and what stands over them."""
        self._meanings, self._headers = meanings, headers
        self.viewport().update()

    def open_choice(self, section: int) -> None:
        """Ask what a column is."""
        place = section - self._ours
        if not 0 <= place < len(self._meanings):
            return
        self.close_choice()
        self._section = section
        self.choice = FindBox(self._find, self.parentWidget())
        self.choice.setAccessibleName(f"“{self._headers[place]}”这一列是")
        self.choice.setText(words_for(self._meanings[place]))
        self.choice.picked.connect(lambda one: self._take(one.value))
        self.choice.returnPressed.connect(self._take_typed)
        self.choice.installEventFilter(self)
        self.choice.setGeometry(self._where(section))
        self.choice.show()
        self.choice.setFocus(Qt.FocusReason.OtherFocusReason)
        self.choice.selectAll()

    def close_choice(self) -> bool:
        """Leave it as it was; False when nothing was open."""
        if self.choice is None:
            return False
        choice, self.choice = self.choice, None
        choice.close_list()
        choice.hide()
        choice.deleteLater()
        self.left.emit()
        return True

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(super().sizeHint().width(), style.px(_HEIGHT))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The header as written, under it the meaning in a field."""
        painter.save()
        painter.fillRect(rect, style.colour("ground"))
        painter.setPen(style.colour("hairline"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        text = self.model().headerData(section, Qt.Orientation.Horizontal) or ""
        inside = rect.adjusted(style.px(11), 0, -style.px(6), 0)
        if section < self._ours:
            self._write(painter, inside, text, "second")
        else:
            upper = QRect(inside.left(), rect.top() + 2, inside.width(), rect.height() // 2 - 2)
            self._write(painter, upper, text, "text")
            self._draw_field(painter, rect, section - self._ours)
        painter.restore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The choice goes when it is left."""
        if watched is self.choice and event.type() == QEvent.Type.FocusOut:
            reasons = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
            if event.reason() not in reasons:
                self.close_choice()
        return False

    def _draw_field(self, painter: QPainter, rect: QRect, place: int) -> None:
        meaning = self._meanings[place] if place < len(self._meanings) else ""
        half = rect.height() // 2
        field = QRect(rect.left() + style.px(4), rect.top() + half, rect.width() - style.px(8), half - style.px(5))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(style.colour("border"))
        painter.setBrush(style.colour("surface" if meaning else "ground"))
        painter.drawRoundedRect(field, 4, 4)
        side = style.px(14)
        arrow = style.pixmap("chevron-down", "second", side)
        painter.drawPixmap(field.right() - side - 2, field.top() + (field.height() - side) // 2, arrow)
        words = field.adjusted(style.px(7), 0, -side - 4, 0)
        self._write(painter, words, words_for(meaning), "text" if meaning else "second")

    def _write(self, painter: QPainter, where: QRect, text: str, tint: str) -> None:
        painter.setPen(style.colour(tint))
        painter.setFont(style.screen_font(style.px(13)))
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, where.width())
        painter.drawText(where, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), short)

    def _where(self, section: int) -> QRect:
        """Over the drawn field, as wide as the list needs, inside the table."""
        table = self.parentWidget()
        corner = self.mapTo(table, QPoint(self.sectionViewportPosition(section), self.height() // 2))
        width = max(self.sectionSize(section), style.px(_LEAST_WIDTH))
        left = max(0, min(corner.x(), table.width() - width))
        return QRect(left, corner.y() - 2, width, style.px(32))

    def _find(self, typed: str) -> Any:
        place = self._section - self._ours
        taken = {
            one: head
            for k, (one, head) in enumerate(zip(self._meanings, self._headers, strict=True))
            if one and k != place
        }
        return find_meanings(typed, taken)

    def _take_typed(self) -> None:
        typed = self.choice.text().strip() if self.choice else ""
        one = self.choice.best(typed) if typed and self.choice else None
        if one is not None:
            self._take(one.value)
        elif typed in ("", NOT_TAKEN):
            self._take("")

    def _take(self, meaning: str) -> None:
        section = self._section
        self.close_choice()
        if meaning != self._meanings[section - self._ours]:
            self.mapped.emit(section, meaning)
