"""The key for the safe on the screen: shown once, to be printed and locked away."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QFrame

from reports.forms.exchange.escrow import TITLE, escrow_paper, groups
from reports.paper.display import Paper
from ui import style
from ui.desk import Desk
from ui.pages.exchange.paper_out import print_sheet, save_sheet
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row

_WHY = "这是保管密钥的私钥，请现在打印出来，装进信封锁入保险柜。点“完成”以后就再也看不到它了。"
_DELETE = "打印以后请把这个文件删掉。"


class EscrowSheet(QFrame):
    """`kept` comes when she has put the sheet away."""

    kept = Signal()

    def __init__(self, desk: Desk, secret: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.bar = Bar()
        self.desk, self.secret = desk, secret
        self.safe = QCheckBox("我已把保管密钥单收好")
        self.go_on = button("完成", self.kept.emit, "primary")
        self.go_on.setEnabled(False)
        self.safe.toggled.connect(self.go_on.setEnabled)
        self._lines = [label(line) for line in groups(secret)]
        layout = column(self, 8, (16, 12, 16, 12))
        layout.addWidget(self.bar)
        layout.addWidget(label(_WHY, wrap=True))
        for line in self._lines:
            layout.addWidget(line)
        last = row(spacing=8)
        self.print_button = button("打印", self.print_out, icon="printer")
        last.addWidget(self.print_button)
        last.addWidget(button("另存PDF", self.save, icon="file-down"))
        last.addStretch(1)
        last.addWidget(self.safe)
        last.addWidget(self.go_on)
        layout.addLayout(last)
        self._fit()

    def print_out(self) -> None:
        """On paper."""
        print_sheet(self, self.desk, self._paper())

    def save(self) -> None:
        """As PDF, for whoever has no printer at hand."""
        save_sheet(self, self.desk, self._paper(), TITLE, _DELETE)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _paper(self) -> Paper:
        session = self.desk.session
        return escrow_paper(self.desk.opened.office.name, session.user, self.secret, self.desk.today())

    def _fit(self) -> None:
        for line in self._lines:
            line.setFont(style.screen_font(style.px(20), strong=True))
            line.setMinimumHeight(style.px(28))
