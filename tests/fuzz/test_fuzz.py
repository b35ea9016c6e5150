"""Every finding of the fuzzer stays mended, a short hunt in every target finds nothing new; `make fuzz` hunts long."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.core.errors import BadFile
from tests.fuzz.engine import ROOT, Target, TooSlow, Wrote, attempt, corpus, hunt
from tests.fuzz.mutation import spoil_bytes
from tests.fuzz.targets import TARGETS

FINDINGS = [(name, file) for name in TARGETS for file in corpus(name)]
SECONDS = 1.0


@pytest.mark.parametrize(("name", "file"), FINDINGS, ids=[f"{name}/{file.stem}" for name, file in FINDINGS])
def test_what_was_found_once_is_mended(name: str, file: Path) -> None:
    attempt(TARGETS[name], file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_good_files_pass_and_a_short_hunt_finds_nothing(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz.run", "--only", name, "--seconds", str(SECONDS)]
    if os.environ.get("CI"):
        command += ["--seed", "1"]
    told = subprocess.run([*command, "--keep", str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


def _spoilt_reader(file: Path) -> None:
    data = file.read_bytes()
    if b"z" in data:
        raise ZeroDivisionError
    if b"w" in data:
        file.with_name("written").write_bytes(data)
    raise BadFile("这个文件读不了。")


def test_the_hunt_finds_what_is_wrong_and_keeps_the_shortest(tmp_path: Path) -> None:
    target = Target("sample", "sample.bin", _spoilt_reader, lambda: [b"abc" * 20 + b"z", b"w" * 9], spoil_bytes)
    told = hunt(target, 0.2, 1, tmp_path)
    assert {name.partition("-")[0] for name in told.findings} == {"ZeroDivisionError", "Wrote"}
    assert next((tmp_path / "sample").glob("Zero*")).read_bytes() == b"z"
    with pytest.raises(Wrote):
        attempt(target, b"w")
    attempt(target, b"abc")


def test_a_reader_that_takes_for_ever_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.engine.LONGEST_S", -1.0)
    with pytest.raises(TooSlow):
        attempt(TARGETS["head"], b"{}")
