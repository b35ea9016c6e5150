"""What is rare in a help case: back, looked at again, closed, open again, deleted; each asks what it has to."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from models.assistance.case import CLOSED, KEPT
from models.assistance.programmes import programme_of
from models.assistance.steps import close_case, reopen_case, return_step, review_case
from models.assistance.verbs import remove_case
from models.core.codes import table
from ui.desk import Desk
from ui.widgets.filter_bar import Choice

if TYPE_CHECKING:
    from ui.pages.assistance.case_sheet import CaseSheet

Way = tuple[str, Callable[[], object]]


class CaseEnds:
    """The menu 更多 of a case."""

    def __init__(self, desk: Desk, sheet: "CaseSheet") -> None:
        self._desk = desk
        self._sheet = sheet

    def ways(self) -> list[Way]:
        """What can be done now."""
        case = self._sheet.case
        if case.status == CLOSED:
            return [("重新启用…", self.reopen)]
        back: list[Way] = [("退回…", self.go_back)] if self._earlier() else []
        kept: list[Way] = [("复核…", self.review)] if case.status == KEPT else []
        return [*kept, ("结案…", self.close), *back, ("删除个案", self.remove)]

    def review(self) -> None:
        """复核: the case was looked at again and goes on."""
        question = f"复核“{self._name()}”的个案：家庭情况核对过了，继续在档。写一句核对的结果。"
        self._sheet.reasons.ask(question, "复核", lambda _none, words: self._do(review_case, opinion=words))

    def go_back(self) -> None:
        """退回 to an earlier step."""
        question = f"把“{self._name()}”的个案退回到哪一步？已经填写的内容都留着。"
        self._sheet.reasons.ask(
            question, "退回", lambda key, reason: self._do(return_step, key, reason), self._earlier()[::-1]
        )

    def close(self) -> None:
        """结案 for one of the reasons of the table."""
        choices = [Choice(code.code, code.label) for code in table("help.closing").items()]
        self._sheet.reasons.ask(
            f"“{self._name()}”的个案因什么结案？以后可以重新启用。",
            "结案",
            lambda key, reason: self._do(close_case, key, reason),
            choices,
            hint="补充说明（选“其他”时要写）",
            plain=[choice.value for choice in choices if choice.value != "other"],
        )

    def reopen(self) -> None:
        """重新启用."""
        question = f"重新启用“{self._name()}”的个案，从原来的步骤接着办？"
        self._sheet.reasons.ask(question, "重新启用", lambda _none, reason: self._do(reopen_case, reason))

    def remove(self) -> None:
        """Delete a case that was opened by mistake; it can be taken back."""
        if self._desk.do(self._sheet, remove_case, self._sheet.case) is not None:
            self._sheet.gone.emit()

    def _do(self, verb: Any, *args: Any, **kwargs: Any) -> bool:
        return self._desk.do(self._sheet, verb, self._sheet.case, *args, **kwargs) is not None

    def _name(self) -> str:
        return str(self._sheet.case.person.name)

    def _earlier(self) -> list[Choice]:
        case = self._sheet.case
        text = programme_of(case)
        return [Choice(step.key, step.title) for step in text.steps[: max(0, text.place(case.step))]]
