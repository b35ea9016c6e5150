"""What the words of returns mean, in bare Python over one thing: see `oracle`.

`office` answers what other rows say: `table`, `by_id`, `stands_there`, `has_home`, `has_head`.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from models.statistics.span import Period

if TYPE_CHECKING:
    from tests.models.statistics.oracle import Office

Thing = dict[str, Any]
Word = Callable[["Office", Thing, Period], Any]
"""Whether a thing is what the word says, in a period."""


def person_fact(name: str, thing: Thing) -> Any:
    """A fact of the person; of an officer who is no registered person, or lacks it there, her own."""
    value = (thing["p"] or {}).get(name)
    return value if value is not None else thing["own"].get(name) if "duty" in thing["own"] else None


def _member(channel: str) -> Word:
    return lambda office, thing, _: any(
        row["person_id"] == thing["p"]["id"] and row["kind_of_body"] == channel and row["left_on"] is None
        for row in office.table("membership")
    )


def _school(first: str) -> Word:
    return lambda _, thing, __: (person_fact("education", thing) or "-")[0] in first


def _recommended(channel: str = "") -> Word:
    def asked(office: "Office", thing: Thing, _: Period) -> bool:
        return any(
            row["person_id"] == thing["p"]["id"]
            and row["decided_on"]
            and row["status"] != "withdrawn"
            and (not thing["reached_on"] or row["decided_on"][: len(thing["reached_on"])] <= thing["reached_on"])
            and channel in ("", (office.by_id("batch", row["batch_id"]) or {})["channel"])
            for row in office.table("recommendation")
        )

    return asked


def _risen(office: "Office", thing: Thing, _: Period) -> bool:
    order = {"advanced": 2, "middle": 1, "behind": 0}
    before = [
        row
        for row in office.table("grading")
        if row["decided_grade"]
        and row["rated_on"] < thing["rated_on"]
        and any(thing[link] is not None and row[link] == thing[link] for link in ("body_id", "person_id"))
    ]
    if not before or not thing["decided_grade"]:
        return False
    last = max(before, key=lambda row: (row["rated_on"], row["id"]))
    return order[thing["decided_grade"]] > order[last["decided_grade"]]


def _recommending(office: "Office", thing: Thing, period: Period) -> bool:
    return any(
        row["body_id"] == thing["id"]
        and row["status"] != "withdrawn"
        and row["forwarded_on"]
        and period.since <= date.fromisoformat(row["forwarded_on"]) <= period.until
        for row in office.table("recommendation")
    )


WORDS: dict[str, Word] = {
    "women": lambda _, thing, __: person_fact("sex", thing) == "2",
    "men": lambda _, thing, __: person_fact("sex", thing) == "1",
    "minority": lambda _, thing, __: thing["p"]["nationality"] not in (None, "01"),
    "college": _school("123"),
    "senior_school": _school("46"),
    "junior_or_less": _school("789"),
    "party_member": lambda _, thing, __: (
        (thing["p"] or {}).get("political_status") in ("01", "02") or thing["own"].get("party_member")
    ),
    "league_member": lambda office, thing, period: (
        thing["p"]["political_status"] == "03" or _member("league")(office, thing, period)
    ),
    "applicant": lambda _, thing, __: thing["furthest"] < 4,
    "activist": lambda _, thing, __: thing["furthest"] in (2, 3),
    "kept_up": lambda _, thing, __: thing["status"] != "withdrawn",
    "recommending": _recommending,
    "recommended": _recommended(),
    "recommended_by_league": _recommended("league"),
    "approved": lambda _, thing, __: thing["decided_on"] and thing["status"] in ("kept", "closed"),
    "no_source": lambda _, thing, __: thing["source"] is None,
    "registered": lambda _, thing, __: thing["own"]["registered"] == 1,
    "not_registered": lambda _, thing, __: thing["own"]["registered"] == 0,
    "not_boarding": lambda _, thing, __: thing["own"]["boarding"] == 0,
    "has_trustee": lambda _, thing, __: thing["trustee_relation"] is not None,
    "in_need": lambda _, thing, __: thing["classes"],
    **{
        f"class_{code}": lambda _, thing, __, code=code: code in (thing["classes"] or "").split(",")
        for code in ("orphan", "prisoner", "disabled", "homeless", "aids", "drugs", "violence")
    },
    "ended": lambda _, thing, __: thing["status"] != "running",
    "again": lambda _, thing, __: not thing["first_time"],
    "never": lambda *_: False,
    "has_union": lambda office, thing, period: office.stands_there("union", thing, period),
    "covered": lambda office, thing, _: any(row["unit_id"] == thing["id"] for row in office.table("covered_unit")),
    "has_women_home": lambda office, thing, period: office.has_home(thing, period),
    "heads_unknown": lambda _, thing, __: thing["staff"] is None or thing["union_members"] is None,
    "headless": lambda office, thing, period: not office.has_head(thing, period),
    "of_body": lambda _, thing, __: thing["body_id"] is not None,
    "judged": lambda _, thing, __: thing["outcome"] is not None,
    "risen": _risen,
    "collective": lambda _, thing, __: thing["person_id"] is None,
    "person": lambda _, thing, __: thing["person_id"] is not None,
    "front": lambda _, thing, __: thing["frontline"] == 1,
    "awarded": lambda _, thing, __: thing["status"] == "awarded",
}
