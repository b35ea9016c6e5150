"""What the register keeps of one form: key, title, what it is printed for, how it gets its facts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reports.forms.facts import Facts
from reports.forms.subjects import Occasion, Piece, Whole
from reports.paper.printing import Declared

Blank = tuple[Declared, Facts]


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One form that can be printed.

    family: what it is, whatever the organisation. kind: for what it is printed, the kind of record or `office`.
    channel: whose form it is, empty where it is nobody's alone. heading: under which it stands in lists of forms.
    route: on which way alone it exists. twin: what stands in for it on the direct route. `ids` finds what uids mean,
    in the terms that `pieces` takes: usually record ids.
    """

    key: str
    title: str
    purpose: str
    family: str
    kind: str
    channel: str
    heading: str
    pieces: Callable[[Sequence[Any], Occasion], Iterator[Piece]]
    blank: Callable[[], Blank]
    ids: Callable[[Sequence[str] | Literal[Whole.ALL]], Sequence[Any]]
    route: str = ""
    twin: str = ""
