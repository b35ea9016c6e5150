"""Who is inside the closed compartment, as the window sees it: entering, leaving, and its ending by itself.

`left` comes at once whenever it is over, by whatever way; what has shown anything of it then clears itself, and
`Sweeping` clears what belongs to the window. Decides nothing: who may enter is said by `models.office.closed`.
"""

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from models.core.errors import KnownError
from models.office.closed.compartment import Compartment, enter, may_enter, shut_out
from models.rights import doing
from ui import messages
from ui.desk import Desk

LOOK_MS = 5_000


class Clearance(QObject):
    """Of one desk; ask `clearance_of` for it. `entered` and `left` tell every page."""

    entered = Signal()
    left = Signal()
    _written = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._was_inside = False
        self.opened: set[str] = set()
        """Uids of what was opened since she entered: no reason is asked for them again."""
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        # Leaving is a verb, whoever asks for it; one in another thread is noticed in ours.
        self._written.connect(self.look)
        desk.session.listeners.append(lambda _done: self._written.emit())

    @property
    def inside(self) -> Compartment | None:
        """The compartment that is entered; None for everybody else."""
        return doing.inside(self._desk.opened)

    def may_enter(self) -> bool:
        """Whether entering is offered to the signed-in user."""
        return may_enter(self._desk.opened)

    def shut_out(self) -> str:
        """Why a named reader cannot enter now; empty for everybody else."""
        return shut_out(self._desk.opened)

    def enter(self, owner: QWidget) -> bool:
        """Enter; False when that was refused, which is then said on the page that `owner` lies on."""
        try:
            enter(self._desk.opened)
        except KnownError as error:
            messages.known(owner, error)
            return False
        self.look()
        return True

    def leave(self) -> None:
        """Leave now."""
        self._desk.opened.leave_compartment()
        self.look()

    def look(self) -> None:
        """Notice that it began, or is over: the time has run out, the screen was locked, her seal went."""
        inside = self.inside  # asking may itself be what ends it
        if inside is not None and not self._was_inside:
            self._was_inside = True
            self._timer.start()
            self.entered.emit()
        elif inside is None and self._was_inside:
            self._was_inside = False
            self.opened.clear()
            self._timer.stop()
            self.left.emit()

    def remaining(self) -> str:
        """How long she may stay, in words."""
        inside = self.inside
        if inside is None:
            return ""
        minutes = max(1, int((inside.until - self._desk.session.clock()).total_seconds() + 59) // 60)
        hours, minutes = divmod(minutes, 60)
        return "".join(
            (f"{hours} 小时" if hours else "", " " if hours and minutes else "", f"{minutes} 分" * (minutes > 0))
        )


def clearance_of(desk: Desk) -> Clearance:
    """The one of this desk."""
    return desk.findChild(Clearance) or Clearance(desk)


class Sweeping(QObject):
    """Clears what the window itself may still show when it is over: finds, messages, pictures, the clipboard."""

    def __init__(self, desk: Desk, shell: QWidget) -> None:
        super().__init__(shell)
        self._shell = shell
        self._clearance = clearance_of(desk)
        self._copied = False
        QGuiApplication.clipboard().dataChanged.connect(self._notice_copy)
        self._clearance.left.connect(self.sweep)

    def sweep(self) -> None:
        """Nothing of it stays in sight."""
        from ui.pages.attachments import Picture
        from ui.widgets.notes import Toast

        self._shell.search.leave()
        self._shell.search.found.fill([], "")
        for toast in self._shell.findChildren(Toast):
            toast.say("")
            toast.hide()
        for picture in self._shell.findChildren(Picture, options=Qt.FindChildOption.FindDirectChildrenOnly):
            picture.put_away()
        for page in self._shell.pages:
            page.bar.say("")
            page.bar.clear()
        messages.said.clear()
        if self._copied:
            QGuiApplication.clipboard().clear()
        self._copied = False

    def _notice_copy(self) -> None:
        # What is copied while another program is in front is not ours to clear.
        active = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        self._copied = active and self._clearance.inside is not None
