"""The recovery sheet on the screen: the code, printing it, keeping it as PDF, and her word that it is put away."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from models.core.errors import KnownError
from ui import messages, style
from ui.widgets.notes import Bar
from ui.widgets.parts import button, card, column, label, row

_WHY = "忘了口令时，只有恢复码能打开数据。请现在打印出来，装进信封锁好；关掉这一页以后就再也看不到它了。"


class RecoverySheet(QWidget):
    """`kept` comes when she has put the sheet away and goes on."""

    kept = Signal()

    def __init__(self, office: str, user: str, code: str, clock: Callable[[], datetime], verb: str = "继续") -> None:
        super().__init__()
        self.bar = Bar()
        self.code = code
        self._office, self._user = office, user
        self._clock = clock
        self.safe = QCheckBox("我已把恢复单收好")
        self.go_on = button(verb, self.kept.emit, "primary")
        self.go_on.setEnabled(False)
        self.safe.toggled.connect(self.go_on.setEnabled)
        self._groups = [label(group) for group in code.split("-")]
        layout = column(self, 12)
        layout.addWidget(self.bar)
        layout.addWidget(label(_WHY, wrap=True))
        layout.addWidget(self._code_card())
        out = row()
        self.print_button = button("打印", self.print_sheet, icon="printer")
        out.addWidget(self.print_button)
        out.addWidget(button("另存 PDF", self.save_pdf, icon="file-down"))
        out.addStretch(1)
        layout.addLayout(out)
        last = row(spacing=16)
        last.addWidget(self.safe)
        last.addStretch(1)
        last.addWidget(self.go_on)
        layout.addLayout(last)
        self._fit()

    def print_sheet(self) -> None:
        """On paper."""
        from ui.widgets.paper_view import print_paper

        try:
            print_paper(self, self._paper())
        except KnownError as error:
            messages.known(self, error)

    def save_pdf(self) -> None:
        """As PDF, for whoever has no printer at hand."""
        path = messages.save_file(self, "另存恢复单", "恢复单.pdf", "PDF (*.pdf)")
        if path is None:
            return
        from reports.paper.pdf import write_pdf

        try:
            write_pdf(self._paper(), path, self._clock())
        except KnownError as error:
            messages.known(self, error)
            return
        messages.bar(self, f"已存为“{path.name}”。打印以后请把这个文件删掉。", "done")

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _paper(self) -> Any:
        from reports.forms.recovery import recovery_paper

        return recovery_paper(self._office, self._user, self.code, self._clock().date())

    def _code_card(self) -> QWidget:
        made = card()
        grid = QGridLayout(made)
        grid.setContentsMargins(24, 12, 24, 12)
        grid.setHorizontalSpacing(24)
        for place, shown in enumerate(self._groups):
            grid.addWidget(shown, place // 4, place % 4)
        grid.setColumnStretch(4, 1)
        return made

    def _fit(self) -> None:
        for shown in self._groups:
            shown.setFont(style.screen_font(style.px(24), strong=True))
            shown.setMinimumHeight(style.px(36))
