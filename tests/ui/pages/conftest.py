"""An office with a small town in it, and the whole window around the pages."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from models.core.clock import fixed
from models.core.dates import PartialDate
from models.core.text import readings
from models.core.verbs import Work, verb
from models.office.office import OpenOffice, open_office
from models.organisations.unit import Unit
from models.people.person import Person
from models.recommendation.verbs import fill_in
from tests import builders
from tests.models.exchange.carried import made_round, taken_round
from tests.samples.people import VILLAGES, Somebody, Town
from ui import jobs
from ui.settings import Settings
from ui.window import Workbench

__all__ = ["made_round", "taken_round"]  # fixtures that tests of other folders need as well

PERSONS = 240
_COLUMNS = (
    "name",
    "sex",
    "nationality",
    "born",
    "id_number",
    "education",
    "political_status",
    "phone",
    "village_id",
    "village_group",
    "employer",
    "pinyin",
    "initials",
    "sorting",
)


def person_row(who: Somebody, village: int, place: int) -> tuple[Any, ...]:
    """The stored columns of one invented person."""
    return (
        who.name,
        Person.sex.parse(who.sex),
        Person.nationality.parse(who.nationality),
        PartialDate.of(who.born).iso if place % 5 else PartialDate(who.born.year, who.born.month).iso,
        who.id_number,
        Person.education.parse(who.education),
        "03" if who.born.year > 1998 and place % 3 else "01" if place % 11 == 0 else "13",
        who.phone,
        village,
        f"{who.group}组",
        "大河农业开发有限公司" if place % 9 == 0 else None,
        *readings(who.name),
    )


@verb("sample_town", "样例")
def _people(work: Work, rows: list[tuple[Any, ...]]) -> None:
    work.insert_many(Person, _COLUMNS, rows)


def people_a_town(opened: OpenOffice) -> None:
    """Villages, an enterprise, bodies, 240 persons, memberships, and three recommendations at different steps."""
    session, town = opened.session, Town()
    units = [builders.unit(session, name) for name in VILLAGES]
    firm = builders.unit(session, "大河农业开发有限公司", kind_of_unit="enterprise", staff=120, women_staff=61)
    for unit in units:
        for channel in ("league", "women"):
            builders.body(session, channel, unit)
    builders.body(session, "union", firm)
    rows = []
    for place in range(PERSONS):
        village = place % len(units)
        name = town.rare()[place // 20] if place % 20 == 7 else ""
        rows.append(person_row(town.somebody(VILLAGES[village], (1960, 2006), name=name), units[village].id, place))
    _people(session, rows)
    _recommend(session)


def _recommend(session: Any) -> None:
    waits = builders.candidate(session, "league", name="单立梅", order=124)
    fill_in(session, waits, {"talked_on": None})
    publicity = builders.candidate(session, "women", name="解晓燕", order=126)
    dates = {"publicity_from": date(2026, 11, 13), "publicity_to": date(2026, 11, 19)}
    fill_in(session, builders.advance(session, publicity, "publicity"), dates)
    answer = builders.candidate(session, "union", name="仇国栋", order=127)
    fill_in(session, builders.advance(session, answer, "answer"), {"forwarded_on": date(2026, 10, 26)})
    keeper = Person.get(Person.name == "解晓燕")
    keeper.village = Unit.get()
    builders.stage(session, keeper, "applicant", "2026-02-10")
    builders.stage(session, keeper, "talk", "2026-02-25")


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's directory, made once and never opened by a test."""
    directory = tmp_path_factory.mktemp("town") / "office"
    opened = builders.office(directory)
    people_a_town(opened)
    opened.close()
    return directory


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office without any record, made once."""
    directory = tmp_path_factory.mktemp("bare") / "office"
    builders.office(directory).close()
    return directory


@pytest.fixture
def opened_copy(tmp_path: Path) -> Iterator[Callable[[Path], OpenOffice]]:
    """Open a copy of an office that a test may write into."""
    kept: list[OpenOffice] = []

    def make(directory: Path) -> OpenOffice:
        copy = tmp_path / "office"
        shutil.copytree(directory, copy)
        kept.append(open_office(copy, builders.PASSPHRASE, clock=fixed(builders.NOW)))
        return kept[-1]

    yield make
    for opened in kept:
        opened.close()


@pytest.fixture
def enter(
    opened_copy: Callable[[Path], OpenOffice], founded: Path, shown: Any, tmp_path: Path, monkeypatch: Any
) -> Iterator[Callable[..., Workbench]]:
    """The whole window over a copy of the town, or of another office, with a page in front: `enter("people")`."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))

    made: list[Workbench] = []

    def make(key: str = "today", directory: Path | None = None, size: tuple[int, int] = (1366, 768)) -> Workbench:
        workbench = Workbench(Settings())
        made.append(workbench)
        workbench.enter(opened_copy(directory or founded))
        shown(workbench.shell, size)
        workbench.shell.before_close = lambda: True  # the copy at the end has tests of its own
        workbench.shell.visit(key)
        return workbench

    yield make
    for workbench in made:
        jobs.stop_all()
        # Whatever still waits (drafts, counts) must not ask for a file that the next fixture closes.
        for timer in workbench.shell.findChildren(QTimer):
            timer.stop()


@pytest.fixture
def settled(qtbot: Any) -> Callable[[], None]:
    """Wait until no work runs in the background."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not jobs.running, timeout=20_000)

    return wait
