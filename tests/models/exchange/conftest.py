"""A township and a county that trust each other, made once per process and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.exchange.cards import read_card_file
from models.exchange.verifying import Reader, reader_of
from models.office.office import OpenOffice, open_office
from models.office.place import ANY_DRIVE
from tests import builders
from tests.models.exchange import packages
from tests.models.exchange.carried import Round, made_round, taken_round

CLOCK = fixed(builders.NOW)
__all__ = ["made_round", "taken_round"]  # fixtures that tests of other folders need as well


@pytest.fixture(scope="session")
def pair_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Closed offices `township` and `county`, acquainted; the township with one recommendation."""
    root = tmp_path_factory.mktemp("pair")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        packages.acquainted(builders.office(root / "township"), root / "county")
        with open_office(root / "township", builders.PASSPHRASE, clock=CLOCK) as opened:
            packages.trust(opened, read_card_file(root / "county" / "card"))
            builders.candidate(opened.session)
    return root


@pytest.fixture
def pair(pair_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This test's own two offices."""
    monkeypatch.setenv(ANY_DRIVE, "1")
    return shutil.copytree(pair_template, tmp_path / "pair")


@pytest.fixture
def township(pair: Path) -> Iterator[OpenOffice]:
    """The township, open."""
    with open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK) as opened:
        yield opened


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A directory that stands for a stick."""
    directory = tmp_path / "stick"
    directory.mkdir()
    return directory


@pytest.fixture(scope="session")
def county_reader(pair_template: Path) -> Reader:
    """Who reads at the county, without its office being open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        copied = shutil.copytree(pair_template / "county", pair_template / "county_read")
        with open_office(copied, builders.PASSPHRASE, clock=CLOCK) as opened:
            return reader_of(opened)


@pytest.fixture
def new_county(made_round: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffice]:
    """A county, open, that took nothing in yet; what three townships carry to it lies on `made_round.stick`."""
    monkeypatch.setenv(ANY_DRIVE, "1")
    copied = shutil.copytree(made_round.county, tmp_path / "new")
    with open_office(copied, builders.PASSPHRASE, clock=CLOCK) as opened:
        yield opened


@pytest.fixture
def full_county(taken_round: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffice]:
    """A county, open, that took everything in."""
    monkeypatch.setenv(ANY_DRIVE, "1")
    copied = shutil.copytree(taken_round.county, tmp_path / "full")
    with open_office(copied, builders.PASSPHRASE, clock=CLOCK) as opened:
        yield opened
