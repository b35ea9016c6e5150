"""Paper on the screen: pages under each other, zoom, and printing; draws only what is in sight. Lays nothing out."""

from bisect import bisect_right
from itertools import accumulate

from PySide6.QtCore import QEvent, QMarginsF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPageLayout, QPageSize, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from models.core.errors import KnownError
from reports.paper.display import Page, Paper
from ui import style
from ui.widgets.paper_painter import UNITS_PER_INCH, draw_page

GAP = 16
SCREEN_DPI = 96
ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)


class CannotPrint(KnownError):
    """The printer did not take the paper."""


class PaperView(QAbstractScrollArea):
    """Pages from top to bottom. `moved` comes with the number of the page in front (from 1) and the zoom."""

    moved = Signal(int, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paper = Paper("")
        self._zoom = 1.0
        self._fits = True
        self._tops: list[int] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._tell())
        self.verticalScrollBar().setSingleStep(40)

    @property
    def zoom(self) -> float:
        """1.0 is the size of the paper at 96 dots an inch."""
        return self._zoom

    @property
    def page_number(self) -> int:
        """Which page fills most of the view, from 1; 0 without pages."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        return bisect_right(self._tops, middle) if self._tops else 0

    def show_paper(self, paper: Paper) -> None:
        """Show other pages, from the first one on."""
        self.paper = paper
        self._arrange()
        self.verticalScrollBar().setValue(0)
        self._tell()

    def go_to_page(self, number: int) -> None:
        """Bring a page to the top, from 1."""
        if 1 <= number <= len(self._tops):
            self.verticalScrollBar().setValue(self._tops[number - 1] - GAP)

    def set_zoom(self, zoom: float) -> None:
        """Enlarge or reduce."""
        self._fits = False
        self._rescale(min(max(zoom, ZOOMS[0]), ZOOMS[-1]))

    def zoom_step(self, step: int) -> None:
        """The next larger (1) or smaller (-1) zoom."""
        larger = [zoom for zoom in ZOOMS if zoom > self._zoom + 0.01]
        smaller = [zoom for zoom in ZOOMS if zoom < self._zoom - 0.01]
        self.set_zoom((larger or ZOOMS)[0] if step > 0 else (smaller or ZOOMS)[-1])

    def fit_width(self) -> None:
        """As wide as the view, also after it is resized."""
        self._fits = True
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), style.colour("track"))
        offset = self.verticalScrollBar().value()
        first = max(bisect_right(self._tops, offset) - 1, 0)
        for number in range(first, len(self._tops)):
            top = self._tops[number] - offset
            if top > self.viewport().height():
                break
            self._paint_page(painter, self.paper.pages[number], top)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fitting, and keep the page in front."""
        super().resizeEvent(event)
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_step(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pages by PgUp and PgDn, ends by Home and End, zoom by + and -."""
        keys = Qt.Key
        bar = self.verticalScrollBar()
        actions = {
            keys.Key_PageDown: lambda: self.go_to_page(self.page_number + 1),
            keys.Key_PageUp: lambda: self.go_to_page(self.page_number - 1),
            keys.Key_Home: lambda: bar.setValue(0),
            keys.Key_End: lambda: bar.setValue(bar.maximum()),
            keys.Key_Plus: lambda: self.zoom_step(1),
            keys.Key_Equal: lambda: self.zoom_step(1),
            keys.Key_Minus: lambda: self.zoom_step(-1),
        }
        action = actions.get(event.key())
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    def changeEvent(self, event: QEvent) -> None:
        """Stay in place when fonts change: paper does not grow."""
        super().changeEvent(event)
        self._arrange()

    def _scale(self) -> float:
        return self._zoom * SCREEN_DPI / UNITS_PER_INCH

    def _rescale(self, zoom: float) -> None:
        bar = self.verticalScrollBar()
        place = bar.value() / max(bar.maximum(), 1)
        self._zoom = zoom
        self._arrange()
        bar.setValue(round(place * bar.maximum()))
        self._tell()

    def _arrange(self) -> None:
        pages, view = self.paper.pages, self.viewport()
        widest = max((page.width for page in pages), default=1)
        if self._fits and pages:
            self._zoom = max((view.width() - 2 * GAP) * UNITS_PER_INCH / SCREEN_DPI / widest, 0.1)
        heights = [round(page.height * self._scale()) + GAP for page in pages]
        ends = list(accumulate(heights, initial=GAP))
        self._tops = ends[:-1]
        vertical, across = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setPageStep(view.height())
        vertical.setRange(0, max(ends[-1] - view.height(), 0))
        across.setPageStep(view.width())
        across.setRange(0, max(round(widest * self._scale()) + 2 * GAP - view.width(), 0) if pages else 0)
        view.update()

    def _paint_page(self, painter: QPainter, page: Page, top: int) -> None:
        width, height = page.width * self._scale(), page.height * self._scale()
        room = max((self.viewport().width() - width) / 2, GAP)
        left = room - self.horizontalScrollBar().value()
        sheet = QRectF(left, top, width, height)
        painter.fillRect(sheet, Qt.GlobalColor.white)
        painter.save()
        painter.setClipRect(sheet)
        painter.translate(left, top)
        draw_page(painter, page, self._scale())
        painter.restore()
        painter.setPen(style.colour("border"))
        painter.drawRect(sheet)

    def _tell(self) -> None:
        self.viewport().update()
        self.moved.emit(self.page_number, self._zoom)


def print_paper(owner: QWidget, paper: Paper) -> bool:
    """Ask for a printer and print; False when she changes her mind. Raises CannotPrint."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(paper.title)
    _set_page(printer, paper.pages[0])
    dialog = QPrintDialog(printer, owner)
    dialog.setMinMax(1, len(paper.pages))
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    first, last = printer.fromPage() or 1, printer.toPage() or len(paper.pages)
    draw_on_printer(printer, paper.pages[first - 1 : last])
    return True


def draw_on_printer(printer: object, pages: list[Page]) -> None:
    """Draw pages at their true size on a QPrinter. Raises CannotPrint."""
    painter = QPainter()
    _set_page(printer, pages[0])
    if not painter.begin(printer):
        raise CannotPrint("打印机没有接收这份材料。请检查打印机是否开机、是否缺纸，或先另存为 PDF。")
    try:
        for number, page in enumerate(pages):
            if number:
                _set_page(printer, page)
                printer.newPage()
            draw_page(painter, page, printer.resolution() / UNITS_PER_INCH)
    finally:
        painter.end()


def _set_page(printer: object, page: Page) -> None:
    points = QSizeF(min(page.width, page.height) / 10, max(page.width, page.height) / 10)
    size = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    wide = page.width > page.height
    orientation = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    printer.setFullPage(True)
    printer.setPageLayout(QPageLayout(size, orientation, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)
