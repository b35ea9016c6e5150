"""The part of the sample office that needs protection: a petition, a case of violence, a child that was harmed.

The story is data in `resources/samples/rights.json`, in the words that a clerk types. What is protected lies in the
closed compartment, whose reader is the first user; it is left again at the end.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.core.codes import table
from models.core.record import Record
from models.office.closed.compartment import enter
from models.office.office import OpenOffice
from models.rights.doing import do, inside, register
from models.rights.file import case_of
from models.rights.helping import refer, report_harm
from models.rights.records import (
    MandatoryReport,
    ProtectionOrder,
    Referral,
    RightsCase,
    Violence,
    WarningLetter,
    WarningVisit,
)
from models.rights.verbs import add_progress, change_case, take_rights_step
from models.rights.violence import (
    apply_for_order,
    change_part,
    decide_order,
    keep_warning_letter,
    register_violence,
    visit_after_warning,
)
from resources import path

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheltered:
    """The uids that the story made: cases by name, and what belongs to them."""

    petition: str
    violence: str
    child: str
    letter: str
    order: str
    report: str
    referrals: tuple[str, ...]


def tell_rights(opened: OpenOffice) -> Sheltered:
    """Live through all three; whoever tells it must be a reader of the compartment."""
    story = json.loads(path("samples", "rights.json").read_text("utf-8"))
    petition, first = _petition(opened, story["petition"])
    enter(opened)
    try:
        violence, letter, order, second = _violence(opened, story["violence"])
        child, report, third = _child(opened, story["child"])
    finally:
        if compartment := inside(opened):
            compartment.leave()
    return Sheltered(petition, violence, child, letter, order, report, (first, second, third))


def _petition(opened: OpenOffice, part: Words) -> tuple[str, str]:
    uid = register(opened, typed(RightsCase, part["case"])).value.uid
    for row in part["progress"]:
        action = _code("rights.action", row["action"])
        on = typed(RightsCase, {"registered_on": row["on"]})["registered_on"]
        do(opened, _again(opened, uid), add_progress, action, row["text"], on, row["at"])
    do(opened, _again(opened, uid), change_case, typed(RightsCase, part["changes"]))
    for values in part["steps"]:
        do(opened, _again(opened, uid), take_rights_step, typed(RightsCase, values))
    return uid, _refer(opened, uid, part["referral"])


def _violence(opened: OpenOffice, part: Words) -> tuple[str, str, str, str]:
    uid = register(opened, typed(RightsCase, part["case"])).value.uid
    violence = do(opened, _again(opened, uid), register_violence, typed(Violence, part["violence"])).value
    do(opened, _again(opened, uid), change_part, _anew(opened, violence), typed(Violence, part["change"]))
    letter = do(opened, _again(opened, uid), keep_warning_letter, typed(WarningLetter, part["letter"])).value
    for values in part["visits"]:
        given = typed(WarningVisit, values)
        do(opened, _again(opened, uid), visit_after_warning, _anew(opened, letter), given)
    order = do(opened, _again(opened, uid), apply_for_order, typed(ProtectionOrder, part["order"])).value
    decision = typed(ProtectionOrder, part["decision"])
    do(opened, _again(opened, uid), decide_order, _anew(opened, order), decision)
    return uid, letter.uid, order.uid, _refer(opened, uid, part["referral"])


def _child(opened: OpenOffice, part: Words) -> tuple[str, str, str]:
    uid = register(opened, typed(RightsCase, part["case"])).value.uid
    report = do(opened, _again(opened, uid), report_harm, typed(MandatoryReport, part["report"])).value
    return uid, report.uid, _refer(opened, uid, part["referral"])


def _refer(opened: OpenOffice, uid: str, values: Words) -> str:
    return do(opened, _again(opened, uid), refer, typed(Referral, values)).value.uid


def typed(cls: type[Record], values: Words) -> dict[str, Any]:
    """What a clerk typed, as values of the columns. Raises ValueProblem."""
    kinds = {kind.name: kind for kind in cls.kinds()}
    return {name: kinds[name].parse(text) for name, text in values.items()}


def _code(key: str, words: str) -> str:
    return table(key).read(words)


def _again(opened: OpenOffice, uid: str) -> RightsCase:
    return case_of(uid, inside(opened))


def _anew(opened: OpenOffice, record: Any) -> Any:
    compartment = inside(opened)
    assert compartment is not None
    return compartment.get(type(record), record.uid)
