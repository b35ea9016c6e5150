"""Erasing a person on request: asked for by one, approved by another, carried out here and in every copy held here.

Owns the request, who decides on it, and the report. What is taken away is declared at the columns; how the bytes go
is the business of `office.erasing` and `office.backups.rewriting`. Figures stay as they are.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.core.database import DB, storage_errors
from models.core.errors import Cancelled, KnownError, NotAllowed, Problem, RuleRefused, Severity
from models.core.fields import CodeField, DayField, JsonField, LineField, LinkField, ParagraphField
from models.core.history import Change, History, erasures
from models.core.progress import Progress, Silent
from models.core.record import Record
from models.core.verbs import Session, Work, verb
from models.office.backups import rewriting
from models.office.backups.making import list_copies, make_backup
from models.office.erasing import engine, ledger
from models.office.erasing.engine import Erased
from models.office.erasing.ledger import Waiting
from models.office.erasing.scope import Scope, Subject, find, living, rows_by
from models.office.erasing.shapes import ERASED, shapes
from models.office.erasing.words import Secrets
from models.office.office import OpenOffice
from models.office.users import all_users
from models.people.person import Person
from models.people.same import group_of

_RUNNING_STATUS = "running"
REQUESTED, REFUSED, DONE = "requested", "refused", "done"
_OUTSIDE = ("print_form", "export_roster", "send_package", "export_package")
"""Actions after which paper or another office holds something."""

_SAME_HANDS = "申请和批准要由两个人来做：这份申请是{user}登记的，请由另一位{who}来决定。"
_HERSELF = "{user}就是申请删除的本人，不能由本人{what}，请由另一位用户来做。"
_ALONE = "本单位只有一位用户，申请和批准是同一个人。请把书面申请和批准件存档。"
_RUNNING = "{name}还有正在办理的{what}，删除后只留下数字，不能再打印材料。"
_USER = "“{name}”也是本系统用户的姓名，用户名单和操作历史里的操作人不改；是同一个人的，请在答复里说明。"
_JOINED = "{name}还有别的单位报来的 {count} 条记录，认定为同一个人；那些记录要另外登记申请，这次不删。"
_MANY = "打印其他表格 {} 次，没有写明对象或写的是别人，其中可能有含本人的名单"
_UNSEEN = "备份还没有全部处理，下次备份时自动接着删除"
_FINAL = "删除后不能撤销，也不能从备份里找回。批准前请核对申请人的身份和书面申请。"


class Erasure(Record):
    """删除申请: whom it is about, why, and what was decided. After it is done it tells no more than that it was."""

    noun = "删除个人信息申请"
    untold = ("report",)
    person_id: int

    person = LinkField(Person, "人员", required=True, backref="erasures")
    reason = ParagraphField("申请理由和依据", required=True)
    status = CodeField("状态", table="erasure.status", required=True, index=True)
    asked_by = LineField("登记人", required=True, max_length=60, counted=True)
    asked_on = DayField("登记日期", required=True)
    decided_by = LineField("决定人", max_length=60, counted=True)
    decided_on = DayField("决定日期")
    refusal = ParagraphField("不同意的理由")
    report = JsonField("结果", counted=True)

    class Meta:
        table_name = "erasure"

    def called(self) -> str:
        return f"{self.person.called()}的删除申请"


@dataclass(frozen=True, slots=True)
class Outside:
    """What left the office with her on it: when, by whom, and what; names are left out."""

    on: str
    user: str
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an erasure did and what it cannot reach. Counts are rows.

    `kinds`: emptied, by kind in words; `past` history, `raw` imported rows, `texts` of others; `copies`: moments of
    the rewritten ones; `waiting`: what could not be rewritten yet and why; `left`: history rows that bear a name which
    others bear too, `elsewhere`: others' records in which the name stands, by kind in words; `outside`: see there.
    """

    uid: str
    asked_on: date
    decided_on: date
    asked_by: str
    decided_by: str
    kinds: dict[str, int]
    past: int
    raw: int
    drafts: int
    texts: int
    attachments: int
    left: int
    shared: int
    elsewhere: dict[str, int]
    outside: tuple[Outside, ...]
    copies: tuple[datetime, ...] = ()
    waiting: tuple[Waiting, ...] = ()


@verb("request_erasure", "申请删除个人信息", undoable=False)
def request_erasure(work: Work, person: Person, reason: str) -> Erasure:
    """Keep a request. Raises RuleRefused without a reason or while one waits, NotAllowed for the person herself."""
    if not reason.strip():
        raise RuleRefused("请写明谁提出、依据是什么，例如“本人2026年3月1日书面申请”。")
    if _of_person(person, REQUESTED):
        raise RuleRefused(f"{person.called()}的删除申请已经登记，正等待批准。")
    if _of_person(person, DONE) or is_erased(person):
        raise RuleRefused("这名人员的个人信息已经删除。")
    if person.name == work.user and not work.session.alone:
        raise NotAllowed(_HERSELF.format(user=work.user, what="登记"))
    asked = Erasure(person=person, reason=reason.strip(), status=REQUESTED, asked_by=work.user, asked_on=_day(work.now))
    work.insert(asked)
    work.about(asked, f"申请删除{person.called()}的个人信息")
    return asked


@verb("refuse_erasure", "不同意删除个人信息", undoable=False)
def refuse_erasure(work: Work, erasure: Erasure, reason: str) -> Erasure:
    """Say no to a request, with the reason that the person is told. Raises RuleRefused, NotAllowed."""
    _refuse_decided(erasure)
    _refuse_same_hands(work.session, erasure)
    if not reason.strip():
        raise RuleRefused("请写明不同意的理由，答复申请人时要用。")
    work.update(erasure, status=REFUSED, refusal=reason.strip(), decided_by=work.user, decided_on=_day(work.now))
    work.about(erasure, f"不同意删除{erasure.person.called()}的个人信息")
    return erasure


def pending_erasures() -> list[Erasure]:
    """Requests that wait for a decision, the oldest first."""
    gone = {told["erased"][1] for told in erasures()}
    waiting = Erasure.select().where(Erasure.status == REQUESTED).order_by(Erasure.id)
    return [asked for asked in waiting if asked.person.uid not in gone]


def decided_erasures() -> list[Erasure]:
    """Requests that were decided, the newest first."""
    return list(Erasure.select().where(Erasure.status != REQUESTED).order_by(Erasure.id.desc()))


def warnings_for(session: Session, person: Person) -> list[Problem]:
    """What is to be known before an erasure is approved; nothing of it stops it."""
    running, others = _running(person), len(group_of(person.uid)) - 1
    found = {
        "final": _FINAL,
        "running": _RUNNING.format(name=person.called(), what="、".join(running)) if running else "",
        "alone": _ALONE if session.alone else "",
        "joined": _JOINED.format(name=person.called(), count=others) if others else "",
        "user": _USER.format(name=person.name) if any(user.name == person.name for user in all_users()) else "",
    }
    return [Problem(Severity.WARN, code, sentence) for code, sentence in found.items() if sentence]


def why_not_decide(session: Session, erasure: Erasure) -> str:
    """Why who is signed in is not the one to decide, whatever her role; empty when she may."""
    try:
        _refuse_same_hands(session, erasure)
    except NotAllowed as error:
        return str(error)
    return ""


def is_erased(person: Person) -> bool:
    """Whether the person was erased on request."""
    return person.name == ERASED and any(told["erased"] == [Person.kind(), person.uid] for told in erasures())


def left_to_erase(opened: OpenOffice) -> list[Waiting]:
    """What of earlier erasures still waits, as it was found last; reads no copy."""
    entries = ledger.read(opened.place.directory, opened.session.history_key)
    return list(dict.fromkeys(waiting for entry in entries for waiting in entry.waiting))


def approve_erasure(opened: OpenOffice, erasure: Erasure, progress: Progress | None = None) -> Report:
    """Erase the person for good: one more copy, then the office's file, then every copy that is within reach.

    Raises NotAllowed, RuleRefused, BackupFailed, CannotWrite, Cancelled before anything was erased. Once the file
    stands without her this returns; what could not be rewritten yet waits in the report and is gone on with later.
    """
    session, told = opened.session, progress or Silent()
    session.refuse("approve_erasure", erasure)
    _refuse_decided(erasure)
    try:
        _refuse_same_hands(session, erasure)
    except NotAllowed as error:
        session.remember_refusal("approve_erasure", error, (erasure,))
        raise
    with DB.connection_context():
        make_backup(opened, "irreversible", told)
        told.step("正在删除个人信息", 0, 1)
        done = _carry_out(session, erasure)
        _follow(opened, told, done.value)
        return report_of(opened, Erasure.by_uid(erasure.uid))


def finish_erasures(opened: OpenOffice, progress: Progress | None = None) -> list[Waiting]:
    """Go on with what an earlier erasure could not do; what still waits. Raises CannotWrite, Cancelled."""
    with DB.connection_context():
        found = rewriting.finish(opened, progress)
    return list(dict.fromkeys(waiting for entry in found for waiting in entry.waiting))


def report_of(opened: OpenOffice, erasure: Erasure) -> Report:
    """The report of an erasure that was carried out, with the state of the copies now. Raises RuleRefused."""
    if erasure.status != DONE or erasure.report is None:
        raise RuleRefused("这份申请还没有批准，没有报告。")
    kept: dict[str, Any] = dict(erasure.report)
    outside = tuple(Outside(**part) for part in kept.pop("outside"))
    uid = erasure.person.uid
    entries = ledger.read(opened.place.directory, opened.session.history_key)
    return Report(
        uid=uid,
        asked_on=erasure.asked_on,
        decided_on=erasure.decided_on,
        asked_by=erasure.asked_by,
        decided_by=erasure.decided_by or "",
        outside=outside,
        copies=tuple(copy.made_at for copy in list_copies(opened.place) if uid in copy.erased),
        waiting=tuple(_waiting(opened, [entry for entry in entries if entry.subject.uid == uid])),
        **kept,
    )


def _waiting(opened: OpenOffice, entries: list[ledger.Entry]) -> list[Waiting]:
    """What was found to wait; everything, where nothing was looked at yet."""
    found = [waiting for entry in entries for waiting in entry.waiting]
    unseen = not found and not (entries and all(entry.settled for entry in entries))
    return [*found, *([Waiting(str(opened.place.backups), _UNSEEN)] if unseen else [])]


@verb("approve_erasure", "批准删除个人信息", undoable=False)
def _carry_out(work: Work, erasure: Erasure) -> Erased:
    """Decide and erase in one transaction; the row of this verb claims what the redacted rows say since."""
    person, uid = erasure.person, erasure.uid
    subject = Subject(Person.kind(), person.uid)
    outside = _outside(subject)
    connection = DB.connection()
    erased = engine.erase(connection, subject, work.session.history_key, work.now, work.user)
    fresh: Erasure = Erasure.by_uid(uid)
    work.update(fresh, status=DONE, decided_by=work.user, decided_on=_day(work.now), report=_kept(erased, outside))
    work.changes.append(erased.claim())
    work.changes.append(Change(subject.kind, person.id, subject.uid, {}, {}))
    work.about(fresh, "批准并删除了一名人员的个人信息")
    return erased


def _follow(opened: OpenOffice, progress: Progress, erased: Erased) -> None:
    """The copies; whatever keeps us from them, the file stands without her, and the next copy goes on with the rest."""
    known: dict[Subject, Secrets] = {erased.subject: erased.secrets}
    # Its memory may wait for room on the disk; the file itself tells the next call what is to be done.
    with suppress(KnownError):
        rewriting.finish(opened, _ToTheEnd(progress), known)


class _ToTheEnd:
    """Progress that is told but stops nothing: what is done cannot be taken back any more."""

    def __init__(self, told: Progress) -> None:
        self._told = told

    def step(self, what: str, done: int, total: int) -> None:
        """Say it, and go on."""
        with suppress(Cancelled):
            self._told.step(what, done, total)


def _kept(erased: Erased, outside: list[Outside]) -> dict[str, Any]:
    """What of a report cannot be found again later; no word that tells who it was."""
    return {
        "kinds": _titled(erased.kinds),
        "past": erased.past,
        "raw": erased.raw,
        "drafts": erased.drafts,
        "texts": erased.texts,
        "attachments": len(erased.files),
        "left": erased.left,
        "shared": erased.shared,
        "elsewhere": _titled(erased.elsewhere),
        "outside": [{"on": one.on, "user": one.user, "what": one.what} for one in outside],
    }


def _titled(counts: Counter[str]) -> dict[str, int]:
    return {shapes()[kind].noun if kind in shapes() else kind: count for kind, count in sorted(counts.items())}


def _outside(subject: Subject) -> list[Outside]:
    """Papers and files with her on it, as the history tells; before she is erased from it."""
    scope = find(DB.connection(), subject)
    since = History.select(History.seq).where(History.changes.contains(f'"uid":"{subject.uid}"'))
    first = since.order_by(History.seq).scalar() or 0
    rows = History.select().where(History.verb.in_(_OUTSIDE) & (History.seq > first)).order_by(History.seq)
    told = [row for row in rows if row.verb != "print_form" or _names(scope, row)]
    others = [row for row in rows if row not in told and not row.subject_uid]
    return [
        *(Outside(row.at[:16], row.user, _paper(scope, row)) for row in told),
        *([Outside(f"{others[0].at[:10]} 至 {others[-1].at[:10]}", "", _MANY.format(len(others)))] if others else []),
    ]


def _paper(scope: Scope, row: History) -> str:
    """What it was, without whose: a report that named others could not be taken back when they are erased as well."""
    said = scope.everything.clean(row.sentence)
    return said.partition("，")[0] if row.verb == "print_form" else said


def _names(scope: Scope, row: History) -> bool:
    return row.subject_uid in scope.uids or scope.everything.hit(row.sentence)


def _refuse_decided(erasure: Erasure) -> None:
    if erasure.status != REQUESTED:
        raise RuleRefused("这份申请已经决定过了。")


def _refuse_same_hands(session: Session, erasure: Erasure) -> None:
    """Raise NotAllowed when who decides asked for it or is the person, unless nobody else is there."""
    if session.alone:
        return
    if erasure.person.name == session.user:
        error = NotAllowed(_HERSELF.format(user=session.user, what="决定"))
    elif erasure.asked_by == session.user:
        error = NotAllowed(_SAME_HANDS.format(user=session.user, who="安全管理员或审核员"))
    else:
        return
    raise error


def _of_person(person: Person, status: str) -> bool:
    return bool(Erasure.select().where((Erasure.person == person) & (Erasure.status == status)).exists())


def _running(person: Person) -> list[str]:
    """Kinds of what is hers and not finished, in words; whatever has a `status` says so alike."""
    with storage_errors():
        connection = DB.connection()
        scope = living(connection, Subject(Person.kind(), person.uid))
        return [
            shapes()[kind].noun
            for kind, rows in scope.owned.items()
            if "status" in scope.tables[kind].columns
            and any(uid in rows for uid in rows_by(connection, kind, "status", [_RUNNING_STATUS]))
        ]


def _day(moment: str) -> date:
    return date.fromisoformat(moment[:10])
