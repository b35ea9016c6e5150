"""What is counted of units and bodies: their own facts, what they have, what they lack."""

from models.statistics.subjects.subject import CHANNEL, TOWNSHIP, UNIT, Subject, begun, unended

_FLAGS = (
    "joint",
    "women_committee",
    "audit_committee",
    "workers_congress",
    "open_affairs",
    "labour_protection",
    "legal_supervision",
    "mediation",
    "collective_contract",
    "wage_talks",
)
_HEADS = (
    "staff",
    "women_staff",
    "migrant_staff",
    "union_members",
    "women_union_members",
    "league_members",
    "party_members",
    "women_party_members",
)


def _has(channel: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM body b3 WHERE b3.unit_id = u.id AND b3.kind_of_body = '{channel}' "
        f"AND {begun('b3.founded_on', partial=True)} AND {unended('b3.ended_on', partial=True)})"
    )


_HOME = (
    "EXISTS (SELECT 1 FROM venue v4 LEFT JOIN body b4 ON b4.id = v4.body_id "
    "WHERE coalesce(v4.unit_id, b4.unit_id) = u.id AND v4.kind_of_venue = 'women_home' "
    f"AND {begun('v4.opened_on', partial=True)} AND {unended('v4.closed_on', partial=True)})"
)
_HEADED = (
    "EXISTS (SELECT 1 FROM officer o5 WHERE o5.body_id = b.id AND o5.duty = 'head' "
    f"AND {begun('o5.since', partial=True)} AND {unended('o5.ended_on', partial=True)})"
)

SUBJECTS = (
    Subject(
        "body",
        "body",
        "b.id",
        "body b",
        rows={UNIT: "b.unit_id", CHANNEL: "b.kind_of_body", TOWNSHIP: "b.origin"},
        standing=f"{begun('b.founded_on', partial=True)} AND {unended('b.ended_on', partial=True)}",
        dates={
            "founded": ("b.founded_on", True),
            "ended": ("b.ended_on", True),
            "elected": ("b.elected_on", True),
        },
        amounts={
            "members_entitled": "b.members_entitled",
            "committee_size": "b.committee_size",
            "covered": "max((SELECT count(*) FROM covered_unit v WHERE v.body_id = b.id), "
            "coalesce(b.covered_units, 0))",
        },
        codes={"channel": "b.kind_of_body", "level": "b.level"},
        aspects={
            **{name: f"b.{name} = 1" for name in _FLAGS},
            **{f"no_{name}": f"b.{name} IS NULL" for name in _FLAGS},
            "headless": f"NOT {_HEADED}",
        },
        numbers={"body": "b.id"},
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
        standing=f"{begun('u.opened_on', partial=True)} AND {unended('u.closed_on', partial=True)}",
        amounts={name: f"u.{name}" for name in _HEADS},
        codes={"kind": "u.kind_of_unit", "ownership": "u.ownership"},
        aspects={
            **{f"has_{channel}": _has(channel) for channel in ("union", "league", "women", "party")},
            "covered": "EXISTS (SELECT 1 FROM covered_unit v WHERE v.unit_id = u.id)",
            "no_ownership": "u.ownership IS NULL",
            "has_women_home": _HOME,
            "heads_unknown": "u.staff IS NULL OR u.union_members IS NULL",
            "no_admission_year": "u.last_admission_year IS NULL",
            **{f"no_{name}": f"u.{name} IS NULL" for name in _HEADS},
        },
        numbers={
            "id": "u.id",
            **{name: f"u.{name}" for name in _HEADS},
            "years_without_admission": "CAST(substr(?, 1, 4) AS INTEGER) - u.last_admission_year",
        },
    ),
    Subject(
        "venue",
        "venue",
        "v.id",
        "venue v LEFT JOIN body b ON b.id = v.body_id",
        rows={UNIT: "coalesce(v.unit_id, b.unit_id)", TOWNSHIP: "v.origin"},
        standing=f"{begun('v.opened_on', partial=True)} AND {unended('v.closed_on', partial=True)}",
        dates={"opened": ("v.opened_on", True)},
        codes={"kind": "v.kind_of_venue"},
        aspects={"no_opening": "v.opened_on IS NULL"},
    ),
)
