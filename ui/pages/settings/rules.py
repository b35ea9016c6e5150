"""规则: every entry of the rule books with its value, source and dates; a local value with its reason; the way back.

Judges nothing: what an entry means is said by its book, and how it judges by its concept.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from models.assistance.programmes import title_of
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
    "points": "分",
    "yuan": "元",
    "homes": "套",
    "allowance_months": "个月低保标准",
}
_BOOKS = (
    (BOOK, "推优", (BOOK,)),
    ("assistance", "帮扶", ("assistance", "giving", "pairs", "children")),
    ("rights", "维权", ("rights",)),
    ("organisations", "组织", ("organisations",)),
    ("excellence", "创先争优", ("excellence",)),
    ("statistics", "统计", ("statistics",)),
)
"""Books by the chip under which they stand."""
_LARGEST = 100_000_000
_FIXED = "这是保护当事人的规定，不能改。"
_CHOICES = {"meeting": "推荐会的日期", "publicity_end": "公示期满的日期", "filed": "报上级备案", "agreed": "上级同意"}
_COLUMNS = (
    Column("规则", 0, brief=True),
    Column("数值", 168, brief=True),
    Column("程度", 88),
    Column("适用", 132),
    Column("有效期", 200),
    Column("本地", 72),
)
_TEXT = "推优、帮扶、维权、组织按这些规则检查。数值和程度可以按上级文件改成本地的，改时写明依据；办过的仍按当时的规则。"
_EMPTY = "待填写"


def value_words(rule: Rule) -> str:
    """The threshold as people say it."""
    if not rule.active:
        return "未启用"
    if rule.value is None:
        return _EMPTY
    if rule.unit == "bool":
        return "是" if rule.value else "否"
    if isinstance(rule.value, dict | list):
        return _several(rule)
    if rule.unit.startswith("code "):
        return table(rule.unit.removeprefix("code ")).label(rule.value)
    if rule.unit == "vote_preset":
        return table("vote.preset").short(rule.value)
    if rule.unit.startswith("choice "):
        return _CHOICES.get(rule.value, rule.value)
    unit = _UNITS.get(rule.unit, "")
    return f"{rule.value}{unit}" if unit == "%" else f"{rule.value} {unit}".strip()


def _several(rule: Rule) -> str:
    """An entry that holds more than one value: the codes or numbers in words."""
    if isinstance(rule.value, dict):
        return f"按情形不同（{len(rule.value)} 项）"
    if rule.unit.startswith("code "):
        codes = table(rule.unit.removeprefix("code "))
        return "、".join(codes.short(value) for value in rule.value)
    return f"{'、'.join(map(str, rule.value))} {_UNITS.get(rule.unit, '')}".strip()


def concerned(rule: Rule) -> str:
    """Which organisations, programmes or awards it is for."""
    if rule.programmes:
        awards = table("award.kind")
        return "、".join(awards.label(key) if key in awards else title_of(key) for key in rule.programmes)
    if len(rule.channels) in (0, 3):
        return "全部"
    return "、".join(table("body.channel").label(channel) for channel in rule.channels)


class RulesPart(Part):
    """The books as a list, one entry opened beside it."""

    fills = True

    def __init__(self, desk: Desk) -> None:
        super().__init__("规则", _TEXT)
        self.desk = desk
        self.panel: RulePanel | None = None
        self._rules: list[Rule] = []
        self._places: list[tuple[str, str]] = []  # the chip and the book of each
        self.table = FittingTable(_COLUMNS, self._fetch, ("有效期", "适用", "程度", "本地"))
        steps = procedure("league").steps.values()
        chips = [Chip(step.key, step.title) for step in steps]
        which = [
            Filter("book", "分类", [Chip(key, word) for key, word, _ in _BOOKS], menu=True),
            Filter("step", "推优步骤", chips, menu=True),
            Filter("empty", "数值", [Chip(True, _EMPTY)], menu=True),
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
        """Read the books anew."""
        found = [(key, book, rule) for key, _, books in _BOOKS for book in books for rule in rule_book(book).rules]
        self._rules = [rule for _, _, rule in found]
        self._places = [(key, book) for key, book, _ in found]
        wanted, text = self.filters.wanted, self.filters.text
        fits = [
            place
            for place, (key, _, rule) in enumerate(found)
            if text in rule.title
            and wanted.get("book", key) == key
            and ("step" not in wanted or (key == BOOK and wanted["step"] == rule.step))
            and (not wanted.get("local") or rule.local)
            and (not wanted.get("empty") or rule.value is None)
        ]
        self.table.show_ids(fits)

    def open_target(self, rule_id: str) -> None:
        """Open an entry by its id."""
        place = next((place for place, rule in enumerate(self._rules) if rule.id == rule_id), None)
        if place is not None:
            self.filters.want({"book": self._places[place][0]})
            self.table.choose(place)
            self.open_rule(place)

    def open_rule(self, place: int) -> None:
        """Open an entry beside the list."""
        rule = self._rules[place]
        same = sum(other.id == rule.id for other in self._rules)
        self.panel = RulePanel(self.desk, rule, same, self._places[place][1])
        self.panel.closed.connect(self.step_back)
        self.panel.saved.connect(self.step_back)
        self._beside.open_beside(self.panel)
        self.panel.form.go_to("value" if "value" in self.panel.form.editors else "reason")

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

    def __init__(self, desk: Desk, rule: Rule, same: int, book: str = BOOK) -> None:
        self.desk, self.rule, self.book = desk, rule, book
        self._row = RuleOverride.get_or_none(RuleOverride.rule == rule.id)
        self._value, finder = _value_field(rule)
        severity = _link("severity", "程度")
        active = _named(FlagField("启用"), "active")
        values = [] if isinstance(rule.value, dict | list) else [self._value]
        parts = [*values, severity, active, RuleOverride.valid_from, RuleOverride.reason]
        form = RecordForm(
            [Section("本地规定", parts)],
            {"value": finder, "severity": _find_severity} if finder else {"severity": _find_severity},
        )
        super().__init__(rule.title, form, self._store)
        self._shown = {**({"value": rule.value} if values else {}), "severity": rule.severity, "active": rule.active}
        form.show_values(self._values())
        inside = form.parentWidget().layout()
        inside.insertWidget(0, self._facts(same))
        if rule.local:
            self.restore_button = button("恢复原规定", self._restore, "plain", "undo-2")
            self.tools.addWidget(self.restore_button)
            offer(desk, "restore_rule", self.restore_button)
        self.refuse_saving(_FIXED if rule.fixed else reason(desk, "override_rule"))

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
            self.book,
            self.rule.id,
            reason=values["reason"] or "",
            valid_from=values["valid_from"],
            **wanted,
        )
        return None if done is None else []

    def _restore(self) -> None:
        if self.desk.do(self, restore_rule, self.book, self.rule.id) is not None:
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
    if rule.unit == "text":
        return _named(LineField("数值"), "value"), None
    words = f"数值（{_UNITS[rule.unit]}）" if rule.unit in _UNITS else "数值"
    return _named(CountField(words, largest=_LARGEST), "value"), None


def _find_severity(typed: str) -> list[Choice]:
    return [Choice(severity, words) for severity, words in _SEVERITIES.items() if typed in words]
