"""The open office as the pages see it: the session, and one way to do a verb and to say what came of it.

Pages call `do`; it shows the sentence, offers 撤销 where that is possible, and tells every page that records changed.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.core.errors import KnownError
from models.core.verbs import Done, Session, undo
from models.office.office import OpenOffice
from ui import messages


class Desk(QObject):
    """One open office in one window."""

    changed = Signal(object)  # the Done of a verb; every page may have to read anew
    forgetting = Signal()  # nothing that a page shows or holds half typed may stay: somebody is erased
    copied = Signal()  # a copy was made or tried, or a drill held
    restore_asked = Signal(object)  # the copy that is to become the office's file

    def __init__(self, opened: OpenOffice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened = opened
        self.copy_failure = ""
        """Why the last copy that was to be made by itself was not made."""

    @property
    def session(self) -> Session:
        """Who is at work."""
        return self.opened.session

    def today(self) -> Any:
        """The date by the session's clock."""
        return self.session.clock().date()

    def do(
        self,
        owner: QWidget,
        verb: Callable[..., Done[Any]],
        *args: Any,
        quiet: bool = False,
        undoable: bool = True,
        **kwargs: Any,
    ) -> Done[Any] | None:
        """Do a verb; None when it was refused, which is then said on the page that `owner` lies on.

        Unless `quiet`, a toast says what was done, with 撤销 when `undoable`.
        """
        try:
            done = verb(self.session, *args, **kwargs)
        except KnownError as error:
            messages.known(owner, error)
            return None
        if not quiet:
            messages.toast(owner, f"{done.sentence}。", (lambda: self.take_back(owner, done)) if undoable else None)
        self.changed.emit(done)
        return done

    def take_back(self, owner: QWidget, done: Done[Any]) -> None:
        """撤销."""
        self.do(owner, undo, done.seq, undoable=False)
