"""New keys of an office: old packages still open; the new card is known by the old keys alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.core.errors import BadFile, RuleRefused
from models.exchange.cards import Card, read_card
from models.exchange.identity import (
    is_renewal,
    own_card,
    own_keys,
    receiver_named,
    renew_exchange_keys,
    revoke_trust,
    trust_office,
    trust_renewed,
    trusted,
)
from models.exchange.receiving import look_into, take_in
from models.exchange.records import OfficeKey, TrustedOffice
from models.exchange.sending import confirm_package
from models.office.office import open_office
from tests import builders
from tests.models.exchange import packages
from tests.models.exchange.conftest import CLOCK


def renewed(place: Path) -> Card:
    """An office's new card, as its file brings it."""
    with open_office(place, builders.PASSPHRASE, clock=CLOCK) as opened:
        renew_exchange_keys(opened.session, opened)
        return read_card(own_card().file())


def test_what_was_sealed_to_the_old_keys_still_opens(pair: Path, stick: Path) -> None:
    with open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK) as opened:
        path = packages.sent(opened, stick).path
    renewed(pair / "county")
    with open_office(pair / "county", builders.PASSPHRASE, clock=CLOCK) as opened:
        take_in(opened, look_into(opened, path))
        assert len(own_keys(opened).older) == 1
        assert OfficeKey.select().where(OfficeKey.retired_on.is_null()).count() == 1


def test_the_new_card_is_taken_without_a_telephone(pair: Path, stick: Path) -> None:
    with open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK) as opened:
        before = packages.sent(opened, stick).path
    card = renewed(pair / "township")
    with open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK) as opened:
        after = packages.sent(opened, stick, "statistics").path
    with open_office(pair / "county", builders.PASSPHRASE, clock=CLOCK) as opened:
        with pytest.raises(BadFile, match="还没有登记"):
            look_into(opened, after)
        assert is_renewal(card)
        with pytest.raises(RuleRefused, match="另一张公钥卡"):
            trust_office(opened.session, card, card.fingerprint)
        trust_renewed(opened.session, card)
        assert receiver_named("").signing == card.signing
        with pytest.raises(RuleRefused, match="已经登记过"):
            trust_renewed(opened.session, card)
        for path in (before, after):  # what was on its way is taken as well
            take_in(opened, look_into(opened, path))


def test_only_the_old_keys_can_sign_a_new_card(pair: Path) -> None:
    card = renewed(pair / "township")
    other = replace(packages.any_card(), office=card.office, unit=card.unit)
    with open_office(pair / "county", builders.PASSPHRASE, clock=CLOCK) as opened:
        for forged in (other, replace(other, endorsement=card.endorsement), replace(card, endorsement="x")):
            assert not is_renewal(forged)
            with pytest.raises(RuleRefused, match="没有它原密钥的签字"):
                trust_renewed(opened.session, forged)
        with pytest.raises(RuleRefused, match="没有它原密钥的签字"):
            trust_renewed(opened.session, replace(card, office="otherofficeuid22"))


def test_revoking_an_office_revokes_the_keys_before_as_well(pair: Path, stick: Path) -> None:
    with open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK) as opened:
        path = packages.sent(opened, stick).path
    card = renewed(pair / "township")
    with open_office(pair / "county", builders.PASSPHRASE, clock=CLOCK) as opened:
        revoke_trust(opened.session, trust_renewed(opened.session, card).value, "电脑丢失")
        with pytest.raises(BadFile, match="已经作废"):
            look_into(opened, path)
        assert trusted(card.office) is None


def test_to_an_office_with_renewed_keys_only_what_changed_leaves(pair: Path, stick: Path) -> None:
    card = renewed(pair / "county")
    with open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK) as opened:
        first = packages.sent(opened, stick).package
        confirm_package(opened.session, first.receiver.office_uid, first.number, first.digest)
        trust_renewed(opened.session, card)
        assert not packages.sent(opened, stick).package.whole
        assert TrustedOffice.select().count() == 2


def test_an_endorsement_is_no_part_of_the_fingerprint_and_not_of_the_paper(pair: Path) -> None:
    card = renewed(pair / "county")
    plain = read_card(" ".join(card.qr()).encode())
    assert card.endorsement
    assert plain == replace(card, endorsement="")
    assert plain.fingerprint == card.fingerprint
