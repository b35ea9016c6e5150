"""Paper on the screen: only what is in sight is drawn, at any zoom; the same strokes on a printer."""

import subprocess
from shutil import which

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from reports.paper.display import A4, A4_LANDSCAPE, Bitmap, Line, Page, Paper, Rect, Static, Text, mm
from ui.widgets import paper_view
from ui.widgets.paper_painter import draw_page
from ui.widgets.paper_view import PaperView, draw_on_printer

GRID = Static(
    "grid",
    (
        Rect(mm(28), mm(37), mm(156), mm(200), 10),
        Line(mm(28), mm(50), mm(184), mm(50)),
        Line(mm(28), mm(60), mm(184), mm(60), 5, (30, 20)),
        Text(mm(31), mm(46), 140, "hei", "姓名"),
    ),
)


def make_paper(pages=3):
    made = []
    for number in range(1, pages + 1):
        width, height = A4 if number % 3 else A4_LANDSCAPE
        items = [
            Text(mm(60), mm(30), 220, "title", "推优推荐对象审批表"),
            Text(mm(60), mm(46), 140, "fang", "丁世云"),
            Text(mm(120), mm(46), 140, "song", f"第 {number} 页", 10.0),
            Rect(mm(60), mm(70), mm(20), mm(20), 0, 80),
            Bitmap(mm(160), mm(240), mm(20), mm(20), 8, 2, b"\xaa\x55"),
        ]
        made.append(Page(width, height, GRID, items))
    return Paper("丁世云 审批表", made)


@pytest.fixture
def view(shown):
    made = PaperView()
    made.show_paper(make_paper())
    return shown(made, (900, 700))


def render(page, dots):
    scale = dots / 720
    image = QImage(round(page.width * scale), round(page.height * scale), QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw_page(painter, page, scale)
    painter.end()
    return image


def dark(image, page, x, y):
    scale = image.width() / page.width
    return image.pixelColor(round(x * scale), round(y * scale)).lightness() < 160


def test_strokes_stand_where_the_list_says(qapp):
    page = make_paper().pages[0]
    image = render(page, 300)
    assert dark(image, page, mm(28), mm(100))
    assert dark(image, page, mm(100), mm(50))
    assert not dark(image, page, mm(100), mm(55))
    assert image.pixelColor(round(mm(70) * 300 / 720), round(mm(80) * 300 / 720)).lightness() == 204


def test_bits_of_a_code_are_drawn_sharply(qapp):
    page = make_paper().pages[0]
    image = render(page, 300)
    cell = mm(20) / 8
    seen = [dark(image, page, mm(160) + cell * (k + 0.5), mm(245)) for k in range(8)]
    assert seen == [True, False] * 4


def test_text_stands_on_its_baseline(qapp):
    page = Page(*A4, items=[Text(mm(50), mm(50), 300, "hei", "国")])
    image = render(page, 144)
    scale = 144 / 720
    rows = [
        y
        for y in range(image.height())
        if any(image.pixelColor(x, y).lightness() < 128 for x in range(round(mm(50) * scale), round(mm(62) * scale)))
    ]
    baseline = mm(50) * scale
    assert baseline - 60 < min(rows) < max(rows) < baseline + 8


def test_spacing_widens_a_run(qapp):
    def width(spacing):
        page = Page(*A4, items=[Text(mm(20), mm(50), 160, "song", "推荐推荐", spacing)])
        image = render(page, 72)
        return max(x for x in range(image.width()) for y in range(120, 150) if image.pixelColor(x, y).lightness() < 200)

    assert width(100.0) - width(0.0) == pytest.approx(30, abs=2)


def test_pages_stand_under_each_other_and_fit_the_width(view, save_screen):
    assert view.page_number == 1
    view.go_to_page(3)
    assert view.page_number == 3
    assert view.horizontalScrollBar().maximum() == 0
    view.go_to_page(1)
    save_screen(view, "paper_view")


def test_zoom_keeps_the_page(view, qtbot):
    view.go_to_page(2)
    view.set_zoom(2.0)
    assert view.page_number == 2
    assert view.horizontalScrollBar().maximum() > 0
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom == 1.5
    view.fit_width()
    assert view.horizontalScrollBar().maximum() == 0


def test_keys_turn_pages(view, qtbot):
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.page_number == 3
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert view.page_number == 2
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.page_number == 1


def test_only_pages_in_sight_are_drawn(shown, monkeypatch):
    drawn = []
    monkeypatch.setattr(paper_view, "draw_page", lambda painter, page, scale: drawn.append(page))
    view = PaperView()
    view.show_paper(make_paper(300))
    shown(view, (900, 700))
    drawn.clear()
    view.go_to_page(200)
    view.viewport().repaint()
    assert 1 <= len(drawn) <= 6


def test_no_pages_is_no_error(shown):
    view = shown(PaperView(), (400, 300))
    assert view.page_number == 0


def test_printer_gets_every_page_at_its_size(qapp, tmp_path):
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    draw_on_printer(printer, make_paper().pages)
    if which("pdfinfo") is None:
        pytest.skip("pdfinfo (poppler-utils) is not installed")
    told = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", "3", str(tmp_path / "printed.pdf")], capture_output=True, text=True, check=True
    ).stdout
    assert "Pages:           3" in told
    sizes = [
        line.split("size:")[1].split("pts")[0].split() for line in told.splitlines() if "size:" in line and "x" in line
    ]
    assert [(round(float(w)), round(float(h))) for w, _, h in sizes] == [(595, 842), (595, 842), (842, 595)]
