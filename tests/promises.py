"""The table of promises in README: what is promised, the tests that prove it, how many cases they try.

`python -m tests.promises` prints the table as it is now, with `--write` into README. Tests are counted as pytest
collects them, cases inside a test by the numbers that it runs with; `make torture` and `make fuzz` leave their own
tables under `build/`, and what no table tells stays as README says it.
"""

import argparse
import contextlib
import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
TABLES = {"torture": ROOT / "build" / "torture" / "table.txt", "fuzz": ROOT / "build" / "fuzz" / "table.txt"}
HEAD = ("| 承诺 | 证明它的测试 | 试了多少 |", "|---|---|---|")
_TESTS = r"(\d[\d,]*) 个测试"


@dataclass(frozen=True, slots=True)
class Promise:
    """One row. `paths` are test files, folders or tests; `inside` tells of the cases inside them, if that is known."""

    said: str
    paths: tuple[str, ...]
    inside: Callable[[], str] | None = None


@contextlib.contextmanager
def kept(which: str) -> Iterator[None]:
    """What is printed meanwhile is also kept as the table of this name."""

    class Both(io.TextIOBase):
        def __init__(self) -> None:
            self.out, self.text = sys.stdout, ""

        def write(self, text: str) -> int:
            self.text += text
            return self.out.write(text)

        def flush(self) -> None:
            self.out.flush()

    both = Both()
    with contextlib.redirect_stdout(both):  # type: ignore[type-var]
        yield
    TABLES[which].parent.mkdir(parents=True, exist_ok=True)
    TABLES[which].write_text(both.text, "utf-8")


def collected(paths: set[str]) -> list[str]:
    """Ids of the tests below these paths."""
    there = sorted({path.partition("::")[0] for path in paths if (ROOT / path.partition("::")[0]).exists()})
    command = [sys.executable, "-m", "pytest", "-o", "addopts=--import-mode=importlib", "--collect-only", "-q", *there]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    return [line for line in said.splitlines() if "::" in line]


def rows(found: list[str], before: dict[str, str]) -> list[str]:
    """The table's lines; `before` is what README says now, by promise."""
    return [*HEAD, *(_row(promise, found, before.get(promise.said, "")) for promise in PROMISES)]


def _row(promise: Promise, found: list[str], before: str) -> str:
    tests = sum(test.startswith(promise.paths) for test in found)
    inside = promise.inside() if promise.inside else ""
    if promise.inside and not inside:
        inside = re.sub(rf"^{_TESTS}；?", "", before)
    cell = "；".join(filter(None, (f"{tests:,} 个测试" if tests else "", inside)))
    paths = "、".join(f"`{path}`" for path in promise.paths)
    return f"| {promise.said} | {paths} | {cell} |"


def stated() -> dict[str, str]:
    """Promise → how many cases README says."""
    lines = (line.strip("| ").split(" | ") for line in _table(README.read_text("utf-8")).splitlines()[2:])
    return {cells[0]: cells[2] for cells in lines if len(cells) == 3}


def _table(text: str) -> str:
    start = text.find(HEAD[0])
    return text[start : text.find("\n\n", start)] if start >= 0 else ""


def _told(which: str, name: str, column: int) -> int:
    """A number from a kept table: the row that begins with `name`; 0 when there is none."""
    table = TABLES[which].read_text("utf-8") if TABLES[which].exists() else ""
    for line in table.splitlines():
        if line.startswith(f"{name}  "):
            return int(line[len(name) :].split()[column].replace(",", ""))
    return 0


def _cuts() -> str:
    points, disks = _told("torture", "all", 0), _told("torture", "all", 1)
    flows = len(_module("tests.torture.flows").FLOWS)
    return f"{flows} 个流程 {points:,} 个断电点、{disks:,} 种磁盘状态" if points else ""


def _kills() -> str:
    starts = _told("torture", "kill -9", 0)
    return f"强杀 {starts:,} 次" if starts else ""


def _bytes() -> str:
    places, keys = _told("torture", "flipped and cut bytes", 0), _told("torture", "flipped keys", 0)
    return f"数据 {places:,} 处、密钥 {keys:,} 处坏字节" if places else ""


def _refusals() -> str:
    table = TABLES["torture"].read_text("utf-8") if TABLES["torture"].exists() else ""
    part = table.partition("failing operations")[2]
    runs = re.search(r"^all\s+([\d,]+)", part, re.MULTILINE)
    return f"{runs[1]} 次写满、读写出错、断开" if runs else ""


def _fuzzed() -> str:
    cases = _told("fuzz", "all", 0)
    found = len(list((ROOT / "tests" / "fuzz" / "corpus").glob("*/*.bin")))
    return f"长跑一次 {cases:,} 个改坏的文件，找到过并改好的 {found} 个留作测试" if cases else ""


def _cells() -> str:
    guard = _module("tests.models.office.test_guard")
    states = len(list(guard.STATES))
    return f"{len(guard.roles()) * (len(guard.actions()) * 2 * states - 2 * (states - 1)):,} 格"


def _mutations() -> str:
    return f"{_module('tests.models.office.test_head').MUTATIONS:,} 次改动"


def _module(name: str):  # type: ignore[no-untyped-def]
    from importlib import import_module

    return import_module(name)


_OFFICE = "tests/models/office"
_CUTS, _DISKS = "tests/torture/test_power_cuts.py", "tests/torture/test_bad_disks.py"
PROMISES = (
    Promise(
        "每人各用各的口令和密钥，停用的人当场进不来",
        (
            f"{_OFFICE}/test_access.py",
            f"{_OFFICE}/test_keys.py",
            f"{_OFFICE}/test_passphrase.py",
            "tests/test_main_users.py",
        ),
    ),
    Promise("输错五次锁 15、30 分钟，重开、拨回时钟都没用", (f"{_OFFICE}/test_lockout.py",)),
    Promise("没人动就锁屏，屏幕、剪贴板、预览都清空，草稿留着", ("tests/ui/pages/test_locking.py",)),
    Promise("屏幕上证号、账号、电话打星号，看一次记一次", ("tests/ui/pages/test_masking.py",)),
    Promise("批量导出要第二位用户同意", (f"{_OFFICE}/test_consent.py",)),
    Promise(
        "每个动作 × 角色 × 范围 × 状态都按表执行；提交、审核、本人是不同的人",
        (f"{_OFFICE}/test_guard.py", "tests/models/recommendation/test_two_hands.py", "tests/ui/test_offering.py"),
        _cells,
    ),
    Promise(
        "每个动作都有一行历史，逐行用密钥相连；末尾另记一处",
        ("tests/models/core/test_history.py", f"{_OFFICE}/test_key_trace.py"),
    ),
    Promise("改、删、插、换、截断、换回旧文件都查得出来", (f"{_OFFICE}/test_head.py",), _mutations),
    Promise(
        "备份要打开、核对、点过数才算数；坏了的源文件不会挤掉好的备份",
        (f"{_OFFICE}/test_backups_making.py", f"{_OFFICE}/test_backups_second_place.py"),
    ),
    Promise(
        "恢复三步；恢复到一半断电，留下的不是旧的就是新的",
        (f"{_OFFICE}/test_backups_restoring.py", "tests/ui/pages/test_rescue.py"),
    ),
    Promise("每月自己演练一次恢复，报告结果", (f"{_OFFICE}/test_backups_drilling.py",)),
    Promise("两天内全留，再留 12 日、10 周、9 月", (f"{_OFFICE}/test_backups_retention.py",)),
    Promise(
        "应本人要求删除，本机和备份里都读不出来",
        ("tests/models/people/test_erasure.py", f"{_OFFICE}/erasing", "tests/ui/pages/test_erasure.py"),
    ),
    Promise("保密案件另有一把钥匙，只有指定的人打得开", (f"{_OFFICE}/closed",)),
    Promise(
        "保密案件里的字，别人在哪里都找不到：列表、查找、历史、数据文件、临时文件、纸",
        ("tests/models/rights/test_marker_words.py", "tests/models/rights/test_leaks.py"),
    ),
    Promise(
        "在任何一次写入处断电：不坏、不丢已保存的、没有做一半的",
        (f"{_CUTS}::test_a_power_cut_loses_nothing_and_leaves_nothing_half_done", "tests/torture/test_recorder.py"),
        _cuts,
    ),
    Promise("强行结束程序，已保存的都在", (f"{_CUTS}::test_a_killed_program_has_kept_what_it_acknowledged",), _kills),
    Promise(
        "磁盘满、只读、拔掉、换掉：一句话，不把事情弄得更糟",
        ("tests/torture/test_bad_disks.py", "tests/ui/pages/test_bad_disk.py"),
        _refusals,
    ),
    Promise(
        "数据文件、密钥文件坏了字节，都会发现",
        (f"{_DISKS}::test_every_flipped_or_cut_place_is_noticed", f"{_DISKS}::test_the_other_key_file_saves_the_day"),
        _bytes,
    ),
    Promise("这个版本存的数据，以后的版本永远打得开", ("tests/test_stored.py", "tests/models/core/test_migrations.py")),
    Promise("全部测试过程中没有打开过一个网络连接", ("tests/test_no_network.py",)),
    Promise("别人能改的文件（花名册、密钥、说明、附件）怎么改坏，都只有一句话", ("tests/fuzz",), _fuzzed),
)


def main() -> int:
    """Print the table, or write it; 1 when README says something else."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    table = "\n".join(rows(collected({path for one in PROMISES for path in one.paths}), stated()))
    text = README.read_text("utf-8")
    print(table)
    if args.write:
        README.write_text(text.replace(_table(text), table), "utf-8")
        return 0
    return int(_table(text) != table)


if __name__ == "__main__":
    sys.exit(main())
