"""The shim in C: compiled when it is first needed, and spoken to from the process that it stands in.

Owns nothing but that; what its record means is `disk`'s business.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(__file__).with_name("shim.c")
WRITES, NAMES, SYNCS, READS, OPENS = 1, 2, 4, 8, 16


def why_not() -> str:
    """Why nothing can be tortured on this machine; empty when it can."""
    if not sys.platform.startswith("linux"):
        return "only Linux lets a library stand between a program and its disk"
    return "" if compiler() else "no C compiler (cc, gcc or clang) on this machine"


def compiler() -> str:
    """The C compiler there is, if any."""
    return next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), "")


@cache
def library() -> Path:
    """The compiled shim under build/torture, made when its source has changed."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]
    target = ROOT / "build" / "torture" / f"shim-{os.uname().machine}-{digest}.so"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.{os.getpid()}")
        options = ["-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-pthread", "-U_FORTIFY_SOURCE"]
        subprocess.run([compiler(), *options, str(SOURCE), "-o", str(part)], check=True)
        part.replace(target)
    return target


def start(*arguments: str, **more: object) -> "subprocess.Popen[str]":
    """Start `tests.torture.child` behind the shim."""
    surroundings = {**os.environ, "LD_PRELOAD": str(library()), "QUNTUAN_ANY_DRIVE": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.torture.child", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True, **more)  # type: ignore[call-overload,no-any-return]


class Shim:
    """The shim around this very process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)

    def watch(self, directory: Path, log: Path | None = None) -> None:
        """Take notice of what is done below a directory, and write it down."""
        self._library.torture_watch(os.fsencode(directory), os.fsencode(log) if log else b"")

    def mark(self, text: str) -> None:
        """Put a mark between the changes."""
        content = text.encode()
        self._library.torture_mark(content, ctypes.c_long(len(content)))

    def fault(self, at: int, number: int = 0, lasting: bool = False, kinds: int = 0) -> None:
        """Let the operation `at` of these kinds fail with this errno; negative: none."""
        self._library.torture_fault(ctypes.c_long(at), number, int(lasting), kinds)

    def seen(self) -> int:
        """How many operations of the chosen kinds there were."""
        return int(self._library.torture_seen())
