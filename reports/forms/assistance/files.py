"""A help case with every record around it, read a block of cases at a time.

Owns the reading and what uids mean: a case's own, or a person's, which is that person's newest case. Writes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from peewee import JOIN

from models.assistance.aid import Aid
from models.assistance.case import ENDED, REOPENED, HelpCase, HelpStep
from models.assistance.household import Household, HouseholdMember
from models.assistance.programme import Programme
from models.assistance.programmes import programme_of, texts
from models.core.errors import NotFound, RuleRefused
from models.organisations.unit import Unit
from models.people.person import Person
from reports.forms.facts import BLOCK
from reports.forms.subjects import Whole

HELP_CASE = "help_case"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case: whom it helps, the household with its members, the newest opinion of every step, aid of earlier days.

    `earlier`: what the person or the household was given before, of any programme, the oldest first. `titles`: of
    all programmes, by their keys.
    """

    case: HelpCase
    person: Person
    village: str
    household: Household | None
    members: list[HouseholdMember]
    opinions: dict[str, HelpStep]
    programme: Programme
    earlier: list[Aid]
    titles: Mapping[str, str]


def read_cases(ids: Sequence[int]) -> Iterator[CaseFile]:
    """These cases in this order, a block at a time; ids that are gone are left out."""
    waiting = iter(ids)
    while block := list(islice(waiting, BLOCK)):
        yield from _read_block(block)


def _read_block(ids: list[int]) -> Iterator[CaseFile]:
    head = Person.alias()
    query = (
        HelpCase.select(HelpCase, Person, Household, head)
        .join(Person, on=HelpCase.person)
        .switch(HelpCase)
        .join(Household, JOIN.LEFT_OUTER, on=HelpCase.household)
        .join(head, JOIN.LEFT_OUTER, on=(Household.head == head.id), attr="head")
        .where(HelpCase.id.in_(ids))
    )
    cases = {case.id: case for case in query}
    homes = {case.household_id for case in cases.values()} - {None}
    members: dict[int, list[HouseholdMember]] = {}
    for member in HouseholdMember.select().where(HouseholdMember.household.in_(homes)).order_by(HouseholdMember.id):
        members.setdefault(member.household_id, []).append(member)
    opinions = newest_steps(ids)
    places = villages()
    given = _given({case.person_id for case in cases.values()}, homes)
    programmes: dict[tuple[str, object], Programme] = {}
    titles = {text.key: text.title for text in texts()}
    for number in ids:
        if (case := cases.get(number)) is None:
            continue
        home = case.household if case.household_id else None
        text = (case.programme, case.applied_on or str(case.created_at)[:10])
        if text not in programmes:
            programmes[text] = programme_of(case)
        earlier = [aid for aid in given if _helped(aid, case)]
        village = places.get(case.person.village_id or (home.village_id if home else None), "")
        own = members.get(case.household_id or 0, [])
        yield CaseFile(
            case, case.person, village, home, own, opinions.get(number, {}), programmes[text], earlier, titles
        )


def villages() -> dict[int | None, str]:
    """Names of units by their ids."""
    rows: Any = Unit.select(Unit.id, Unit.name).tuples()
    return dict(rows)


def newest_steps(ids: Sequence[int]) -> dict[int, dict[str, HelpStep]]:
    """The newest entry of each step of these cases; closing and reopening are no opinions."""
    found: dict[int, dict[str, HelpStep]] = {}
    ended = HelpStep.action.in_((ENDED, REOPENED))
    for step in HelpStep.select().where(HelpStep.case.in_(ids) & ~ended).order_by(HelpStep.id):
        found.setdefault(step.case_id, {})[step.step] = step
    return found


def _given(people: set[int], homes: set[Any]) -> list[Aid]:
    whom = Aid.person.in_(people) | Aid.household.in_(homes)
    return list(Aid.select().where(whom & Aid.given_on.is_null(False)).order_by(Aid.given_on, Aid.id))


def _helped(aid: Aid, case: HelpCase) -> bool:
    """Whether this aid came before the case, to the same person or household."""
    mine = aid.person_id == case.person_id or (aid.household_id and aid.household_id == case.household_id)
    before = case.applied_on is None or aid.given_on <= case.applied_on
    return bool(mine) and aid.case_id != case.id and before


def case_ids(wanted: Callable[[str], bool], title: str, what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """The cases that are meant, of the programmes that are `wanted` for the form of this title.

    Raises NotFound for an unknown uid or a person without such a case, RuleRefused for a case of another programme.
    """
    if not isinstance(what, Sequence):
        rows: Any = HelpCase.select(HelpCase.id, HelpCase.programme).order_by(HelpCase.id).tuples()
        return [number for number, programme in rows if wanted(programme)]
    return list(dict.fromkeys(_meant(uid, wanted, title) for uid in what))


def _meant(uid: str, wanted: Callable[[str], bool], title: str) -> int:
    case = HelpCase.get_or_none(HelpCase.uid == uid)
    if case is not None:
        if not wanted(case.programme):
            raise RuleRefused(f"{case.called()}不用《{title}》，请选这个项目的表格。")
        return int(case.id)
    person = Person.get_or_none(Person.uid == uid)
    if person is None:
        raise NotFound(f"没有找到编号为 {uid} 的帮扶个案或人员，可能已被删除。")
    rows: Any = HelpCase.select(HelpCase.id, HelpCase.programme).where(HelpCase.person == person)
    fitting = [row.id for row in rows if wanted(row.programme)]
    if not fitting:
        raise NotFound(f"{person.called()}没有用《{title}》的帮扶个案，请先在“帮扶”里登记。")
    return int(max(fitting))


def person_meant(uid: str) -> Person | None:
    """The person of this uid, or whom the case of this uid helps; None for neither."""
    person = Person.get_or_none(Person.uid == uid)
    if person is not None:
        return person
    case = HelpCase.get_or_none(HelpCase.uid == uid)
    return case.person if case is not None else None
