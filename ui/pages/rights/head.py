"""The upper part of an opened petition: number and facts, what can be printed and done, notes that stand over all."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from models.core.record import is_protected
from models.office.closed.compartment import Compartment
from models.rights.records import RightsCase
from ui import style
from ui.pages.rights.listing import SECRET, case_facts
from ui.pages.rights.note import Notice, WishesNote
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row

Way = tuple[str, Callable[[], object]]


class CaseHead(QWidget):
    """`close`, `wishes`: what the buttons do; `papers` and `ways` are asked each time a menu opens."""

    def __init__(
        self,
        close: Callable[[], object],
        wishes: Callable[[], object],
        papers: Callable[[], Sequence[Way]],
        ways: Callable[[], Sequence[Way]],
    ) -> None:
        super().__init__()
        self.number, self.secret = label("", "section"), label(SECRET, "strong")
        self.facts, self.facts_below = label("", "second"), label("", "second", wrap=True)
        self._mark = label()
        self._mark.setPixmap(style.pixmap("lock", "second", style.px(16)))
        self.note = WishesNote(wishes)
        self.bar = Bar()
        self.stop, self.waiting = Notice("stop"), Notice("warn")
        self._menu = QMenu(self)
        self.print_button = button("打印", lambda: self._pop_up(self.print_button, papers()), "plain", "printer")
        self.more_button = button("更多", lambda: self.choose(ways()), "plain", "ellipsis")
        self._close = button("", close, "plain", "x", "关闭（Esc）")
        for one in (self.print_button, self.more_button, self._close):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()

    def show_case(self, case: RightsCase) -> None:
        """Say which case it is."""
        self._say(case, " · ".join(case_facts(case)))
        self.note.show_case(case)
        self._offer_tools(True)

    def show_covered(self, case: RightsCase) -> None:
        """Say only that there is one, and who handles it."""
        self._say(case, f"由{case.created_by}办理")
        self.note.hide()
        self.stop.say("")
        self.waiting.say("")
        self._offer_tools(False)

    def show_width(self, wide: bool) -> None:
        """The facts stand beside the number where there is room, else below."""
        self.facts.setVisible(wide)
        self.facts_below.setVisible(not wide)

    def choose(self, ways: Sequence[Way]) -> None:
        """Offer these in a menu under 更多."""
        self._pop_up(self.more_button, ways)

    def _say(self, case: RightsCase, told: str) -> None:
        self.number.setText(case.number or case.name)
        for part in (self._mark, self.secret):
            part.setVisible(is_protected(case))
        self.facts.setText(told)
        self.facts_below.setText(told)

    def _offer_tools(self, on: bool) -> None:
        for one in (self.print_button, self.more_button):
            one.setVisible(on)

    def _pop_up(self, under: QWidget, ways: Sequence[Way]) -> None:
        self._menu.clear()
        for word, way in ways:
            self._menu.addAction(word).triggered.connect(lambda _checked=False, way=way: way())
        self._menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    def _lay_out(self) -> None:
        line = row(spacing=8, margins=(0, 0, 0, 0))
        for part in (self._mark, self.number, self.secret):
            line.addWidget(part)
        line.addWidget(self.facts, 1)
        line.addStretch(0)
        for part in (self.print_button, self.more_button, self._close):
            line.addWidget(part)
        layout = column(self, 6, (16, 8, 8, 0))
        layout.addLayout(line)
        below = column(spacing=6, margins=(0, 0, 8, 0))
        for part in (self.facts_below, self.note, self.bar, self.stop, self.waiting):
            below.addWidget(part)
        layout.addLayout(below)


def papers_of(uid: str, inside: Compartment | None) -> list[tuple[str, str]]:
    """Key and title of every paper that there is something to print on for a case."""
    from reports.forms import FORMS  # none of them is needed before somebody prints
    from reports.forms.of_rights import keys_for

    return [(key, FORMS[key].title) for key in keys_for(uid, inside)]
