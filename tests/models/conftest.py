"""An open office for tests of records: one is made per process, every test works on a copy of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.core.verbs import Session
from models.office.office import OpenOffice, open_office
from models.office.place import ANY_DRIVE
from tests import builders


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed, empty office that tests copy."""
    directory = tmp_path_factory.mktemp("template") / "office"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        builders.office(directory).close()
    return directory


@pytest.fixture
def office_directory(office_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed office of this test's own."""
    monkeypatch.setenv(ANY_DRIVE, "1")
    return shutil.copytree(office_template, tmp_path / "office")


@pytest.fixture
def opened(office_directory: Path) -> Iterator[OpenOffice]:
    """An open office on the builders' clock."""
    with open_office(office_directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as office:
        yield office


@pytest.fixture
def session(opened: OpenOffice) -> Session:
    """Somebody at work in it."""
    return opened.session
