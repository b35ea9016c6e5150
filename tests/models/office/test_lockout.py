"""Five wrong passphrases lock, at the door and everywhere else where one is asked for."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.core.errors import WrongPassphrase
from models.core.history import History
from models.office import keys
from models.office.access import prove
from models.office.lockout import FILE, Locked, Lockout, counted
from models.office.office import OpenOffice, change_passphrase, open_office
from tests import builders

NOW = builders.NOW
MINUTE = timedelta(minutes=1)


def fail(directory: Path, now: datetime, times: int = 5) -> None:
    for _ in range(times):
        Lockout(directory).failed(now, "王秀英")


def locked_at(directory: Path, now: datetime) -> int:
    """For how many minutes it is locked; 0 when it is not."""
    try:
        Lockout(directory).refuse_locked(now)
    except Locked as error:
        return error.minutes if f"请 {error.minutes} 分钟后再试。" in str(error) else -1
    return 0


def test_five_lock_for_fifteen_minutes_and_five_more_for_thirty(tmp_path: Path) -> None:
    fail(tmp_path, NOW, 4)
    assert locked_at(tmp_path, NOW) == 0
    fail(tmp_path, NOW, 1)
    assert locked_at(tmp_path, NOW) == 15
    assert locked_at(tmp_path, NOW + 14 * MINUTE) == 1
    later = NOW + 15 * MINUTE
    assert locked_at(tmp_path, later) == 0
    fail(tmp_path, later)
    assert locked_at(tmp_path, later) == 30
    fail(tmp_path, later + 30 * MINUTE)
    assert locked_at(tmp_path, later + 30 * MINUTE) == 30


def test_a_clock_that_is_set_back_does_not_shorten_it(tmp_path: Path) -> None:
    fail(tmp_path, NOW)
    assert locked_at(tmp_path, NOW + 5 * MINUTE) == 10
    back = NOW - timedelta(days=400)
    assert locked_at(tmp_path, back) == 10
    assert locked_at(tmp_path, back + 9 * MINUTE) == 1
    assert locked_at(tmp_path, back + 10 * MINUTE) == 0


def test_a_right_one_forgets_the_count_and_keeps_what_the_history_is_to_be_told(tmp_path: Path) -> None:
    fail(tmp_path, NOW, 4)
    Lockout(tmp_path).succeeded()
    fail(tmp_path, NOW, 4)
    assert locked_at(tmp_path, NOW) == 0
    assert Lockout(tmp_path).log() == [("2026-11-20 09:30:00", "王秀英")] * 8
    Lockout(tmp_path).forget_log()
    assert Lockout(tmp_path).log() == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"failures": "5"}',
        b'{"log": [[1]]}',
        b'{"seen": "x"}',
        b'{"other": 1}',
        b"\xff\xfe",
        b"null",
    ],
)
def test_a_spoiled_counter_locks_rather_than_opens(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert locked_at(tmp_path, NOW) == 15


def test_while_locked_nothing_is_tried(tmp_path: Path) -> None:
    def wrong() -> None:
        tried.append(1)
        raise WrongPassphrase("口令不对。")

    tried: list[int] = []
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPassphrase, match=f"再错 {left} 次"):
            counted(tmp_path, NOW, "", wrong)
    for _ in range(3):
        with pytest.raises(Locked):
            counted(tmp_path, NOW, "", wrong)
    assert len(tried) == 5


def test_the_door_locks_also_for_the_right_one_and_tells_the_history(opened: OpenOffice) -> None:
    directory, code = opened.place.directory, keys.new_recovery_code()
    opened.close()
    for number in range(5):
        with pytest.raises(WrongPassphrase):
            open_office(directory, code if number % 2 else "xyz", clock=fixed(NOW))
    with pytest.raises(Locked, match="已锁定，请 15 分钟后再试"):
        open_office(directory, builders.PASSPHRASE, clock=fixed(NOW))
    with open_office(directory, builders.PASSPHRASE, clock=fixed(NOW + 15 * MINUTE)):
        rows = History.select().where(History.verb == "sign_in_failed")
        assert [row.sentence for row in rows] == ["2026-11-20 09:30:00登录失败"] * 5
    with open_office(directory, builders.PASSPHRASE, clock=fixed(NOW + 15 * MINUTE)):
        assert History.select().where(History.verb == "sign_in_failed").count() == 5


def test_other_questions_for_a_passphrase_count_too(opened: OpenOffice) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            prove(opened, builders.USER, "xyz")
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            change_passphrase(opened, "xyz", "yi ju xin de kou ling")
    with pytest.raises(Locked):
        prove(opened, builders.USER, builders.PASSPHRASE)
