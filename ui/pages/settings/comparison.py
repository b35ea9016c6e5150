"""A copy beside today: what it holds, which steps would be lost, whether it is whole, and the way to restore it.

Reads only; the restore is asked of whoever shows the panel.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from models.core.database import DB, storage_errors
from models.core.history import History
from models.office.backups.contents import UNKNOWN, hash_at
from models.office.backups.copies import Copy
from models.office.backups.restoring import Comparison, compare, problem_of
from ui.widgets.parts import Mark, button, column, label, row

if TYPE_CHECKING:
    from models.office.office import OpenOffice

_SHOWN = 6
_KEPT = "恢复时先把现在的数据再备份一份，现在的文件也移到旁边保留，不会删除。恢复以后要重新输入口令打开。"
_OTHER_LINE = "这份备份和现在的数据从某一步起各走各的（例如中间做过恢复），恢复后现在这条线上的改动都不在里面。"


@dataclass(frozen=True, slots=True)
class Difference:
    """`problem`: why the copy cannot be restored. `lost`: the last steps since then; `follows`: whether today came
    out of this copy."""

    copy: Copy
    compared: Comparison
    problem: str
    follows: bool
    lost: tuple[str, ...]


def difference(copy: Copy, opened: "OpenOffice") -> Difference:
    """Check the copy and look what came since. Raises CannotWrite where the disk refuses."""
    problem = problem_of(copy, opened.data_key)
    compared = compare(copy, opened)
    then = compared.then
    with storage_errors():
        follows = copy.contents is not UNKNOWN and hash_at(DB.execute_sql, then.seq) == then.head
        rows = History.select().where(History.seq > then.seq).order_by(History.seq.desc()).limit(_SHOWN)
        lost = tuple(f"{row.at[5:16]}　{row.user}　{row.sentence}" for row in rows) if follows else ()
    return Difference(copy, compared, problem, follows, lost)


class ComparisonPanel(QFrame):
    """closed: back to the list. restore_asked: she has looked and wants this copy."""

    closed = Signal()
    restore_asked = Signal()

    def __init__(self, found: Difference) -> None:
        super().__init__()
        self._found = found
        moment = f"{found.copy.made_at:%Y年%m月%d日 %H:%M}"
        self.restore_button = button(f"恢复到 {moment}", self.restore_asked.emit, "primary")
        self._back = button("返回列表", self.closed.emit)
        layout = column(self, 12)
        layout.addWidget(label(f"{moment} 的备份与今天比较", "section"))
        layout.addLayout(_state(found))
        if found.copy.described:
            layout.addLayout(_table(found.compared))
            layout.addWidget(label(self.loss, wrap=True))
        steps = column(spacing=4)
        for step in found.lost:
            steps.addWidget(label(step, "second"))
        layout.addLayout(steps)
        if not found.problem:
            layout.addWidget(label(_KEPT, "second", wrap=True))
        line = row()
        line.addWidget(self.restore_button)
        line.addWidget(self._back)
        line.addStretch(1)
        if found.problem:
            self.restore_button.hide()
        layout.addLayout(line)
        layout.addStretch(1)

    @property
    def loss(self) -> str:
        """What restoring would lose, in a sentence."""
        found, steps = self._found, self._found.compared.steps
        if not found.follows:
            return _OTHER_LINE
        if steps == 0:
            return "这份备份以后没有做过任何操作，和现在一样。"
        more = f"，最近的 {len(found.lost)} 步是" if steps > len(found.lost) else ""
        return f"恢复后会少掉这份备份以后的 {steps:,} 步操作{more}："

    def start(self) -> None:
        """To the way back: Enter restores nothing by accident."""
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)


def _state(found: Difference) -> QGridLayout:
    layout = QGridLayout()
    layout.addWidget(Mark("stop" if found.problem else "done"), 0, 0)
    words = found.problem or "刚才从头到尾检查过，这份备份完好，可以恢复。"
    layout.addWidget(label(words, wrap=True), 0, 1)
    layout.setColumnStretch(1, 1)
    return layout


def _table(compared: Comparison) -> QGridLayout:
    then, now = compared.then, compared.now
    lines = [
        ("人员", f"{then.persons:,} 人", f"{now.persons:,} 人", _more(now.persons - then.persons, "人")),
        ("操作历史", f"{then.seq:,} 步", f"{now.seq:,} 步", _more(compared.steps, "步")),
        ("最后一次操作", then.last_action_at[:16] or "没有", now.last_action_at[:16] or "没有", ""),
    ]
    if then.cases is not None or now.cases is not None:
        cases = then.cases or 0, now.cases or 0
        lines.insert(1, ("个案", f"{cases[0]:,} 件", f"{cases[1]:,} 件", _more(cases[1] - cases[0], "件")))
    layout = QGridLayout()
    layout.setHorizontalSpacing(32)
    layout.setVerticalSpacing(6)
    for place, title in enumerate(("", "备份里", "今天", "差别")):
        layout.addWidget(label(title, "second"), 0, place)
    for number, line in enumerate(lines, 1):
        for place, text in enumerate(line):
            layout.addWidget(_cell(text, place), number, place)
    layout.setColumnStretch(4, 1)
    return layout


def _cell(text: str, place: int) -> QLabel:
    return label(text, "second" if place == 0 else "strong" if place == 3 else "")


def _more(difference: int, unit: str) -> str:
    if difference == 0:
        return "相同"
    return f"今天多 {difference:,} {unit}" if difference > 0 else f"今天少 {-difference:,} {unit}"
