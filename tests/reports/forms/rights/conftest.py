"""The story of the demonstration's protected part, told once, and a copy of it for each module that only reads."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from models.core.clock import fixed
from models.demonstration.rights import Sheltered, tell_rights
from models.office.closed.compartment import Compartment, enter
from models.office.office import OpenOffice, open_office
from models.office.place import ANY_DRIVE
from tests import builders


@dataclass(frozen=True)
class Told:
    """The open office, its compartment entered, and what the story made."""

    opened: OpenOffice
    closed: Compartment
    story: Sheltered

    def uid(self, name: str) -> str:
        """A uid of the story by name; `referral.0` counts."""
        head, _, number = name.partition(".")
        found: Any = getattr(self.story, head)
        return str(found[int(number)] if number else found)


@pytest.fixture(scope="session")
def sheltered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sheltered]:
    """The closed office with the whole story, made once per process."""
    directory = tmp_path_factory.mktemp("sheltered") / "office"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        with builders.office(directory) as opened:
            return directory, tell_rights(opened)


@pytest.fixture(scope="module")
def told(sheltered: tuple[Path, Sheltered], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A copy of it, open, for a whole module."""
    copy = shutil.copytree(sheltered[0], tmp_path_factory.mktemp("rights") / "office")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        with open_office(copy, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
            yield Told(opened, enter(opened), sheltered[1])


@pytest.fixture
def changing(sheltered: tuple[Path, Sheltered], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """A copy that the test may change."""
    monkeypatch.setenv(ANY_DRIVE, "1")
    copy = shutil.copytree(sheltered[0], tmp_path / "office")
    with open_office(copy, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
        yield Told(opened, enter(opened), sheltered[1])
