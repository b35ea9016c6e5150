"""`make fuzz SECONDS=600`: every target for its share of the time, each in a process of its own; a table at the end.

`python -m tests.fuzz.run [--seconds N] [--only NAME…] [--seed N] [--keep DIRECTORY]`. Exit code 1 when something was
found; findings lie in `tests/fuzz/corpus` (or `--keep`) and are replayed by the ordinary tests from then on.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from tests.fuzz.engine import CORPUS, ROOT, Told, bound_memory, hunt
from tests.promises import kept

_PATIENCE_S = 30.0
"""After which a case that does not end is a finding of its own."""


def main() -> int:
    """Hunt; 1 when something was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", type=Path, default=CORPUS)
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    parser.add_argument("--current", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return _child(args)
    names = args.only or _all_names()
    with kept("fuzz") if args.keep == CORPUS else nullcontext():
        return _everything(names, args)


def _everything(names: list[str], args: argparse.Namespace) -> int:
    print(f"seed {args.seed}\n{'target':<16}{'cases':>10}{'lines':>8}{'slowest s':>11}{'findings':>10}", flush=True)
    rows = [_hunted(name, args.seconds / len(names), args) for name in names]
    print(f"{'all':<16}{sum(row.cases for row in rows):>10,}")
    said = [text for row in rows for text in row.findings.values()]
    print("\n".join(said))
    return bool(said)


def _all_names() -> list[str]:
    from tests.fuzz.targets import TARGETS

    return list(TARGETS)


def _hunted(name: str, seconds: float, args: argparse.Namespace) -> Told:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        told = _in_a_process(name, seconds, args, Path(scratch) / "current")
    print(f"{name:<16}{told.cases:>10,}{told.lines:>8,}{told.slowest_s:>11.2f}{len(told.findings):>10}", flush=True)
    return told


def _in_a_process(name: str, seconds: float, args: argparse.Namespace, current: Path) -> Told:
    """Hunt in a process of its own, which a reader may take with it: then the case under way is the finding."""
    command = [sys.executable, "-m", "tests.fuzz.run", "--child", name, "--seconds", str(seconds)]
    command += ["--seed", str(args.seed), "--keep", str(args.keep)]
    command += ["--current", str(current)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    why = _watched(process, current)
    said = process.stdout.read() if process.stdout else ""
    if process.returncode == 0:
        return Told(**json.loads(said.splitlines()[-1]))
    if current.exists():
        (args.keep / name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(current, args.keep / name / "died.bin")
    return Told(findings={"died.bin": f"{name}: {why or f'the process ended with {process.returncode}'}"})


def _watched(process: "subprocess.Popen[str]", current: Path) -> str:
    """Wait for the end; a case that takes for ever is ended and told."""
    while process.poll() is None:
        time.sleep(0.1)
        if current.exists() and time.time() - current.stat().st_mtime > _PATIENCE_S:
            process.kill()
            process.wait()
            return f"a case did not end within {_PATIENCE_S:.0f} s"
    return ""


def _child(args: argparse.Namespace) -> int:
    from tests.fuzz.targets import TARGETS

    bound_memory()
    told = hunt(TARGETS[args.child], args.seconds, args.seed, args.keep, args.current)
    fields = {"cases": told.cases, "lines": told.lines, "slowest_s": told.slowest_s, "findings": told.findings}
    print(json.dumps(fields))
    return 0


if __name__ == "__main__":
    sys.exit(main())
