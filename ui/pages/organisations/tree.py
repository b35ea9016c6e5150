"""The tree of 组织: units with their bodies, or bodies under their superiors; what is chosen opens beside it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from models.organisations.body import Body
from models.organisations.tree import BODY, UNIT, Node, by_superior, by_unit
from models.organisations.unit import Unit
from ui import style
from ui.desk import Desk
from ui.pages.organisations.kinds import BODIES, UNITS
from ui.pages.organisations.panels import BodyPanel, UnitPanel
from ui.pages.register import RecordPanel
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.filter_bar import FilterBar
from ui.widgets.list_detail import ListDetail
from ui.widgets.parts import button, column, label, plain_tip, row

_PANELS: dict[str, tuple[Any, Any]] = {BODY: (BODIES, BodyPanel), UNIT: (UNITS, UnitPanel)}
_WAYS = (("按单位", by_unit), ("按上级组织", by_superior))
ROW = 30
_OPEN_UP_TO = 60
"""So many branches are unfolded at once; of more, the clerk unfolds what she looks for."""


class _Listing(NamedTuple):
    """What the page asks of every tab."""

    key: str = "tree"
    title: str = "组织树"
    verb: str = ""
    register_action: str = ""


class TreeView(QWidget):
    """The tree with a record beside it; keeps its place while records are written."""

    counted = Signal()
    go = Signal(str, object)

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__()
        self.desk = desk
        self.register = _Listing()
        self.count = ""
        self.panel: RecordPanel | None = None
        self._kind = ""
        self._way = 0
        self._stale = True
        self.filters = FilterBar([], "单位或组织名称", enter_goes_on=False)
        self.tree = _Tree()
        self.halves = [button(word, lambda n=n: self.turn(n), "half") for n, (word, _) in enumerate(_WAYS)]
        self._lay_out(settings)
        self.filters.changed.connect(self._find)
        self.tree.opened.connect(self.open_node)
        self._mark_way()

    def turn(self, way: int) -> None:
        """Units with their bodies (0), or bodies under their superiors (1)."""
        self._way = way
        self._mark_way()
        self._read()

    def open_node(self, node: Node) -> None:
        """Open a unit or body beside the tree."""
        if not node.uid:
            return
        register, panel_class = _PANELS[node.kind]
        if self.panel is None or self._kind != node.kind:
            self._leave()
            self.panel, self._kind = panel_class(self.desk, register), node.kind
            self.panel.closed.connect(self.close_record)
            self.panel.go.connect(self.go)
        else:
            self.panel.keep_draft()
        self._beside.open_beside(self.panel)
        self.tree.set_brief(True)
        self.panel.show_record(register.record.by_uid(node.uid), take_keys=False)

    def close_record(self) -> bool:
        """Back to the tree; False when nothing was open."""
        if self.panel is None:
            return False
        self._leave()
        self._beside.close_detail()
        self.tree.set_brief(False)
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def refresh(self) -> None:
        """Read anew, now or when it is next looked at."""
        self._stale = True
        if self.panel is not None:
            self.panel.reread()
        if self.isVisible():
            self._read()

    def begin(self) -> None:
        """New ones are begun in their lists."""

    def keep_draft(self) -> None:
        """What is half typed is kept."""
        if self.panel is not None:
            self.panel.keep_draft()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: what is stale is read anew."""
        super().showEvent(event)
        if self._stale:
            self._read()

    def focusInEvent(self, event: Any) -> None:
        """The record or the tree has the keys."""
        (self.panel or self.tree).setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> None:
        self._stale = False
        nodes = _WAYS[self._way][1]()
        self.tree.show_nodes(nodes)
        self.count = f"{Unit.select().count():,} 个单位，{Body.select().count():,} 个组织"
        self._filled.show_list(bool(nodes))
        self.counted.emit()

    def _find(self) -> None:
        if self.filters.text:
            self.tree.find(self.filters.text)

    def _leave(self) -> None:
        if self.panel is not None:
            self.panel.keep_draft()
            self.panel = None

    def _mark_way(self) -> None:
        for number, half in enumerate(self.halves):
            half.setChecked(number == self._way)

    def _lay_out(self, settings: Settings) -> None:
        head = row(spacing=4)
        for half in self.halves:
            half.setCheckable(True)
            head.addWidget(half)
        head.addSpacing(8)
        head.addWidget(self.filters, 1)
        self._beside = ListDetail(self.tree, settings.splitters, "organisations.tree")
        text = "登记了单位和组织，它们的隶属关系就列在这里。"
        self._filled = ListOrEmpty(self._beside, EmptyState("landmark", "还没有组织", text))
        layout = column(self, 8)
        layout.addLayout(head)
        layout.addWidget(self._filled, 1)
        layout.addWidget(label("双击或回车打开；在上面输入名称可以找到它所在的位置。", "small"))


class _Tree(QTreeWidget):
    """Names with what they are; Enter or a double click opens."""

    opened = Signal(object)  # the node

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(3)
        self.setHeaderLabels(["单位和组织", "类别", "负责人"])
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.itemDoubleClicked.connect(lambda item, _column: self._open(item))
        self._fit()

    @property
    def lines(self) -> list[str]:
        """Names as they hang: two spaces for each level."""
        return [f"{'  ' * depth}{item.text(0)}" for depth, item in self._walk()]

    def show_nodes(self, nodes: list[Node]) -> None:
        """Show these; what was unfolded, and the place, stay."""
        unfolded = {self._key(item) for _, item in self._walk() if item.isExpanded()}
        fresh = not self.topLevelItemCount()
        current = self._key(self.currentItem()) if self.currentItem() else None
        top = self.verticalScrollBar().value()
        self.clear()
        self.addTopLevelItems([self._item(node) for node in nodes])
        every = list(self._walk())
        for _, item in every:
            item.setExpanded(len(every) <= _OPEN_UP_TO if fresh else self._key(item) in unfolded)
            if self._key(item) == current:
                self.setCurrentItem(item)
        self.verticalScrollBar().setValue(top)

    def find(self, text: str) -> None:
        """Make the next line with this text current, unfolding what it lies under."""
        every = [item for _, item in self._walk()]
        start = every.index(self.currentItem()) + 1 if self.currentItem() in every else 0
        hit = next((item for item in every[start:] + every[:start] if text in item.text(0)), None)
        if hit is not None:
            self.setCurrentItem(hit)
            self.scrollToItem(hit)

    def set_brief(self, brief: bool) -> None:
        """Beside a record only the names and what they are."""
        self.setColumnHidden(2, brief)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self._open(self.currentItem())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _open(self, item: QTreeWidgetItem) -> None:
        self.opened.emit(item.data(0, Qt.ItemDataRole.UserRole))

    def _item(self, node: Node) -> QTreeWidgetItem:
        item = QTreeWidgetItem([node.name, node.told, node.head])
        item.setData(0, Qt.ItemDataRole.UserRole, node)
        for place in (1, 2):
            item.setForeground(place, style.colour("second"))
        item.setToolTip(0, plain_tip(node.name))
        item.setSizeHint(0, QSize(0, style.px(ROW)))
        item.addChildren([self._item(child) for child in node.children])
        return item

    def _key(self, item: QTreeWidgetItem) -> str:
        node: Node = item.data(0, Qt.ItemDataRole.UserRole)
        return node.uid or node.name

    def _walk(self) -> Iterator[tuple[int, QTreeWidgetItem]]:
        waiting = [(0, self.topLevelItem(place)) for place in reversed(range(self.topLevelItemCount()))]
        while waiting:
            depth, item = waiting.pop()
            yield depth, item
            waiting += [(depth + 1, item.child(place)) for place in reversed(range(item.childCount()))]

    def _fit(self) -> None:
        for _, item in self._walk():
            item.setSizeHint(0, QSize(0, style.px(ROW)))
        self.header().resizeSection(1, style.px(160))
        self.header().resizeSection(2, style.px(110))
