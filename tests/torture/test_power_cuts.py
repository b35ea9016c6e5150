"""Power cuts in the midst of everything that the program writes: a few cut points of each; `make torture` does all."""

from pathlib import Path

import pytest

from tests.torture import shim
from tests.torture.campaign import cut, kill, record
from tests.torture.disk import Disk
from tests.torture.flows import FLOWS

pytestmark = pytest.mark.skipif(bool(shim.why_not()), reason=shim.why_not() or "-")
CUT_POINTS = 6


@pytest.mark.parametrize("name", FLOWS)
def test_a_power_cut_loses_nothing_and_leaves_nothing_half_done(name: str, tmp_path: Path) -> None:
    recording = record(name, tmp_path / "work")
    followed = Disk(recording.start)
    points = sum(followed.follow(one, str(recording.root)) for one in recording.operations)
    assert followed.now() == recording.end
    tally = cut(recording, tmp_path / "work", share=CUT_POINTS / points, mixtures=1)
    assert tally.findings == []


def test_a_killed_program_has_kept_what_it_acknowledged(tmp_path: Path) -> None:
    assert kill(4, tmp_path / "work").findings == []
