"""The one window: navigation rail, search, the page in front, status line, and the keys that work everywhere.

Pages are made when first visited. The shell knows no record; what it shows comes from its pages and providers.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from models.core.errors import KnownError
from ui import bugs, jobs, messages, style
from ui.help import HelpPanel
from ui.rail import Entry, Rail, StatusLine
from ui.search import Provider, SearchField
from ui.settings import Settings
from ui.widgets.notes import Bar, Toast
from ui.widgets.page import Page
from ui.widgets.parts import button, column, row

MOST_ENTRIES = 9
NOT_LED = "您的角色不办这一项，请由有这项权限的同事来做。角色在“设置—用户”里看。"


class Shell(QMainWindow):
    """Rail on the left, page on the right."""

    files_dropped = Signal(list)  # paths of files that were dropped anywhere on the window
    lock_asked = Signal()  # 锁屏

    def __init__(self, entries: Sequence[Entry], settings: Settings, providers: Sequence[Provider] = ()) -> None:
        super().__init__()
        self.setProperty("shell", True)
        self.setWindowTitle("群团工作台")
        self.setMinimumSize(960, 600)
        self.setAcceptDrops(True)
        assert sum(not (entry.at_foot or entry.under) for entry in entries) <= MOST_ENTRIES
        self.settings = settings
        self.before_close: Callable[[], bool] = lambda: True
        """Asked last; False keeps the window for the moment."""
        self._entries = {entry.key: entry for entry in entries}
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._stack = QStackedWidget()
        self.search = SearchField(providers)
        self.search.chosen.connect(self.go)
        self._help: HelpPanel | None = None
        self._pages_and_help = row(spacing=0)
        self.rail = Rail(entries)
        self.rail.chosen.connect(self.visit)
        self.status = StatusLine()
        self._lay_out()
        self._bind_keys()
        self._restore_geometry()

    @property
    def page(self) -> Page | None:
        """The page in front."""
        front = self._stack.currentWidget()
        return front if isinstance(front, Page) else None

    @property
    def pages(self) -> list[Page]:
        """Every page that was visited."""
        return list(self._pages.values())

    @property
    def bar(self) -> Bar | None:
        """The bar of the page in front, for messages that belong to no widget."""
        return self.page.bar if self.page else None

    @property
    def help(self) -> HelpPanel:
        """The panel with the help text, made at the first F1."""
        if self._help is None:
            self._help = HelpPanel()
            self._pages_and_help.addWidget(self._help)
        return self._help

    def visit(self, key: str) -> Page:
        """Bring a page to the front, making it if need be."""
        before = self.page
        page = self._pages.get(key) or self._make(key)
        if before is not None and before is not page and not before.settle():
            self.rail.mark(self._key_of(before))
            return before
        self._stack.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rail.mark(key)
        if key in self._stale:
            self._stale.discard(key)
            page.refresh()
        if self._help is not None and self._help.isVisible():
            self._help.show_text(page.help_key)
        return page

    def go(self, key: str, target: object = None) -> None:
        """Visit a page and open something there; who is not led to that page is told so."""
        if key not in self._entries:
            messages.bar(self, NOT_LED)
            return
        page = self.visit(key)
        if target is not None and page is self._pages.get(key):
            page.open_target(target)

    def records_changed(self) -> None:
        """Records were written: the page in front reads anew now, the others when they are visited."""
        self._stale = set(self._pages)
        if self.page is not None:
            self._stale.discard(self._key_of(self.page))
            self.page.refresh()

    def renew(self, key: str) -> None:
        """A page has something new to show: it reads anew now if it is in front, else when it is visited."""
        if key in self._pages and self._pages[key] is not self.page:
            self._stale.add(key)
        elif key in self._pages:
            self.page.refresh()

    def forget_pages(self) -> None:
        """Every page is made anew, with nothing in it of what it showed or was asked; the same one stays in front."""
        front = self._key_of(self.page) if self.page is not None else ""
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages.clear()
        self._stale.clear()
        self.search.leave()
        self.search.found.fill([], "")
        for toast in self.findChildren(Toast):
            toast.say("")
            toast.hide()
        if front:
            self.visit(front)

    @property
    def room(self) -> QWidget:
        """Where the pages stand, to be held while nothing may be typed in any of them."""
        return self._stack

    def set_font_size(self, name: str) -> None:
        """Put one of 小, 标准, 大, 特大 in force and keep it."""
        self.settings.font_size = name
        style.apply(QApplication.instance(), name)
        self._save_settings()

    def toggle_help(self) -> None:
        """F1: help for the page in front, or away with it."""
        if self.help.isVisible():
            self.help.hide()
        else:
            self.help.show_text(self.page.help_key if self.page else "window")

    def step_back(self) -> None:
        """Esc: close the nearest thing that is open."""
        standing = self.findChild(bugs.BugPage)
        if standing is not None:
            standing.put_away()
        elif self.search.hasFocus():
            self.search.leave()
        elif self._help is not None and self._help.isVisible():
            self.help.hide()
        elif self.page is not None:
            self.page.step_back()

    def focus_search(self) -> None:
        """Ctrl+K."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep drafts and settings; work under way is cancelled only when she says so."""
        loud = [job for job in jobs.running if not job.quiet]
        if loud:
            title = loud[0].title
            if not messages.confirm(self, f"“{title}”还没有完成。", "取消它并关闭", "取消后不会留下任何改动。"):
                event.ignore()
                return
            jobs.stop_all()
        if not all(page.settle() for page in self._pages.values()):
            event.ignore()
            return
        if not self.before_close():
            event.ignore()
            return
        self.settings.geometry = bytes(self.saveGeometry().toHex()).decode()
        self._save_settings()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped on any page."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Say which files were dropped."""
        event.acceptProposedAction()
        self.files_dropped.emit([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _make(self, key: str) -> Page:
        page = self._entries[key].make()
        page.go.connect(self.go)
        page.changed.connect(self.records_changed)
        self._pages[key] = page
        self._stack.addWidget(page)
        return page

    def _key_of(self, page: Page) -> str:
        return next(key for key, made in self._pages.items() if made is page)

    def _lay_out(self) -> None:
        centre = QWidget()
        centre.setObjectName("shell")
        top = row(spacing=12, margins=(20, 12, 20, 0))
        top.addWidget(self.search)
        top.addStretch(1)
        top.addWidget(button("锁屏", self.lock_asked.emit, "plain", "lock", "离开时锁屏（Ctrl+L），用口令回来"))
        top.addWidget(button("帮助 F1", self.toggle_help, "plain", "circle-question-mark"))
        self.search.setMaximumWidth(560)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        top.setStretch(0, 3)
        self._pages_and_help.addWidget(self._stack, 1)
        right = column(spacing=0)
        right.addLayout(top)
        right.addLayout(self._pages_and_help, 1)
        right.addWidget(jobs.Strip())
        across = row(spacing=0)
        across.addWidget(self.rail)
        across.addLayout(right, 1)
        layout = column(centre, 0)
        layout.addLayout(across, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(centre)

    def _bind_keys(self) -> None:
        self._bind("Ctrl+K", self.focus_search)
        self._bind("F1", self.toggle_help)
        self._bind("Ctrl+L", self.lock_asked.emit)
        self._bind("Esc", self.step_back)
        self._bind("Ctrl+S", lambda: self.page and self.page.save())
        self._bind("Ctrl+N", lambda: self.page and self.page.begin())
        self._bind("Ctrl+F", lambda: self.page and self.page.seek())
        self._bind("Ctrl+P", lambda: self.page and self.page.print_out())
        above = [key for key, entry in self._entries.items() if not (entry.under or entry.at_foot)]
        for place, key in enumerate(above, 1):
            self._bind(f"Alt+{place}", lambda key=key: self.visit(key))

    def _bind(self, keys: str, action: Callable[[], object]) -> None:
        QShortcut(keys, self).activated.connect(action)

    def _restore_geometry(self) -> None:
        kept = QByteArray.fromHex(self.settings.geometry.encode())
        if kept.isEmpty() or not self.restoreGeometry(kept):
            room = self.screen().availableGeometry().size()
            self.resize(QSize(1366, 728).boundedTo(room))

    def _save_settings(self) -> None:
        try:
            self.settings.save()
        except KnownError as error:
            messages.known(self, error)
