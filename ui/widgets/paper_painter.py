"""Replays a page's display list with QPainter, on the screen as on a printer: the same strokes at the same places."""

from functools import cache
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QImage, QPainter, QPen

from reports.paper.display import Bitmap, Line, Page, Picture, Rect, Text
from reports.paper.fonts import FACES, face_path

UNITS_PER_INCH = 720


def draw_page(painter: QPainter, page: Page, scale: float) -> None:
    """Draw a page with its top left corner at the painter's origin; `scale` is device pixels per unit of 0.1 pt."""
    painter.save()
    painter.scale(scale, scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    for item in page.all_items():
        _DRAW[type(item)](painter, item)
    painter.restore()


@cache
def face_font(face: str, size: int, spacing: float) -> QFont:
    """The font of a run; the face is loaded when it is first drawn."""
    _load(face)
    font = QFont(FACES[face].family)
    font.setPixelSize(size)
    font.setKerning(False)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    if spacing:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return font


@cache
def _load(face: str) -> int:
    return QFontDatabase.addApplicationFont(str(face_path(face)))


def _text(painter: QPainter, item: Text) -> None:
    painter.setPen(Qt.GlobalColor.black)
    painter.setFont(face_font(item.face, item.size, item.spacing))
    painter.drawText(QPointF(item.x, item.y), item.string)


def _line(painter: QPainter, item: Line) -> None:
    pen = QPen(Qt.GlobalColor.black, item.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if item.dash:
        # Qt counts dashes in widths of the pen.
        pen.setDashPattern([length / item.width for length in item.dash])
    painter.setPen(pen)
    painter.drawLine(QPointF(item.x1, item.y1), QPointF(item.x2, item.y2))


def _rect(painter: QPainter, item: Rect) -> None:
    box = QRectF(item.x, item.y, item.w, item.h)
    if item.grey >= 0:
        shade = round(item.grey * 2.55)
        painter.fillRect(box, QBrush(QColor(shade, shade, shade)))
    if item.width:
        painter.setPen(QPen(Qt.GlobalColor.black, item.width, j=Qt.PenJoinStyle.MiterJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)


def _bitmap(painter: QPainter, item: Bitmap) -> None:
    image = QImage(item.bits, item.columns, item.rows, (item.columns + 7) // 8, QImage.Format.Format_Mono)
    image.setColorTable([0x00FFFFFF, 0xFF000000])
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(QRectF(item.x, item.y, item.w, item.h), image)


def _picture(painter: QPainter, item: Picture) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
    painter.drawImage(QRectF(item.x, item.y, item.w, item.h), QImage.fromData(item.data))


_DRAW: dict[type, Any] = {Text: _text, Line: _line, Rect: _rect, Bitmap: _bitmap, Picture: _picture}
