"""What is counted of 创先争优: mobilising, promises, comments, ballots, grades, awards, activities."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.excellence.surveys import GRADES
from models.excellence.texts import scales
from models.statistics.subjects.people import of_person
from models.statistics.subjects.subject import CHANNEL, TOWNSHIP, UNIT, Subject

_WHOM = "LEFT JOIN body b ON b.id = {0}.body_id LEFT JOIN person p ON p.id = {0}.person_id"
_PLACE = "coalesce(b.unit_id, p.village_id)"


def _rows(alias: str) -> dict[str, str]:
    return {UNIT: _PLACE, CHANNEL: "b.kind_of_body", TOWNSHIP: f"{alias}.origin"}


_BEFORE = (
    "(SELECT g2.decided_grade FROM grading g2 WHERE g2.decided_grade IS NOT NULL AND g2.rated_on < g.rated_on "
    "AND (g2.body_id = g.body_id OR g2.person_id = g.person_id) ORDER BY g2.rated_on DESC, g2.id DESC LIMIT 1)"
)
_RANKED = "CASE {} WHEN 'advanced' THEN 2 WHEN 'middle' THEN 1 WHEN 'behind' THEN 0 END"


def _of_scale(worths: Mapping[str, str]) -> str:
    """A sum that depends on the scale of the survey `v`, by the key of the scale on the days on which it held."""
    cases = [
        f"WHEN v.scale = '{scale.key}' AND v.held_on BETWEEN '{scale.valid_from or date.min}' "
        f"AND '{scale.valid_to or date.max}' THEN {worths[scale.key]}"
        for scale in scales()
    ]
    return f"CASE {' '.join(cases)} ELSE 0 END"


_GOOD = {scale.key: " + ".join(f"coalesce(i.{GRADES[at]}, 0)" for at in scale.good) for scale in scales()}
_ASKED = {scale.key: f"v.{scale.of}" for scale in scales()}


def _of_whom(key: str, kind: str, number: str, source: str, **more: Any) -> Subject:
    """A subject about a body `b` or a person `p`."""
    codes = {"channel": "b.kind_of_body", **more.pop("codes", {})}
    return of_person(key, kind, number, source, codes=codes, numbers={"body": "b.id"}, **more)


SUBJECTS = (
    Subject(
        "campaign_step",
        "campaign_step",
        "t.id",
        "campaign_step t JOIN campaign c ON c.id = t.campaign_id LEFT JOIN body b ON b.id = c.organiser_id",
        rows={UNIT: "b.unit_id", CHANNEL: "b.kind_of_body", TOWNSHIP: "t.origin"},
        dates={"done": ("t.done_on", False)},
        amounts={"people": "t.people"},
        codes={"step": "t.step"},
    ),
    _of_whom(
        "promise",
        "promise",
        "m.id",
        f"promise m {_WHOM.format('m')}",
        rows=_rows("m"),
        dates={"made": ("m.made_on", False)},
        counts={"bodies": "m.body_id", "persons": "m.person_id"},
        aspects={"of_body": "m.body_id IS NOT NULL", "of_person": "m.person_id IS NOT NULL"},
    ),
    _of_whom(
        "promise_item",
        "promise",
        "m.id",
        f"promise_item i JOIN promise m ON m.id = i.promise_id {_WHOM.format('m')}",
        rows=_rows("m"),
        dates={"made": ("m.made_on", False), "judged": ("i.judged_on", False)},
        codes={"outcome": "i.outcome"},
        aspects={"judged": "i.outcome IS NOT NULL"},
    ),
    _of_whom(
        "comment",
        "superior_comment",
        "k.id",
        f"superior_comment k {_WHOM.format('k')}",
        rows=_rows("k"),
        dates={"commented": ("k.commented_on", False)},
        counts={"commenters": "k.by"},
    ),
    _of_whom(
        "survey",
        "survey",
        "v.id",
        f"survey v {_WHOM.format('v')}",
        rows=_rows("v"),
        dates={"held": ("v.held_on", False)},
        amounts={"returned": "v.returned", "valid": "v.valid"},
    ),
    _of_whom(
        "survey_item",
        "survey",
        "v.id",
        f"survey_item i JOIN survey v ON v.id = i.survey_id {_WHOM.format('v')}",
        rows=_rows("v"),
        dates={"held": ("v.held_on", False)},
        amounts={
            "good": _of_scale(_GOOD),
            "asked": _of_scale(_ASKED),
        },
    ),
    _of_whom(
        "grading",
        "grading",
        "g.id",
        f"grading g {_WHOM.format('g')}",
        rows=_rows("g"),
        dates={"decided": ("g.decided_on", False)},
        codes={"grade": "g.decided_grade"},
        aspects={
            "of_body": "g.body_id IS NOT NULL",
            "risen": f"{_RANKED.format('g.decided_grade')} > {_RANKED.format(_BEFORE)}",
        },
    ),
    _of_whom(
        "award",
        "nomination",
        "n.id",
        f"nomination n {_WHOM.format('n')}",
        rows=_rows("n"),
        dates={"awarded": ("n.awarded_on", False), "nominated": ("n.nominated_on", False)},
        codes={"award": "n.award", "level": "n.level", "status": "n.status"},
        aspects={
            "person": "n.person_id IS NOT NULL",
            "collective": "n.person_id IS NULL",
            "front": "n.frontline = 1",
            "awarded": "n.status = 'awarded'",
        },
    ),
    Subject(
        "activity",
        "activity",
        "y.id",
        "activity y LEFT JOIN body b ON b.id = y.organiser_id",
        rows={UNIT: "b.unit_id", CHANNEL: "b.kind_of_body", TOWNSHIP: "y.origin"},
        dates={"held": ("y.from_on", False)},
        amounts={
            "sessions": "coalesce(y.sessions, 1)",
            "people": "coalesce(y.people, (SELECT count(*) FROM attendance t WHERE t.activity_id = y.id))",
            "women": "y.women",
            "cost": "y.cost",
        },
        codes={"kind": "y.kind_of_activity", "channel": "b.kind_of_body"},
        numbers={"body": "b.id"},
    ),
)
