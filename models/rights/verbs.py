"""What is done with petitions: register, change, take steps, extend, review, withdraw, reopen, remove.

Every verb works on either side: on an open case with `Work`, on a protected one inside the closed compartment. Which
side it is to be is decided by `doing`; here only is refused what must not be written openly.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.database import DB
from models.core.errors import NotAllowed, RuleRefused, refuse_stops
from models.core.verbs import Session, Work, verb
from models.office.closed.work import SealedWork, parts_of
from models.office.erasing import engine
from models.office.erasing.scope import Subject
from models.rights import sight
from models.rights.book import Rules
from models.rights.checks import Columns, check_case, missing
from models.rights.harm import refuse_unreported
from models.rights.numbering import next_number, remember_number
from models.rights.procedure import ANSWERING, HANDLING, INTAKE, TALKING, Step, next_step, reached, steps
from models.rights.records import CASE_COLUMNS, CLOSED, PARTS, RUNNING, WITHDRAWN, RightsCase, RightsStep

REVIEW, SECOND = "review", "second"
"""复查 and 复核."""

_REVIEW_COLUMNS = {
    REVIEW: ("复查", "answered_on", "review_asked_on", "review_decided_on", "review_result"),
    SECOND: ("复核", "review_decided_on", "second_asked_on", "second_decided_on", "second_result"),
}
_BY_OTHER_VERBS = frozenset(
    {
        "number",
        "step",
        "status",
        "protected_because",
        "harm_reported_on",
        "not_reported_reason",
        "closed_on",
        "objected_on",
        "extension_asked_on",
        "extension_asked_by",
        "extension_reason",
        "extended_on",
        "extended_by",
        "extension_told_on",
        "review_asked_on",
        "review_decided_on",
        "review_result",
        "second_asked_on",
        "second_decided_on",
        "second_result",
    }
)


@verb("register_case", "登记来访")
def register_case(work: Work, values: Mapping[str, Any]) -> RightsCase:
    """Keep a petition with the number, day and time of its registration.

    Raises RuleRefused for what is missing or breaks a rule, NeedsCompartment for one that must not be kept openly.
    """
    case = prepared(work.session, values)
    _follow_earlier(work, case)
    sight.refuse_outside(work, case)
    refuse_stops(check_case(case) + missing(case, steps()[INTAKE]))
    case.number = next_number(work, RightsCase, case.registered_on)
    work.insert(case)
    note_step(work, case, "registered", case.problem, on=case.registered_on, step=INTAKE)
    work.about(case, f"登记了{case.called()}")
    return case


def prepared(session: Session, values: Mapping[str, Any]) -> RightsCase:
    """The record that registering would keep, with the reason for which it is protected. Nothing is written."""
    _refuse_foreign(values)
    now = session.clock()
    usual = {
        "registered_on": now.date(),
        "registered_at": f"{now:%H:%M}",
        "receiver": session.user,
        "people": 1,
    }
    given = usual | {name: value for name, value in values.items() if value is not None or name not in usual}
    case = RightsCase(**given, step=TALKING, status=RUNNING)
    if not case.rights_class:
        raise RuleRefused("还没有选类别，没有保存。先选好类别，才知道要不要登记在保密区里。")
    case.first_time = case.first_time if case.first_time is not None else not case.repeat_of
    case.protected_because = sight.why_protected(case) or None
    return case


def _follow_earlier(work: Work, case: RightsCase) -> None:
    """A repeat of a protected petition is protected too; an open one can only repeat what lies openly."""
    if not case.repeat_of:
        return
    earlier = next(iter(parts_of(work, RightsCase, uid=case.repeat_of)), None)
    if earlier is None and isinstance(work, SealedWork):
        earlier = RightsCase.get_or_none(RightsCase.uid == case.repeat_of)
    if earlier is None:
        raise RuleRefused("没有找到上一次来访，请重新选择。")
    case.protected_because = case.protected_because or earlier.protected_because


@verb("change_case", "修改来访登记")
def change_case(work: Work, case: RightsCase, values: Mapping[str, Any]) -> RightsCase:
    """Change what was written; the first text stays in the history.

    Raises RuleRefused for a closed case or another verb's column, NeedsCompartment when it becomes a protected one.
    """
    refuse_closed(case)
    _refuse_foreign(values)
    was = case.rights_class
    changed = as_changed(case, values)
    # Asked before anything is written: what is taken back has stood in the log of the file.
    sight.refuse_outside(work, changed)
    refuse_stops(check_case(changed))
    work.update(case, **values, protected_because=changed.protected_because)
    if case.rights_class != was:
        before, after = RightsCase.rights_class.show(was), RightsCase.rights_class.show(case.rights_class)
        note_step(work, case, "reclassified", f"类别由“{before}”改为“{after}”。")
    work.about(case, f"修改了{case.called()}")
    return case


def as_changed(case: RightsCase, values: Mapping[str, Any]) -> RightsCase:
    """The case as these values would make it, with the reason for which it is then protected; nothing is written."""
    changed = RightsCase(**{**case.__data__, **values})
    if changed.registered_on is None or not changed.rights_class:
        raise RuleRefused("登记日期和类别不能空着。")
    changed.protected_because = sight.why_protected(changed) or None
    return changed


@verb("add_progress", "记录办理经过")
def add_progress(
    work: Work, case: RightsCase, action: str, text: str, on: date | None = None, at: str | None = None
) -> RightsStep:
    """Write one row of what was done. Raises RuleRefused without a text or for a day to come."""
    if not text.strip():
        raise RuleRefused("请写明做了什么。")
    if on is not None and on > today(work.session.clock):
        raise RuleRefused("办理经过的日期还没有到，请核对。")
    row = note_step(work, case, action, text.strip(), on=on, at=at)
    work.about(case, f"记录了{case.called()}的办理经过")
    return row


@verb("change_progress", "修改办理经过")
def change_progress(work: Work, case: RightsCase, row: RightsStep, text: str) -> RightsStep:
    """Mend the text of a row; the first text stays in the history."""
    if not text.strip():
        raise RuleRefused("请写明做了什么。")
    work.update(row, text=text.strip())
    work.about(case, f"修改了{case.called()}的办理经过")
    return row


@verb("take_rights_step", "完成维权步骤")
def take_rights_step(work: Work, case: RightsCase, values: Mapping[str, Any] | None = None) -> RightsCase:
    """Fill in columns of the current step, finish it and go to the next; the last one closes the case.

    Raises RuleRefused with what is missing, and while a mandatory report is owed.
    """
    refuse_closed(case)
    refuse_unreported(case)
    step, given = steps()[case.step], dict(values or {})
    if not given.keys() <= step.columns():
        raise RuleRefused(f"“{step.title}”这一步不填这些内容，请到相应的步骤填写。")
    if given:
        work.update(case, **given)
    refuse_stops(check_case(case) + missing(case, step))
    way = step.ways.get(getattr(case, step.chosen_by)) if step.chosen_by else None
    following = next_step(case.step)
    note_step(work, case, way.action if way else step.action, _told(case, step))
    work.update(case, **_after(work, way.status if way else RUNNING, following))
    work.about(case, f"{case.called()}完成了“{step.title}”")
    return case


def _after(work: Work, status: str, following: Step | None) -> dict[str, Any]:
    """How the case stands after a step: on the next one, or ended."""
    if status != RUNNING:
        return {"status": status, "closed_on": today(work.session.clock)}
    if following is None:
        return {"status": CLOSED, "closed_on": today(work.session.clock)}
    return {"step": following.key}


def _told(case: RightsCase, step: Step) -> str:
    """What was filled in at a step, as the row of the process tells it."""
    told = [
        f"{CASE_COLUMNS[name].label}：{CASE_COLUMNS[name].show(getattr(case, name))}"
        for name in step.required(Columns(case))
        if getattr(case, name) not in (None, "")
    ]
    return "；".join(told)


@verb("return_case", "退回维权步骤")
def return_case(work: Work, case: RightsCase, step: str, reason: str) -> RightsCase:
    """Send a case back to an earlier step; what was typed stays. Raises RuleRefused without a reason."""
    refuse_closed(case)
    if step == case.step or not reached(step, case.step) or step == INTAKE:
        raise RuleRefused("只能退回到前面已经走过的步骤。")
    note_step(work, case, "returned", _reason(reason))
    work.update(case, step=step)
    work.about(case, f"{case.called()}退回到“{steps()[step].title}”")
    return case


@verb("object_to_case", "提出异议")
def object_to_case(work: Work, case: RightsCase, on: date, reason: str) -> RightsCase:
    """Object that a forwarded petition is not ours (信访工作条例 第二十三条). Raises RuleRefused for any other."""
    refuse_closed(case)
    if case.channel != "superior":
        raise RuleRefused("只有上级转来的事项才提出异议；自己接到的，在“受理决定”里选不予受理。")
    note_step(work, case, "objected", _reason(reason), on=on)
    work.update(case, objected_on=on)
    work.about(case, f"对{case.called()}提出了异议")
    return case


@verb("ask_extension", "申请延期")
def ask_extension(work: Work, case: RightsCase, reason: str) -> RightsCase:
    """Ask the leader for more time (信访工作条例 第三十四条). Raises RuleRefused unless it is being handled."""
    refuse_closed(case)
    refuse_unreported(case)
    if case.accepted_on is None or case.step not in (HANDLING, ANSWERING):
        raise RuleRefused("受理以后、答复以前才能申请延期。")
    if case.extended_on is not None:
        raise RuleRefused("这件来访已经延期一次，不能再延。")
    day = today(work.session.clock)
    work.update(case, extension_asked_on=day, extension_asked_by=work.user, extension_reason=_reason(reason))
    note_step(work, case, "extension_asked", case.extension_reason)
    work.about(case, f"{case.called()}申请延期")
    return case


@verb("consent_extension", "审批延期")
def consent_extension(work: Work, case: RightsCase, agreed: bool, text: str = "") -> RightsCase:
    """Agree to an extension or refuse it; who asked for it cannot, unless nobody else uses the office."""
    refuse_closed(case)
    if case.extension_asked_on is None or case.extended_on is not None:
        raise RuleRefused("现在没有待审批的延期申请。")
    if work.user == case.extension_asked_by and not work.session.alone:
        # No number and no name: the refusal is told in the open history.
        raise NotAllowed("延期要由负责人同意，申请人自己不能审批，请由另一位来做。")
    day = today(work.session.clock)
    if agreed:
        work.update(case, extended_on=day, extended_by=work.user)
    else:
        work.update(case, extension_asked_on=None, extension_asked_by=None)
    note_step(work, case, "extension_agreed" if agreed else "extension_refused", text.strip() or None)
    work.about(case, f"{case.called()}{'同意' if agreed else '不同意'}延期")
    return case


@verb("tell_extension", "告知延期")
def tell_extension(work: Work, case: RightsCase, on: date) -> RightsCase:
    """Note when the visitor was told of the extension and its reason."""
    if case.extended_on is None or on < case.extended_on:
        raise RuleRefused("还没有同意延期，或者告知日期早于同意延期的日期，请核对。")
    work.update(case, extension_told_on=on)
    note_step(work, case, "told", "告知延期及理由。", on=on)
    work.about(case, f"告知了{case.called()}的延期")
    return case


@verb("ask_review", "登记复查复核")
def ask_review(work: Work, case: RightsCase, kind: str, on: date) -> RightsCase:
    """Note that the visitor asked for a review or a second review. Raises RuleRefused when it is too early or late."""
    word, base, asked, decided, _ = _REVIEW_COLUMNS[kind]
    since = getattr(case, base)
    if since is None or on < since:
        raise RuleRefused(f"有了书面意见以后才能提出{word}，日期不能早于意见。")
    within = Rules(on).value("review_ask_days")
    if within is not None and (on - since).days > within:
        raise RuleRefused(f"收到意见之日起{within}日内才能提出{word}，这一次已经过期。")
    work.update(case, **{asked: on, decided: None})
    note_step(work, case, "review_asked", f"提出{word}。", on=on)
    work.about(case, f"登记了{case.called()}的{word}请求")
    return case


@verb("decide_review", "登记复查复核意见")
def decide_review(work: Work, case: RightsCase, kind: str, on: date, text: str) -> RightsCase:
    """Note what the review found. Raises RuleRefused when nobody asked for it."""
    word, _, asked, decided, result = _REVIEW_COLUMNS[kind]
    since = getattr(case, asked)
    if since is None or on < since:
        raise RuleRefused(f"还没有人提出{word}，或者日期早于提出的日期，请核对。")
    work.update(case, **{decided: on, result: _reason(text)})
    note_step(work, case, "review_decided", text.strip(), on=on)
    work.about(case, f"登记了{case.called()}的{word}意见")
    return case


@verb("withdraw_case", "撤回来访")
def withdraw_case(work: Work, case: RightsCase, reason: str) -> RightsCase:
    """End a case because the visitor withdrew it. Raises RuleRefused without a reason, or while a report is owed."""
    refuse_closed(case)
    refuse_unreported(case)
    note_step(work, case, "withdrawn", _reason(reason))
    work.update(case, status=WITHDRAWN, closed_on=today(work.session.clock))
    work.about(case, f"撤回了{case.called()}")
    return case


@verb("reopen_case", "恢复办理")
def reopen_case(work: Work, case: RightsCase, reason: str) -> RightsCase:
    """Take up a case again that had ended; it goes on where it was."""
    if case.status == RUNNING:
        raise RuleRefused("这件来访正在办理，不用恢复。")
    note_step(work, case, "reopened", _reason(reason))
    step = HANDLING if case.status == CLOSED else case.step
    work.update(case, status=RUNNING, closed_on=None, step=step)
    work.about(case, f"恢复办理{case.called()}")
    return case


@verb("remove_case", "删除来访登记", undoable=False)
def remove_case(work: Work, case: RightsCase) -> list[str]:
    """Delete an open case with everything that belongs to it; its number is not given again.

    The same for one entered by mistake and for one that moves into the compartment, so that they cannot be told apart.
    What the history told of it goes, too. Returns the uids of attachments, whose files are removed by `moving.follow`.
    """
    if isinstance(work, SealedWork):
        raise RuleRefused("保密区里的登记不能删除，登错的请写明原因后撤回。")
    if work.user == case.accused_name and not work.session.alone:
        # No number and no name: the refusal is told in the open history.
        raise NotAllowed("来访反映的是您本人，不能由您删除，请由另一位来做。")
    going = [part for cls in PARTS for part in parts_of(work, cls, case_uid=case.uid)]
    numbers = [case.number, *(part.__data__.get("number") for part in going)]
    subject = Subject(case.kind(), case.uid)
    erased = engine.erase(DB.connection(), subject, work.session.history_key, work.now, work.user)
    for record in (*going, case):
        work.delete(type(record).by_uid(record.uid))
    # What was deleted is told nowhere: only that the rows about it say less since.
    work.changes[:] = [erased.claim()]
    for number in numbers:
        remember_number(work, number)
    work.sentence = "删除了一件来访登记"
    return list(erased.files)


def note_step(
    work: Work,
    case: RightsCase,
    action: str,
    text: str | None,
    *,
    on: date | None = None,
    at: str | None = None,
    step: str = "",
) -> RightsStep:
    """A row of the process within a running verb; its day is today, where no other is given."""
    now = work.session.clock()
    if at is None and on in (None, now.date()):
        at = f"{now:%H:%M}"
    return work.insert(
        RightsStep(
            case_uid=case.uid,
            happened_on=on or now.date(),
            happened_at=at,
            done_by=work.user,
            step=step or case.step,
            action=action,
            text=text,
        )
    )


def refuse_closed(case: RightsCase) -> None:
    """Raise RuleRefused for a case that has ended."""
    if case.status != RUNNING:
        status = RightsCase.status.show(case.status).removeprefix("已")
        raise RuleRefused(f"{case.called()}已经{status}，要继续请先恢复办理。")


def _reason(text: str) -> str:
    if not text.strip():
        raise RuleRefused("请写明原因或内容，以后查起来要用。")
    return text.strip()


def _refuse_foreign(values: Mapping[str, Any]) -> None:
    if any(name not in CASE_COLUMNS or name in _BY_OTHER_VERBS for name in values):
        raise RuleRefused("这些内容不能在这里填写，请用相应的按钮。")
