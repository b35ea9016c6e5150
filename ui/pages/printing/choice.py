"""The list of what can be printed: the papers of the chosen records, tables of the office, and blank copies."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem

from models.assistance.case import HelpCase
from models.excellence.awards import Nomination
from models.recommendation.records import DIRECT, Recommendation
from models.rights.records import RightsCase
from reports.forms import ALL, BLANK, FORMS, What, forms_for, forms_of, of_assistance, of_excellence
from reports.forms.of_rights import keys_for
from reports.forms.subjects import BATCH, MEETING, RECOMMENDATION, channel_of
from ui import style

DOSSIER, CASE_FILE = "dossier", "case_file"
ROLE = Qt.ItemDataRole.UserRole


_OF_ALL = ("roster", "left_behind_summary")
"""Lists of everybody whom they are for."""
_WHOLE = {DOSSIER: "一人的全部材料，按程序排好。", CASE_FILE: "一件来访的全部材料，按办理先后排好。"}


class Choice(NamedTuple):
    """One line of the list: which form, of what."""

    key: str
    title: str
    what: What


class Group(NamedTuple):
    """Choices under one heading."""

    title: str
    choices: list[Choice]


def groups_for(uids: Sequence[str], kind: str, closed: Any = None) -> list[Group]:
    """What can be printed for these records, and what can be printed without one; `closed` is what was entered."""
    found = [Group("所选记录", list(_for_records(list(uids), kind, closed)))] if uids else []
    office = [Choice(key, FORMS[key].title, ALL) for key in _OF_ALL]
    found.append(Group("名册", office))
    found.append(Group("本单位", [Choice("compliance", FORMS["compliance"].title, ALL)]))
    blanks: dict[str, list[Choice]] = {}
    for form in FORMS.values():
        blanks.setdefault(f"空白表：{form.heading}", []).append(Choice(form.key, _short(form.title), BLANK))
    return [*found, *(Group(title, choices) for title, choices in blanks.items())]


def _for_records(uids: list[str], kind: str, closed: Any) -> Iterator[Choice]:
    if kind == "person":
        yield Choice("roster", FORMS["roster"].title, uids)
        return
    if kind == RightsCase.kind() and len(uids) == 1:
        yield Choice(CASE_FILE, "整套案卷", uids)
        for key in keys_for(uids[0], closed):
            yield Choice(key, FORMS[key].title, uids)
        return
    if kind == HelpCase.kind():
        for key in of_assistance.keys_for(uids):
            yield Choice(key, FORMS[key].title, uids)
        return
    if kind == Nomination.kind():
        for key in of_excellence.keys_for(uids):
            yield Choice(key, FORMS[key].title, uids)
        return
    if kind not in ("", RECOMMENDATION, MEETING, BATCH):
        for form in forms_for(kind):
            yield Choice(form.key, form.title, uids)
        return
    rec = Recommendation.get_or_none(Recommendation.uid == uids[0]) if len(uids) == 1 else None
    if rec is not None:
        yield Choice(DOSSIER, "整套推优材料", uids)
        fitting = forms_of(rec)
    else:
        channel = channel_of(uids[0])
        fitting = [form for form in FORMS.values() if form.channel == channel and form.route != DIRECT]
    for form in fitting:
        yield Choice(form.key, _short(form.title), uids)


def _short(title: str) -> str:
    """The title without the organisation, which the heading names; the direct route stays."""
    head, _, rest = title.partition("（")
    return head + ("（直接推荐）" if "直接推荐" in rest else "")


class FormList(QTreeWidget):
    """Forms under headings; `chosen` comes with the choice in front."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("forms")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._tell)
        self._fit()

    @property
    def choices(self) -> list[Choice]:
        """Everything that can be chosen, in order."""
        return [choice for item in self._items() if isinstance(choice := item.data(0, ROLE), Choice)]

    @property
    def current(self) -> Choice | None:
        """What is chosen."""
        item = self.currentItem()
        return item.data(0, ROLE) if item else None

    def show_groups(self, groups: Sequence[Group], key: str | None) -> None:
        """Show these groups and choose the first line with that key, or the first of all; nothing for None."""
        self.blockSignals(True)
        self.clear()
        for group in groups:
            self._add_heading(group.title)
            for choice in group.choices:
                item = QTreeWidgetItem([choice.title])
                item.setData(0, ROLE, choice)
                item.setToolTip(0, FORMS[choice.key].purpose if choice.key in FORMS else _WHOLE[choice.key])
                self.addTopLevelItem(item)
        self.blockSignals(False)
        self._fit()
        if key is not None:
            self.choose(key)

    def choose(self, key: str) -> None:
        """Put the first line with that key in front, or the first of all."""
        lines = [item for item in self._items() if isinstance(item.data(0, ROLE), Choice)]
        wanted = next((item for item in lines if item.data(0, ROLE).key == key), lines[0])
        self.setCurrentItem(wanted)
        self.scrollToItem(wanted)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys alone choose nothing: what is chosen is laid out, with everything that it says of people."""
        chosen = self.currentItem()
        self.blockSignals(True)
        super().focusInEvent(event)
        self.setCurrentItem(chosen)
        self.blockSignals(False)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _add_heading(self, title: str) -> None:
        item = QTreeWidgetItem([title])
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(0, style.screen_font(style.px(14), strong=True))
        item.setForeground(0, style.colour("text"))
        self.addTopLevelItem(item)

    def _items(self) -> list[QTreeWidgetItem]:
        return [item for place in range(self.topLevelItemCount()) if (item := self.topLevelItem(place))]

    def _fit(self) -> None:
        self.setFixedWidth(style.px(248))
        for item in self._items():
            item.setSizeHint(0, QSize(0, style.px(32)))

    def _tell(self) -> None:
        if self.current is not None:
            self.chosen.emit(self.current)
