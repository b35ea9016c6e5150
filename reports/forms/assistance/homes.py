"""The family-member sheet of a household: printed with what its newest case says, or without any case.

Owns what households are meant by uids. Knows no coordinates.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from models.assistance.case import HelpCase
from models.assistance.household import Household, HouseholdMember
from models.core.errors import NotFound
from models.people.person import Person
from reports.forms.assistance.facts import ASSISTANCE_PAGE, case_facts, case_owners, home_facts, office_facts
from reports.forms.assistance.files import read_cases, villages
from reports.forms.assistance.hardship import family_paper
from reports.forms.subjects import PEOPLE_PAGE, Occasion, Owner, Piece, Whole

HOUSEHOLD = "household"


def pieces(ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One sheet for each household."""
    places = villages()
    for number in ids:
        home: Household = Household.get_by_id(number)
        newest = HelpCase.select().where(HelpCase.household == home).order_by(HelpCase.id.desc()).first()
        if newest is not None:
            found = next(read_cases([newest.id]))
            facts, owned = case_facts(found, office_facts()), case_owners(found)
            members = found.members
        else:
            members = list(
                HouseholdMember.select().where(HouseholdMember.household == home).order_by(HouseholdMember.id)
            )
            facts = home_facts(home, members, places.get(home.village_id or home.head.village_id, ""))
            at_home = Owner(home.called(), ASSISTANCE_PAGE, home.uid)
            owned = {"household": at_home, "person": Owner(home.head.called(), PEOPLE_PAGE, home.head.uid)}
        revision = home.revision + sum(member.revision for member in members)
        yield Piece(
            family_paper(facts), facts, str(home.number or home.uid), revision, str(facts["person.name"]), owned
        )


def ids(what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """The households that are meant: their own uids, those of a case, of a head or of a member. Raises NotFound."""
    if not isinstance(what, Sequence):
        rows: Any = Household.select(Household.id).order_by(Household.id).tuples()
        return [row[0] for row in rows]
    return list(dict.fromkeys(_meant(uid) for uid in what))


def _meant(uid: str) -> int:
    home = Household.get_or_none(Household.uid == uid)
    if home is not None:
        return int(home.id)
    case = HelpCase.get_or_none(HelpCase.uid == uid)
    if case is not None and case.household_id:
        return int(case.household_id)
    person = Person.get_or_none(Person.uid == uid)
    if person is None:
        raise NotFound(f"没有找到编号为 {uid} 的家庭、个案或人员，可能已被删除。")
    headed = Household.get_or_none(Household.head == person)
    if headed is not None:
        return int(headed.id)
    place = HouseholdMember.get_or_none(HouseholdMember.person == person)
    if place is None:
        raise NotFound(f"{person.called()}没有家庭档案，请先在“帮扶”里登记家庭。")
    return int(place.household_id)
