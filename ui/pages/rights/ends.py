"""What is rare in a petition: back, more time, review, withdrawn, taken up again, deleted; each asks what it needs."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from models.core.errors import Problem
from models.core.record import is_protected
from models.office.guard import allows
from models.rights.moving import follow
from models.rights.procedure import ANSWERING, HANDLING, INTAKE, reached, steps
from models.rights.records import RUNNING, RightsCase
from models.rights.verbs import (
    REVIEW,
    SECOND,
    ask_extension,
    ask_review,
    consent_extension,
    decide_review,
    object_to_case,
    remove_case,
    reopen_case,
    return_case,
    tell_extension,
    withdraw_case,
)
from ui import messages
from ui.desk import Desk
from ui.pages.rights.acting import act, saved
from ui.widgets.asking import day, flag, question, reason

if TYPE_CHECKING:
    from ui.pages.rights.case import CasePanel

Way = tuple[str, Callable[[], object]]


class Ends:
    """The menu 更多 of one case."""

    def __init__(self, desk: Desk, panel: "CasePanel") -> None:
        self._desk = desk
        self._panel = panel

    def ways(self) -> list[Way]:
        """What can be done now."""
        case = self._case
        if case.status != RUNNING:
            found: list[Way] = [*self._reviews(case), ("恢复办理…", self._reopen)]
        else:
            found = [*self._running(case), *self._reviews(case), ("来访人撤回…", self._withdraw)]
        if not is_protected(case) and allows(self._desk.session, "remove_case", case):
            found.append(("删除这次登记…", self._remove))
        return found

    def waiting(self) -> tuple[str, list[Way]]:
        """An extension that somebody has to agree to, in one sentence with the ways on."""
        case = self._case
        if case.status != RUNNING or case.extension_asked_on is None or case.extended_on is not None:
            return "", []
        told = f"{case.extension_asked_by}申请延期：{case.extension_reason or ''}"
        return told, [("审批延期", self.consent)]

    def consent(self) -> None:
        """Agree to more time or refuse it."""
        self._ask(
            [flag("同意延期"), reason("意见", "text", needed=False)],
            "保存审批",
            lambda values: self._do(consent_extension, bool(values["agreed"]), values["text"] or ""),
        )

    @property
    def _case(self) -> RightsCase:
        return self._panel.case

    def _running(self, case: RightsCase) -> list[Way]:
        found: list[Way] = []
        if any(reached(key, case.step) and key not in (INTAKE, case.step) for key in steps()):
            found.append(("退回前面的步骤…", self._return))
        if case.channel == "superior" and case.objected_on is None:
            found.append(("提出异议…", self._object))
        if case.accepted_on and case.step in (HANDLING, ANSWERING) and not case.extended_on:
            asked = case.extension_asked_on is not None
            found.append(("审批延期…", self.consent) if asked else ("申请延期…", self._extend))
        if case.extended_on and not case.extension_told_on:
            found.append(("告知来访人延期…", self._tell))
        return found

    def _reviews(self, case: RightsCase) -> list[Way]:
        found: list[Way] = []
        for kind, word, base, asked, decided in (
            (REVIEW, "复查", case.answered_on, case.review_asked_on, case.review_decided_on),
            (SECOND, "复核", case.review_decided_on, case.second_asked_on, case.second_decided_on),
        ):
            if base and not asked:
                found.append((f"来访人提出{word}…", lambda kind=kind, word=word: self._review(kind, word)))
            elif asked and not decided:
                found.append((f"登记{word}意见…", lambda kind=kind, word=word: self._decide(kind, word)))
        return found

    def _return(self) -> None:
        case = self._case
        passed = [key for key in steps() if reached(key, case.step) and key not in (INTAKE, case.step)]
        self._panel.head.choose([(steps()[key].title, lambda key=key: self._return_to(key)) for key in passed])

    def _return_to(self, key: str) -> None:
        title = steps()[key].title
        self._ask([reason("退回原因")], f"退回到“{title}”", lambda values: self._do(return_case, key, values["reason"]))

    def _object(self) -> None:
        self._ask(
            [day("提出日期"), reason("理由")],
            "提出异议",
            lambda values: self._do(object_to_case, values["on"], values["reason"]),
            on=self._desk.today(),
        )

    def _extend(self) -> None:
        self._ask([reason("延期原因")], "申请延期", lambda values: self._do(ask_extension, values["reason"]))

    def _tell(self) -> None:
        self._ask(
            [day("告知日期")],
            "登记告知",
            lambda values: self._do(tell_extension, values["on"]),
            on=self._desk.today(),
        )

    def _review(self, kind: str, word: str) -> None:
        self._ask(
            [day(f"提出{word}日期")],
            f"登记{word}请求",
            lambda values: self._do(ask_review, kind, values["on"]),
            on=self._desk.today(),
        )

    def _decide(self, kind: str, word: str) -> None:
        self._ask(
            [day(f"{word}意见日期"), reason(f"{word}意见", "text")],
            f"登记{word}意见",
            lambda values: self._do(decide_review, kind, values["on"], values["text"]),
            on=self._desk.today(),
        )

    def _withdraw(self) -> None:
        self._ask([reason("撤回原因")], "撤回来访", lambda values: self._do(withdraw_case, values["reason"]))

    def _reopen(self) -> None:
        self._ask([reason("恢复原因")], "恢复办理", lambda values: self._do(reopen_case, values["reason"]))

    def _remove(self) -> None:
        detail = "连同办理经过和附件一起删除，不能恢复；编号不再使用。只有登错的才删除，办完的请存档。"
        if not messages.confirm(self._panel, f"要删除{self._case.called()}吗？", "删除这次登记", detail):
            return
        case = self._case
        self._panel.closed.emit()
        if self._desk.do(self._panel.window(), remove_case, case, undoable=False) is not None:
            follow(self._desk.opened)

    def _ask(
        self, fields: list[Any], verb: str, save: Callable[[dict[str, Any]], list[Problem] | None], **shown: Any
    ) -> None:
        self._panel.ask(question(fields, verb, save, **shown))

    def _do(self, verb: Callable[..., Any], *args: Any) -> list[Problem] | None:
        return saved(act(self._desk, self._panel.asking or self._panel, self._case, verb, *args))
