"""The torture itself: records stories, cuts them, lets operations fail, kills; and counts what came of it.

Used by the tests for a part of it and by `make torture` (`run.py`) for all.
"""

import errno
import json
import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.core.database import integrity_problems
from models.core.errors import KnownError
from models.core.history import History, chain_problems
from models.office import keys
from models.office.office import open_office
from tests import builders
from tests.torture import shim
from tests.torture.child import UNSURE
from tests.torture.disk import Image, Operation, cuts, digest, read_image, read_record, write_image
from tests.torture.flows import CARELESS, FLOWS
from tests.torture.judge import CORRUPT, GOOD, HALF, LOST, State, Verdict, judge
from tests.torture.world import CLOCK, OFFICE, cheap_keys

STORIES = FLOWS | CARELESS
ALL_FAULTS = {
    "full disk": {"number": errno.ENOSPC, "lasting": True, "kinds": shim.WRITES | shim.NAMES},
    "full disk, space made": {"number": errno.ENOSPC, "lasting": False, "kinds": shim.WRITES | shim.NAMES},
    "write error": {"number": errno.EIO, "lasting": False, "kinds": shim.WRITES | shim.SYNCS | shim.NAMES},
    "dead disk": {"number": errno.EIO, "lasting": True, "kinds": shim.WRITES | shim.SYNCS | shim.NAMES | shim.READS},
    "read error": {"number": errno.EIO, "lasting": False, "kinds": shim.READS},
    "turned read-only": {"number": errno.EROFS, "lasting": True, "kinds": shim.WRITES | shim.NAMES | shim.OPENS},
}


@dataclass(slots=True)
class Recording:
    """One story: how the disk was, what was done to it, and the states that were acknowledged."""

    flow: str
    root: Path
    start: Image
    operations: list[Operation]
    end: Image
    states: list[State]
    passphrases: list[str]


@dataclass(slots=True)
class Tally:
    """What came of one story: how many cut points and disks, the verdicts, and why the bad ones are bad."""

    points: int = 0
    disks: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def add(self, verdict: Verdict, where: str) -> None:
        """Count one disk."""
        self.disks += 1
        self.verdicts[verdict.word] += 1
        if verdict.word != GOOD:
            self.findings.append(f"{where}: {verdict.word}: {verdict.why}")


def record(name: str, work: Path) -> Recording:
    """Prepare a story's disk in peace and record the story."""
    flow = STORIES[name]
    root, log = work / "disk", work / "record"
    shutil.rmtree(work, ignore_errors=True)
    with cheap_keys():
        flow.prepare(root)
    start = read_image(root)
    with shim.start("record", name, str(root), str(log)) as process:
        process.communicate()
    if process.returncode != 0:
        raise AssertionError(f"the story “{name}” failed without any torture")
    operations = read_record(log)
    marks = [json.loads(operation.one) for operation in operations if operation.kind == "K"]
    states = [mark["state"] for mark in marks]
    return Recording(name, root, start, operations, read_image(root), states, marks[-1]["passphrases"])


def cut(recording: Recording, work: Path, share: float = 1.0, mixtures: int = 2, seed: str = "1") -> Tally:
    """Cut the power after every operation (or a share of them) and look at what each leaves."""
    flow, tally = STORIES[recording.flow], Tally()
    seen: dict[tuple[str, int], Verdict] = {}
    draw = random.Random(f"{seed}/{recording.flow}/share")
    chosen, last = False, -1
    with flow.setting():
        for one in cuts(recording.start, recording.operations, recording.root, f"{seed}/{recording.flow}", mixtures):
            if one.at != last:
                chosen, last = draw.random() < share, one.at
                tally.points += chosen
            if not chosen:
                continue
            known = (digest(one.image), one.acknowledged)
            if known not in seen:
                seen[known] = _judged(recording, one.image, one.acknowledged, work)
            tally.add(seen[known], f"{recording.flow} after operation {one.at} ({one.how})")
    return tally


def _judged(recording: Recording, image: Image, acknowledged: int, work: Path) -> Verdict:
    root = work / "judged"
    shutil.rmtree(root, ignore_errors=True)
    write_image(image, root)
    return judge(STORIES[recording.flow], root, recording.states, acknowledged, recording.passphrases)


@dataclass(slots=True)
class Hindrance:
    """What came of letting every operation of a story fail once."""

    runs: int = 0
    refusals: int = 0
    sentences: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)


def hinder(name: str, fault: str, work: Path, stride: int = 1, first: int = 0) -> Hindrance:
    """Let one operation after the other fail; afterwards each office must open and hold what was acknowledged."""
    flow, found = FLOWS[name], Hindrance()
    shutil.rmtree(work, ignore_errors=True)
    with cheap_keys():
        flow.prepare(work / "base")
    plan = {**ALL_FAULTS[fault], "stride": stride, "first": first}
    (work / "runs").mkdir()
    with shim.start("faults", name, str(work / "base"), str(work / "runs"), json.dumps(plan)) as process:
        assert process.stdout is not None
        for line in process.stdout:
            _count(name, fault, json.loads(line), work, found)
    if process.returncode != 0:
        found.findings.append(f"{name}, {fault}: the storyteller died")
    return found


def _count(name: str, fault: str, report: dict[str, Any], work: Path, found: Hindrance) -> None:
    where = f"{name}, {fault}, operation {report['at']}"
    if report["bug"]:
        found.findings.append(f"{where}: {report['bug']}")
        return
    root = work / "runs" / str(report["at"])
    found.runs += report["seen"] > report["at"]
    found.refusals += bool(report["sentences"])
    found.sentences.update(report["sentences"])
    found.findings += [f"{where}: {text}" for text in report["sentences"] if not _calm(text)]
    found.findings += [f"{where}: {text}" for text in _afterwards(name, root, report)]
    shutil.rmtree(root)


def _calm(sentence: str) -> bool:
    return sentence.endswith("。") and "Error" not in sentence and "\n" not in sentence


def _afterwards(name: str, root: Path, report: dict[str, Any]) -> list[str]:
    """The disk is well again and the program is started anew."""
    flow = FLOWS[name]
    states = report["states"]
    if not states and not flow.founding:
        return []  # it could not even be opened, and nothing was written
    unsure = any(UNSURE in sentence for sentence in report["sentences"])
    with flow.setting():
        verdict = judge(flow, root, states, len(states), report["passphrases"], begun=0, unsure=unsure)
    whole = verdict.word == GOOD or (report["loose"] and verdict.word != CORRUPT)
    return [] if whole else [f"afterwards {verdict.word}: {verdict.why}"]


def kill(starts: int, work: Path, seed: str = "1") -> Tally:
    """Start, work, kill -9 at a random moment, look; again and again on the same office."""
    draw, tally = random.Random(f"{seed}/kill"), Tally()
    shutil.rmtree(work, ignore_errors=True)
    directory = work / "office"
    with cheap_keys():
        builders.office(directory).close()
        for number in range(starts):
            with shim.start("loop", str(directory)) as process:
                told = _killed(process, draw)
            tally.points += 1
            tally.add(_after_kill(directory, told), f"kill {number}")
    return tally


def _killed(process: Any, draw: random.Random) -> list[tuple[int, str]]:
    """Listen until the first sign of life, wait for a moment of chance, kill; what was acknowledged."""
    first = process.stdout.readline()
    time.sleep(draw.random() ** 2 * 0.25)
    process.kill()
    lines = [first, *process.stdout.read().splitlines(keepends=True)]
    return [tuple(json.loads(line)) for line in lines if line.endswith("\n")]


def _after_kill(directory: Path, told: list[tuple[int, str]]) -> Verdict:
    if not told:
        return Verdict(CORRUPT, "the program did not start")
    try:
        opened = open_office(directory, builders.PASSPHRASE, clock=CLOCK)
    except KnownError as error:
        return Verdict(CORRUPT, str(error))
    with opened:
        problems = integrity_problems() or chain_problems(opened.session.history_key)
        if problems:
            return Verdict(CORRUPT, problems[0])
        rows = dict(History.select(History.seq, History.hash).where(History.seq >= told[0][0]).tuples())
        gone = [seq for seq, hash_ in told if rows.get(seq) != hash_ and seq]
        if gone or max(rows) > told[-1][0] + 2:  # one step begun, and this opening
            return Verdict(LOST, f"acknowledged rows {gone}, last row {max(rows)}")
    return Verdict(GOOD)


def spoil(places: int, work: Path, seed: str = "1") -> Tally:
    """Flip a bit at so many places of the office's file, and cut it at a tenth as many lengths; each must be noticed.

    Opening is refused in a sentence, or the check names the damage; nothing that was there is made worse.
    """
    draw, tally = random.Random(f"{seed}/spoil"), Tally()
    shutil.rmtree(work, ignore_errors=True)
    with cheap_keys():
        FLOWS["register"].prepare(work)
        directory = work / OFFICE
        whole = (directory / "office.qtdb").read_bytes()
        for number in range(places):
            spoilt = bytearray(whole)
            if number % 10 == 9:
                del spoilt[draw.randrange(len(whole)) :]
            else:
                spoilt[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
            tally.points += 1
            tally.add(_spoilt(directory, bytes(spoilt), number % 5 == 0), f"place {number}")
    return tally


def _spoilt(directory: Path, content: bytes, then_work: bool) -> Verdict:
    file = directory / "office.qtdb"
    file.write_bytes(content)
    found = _problems(directory)
    if not found:
        return Verdict(CORRUPT, "not noticed")
    if found == 1 and file.read_bytes() != content:
        return Verdict(LOST, "the file was refused and written to all the same")
    if then_work and found != 1:
        try:
            with open_office(directory, builders.PASSPHRASE, clock=CLOCK) as opened:
                builders.unit(opened.session, "新村")
        except KnownError as error:
            if not _calm(str(error)):
                return Verdict(CORRUPT, str(error))
        except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
            return Verdict(CORRUPT, f"{type(error).__name__}: {error}")
        if (after := _problems(directory)) > found:
            return Verdict(HALF, f"{found} problems became {after}")
    return Verdict(GOOD)


def _problems(directory: Path) -> int:
    """How many problems the check finds; 1 when opening is refused in a calm sentence."""
    try:
        with open_office(directory, builders.PASSPHRASE, clock=CLOCK):
            return len(integrity_problems()) and 1 + len(integrity_problems())
    except KnownError as error:
        return int(_calm(str(error)))
    except Exception:  # noqa: BLE001  (no sentence: as bad as not noticed)
        return 0


def spoil_keys(places: int, work: Path, seed: str = "1") -> Tally:
    """Flip a bit of one key file at so many places: the other one opens; of both: a sentence."""
    draw, tally = random.Random(f"{seed}/keys"), Tally()
    shutil.rmtree(work, ignore_errors=True)
    with cheap_keys():
        FLOWS["register"].prepare(work)
        directory = work / OFFICE
        whole = (directory / keys.FILES[0]).read_bytes()
        slots = keys.load(directory)
        for number in range(places):
            spoilt = bytearray(whole)
            spoilt[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
            tally.points += 1
            tally.add(_spoilt_keys(directory, slots, whole, bytes(spoilt), number), f"place {number}")
    return tally


def _spoilt_keys(directory: Path, slots: list[Any], whole: bytes, spoilt: bytes, number: int) -> Verdict:
    first, second = (directory / name for name in keys.FILES)
    (first if number % 2 else second).write_bytes(spoilt)
    (second if number % 2 else first).write_bytes(whole)
    if keys.load(directory) != slots:
        return Verdict(CORRUPT, "other slots were read")
    first.write_bytes(spoilt)
    second.write_bytes(spoilt)
    try:
        keys.load(directory)
    except KnownError as error:
        return Verdict(GOOD) if _calm(str(error)) else Verdict(CORRUPT, str(error))
    return Verdict(CORRUPT, "damaged slots were taken for whole")
