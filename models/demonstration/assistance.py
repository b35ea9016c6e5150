"""The part of the sample office that helps: a case of each family, a list, a visit, a pair, two children.

The story is data in `resources/samples/assistance.json`, in the words that a clerk types. The local standard by which
incomes are reckoned is invented, as every figure of a sample office.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from models.assistance import distribution, steps, verbs
from models.assistance.aid import Aid, Distribution, give_aid
from models.assistance.case import HelpCase, HelpStep
from models.assistance.children import LeftBehindChild, register_child
from models.assistance.household import Household, HouseholdMember
from models.assistance.income import ALLOWANCE
from models.assistance.matter import BOOK
from models.assistance.pairs import Contact, Pair, keep_contact, make_pair
from models.assistance.programmes import papers_of, programme
from models.assistance.visits import Visit, record_visit
from models.core.record import Record
from models.core.verbs import Session
from models.demonstration.rights import typed
from models.office.rulebook import override_rule
from models.organisations.unit import Unit
from models.people.person import Person
from models.people.verbs import register_person
from resources import path

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Helped:
    """The uids that the story made, by the kind of record."""

    cases: tuple[str, ...]
    households: tuple[str, ...]
    visits: tuple[str, ...]
    distributions: tuple[str, ...]
    pairs: tuple[str, ...]
    children: tuple[str, ...]


def tell_assistance(session: Session) -> Helped:
    """Live through all of it on the session's clock."""
    story = json.loads(path("samples", "assistance.json").read_text("utf-8"))
    override_rule(session, BOOK, ALLOWANCE, **story["allowance"])
    people = {key: _person(session, values) for key, values in story["people"].items()}
    homes = [_household(session, people[key], part) for key, part in story["households"].items()]
    batch = _distribution(session, people, story["distribution"])
    cases = [_case(session, people[part["who"]], part) for part in story["cases"]]
    children = [_child(session, people, story[key]) for key in ("child", "child_in_need")]
    pair = _pair(session, people, story["pair"])
    visits = Visit.select().where(Visit.case.in_(cases)).order_by(Visit.id)
    return Helped(_uids(cases), _uids(homes), _uids(visits), _uids([batch]), _uids([pair]), _uids(children))


def _uids(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(str(record.uid) for record in records)


def _person(session: Session, values: Words) -> Person:
    village = Unit.get(Unit.name == values["village"])
    told = typed(Person, {name: text for name, text in values.items() if name != "village"})
    return register_person(session, {**told, "village": village}).value


def _household(session: Session, head: Person, part: Words) -> Household:
    values = {name: text for name, text in part["household"].items() if name != "village"}
    village = Unit.get(Unit.name == part["household"]["village"])
    members = [typed(HouseholdMember, member) for member in part["members"]]
    told = {**typed(Household, values), "village": village, "head": head}
    return verbs.found_household(session, told, members).value


def _case(session: Session, who: Person, part: Words) -> HelpCase:
    values = typed(HelpCase, part["case"])
    text = programme(part["programme"], values["applied_on"])
    kinds = text.facts()
    facts = {name: kinds[name].parse(words) for name, words in part["facts"].items()}
    case: HelpCase = verbs.open_case(session, {**values, "person": who, "programme": text.key}, facts).value
    for paper in papers_of(case):
        verbs.tick_evidence(session, case, paper.key, on=values["applied_on"])
    for step in part["steps"]:
        _step(session, case, step)
    aid = typed(Aid, part["aid"])
    reason = {"reason": "个案已经审批。"}
    give_aid(
        session, {**aid, **reason, "person": who, "programme": text.key, "case": case, "household": case.household}
    )
    if "visit" in part:
        record_visit(session, {**typed(Visit, part["visit"]), "person": who, "case": case})
    return case


def _step(session: Session, case: HelpCase, part: Words) -> None:
    if "values" in part:
        verbs.change_case(session, case, typed(HelpCase, part["values"]))
    said = {"agrees": True, "opinion": part["opinion"], "by": part["by"]} if "opinion" in part else {}
    on = typed(HelpStep, {"taken_on": part["on"]})["taken_on"]
    steps.take_step(session, case, on=on, reasons=part.get("reasons"), **said)


def _distribution(session: Session, people: Mapping[str, Person], part: Words) -> Distribution:
    values = {name: text for name, text in part["list"].items() if name != "programme"}
    head = {**typed(Distribution, values), "programme": part["list"]["programme"]}
    lines = [distribution.ListLine(people[key].id, people[key].name, quantity=part["quantity"]) for key in part["who"]]
    made: Distribution = distribution.save_distribution(session, head, lines).value
    distribution.give_distribution(session, made, head["given_on"])
    distribution.confirm_receipts(session, Distribution.get_by_id(made.id), typed(Aid, part["receipt"]))
    return made


def _child(session: Session, people: Mapping[str, Person], part: Words) -> LeftBehindChild:
    return register_child(session, people[part["who"]], typed(LeftBehindChild, part["entry"])).value


def _pair(session: Session, people: Mapping[str, Person], part: Words) -> Pair:
    helped, helper = people[part["helped"]], people[part["helper"]]
    named = {"helped": helped, "helper": helper, "helper_name": helper.name}
    pair: Pair = make_pair(session, {**typed(Pair, part["pair"]), **named}).value
    for words in part["contacts"]:
        keep_contact(session, pair, typed(Contact, words))
    return pair
