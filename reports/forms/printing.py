"""Printing: forms by key and uids to pages or to a PDF file, what is still missing on them, and whole dossiers.

Owns the order pieces → pages → file and the stamp under each page. Same records, history and moment give the same
bytes. Knows no particular form.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from models.core.clock import system_clock
from models.core.errors import KnownError
from models.core.history import changed_head
from models.core.progress import Progress, Silent
from models.office.attachment import Store
from models.recommendation.records import Recommendation
from reports.forms.catalogue import FORMS, form
from reports.forms.entry import FormEntry
from reports.forms.of_recommendations import form_key
from reports.forms.subjects import ALL, BLANK, Occasion, Owner, Piece, What, channel_of, routes_of
from reports.paper import caution
from reports.paper.display import Page, Paper
from reports.paper.form import Missing
from reports.paper.pdf import write_pdf
from reports.paper.printing import lay_out, missing, stamped

DOSSIER = ("minutes", "hearing", "tally", "inspection", "approval", "approval-direct", "notice", "letter")
"""The papers of one recommendation in the order of the procedure."""


_VOTES = ("rec.yes", "rec.no", "rec.abstain")


class Gap(NamedTuple):
    """What is expected on a form and empty: whose, which field in words, and where to fill it in."""

    record: str
    label: str
    page: str
    uid: str
    field: str


def lay_out_for(
    key: str,
    what: What,
    moment: datetime | None = None,
    progress: Progress | None = None,
    photos: Store | None = None,
    closed: Any = None,
) -> Paper:
    """The pages of a form for these uids, for ALL, or BLANK; `moment` is the day of printing where a form states it.

    A key without its channel (`approval`) means the form of each uid's own organisation. Uids may be those of
    recommendations, persons (their newest one), meetings or batches. Photographs are printed when `photos` says
    where they lie, papers of protected records when `closed` is the compartment that their reader has entered.
    Raises NotFound, RuleRefused for a form of another channel, MissingCharacter with the person's name.
    """
    occasion, watch = Occasion(moment or system_clock(), photos, closed), progress or Silent()
    parts = _meant(key, what)
    paper = Paper(parts[0][0].title)
    titles: dict[str, None] = {}
    for entry, some in parts:
        for title, pages in _pages(entry, some, occasion, watch):
            paper.extend(pages)
            titles |= {title: None} if title else {}
    if titles:
        paper.title = next(iter(titles)) + (f"等{len(titles)}份" if len(titles) > 1 else "")
    return paper


def print_to(
    key: str,
    what: What,
    path: Path,
    progress: Progress | None = None,
    moment: datetime | None = None,
    photos: Store | None = None,
    closed: Any = None,
) -> int:
    """Write a form as one PDF file, whole or not at all; the number of pages.

    Raises what `lay_out_for` does, and CannotWrite.
    """
    when = moment or system_clock()
    paper = lay_out_for(key, what, when, progress, photos, closed)
    write_pdf(paper, path, when)
    return len(paper.pages)


def missing_for(key: str, what: What, closed: Any = None) -> list[Gap]:
    """What the form expects and the records leave empty, in printed order; nothing for BLANK.

    Raises what `lay_out_for` does.
    """
    if what is BLANK:
        return []
    gaps: dict[Gap, None] = {}
    for entry, some in _meant(key, what):
        for piece in _pieces(entry, some, Occasion(system_clock(), closed=closed), Silent()):
            lacking = (*missing(piece.paper, piece.facts), *piece.lacking)
            gaps |= dict.fromkeys(_gap(piece, lack) for lack in lacking)
    return list(gaps)


def forms_of(rec: Recommendation) -> list[FormEntry]:
    """The forms that can be printed for a recommendation, in the order of the catalogue."""
    return [entry for entry in FORMS.values() if entry.channel == rec.batch.channel and entry.route in ("", rec.route)]


def dossier_for(
    uid: str, moment: datetime | None = None, progress: Progress | None = None, photos: Store | None = None
) -> Paper:
    """All papers of one recommendation in the order of its procedure; those of steps not reached are left out."""
    rec: Recommendation = Recommendation.by_uid(uid)
    watch, occasion = progress or Silent(), Occasion(moment or system_clock(), photos)
    paper = Paper(f"{rec.person.name}的推优材料")
    entries = dossier_forms(rec)
    for at, entry in enumerate(entries):
        watch.step(entry.title, at, len(entries))
        for _, pages in _pages(entry, [uid], occasion, Silent()):
            paper.extend(pages)
    return paper


def dossier_missing(uid: str) -> list[Gap]:
    """What the papers of a recommendation's dossier expect and the records leave empty, each once, in their order."""
    rec: Recommendation = Recommendation.by_uid(uid)
    gaps = (gap for entry in dossier_forms(rec) for gap in missing_for(entry.key, [uid]))
    return list(dict.fromkeys(gaps))


def dossier_to(
    uid: str,
    path: Path,
    moment: datetime | None = None,
    progress: Progress | None = None,
    photos: Store | None = None,
) -> int:
    """Write the dossier of a recommendation as one PDF file; the number of pages. Raises what `print_to` does."""
    when = moment or system_clock()
    paper = dossier_for(uid, when, progress, photos)
    write_pdf(paper, path, when)
    return len(paper.pages)


def dossier_forms(rec: Recommendation) -> list[FormEntry]:
    """The forms of which a recommendation's dossier consists so far."""
    fitting = {entry.family: entry for entry in forms_of(rec)}
    ready: dict[str, object] = {
        "minutes": rec.meeting_id,
        "tally": rec.meeting_id,
        "hearing": rec.heard_on,
        "inspection": rec.inspected_from,
        "notice": rec.publicity_from,
        "letter": rec.forwarded_on,
    }
    return [fitting[family] for family in DOSSIER if family in fitting and ready.get(family, True)]


def _meant(key: str, what: What) -> list[tuple[FormEntry, What]]:
    """The forms that a key means: itself, or for a family's name those of the organisations of the uids."""
    family = [entry for entry in FORMS.values() if entry.family == key and entry.channel]
    if not family:
        return [(form(key), what)]
    if what is ALL:
        return [(entry, what) for entry in family if entry.ids(what)] or [(family[0], what)]
    if what is BLANK:
        return [(entry, what) for entry in family]
    parts = groupby(what, channel_of)
    return [(form(form_key(key, channel)), list(uids)) for channel, uids in parts] or [(family[0], [])]


def _pages(entry: FormEntry, what: What, occasion: Occasion, progress: Progress) -> Iterator[tuple[str, list[Page]]]:
    """The pages of each piece, with the title that it asks for."""
    if what is BLANK:
        paper, facts = entry.blank()
        yield "", lay_out(paper, facts)
        return
    head = _short_head()
    for piece in _pieces(entry, what, occasion, progress):
        stamp = stamped(piece.paper, piece.facts, piece.record, piece.revision, piece.subject, head)
        pages = lay_out(piece.paper, piece.facts, stamp)
        caution.mark(piece.paper, pages, piece.facts)
        yield piece.title, pages


def _short_head() -> str:
    """The last change in the history; printing leaves a row as well, but does not move it."""
    seq, full = changed_head()
    return f"{seq}-{full[:8]}"


def _pieces(entry: FormEntry, what: What, occasion: Occasion, progress: Progress) -> Iterator[Piece]:
    """The pieces of a form; recommendations on the direct route get the form that stands in for it."""
    assert what is not BLANK
    ids = entry.ids(what)
    done = 0
    for part, some in _by_route(entry, ids):
        for at, piece in enumerate(part.pieces(some, occasion)):
            progress.step(f"排版《{part.title}》", min(done + at, len(ids)), len(ids))
            yield piece
        done += len(some)
    if not ids:
        raise KnownError(f"还没有可以打印《{entry.title}》的内容，可以先印空白表。")


def _by_route(entry: FormEntry, ids: Sequence[Any]) -> Iterator[tuple[FormEntry, Sequence[Any]]]:
    if not entry.twin:
        yield entry, ids
        return
    routes, other = routes_of(ids), FORMS[entry.twin]
    for route, some in groupby(ids, lambda number: routes.get(number, entry.route)):
        yield other if route == other.route else entry, list(some)


def _gap(piece: Piece, lack: Missing) -> Gap:
    prefix, _, name = lack.key.rpartition(".")
    if "meeting.name" not in piece.facts and (prefix == "meeting" or lack.key in _VOTES):
        # One gap for an assembly that was not entered yet, instead of one for each of its numbers.
        owner = piece.owners["meeting"]
        return Gap(owner.record, "推荐会和表决", owner.page, owner.uid, "meeting")
    owner = piece.owners.get(prefix) or piece.owners.get("rec") or piece.owners.get("") or Owner(piece.subject, "", "")
    return Gap(owner.record, lack.label.replace("\n", ""), owner.page, owner.uid, name)
