"""Write the office of the release in the making: `python -m tests.stored.make 0.1.0`; a released one stays."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from models.intake import take_in
from models.office.attachment import Store, set_photo
from models.office.closed.compartment import enter
from models.office.office import OpenOffice
from models.people.person import Person
from models.rights.violence import register_violence
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


if __name__ == "__main__":
    print(make(sys.argv[1]))
