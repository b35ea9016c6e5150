"""`make torture`: everything, with a table at the end. `python -m tests.torture.run [--workers N] [--starts N]`

Exit code 1 when anything was corrupt, lost or half done, or a disk's refusal did not end in a sentence.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.promises import kept
from tests.torture import shim
from tests.torture.campaign import ALL_FAULTS, Hindrance, Tally, cut, hinder, kill, record, spoil, spoil_keys
from tests.torture.flows import FLOWS
from tests.torture.judge import CORRUPT, GOOD, HALF, LOST
from tests.torture.sending import spoil_package

MIXTURES = 3
STRIDE = 3


def _power(name: str, work: Path) -> Tally:
    return cut(record(name, work), work, mixtures=MIXTURES)


def _hindered(name: str, work: Path) -> Hindrance:
    """All faults of one story, counted together."""
    whole = Hindrance()
    for number, fault in enumerate(ALL_FAULTS):
        one = hinder(name, fault, work, STRIDE, number % STRIDE)
        whole.runs += one.runs
        whole.refusals += one.refusals
        whole.sentences |= one.sentences
        whole.findings += one.findings
    return whole


def _spoilt_package(work: Path) -> Tally:
    """Every byte of a package flipped, and every prefix of it."""
    tally = Tally()
    tally.points, tally.findings = spoil_package(work)
    tally.disks = tally.points
    tally.verdicts.update({CORRUPT: len(tally.findings), GOOD: tally.points - len(tally.findings)})
    return tally


def _show(rows: Iterable[tuple[str, Tally]]) -> list[tuple[str, Tally]]:
    """Each line as soon as it is known; what was shown."""
    print(f"\n{'what':<24}{'cut points':>12}{'disks':>9}{'corrupt':>9}{'lost':>7}{'half done':>11}")
    total, shown = Tally(), []
    for title, tally in rows:
        _line(title, tally)
        shown.append((title, tally))
        total.points += tally.points
        total.disks += tally.disks
        total.verdicts.update(tally.verdicts)
    _line("all", total)
    return shown


def _line(title: str, tally: Tally) -> None:
    words = (tally.verdicts[CORRUPT], tally.verdicts[LOST], tally.verdicts[HALF])
    print(f"{title:<24}{tally.points:>12,}{tally.disks:>9,}{words[0]:>9}{words[1]:>7}{words[2]:>11}", flush=True)


def _show_hindrances(rows: list[tuple[str, Hindrance]]) -> None:
    print(f"\n{'failing operations':<24}{'runs':>12}{'refusals':>9}{'sentences':>10}{'findings':>10}")
    for title, one in rows:
        print(f"{title:<24}{one.runs:>12,}{one.refusals:>9,}{len(one.sentences):>10}{len(one.findings):>10}")
    print(f"{'all':<24}{sum(one.runs for _, one in rows):>12,}")


def _work(base: Path) -> Iterator[Path]:
    for number in range(1_000_000):
        yield base / str(number)


def main() -> int:
    """Run everything; 1 when something was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1))
    parser.add_argument("--starts", type=int, default=200)
    parser.add_argument("--places", type=int, default=1000)
    parser.add_argument("--only", nargs="*", default=list(FLOWS), help="names of stories; all of them otherwise")
    args = parser.parse_args()
    if why := shim.why_not():
        print(f"Nothing can be tortured here: {why}.")
        return 0
    shim.library()
    began = time.perf_counter()
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(prefix="torture-", dir=memory if memory.is_dir() else None))
    try:
        with kept("torture"):
            findings = _everything(args, base)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print(f"\n{time.perf_counter() - began:.0f} seconds, {len(findings)} findings")
    for finding in findings:
        print(f"  {finding}")
    return bool(findings)


def _everything(args: argparse.Namespace, base: Path) -> list[str]:
    places = _work(base)
    with ProcessPoolExecutor(args.workers) as pool:

        def later(job: Callable[..., Tally | Hindrance], *arguments: object):  # type: ignore[no-untyped-def]
            return pool.submit(job, *arguments, next(places))

        kills = later(kill, args.starts)
        cut_ = {name: later(_power, name) for name in args.only}
        spoilt = {"flipped and cut bytes": later(spoil, args.places), "flipped keys": later(spoil_keys, args.places)}
        spoilt["flipped and cut package"] = later(_spoilt_package)
        hindered = {name: later(_hindered, name) for name in args.only}
        powers = _show((name.replace("_", " "), job.result()) for name, job in cut_.items())
        others = _show((name, job.result()) for name, job in {"kill -9": kills, **spoilt}.items())
        failing = [(name, job.result()) for name, job in hindered.items()]
        _show_hindrances(failing)
    tallies = [tally for _, tally in powers + others]
    return [line for tally in tallies for line in tally.findings] + [
        text for _, one in failing for text in one.findings
    ]


if __name__ == "__main__":
    sys.exit(main())
