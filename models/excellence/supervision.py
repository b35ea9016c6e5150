"""Inspection visits 督导: who looked on the spot, what was found, by when it is to be mended, and whether it was."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.errors import Problem, RuleRefused, refuse_stops
from models.core.fields import DayField, LineField, LinkField, ParagraphField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.excellence.campaigns import Campaign
from models.excellence.keeping import ahead, backwards, changed, kept, merged, removed
from models.office.attachment import attachments_of
from models.organisations.body import Body


class Supervision(Record):
    """督导: one visit to a body."""

    noun = "督导记录"
    body_id: int

    campaign = LinkField(Campaign, "活动", backref="supervisions")
    body = LinkField(Body, "被督导组织", required=True, backref="supervisions")
    visited_on = DayField("督导日期", required=True, index=True)
    by = LineField("督导人", required=True, max_length=200, help="多人用顿号隔开。")
    place = LineField("地点", max_length=100)
    looked_at = ParagraphField("督导内容")
    findings = ParagraphField("发现的问题")
    advice = ParagraphField("整改要求")
    mend_by = DayField("整改期限")
    mended_on = DayField("整改完成日期")
    mended = ParagraphField("整改情况")

    class Meta:
        table_name = "supervision"

    def called(self) -> str:
        return f"对{self.body.called()}的督导"


@verb("keep_supervision", "登记督导")
def keep_supervision(work: Work, values: Mapping[str, Any]) -> Supervision:
    """Keep an inspection visit. Raises RuleRefused for days that cannot be."""
    _refuse_impossible(work, values)
    return kept(work, Supervision(**values))


@verb("change_supervision", "修改督导")
def change_supervision(work: Work, visit: Supervision, values: Mapping[str, Any]) -> Supervision:
    """Change or complete an inspection visit. Raises RuleRefused."""
    _refuse_impossible(work, merged(visit, values))
    return changed(work, visit, values)


@verb("mend_supervision", "登记督导整改")
def mend(work: Work, visit: Supervision, words: str, on: date | None = None) -> Supervision:
    """Note that what was found was mended. Raises RuleRefused without words, or for a day that cannot be."""
    if not words.strip():
        raise RuleRefused("请写明整改情况。")
    day = on or today(work.session.clock)
    _refuse_impossible(work, merged(visit, {"mended_on": day}))
    work.update(visit, mended_on=day, mended=words.strip())
    work.about(visit, f"{visit.called()}已整改")
    return visit


@verb("remove_supervision", "删除督导")
def remove_supervision(work: Work, visit: Supervision) -> None:
    """Delete an inspection visit that was entered by mistake, with its attachments."""
    removed(work, visit, attachments_of(visit))


def check_supervision(values: Mapping[str, Any], now: date | None = None) -> list[Problem]:
    """Findings about an inspection visit's values; `now` is today, for days that lie ahead."""
    problems = backwards(values, "visited_on", "mend_by", "整改期限早于督导日期，请核对。")
    problems += backwards(values, "visited_on", "mended_on", "整改完成日期早于督导日期，请核对。")
    said = {"visited_on": "督导日期在今天之后，请核对。", "mended_on": "整改完成日期在今天之后，请核对。"}
    return problems + ahead(values, now, **said)


def _refuse_impossible(work: Work, values: Mapping[str, Any]) -> None:
    refuse_stops(check_supervision(values, today(work.session.clock)))
