"""The first text and every later one: what may become evidence is never overwritten without a trace.

法释〔2022〕17号 第六条. Reads only.
"""

from dataclasses import dataclass

from models.core import story
from models.core.record import Record, is_protected
from models.core.story import Difference
from models.core.verbs import title_of
from models.office.closed.compartment import Compartment


@dataclass(frozen=True, slots=True)
class Version:
    """One writing of a record: when, by whom, by which action, and each column before and after."""

    at: str
    user: str
    title: str
    differences: tuple[Difference, ...]


def versions(record: Record, inside: Compartment | None, *, masked: bool = True) -> list[Version]:
    """Every writing of a record, the first one first; empty for a protected one without clearance."""
    if is_protected(record):
        rows = inside.story(record.uid) if inside is not None else []
    else:
        rows = story.story_of(record.uid)
    found = [
        Version(row.at, row.user, title_of(row.verb), tuple(story.differences(row, record.uid, masked=masked)))
        for row in rows
    ]
    return [version for version in found if version.differences]
