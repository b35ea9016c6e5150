"""Drafts of a form: kept in the encrypted file on every pause, offered again when the record is opened, dropped when
it is saved. Knows forms and drafts, and no particular record."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFrame, QWidget

from models.office.draft import Draft, drop_draft, find_draft, keep_draft, shred_draft
from ui import style
from ui.desk import Desk
from ui.widgets.parts import Mark, button, label, row


class DraftBar(QFrame):
    """「有一份 10:32 没保存的草稿」 with 恢复 and 丢弃; she decides, nothing is decided by waiting."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self._text = label(wrap=True)
        self.restore_button = button("恢复", kind="plain", icon="undo-2")
        self.drop_button = button("丢弃", kind="plain")
        layout = row(self, 8, (12, 4, 4, 4))
        layout.addWidget(Mark("tell"))
        layout.addWidget(self._text, 1)
        layout.addWidget(self.restore_button)
        layout.addWidget(self.drop_button)
        style.set_look(self, "severity", "warn")
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says; empty when it is not shown."""
        return "" if self.isHidden() else self._text.text()

    def offer(self, text: str) -> None:
        """Ask."""
        self._text.setText(text)
        self.show()


class Drafted(Protocol):
    """What a draft is kept of: a form, or a widget that holds more than one. It is a QObject."""

    draft_due: Any

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what is stored."""

    def draft(self) -> dict[str, str]:
        """What stands there, by field."""

    def restore(self, draft: Mapping[str, str]) -> None:
        """Put a draft over what is shown."""


class Drafting(QObject):
    """The draft of one form; `page` names the form among all drafts, the subject is set by `begin`."""

    def __init__(self, desk: Desk, page: str, form: Drafted, bar: DraftBar) -> None:
        super().__init__(form)
        self._desk, self._page, self._form, self._bar = desk, page, form, bar
        self._subject = ""
        self._start: dict[str, str] = {}
        self._offered: dict[str, str] = {}
        form.draft_due.connect(self.keep)
        bar.restore_button.clicked.connect(lambda: self.restore())
        bar.drop_button.clicked.connect(lambda: self.drop())

    def begin(self, subject: str) -> None:
        """A stored record (its uid) or a new one (empty) is shown now: offer what was kept for it."""
        self._subject = subject
        self._start = self._form.draft()
        self._offered = {}
        self._bar.hide()
        kept = find_draft(self._desk.session, self._page, subject)
        if kept is not None:
            self._offered = json.loads(kept.content)
            self._bar.offer(f"有一份 {kept_when(kept, self._desk.today())} 没保存的草稿。")

    def keep(self) -> bool:
        """Keep what differs from the stored record; True when there was something to keep.

        What was offered and not yet answered stays in it: only 丢弃 throws it away.
        """
        typed = {name: text for name, text in self._form.draft().items() if text != self._start.get(name)}
        if typed:
            keep_draft(self._desk.session, self._page, self._subject, {**self._offered, **typed})
        elif not self._offered:
            drop_draft(self._desk.session, self._page, self._subject)
        return bool(typed)

    def restore(self) -> None:
        """Put the offered draft over what is shown."""
        self._bar.hide()
        self._form.restore(self._offered)
        self._offered = {}

    def drop(self) -> None:
        """Forget the draft: it was saved, or she does not want it."""
        self._bar.hide()
        self._offered = {}
        self._start = self._form.draft() if not self._form.dirty else self._start
        drop_draft(self._desk.session, self._page, self._subject)

    def shred(self) -> None:
        """What was typed here must not be kept after all: forget it for good, all but what was offered before."""
        shred_draft(self._desk.session, self._page, self._subject)
        if self._offered:
            keep_draft(self._desk.session, self._page, self._subject, self._offered)


def kept_when(draft: Draft, today: date) -> str:
    """When a draft was kept: the time today, with the day before it on other days."""
    day, time = draft.kept_at[:10], draft.kept_at[11:16]
    if day == today.isoformat():
        return time
    return f"{int(day[5:7])}月{int(day[8:])}日 {time}"
