"""The plan of a package: how many records of each kind are new, changed, the same, and what a person must look at.

Made before anything is written, in one walk of bounded memory. Decides nothing and writes nothing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from models.core import history
from models.core.database import DB
from models.core.progress import Progress, Silent
from models.core.record import record_class
from models.exchange.merging.cargo import Cargo, Letter
from models.exchange.merging.portable import chunks, marks
from models.exchange.merging.three_way import Verdict
from models.exchange.merging.walk import (
    ELSEWHERE,
    ERASED,
    FILE,
    FOREIGN,
    GAP,
    TAKEN,
    WRONG,
    Block,
    Outcome,
    Walk,
    acceptable,
)
from models.exchange.merging.written import rules_for
from models.office.office import this_office
from models.people.person import Person

VERDICT_NAMES = {
    Verdict.NEW: "新增",
    Verdict.CHANGED: "更新",
    Verdict.SAME: "相同",
    Verdict.DELETED: "对方已删除",
    Verdict.CONFLICT: "待核对",
    Verdict.WAITING: "待补齐",
    Verdict.REFUSED: "未接收",
}
REASONS = {
    ERASED: "本人已申请删除个人信息，不再接收。",
    TAKEN: "同一单位报来的另一条记录已用了这个号码或名称，请对方核对。",
    GAP: "缺少必填内容，请对方补齐后再报。",
    FILE: "附件的文件没有随包报来。",
    ELSEWHERE: "附在不该报送的资料上，没有接收。",
    FOREIGN: "是别的单位的资料，或挂在别的单位的资料上，不能由这份报送包改动，请对方核对。",
    WRONG: "有一栏的内容格式不对，请对方核对后再报。",
}
_PROBLEMS_KEPT = 500


@dataclass(frozen=True, slots=True)
class PlannedConflict:
    """A field that both sides changed, or a deletion against a change: both values in travelling form, who and when."""

    kind: str
    uid: str
    column: str
    ours: Any
    ours_at: str
    ours_by: str
    theirs: Any
    theirs_at: str
    theirs_by: str
    origin_there: str = ""


@dataclass(slots=True)
class Plan:
    """A package before it is applied. `doubles`: uids of new persons whose ID number another office brought already;
    `ruled`: kind, uid, column and winner (see `Wins`) where a written rule decides; `head`: the last change of the file
    that the plan knows of; `told`: sentences about gaps in the numbers."""

    letter: Letter
    cargo: Cargo
    told: tuple[str, ...] = ()
    counts: dict[str, Counter[Verdict]] = field(default_factory=dict)
    conflicts: list[PlannedConflict] = field(default_factory=list)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)
    ruled: list[tuple[str, str, str, str]] = field(default_factory=list)
    head: tuple[int, str] = (0, "")

    def total(self, verdict: Verdict) -> int:
        """How many records of all kinds."""
        return sum(counts[verdict] for counts in self.counts.values())

    def plain(self) -> dict[str, Any]:
        """The plan as `receive --json` prints it."""
        return {
            "unit": self.letter.unit,
            "number": self.letter.number,
            "purpose": self.letter.purpose,
            "period": self.letter.period,
            "told": list(self.told),
            "confirms": [receipt.number for receipt in self.letter.receipts],
            "kinds": plain_counts(self.counts),
            "conflicts": len(self.conflicts),
            "problems": [
                {"kind": kind, "uid": uid, "message": REASONS[reason]} for kind, uid, reason in self.kept_problems()
            ],
            "doubles": len(self.doubles),
            "ruled": len(self.ruled),
        }

    def kept_problems(self) -> list[tuple[str, str, str]]:
        """The problems that a receipt lists: kind, uid, reason. Nobody erased is named."""
        return [(kind, "" if reason == ERASED else uid, reason) for kind, uid, reason in self.problems[:_PROBLEMS_KEPT]]


def plain_counts(counts: dict[str, Counter[Verdict]]) -> dict[str, dict[str, int]]:
    """Counts by kind and verdict, without zeros."""
    return {
        kind: {verdict.value: number for verdict, number in each.items() if number} for kind, each in counts.items()
    }


def make_plan(letter: Letter, cargo: Cargo, told: tuple[str, ...] = (), progress: Progress | None = None) -> Plan:
    """What applying a package would do now. Raises BadFile for kinds of records that no package may bring."""
    watch = progress or Silent()
    cargo.refuse_strange(acceptable())
    plan = Plan(letter, cargo, told, head=history.changed_head())
    expected, seen = sum(letter.rows.values()), 0
    walk = Walk(letter, cargo, rules_for(this_office().level, letter.level))
    with DB.atomic():
        for block in walk.records():
            count(plan, block)
            plan.doubles += _doubles(block)
            seen += block.same + len(block.fresh) + len(block.known)
            watch.step(f"正在核对{letter.unit}的报送包", min(seen, expected), expected)
        for shape, outcomes in walk.deletions():
            _count_known(plan, shape.kind, outcomes)
        for kind, uid in walk.not_deleted:
            plan.counts.setdefault(kind, Counter())[Verdict.REFUSED] += 1
            plan.problems.append((kind, uid, FOREIGN))
    return plan


def count(plan: Plan, block: Block) -> None:
    """Add a block to the plan."""
    counts = plan.counts.setdefault(block.shape.kind, Counter())
    counts[Verdict.NEW] += len(block.fresh)
    counts[Verdict.SAME] += block.same
    counts[Verdict.WAITING] += len(block.waiting)
    counts[Verdict.REFUSED] += len(block.refused)
    plan.problems += [(block.shape.kind, uid, reason) for uid, reason in block.refused.items()]
    _count_known(plan, block.shape.kind, block.known)


def _count_known(plan: Plan, kind: str, outcomes: Iterable[Outcome]) -> None:
    counts = plan.counts.setdefault(kind, Counter())
    for one in outcomes:
        counts[one.merged.verdict] += 1
        plan.conflicts += conflicts_of(kind, one)
        plan.ruled += [(kind, one.uid, column, wins.value) for column, wins in one.ruled.items()]


def conflicts_of(kind: str, one: Outcome) -> list[PlannedConflict]:
    """The conflicts of a record."""
    at, by = (one.here.changed_at, one.here.changed_by) if one.here else ("", "")
    return [
        PlannedConflict(kind, one.uid, column, ours, at, by, theirs, one.head[5], one.head[6], one.head[2])
        for column, (ours, theirs) in one.merged.conflicts.items()
    ]


def _doubles(block: Block) -> list[str]:
    """New persons whose ID number somebody of another office has: one human being with two origins."""
    if block.shape.cls is not Person or "id_number" not in block.names:
        return []
    place = block.names.index("id_number") - len(block.names)
    numbers = {row[place]: row[0] for row in block.fresh if row[place]}
    found: list[str] = []
    for some in chunks(numbers):
        rows = DB.execute_sql(f"SELECT id_number FROM person WHERE id_number IN ({marks(some)})", some)
        found += [numbers[number] for (number,) in rows]
    return found


def name_of_kind(kind: str) -> str:
    """The Chinese name of a kind."""
    return record_class(kind).noun
