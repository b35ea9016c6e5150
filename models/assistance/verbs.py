"""What is done with households and cases: found, change, open, tick off, remove. The steps stand in `steps`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.assistance.case import CASE_COLUMNS, CLOSED, RUNNING, HelpCase, HelpStep
from models.assistance.checks import households_of
from models.assistance.household import Household, HouseholdMember
from models.assistance.income import CURRENT
from models.assistance.numbering import case_number, household_number
from models.assistance.programmes import papers_of, programme, programme_of
from models.core.clock import today
from models.core.errors import Problem, RuleRefused, Severity, refuse_stops
from models.core.verbs import Work, verb
from models.office.attachment import Attachment, Store, attach, attachments_of
from models.people.person import Person

_BY_STEPS = frozenset(
    {"programme", "person", "step", "status", "facts", "evidence", "lacking", "closed_on", "closing", "closing_text"}
)
_COPIED = ("village", "address", "household_place", "phone", "allowance_number", "bank")
"""Columns that a new household takes over from its head, where they are empty."""


def check_household(values: Mapping[str, Any], household: Household | None = None) -> list[Problem]:
    """Findings about a household's values: no head, a head who has a file already, more costs than can be."""
    head = values.get("head")
    if head is None:
        return [Problem(Severity.STOP, "required", "请选择户主。", "head")]
    problems = _already_filed(head if isinstance(head, Person) else Person.get_by_id(head), household, "head")
    size = values.get("size")
    members = HouseholdMember.select().where(HouseholdMember.household == household).count() if household else 0
    if size is not None and members and size != members + 1:
        message = f"家庭人口填的是{size}人，户主和家庭成员共{members + 1}人，请核对。"
        problems.append(Problem(Severity.WARN, "size_differs", message, "size"))
    return problems


def check_member(
    values: Mapping[str, Any], household: Household, member: HouseholdMember | None = None
) -> list[Problem]:
    """Findings about a member's values: no name, filed elsewhere, the head himself, a number that is taken."""
    if not values.get("name") and values.get("person") is None:
        return [Problem(Severity.STOP, "required", "请填写家庭成员的姓名。", "name")]
    person = values.get("person")
    problems: list[Problem] = []
    if person is not None:
        problems += _already_filed(person, household, "person")
        same = (HouseholdMember.household == household) & (HouseholdMember.person == person)
        twice = HouseholdMember.select().where(same & (HouseholdMember.id != (member.id if member else 0))).exists()
        if twice or household.head_id == person.id:
            message = f"{person.called()}已经在这个家庭里，不用再加。"
            problems.append(Problem(Severity.STOP, "member_twice", message, "person"))
    number = values.get("id_number")
    if number:
        problems += _number_elsewhere(number, household, member)
    return problems


def _already_filed(person: Person, household: Household | None, field: str) -> list[Problem]:
    """One file per household: who is head or member of another one belongs there."""
    filed = households_of([person.id]).get(person.id)
    if filed is None or (household is not None and filed == household.id):
        return []
    other = Household.get_by_id(filed)
    number = f"（{other.number}）" if other.number else ""
    message = f"{person.called()}已在{other.called()}的家庭档案{number}里，一户一档，请打开那份档案。"
    return [Problem(Severity.STOP, "household_twice", message, field, {"uid": other.uid})]


def _number_elsewhere(number: str, household: Household, member: HouseholdMember | None) -> list[Problem]:
    other = (
        HouseholdMember.select()
        .where(HouseholdMember.id_number == number)
        .where(HouseholdMember.id != (member.id if member else 0))
        .first()
    )
    if other is None:
        return []
    where = "这个家庭" if other.household_id == household.id else f"{other.household.called()}的家庭档案"
    message = f"这个身份证号已经登记在{where}里的“{other.name}”名下，请核对。"
    severity = Severity.STOP if other.household_id == household.id else Severity.WARN
    return [Problem(severity, "member_number_taken", message, "id_number", {"uid": other.household.uid})]


@verb("found_household", "建立家庭档案")
def found_household(work: Work, values: Mapping[str, Any], members: Sequence[Mapping[str, Any]] = ()) -> Household:
    """Keep a household with its members; what is known of the head is taken over.

    Raises RuleRefused with the name of the household in which one of them stands already.
    """
    refuse_stops(check_household(values))
    head = values["head"]
    kept = {name: getattr(head, name) for name in _COPIED if getattr(head, name) is not None}
    given = {name: value for name, value in values.items() if value is not None}
    size = len(members) + 1 if members else head.household_size
    number = household_number(today(work.session.clock))
    household = work.insert(Household(**{"number": number, "size": size, **kept, **given}))
    for member in members:
        _put_in(work, household, member)
    _keep_names(work, household)
    work.about(household, f"建立了{household.called()}的家庭档案")
    return household


@verb("change_household", "修改家庭档案")
def change_household(work: Work, household: Household, values: Mapping[str, Any]) -> Household:
    """Change some values of a household. Raises RuleRefused, or Stale when it was changed elsewhere."""
    refuse_stops(check_household({**household.__data__, **values}, household))
    work.update(household, **values)
    _keep_names(work, household)
    work.about(household, f"修改了{household.called()}的家庭档案")
    return household


@verb("remove_household", "删除家庭档案")
def remove_household(work: Work, household: Household) -> None:
    """Delete a household with its members. Raises RuleRefused while a case or an aid uses it."""
    work.about(household, f"删除了{household.called()}的家庭档案")
    for member in HouseholdMember.select().where(HouseholdMember.household == household):
        work.delete(member)
    _drop_attachments(work, household)
    work.delete(household)


@verb("add_member", "登记家庭成员")
def add_member(work: Work, household: Household, values: Mapping[str, Any]) -> HouseholdMember:
    """Add a member; what is known of a kept person is taken over. Raises RuleRefused for one filed elsewhere."""
    member = _put_in(work, household, values)
    _keep_names(work, household)
    work.about(household, f"登记了{household.called()}的{member.called()}")
    return member


@verb("change_member", "修改家庭成员")
def change_member(work: Work, member: HouseholdMember, values: Mapping[str, Any]) -> HouseholdMember:
    """Change some values of a member."""
    household = member.household
    whole = {**member.__data__, "person": member.person, **values}
    refuse_stops(check_member(whole, household, member))
    work.update(member, **values)
    _keep_names(work, household)
    work.about(household, f"修改了{household.called()}的{member.called()}")
    return member


@verb("remove_member", "删除家庭成员")
def remove_member(work: Work, member: HouseholdMember) -> None:
    """Take a member out of a household."""
    household = member.household
    work.delete(member)
    _keep_names(work, household)
    work.about(household, f"从{household.called()}的家庭档案里去掉了{member.called()}")


_OF_PERSON = (
    "name",
    "sex",
    "nationality",
    "political_status",
    "id_number",
    "born",
    "education",
    "disability",
    "illness",
)


def _put_in(work: Work, household: Household, values: Mapping[str, Any]) -> HouseholdMember:
    refuse_stops(check_member(values, household))
    person = values.get("person")
    known = {name: getattr(person, name) for name in _OF_PERSON} if person is not None else {}
    if person is not None:
        known |= {"relation": person.relation_to_head, "employer": person.employer}
    given = {name: value for name, value in values.items() if value is not None}
    return work.insert(HouseholdMember(**{**known, **given, "household": household}))


def _keep_names(work: Work, household: Household) -> None:
    members = HouseholdMember.select(HouseholdMember.name).where(HouseholdMember.household == household)
    names = [household.head.name, *(row.name for row in members.order_by(HouseholdMember.id))]
    work.update(household, names="、".join(dict.fromkeys(names)))


def check_case(values: Mapping[str, Any]) -> list[Problem]:
    """Findings before a case is opened: nothing to open, or one of the programme that is still on its way."""
    for name, message in (("person", "请选择帮扶对象。"), ("programme", "请选择帮扶项目。")):
        if not values.get(name):
            return [Problem(Severity.STOP, "required", message, name)]
    person = values["person"]
    same = (HelpCase.person == person) & (HelpCase.programme == values["programme"])
    other = HelpCase.get_or_none(same & (HelpCase.status != CLOSED))
    if other is None:
        return []
    state = HelpCase.status.show(other.status)
    message = f"{other.called()}（{other.number or '未编号'}）{state}，不用再开，请直接打开那个个案。"
    return [Problem(Severity.STOP, "case_open", message, "person", {"uid": other.uid})]


@verb("open_help_case", "建立帮扶个案")
def open_case(work: Work, values: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> HelpCase:
    """Open a case: `values` name person and programme, and may name everything else; `facts` by the programme.

    The household in which the person is filed is taken over. Raises RuleRefused for a programme that does not hold
    on the day of the application and for a person who has an open case in it.
    """
    refuse_stops(check_case(values))
    day = today(work.session.clock)
    applied: date = values.get("applied_on") or day
    text = programme(values["programme"], applied)
    if not text.in_force(applied):
        raise RuleRefused(f"“{text.title}”在{applied:%Y.%m.%d}不在办理期内，请换一个项目或核对申请日期。")
    person = values["person"]
    given = {name: value for name, value in values.items() if value is not None}
    given.setdefault("household", households_of([person.id]).get(person.id))
    if text.schemes:
        given.setdefault("scheme", CURRENT)
    case = work.insert(
        HelpCase(
            **{
                "number": case_number(text, day),
                "applied_on": applied,
                "registrar": work.user,
                "hardship_cause": person.hardship_cause,
                **given,
                "facts": text.stored_facts(facts or {}),
                "evidence": {},
                "step": text.steps[0].key,
                "status": RUNNING,
            }
        )
    )
    work.about(case, f"建立了{case.called()}")
    return case


@verb("change_help_case", "填写帮扶个案")
def change_case(
    work: Work, case: HelpCase, values: Mapping[str, Any], facts: Mapping[str, Any] | None = None
) -> HelpCase:
    """Write columns and facts of a case; facts that are not named stay. Raises RuleRefused when it is closed."""
    refuse_closed(case)
    if any(name not in CASE_COLUMNS or name in _BY_STEPS for name in values):
        raise RuleRefused("这些内容不能在这里修改，请用步骤按钮。")
    changes = dict(values)
    if facts is not None:
        text = programme_of(case)
        kept = {key: value for key, value in (case.facts or {}).items() if key not in facts}
        changes["facts"] = {**kept, **text.stored_facts(facts)}
    work.update(case, **changes)
    work.about(case, f"填写了{case.called()}")
    return case


@verb("tick_evidence", "登记证明材料")
def tick_evidence(
    work: Work, case: HelpCase, key: str, got: bool = True, on: date | None = None, scan: Attachment | None = None
) -> HelpCase:
    """Tick a paper off, with its day and its scan; or take the tick back."""
    _tick(work, case, key, got, on, scan)
    return case


@verb("scan_evidence", "添加证明材料扫描件")
def scan_evidence(work: Work, store: Store, case: HelpCase, key: str, file_name: str, content: bytes) -> HelpCase:
    """Keep the scan of a paper, encrypted, and tick the paper off. Raises BadFile above 20 MB."""
    title = next((paper.title for paper in papers_of(case) if paper.key == key), "证明材料")
    kept = attach.within(work, store, case, title[:100], file_name, content)  # type: ignore[attr-defined]
    _tick(work, case, key, True, None, kept)
    return case


def _tick(work: Work, case: HelpCase, key: str, got: bool, on: date | None, scan: Attachment | None) -> None:
    refuse_closed(case)
    paper = next((paper for paper in programme_of(case).evidence if paper.key == key), None)
    if paper is None:
        raise RuleRefused("这个项目没有这一项证明材料，请刷新后再试。")
    kept = dict(case.evidence or {})
    earlier = kept.pop(key, {})
    if got:
        day = on or today(work.session.clock)
        kept[key] = {"got": True, "on": day.isoformat(), "attachment": scan.uid if scan else earlier.get("attachment")}
    work.update(case, evidence=kept)
    work.about(case, f"{case.called()}{'收到' if got else '还没有收到'}“{paper.title}”")


@verb("remove_help_case", "删除帮扶个案")
def remove_case(work: Work, case: HelpCase) -> None:
    """Delete a case that was opened by mistake. Raises RuleRefused while aid or visits belong to it."""
    work.about(case, f"删除了{case.called()}")
    for step in HelpStep.select().where(HelpStep.case == case):
        work.delete(step)
    _drop_attachments(work, case)
    work.delete(case)


def _drop_attachments(work: Work, owner: Household | HelpCase) -> None:
    for attachment in attachments_of(owner):
        work.delete(attachment)


def refuse_closed(case: HelpCase) -> None:
    """Raise RuleRefused for a case that is closed."""
    if case.status == CLOSED:
        raise RuleRefused(f"{case.called()}已经结案，请先重新启用。")
