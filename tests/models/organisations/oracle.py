"""Coverage told another way: record by record, one question at a time, slow and plain."""

from datetime import date

from models.organisations.body import Body
from models.organisations.coverage import State
from models.organisations.covered import CoveredUnit
from models.organisations.unit import Unit
from models.organisations.venue import Venue
from models.people.officers import Officer

WORKPLACES = ["enterprise", "cooperative", "agency", "institution", "school", "hospital", "self_employed", "social"]
BRANCHES = ["village", "community", *WORKPLACES[:6], "social"]


def standing(record: Body | Officer | Unit, day: date, column: str = "ended_on") -> bool:
    """Nothing ended it up to this day; a year or month counts from its first day."""
    ended = record.stored()[column]
    return ended is None or ended > day.isoformat()


def own(unit: Unit, kind: str, day: date) -> list[Body]:
    """Bodies of this kind that are the unit's own."""
    return [
        body
        for body in Body.select().where((Body.unit == unit) & (Body.kind_of_body == kind))
        if body.level not in ("township", "county") and standing(body, day)
    ]


def is_covered(unit: Unit, day: date) -> bool:
    return any(standing(one.body, day) for one in CoveredUnit.select().where(CoveredUnit.unit == unit))


def has_party_body(unit: Unit, day: date) -> bool | None:
    return True if own(unit, "party", day) else unit.has_party_body


def expected(day: date) -> dict[tuple[str, str], State]:
    """Rule and name → state, for everything that a rule concerns."""
    found: dict[tuple[str, str], State] = {}

    def say(rule: str, name: str, holds: bool | None) -> None:
        found[rule, name] = State.UNKNOWN if holds is None else State.BUILT if holds else State.MISSING

    for unit in Unit.select():
        if standing(unit, day, "closed_on"):
            of_union(unit, day, say)
            of_women(unit, day, say)
            of_league(unit, day, say)
            of_party(unit, day, say)
    for body in Body.select().where(Body.kind_of_body == "women"):
        if standing(body, day) and (body.unit is None or standing(body.unit, day, "closed_on")):
            of_women_body(body, day, say)
    return found


def of_union(unit, day, say):
    unions = own(unit, "union", day)
    organised = bool(unions) or is_covered(unit, day)
    if unit.kind_of_unit in WORKPLACES:
        if unit.union_members is not None:
            if unit.union_members >= 25:
                say("union_members_min", unit.name, bool(unions))
        elif not unions and organised and not (unit.staff is not None and unit.staff < 25):
            say("union_members_min", unit.name, None)
        for rule, least in (("union_staff_min", 25), ("union_middle_min", 50), ("union_large_min", 100)):
            if unit.staff is None and not organised:
                say(rule, unit.name, None)
            elif unit.staff is not None and unit.staff >= least:
                say(rule, unit.name, organised)
    if unit.kind_of_unit in ("enterprise", "cooperative"):
        opened = unit.opened_on
        if opened is None:
            if not organised:
                say("union_after_opening_years", unit.name, None)
        elif (opened.latest().year + 1, opened.latest().month, opened.latest().day) <= (day.year, day.month, day.day):
            say("union_after_opening_years", unit.name, organised)
        elif (opened.earliest().year + 1, opened.earliest().month, opened.earliest().day) <= (
            day.year,
            day.month,
            day.day,
        ) and not organised:
            say("union_after_opening_years", unit.name, None)
    of_union_inside(unit, unions, day, say)


def of_union_inside(unit, unions, day, say):
    if not unions:
        return
    told = [union.women_committee for union in unions if union.women_committee is not None]
    committee = any(told) if told else None
    women = unit.women_union_members
    small = any(number is not None and number < 10 for number in (women, unit.union_members))
    if not small:
        if women is None and not committee:
            say("women_workers_members_min", unit.name, None)
        elif women is not None:
            say("women_workers_members_min", unit.name, committee)
    if unit.staff is not None and unit.staff >= 200:
        chairs = [
            officer
            for union in unions
            for officer in Officer.select().where((Officer.body == union) & (Officer.duty == "head"))
            if standing(officer, day)
        ]
        times = [chair.time for chair in chairs]
        say(
            "full_time_chair_staff_min",
            unit.name,
            True if "full" in times else None if not times or None in times else False,
        )


def of_women(unit, day, say):
    women = own(unit, "women", day)
    if unit.kind_of_unit in ("agency", "enterprise", "institution", "school", "hospital"):
        party = has_party_body(unit, day)
        few = unit.women_staff is not None and unit.women_staff < 5
        if party is not False and not few:
            if party and unit.women_staff is not None:
                say("women_body_staff_min", unit.name, bool(women))
            elif not women:
                say("women_body_staff_min", unit.name, None)
    if unit.kind_of_unit in ("village", "community"):
        say("women_village", unit.name, bool(women))
        homes = [home for home in Venue.select().where(Venue.kind_of_venue == "women_home") if home.unit == unit]
        say("women_home_everywhere", unit.name, bool(homes))


def of_league(unit, day, say):
    bodies, members = own(unit, "league", day), unit.league_members
    if unit.kind_of_unit in BRANCHES:
        if members is not None:
            if members >= 3:
                say("league_branch_min", unit.name, bool(bodies))
        elif not bodies and not (unit.kind_of_unit != "village" and unit.staff is not None and unit.staff < 3):
            say("league_branch_min", unit.name, None)
    if not bodies or members is None:
        return
    levels = [body.level for body in bodies]
    for rule, fits, enough in (
        ("league_general_min", 30 <= members < 100, {"general", "committee"}),
        ("league_committee_min", members >= 100, {"committee"}),
    ):
        if fits:
            say(rule, unit.name, True if enough & set(levels) else None if None in levels else False)


def of_party(unit, day, say):
    if unit.kind_of_unit not in BRANCHES:
        return
    party, full = has_party_body(unit, day), unit.full_party_members
    if full is None:
        if not party and not (unit.party_members is not None and unit.party_members < 3):
            say("party_branch_min", unit.name, None)
    elif full >= 3:
        say("party_branch_min", unit.name, party)


def of_women_body(body, day, say):
    officers = [one for one in Officer.select().where(Officer.body == body).order_by(Officer.id) if standing(one, day)]
    times = [officer.time for officer in officers]
    if body.level == "township":
        full = True if "full" in times else None if not times or None in times else False
        say("township_women_full_time_min", body.name, full)
        on_it = sum(officer.duty in ("head", "deputy", "member") for officer in officers)
        size = body.committee_size
        say("township_women_committee_min", body.name, (on_it >= 25 or None) if size is None else size >= 25)
    if body.level in ("township", "county") or body.unit is None or body.unit.kind_of_unit != "village":
        return
    heads = [officer for officer in officers if officer.duty == "head"]
    head = heads[-1] if heads else None
    board = head.village_board if head else None
    say("village_women_head_in_board", body.name, None if board is None else board in ("committee", "both"))
    pay = head.pay_percent if head else None
    say("village_women_head_pay_percent", body.name, None if pay is None else pay >= 70)
    if head is not None and head.party_member is not False:
        known = head.party_member is not None and board is not None
        say("village_women_head_in_branch", body.name, board in ("branch", "both") if known else None)
