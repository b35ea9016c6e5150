"""Returns from the command line, as a user types it."""

import json
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.office.place import ANY_DRIVE
from tests import builders
from ui.commands import parser
from ui.commands.calling import WrongCall


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(ANY_DRIVE, "1")
    monkeypatch.setenv("QUNTUAN_PASSPHRASE", builders.PASSPHRASE)
    with builders.office(tmp_path / "office") as opened:
        rec = builders.candidate(opened.session)
        builders.advance(opened.session, rec, "later")
    assert fixed(builders.NOW)() == builders.NOW
    return tmp_path / "office"


def run(*words: object) -> int:
    args = parser(lambda _args: 0).parse_args([str(word) for word in words])
    return int(args.job(args))


def test_the_returns_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("returns", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["returns"]
    assert [entry["key"] for entry in listed][:2] == ["recommendation", "workers"]


def test_a_return_is_counted_for_a_program(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("return", "recommendation", "--data", office, "--period", "2026", "--json") == 0
    sheet = json.loads(capsys.readouterr().out)[0]
    assert sheet["period"] == "2026"
    assert sheet["rows"][-1][:2] == ["total", "合计"]
    assert sheet["rows"][-1][2]["recommended.league"] == 1


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_the_years_set_is_written_in_one_file(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    out = tmp_path / f"全年.{ending}"
    assert run("return", "all", "--data", office, "--period", "2026", "--out", out) == 0
    assert out.stat().st_size > 5000
    assert str(out) in capsys.readouterr().out


def test_what_is_handed_out_is_kept(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from models.office.office import open_office
    from models.statistics.frozen import frozen_returns

    assert run("return", "推优情况统计表", "--data", office, "--period", "2026H2", "--freeze") == 0
    assert "报出" in capsys.readouterr().out
    with open_office(office, builders.PASSPHRASE):
        assert [frozen.called() for frozen in frozen_returns()] == ["2026年下半年推优情况统计表"]


@pytest.mark.parametrize(
    "words",
    [
        ("return", "recommendation", "--period", "2026"),
        ("return", "women", "--period", "2026", "--by", "channel", "--json"),
        ("return", "women", "--period", "2026", "--bands", "chairs=40岁及以下、41—50岁", "--json"),
        ("return", "union", "--period", "2026", "--bands", "chairs=40岁及以下、41岁及以上", "--json"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(office: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(WrongCall):
        run(*words, "--data", office)


def test_age_bands_are_given_by_name(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("return", "women", "--data", office, "--period", "2026", "--json", "--bands")
    assert run(*words, "chairs=40岁及以下、41岁及以上") == 0
    keys = [column["key"] for column in json.loads(capsys.readouterr().out)[0]["columns"]]
    assert [key for key in keys if key.startswith("chairs.age.")] == [
        f"chairs.age.{one}" for one in ("to_40", "from_41", "unknown")
    ]
