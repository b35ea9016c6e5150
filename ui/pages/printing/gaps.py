"""What is still empty on the form in front, each with a link to the field; printing is possible all the same."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy

from reports.forms import Gap
from ui.widgets.flow import Flow
from ui.widgets.parts import Mark, button, column, label, row

MOST = 14


class GapBox(QFrame):
    """The list of gaps; `asked` comes with the one that was clicked. Hidden when nothing is missing."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._words = label(wrap=True)
        self._links = Flow(16)
        self.gaps: list[Gap] = []
        head = row(spacing=8)
        head.addWidget(Mark("warn"))
        head.addWidget(self._words, 1)
        layout = column(self, 4, (12, 8, 12, 8))
        layout.addLayout(head)
        layout.addWidget(self._links)
        self.hide()

    @property
    def text(self) -> str:
        """What the box says; empty when it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def show_gaps(self, gaps: Sequence[Gap]) -> None:
        """Show these gaps; none hides the box."""
        self.gaps = list(gaps)
        self._links.clear()
        self.setVisible(bool(gaps))
        if not gaps:
            return
        records = {gap.record for gap in gaps}
        more = f"，先列出前 {MOST} 处" if len(gaps) > MOST else ""
        self._words.setText(f"还有 {len(gaps)} 处空着{more}。点一下去填写，也可以先打印再手写。")
        for gap in gaps[:MOST]:
            words = gap.label if len(records) == 1 else f"{gap.record} {gap.label}"
            link = button(words, lambda gap=gap: self.asked.emit(gap), "link", tip=f"去填写{gap.record}的{gap.label}")
            self._links.add(link)
