"""Printing of cases of rights at the command line: open ones as any form, protected ones inside the compartment."""

from pathlib import Path

import pytest

from main import main
from models.core.clock import fixed
from models.core.history import History
from models.demonstration.rights import Sheltered, tell_rights
from models.office.office import open_office
from tests import builders


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Sheltered]:
    """A closed office with the whole story in it."""
    monkeypatch.setenv("QUNTUAN_PASSPHRASE", builders.PASSPHRASE)
    directory = tmp_path / "office"
    with builders.office(directory) as opened:
        return directory, tell_rights(opened)


def printed(story: tuple[Path, Sheltered], form: str, uid: str, *flags: str) -> int:
    directory, out = story[0], story[0].parent / "f.pdf"
    return main(["print", form, "--of", uid, "--out", str(out), "--data", str(directory), *flags])


def test_an_open_case_is_printed_as_any_other(story, capsys):
    assert printed(story, "rights.intake", story[1].petition) == 0
    assert "已写出 3 页" in capsys.readouterr().out


def test_a_protected_one_is_found_inside_and_nowhere_else(story, capsys):
    directory, told = story
    assert printed(story, "rights.violence", told.violence) == 2
    never = capsys.readouterr().err.replace(told.violence, "…")
    assert printed(story, "rights.violence", "a" * 16) == 2
    assert capsys.readouterr().err.replace("a" * 16, "…") == never
    assert printed(story, "rights.violence", told.violence, "--closed") == 0
    assert "已写出 3 页" in capsys.readouterr().out
    with open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW)):
        sentences = "".join(row.sentence for row in History.select())
    assert told.violence not in sentences
    assert "家庭暴力" not in sentences
    assert "rights.violence" not in sentences


def test_protected_cases_are_printed_one_by_one(story, capsys):
    directory, _told = story
    call = [
        "print",
        "rights.violence",
        "--all",
        "--closed",
        "--data",
        str(directory),
        "--out",
        str(directory / "x.pdf"),
    ]
    assert main(call) == 2
    assert "一件一件印" in capsys.readouterr().err
