"""Erasing on request as a person's page tells it: asked for in place, waiting for a decision, and what is left after.

Asking is the verb of `models.people.erasure`; deciding has its place in the settings.
"""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from models.core.errors import Problem
from models.office.roles import who_may
from models.people.erasure import REQUESTED, Erasure, is_erased, request_erasure, warnings_for
from models.people.person import Person
from ui import style
from ui.desk import Desk
from ui.offering import may
from ui.safekeeping import ERASURES, PAGE
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import InlineForm
from ui.widgets.parts import Mark, button, column, label, row

VERB = "申请删除个人信息…"
GONE = "个人信息已按本人申请删除，这里只留下统计要用的内容，不能再修改。"
_WHAT = (
    "批准以后，姓名、证号、电话、账号、住址、备注等文字和照片、附件，在本机的数据和每一份备份里都读不出来，不能撤销；"
    "类别、年月、数量和金额留着，统计数字不变。"
)
_WHO = "登记以后，由另一位用户（{who}）在“设置—个人信息删除”里决定。"
_WAITS = "{on}{by}登记了删除个人信息的申请，等待{who}决定。"


class ErasureLine(QWidget):
    """Between the head of a person's page and her form; not there unless there is something to say.

    `place` belongs on top of what scrolls: there the small form opens in which one asks.
    """

    go = Signal(str, object)  # key of another page, what to open there

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._person: Person | None = None
        self.form: InlineForm | None = None
        self.place = column(spacing=0)
        self._bar = QFrame()
        self._bar.setObjectName("bar")
        self._mark = Mark("wait")
        self._text = label("", wrap=True)
        self.decide_button = button("", lambda: self.go.emit(PAGE, ERASURES), "plain")
        inside = row(self._bar, 8, (12, 4, 4, 4))
        inside.addWidget(self._mark)
        inside.addWidget(self._text, 1)
        inside.addWidget(self.decide_button)
        column(self, 0, (16, 0, 16, 0)).addWidget(self._bar)
        self.hide()

    @property
    def text(self) -> str:
        """What stands there; empty when nothing does."""
        return "" if self.isHidden() else self._text.text()

    @property
    def erased(self) -> bool:
        """Whether the person shown was erased."""
        return self._person is not None and is_erased(self._person)

    def show_person(self, person: Person | None) -> None:
        """Read how it stands with this person."""
        if person is None or self._person is None or person.id != self._person.id:
            self.close_form()
        self._person = person
        asked = person and Erasure.get_or_none((Erasure.person == person) & (Erasure.status == REQUESTED))
        decides = may(self._desk, "approve_erasure")
        if self.erased:
            self._say("tell", GONE, "看报告" if decides else "")
        elif asked:
            on, who = Erasure.asked_on.show(asked.asked_on), who_may("approve_erasure")
            self._say("wait", _WAITS.format(on=on, by=asked.asked_by, who=who), "去决定" if decides else "")
        else:
            self.hide()

    def reason(self) -> str:
        """Why erasing is not offered for this person; empty when it is."""
        if self.text:
            return "已经删除" if self.erased else "已经登记"
        return "" if may(self._desk, "request_erasure") else f"请由{who_may('request_erasure')}来做"

    def ask(self) -> None:
        """Open the form in place."""
        self.close_form()
        self.form = self._make_form()
        self.form.closed.connect(self.close_form)
        self.place.setContentsMargins(0, 0, 0, 12)
        self.place.addWidget(self.form)
        self.form.show()
        self.form.start()

    def close_form(self) -> bool:
        """Take the form away; False when there was none."""
        if self.form is None:
            return False
        form, self.form = self.form, None
        self.place.setContentsMargins(0, 0, 0, 0)
        self.place.removeWidget(form)
        form.hide()
        form.deleteLater()
        return True

    def _make_form(self) -> InlineForm:
        alone = self._desk.session.alone
        form = InlineForm(RecordForm([Section("", [Erasure.reason])]), "登记删除申请", self._store)
        above = column(spacing=8)
        above.addWidget(label(f"申请删除{self._person.called()}的个人信息", "strong"))
        above.addWidget(label(_WHAT if alone else _WHAT + _WHO.format(who=who_may("approve_erasure")), "", wrap=True))
        for problem in warnings_for(self._desk.session, self._person):
            if problem.code != "final":
                above.addLayout(warning(problem.message))
        form.layout().insertLayout(0, above)
        return form

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        done = self._desk.do(self.form, request_erasure, self._person, values["reason"], undoable=False)
        return None if done is None else []

    def _say(self, mark: str, text: str, verb: str) -> None:
        self._mark.show_kind(mark)
        self._text.setText(text)
        self.decide_button.setText(verb)
        self.decide_button.setVisible(bool(verb))
        style.set_look(self._bar, "severity", "tell" if mark == "tell" else "warn")
        self.show()


def warning(text: str) -> Any:
    """A line with the sign of a warning."""
    line = row(spacing=8)
    mark = Mark("warn")
    mark.setContentsMargins(0, style.px(3), 0, 0)  # beside the first of several lines
    line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(label(text, wrap=True), 1)
    return line


def called(person: Person) -> str:
    """A person's name and what tells her from namesakes, with her number masked."""
    facts = (
        Person.sex.show(person.sex),
        Person.born.show(person.born),
        Person.id_number.masked(person.id_number) if person.id_number else "",
        person.village.name if person.village else "",
    )
    return "　".join(fact for fact in (person.name, *facts) if fact)
