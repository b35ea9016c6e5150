"""规则: every entry of the rule book with its value, source and dates; a local value with its reason, and the way back.

Judges nothing: what an entry means is said by the book, and how it judges by `models.recommendation.conditions`.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from models.core.codes import table
from models.core.errors import Problem, Severity
from models.core.fields import CodeField, CountField, FlagField, LineField
from models.office.rulebook import Rule, RuleOverride, override_rule, restore_rule, rule_book
from models.recommendation.conditions import BOOK
from models.recommendation.procedure import procedure
from ui.desk import Desk
from ui.offering import offer, reason
from ui.pages.settings.part import Part
from ui.widgets.filter_bar import Choice as Chip
from ui.widgets.filter_bar import Filter, FilterBar
from ui.widgets.find_box import Choice, Finder
from ui.widgets.fitting_table import FittingTable
from ui.widgets.form_page import FormPanel, RecordForm, Section
from ui.widgets.list_detail import ListDetail
from ui.widgets.parts import button, column, label
from ui.widgets.record_table import Column

_SEVERITIES = {Severity.STOP: "不可通过", Severity.WARN: "需说明", Severity.TELL: "提示"}
_UNITS = {
    "age": "周岁",
    "years": "年",
    "months": "个月",
    "days": "天",
    "working_days": "个工作日",
    "persons": "人",
    "percent": "%",
    "times": "次",
    "items": "项",
    "characters": "字",
    "hours": "学时",
}
_CHOICES = {"meeting": "推荐会的日期", "publicity_end": "公示期满的日期", "filed": "报上级备案", "agreed": "上级同意"}
_COLUMNS = (
    Column("规则", 0, brief=True),
    Column("数值", 168, brief=True),
    Column("程度", 88),
    Column("适用", 132),
    Column("有效期", 200),
    Column("本地", 72),
)
_TEXT = "推优时按这些规则检查。数值和程度可以按上级文件改成本地的，改时写明依据；办过的推荐仍按当时的规则。"


def value_words(rule: Rule) -> str:
    """The threshold as people say it."""
    if not rule.active:
        return "未启用"
    if rule.unit == "bool":
        return "是" if rule.value else "否"
    if rule.unit.startswith("code "):
        return table(rule.unit.removeprefix("code ")).label(rule.value)
    if rule.unit == "vote_preset":
        return table("vote.preset").short(rule.value)
    if rule.unit.startswith("choice "):
        return _CHOICES.get(rule.value, rule.value)
    unit = _UNITS.get(rule.unit, "")
    return f"{rule.value}{unit}" if unit == "%" else f"{rule.value} {unit}".strip()


def concerned(rule: Rule) -> str:
    """Which organisations it is for."""
    if len(rule.channels) in (0, 3):
        return "全部"
    return "、".join(table("body.channel").label(channel) for channel in rule.channels)


class RulesPart(Part):
    """The book as a list, one entry opened beside it."""

    fills = True

    def __init__(self, desk: Desk) -> None:
        super().__init__("规则", _TEXT)
        self.desk = desk
        self.panel: RulePanel | None = None
        self._rules: list[Rule] = []
        self.table = FittingTable(_COLUMNS, self._fetch, ("有效期", "适用", "程度", "本地"))
        steps = procedure("league").steps.values()
        chips = [Chip(step.key, step.title) for step in steps]
        which = [
            Filter("step", "步骤", chips, menu=True),
            Filter("local", "本地", [Chip(True, "改过的")], menu=True),
        ]
        self.filters = FilterBar(which, "规则名称")
        self.filters.changed.connect(self.refresh)
        self.table.opened.connect(self.open_rule)
        self._beside = ListDetail(self.table, {}, "rules")
        self.body.addWidget(self.filters)
        self.body.addWidget(self._beside, 1)
        self.refresh()

    def refresh(self) -> None:
        """Read the book anew."""
        self._rules = rule_book(BOOK).rules
        wanted, text = self.filters.wanted, self.filters.text
        fits = [
            place
            for place, rule in enumerate(self._rules)
            if text in rule.title
            and wanted.get("step", rule.step) == rule.step
            and (not wanted.get("local") or rule.local)
        ]
        self.table.show_ids(fits)

    def open_rule(self, place: int) -> None:
        """Open an entry beside the list."""
        rule = self._rules[place]
        same = sum(other.id == rule.id for other in self._rules)
        self.panel = RulePanel(self.desk, rule, same)
        self.panel.closed.connect(self.step_back)
        self.panel.saved.connect(self.step_back)
        self._beside.open_beside(self.panel)
        self.panel.form.go_to("value")

    def step_back(self) -> bool:
        """Close the opened entry."""
        self.panel = None
        return self._beside.close_detail()

    def save(self) -> None:
        """Save the opened entry."""
        if self.panel is not None:
            self.panel.save()

    def _fetch(self, places: Sequence[int]) -> list[tuple[str, ...]]:
        return [_line(self._rules[place]) for place in places]


class RulePanel(FormPanel):
    """One entry: where it comes from, and what is to hold here instead."""

    def __init__(self, desk: Desk, rule: Rule, same: int) -> None:
        self.desk, self.rule = desk, rule
        self._row = RuleOverride.get_or_none(RuleOverride.rule == rule.id)
        self._value, finder = _value_field(rule)
        severity = _link("severity", "程度")
        active = _named(FlagField("启用"), "active")
        parts = [self._value, severity, active, RuleOverride.valid_from, RuleOverride.reason]
        form = RecordForm(
            [Section("本地规定", parts)],
            {"value": finder, "severity": _find_severity} if finder else {"severity": _find_severity},
        )
        super().__init__(rule.title, form, self._store)
        self._shown = {"value": rule.value, "severity": rule.severity, "active": rule.active}
        form.show_values(self._values())
        inside = form.parentWidget().layout()
        inside.insertWidget(0, self._facts(same))
        if rule.local:
            self.restore_button = button("恢复原规定", self._restore, "plain", "undo-2")
            self.tools.addWidget(self.restore_button)
            offer(desk, "restore_rule", self.restore_button)
        self.refuse_saving(reason(desk, "override_rule"))

    def _values(self) -> dict[str, Any]:
        row = self._row
        value = Choice(self.rule.value, value_words(self.rule)) if self._value.editor == "link" else self.rule.value
        return {
            "value": value,
            "severity": Choice(self.rule.severity, _SEVERITIES[self.rule.severity]),
            "active": self.rule.active,
            "valid_from": row.valid_from if row else None,
            "reason": row.reason if row else None,
        }

    def _facts(self, same: int) -> QWidget:
        made = QWidget()
        layout = column(made, 4, (0, 0, 0, 12))
        for title, words in (
            ("来源", self.rule.source),
            ("有效期", self.rule.dates()),
            ("适用", concerned(self.rule)),
            ("现行", f"{value_words(self.rule)}（{_SEVERITIES[self.rule.severity]}）"),
        ):
            layout.addWidget(label(f"{title}：{words}", "second", wrap=True))
        if same > 1:
            layout.addWidget(label(f"同名的规则共有 {same} 条，本地规定对它们都有效。", "second", wrap=True))
        return made

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        kept = {name: getattr(self._row, name) if self._row else None for name in self._shown}
        wanted = {name: values[name] if values[name] != shown else kept[name] for name, shown in self._shown.items()}
        done = self.desk.do(
            self,
            override_rule,
            BOOK,
            self.rule.id,
            reason=values["reason"] or "",
            valid_from=values["valid_from"],
            **wanted,
        )
        return None if done is None else []

    def _restore(self) -> None:
        if self.desk.do(self, restore_rule, BOOK, self.rule.id) is not None:
            self.closed.emit()


def _line(rule: Rule) -> tuple[str, ...]:
    return (
        rule.title,
        value_words(rule),
        _SEVERITIES[rule.severity],
        concerned(rule),
        rule.dates(),
        "已改" if rule.local else "",
    )


def _named(field: Any, name: str) -> Any:
    field.name = name
    return field


def _link(name: str, title: str) -> Any:
    field = _named(LineField(title), name)
    field.editor = "link"
    return field


def _value_field(rule: Rule) -> tuple[Any, Finder | None]:
    """A field that reads the kind of value this entry has, and a finder where it is one of a few words."""
    if rule.unit == "bool":
        return _named(FlagField("要求"), "value"), None
    if rule.unit == "vote_preset" or rule.unit.startswith("code "):
        key = "vote.preset" if rule.unit == "vote_preset" else rule.unit.removeprefix("code ")
        return _named(CodeField("数值", table=key), "value"), None
    if rule.unit.startswith("choice "):
        keys = rule.unit.removeprefix("choice ").split("|")
        choices = [Choice(key, _CHOICES.get(key, key)) for key in keys]
        return _link("value", "数值"), lambda typed: [one for one in choices if typed in one.label]
    return _named(CountField(f"数值（{_UNITS[rule.unit]}）" if rule.unit in _UNITS else "数值"), "value"), None


def _find_severity(typed: str) -> list[Choice]:
    return [Choice(severity, words) for severity, words in _SEVERITIES.items() if typed in words]
