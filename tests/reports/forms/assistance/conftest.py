"""An office that helped: households, cases on file, lists given out, visits, pairs and children."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.office.office import OpenOffice, open_office
from models.office.place import ANY_DRIVE
from tests import builders
from tests.reports.forms.assistance import help_sample


@pytest.fixture(scope="session")
def helped_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed office with all samples, made once per process."""
    directory = tmp_path_factory.mktemp("helped") / "office"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        with builders.office(directory) as opened:
            help_sample.tell(opened.session)
    return directory


@pytest.fixture
def helped(helped_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffice]:
    """The sample office, open, on the builders' clock; a copy that the test may change."""
    monkeypatch.setenv(ANY_DRIVE, "1")
    copy = shutil.copytree(helped_directory, tmp_path / "office")
    with open_office(copy, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
        yield opened


@pytest.fixture(scope="module")
def helped_once(helped_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """The sample office for a whole module of tests that only read."""
    copy = shutil.copytree(helped_directory, tmp_path_factory.mktemp("copy") / "office")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        with open_office(copy, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
            yield opened
