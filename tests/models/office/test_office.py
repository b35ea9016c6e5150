"""An office is made, opened, closed, killed and starved; nothing that was acknowledged is ever lost."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.core.database import DB, integrity_problems
from models.core.errors import CannotOpen, CannotWrite, Damaged, KnownError, WrongPassphrase
from models.core.history import chain_problems
from models.core.verbs import Session, undo
from models.office import keys
from models.office.backups import swap
from models.office.backups.making import make_backup
from models.office.draft import Draft, all_drafts, drop_draft, find_draft, keep_draft
from models.office.office import (
    OpenOffice,
    change_office,
    change_passphrase,
    create_office,
    new_recovery_sheet,
    open_office,
    this_office,
)
from models.office.setting import change_setting, setting
from models.organisations.unit import Unit
from tests import builders

CLOCK = fixed(builders.NOW)


def reopened(directory: Path, passphrase: str = builders.PASSPHRASE, user: str = "") -> OpenOffice:
    return open_office(directory, passphrase, user, CLOCK)


def test_a_new_office_is_open_and_knows_itself(tmp_path: Path) -> None:
    opened, code = create_office(tmp_path / "办公室" / "数据", builders.founding(), CLOCK)
    with opened:
        assert this_office().name == "芒果镇党建办公室"
        assert opened.session.origin == this_office().origin == this_office().uid
        assert integrity_problems() == chain_problems(opened.session.history_key) == []
        assert len(code) == 39
    assert DB.is_closed()
    with reopened(tmp_path / "办公室" / "数据", code.lower().replace("-", "")) as again:
        assert again.session.user == "恢复单"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"passphrase": "short"}, "口令太短"),
        ({"user": " "}, "使用人"),
        ({"name": ""}, "单位全称"),
        ({"area_code": "12345"}, "行政区划代码"),
        ({"area_code": "abcdef"}, "行政区划代码"),
        ({"level": "moon"}, "级别"),
    ],
)
def test_a_founding_with_wrong_values_makes_nothing(tmp_path: Path, values: dict[str, str], sentence: str) -> None:
    with pytest.raises((KnownError, ValueError), match=sentence):
        create_office(tmp_path / "office", builders.founding(**values))
    assert not (tmp_path / "office").exists()


def test_where_an_office_lies_no_second_one_is_made(office_directory: Path) -> None:
    kept = (office_directory / "keys.json").read_bytes()
    with pytest.raises(CannotOpen, match="已经有数据"):
        builders.office(office_directory)
    assert (office_directory / "keys.json").read_bytes() == kept
    reopened(office_directory).close()


def test_keys_whose_file_went_missing_are_never_overwritten(office_directory: Path) -> None:
    (office_directory / "office.qtdb").rename(office_directory.parent / "kept.qtdb")
    with pytest.raises(CannotOpen):
        builders.office(office_directory)
    with pytest.raises(Damaged, match="数据文件不见了"):
        reopened(office_directory)
    (office_directory.parent / "kept.qtdb").rename(office_directory / "office.qtdb")
    reopened(office_directory).close()


def test_a_file_whose_keys_went_missing_is_brought_back_from_a_copy(office_directory: Path) -> None:
    with reopened(office_directory) as opened:
        make_backup(opened, "manual")
    for name in keys.FILES:
        (office_directory / name).unlink()
    with pytest.raises(Damaged, match="密钥文件不见了"):
        reopened(office_directory)


def test_opening_finishes_a_restore_that_was_interrupted(office_directory: Path) -> None:
    ready = office_directory / f"{swap.READY}20261120-093000"
    ready.mkdir()
    shutil.copyfile(office_directory / "office.qtdb", ready / "office.qtdb")
    with reopened(office_directory) as opened:
        assert "接着做完" in opened.finished
        assert (office_directory / f"{swap.ASIDE}20261120-093000" / "office.qtdb").exists()
    with reopened(office_directory) as opened:
        assert opened.finished == ""


def test_no_office_is_made_over_a_restore_that_was_interrupted(office_directory: Path) -> None:
    ready = office_directory / f"{swap.READY}20261120-093000"
    ready.mkdir()
    (office_directory / "office.qtdb").rename(ready / "office.qtdb")
    with pytest.raises(CannotOpen, match="已经有数据"):
        builders.office(office_directory)
    reopened(office_directory).close()


def test_a_founding_that_was_cut_off_can_be_repeated(office_directory: Path) -> None:
    for name in keys.FILES:
        (office_directory / name).unlink()
    with builders.office(office_directory) as opened:
        assert opened.office.name == "芒果镇党建办公室"
    assert len(list(office_directory.glob("未建成-*.qtdb"))) == 1
    reopened(office_directory).close()


def test_a_founding_that_fails_leaves_no_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise CannotWrite("磁盘已满。")

    monkeypatch.setattr(keys, "save", refuse)
    with pytest.raises(CannotWrite):
        builders.office(tmp_path / "office")
    assert DB.is_closed()
    monkeypatch.undo()
    monkeypatch.setenv("QUNTUAN_ANY_DRIVE", "1")
    assert not (tmp_path / "office" / "office.qtdb").exists()
    builders.office(tmp_path / "office").close()


def test_a_wrong_passphrase_changes_nothing_and_holds_nothing(office_directory: Path) -> None:
    before = {path: path.read_bytes() for path in office_directory.rglob("*") if path.is_file()}
    for _ in range(2):
        with pytest.raises(WrongPassphrase, match="口令不对"):
            reopened(office_directory, "不是这个口令啊")
    after = {path: path.read_bytes() for path in office_directory.rglob("*") if path.is_file()}
    assert after.pop(office_directory / "attempts.json")
    assert after == before
    reopened(office_directory).close()


def test_one_process_opens_one_office_and_keeps_it_when_refused(opened: OpenOffice, tmp_path: Path) -> None:
    builders.unit(opened.session)
    with pytest.raises(CannotOpen, match="已经打开着一份数据"):
        reopened(opened.place.directory)
    with pytest.raises(CannotOpen, match="已经打开着一份数据"):
        builders.office(tmp_path / "other")
    assert not (tmp_path / "other").exists()
    assert Unit.select().count() == 1


def test_closing_twice_or_late_harms_nobody(opened: OpenOffice, tmp_path: Path) -> None:
    opened.close()
    with builders.office(tmp_path / "second") as second:
        opened.close()
        assert builders.unit(second.session).id


def test_the_log_is_in_the_file_after_closing(opened: OpenOffice) -> None:
    builders.unit(opened.session)
    opened.close()
    assert not (opened.place.directory / "office.qtdb-wal").exists()
    assert sorted(path.name for path in opened.place.directory.iterdir() if path.is_file()) == [
        "head.json",
        "keys.copy.json",
        "keys.json",
        "office.lock",
        "office.qtdb",
    ]


@pytest.mark.parametrize("name", keys.FILES)
def test_one_damaged_key_file_does_not_matter(office_directory: Path, name: str) -> None:
    (office_directory / name).write_bytes(b"\x00" * 500)
    reopened(office_directory).close()


def test_a_missing_directory_is_no_office(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="没有本程序的数据"):
        reopened(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


OPEN_AND_WRITE = """
    import sys, time
    from pathlib import Path
    from models.office.office import open_office
    from models.organisations.verbs import register_unit
    opened = open_office(Path(sys.argv[1]), sys.argv[2])
    print("open", flush=True)
    number = 0
    while True:
        register_unit(opened.session, {"name": f"第{number}村", "kind_of_unit": "village"})
        print(number, flush=True)
        number += 1
        time.sleep(float(sys.argv[3]))
"""


@pytest.fixture
def another_process(office_directory: Path, root: Path) -> Iterator[Callable[[float], "subprocess.Popen[str]"]]:
    """Starts a second process that opens the office and writes a unit every so often."""
    started: list[subprocess.Popen[str]] = []

    def start(pause: float) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(OPEN_AND_WRITE), office_directory, builders.PASSPHRASE, str(pause)],
            cwd=root,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"},
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def test_a_second_start_is_refused_within_a_second_and_a_kill_leaves_no_lock(
    office_directory: Path, another_process: Callable[[float], "subprocess.Popen[str]"]
) -> None:
    process = another_process(60)
    began = time.monotonic()
    with pytest.raises(CannotOpen, match=r"已由“王秀英”从 \d{4}-\d\d-\d\d \d\d:\d\d 起"):
        reopened(office_directory)
    assert time.monotonic() - began < 1
    process.send_signal(signal.SIGKILL)
    process.wait()
    reopened(office_directory).close()


def test_a_killed_process_loses_nothing_that_it_acknowledged(
    office_directory: Path, another_process: Callable[[float], "subprocess.Popen[str]"]
) -> None:
    for _ in range(2):
        shutil.copytree(office_directory, office_directory.with_name("spare"), dirs_exist_ok=True)
        process = another_process(0)
        time.sleep(0.3)
        process.send_signal(signal.SIGKILL)
        assert process.stdout is not None
        acknowledged = [int(line) for line in process.stdout.read().split()]
        assert acknowledged
        with reopened(office_directory) as opened:
            kept = {unit.name for unit in Unit.select()}
            assert {f"第{number}村" for number in acknowledged} <= kept
            assert integrity_problems() == chain_problems(opened.session.history_key) == []
        shutil.rmtree(office_directory)
        office_directory.with_name("spare").rename(office_directory)


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A small memory disk at the office's place; skipped where this process may not mount one."""
    point = tmp_path / "disk"
    point.mkdir()

    def mount(options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", point]
        if os.name == "nt" or os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("may not mount a disk here; the page limit covers a full file")
        return point

    yield mount
    if point.is_mount():
        subprocess.run(["umount", "-l", point], check=True)


def test_a_full_disk_refuses_the_step_and_keeps_the_rest(
    office_directory: Path, mounted: Callable[[str], Path]
) -> None:
    there = shutil.copytree(office_directory, mounted("size=2m") / "office")
    with reopened(there) as opened:
        builders.unit(opened.session)
        (there.parent / "film").write_bytes(b"x" * (free_bytes(there) // 4096 * 4096))
        with pytest.raises(CannotWrite, match="磁盘已满，这一步没有保存"):
            fill(opened)
        kept = Unit.select().count()
        (there.parent / "film").unlink()
        builders.unit(opened.session, "后来的村")
    with reopened(there) as opened:
        assert Unit.select().count() == kept + 1
        assert integrity_problems() == chain_problems(opened.session.history_key) == []


def fill(opened: OpenOffice) -> None:
    """Write until the disk refuses."""
    for number in range(200):
        builders.unit(opened.session, f"第{number}村", note="长" * 3000)


def free_bytes(directory: Path) -> int:
    return shutil.disk_usage(directory).free


def test_an_office_on_a_full_disk_is_still_opened_or_refused_in_words(
    office_directory: Path, mounted: Callable[[str], Path]
) -> None:
    there = shutil.copytree(office_directory, mounted("size=4m") / "office")
    (there.parent / "film").write_bytes(b"x" * (free_bytes(there) // 4096 * 4096))
    with pytest.raises(CannotWrite, match="磁盘"):
        reopened(there)
    assert DB.is_closed()
    (there.parent / "film").unlink()
    reopened(there).close()


def test_no_office_is_made_on_a_full_disk(tmp_path: Path, mounted: Callable[[str], Path]) -> None:
    there = mounted("size=64k")
    with pytest.raises(CannotWrite, match="磁盘"):
        builders.office(there / "office")
    assert not [path for path in (there / "office").rglob("*") if path.is_file() and path.stat().st_size]


def test_a_full_file_refuses_the_step_and_keeps_the_rest(opened: OpenOffice) -> None:
    pages = DB.execute_sql("PRAGMA page_count").fetchone()[0]
    DB.execute_sql(f"PRAGMA max_page_count = {pages}")
    unit = builders.unit(opened.session)
    with pytest.raises(CannotWrite, match="磁盘已满"):
        builders.unit(opened.session, "石桥村", note="长" * 100_000)
    assert [row.name for row in Unit.select()] == [unit.name]
    DB.execute_sql("PRAGMA max_page_count = 1000000")
    builders.unit(opened.session, "石桥村", note="长" * 100_000)
    assert chain_problems(opened.session.history_key) == []


def test_a_read_only_place_is_refused_in_words(office_directory: Path, mounted: Callable[[str], Path]) -> None:
    point = mounted("size=4m")
    there = shutil.copytree(office_directory, point / "office")
    subprocess.run(["mount", "-o", "remount,ro", point], check=True)
    with pytest.raises(CannotWrite, match="只读"):
        reopened(there)
    with pytest.raises(CannotWrite, match="只读"):
        builders.office(point / "new")
    assert DB.is_closed()


def test_a_folder_that_vanished_refuses_to_pretend(opened: OpenOffice) -> None:
    builders.unit(opened.session)
    shutil.move(opened.place.directory, opened.place.directory.with_name("elsewhere"))
    with pytest.raises(CannotWrite, match="文件夹不见了"):
        builders.unit(opened.session, "石桥村")
    with pytest.raises(CannotWrite, match="文件夹不见了"):
        keep_draft(opened.session, "person", "", {})
    shutil.move(opened.place.directory.with_name("elsewhere"), opened.place.directory)
    builders.unit(opened.session, "石桥村")
    shutil.rmtree(opened.place.directory)
    opened.close()
    assert DB.is_closed()


def test_another_passphrase_opens_and_the_old_one_no_more(opened: OpenOffice) -> None:
    with pytest.raises(WrongPassphrase):
        change_passphrase(opened, "不是原来的口令", "新的口令也要够长")
    with pytest.raises(KnownError, match="太短"):
        change_passphrase(opened, builders.PASSPHRASE, "短")
    change_passphrase(opened, builders.PASSPHRASE, "新的口令也要够长")
    opened.close()
    with pytest.raises(WrongPassphrase):
        reopened(opened.place.directory)
    with reopened(opened.place.directory, "新的口令也要够长") as again:
        assert again.session.user == builders.USER
        assert this_office().name == "芒果镇党建办公室"


def test_a_new_recovery_sheet_makes_the_old_one_worthless(tmp_path: Path) -> None:
    opened, old = create_office(tmp_path / "office", builders.founding(), CLOCK)
    new = new_recovery_sheet(opened)
    opened.close()
    with pytest.raises(WrongPassphrase):
        reopened(tmp_path / "office", old)
    reopened(tmp_path / "office", new).close()
    reopened(tmp_path / "office").close()


def test_changed_keys_leave_a_trace_that_cannot_be_undone(opened: OpenOffice) -> None:
    new_recovery_sheet(opened)
    from models.core.history import head

    with pytest.raises(KnownError, match="不能撤销"):
        undo(opened.session, head()[0])


def test_drafts_survive_closing_and_leave_no_history(opened: OpenOffice) -> None:
    before = chain_length()
    keep_draft(opened.session, "person", "", {"name": "半个名字"})
    keep_draft(opened.session, "person", "", {"name": "王秀", "born": None})
    keep_draft(opened.session, "person", "abc", {"name": "别的"})
    opened.close()
    with reopened(opened.place.directory) as office:
        draft = find_draft(office.session, "person", "")
        assert draft is not None
        assert draft.content == '{"born":null,"name":"王秀"}'
        assert len(all_drafts(office.session)) == 2
        drop_draft(office.session, "person", "")
        drop_draft(office.session, "person", "")
        assert find_draft(office.session, "person", "") is None
        assert chain_length() == before


def test_a_draft_is_its_users_alone(opened: OpenOffice) -> None:
    other = Session("李明", opened.session.origin, opened.session.history_key, opened.session.clock, guard=Several())
    keep_draft(opened.session, "person", "", {"name": "王秀"})
    keep_draft(other, "person", "", {"name": "赵云"})
    assert [find_draft(who, "person", "").content for who in (opened.session, other)] == [
        '{"name":"王秀"}',
        '{"name":"赵云"}',
    ]
    assert [draft.page for draft in all_drafts(other)] == ["person"]
    drop_draft(other, "person", "")
    assert (all_drafts(other), len(all_drafts(opened.session))) == ([], 1)


def test_a_draft_of_the_first_release_is_the_only_users(opened: OpenOffice) -> None:
    Draft.insert(page="person", subject="", content="{}", kept_at="2026-11-01T10:00:00").execute()
    other = Session("李明", opened.session.origin, opened.session.history_key, opened.session.clock, guard=Several())
    assert find_draft(other, "person", "") is None
    assert find_draft(opened.session, "person", "") is not None
    keep_draft(opened.session, "person", "", {"name": "王秀"})
    assert len(all_drafts(opened.session)) == 1


class Several:
    """A guard of an office with several users, which lets everything pass."""

    def refusal(self, action: str, subjects: object) -> str:
        return ""

    def alone(self) -> bool:
        return False


def chain_length() -> int:
    from models.core.history import changed_head

    return changed_head()[0]


def test_settings_are_kept_with_the_file(opened: OpenOffice) -> None:
    assert setting("font_size", 14) == 14
    change_setting(opened.session, "font_size", 16)
    change_setting(opened.session, "font_size", 18)
    opened.close()
    with reopened(opened.place.directory):
        assert setting("font_size") == 18


def test_the_office_can_be_renamed(opened: OpenOffice) -> None:
    done = change_office(opened.session, {"name": "芒果街道党工委"})
    assert this_office().name == "芒果街道党工委"
    undo(opened.session, done.seq)
    assert this_office().name == "芒果镇党建办公室"
