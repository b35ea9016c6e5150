"""A township that knows its county, and the county itself: closed offices for the window to open."""

import shutil
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.exchange.cards import Card, read_card_file
from models.office.office import OpenOffice, open_office
from models.office.place import ANY_DRIVE
from tests import builders
from tests.models.exchange import packages


def acquaint(town: Path, root: Path) -> Path:
    """A copy of a closed office, acquainted with a county; the copy is `root/township`, the county `root/county`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        shutil.copytree(town, root / "township")
        packages.acquainted(opened(root / "township"), root / "county")
        with opened(root / "township") as township:
            packages.trust(township, card_of(root))
    return root


def card_of(root: Path) -> Card:
    """The county's card."""
    return read_card_file(root / "county" / "card")


def opened(directory: Path) -> OpenOffice:
    """An office, open on the builders' clock."""
    return open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW))
