"""A sample office: rosters taken in, people recommended, helped and protected, by the same verbs as the window.

The story is data in `resources/samples`; nothing here writes a record except by verbs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from models.core.clock import fixed
from models.core.progress import Progress, Silent
from models.core.verbs import Session
from models.demonstration.assistance import Helped, tell_assistance
from models.demonstration.excellence import Honoured, tell_excellence
from models.demonstration.organisations import Organised, tell_organisations
from models.demonstration.rights import Sheltered, tell_rights
from models.intake import take_in
from models.office.office import Founding, OpenOffice, create_office
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.organisations.verbs import body_named, register_body, register_unit
from models.people.person import Person
from models.people.verbs import change_person
from models.recommendation.records import Batch, Meeting, Recommendation
from models.recommendation.verbs import fill_in, hold_meeting, nominate, open_batch, take_step
from resources import path

PASSPHRASE = "只用于演示的口令"


@dataclass(frozen=True, slots=True)
class Told:
    """What the story made: the open office, one line per roster, the recommendations, help, cases of rights, awards."""

    opened: OpenOffice
    rosters: list[dict[str, Any]]
    recommendations: list[Recommendation]
    organisations: Organised
    assistance: Helped
    rights: Sheltered
    excellence: Honoured


def tell(directory: Path, progress: Progress | None = None) -> Told:
    """Make the sample office in `directory` on the story's own clock, so that it is the same every time."""
    watch = progress or Silent()
    story = json.loads(path("samples", "story.json").read_text("utf-8"))
    clock = fixed(datetime.fromisoformat(story["now"]))
    opened, _code = create_office(directory, Founding(**story["office"], passphrase=PASSPHRASE), clock)
    _found_bodies(opened.session, story)
    rosters = _take_in_rosters(opened.session, watch)
    numbers = _index()["candidates"]
    told: list[Recommendation] = []
    for place, part in enumerate(story["recommendations"]):
        watch.step("推优", place, len(story["recommendations"]))
        told.append(_recommend(opened.session, part, numbers[part["channel"]]))
    watch.step("组织", 0, 1)
    organised = tell_organisations(opened.session)
    watch.step("帮扶", 0, 1)
    helped = tell_assistance(opened.session)
    watch.step("创先争优", 0, 1)
    honoured = tell_excellence(opened.session)
    watch.step("维权", 0, 1)
    return Told(opened, rosters, told, organised, helped, tell_rights(opened), honoured)


def _index() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path("samples", "index.json").read_text("utf-8"))
    return content


def _found_bodies(session: Session, story: Mapping[str, Any]) -> None:
    for unit in story["units"]:
        register_unit(session, unit)
    for part in story["bodies"]:
        values = dict(part)
        values["unit"] = Unit.get(Unit.name == part["unit"])
        values["superior"] = body_named(part["superior"]) if "superior" in part else None
        register_body(session, values)


def _take_in_rosters(session: Session, progress: Progress) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    files = _index()["files"]
    for place, part in enumerate(files):
        progress.step(f"导入 {part['file']}", place, len(files))
        lines.append(take_in(session, [path("samples", part["file"])], part["body"]))
    return lines


def _recommend(session: Session, part: Mapping[str, Any], number: str) -> Recommendation:
    body: Body = Body.get(Body.name == part["body"])
    person: Person = Person.get(Person.id_number == number)
    change_person(session, person, part["person"])
    batch: Batch = open_batch(session, {**_dated(Batch, part["batch"]), "channel": part["channel"]}).value
    rec = nominate(session, batch, Person.get_by_id(person.id), body).value
    _step(session, rec, part["application"])
    meeting = _dated(Meeting, part["meeting"])
    hold_meeting(session, batch, body, meeting, {_again(rec): tuple(part["votes"])})
    _step(session, rec, {})
    for values in part["steps"].values():
        _step(session, rec, values)
    return _again(rec)


def _step(session: Session, rec: Recommendation, values: Mapping[str, Any]) -> None:
    if values:
        fill_in(session, _again(rec), _dated(Recommendation, values))
    take_step(session, _again(rec))


def _again(rec: Recommendation) -> Recommendation:
    found: Recommendation = Recommendation.get_by_id(rec.id)
    return found


def _dated(cls: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """ISO dates of the story as days."""
    days = {kind.name for kind in cls.kinds() if kind.editor == "day"}
    return {name: date.fromisoformat(value) if name in days else value for name, value in values.items()}
