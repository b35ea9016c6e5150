"""Nominations for awards 评选推荐: whom, for which award, the story, the departments that were asked, the opinions.

Owns the nomination, the steps taken in it, the consultations, and how they are kept. What speaks against a nomination
is said by `award_rules`, how it goes on by `award_steps`; kinds of award and their steps are data (`texts.awards`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.errors import Problem, RuleRefused, Severity, refuse_stops
from models.core.fields import (
    CodeField,
    CountField,
    DayField,
    FlagField,
    JsonField,
    LineField,
    LinkField,
    ParagraphField,
    PhoneField,
)
from models.core.record import Record
from models.core.verbs import Work, verb
from models.excellence.campaigns import Campaign
from models.excellence.keeping import changed, kept, merged, refuse_backwards, removed
from models.excellence.texts import AwardKind, award, departments_for
from models.office.attachment import attachments_of
from models.organisations.body import Body
from models.people.person import Person

RUNNING, AWARDED, REFUSED, WITHDRAWN = "running", "awarded", "refused", "withdrawn"
AGREES, OBJECTS = "agrees", "objects"
_BY_STEPS = frozenset({"step", "status", "closed_reason"})


class Nomination(Record):
    """评选推荐: one person or collective for one award in one year.

    A collective is a body of this office or just a name with the unit it belongs to.
    """

    noun = "评选推荐"
    body_id: int | None
    person_id: int | None
    recommended_by_id: int | None

    award = CodeField("评选项目", table="award.kind", required=True)
    award_title = LineField("荣誉全称", max_length=100, counted=True, help="例如“芒果县三八红旗手”；不填按评选项目印。")
    level = CodeField("表彰级别", table="award.level", required=True)
    year = CountField("年度", required=True, largest=2200, index=True)
    campaign = LinkField(Campaign, "创先争优活动", backref="nominations")
    person = LinkField(Person, "推荐人选", backref="nominations")
    body = LinkField(Body, "推荐集体（本单位组织）", backref="nominations")
    collective = LineField("集体名称", max_length=100, counted=True, help="集体不是本单位登记的组织时填写。")
    recommended_by = LinkField(Body, "推荐组织", backref="nominating")
    candidate = CodeField("对象类别", table="award.candidate", help="决定要征求哪些部门的意见。")
    frontline = FlagField("一线（基层）", help="统计一线人员所占比例用。")
    members = CountField("集体人数")
    women = CountField("集体中女性人数")
    head = LineField("集体负责人", max_length=60)
    head_sex = CodeField("负责人性别", table="GB/T 2261.1")
    head_phone = PhoneField("负责人电话", sensitive=False)
    nominated_on = DayField("推荐日期", index=True)
    deeds_short = ParagraphField("事迹简介")
    deeds_long = ParagraphField("详细事迹")
    honours = ParagraphField("曾获荣誉", help="写明何时何地受何奖励；个人的不填按人员档案印。")
    congress_on = DayField("职代会（民主推荐）日期")
    congress_words = LineField("民主推荐情况", max_length=200, help="例如：应到48人，实到45人，同意44人。")
    publicity_from = DayField("公示开始")
    publicity_to = DayField("公示结束")
    publicity_place = LineField("公示地点", max_length=100, counted=True)
    publicity_phone = PhoneField("受理电话", sensitive=False, counted=True)
    publicity_clear = FlagField("无异议或已查清")
    objections = ParagraphField("公示期间的反映")
    reported_to = LineField("报送单位", max_length=100, counted=True, help="推荐报告写给它，例如“芒果县妇女联合会”。")
    report_number = LineField("推荐报告文号", max_length=60, counted=True)
    decided_on = DayField("审批日期")
    decided_by = LineField("审批机关", max_length=100, counted=True)
    awarded_on = DayField("表彰日期")
    award_document = LineField("表彰文件", max_length=100, counted=True)
    award_number = LineField("证书编号", max_length=60)
    step = CodeField("当前步骤", table="award.step", required=True)
    status = CodeField("状态", table="award.status", required=True)
    closed_reason = ParagraphField("结束原因")
    note = ParagraphField("备注")

    class Meta:
        table_name = "nomination"
        indexes = ((("status", "award", "year"), False),)

    def called(self) -> str:
        return f"“{named(self)}”的{self.title()}推荐"

    def title(self) -> str:
        """The award as it is called in full."""
        return str(self.award_title or Nomination.award.show(self.award))


class NominationStep(Record):
    """评选推荐步骤: what happened at a step, when, by whom, with which opinion, what was passed over why."""

    noun = "评选推荐步骤"
    untold = ("judged",)
    nomination_id: int

    nomination = LinkField(Nomination, "评选推荐", required=True, backref="steps")
    step = CodeField("步骤", table="award.step", required=True)
    action = CodeField("动作", table="award.action", required=True)
    taken_on = DayField("日期", required=True)
    by = LineField("负责人", max_length=60)
    agrees = FlagField("同意")
    opinion = ParagraphField("意见")
    reason = ParagraphField("原因")
    judged = JsonField("依据的规则")

    class Meta:
        table_name = "nomination_step"

    def called(self) -> str:
        return f"{self.nomination.called()}的“{NominationStep.step.show(self.step)}”"


class Consultation(Record):
    """征求意见: one department that was asked about a nomination, and what it said."""

    noun = "部门意见"
    nomination_id: int

    nomination = LinkField(Nomination, "评选推荐", required=True, backref="consultations", index=False)
    department = CodeField("部门", table="award.department", required=True)
    asked_on = DayField("征求日期")
    answered_on = DayField("答复日期")
    answer = CodeField("答复", table="award.answer")
    by = LineField("经办人", max_length=60)
    opinion = ParagraphField("意见")

    class Meta:
        table_name = "consultation"
        indexes = ((("nomination", "department"), True),)

    def called(self) -> str:
        return f"{self.nomination.called()}的{Consultation.department.show(self.department)}意见"


def named(nomination: Nomination) -> str:
    """Who is nominated."""
    if nomination.person_id:
        return str(nomination.person.name)
    return str(nomination.body.name) if nomination.body_id else str(nomination.collective or "")


def award_of(nomination: Nomination, day: date | None = None) -> AwardKind:
    """The kind of award, as it was when somebody was nominated."""
    return award(nomination.award, nomination.nominated_on or day or date(nomination.year, 12, 31))


def check_nomination(values: Mapping[str, Any], nomination: Nomination | None = None) -> list[Problem]:
    """Findings about a nomination's values: nobody named, the wrong kind of candidate, parts larger than the whole."""
    problems: list[Problem] = []
    for name, message in (("award", "请选择评选项目。"), ("level", "请选择表彰级别。"), ("year", "请填写年度。")):
        if not values.get(name):
            problems.append(Problem(Severity.STOP, "required", message, name))
    if problems:
        return problems
    day = values.get("nominated_on") or date(values["year"], 12, 31)
    kind = award(values["award"], day)
    problems += _candidate_problems(values, kind)
    if nomination is None and not kind.in_force(day):
        message = f"“{kind.title}”在{day.year}年{day.month}月已不评选，请重新选择。"
        problems.append(Problem(Severity.STOP, "award_over", message, "award"))
    members, women = values.get("members"), values.get("women")
    if members is not None and women is not None and women > members:
        message = f"女性{women}人，多于集体的{members}人，请核对。"
        problems.append(Problem(Severity.STOP, "part_exceeds_whole", message, "women"))
    if not problems and (twice := _twice(values, nomination)) is not None:
        problems.append(twice)
    return problems


def _candidate_problems(values: Mapping[str, Any], kind: AwardKind) -> list[Problem]:
    person = values.get("person")
    group = values.get("body") is not None or bool(values.get("collective"))
    if kind.collective and (person is not None or not group):
        message = f"“{kind.title}”评选集体，请选择组织或填写集体名称。"
        return [Problem(Severity.STOP, "candidate", message, "person" if person is not None else "collective")]
    if not kind.collective and (person is None or group):
        message = f"“{kind.title}”评选个人，请选择推荐人选。"
        return [Problem(Severity.STOP, "candidate", message, "collective" if group else "person")]
    return []


def _twice(values: Mapping[str, Any], nomination: Nomination | None) -> Problem | None:
    """The same award of the same level in the same year, still running or awarded."""
    same = (Nomination.award == values["award"]) & (Nomination.level == values["level"])
    same &= (Nomination.year == values["year"]) & Nomination.status.in_((RUNNING, AWARDED))
    if values.get("person") is not None:
        same &= Nomination.person == values["person"]
    elif values.get("body") is not None:
        same &= Nomination.body == values["body"]
    else:
        same &= Nomination.collective == values.get("collective")
    if nomination is not None:
        same &= Nomination.id != nomination.id
    other = Nomination.select().where(same).first()
    if other is None:
        return None
    message = f"{other.called()}今年已经登记，请打开那一条办理。"
    return Problem(Severity.STOP, "nominated_twice", message, "award", {"uid": other.uid})


@verb("nominate_award", "登记评选推荐")
def nominate(work: Work, values: Mapping[str, Any]) -> Nomination:
    """Nominate somebody; the departments that such a candidate's award asks are listed. Raises RuleRefused."""
    given = {name: value for name, value in values.items() if name not in _BY_STEPS}
    day = today(work.session.clock)
    given.setdefault("nominated_on", day)
    if given.get("year") is None:
        given["year"] = day.year
    refuse_stops(check_nomination(given))
    _refuse_days(work, given)
    kind = award(given["award"], given["nominated_on"] or day)
    body = given.get("body")
    if body is not None and not given.get("head"):
        given["head"] = body.head
    nomination = kept(work, Nomination(**given, step=kind.steps[0].key, status=RUNNING))
    _ask_departments(work, nomination, kind)
    return nomination


@verb("change_nomination", "修改评选推荐")
def change_nomination(work: Work, nomination: Nomination, values: Mapping[str, Any]) -> Nomination:
    """Change a nomination; how it goes on is done by its steps. Raises RuleRefused."""
    if _BY_STEPS & values.keys():
        raise RuleRefused("步骤和状态由“办理”决定，不能直接修改。")
    if values.get("award", nomination.award) != nomination.award:
        raise RuleRefused("评选项目不能改，请删除后重新登记。")
    whole = merged(nomination, values)
    refuse_stops(check_nomination(whole, nomination))
    _refuse_days(work, whole)
    changed(work, nomination, values)
    if "candidate" in values:
        _ask_departments(work, nomination, award_of(nomination))
    return nomination


def _refuse_days(work: Work, values: Mapping[str, Any]) -> None:
    now = today(work.session.clock)
    for name in ("nominated_on", "congress_on", "decided_on", "awarded_on"):
        if values.get(name) is not None and values[name] > now:
            raise RuleRefused(f"{Nomination._meta.fields[name].label}在今天之后，请核对。")
    refuse_backwards(values.get("publicity_from"), values.get("publicity_to"), "公示结束早于公示开始，请核对。")
    refuse_backwards(values.get("decided_on"), values.get("awarded_on"), "表彰日期早于审批日期，请核对。")


def _ask_departments(work: Work, nomination: Nomination, kind: AwardKind) -> None:
    """List the departments of this kind of candidate; those of another kind go as long as they were not asked."""
    wanted = departments_for(nomination.candidate, nomination.nominated_on) if kind.consult else ()
    known = {row.department: row for row in consultations_of(nomination)}
    for department, row in known.items():
        if department not in wanted and row.asked_on is None and row.answer is None:
            work.delete(row)
    for department in wanted:
        if department not in known:
            work.insert(Consultation(nomination=nomination, department=department))


@verb("consult_department", "登记部门意见")
def consult(work: Work, nomination: Nomination, department: str, values: Mapping[str, Any]) -> Consultation:
    """Note that a department was asked, or what it said; any may be asked. Raises RuleRefused."""
    asked, answered = values.get("asked_on"), values.get("answered_on")
    refuse_backwards(asked, answered, "答复日期早于征求日期，请核对。")
    for day in (asked, answered):
        if day is not None and day > today(work.session.clock):
            raise RuleRefused("征求、答复日期不能在今天之后，请核对。")
    if values.get("answer") == OBJECTS and not (values.get("opinion") or "").strip():
        raise RuleRefused("不同意的请写明情况。")
    same = (Consultation.nomination == nomination) & (Consultation.department == department)
    row = Consultation.get_or_none(same)
    if row is None:
        row = work.insert(Consultation(**{**values, "nomination": nomination, "department": department}))
    else:
        work.update(row, **values)
    work.about(nomination, f"登记了{row.called()}")
    return row


@verb("consult_departments", "登记部门意见")
def consult_all(
    work: Work, nomination: Nomination, departments: Sequence[str], values: Mapping[str, Any]
) -> list[Consultation]:
    """Note the same for several departments, as when their sheets come back together. Raises RuleRefused."""
    rows: list[Consultation] = [
        consult.within(work, nomination, department, values)  # type: ignore[attr-defined]
        for department in departments
    ]
    work.about(nomination, f"{nomination.called()}登记了{len(rows)}个部门的意见")
    return rows


@verb("remove_consultation", "删除部门意见")
def remove_consultation(work: Work, row: Consultation) -> None:
    """Take a department off the list that need not be asked."""
    work.about(row.nomination, f"删除了{row.called()}")
    work.delete(row)


@verb("remove_nomination", "删除评选推荐")
def remove_nomination(work: Work, nomination: Nomination) -> None:
    """Delete a nomination that was entered by mistake, with its steps, opinions and attachments."""
    removed(work, nomination, (*steps_of(nomination), *consultations_of(nomination), *attachments_of(nomination)))


def steps_of(nomination: Nomination) -> list[NominationStep]:
    """Everything that happened to a nomination, the oldest first."""
    found = NominationStep.select().where(NominationStep.nomination == nomination)
    return list(found.order_by(NominationStep.id))


def consultations_of(nomination: Nomination) -> list[Consultation]:
    """The departments on the list, in the order of the code table."""
    order = [code.code for code in Consultation.department.table.items(with_obsolete=True)]
    found: Sequence[Consultation] = list(Consultation.select().where(Consultation.nomination == nomination))
    return sorted(found, key=lambda row: order.index(row.department) if row.department in order else len(order))
