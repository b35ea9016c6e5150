"""What can be counted 统计对象: kinds of records, where they belong, when they count, what can be asked of them.

Owns all SQL of the figures: the returns (data) name subjects, dates and *aspects* by words, and only this module knows
which columns those are. Ages are full years on the cut-off date; a date known to the month or year counts on its first
possible day, so that periods that tile a year count it once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from models.statistics.span import Period
from models.statistics.words import age_sql, coded, compared, listed

STANDING = "standing"
"""Asks for what there was at the end of the cut-off date; `in:<date>` for what happened in the period."""

UNIT, CHANNEL, TOWNSHIP, NONE = "unit", "channel", "township", "none"
"""By what rows can be made."""


class Sql(NamedTuple):
    """A piece of SQL and the values of its question marks, in their order."""

    text: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of thing that is counted.

    `kind`, `id`: the record behind a count. `source`: what follows FROM; its marks are filled with the cut-off date.
    `standing`: when it is there at the cut-off date, marks likewise; `always`: what no count ever goes beyond.
    `counts`: what is counted once however many records tell of it (people, households). `aspects`: named conditions;
    `codes`, `numbers`: columns that conditions like `channel:union|women` and `staff>=100` may ask; `dates`: name →
    column and whether it may lack day or month.
    """

    key: str
    kind: str
    id: str
    source: str
    rows: Mapping[str, str]
    standing: str = "1"
    always: str = "1"
    dates: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)
    amounts: Mapping[str, str] = field(default_factory=dict)
    aspects: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    born: str = ""
    period_aspects: Mapping[str, str] = field(default_factory=dict)
    """Aspects whose two marks are the first and the last day of the period."""

    def where(self, when: str, period: Period) -> Sql:
        """The condition of `standing` or `in:<date>`."""
        if when == STANDING:
            return Sql(self.standing, (period.until.isoformat(),) * self.standing.count("?"))
        column, partial = self.dates[when.removeprefix("in:")]
        text = f"substr({column} || '-01-01', 1, 10)" if partial else column
        return Sql(f"{text} BETWEEN ? AND ?", (period.since.isoformat(), period.until.isoformat()))

    def asked(self, word: str, period: Period) -> Sql:
        """The condition that a word of a return asks for. Raises KeyError for a word that this subject lacks."""
        if word.startswith("not "):
            inner = self.asked(word.removeprefix("not "), period)
            return Sql(f"NOT coalesce({inner.text}, 0)", inner.values)
        if word in self.aspects:
            return Sql(f"({self.aspects[word]})", (period.until.isoformat(),) * self.aspects[word].count("?"))
        if word in self.period_aspects:
            return Sql(f"({self.period_aspects[word]})", (period.since.isoformat(), period.until.isoformat()))
        if word.startswith("age"):
            return Sql(*age_sql(self.born or self._lacks(word), word, period.until))
        name, parted, codes = word.partition(":")
        if parted:
            return Sql(*coded(self.codes[name], codes))
        return Sql(*compared(self.numbers, word, period.until))

    def all_of(self, words: Sequence[Any], period: Period) -> Sql:
        """All words at once; a list among them asks for any of its own."""
        parts = [
            self._any(word, period) if isinstance(word, list | tuple) else self.asked(word, period) for word in words
        ]
        return both(parts)

    def _any(self, words: Sequence[str], period: Period) -> Sql:
        parts = [self.asked(word, period) for word in words]
        return Sql(f"({' OR '.join(part.text for part in parts)})", tuple(v for part in parts for v in part.values))

    def from_sql(self, period: Period) -> Sql:
        """What follows FROM."""
        return Sql(self.source, (period.until.isoformat(),) * self.source.count("?"))

    def _lacks(self, word: str) -> str:
        raise KeyError(f"{self.key} knows no {word}")


def both(parts: Sequence[Sql]) -> Sql:
    """All of these conditions."""
    kept = [part for part in parts if part.text != "1"]
    return Sql(" AND ".join(part.text for part in kept) or "1", tuple(v for part in kept for v in part.values))


_MEMBER = (
    "EXISTS (SELECT 1 FROM membership m2 WHERE m2.person_id = p.id AND m2.kind_of_body = '{}' AND m2.left_on IS NULL)"
)

PERSON_ASPECTS = {
    "women": "p.sex = '2'",
    "men": "p.sex = '1'",
    "minority": "p.nationality <> '01'",
    "college": "substr(p.education, 1, 1) IN ('1', '2', '3')",
    "senior_school": "substr(p.education, 1, 1) IN ('4', '6')",
    "junior_or_less": "substr(p.education, 1, 1) IN ('7', '8', '9')",
    "party_member": "p.political_status IN ('01', '02')",
    "league_member": f"p.political_status = '03' OR {_MEMBER.format('league')}",
    "union_member": _MEMBER.format("union"),
    "womens_member": _MEMBER.format("women"),
    "rural": "p.household_kind = 'agricultural'",
}
PERSON_CODES = {"sex": "p.sex", "education": "p.education", "status": "p.political_status", "marriage": "p.marriage"}

_HOME = (
    "coalesce(p.village_id, (SELECT b2.unit_id FROM membership m3 JOIN body b2 ON b2.id = m3.body_id "
    "WHERE m3.person_id = p.id AND m3.left_on IS NULL ORDER BY m3.id LIMIT 1))"
)
"""Where a person belongs: her village, else the unit of the first body that keeps her."""

_RANK = "CASE s.stage {} END".format(
    " ".join(
        f"WHEN '{stage}' THEN {rank}"
        for rank, stage in enumerate(("applicant", "talk", "activist", "target", "probationary", "member"))
    )
)


def _person(key: str, kind: str, number: str, source: str, **more: Any) -> Subject:
    """A subject whose records tell of one person `p` each."""
    return Subject(
        key,
        kind,
        number,
        source,
        rows={UNIT: _HOME, TOWNSHIP: "p.origin", **more.pop("rows", {})},
        counts={"people": "p.id", **more.pop("counts", {})},
        aspects={**PERSON_ASPECTS, **more.pop("aspects", {})},
        codes={**PERSON_CODES, **more.pop("codes", {})},
        born="p.born",
        **more,
    )


def _founded(column: str) -> str:
    return f"({column} IS NULL OR substr({column} || '-01-01', 1, 10) <= ?)"


def _on_file(since: str, ended: str) -> str:
    return f"({since} IS NULL OR {since} <= ?) AND ({ended} IS NULL OR {ended} > ?)"


_RECOMMENDED = (
    "EXISTS (SELECT 1 FROM recommendation r2 JOIN batch a2 ON a2.id = r2.batch_id WHERE r2.person_id = p.id "
    "AND r2.decided_on IS NOT NULL AND r2.status <> 'withdrawn' "
    "AND (s.reached_on IS NULL OR r2.decided_on <= s.reached_on){})"
)

_ALL = (
    _person("person", "person", "p.id", "person p"),
    _person(
        "member",
        "membership",
        "m.id",
        "membership m JOIN person p ON p.id = m.person_id LEFT JOIN body b ON b.id = m.body_id",
        rows={UNIT: f"coalesce(b.unit_id, {_HOME})", CHANNEL: "m.kind_of_body", TOWNSHIP: "m.origin"},
        standing=_on_file("substr(m.joined_on || '-01-01', 1, 10)", "substr(m.left_on || '-01-01', 1, 10)"),
        dates={"joined": ("m.joined_on", True), "left": ("m.left_on", True)},
        codes={"channel": "m.kind_of_body", "level": "b.level"},
        aspects={"executive": "m.executive = 1", "representative": "m.representative = 1", "officer": "m.post <> ''"},
    ),
    _person(
        "way",
        "person",
        "p.id",
        f"(SELECT s.person_id, max({_RANK}) AS furthest FROM party_stage s WHERE s.reached_on IS NULL "
        "OR substr(s.reached_on || '-01-01', 1, 10) <= ? GROUP BY s.person_id) w JOIN person p ON p.id = w.person_id",
        aspects={
            "applicant": "w.furthest < 4",
            "activist": "w.furthest IN (2, 3)",
            "target": "w.furthest = 3",
            "in_party": "w.furthest >= 4",
        },
    ),
    _person(
        "stage",
        "person",
        "p.id",
        "party_stage s JOIN person p ON p.id = s.person_id",
        dates={"reached": ("s.reached_on", True)},
        codes={"stage": "s.stage"},
        aspects={
            "recommended": _RECOMMENDED.format(""),
            "recommended_by_union": _RECOMMENDED.format(" AND a2.channel = 'union'"),
            "recommended_by_league": _RECOMMENDED.format(" AND a2.channel = 'league'"),
            "recommended_by_women": _RECOMMENDED.format(" AND a2.channel = 'women'"),
        },
    ),
    _person(
        "recommendation",
        "recommendation",
        "r.id",
        "recommendation r JOIN person p ON p.id = r.person_id JOIN body b ON b.id = r.body_id "
        "JOIN batch a ON a.id = r.batch_id",
        rows={UNIT: "b.unit_id", CHANNEL: "a.channel", TOWNSHIP: "r.origin"},
        dates={
            "decided": ("r.decided_on", False),
            "forwarded": ("r.forwarded_on", False),
            "answered": ("r.answered_on", False),
        },
        codes={"channel": "a.channel", "target": "r.target", "route": "r.route", "answer": "r.answer"},
        aspects={"kept_up": "r.status <> 'withdrawn'"},
    ),
    Subject(
        "body",
        "body",
        "b.id",
        "body b",
        rows={UNIT: "b.unit_id", CHANNEL: "b.kind_of_body", TOWNSHIP: "b.origin"},
        standing=_founded("b.founded_on"),
        dates={"founded": ("b.founded_on", True), "next_election": ("b.next_election_on", True)},
        amounts={"members_entitled": "b.members_entitled"},
        codes={"channel": "b.kind_of_body", "level": "b.level"},
        aspects={"has_place": "b.place <> ''"},
        period_aspects={
            "recommending": "b.id IN (SELECT r2.body_id FROM recommendation r2 WHERE r2.status <> 'withdrawn' "
            "AND r2.forwarded_on BETWEEN ? AND ?)"
        },
    ),
    Subject(
        "unit",
        "unit",
        "u.id",
        "unit u",
        rows={UNIT: "u.id", TOWNSHIP: "u.origin"},
        standing=_founded("u.opened_on"),
        amounts={name: f"u.{name}" for name in ("staff", "women_staff", "party_members", "women_party_members")},
        codes={"kind": "u.kind_of_unit"},
        aspects={
            "has_union": "EXISTS (SELECT 1 FROM body b WHERE b.unit_id = u.id AND b.kind_of_body = 'union')",
            "has_league": "EXISTS (SELECT 1 FROM body b WHERE b.unit_id = u.id AND b.kind_of_body = 'league')",
            "has_womens_body": "EXISTS (SELECT 1 FROM body b WHERE b.unit_id = u.id AND b.kind_of_body = 'women')",
        },
        numbers={
            "staff": "u.staff",
            "party_members": "u.party_members",
            "women_party_members": "u.women_party_members",
            "years_without_admission": "CAST(substr(?, 1, 4) AS INTEGER) - u.last_admission_year",
        },
    ),
    _person(
        "help_case",
        "help_case",
        "c.id",
        "help_case c JOIN person p ON p.id = c.person_id",
        rows={TOWNSHIP: "c.origin"},
        standing=f"c.decided_on IS NOT NULL AND {_on_file('c.decided_on', 'c.closed_on')}",
        dates={
            "applied": ("c.applied_on", False),
            "decided": ("c.decided_on", False),
            "closed": ("c.closed_on", False),
        },
        counts={"households": "coalesce('h' || c.household_id, 'p' || c.person_id)"},
        amounts={"approved": "c.approved_amount"},
        codes={
            "programme": "c.programme",
            "class": "c.hardship_class",
            "cause": "c.hardship_cause",
            "closing": "c.closing",
            "status": "c.status",
        },
        aspects={"approved": "c.decided_on IS NOT NULL AND c.status IN ('kept', 'closed')"},
    ),
    _person(
        "aid",
        "aid",
        "g.id",
        "aid g JOIN person p ON p.id = g.person_id",
        rows={TOWNSHIP: "g.origin"},
        dates={"given": ("g.given_on", False)},
        counts={"households": "coalesce('h' || g.household_id, 'p' || g.person_id)"},
        amounts={"amount": "g.amount"},
        codes={"kind": "g.aid_kind", "source": "g.source", "programme": "g.programme", "form": "g.form"},
    ),
    _person(
        "child",
        "left_behind_child",
        "c.id",
        "left_behind_child c JOIN person p ON p.id = c.person_id",
        rows={UNIT: "p.village_id", TOWNSHIP: "c.origin"},
        standing=_on_file("c.filled_on", "c.closed_on"),
        dates={"filled": ("c.filled_on", False), "closed": ("c.closed_on", False)},
        codes={"schooling": "c.schooling", "guardianship": "c.guardianship", "trustee": "c.trustee_relation"},
        aspects={
            "left_behind": "c.left_behind = 1",
            "registered": "c.registered = 1",
            "unregistered": "c.registered = 0",
            "boarding": "c.boarding = 1",
            "not_boarding": "c.boarding = 0",
            "in_need": "c.classes <> ''",
            **{
                f"class_{code}": listed("c.classes", code)
                for code in ("left_behind", "orphan", "prisoner", "disabled", "homeless", "aids", "drugs", "violence")
            },
        },
    ),
    _person(
        "pair",
        "pair",
        "a.id",
        "pair a JOIN person p ON p.id = a.helped_id",
        rows={TOWNSHIP: "a.origin"},
        standing="a.started_on <= ? AND (a.ended_on IS NULL OR a.ended_on > ?)",
        dates={"started": ("a.started_on", False), "ended": ("a.ended_on", False)},
        counts={"helpers": "coalesce('p' || a.helper_id, a.helper_name || '·' || coalesce(a.helper_unit, ''))"},
        amounts={"yearly": "a.yearly_amount"},
        codes={"kind": "a.kind_of_pair"},
    ),
    _person(
        "contact",
        "contact",
        "t.id",
        "contact t JOIN pair a ON a.id = t.pair_id JOIN person p ON p.id = a.helped_id",
        rows={TOWNSHIP: "t.origin"},
        dates={"held": ("t.held_on", False)},
        codes={"kind": "a.kind_of_pair", "form": "t.form"},
    ),
    _person(
        "visit",
        "visit",
        "v.id",
        "visit v JOIN person p ON p.id = v.person_id",
        rows={TOWNSHIP: "v.origin"},
        dates={"visited": ("v.visited_on", False)},
        amounts={"gift": "v.gift_amount"},
    ),
    Subject(
        "rights",
        "rights_case",
        "c.id",
        "rights_case c",
        rows={UNIT: "(SELECT u.id FROM unit u WHERE u.name = c.village LIMIT 1)", TOWNSHIP: "c.origin"},
        always="(c.protected_because IS NULL OR c.protected_because = '')",
        dates={"registered": ("c.registered_on", False)},
        amounts={"people": "coalesce(c.people, 1)"},
        codes={
            "channel": "c.channel",
            "class": "c.rights_class",
            "outcome": "c.outcome",
            "satisfied": "c.satisfied",
            "status": "c.status",
        },
        aspects={
            "ended": "c.status <> 'running'",
            "again": "NOT coalesce(c.first_time, 0)",
        },
        numbers={"people": "coalesce(c.people, 1)"},
    ),
)

SUBJECTS: dict[str, Subject] = {subject.key: subject for subject in _ALL}
"""Every subject by its key."""
