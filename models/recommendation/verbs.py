"""What is done in 推优: open a batch, nominate, meet, take a step, go back, withdraw, expire, try again.

Rules are asked before anything is written: a stop refuses, a warning wants a reason, which is kept and printed nowhere.
"""

from collections.abc import Mapping
from typing import Any

from models.core.clock import today
from models.core.dates import PartialDate
from models.core.errors import NotAllowed, Problem, RuleRefused, Severity, refuse_stops
from models.core.verbs import Work, verb
from models.organisations.body import CHANNELS, Body
from models.people.person import PartyStage, Person
from models.people.verbs import reach_stage
from models.recommendation.conditions import Condition, Verdict, case_of, conditions_of, valid_until
from models.recommendation.numbering import next_number
from models.recommendation.procedure import ANSWER, APPLICATION, DECISION, LATER, SUPERIOR, Step, procedure
from models.recommendation.records import (
    ANSWERED,
    EXPIRED,
    RUNNING,
    STEP_COLUMNS,
    WITHDRAWN,
    Batch,
    Meeting,
    Recommendation,
    StepTaken,
    Waiver,
)
from models.recommendation.votes import meeting_problems, vote_problems

PASSED, RETURNED, REOPENED = "passed", "returned", "reopened"
VOTE_COLUMNS = ("yes", "no", "abstain")
_BY_OTHER_VERBS = frozenset(
    {"batch", "person", "body", "meeting", "again_of", "target", "route", "step", "status", *VOTE_COLUMNS}
)
_OUTCOME_STAGE = {"activist": "activist", "target": "target"}


@verb("open_batch", "建立批次")
def open_batch(work: Work, values: Mapping[str, Any]) -> Batch:
    """Open a batch of one channel and one target. Raises RuleRefused when something required is missing."""
    refuse_stops(_missing(Batch, values))
    if values["channel"] not in CHANNELS:
        raise RuleRefused("推荐渠道只能是工会、共青团或妇联，请重新选择。")
    batch = work.insert(Batch(**values))
    work.about(batch, f"建立了批次{batch.called()}")
    return batch


@verb("change_batch", "修改批次")
def change_batch(work: Work, batch: Batch, values: Mapping[str, Any]) -> Batch:
    """Change title, date or note of a batch; its channel and target stay once somebody is in it."""
    moved = {name for name in ("channel", "target") if values.get(name, getattr(batch, name)) != getattr(batch, name)}
    if moved and Recommendation.select().where(Recommendation.batch == batch).exists():
        raise RuleRefused("批次里已经有推荐对象，不能再改渠道或类别，请另建一个批次。")
    work.update(batch, **values)
    work.about(batch, f"修改了批次{batch.called()}")
    return batch


@verb("nominate", "提名推荐对象")
def nominate(
    work: Work,
    batch: Batch,
    person: Person,
    body: Body,
    route: str = "assembly",
    again_of: Recommendation | None = None,
) -> Recommendation:
    """Put a person into a batch. Raises RuleRefused when the body does not fit or she is in the batch already."""
    steps = procedure(batch.channel)
    if body.kind_of_body != batch.channel:
        raise RuleRefused(f"{body.called()}不是{steps.names['channel']}的组织，不能在这个批次里推荐。")
    if not steps.routes[route].exists:
        raise RuleRefused(f"{steps.names['channel']}没有“{steps.routes[route].title}”这条途径，请选大会推荐。")
    _refuse_twice(batch, person)
    applied = PartyStage.get_or_none((PartyStage.person == person) & (PartyStage.stage == "applicant"))
    day = today(work.session.clock)
    rec = work.insert(
        Recommendation(
            batch=batch,
            person=person,
            body=body,
            number=next_number(batch, day),
            target=batch.target,
            route=route,
            step=APPLICATION,
            status=RUNNING,
            again_of=again_of,
            filled_on=day,
            applied_on=applied.reached_on.exact() if applied and applied.reached_on else None,
            superior_name=body.superior_name() or None,
            forwarded_to=body.party_body,
        )
    )
    work.about(rec, f"把{person.called()}列入{batch.called()}")
    return rec


@verb("fill_in", "填写推荐内容")
def fill_in(work: Work, rec: Recommendation, values: Mapping[str, Any]) -> Recommendation:
    """Write columns of a running recommendation. Raises RuleRefused when it is closed or a column is not its own."""
    _refuse_closed(rec)
    if any(name not in STEP_COLUMNS or name in _BY_OTHER_VERBS for name in values):
        raise RuleRefused("这些内容不能在这里修改，请用步骤按钮。")
    work.update(rec, **values)
    work.about(rec, f"填写了{rec.called()}")
    return rec


@verb("hold_meeting", "录入推荐会")
def hold_meeting(
    work: Work,
    batch: Batch,
    body: Body,
    values: Mapping[str, Any],
    votes: Mapping[Recommendation, tuple[int, int, int]],
    meeting: Meeting | None = None,
) -> Meeting:
    """Enter one meeting with the votes (yes, no, abstain) of all its candidates, or mend it.

    Raises RuleRefused when counts do not add up or a candidate belongs to another body or batch.
    """
    refuse_stops(check_meeting(values, _by_name(votes)))
    for rec in votes:
        _refuse_closed(rec)
        if rec.batch_id != batch.id or rec.body_id != body.id:
            raise RuleRefused(f"{rec.person.called()}不是这个组织在本批次的推荐对象，请从名单里去掉。")
    if meeting is None:
        meeting = work.insert(Meeting(batch=batch, body=body, **values))
    else:
        work.update(meeting, **values)
    for rec, vote in votes.items():
        work.update(rec, meeting=meeting, **dict(zip(VOTE_COLUMNS, vote, strict=True)))
    work.about(meeting, f"录入了{meeting.called()}，{len(votes)}名推荐对象")
    return meeting


def _by_name(votes: Mapping[Recommendation, tuple[int, int, int]]) -> dict[str, tuple[int, int, int]]:
    """Votes by name; namesakes are told apart by their numbers, so that none hides the other's."""
    found: dict[str, tuple[int, int, int]] = {}
    for rec, vote in votes.items():
        name = rec.person.name
        found[f"{name}（{rec.number}）" if name in found else name] = vote
    return found


def check_meeting(values: Mapping[str, Any], votes: Mapping[str, tuple[int | None, ...]]) -> list[Problem]:
    """What is missing or does not add up in a meeting and its votes, by candidate's name; asked while typing."""
    problems = _missing(Meeting, values, {"batch", "body"}) + meeting_problems(values)
    for name, vote in votes.items():
        problems += vote_problems(name, dict(zip(VOTE_COLUMNS, vote, strict=True)), values.get("valid"))
    return problems


@verb("take_step", "完成步骤")
def take_step(work: Work, rec: Recommendation, reasons: Mapping[str, str] | None = None) -> Recommendation:
    """Finish the current step and go to the next. `reasons`: rule id → why its warning is passed.

    Raises RuleRefused with what is missing, what fails, or which warning wants a reason; NotAllowed where who
    submits, who approves and whom it concerns must be different people.
    """
    _refuse_closed(rec)
    _refuse_same_hands(work, rec)
    steps = procedure(rec.batch.channel)
    step = steps.steps[rec.step]
    day = today(work.session.clock)
    for rule, reason in (reasons or {}).items():
        waive(work, rec, rule, reason)
    conditions = conditions_of(rec, day)
    refuse_stops(missing_needs(rec, step) + blocking(rec, conditions))
    judged = [condition.judged() for condition in conditions if condition.rule.step == step.key]
    work.insert(StepTaken(recommendation=rec, step=step.key, action=PASSED, taken_on=day, judged=judged))
    following = steps.next_step(rec.route, rec.step)
    if step.key == APPLICATION and rec.applied_on:
        _reach(work, rec.person, "applicant", rec.applied_on)
        if rec.talked_on:
            _reach(work, rec.person, "talk", rec.talked_on)
    if step.key == ANSWER:
        _take_answer(work, rec)
    work.update(rec, step=following.key if following else rec.step)
    work.about(rec, f"{rec.called()}完成了“{step.title}”")
    return rec


@verb("return_to", "退回步骤")
def return_to(work: Work, rec: Recommendation, step: str, reason: str) -> Recommendation:
    """Send a recommendation back to an earlier step; what was typed stays. Raises RuleRefused without a reason."""
    _refuse_closed(rec)
    steps = procedure(rec.batch.channel)
    if step == rec.step or not steps.reached(rec.route, step, rec.step):
        raise RuleRefused("只能退回到前面已经走过的步骤。")
    _note(work, rec, RETURNED, reason)
    work.update(rec, step=step)
    work.about(rec, f"{rec.called()}退回到“{steps.steps[step].title}”")
    return rec


@verb("withdraw", "撤回推荐")
def withdraw(work: Work, rec: Recommendation, reason: str) -> Recommendation:
    """Take a recommendation out of the procedure. Raises RuleRefused without a reason."""
    return _end(work, rec, WITHDRAWN, reason, "撤回了")


@verb("expire", "推荐过期")
def expire(work: Work, rec: Recommendation, reason: str) -> Recommendation:
    """Close a recommendation whose validity has run out. Raises RuleRefused without a reason, or while it is valid."""
    months = case_of(rec, today(work.session.clock)).parameter("recommendation_valid_months", 24)
    until = valid_until(rec, int(str(months)))
    if until is None or today(work.session.clock) <= until:
        valid = f"有效期到{until:%Y.%m.%d}" if until else "还没有推荐时间"
        raise RuleRefused(f"{rec.called()}{valid}，没有过期。不再推荐的，请用“撤回”。")
    return _end(work, rec, EXPIRED, reason, "办结过期：")


@verb("reopen", "恢复推荐")
def reopen(work: Work, rec: Recommendation, reason: str) -> Recommendation:
    """Take back a withdrawal or an expiry; the recommendation goes on where it was."""
    if rec.status not in (WITHDRAWN, EXPIRED):
        raise RuleRefused("只有撤回或过期的推荐才能恢复。")
    _refuse_twice(rec.batch, rec.person)
    _note(work, rec, REOPENED, reason)
    work.update(rec, status=RUNNING)
    work.about(rec, f"恢复了{rec.called()}")
    return rec


@verb("try_again", "再次推荐")
def try_again(work: Work, old: Recommendation, batch: Batch, reason: str) -> Recommendation:
    """Nominate a person again after an expired or unsuccessful recommendation; both stay linked."""
    if old.status == RUNNING:
        raise RuleRefused("这次推荐还在进行，不能再次推荐。")
    rec = nominate.within(work, batch, old.person, old.body, old.route, old)  # type: ignore[attr-defined]
    _note(work, rec, REOPENED, reason)
    copied = {name: getattr(old, name) for name in ("applied_on", "application_written", "talked_on", "deeds")}
    work.update(rec, **{name: value for name, value in copied.items() if value is not None})
    work.about(rec, f"再次推荐{old.person.called()}")
    return rec  # type: ignore[no-any-return]


@verb("waive", "说明规则")
def waive_rule(work: Work, rec: Recommendation, rule: str, reason: str) -> None:
    """Keep the reason for which a warning is passed."""
    waive(work, rec, rule, reason)
    work.about(rec, f"说明了{rec.called()}的一项规则")


def waive(work: Work, rec: Recommendation, rule: str, reason: str) -> None:
    """Write the reason within a running verb; an empty reason is refused."""
    if not reason.strip():
        raise RuleRefused("通过需说明的规则要写原因。")
    found = Waiver.get_or_none((Waiver.recommendation == rec) & (Waiver.rule == rule))
    if found is None:
        work.insert(Waiver(recommendation=rec, rule=rule, reason=reason.strip()))
    else:
        work.update(found, reason=reason.strip())


def missing_needs(rec: Recommendation, step: Step) -> list[Problem]:
    """Required columns of a step that are still empty."""
    return [
        Problem(Severity.STOP, "required", f"还没有填写{STEP_COLUMNS[need.field].label}。", need.field)
        for need in step.needs
        if need.required and getattr(rec, need.field) in (None, "")
    ]


def blocking(rec: Recommendation, conditions: list[Condition]) -> list[Problem]:
    """Conditions up to the current step that do not let it pass: failed stops, and warnings without a reason.

    What a stop has not found yet blocks as well; what a warning has not found yet does not.
    """
    steps = procedure(rec.batch.channel)
    problems: list[Problem] = []
    for condition in conditions:
        rule = condition.rule
        if not steps.reached(rec.route, rule.step, rec.step):
            continue
        unknown_stop = condition.verdict is Verdict.WAITING and rule.severity is Severity.STOP
        unexplained = condition.verdict is Verdict.EXPLAIN and not condition.waived
        if condition.verdict is Verdict.FAILS or unknown_stop:
            problems.append(Problem(Severity.STOP, rule.id, condition.sentence, condition.field))
        elif unexplained:
            sentence = f"{condition.sentence.rstrip('。')}，要继续请写明原因。"
            problems.append(Problem(Severity.STOP, rule.id, sentence, condition.field))
    return problems


def _missing(cls: Any, values: Mapping[str, Any], given: set[str] | None = None) -> list[Problem]:
    return [
        Problem(Severity.STOP, "required", f"还没有填写{kind.label}。", kind.name)
        for kind in cls.kinds()
        if kind.required and kind.name not in (given or set()) and values.get(kind.name) in (None, "")
    ]


def _refuse_twice(batch: Batch, person: Person) -> None:
    running = (Recommendation.batch == batch) & (Recommendation.person == person) & (Recommendation.status == RUNNING)
    if Recommendation.select().where(running).exists():
        raise RuleRefused(f"{person.called()}已经在{batch.called()}里，不用再加。")


def _refuse_closed(rec: Recommendation) -> None:
    if rec.status == ANSWERED and rec.step == LATER:
        raise RuleRefused(f"{rec.called()}已经办结，后续日期请在人员资料里登记。")
    if rec.status != RUNNING:
        raise RuleRefused(f"{rec.called()}已经{Recommendation.status.show(rec.status).removeprefix('已')}，请先恢复。")


def _refuse_same_hands(work: Work, rec: Recommendation) -> None:
    """Submitting and approving are done by two people, neither of them the candidate; a single user has no other."""
    if rec.step not in (DECISION, SUPERIOR) or work.session.alone:
        return
    title = procedure(rec.batch.channel).steps[rec.step].title
    if work.user == rec.person.name:
        raise NotAllowed(f"“{title}”不能由推荐对象本人来做，请由另一位审核员来做。")
    submitted = (
        StepTaken.select(StepTaken.created_by)
        .where((StepTaken.recommendation == rec) & (StepTaken.step == DECISION) & (StepTaken.action == PASSED))
        .order_by(StepTaken.id.desc())
        .scalar()
    )
    if rec.step == SUPERIOR and work.user == submitted:
        raise NotAllowed(f"{rec.called()}由{submitted}提交，“{title}”请由另一位审核员来做。")


def _reach(work: Work, person: Person, stage: str, day: Any) -> None:
    found = PartyStage.get_or_none((PartyStage.person == person) & (PartyStage.stage == stage))
    kept = found.reached_on if found else None
    if kept is None or (kept.day is None and kept.covers(day)):
        reach_stage.within(work, person, stage, PartialDate.of(day))  # type: ignore[attr-defined]


def _take_answer(work: Work, rec: Recommendation) -> None:
    work.update(rec, status=ANSWERED)
    stage = _OUTCOME_STAGE.get(rec.answer or "")
    if stage:
        _reach(work, rec.person, stage, rec.answered_on)


def _note(work: Work, rec: Recommendation, action: str, reason: str) -> None:
    if not reason.strip():
        raise RuleRefused("请写明原因，以后查起来要用。")
    day = today(work.session.clock)
    work.insert(
        StepTaken(recommendation=rec, step=rec.step, action=action, taken_on=day, reason=reason.strip(), judged=[])
    )


def _end(work: Work, rec: Recommendation, status: str, reason: str, word: str) -> Recommendation:
    _refuse_closed(rec)
    _note(work, rec, status, reason)
    work.update(rec, status=status)
    work.about(rec, f"{word}{rec.called()}")
    return rec
