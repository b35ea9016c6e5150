"""The judges of coverage: what each rule asks of a unit, and of a women's body and its officers."""

from models.core.dates import add_years
from models.core.fields import partial_date
from models.organisations.body import COMMITTEE, GENERAL, LEVELS_ABOVE, TOWNSHIP
from models.organisations.facts import BodyFacts, UnitFacts
from models.organisations.judging import BODY_JUDGES, UNIT_JUDGES, Asked, Seen, judges, lacking
from models.organisations.unit import PLACES

RANKS = {GENERAL: 2, COMMITTEE: 3}
_NO_HEAD = "主席的任职登记"


@judges(UNIT_JUDGES, union_members_min="会员{value}人以上单独建会")
def _own_union(unit: UnitFacts, asked: Asked) -> Seen | None:
    members = unit.members_in_union
    if not asked.listed("union_kinds", unit.kind):
        return None
    if members is None:
        # Without any union nobody is a member; and few staff are few members.
        few = unit.staff is not None and unit.staff < asked.least
        return None if unit.unions or few or not unit.covered else lacking("工会会员人数", "union_members")
    return Seen(unit.unions > 0, members) if members >= asked.least else None


@judges(
    UNIT_JUDGES,
    union_staff_min="职工{value}人以上建会",
    union_middle_min="职工{value}人以上建会",
    union_large_min="职工{value}人以上建会",
)
def _union(unit: UnitFacts, asked: Asked) -> Seen | None:
    if not asked.listed("union_kinds", unit.kind):
        return None
    if unit.staff is None:
        return None if unit.organised else lacking("职工人数", "staff")
    return Seen(unit.organised, unit.staff) if unit.staff >= asked.least else None


@judges(UNIT_JUDGES, union_after_opening_years="开业{value}年内建会")
def _union_in_time(unit: UnitFacts, asked: Asked) -> Seen | None:
    if not asked.listed("opening_kinds", unit.kind):
        return None
    if unit.opened_on is None:
        return None if unit.organised else lacking("开业时间", "opened_on")
    opened = partial_date(unit.opened_on)
    if asked.day < add_years(opened.earliest(), asked.least):
        return None
    if asked.day < add_years(opened.latest(), asked.least):
        return None if unit.organised else lacking("开业的月、日", "opened_on")
    return Seen(unit.organised, opened.show())


@judges(UNIT_JUDGES, women_workers_members_min="女会员{value}人以上建女职委")
def _women_workers(unit: UnitFacts, asked: Asked) -> Seen | None:
    women, members, there = unit.women_union_members, unit.union_members, unit.women_committee
    few = (women is not None and women < asked.least) or (members is not None and members < asked.least)
    if not unit.unions or few:
        return None
    if women is None:
        return None if there else lacking("女会员人数", "women_union_members")
    return lacking("工会有没有女职工委员会") if there is None else Seen(bool(there), women)


@judges(UNIT_JUDGES, full_time_chair_staff_min="职工{value}人以上可设专职主席")
def _full_time_chair(unit: UnitFacts, asked: Asked) -> Seen | None:
    if not unit.unions or unit.staff is None or unit.staff < asked.least:
        return None
    if unit.chairs_full_time:
        return Seen(True, unit.staff)
    if not unit.chairs:
        return lacking("工会主席的任职登记")
    return lacking("工会主席是专职还是兼职") if unit.chairs_unknown else Seen(False, unit.staff)


@judges(UNIT_JUDGES, women_body_staff_min="女职工{value}人以上建妇女组织")
def _women_body(unit: UnitFacts, asked: Asked) -> Seen | None:
    few = unit.women_staff is not None and unit.women_staff < asked.least
    if not asked.listed("women_kinds", unit.kind) or few or unit.has_party_body is False:
        return None
    known = unit.women_staff is not None and unit.has_party_body is not None
    if known:
        return Seen(unit.women_bodies > 0, unit.women_staff)
    if unit.women_bodies:
        return None
    if unit.women_staff is None:
        return lacking("女职工人数", "women_staff")
    return lacking("是否建有党组织", "has_party_body")


@judges(UNIT_JUDGES, women_village="村（社区）建妇联")
def _village_women(unit: UnitFacts, _asked: Asked) -> Seen | None:
    return Seen(unit.women_bodies > 0) if unit.kind in PLACES else None


@judges(UNIT_JUDGES, women_home_everywhere="村（社区）有妇女之家")
def _women_home(unit: UnitFacts, _asked: Asked) -> Seen | None:
    return Seen(unit.women_homes > 0) if unit.kind in PLACES else None


@judges(UNIT_JUDGES, league_branch_min="团员{value}人以上建团支部")
def _league(unit: UnitFacts, asked: Asked) -> Seen | None:
    if not asked.listed("branch_kinds", unit.kind):
        return None
    members = unit.members_in_league
    if members is None:
        few = unit.kind not in PLACES and unit.staff is not None and unit.staff < asked.least
        return None if unit.leagues or few else lacking("团员人数", "league_members")
    return Seen(unit.leagues > 0, members) if members >= asked.least else None


@judges(UNIT_JUDGES, league_general_min="团员{value}人以上可建团总支", league_committee_min="团员{value}人以上可建团委")
def _league_level(unit: UnitFacts, asked: Asked) -> Seen | None:
    general = asked.rule.id == "league_general_min"
    upper = asked.book.get("league_committee_min")
    members = unit.members_in_league
    beyond = general and upper is not None and members is not None and members >= upper.value
    if not unit.leagues or members is None or members < asked.least or beyond:
        return None
    if unit.league_rank >= RANKS[GENERAL if general else COMMITTEE]:
        return Seen(True, members)
    if unit.leagues_unlevelled:
        return lacking("团组织的层级")
    now = "团总支" if unit.league_rank == RANKS[GENERAL] else "团支部"
    return Seen(False, members, words={"now": now})


@judges(UNIT_JUDGES, party_branch_min="正式党员{value}人以上建党支部")
def _party(unit: UnitFacts, asked: Asked) -> Seen | None:
    members = unit.full_party_members
    few = members is None and unit.party_members is not None and unit.party_members < asked.least
    if not asked.listed("branch_kinds", unit.kind) or few:
        return None
    if members is None:
        return None if unit.has_party_body else lacking("正式党员人数", "full_party_members")
    if members < asked.least:
        return None
    if unit.has_party_body is None:
        return lacking("是否建有党组织", "has_party_body")
    return Seen(unit.has_party_body, members)


@judges(BODY_JUDGES, township_women_full_time_min="乡镇妇联专职干部{value}人以上")
def _township_officers(body: BodyFacts, asked: Asked) -> Seen | None:
    if body.level != TOWNSHIP:
        return None
    if body.full_time >= asked.least:
        return Seen(True, body.full_time)
    if not body.officers:
        return lacking("任职登记")
    return lacking("任职是专职还是兼职") if body.time_unknown else Seen(False, body.full_time)


@judges(
    BODY_JUDGES,
    township_women_committee_min="乡镇妇联执委{value}人以上",
    village_women_committee_min="村（社区）妇联执委{value}人以上",
)
def _committee(body: BodyFacts, asked: Asked) -> Seen | None:
    township = asked.rule.id == "township_women_committee_min"
    if not (body.level == TOWNSHIP if township else _of_village(body)):
        return None
    if body.committee_size is not None:
        return Seen(body.committee_size >= asked.least, body.committee_size)
    enough = body.on_committee >= asked.least
    return Seen(True, body.on_committee) if enough else lacking("执委人数", "committee_size")


@judges(
    BODY_JUDGES,
    village_women_head_in_board="村（社区）妇联主席进村委会",
    village_women_head_in_branch="党员妇联主席进党支部",
)
def _boards(body: BodyFacts, asked: Asked) -> Seen | None:
    if not _of_village(body):
        return None
    branch = asked.rule.id == "village_women_head_in_branch"
    if body.head is None:
        return None if branch else lacking(_NO_HEAD)
    if branch and body.head_in_party is None:
        return lacking("主席是不是党员")
    if branch and not body.head_in_party:
        return None
    if body.head_board is None:
        return lacking("主席进两委的情况")
    return Seen(body.head_board in (("branch", "both") if branch else ("committee", "both")), body.head)


@judges(BODY_JUDGES, village_women_head_pay_percent="村（社区）妇联主席报酬")
def _pay(body: BodyFacts, asked: Asked) -> Seen | None:
    if not _of_village(body):
        return None
    if body.head is None or body.head_pay is None:
        return lacking(_NO_HEAD if body.head is None else "主席的报酬")
    return Seen(body.head_pay >= asked.least, body.head_pay)


def _of_village(body: BodyFacts) -> bool:
    return body.kind_of_unit in PLACES and body.level not in LEVELS_ABOVE
