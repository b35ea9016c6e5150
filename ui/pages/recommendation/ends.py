"""What is rare in a recommendation: back, withdrawn, expired, back again, another try; each asks its reason."""

from typing import TYPE_CHECKING, Any

from models.recommendation.conditions import case_of, valid_until
from models.recommendation.lists import batches
from models.recommendation.records import ANSWERED, RUNNING, Batch
from models.recommendation.verbs import expire, reopen, return_to, try_again, withdraw
from ui.desk import Desk
from ui.pages.recommendation.trail import batch_title, may_reopen
from ui.widgets.filter_bar import Choice

if TYPE_CHECKING:
    from ui.pages.recommendation.candidate import CandidatePanel
    from ui.pages.recommendation.step_body import Way

MOST_BATCHES = 6


class Ends:
    """The menu 更多 of one candidate's panel."""

    def __init__(self, desk: Desk, panel: "CandidatePanel") -> None:
        self._desk = desk
        self._panel = panel

    def ways(self) -> "list[Way]":
        """What can be done now."""
        rec = self._panel.rec
        if rec.status == RUNNING:
            back: list[Way] = [("退回…", self.go_back)] if self._earlier() else []
            over: list[Way] = [("推荐过期…", self.expire)] if self._has_run_out() else []
            return [*back, ("撤回推荐…", self.withdraw), *over]
        again: list[Way] = [("再次推荐…", self.try_again)]
        return [("恢复…", self.reopen), *again] if may_reopen(rec) else again

    def go_back(self) -> None:
        """退回 to an earlier step; those that the procedure names come first."""
        step = self._panel.step
        named = [place for place in self._earlier() if place.value in step.back_to]
        rest = [place for place in reversed(self._earlier()) if place.value not in step.back_to]
        self._panel.reasons.ask(
            f"把“{self._name()}”的推荐退回到哪一步？已经填写的内容都留着。",
            "退回",
            lambda key, reason: self._do(return_to, key, reason),
            [*named, *rest],
        )

    def withdraw(self) -> None:
        """撤回."""
        question = f"撤回“{self._name()}”的推荐？以后可以恢复。"
        self._panel.reasons.ask(question, "撤回推荐", lambda _none, reason: self._do(withdraw, reason))

    def expire(self) -> None:
        """过期."""
        question = f"“{self._name()}”的推荐按过期办结？以后可以恢复，也可以再次推荐。"
        self._panel.reasons.ask(question, "办结过期", lambda _none, reason: self._do(expire, reason))

    def reopen(self) -> None:
        """恢复."""
        question = f"恢复“{self._name()}”的推荐，从原来的步骤接着办？"
        self._panel.reasons.ask(question, "恢复推荐", lambda _none, reason: self._do(reopen, reason))

    def try_again(self) -> None:
        """再次推荐 in one of the newest batches."""
        rec = self._panel.rec
        offered = [Choice(batch, batch_title(batch)) for batch in batches(rec.batch.channel)[:MOST_BATCHES]]
        question = f"把“{self._name()}”再次推荐，列入哪个批次？申请和事迹会带过去。"
        self._panel.reasons.ask(question, "再次推荐", self._again, offered)

    def _again(self, batch: Batch, reason: str) -> bool:
        done = self._desk.do(self._panel, try_again, self._panel.rec, batch, reason)
        if done is None:
            return False
        self._panel.opened.emit(done.value.uid)
        return True

    def _do(self, verb: Any, *args: Any) -> bool:
        if self._desk.do(self._panel, verb, self._panel.rec, *args) is None:
            return False
        self._panel.reload()
        return True

    def _has_run_out(self) -> bool:
        rec, today = self._panel.rec, self._desk.today()
        months = case_of(rec, today).parameter("recommendation_valid_months", 24)
        until = valid_until(rec, int(str(months)))
        return until is not None and until < today

    def _name(self) -> str:
        return str(self._panel.rec.person.name)

    def _earlier(self) -> list[Choice]:
        rec, steps = self._panel.rec, self._panel.steps
        if rec.status == ANSWERED:
            return []
        route = steps.route(rec.route)
        here = [step.key for step in route].index(rec.step)
        return [Choice(step.key, step.title) for step in route[:here]]
