"""One distribution beside the list: what all lines have in common, and the lines, typed once for a hundred households.

Gathers, lets every line be checked as it is typed, and shows; keeping, giving out and signing are verbs.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from models.assistance.aid import GIVEN, GOODS, Aid, Distribution
from models.assistance.candidates import CandidateFilter, candidates
from models.assistance.distribution import (
    ListLine,
    change_distribution,
    check_lines,
    confirm_receipts,
    give_distribution,
    lines_of,
    save_distribution,
)
from models.core.errors import Problem, stops
from models.core.record import Record
from models.core.text import money_in_words
from models.people.person import Person
from ui import messages
from ui.desk import Desk
from ui.offering import may
from ui.pages.assistance.columns import money
from ui.pages.assistance.lines import UNSIGNED, LineTable, Typed, packed, received, unpacked
from ui.pages.assistance.panels import saved
from ui.pages.consent import Consent
from ui.pages.exporting import export_persons
from ui.pages.finders import find_people
from ui.pages.register import RecordPanel, Register
from ui.widgets.filter_bar import FilterBar
from ui.widgets.find_box import Choice, FindBox
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import InlineForm
from ui.widgets.parts import button, column, label, row

CHECK_MS = 300
_HEAD = ("programme", "aid_kind", "form", "given_on", "unit_value")
_LOCKED = "名单已经发放，个别差错请在发放记录里改，或撤回整份名单。"


class FormWithLines(QObject):
    """The form of the head together with the lines, for drafts."""

    draft_due = Signal()

    def __init__(self, form: RecordForm) -> None:
        super().__init__(form)
        self.form = form
        self.table = LineTable()
        self.start = packed([])
        form.draft_due.connect(self.draft_due)

    @property
    def dirty(self) -> bool:
        """Whether head or lines differ from what is stored."""
        return self.form.dirty or self.draft()["lines"] != self.start

    def draft(self) -> dict[str, str]:
        """The fields and, under `lines`, the lines."""
        return {**self.form.draft(), "lines": packed(self.table.lines.rows)}

    def restore(self, draft: Mapping[str, str]) -> None:
        """Put a draft over what is shown."""
        self.form.restore({name: text for name, text in draft.items() if name != "lines"})
        if "lines" in draft:
            self.table.lines.rows = unpacked(draft["lines"])
        self.form.edited.emit()


class DistributionPanel(RecordPanel):
    """A list that is prepared or was given out."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.views = [button(word, lambda n=n: self.turn(n), "half") for n, word in enumerate(("名单", "批次信息"))]
        self.picker = FindBox(find_people)
        self.picker.setPlaceholderText("加人：姓名、拼音首字母、证号末几位")
        self.picker.picked.connect(self._pick)
        self.total = label("", "", wrap=True)
        self.finding = label("", "second", wrap=True)
        self._by_filter = button("按条件加入", self._ask_candidates, "", "list-filter")
        self._drop = button("移除选中行", self._drop_lines, "plain", "trash-2")
        self._same = button("空着的照选中行填", self._fill_empty, "plain")
        self._consent = Consent(desk, self, self.layout())
        self._export_button = button("导出 xlsx", self.export, "plain", "file-down")
        self._export_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tools.addWidget(self._export_button)
        self._give = button("确认发放", self._give_out)
        self._sign = button("登记签收", self._ask_receipt)
        self._shown_under: tuple[str | None, int | None] = (None, None)
        self._asked: InlineForm | _CandidateForm | None = None
        self._pause = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._pause.timeout.connect(self._check)
        self._draft_pause = QTimer(self, singleShot=True, interval=800)
        self._draft_pause.timeout.connect(self._both.draft_due)
        self._lay_out_lines()
        self.table.lines.edited.connect(self._touched)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell_finding())
        self.form.edited.connect(self._head_edited)

    @property
    def table(self) -> LineTable:
        """The lines."""
        return self._both.table

    @property
    def dirty(self) -> bool:
        """Whether head or lines are to be saved."""
        return hasattr(self, "_both") and self._both.dirty

    def drafted(self) -> FormWithLines:
        """Head and lines."""
        self._both = FormWithLines(self.form)
        return self._both

    def show_record(self, record: Record | None, take_keys: bool = True) -> None:
        """A stored list with its lines in front, or a new one with its head in front."""
        self._put_away_asked()
        self.turn(1 if record is None else 0)
        super().show_record(record, take_keys and record is None)
        if record is not None and take_keys:
            self.table.setFocus()

    def turn(self, place: int) -> None:
        """The lines (0) or the head (1) in front."""
        for number, half in enumerate(self.views):
            half.setChecked(number == place)
        self._lines.setVisible(place == 0)
        self.findChild(QScrollArea).setVisible(place == 1)

    def lines(self) -> list[ListLine]:
        """What stands in the table."""
        return [typed.line for typed in self.table.lines.rows]

    def add_lines(self, found: Sequence[ListLine]) -> int:
        """Put those who are not in the table yet at its end; returns how many."""
        here = {line.person for line in self.lines()}
        fresh = [line for line in found if line.person not in here]
        self._show_lines([*self.table.lines.rows, *_with_villages(fresh)])
        self.bar.clear()
        self._touched()
        return len(fresh)

    def export(self) -> None:
        """The stored list as a workbook, with accounts and whole numbers."""
        kept = self.record

        def write(path: Path) -> int:
            from reports.assistance_workbooks import export_distribution

            return export_distribution(path, kept)

        export_persons(self, self._consent, kept.title, len(lines_of(kept)), write)

    def step_back(self) -> bool:
        """Close the question for a second user's consent, or what is open below."""
        return self._consent.put_away() or super().step_back()

    def _fill(self) -> None:
        super()._fill()
        offered = self.record is not None and may(self.desk, "export_roster")
        self._export_button.setVisible(offered)
        kept: Distribution | None = self.record
        given = kept is not None and kept.status == GIVEN
        rows = _with_villages(lines_of(kept)) if kept else []
        if given:
            self.refuse_saving(_LOCKED)
            _tell_receipts(kept, rows)
        self._show_lines(rows)
        self._both.start = packed(rows)
        self._give.setVisible(kept is not None and not given and may(self.desk, "give_distribution"))
        waiting = any(typed.signed == UNSIGNED for typed in rows)
        self._sign.setVisible(given and waiting and may(self.desk, "confirm_receipts"))
        for one in (self.picker, self._by_filter, self._same, self._drop):
            one.setVisible(not given)
        self._tell_state()
        self._check()

    def _show_lines(self, rows: Sequence[Typed]) -> None:
        self._shown_under = how, self.table.lines.unit_value = self._under()
        self.table.lines.show(rows, how, self.record is not None and self.record.status == GIVEN)
        self._tell_total()

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        unread = sum(bool(typed.wrong) for typed in self.table.lines.rows)
        if unread:
            self.turn(0)
            self.bar.say(f"名单里有 {unread} 行看不懂，还没有保存，请看“核对”一列。", "stop")
            return None
        lines = self.lines()
        if self.record is None:
            given = {name: value for name, value in values.items() if value is not None}
            done = self.desk.do(self, save_distribution, given, lines)
        else:
            done = self.desk.do(self, change_distribution, self.record, self.form.changed_values(), lines)
        if done is None:
            self.turn(0)
            return None
        self.record = Distribution.get_by_id(done.value.id)
        self._drafting.drop()
        self._fill()
        self._drafting.begin(self.record.uid)
        return []

    def _touched(self) -> None:
        self._tell_total()
        self._tell_state()
        self._pause.start()
        self._draft_pause.start()

    def _head_edited(self) -> None:
        if self._under() != self._shown_under:
            self._show_lines(self.table.lines.rows)
        self._pause.start()

    def _under(self) -> tuple[str | None, int | None]:
        """How the lines are given, and what one piece is worth, as the head says now."""
        head = self.form.readable_values(_HEAD)
        return head.get("form"), head.get("unit_value") if head.get("form") == GOODS else None

    def _check(self) -> None:
        if self.record is not None and self.record.status == GIVEN:
            return
        head = self.form.readable_values(_HEAD)
        found = check_lines(head, self.lines(), self.record, self.desk.today())
        self.table.lines.take_findings(found)
        wrong = sum(bool(stops(list(problems))) for problems in found)
        asked = sum(typed.told()[0] == "warn" for typed in self.table.lines.rows)
        words = [f"{wrong} 行不能发放" if wrong else "", f"{asked} 行要写说明" if asked else ""]
        text = "，".join(word for word in words if word)
        self.views[0].setText(f"名单（{text}）" if text else "名单")
        self._tell_finding()

    def _tell_finding(self) -> None:
        """The whole sentence about the line in front, or about the first with something to say."""
        rows, place = self.table.lines.rows, self.table.currentIndex().row()
        told = [rows[place]] if 0 <= place < len(rows) and rows[place].told()[1] else rows
        said = next((typed for typed in told if typed.told()[1]), None)
        self.finding.setText(f"第 {rows.index(said) + 1} 行：{said.told()[1]}" if said else "")
        self.finding.setVisible(said is not None)

    def _tell_total(self) -> None:
        head = {"unit_value": self.table.lines.unit_value}
        whole = sum(line.amount_under(head) for line in self.lines())
        count = len(self.lines())
        self.total.setText(
            f"共 {count:,} 人，合计 {money(whole)} 元（大写：{money_in_words(whole)}）" if count else "名单里还没有人。"
        )

    def _pick(self, choice: Choice) -> None:
        person: Person = choice.value
        line = ListLine(person.id, person.name, account=person.bank_account, bank=person.bank)
        if not self.add_lines([line]):
            messages.toast(self, f"“{person.name}”已经在名单里。")
        self.picker.clear()

    def _ask_candidates(self) -> None:
        self._put_away_asked()
        asked = _CandidateForm()
        asked.add_button.clicked.connect(lambda: self._take_candidates(asked))
        asked.away.clicked.connect(self._put_away_asked)
        self._asked = asked
        self._place.addWidget(asked)

    def _take_candidates(self, asked: "_CandidateForm") -> None:
        programme = self.form.readable_values(["programme"]).get("programme") or ""
        count = self.add_lines(candidates(asked.wanted(), programme))
        messages.toast(self, f"加入了 {count} 人。" if count else "没有新的人符合条件。")
        self._put_away_asked()

    def _drop_lines(self) -> None:
        places = set(self.table.selected_places())
        self._show_lines([typed for place, typed in enumerate(self.table.lines.rows) if place not in places])
        self._touched()

    def _fill_empty(self) -> None:
        """A hundred households get the same: what was typed in one line goes into all that are still empty."""
        rows, place = self.table.lines.rows, max(0, self.table.currentIndex().row())
        name = "quantity" if self._under()[0] == GOODS else "amount"
        value = getattr(rows[place].line, name) if rows else None
        if not value:
            messages.toast(self, "先在一行里填好，选中那一行，再按这个按钮。")
            return
        empty = [one for one in rows if not getattr(one.line, name) and name not in one.raw]
        for one in empty:
            setattr(one.line, name, value)
        self._show_lines(rows)
        self._touched()
        messages.toast(self, f"照第 {place + 1} 行填了 {len(empty)} 行。", lambda: self._empty_again(empty, name))

    def _empty_again(self, filled: Sequence[Typed], name: str) -> None:
        for one in filled:
            setattr(one.line, name, None)
        self._show_lines(self.table.lines.rows)
        self._touched()

    def _give_out(self) -> None:
        if self._both.dirty:
            self.bar.say("请先保存名单，再确认发放。", "warn", "保存", self.save)
            return
        if self.desk.do(self, give_distribution, self.record) is not None:
            self._fill()

    def _ask_receipt(self) -> None:
        self._put_away_asked()
        form = RecordForm([Section("", [Aid.received_on, Aid.receipt, Aid.received_by, Aid.relation])])
        form.show_values({"received_on": self.desk.today()})
        places = self.table.selected_places()
        chosen = [self.table.lines.rows[place].line.id for place in places] if len(places) > 1 else []
        verb = f"登记选中 {len(chosen)} 人的签收" if chosen else "登记全部未签收的"

        def store(values: dict[str, Any]) -> list[Problem] | None:
            aids = list(Aid.select().where(Aid.id.in_(chosen))) if chosen else None
            return saved(self.desk.do(self._asked, confirm_receipts, self.record, values, aids))

        self._asked = InlineForm(form, verb, store)
        self._asked.closed.connect(self._put_away_asked)
        self._asked.closed.connect(self._fill)
        self._place.addWidget(self._asked)

    def _put_away_asked(self) -> None:
        asked, self._asked = self._asked, None
        if asked is not None:
            asked.hide()
            asked.deleteLater()

    def _lay_out_lines(self) -> None:
        for half in self.views:
            half.setCheckable(True)
            self.tools.insertWidget(self.views.index(half), half)
        self._lines = QWidget()
        inside = column(self._lines, 8, (16, 8, 16, 0))
        tools = row(spacing=8)
        for one in (self.picker, self._by_filter, self._same, self._drop):
            tools.addWidget(one, 1 if one is self.picker else 0)
        inside.addLayout(tools)
        self._place = column(spacing=0)
        inside.addLayout(self._place)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.finding)
        foot = row(spacing=8)
        foot.addWidget(self.total, 1)
        foot.addWidget(self._sign)
        foot.addWidget(self._give)
        inside.addLayout(foot)
        layout = self.layout()
        layout.insertWidget(layout.indexOf(self.findChild(QScrollArea)), self._lines, 1)


class _CandidateForm(QWidget):
    """Whom to take over at once: by village, class and programme of their cases, or an earlier list."""

    def __init__(self) -> None:
        super().__init__()
        from models.assistance.giving_lists import DistributionFilter, distribution_ids, distribution_rows
        from ui.pages.assistance.columns import code_filter, programme_filter, village_filter
        from ui.widgets.filter_bar import Choice as Option
        from ui.widgets.filter_bar import Filter

        earlier = distribution_rows(list(distribution_ids(DistributionFilter()))[:50])
        lists = [Option(one.id, f"{one.title}（{one.lines}人）") for one in earlier]
        kinds = [village_filter(), code_filter("class", "困难类别", "help.class"), programme_filter()]
        kinds.append(Filter("list", "照以前的名单", lists, menu=True))
        kinds.append(Filter("all", "范围", [Option(True, "全部住户")], menu=True))
        self.filters = FilterBar(kinds, "姓名", width=112)
        self.add_button = button("加入名单", kind="primary")
        self.away = button("取消")
        verbs = row(spacing=8)
        for one in (self.add_button, self.away):
            verbs.addWidget(one)
        verbs.addStretch(1)
        layout = column(self, 8)
        layout.addWidget(self.filters)
        layout.addLayout(verbs)

    def wanted(self) -> CandidateFilter:
        """As the query understands it."""
        chosen = self.filters.wanted
        return CandidateFilter(
            village_id=chosen.get("village", 0),
            hardship_class=chosen.get("class", ""),
            programme=chosen.get("programme", ""),
            distribution_id=chosen.get("list", 0),
            without_case=chosen.get("all", False),
            text=self.filters.text,
        )


def _with_villages(lines: Sequence[ListLine]) -> list[Typed]:
    found = Person.select(Person).where(Person.id.in_([line.person for line in lines]))
    places = {person.id: person.village.name if person.village_id else "" for person in found}
    return [Typed(line, places.get(line.person, "")) for line in lines]


def _tell_receipts(kept: Distribution, rows: Sequence[Typed]) -> None:
    told = {aid.id: received(aid) for aid in Aid.select().where(Aid.distribution == kept)}
    for typed in rows:
        typed.signed = told.get(typed.line.id, "")
