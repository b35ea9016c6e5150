"""Comments 领导点评: what the superior body found good and lacking, what to do, and whether it was done."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.errors import Problem, RuleRefused, Severity, refuse_stops
from models.core.fields import CodeField, DayField, LineField, LinkField, ParagraphField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.excellence.campaigns import Campaign
from models.excellence.keeping import ahead, backwards, changed, kept, merged, removed
from models.excellence.whom import whom, whom_problems
from models.organisations.body import Body
from models.people.person import Person


class SuperiorComment(Record):
    """领导点评: one comment about a body or a person."""

    noun = "领导点评"
    body_id: int | None
    person_id: int | None

    campaign = LinkField(Campaign, "活动", backref="comments")
    body = LinkField(Body, "被点评组织", backref="comments")
    person = LinkField(Person, "被点评人", backref="comments")
    commented_on = DayField("点评日期", required=True, index=True)
    by = LineField("点评人", required=True, max_length=60)
    by_post = LineField("点评人职务", max_length=100)
    form = CodeField("点评形式", table="comment.form")
    place = LineField("地点", max_length=100)
    good = ParagraphField("肯定成绩")
    lacking = ParagraphField("存在问题")
    direction = ParagraphField("努力方向")
    follow_up = ParagraphField("整改措施")
    follow_up_by = DayField("整改期限")
    followed_up_on = DayField("整改完成日期")
    follow_up_result = ParagraphField("整改结果")

    class Meta:
        table_name = "superior_comment"

    def called(self) -> str:
        return f"对“{whom(self)}”的点评"


@verb("keep_comment", "登记领导点评")
def keep_comment(work: Work, values: Mapping[str, Any]) -> SuperiorComment:
    """Keep a comment. Raises RuleRefused for a day after today, or without any words."""
    _refuse_impossible(work, values)
    return kept(work, SuperiorComment(**values))


@verb("change_comment", "修改领导点评")
def change_comment(work: Work, comment: SuperiorComment, values: Mapping[str, Any]) -> SuperiorComment:
    """Change a comment. Raises RuleRefused."""
    _refuse_impossible(work, merged(comment, values))
    return changed(work, comment, values)


@verb("follow_up_comment", "登记点评整改")
def follow_up(work: Work, comment: SuperiorComment, result: str, on: date | None = None) -> SuperiorComment:
    """Note that what was lacking was mended. Raises RuleRefused without words, or for a day that cannot be."""
    if not result.strip():
        raise RuleRefused("请写明整改结果。")
    day = on or today(work.session.clock)
    _refuse_impossible(work, merged(comment, {"followed_up_on": day}))
    work.update(comment, followed_up_on=day, follow_up_result=result.strip())
    work.about(comment, f"{comment.called()}已整改")
    return comment


@verb("remove_comment", "删除领导点评")
def remove_comment(work: Work, comment: SuperiorComment) -> None:
    """Delete a comment that was entered by mistake."""
    removed(work, comment)


def check_comment(values: Mapping[str, Any], now: date | None = None) -> list[Problem]:
    """Findings about a comment's values; `now` is today, for days that lie ahead."""
    problems = whom_problems(values)
    if not any((values.get(name) or "").strip() for name in ("good", "lacking", "direction")):
        message = "肯定成绩、存在问题、努力方向至少填写一项。"
        problems.append(Problem(Severity.STOP, "required", message, "good"))
    problems += backwards(values, "commented_on", "follow_up_by", "整改期限早于点评日期，请核对。")
    problems += backwards(values, "commented_on", "followed_up_on", "整改完成日期早于点评日期，请核对。")
    said = {"commented_on": "点评日期在今天之后，请核对。", "followed_up_on": "整改完成日期在今天之后，请核对。"}
    return problems + ahead(values, now, **said)


def _refuse_impossible(work: Work, values: Mapping[str, Any]) -> None:
    refuse_stops(check_comment(values, today(work.session.clock)))
