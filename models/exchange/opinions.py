"""审核意见: recommendations that came from offices below and wait for this one's opinion; opinions on many at once.

Owns which ones wait here and the template sentences. An opinion is written by the ordinary verbs of 推优 on the merged
copy; what travels back is said by the answer's purpose.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from models.core.codes import table
from models.core.database import DB, storage_errors
from models.core.due import Due
from models.core.errors import RuleRefused
from models.core.progress import Progress
from models.core.verbs import Session, undo
from models.exchange.answering.notices import INCOMPLETE, About, make_notice
from models.exchange.merging.portable import chunks, marks
from models.exchange.merging.walk import acceptable
from models.exchange.records import Notice, TrustedOffice
from models.office.office import this_office
from models.recommendation.conditions import Verdict, conditions_of
from models.recommendation.procedure import SUPERIOR, procedure
from models.recommendation.records import STEP_COLUMNS, Recommendation
from models.recommendation.several import Result
from models.recommendation.verbs import fill_in, missing_needs, return_to, take_step
from resources import path

WAITING, GIVEN, RETURNED = "waiting", "given", "returned"
STANDS = {WAITING: "待审核", GIVEN: "已签意见", RETURNED: "已退回"}
AGREES, DISAGREES, SENT_BACK = "agrees", "disagrees", "returned"
"""Kinds of template sentences."""

NAME, TARGET = "〔姓名〕", "〔类别〕"
"""What stands in a sentence for whoever it is about."""

OPINION = "opinion"
"""In place of a kind of record: where a line of 今日待办 leads."""

_NAMED = 3

_NO_TEXT = "请写明审核意见。"
_NO_REASON = "请选出要补正的内容，或写明退回的原因。"
_ELSEWHERE = "{name}的推荐不在“上级审核”这一步，没有改动。"
_FROM = (
    "FROM recommendation r JOIN body b ON b.id = r.body_id JOIN person p ON p.id = r.person_id "
    "JOIN batch t ON t.id = r.batch_id LEFT JOIN body s ON s.id = b.superior_id"
)
_LINES = (
    "SELECT r.id, r.uid, p.name, r.origin, b.name, t.channel, r.target, r.yes, m.present, r.superior_on, "
    f"r.superior_agrees, r.step {_FROM} LEFT JOIN meeting m ON m.id = r.meeting_id"
)
_OURS = f"r.step = '{SUPERIOR}' AND r.status = 'running' AND (s.id IS NULL OR s.origin = ?)"
"""At the step of a superior body that no office below keeps itself."""

_WHERE = {
    WAITING: f"{_OURS} AND r.superior_on IS NULL",
    GIVEN: "(s.id IS NULL OR s.origin = ?) AND r.superior_on IS NOT NULL",
    RETURNED: f"r.step <> '{SUPERIOR}' AND r.status = 'running' AND EXISTS (SELECT 1 FROM step_taken k "
    f"WHERE k.recommendation_id = r.id AND k.step = '{SUPERIOR}' AND k.action = 'returned' AND k.origin = ?)",
}


class OpinionLine(NamedTuple):
    """One recommendation as the desk lists it. `figures`: how many voted for it, of those present.

    state: how the superior has answered, empty while nothing was said.
    """

    id: int
    uid: str
    name: str
    office: str
    body: str
    channel: str
    target: str
    figures: str
    state: str


class Missing(NamedTuple):
    """Something that can be asked for: the step at which it is filled in, and the column."""

    step: str
    title: str
    field: str
    label: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the superior body says: whether it agrees, in which words, who signs, when; `body`: instead of its name."""

    agrees: bool
    text: str
    by: str
    on: date
    body: str = ""


@dataclass(frozen=True, slots=True)
class SendingBack:
    """Why recommendations go back: to which step, what is missing (labels), in which words, until when."""

    step: str
    missing: Sequence[str] = ()
    text: str = ""
    due_on: date | None = None

    @property
    def reason(self) -> str:
        """Everything in one text."""
        asked = f"需要补正：{'、'.join(self.missing)}。" if self.missing else ""
        return f"{asked}{self.text.strip()}"


@dataclass(frozen=True, slots=True)
class Office:
    """An office below with how many of its recommendations stand where."""

    uid: str
    name: str
    counts: Mapping[str, int] = field(default_factory=dict)


def offices() -> list[Office]:
    """Offices from which recommendations came, by name, with counts by how they stand."""
    known = {row.office_uid: row.name for row in TrustedOffice.select().order_by(TrustedOffice.id)}
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    own = this_office().uid
    for state, clause in _WHERE.items():
        sql = f"SELECT r.origin, count(*) {_FROM} WHERE {clause} AND r.origin <> ? GROUP BY 1"
        for origin, count in DB.execute_sql(sql, (own, own)):
            counts[origin][state] = count
    return sorted((Office(uid, known.get(uid, uid), found) for uid, found in counts.items()), key=lambda one: one.name)


def count_waiting() -> int:
    """How many wait for an opinion."""
    own = this_office().uid
    sql = f"SELECT count(*) {_FROM} WHERE {_WHERE[WAITING]} AND r.origin <> ?"
    return int(DB.execute_sql(sql, (own, own)).fetchone()[0])


def due_opinions(day: date) -> list[Due]:
    """What 今日待办 shows of those that wait: a line for each office below."""
    own = this_office().uid
    known = {row.office_uid: row.name for row in TrustedOffice.select().order_by(TrustedOffice.id)}
    sql = (
        f"SELECT r.origin, r.uid, p.name {_FROM} WHERE {_WHERE[WAITING]} AND r.origin <> ? "
        "ORDER BY b.name, p.sorting, r.id"
    )
    waiting: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for origin, uid, name in DB.execute_sql(sql, (own, own)).fetchall():
        waiting[origin].append((uid, name))
    found = []
    for office, lines in sorted((known.get(uid, uid), lines) for uid, lines in waiting.items()):
        names = "、".join(name for _, name in lines[:_NAMED]) + ("等" if len(lines) > _NAMED else "")
        title = f"{office}：{len(lines)} 人的推荐等审核意见"
        found.append(Due(day, title, names, OPINION, lines[0][0], late=False))
    return found


def of_this_office(found: Iterable[Due]) -> list[Due]:
    """Those about records of this office: what offices below have to do stands in their own lists."""
    every = list(found)
    origins = {row.office_uid for row in TrustedOffice.select(TrustedOffice.office_uid)}
    by_kind: dict[str, set[str]] = defaultdict(set)
    for due in every:
        # A notice comes from another office, too, but is for this one.
        if origins and due.kind in acceptable() and due.kind != Notice.kind():
            by_kind[due.kind].add(due.uid)
    theirs = {(kind, uid) for kind, uids in by_kind.items() for uid in _made_by(kind, uids, origins)}
    return [due for due in every if (due.kind, due.uid) not in theirs]


def _made_by(kind: str, uids: Iterable[str], origins: set[str]) -> Iterator[str]:
    for some in chunks(uids):
        rows = DB.execute_sql(f'SELECT uid, origin FROM "{kind}" WHERE uid IN ({marks(some)})', some)
        yield from (uid for uid, origin in rows if origin in origins)


def opinion_ids(state: str = WAITING, office: str = "", channel: str = "", named: str = "") -> list[int]:
    """Recommendations of offices below by office, body and name."""
    own = this_office().uid
    sql = (
        f"SELECT r.id {_FROM} WHERE {_WHERE[state]} AND r.origin <> ? AND (? = '' OR r.origin = ?) "
        "AND (? = '' OR t.channel = ?) AND (? = '' OR instr(p.name, ?) OR instr(p.initials, ?)) "
        "ORDER BY (SELECT min(o.name) FROM trusted_office o WHERE o.office_uid = r.origin), b.name, p.sorting, r.id"
    )
    asked = (own, own, office, office, channel, channel, named, named, named.lower())
    return [row[0] for row in DB.execute_sql(sql, asked)]


def opinion_lines(ids: Sequence[int]) -> list[OpinionLine]:
    """Their lines, in this order."""
    names = {row.office_uid: row.name for row in TrustedOffice.select().order_by(TrustedOffice.id)}
    found: dict[int, OpinionLine] = {}
    for some in chunks(ids):
        for row in DB.execute_sql(f"{_LINES} WHERE r.id IN ({marks(some)})", some).fetchall():
            number, uid, name, origin, body, channel, target, yes, present, said_on, agrees, step = row
            figures = "" if yes is None or present is None else f"{yes}/{present}"
            state = _state(said_on is not None, agrees, step)
            found[number] = OpinionLine(
                number, uid, name, names.get(origin, origin), body, channel, target, figures, state
            )
    return [found[number] for number in ids if number in found]


def judged(ids: Sequence[int], today: date, progress: Progress) -> dict[int, tuple[str, ...]]:
    """What speaks against each of these, by id; some milliseconds each."""
    found = {}
    for place, number in enumerate(ids):
        progress.step("正在核对条件", place, len(ids))
        rec = Recommendation.get_or_none(Recommendation.id == number)
        if rec is not None:
            found[number] = against(rec, today)
    return found


def against(rec: Recommendation, today: date) -> tuple[str, ...]:
    """What speaks against a recommendation before the superior has said anything: conditions, and what is missing."""
    steps = procedure(rec.batch.channel)
    found = [
        f"{one.rule.title}（{'不符合' if one.verdict is Verdict.FAILS else '需说明'}）"
        for one in conditions_of(rec, today)
        if one.rule.step != SUPERIOR
        and steps.reached(rec.route, one.rule.step, SUPERIOR)
        and (one.verdict is Verdict.FAILS or (one.verdict is Verdict.EXPLAIN and not one.waived))
    ]
    return (*found, *(f"{asked.label}没有填写" for asked in _asked(rec) if asked.empty))


def what_can_miss(rec: Recommendation) -> list[Missing]:
    """Everything that the steps before the superior's ask for; what is empty first."""
    return sorted(_asked(rec, needed=False), key=lambda asked: not asked.empty)


def step_for(rec: Recommendation, fields: Iterable[str]) -> str:
    """The step to which it goes back so that these can be mended: the first at which one of them is filled in.

    Without any the first to which the procedure sends back.
    """
    steps = procedure(rec.batch.channel)
    route = [step.key for step in steps.route(rec.route)]
    wanted = set(fields)
    found = [asked.step for asked in _asked(rec, needed=False) if asked.field in wanted]
    offered = [key for key in steps.steps[SUPERIOR].back_to if key in route]
    return min(found, key=route.index) if found else offered[0] if offered else route[0]


def templates(kind: str) -> list[str]:
    """Sentences to begin with."""
    return list(_content()[kind])


def worded(text: str, rec: Recommendation) -> str:
    """A sentence for one person."""
    return text.replace(NAME, rec.person.name).replace(TARGET, table("recommendation.target").short(rec.target))


def give(session: Session, ids: Sequence[int], opinion: Opinion, progress: Progress) -> list[Result]:
    """Write an opinion into each of these; who is agreed to goes on to the next step.

    Who is refused stays as she was and is named with the reason. Raises Cancelled; nothing is then written.
    """

    def act(rec: Recommendation) -> list[int]:
        if not opinion.text.strip():
            raise RuleRefused(_NO_TEXT)
        seqs = [fill_in(session, rec, _values(rec, opinion)).seq]
        return [*seqs, take_step(session, _fresh(rec)).seq] if opinion.agrees else seqs

    return _each(ids, "逐人签署意见", act, progress)


def send_back(session: Session, ids: Sequence[int], back: SendingBack, progress: Progress) -> list[Result]:
    """Return each of these to a step and tell its office with the next answer; as `give` otherwise."""

    def act(rec: Recommendation) -> list[int]:
        if not back.reason.strip():
            raise RuleRefused(_NO_REASON)
        told = worded(back.text.strip(), rec) or "请补正后再报。"
        title = procedure(rec.batch.channel).steps[back.step].title
        about = About(rec, "、".join(back.missing), back.due_on)
        notice = f"“{rec.person.name}”的推荐退回到“{title}”：{told}"
        return [
            return_to(session, rec, back.step, worded(back.reason, rec)).seq,
            make_notice(session, rec.origin, INCOMPLETE, notice, about).seq,
        ]

    return _each(ids, "逐人退回", act, progress)


def take_back(session: Session, results: Sequence[Result], progress: Progress) -> None:
    """Undo what was done with these, the newest first. Raises RuleRefused when something stands on it since."""
    seqs = sorted((seq for result in results for seq in result.seqs), reverse=True)
    with storage_errors(), DB.writing():
        for place, seq in enumerate(seqs):
            progress.step("逐人撤销", place, len(seqs))
            undo(session, seq)


def usual_days() -> timedelta:
    """How long an office is given to mend something unless she says otherwise."""
    return timedelta(days=int(_content()["mend_within_days"]))


def _each(
    ids: Sequence[int], what: str, act: Callable[[Recommendation], list[int]], progress: Progress
) -> list[Result]:
    found = []
    with storage_errors(), DB.writing():
        for place, number in enumerate(ids):
            progress.step(what, place, len(ids))
            found.append(_one(Recommendation.get_by_id(number), act))
    return found


def _one(rec: Recommendation, act: Callable[[Recommendation], list[int]]) -> Result:
    name, step = rec.person.name, rec.step
    try:
        if step != SUPERIOR:
            raise RuleRefused(_ELSEWHERE.format(name=name))
        with DB.atomic():  # a refused step takes the opinion back with it
            seqs = tuple(act(rec))
    except RuleRefused as error:
        return Result(rec.uid, name, False, str(error), step, ())
    return Result(rec.uid, name, True, "", _fresh(rec).step, seqs)


def _values(rec: Recommendation, opinion: Opinion) -> dict[str, Any]:
    return {
        "superior_name": opinion.body.strip() or rec.superior_name or this_office().name,
        "superior_on": opinion.on,
        "superior_by": opinion.by.strip() or None,
        "superior_agrees": opinion.agrees,
        "superior_opinion": worded(opinion.text.strip(), rec),
    }


def _fresh(rec: Recommendation) -> Recommendation:
    found: Recommendation = Recommendation.get_by_id(rec.id)
    return found


def _asked(rec: Recommendation, *, needed: bool = True) -> list[Missing]:
    """What the steps before the superior's ask for; with `needed` only what they cannot do without."""
    steps = procedure(rec.batch.channel)
    found = []
    for step in steps.route(rec.route):
        if step.key == SUPERIOR:
            break
        gaps = {problem.field for problem in missing_needs(rec, step)}
        for need in step.needs:
            if need.required or not needed:
                label = STEP_COLUMNS[need.field].label
                found.append(Missing(step.key, step.title, need.field, label, need.field in gaps))
    return found


def _state(said: bool, agrees: bool | None, step: str) -> str:
    if said:
        return "同意" if agrees else "不同意"
    return "" if step == SUPERIOR else "已退回"


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path("exchange", "opinions.json").read_text("utf-8"))
    return content
