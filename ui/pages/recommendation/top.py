"""Above the list: which channel, which batch, and how many candidates stand at each step; chooses, changes nothing."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from models.core.codes import table
from models.organisations.body import CHANNELS
from models.recommendation.lists import ENDED, step_counts
from models.recommendation.procedure import procedure
from models.recommendation.records import Batch
from ui.pages.recommendation.trail import batch_title
from ui.widgets.flow import Flow
from ui.widgets.parts import button, column


class Top(QWidget):
    """Step chips; `chooser` holds channel chips and the batch, for the line of the title."""

    channel_chosen = Signal(str)
    batch_chosen = Signal(int)
    step_chosen = Signal(str)
    new_asked = Signal()
    change_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._channels = {key: self._channel(key) for key in CHANNELS}
        self._batches: Sequence[Batch] = ()
        self.batch_button = button("", self._open_batches, icon="chevron-down")
        self.batch_button.setToolTip("换一个批次")
        self.change_button = button("", self.change_asked.emit, "plain", "pencil", "修改批次名称")
        self.new_button = button("新建批次", self.new_asked.emit, icon="plus")
        self._menu = QMenu(self)
        self._steps = Flow(6)
        self.step_buttons: dict[str, QPushButton] = {}
        self.chooser = Flow(6)
        for widget in (*self._channels.values(), self.batch_button, self.change_button, self.new_button):
            self.chooser.add(widget)
        layout = column(self, 8)
        layout.addWidget(self._steps)

    def show_channel(self, channel: str, batches: Sequence[Batch], batch: Batch | None) -> None:
        """Which channel and which of its batches is in front."""
        self._batches = batches
        for key, chip in self._channels.items():
            chip.setChecked(key == channel)
        self.batch_button.setText(batch_title(batch) if batch else "还没有批次")
        self.batch_button.setVisible(batch is not None)
        self.change_button.setVisible(batch is not None)
        self.new_button.setVisible(batch is not None)

    def show_counts(self, batch: Batch | None, chosen: str) -> int:
        """How many stand at each step; steps where nobody stands are left out. Returns the whole number."""
        counts = step_counts(batch) if batch else []
        whole = sum(count for _, _, count in counts)
        self._steps.clear()
        self.step_buttons = {}
        shown = [("", "全部", whole), *((key, _short(batch, key), n) for key, _, n in counts if n or key == chosen)]
        for key, word, count in shown:
            chip = button(f"{word} {count}", lambda key=key: self.step_chosen.emit(key), "chip")
            chip.setCheckable(True)
            chip.setChecked(key == chosen)
            self.step_buttons[key] = chip
            self._steps.add(chip)
        self._steps.setVisible(bool(whole))
        return whole

    def _channel(self, key: str) -> QPushButton:
        chip = button(table("body.channel").label(key), lambda: self.channel_chosen.emit(key), "chip")
        chip.setCheckable(True)
        return chip

    def _open_batches(self) -> None:
        self._menu.clear()
        for batch in self._batches:
            action = self._menu.addAction(f"{batch_title(batch)}    {batch.opened_on:%Y.%m.%d}")
            action.triggered.connect(lambda _checked, number=batch.id: self.batch_chosen.emit(number))
        self._menu.popup(self.batch_button.mapToGlobal(self.batch_button.rect().bottomLeft()))


def _short(batch: Batch | None, key: str) -> str:
    if key == ENDED or batch is None:
        return "已撤回或过期"
    return procedure(batch.channel).steps[key].short
