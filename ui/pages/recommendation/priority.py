"""优先发展: one line on the page 推优, where recommending comes first; each count leads to its list in 组织."""

from PySide6.QtCore import Signal

from models.recommendation.priority import counts, matters, priority_rows
from ui.desk import Desk
from ui.widgets.flow import Flow
from ui.widgets.parts import button, label


class PriorityLine(Flow):
    """The lists on which somebody stands, with how many; nothing is shown where nobody does."""

    go = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(12)
        self._desk = desk
        self.lines: list[str] = []

    def reread(self) -> None:
        """Count anew."""
        day = self._desk.today()
        found = counts(priority_rows(day))
        self.clear()
        self.lines = []
        self.add(label("优先发展", "second"))
        for key, name in matters(day).items():
            if found.get(key):
                self.lines.append(f"{name} {found[key]}")
                self.add(
                    button(self.lines[-1], lambda key=key: self.go.emit("organisations", ("priority", key)), "link")
                )
        self.show_where(True)

    def show_where(self, room: bool) -> None:
        """It gives way to what is open beside the candidates."""
        self.setVisible(room and bool(self.lines))
