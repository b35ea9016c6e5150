"""The page 人员: list, filters, the opened person, and what is done with selected ones. Owns no rule and no query."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.core.database import DB
from models.core.progress import Progress
from models.core.verbs import Done, undo
from models.office.draft import find_draft
from models.people.lists import count_persons, person_ids
from models.people.person import Person
from models.people.same import ask_pair, pair_of
from models.people.verbs import remove_person
from ui import jobs, messages
from ui.desk import Desk
from ui.offering import may, offer
from ui.pages.consent import Consent
from ui.pages.drafts import kept_when
from ui.pages.history.record_story import close_story
from ui.pages.people.listing import (
    NAME_ORDER,
    PersonTable,
    body_choices,
    filters,
    village_choices,
    wanted_persons,
)
from ui.pages.people.record import DRAFT_PAGE, PersonPanel
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.filter_bar import FilterBar
from ui.widgets.list_detail import ListDetail
from ui.widgets.page import Page
from ui.widgets.parts import button, column, label, row

FOLLOW_MS = 150
_EMPTY = (
    "这里放全乡镇要联系的人：会员、团员、妇女、入党申请人。可以从村里报来的 Excel 花名册整批导入，也可以一个一个录入。"
)
_NOBODY = "换一个条件试试，或者清除筛选。姓名可以输汉字、拼音首字母，证号和电话可以输末几位。"


class PeoplePage(Page):
    """Everybody the office keeps."""

    help_key = "people"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__("人员")
        self.desk = desk
        self.panel: PersonPanel | None = None
        self.table = PersonTable()
        self.filters = FilterBar(filters())
        self.newest = button("最新在前", lambda: self.show_list(keep=False), "chip", tip="按录入的先后排列")
        self.newest.setCheckable(True)
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._open_current)
        self.consent = Consent(desk, self, self.body)
        self._build(settings)
        self._connect()
        self.show_list()
        self._offer_new_draft()

    def open_target(self, target: object) -> None:
        """A uid (`uid:field` to go into a field), `new`, or a mapping of filters.

        Filters are `village`, `body`, `sex`, `status`, `stage`; with `newest`, who came last comes first.
        """
        if isinstance(target, dict):
            self.close_record()
            self.newest.setChecked(bool(target.get("newest")))
            self.filters.want(target)
        elif target == "new":
            self.begin()
        else:
            uid, _, field = str(target).partition(":")
            self.open_person(Person.by_uid(uid))
            self.panel.form.go_to(field)

    def refresh(self) -> None:
        """Read the list and the opened record anew."""
        self.filters.set_choices("village", village_choices())
        self.filters.set_choices("body", body_choices())
        self.show_list()
        if self.panel is not None:
            self.panel.reread()

    def show_list(self, keep: bool = True) -> None:
        """Ask for the ids again."""
        wanted = wanted_persons(self.filters.text, self.filters.wanted, self.newest.isChecked())
        ids = person_ids(wanted)
        self.table.show_order("" if wanted.newest_first else NAME_ORDER, True)
        self.table.show_ids(ids, keep=keep)
        narrowed = bool(self.filters.text or self.filters.wanted)
        whole = count_persons() if narrowed else len(ids)
        self.set_title("人员", f"找到 {len(ids):,} 人，共 {whole:,} 人" if narrowed else f"共 {whole:,} 人")
        self._filled.show_list(whole > 0 or self.panel is not None)
        self._found.show_list(len(ids) > 0)
        self.filters.setVisible(whole > 0)
        self.newest.setVisible(whole > 0)
        self._tell_selection(self.table.selected_count())

    def open_person(self, person: Person | None) -> None:
        """Open a record beside the list, None for a new one; what was half typed in the other is kept."""
        self._leave_record()
        if self.panel is None:
            self.panel = PersonPanel(self.desk)
            self.panel.closed.connect(self.close_record)
            self.panel.saved.connect(self._saved)
            self.panel.other.connect(lambda uid: self.open_person(Person.by_uid(uid)))
            self.panel.go.connect(self.go)
        self._beside.open_beside(self.panel)
        self.panel.show_person(person)
        self._filled.show_list(True)
        if person is not None:
            self.table.choose(person.id)

    def close_record(self) -> bool:
        """Back to the list; False when no record was open."""
        if self.panel is None:
            return False
        self._leave_record()
        self.panel = None
        self._beside.close_detail()
        self._filled.show_list(count_persons() > 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def step_back(self) -> bool:
        """Esc closes the small form, then the record, then leaves the filter."""
        if self.consent.put_away() or (self.panel is not None and close_story(self.panel)):
            return True
        if self.panel is not None and self.panel.close_small_form():
            self.panel.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return self.close_record()

    def save(self) -> None:
        """Save the opened record."""
        if self.panel is not None:
            self.panel.save()

    def begin(self) -> None:
        """A new person."""
        if not may(self.desk, "register_person"):
            return
        self.open_person(None)

    def seek(self) -> None:
        """Into the quick filter."""
        self.filters.seek()

    def conceal(self) -> None:
        """Numbers that were shown are masked again."""
        self.settle()
        if self.panel is not None:
            self.panel.mask_again()

    def settle(self) -> bool:
        """What is half typed is kept as a draft."""
        if self.panel is not None:
            self.panel.keep_draft()
        return True

    def focusInEvent(self, event: Any) -> None:
        """The list has the keys when the page is visited."""
        (self.panel or self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def delete_selected(self) -> None:
        """Delete one person at once, several after asking; both can be taken back."""
        ids = self.table.selected_ids()
        persons = list(Person.select().where(Person.id.in_(ids))) if len(ids) <= 500 else []
        if not persons:
            messages.bar(self, "一次最多删除 500 人，请少选一些。" if ids else "请先在列表里选中要删除的人。")
            return
        if self.panel is not None and self.panel.person in persons:
            self.close_record()
        if len(persons) == 1:
            self.desk.do(self, remove_person, persons[0])
            return
        names = "、".join(person.name for person in persons[:5]) + ("等" if len(persons) > 5 else "")
        if messages.confirm(self, f"要删除选中的 {len(persons)} 人吗？", f"删除 {len(persons)} 人", names):
            session = self.desk.session
            work = _together(persons, lambda person: remove_person(session, person), "删除")
            jobs.start(self, f"删除 {len(persons)} 人", work, done=self._deleted, hold=self.table)

    def ask_same(self) -> None:
        """Lay the two selected ones side by side, where it is decided whether they are one human."""
        one, other = Person.select().where(Person.id.in_(self.table.selected_ids()))
        pair = pair_of(one.uid, other.uid)
        if pair is None:
            done = self.desk.do(self, ask_pair, one, other, quiet=True)
            pair = done.value if done else None
        if pair is not None:
            self.go.emit("exchange", ("doubles", pair.uid))

    def export(self) -> None:
        """Write the selected persons, or all that are listed, as a workbook."""
        ids = self.table.selected_ids() if self.table.selected_count() > 1 else list(self.table.records.ids)
        path = messages.save_file(self, "导出花名册", f"花名册{self.desk.today():%Y%m%d}.xlsx", "Excel 工作簿 (*.xlsx)")
        if path is None:
            return
        self.consent.ask("花名册", len(ids), lambda warning: self._export(path, ids, warning))

    def _export(self, path: Path, ids: Sequence[int], warning: str) -> None:
        def work(progress: Progress) -> Path:
            from reports.workbooks import export_roster

            with DB.connection_context():
                export_roster(path, ids, progress)
            return path

        jobs.start(self, "导出花名册", work, done=lambda written: self._exported(written, len(ids), warning))

    def _exported(self, written: Path, count: int, warning: str) -> None:
        folder = QUrl.fromLocalFile(str(written.parent))
        text = f"已导出 {count:,} 人到“{written.name}”。{warning}"
        messages.bar(self, text, "warn" if warning else "done", "打开文件夹", lambda: QDesktopServices.openUrl(folder))

    def _deleted(self, done: list[Done[Any]]) -> None:
        self.desk.changed.emit(None)
        session = self.desk.session
        back = _together(list(reversed(done)), lambda one: undo(session, one.seq), "撤销删除")

        def take_back() -> None:
            jobs.start(self, "撤销删除", back, done=lambda _: self.desk.changed.emit(None), hold=self.table)

        messages.toast(self, f"删除了 {len(done)} 人。", take_back)

    def _build(self, settings: Settings) -> None:
        take_in = button("导入花名册", lambda: self.go.emit("intake", None), icon="file-input")
        self.actions.addWidget(take_in)
        self.export_button = button("导出花名册", self.export, icon="file-down")
        self.actions.addWidget(self.export_button)
        begin = button("录入人员", self.begin, "primary", "user-plus", "录入人员（Ctrl+N）")
        self.actions.addWidget(begin)
        offer(self.desk, "apply_roster", take_in)
        offer(self.desk, "register_person", begin)
        line = row()
        line.addWidget(self.filters, 1)
        line.addWidget(self.newest)
        self.body.addLayout(line)
        nobody = EmptyState("search", "没有符合条件的人", _NOBODY, [("清除筛选", self.filters.clear)])
        self._found = ListOrEmpty(self.table, nobody)
        listing = QWidget()
        inside = column(listing, 4)
        inside.addWidget(self._found, 1)
        inside.addLayout(self._foot())
        listing.setFocusProxy(self.table)
        self._beside = ListDetail(listing, settings.splitters, "people")
        ways = [("导入花名册", lambda: self.go.emit("intake", None)), ("录入人员", self.begin)]
        self._filled = ListOrEmpty(self._beside, EmptyState("users", "还没有人员", _EMPTY, ways))
        self.body.addWidget(self._filled, 1)

    def _foot(self) -> QHBoxLayout:
        self._selected = label("", "second")
        self.delete_button = button("删除", self.delete_selected, "plain", "trash-2")
        line = row(spacing=8)
        self.same_button = button("是同一个人…", self.ask_same, "plain", "users", "把选中的两个人并排核对")
        self.same_button.hide()
        line.addWidget(self._selected)
        line.addWidget(self.delete_button)
        line.addWidget(self.same_button)
        line.addStretch(1)
        return line

    def _connect(self) -> None:
        self.filters.changed.connect(lambda: self.show_list(keep=False))
        self.table.opened.connect(lambda number: self.open_person(Person.get_by_id(number)))
        self.table.current_changed.connect(lambda _id: self.panel and self._follow.start())
        self.table.selection_changed.connect(self._tell_selection)
        self.table.sort_asked.connect(lambda *_: self._sort_by_name())

    def _sort_by_name(self) -> None:
        self.newest.setChecked(False)
        self.show_list()

    def _tell_selection(self, count: int) -> None:
        self._selected.setText(f"选中 {count:,} 人" if count else "按住 Ctrl 或 Shift 可以选多人")
        self.delete_button.setText(f"删除 {count:,} 人" if count > 1 else "删除")
        self.delete_button.setEnabled(count > 0 and may(self.desk, "remove_person"))
        self.same_button.setVisible(count == 2 and may(self.desk, "ask_pair"))
        self.export_button.setText(f"导出选中的 {count:,} 人" if count > 1 else "导出花名册")
        self.export_button.setEnabled(len(self.table.records.ids) > 0 and may(self.desk, "export_roster"))

    def _open_current(self) -> None:
        """The record follows the row while one is open, without taking the keys from the list."""
        current = self.table.current_id()
        if self.panel is None or current is None or (self.panel.person and self.panel.person.id == current):
            return
        person = Person.get_or_none(Person.id == current)
        if person is not None:
            self._leave_record()
            self.panel.show_person(person, take_keys=False)

    def _leave_record(self) -> None:
        self._follow.stop()
        if self.panel is not None and self.panel.keep_draft():
            who = self.panel.person.name if self.panel.person else "新录入的人员"
            messages.toast(self, f"“{who}”没有保存的内容已留成草稿。")

    def _saved(self) -> None:
        if self.panel is not None and self.panel.person is not None:
            self.table.choose(self.panel.person.id)

    def _offer_new_draft(self) -> None:
        kept = find_draft(self.desk.session, DRAFT_PAGE, "")
        if kept is not None:
            text = f"有一份 {kept_when(kept, self.desk.today())} 没保存的新人员草稿。"
            messages.bar(self, text, "tell", "打开草稿", self.begin)


def _together(things: Sequence[Any], verb: Callable[[Any], Done[Any]], what: str) -> Callable[[Progress], Any]:
    """Do a verb for each, all or none of them."""

    def work(progress: Progress) -> list[Done[Any]]:
        with DB.connection_context(), DB.atomic("IMMEDIATE"):
            done = []
            for place, thing in enumerate(things):
                progress.step(what, place, len(things))
                done.append(verb(thing))
            return done

    return work
