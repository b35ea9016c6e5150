"""What in a petition is missing, breaks a rule or cannot be: asked while typing and before it is kept."""

from typing import Any

from models.core.errors import Problem, Severity
from models.rights.book import Rules
from models.rights.procedure import Step
from models.rights.records import CASE_COLUMNS, RightsCase


class Columns:
    """The columns of a record, asked as a mapping."""

    def __init__(self, case: RightsCase) -> None:
        self._case = case

    def get(self, name: str) -> Any:
        """The value of a column."""
        return getattr(self._case, name)


def missing(case: RightsCase, step: Step) -> list[Problem]:
    """Required columns of a step that are still empty; a required tick must be set."""
    return [
        Problem(Severity.STOP, "required", f"还没有填写{CASE_COLUMNS[name].label}。", name)
        for name in step.required(Columns(case))
        if getattr(case, name) in (None, "", False)
    ]


_ORDER = (
    ("registered_on", "accepted_on"),
    ("registered_on", "acceptance_told_on"),
    ("registered_on", "not_ours_on"),
    ("registered_on", "forwarded_on"),
    ("accepted_on", "answered_on"),
    ("answered_on", "revisited_on"),
)
"""Days of which the second cannot lie before the first."""


def check_case(case: RightsCase) -> list[Problem]:
    """What in a case breaks a rule or cannot be; asked while typing and before keeping it."""
    found: list[Problem] = []
    rules = Rules(case.registered_on)
    delegates = [name for name in (case.delegates or "").replace("，", "、").split("、") if name.strip()]
    most = rules.value("delegates_max")
    if most is not None and len(delegates) > most:
        found.append(
            Problem(Severity.STOP, "delegates_max", rules.sentence("delegates_max", len(delegates)), "delegates")
        )
    if case.people is not None and len(delegates) > case.people:
        found.append(Problem(Severity.STOP, "people", "代表比来访的人还多，请核对人数。", "people"))
    if is_complained_of(case, case.forwarded_to):
        found.append(
            Problem(Severity.STOP, "accused", "不能把来访转给被反映的人或单位，请换一个单位。", "forwarded_to")
        )
    for first, second in _ORDER:
        earlier, later = getattr(case, first), getattr(case, second)
        if earlier is not None and later is not None and later < earlier:
            words = f"{CASE_COLUMNS[second].label}不能早于{CASE_COLUMNS[first].label}，请核对。"
            found.append(Problem(Severity.STOP, "order", words, second))
    return found


def is_complained_of(case: RightsCase, body: str | None) -> bool:
    """Whether this is the person or unit complained of, to whom nothing is ever passed on (信访工作条例 第三十条)."""
    return bool(body) and body in (case.accused_name, case.accused_unit)
