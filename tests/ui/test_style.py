"""The look: contrast, sizes at once, icons and fonts that are really there."""

import re

import pytest
from PySide6.QtGui import QFontInfo, QFontMetrics
from PySide6.QtWidgets import QLineEdit

from ui import style

ICONS = [
    "calendar-check",
    "users",
    "vote",
    "hand-heart",
    "scale",
    "building-2",
    "trophy",
    "chart-column",
    "usb",
    "settings",
    "search",
]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two palette colours."""

    def luminance(name: str) -> float:
        shares = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(name)]
        return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]

    def rgb(name: str) -> tuple[float, float, float]:
        hue = style.colour(name)
        return hue.redF(), hue.greenF(), hue.blueF()

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "ground"),
        ("text", "selected"),
        ("text", "selection"),
        ("second", "ground"),
        ("second", "surface"),
        ("accent", "surface"),
        ("accent", "ground"),
        ("on_accent", "accent"),
        ("on_toast", "toast"),
        ("toast_action", "toast"),
        ("text", "amber_ground"),
        ("text", "red_ground"),
        ("text", "green_ground"),
    ],
)
def test_words_can_be_read(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("mark", ["green", "amber", "red", "focus"])
def test_marks_can_be_seen(mark):
    assert min(contrast(mark, "surface"), contrast(mark, "ground")) >= 3


def test_sheet_leaves_no_placeholder():
    for size in style.SIZES.values():
        sheet = style.style_sheet(size)
        assert "$" not in sheet
        assert not re.search(r"px\(\d", sheet)


def test_font_size_is_in_force_at_once(qapp, shown):
    line = shown(QLineEdit("丁世云"), (200, 40))
    heights = []
    for name in style.SIZES:
        style.apply(qapp, name)
        assert QFontInfo(line.font()).pixelSize() == style.SIZES[name]
        heights.append(line.sizeHint().height())
    assert heights == sorted(set(heights))


def test_screen_face_is_ours_and_its_figures_are_of_one_width(qapp):
    font = style.screen_font(14)
    assert QFontInfo(font).family() == "QuntuanHei"
    metrics = QFontMetrics(font)
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_rare_characters_of_names_have_glyphs(qapp):
    for char in "㛃䶮𬭎𠅤":
        assert QFontMetrics(style.screen_font(14)).inFontUcs4(ord(char)) or _in_fallback(char)


def _in_fallback(char: str) -> bool:
    from PySide6.QtGui import QFont, QRawFont

    fonts = []
    for family in style.FAMILIES:
        font = QFont(family)
        font.setPixelSize(14)
        fonts.append(QRawFont.fromFont(font))
    return any(raw.supportsCharacter(ord(char)) for raw in fonts)


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_drawn_in_the_colour_asked_for(qapp, name):
    image = style.pixmap(name, "accent", 24).toImage()
    inked = {
        image.pixelColor(x, y).name() for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() == 255
    }
    assert inked == {"#b3261e"}
