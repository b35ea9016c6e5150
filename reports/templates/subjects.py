"""Of which kinds of record a template may be, and which lists each of them brings along.

Owns the finding of the records that belong together. `through`: the link whose columns are meant where a mark names
none of the record's own, so that {{姓名}} on a form about a case is the person's. Reads only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from models.assistance.aid import Aid, Distribution
from models.assistance.case import HelpCase, HelpStep
from models.assistance.children import LeftBehindChild
from models.assistance.household import Household, HouseholdMember
from models.assistance.pairs import Contact, Pair
from models.assistance.visits import Visit
from models.core.errors import NotFound
from models.core.record import Record, is_protected
from models.excellence.activities import Activity, Attendance
from models.excellence.awards import Consultation, Nomination
from models.excellence.promises import Promise, PromiseItem
from models.excellence.talents import Talent
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.people.person import Membership, PartyStage, Person
from models.recommendation.records import Batch, Meeting, Recommendation
from models.rights.file import listed, parts_of_case
from models.rights.printed import record_of
from models.rights.records import RightsCase, RightsStep

Lines = Callable[[Any, Any], Sequence[Record]]
"""A record and the entered compartment → the records of a list, in their order."""

THROUGH: dict[type[Record], str] = {
    Recommendation: "person",
    HelpCase: "person",
    Membership: "person",
    PartyStage: "person",
    Aid: "person",
    Visit: "person",
    Pair: "helped",
    LeftBehindChild: "person",
    HouseholdMember: "person",
    Household: "head",
    Nomination: "person",
    Attendance: "person",
    Promise: "person",
    Talent: "person",
}
"""The link whose columns a mark may name without saying so."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows that belong to a record: {{家庭成员.姓名}}. bulk: many persons, so that a file of them is an export."""

    key: str
    title: str
    cls: type[Record]
    lines: Lines
    bulk: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of record that fills templates. personal: each record is about somebody."""

    cls: type[Record]
    title: str
    listings: tuple[Listing, ...] = ()
    personal: bool = True
    by: str = field(default="name")

    @property
    def kind(self) -> str:
        """The kind's name."""
        return self.cls.kind()

    def label(self, record: Any) -> str:
        """What files and sheets of this record are called; of a protected one its number alone."""
        if isinstance(record, RightsCase):
            return str(record.number or "来访") if is_protected(record) else str(record.name or record.number)
        for name in self.by.split("/"):
            value = record
            for part in name.split("."):
                value = getattr(value, part, None) if value is not None else None
            if value:
                return str(value)
        return str(record.uid)


def _of(cls: type[Record], link: str, order: str = "id") -> Lines:
    """The records that link to this one."""

    def read(record: Any, _closed: Any) -> Sequence[Record]:
        return list(cls.select().where(getattr(cls, link) == record.id).order_by(getattr(cls, order), cls.id))

    return read


def _via(link: str, lines: Lines) -> Lines:
    """The list of a linked record."""

    def read(record: Any, closed: Any) -> Sequence[Record]:
        other = getattr(record, link)
        return [] if other is None else lines(other, closed)

    return read


def _own_household(person: Any, closed: Any) -> Sequence[Record]:
    """Members of the newest household in which a person lives, herself included."""
    own = HouseholdMember.select().where(HouseholdMember.person == person.id).order_by(HouseholdMember.id.desc())
    home = own.first()
    head = Household.select().where(Household.head == person.id).order_by(Household.id.desc()).first()
    household = home.household if home is not None else head
    return [] if household is None else _MEMBERS(household, closed)


def _steps(case: Any, closed: Any) -> Sequence[Record]:
    return parts_of_case(case, closed).steps


_MEMBERS = _of(HouseholdMember, "household")
_STAGES, _JOINED = _of(PartyStage, "person"), _of(Membership, "person")


_FAMILY, _CANDIDATES = "家庭成员", "推荐名单"
_OF_PERSON = (
    Listing("members", _FAMILY, HouseholdMember, _own_household),
    Listing("memberships", "会籍", Membership, _JOINED),
    Listing("stages", "入党阶段", PartyStage, _STAGES),
    Listing("aids", "发放记录", Aid, _of(Aid, "person", "given_on")),
    Listing("visits", "走访记录", Visit, _of(Visit, "person", "visited_on")),
)
_OF_RECOMMENDATION = (
    Listing("members", _FAMILY, HouseholdMember, _via("person", _own_household)),
    Listing("memberships", "会籍", Membership, _via("person", _JOINED)),
    Listing("stages", "入党阶段", PartyStage, _via("person", _STAGES)),
)
_OF_CASE = (
    Listing("members", _FAMILY, HouseholdMember, _via("household", _MEMBERS)),
    Listing("steps", "个案步骤", HelpStep, _of(HelpStep, "case")),
    Listing("aids", "发放记录", Aid, _of(Aid, "case", "given_on")),
    Listing("visits", "走访记录", Visit, _of(Visit, "case", "visited_on")),
)
_OF_HOUSEHOLD = (
    Listing("members", _FAMILY, HouseholdMember, _MEMBERS),
    Listing("aids", "发放记录", Aid, _of(Aid, "household", "given_on")),
    Listing("visits", "走访记录", Visit, _of(Visit, "household", "visited_on")),
)
_SUBJECTS = (
    Subject(Person, "人员", _OF_PERSON),
    Subject(Recommendation, "推荐", _OF_RECOMMENDATION, by="person.name"),
    Subject(
        Batch,
        "推优批次",
        (Listing("candidates", _CANDIDATES, Recommendation, _of(Recommendation, "batch"), True),),
        False,
        "title",
    ),
    Subject(
        Meeting,
        "推荐会",
        (Listing("candidates", _CANDIDATES, Recommendation, _of(Recommendation, "meeting"), True),),
        False,
    ),
    Subject(HelpCase, "帮扶个案", _OF_CASE, by="name/person.name/number"),
    Subject(Household, "家庭", _OF_HOUSEHOLD, by="head.name/number"),
    Subject(
        Distribution,
        "发放名单",
        (Listing("aids", "名单", Aid, _of(Aid, "distribution"), True),),
        False,
        "title",
    ),
    Subject(LeftBehindChild, "儿童登记", (), by="person.name"),
    Subject(
        Pair, "结对", (Listing("contacts", "联系记录", Contact, _of(Contact, "pair", "held_on")),), by="helped.name"
    ),
    Subject(Body, "组织", (Listing("members", "名册", Membership, _of(Membership, "body"), True),), False),
    Subject(Unit, "单位", (Listing("bodies", "组织", Body, _of(Body, "unit")),), False),
    Subject(
        Nomination,
        "评选推荐",
        (Listing("consultations", "部门意见", Consultation, _of(Consultation, "nomination")),),
        by="person.name/collective/body.name",
    ),
    Subject(
        Promise,
        "公开承诺",
        (Listing("items", "承诺事项", PromiseItem, _of(PromiseItem, "promise")),),
        by="person.name/body.name",
    ),
    Subject(Talent, "人才", (), by="person.name"),
    Subject(
        Activity,
        "活动（培训）",
        (Listing("attendance", "签到", Attendance, _of(Attendance, "activity"), True),),
        False,
        "title",
    ),
    Subject(RightsCase, "来信来访", (Listing("steps", "办理过程", RightsStep, _steps),)),
)


@cache
def subjects() -> dict[str, Subject]:
    """Every kind that fills templates, in the order in which it is offered."""
    return {subject.kind: subject for subject in _SUBJECTS}


def subject_called(name: str) -> Subject:
    """The subject of this kind or title. Raises NotFound."""
    for subject in subjects().values():
        if name in (subject.kind, subject.title):
            return subject
    raise NotFound(f"没有“{name}”这一类，可选：{'、'.join(each.title for each in subjects().values())}。")


def records_of(subject: Subject, uids: Sequence[str], closed: Any = None) -> list[Any]:
    """The records of these uids in this order; protected ones only where their reader is inside. Raises NotFound."""
    found: list[Any] = []
    for uid in uids:
        record = record_of(uid, closed) if subject.cls is RightsCase else subject.cls.by_uid(uid)
        if not isinstance(record, subject.cls):
            raise NotFound(f"编号 {uid} 不是{subject.title}。")
        found.append(record)
    return found


def choosable(subject: Subject, closed: Any = None, most: int = 2000) -> list[Any]:
    """Records of a subject to choose from, the newest first; protected ones are named by nobody outside."""
    if subject.cls is RightsCase:
        cases: list[Any] = listed(RightsCase, None)
        if closed is not None:
            cases += listed(RightsCase, closed)
        return cases[::-1][:most]
    return list(subject.cls.select().order_by(subject.cls.id.desc()).limit(most))
