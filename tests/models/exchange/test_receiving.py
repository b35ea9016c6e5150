"""A real package of a township taken in by a real county: checked, planned, applied, taken back, and never twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.core.database import DB
from models.core.errors import BadFile, RuleRefused
from models.exchange.merging.apply import open_conflicts, settle_conflict, undo_package
from models.exchange.merging.records import THEIRS
from models.exchange.merging.three_way import Verdict
from models.exchange.receiving import look_into, take_in
from models.exchange.records import ReceivedPackage
from models.exchange.sending import confirm_package
from models.office.attachment import Attachment, Store, photo_of, set_photo
from models.office.erasing.shapes import ERASED
from models.office.office import OpenOffice, open_office, this_office
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.organisations.verbs import change_unit
from models.people.erasure import approve_erasure, request_erasure
from models.people.person import Membership, Person
from models.people.verbs import change_person
from models.recommendation.records import Meeting, Recommendation, StepTaken
from tests import builders
from tests.models.exchange import packages
from tests.models.exchange.conftest import CLOCK
from tests.models.exchange.merging.verbs_of_tests import delete

PHOTO = b"\xff\xd8\xff" + bytes(200)


@pytest.fixture
def package(pair: Path, stick: Path) -> Path:
    """What the township reports: one recommendation and a photograph."""
    with open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK) as opened:
        set_photo(opened.session, Store(opened), Person.get(), "照片.jpg", PHOTO)
        return packages.sent(opened, stick).path


@pytest.fixture
def county(pair: Path) -> Iterator[OpenOffice]:
    """The county, open; its office is closed at the end."""
    with open_office(pair / "county", builders.PASSPHRASE, clock=CLOCK) as opened:
        yield opened


def test_what_the_township_reports_stands_in_the_county_s_file(package: Path, county: OpenOffice) -> None:
    incoming = look_into(county, package)
    assert incoming.plan.total(Verdict.NEW) == sum(incoming.plan.letter.rows.values())
    assert not Person.select().exists()
    done = take_in(county, incoming)
    recommendation = Recommendation.get()
    assert (recommendation.person.name, recommendation.origin) == ("单立梅", incoming.plan.letter.peer)
    assert photo_of(Store(county), recommendation.person) == PHOTO
    assert done.sentence.startswith("接收了“芒果镇党建办公室”的第 1 号报送包：新增")
    assert done.value.head == list(incoming.plan.letter.head)


def test_a_package_is_taken_in_once(package: Path, county: OpenOffice) -> None:
    take_in(county, look_into(county, package))
    with pytest.raises(RuleRefused, match="已经收过"):
        look_into(county, package)


def test_a_package_taken_back_leaves_nothing_and_can_come_again(package: Path, county: OpenOffice) -> None:
    undo_package(county.session, take_in(county, look_into(county, package)).value)
    assert [kind.select().count() for kind in (Person, Recommendation, Attachment, ReceivedPackage)] == [0] * 4
    take_in(county, look_into(county, package))
    assert photo_of(Store(county), Person.get()) == PHOTO


def test_a_package_that_was_exchanged_meanwhile_is_refused(package: Path, county: OpenOffice) -> None:
    incoming = look_into(county, package)
    package.write_bytes(package.read_bytes()[:-600])
    with pytest.raises(BadFile):
        take_in(county, incoming)
    assert not Person.select().exists()
    assert not any(county.place.attachments.glob("*"))


def test_a_refused_application_leaves_no_files(package: Path, county: OpenOffice) -> None:
    incoming = look_into(county, package)
    builders.unit(county.session, "石桥村")
    with pytest.raises(RuleRefused, match="重新核对"):
        take_in(county, incoming)
    assert not any(county.place.attachments.glob("*"))


def test_who_was_erased_does_not_come_back(pair: Path, package: Path, stick: Path) -> None:
    with open_office(pair / "county", builders.PASSPHRASE, clock=CLOCK) as county:
        take_in(county, look_into(county, package))
        person = Person.get()
        approve_erasure(county, request_erasure(county.session, person, "本人申请").value)
        assert DB.execute_sql("SELECT count(*) FROM agreed WHERE uid = ?", (person.uid,)).fetchone() == (0,)
    with open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK) as township:
        change_person(township.session, Person.get(), {"phone": "13900000001"})
        second = packages.sent(township, stick, whole=True).path
    with open_office(pair / "county", builders.PASSPHRASE, clock=CLOCK) as county:
        incoming = look_into(county, second)
        assert ("person", "", "erased") in incoming.plan.kept_problems()
        take_in(county, incoming)
        assert [(person.name, person.phone) for person in Person.select()] == [(ERASED, None)]
        assert not Attachment.select().exists()
        told = "单立梅", "13900000001"
        rows = (
            DB.execute_sql("SELECT told FROM agreed").fetchall()
            + DB.execute_sql("SELECT row FROM waiting_version").fetchall()
        )
        assert not any(word in text for (text,) in rows for word in told)


def test_what_the_county_confirmed_is_agreed_on_when_its_answer_comes(pair: Path, package: Path, stick: Path) -> None:
    """The township goes on working while its package is away: only what both changed since is asked."""
    with open_office(pair / "county", builders.PASSPHRASE, clock=CLOCK) as county:
        received = take_in(county, look_into(county, package)).value
        told = (received.number, received.digest)
        change_person(county.session, Person.get(), {"school": "芒果县职业高级中学", "employer": "县里写的单位"})
        answer = packages.sent(county, stick, whole=True).path
        here = this_office().uid
    with open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK) as township:
        change_person(township.session, Person.get(), {"phone": "13900000007", "employer": "镇里写的单位"})
        confirm_package(township.session, here, *told)
        incoming = look_into(township, answer)
        assert [conflict.column for conflict in incoming.plan.conflicts] == ["employer"]
        take_in(township, incoming)
        person = Person.get()
        assert (person.phone, person.school, person.employer) == ("13900000007", "芒果县职业高级中学", "镇里写的单位")


def test_a_record_of_ours_that_comes_back_is_ours_again(pair: Path, package: Path, stick: Path) -> None:
    """Deleted in the township after it was reported, changed in the county, and the change was chosen."""
    with open_office(pair / "county", builders.PASSPHRASE, clock=CLOCK) as county:
        received = take_in(county, look_into(county, package)).value
        told = (received.number, received.digest)
        change_unit(county.session, Unit.get(), {"contact": "县里的人", "area_code": "999999101"})
        uid, answer, here = Unit.get().uid, packages.sent(county, stick, whole=True).path, this_office().uid
    with open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK) as township:
        confirm_package(township.session, here, *told)
        own = Unit.by_uid(uid).origin
        for record in (*StepTaken.select(), *Recommendation.select(), *Meeting.select(), *Membership.select()):
            delete(township.session, record)
        for record in (*Body.select(), *Unit.select()):
            delete(township.session, record)
        take_in(township, look_into(township, answer))
        conflict = next(row for row in open_conflicts() if row.owner_uid == uid)
        settle_conflict(township.session, conflict, THEIRS)
        assert (Unit.by_uid(uid).origin, Unit.by_uid(uid).area_code) == (own, "999999101")
