"""What the coverage rules look at: the figures of every unit, and of every body that its officers tell about.

Two statements for the whole office. Judges nothing. Memberships and officers lie to the right of this concept: they are
asked for in the tables, never through their records.
"""

from datetime import date
from typing import NamedTuple

from models.core.database import DB
from models.organisations.body import LEAGUE, LEVELS_ABOVE, PARTY, UNION, WOMEN
from models.organisations.venue import WOMEN_HOME

_ABOVE = ",".join(f"'{level}'" for level in LEVELS_ABOVE)
STANDING = "({0}.ended_on IS NULL OR {0}.ended_on > ?)"
"""A body or office that has not ended by a day."""


class UnitFacts(NamedTuple):
    """One unit: figures as they were typed, None where nobody knows; counts of what is registered; its own bodies.

    `league_rank`: 1 branch, 2 总支, 3 committee, 0 where no level is known; `chairs` are the heads of its union, with
    how many of them are full-time and of how many that is not known.
    """

    id: int
    uid: str
    name: str
    kind: str
    opened_on: str | None
    staff: int | None
    women_staff: int | None
    union_members: int | None
    women_union_members: int | None
    league_members: int | None
    party_members: int | None
    full_party_members: int | None
    party_told: int | None
    unions: int
    women_bodies: int
    leagues: int
    party_bodies: int
    women_committee: int | None
    league_rank: int
    leagues_unlevelled: int
    covered: int
    union_registered: int
    league_registered: int
    women_homes: int
    chairs: int
    chairs_full_time: int
    chairs_unknown: int

    @property
    def organised(self) -> bool:
        """Whether it has a union of its own, or a joint one covers it."""
        return bool(self.unions or self.covered)

    @property
    def has_party_body(self) -> bool | None:
        """Whether there is a Party body; None while nobody said."""
        if self.party_bodies:
            return True
        return None if self.party_told is None else bool(self.party_told)

    @property
    def members_in_union(self) -> int | None:
        """Members of the union: the figure that was typed, else those registered."""
        return self.union_members if self.union_members is not None else self.union_registered or None

    @property
    def members_in_league(self) -> int | None:
        """Members of the League, likewise."""
        return self.league_members if self.league_members is not None else self.league_registered or None


_UNITS = f"""
WITH own AS (
  SELECT unit_id,
    sum(kind_of_body = '{UNION}') AS unions, sum(kind_of_body = '{WOMEN}') AS women_bodies,
    sum(kind_of_body = '{LEAGUE}') AS leagues, sum(kind_of_body = '{PARTY}') AS party_bodies,
    max(CASE WHEN kind_of_body = '{UNION}' THEN women_committee END) AS women_committee,
    max(CASE WHEN kind_of_body = '{LEAGUE}' THEN
      CASE level WHEN 'branch' THEN 1 WHEN 'general' THEN 2 WHEN 'committee' THEN 3 ELSE 0 END ELSE 0 END) AS rank,
    sum(kind_of_body = '{LEAGUE}' AND level IS NULL) AS unlevelled
  FROM body b WHERE unit_id IS NOT NULL AND coalesce(level, '') NOT IN ({_ABOVE}) AND {STANDING.format("b")}
  GROUP BY unit_id
), members AS (
  SELECT b.unit_id, sum(m.kind_of_body = '{UNION}') AS unions, sum(m.kind_of_body = '{LEAGUE}') AS leagues
  FROM membership m JOIN body b ON b.id = m.body_id
  WHERE m.left_on IS NULL AND b.unit_id IS NOT NULL AND coalesce(b.level, '') NOT IN ({_ABOVE})
  GROUP BY b.unit_id
), chairs AS (
  SELECT b.unit_id, count(*) AS heads, sum(coalesce(o.time, '') = 'full') AS full_time, sum(o.time IS NULL) AS unknown
  FROM officer o JOIN body b ON b.id = o.body_id
  WHERE o.duty = 'head' AND b.kind_of_body = '{UNION}' AND coalesce(b.level, '') NOT IN ({_ABOVE})
    AND {STANDING.format("o")} AND {STANDING.format("b")}
  GROUP BY b.unit_id
), covered AS (
  SELECT c.unit_id, count(*) AS times FROM covered_unit c JOIN body b ON b.id = c.body_id
  WHERE {STANDING.format("b")} GROUP BY c.unit_id
), homes AS (
  SELECT coalesce(v.unit_id, b.unit_id) AS unit_id, count(*) AS homes FROM venue v LEFT JOIN body b ON b.id = v.body_id
  WHERE v.kind_of_venue = '{WOMEN_HOME}' AND (v.closed_on IS NULL OR v.closed_on > ?)
  GROUP BY 1
)
SELECT u.id, u.uid, u.name, u.kind_of_unit, u.opened_on, u.staff, u.women_staff, u.union_members,
  u.women_union_members, u.league_members, u.party_members, u.full_party_members, u.has_party_body,
  coalesce(own.unions, 0), coalesce(own.women_bodies, 0), coalesce(own.leagues, 0), coalesce(own.party_bodies, 0),
  own.women_committee, coalesce(own.rank, 0), coalesce(own.unlevelled, 0), coalesce(covered.times, 0),
  coalesce(members.unions, 0), coalesce(members.leagues, 0), coalesce(homes.homes, 0),
  coalesce(chairs.heads, 0), coalesce(chairs.full_time, 0), coalesce(chairs.unknown, 0)
FROM unit u LEFT JOIN own ON own.unit_id = u.id LEFT JOIN members ON members.unit_id = u.id
  LEFT JOIN chairs ON chairs.unit_id = u.id LEFT JOIN covered ON covered.unit_id = u.id
  LEFT JOIN homes ON homes.unit_id = u.id
WHERE u.closed_on IS NULL OR u.closed_on > ?
ORDER BY u.pinyin, u.id
"""


def unit_facts(day: date) -> list[UnitFacts]:
    """Every unit that works on this day, in pinyin order."""
    marks = _UNITS.count("?")
    return [UnitFacts(*row) for row in DB.execute_sql(_UNITS, (day.isoformat(),) * marks)]


class BodyFacts(NamedTuple):
    """One women's body: its officers, and of its head (the one registered last) what the rules ask for."""

    id: int
    uid: str
    name: str
    level: str | None
    kind_of_unit: str | None
    committee_size: int | None
    officers: int
    on_committee: int
    full_time: int
    time_unknown: int
    head: str | None
    head_board: str | None
    head_in_party: int | None
    head_pay: int | None


_BODIES = f"""
WITH serving AS (SELECT o.* FROM officer o WHERE {STANDING.format("o")}),
counted AS (
  SELECT body_id, count(*) AS officers, sum(duty IN ('head', 'deputy', 'member')) AS on_committee,
    sum(coalesce(time, '') = 'full') AS full_time, sum(time IS NULL) AS time_unknown,
    max(CASE WHEN duty = 'head' THEN id END) AS head_id
  FROM serving GROUP BY body_id
)
SELECT b.id, b.uid, b.name, b.level, u.kind_of_unit, b.committee_size, coalesce(c.officers, 0),
  coalesce(c.on_committee, 0), coalesce(c.full_time, 0), coalesce(c.time_unknown, 0), coalesce(p.name, h.name),
  h.village_board, CASE WHEN p.political_status IS NULL THEN h.party_member ELSE p.political_status IN ('01', '02') END,
  h.pay_percent
FROM body b LEFT JOIN unit u ON u.id = b.unit_id LEFT JOIN counted c ON c.body_id = b.id
  LEFT JOIN officer h ON h.id = c.head_id LEFT JOIN person p ON p.id = h.person_id
WHERE b.kind_of_body = '{WOMEN}' AND {STANDING.format("b")} AND (u.closed_on IS NULL OR u.closed_on > ?)
ORDER BY b.name, b.id
"""


def women_bodies(day: date) -> list[BodyFacts]:
    """Every women's body on this day, by name."""
    return [BodyFacts(*row) for row in DB.execute_sql(_BODIES, (day.isoformat(),) * _BODIES.count("?"))]
