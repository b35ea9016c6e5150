"""Vote arithmetic of a recommendation meeting: identities between the counts, quorum and majority by preset.

Fractions come from the rule book; "over half" is strict, so 15 of 30 fails. Knows no person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from json import loads
from typing import Any

from models.core.errors import Problem, Severity
from resources import path

COUNT_LABELS = {
    "entitled": "应到",
    "present": "实到",
    "written": "书面意见",
    "issued": "发出票",
    "returned": "收回票",
    "valid": "有效票",
    "yes": "赞成",
    "no": "反对",
    "abstain": "弃权",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A share that must be reached: `count` against `fraction` of `of`; strict means more than it."""

    count: str
    of: str
    fraction: Fraction
    strict: bool

    def holds(self, counts: Mapping[str, int]) -> bool:
        """Whether the counts reach the share."""
        wanted = self.fraction * counts[self.of]
        return counts[self.count] > wanted if self.strict else counts[self.count] >= wanted

    def smallest(self, whole: int) -> int:
        """The smallest count that reaches the share of `whole`."""
        wanted = self.fraction * whole
        return int(wanted) + 1 if self.strict else -int(-wanted // 1)

    def words(self) -> str:
        """The share in words."""
        half = self.fraction == Fraction(1, 2)
        share = "一半" if half else f"{self.fraction.denominator}分之{self.fraction.numerator}"
        return f"{COUNT_LABELS[self.count]}{'超过' if self.strict else '达到'}{COUNT_LABELS[self.of]}的{share}"


@dataclass(frozen=True, slots=True)
class Preset:
    """One way to vote (A–E): quorum and majority with their source."""

    key: str
    title: str
    quorum: Share
    passing: Share
    source: str
    sentence: str


@cache
def presets() -> dict[str, Preset]:
    """The presets of the rule book by key."""
    content = loads(path("rules", "recommendation.json").read_text("utf-8"))
    return {
        entry["key"]: Preset(
            entry["key"],
            entry["title"],
            _share(entry["quorum"]),
            _share(entry["passing"]),
            entry["source"],
            entry["sentence"],
        )
        for entry in content["vote_presets"]
    }


def _share(part: dict[str, Any]) -> Share:
    return Share(part["count"], part["of"], Fraction(*part["fraction"]), part["strict"])


def meeting_problems(counts: Mapping[str, int | None], written_allowed: bool = True) -> list[Problem]:
    """What does not add up in a meeting's counts: 实到 ≤ 应到, 发出 ≤ 实到 + 书面意见, 收回 ≤ 发出, 有效 ≤ 收回."""
    written = counts.get("written") or 0
    present = counts.get("present")
    room = None if present is None else present + (written if written_allowed else 0)
    hint = "本级规则不收书面意见，" if written and not written_allowed else ""
    checks = (
        ("present", counts.get("present"), counts.get("entitled"), "实到{0}人，多于应到{1}人，请核对。"),
        (
            "written",
            _sum(present, counts.get("written")),
            counts.get("entitled"),
            "实到与书面意见共{0}人，多于应到{1}人，请核对。",
        ),
        ("issued", counts.get("issued"), room, hint + "发出{0}票，多于能投票的{1}人，请核对。"),
        (
            "returned",
            counts.get("returned"),
            counts.get("issued"),
            "收回{0}票，多于发出的{1}票，本次投票无效，应重新投票。",
        ),
        ("valid", counts.get("valid"), counts.get("returned"), "有效{0}票，多于收回的{1}票，请核对。"),
    )
    return [
        Problem(Severity.STOP, "ballots_add_up", sentence.format(count, limit), field)
        for field, count, limit, sentence in checks
        if count is not None and limit is not None and count > limit
    ]


def _sum(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first + second


def vote_problems(name: str, vote: Mapping[str, int | None], valid: int | None) -> list[Problem]:
    """What does not add up in one candidate's votes: 赞成 + 反对 + 弃权 = 有效票."""
    parts = [vote.get(key) for key in ("yes", "no", "abstain")]
    if valid is None or any(part is None for part in parts):
        return []
    total = sum(part or 0 for part in parts)
    if total == valid:
        return []
    message = f"{name}的赞成、反对、弃权共{total}票，应等于有效票{valid}票，请核对。"
    return [Problem(Severity.STOP, "ballots_add_up", message, "yes")]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a candidate passed: quorum, majority, and both in words."""

    quorum: bool
    passed: bool
    sentence: str


def outcome(preset: Preset, counts: Mapping[str, int]) -> Outcome:
    """Judge the counts of a meeting with one candidate's votes by a preset."""
    quorum, passing = preset.quorum, preset.passing
    has_quorum = counts["present"] > 0 and quorum.holds(counts)
    has_majority = counts["yes"] > 0 and passing.holds(counts)
    here = f"{COUNT_LABELS[quorum.of]}{counts[quorum.of]}，{COUNT_LABELS[quorum.count]}{counts[quorum.count]}"
    if not has_quorum:
        least = max(1, quorum.smallest(counts[quorum.of]))
        return Outcome(False, False, f"{here}，到会至少要{least}人，会议不能表决。")
    least = max(1, passing.smallest(counts[passing.of]))
    votes = f"赞成{counts['yes']}票"
    if not has_majority:
        return Outcome(True, False, f"{here}，{votes}，至少要{least}票，没有通过。")
    return Outcome(True, True, f"{here}，{votes}，达到{least}票，通过。")


def rates(counts: Mapping[str, int]) -> tuple[float, float]:
    """Yes votes as share of the ballots cast and of those entitled: both are printed, each with its label."""
    return (
        counts["yes"] / counts["returned"] if counts["returned"] else 0.0,
        counts["yes"] / counts["entitled"] if counts["entitled"] else 0.0,
    )
