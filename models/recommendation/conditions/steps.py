"""Judges of the steps: meeting, votes, hearing, inspection, decision, publicity, opinions, dates."""

from datetime import date
from itertools import pairwise

from models.office.rulebook import Rule
from models.recommendation.conditions.case import Case, names_in
from models.recommendation.conditions.judging import Finding, judges
from models.recommendation.conditions.person import day_text
from models.recommendation.records import Recommendation
from models.recommendation.votes import meeting_problems, outcome, presets, vote_problems

FIVE = ("is_active", "is_loyal", "is_selfless", "is_diligent", "is_leading")
"""The five conditions of the 推优 opinion, as columns of the recommendation."""

_DATED = (
    "applied_on",
    "talked_on",
    "meeting.held_on",
    "heard_on",
    "inspected_from",
    "inspected_to",
    "decided_on",
    "publicity_from",
    "publicity_to",
    "superior_on",
    "forwarded_on",
    "answered_on",
)


def dated_steps(case: Case) -> list[tuple[str, date]]:
    """Every date that is filled in, with its label, in the order in which they must follow."""
    found: list[tuple[str, date]] = []
    for name in _DATED:
        if name == "meeting.held_on":
            label, day = "推荐会时间", case.meeting.held_on if case.meeting else None
        else:
            label, day = getattr(Recommendation, name).label, getattr(case.rec, name)
        if day is not None:
            found.append((label, day))
    return found


@judges("dates_in_order")
def _in_order(case: Case, rule: Rule) -> Finding:
    dated = dated_steps(case)
    looked = {label: day_text(day) for label, day in dated}
    for (earlier, first), (later, second) in pairwise(dated):
        if second < first:
            return Finding(False, looked, {"earlier": earlier, "later": later})
    future = [label for label, day in dated if day > case.today and label not in ("公示结束", "公示开始")]
    if future:
        return Finding(False, looked, sentence=f"“{future[0]}”晚于今天，请核对日期。")
    return Finding(True, looked)


@judges("league_quota_percent")
def _quota(case: Case, rule: Rule) -> Finding:
    members = case.body.members_entitled or 0
    count = len(case.companions)
    looked = {"本批推荐": f"{count}人", "支部团员": f"{members}人" if members else "未填"}
    if not members:
        return Finding(None, looked, sentence="组织资料里没有应到会人数，无法核对比例。", field="body.members_entitled")
    holds = count * 100 <= rule.value * members
    return Finding(holds, looked, {"members": members, "found": count})


def _counts(case: Case) -> dict[str, int | None]:
    meeting = case.meeting
    names = ("entitled", "present", "written", "issued", "returned", "valid")
    counts = {name: getattr(meeting, name) if meeting else None for name in names}
    return counts | {name: getattr(case.rec, name) for name in ("yes", "no", "abstain")}


@judges("vote_preset")
def _vote(case: Case, rule: Rule) -> Finding:
    counts = _counts(case)
    if case.meeting is None or counts["yes"] is None:
        return Finding(None, {}, sentence="还没有录入推荐会和表决结果。", field="meeting")
    preset = presets()[case.meeting.preset]
    whole = {name: value or 0 for name, value in counts.items()}
    judged = outcome(preset, whole)
    looked = {
        "应到": str(whole["entitled"]),
        "实到": str(whole["present"]),
        "有效票": str(whole["valid"]),
        "赞成": str(whole["yes"]),
        "表决办法": preset.title,
    }
    return Finding(judged.passed, looked, {"reason": judged.sentence}, judged.sentence, "meeting")


@judges("ballots_add_up")
def _ballots(case: Case, rule: Rule) -> Finding:
    counts = _counts(case)
    if case.meeting is None or counts["yes"] is None:
        return Finding(None, {}, field="meeting")
    allowed = bool(case.parameter("written_opinions_allowed", False))
    problems = meeting_problems(counts, allowed) + vote_problems(case.person.name, counts, counts["valid"])
    looked = {"赞成+反对+弃权": f"{counts['yes']}+{counts['no']}+{counts['abstain']}", "有效票": str(counts["valid"])}
    return Finding(not problems, looked, sentence="".join(problem.message for problem in problems), field="meeting")


@judges("meeting_after_application_days")
def _after_application(case: Case, rule: Rule) -> Finding:
    applied, meeting = case.rec.applied_on, case.meeting
    looked = {"申请入党时间": day_text(applied), "会议时间": day_text(meeting.held_on if meeting else None)}
    if applied is None or meeting is None:
        return Finding(None, looked, field="meeting")
    return Finding((meeting.held_on - applied).days >= rule.value, looked)


@judges("hearing_required")
def _hearing(case: Case, rule: Rule) -> Finding:
    rec = case.rec
    looked = {"听取意见时间": day_text(rec.heard_on), "范围": rec.heard_bodies or "未填"}
    return Finding(bool(rec.hearing) if rec.heard_on else None, looked, field="heard_on")


@judges("hearing_people_min")
def _hearing_people(case: Case, rule: Rule) -> Finding:
    return _least(case.rec.heard_people, rule, "听取意见人数", "heard_people")


@judges("people_heard_min")
def _people_heard(case: Case, rule: Rule) -> Finding:
    return _least(case.rec.people_heard, rule, "谈话人数", "people_heard")


def _least(count: int | None, rule: Rule, label: str, field: str) -> Finding:
    looked = {label: "未填" if count is None else f"{count}人"}
    return Finding(None if count is None else count >= rule.value, looked, {"found": count}, field=field)


@judges("inspectors_min")
def _inspectors(case: Case, rule: Rule) -> Finding:
    names = names_in(case.rec.inspectors)
    looked = {"考察人": "、".join(names) or "未填"}
    holds = len(set(names)) >= rule.value if names else None
    return Finding(holds, looked, {"found": len(set(names))}, field="inspectors")


@judges("inspector_not_candidate")
def _not_candidate(case: Case, rule: Rule) -> Finding:
    names = names_in(case.rec.inspectors)
    holds = case.person.name not in names if names else None
    return Finding(holds, {"考察人": "、".join(names) or "未填", "推荐对象": case.person.name}, field="inspectors")


@judges("inspector_not_relative")
def _not_relative(case: Case, rule: Rule) -> Finding | None:
    person = case.person
    family = [name for name in (person.father_name, person.mother_name, person.guardian) if name]
    related = [name for name in names_in(case.rec.inspectors) if name in family]
    return Finding(
        not related, {"家属": "、".join(family) or "未登记"}, {"found": "、".join(related)}, field="inspectors"
    )


@judges("conditions_min")
def _conditions(case: Case, rule: Rule) -> Finding:
    marks = [getattr(case.rec, name) for name in FIVE]
    met = sum(mark is True for mark in marks)
    looked = {"符合": f"{met}项", "未勾选": f"{sum(mark is None for mark in marks)}项"}
    return Finding(None if None in marks else met >= rule.value, looked, {"found": met}, field=FIVE[0])


@judges("performance_characters_min")
def _characters(case: Case, rule: Rule) -> Finding:
    count = len("".join((case.rec.deeds or "").split()))
    return Finding(count >= rule.value if count else None, {"字数": f"{count}字"}, {"found": count}, field="deeds")


@judges("reasons_required")
def _reasons(case: Case, rule: Rule) -> Finding:
    written = bool(case.rec.reasons) or None
    return Finding(written, {"推荐理由": "已写" if written else "未写"}, field="reasons")


@judges("decider_not_candidate")
def _decider(case: Case, rule: Rule) -> Finding:
    return _other_than_candidate(case, case.rec.decided_by, "负责人", "decided_by")


@judges("approver_not_candidate")
def _approver(case: Case, rule: Rule) -> Finding:
    return _other_than_candidate(case, case.rec.superior_by, "审核人", "superior_by")


def _other_than_candidate(case: Case, name: str | None, label: str, field: str) -> Finding:
    looked = {label: name or "未填", "推荐对象": case.person.name}
    return Finding(case.person.name not in names_in(name) if name else None, looked, field=field)


@judges("approver_not_submitter")
def _approver_not_submitter(case: Case, rule: Rule) -> Finding:
    approvers, submitters = names_in(case.rec.superior_by), names_in(case.rec.decided_by)
    both = [name for name in approvers if name in submitters]
    looked = {"提交人": "、".join(submitters) or "未填", "审核人": "、".join(approvers) or "未填"}
    return Finding(not both if approvers else None, looked, {"found": "、".join(both)}, field="superior_by")


@judges("superior_agreed")
def _superior_agreed(case: Case, rule: Rule) -> Finding:
    agrees = case.rec.superior_agrees
    looked = {"审核结果": "未填" if agrees is None else "同意" if agrees else "不同意"}
    return Finding(agrees, looked, {"body": case.rec.superior_name or "上级组织"}, field="superior_agrees")


@judges("publicity_working_days_min")
def _publicity(case: Case, rule: Rule) -> Finding:
    first, last = case.rec.publicity_from, case.rec.publicity_to
    looked = {"公示开始": day_text(first), "公示结束": day_text(last)}
    if first is None or last is None:
        return Finding(None, looked, field="publicity_from")
    days = case.calendar.count_working_days(first, last)
    return Finding(days >= rule.value, looked | {"工作日": f"{days}天"}, {"found": days}, field="publicity_to")


@judges("publicity_provisional_calendar")
def _provisional(case: Case, rule: Rule) -> Finding | None:
    first, last = case.rec.publicity_from, case.rec.publicity_to
    if first is None or last is None:
        return None
    unknown = [year for year in range(first.year, last.year + 1) if case.calendar.provisional(year)]
    return Finding(not unknown, {"年份": f"{first.year}"}, {"year": "、".join(map(str, unknown))})


@judges("objections_settled")
def _objections(case: Case, rule: Rule) -> Finding:
    rec = case.rec
    looked = {
        "公示期间的反映": rec.objections or "无",
        "结论": Recommendation.publicity_clear.show(rec.publicity_clear) or "未填",
    }
    if rec.publicity_to and rec.publicity_to > case.today and rec.publicity_clear:
        return Finding(False, looked, sentence="公示期还没有结束，不能先写结论。", field="publicity_clear")
    return Finding(rec.publicity_clear, looked, field="publicity_clear")
