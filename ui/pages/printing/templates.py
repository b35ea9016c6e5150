"""自己的模板: the .docx and .xlsx that a county insists on: put in, marks looked at, filled for the records chosen.

Files are read and written in the background. What a mark means is said by `reports.templates`; who may fill, by
`reports.templates.permission`.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QSplitter, QWidget

from models.core.database import DB
from models.core.errors import BadFile, KnownError
from models.core.progress import Progress
from models.core.record import is_protected
from models.office.attachment import Store
from models.office.guard import allows
from models.office.template import (
    Template,
    change_template,
    content_of,
    keep_template,
    remove_template,
    template_called,
    templates,
)
from models.rights.doing import inside
from reports.templates import (
    EACH,
    LIST,
    Order,
    Source,
    filled,
    meanings,
    read_source,
    records_of,
    save,
    subjects,
    write,
)
from reports.templates.permission import consent_needed, note
from resources import path as resource
from ui import jobs, messages
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.pages.consent import Consent
from ui.pages.printing.template_marks import MarkTable, NameList
from ui.pages.printing.template_whom import Whom
from ui.widgets.empty_state import EmptyState
from ui.widgets.find_box import Choice, FindBox
from ui.widgets.parts import button, card, column, label, row

PATTERNS = "Word 和 Excel 文件 (*.docx *.xlsx *.doc *.xls *.docm *.xlsm)"
_EMPTY = "县里、上级发来的 Word 或 Excel 表，可以放进来当模板：在要填的地方写上标记，例如 {{姓名}}，程序就按记录填好。"
_ROLE = Qt.ItemDataRole.UserRole
_SIDE, _NAMES = 220, 270
"""Widths that do not grow with the letters: the middle needs the room."""

Filled = list[tuple[str, bytes]]


class TemplatesPanel(QWidget):
    """The kept templates beside the one in front."""

    def __init__(self, desk: Desk, consent: Consent) -> None:
        super().__init__()
        self.desk, self._consent = desk, consent
        self.template: Template | None = None
        self.source: Source | None = None
        self._sent: tuple[str, list[str]] = ("", [])
        self._told_protected = False
        self.setAcceptDrops(True)
        self.list = QListWidget()
        self.list.currentItemChanged.connect(self._chosen)
        self.title, self.kind = QLineEdit(), FindBox(self._kinds)
        self.marks, self.names, self.whom = MarkTable(), NameList(), Whom()
        self._told = label("", "second", wrap=True)
        self.keep_button = button("保存", self.save, tip="保存名称、用途和标记的意思（Ctrl+S）")
        self.fill_button = button("填写", self.fill, "primary", "file-text", "按所选记录填好，存成文件")
        self._lay_out()
        self.title.textEdited.connect(self._show_dirt)
        self.kind.picked.connect(lambda choice: self._show_kind(choice.value))
        self.marks.changed.connect(self._show_dirt)
        self.whom.changed.connect(self._show_dirt)
        self.names.copied.connect(lambda mark: messages.toast(self, f"已复制 {mark}，到 Word 或 Excel 里粘贴。"))
        clearance_of(desk).left.connect(self._forget_protected)
        self.refresh()

    def refresh(self) -> None:
        """Read the list of templates anew."""
        front = self.template.uid if self.template is not None else ""
        self.list.blockSignals(True)
        self.list.clear()
        for kept in templates():
            item = QListWidgetItem(kept.title)
            item.setData(_ROLE, kept.uid)
            item.setToolTip(
                f"{subjects()[kept.subject].title}　.{kept.file_kind}" if kept.subject in subjects() else ""
            )
            self.list.addItem(item)
        places = [place for place in range(self.list.count()) if self.list.item(place).data(_ROLE) == front]
        self.list.setCurrentRow(places[0] if places else 0)
        self.list.blockSignals(False)
        self.whom.conceal(False)
        if not self.list.count():
            self._show_nothing()
        elif not places or self.source is None or template_called(front).revision != self.template.revision:
            self._chosen(self.list.currentItem())
        else:  # what she is choosing just now stays while records change elsewhere
            self._show_dirt()

    def show_records(self, kind: str, uids: Sequence[str]) -> None:
        """Records that another page sent along: offered where a template is of their kind."""
        self._sent = (kind, list(uids))
        fitting = next((kept for kept in templates() if kept.subject == kind), None)
        if fitting is not None and (self.template is None or self.template.subject != kind):
            self.open(fitting.uid)
        elif self.template is not None:
            self._show_kind(self.template.subject)

    def open(self, uid: str) -> None:
        """Put the template of this uid in front."""
        for place in range(self.list.count()):
            if self.list.item(place).data(_ROLE) == uid:
                self.list.setCurrentRow(place)

    def add(self) -> None:
        """Choose a file and keep it as a template."""
        files = messages.open_files(self, "选择模板文件", PATTERNS, several=False)
        if files:
            self.take(files[0])

    def add_samples(self) -> None:
        """Two templates to look at, and to take as a beginning."""
        for sample in sorted(resource("templates").iterdir()):
            self.take(sample)

    def take(self, path: Path) -> None:
        """Check a file and keep it; she says afterwards of what it is."""

        def work(_progress: Progress) -> Source:
            try:
                return read_source(path.read_bytes(), path.name)
            except OSError as error:
                raise BadFile(f"“{path.name}”读不出来，请确认文件还在、没有被别的程序占用。") from error

        jobs.start(self, f"读取“{path.name}”", work, done=lambda source: self._keep(path, source))

    def save(self) -> None:
        """Ctrl+S: keep the title, the kind and what the marks mean."""
        if self.template is None or not self.keep_button.isEnabled():
            return
        title = self.title.text().strip() or self.template.title
        done = self.desk.do(
            self, change_template, self.template, title=title, subject=self._subject, choices=self.marks.choices
        )
        if done is not None:
            self.template = done.value
            self.refresh()

    def remove(self) -> None:
        """Take the template in front away; it can be taken back."""
        if self.template is not None:
            self.desk.do(self, remove_template, self.template)
            self.refresh()

    def save_copy(self) -> None:
        """The file as it was put in, to be changed in Word or Excel."""
        if self.source is None:
            return
        kind = self.source.kind
        path = messages.save_file(self, "另存模板文件", self.source.name, f"模板文件 (*.{kind})")
        if path is not None:
            try:
                write(self.source.content, path)
            except KnownError as error:
                messages.known(self, error)

    def fill(self) -> None:
        """Fill for the records chosen, once it is permitted."""
        if self.template is None or self.source is None or not self.whom.records:
            return
        self.save()
        opened, title = self.desk.opened, self.template.title
        subject = subjects()[self._subject]
        closed = inside(opened)
        try:
            # Read anew: what she chose a while ago may have been changed or protected since.
            records = records_of(subject, [record.uid for record in self.whom.records], closed)
            order = Order(self.source, subject, records, self.marks.choices, self.desk.session.user, closed)
            out = self._ask_where(order)
            if out is None:
                return
        except KnownError as error:
            messages.known(self, error)
            return
        way, moment = self.whom.way, self.desk.session.clock()
        self._told_protected = any(map(is_protected, order.records))

        def work(progress: Progress) -> tuple[int, Filled]:
            with DB.connection_context():
                return consent_needed(order), filled(order, way, moment, progress)

        def made(found: tuple[int, Filled]) -> None:
            count, files = found
            if not count:
                self._write(order, title, out, files, "")
                return
            what = f"自己的模板《{title}》"
            self._consent.ask(what, count, lambda warning: self._write(order, title, out, files, warning))

        jobs.start(self, f"填写《{title}》", work, done=made)

    def conceal(self) -> None:
        """No name stays in sight on a locked screen."""
        self.whom.conceal(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped here."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the first file."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.take(files[0])

    @property
    def _subject(self) -> str:
        found = next((kind for kind, each in subjects().items() if each.title == self.kind.text().strip()), "")
        return found or (self.template.subject if self.template else "")

    def _ask_where(self, order: Order) -> Path | None:
        kind, title = order.source.kind, self.title.text().strip()
        labels = [order.subject.label(record) for record in order.records]
        if self.whom.way == EACH and len(labels) > 1:
            return messages.directory(self, "选择存放的文件夹")
        whose = labels[0] if len(labels) == 1 else f"{labels[0]}等{len(labels)}份"
        name = title if self.whom.way == LIST else f"{whose}{title}"
        return messages.save_file(self, "另存填好的表", f"{name.replace('/', '／')}.{kind}", f"填好的表 (*.{kind})")

    def _write(self, order: Order, title: str, out: Path, files: Filled, warning: str) -> None:
        if warning:
            messages.bar(self, warning, "warn")
        way = self.whom.way
        try:
            note(self.desk.opened, order, title)
        except KnownError as error:
            messages.known(self, error)
            return
        jobs.start(self, f"写出《{title}》", lambda _progress: save(files, order, way, out), done=self._written)

    def _forget_protected(self) -> None:
        """The closed compartment is left: no number of it stays in the lists or in the bar."""
        had = self.whom.forget_protected()
        if had or self._told_protected:
            self._told_protected, self._sent = False, ("", [])
            messages.clear_bar(self)

    def _written(self, files: list[Path]) -> None:
        told = f"已存为“{files[0].name}”。" if len(files) == 1 else f"已写好 {len(files)} 个文件。"
        unknown = f"不认识的标记{'、'.join(self.marks.unknown)}原样留着。" if self.marks.unknown else ""
        folder = files[0].parent
        messages.bar(self, told + unknown, "done", "打开文件夹", lambda: messages.open_directory(folder))

    def _keep(self, path: Path, source: Source) -> None:
        title, number = path.stem[:50], 1
        known = {kept.title for kept in templates()}
        while title in known:
            number += 1
            title = f"{path.stem[:50]}（{number}）"
        kind = self._sent[0] if self._sent[0] in subjects() else self._likely(source)
        done = self.desk.do(self, keep_template, Store(self.desk.opened), title, source.kind, kind, {}, source.content)
        if done is not None:
            self.template, self.source = done.value, None
            self.refresh()
            if source.logic:
                messages.bar(self, "文件里有 {% … %} 这样的语句，本程序不执行，原样留着。", "tell")
            elif not source.marks:
                messages.bar(self, "文件里还没有标记。请在要填的地方写上标记，例如 {{姓名}}，再放进来。", "tell")

    def _likely(self, source: Source) -> str:
        """The kind that knows most of the marks; she sees it and may choose another."""

        def known(kind: str) -> int:
            return sum(name is not None for _, name in meanings(source, subjects()[kind], {}))

        return max(subjects(), key=known)

    def _chosen(self, item: QListWidgetItem | None, _before: object = None) -> None:
        if item is None:
            return
        try:
            template = template_called(item.data(_ROLE))
            name = f"{template.title}.{template.file_kind}"
            self.source = read_source(content_of(Store(self.desk.opened), template), name)
        except KnownError as error:
            self._show_nothing()
            messages.known(self, error)
            return
        self.template = template
        self.title.setText(template.title)
        self._show_front(True)
        self._show_kind(template.subject if template.subject in subjects() else next(iter(subjects())))

    def _show_kind(self, kind: str) -> None:
        if self.template is None or self.source is None:
            return
        subject, closed = subjects()[kind], inside(self.desk.opened)
        self.kind.setText(subject.title)
        # Keys of another kind of record mean nothing here.
        kept = dict(self.template.choices or {}) if kind == self.template.subject else {}
        self.marks.show_marks(kind, self.source.marks, kept)
        self.names.show_kind(kind)
        sent = self._sent[1] if self._sent[0] == kind else []
        try:
            records = records_of(subject, sent, closed)
        except KnownError as error:
            records = []
            messages.known(self, error)
        self.whom.show_subject(subject, records, closed)
        self._show_dirt()

    def _show_dirt(self) -> None:
        kept = self.template
        if kept is None or self.source is None:
            return
        title = self.title.text().strip()
        dirty = title != kept.title or self._subject != kept.subject or self.marks.choices != dict(kept.choices or {})
        may = allows(self.desk.session, "change_template", kept)
        self.keep_button.setEnabled(dirty and bool(title) and may)
        count, unknown = len(self.marks.rows), len(self.marks.unknown)
        tail = f"，{unknown} 个不认识：不选就原样留在文件里" if unknown else "，都认识"
        self._told.setText(f"共 {count} 个标记{tail}。" if count else "这个文件里没有标记。")
        self.fill_button.setEnabled(bool(self.whom.records) and count > 0)

    def _show_nothing(self) -> None:
        self.template = self.source = None
        self._show_front(False)

    def _show_front(self, shown: bool) -> None:
        self._front.setVisible(shown)
        self._empty.setVisible(not shown)
        self._side.setVisible(shown or self.list.count() > 0)

    def _kinds(self, typed: str) -> Sequence[Choice]:
        asked = "" if any(typed == each.title for each in subjects().values()) else typed
        return [Choice(kind, each.title) for kind, each in subjects().items() if asked in each.title]

    def _lay_out(self) -> None:
        side = QWidget()
        left = column(side, 8)
        left.addWidget(button("添加模板", self.add, "", "plus", "选择一个 .docx 或 .xlsx 文件，也可以拖到这里"))
        left.addWidget(self.list, 1)
        side.setFixedWidth(_SIDE)
        self._side = side
        self._front = QWidget()
        across = row(self._front, 16)
        across.addWidget(self._middle(), 1)
        self.names.setFixedWidth(_NAMES)
        across.addWidget(self.names)
        self._empty = EmptyState(
            "file-text", "还没有自己的模板", _EMPTY, [("添加模板", self.add), ("看两个示例", self.add_samples)]
        )
        layout = row(self, 16)
        layout.addWidget(side)
        layout.addWidget(self._front, 1)
        layout.addWidget(self._empty, 1)

    def _middle(self) -> QWidget:
        head = row(spacing=8)
        for words, field in (("名称", self.title), ("用于", self.kind)):
            head.addWidget(label(words))
            head.addWidget(field, 1)
        head.addWidget(self.keep_button)
        tools = row(spacing=12)
        tools.addWidget(self._told, 1)
        tools.addWidget(button("另存模板文件", self.save_copy, "link", tip="取出文件，到 Word 或 Excel 里修改"))
        tools.addWidget(button("删除模板", self.remove, "link"))
        upper, lower = card(), card()
        inside_upper = column(upper, 8, (16, 12, 16, 12))
        inside_upper.addLayout(head)
        inside_upper.addLayout(tools)
        inside_upper.addWidget(self.marks, 1)
        inside_lower = column(lower, 8, (16, 12, 16, 12))
        inside_lower.addWidget(self.whom)
        last = row(spacing=8)
        last.addStretch(1)
        last.addWidget(self.fill_button)
        inside_lower.addLayout(last)
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.setChildrenCollapsible(False)
        whole.addWidget(upper)
        whole.addWidget(lower)
        whole.setStretchFactor(0, 1)
        return whole
