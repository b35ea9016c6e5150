"""What is counted of persons: who is kept, memberships, the way into the Party, recommendations, officers."""

from typing import Any

from models.statistics.subjects.subject import CHANNEL, TOWNSHIP, UNIT, Subject, begun, unended

_MEMBER = (
    "EXISTS (SELECT 1 FROM membership m2 WHERE m2.person_id = p.id AND m2.kind_of_body = '{}' AND m2.left_on IS NULL)"
)

ASPECTS = {
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
CODES = {"sex": "p.sex", "education": "p.education", "status": "p.political_status", "marriage": "p.marriage"}

HOME = (
    "coalesce(p.village_id, (SELECT b2.unit_id FROM membership m3 JOIN body b2 ON b2.id = m3.body_id "
    "WHERE m3.person_id = p.id AND m3.left_on IS NULL ORDER BY m3.id LIMIT 1))"
)
"""Where a person belongs: her village, else the unit of the first body that keeps her."""


def of_person(key: str, kind: str, number: str, source: str, **more: Any) -> Subject:
    """A subject whose records tell of one person `p` each."""
    return Subject(
        key,
        kind,
        number,
        source,
        rows={UNIT: HOME, TOWNSHIP: "p.origin", **more.pop("rows", {})},
        counts={"people": "p", **more.pop("counts", {})},
        aspects={**ASPECTS, **more.pop("aspects", {})},
        codes={**CODES, **more.pop("codes", {})},
        born=more.pop("born", "p.born"),
        **more,
    )


_STAGES = ("applicant", "talk", "activist", "target", "probationary", "member")
_RANK = "CASE s.stage " + " ".join(f"WHEN '{stage}' THEN {rank}" for rank, stage in enumerate(_STAGES)) + " END"

_RECOMMENDED = (
    "EXISTS (SELECT 1 FROM recommendation r2 JOIN batch a2 ON a2.id = r2.batch_id WHERE r2.person_id = p.id "
    "AND r2.decided_on IS NOT NULL AND r2.status <> 'withdrawn' "
    "AND (s.reached_on IS NULL OR substr(r2.decided_on, 1, length(s.reached_on)) <= s.reached_on){})"
)
"""Compared as texts of one length: as columns a day and a year alone would be compared as a text and a number."""
_UNFILLED = {"time": "time", "board": "village_board", "pay": "pay_percent"}

SUBJECTS = (
    of_person("person", "person", "p.id", "person p", human="p"),
    of_person(
        "member",
        "membership",
        "m.id",
        "membership m JOIN person p ON p.id = m.person_id LEFT JOIN body b ON b.id = m.body_id",
        rows={UNIT: f"coalesce(b.unit_id, {HOME})", CHANNEL: "m.kind_of_body", TOWNSHIP: "m.origin"},
        standing=f"{begun('m.joined_on', partial=True)} AND {unended('m.left_on', partial=True)}",
        dates={"joined": ("m.joined_on", True), "left": ("m.left_on", True)},
        codes={"channel": "m.kind_of_body", "level": "b.level"},
        numbers={"body": "m.body_id"},
        aspects={"executive": "m.executive = 1", "representative": "m.representative = 1"},
    ),
    of_person(
        "way",
        "person",
        "p.id",
        f"(SELECT s.person_id, max({_RANK}) AS furthest FROM party_stage s "
        f"WHERE {begun('s.reached_on', partial=True)} GROUP BY s.person_id) w JOIN person p ON p.id = w.person_id",
        aspects={
            "applicant": "w.furthest < 4",
            "activist": "w.furthest IN (2, 3)",
            "target": "w.furthest = 3",
            "in_party": "w.furthest >= 4",
        },
        human="p",
    ),
    of_person(
        "stage",
        "person",
        "p.id",
        "party_stage s JOIN person p ON p.id = s.person_id",
        dates={"reached": ("s.reached_on", True)},
        codes={"stage": "s.stage"},
        aspects={
            "recommended": _RECOMMENDED.format(""),
            **{
                f"recommended_by_{channel}": _RECOMMENDED.format(f" AND a2.channel = '{channel}'")
                for channel in ("union", "league", "women")
            },
        },
        human="p",
    ),
    of_person(
        "recommendation",
        "recommendation",
        "r.id",
        "recommendation r JOIN person p ON p.id = r.person_id JOIN body b ON b.id = r.body_id "
        "JOIN batch a ON a.id = r.batch_id",
        rows={UNIT: "b.unit_id", CHANNEL: "a.channel", TOWNSHIP: "r.origin"},
        dates={name: (f"r.{name}_on", False) for name in ("decided", "forwarded", "answered")},
        codes={"channel": "a.channel", "target": "r.target", "route": "r.route", "answer": "r.answer"},
        aspects={"kept_up": "r.status <> 'withdrawn'"},
        numbers={"body": "r.body_id"},
    ),
    of_person(
        "officer",
        "officer",
        "o.id",
        "officer o JOIN body b ON b.id = o.body_id LEFT JOIN person p ON p.id = o.person_id",
        rows={UNIT: "b.unit_id", CHANNEL: "b.kind_of_body", TOWNSHIP: "o.origin"},
        standing=f"{begun('o.since', partial=True)} AND {unended('o.ended_on', partial=True)}",
        dates={"since": ("o.since", True), "ended": ("o.ended_on", True)},
        amounts={"pay": "o.pay_percent", "full_pay": "CASE WHEN o.pay_percent IS NOT NULL THEN 100 END"},
        counts={"humans": "coalesce('p' || o.person_id, o.name || '·' || coalesce(o.born, ''))"},
        codes={
            "channel": "b.kind_of_body",
            "level": "b.level",
            "duty": "o.duty",
            "time": "o.time",
            "board": "o.village_board",
        },
        aspects={
            "women": "coalesce(p.sex, o.sex) = '2'",
            "men": "coalesce(p.sex, o.sex) = '1'",
            "college": "substr(coalesce(p.education, o.education), 1, 1) IN ('1', '2', '3')",
            "senior_school": "substr(coalesce(p.education, o.education), 1, 1) IN ('4', '6')",
            "junior_or_less": "substr(coalesce(p.education, o.education), 1, 1) IN ('7', '8', '9')",
            "party_member": "p.political_status IN ('01', '02') OR o.party_member = 1",
            **{f"no_{name}": f"o.{column} IS NULL" for name, column in _UNFILLED.items()},
        },
        numbers={"body": "o.body_id"},
        born="coalesce(p.born, o.born)",
    ),
)
