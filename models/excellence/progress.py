"""How far a campaign is: which of its participants a step still waits for. Reads records and judges nothing."""

from typing import Any

from models.excellence.campaigns import Campaign, participants_of
from models.excellence.comments import SuperiorComment
from models.excellence.gradings import Grading
from models.excellence.promises import Promise
from models.excellence.supervision import Supervision
from models.excellence.surveys import Survey
from models.excellence.whom import whom

_HELD: dict[str, tuple[type[Any], ...]] = {
    "promise": (Promise,),
    "comment": (SuperiorComment, Survey),
    "grade": (Grading,),
    "supervise": (Supervision,),
}
"""Step → the records that each participant should have; an inspection visit goes to bodies only."""


def lacking(campaign: Campaign, step: str) -> list[str]:
    """Names of the participants of whom nothing is kept yet at this step; of a grading only a decided one counts."""
    kinds = _HELD.get(step)
    if kinds is None:
        return []
    held = {key for kind in kinds for key in _about(campaign, kind)}
    found = (one for one in participants_of(campaign) if (one.body_id, one.person_id) not in held)
    return [whom(one) for one in found if one.body_id or Supervision not in kinds]


def _about(campaign: Campaign, kind: type[Any]) -> set[tuple[int | None, int | None]]:
    found = kind.select().where(kind.campaign == campaign)
    if kind is Grading:
        found = found.where(Grading.decided_grade.is_null(False))
    return {(one.body_id, getattr(one, "person_id", None)) for one in found}
