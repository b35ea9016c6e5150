"""The programmes in force: those that are shipped, with this office's changes and its own over them, by date.

Owns the reading of `resources/programmes` and the verbs that change a programme or add one. Judging stands in `rules`.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from models.assistance.case import HelpCase, ProgrammeChange
from models.assistance.programme import Evidence, Programme, read_programme
from models.core.errors import KnownError, NotFound, RuleRefused
from models.core.verbs import Work, verb
from models.office.office import this_office
from resources import path

_FIXED_KEYS = frozenset({"key", "valid_from", "valid_to", "mark", "letters"})
"""What an office does not change in a shipped programme: the days stand in the change itself."""


@cache
def shipped() -> tuple[Programme, ...]:
    """Every shipped text of every programme, in the order of their files."""
    files = sorted(path("programmes").glob("*.json"))
    entries = [entry for file in files for entry in json.loads(file.read_text("utf-8"))["programmes"]]
    return tuple(read_programme(entry) for entry in sorted(entries, key=lambda entry: int(entry["order"])))


def texts() -> list[Programme]:
    """Every text of every programme with the office's changes applied: at most one of a key holds on a day."""
    changes = {row.key: row for row in ProgrammeChange.select() if _counts_here(row)}
    found = [part for text in shipped() for part in _changed(text, changes.get(text.key))]
    return found + [_own(row) for row in changes.values() if row.own]


def _counts_here(row: ProgrammeChange) -> bool:
    """What another office handed over explains its cases, but changes no programme by which this one judges."""
    return row.origin == this_office().uid or (row.own and all(text.key != row.key for text in shipped()))


def programmes(day: date, channel: str = "") -> dict[str, Programme]:
    """The programmes in force on this day, of one channel or of all, by key in the order in which they are offered."""
    return {text.key: text for text in texts() if text.in_force(day) and channel in ("", text.channel)}


def programme(key: str, day: date) -> Programme:
    """The text of a programme that holds on this day; before the first or after the last, the nearest one.

    Raises NotFound for a key that no programme has.
    """
    found = [text for text in texts() if text.key == key]
    if not found:
        raise NotFound("没有找到这个帮扶项目，可能已被删除。")
    fitting = next((text for text in found if text.in_force(day)), None)
    if fitting is not None:
        return fitting
    ended = [text for text in found if text.valid_to and text.valid_to < day]
    return ended[-1] if ended else found[0]


def programme_of(case: HelpCase) -> Programme:
    """The text by which a case is judged: that of the day it was applied for."""
    began = case.applied_on or (date.fromisoformat(case.created_at[:10]) if case.created_at else date.max)
    return programme(case.programme, began)


def papers_of(case: HelpCase) -> list[Evidence]:
    """The papers that a case needs by its programme and its causes."""
    return programme_of(case).evidence_for(case.hardship_cause, case.second_cause)


def lacking(case: HelpCase) -> list[Evidence]:
    """The required papers of a case that are not ticked off yet."""
    kept = case.evidence or {}
    return [paper for paper in papers_of(case) if paper.required and not kept.get(paper.key, {}).get("got")]


def count_lacking(case: HelpCase) -> int | None:
    """How many they are; None where the programme is not known here."""
    try:
        return len(lacking(case))
    except NotFound:
        return None


def title_of(key: str) -> str:
    """A programme's title, also of one that is no longer in force; an unknown key comes back as it is."""
    row = ProgrammeChange.get_or_none(ProgrammeChange.key == key)
    if row is not None:
        return str(row.title)
    return next((text.title for text in shipped() if text.key == key), key)


def _changed(text: Programme, row: ProgrammeChange | None) -> list[Programme]:
    """The text as shipped until the change begins, changed while it holds, and as shipped again after it."""
    if row is None or row.own:
        return [text]
    since, until = row.valid_from, row.valid_to
    first = max(filter(None, (since, text.valid_from)), default=None)
    last = min(filter(None, (until, text.valid_to)), default=None)
    if first is not None and last is not None and last < first:
        return [text]
    changed = read_programme({**text.content, **row.content}, local=row.reason)
    found = [replace(changed, valid_from=first, valid_to=last)]
    if first is not None and first != text.valid_from:
        found.insert(0, replace(text, valid_to=first - timedelta(days=1)))
    if last is not None and last != text.valid_to:
        found.append(replace(text, valid_from=last + timedelta(days=1)))
    return found


def _own(row: ProgrammeChange) -> Programme:
    made = read_programme({**row.content, "key": row.key, "title": row.title}, local=row.reason, own=True)
    return replace(made, valid_from=row.valid_from, valid_to=row.valid_to)


@verb("change_programme", "修改帮扶项目")
def change_programme(
    work: Work,
    key: str,
    content: Mapping[str, Any],
    *,
    reason: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> ProgrammeChange:
    """Change some keys of a programme for this office from a day on; `content` replaces them as a whole.

    Raises KnownError without a reason, for an unknown programme, and for a content that is no programme.
    """
    _refuse_dates(reason, valid_from, valid_to)
    row = ProgrammeChange.get_or_none(ProgrammeChange.key == key)
    base = row if row is not None and row.own else next((text for text in shipped() if text.key == key), None)
    if base is None:
        raise KnownError("没有找到这个帮扶项目，请刷新后再改。")
    if _FIXED_KEYS & content.keys():
        raise KnownError("项目代号、编号字头和适用时间不能这样改，起止时间请填在“生效日期”和“停止日期”。")
    kept = dict(row.content) if row is not None else {}
    wanted = {
        "content": {**kept, **content},
        "title": content.get("title", row.title if row is not None else base.title),
        "reason": reason.strip(),
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    _refuse_unreadable({**base.content, **wanted["content"], "key": key, "title": wanted["title"]})
    work.sentence = f"修改了帮扶项目“{wanted['title']}”"
    return work.insert(ProgrammeChange(key=key, own=False, **wanted)) if row is None else work.update(row, **wanted)


@verb("add_programme", "新增帮扶项目")
def add_programme(
    work: Work,
    key: str,
    content: Mapping[str, Any],
    *,
    reason: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> ProgrammeChange:
    """Add a programme of the office's own; `content` has every key of the format but `key` and the days.

    Raises KnownError without a reason, for a key that is taken, and for a content that is no programme.
    """
    _refuse_dates(reason, valid_from, valid_to)
    if any(text.key == key for text in texts()):
        raise KnownError(f"项目代号“{key}”已经用过，请换一个。")
    content = {"mark": "local", "source": reason.strip(), **content}
    _refuse_unreadable({**content, "key": key})
    made = ProgrammeChange(
        key=key,
        own=True,
        title=content["title"],
        content=content,
        reason=reason.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    work.sentence = f"新增了帮扶项目“{made.title}”"
    return work.insert(made)


@verb("restore_programme", "恢复帮扶项目")
def restore_programme(work: Work, key: str) -> None:
    """Take a change back, or an own programme off the list. Raises RuleRefused while a case is in an own one."""
    row = ProgrammeChange.get_or_none(ProgrammeChange.key == key)
    if row is None:
        return
    if row.own and HelpCase.select().where(HelpCase.programme == key).exists():
        raise RuleRefused(f"{row.called()}里已经有个案，不能删除；不再办理的，请填“停止日期”。")
    work.delete(row)
    work.sentence = f"恢复了{row.called()}" if not row.own else f"删除了{row.called()}"


def _refuse_dates(reason: str, first: date | None, last: date | None) -> None:
    if not reason.strip():
        raise KnownError("修改帮扶项目要写明依据，例如上级文件的名称和文号。")
    if first is not None and last is not None and last < first:
        raise KnownError("停止日期在生效日期之前，请核对。")


def _refuse_unreadable(content: Mapping[str, Any]) -> None:
    """A content that no programme can be made of is a mistake of who typed it."""
    try:
        made = read_programme(content)
        made.facts()
        missing = not made.steps or not made.title
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise KnownError("帮扶项目的内容不完整，请对照现有项目补全（名称、渠道、对象、次数、步骤）。") from error
    if missing:
        raise KnownError("帮扶项目要有名称和至少一个步骤。")
