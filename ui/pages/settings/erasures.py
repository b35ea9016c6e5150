"""个人信息删除: requests that wait for a decision, what could not be reached yet, and what was decided, with reports.

Decides nothing itself: agreeing and refusing are the verbs of `models.people.erasure`. What is erased is gone for good,
so every page is made anew around it.
"""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.core.errors import Problem
from models.core.progress import Progress
from models.office.roles import who_may
from models.people.erasure import (
    DONE,
    Erasure,
    Report,
    approve_erasure,
    decided_erasures,
    left_to_erase,
    pending_erasures,
    refuse_erasure,
    warnings_for,
    why_not_decide,
)
from ui import jobs, messages
from ui.desk import Desk
from ui.offering import may
from ui.pages.people.erasing import called, warning
from ui.pages.settings.erasure_report import REACHED_BY, ReportPanel
from ui.pages.settings.part import Part
from ui.safekeeping import ERASURES, PAGE
from ui.safekeeping import PART as BACKUPS
from ui.shell import Shell
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, Entry, InlineForm
from ui.widgets.parts import Mark, button, column, hairline, label, row

_TEXT = "本人要求删除的，由一位用户在“人员”页登记（更多—申请删除个人信息），由另一位用户（{who}）在这里决定。"
_NONE = "没有等待决定的申请。"
_NOT_LED = "删除申请由{who}决定，您的角色看不到内容。"
_ASK = "要删除{name}的个人信息吗？"
_BOX = (
    "先再做一份核对过的备份，然后从数据文件和本机每一份备份里删除。不能撤销，也找不回来。"
    "动手删除以前可以取消；开始以后会做完。"
)
_ERASED = "个人信息已经删除，报告在下面，请打印后存档。"
_LEFT = "个人信息已经从数据里删除，但有 {count} 处备份还没有处理，见报告。"


class ErasuresPart(Part):
    """Requests, what waits, what was decided; instead of them a report."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(ERASURES, _TEXT.format(who=who_may("approve_erasure")))
        # Its lines wrap: no taller than its hint would be too low for large letters.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.desk = desk
        self.requests: list[Request] = []
        self.report: ReportPanel | None = None
        self._listing = QWidget()
        self._asked = column(spacing=8)
        self._left = column(spacing=8)
        self.decided = Entries("已经决定", empty="还没有。")
        inside = column(self._listing, 16)
        inside.addLayout(self._asked)
        inside.addLayout(self._left)
        inside.addWidget(self.decided)
        self.body.addWidget(self._listing)
        self.refresh()

    def refresh(self) -> None:
        """Read everything anew; a reason that is being typed stays."""
        if any(request.refusing is not None for request in self.requests):
            return
        led = may(self.desk, "read_records") or may(self.desk, "approve_erasure")
        self.decided.setVisible(led)
        self._show_requests(pending_erasures() if led else [], led)
        self._show_left()
        self.decided.show_lines([self._entry(erasure) for erasure in decided_erasures()] if led else [])
        if self.report is not None:
            self.report.refresh()

    def open_target(self, target: object) -> None:
        """The report of the request with this uid."""
        self.open_report(Erasure.by_uid(str(target)))

    def open_report(self, erasure: Erasure) -> None:
        """Show what came of an erasure, in place of the lists."""
        self.step_back()
        self._listing.hide()
        self.report = ReportPanel(self.desk, erasure)
        self.report.closed.connect(self.step_back)
        self.body.addWidget(self.report)
        self.report.show()
        self.report.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def step_back(self) -> bool:
        """Close the reason that is being typed, or the report."""
        typed = [request for request in self.requests if request.close_form()]
        if self.report is None:
            return bool(typed)
        report, self.report = self.report, None
        self.body.removeWidget(report)
        report.hide()
        report.deleteLater()
        self._listing.show()
        return True

    def save(self) -> None:
        """Save the reason that is being typed."""
        for request in self.requests:
            if request.refusing is not None:
                request.refusing.save()

    def approve(self, erasure: Erasure) -> None:
        """同意并删除."""
        if messages.confirm(self, _ASK.format(name=erasure.person.called()), "同意并删除", self._detail(erasure)):
            carry_out(self.window(), self.desk, erasure)

    def _detail(self, erasure: Erasure) -> str:
        found = warnings_for(self.desk.session, erasure.person)
        return "\n".join([_BOX, *(problem.message for problem in found if problem.code != "final")])

    def _show_requests(self, found: list[Erasure], led: bool) -> None:
        _empty(self._asked)
        self.requests = [Request(self, erasure) for erasure in found]
        self._asked.addWidget(label(f"等待决定　{len(found)} 份" if found else "等待决定", "section"))
        for request in self.requests:
            self._asked.addWidget(hairline())
            self._asked.addWidget(request)
        if not found:
            words = _NONE if led else _NOT_LED.format(who=who_may("approve_erasure"))
            self._asked.addWidget(label(words, "second", wrap=True))

    def _show_left(self) -> None:
        _empty(self._left)
        left = left_to_erase(self.desk.opened)
        if not left:
            return
        self._left.addWidget(label(f"还没有删完的备份　{len(left)} 处", "section"))
        for waiting in left:
            line = QWidget()
            inside = row(line, 8)
            inside.addWidget(Mark("wait"), 0, Qt.AlignmentFlag.AlignTop)
            inside.addWidget(label(f"{waiting.where}：{waiting.why.rstrip('。')}。", wrap=True), 1)
            self._left.addWidget(line)
        way = QWidget()
        line = row(way)
        line.addWidget(label(REACHED_BY, "second", wrap=True), 1)
        line.addWidget(button("去备份", lambda: self.window().go(PAGE, BACKUPS)))
        self._left.addWidget(way)

    def _entry(self, erasure: Erasure) -> Entry:
        when = Erasure.decided_on.show(erasure.decided_on)
        hands = f"{erasure.asked_by}登记，{erasure.decided_by}决定"
        if erasure.status == DONE:
            return Entry(f"{when}　已删除", hands, [("看报告", lambda: self.open_report(erasure))])
        return Entry(f"{when}　不同意", f"{called(erasure.person)}。{hands}：{erasure.refusal}")


class Request(QWidget):
    """One request: about whom, by whom, why, what is to be known, and the two answers."""

    def __init__(self, part: ErasuresPart, erasure: Erasure) -> None:
        super().__init__()
        self._part, self.erasure = part, erasure
        self.refusing: InlineForm | None = None
        desk = part.desk
        self._layout = column(self, 8)
        self._layout.addWidget(label(called(erasure.person), "strong"))
        self._layout.addWidget(
            label(f"{Erasure.asked_on.show(erasure.asked_on)}　{erasure.asked_by}登记：{erasure.reason}", wrap=True)
        )
        for problem in warnings_for(desk.session, erasure.person):
            self._layout.addLayout(warning(problem.message))
        self.approve_button = button("同意并删除…", lambda: part.approve(erasure))
        self.refuse_button = button("不同意…", self.refuse)
        verbs = row(spacing=8)
        verbs.addWidget(self.approve_button)
        verbs.addWidget(self.refuse_button)
        self.barred = why_barred(desk, erasure)
        verbs.addWidget(label(self.barred, "second", wrap=True), 1)
        for one in (self.approve_button, self.refuse_button):
            one.setEnabled(not self.barred)
        self._layout.addLayout(verbs)

    def refuse(self) -> None:
        """Ask for the reason in place."""
        self.close_form()
        self.refusing = InlineForm(RecordForm([Section("", [Erasure.refusal])]), "不同意，登记理由", self._store)
        self.refusing.closed.connect(self._closed)
        self._layout.addWidget(self.refusing)
        self.refusing.show()
        self.refusing.start()

    def close_form(self) -> bool:
        """Take the form away; False when there was none."""
        if self.refusing is None:
            return False
        form, self.refusing = self.refusing, None
        self._layout.removeWidget(form)
        form.hide()
        form.deleteLater()
        return True

    def _closed(self) -> None:
        self.close_form()
        self._part.refresh()

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        desk, form = self._part.desk, self.refusing
        done = desk.do(form, refuse_erasure, self.erasure, values["refusal"] or "", undoable=False)
        return None if done is None else []


def why_barred(desk: Desk, erasure: Erasure) -> str:
    """Why who is signed in does not decide; empty when she may."""
    if not may(desk, "approve_erasure"):
        return f"请由{who_may('approve_erasure')}来决定。"
    return why_not_decide(desk.session, erasure)


def carry_out(shell: Shell, desk: Desk, erasure: Erasure) -> None:
    """Erase in the background. Pages are made anew before and after it: nothing half typed about her may come back."""
    opened, uid = desk.opened, erasure.uid

    def work(progress: Progress) -> Report:
        return approve_erasure(opened, erasure, progress)

    def done(report: Report) -> None:
        desk.forgetting.emit()
        desk.changed.emit(None)
        desk.copied.emit()
        shell.go(PAGE, (ERASURES, uid))
        left = len(report.waiting)
        messages.bar(shell, _LEFT.format(count=left) if left else _ERASED, "warn" if left else "done")

    desk.forgetting.emit()
    shell.go(PAGE, ERASURES)
    jobs.start(shell, "删除个人信息", work, done=done, hold=shell.room)


def _empty(layout: Any) -> None:
    while layout.count():
        old = layout.takeAt(0).widget()
        old.hide()
        old.deleteLater()
