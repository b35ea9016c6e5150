"""`main.py facts`: the fact sheet without a window, as PDF and Word."""

from pathlib import Path

import pytest

from main import main
from models.office.place import ANY_DRIVE
from tests import builders


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(ANY_DRIVE, "1")
    monkeypatch.setenv("QUNTUAN_PASSPHRASE", builders.PASSPHRASE)
    builders.office(tmp_path / "office").close()
    return tmp_path / "office"


@pytest.mark.parametrize(("name", "begins"), [("简报.pdf", b"%PDF"), ("简报.docx", b"PK")])
def test_the_fact_sheet_is_written(office: Path, tmp_path: Path, name: str, begins: bytes) -> None:
    out = tmp_path / name
    assert main(["facts", "--data", str(office), "--period", "2026H1", "--out", str(out), "--heading", "推优入党"]) == 0
    assert out.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--period", "2026", "--out", "简报.odt"], ".docx"),
        (["--period", "去年", "--out", "简报.pdf"], "看不懂期间"),
        (["--period", "2026", "--out", "简报.pdf", "--heading", "体育"], "标题可选"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    office: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert main(["facts", "--data", str(office), *words]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert "Traceback" not in told
