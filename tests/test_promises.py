"""README promises nothing whose test is not there."""

import re
from pathlib import Path

import pytest

from tests import promises


def test_every_test_that_readme_names_is_there(root: Path) -> None:
    named = re.findall(r"`(tests/[\w/.]+)(?:::\w+)?`", (root / "README.md").read_text("utf-8"))
    assert len(named) > 30
    assert [path for path in named if not (root / path).exists()] == []


def test_every_single_test_that_readme_names_is_there(root: Path) -> None:
    named = re.findall(r"`(tests/[\w/.]+)::(\w+)`", (root / "README.md").read_text("utf-8"))
    assert [pair for pair in named if f"def {pair[1]}(" not in (root / pair[0]).read_text("utf-8")] == []


def test_readme_holds_a_row_for_every_promise() -> None:
    stated = promises.stated()
    assert [one.said for one in promises.PROMISES if one.said not in stated] == []


def test_numbers_come_from_what_is_collected_and_from_the_kept_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises, "TABLES", {"torture": tmp_path / "t.txt", "fuzz": tmp_path / "f.txt"})
    cut = next(one for one in promises.PROMISES if one.inside is promises._cuts)
    found = [f"{cut.paths[0]}_at_all[{number}]" for number in range(25)]
    assert promises._row(cut, found, "7 个测试；很多断电点").endswith("| 25 个测试；很多断电点 |")
    with promises.kept("torture"):
        print(f"{'what':<24}{'cut points':>12}{'disks':>9}\n{'all':<24}{3772:>12,}{22632:>9,}")
    assert "3,772 个断电点、22,632 种磁盘状态 |" in promises._row(cut, found, "")
