"""The last stage: what the import did, and what can be done now. Shows only; the page acts."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from models.intake.plan import Verdict
from ui import style
from ui.pages.intake.review import Review
from ui.widgets.flow import Flow
from ui.widgets.parts import Mark, button, column, label, row

_LINES = (
    ("done", Verdict.NEW, "新登记", "人"),
    ("tell", Verdict.SAME, "内容相同，没有改动", "行"),
    ("warn", Verdict.CONFLICT, "待核对，没有导入", "行"),
    ("stop", Verdict.REFUSED, "不能导入", "行"),
    ("todo", Verdict.SKIPPED, "跳过（合计、签字、隐藏或取消的行）", "行"),
)


class Summary(QFrame):
    """What happened."""

    undo_asked = Signal()
    people_asked = Signal()
    list_asked = Signal()
    next_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = column(self, 0)
        self._inside: QWidget | None = None
        self.people_button = button("查看新登记的人员", self.people_asked.emit, "primary", "users")
        self.next_button = button("继续导入别的名单", self.next_asked.emit, icon="file-input")
        self.list_button = button("保存问题清单", self.list_asked.emit, icon="file-down")
        self.undo_button = button("撤销这次导入", self.undo_asked.emit, "plain", "undo-2")
        self.lines: list[str] = []

    def show_done(self, review: Review) -> None:
        """What this plan did."""
        for kept in (self.people_button, self.next_button, self.list_button, self.undo_button):
            kept.setParent(self)
        if self._inside is not None:
            self._place.removeWidget(self._inside)
            self._inside.deleteLater()
        card = QFrame()
        card.setObjectName("card")
        layout = column(card, 10, (24, 20, 24, 20))
        layout.addWidget(label("导入完成", "title"))
        layout.addWidget(label("、".join(review.plan.files), "second", wrap=True))
        layout.addSpacing(4)
        self.lines = []
        for mark, text in _told(review):
            self._say(layout, mark, text)
        if review.findings:
            hint = "问题清单是原来的表，有问题的格子标了颜色，旁边写着原因，可以直接发回村里改。"
            layout.addWidget(label(hint, "second", wrap=True))
        layout.addSpacing(8)
        layout.addWidget(self._verbs(review))
        self._inside = QWidget()
        around = column(self._inside, 0)
        around.addWidget(card)
        around.addStretch(1)
        self._place.addWidget(self._inside)
        first = self.people_button if review.counts[Verdict.NEW] else self.next_button
        self.setFocusProxy(first)

    def _say(self, layout: object, mark: str, text: str) -> None:
        line = row(spacing=8)
        line.addWidget(Mark(mark))
        line.addWidget(label(text, wrap=True), 1)
        layout.addLayout(line)  # type: ignore[attr-defined]
        self.lines.append(text)

    def _verbs(self, review: Review) -> Flow:
        verbs = Flow(8)
        for made in (self.people_button, self.list_button, self.next_button, self.undo_button):
            verbs.add(made)
        self.people_button.setVisible(review.counts[Verdict.NEW] > 0)
        self.list_button.setVisible(review.findings > 0)
        style.set_look(self.next_button, "kind", "" if review.counts[Verdict.NEW] else "primary")
        return verbs


def _told(review: Review) -> list[tuple[str, str]]:
    told = [
        (mark, f"{words} {review.counts[verdict]:,} {unit}")
        for mark, verdict, words, unit in _LINES
        if review.counts[verdict]
    ]
    if review.updates:
        told.insert(1 if review.counts[Verdict.NEW] else 0, ("done", f"更新 {review.updates:,} 人"))
    repeated = review.counts[Verdict.UPDATE] - review.updates
    if repeated:
        told.append(("tell", f"同一个人的另外 {repeated:,} 行，补充到了前面的行里"))
    without = review.plan.without_body()
    if without:
        told.append(("warn", f"{without:,} 行的会籍没有挂组织：在“组织”里登记后，选上组织再导入一次这份名单，就会补上"))
    return told
