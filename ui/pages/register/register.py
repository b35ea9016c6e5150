"""What a page needs to know of one kind of record: columns, filters, form, verbs. Shows nothing itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.core.errors import Problem
from models.core.record import Record
from models.core.verbs import Done
from ui.widgets.filter_bar import Filter
from ui.widgets.find_box import Choice as Found
from ui.widgets.find_box import Finder
from ui.widgets.form_page import Section
from ui.widgets.record_table import Column


def _no_findings(_values: Mapping[str, Any]) -> list[Problem]:
    return []


@dataclass(frozen=True)
class Register:
    """One list and the form of its records.

    page, key: name the list among all, for drafts and column widths. counter: the measure word in its counts.
    ids: the records that fit a text and the values of the filters. rows: their lines, `names` are the attributes that
    stand in the columns. headings: title and column names of each part of the form; columns in `hidden` are not in it.
    finders, choices: how a link is looked for and shown. verb: what the record is made with, in words (登记).
    noun: what is made, where the list is called otherwise (人才库: 人才).
    printed: there are forms of this kind of record. from_rosters: a roster that is imported brings such records.
    """

    page: str
    key: str
    title: str
    icon: str
    counter: str
    record: type[Record]
    columns: Sequence[Column]
    names: Sequence[str]
    filters: Callable[[], list[Filter]]
    ids: Callable[[str, Mapping[str, Any]], Sequence[int]]
    rows: Callable[[Sequence[int]], Sequence[Any]]
    headings: Sequence[tuple[str, str]]
    register: Callable[..., Done[Any]]
    change: Callable[..., Done[Any]]
    remove: Callable[..., Done[Any]]
    register_action: str
    change_action: str
    empty: str
    finders: Mapping[str, Finder] = field(default_factory=dict)
    choices: Mapping[str, Callable[[Any], Found | None]] = field(default_factory=dict)
    check: Callable[[Mapping[str, Any]], list[Problem]] = _no_findings
    give_up: Sequence[str] = ()
    hidden: Sequence[str] = ()
    hint: str = "名称"
    printed: bool = False
    from_rosters: bool = False
    verb: str = "登记"
    noun: str = ""
    named: Callable[[Any], str] = lambda record: str(record.name)

    @property
    def what(self) -> str:
        """What one record is called."""
        return self.noun or self.title

    def fetch(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        """One line for every id; an empty one for a record that is gone meanwhile."""
        found = {row.id: row for row in self.rows(ids)}
        blank = (None,) * len(self.names)
        return [tuple(getattr(found[one], name) for name in self.names) if one in found else blank for one in ids]

    def sections(self) -> list[Section]:
        """The columns of the record under headings; a new column stands under the last one."""
        kinds = {kind.name: kind for kind in self.record.kinds() if kind.name not in self.hidden}
        placed = [(title, [kinds.pop(name) for name in names.split()]) for title, names in self.headings]
        placed[-1][1].extend(kinds.values())
        return [Section(title, fields) for title, fields in placed]

    def values(self, record: Record | None) -> dict[str, Any]:
        """What the form shows of a record; links as choices."""
        if record is None:
            return {}
        return {**record.__data__, **{name: show(getattr(record, name)) for name, show in self.choices.items()}}
