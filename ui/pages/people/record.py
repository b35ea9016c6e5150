"""One person opened beside the list: the form in sections, live rules, drafts, and what belongs to the person below.

Gathers and shows; registering and changing are the verbs of `models.people`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QScrollArea, QWidget

from models.core.dates import PartialDate
from models.core.errors import Problem, stops
from models.core.identity import birth_of, sex_of
from models.exchange.likeness.lists import office_name
from models.organisations.unit import VILLAGE
from models.organisations.verbs import register_unit
from models.people.person import Person
from models.people.rules import check_person
from models.people.same import records_of
from models.people.verbs import change_person, register_person
from ui.desk import Desk
from ui.offering import reason
from ui.pages.drafts import DraftBar, Drafting
from ui.pages.finders import find_employers, find_villages, unit_choice
from ui.pages.history.record_story import RecordStory, close_story
from ui.pages.people.erasing import VERB, ErasureLine
from ui.pages.people.standing import Standing
from ui.pages.unmasking import mask
from ui.widgets.form_page import FormPanel, RecordForm, Section
from ui.widgets.parts import button, row

DRAFT_PAGE = "people"
_SECTIONS = (
    (
        "基本",
        "name id_number sex born nationality political_status education phone native_place marriage health "
        "former_name school major",
    ),
    ("住址", "village village_group address household_place household_kind"),
    ("工作", "employer department job_post job_kind title started_work_on employment_form"),
    (
        "家庭与困难",
        "household_size relation_to_head father_name mother_name guardian income_per_head family_members "
        "hardship_class hardship_cause allowance_number illness disability disability_number bank bank_account",
    ),
    ("简历与其他", "resume honours note"),
)
_JUDGED = ("name", "id_number", "sex", "born")


def sections() -> list[Section]:
    """The columns of a person in the order in which a clerk asks; a new column stands under the last heading."""
    kinds = {kind.name: kind for kind in Person.kinds()}
    placed = [(title, [kinds.pop(name) for name in names.split()]) for title, names in _SECTIONS]
    placed[-1][1].extend(kinds.values())
    return [Section(title, fields) for title, fields in placed]


class PersonPanel(FormPanel):
    """One person, or a new one. `other`: uid of another person whom a finding names."""

    other = Signal(str)
    go = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.person: Person | None = None
        parts = sections()
        form = RecordForm(parts, {"village": find_villages, "employer": find_employers})
        super().__init__("", form, self._store)
        mask(form, desk, lambda: self.person)
        self.standing = Standing(desk)
        self.standing.go.connect(self.go)
        inside = form.parentWidget()
        inside.layout().addSpacing(12)
        inside.layout().addWidget(self.standing)
        self._story_button = button("修改记录", self.show_story, "plain", "history")
        self._story_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tools.addWidget(self._story_button)
        self._more = QMenu(self)
        self.more_button = button("更多", self._offer_more, "plain", "ellipsis")
        self.tools.addWidget(self.more_button)
        self.erasing = ErasureLine(desk)
        self.erasing.go.connect(self.go)
        self.layout().insertWidget(1, self.erasing)
        inside.layout().insertLayout(0, self.erasing.place)
        self.draft_bar = DraftBar()
        self._drafting = Drafting(desk, DRAFT_PAGE, form, self.draft_bar)
        self.layout().insertWidget(1, self.draft_bar)
        self.layout().insertLayout(1, self._jumps(parts))
        form.settled.connect(self._left)

    def show_person(self, person: Person | None, take_keys: bool = True) -> None:
        """Show a stored person, or an empty form for a new one; offers the draft that was kept."""
        self.person = person
        close_story(self)
        self.bar.clear()
        self._fill()
        self._drafting.begin(person.uid if person else "")
        self._scroll_to(0)
        if take_keys:
            self.form.editors["name"].input.setFocus(Qt.FocusReason.OtherFocusReason)

    def reread(self) -> None:
        """Records were written: show what is stored, unless something is half typed here."""
        if self.person is None:
            return
        if not self.form.dirty:
            stored = Person.get_or_none(Person.id == self.person.id)
            if stored is not None and stored.revision != self.person.revision:
                self.person = stored
                self._fill()
        self.standing.show_person(self.person)
        self._tell_erasure()

    def keep_draft(self) -> bool:
        """Before the record is left: True when something half typed was kept."""
        return self.form.dirty and self._drafting.keep()

    def save(self) -> bool:
        """Save the small form that is being filled, or else the record."""
        small = self.erasing.form or self.standing.form_in_use()
        return small.save() if small is not None else super().save()

    def show_story(self) -> None:
        """修改记录."""
        if self.person is not None:
            RecordStory(self.person.uid, self.person.name, self)

    def close_small_form(self) -> bool:
        """Close whatever small form is open; False when none was."""
        return self.erasing.close_form() or self.standing.close_form()

    def mask_again(self) -> None:
        """Stars again where nothing is half typed."""
        if self.person is not None and not self.form.dirty:
            self._fill()

    def _fill(self) -> None:
        values = dict(self.person.__data__) if self.person else {}
        values["village"] = unit_choice(self.person.village) if self.person else None
        self.form.show_values(values)
        self._tell_title()
        self._tell_state()
        self.standing.setVisible(self.person is not None)
        self._story_button.setVisible(self.person is not None)
        self.more_button.setVisible(self.person is not None)
        self._tell_erasure()
        if self.person is not None:
            self.standing.show_person(self.person)
            self._tell_elsewhere()
            self._judge()

    def _tell_title(self) -> None:
        if self.person is None:
            self.set_title("录入人员")
            return
        age = self.person.born.age_on(self.desk.today()) if self.person.born else None
        facts = (Person.sex.show(self.person.sex) if self.person.sex in ("1", "2") else "", f"{age}岁" if age else "")
        self.set_title("　".join(part for part in (self.person.name, *facts) if part))

    def _tell_elsewhere(self) -> None:
        """Other records of the same human stand below."""
        offices = [office_name(record.origin) for record in records_of(self.person) if record.uid != self.person.uid]
        if offices:
            text = f"两地登记：{'、'.join(dict.fromkeys(offices))}也有这个人的记录，名单和统计里只算一个人。"
            self.bar.say(text, "tell", "看那边的记录", lambda: self._jump_to_place(self.standing.elsewhere))

    def _tell_erasure(self) -> None:
        """A request that waits stands there; what is left of one who was erased is only to be looked at."""
        self.erasing.show_person(self.person)
        refusal = reason(self.desk, "change_person" if self.person else "register_person")
        self.refuse_saving("已经删除，不能修改。" if self.erasing.erased else refusal)
        for part in (self.form, self.standing):
            part.setEnabled(not self.erasing.erased)

    def _offer_more(self) -> None:
        self._more.clear()
        why = self.erasing.reason()
        offered = self._more.addAction(f"{VERB}（{why}）" if why else VERB, self._ask_erasure)
        offered.setEnabled(not why)
        self._more.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _ask_erasure(self) -> None:
        self._scroll_to(0)
        self.erasing.ask()

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        found = check_person(values, self.person.id if self.person else None)
        if stops(found):
            self._offer_other(found)
            return stops(found)
        if self.person is None:
            given = {name: value for name, value in values.items() if value is not None}
            done = self.desk.do(self, register_person, given)
        else:
            done = self.desk.do(self, change_person, self.person, self.form.changed_values())
        if done is None:
            return None
        self.person = Person.get_by_id(done.value.id)
        self._drafting.drop()
        self._fill()
        self._drafting.begin(self.person.uid)
        return []

    def _left(self, name: str) -> None:
        """A field was left: fill what follows from it, and judge what belongs together."""
        if name == "id_number":
            self._fill_from_number()
        if name == "village" and self.form.editors[name].severity == "stop":
            self._offer_village()
        if name in _JUDGED:
            self._judge()

    def _fill_from_number(self) -> None:
        number = self.form.readable_values(["id_number"]).get("id_number")
        if not number:
            return
        for name, value in (("sex", sex_of(number)), ("born", birth_of(number))):
            editor = self.form.editors[name]
            if value and not editor.text():
                editor.set_value(PartialDate.of(value) if name == "born" else value)

    def _judge(self) -> None:
        values = self.form.readable_values(_JUDGED)
        for name in _JUDGED:
            if self.form.editors[name].text():
                self.form.editors[name].judge()
        found = check_person(values, self.person.id if self.person else None)
        found = [problem for problem in found if problem.code != "name_missing"]
        self.form.show_problems(found)
        self._offer_other(found)

    def _offer_other(self, found: Sequence[Problem]) -> None:
        for problem in found:
            uid = problem.values.get("uid")
            if uid:
                severity = "stop" if stops([problem]) else "warn"
                self.bar.say(problem.message, severity, "打开那条记录", lambda uid=uid: self.other.emit(str(uid)))
                return

    def _offer_village(self) -> None:
        typed = self.form.editors["village"].text().strip()
        if typed:
            text = f"村（社区）表里还没有“{typed}”。"
            self.bar.say(text, "warn", f"登记“{typed}”", lambda: self._register_village(typed))

    def _register_village(self, name: str) -> None:
        done = self.desk.do(self, register_unit, {"name": name, "kind_of_unit": VILLAGE})
        if done is not None:
            self.form.editors["village"].show_choice(unit_choice(done.value))
            self.form.edited.emit()

    def _jumps(self, parts: Sequence[Section]) -> Any:
        line = row(spacing=0, margins=(8, 0, 8, 0))
        for part in parts:
            first = part.fields[0].name
            line.addWidget(_jump(part.title[:2], lambda first=first: self._jump_to(first)))
        for title, place in self.standing.places().items():
            line.addWidget(_jump(title, lambda place=place: self._jump_to_place(place)))
        line.addStretch(1)
        return line

    def _jump_to(self, name: str) -> None:
        self._scroll_to(self.form.editors[name].mapTo(self._inside(), self.form.rect().topLeft()).y())
        self.form.editors[name].input.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _jump_to_place(self, place: QWidget) -> None:
        if not self.standing.isHidden():
            self._scroll_to(place.mapTo(self._inside(), place.rect().topLeft()).y() + 32)

    def _scroll_to(self, y: int) -> None:
        area = self.findChild(QScrollArea)
        area.verticalScrollBar().setValue(max(y - 40, 0))

    def _inside(self) -> QWidget:
        return self.findChild(QScrollArea).widget()


def _jump(title: str, action: Callable[[], object]) -> QWidget:
    made = button(title, action, "plain")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
