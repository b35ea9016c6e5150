"""The roster: every column that a list of persons may have, wherever its value is kept.

One register serves the import (which header means what), the roster as workbook and paper, and the difference view.
Keys of columns of `Person` are the field names; `union.…`, `league.…`, `women.…` belong to the membership in such a
body, `party.…` to the stages on the way into the Party. Knows no spelling of headers: those are data of the intake.
"""

from dataclasses import dataclass
from typing import Any

from models.core.fields import Kind, LinkField
from models.people.person import Membership, PartyStage, Person

PERSON, MEMBERSHIP, STAGE = "person", "membership", "stage"


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """One column: its key and header, the field that converts it, and where its value is kept.

    source: PERSON, MEMBERSHIP or STAGE; part: the kind of body or the stage; field: the column there.
    """

    key: str
    label: str
    kind: Any
    source: str = PERSON
    part: str = ""

    @property
    def field(self) -> str:
        """Name of the field within its record."""
        return str(self.kind.name)


def _person_columns() -> list[RosterColumn]:
    kinds = [kind for kind in Person.kinds() if isinstance(kind, Kind | LinkField)]
    return [RosterColumn(kind.name, kind.label, kind) for kind in kinds]


def _membership(part: str, field: str, label: str) -> RosterColumn:
    return RosterColumn(f"{part}.{field}", label, getattr(Membership, field), MEMBERSHIP, part)


def _stage(key: str, stage: str, label: str, field: str = "reached_on") -> RosterColumn:
    return RosterColumn(f"party.{key}", label, getattr(PartyStage, field), STAGE, stage)


COLUMNS: tuple[RosterColumn, ...] = (
    *_person_columns(),
    _membership("union", "joined_on", "入会时间"),
    _membership("union", "number", "会员证号"),
    _membership("union", "post", "会内职务"),
    _membership("league", "joined_on", "入团时间"),
    _membership("league", "post", "团内职务"),
    _membership("league", "number", "发展团员编号"),
    _membership("women", "post", "妇联职务"),
    _membership("women", "representative", "妇女代表"),
    _membership("women", "executive", "执委"),
    _stage("applied_on", "applicant", "申请入党时间"),
    _stage("activist_on", "activist", "列为积极分子时间"),
    _stage("target_on", "target", "列为发展对象时间"),
    _stage("joined_on", "probationary", "入党时间"),
    _stage("full_on", "member", "转正时间"),
    _stage("contacts", "activist", "培养联系人", "companions"),
    _stage("introducers", "probationary", "入党介绍人", "companions"),
)
"""Person first, then memberships, then the way into the Party: also the order of the exported roster."""

BY_KEY = {column.key: column for column in COLUMNS}
