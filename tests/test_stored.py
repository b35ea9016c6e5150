"""Every office that a released version wrote opens with today's program, whole and with everything in it."""

import shutil
from pathlib import Path

import pytest

from models.assistance.case import HelpCase
from models.assistance.visits import Visit
from models.core.clock import fixed
from models.core.database import integrity_problems
from models.core.history import chain_problems
from models.excellence.talents import Talent
from models.excellence.targets import Target
from models.exchange.identity import own_card
from models.office.attachment import Store, photo_of
from models.office.closed.compartment import enter
from models.office.office import open_office
from models.office.template import Template, content_of
from models.organisations.venue import Venue
from models.people.lists import find_persons
from models.people.officers import Officer
from models.recommendation.records import Recommendation
from models.rights.records import RightsCase, Violence
from models.statistics.frozen import FrozenReturn
from tests import builders

STORED = sorted(part for part in (Path(__file__).parent / "stored").iterdir() if (part / "office.qtdb").exists())


def test_a_release_is_stored() -> None:
    assert STORED


@pytest.mark.parametrize("stored", STORED, ids=lambda part: part.name)
def test_a_stored_office_opens_whole(stored: Path, tmp_path: Path) -> None:
    directory = tmp_path / "office"
    shutil.copytree(stored, directory)
    (directory / "backups").mkdir()
    with open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
        assert integrity_problems() == []
        assert chain_problems(opened.session.history_key) == []
        assert opened.office.name == builders.founding().name
        rec = Recommendation.get()
        assert (rec.step, rec.status, rec.person.name) == ("later", "answered", "单立梅")
        assert photo_of(Store(opened), rec.person)
        assert find_persons("李思远")[0] == 1


WITH_COMPARTMENT = [part for part in STORED if part.name != "0.1.0"]


@pytest.mark.parametrize("stored", WITH_COMPARTMENT, ids=lambda part: part.name)
def test_what_a_release_kept_in_the_compartment_is_there(stored: Path, tmp_path: Path) -> None:
    directory = tmp_path / "office"
    shutil.copytree(stored, directory)
    (directory / "backups").mkdir()
    with open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
        assert (HelpCase.get().status, Visit.select().count()) == ("kept", 1)
        assert [case.rights_class for case in RightsCase.select()] == ["0501"]
        inside = enter(opened)
        case = inside.all(RightsCase)[0]
        assert inside.parts(Violence, case_uid=case.uid)[0].injuries == "左臂青紫。"
        assert inside.content(inside.attachments_of(case)[0].uid).startswith(b"\xff\xd8\xff")


WITH_RETURNS = [part for part in WITH_COMPARTMENT if part.name != "0.2.0"]


@pytest.mark.parametrize("stored", WITH_RETURNS, ids=lambda part: part.name)
def test_what_a_release_counted_and_planned_is_there(stored: Path, tmp_path: Path) -> None:
    directory = tmp_path / "office"
    shutil.copytree(stored, directory)
    (directory / "backups").mkdir()
    with open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
        frozen = FrozenReturn.get().content()
        assert (frozen.key, frozen.total.values["recommended.all"]) == ("recommendation", 1)
        assert [target.title for target in Target.select()] == ["工会组建率"]
        assert (Officer.get().duty, Venue.get().name, Talent.get().leads_households) == ("head", "职工之家", 12)
        assert content_of(Store(opened), Template.get()).startswith(b"PK")
        assert own_card().unit == opened.office.name
