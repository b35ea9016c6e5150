"""The look: palette, fonts, sizes, style sheet and icons, all from `resources`; decides nothing about what is shown.

Everything that must grow with the chosen font size asks `px`; spacing in steps of 4 px does not grow.
"""

import json
import re
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from resources import path

SIZES = {"小": 12, "标准": 14, "大": 17, "特大": 20}
STANDARD = "标准"
FAMILIES = ["QuntuanHei", "QuntuanSong", "QuntuanRare"]
STRONG_FAMILIES = ["QuntuanHeiMedium", "QuntuanSong", "QuntuanRare"]
_FONT_FILES = ["QuntuanHei.ttf", "QuntuanHeiMedium.ttf", "QuntuanSong.ttf", "QuntuanRare.ttf"]


@cache
def palette_colours() -> dict[str, str]:
    """Names of the palette with their colours as `#rrggbb`."""
    colours: dict[str, str] = json.loads(path("style", "palette.json").read_text("utf-8"))
    return colours


def colour(name: str) -> QColor:
    """A colour of the palette."""
    return QColor(palette_colours()[name])


def base_size() -> int:
    """The font size in force, in pixels."""
    return QApplication.font().pixelSize()


def px(length: float) -> int:
    """A length given for 标准, in pixels at the font size in force."""
    return round(length * base_size() / SIZES[STANDARD])


def style_sheet(size: int) -> str:
    """The style sheet for a base font of `size` pixels."""
    template = path("style", "window.qss").read_text("utf-8")
    grown = re.sub(r"px\((\d+)\)", lambda m: f"{round(int(m[1]) * size / SIZES[STANDARD])}px", template)
    return re.sub(r"\$(\w+)", lambda m: palette_colours()[m[1]], grown)


def load_fonts() -> None:
    """Make the shipped screen fonts known, so that every machine shows the same face."""
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(path("fonts", name)))


def apply(app: QApplication, size_name: str) -> None:
    """Put palette, font and style sheet in force for one of the names in `SIZES`, at once and everywhere."""
    size = SIZES.get(size_name, SIZES[STANDARD])
    app.setPalette(_palette())
    app.setFont(screen_font(size))
    app.setStyleSheet(style_sheet(size))


def screen_font(size: int, strong: bool = False) -> QFont:
    """The face of the screen at `size` pixels."""
    font = QFont()
    font.setFamilies(STRONG_FAMILIES if strong else FAMILIES)
    font.setPixelSize(size)
    return font


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet looks at, and let the sheet look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def icon(name: str, tint: str = "second", on_tint: str = "") -> QIcon:
    """A line icon in a palette colour; `on_tint` is its colour when checked."""
    made = QIcon(pixmap(name, tint, px(20)))
    if on_tint:
        made.addPixmap(pixmap(name, on_tint, px(20)), QIcon.Mode.Normal, QIcon.State.On)
    return made


def pixmap(name: str, tint: str, side: int) -> QPixmap:
    """A line icon as a picture of `side` × `side` logical pixels, sharp on the densest screen attached."""
    return _drawn(name, palette_colours()[tint], side, QGuiApplication.instance().devicePixelRatio())


@cache
def _drawn(name: str, hue: str, side: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    svg = path("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", hue)
    svg = svg.replace('stroke-width="2"', 'stroke-width="1.75"')
    drawn = QPixmap(QSize(side, side) * ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side * ratio, side * ratio))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _palette() -> QPalette:
    role = QPalette.ColorRole
    made = QPalette(colour("ground"), colour("ground"))
    for where, name in {
        role.Window: "ground",
        role.Base: "surface",
        role.AlternateBase: "ground",
        role.Button: "surface",
        role.Text: "text",
        role.WindowText: "text",
        role.ButtonText: "text",
        role.Highlight: "selection",
        role.HighlightedText: "text",
        role.PlaceholderText: "second",
        role.Link: "text",
        role.LinkVisited: "text",
        role.Accent: "focus",
        role.Mid: "border",
        role.ToolTipBase: "toast",
        role.ToolTipText: "on_toast",
    }.items():
        made.setColor(where, colour(name))
    for where in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, colour("disabled"))
    return made
