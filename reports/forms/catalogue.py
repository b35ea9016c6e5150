"""The register of every form: key, title, what it is printed for, for what kind of subject, and how it gets its facts.

A new form is one entry here and one declaration beside it. Knows no coordinates and writes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from models.core.errors import NotFound
from models.organisations.body import CHANNELS
from models.recommendation.procedure import procedure
from models.recommendation.records import ASSEMBLY, DIRECT
from reports.forms import approval, single
from reports.forms.facts import Facts
from reports.forms.subjects import (
    RECOMMENDATION,
    Piece,
    Whole,
    recommendation_ids,
)
from reports.forms.words import words
from reports.paper.printing import Declared

Blank = tuple[Declared, Facts]


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One form that can be printed.

    family: what it is, whatever the organisation. kind: for what it is printed. channel: whose form it is, empty for
    the office. route: on which way alone it exists. twin: the key of the form that stands in for it on the other way.
    """

    key: str
    title: str
    purpose: str
    family: str
    kind: str
    channel: str
    pieces: Callable[[Sequence[int], datetime], Iterator[Piece]]
    blank: Callable[[], Blank]
    ids: Callable[[Sequence[str] | Literal[Whole.ALL]], list[int]]
    route: str = ""
    twin: str = ""


FORMS: dict[str, FormEntry] = {}
"""Every form by its key, in the order in which a dossier and the list of forms show them."""


def form(key: str) -> FormEntry:
    """The form of that key; NotFound if there is none."""
    entry = FORMS.get(key)
    if entry is None:
        raise NotFound(f"没有“{key}”这张表。用 main.py forms 可以看到全部表格。")
    return entry


def form_key(family: str, channel: str) -> str:
    """The key of a family's form for a channel, as the steps of a procedure name families."""
    return f"{family}.{channel}"


def _add(entry: FormEntry) -> None:
    FORMS[entry.key] = entry


def _add_single(
    family: str, channel: str, title: str, purpose: str, paper: single.PaperOf, route: str = "", twin: str = ""
) -> None:
    _add(
        FormEntry(
            form_key(family, channel),
            title,
            purpose,
            family,
            RECOMMENDATION,
            channel,
            partial(single.pieces, paper, channel),
            lambda: (paper(channel, {}), {}),
            partial(recommendation_ids, channel, route=route),
            route,
            twin and form_key(twin, channel),
        )
    )


def _has_direct(channel: str) -> bool:
    return procedure(channel).routes[DIRECT].exists


for _channel in CHANNELS:
    _title = words(_channel).names["approval_form"]
    _twin = "approval-direct" if _has_direct(_channel) else ""
    _purpose = "逐级签署意见的主表，一人一份，一式三份。"
    _add_single("approval", _channel, _title, _purpose, approval.paper, ASSEMBLY if _twin else "", _twin)
    if _twin:
        _title = _title.removesuffix("）") + "，直接推荐）"
        _purpose = "由上级听取基层意见后直接推荐的干部用，一人一份。"
        _add_single("approval-direct", _channel, _title, _purpose, approval.direct_paper, DIRECT, "approval")
