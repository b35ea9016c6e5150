"""Packages are numbered without gaps, chained, written down, confirmed; without a ground nothing leaves."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.core.errors import BadFile, Cancelled, NotAllowed, RuleRefused, WrongPassphrase
from models.core.history import History
from models.core.progress import StopAfter
from models.exchange.identity import make_escrow_key, revoke_trust
from models.exchange.purposes import Handover
from models.exchange.records import SentPackage, TrustedOffice
from models.exchange.sending import Consent, confirm_package, send, since
from models.office.access import add_user
from models.office.attachment import Store, set_photo
from models.office.office import OpenOffice, open_office
from models.people.person import Person
from tests import builders
from tests.models.exchange import packages


def test_numbers_and_digests_make_a_chain(township: OpenOffice, stick: Path) -> None:
    first, second = packages.sent(township, stick), packages.sent(township, stick, "statistics")
    assert (first.package.number, second.package.number) == (1, 2)
    assert first.manifest["previous"] is None
    assert second.manifest["previous"] == [1, first.package.digest]
    assert second.path.name == "芒果镇党建办公室-统计报表-2026-Q4-0002.qtpkg"


def test_it_is_written_down(township: OpenOffice, stick: Path) -> None:
    sent = packages.sent(township, stick)
    assert sent.package.ground == "duty"
    assert sent.package.rows["recommendation"] == 1
    row = History.select().order_by(History.seq.desc()).first()
    assert "报送第 1 号" in row.sentence
    assert row.subject_uid == sent.package.uid


@pytest.mark.parametrize("handover", [Handover(), Handover("duty"), Handover("", packages.DUTY.assessed_on)])
def test_without_a_ground_nothing_leaves(township: OpenOffice, stick: Path, handover: Handover) -> None:
    with pytest.raises(RuleRefused, match="没有报送"):
        send(township, packages.order(handover=handover), stick)
    assert list(stick.iterdir()) == []


def test_a_revoked_receiver_gets_nothing(township: OpenOffice, stick: Path) -> None:
    order = packages.order()
    revoke_trust(township.session, order.receiver, "电脑丢失")
    with pytest.raises(RuleRefused, match="已经作废"):
        send(township, order, stick)


def test_an_office_with_a_new_card_gets_everything_anew_in_the_same_chain(township: OpenOffice, stick: Path) -> None:
    first = packages.sent(township, stick).package
    confirm_package(township.session, first.receiver.office_uid, first.number, first.digest)
    assert not packages.sent(township, stick).package.whole
    revoke_trust(township.session, TrustedOffice.get(), "换了电脑")
    packages.trust(township, replace(packages.any_card(), office=first.receiver.office_uid))
    third = packages.sent(township, stick)
    assert third.package.whole
    assert third.manifest["previous"][0] == 2


def test_a_purpose_that_changed_leaves_whole(township: OpenOffice, stick: Path) -> None:
    package = packages.sent(township, stick).package
    confirm_package(township.session, package.receiver.office_uid, package.number, package.digest)
    order = packages.order()
    assert since(order) is not None
    assert since(replace(order, purpose=replace(order.purpose, parts=order.purpose.parts[1:]))) is None


def test_without_a_key_in_the_safe_there_is_a_warning(township: OpenOffice, stick: Path) -> None:
    assert len(packages.sent(township, stick).warnings) == 1
    make_escrow_key(township.session)
    assert packages.sent(township, stick).warnings == ()


def test_confirming_moves_the_base_of_the_next(township: OpenOffice, stick: Path) -> None:
    order = packages.order()
    assert since(order) is None
    package = packages.sent(township, stick).package
    uid = TrustedOffice.get().office_uid
    confirm_package(township.session, uid, 1, package.digest)
    assert since(order) == package.head
    assert since(packages.order("statistics")) is None
    assert since(packages.order(whole=True)) is None
    confirm_package(township.session, uid, 1, package.digest)


@pytest.mark.parametrize(("number", "digest"), [(1, "0" * 128), (7, None)])
def test_a_confirmation_of_another_package_is_refused(
    township: OpenOffice, stick: Path, number: int, digest: str | None
) -> None:
    package = packages.sent(township, stick).package
    with pytest.raises(RuleRefused, match="不一致"):
        confirm_package(township.session, TrustedOffice.get().office_uid, number, digest or package.digest)
    assert SentPackage.get().confirmed_on is None


def test_the_number_of_an_unrecorded_file_is_passed_over(township: OpenOffice, stick: Path) -> None:
    first = packages.sent(township, stick).path
    copied = first.read_bytes()
    SentPackage.delete().execute()  # as if the power had failed before the row was firm
    assert packages.sent(township, stick).package.number == 2
    assert first.read_bytes() == copied


def test_it_can_be_cancelled_at_every_step(township: OpenOffice, stick: Path) -> None:
    order, steps = packages.order(), 0
    while True:
        try:
            send(township, order, stick, StopAfter(steps))
            break
        except Cancelled:
            steps += 1
            assert list(stick.iterdir()) == []
            assert not SentPackage.select().exists()
            assert not list(township.place.directory.glob("outgoing*"))
    assert steps > 5


def test_a_damaged_attachment_is_told(township: OpenOffice, stick: Path) -> None:
    store = Store(township)
    photo = set_photo(township.session, store, Person.get(), "照片.jpg", b"\xff\xd8\xff" + bytes(100)).value
    store.path(photo.uid).write_bytes(b"spoilt")
    with pytest.raises(BadFile, match="附件"):
        packages.sent(township, stick)
    assert list(stick.iterdir()) == []


def test_who_may_not_does_not(pair: Path, stick: Path) -> None:
    with open_office(pair / "township", builders.PASSPHRASE) as opened:
        add_user(opened, "杨文", ["statistics"], "木棉花落在四月里")
    with open_office(pair / "township", "木棉花落在四月里", "杨文") as opened, pytest.raises(NotAllowed):
        packages.sent(opened, stick)
    assert list(stick.iterdir()) == []


def test_a_whole_handover_wants_a_second_user_or_warns_where_there_is_none(township: OpenOffice, stick: Path) -> None:
    order = packages.order("handover")
    assert any("没有第二人同意" in told for told in send(township, order, stick).warnings)
    add_user(township, "赵安全", ["security"], builders.PASSPHRASE + "二")
    with pytest.raises(RuleRefused, match="第二位用户同意"):
        send(township, order, stick)
    with pytest.raises(WrongPassphrase):
        send(township, order, stick, consent=Consent("赵安全", "错的口令"))
    assert len(list(stick.iterdir())) == 1
    sent = send(township, order, stick, consent=Consent("赵安全", builders.PASSPHRASE + "二"))
    assert sent.package.number == 2
    assert not any("同意" in told for told in sent.warnings)
