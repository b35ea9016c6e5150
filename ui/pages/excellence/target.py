"""A target sheet opened beside its list: every target with where it stands and what is missing, and as a chart.

Gathers and shows; how a target stands is reckoned by `models.excellence.standing`.
"""

from datetime import date
from itertools import groupby
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QWidget

from models.core.record import Record
from models.excellence.standing import RATIO
from models.excellence.targets import (
    Target,
    TargetSheet,
    TargetValue,
    add_target,
    change_target,
    keep_value,
    remove_target,
    remove_value,
    take_over,
    targets_of,
    typed,
    values_of,
)
from models.excellence.texts import indicators_for
from models.statistics.targets import Place, Stood, behind_target, shown, standings
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.offering import offer, verb_or_reason
from ui.pages.excellence.asking import ask, given, joined
from ui.pages.excellence.panels import StrivingPanel
from ui.pages.excellence.places import PlacesPanel
from ui.pages.excellence.reached import MARKS, chart_of, summary_of
from ui.pages.finders import body_choice, find_bodies
from ui.pages.register import Register
from ui.pages.statistics.behind_panel import BehindPanel
from ui.widgets.chart_view import ChartView
from ui.widgets.flow import Flow
from ui.widgets.inline_form import Entries, Entry
from ui.widgets.parts import button, column, label, row

_KINDS = (
    *(Target.title, Target.kind_of_target, Target.unit_of_measure, Target.least, Target.most, Target.ratio),
    *(Target.from_on, Target.term, Target.responsible, Target.responsible_name, Target.source, Target.note),
)


class TemplateChoice(QFrame):
    """Templates of targets by group, to be ticked; `chosen` carries their keys, `closed` comes without any."""

    chosen = Signal(list)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.ticks: dict[str, QCheckBox] = {}
        self.button = button("", lambda: self.chosen.emit(self.keys), "primary")
        self._groups = column(spacing=8)
        buttons = row(spacing=8)
        buttons.addWidget(self.button)
        buttons.addWidget(button("取消", self.closed.emit))
        buttons.addStretch(1)
        layout = column(self, 12, (12, 12, 12, 12))
        layout.addLayout(self._groups)
        layout.addLayout(buttons)

    @property
    def keys(self) -> list[str]:
        """What is ticked."""
        return [key for key, tick in self.ticks.items() if tick.isChecked()]

    def offer_for(self, sheet: TargetSheet) -> None:
        """The templates for the organisation of a sheet, all but those that stand on it."""
        there = {target.indicator for target in targets_of(sheet)}
        first = date(sheet.year, 1, 1)
        offered = [one for one in indicators_for(sheet.channel or "", first) if one.key not in there]
        while self._groups.count():
            old = self._groups.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        self.ticks = {}
        for group, found in groupby(sorted(offered, key=lambda one: one.group), key=lambda one: one.group):
            self._groups.addWidget(label(group, "second"))
            flow = Flow(12)
            for one in found:
                self.ticks[one.key] = tick = QCheckBox(one.title)
                tick.setToolTip(f"依据：{one.source}")
                tick.toggled.connect(lambda _on: self._tell())
                flow.add(tick)
            self._groups.addWidget(flow)
        if not offered:
            self._groups.addWidget(label("模板里的指标都在表上了。", "second"))
        self._tell()
        self.show()

    def _tell(self) -> None:
        count = len(self.keys)
        self.button.setText(f"套用 {count} 项" if count else "套用")
        self.button.setEnabled(bool(count))


class _Lines(Entries):
    stacked = True


class TargetPanel(StrivingPanel):
    """A sheet of targets."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.lines = _Lines(
            "指标", "添加指标", lambda: self._open_target(None), "还没有指标，可以套用模板，也可以自己添加。"
        )
        self.templates = TemplateChoice()
        self.templates_button = button("套用模板", self._ask_templates, "plain", "sheet")
        self.lines.head.insertWidget(2, self.templates_button)
        self.summary = label("", "second", wrap=True)
        self.lines.layout().insertWidget(1, self.summary)
        self.lines.layout().insertWidget(2, self.templates)
        self.templates.hide()
        self.templates.chosen.connect(self._take_over)
        self.templates.closed.connect(self.templates.hide)
        self._asked_for: Target | None = None
        self._from_places = False
        self._stale = False
        self.chart: ChartView | None = None
        self._drawing = QWidget()
        self._drawn = column(self._drawing)
        self.behind = BehindPanel(desk)
        self.behind.setObjectName("plain")
        self.behind.hide()
        self.behind.closed.connect(self._close_behind)
        self.behind.go.connect(self.go)
        self.places = PlacesPanel(desk)
        self.places.hide()
        self.places.closed.connect(lambda: self._turn(None))
        self.places.opened.connect(lambda place: self._show_behind(self._asked_for, place))
        for panel in (self.behind, self.places):
            self.layout().insertWidget(self.layout().count() - 1, panel, 1)
        offer(desk, "add_target", self.lines.begin_button)
        offer(desk, "take_over_indicators", self.templates_button)
        self.put_above(self.lines)
        self.put_below(self._drawing)

    def show_record(self, record: Record | None, take_keys: bool = True) -> None:
        """A stored sheet begins with its targets, a new one with its head."""
        self.templates.hide()
        self._turn(None)
        self._asked_for = None
        super().show_record(record, take_keys and record is None)

    def step_back(self) -> bool:
        """Esc: the records behind a value, or the templates, first."""
        if not self.behind.isHidden():
            self._close_behind()
            return True
        if not self.places.isHidden():
            self._turn(None)
            return True
        if not self.templates.isHidden():
            self.templates.hide()
            return True
        return super().step_back()

    def reread(self) -> None:
        """Records were written: count anew, now or when somebody looks again."""
        self._stale = not self.isVisible()
        if not self._stale:
            super().reread()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        if self._stale:
            self.reread()

    def show_below(self) -> None:
        """Every target, and the chart."""
        sheet: TargetSheet = self.record
        found = standings(sheet, self.desk.today())
        self.summary.setText(summary_of(found))
        self.summary.setVisible(bool(found))
        if not self.places.isHidden():
            self.places.refresh()
        self.lines.show_lines([self._target(one) for one in found])
        chart = chart_of(str(sheet.title), found)
        if chart is not None and self.chart is None:
            self.chart = ChartView(chart)
            self._drawn.addWidget(self.chart)
        elif chart is not None and self.chart is not None:
            self.chart.show_chart(chart)
        self._drawing.setVisible(chart is not None)

    def _target(self, one: Stood) -> Entry:
        target, desk = one.target, self.desk
        who = target.responsible.name if target.responsible_id else ""
        term = Target.term.show(target.aim().term)
        facts = joined(f"目标 {target.wanted()}", f"期限 {term}", who, target.responsible_name)
        as_of = f"截至{one.as_of:%Y.%m.%d}" if one.as_of and not one.computed else ""
        detail = f"{one.standing.title}　{one.standing.sentence}\n{facts}\n{joined(one.source, as_of)}"
        verbs = [
            ("登记完成值", verb_or_reason(desk, "keep_target_value", lambda: self._ask_value(target))),
            ("修改", verb_or_reason(desk, "change_target", lambda: self._open_target(target))),
            ("删除", verb_or_reason(desk, "remove_target", lambda: desk.do(self, remove_target, target))),
        ]
        if one.computed:
            verbs.insert(0, ("名单", lambda: self._show_behind(target)))
            verbs.insert(1, ("各单位", lambda: self._show_places(target)))
        return Entry(target.title, detail, verbs, MARKS[one.standing.state])

    def _show_behind(self, target: Target, place: Place | None = None) -> None:
        """The records behind a target's value, or behind its value in one row."""
        inside, day = clearance_of(self.desk).inside, self.desk.today()
        if place is None:
            found = behind_target(target, day, clearance=inside)
        else:
            found = behind_target(target, day, place.key, self.places.titles, inside)
        self.behind.show_behind(f"{place.title}　{target.title}" if place else target.title, found)
        self._turn(self.behind)

    def _show_places(self, target: Target) -> None:
        self._asked_for = target
        self.places.show_target(target)
        self._turn(self.places)

    def _close_behind(self) -> None:
        """Back to the rows from which it was asked, or to the sheet."""
        self._turn(self.places if self._asked_for is not None and self._from_places else None)

    def _turn(self, front: QWidget | None) -> None:
        """The records behind a value, the villages and units, or the sheet."""
        self._from_places = front is self.places or (front is self.behind and not self.places.isHidden())
        for panel in (self.behind, self.places):
            panel.setVisible(panel is front)
        self.findChild(QScrollArea).setVisible(front is None)
        if front is not None:
            front.table.setFocus()

    def _open_target(self, target: Target | None) -> None:
        def do(owner: Any, values: dict[str, Any]) -> Any:
            if target is None:
                return self.desk.do(owner, add_target, self.record, given(values))
            return self.desk.do(owner, change_target, target, values)

        start = {**target.__data__, "responsible": body_choice(target.responsible)} if target else {}
        place = self._line_of(target) if target else None
        ask(self.lines, "保存指标", _KINDS, start, do, {"responsible": find_bodies}, place)

    def _ask_value(self, target: Target) -> None:
        def do(owner: Any, values: dict[str, Any]) -> Any:
            return self.desk.do(owner, keep_value, target, values)

        number = TargetValue.parts if target.kind_of_target == RATIO else TargetValue.value
        kinds = [number, TargetValue.as_of, TargetValue.source]
        start, place = {"as_of": self.desk.today()}, self._line_of(target)
        opened = ask(self.lines, f"登记“{target.title}”的完成值", kinds, start, do, under=place)
        opened.form.editors[number.name].mark_needed()
        if values_of(target):
            opened.layout().addWidget(self._typed(target))

    def _typed(self, target: Target) -> Entries:
        """What was typed before, the newest first; what was typed by mistake is deleted here."""
        made = Entries("填报过的")
        made.show_lines([self._typed_line(target, value) for value in values_of(target)])
        return made

    def _typed_line(self, target: Target, value: TargetValue) -> Entry:
        def drop() -> None:
            if self.desk.do(self, remove_value, value) is not None:
                self._ask_value(target)

        away = verb_or_reason(self.desk, "remove_target_value", drop)
        return Entry(f"{value.as_of:%Y.%m.%d}", joined(shown(target, typed(value)), value.source), [("删除", away)])

    def _line_of(self, target: Target) -> int:
        return [one.id for one in targets_of(self.record)].index(target.id)

    def _ask_templates(self) -> None:
        self.lines.close_form()
        self.templates.offer_for(self.record)

    def _take_over(self, keys: list[str]) -> None:
        if self.desk.do(self, take_over, self.record, keys) is not None:
            self.templates.hide()
