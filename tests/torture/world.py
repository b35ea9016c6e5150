"""What stories act on, and what they begin with: a directory with an office and a place for what is printed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from models.core import migrations
from models.core.clock import fixed
from models.office import keys
from models.office import office as office_module
from models.office.attachment import Store, attach
from models.office.office import OpenOffice, open_office
from models.people.person import Person
from tests import builders

CLOCK = fixed(builders.NOW)
OTHER_PASSPHRASE = "木棉花落在四月里"
OFFICE, OUT = "office", "out"


class World:
    """What a story acts on: a directory with the office and a place for what is printed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.directory = root / OFFICE
        self.out = root / OUT
        self.opened: OpenOffice | None = None
        self.loose = False
        self.passphrases = [builders.PASSPHRASE, OTHER_PASSPHRASE]

    @property
    def session(self) -> Any:
        """The session of the open office."""
        assert self.opened is not None
        return self.opened.session

    def open(self) -> None:
        """Open the office as its user does."""
        self.opened = open_office(self.directory, builders.PASSPHRASE, clock=CLOCK)

    def do(self, action: Callable[[], Any]) -> Any:
        """One action that is either wholly there or not at all; when this returns it was acknowledged."""
        return action()

    def close(self) -> None:
        """Close the office, if it is open."""
        if self.opened is not None:
            self.opened.close()
            self.opened = None


@dataclass(frozen=True, slots=True)
class Flow:
    """One story. `steps`: further steps of migration that it runs with; `check`: what else must hold afterwards;
    `backups`: whether the copies belong to its state."""

    title: str
    run: Callable[[World], None]
    prepare: Callable[[Path], None]
    founding: bool = False
    steps: tuple[Callable[[], None], ...] = ()
    check: Callable[[Path], str] | None = None
    backups: bool = False

    @contextmanager
    def setting(self) -> Iterator[None]:
        """The program as this story needs it: cheap key slots, and the steps of migration."""
        with cheap_keys(), pytest.MonkeyPatch.context() as patch:
            first = migrations.NEWEST
            more = dict(enumerate(self.steps, first + 1))
            patch.setattr(migrations, "STEPS", {**migrations.STEPS, **more})
            for module in (migrations, office_module):
                patch.setattr(module, "NEWEST", first + len(more))
            yield


@contextmanager
def cheap_keys() -> Iterator[None]:
    """Key slots that open at once, and offices that may lie anywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUNTUAN_ANY_DRIVE", "1")
        patch.setattr(keys, "TIME_COST", 1)
        patch.setattr(keys, "MEMORY_KIB", 64)
        patch.setattr(keys, "calibrated", keys.least_costs)
        yield


def nothing(root: Path) -> None:
    """A place for what is printed, and no office."""
    (root / OUT).mkdir(parents=True)


def office(root: Path) -> None:
    """An office with somebody whose body has met about her."""
    nothing(root)
    with builders.office(root / OFFICE) as opened:
        rec = builders.candidate(opened.session)
        builders.meet(opened.session, rec)
        builders.unit(opened.session, "石桥村")


def attached(root: Path) -> None:
    """An office with an attachment, which belongs to every copy."""
    office(root)
    with open_office(root / OFFICE, builders.PASSPHRASE, clock=CLOCK) as opened:
        attach(opened.session, Store(opened), Person.get(), "申请书", "申请书.pdf", b"%PDF-1.7" * 2000)
