"""安全情况: what protects the data, who may what, and when the last copy and drill were; printed for an inspection."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.core.errors import KnownError
from models.core.history import note
from reports.forms.compliance import SHEET, TAKEN_AWAY, TITLE, facts
from reports.forms.facts import Facts
from reports.paper.display import Paper
from reports.paper.printing import lay_out, stamped
from ui import jobs, messages, style
from ui.desk import Desk
from ui.pages.settings.part import Part
from ui.settings import Settings
from ui.widgets.editors import LABEL_WIDTH
from ui.widgets.paper_view import print_paper
from ui.widgets.parts import button, column, hairline, label, row

_TEXT = "网信、保密检查时用。表里的内容都是现在读出来的，不用填写；打印后盖章即可。"


class CompliancePart(Part):
    """What the sheet says, and the ways to paper."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__("安全情况", _TEXT)
        # Its lines wrap: no taller than its hint would be too low for large letters.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.desk, self._settings = desk, settings
        self.lines: dict[str, str] = {}
        self._shown = column(spacing=8)
        self.body.addLayout(self._shown)
        self.print_button = button("打印", self.print_out, "primary", "printer")
        self.save_button = button("另存PDF", self.save, "", "file-down")
        line = row(spacing=8)
        line.addWidget(self.print_button)
        line.addWidget(self.save_button)
        line.addStretch(1)
        self.body.addLayout(line)
        self.refresh()

    def refresh(self) -> None:
        """Read everything anew."""
        found = facts(self.desk.session.clock())
        self.lines = {
            "数据位置": str(found["place"]),
            "加密": "数据文件、附件、备份全部加密（SQLCipher，AES-256；口令经 Argon2id 锁住密钥）",
            "用户": "；".join(f"{_word(user, 'name')}（{_word(user, 'titles')}）" for user in _rows(found, "users")),
            "停用用户": f"其密钥从本机和本机的备份里删除。{TAKEN_AWAY}",
            "三员": str(found["officers"]),
            "登录": f"输错 5 次锁定；无人操作 {self._settings.lock_after()} 分钟自动锁屏",
            "最近备份": str(found["copy.last"]),
            "另一处存放": str(found["copy.second"]),
            "恢复演练": str(found["drill.last"]),
            "操作历史": f"{found['history.rows']}，长期保存",
        }
        self._show(_rows(found, "roles"))

    def paper(self) -> Paper:
        """The sheet as pages."""
        moment = self.desk.session.clock()
        found = facts(moment)
        return Paper(TITLE, lay_out(SHEET, found, stamped(SHEET, found, f"{moment:%Y%m%d}", 1)))

    def print_out(self) -> None:
        """Ask for a printer."""
        try:
            if print_paper(self, self.paper()):
                note(self.desk.session, "print_form", f"打印《{TITLE}》")
        except KnownError as error:
            messages.known(self, error)

    def save(self) -> None:
        """As a PDF file."""
        moment = self.desk.session.clock()
        path = messages.save_file(self, "另存PDF", f"{TITLE}{moment:%Y%m%d}.pdf", "PDF 文件 (*.pdf)")
        if path is None:
            return
        paper = self.paper()

        def work(_progress: object) -> Path:
            from reports.paper.pdf import write_pdf

            write_pdf(paper, path, moment)
            return path

        jobs.start(self, "另存PDF", work, done=self._written)

    def _written(self, path: Path) -> None:
        note(self.desk.session, "print_form", f"存成PDF《{TITLE}》")
        text = f"已存为“{path.name}”。"
        messages.bar(self, text, "done", "打开文件夹", lambda: messages.open_directory(path.parent))

    def _show(self, rights: list[Facts]) -> None:
        while self._shown.count():
            item = self._shown.takeAt(0)
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        for title, words in self.lines.items():
            self._shown.addWidget(_line(title, words))
        self._shown.addWidget(hairline())
        self._shown.addWidget(label("各角色能做什么", "strong"))
        for right in rights:
            held = f"{_word(right, 'summary')}（{_word(right, 'holders')}）"
            self._shown.addWidget(_line(_word(right, "title"), held))


def _line(title: str, words: str) -> QWidget:
    made = QWidget()
    layout = row(made, 12)
    named = label(title, "second")
    named.setFixedWidth(style.px(LABEL_WIDTH))
    named.setAlignment(Qt.AlignmentFlag.AlignTop)
    layout.addWidget(named)
    layout.addWidget(label(words, wrap=True), 1)
    return made


def _rows(found: Facts, key: str) -> list[Facts]:
    rows = found[key]
    return list(rows) if isinstance(rows, list) else []


def _word(line: Facts, key: str) -> str:
    return str(line[key])
