"""What is done with persons: register, change, remove; memberships; stages on the way into the Party."""

from collections.abc import Mapping
from typing import Any

from models.core.codes import read_status
from models.core.dates import PartialDate
from models.core.errors import RuleRefused, refuse_stops
from models.core.verbs import Work, verb
from models.organisations.body import Body
from models.people.officers import Officer
from models.people.person import Membership, PartyStage, Person
from models.people.rules import check_person


@verb("register_person", "登记人员")
def register_person(work: Work, values: Mapping[str, Any]) -> Person:
    """Keep a new person. Raises RuleRefused for a missing name or an ID number that is taken."""
    refuse_stops(check_person(values))
    person = work.insert(Person(**values))
    work.about(person, f"登记了{person.called()}")
    return person


@verb("change_person", "修改人员")
def change_person(work: Work, person: Person, values: Mapping[str, Any]) -> Person:
    """Change some values of a person. Raises RuleRefused, or Stale when it was changed elsewhere."""
    refuse_stops(check_person({**person.__data__, **values}, person.id))
    work.update(person, **values)
    work.about(person, f"修改了{person.called()}的资料")
    return person


@verb("remove_person", "删除人员")
def remove_person(work: Work, person: Person) -> None:
    """Delete a person with memberships, offices and stages. Raises RuleRefused while a recommendation uses her."""
    for member in Membership.select().where(Membership.person == person):
        work.delete(member)
    for stage in PartyStage.select().where(PartyStage.person == person):
        work.delete(stage)
    for office in Officer.select().where(Officer.person == person):
        work.delete(office)
    work.delete(person)
    work.about(person, f"删除了{person.called()}")


@verb("join_body", "登记会籍")
def join_body(work: Work, person: Person, kind_of_body: str, values: Mapping[str, Any]) -> Membership:
    """Add a membership; `values` may name body, post, number, joined_on, left_on …

    Raises RuleRefused for a body of another kind and when she is in that body already.
    """
    body = values.get("body")
    if body is not None and body.kind_of_body != kind_of_body:
        raise RuleRefused(f"{body.called()}不是{Membership.kind_of_body.show(kind_of_body)}的组织，请重新选择。")
    if body is not None and values.get("left_on") is None and membership_in(person, body) is not None:
        raise RuleRefused(f"{person.called()}已经在{body.called()}里，不用再登记。")
    member = work.insert(Membership(person=person, kind_of_body=kind_of_body, **values))
    work.about(person, f"登记了{person.called()}的会籍")
    return member


@verb("change_membership", "修改会籍")
def change_membership(work: Work, member: Membership, values: Mapping[str, Any]) -> Membership:
    """Change a membership, for instance its post or the day it ended."""
    work.update(member, **values)
    work.about(member.person, f"修改了{member.called()}")
    return member


@verb("remove_membership", "删除会籍")
def remove_membership(work: Work, member: Membership) -> None:
    """Delete a membership that was entered by mistake."""
    work.delete(member)
    work.about(member.person, f"删除了{member.called()}")


@verb("reach_stage", "登记入党阶段")
def reach_stage(
    work: Work, person: Person, stage: str, reached_on: PartialDate | None, companions: str | None = None
) -> PartyStage:
    """Note when a person reached a stage; a stage stands once, so a second time changes it."""
    found = PartyStage.get_or_none((PartyStage.person == person) & (PartyStage.stage == stage))
    work.about(person, f"登记了{person.called()}的入党阶段")
    if found is None:
        return work.insert(PartyStage(person=person, stage=stage, reached_on=reached_on, companions=companions))
    changes: dict[str, Any] = {"reached_on": reached_on}
    if companions is not None:
        changes["companions"] = companions
    return work.update(found, **changes)


@verb("remove_stage", "删除入党阶段")
def remove_stage(work: Work, stage: PartyStage) -> None:
    """Delete a stage that was entered by mistake."""
    work.delete(stage)
    work.about(stage.person, f"删除了{stage.called()}")


def stage_of_status(typed: str) -> tuple[str | None, str | None]:
    """Status and stage that a text under 政治面貌 names; raises ValueProblem."""
    reading = read_status(typed)
    return reading.status, reading.stage


def membership_in(person: Person, body: Body) -> Membership | None:
    """The current membership of a person in a body, if there is one."""
    return Membership.get_or_none(
        (Membership.person == person) & (Membership.body == body) & Membership.left_on.is_null()
    )
