"""The marks of a template with what each means, and the names that she can copy into Word or Excel.

Reads no file and keeps nothing: the panel shows the marks and asks what was chosen. Near names are offered as links,
never taken by themselves.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QListWidgetItem, QScrollArea, QWidget

from reports.templates import EMPTY, Name, by_key, catalogue, find, near
from reports.templates.names import plain
from ui import style
from ui.widgets.find_box import Choice, FindBox
from ui.widgets.flow import Flow
from ui.widgets.parts import Mark, button, column, label, row

MOST = 60
_EMPTY = "留空"
_ROLE = Qt.ItemDataRole.UserRole

_MARK = 190  # does not grow with the letters: what it means needs the room


class MarkRow(QWidget):
    """One mark: how it is written, what it means, and near names where nobody knows."""

    changed = Signal()

    def __init__(self, kind: str, words: str, key: str) -> None:
        super().__init__()
        self.words, self.key, self._kind = words, key, kind
        self._mark = Mark("done")
        self.box = FindBox(self._find)
        self.box.setAccessibleName(f"{words}的意思")
        self.box.setPlaceholderText("选一栏，或选“留空”")
        self.box.picked.connect(lambda choice: self.choose(choice.value))
        self.box.editingFinished.connect(self._typed)
        said = label("{{" + words + "}}", "strong", wrap=True)
        said.setFixedWidth(_MARK)
        self._near = Flow(12)
        under = row(margins=(_MARK + style.px(32), 0, 0, 4))
        under.addWidget(self._near)
        line = row(spacing=8)
        line.addWidget(self._mark)
        line.addWidget(said)
        line.addWidget(self.box, 1)
        layout = column(self, 2, (0, 2, 0, 2))
        layout.addLayout(line)
        layout.addLayout(under)
        self._show()

    @property
    def meaning(self) -> Name | None:
        """What the mark means now; None for nothing."""
        return by_key(self._kind, self.key) if self.key else find(self._kind, self.words)

    @property
    def known(self) -> bool:
        """Whether something stands for it, if only nothing on purpose."""
        return self.key == EMPTY or self.meaning is not None

    @property
    def offered(self) -> list[str]:
        """The near names on offer."""
        return [] if self.known else [name.words for name in near(self._kind, self.words)]

    def choose(self, key: str) -> None:
        """It means this from now on."""
        self.key = key
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        name = self.meaning
        self._mark.show_kind("done" if self.known else "warn")
        self.box.setText(_EMPTY if self.key == EMPTY else name.words if name else "")
        self._near.clear()
        self._near.setVisible(not self.known)
        if not self.known:
            offered = near(self._kind, self.words)
            self._near.add(label("不认识这个标记，是不是：" if offered else "不认识这个标记，请选一栏。", "second"))
            for one in offered:
                self._near.add(button(one.words, lambda one=one: self.choose(one.key), "link"))

    def _typed(self) -> None:
        typed = self.box.text().strip()
        name = find(self._kind, typed) if typed else None
        key = EMPTY if typed == _EMPTY else name.key if name else self.key
        if name is None and not typed and self.key:
            key = ""
        if key != self.key and (self.meaning is None or name is None or name.key != self.meaning.key):
            self.choose(key)
        else:
            self._show()

    def _find(self, typed: str) -> Sequence[Choice]:
        asked = plain(typed)
        found = [Choice(name.key, name.words, name.group) for name in named(self._kind, asked)]
        return [*found, Choice(EMPTY, _EMPTY)] if not asked or asked in _EMPTY else found


def named(kind: str, asked: str) -> list[Name]:
    """Names of a kind that hold what was typed, those that begin with it first."""
    fitting = [name for name in catalogue(kind).values() if asked in plain(name.words)]
    fitting.sort(key=lambda name: (not plain(name.words).startswith(asked), len(name.words)) if asked else (False, 0))
    return fitting[:MOST]


class MarkTable(QScrollArea):
    """Every mark of the template in front; `changed` when a meaning was chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("marks")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows: list[MarkRow] = []

    def show_marks(self, kind: str, marks: Sequence[str], choices: Mapping[str, str]) -> None:
        """Show these marks, those that nobody knows first."""
        inside = QWidget()
        inside.setObjectName("plain")
        layout = column(inside, 4, (0, 0, 8, 0))
        chosen = {plain(words): key for words, key in choices.items()}
        self.rows = [MarkRow(kind, words, chosen.get(plain(words), "")) for words in marks]
        self.rows.sort(key=lambda one: one.known)
        for one in self.rows:
            one.changed.connect(self.changed)
            layout.addWidget(one)
        layout.addStretch(1)
        self.setWidget(inside)

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen by hand, to be kept."""
        return {one.words: one.key for one in self.rows if one.key}

    @property
    def unknown(self) -> list[str]:
        """Marks that nobody knows."""
        return [one.words for one in self.rows if not one.known]


class NameList(QWidget):
    """Every name of a kind with a search; a double click or 复制 puts the mark on the clipboard."""

    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._kind = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找可用的标记")
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(self._look)
        self.list = QListWidget()
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemDoubleClicked.connect(lambda _item: self.copy())
        self.list.currentItemChanged.connect(self._tell)
        self._about = label("", "second", wrap=True)
        self.copy_button = button("复制标记", self.copy, tip="复制后到 Word 或 Excel 里粘贴")
        layout = column(self, 8)
        layout.addWidget(label("可用的标记", "section"))
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._about)
        layout.addWidget(self.copy_button)

    def show_kind(self, kind: str) -> None:
        """The names of this kind of record."""
        self._kind = kind
        self._look(self.search.text())

    def copy(self) -> None:
        """Put the mark in front on the clipboard."""
        item = self.list.currentItem()
        name = item.data(_ROLE) if item else None
        if name is not None:
            mark = "{{" + name.words + "}}"
            QGuiApplication.clipboard().setText(mark)
            self.copied.emit(mark)

    def _look(self, typed: str) -> None:
        asked = plain(typed)
        names = named(self._kind, asked) if asked else list(catalogue(self._kind).values())
        self.list.clear()
        group = ""
        for name in names:
            if not asked and name.group != group:
                self._head(name.group)
            group = name.group
            item = QListWidgetItem(name.words)
            item.setData(_ROLE, name)
            item.setToolTip(name.group)
            self.list.addItem(item)
        self._tell()

    def _head(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(style.screen_font(style.px(14), strong=True))
        item.setForeground(style.colour("text"))
        self.list.addItem(item)

    def _tell(self, *_: object) -> None:
        item = self.list.currentItem()
        name = item.data(_ROLE) if item else None
        self.copy_button.setEnabled(name is not None)
        told = "" if name is None else name.group
        if name is not None and name.dated:
            told += f"。只要年、月、日或 2026.11.20 的写法：{{{{{name.words}.年}}}}、.月、.日、.数字"
        self._about.setText(told or "选中一个，复制后粘贴到 Word 或 Excel 的格子里。")
