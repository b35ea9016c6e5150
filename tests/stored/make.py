"""Write the office of the release in the making: `python -m tests.stored.make 0.1.0`; a released one stays."""

import os
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from models.excellence.campaigns import open_campaign
from models.excellence.talents import keep_talent
from models.excellence.targets import make_sheet
from models.exchange.identity import make_exchange_keys
from models.intake import take_in
from models.office.attachment import Store, set_photo
from models.office.closed.compartment import enter
from models.office.office import OpenOffice
from models.office.template import keep_template
from models.organisations.venue import register_venue
from models.people.officers import register_officer
from models.people.person import Person
from models.rights.violence import register_violence
from models.statistics.counting import count
from models.statistics.forms import form
from models.statistics.frozen import freeze_return
from models.statistics.span import parse
from resources import path
from tests import builders

KEPT = ("office.qtdb", "keys.json", "keys.copy.json", "head.json", "attachments")


def make(version: str) -> Path:
    """A small office with something of every kind; returns its directory."""
    target = Path(__file__).parent / version
    if target.exists():
        raise SystemExit(f"{target} is released and stays as it is.")
    os.environ["QUNTUAN_TEST_COSTS"] = "1"
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "office"
        with builders.office(made) as opened:
            session = opened.session
            rec = builders.advance(session, builders.candidate(session), "later")
            set_photo(session, Store(opened), rec.person, "照片.png", b"\x89PNG\r\n\x1a\n" + b"stored" * 20)
            take_in(session, [path("samples", "石桥村团支部团员花名册.xlsx")])
            _help_and_protect(opened, rec.person)
            _staff_and_count(opened, rec.person)
        target.mkdir()
        for name in KEPT:
            source = made / name
            if source.is_dir():
                shutil.copytree(source, target / name)
            elif source.exists():
                shutil.copyfile(source, target / name)
    return target


def _help_and_protect(opened: OpenOffice, somebody: Person) -> None:
    """Assistance and rights, openly and in the compartment."""
    session = opened.session
    builders.allowance(session)
    household = builders.household(session, somebody)
    case = builders.help_case(session, somebody, household=household)
    builders.advance_case(session, case, worker_class_matches="另有未计入的医疗支出，见证明。")
    builders.distribution(session, [somebody])
    builders.visit(session, somebody)
    builders.pair(session, builders.child(session).person, somebody)
    builders.petition(opened)
    inside = enter(opened)
    protected = builders.violence_case(opened)
    inside.run(register_violence, protected, builders.VIOLENCE)
    inside.keep_attachment(protected, "伤情", "伤情.jpg", b"\xff\xd8\xff" + b"stored" * 20)
    inside.leave()


def _staff_and_count(opened: OpenOffice, somebody: Person) -> None:
    """Officers and venues, 创先争优, targets, a return that was handed in, an own template, keys for the stick."""
    session = opened.session
    union = builders.body(session, "union")
    register_officer(session, {"body": union, "person": somebody, "duty": "head", "time": "full"})
    register_venue(session, {"name": "职工之家", "kind_of_venue": "workers_home", "body": union})
    open_campaign(
        session, {"title": "2026年创先争优", "kind_of_campaign": "mass", "year": 2026, "begins_on": date(2026, 3, 2)}
    )
    keep_talent(session, {"person": somebody, "kind_of_talent": "women", "skill": "刺绣", "leads_households": 12})
    make_sheet(session, {"year": 2026, "title": "2026年目标"}, ["union_rate"])
    freeze_return(session, count(form("recommendation"), parse("2026")))
    sample = path("templates", "人员花名册.xlsx")
    keep_template(session, Store(opened), "县里的花名册", "xlsx", "person", {}, sample.read_bytes())
    make_exchange_keys(session, opened)


if __name__ == "__main__":
    print(make(sys.argv[1]))
