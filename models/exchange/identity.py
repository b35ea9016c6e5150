"""The office's own keys, the offices that it trusts, and the escrow key.

Owns the records of `records` that hold keys. Secret keys lie in the encrypted file, sealed once more with a key of the
office, so that neither a list of changes nor the history ever holds one in clear; the escrow key's secret is given out
once and kept nowhere.
"""

import json
import secrets
from dataclasses import dataclass, field
from datetime import date

from models.core.canonical import canonical_json
from models.core.errors import BadFile, NotFound, RuleRefused
from models.core.record import new_uid
from models.core.verbs import Work, verb
from models.exchange import minisign
from models.exchange.cards import Card
from models.exchange.records import EscrowKey, OfficeKey, TrustedOffice
from models.office import keys
from models.office.office import OpenOffice, this_office

_NONCE = 12
_NONE = "本单位还没有密钥。请先在“U盘报送—往来单位”里生成，再和对方交换公钥卡。"
_SPOILT = "本单位的密钥读不出来，数据文件可能已损坏。请从最近的备份恢复。"
_OWN = "这是本单位自己的公钥卡，不用登记。请选对方单位的。"
_OTHER_FINGERPRINT = "指纹对不上，没有登记“{unit}”。请和对方当面或打电话逐组核对，可能拿错了卡，也可能被人换过。"
_OTHER_KEYS = "“{unit}”已登记过另一张公钥卡。如果对方确实换了密钥，请先作废旧的，再登记新的。"
_KNOWN = "“{unit}”的这张公钥卡已经登记过，不用再登记。"
_NOT_ENDORSED = "“{unit}”的新公钥卡没有它原密钥的签字，没有登记。请和对方打电话逐组核对指纹。"
_RENEWED = "对方换了新密钥"


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """The office's keys while they are used; `signing` is a secret of minisign, `sealing` one of age.

    older: secrets that opened what came before the keys were renewed; who has the old card still seals to them.
    """

    public: Card
    signing: bytes = field(repr=False)
    sealing: str = field(repr=False)
    older: tuple[str, ...] = field(default=(), repr=False)


@verb("make_exchange_keys", "生成本单位密钥", undoable=False)
def make_exchange_keys(work: Work, opened: OpenOffice) -> OfficeKey:
    """Make the office's keys, once. Raises RuleRefused when it has them."""
    if OfficeKey.select().exists():
        raise RuleRefused("本单位已经有密钥，不用再生成。")
    made = work.insert(_new_keys(opened))
    work.about(made, "生成了本单位的报送密钥")
    return made


@verb("renew_exchange_keys", "更换本单位密钥", undoable=False)
def renew_exchange_keys(work: Work, opened: OpenOffice) -> OfficeKey:
    """New keys in place of those in use, which sign the new card and go on opening what is still sealed to them.

    Raises NotFound while there are none, BadFile when they are spoilt.
    """
    before, old = own_keys(opened), _own()
    made = _new_keys(opened)
    made.endorsement = _card_of(made).endorsed_with(before.signing)
    work.update(old, retired_on=date.fromisoformat(work.now[:10]))
    work.insert(made)
    work.about(made, "更换了本单位的报送密钥，新公钥卡由原密钥签字")
    return made


def _new_keys(opened: OpenOffice) -> OfficeKey:
    from pyrage import x25519

    signing, sealing, uid = minisign.new_secret(), x25519.Identity.generate(), new_uid()
    secret = canonical_json({"signing": signing.hex(), "sealing": str(sealing)})
    public = {"signing": minisign.public_of(signing), "sealing": str(sealing.to_public())}
    return OfficeKey(uid=uid, secret=_locked(opened, uid, secret.encode()), **public)


@verb("trust_office", "登记往来单位", undoable=False)
def trust_office(work: Work, card: Card, fingerprint: str) -> TrustedOffice:
    """Trust an office whose card's fingerprint was compared; `fingerprint` is what the other office read out.

    Raises RuleRefused for another fingerprint, the own card, and an office with other keys that are still trusted.
    """
    refuse_card(card)
    if _digits(fingerprint) != _digits(card.fingerprint):
        raise RuleRefused(_OTHER_FINGERPRINT.format(unit=card.unit))
    made = work.insert(_trusted(card))
    work.about(made, f"核对指纹后登记了往来单位{made.called()}")
    return made


def refuse_card(card: Card) -> None:
    """Raise RuleRefused for the own card, and for an office whose keys are trusted already: before anybody telephones
    to compare."""
    if card.office == this_office().uid:
        raise RuleRefused(_OWN)
    if (known := trusted(card.office)) is not None:
        raise RuleRefused((_KNOWN if _is_same(known, card) else _OTHER_KEYS).format(unit=card.unit))


@verb("trust_renewed", "登记往来单位的新公钥", undoable=False)
def trust_renewed(work: Work, card: Card) -> TrustedOffice:
    """Trust the new card of a known office, which its keys before signed: no fingerprint needs to be compared.

    What it signed with those is still taken. Raises RuleRefused for an unknown office, a known card, and one that those
    keys did not sign.
    """
    known = trusted(card.office)
    if known is None or not is_renewal(card):
        same = known is not None and _is_same(known, card)
        raise RuleRefused((_KNOWN if same else _NOT_ENDORSED).format(unit=card.unit))
    day = date.fromisoformat(work.now[:10])
    work.update(known, revoked_on=day, revoked_reason=_RENEWED, renewed_on=day)
    made = work.insert(_trusted(card))
    work.about(made, f"登记了{made.called()}的新公钥，由它的原密钥签字")
    return made


def is_renewal(card: Card) -> bool:
    """Whether a card is the new one of an office that is trusted, signed with the keys by which it is known."""
    known = trusted(card.office)
    return known is not None and not _is_same(known, card) and card.is_endorsed_by(known.signing)


def _is_same(known: TrustedOffice, card: Card) -> bool:
    return (known.signing, known.sealing) == (card.signing, card.sealing)


def _trusted(card: Card) -> TrustedOffice:
    return TrustedOffice(
        name=card.unit,
        office_uid=card.office,
        level=card.level,
        signing=card.signing,
        sealing=card.sealing,
        fingerprint=card.fingerprint,
    )


@verb("revoke_trust", "作废往来单位的公钥", undoable=False)
def revoke_trust(work: Work, office: TrustedOffice, reason: str) -> TrustedOffice:
    """Neither send to nor take from these keys any more, nor from those before them. Raises RuleRefused without a
    reason."""
    if not reason.strip():
        raise RuleRefused("请写明作废的原因，例如对方电脑丢失。")
    before = (TrustedOffice.office_uid == office.office_uid) & TrustedOffice.renewed_on.is_null(False)
    for old in TrustedOffice.select().where(before):
        work.update(old, renewed_on=None)
    work.update(office, revoked_on=date.fromisoformat(work.now[:10]), revoked_reason=reason.strip())
    work.about(office, f"作废了{office.called()}的公钥")
    return office


@verb("make_escrow_key", "生成保管密钥", undoable=False)
def make_escrow_key(work: Work) -> str:
    """Make the key for the safe instead of the one before; returns its secret, which nobody can show a second time."""
    from pyrage import x25519

    for old in EscrowKey.select().where(EscrowKey.retired_on.is_null()):
        work.update(old, retired_on=date.fromisoformat(work.now[:10]))
    secret = x25519.Identity.generate()
    made = work.insert(EscrowKey(sealing=str(secret.to_public())))
    work.about(made, f"生成了{made.called()}，私钥只打印一次，锁入保险柜")
    return str(secret)


def own_card() -> Card:
    """The card of this office. Raises NotFound while it has no keys."""
    return _card_of(_own())


def _card_of(key: OfficeKey) -> Card:
    office = this_office()
    return Card(office.name, office.uid, office.level, key.signing, key.sealing, key.endorsement or "")


def own_keys(opened: OpenOffice) -> OwnKeys:
    """The office's keys, ready for use. Raises NotFound while there are none, BadFile when they are spoilt."""
    key = _own()
    secret = _secret_of(opened, key)
    retired = OfficeKey.select().where(OfficeKey.retired_on.is_null(False)).order_by(OfficeKey.id)
    older = tuple(_secret_of(opened, old)["sealing"] for old in retired)
    return OwnKeys(_card_of(key), bytes.fromhex(secret["signing"]), secret["sealing"], older)


def _secret_of(opened: OpenOffice, key: OfficeKey) -> dict[str, str]:
    from cryptography.exceptions import InvalidTag

    try:
        secret: dict[str, str] = json.loads(_unlocked(opened, key.uid, key.secret))
        bytes.fromhex(secret["signing"])
    except (InvalidTag, ValueError) as error:
        raise BadFile(_SPOILT) from error
    return secret


def trusted(office_uid: str) -> TrustedOffice | None:
    """The office of this uid whose keys are trusted now."""
    return TrustedOffice.get_or_none((TrustedOffice.office_uid == office_uid) & TrustedOffice.revoked_on.is_null())


def trusted_offices() -> list[TrustedOffice]:
    """Everybody whose keys are trusted now, by name."""
    return list(TrustedOffice.select().where(TrustedOffice.revoked_on.is_null()).order_by(TrustedOffice.name))


def receiver_named(name: str) -> TrustedOffice:
    """The trusted office of this name or uid; the only one when nothing is said. Raises NotFound."""
    found = [office for office in trusted_offices() if name in ("", office.name, office.office_uid)]
    if len(found) == 1:
        return found[0]
    if name:
        raise NotFound(f"往来单位里没有“{name}”。请先登记它的公钥卡。")
    raise NotFound("有几个往来单位，请说明报送给哪一个。" if found else "还没有登记往来单位的公钥卡，不能报送。")


def escrow() -> EscrowKey | None:
    """The key of the safe in use now."""
    return EscrowKey.get_or_none(EscrowKey.retired_on.is_null())


def _own() -> OfficeKey:
    found: OfficeKey | None = OfficeKey.select().where(OfficeKey.retired_on.is_null()).first()
    if found is None:
        raise NotFound(_NONE)
    return found


def _digits(fingerprint: str) -> str:
    return "".join(str(int(letter)) for letter in fingerprint if letter.isdecimal())


def _locked(opened: OpenOffice, uid: str, secret: bytes) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = secrets.token_bytes(_NONCE)
    return (nonce + ChaCha20Poly1305(_key(opened)).encrypt(nonce, secret, uid.encode())).hex()


def _unlocked(opened: OpenOffice, uid: str, sealed: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    content = bytes.fromhex(sealed)
    return ChaCha20Poly1305(_key(opened)).decrypt(content[:_NONCE], content[_NONCE:], uid.encode())


def _key(opened: OpenOffice) -> bytes:
    return keys.derive(opened.data_key, "exchange")
