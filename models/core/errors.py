"""Errors and findings that every part shares; knows no record.

A known error is the user's or the machine's (locked, full, bad file, rule broken) and carries one calm Chinese
sentence that says what happened and what to do. Anything else that is raised is a bug.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class KnownError(Exception):
    """Something the user can mend; `str()` is the sentence shown to her."""

    exit_code = 2


Explain = Callable[[BaseException], KnownError | None]
explanations: list[Explain] = []
"""Who knows more of the machine adds here what turns its errors into known ones."""


def as_known(error: BaseException) -> KnownError | None:
    """The known error that this one is, or is explained as; None for a bug."""
    if isinstance(error, KnownError):
        return error
    return next(filter(None, (explain(error) for explain in explanations)), None)


class BadFile(KnownError):
    """A file that cannot be read as what it should be."""


class CannotWrite(KnownError):
    """The disk, the directory or its rights do not let us write; nothing was changed."""


class CannotOpen(KnownError):
    """The office's own file cannot be opened here and now; it is left untouched."""


class Damaged(CannotOpen):
    """The office's file or its keys cannot be read whole, or are gone; a copy may help."""


class WrongPassphrase(CannotOpen):
    """No key slot opens with this passphrase."""


class NotFound(KnownError):
    """The thing named does not exist (any more)."""


class RuleRefused(KnownError):
    """A rule that cannot be passed says no."""

    exit_code = 3


class NotAllowed(RuleRefused):
    """The signed-in user's roles, or her part in the matter, do not let her do this; the attempt is remembered."""


class Stale(RuleRefused):
    """The record was changed elsewhere since it was read."""


class Cancelled(Exception):
    """The user stopped a long piece of work; nothing happened."""


class ValueProblem(ValueError):
    """A text or cell that a field cannot take. `code` is from the closed list of `PROBLEM_CODES`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Severity(StrEnum):
    """How strongly a rule speaks: 不可通过, 需说明, 提示."""

    STOP = "stop"
    WARN = "warn"
    TELL = "tell"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about values that were typed: which field, how bad, and the sentence to show."""

    severity: Severity
    code: str
    message: str
    field: str = ""
    values: dict[str, object] = dataclasses.field(default_factory=dict)


def stops(problems: list[Problem]) -> list[Problem]:
    """Those that cannot be passed."""
    return [problem for problem in problems if problem.severity is Severity.STOP]


def refuse_stops(problems: list[Problem]) -> None:
    """Raise RuleRefused with the sentences of every stop, if there is one."""
    found = stops(problems)
    if found:
        raise RuleRefused("；".join(dict.fromkeys(problem.message.rstrip("。") for problem in found)) + "。")
