"""Programmes as choices of a field: those in force today, by title, pinyin initials or key."""

from collections.abc import Sequence

from models.assistance.programmes import programmes, title_of
from models.core.clock import system_clock, today
from models.core.text import initials
from ui.widgets.find_box import Choice


def programme_choice(key: str | None) -> Choice | None:
    """A programme as it stands in a field."""
    return Choice(key, title_of(key)) if key else None


def find_programmes(typed: str) -> Sequence[Choice]:
    """Programmes that can be used today."""
    asked = typed.strip().lower()
    found = programmes(today(system_clock)).values()
    fits = (text for text in found if not asked or asked in text.title or asked in initials(text.title))
    return [Choice(text.key, text.title) for text in fits]
