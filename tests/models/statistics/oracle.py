"""Columns of a return counted another way: bare Python over exported rows, no SQL but SELECT *.

Knows the words of the returns and what they mean, independently of `models.statistics.subjects`.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from models.assistance.programmes import programmes
from models.core.database import DB
from models.core.dates import PartialDate
from models.excellence.texts import scales
from models.statistics.forms import Column, ReturnForm
from models.statistics.span import Period
from tests.models.statistics.oracle_words import WORDS, Thing, person_fact

RANK = {stage: rank for rank, stage in enumerate(("applicant", "talk", "activist", "target", "probationary", "member"))}
_LINKS = {
    "person_id": ("p", "person"),
    "helped_id": ("p", "person"),
    "body_id": ("b", "body"),
    "organiser_id": ("b", "body"),
}
_TABLES = {
    "help_case": "help_case",
    "aid": "aid",
    "child": "left_behind_child",
    "comment": "superior_comment",
    "award": "nomination",
    "rights": "rights_case",
    "member": "membership",
    "stage": "party_stage",
}
_STANDING = {
    "member": ("joined_on", "left_on"),
    "officer": ("since", "ended_on"),
    "body": ("founded_on", "ended_on"),
    "unit": ("opened_on", "closed_on"),
    "venue": ("opened_on", "closed_on"),
    "child": ("filled_on", "closed_on"),
    "pair": ("started_on", "ended_on"),
}
_UNFILLED = {
    "board": "village_board",
    "pay": "pay_percent",
    "opening": "opened_on",
    "admission_year": "last_admission_year",
}
_DATES = {"given": "given_on", "registered": "registered_on", "held": "held_on", "reached": "reached_on"}


def rows(name: str) -> list[Thing]:
    """All rows of a table."""
    cursor = DB.execute_sql(f'SELECT * FROM "{name}"')
    names = [part[0] for part in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def first_day(text: str | None) -> date | None:
    return PartialDate.from_iso(text).earliest() if text else None


class Office:
    """Every table that is asked, read once."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Thing]] = {}
        self.run_by = {
            channel: {key for day in (date(2020, 1, 1), date(2026, 12, 31)) for key in programmes(day, channel)}
            for channel in ("union", "women")
        }

    def table(self, name: str) -> list[Thing]:
        """A table's rows."""
        if name not in self.tables:
            self.tables[name] = rows(name)
        return self.tables[name]

    def by_id(self, name: str, number: int | None) -> Thing | None:
        """One row."""
        return next((row for row in self.table(name) if row["id"] == number), None)

    def values(
        self, form: ReturnForm, period: Period, unit: int | None = None, *, total: bool = True
    ) -> dict[str, int]:
        """Counted columns of the total, or of one unit."""
        return {
            column.key: self.count(column, period, None if total else (unit,))
            for column in form.columns
            if column.counted
        }

    def count(self, column: Column, period: Period, place: tuple[int | None] | None) -> int:
        """One cell."""
        found = [
            thing
            for thing in self.things(column.subject, period)
            if (place is None or self.unit_of(column.subject, thing) == place[0]) and self.fits(column, thing, period)
        ]
        if column.how == "records":
            return len(found)
        if column.how.startswith("sum:"):
            return sum(self.amount(column.subject, column.how[4:], thing) for thing in found)
        keys = {_once(column.how, thing) for thing in found}
        return len(keys - {None})

    def things(self, subject: str, period: Period) -> Iterator[Thing]:
        """What a subject counts: rows with the person and the body they belong to."""
        if subject == "way":
            yield from self._way(period)
            return
        if subject in ("promise_item", "survey_item", "contact"):
            parent = {"promise_item": "promise", "survey_item": "survey", "contact": "pair"}[subject]
            for row in self.table(subject):
                yield {
                    **row,
                    "own": row,
                    **self._linked(self.by_id(parent, row[f"{parent}_id"]) or {}),
                    "up": self.by_id(parent, row[f"{parent}_id"]),
                }
            return
        for row in self.table(_TABLES.get(subject, subject)):
            thing = {**row, "own": row, **self._linked(row)}
            if subject == "person":
                thing["p"] = row
            if subject in ("body", "unit"):
                thing["b" if subject == "body" else "u"] = row
            if subject == "campaign_step":
                thing |= self._linked(self.by_id("campaign", row["campaign_id"]) or {})
            yield thing

    def _linked(self, row: Thing) -> Thing:
        found: Thing = {"p": None, "b": None}
        for column, (name, table) in _LINKS.items():
            if row.get(column):
                found[name] = self.by_id(table, row[column])
        return found

    def _way(self, period: Period) -> Iterator[Thing]:
        for person in self.table("person"):
            ranks = [
                RANK[row["stage"]]
                for row in self.table("party_stage")
                if row["person_id"] == person["id"]
                and not ((day := first_day(row["reached_on"])) and day > period.until)
            ]
            if ranks:
                yield {"p": person, "own": person, "b": None, "id": person["id"], "furthest": max(ranks)}

    def unit_of(self, subject: str, thing: Thing) -> int | None:
        """Where a thing belongs."""
        if subject == "unit":
            return int(thing["id"])
        if subject == "rights":
            same = [row["id"] for row in self.table("unit") if row["name"] == thing["village"]]
            return same[0] if same else None
        if subject in ("body", "recommendation", "officer", "campaign_step", "activity"):
            return thing["b"]["unit_id"] if thing["b"] else None
        if subject == "venue":
            return thing["unit_id"] or (thing["b"]["unit_id"] if thing["b"] else None)
        if subject in ("promise", "promise_item", "comment", "survey", "survey_item", "grading", "award"):
            return (thing["b"]["unit_id"] if thing["b"] else None) or (thing["p"]["village_id"] if thing["p"] else None)
        if subject == "child":
            return thing["p"]["village_id"]
        if subject == "member" and thing["b"] and thing["b"]["unit_id"]:
            return thing["b"]["unit_id"]
        return self._home(thing["p"])

    def _home(self, person: Thing) -> int | None:
        if person["village_id"]:
            return int(person["village_id"])
        own = [
            row
            for row in self.table("membership")
            if row["person_id"] == person["id"] and row["left_on"] is None and row["body_id"]
        ]
        body = self.by_id("body", min(own, key=lambda row: row["id"])["body_id"]) if own else None
        return body["unit_id"] if body else None

    def fits(self, column: Column, thing: Thing, period: Period) -> bool:
        """Whether a thing counts in a column."""
        if column.subject == "rights" and thing["protected_because"]:
            return False
        unit = self.by_id("unit", self.unit_of(column.subject, thing))
        asked = (self.when(column, thing, period), self.all(column.asked, column.subject, thing, period))
        if not all(asked):
            return False
        if column.of_unit and not (unit and self._unit_fits(column.of_unit, unit, period)):
            return False
        return not (column.not_of_unit and unit and self._unit_fits(column.not_of_unit, unit, period))

    def _unit_fits(self, words: Any, unit: Thing, period: Period) -> bool:
        thing = {**unit, "own": unit, "u": unit, "p": None, "b": None}
        return self._stands("unit", thing, period) and self.all(words, "unit", thing, period)

    def when(self, column: Column, thing: Thing, period: Period) -> bool:
        """Whether it was there at the end, or happened in the period."""
        if column.when == "standing":
            return self._stands(column.subject, thing, period)
        name = column.when.removeprefix("in:")
        field = _DATES.get(name, f"{name}_on")
        if column.subject == "activity":
            field = "from_on"
        source = thing["up"] if thing.get("up") and field not in thing["own"] else thing["own"]
        day = first_day(source[field])
        return day is not None and period.since <= day <= period.until

    def _stands(self, subject: str, thing: Thing, period: Period) -> bool:
        if subject == "help_case":
            day, out = first_day(thing["decided_on"]), first_day(thing["closed_on"])
            there = day is not None and day <= period.until and thing["status"] in ("kept", "closed")
            return there and (out is None or out > period.until)
        if subject not in _STANDING:
            return True
        since, ended = (first_day(thing["own"][name]) for name in _STANDING[subject])
        return (since is None or since <= period.until) and (ended is None or ended > period.until)

    def all(self, words: Any, subject: str, thing: Thing, period: Period) -> bool:
        """All words; of a tuple any."""
        return all(
            any(self.word(part, subject, thing, period) for part in word)
            if isinstance(word, tuple)
            else self.word(word, subject, thing, period)
            for word in words
        )

    def word(self, word: str, subject: str, thing: Thing, period: Period) -> bool:
        """One condition."""
        if word.startswith("not "):
            return not self.word(word[4:], subject, thing, period)
        if word.startswith("age"):
            return self._age(word, thing, period)
        if ":" in word:
            return self._code(*word.split(":"), subject, thing)
        if word.startswith("no_"):
            return thing["own"][_UNFILLED.get(word[3:], word[3:])] is None
        compared = re.fullmatch(r"(\w+)(<=|>=|<|=)(\d+)", word)
        if compared:
            return self._number(compared[1], compared[2], int(compared[3]), thing, period)
        return bool(WORDS[word](self, thing, period)) if word in WORDS else bool(thing["own"][word])

    def _age(self, word: str, thing: Thing, period: Period) -> bool:
        born = (thing["p"] or {}).get("born") or (
            "name" in thing["own"] and "duty" in thing["own"] and thing["own"]["born"]
        )
        if word == "age unknown":
            return not born
        if not born:
            return False
        age = PartialDate.from_iso(born).ages_on(period.until)[0]
        low, high = 0, 999
        if word.startswith("age<="):
            high = int(word[5:])
        elif word.startswith("age>="):
            low = int(word[5:])
        else:
            low, high = map(int, word[4:].split("-"))
        return low <= age <= high

    def _code(self, name: str, codes: str, subject: str, thing: Thing) -> bool:
        if name == "run_by":
            return thing["programme"] in self.run_by[codes]
        value = self._coded(name, subject, thing)
        return value is not None and any(
            value.startswith(code[:-1]) if code.endswith("*") else value == code for code in codes.split("|")
        )

    def _coded(self, name: str, subject: str, thing: Thing) -> Any:
        own = thing["own"]
        if name == "channel":
            if subject == "recommendation":
                return (self.by_id("batch", own["batch_id"]) or {})["channel"]
            return (
                own["channel"]
                if subject == "rights"
                else own["kind_of_body"]
                if "kind_of_body" in own
                else thing["b"]["kind_of_body"]
            )
        if name == "level" and subject != "award":
            return thing["b"]["level"] if thing["b"] else None
        if name == "kind":
            source = thing["up"] if subject == "contact" else own
            return next(
                source[field]
                for field in ("aid_kind", "kind_of_pair", "kind_of_unit", "kind_of_venue", "kind_of_activity")
                if field in source
            )
        names = {
            "class": "hardship_class" if subject == "help_case" else "rights_class",
            "cause": "hardship_cause",
            "board": "village_board",
            "grade": "decided_grade",
        }
        return person_fact("sex", thing) if name == "sex" else own[names.get(name, name)]

    def _number(self, name: str, sign: str, limit: int, thing: Thing, period: Period) -> bool:
        if name == "people":
            value = thing["own"]["people"] or 1
        elif name == "years_without_admission":
            year = thing["last_admission_year"]
            value = None if year is None else period.until.year - year
        else:
            value = thing[name]
        if value is None:
            return False
        return {"<=": value <= limit, ">=": value >= limit, "<": value < limit, "=": value == limit}[sign]

    def amount(self, subject: str, name: str, thing: Thing) -> int:
        """What is summed."""
        own = thing["own"]
        if name == "covered":
            listed = sum(row["body_id"] == own["id"] for row in self.table("covered_unit"))
            return max(listed, own["covered_units"] or 0)
        if subject == "rights":
            return own["people"] or 1
        if subject == "activity":
            return self._of_activity(name, own)
        if name in ("pay", "full_pay"):
            return 0 if own["pay_percent"] is None else own["pay_percent"] if name == "pay" else 100
        if name in ("good", "asked"):
            return self._asked(own, thing["up"], name)
        return int(own[name] or 0)

    def _asked(self, item: Thing, survey: Thing, name: str) -> int:
        """By the scale of the survey: answers that are good ones, or how many could answer."""
        held = date.fromisoformat(survey["held_on"])
        for scale in scales():
            if scale.key == survey["scale"] and (scale.valid_from or date.min) <= held <= (scale.valid_to or date.max):
                good = [item[f"grade_{at + 1}"] or 0 for at in scale.good]
                return sum(good) if name == "good" else int(survey[scale.of] or 0)
        return 0

    def has_home(self, unit: Thing, period: Period) -> bool:
        """Whether a unit has a 妇女之家."""
        return any(
            row["kind_of_venue"] == "women_home"
            and self._stands("venue", {"own": row}, period)
            and self.unit_of("venue", {**row, "b": self.by_id("body", row["body_id"])}) == unit["id"]
            for row in self.table("venue")
        )

    def has_head(self, body: Thing, period: Period) -> bool:
        """Whether somebody heads a body."""
        return any(
            row["body_id"] == body["id"] and row["duty"] == "head" and self._stands("officer", {"own": row}, period)
            for row in self.table("officer")
        )

    def _of_activity(self, name: str, own: Thing) -> int:
        if name == "sessions":
            return 1 if own["sessions"] is None else int(own["sessions"])
        came = sum(row["activity_id"] == own["id"] for row in self.table("attendance"))
        return came if own["people"] is None else int(own["people"])

    def stands_there(self, channel: str, thing: Thing, period: Period) -> bool:
        """Whether a unit has a body of a channel at the end of the period."""
        return any(
            row["unit_id"] == thing["id"]
            and row["kind_of_body"] == channel
            and self._stands("body", {"own": row}, period)
            for row in self.table("body")
        )


def _once(how: str, thing: Thing) -> Any:
    own = thing["own"]
    if how == "people":
        return thing["p"]["id"] if thing["p"] else None
    if how == "households":
        return ("h", own["household_id"]) if own["household_id"] else ("p", own["person_id"])
    if how == "helpers":
        return ("p", own["helper_id"]) if own["helper_id"] else (own["helper_name"], own["helper_unit"])
    if how == "humans":
        return ("p", own["person_id"]) if own["person_id"] else (own["name"], own["born"])
    return own[{"bodies": "body_id", "persons": "person_id", "commenters": "by"}[how]]
