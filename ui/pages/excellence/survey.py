"""A survey opened beside its list: its figures, and a table of items × grades, typed at once and checked as typed.

Gathers and shows; whether the counts add up is told by `models.excellence.surveys`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from models.core.errors import Problem, Severity
from models.excellence.surveys import GRADES, Survey, SurveyItem, check_survey, item_rate, items_of, survey_rate
from models.excellence.texts import scale
from ui import style
from ui.desk import Desk
from ui.pages.excellence.panels import StrivingPanel
from ui.pages.register import Register
from ui.widgets.count_box import CountBox
from ui.widgets.form_page import DRAFT_MS, RecordForm
from ui.widgets.parts import Mark, button, column, label, row

COUNTS = (*GRADES, "blank")
USUAL_GRADES = ("满意", "基本满意", "不满意")
BOX_WIDTH = 58
_SUMMED = ("scale", "held_on", "invited", "issued", "returned", "valid")


class ItemLine:
    """One item: its name, its counts, and what comes of them."""

    def __init__(self) -> None:
        self.name = QLineEdit()
        self.name.setPlaceholderText("测评项目")
        self.name.setAccessibleName("测评项目")
        self.name.setMinimumWidth(80)
        self.boxes = {name: CountBox(getattr(SurveyItem, name), BOX_WIDTH) for name in COUNTS}
        self.told = label("", "second")
        self.away: QPushButton = button("", None, "plain", "x", "去掉这一项")
        self.away.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.name.text().strip() and not any(box.text().strip() for box in self.boxes.values())

    def values(self, shown: Sequence[str]) -> dict[str, Any]:
        """What can be read of it; grades that the scale does not have are none."""
        counts = {name: box.known() if name in shown else None for name, box in self.boxes.items()}
        counts |= {name: counts[name] or 0 for name in GRADES[:3]}
        return {"item": self.name.text().strip(), **counts}

    def widgets(self) -> list[QWidget]:
        """In their order in the line."""
        return [self.name, *self.boxes.values(), self.told, self.away]


class BallotTable(QWidget):
    """A line per item; Enter goes down, and from the last line to the next grade."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[ItemLine] = []
        self._shown: tuple[str, ...] = (*GRADES[:3], "blank")
        self._heads: list[QLabel] = [label(word, "second") for word in ("项目", "", "", "", "", "未选", "满意率", "")]
        self.sum = label("", "", wrap=True)
        self._mark = Mark("tell")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        for place, head in enumerate(self._heads):
            side = Qt.AlignmentFlag.AlignRight if 0 < place < len(self._heads) - 1 else Qt.AlignmentFlag.AlignLeft
            head.setAlignment(side)
            self._grid.addWidget(head, 0, place)
        said = row(spacing=8)
        said.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.sum, 1)
        head_line = row(spacing=8)
        head_line.addWidget(label("各项得票", "section"))
        head_line.addStretch(1)
        self.add_button = button("添加项目", lambda: self.add_line(focus=True), "plain", "plus")
        head_line.addWidget(self.add_button)
        self._mark.setContentsMargins(0, 2, 0, 0)
        layout = column(self, 8, (0, 0, 0, 12))
        layout.addLayout(head_line)
        layout.addLayout(self._grid)
        layout.addLayout(said)
        self._heads[0].setVisible(not _large())
        self.show_grades(USUAL_GRADES, "满意率")

    def show_grades(self, grades: Sequence[str], rate: str) -> None:
        """The grades of the scale as headings; boxes of those it does not have are put away."""
        self._shown = (*GRADES[: len(grades)], "blank")
        for place, name in enumerate(GRADES, start=1):
            self._heads[place].setText(grades[place - 1] if name in self._shown else "")
            self._heads[place].setVisible(name in self._shown)
        self._heads[6].setText(rate)
        for line in self.lines:
            self._fit(line)

    def show_items(self, items: Sequence[Mapping[str, Any]]) -> None:
        """These instead of what stood there; one empty line where there are none."""
        for line in self.lines:
            self._take_away(line)
        self.lines = []
        for item in items or ({},):
            self.add_line(item)

    def add_line(self, item: Mapping[str, Any] | None = None, focus: bool = False) -> None:
        """One line more."""
        line, place = ItemLine(), len(self.lines)
        self.lines.append(line)
        values = item or {}
        line.name.setText(str(values.get("item") or ""))
        line.name.textEdited.connect(lambda _text: self.edited.emit())
        line.name.returnPressed.connect(lambda: line.boxes[GRADES[0]].setFocus(Qt.FocusReason.TabFocusReason))
        line.away.clicked.connect(lambda: self._drop(line))
        for name, box in line.boxes.items():
            box.show_count(values.get(name))
            box.textEdited.connect(lambda _text: self.edited.emit())
            box.move_asked.connect(lambda across, down, at=name: self._move(line, at, across, down))
        self._place(line, place)
        line.told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._fit(line)
        if focus:
            line.name.setFocus(Qt.FocusReason.TabFocusReason)
            self.edited.emit()

    def items(self) -> list[dict[str, Any]]:
        """Every line in which something stands."""
        return [line.values(self._shown) for line in self.lines if not line.empty]

    def unread(self) -> str:
        """What keeps the lines from being kept: an item without a name, a count that is no number."""
        for line in self.lines:
            if line.empty:
                continue
            if not line.name.text().strip():
                return "有一行填了票数，没有写项目，请写明测评项目。"
            for name in self._shown:
                if line.boxes[name].text().strip() and line.boxes[name].known() is None:
                    return f"“{line.name.text().strip()}”的票数“{line.boxes[name].text()}”不是整数，请只填数字。"
        return ""

    def go_to(self, item: str) -> None:
        """Into the counts of an item."""
        line = next((one for one in self.lines if item and one.name.text().strip() == item), None)
        if line is not None:
            line.boxes[GRADES[0]].setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, kind: str, sentence: str) -> None:
        """What is found, or the rate."""
        self._mark.setVisible(bool(sentence))
        self._mark.show_kind(kind)
        self.sum.setText(sentence)

    def changeEvent(self, event: QEvent) -> None:
        """With large letters the name of an item stands above its counts."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._heads[0].setVisible(not _large())
            for place, line in enumerate(self.lines):
                self._place(line, place)

    def _place(self, line: ItemLine, place: int) -> None:
        stacked = _large()
        name, *rest = line.widgets()
        for widget in line.widgets():
            self._grid.removeWidget(widget)
        self._grid.addWidget(name, place * 2 + 1, 0, 1, len(rest) + 1 if stacked else 1)
        for at, widget in enumerate(rest, start=1):
            self._grid.addWidget(widget, place * 2 + (2 if stacked else 1), at)

    def _fit(self, line: ItemLine) -> None:
        for name, box in line.boxes.items():
            box.setVisible(name in self._shown)

    def _drop(self, line: ItemLine) -> None:
        kept = [one for one in self._raw() if one[0] is not line]
        self.show_items([values for _, values in kept])
        self.edited.emit()

    def _raw(self) -> list[tuple[ItemLine, dict[str, Any]]]:
        return [
            (line, {"item": line.name.text(), **{name: box.known() for name, box in line.boxes.items()}})
            for line in self.lines
        ]

    def _take_away(self, line: ItemLine) -> None:
        for widget in line.widgets():
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _move(self, line: ItemLine, name: str, across: int, down: int) -> None:
        place, at = self.lines.index(line) + down, self._shown.index(name) + across
        if place >= len(self.lines):
            place, at = 0, at + 1
        if 0 <= place < len(self.lines) and 0 <= at < len(self._shown):
            self.lines[place].boxes[self._shown[at]].setFocus(Qt.FocusReason.TabFocusReason)

    def packed(self) -> str:
        """The lines as a draft keeps them."""
        texts = [[line.name.text(), *(box.text() for box in line.boxes.values())] for line in self.lines]
        return json.dumps([text for text in texts if any(text)], ensure_ascii=False)

    def unpack(self, draft: str) -> None:
        """The lines of a draft."""
        found = json.loads(draft)
        self.show_items([{"item": name} for name, *_ in found])
        for line, (_, *counts) in zip(self.lines, found, strict=False):
            for box, text in zip(line.boxes.values(), counts, strict=True):
                box.setText(text)


class FormWithBallots(QObject):
    """The form of a survey together with its table, for drafts."""

    draft_due = Signal()

    def __init__(self, form: RecordForm) -> None:
        super().__init__(form)
        self.form, self.table = form, BallotTable()
        self.start = self.table.packed()
        form.draft_due.connect(self.draft_due)

    @property
    def dirty(self) -> bool:
        """Whether the head or the table differ from what is stored."""
        return self.form.dirty or self.table.packed() != self.start

    def draft(self) -> dict[str, str]:
        """The fields and, under `items`, the table."""
        return {**self.form.draft(), "items": self.table.packed()}

    def restore(self, draft: Mapping[str, str]) -> None:
        """Put a draft over what is shown."""
        self.form.restore({name: text for name, text in draft.items() if name != "items"})
        if "items" in draft:
            self.table.unpack(draft["items"])
        self.form.edited.emit()


class SurveyPanel(StrivingPanel):
    """A survey, with its table under it."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.form.put_before("其他", self.table)
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._pause.timeout.connect(self._both.draft_due)
        self.table.edited.connect(self._touched)
        self.form.edited.connect(self._judge)

    @property
    def table(self) -> BallotTable:
        """Items × grades."""
        return self._both.table

    @property
    def dirty(self) -> bool:
        """Whether there is something to save."""
        return hasattr(self, "_both") and self._both.dirty

    def drafted(self) -> FormWithBallots:
        """Head and table."""
        self._both = FormWithBallots(self.form)
        return self._both

    def _fill(self) -> None:
        items = [] if self.record is None else [dict(item.__data__) for item in items_of(self.record)]
        super()._fill()
        self.table.show_items(items)
        self._both.start = self.table.packed()
        self._judge()
        self._tell_state()

    def _touched(self) -> None:
        self._pause.start()
        self._judge()
        self._tell_state()

    def _judge(self) -> None:
        """The grades of the scale, what does not add up, the rate of every item and of all."""
        values, items = self.form.readable_values(_SUMMED), self.table.items()
        key, day = values.get("scale"), values.get("held_on") or self.desk.today()
        grades = scale(key, day) if key else None
        self.table.show_grades(grades.grades if grades else USUAL_GRADES, grades.rate if grades else "满意率")
        found = check_survey({**values, "held_on": day}, [one for one in items if one["item"]])
        wrong = next((one for one in found if one.severity is Severity.STOP), None)
        survey = Survey(**{name: values.get(name) for name in _SUMMED} | {"held_on": day})
        known = grades is not None and values.get(grades.of) is not None
        for line in self.table.lines:
            item = SurveyItem(**line.values(GRADES)) if known and not line.empty else None
            line.told.setText(item_rate(survey, item).percent if item else "")
        if wrong is not None:
            self.table.tell("stop", wrong.message)
        elif known and items:
            self.table.tell("done", survey_rate(survey, [SurveyItem(**one) for one in items]).words())
        else:
            self.table.tell("tell", "填好等次和票数，录入各项得票，满意率就会算出来。")

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        unread = self.table.unread()
        if unread:
            return [Problem(Severity.STOP, "unread", unread, "")]
        items = self.table.items()
        found = [*self.register.check(values), *check_survey(values, items)]
        if found:
            self.table.go_to(next((one["item"] for one in items if check_survey(values, [one])), ""))
            return found
        if self.record is None:
            filled = {name: value for name, value in values.items() if value is not None}
            done = self.desk.do(self, self.register.register, filled, items)
        else:
            changed = items if self.table.packed() != self._both.start else None
            done = self.desk.do(self, self.register.change, self.record, self.form.changed_values(), changed)
        if done is None:
            return None
        self.record = self.register.record.get_by_id(done.value.id)
        self._drafting.drop()
        self._fill()
        self._drafting.begin(self.record.uid)
        return []


def _large() -> bool:
    """Whether letters are so large that a name and its counts do not fit side by side."""
    return style.base_size() > style.SIZES[style.STANDARD]
