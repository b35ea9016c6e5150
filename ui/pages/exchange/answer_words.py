"""What an answer says, in words, before it is taken in: what it confirms, opinions, what was returned and why."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from models.exchange.merging.plan import Plan
from models.exchange.records import Notice
from models.recommendation.records import Recommendation

Line = tuple[str, str]
"""Mark and sentence."""


def confirmed(plan: Plan) -> Iterator[Line]:
    """Which of our packages arrived there."""
    numbers = [str(receipt.number) for receipt in plan.letter.receipts]
    if numbers:
        yield "done", f"对方确认收到：第 {'、'.join(numbers)} 号。"
    refused = sum(len(receipt.problems) for receipt in plan.letter.receipts)
    if refused:
        yield "warn", f"其中 {refused} 条对方没有收下，原因见回告。"


def opinions(plan: Plan) -> list[Line]:
    """The superior's opinion on each recommendation that the answer brings one for."""
    found = []
    for told in _rows(plan, Recommendation.kind()):
        rec = Recommendation.get_or_none(Recommendation.uid == told["uid"])
        if rec is None or told.get("superior_agrees") is None:
            continue
        agrees = bool(told["superior_agrees"])
        word = "同意推荐" if agrees else "不同意推荐"
        by = "，".join(part for part in (told.get("superior_name"), _day(told.get("superior_on"))) if part)
        words = f"“{rec.person.name}”：{word}（{by}）" if by else f"“{rec.person.name}”：{word}"
        found.append(("done" if agrees else "warn", f"{words}。{told.get('superior_opinion') or ''}"))
    return found


def told_notices(plan: Plan) -> list[Line]:
    """Every notice, with what is missing and until when."""
    found = []
    for told in _rows(plan, Notice.kind()):
        missing = f"需要补正：{told['missing']}。" if told.get("missing") else ""
        due = f"{_day(told['due_on'])}前办理。" if told.get("due_on") else ""
        matter = Notice.matter.show(told["matter"])
        mark = "warn" if missing or due else "tell"
        found.append((mark, f"{matter}：{str(told['text']).rstrip('。')}。{missing}{due}"))
    return found


def summary(plan: Plan) -> str:
    """One sentence once it is taken in."""
    parts = [
        (len(plan.letter.receipts), "份报送包已确认"),
        (len(opinions(plan)), "件审核意见"),
        (len(told_notices(plan)), "件回告"),
    ]
    words = "，".join(f"{count} {what}" for count, what in parts if count)
    return f"已接收{plan.letter.unit}的回复：{words}。" if words else f"已接收{plan.letter.unit}的报送包。"


def _rows(plan: Plan, kind: str) -> Iterator[dict[str, Any]]:
    columns = plan.cargo.columns.get(kind, ())
    for rows in plan.cargo.blocks(kind):
        for values in rows:
            yield dict(zip(columns, values, strict=True))


def _day(stored: Any) -> str:
    return f"{(day := date.fromisoformat(stored)).month}月{day.day}日" if stored else ""
