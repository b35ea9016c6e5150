"""Lists of 创先争优: campaigns, promises, comments, surveys, gradings, visits, awards, talents, activities, targets.

Each is described as data; `LIST.ids(Wanted(...))` and `LIST.rows(ids)`. Codes, days and money (fen) as stored.
"""

from datetime import date
from typing import NamedTuple

from models.core.database import DB
from models.excellence.gradings import move
from models.excellence.listing import Listing, Wanted
from models.excellence.rates import percent
from models.excellence.surveys import GRADES
from models.excellence.texts import Scale, scales

__all__ = [
    "ACTIVITIES",
    "CAMPAIGNS",
    "COMMENTS",
    "GRADINGS",
    "NOMINATIONS",
    "PROMISES",
    "SHEETS",
    "SUPERVISIONS",
    "SURVEYS",
    "TALENTS",
    "Wanted",
    "award_counts",
]

_WHOM = "LEFT JOIN body b ON b.id = t.body_id LEFT JOIN person p ON p.id = t.person_id "
_CAMPAIGN = "LEFT JOIN campaign c ON c.id = t.campaign_id "
_BY_NAME = ("b.name", "p.name", "p.pinyin", "p.initials", "c.title")
_NARROWED = {"campaign_id": "t.campaign_id", "body_id": "t.body_id", "person_id": "t.person_id"}


def _year(column: str) -> str:
    return f"substr(t.{column}, 1, 4)"


class CampaignRow(NamedTuple):
    """One campaign; `steps_done` of `steps`, and how many bodies and persons take part."""

    id: int
    uid: str
    title: str
    kind_of_campaign: str
    theme: str | None
    year: int
    begins_on: str
    ends_on: str | None
    organiser: str | None
    bodies: int
    persons: int
    steps_done: int
    steps: int
    closed_on: str | None

    @property
    def progress(self) -> str:
        """Steps done of all."""
        return f"{self.steps_done}/{self.steps}"


CAMPAIGNS = Listing(
    CampaignRow,
    "t.id, t.uid, t.title, t.kind_of_campaign, t.theme, t.year, t.begins_on, t.ends_on, b.name, "
    "(SELECT count(*) FROM participant x WHERE x.campaign_id = t.id AND x.body_id IS NOT NULL), "
    "(SELECT count(*) FROM participant x WHERE x.campaign_id = t.id AND x.person_id IS NOT NULL), "
    "(SELECT count(*) FROM campaign_step x WHERE x.campaign_id = t.id AND x.done_on IS NOT NULL), "
    "(SELECT count(*) FROM campaign_step x WHERE x.campaign_id = t.id), t.closed_on",
    "FROM campaign t LEFT JOIN body b ON b.id = t.organiser_id",
    "t.begins_on DESC, t.id DESC",
    ("t.title", "t.theme", "b.name"),
    {"year": "t.year", "kind": "t.kind_of_campaign", "body_id": "t.organiser_id"},
    "t.closed_on IS NULL",
)


class PromiseRow(NamedTuple):
    """One sheet of promises; `person` is empty for a body's. `next_term`: the earliest term not looked at yet."""

    id: int
    uid: str
    whom: str
    person: str | None
    post: str | None
    campaign: str | None
    made_on: str
    publicised_on: str | None
    items: int
    kept: int
    partly: int
    failed: int
    next_term: str | None

    @property
    def rate(self) -> str:
        """兑现率: those kept in full, of all."""
        return percent(self.kept, self.items)

    @property
    def open(self) -> int:
        """How many nobody has judged yet."""
        return self.items - self.kept - self.partly - self.failed


def _items(clause: str) -> str:
    return f"(SELECT count(*) FROM promise_item x WHERE x.promise_id = t.id{clause})"


PROMISES = Listing(
    PromiseRow,
    "t.id, t.uid, coalesce(p.name, b.name), p.name, t.post, c.title, t.made_on, t.publicised_on, "
    + ", ".join(_items(f" AND x.outcome = '{code}'" if code else "") for code in ("", "kept", "partly", "not"))
    + ", (SELECT min(x.term) FROM promise_item x WHERE x.promise_id = t.id AND x.outcome IS NULL)",
    f"FROM promise t {_WHOM}{_CAMPAIGN}",
    "t.made_on DESC, t.id DESC",
    _BY_NAME,
    {**_NARROWED, "year": _year("made_on")},
    "EXISTS (SELECT 1 FROM promise_item x WHERE x.promise_id = t.id AND x.outcome IS NULL)",
)


class CommentRow(NamedTuple):
    """One comment of a superior."""

    id: int
    uid: str
    whom: str
    person: str | None
    campaign: str | None
    commented_on: str
    by: str
    form: str | None
    lacking: str | None
    follow_up_by: str | None
    followed_up_on: str | None


COMMENTS = Listing(
    CommentRow,
    't.id, t.uid, coalesce(p.name, b.name), p.name, c.title, t.commented_on, t."by", t.form, t.lacking, '
    "t.follow_up_by, t.followed_up_on",
    f"FROM superior_comment t {_WHOM}{_CAMPAIGN}",
    "t.commented_on DESC, t.id DESC",
    (*_BY_NAME, 't."by"'),
    {**_NARROWED, "year": _year("commented_on"), "kind": "t.form"},
    "t.followed_up_on IS NULL AND t.follow_up_by IS NOT NULL",
)


class SurveyRow(NamedTuple):
    """One survey; `good` of `asked` are what its rate divides."""

    id: int
    uid: str
    title: str
    whom: str | None
    campaign: str | None
    kind_of_survey: str
    scale: str
    held_on: str
    issued: int
    returned: int
    valid: int
    items: int
    good: int
    asked: int

    @property
    def rate(self) -> str:
        """The rate over all items."""
        return percent(self.good, self.asked)


def _counted(scale: Scale) -> str:
    """Sum of the grades that count, and the whole, for the surveys of one scale on the days on which it held."""
    good = " + ".join(f"coalesce(x.{GRADES[at]}, 0)" for at in scale.good)
    # A bare year would be compared as a number here, and every day is larger than a number.
    first, last = scale.valid_from or date.min, scale.valid_to or date.max
    return f"WHEN t.scale = '{scale.key}' AND t.held_on BETWEEN '{first}' AND '{last}' THEN {good}"


def _good() -> str:
    return f"CASE {' '.join(map(_counted, scales()))} ELSE 0 END"


def _asked() -> str:
    cases = " ".join(f"WHEN t.scale = '{scale.key}' THEN t.{scale.of}" for scale in scales())
    return f"CASE {cases} ELSE 0 END"


_LINES = "(SELECT count(*) FROM survey_item x WHERE x.survey_id = t.id)"
SURVEYS = Listing(
    SurveyRow,
    "t.id, t.uid, t.title, coalesce(p.name, b.name), c.title, t.kind_of_survey, t.scale, t.held_on, t.issued, "
    f"t.returned, t.valid, {_LINES}, "
    f"(SELECT coalesce(sum({_good()}), 0) FROM survey_item x WHERE x.survey_id = t.id), ({_asked()}) * {_LINES}",
    f"FROM survey t {_WHOM}{_CAMPAIGN}",
    "t.held_on DESC, t.id DESC",
    (*_BY_NAME, "t.title"),
    {**_NARROWED, "year": _year("held_on"), "kind": "t.kind_of_survey"},
)


class GradingRow(NamedTuple):
    """One grading; `score` is empty until every line has one, `before` is the grade of the round before."""

    id: int
    uid: str
    whom: str
    person: str | None
    campaign: str | None
    standard: str
    round: str
    rated_on: str
    own_grade: str | None
    score: int | None
    proposed_grade: str | None
    decided_grade: str | None
    before: str | None
    target_grade: str | None

    @property
    def move(self) -> str | None:
        """Rise or fall against the round before: a code of grading.move."""
        return move(self.before, self.decided_grade)


GRADINGS = Listing(
    GradingRow,
    "t.id, t.uid, coalesce(p.name, b.name), p.name, c.title, t.standard, t.round, t.rated_on, t.own_grade, "
    "(SELECT CASE WHEN count(x.given) = count(*) THEN sum(x.given) END FROM grading_score x "
    "WHERE x.grading_id = t.id), "
    "t.proposed_grade, t.decided_grade, (SELECT x.decided_grade FROM grading x WHERE x.decided_grade IS NOT NULL "
    "AND (x.body_id = t.body_id OR x.person_id = t.person_id) "
    "AND (x.rated_on < t.rated_on OR (x.rated_on = t.rated_on AND x.id < t.id)) "
    "ORDER BY x.rated_on DESC, x.id DESC LIMIT 1), t.target_grade",
    f"FROM grading t {_WHOM}{_CAMPAIGN}",
    "t.rated_on DESC, t.id DESC",
    (*_BY_NAME, "t.round"),
    {**_NARROWED, "year": _year("rated_on"), "kind": "t.standard", "status": "t.decided_grade"},
    "t.decided_grade IS NULL",
)


class SupervisionRow(NamedTuple):
    """One inspection visit."""

    id: int
    uid: str
    body: str
    campaign: str | None
    visited_on: str
    by: str
    findings: str | None
    mend_by: str | None
    mended_on: str | None


SUPERVISIONS = Listing(
    SupervisionRow,
    't.id, t.uid, b.name, c.title, t.visited_on, t."by", t.findings, t.mend_by, t.mended_on',
    f"FROM supervision t JOIN body b ON b.id = t.body_id {_CAMPAIGN}",
    "t.visited_on DESC, t.id DESC",
    ("b.name", "c.title", 't."by"'),
    {"campaign_id": "t.campaign_id", "body_id": "t.body_id", "year": _year("visited_on")},
    "t.mended_on IS NULL AND t.mend_by IS NOT NULL",
)


class NominationRow(NamedTuple):
    """One nomination; `person` is empty for a collective."""

    id: int
    uid: str
    award: str
    award_title: str | None
    level: str
    year: int
    whom: str
    person: str | None
    recommended_by: str | None
    nominated_on: str | None
    step: str
    status: str
    awarded_on: str | None
    award_number: str | None


NOMINATIONS = Listing(
    NominationRow,
    "t.id, t.uid, t.award, t.award_title, t.level, t.year, coalesce(p.name, b.name, t.collective), p.name, r.name, "
    "t.nominated_on, t.step, t.status, t.awarded_on, t.award_number",
    f"FROM nomination t {_WHOM}{_CAMPAIGN}LEFT JOIN body r ON r.id = t.recommended_by_id",
    "t.year DESC, t.nominated_on DESC, t.id DESC",
    (*_BY_NAME, "t.collective", "t.award_title"),
    {**_NARROWED, "year": "t.year", "kind": "t.award", "status": "t.status", "level": "t.level"},
    "t.status = 'running'",
)


class TalentRow(NamedTuple):
    """One entry of the talent file."""

    id: int
    uid: str
    name: str
    sex: str | None
    born: str | None
    education: str | None
    political_status: str | None
    village: str | None
    kind_of_talent: str
    skill: str | None
    leads_households: int | None
    since: str | None
    phone: str | None
    left_on: str | None


TALENTS = Listing(
    TalentRow,
    "t.id, t.uid, p.name, p.sex, p.born, p.education, p.political_status, u.name, t.kind_of_talent, t.skill, "
    "t.leads_households, t.since, p.phone, t.left_on",
    "FROM talent t JOIN person p ON p.id = t.person_id LEFT JOIN unit u ON u.id = p.village_id",
    "t.kind_of_talent, p.sorting, t.id",
    ("p.name", "p.pinyin", "p.initials", "t.skill", "t.project", "u.name"),
    {"kind": "t.kind_of_talent", "body_id": "t.body_id", "person_id": "t.person_id"},
    "t.left_on IS NULL",
)


class ActivityRow(NamedTuple):
    """One activity; `people` as typed, else as many as are on its attendance list; `cost` in fen."""

    id: int
    uid: str
    title: str
    kind_of_activity: str
    organiser: str | None
    place: str | None
    from_on: str
    to_on: str | None
    sessions: int
    people: int
    women: int | None
    hours: int | None
    cost: int | None


ACTIVITIES = Listing(
    ActivityRow,
    "t.id, t.uid, t.title, t.kind_of_activity, b.name, t.place, t.from_on, t.to_on, coalesce(t.sessions, 1), "
    "coalesce(t.people, (SELECT count(*) FROM attendance x WHERE x.activity_id = t.id)), t.women, t.hours, t.cost",
    f"FROM activity t LEFT JOIN body b ON b.id = t.organiser_id {_CAMPAIGN}",
    "t.from_on DESC, t.id DESC",
    ("t.title", "b.name", "t.place", "t.partner", "c.title"),
    {
        "campaign_id": "t.campaign_id",
        "body_id": "t.organiser_id",
        "kind": "t.kind_of_activity",
        "year": _year("from_on"),
    },
)


class SheetRow(NamedTuple):
    """One sheet of targets."""

    id: int
    uid: str
    year: int
    title: str
    channel: str | None
    body: str | None
    unit: str | None
    document: str | None
    targets: int


SHEETS = Listing(
    SheetRow,
    "t.id, t.uid, t.year, t.title, t.channel, b.name, u.name, t.document, "
    "(SELECT count(*) FROM target x WHERE x.sheet_id = t.id)",
    "FROM target_sheet t LEFT JOIN body b ON b.id = t.body_id LEFT JOIN unit u ON u.id = t.unit_id",
    "t.year DESC, t.id",
    ("t.title", "b.name", "u.name"),
    {"year": "t.year", "body_id": "t.body_id", "level": "t.channel"},
)


def award_counts(year: int) -> list[tuple[str, str, bool, int]]:
    """Awards of a year: award, level, whether a collective's, and how many were given."""
    rows = DB.execute_sql(
        "SELECT award, level, person_id IS NULL, count(*) FROM nomination WHERE status = 'awarded' AND year = ? "
        "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        (year,),
    )
    return [(award, level, bool(group), int(count)) for award, level, group, count in rows.fetchall()]
