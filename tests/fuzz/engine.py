"""A small coverage-guided fuzzer: seeds are changed, what reaches a new line of ours becomes a seed, what ends in
anything but a result or a known error is kept.

Knows no target. Runs in a process of its own, because a reader may take the whole process with it: each case is
written down before it is tried.
"""

import hashlib
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from types import CodeType, FrameType
from typing import Any

from models.core.errors import KnownError, ValueProblem

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).with_name("corpus")
LONGEST_S = 5.0
"""No case may take longer, however malicious the few kilobytes are."""

MOST_MEMORY = 3 << 30
_OURS = str(ROOT / "models") + os.sep
_ALLOWED = (KnownError, ValueProblem)
_MOST_SEEDS = 4000
_SHARE_WATCHED = 0.3
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

Mutate = Callable[[Random, bytes, Sequence[bytes]], bytes]


@dataclass(frozen=True, slots=True)
class Target:
    """One reader under fuzz. `run` gets the path of a file called `file` and may raise only known errors; `seeds` are
    good files; `mutate` knows the format; `writes` are names of files that the reader is meant to write.
    """

    name: str
    file: str
    run: Callable[[Path], object]
    seeds: Callable[[], list[bytes]]
    mutate: Mutate
    writes: tuple[str, ...] = ()


@dataclass(slots=True)
class Told:
    """What a run found: cases tried, lines reached, and for each new finding its file and what it says."""

    cases: int = 0
    lines: int = 0
    slowest_s: float = 0.0
    findings: dict[str, str] = field(default_factory=dict)


class TooSlow(Exception):
    """A case took longer than LONGEST_S."""


class Wrote(Exception):
    """A reader wrote something."""


class Lines:
    """Which lines of ours were reached so far."""

    def __init__(self) -> None:
        self.seen: set[tuple[CodeType, int]] = set()
        self._fresh = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Take notice of every line that is run."""
        sys.settrace(self._call)
        try:
            yield
        finally:
            sys.settrace(None)

    def news(self) -> bool:
        """Whether a new line was reached since this was asked."""
        fresh, self._fresh = self._fresh, False
        return fresh

    def _call(self, frame: FrameType, event: str, _: Any) -> Any:
        return self._line if frame.f_code.co_filename.startswith(_OURS) else None

    def _line(self, frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            place = (frame.f_code, frame.f_lineno)
            if place not in self.seen:
                self.seen.add(place)
                self._fresh = True
        return self._line


class Writing:
    """Notices every file that is opened for writing, renamed or removed while a reader reads."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._allowed: tuple[str, ...] | None = None
        sys.addaudithook(self._hear)

    @contextmanager
    def refused(self, allowed: tuple[str, ...]) -> Iterator[None]:
        """Raise Wrote at the end when a file of another name was written."""
        self._found, self._allowed = [], allowed
        try:
            yield
        finally:
            self._allowed = None
        if self._found:
            raise Wrote(self._found[0])

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._allowed is None:
            return
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
        if not (writes or event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate")):
            return
        path = os.fsdecode(arguments[0]) if isinstance(arguments[0], str | bytes | os.PathLike) else ""
        name = os.path.basename(path)  # noqa: PTH119  (called in the midst of anything)
        known = path == os.devnull or "__pycache__" in path
        if not known and not name.strip(".").startswith(self._allowed):
            self._found.append(f"{event} {name}")


WRITING = Writing()
_scratches: list["tempfile.TemporaryDirectory[str]"] = []


@cache
def scratch(name: str) -> Path:
    """The directory of a target's file, for as long as the process lives."""
    _scratches.append(tempfile.TemporaryDirectory(prefix=f"fuzz-{name}-"))
    return Path(_scratches[-1].name)


def attempt(target: Target, data: bytes) -> float:
    """Run one case; how long it took. Raises whatever a reader must not raise, TooSlow and Wrote."""
    file = scratch(target.name) / target.file
    file.write_bytes(data)
    began = time.process_time()  # what others do on this machine is not the reader's fault
    with WRITING.refused(target.writes), suppress(*_ALLOWED):
        target.run(file)
    took = time.process_time() - began
    if took > LONGEST_S:
        raise TooSlow(f"{took:.1f} s")
    return took


def corpus(target: str) -> list[Path]:
    """What was found once in this target, or is worth trying for ever."""
    return sorted((CORPUS / target).glob("*.bin"))


def hunt(target: Target, seconds: float, seed: int, keep: Path | None = None, current: Path | None = None) -> Told:
    """Fuzz one target for so long; findings go below `keep`, and into `current` the case that is under way."""
    random, lines, told = Random(seed), Lines(), Told()
    pool = [*target.seeds(), *(path.read_bytes() for path in corpus(target.name))]
    started = len(pool)
    for data in pool:
        _one(target, data, lines, told, keep)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        # Half of the time something that reached a new line, the later the likelier.
        place = random.randrange(len(pool)) if random.random() < 0.5 else -random.randint(1, min(20, len(pool)))
        data = target.mutate(random, pool[place], pool[:started])
        if current:
            current.write_bytes(data)
        watched = random.random() < _SHARE_WATCHED
        if _one(target, data, lines, told, keep, watched) and len(pool) < _MOST_SEEDS:
            pool.append(data)
    told.lines = len(lines.seen)
    return told


def _one(target: Target, data: bytes, lines: Lines, told: Told, keep: Path | None, watched: bool = True) -> bool:
    """Try a case; whether it reached a new line, as far as that is watched: it takes many times as long."""
    told.cases += 1
    try:
        with lines.watching() if watched else nullcontext():
            took = attempt(target, data)
        told.slowest_s = max(told.slowest_s, took)
    except Exception as error:  # noqa: BLE001  (every kind is a finding)
        _note(target, data, error, told, keep)
    return lines.news()


def _note(target: Target, data: bytes, error: BaseException, told: Told, keep: Path | None) -> None:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(_OURS)]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "?"
    said = f"{target.name}: {type(error).__name__} in {where}: {str(error)[:120]}"
    name = f"{type(error).__name__}-{hashlib.sha256((type(error).__name__ + where).encode()).hexdigest()[:8]}.bin"
    if name in told.findings:
        return
    told.findings[name] = said
    if keep:
        target_file = keep / target.name / name
        target_file.parent.mkdir(parents=True, exist_ok=True)
        target_file.write_bytes(shortened(target, data, type(error)))


def shortened(target: Target, data: bytes, kind: type[BaseException], seconds: float = 3.0) -> bytes:
    """A shorter case that ends in the same kind of error, as far as a few seconds lead."""
    end, step = time.perf_counter() + seconds, max(len(data) // 2, 1)
    while step and time.perf_counter() < end:
        at, before = 0, len(data)
        while at < len(data) and time.perf_counter() < end:
            shorter = data[:at] + data[at + step :]
            if _ends_in(target, shorter, kind):
                data = shorter
            else:
                at += step
        step = step // 2 if len(data) == before or step > len(data) else step
    return data


def _ends_in(target: Target, data: bytes, kind: type[BaseException]) -> bool:
    try:
        attempt(target, data)
    except Exception as error:  # noqa: BLE001  (compared)
        return type(error) is kind
    return False


def bound_memory() -> None:
    """Let this process have no more than MOST_MEMORY: a reader that wants more fails instead of the machine."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
