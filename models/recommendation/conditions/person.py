"""Judges of the candidate: application, age, League, posts, stages on the way into the Party."""

from datetime import date

from models.core.codes import table
from models.core.dates import PartialDate, add_months, full_years
from models.office.rulebook import Rule
from models.people.person import STAGES, Person
from models.recommendation.conditions.case import Case, names_in, recommended_on, valid_until
from models.recommendation.conditions.judging import Finding, judges
from models.recommendation.procedure import procedure
from models.recommendation.records import ACTIVIST, ANSWERED, RUNNING, Batch, Recommendation


def day_text(day: date | PartialDate | None) -> str:
    """A day as it stands among the values looked at."""
    if day is None:
        return "未填"
    return day.short() if isinstance(day, PartialDate) else f"{day:%Y.%m.%d}"


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another; negative when they are the wrong way round."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if add_months(first, months) <= last else months - 1


@judges("application_in_writing")
def _in_writing(case: Case, rule: Rule) -> Finding:
    written = case.rec.application_written
    looked = {"书面申请": Recommendation.application_written.show(written) or "未填"}
    return Finding(written, looked, field="application_written")


@judges("applicant_age_min")
def _age_at_application(case: Case, rule: Rule) -> Finding:
    applied = case.rec.applied_on
    looked = {"出生年月": day_text(case.born), "申请入党时间": day_text(applied)}
    if applied is None:
        return Finding(None, looked, sentence="请填写申请入党时间。", field="applied_on")
    ages = case.age_on(applied)
    if ages is None:
        return Finding(None, looked, sentence="没有出生年月，无法核对年龄，请在人员资料里补上。", field="person.born")
    looked["申请时年龄"] = f"{ages[0]}周岁" if ages[0] == ages[1] else f"{ages[0]}至{ages[1]}周岁"
    if ages[0] < rule.value <= ages[1]:
        return Finding(
            None, looked, sentence="出生日期不够精确，无法判定申请时是否已满18周岁，请补到日。", field="person.born"
        )
    return Finding(ages[0] >= rule.value, looked, {"found": ages[0]}, field="applied_on")


@judges("application_months_min")
def _months_since_application(case: Case, rule: Rule) -> Finding:
    applied, day = case.rec.applied_on, case.recommended_on
    looked = {"申请入党时间": day_text(applied), "推荐时间": day_text(day)}
    if applied is None:
        return Finding(None, looked, field="applied_on")
    months = months_between(applied, day)
    return Finding(months >= rule.value, looked | {"间隔": f"{months}个月"}, {"found": months}, field="applied_on")


@judges("talk_within_months")
def _talk(case: Case, rule: Rule) -> Finding:
    applied, talked = case.rec.applied_on, case.rec.talked_on
    looked = {"申请入党时间": day_text(applied), "谈话时间": day_text(talked)}
    if applied is None:
        return Finding(None, looked, field="applied_on")
    due = add_months(applied, rule.value)
    holds = talked <= due if talked else None if case.today <= due else False
    return Finding(holds, looked | {"期限": day_text(due)}, {"due": day_text(due)}, field="talked_on")


@judges("not_further_on")
def _further_on(case: Case, rule: Rule) -> Finding:
    wanted = STAGES.index("activist" if case.rec.target == ACTIVIST else "target")
    answered = case.rec.answered_on if case.rec.status == ANSWERED else None
    # What the Party decided on this recommendation, or later, does not speak against it afterwards.
    reached = [
        stage.stage
        for stage in case.stages.values()
        if not (answered and stage.reached_on and stage.reached_on.latest() >= answered)
    ]
    furthest = max(reached, key=STAGES.index, default=None)
    status = case.person.political_status
    if status in ("01", "02") and not answered:
        furthest = "member" if status == "01" else "probationary"
    stages = table("party.stage")
    looked = {
        "政治面貌": Person.political_status.show(status) or "未填",
        "已到阶段": stages.label(furthest) if furthest else "无",
    }
    holds = furthest is None or STAGES.index(furthest) < wanted
    value = stages.label("activist" if case.rec.target == ACTIVIST else "target")
    return Finding(holds, looked, {"found": looked["已到阶段"], "value": value}, field="person.political_status")


@judges("not_disciplined")
def _disciplined(case: Case, rule: Rule) -> Finding:
    honours = case.person.honours or ""
    lines = [line for line in honours.splitlines() if "处分" in line and "无处分" not in line]
    return Finding(not lines, {"奖惩情况": "；".join(lines) or "无处分记录"}, {"found": "；".join(lines)})


@judges("education_min")
def _education(case: Case, rule: Rule) -> Finding:
    code = case.person.education
    label = Person.education.show(code)
    if not code:
        return Finding(None, {"文化程度": "未填"}, field="person.education")
    return Finding(code <= str(rule.value), {"文化程度": label}, {"found": label}, field="person.education")


@judges("league_membership_required")
def _league_member(case: Case, rule: Rule) -> Finding:
    status = Person.political_status.show(case.person.political_status) or "未填"
    looked = {"政治面貌": status, "团员会籍": "有" if "league" in case.memberships else "无"}
    return Finding(case.is_league_member, looked, field="person.political_status")


@judges("league_membership_months")
def _league_months(case: Case, rule: Rule) -> Finding:
    member = case.memberships.get("league")
    joined = member.joined_on if member else None
    looked = {"入团时间": day_text(joined), "推荐时间": day_text(case.recommended_on)}
    if joined is None:
        return Finding(
            None, looked, sentence="没有入团时间，请在人员资料的会籍里补上。", field="person.league.joined_on"
        )
    months = months_between(joined.latest(), case.recommended_on)
    return Finding(months >= rule.value, looked | {"团龄": f"{months}个月"}, {"found": months})


@judges("league_age_max")
def _league_age(case: Case, rule: Rule) -> Finding:
    ages = case.age_on(case.recommended_on)
    looked = {"出生年月": day_text(case.born), "推荐时间": day_text(case.recommended_on)}
    if ages is None:
        return Finding(None, looked, sentence="没有出生年月，无法核对年龄。", field="person.born")
    most = rule.value if case.parameter("league_age_max_inclusive", True) else rule.value - 1
    member = case.memberships.get("league")
    if ages[0] > most and member and member.post and case.parameter("league_cadre_beyond_age", False):
        sentence = f"超过{rule.value}周岁，因担任{member.post}按团员办理。"
        return Finding(True, looked | {"团内职务": member.post}, sentence=sentence)
    return Finding(ages[0] <= most, looked | {"年龄": f"{ages[0]}周岁"}, {"found": ages[0]})


@judges("under_28_through_league")
def _under_28(case: Case, rule: Rule) -> Finding | None:
    ages = case.age_on(case.recommended_on)
    if ages is None or not case.is_league_member:
        return None
    return Finding(ages[0] > rule.value, {"年龄": f"{ages[0]}周岁", "团员": "是"}, {"found": ages[0]})


@judges("hear_league_up_to_age")
def _hear_league(case: Case, rule: Rule) -> Finding | None:
    ages = case.age_on(case.recommended_on)
    youngest = case.parameter("under_28_through_league", 28)
    if ages is None or not isinstance(youngest, int) or not youngest < ages[0] <= rule.value:
        return None
    return Finding(False, {"年龄": f"{ages[0]}周岁"}, {"found": ages[0]})


@judges("union_membership_required")
def _union_member(case: Case, rule: Rule) -> Finding:
    return Finding("union" in case.memberships, {"工会会籍": "有" if "union" in case.memberships else "无"})


@judges("union_service_years")
def _service(case: Case, rule: Rule) -> Finding:
    started = case.person.started_work_on
    looked = {"参加工作时间": day_text(started)}
    if started is None:
        return Finding(None, looked, field="person.started_work_on")
    years = full_years(started.latest(), case.recommended_on)
    return Finding(years >= rule.value, looked, {"found": years})


@judges("women_only")
def _woman(case: Case, rule: Rule) -> Finding:
    sex = Person.sex.show(case.person.sex)
    holds = None if case.person.sex is None else case.person.sex == str(rule.value)
    return Finding(holds, {"性别": sex or "未填"}, {"found": sex}, field="person.sex")


@judges("direct_route_posts_only")
def _direct_post(case: Case, rule: Rule) -> Finding:
    member = case.memberships.get(case.channel)
    post = member.post if member else None
    steps = procedure(case.channel)
    looked = {"职务": post or "未填", "可直接推荐": steps.routes["direct"].posts_label}
    return Finding(steps.may_go_direct(post), looked, {"found": post or "空"}, field="person.post")


@judges("activist_before_target")
def _activist_before(case: Case, rule: Rule) -> Finding:
    stage = case.stages.get("activist")
    looked = {"列为积极分子时间": day_text(stage.reached_on if stage else None)}
    return Finding(bool(stage and stage.reached_on), looked, field="person.party.activist_on")


@judges("activist_training_months")
def _training(case: Case, rule: Rule) -> Finding:
    stage = case.stages.get("activist")
    since = stage.reached_on if stage else None
    looked = {"列为积极分子时间": day_text(since), "推荐时间": day_text(case.recommended_on)}
    if since is None:
        return Finding(None, looked, sentence="没有列为积极分子的日期。", field="person.party.activist_on")
    fewest = months_between(since.latest(), case.recommended_on)
    most = months_between(since.earliest(), case.recommended_on)
    if fewest < rule.value <= most:
        sentence = "列为积极分子的日期不够精确，无法判定是否已满一年，请补到日。"
        return Finding(None, looked, sentence=sentence, field="person.party.activist_on")
    return Finding(fewest >= rule.value, looked | {"已培养": f"{fewest}个月"}, {"found": fewest})


@judges("activist_by_recommendation")
def _activist_recommended(case: Case, rule: Rule) -> Finding | None:
    if "activist" not in case.stages:
        return None
    before = [rec for rec in case.earlier if rec.target == ACTIVIST]
    return Finding(bool(before), {"此前的推荐": f"{len(before)}次"})


@judges("contacts_min", "contacts_max")
def _contacts(case: Case, rule: Rule) -> Finding:
    stage = case.stages.get("activist")
    names = names_in(stage.companions if stage else None)
    holds = len(names) >= rule.value if rule.id == "contacts_min" else len(names) <= rule.value
    looked = {"培养联系人": "、".join(names) or "未填"}
    return Finding(holds, looked, {"found": len(names)}, field="person.party.contacts")


@judges("no_repeat_within_validity")
def _no_repeat(case: Case, rule: Rule) -> Finding:
    months = case.parameter("recommendation_valid_months", 24)
    for rec in case.earlier:
        if rec.target != case.rec.target or rec.status not in (RUNNING, ANSWERED) or rec.answer == "declined":
            continue
        until = valid_until(rec, int(str(months)))
        looked = {"已有推荐": rec.batch.title, "有效期至": day_text(until)}
        if until is None:
            sentence = f"{case.person.name}在“{rec.batch.title}”中的推荐还没有办完，不能同时再推荐。"
            return Finding(False, looked, sentence=sentence)
        if until >= case.recommended_on:
            return Finding(False, looked, {"from": day_text(recommended_on(rec)), "due": day_text(until)})
    return Finding(True, {"已有推荐": "无"})


@judges("rounds_per_year")
def _rounds(case: Case, rule: Rule) -> Finding:
    year = case.recommended_on.year
    batches = (
        Recommendation.select(Recommendation.batch)
        .join(Batch)
        .where((Recommendation.body == case.rec.body_id) & (Batch.target == case.rec.target))
        .where((Batch.opened_on >= date(year, 1, 1)) & (Batch.opened_on <= date(year, 12, 31)))
        .distinct()
        .count()
    )
    return Finding(batches <= rule.value, {"本年批次": str(batches)}, {"found": batches})
