"""The headless calls with several users: who signs in, who may, who consents, and what the history then says."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from models.office.keys import TEST_COSTS, load
from resources import path

ROOT = Path(__file__).resolve().parent.parent
FIRST, HER, CLERK = "王秀英", "李国强", "杨文"
PASSPHRASES = {FIRST: "山茶花开在三月里", HER: "li guo qiang de ju zi", CLERK: "yang wen de ju zi"}
ROSTER = path("samples", "石桥村团支部团员花名册.xlsx")


def call(*words: object, user: str | None = FIRST, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run main.py as its own process, signed in as somebody; None names nobody, with the first one's passphrase."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUNTUAN_") or name == TEST_COSTS}
    environment = {**kept, "PYTHONIOENCODING": "utf-8", "QUNTUAN_ANY_DRIVE": "1", **variables}
    environment.setdefault("QUNTUAN_PASSPHRASE", PASSPHRASES.get(user or FIRST, PASSPHRASES[FIRST]))
    if user:
        environment["QUNTUAN_USER"] = user
    command = [sys.executable, str(ROOT / "main.py"), *map(str, words)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def said(done: subprocess.CompletedProcess[str], code: int = 0) -> str:
    """What a call printed: to standard output when it went well, else its one sentence."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr.strip().splitlines()[-1]


def found(directory: Path) -> subprocess.CompletedProcess[str]:
    words = ("--unit", "青龙镇党建办公室", "--area", "999999101", "--level", "township", "--user", FIRST)
    return call("init", "--data", directory, *words)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three users and one roster."""
    directory = tmp_path_factory.mktemp("users") / "office"
    said(found(directory))
    said(call("import", ROSTER, "--data", directory))
    for name, roles in ((HER, "review"), (CLERK, "statistics")):
        words = ("user", "add", name, "--roles", roles, "--data", directory)
        said(call(*words, QUNTUAN_NEW_PASSPHRASE=PASSPHRASES[name]))
    return directory


@pytest.fixture
def copied(office: Path, tmp_path: Path) -> Path:
    """The same, for what changes it."""
    return shutil.copytree(office, tmp_path / "office")


def history(directory: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(said(call("history", "--json", "--data", directory)))["rows"]
    return rows


def test_a_new_office_says_that_three_officers_are_still_to_be_named(tmp_path: Path) -> None:
    told = said(found(tmp_path / "office"))
    assert all(title in told for title in ("系统管理员", "安全管理员", "审计员", "main.py user add"))


def test_users_are_listed(office: Path) -> None:
    users = json.loads(said(call("user", "list", "--json", "--data", office)))["users"]
    assert {user["name"]: user["roles"] for user in users} == {
        FIRST: ["entry", "review", "statistics"],
        HER: ["review"],
        CLERK: ["statistics"],
    }
    assert f"{HER}\t审核员\t在用" in said(call("user", "list", "--data", office))


def test_with_several_users_one_says_who(office: Path) -> None:
    assert "请用环境变量 QUNTUAN_USER 说明是谁" in said(call("find", "李", "--data", office, user=None), 2)
    done = call("find", "李", "--data", office, user=HER, QUNTUAN_PASSPHRASE=PASSPHRASES[FIRST])
    assert "口令不对" in said(done, 2)


def test_in_an_office_with_one_user_nobody_needs_a_name_and_a_roster_leaves_with_a_warning(tmp_path: Path) -> None:
    directory = tmp_path / "office"
    said(found(directory))
    said(call("import", ROSTER, "--data", directory, user=None))
    done = call("export", "roster", "--out", tmp_path / "a.xlsx", "--data", directory, user=None)
    assert "没有第二人同意" in done.stderr
    assert said(done).startswith("已导出 28 人")
    assert "QUNTUAN_USER" in said(call("check", "--data", directory, user=HER), 2)


def test_a_roster_leaves_with_a_second_users_consent_only(copied: Path, tmp_path: Path) -> None:
    words = ("export", "roster", "--out", tmp_path / "a.xlsx", "--data", copied)
    assert "要第二位用户同意" in said(call(*words), 3)
    assert "QUNTUAN_CONSENT" in said(call(*words, "--consent", HER), 2)
    assert "口令不对" in said(call(*words, "--consent", HER, QUNTUAN_CONSENT="guess"), 2)
    assert "没有同意导出的角色" in said(call(*words, "--consent", CLERK, QUNTUAN_CONSENT=PASSPHRASES[CLERK]), 3)
    assert not (tmp_path / "a.xlsx").exists()
    assert "28 人" in said(call(*words, "--consent", HER, QUNTUAN_CONSENT=PASSPHRASES[HER]))
    sentences = [row["sentence"] for row in history(copied)]
    assert sentences.count(f"导出花名册，28 人，{HER}同意") == 1


def test_roles_hold_headless_too_and_refusals_are_remembered(copied: Path) -> None:
    assert "请由录入员或审核员来做" in said(call("import", ROSTER, "--data", copied, user=CLERK), 3)
    assert "请由" in said(call("history", "--data", copied, user=CLERK), 3)
    listed = json.loads(said(call("find", "李", "--json", "--data", copied, user=CLERK)))["persons"]
    assert all("*" in person["id_number"] for person in listed if person["id_number"])
    rows = history(copied)
    assert [row["verb"] for row in rows if row["user"] == CLERK].count("refused") == 2
    assert all(row["title"] != row["verb"] for row in rows)


def test_full_numbers_and_prints_are_written_down(copied: Path) -> None:
    uid = json.loads(said(call("find", "李", "--json", "--data", copied)))["persons"][0]["uid"]
    call("print", "roster", "--of", uid, "--out", copied / "a.pdf", "--data", copied)
    verbs = [row["verb"] for row in history(copied)]
    assert "unmask" in verbs
    assert "print_form" in verbs


def test_a_user_is_removed_and_gets_in_no_more(copied: Path) -> None:
    assert "已停用" in said(call("user", "remove", CLERK, "--data", copied))
    assert [slot.name for slot in load(copied)] == [FIRST, "恢复单", HER]
    assert "没有叫" in said(call("check", "--data", copied, user=CLERK), 2)
    assert "没有叫" in said(call("user", "remove", CLERK, "--data", copied), 2)
    assert "不能停用自己" in said(call("user", "remove", FIRST, "--data", copied), 3)


def test_weak_passphrases_and_unknown_roles_add_nobody(copied: Path) -> None:
    words = ("user", "add", "赵小云", "--data", copied, "--roles")
    assert "太短" in said(call(*words, "entry", QUNTUAN_NEW_PASSPHRASE="12345678"), 2)
    assert "角色" in said(call(*words, "king", QUNTUAN_NEW_PASSPHRASE="zhao de ju zi ne"), 2)
    assert "不同的人" in said(call(*words, "system,audit", QUNTUAN_NEW_PASSPHRASE="zhao de ju zi ne"), 3)
    done = call(*words, "system,audit", "--together", QUNTUAN_NEW_PASSPHRASE="zhao de ju zi ne")
    assert "系统管理员、审计员" in said(done)


def test_the_history_is_verified_and_an_old_file_is_found(copied: Path, tmp_path: Path) -> None:
    assert "逐行核对无误" in said(call("history", "--verify", "--data", copied))
    shutil.copy(copied / "office.qtdb", tmp_path / "old.qtdb")
    said(call("find", "李", "--data", copied))
    shutil.copy(tmp_path / "old.qtdb", copied / "office.qtdb")
    done = call("history", "--verify", "--json", "--data", copied)
    assert "操作历史有 1 处对不上" in said(done, 2)
    assert len(json.loads(done.stdout)["problems"]) == 1
    assert "set_back" in [row["verb"] for row in history(copied)]


def test_a_restore_asks_who_it_is(copied: Path) -> None:
    said(call("backup", "--data", copied))
    passphrase = {"QUNTUAN_PASSPHRASE": PASSPHRASES[FIRST]}
    assert "这里有几位用户" in said(call("restore", "1", "--data", copied, user=None), 2)
    assert "没有叫" in said(call("restore", "1", "--data", copied, user="赵小云"), 2)
    assert "口令不对" in said(call("restore", "1", "--data", copied, user=HER, **passphrase), 2)
    said(call("restore", "1", "--data", copied, user=CLERK), 3)
    said(call("restore", "1", "--data", copied))
    assert [row["user"] for row in history(copied) if row["verb"] == "restore"] == [FIRST]


def test_five_wrong_passphrases_lock_across_starts(copied: Path) -> None:
    for _ in range(5):
        said(call("check", "--data", copied, QUNTUAN_PASSPHRASE="wrong"), 2)
    assert "已锁定，请 15 分钟后再试" in said(call("check", "--data", copied), 2)


def test_a_sheet_to_be_renewed_is_said_and_is_no_damage(tmp_path: Path) -> None:
    """A file of the first release, whose recovery sheet does not open the closed compartment yet."""
    directory = shutil.copytree(ROOT / "tests" / "stored" / "0.1.0", tmp_path / "office")
    (directory / "backups").mkdir()
    done = call("check", "--data", directory)
    assert "更换一次恢复单" in done.stderr
    said(done)
    said(call("history", "--verify", "--data", directory))
