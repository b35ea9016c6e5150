"""登记来访: the class first, then who came and about what; earlier visits as they are found, and where it may be kept.

Nothing of what must be protected is kept while nobody is inside the compartment, not even as a draft; what is typed
stays on the page meanwhile.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from models.core.errors import KnownError, Problem, RuleRefused, Severity, stops
from models.core.fields import partial_date
from models.office.closed.records import live_readers
from models.people.person import Person
from models.rights import doing
from models.rights.lists import RightsRow, earlier_visits
from models.rights.records import RightsCase
from models.rights.sight import NeedsCompartment
from models.rights.verbs import check_case, prepared
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.offering import reason
from ui.pages.drafts import DraftBar, Drafting
from ui.pages.finders import find_employers, find_villages
from ui.pages.rights.acting import done_or_said
from ui.pages.rights.note import Notice
from ui.widgets.find_box import Choice
from ui.widgets.form_page import FormPanel, RecordForm, Section
from ui.widgets.parts import row

HEADINGS = (
    ("类别", "rights_class channel registered_on registered_at forwarded_from"),
    (
        "来访人",
        "name id_number sex born age phone nationality education occupation village address people delegates",
    ),
    ("本人意愿和安全", "safe_contact wishes keep_secret child_harmed capacity"),
    ("被反映人", "accused_name accused_relation accused_unit accused_phone"),
    ("反映的事", "problem claim note"),
)
_ASKED_FIRST = frozenset({"rights_class", "channel", "registered_on", "registered_at"})
_WHO = ("id_number", "phone", "name")
_TAKEN_OVER = ("name", "sex", "born", "nationality", "phone", "address")

MUST_ENTER = "这次来访要登记在保密区里：只有保密查阅人看得到。现在还没有进入，什么也没有保存，已经填的都留在这一页。"
HAND_OVER = "这次来访要登记在保密区里，您不是保密查阅人，没有保存任何内容。请当面转给{who}，转交以后关上这一页。"
INSIDE = "这次来访会登记在保密区里，只有保密查阅人看得到。"


def sections() -> list[Section]:
    """The columns of a registration under headings."""
    kinds = {kind.name: kind for kind in RightsCase.kinds()}
    return [Section(title, [kinds[name] for name in names.split()]) for title, names in HEADINGS]


def finders() -> dict[str, Any]:
    """Suggestions for free lines."""
    return {"village": _villages, "accused_unit": find_employers}


def _villages(typed: str) -> list[Choice]:
    return [Choice(choice.label, choice.label) for choice in find_villages(typed)]


class OpenOnly(QObject):
    """What a draft is kept of: nothing at all as long as it would have to be protected."""

    draft_due = Signal()

    def __init__(self, form: RecordForm, desk: Desk) -> None:
        super().__init__(form)
        self._form, self._desk = form, desk
        self.kept = False
        """Whether anything of it lies in the file."""
        form.draft_due.connect(self.draft_due)

    @property
    def dirty(self) -> bool:
        """Whether anything was typed."""
        return self._form.dirty

    def draft(self) -> dict[str, str]:
        """What stands there, if it may lie openly."""
        if closed_needed(self._desk, self._form.readable_values()):
            return {}
        typed = {name: text for name, text in self._form.draft().items() if text}
        self.kept = self.kept or bool(typed)
        return typed

    def restore(self, draft: Mapping[str, str]) -> None:
        """Put a draft back; it lies in the file still."""
        self.kept = True
        self._form.restore(draft)


def closed_needed(desk: Desk, values: Mapping[str, Any]) -> bool:
    """Whether what stands on a page may be kept in the compartment only; also while nobody can know."""
    given = {name: value for name, value in values.items() if value is not None}
    try:
        return doing.needs_compartment(desk.opened, given)
    except KnownError:
        return True


class IntakePanel(FormPanel):
    """A new petition. `registered`: its uid."""

    registered = Signal(str)

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.repeat_of = ""
        self._person_uid = ""
        self._dismissed: set[str] = set()
        self._clearance = clearance_of(desk)
        super().__init__("登记来访", RecordForm(sections(), finders()), self._store)
        self.closed_notice, self.repeats = Notice(), Notice("tell")
        self.draft_bar = DraftBar()
        self._openly = OpenOnly(self.form, desk)
        self._drafting = Drafting(desk, "rights", self._openly, self.draft_bar)
        for place, part in enumerate((self.draft_bar, self.closed_notice, self.repeats), 2):
            holder = row(margins=(16, 0, 16, 0))
            holder.addWidget(part)
            self.layout().insertLayout(place, holder)
        for editor in (self.form.editors[name] for name in ("name", "problem")):
            editor.mark_needed()
        self.form.edited.connect(self.judge)
        self.form.settled.connect(self._left)
        self._clearance.entered.connect(self.judge)

    @property
    def protected(self) -> bool:
        """Whether what stands here, with a class chosen, must be kept in the compartment."""
        values = self.form.readable_values()
        return bool(values.get("rights_class")) and closed_needed(self.desk, self._given(values))

    def begin(self) -> None:
        """An empty form, with the draft that was kept of an open one."""
        now = self.desk.session.clock()
        self.form.show_values({"registered_on": now.date(), "registered_at": f"{now:%H:%M}", "people": 1})
        self._drafting.begin("")
        self.refuse_saving(reason(self.desk, "register_case"))
        self.judge()
        self.form.go_to("rights_class")

    def restore_draft(self) -> None:
        """Put back what was offered."""
        if self.draft_bar.text:
            self._drafting.restore()

    def judge(self) -> None:
        """Where it may be kept, and whether there is a class yet."""
        chosen = bool(self.form.readable_values(["rights_class"]).get("rights_class"))
        for name, editor in self.form.editors.items():
            editor.setEnabled(chosen or name in _ASKED_FIRST)
        protected = self.protected
        if protected and self._openly.kept:
            self._openly.kept = False
            self._drafting.shred()
        self._tell_place(protected)

    def keep_draft(self) -> bool:
        """Before the panel is left: True when something half typed was kept."""
        return self.dirty and self._drafting.keep()

    def _tell_place(self, protected: bool) -> None:
        refused = reason(self.desk, "register_case")
        if not protected:
            self.closed_notice.say("")
        elif self._clearance.inside is not None:
            self.closed_notice.say(INSIDE, severity="tell")
        elif self._clearance.may_enter():
            self.closed_notice.say(MUST_ENTER, [("进入保密区登记", self._enter)], "warn")
            refused = refused or "先进入保密区，再保存。"
        else:
            self.closed_notice.say(HAND_OVER.format(who=readers_words()), severity="warn")
            refused = refused or "要由保密查阅人登记。"
        self.refuse_saving(refused)

    def _enter(self) -> None:
        if self._clearance.enter(self):
            self.judge()

    def _left(self, name: str) -> None:
        if name == "id_number":
            self._take_over()
        if name in _WHO:
            self._look_for_earlier()
        self.judge()
        self._warn()

    def _warn(self) -> None:
        values = self._given(self.form.readable_values())
        try:
            case = prepared(self.desk.session, values)
        except RuleRefused:
            return
        found = check_case(case)
        self.form.show_problems([Problem(Severity.WARN, one.code, one.message, one.field) for one in found])

    def _take_over(self) -> None:
        """What is known of a person who is kept already need not be typed again."""
        number = self.form.readable_values(["id_number"]).get("id_number")
        person = Person.get_or_none(Person.id_number == number) if number else None
        self._person_uid = person.uid if person else ""
        if person is not None:
            for name in _TAKEN_OVER:
                editor = self.form.editors[name]
                if not editor.text() and getattr(person, name) is not None:
                    editor.set_value(getattr(person, name))

    def _look_for_earlier(self) -> None:
        asked = self.form.readable_values(_WHO)
        rows = [one for one in earlier_visits(self._clearance.inside, asked) if one.uid not in self._dismissed]
        if self.repeat_of:
            return
        told = "；".join(_told(one) for one in rows[:3])
        ways = [(f"接在{one.number}后面", lambda one=one: self._link(one)) for one in rows[:3]]
        ways += [("不是同一件事", lambda: self._dismiss(rows))]
        more = f"等 {len(rows)} 件" if len(rows) > 3 else ""
        self.repeats.say(
            f"可能来过：{told}{more}。是同一件事的，接在上一次后面。" if rows else "", ways if rows else ()
        )

    def _link(self, earlier: RightsRow) -> None:
        self.repeat_of = earlier.uid
        self.repeats.say(f"接在{earlier.number}后面，按重复来访登记。", [("取消", self._unlink)])
        self.judge()
        self._tell_state()

    def _unlink(self) -> None:
        self.repeat_of = ""
        self._look_for_earlier()
        self.judge()

    def _dismiss(self, rows: list[RightsRow]) -> None:
        self._dismissed |= {one.uid for one in rows}
        self.repeats.say("")

    def _given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        given = {name: value for name, value in values.items() if value is not None}
        links = {"repeat_of": self.repeat_of, "person_uid": self._person_uid}
        return given | {name: uid for name, uid in links.items() if uid}

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        given = self._given(values)
        try:
            found = stops(check_case(prepared(self.desk.session, given)))
        except RuleRefused as refused:
            return [Problem(Severity.STOP, "required", str(refused), "rights_class")]
        lacking = [name for name in ("name", "problem") if not given.get(name)]
        found += [
            Problem(Severity.STOP, "required", f"请填写{self.form.editors[name].field.label}。", name)
            for name in lacking
        ]
        if found:
            return found
        try:
            doing.needs_compartment(self.desk.opened, given)
            done = done_or_said(self.desk, self, lambda: doing.register(self.desk.opened, given))
        except NeedsCompartment:
            self.judge()
            return None
        if done is None:
            return None
        if done.seq > 0:
            self._drafting.drop()
        self.form.mark_saved()
        self.registered.emit(done.value.uid)
        return []


def readers_words() -> str:
    """To whom it is to be handed over."""
    names = [reader.name for reader in live_readers()]
    return f"保密查阅人{'、'.join(names)}" if names else "单位负责人，由她指定保密查阅人"


def _told(earlier: RightsRow) -> str:
    about, day = RightsCase.rights_class.show(earlier.rights_class), partial_date(earlier.registered_on).short()
    return f"{earlier.number}（{earlier.name}，{about}，{day}）"
