"""收件箱: the packages that came, one verdict for each, and many of them taken in one after the other.

Owns the order of many packages. Whether one is sound is `verifying`'s, what it would do `receiving`'s. Each is taken in
as a whole; one that is refused does not stop the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from models.core.errors import BadFile, Cancelled, CannotWrite, KnownError, NotFound
from models.core.progress import Progress, Silent
from models.exchange.merging.plan import REASONS, Plan, name_of_kind
from models.exchange.merging.three_way import Verdict
from models.exchange.purposes import purpose
from models.exchange.receiving import look_into, take_in
from models.exchange.records import ReceivedPackage
from models.exchange.verifying import (
    NotForUs,
    Reader,
    Sender,
    UnknownSender,
    check_package,
    look_outside,
    reader_of,
    told_of,
)
from models.office.backups.making import current_copy
from models.office.office import OpenOffice

TAIL = ".qtpkg"
_TOLD: dict[str, type] = {"number": int, "purpose": str, "period": str, "created_at": str}
"""What may be told of a package that was not opened; a newer program may have signed other things under these names."""

_TWIN = "和“{name}”是同一份，只收一次。"
_TAKEN = "已经收过，不用再收。"
_STOPPED = "没有接收：前面取消了。"
_UNREADABLE = "“{name}”读不出来，请确认U盘还在，再选一次。"
_NO_COPY = "没有接收，因为接收前的备份没有做成。{error}"


class State(StrEnum):
    """可以接收, 缺前一份, 已接收过, 重复, 给别的单位, 未登记单位, 不能接收."""

    READY = "ready"
    GAP = "gap"
    TAKEN = "taken"
    TWIN = "twin"
    ELSEWHERE = "elsewhere"
    STRANGER = "stranger"
    REFUSED = "refused"


STATE_NAMES = {
    State.READY: "可以接收",
    State.GAP: "缺前一份",
    State.TAKEN: "已接收过",
    State.TWIN: "重复",
    State.ELSEWHERE: "给别的单位",
    State.STRANGER: "未登记单位",
    State.REFUSED: "不能接收",
}
SOUND = (State.READY, State.GAP)
"""What can be taken in."""
_LAST = (State.ELSEWHERE, State.STRANGER, State.REFUSED)


@dataclass(frozen=True, slots=True)
class Arrived:
    """One package that lies there. `sentence`: why it cannot be taken in, or what is to be known before.

    `claims` is what its sender signed; empty where not even that could be read.
    """

    path: Path
    state: State
    sentence: str = ""
    unit: str = ""
    digest: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The sender's number; 0 when it is not known."""
        return int(self.claims.get("number", 0))

    @property
    def purpose(self) -> str:
        """The purpose in words."""
        return purpose_words(str(self.claims.get("purpose", "")))

    @property
    def period(self) -> str:
        """The period as it is written."""
        return str(self.claims.get("period", ""))

    @property
    def made_at(self) -> str:
        """When it was made, to the minute."""
        return str(self.claims.get("created_at", ""))[:16]

    @property
    def rows(self) -> int:
        """How many records it brings; 0 where it was not opened."""
        return sum(self.claims.get("rows", {}).values())


@dataclass(frozen=True, slots=True)
class Received:
    """What came of one package: its record, or the sentence why it was not taken in."""

    arrived: Arrived
    package: ReceivedPackage | None
    sentence: str = ""
    new: int = 0
    changed: int = 0
    same: int = 0
    deleted: int = 0
    waiting: int = 0
    refused: int = 0
    conflicts: int = 0
    doubles: int = 0
    ruled: int = 0


def purpose_words(key: str) -> str:
    """The title of a purpose; the key of one that this program does not know."""
    try:
        return purpose(key).title if key else ""
    except NotFound:
        return key


def packages_in(paths: Iterable[Path]) -> list[Path]:
    """The packages among files and in directories, each place once. Raises BadFile where a directory is gone."""
    found: dict[Path, None] = {}
    for path in paths:
        try:
            inside = sorted(path.rglob(f"*{TAIL}")) if path.is_dir() else [path]
        except OSError as error:
            raise BadFile(_UNREADABLE.format(name=path.name or str(path))) from error
        found |= dict.fromkeys(file for file in inside if not file.name.startswith("."))
    return list(found)


def sort_arrived(opened: OpenOffice, paths: Sequence[Path], progress: Progress | None = None) -> list[Arrived]:
    """Check packages from the first to the last byte; sorted by sender and number, nothing is written.

    Raises NotFound while the office has no keys, Cancelled.
    """
    watch, reader = progress or Silent(), reader_of(opened)
    found = []
    for place, path in enumerate(paths):
        watch.step(f"正在核对 {path.name}", place, len(paths))
        found.append(_looked_at(path, reader))
    return judge(found, reader)


def judge(found: Iterable[Arrived], reader: Reader) -> list[Arrived]:
    """Sort them, mark those that lie there twice, and say which lack the one before."""
    senders = {sender.uid: sender for sender in reader.senders if not sender.revoked}
    known = {uid: dict(sender.received) for uid, sender in senders.items()}
    seen: dict[str, Arrived] = {}
    judged = []
    for one in sorted(found, key=lambda one: (one.state in _LAST, one.unit, one.number, one.path.name)):
        if one.digest in seen and one.digest:
            judged.append(replace(one, state=State.TWIN, sentence=_TWIN.format(name=seen[one.digest].path.name)))
            continue
        seen[one.digest] = one
        judged.append(_in_sequence(one, senders, known))
    return judged


def take_all(opened: OpenOffice, arrived: Sequence[Arrived], progress: Progress | None = None) -> list[Received]:
    """Take packages in, one transaction each, in the order of their senders' numbers; a copy is made before.

    One that is refused is named with the reason. Cancelled, those that were taken in stay. Raises CannotWrite when
    there is no good copy of what was before.
    """
    watch = progress or Silent()
    _copy_before(opened, watch)
    found: list[Received] = []
    for place, one in enumerate(arrived):
        try:
            found.append(_take(opened, one, Nth(watch, place + 1, len(arrived))))
        except Cancelled:
            found += [Received(left, None, _STOPPED) for left in arrived[place:]]
            break
    return found


def received_packages() -> list[ReceivedPackage]:
    """What was taken in, the newest first."""
    return list(ReceivedPackage.select().order_by(ReceivedPackage.id.desc()))


def newest_of_each() -> set[int]:
    """Ids of the packages that can be taken back: the last one of each sender."""
    newest: dict[str, int] = {}
    for package in ReceivedPackage.select().order_by(ReceivedPackage.id):
        newest[package.sender.office_uid] = package.id
    return set(newest.values())


def problem_lines(problems: Iterable[Sequence[str]]) -> list[tuple[str, int]]:
    """What was not taken, in words: kind and reason, with how many."""
    found: dict[str, int] = defaultdict(int)
    for kind, _uid, reason in problems:
        found[f"{name_of_kind(kind)}：{REASONS.get(reason, reason)}"] += 1
    return sorted(found.items(), key=lambda line: -line[1])


def _looked_at(path: Path, reader: Reader) -> Arrived:
    try:
        checked = check_package(path, reader)
    except KnownError as error:
        return _refused(path, reader, error)
    return Arrived(path, State.READY, "", checked.sender.name, checked.digest, checked.claims)


def _refused(path: Path, reader: Reader, why: KnownError) -> Arrived:
    """What can be told of a package that is refused."""
    state, sentence = _state_of(why), str(why)
    try:
        outside = look_outside(path, reader)
    except KnownError:
        return Arrived(path, state, sentence)
    told = {name: value for name, value in outside.claims.items() if isinstance(value, _TOLD.get(name, ()))}
    if outside.sender.received.get(outside.claims["number"]) == outside.digest:
        return Arrived(path, State.TAKEN, _TAKEN, outside.sender.name, outside.digest, told)
    return Arrived(path, state, sentence, outside.sender.name, outside.digest, told)


def _state_of(why: KnownError) -> State:
    if isinstance(why, NotForUs):
        return State.ELSEWHERE
    return State.STRANGER if isinstance(why, UnknownSender) else State.REFUSED


def _in_sequence(one: Arrived, senders: Mapping[str, Sender], known: dict[str, dict[int, str]]) -> Arrived:
    """What is to be known of its number, once those before it were taken in."""
    if one.state is not State.READY:
        return one
    office = one.claims["office"]
    before = known[office]
    told = told_of(one.claims, replace(senders[office], received=before))
    lacks = one.claims["previous"] is not None and one.claims["previous"][0] not in before
    before[one.number] = one.digest
    return replace(one, state=State.GAP if lacks else State.READY, sentence="".join(told))


def _copy_before(opened: OpenOffice, progress: Progress) -> None:
    try:
        current_copy(opened, "merge", progress)
    except KnownError as error:
        raise CannotWrite(_NO_COPY.format(error=error)) from error


def _take(opened: OpenOffice, one: Arrived, progress: Progress) -> Received:
    if one.state not in SOUND:
        return Received(one, None, one.sentence)
    try:
        incoming = look_into(opened, one.path, progress)
        package = take_in(opened, incoming, progress).value
    except KnownError as error:
        return Received(one, None, str(error))
    return _outcome(one, package, incoming.plan)


def _outcome(one: Arrived, package: ReceivedPackage, plan: Plan) -> Received:
    total = plan.total
    return Received(
        one,
        package,
        "",
        new=total(Verdict.NEW),
        changed=total(Verdict.CHANGED),
        same=total(Verdict.SAME),
        deleted=total(Verdict.DELETED),
        waiting=total(Verdict.WAITING),
        refused=total(Verdict.REFUSED),
        conflicts=len(plan.conflicts),
        doubles=len(plan.doubles),
        ruled=len(plan.ruled),
    )


def kinds_of(plan: Plan) -> Iterator[tuple[str, Mapping[Verdict, int]]]:
    """Kinds in words with their counts, those of which there is something; in the order of the plan."""
    for kind, counts in plan.counts.items():
        if any(counts.values()):
            yield name_of_kind(kind), counts


@dataclass(slots=True)
class Nth:
    """The progress of one package among many."""

    progress: Progress
    number: int
    count: int

    def step(self, what: str, done: int, total: int) -> None:
        """Say which of how many it is."""
        self.progress.step(f"第 {self.number} 份，共 {self.count} 份　{what}" if self.count > 1 else what, done, total)
