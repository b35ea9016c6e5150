"""帮扶项目: every programme with its figures and dates; another figure for this place, a programme of the office's own.

Judges nothing. Figures that stand in the rule book are overridden there, so that both pages show the same number.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from models.assistance.case import ProgrammeChange
from models.assistance.matter import BOOK
from models.assistance.programme import FIXED, Amount, Figure, Programme
from models.assistance.programmes import (
    add_programme,
    change_programme,
    programme,
    restore_programme,
    shipped,
    texts,
)
from models.core.codes import table
from models.core.errors import Problem
from models.core.fields import CountField, LineField
from models.office.rulebook import Rule, RuleOverride, override_rule, restore_rule, rule_book
from ui.desk import Desk
from ui.offering import offer, reason
from ui.pages.settings.part import Part
from ui.pages.settings.rules import value_words
from ui.widgets.find_box import Choice
from ui.widgets.fitting_table import FittingTable
from ui.widgets.form_page import FormPanel, RecordForm, Section
from ui.widgets.list_detail import ListDetail
from ui.widgets.parts import button, column, label, row
from ui.widgets.record_table import Column

_TEXT = "这里是能开立个案的项目。金额、年龄和起止时间可以按当年的通知改，改时写明依据；办过的个案仍按申请时的规定。"
_SUBJECTS = {"person": "个人", "household": "家庭", "child": "儿童"}
_REPEATS = {"lifetime": "一生一次", "year": "一年一次", "month": "一月一次", "free": "不限次数"}
_PERIODS = {"aid": "每次", "month": "每月", "year": "每年", "lifetime": "一生"}
_AGES = (("youngest", "min", "最小年龄"), ("oldest", "max", "最大年龄"), ("under", "under", "不满"))
_UNSET = frozenset({"key", "order", "valid_from", "valid_to", "mark", "source", "title", "short", "letters"})
"""What an own programme does not take over from the one it is made like."""
_LARGEST = 10_000_000

_COLUMNS = (
    Column("项目", 0, brief=True),
    Column("对象", 64),
    Column("金额", 244),
    Column("次数", 88),
    Column("年龄", 132),
    Column("有效期", 164),
    Column("本地", 72, brief=True),
)


class ProgrammesPart(Part):
    """The programmes as a list, one opened beside it."""

    fills = True

    def __init__(self, desk: Desk) -> None:
        super().__init__("帮扶项目", _TEXT)
        self.desk = desk
        self.panel: FormPanel | None = None
        self._keys: list[str] = []
        self.table = FittingTable(_COLUMNS, self._fetch, ("有效期", "次数", "年龄", "对象"))
        self.table.opened.connect(self.open_programme)
        self.add_button = button("新增本单位项目", self.begin, icon="plus")
        offer(desk, "add_programme", self.add_button)
        self._beside = ListDetail(self.table, {}, "programmes")
        head = row()
        head.addStretch(1)
        head.addWidget(self.add_button)
        self.body.addLayout(head)
        self.body.addWidget(self._beside, 1)
        self.refresh()

    def refresh(self) -> None:
        """Read the programmes anew."""
        self._keys = list(dict.fromkeys(text.key for text in texts()))
        self.table.show_ids(list(range(len(self._keys))))

    def open_programme(self, place: int) -> None:
        """Open a programme beside the list."""
        self._open(ProgrammePanel(self.desk, programme(self._keys[place], self.desk.today())))

    def begin(self) -> None:
        """A programme of the office's own."""
        self._open(OwnPanel(self.desk))

    def step_back(self) -> bool:
        """Close what is open."""
        self.panel = None
        return self._beside.close_detail()

    def save(self) -> None:
        """Save what is open."""
        if self.panel is not None:
            self.panel.save()

    def _open(self, panel: FormPanel) -> None:
        self.panel = panel
        panel.closed.connect(self.step_back)
        panel.saved.connect(self.step_back)
        self._beside.open_beside(panel)
        panel.form.go_to(next(iter(panel.form.editors)))

    def _fetch(self, places: Sequence[int]) -> list[tuple[str, ...]]:
        rules = _rules()
        return [_line(programme(self._keys[place], self.desk.today()), rules) for place in places]


class ProgrammePanel(FormPanel):
    """One programme: its figures and dates, and what it is made of to read."""

    def __init__(self, desk: Desk, text: Programme) -> None:
        self.desk, self.text = desk, text
        self._row = ProgrammeChange.get_or_none(ProgrammeChange.key == text.key)
        self._rules = _rules()
        self._figures = _figures(text, self._rules)
        fields = [_named(CountField(words, largest=_LARGEST), name) for name, words, _ in self._figures]
        title = _named(LineField("项目名称", max_length=60), "title")
        when = [ProgrammeChange.valid_from, ProgrammeChange.valid_to, ProgrammeChange.reason]
        form = RecordForm([Section("本地规定", [*fields, title, *when])])
        super().__init__(text.title, form, self._store)
        self._shown = {name: self._value(figure) for name, _, figure in self._figures} | {"title": text.title}
        stored, names = self._row, ("valid_from", "valid_to", "reason")
        kept = {name: getattr(stored, name) for name in names} if stored else {}
        form.show_values({**self._shown, **kept})
        form.parentWidget().layout().insertWidget(0, self._facts())
        changed = any(figure.rule and self._rules[figure.rule].local for _, _, figure in self._figures)
        if self._row is not None or changed:
            verb = "删除这个项目" if text.own else "恢复原规定"
            self.restore_button = button(verb, self._restore, "plain", "trash-2" if text.own else "undo-2")
            self.tools.addWidget(self.restore_button)
            offer(desk, "restore_programme", self.restore_button)
        self.refuse_saving(reason(desk, "change_programme"))

    def _value(self, figure: Figure) -> int | None:
        if figure.rule and not self._rules[figure.rule].active:
            return None
        value: int | None = self._rules[figure.rule].value if figure.rule else figure.value
        return value

    def _facts(self) -> QWidget:
        text, made = self.text, QWidget()
        layout = column(made, 4, (0, 0, 0, 12))
        for title, words in (
            ("说明", text.summary),
            ("来源", text.local or text.source),
            ("步骤", " → ".join(step.short for step in text.steps)),
            ("材料", "、".join(paper.title for paper in text.evidence) or "不要求"),
            ("次数", _REPEATS[text.repeat]),
        ):
            if words:
                layout.addWidget(label(f"{title}：{words}", "second", wrap=True))
        return made

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        since, until = values["valid_from"], values["valid_to"]
        changed = {name: values[name] for name, shown in self._shown.items() if values[name] != shown}
        content: dict[str, Any] = {"title": changed["title"]} if changed.get("title") else {}
        for name, _, figure in self._figures:
            if name in changed and figure.rule:
                if not self._override(figure.rule, changed[name], values):
                    return None
            elif name in changed:
                _write_figure(content, self.text, name, changed[name])
        dated = self._row is not None and (since, until) != (self._row.valid_from, self._row.valid_to)
        if content or dated or (self._row is None and until is not None):
            given = {"reason": values["reason"] or "", "valid_from": since, "valid_to": until}
            done = self.desk.do(self, change_programme, self.text.key, content, **given)
            return None if done is None else []
        return []

    def _override(self, rule: str, value: int | None, values: dict[str, Any]) -> bool:
        """Another value for an entry of the book; one that was switched off holds from now on."""
        kept = RuleOverride.get_or_none(RuleOverride.rule == rule)
        switched = kept.active if kept else None
        set_to = {
            "value": value,
            "severity": kept.severity if kept else None,
            "active": switched if self._rules[rule].active else True,
            "reason": values["reason"] or "",
            "valid_from": values["valid_from"],
        }
        return self.desk.do(self, override_rule, BOOK, rule, quiet=True, **set_to) is not None

    def _restore(self) -> None:
        for _, _, figure in self._figures:
            if figure.rule and self._rules[figure.rule].local and not self.text.own:
                self.desk.do(self, restore_rule, BOOK, figure.rule, quiet=True)
        if self._row is None or self.desk.do(self, restore_programme, self.text.key) is not None:
            self.closed.emit()


class OwnPanel(FormPanel):
    """A new programme, made like one that there is."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        base = _named(LineField("照着哪个项目", required=True, help="步骤、材料和要填的内容照它来。"), "base")
        base.editor = "link"
        fields = [
            base,
            _named(LineField("项目名称", required=True, max_length=60), "title"),
            _named(
                LineField("编号字头", required=True, max_length=4, help="一个字，例如“助”；个案编号以它开头。"),
                "letters",
            ),
            _named(CountField("每人每年上限（元）", largest=_LARGEST, help="没有上限的留空。"), "amount"),
            _named(CountField("最小年龄（周岁）", largest=150), "min"),
            _named(CountField("最大年龄（周岁）", largest=150), "max"),
            ProgrammeChange.valid_from,
            ProgrammeChange.valid_to,
            ProgrammeChange.reason,
        ]
        super().__init__("新增本单位项目", RecordForm([Section("", fields)], {"base": _find_shipped}), self._store)
        self.refuse_saving(reason(desk, "add_programme"))

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        base = next(text for text in shipped() if text.key == values["base"])
        when = {"reason": values["reason"], "valid_from": values["valid_from"], "valid_to": values["valid_to"]}
        done = self.desk.do(self, add_programme, _free_key(), _own_content(base, values), **when)
        return None if done is None else []


def _own_content(base: Programme, values: dict[str, Any]) -> dict[str, Any]:
    content = {name: part for name, part in base.content.items() if name not in _UNSET}
    ages = {name: {"value": values[name]} for name in ("min", "max") if values[name] is not None}
    whom = {name: part for name, part in content.get("whom", {}).items() if name != "age"}
    money = [{"limit": "ceiling", "per": "year", "value": values["amount"]}] if values["amount"] is not None else []
    return {
        **content,
        "title": values["title"],
        "short": values["title"][:8],
        "letters": values["letters"],
        "whom": {**whom, **({"age": ages} if ages else {})},
        "amounts": money,
    }


def _free_key() -> str:
    taken = {text.key for text in texts()}
    return next(key for number in range(1, 10_000) if (key := f"own_{number}") not in taken)


def _write_figure(content: dict[str, Any], text: Programme, name: str, value: int | None) -> None:
    """Another written-out figure of an own programme, in the format of its content."""
    kind, _, place = name.partition(":")
    if kind == "amount":
        amounts = content.setdefault("amounts", [dict(part) for part in text.content.get("amounts", ())])
        amounts[int(place)]["value"] = value
        return
    whom = content.setdefault("whom", dict(text.content.get("whom", {})))
    whom["age"] = {**whom.get("age", {}), place: {"value": value}}


def _rules() -> dict[str, Rule]:
    """The entries of the book as they hold from their last change on."""
    return {rule.id: rule for rule in rule_book(BOOK).rules}


def _figures(text: Programme, rules: dict[str, Rule]) -> list[tuple[str, str, Figure]]:
    """Name, label and figure of everything that can be set: amounts, then ages."""
    found = [
        (f"amount:{place}", _amount_label(amount, rules), amount.figure) for place, amount in enumerate(text.amounts)
    ]
    for attribute, key, words in _AGES:
        figure = getattr(text.whom, attribute)
        if figure is not None:
            found.append((f"age:{key}", f"{words}（周岁）", figure))
    named = [(name, words, figure) for name, words, figure in found if not figure.rule or figure.rule in rules]
    return list({figure.rule or name: (name, words, figure) for name, words, figure in named}.values())


def _amount_label(amount: Amount, rules: dict[str, Rule]) -> str:
    rule = rules.get(amount.figure.rule)
    unit = "几个月低保标准" if rule and rule.unit == "allowance_months" else "元"
    if rule is not None:
        return f"{rule.title}（{unit}）" if "（" not in rule.title else f"{rule.title}，{unit}"
    kind = table("aid.kind").label(amount.kind) if amount.kind else "金额"
    return f"{kind}{'定额' if amount.limit == FIXED else '上限'}（{_PERIODS[amount.per]}，{unit}）"


def _line(text: Programme, rules: dict[str, Rule]) -> tuple[str, ...]:
    money = dict.fromkeys(_figure_words(amount.figure, rules, "元") for amount in text.amounts)
    whom = text.whom
    since = f"{text.valid_from:%Y.%m.%d}起" if text.valid_from else ""
    until = f"至{text.valid_to:%Y.%m.%d}" if text.valid_to else ""
    ages = [
        pattern.format(_figure_words(figure, rules, ""))
        for figure, pattern in ((whom.youngest, "满{}"), (whom.oldest, "不超过{}"), (whom.under, "不满{}"))
        if figure is not None and not (figure.rule and not rules[figure.rule].active)
    ]
    changed = any(figure.rule and rules[figure.rule].local for _, _, figure in _figures(text, rules))
    local = "自设" if text.own else "已改" if text.local or changed else ""
    return (
        *(text.title, _SUBJECTS[text.subject], "、".join(money) or "不限", _REPEATS[text.repeat]),
        *("、".join(ages) or "不限", since + until or "长期", local),
    )


def _figure_words(figure: Figure, rules: dict[str, Rule], unit: str) -> str:
    if not figure.rule:
        return f"{figure.value} {unit}".strip() if figure.value is not None else "不限"
    rule = rules.get(figure.rule)
    return value_words(rule) if rule is not None else "不限"


def _find_shipped(typed: str) -> list[Choice]:
    return [Choice(text.key, text.title) for text in shipped() if typed in text.title]


def _named(field: Any, name: str) -> Any:
    field.name = name
    return field
