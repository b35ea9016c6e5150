"""What the search field above every page finds: persons, recommendations, help, awards, units, bodies, forms."""

from collections.abc import Sequence
from functools import partial

from models.assistance.case import HelpCase
from models.assistance.giving_lists import DistributionFilter, distribution_ids, distribution_rows
from models.assistance.lists import household_ids, household_rows
from models.assistance.programmes import title_of
from models.core.codes import table
from models.core.text import tidy
from models.excellence import lists as striving
from models.excellence.awards import Nomination
from models.excellence.listing import Wanted
from models.organisations.body import Body
from models.organisations.lists import body_ids, body_rows, unit_ids, unit_rows
from models.organisations.unit import Unit
from models.people.lists import PersonRow, find_persons
from models.people.person import Person
from models.people.same import with_others
from models.recommendation.records import Recommendation
from models.rights import doing
from models.rights.lists import find_cases
from models.rights.records import RightsCase
from ui.desk import Desk
from ui.search import Group, Hit, Provider


def providers(desk: Desk) -> list[Provider]:
    """Every provider, in the order in which their finds stand."""
    petitions = partial(find_petitions, desk)
    help_given = [find_help_cases, find_households, find_distributions]
    excellence = [find_nominations, find_campaigns, find_activities]
    places = [find_units, find_bodies]
    return [find_people, find_recommendations, *help_given, petitions, *excellence, *places, find_forms]


def find_people(text: str, most: int) -> Group:
    """By name, pinyin, initials, the tail of an ID number or a phone."""
    count, rows = find_persons(text, most)
    return Group("人员", [Hit(row.name, _person_detail(row), "people", row.uid) for row in rows], count)


def find_recommendations(text: str, most: int) -> Group:
    """By number, or by the person's name in any spelling."""
    _, persons = find_persons(text, 200)
    asked = tidy(text)
    fits = Recommendation.number.contains(asked) | Recommendation.person.in_(with_others(row.id for row in persons))
    found = Recommendation.select().where(fits)
    hits = [_recommendation_hit(rec) for rec in found.order_by(Recommendation.id.desc()).limit(most)]
    return Group("推优", hits, found.count() if len(hits) == most else len(hits))


def find_petitions(desk: Desk, text: str, most: int) -> Group:
    """By number, name of either side, tail of an ID number or phone; protected ones only inside the compartment."""
    rows = find_cases(doing.inside(desk.opened), text)
    hits = [
        Hit(row.name, _together((row.number or "", RightsCase.rights_class.show(row.rights_class))), "rights", row.uid)
        for row in rows[:most]
    ]
    return Group("维权", hits, len(rows))


def find_help_cases(text: str, most: int) -> Group:
    """By number, or by the person's name in any spelling, the newest first."""
    _, persons = find_persons(text, 200)
    fits = HelpCase.number.contains(tidy(text)) | HelpCase.person.in_(with_others(row.id for row in persons))
    found = HelpCase.select().where(fits)
    hits = []
    for case in found.order_by(HelpCase.id.desc()).limit(most):
        detail = _together((case.number or "", title_of(case.programme), HelpCase.status.show(case.status)))
        hits.append(Hit(case.name, detail, "assistance", ("case", case.uid)))
    return Group("帮扶个案", hits, found.count() if len(hits) == most else len(hits))


def find_households(text: str, most: int) -> Group:
    """By head, member, number, or the tail of a phone."""
    ids = household_ids(text)
    hits = [
        Hit(f"{row.head}家", _together((row.number or "", row.village or "")), "assistance", ("household", row.uid))
        for row in household_rows(ids[:most])
    ]
    return Group("家庭档案", hits, len(ids))


def find_distributions(text: str, most: int) -> Group:
    """By title."""
    ids = distribution_ids(DistributionFilter(text))
    hits = [
        Hit(row.title, _together((title_of(row.programme), f"{row.lines} 人")), "assistance", ("distribution", row.uid))
        for row in distribution_rows(ids[:most])
    ]
    return Group("发放名单", hits, len(ids))


def find_nominations(text: str, most: int) -> Group:
    """By the person's or the collective's name, or by the award."""
    ids = striving.NOMINATIONS.ids(Wanted(text=text))
    hits = []
    for row in striving.NOMINATIONS.rows(ids[:most]):
        title = row.award_title or table("award.kind").label(row.award)
        detail = _together((f"{row.year}年", title, Nomination.status.show(row.status)))
        hits.append(Hit(row.whom, detail, "excellence", ("award", row.uid)))
    return Group("评选表彰", hits, len(ids))


def find_campaigns(text: str, most: int) -> Group:
    """By title, theme or organiser."""
    ids = striving.CAMPAIGNS.ids(Wanted(text=text))
    hits = [
        Hit(row.title, _together((f"{row.year}年", row.organiser or "")), "excellence", ("campaign", row.uid))
        for row in striving.CAMPAIGNS.rows(ids[:most])
    ]
    return Group("创先争优活动", hits, len(ids))


def find_activities(text: str, most: int) -> Group:
    """By title, organiser or place."""
    ids = striving.ACTIVITIES.ids(Wanted(text=text))
    hits = [
        Hit(
            row.title,
            _together((row.from_on, row.place or "", f"{row.people} 人次")),
            "excellence",
            ("activity", row.uid),
        )
        for row in striving.ACTIVITIES.rows(ids[:most])
    ]
    return Group("活动培训", hits, len(ids))


def find_units(text: str, most: int) -> Group:
    """By name, pinyin or initials."""
    ids = unit_ids(text)
    rows = unit_rows(ids[:most])
    hits = [Hit(row.name, Unit.kind_of_unit.show(row.kind_of_unit), "organisations", ("unit", row.uid)) for row in rows]
    return Group("单位", hits, len(ids))


def find_bodies(text: str, most: int) -> Group:
    """By name."""
    ids = body_ids(text)
    rows = body_rows(ids[:most])
    hits = [Hit(row.name, Body.kind_of_body.show(row.kind_of_body), "organisations", ("body", row.uid)) for row in rows]
    return Group("组织", hits, len(ids))


def find_forms(text: str, most: int) -> Group | None:
    """Official forms by their title; from two characters on, so that a first letter does not load them."""
    if len(text) < 2:
        return None
    from reports.forms import FORMS

    found = [entry for entry in FORMS.values() if text in entry.title]
    hits = [Hit(entry.title, entry.purpose, "printing", {"form": entry.key}) for entry in found[:most]]
    return Group("表格", hits, len(found))


def _person_detail(row: PersonRow) -> str:
    sex = table("GB/T 2261.1").short(row.sex) if row.sex in ("1", "2") else ""
    number = Person.id_number.masked(row.id_number)
    return _together((row.mark, sex, Person.born.show(row.born), row.village or row.employer or "", number))


def _recommendation_hit(rec: Recommendation) -> Hit:
    state = Recommendation.status.show(rec.status)
    detail = _together((rec.number or "", rec.batch.title, rec.body.name, state))
    return Hit(rec.person.name, detail, "recommendation", rec.uid)


def _together(facts: Sequence[str]) -> str:
    return " · ".join(fact for fact in facts if fact)
