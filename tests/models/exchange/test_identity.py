"""Keys are made once and stay secret; another office is trusted only by its fingerprint."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.database import DB
from models.core.errors import BadFile, NotFound, RuleRefused
from models.core.history import History
from models.exchange.cards import Card, read_card, read_card_file
from models.exchange.identity import (
    escrow,
    make_escrow_key,
    make_exchange_keys,
    own_card,
    own_keys,
    receiver_named,
    refuse_card,
    revoke_trust,
    trust_office,
    trusted,
    trusted_offices,
)
from models.exchange.records import EscrowKey, OfficeKey, TrustedOffice
from models.office.office import OpenOffice
from tests.models.exchange import packages


def everything_stored() -> str:
    """Every cell of the open file."""
    tables = [row[0] for row in DB.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    return "\n".join(str(row) for table in tables for row in DB.execute_sql(f'SELECT * FROM "{table}"').fetchall())


def test_keys_are_made_once(opened: OpenOffice) -> None:
    make_exchange_keys(opened.session, opened)
    with pytest.raises(RuleRefused, match="已经有密钥"):
        make_exchange_keys(opened.session, opened)


def test_without_keys_the_sentence_says_what_to_do(opened: OpenOffice) -> None:
    with pytest.raises(NotFound, match="“U盘报送—往来单位”里生成"):
        own_keys(opened)


def test_no_secret_stands_in_clear_anywhere_in_the_file(opened: OpenOffice) -> None:
    make_exchange_keys(opened.session, opened)
    keys, stored = own_keys(opened), everything_stored()
    assert keys.sealing.startswith("AGE-SECRET-KEY-1")
    assert keys.sealing not in stored
    assert keys.signing.hex() not in stored
    assert repr(keys.sealing) not in repr(keys)


def test_a_spoilt_key_is_told(opened: OpenOffice) -> None:
    make_exchange_keys(opened.session, opened)
    OfficeKey.update(secret="00" * 40).execute()
    with pytest.raises(BadFile, match="备份"):
        own_keys(opened)


def test_the_escrow_secret_is_given_out_once_and_kept_nowhere(opened: OpenOffice) -> None:
    secret = make_escrow_key(opened.session).value
    assert secret.startswith("AGE-SECRET-KEY-1")
    assert secret not in everything_stored()
    first = escrow()
    make_escrow_key(opened.session)
    assert escrow() != first
    assert EscrowKey.select().where(EscrowKey.retired_on.is_null()).count() == 1


def test_a_card_is_read_from_its_file_and_its_qr_text(opened: OpenOffice, tmp_path: Path) -> None:
    make_exchange_keys(opened.session, opened)
    card = own_card()
    (tmp_path / "卡.json").write_bytes(card.file())
    assert read_card_file(tmp_path / "卡.json") == card
    assert read_card("\n".join(reversed(card.qr())).encode()) == card
    with pytest.raises(BadFile):
        read_card("\n".join(card.qr()[:-1]).encode())
    assert len(card.fingerprint.split()) == 6
    assert all(group.isdecimal() and len(group) == 5 for group in card.fingerprint.split())


@given(st.text(st.characters(categories=["Lo"]), min_size=1, max_size=100))
def test_every_part_of_a_card_fits_a_code_on_paper(unit: str) -> None:
    from reports.paper import qr

    card = replace(packages.any_card(), unit=unit)
    assert all(part.isascii() and len(part) <= qr.LONGEST for part in card.qr())
    assert read_card(" ".join(card.qr()).encode()) == card


@given(st.data())
def test_a_changed_card_is_refused_or_has_another_fingerprint(data: st.DataObject) -> None:
    card = packages.any_card()
    content = bytearray(card.file() if data.draw(st.booleans()) else "\n".join(card.qr()).encode())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        read = read_card(bytes(content))
    except BadFile:
        return
    assert read == card or read.fingerprint != card.fingerprint


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"QTC1-1/1-a|b", b"QTC1-x", b"QTC1-1/2-a", b"\xff\xfe", b"1" * 9000, b"[" * 5000]
)
def test_what_is_no_card_is_refused(content: bytes) -> None:
    with pytest.raises(BadFile, match="公钥卡"):
        read_card(content)


def test_an_office_is_trusted_by_its_fingerprint(opened: OpenOffice) -> None:
    card = packages.any_card()
    with pytest.raises(RuleRefused, match="指纹对不上"):
        trust_office(opened.session, card, "11111 22222")
    assert trusted_offices() == []
    typed = card.fingerprint.replace(" ", "").translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    trust_office(opened.session, card, typed)
    assert receiver_named("").name == receiver_named(card.unit).name == card.unit
    assert "核对指纹" in History.select().order_by(History.seq.desc()).first().sentence


def test_an_office_is_trusted_once_and_with_one_pair_of_keys(opened: OpenOffice) -> None:
    card = packages.any_card()
    packages.trust(opened, card)
    with pytest.raises(RuleRefused, match="已经登记过"):
        packages.trust(opened, card)
    with pytest.raises(RuleRefused, match="另一张公钥卡"):
        packages.trust(opened, packages.any_card())
    revoke_trust(opened.session, TrustedOffice.get(), "电脑丢失")
    assert trusted(card.office) is None
    packages.trust(opened, packages.any_card())


def test_revoking_needs_a_reason(opened: OpenOffice) -> None:
    packages.trust(opened, packages.any_card())
    with pytest.raises(RuleRefused, match="原因"):
        revoke_trust(opened.session, TrustedOffice.get(), " ")


def test_the_own_card_is_not_trusted(opened: OpenOffice) -> None:
    make_exchange_keys(opened.session, opened)
    with pytest.raises(RuleRefused, match="自己"):
        packages.trust(opened, own_card())


def test_a_receiver_must_be_known_and_clear(opened: OpenOffice) -> None:
    with pytest.raises(NotFound, match="还没有登记"):
        receiver_named("")
    with pytest.raises(NotFound, match="没有“别处”"):
        receiver_named("别处")


def test_a_card_tells_its_fingerprint_only_with_the_right_content() -> None:
    told = json.loads(packages.any_card().file())
    told["unit"] = "别的单位"
    with pytest.raises(BadFile):
        read_card(json.dumps(told).encode())


def test_a_card_that_need_not_be_registered_is_refused_before_anybody_telephones(township: OpenOffice) -> None:
    with pytest.raises(RuleRefused, match="本单位自己"):
        refuse_card(own_card())
    known = trusted_offices()[0]
    card = Card(known.name, known.office_uid, known.level, known.signing, known.sealing)
    with pytest.raises(RuleRefused, match="已经登记过"):
        refuse_card(card)
    with pytest.raises(RuleRefused, match="另一张公钥卡"):
        refuse_card(replace(packages.any_card(), office=known.office_uid))
    refuse_card(packages.any_card())
