"""What belongs to a petition, as sections under one another: each with its lines, its verbs and at most one open form.

Gathers and shows; what is done are the verbs of `models.rights`. What would make an open case a protected one is
offered only to who is inside the compartment, or may enter it now.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from models.core.errors import Problem, Severity
from models.core.record import Record, is_protected
from models.office.attachment import detach
from models.rights import doing
from models.rights.file import Parts
from models.rights.helping import take_back_slip
from models.rights.records import (
    ProtectionOrder,
    Referral,
    RightsCase,
    RightsStep,
    WarningLetter,
    WarningVisit,
)
from models.rights.verbs import add_progress, change_progress
from models.rights.violence import GRANTED, change_order, change_part, decide_order, extend_order, visit_after_warning
from ui import messages, style
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.offering import offer, reason
from ui.pages.attachments import Attachments, Shelf
from ui.pages.rights import parts as kinds
from ui.pages.rights.acting import act, done_or_said, mask_case, saved
from ui.pages.rights.intake import readers_words
from ui.pages.rights.parts import DOT, PartKind, columns
from ui.widgets.asking import question
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, Entry, InlineForm
from ui.widgets.parts import column, label

MOVES = "登记以后，这件来访连同附件整件移进保密区，外面不再看得到，也不能撤销。"
ENTER_FIRST = "有了这项登记，这件来访就要放进保密区。先进入保密区，再登记；现在什么也没有保存。"
HAND_OVER = "有了这项登记，这件来访就要放进保密区，您不是保密查阅人，没有保存任何内容。请当面转给{who}。"
SETTLE_MS, ABOVE = 80, 72
_FIRST_ACTION = "contacted"


class Sections(QScrollArea):
    """All that belongs to one case. `print_asked`: form, kind of record, uid."""

    print_asked = Signal(str, str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.case: RightsCase | None = None
        self.parts = Parts()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.progress = Entries("办理经过", "记一条", self._begin_progress, "还没有办理经过。")
        self.entries = {
            kind.key: Entries(kind.title, kind.verb, self._beginner(kind), kind.empty) for kind in kinds.KINDS
        }
        self.files = Attachments("附件", "添加附件", "还没有附件。照片、病历、报警回执的扫描件放在这里。")
        offer(desk, "add_progress", self.progress.begin_button)
        for kind in kinds.KINDS:
            offer(desk, kind.register.key, self.entries[kind.key].begin_button)
        inside = QWidget()
        inside.setObjectName("plain")
        layout = column(inside, 20, (0, 8, 12, 12))
        for part in (self.progress, *self.entries.values(), self.files):
            layout.addWidget(part)
        layout.addStretch(1)
        self.setWidget(inside)

    @property
    def dirty(self) -> bool:
        """Whether something is half typed in one of the forms."""
        return any(one.form is not None and one.form.form.dirty for one in self._all())

    def show_case(self, case: RightsCase, parts: Parts) -> None:
        """Read everything anew; forms that stand open stay for the same case."""
        if self.case is None or self.case.uid != case.uid:
            self.close_form()
        self.case, self.parts = case, parts
        order = sorted(parts.steps, key=lambda one: (one.happened_on, one.happened_at or "", abs(one.id)), reverse=True)
        self.progress.show_lines([self._step(one) for one in order])
        self.entries["violence"].show_lines([self._line(kinds.VIOLENCE, one) for one in parts.violence])
        self.entries["letter"].show_lines([line for one in parts.letters for line in self._letter(one)])
        self.entries["order"].show_lines([self._order(one) for one in parts.orders])
        self.entries["report"].show_lines([self._line(kinds.REPORT, one) for one in parts.reports] or self._excused())
        self.entries["referral"].show_lines([self._referral(one) for one in parts.referrals])
        self.files.show_shelf(self._shelf())

    def close_form(self) -> bool:
        """Close whatever form is open; False when none was."""
        closed = [one.close_form() for one in self._all()]
        return any(closed)

    def begin(self, key: str) -> None:
        """Open the form for a new part and bring it into sight."""
        self._begin(next(kind for kind in kinds.KINDS if kind.key == key))

    def change(self, part: Record, field: str = "") -> None:
        """Open a part for changing, with a field in front."""
        if isinstance(part, RightsStep):
            self._change_progress(part)
            return
        if isinstance(part, WarningVisit):
            letter = next(one for one in self.parts.letters if one.uid == part.letter_uid)
            self._open_visit(letter, part)
            return
        kind = next(kind for kind in kinds.KINDS if isinstance(part, kind.record))
        self._change(kind, part)
        if field:
            self.entries[kind.key].form.form.go_to(field)

    def save(self) -> None:
        """Save the form that is open."""
        for one in self._all():
            if one.form is not None:
                one.form.save()
                return

    def _all(self) -> list[Entries]:
        return [self.progress, *self.entries.values(), self.files]

    def _do(self, place: Entries, verb: Callable[..., Any], *args: Any) -> list[Problem] | None:
        return saved(act(self.desk, place.form or self, self.case, verb, *args))

    def _open(self, place: Entries, form: InlineForm) -> None:
        place.open_form(form)
        # A form that was just put in finds its height later.
        for wait in (0, SETTLE_MS):
            QTimer.singleShot(wait, form, lambda: self._bring_up(form))

    def _bring_up(self, form: InlineForm) -> None:
        top = form.mapTo(self.widget(), QPoint(0, 0)).y()
        self.verticalScrollBar().setValue(max(0, top - style.px(ABOVE)))

    def _offered(self, verb: str, do: Callable[[], object]) -> Callable[[], object] | str:
        return reason(self.desk, verb) or do

    def _step(self, one: RightsStep) -> Entry:
        when = f"{one.happened_on:%Y.%m.%d} {one.happened_at or ''}".strip()
        facts = (RightsStep.action.show(one.action), one.text or "", one.done_by)
        verbs = [("修改", self._offered("change_progress", lambda: self._change_progress(one)))] if one.text else []
        return Entry(when, DOT.join(fact for fact in facts if fact), verbs)

    def _begin_progress(self) -> None:
        form = RecordForm([Section("", columns(RightsStep, "happened_on happened_at action text"))])
        now = self.desk.session.clock()
        form.show_values({"happened_on": now.date(), "happened_at": f"{now:%H:%M}", "action": _FIRST_ACTION})
        form.editors["text"].mark_needed()

        def store(values: dict[str, Any]) -> list[Problem] | None:
            given = (values["action"], values["text"] or "", values["happened_on"], values["happened_at"])
            return self._do(self.progress, add_progress, *given)

        self._open(self.progress, InlineForm(form, "记下", store))

    def _change_progress(self, one: RightsStep) -> None:
        form = RecordForm([Section("", [RightsStep.text])])
        form.show_values({"text": one.text})

        def store(values: dict[str, Any]) -> list[Problem] | None:
            return self._do(self.progress, change_progress, one, values["text"] or "")

        self._open(self.progress, InlineForm(form, "保存更正", store))

    def _beginner(self, kind: PartKind) -> Callable[[], object]:
        return lambda: self._begin(kind)

    def _begin(self, kind: PartKind) -> None:
        if kind.protects and not is_protected(self.case) and not self._may_move():
            return
        form = self._form(kind)
        known = {name: value for name, value in kind.known(self.case, self.parts).items() if name in form.editors}
        now = self.desk.session.clock()
        known |= {name: now.date() for name in ("applied_on", "sent_on") if name in form.editors}
        form.show_values(known)
        place = self.entries[kind.key]

        def store(values: dict[str, Any]) -> list[Problem] | None:
            given = {name: value for name, value in values.items() if value is not None}
            return self._do(place, kind.register, given)

        moves = kind.protects and not is_protected(self.case)
        made = InlineForm(form, f"{kind.verb}，移进保密区" if moves else kind.verb, store)
        if moves:
            made.layout().insertWidget(0, label(MOVES, "second", wrap=True))
        self._open(place, made)

    def _may_move(self) -> bool:
        clearance = clearance_of(self.desk)
        if clearance.inside is not None:
            return True
        if clearance.may_enter():
            messages.bar(self, ENTER_FIRST, "warn", "进入保密区", lambda: clearance.enter(self))
        else:
            messages.bar(self, HAND_OVER.format(who=readers_words()), "warn")
        return False

    def _form(self, kind: PartKind, later: bool = False) -> RecordForm:
        headings = [Section(title, columns(kind.record, names)) for title, names in kind.headings]
        if later and kind.later:
            headings.append(Section("以后", columns(kind.record, kind.later)))
        return RecordForm(headings)

    def _change(self, kind: PartKind, part: Any) -> None:
        form = self._form(kind, later=True)
        mask_case(form, self.desk, lambda: part)
        form.show_values(dict(part.__data__))
        place = self.entries[kind.key]

        def store(_values: dict[str, Any]) -> list[Problem] | None:
            return self._do(place, change_part, part, form.changed_values())

        self._open(place, InlineForm(form, "保存更正", store))

    def _line(self, kind: PartKind, part: Any, more: list[tuple[str, Any]] | None = None) -> Entry:
        verbs = [*(more or []), ("修改", self._offered("change_part", lambda: self._change(kind, part)))]
        if not reason(self.desk, "print_form"):
            verbs.append(("打印", lambda: self._print(kind, part)))
        return Entry(kind.text(part), DOT.join(kind.detail(part)), verbs)

    def _print(self, kind: PartKind, part: Any) -> None:
        owner = self.case if kind.by_case else part
        self.print_asked.emit(kind.form, owner.kind(), owner.uid)

    def _letter(self, letter: WarningLetter) -> list[Entry]:
        visit = [] if letter.ended_on else [("登记查访", lambda: self._open_visit(letter, None))]
        found = [one for one in self.parts.visits if one.letter_uid == letter.uid]
        return [self._line(kinds.LETTER, letter, visit), *(self._visit(letter, one) for one in found)]

    def _visit(self, letter: WarningLetter, one: WarningVisit) -> Entry:
        change = self._offered("change_part", lambda: self._open_visit(letter, one))
        return Entry(f"　查访 {one.visited_on:%Y.%m.%d}", DOT.join(kinds.visit_detail(one)), [("修改", change)])

    def _open_visit(self, letter: WarningLetter, visit: WarningVisit | None) -> None:
        form = RecordForm([Section("", columns(WarningVisit, kinds.VISIT))])
        start: dict[str, Any] = {"visited_on": self.desk.today(), "visitors": self.desk.session.user}
        form.show_values(dict(visit.__data__) if visit else start)
        place = self.entries["letter"]

        def store(values: dict[str, Any]) -> list[Problem] | None:
            if visit is not None:
                return self._do(place, change_part, visit, form.changed_values())
            given = {name: value for name, value in values.items() if value is not None}
            return self._do(place, visit_after_warning, letter, given)

        self._open(place, InlineForm(form, "保存查访", store))

    def _order(self, order: ProtectionOrder) -> Entry:
        more: list[tuple[str, Any]] = []
        if order.ending is None:
            more.append(("裁定", self._offered("decide_order", lambda: self._decide(order))))
        if order.ending == GRANTED:
            more.append(("变更", self._offered("change_order", lambda: self._change_order(order))))
            more.append(("延长", self._offered("extend_order", lambda: self._extend(order))))
        return self._line(kinds.ORDER, order, more)

    def _decide(self, order: ProtectionOrder) -> None:
        form = RecordForm([Section("法院的裁定", columns(ProtectionOrder, kinds.DECISION))])
        form.show_values({**order.__data__, "decided_on": order.decided_on or self.desk.today()})

        def store(values: dict[str, Any]) -> list[Problem] | None:
            given = {name: value for name, value in values.items() if value is not None}
            return self._do(self.entries["order"], decide_order, order, given)

        self._open(self.entries["order"], InlineForm(form, "保存裁定", store))

    def _change_order(self, order: ProtectionOrder) -> None:
        names = "change_kind change_applied_on change_decided_on change_text"
        form = RecordForm([Section("变更或撤销", columns(ProtectionOrder, names))])
        form.show_values({"change_applied_on": self.desk.today()})
        for name in ("change_kind", "change_applied_on", "change_text"):
            form.editors[name].mark_needed()

        def store(values: dict[str, Any]) -> list[Problem] | None:
            lacking = [name for name in ("change_kind", "change_applied_on", "change_text") if not values[name]]
            if lacking:
                return [_needed(form, name) for name in lacking]
            asked = (values["change_kind"], values["change_applied_on"], values["change_text"])
            return self._do(self.entries["order"], change_order, order, *asked, values["change_decided_on"])

        self._open(self.entries["order"], InlineForm(form, "保存变更", store))

    def _extend(self, order: ProtectionOrder) -> None:
        names = "applied_on applied_at requested requested_text facts evidence handler"
        form = RecordForm([Section("申请延长", columns(ProtectionOrder, names))])
        form.show_values(
            {**order.__data__, "requested": order.measures, "applied_on": self.desk.today(), "applied_at": None}
        )

        def store(values: dict[str, Any]) -> list[Problem] | None:
            given = {name: value for name, value in values.items() if value is not None}
            return self._do(self.entries["order"], extend_order, order, given)

        self._open(self.entries["order"], InlineForm(form, "登记延长申请", store))

    def _excused(self) -> list[Entry]:
        case: Any = self.case
        return [Entry("没有报告", case.not_reported_reason)] if case.not_reported_reason else []

    def _referral(self, referral: Referral) -> Entry:
        more: list[tuple[str, Any]] = []
        if referral.returned_on is None:
            more = [("收到回执", self._offered("take_back_slip", lambda: self._slip(referral)))]
        return self._line(kinds.REFERRAL, referral, more)

    def _slip(self, referral: Referral) -> None:
        fields = columns(Referral, "returned_on slip_by slip_text")

        def store(values: dict[str, Any]) -> list[Problem] | None:
            day, text = values["returned_on"] or self.desk.today(), values["slip_text"] or ""
            return self._do(self.entries["referral"], take_back_slip, referral, day, text, values["slip_by"])

        asked = question(fields, "登记回执", store, returned_on=self.desk.today())
        self._open(self.entries["referral"], asked)

    def _shelf(self) -> Shelf:
        case, opened = self.case, self.desk.opened

        def add(name: str, content: bytes) -> object:
            title = "来访附件"
            return done_or_said(self.desk, self.files, lambda: doing.attach_to(opened, case, title, name, content))

        def drop(kept: Any) -> object:
            if is_protected(kept):
                inside = clearance_of(self.desk).inside
                sure = messages.confirm(self, "要删除这个附件吗？", "删除附件", "保密区里的附件删除后不能恢复。")
                return done_or_said(self.desk, self.files, lambda: inside.drop_attachment(kept)) if sure else None
            return self.desk.do(self.files, detach, kept)

        return Shelf(lambda: doing.attachments(opened, case), lambda kept: doing.content_of(opened, kept), add, drop)


def _needed(form: RecordForm, name: str) -> Problem:
    return Problem(Severity.STOP, "required", f"请填写{form.editors[name].field.label}。", name)
