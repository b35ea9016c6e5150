"""Wrong passphrases: five lock for 15 minutes, five more for 30, across restarts and a clock that is set back.

Kept in `attempts.json` beside the keys, with who tried when, until a sign-in brings that into the history. Time counts
only forwards: a clock that shows less than it did before does not bring the end nearer. Knows no key.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, TypeVar

from models.core.clock import stamp
from models.core.errors import WrongPassphrase
from models.core.files import write_whole

T = TypeVar("T")
FILE = "attempts.json"
TRIES = 5
LOCKS = (timedelta(minutes=15), timedelta(minutes=30))
_LONGEST_LOG, _LONGEST_NAME = 50, 60


class Locked(WrongPassphrase):
    """Too many wrong passphrases: none is tried now. `minutes` is how long it lasts."""

    def __init__(self, sentence: str, minutes: int) -> None:
        super().__init__(sentence)
        self.minutes = minutes


@dataclass(slots=True)
class Attempts:
    """Failures in a row, seconds still locked, the latest time that the clock has shown, and [time, name] of each."""

    failures: int = 0
    left: float = 0.0
    seen: str = ""
    log: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        numbers = isinstance(self.failures, int) and isinstance(self.left, int | float) and isinstance(self.log, list)
        if not numbers or not all(isinstance(part, str) for line in self.log for part in line):
            raise TypeError(FILE)
        # What nobody could have reached: a lock that never ends is as spoiled as none.
        if self.failures < 0 or not 0 <= self.left <= LOCKS[-1].total_seconds():
            raise ValueError(FILE)
        if self.seen and datetime.fromisoformat(self.seen).tzinfo is not None:
            raise ValueError(FILE)


class Lockout:
    """The counter of one office's directory."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE
        self._state = _read(self._path)

    def refuse_locked(self, now: datetime) -> None:
        """Raise Locked while locked, saying for how long. Raises CannotWrite when time cannot be kept."""
        self._pass_time(now)
        if self._state.left > 0:
            minutes = int(-(-self._state.left // 60))
            raise Locked(f"口令连续输错 {self._state.failures} 次，已锁定，请 {minutes} 分钟后再试。", minutes)

    def failed(self, now: datetime, user: str) -> None:
        """Count a wrong passphrase; every fifth locks. Raises CannotWrite."""
        self._pass_time(now)
        self._state.failures += 1
        if self._state.failures % TRIES == 0:
            lock = LOCKS[min(self._state.failures // TRIES, len(LOCKS)) - 1]
            self._state.left = lock.total_seconds()
        self.remember(now, user)

    def remember(self, now: datetime, user: str) -> None:
        """Keep for the history that somebody tried to sign in and was refused."""
        self._state.log = [*self._state.log, [stamp(now), user[:_LONGEST_NAME]]][-_LONGEST_LOG:]
        self._write()

    def tries_left(self) -> int:
        """How many wrong ones are left before the next lock."""
        return TRIES - self._state.failures % TRIES

    def succeeded(self) -> None:
        """Forget the count; what is to stand in the history stays until `forget_log`."""
        if self._state.failures:
            self._state = Attempts(seen=self._state.seen, log=self._state.log)
            self._write()

    def log(self) -> list[tuple[str, str]]:
        """Time and name of each failed attempt that no history tells of yet."""
        return [(line[0], line[1]) for line in self._state.log if len(line) == 2]

    def forget_log(self) -> None:
        """The history tells of them now."""
        if self._state.log:
            self._state.log = []
            self._write()

    def _pass_time(self, now: datetime) -> None:
        state = self._state
        seen = datetime.fromisoformat(state.seen) if state.seen else now
        before, state.seen = state.left, now.isoformat()
        state.left = max(0.0, state.left - max(0.0, (now - seen).total_seconds()))
        if before:
            self._write()

    def _write(self) -> None:
        content = json.dumps(asdict(self._state), ensure_ascii=False).encode("utf-8", "surrogatepass")

        def write(stream: BinaryIO) -> None:
            stream.write(content)

        write_whole(self._path, write)


def counted(directory: Path, now: datetime, user: str, attempt: Callable[[], T]) -> T:
    """Try a passphrase by `attempt` unless locked, and count it when it was wrong.

    Raises Locked, or WrongPassphrase with how many tries are left.
    """
    lockout = Lockout(directory)
    lockout.refuse_locked(now)
    try:
        found = attempt()
    except WrongPassphrase as error:
        lockout.failed(now, user)
        lockout.refuse_locked(now)
        left = lockout.tries_left()
        raise WrongPassphrase(f"{error}再错 {left} 次就要锁定一段时间。") from error
    lockout.succeeded()
    return found


def _read(path: Path) -> Attempts:
    try:
        return Attempts(**json.loads(path.read_text("utf-8", "surrogatepass")))
    except FileNotFoundError:
        return Attempts()
    except (OSError, ValueError, TypeError, RecursionError):
        # Somebody spoiled the counter: it starts locked for the first time span rather than open.
        return Attempts(TRIES, LOCKS[0].total_seconds())
