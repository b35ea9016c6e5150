"""A batch opened for typing: a new one, or another name for an old one."""

from typing import Any

from PySide6.QtWidgets import QWidget

from models.core.errors import Problem, Severity
from models.recommendation.records import ACTIVIST, Batch
from models.recommendation.verbs import change_batch, open_batch
from ui.desk import Desk
from ui.widgets.form_page import FormPanel, RecordForm, Section


class BatchPanel(FormPanel):
    """`batch` is the one that was saved."""

    def __init__(self, desk: Desk, channel: str, batch: Batch | None = None, parent: QWidget | None = None) -> None:
        self.batch, self.fresh = batch, batch is None
        self._desk = desk
        names = ("title", "opened_on", "note") if batch else ("title", "channel", "target", "opened_on", "note")
        form = RecordForm([Section("", [getattr(Batch, name) for name in names])])
        super().__init__("修改批次" if batch else "新建批次", form, self._write, parent)
        if batch is not None:
            form.show_values({name: getattr(batch, name) for name in names})
        else:
            self._suggest(channel)

    def _suggest(self, channel: str) -> None:
        day = self._desk.today()
        half = "上半年" if day.month <= 6 else "下半年"
        known = {"title": f"{day.year}年{half}推优", "channel": channel, "target": ACTIVIST, "opened_on": day}
        self.form.restore({name: editor.field.show(known.get(name)) for name, editor in self.form.editors.items()})

    def _write(self, values: dict[str, Any]) -> list[Problem]:
        if self.batch is None:
            done = self._desk.do(self, open_batch, values)
        else:
            done = self._desk.do(self, change_batch, self.batch, values)
        if done is None:
            return [Problem(Severity.STOP, "refused", self.bar.text)]
        self.batch = done.value
        return []
