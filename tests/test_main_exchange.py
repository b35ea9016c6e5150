"""Keys and packages without a window: two offices as a technician sets them up, one package between them."""

import shutil
from pathlib import Path

import pytest

from tests.test_main import call, one_sentence, plain

GROUND = ("--ground", "duty", "--assessed", "2026-01-05")


def found(directory: Path, name: str, area: str, level: str) -> None:
    """A new office with keys."""
    done = call("init", "--data", directory, "--unit", name, "--area", area, "--level", level, "--user", "王芳")
    assert done.returncode == 0, done.stderr
    assert "指纹" in call("keys", "--data", directory, "--export", directory.parent / f"{directory.name}.card").stdout


def trust(directory: Path, card: Path, fingerprint: str) -> None:
    """Trust a card whose fingerprint was read out."""
    done = call("keys", "--data", directory, "--trust", card, "--fingerprint", fingerprint)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`township` and `county`, acquainted."""
    root = tmp_path_factory.mktemp("exchange")
    found(root / "township", "芒果镇党建办公室", "999999101", "township")
    found(root / "county", "芒果县总工会", "999999", "county")
    for one, other in (("township", "county"), ("county", "township")):
        fingerprint = plain(call("keys", "--data", root / other, "--json"))["fingerprint"]
        trust(root / one, root / f"{other}.card", fingerprint)
    return root


@pytest.fixture
def pair(offices: Path, tmp_path: Path) -> Path:
    """A copy of both."""
    return shutil.copytree(offices, tmp_path / "pair")


def test_a_package_goes_from_one_office_to_the_other(pair: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    sending = ("send", "--data", pair / "township", "--purpose", "推优报审", "--to", stick, *GROUND, "--json")
    looked = plain(call(*sending, "--dry-run"))
    assert {"人员", "推荐"} <= {kind["kind"] for kind in looked["kinds"]}
    assert list(stick.iterdir()) == []
    sent = plain(call(*sending))
    assert sent["number"] == 1
    found = plain(call("check-package", sent["file"], "--data", pair / "county", "--json"))
    assert found["unit"] == "芒果镇党建办公室"
    assert found["digest"] == sent["digest"]
    assert "本单位自己报出的" in one_sentence(call("check-package", sent["file"], "--data", pair / "township"), 2)


def test_a_card_is_not_trusted_without_its_fingerprint(pair: Path, tmp_path: Path) -> None:
    directory = tmp_path / "third"
    found(directory, "竹海镇党建办公室", "999999102", "township")
    card = tmp_path / "third.card"
    told = one_sentence(call("keys", "--data", pair / "county", "--trust", card), 3)
    assert plain(call("keys", "--data", directory, "--json"))["fingerprint"] in told
    wrong = call("keys", "--data", pair / "county", "--trust", card, "--fingerprint", "00000")
    assert "指纹对不上" in one_sentence(wrong, 3)


def test_a_revoked_office_gets_nothing_more(pair: Path, tmp_path: Path) -> None:
    revoking = ("keys", "--data", pair / "township", "--revoke", "芒果县总工会")
    assert "原因" in one_sentence(call(*revoking), 3)
    assert "往来单位：" not in call(*revoking, "--reason", "电脑丢失").stdout
    sending = ("send", "--data", pair / "township", "--purpose", "统计报表", "--to", tmp_path)
    assert "还没有登记" in one_sentence(call(*sending), 2)


def test_what_cannot_be_sent_is_one_sentence(pair: Path, tmp_path: Path) -> None:
    sending = ("send", "--data", pair / "township", "--to", tmp_path, "--purpose")
    assert "没有报送" in one_sentence(call(*sending, "推优报审"), 3)
    assert "可选" in one_sentence(call(*sending, "随便"), 2)
    assert "认不出来" in one_sentence(call(*sending, "推优报审", "--ground", "duty", "--assessed", "昨天"), 2)
    assert "没有“别处”" in one_sentence(call(*sending, "统计报表", "--receiver", "别处"), 2)


def test_what_is_no_package_is_one_sentence(pair: Path, tmp_path: Path) -> None:
    (tmp_path / "x.qtpkg").write_bytes(b"nothing")
    assert "不是报送包" in one_sentence(call("check-package", tmp_path / "x.qtpkg", "--data", pair / "county"), 2)
    assert "读不出来" in one_sentence(call("check-package", tmp_path / "y.qtpkg", "--data", pair / "county"), 2)


def test_the_escrow_secret_is_shown_once(pair: Path) -> None:
    shown = call("keys", "--data", pair / "township", "--escrow")
    assert "AGE-SECRET-KEY-1" in shown.stderr
    again = call("keys", "--data", pair / "township")
    assert "AGE-SECRET-KEY" not in again.stdout + again.stderr
    assert "保管密钥（age）age1" in again.stdout


def test_packages_are_received_and_answered(pair: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for _ in range(2):
        assert call("send", "--data", pair / "township", "--purpose", "统计报表", "--to", stick).returncode == 0
    _, second = sorted(stick.iterdir())
    receiving = ("receive", stick, "--data", pair / "county", "--json")
    looked = plain(call(*receiving, "--dry-run"))
    assert [(one["number"], one["state"]) for one in looked["packages"]] == [(1, "ready"), (2, "ready")]
    done = plain(call(*receiving))
    assert (done["refused"], [one["number"] for one in done["packages"]]) == (0, [1, 2])
    assert done["offices"]["芒果镇党建办公室"].keys() == {kind for one in done["packages"] for kind in one["kinds"]}
    (tmp_path / "x.qtpkg").write_bytes(b"nothing")
    again = call("receive", second, tmp_path / "x.qtpkg", "--data", pair / "county")
    assert again.returncode == 3
    assert "已经收过" in again.stdout
    assert "不是报送包" in again.stdout
    answered = plain(call("answer", "--data", pair / "county", "--for", "芒果镇党建办公室", "--to", stick, "--json"))
    assert [one["number"] for one in answered["receipts"]] == [1, 2]
    came = call("receive", answered["file"], "--data", pair / "township")
    assert came.returncode == 0, came.stderr
    sending = ("send", "--data", pair / "township", "--purpose", "统计报表", "--to", stick, "--dry-run", "--json")
    assert not plain(call(*sending))["whole"]


def test_a_gap_is_told_and_what_is_no_place_is_one_sentence(pair: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for _ in range(2):
        assert call("send", "--data", pair / "township", "--purpose", "统计报表", "--to", stick).returncode == 0
    _, second = sorted(stick.iterdir())
    done = call("receive", second, "--data", pair / "county")
    assert done.returncode == 0, done.stderr
    assert "第 1 号还没有收到" in done.stdout
    (tmp_path / "empty").mkdir()
    assert "没有报送包" in one_sentence(call("receive", tmp_path / "empty", "--data", pair / "county"), 2)
    assert "上级单位" in one_sentence(
        call("answer", "--data", pair / "township", "--for", "芒果县总工会", "--to", stick), 3
    )


def test_keys_are_renewed_and_the_new_card_needs_no_fingerprint(pair: Path, tmp_path: Path) -> None:
    card = tmp_path / "new.card"
    assert call("keys", "--data", pair / "township", "--renew").returncode == 0
    assert call("keys", "--data", pair / "township", "--export", card).returncode == 0
    done = call("keys", "--data", pair / "county", "--trust", card)
    assert "由它的原密钥签字" in done.stderr
