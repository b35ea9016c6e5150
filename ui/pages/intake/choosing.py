"""The first stage: which files, whose members they list, and the imports of before. Reads no file."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from models.core.errors import ValueProblem
from models.intake.apply import batches
from models.intake.plan import VERDICT_NAMES, Verdict
from models.intake.records import IntakeBatch
from models.organisations.body import Body
from ui import messages, style
from ui.pages.finders import find_bodies
from ui.widgets.editors import LinkEditor
from ui.widgets.inline_form import Entries, Entry
from ui.widgets.parts import Mark, button, column, hairline, label, row

PATTERNS = "花名册 (*.xls *.xlsx *.xlsm *.xlsb *.ods *.csv *.et *.html *.htm *.txt);;所有文件 (*)"
MOST_EARLIER = 12
_WHOSE = "名单若是某一个组织的会员、团员或妇女，填上它，会籍就记在它名下；不填时按表中的“填报单位”认。"
_KINDS = "Excel、WPS 表格、CSV 都可以，一次可以选几个。只看不改：核对以后才会导入。"


class Choosing(QScrollArea):
    """Files, body, and earlier imports."""

    ready = Signal()  # she wants the chosen files looked at
    undo_asked = Signal(object)  # a batch
    files_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.files: list[Path] = []
        self.refused: dict[Path, str] = {}
        self._all = False
        self.choose_button = button("选择文件", self.choose_files, "primary", "folder-open", "选择文件（Ctrl+N）")
        self.more_button = button("再加文件", self.choose_files, icon="plus", tip="再加文件（Ctrl+N）")
        self.look_button = button("读取并核对", self.ready.emit, "primary", "chevron-right", "读取并核对（Ctrl+S）")
        self.body = LinkEditor(IntakeBatch.body, find_bodies)
        self.body.setMaximumWidth(style.px(620))
        self.earlier = Entries("以前导入的名单", empty="还没有导入过名单。导入以后，这里可以整批撤销。")
        self._lines = column(spacing=0)
        self._build()
        self.show_files()
        self.show_earlier()

    def choose_files(self) -> None:
        """Ask for files."""
        self.add_files(messages.open_files(self, "选择要导入的花名册", PATTERNS))

    def add_files(self, files: Sequence[Path]) -> None:
        """Add files to those chosen already; each only once."""
        known = {file.absolute() for file in self.files}
        self.files += [file for file in dict.fromkeys(files) if file.absolute() not in known]
        self.show_files()
        self.files_changed.emit()
        if self.files:
            self.look_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def drop_file(self, file: Path) -> None:
        """Leave a file out."""
        self.files.remove(file)
        self.refused.pop(file, None)
        self.show_files()
        self.files_changed.emit()

    def clear(self) -> None:
        """Nothing chosen."""
        self.files, self.refused = [], {}
        self.body.show_choice(None)
        self.show_files()

    def chosen_body(self) -> Body | None:
        """Whose members the lists name. Raises ValueProblem, which then stands at the field."""
        try:
            found = self.body.value()
        except ValueProblem as problem:
            self.body.say(problem.message, "stop")
            raise
        return found if isinstance(found, Body) else None

    def tell_refused(self, refused: dict[Path, str]) -> None:
        """What could not be read, each at its file."""
        self.refused = refused
        self.show_files()

    def show_files(self) -> None:
        """List what is chosen."""
        while self._lines.count():
            old = self._lines.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        for file in self.files:
            self._lines.addWidget(self._line(file))
        self._rest.setVisible(bool(self.files))
        self.choose_button.setVisible(not self.files)
        self.more_button.setVisible(bool(self.files))

    def show_earlier(self, everything: bool = False) -> None:
        """List the imports of before."""
        self._all = self._all or everything
        found = batches()
        shown = found if self._all else found[:MOST_EARLIER]
        lines = [self._earlier_line(batch) for batch in shown]
        if len(found) > len(shown):
            more = [("全部列出", lambda: self.show_earlier(everything=True))]
            lines.append(Entry("……", f"还有更早的 {len(found) - len(shown)} 次", more))
        self.earlier.show_lines(lines)

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("plain")
        layout = column(inside, 16, (0, 0, 8, 0))
        layout.addWidget(self._place_for_files())
        layout.addWidget(self.earlier)
        layout.addStretch(1)
        self.setWidget(inside)
        self.setFocusProxy(self.choose_button)

    def _place_for_files(self) -> QFrame:
        place = QFrame()
        place.setObjectName("card")
        picture = label()
        picture.setPixmap(style.pixmap("sheet", "disabled", style.px(32)))
        words = column(spacing=2)
        words.addWidget(label("把花名册拖到这里，或者从文件夹里选择", "section"))
        words.addWidget(label(_KINDS, "second", wrap=True))
        head = row(spacing=16)
        head.addWidget(picture)
        head.addLayout(words, 1)
        head.addWidget(self.choose_button)
        head.addWidget(self.more_button)
        self._rest = QWidget()
        rest = column(self._rest, 8)
        rest.addLayout(self._lines)
        rest.addWidget(hairline())
        rest.addWidget(label(_WHOSE, "second", wrap=True))
        verbs = row(spacing=16)
        verbs.addWidget(self.body, 1)
        verbs.addStretch(0)
        verbs.addWidget(self.look_button, 0, Qt.AlignmentFlag.AlignTop)
        rest.addLayout(verbs)
        layout = column(place, 12, (20, 16, 20, 16))
        layout.addLayout(head)
        layout.addWidget(self._rest)
        return place

    def _line(self, file: Path) -> QWidget:
        made = QWidget()
        layout = row(made, 8, (0, 2, 0, 2))
        refused = self.refused.get(file)
        layout.addWidget(_file_mark(bool(refused)))
        words = column(spacing=2)
        words.addWidget(label(file.name, wrap=True))
        if refused:
            words.addWidget(label(f"没有读出来：{refused.partition('：')[2] or refused}", wrap=True))
        layout.addLayout(words, 1)
        if not refused:
            layout.addWidget(label(_folder(file), "second"))
        away = button("", lambda: self.drop_file(file), "plain", "x", f"不要“{file.name}”")
        layout.addWidget(away)
        return made

    def _earlier_line(self, batch: IntakeBatch) -> Entry:
        when = f"{batch.created_at[:16].replace('-', '.').replace('T', ' ')}"
        said = [counts_in_words(batch)]
        if batch.body is not None:
            said.append(batch.body.name)
        said.append(f"{batch.created_by} {when}")
        if batch.undone:
            return Entry(_short(batch.files), "　".join(["已撤销", *said]))
        return Entry(_short(batch.files), "　".join(said), [("撤销这批", lambda: self.undo_asked.emit(batch))])


def _file_mark(refused: bool) -> QWidget:
    made = Mark("stop") if refused else label()
    if not refused:
        made.setPixmap(style.pixmap("file-text", "second", style.px(16)))
    made.setFixedHeight(label("名").sizeHint().height())
    return made


def counts_in_words(batch: IntakeBatch) -> str:
    """How many rows of each verdict an import had."""
    counts = [(VERDICT_NAMES[verdict], getattr(batch, verdict.value) or 0) for verdict in Verdict]
    return " · ".join(f"{word} {count:,}" for word, count in counts if count) or "没有行"


def _short(files: str) -> str:
    names = files.split("、")
    return names[0] if len(names) == 1 else f"{names[0]} 等 {len(names)} 个文件"


def _folder(file: Path) -> str:
    try:
        size = file.stat().st_size
    except OSError:
        return ""
    return f"{max(1, round(size / 1024)):,} KB　{file.parent.name}"
