"""The card (公钥卡) of an office: its name and public keys, as a file, as texts of QR codes, and as a fingerprint.

Owns how a card is spelled and read. Nothing on it is secret, and nothing on it is believed before its fingerprint was
compared with what the other office reads out.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from models.core.canonical import canonical_json
from models.core.errors import BadFile
from models.exchange import minisign

_FORMAT = "quntuan-card-1"
_QR = "QTC1-"
_QR_CHUNK = 90
_GROUPS, _DIGITS = 6, 5
_LARGEST = 8 * 1024
_TOLD = ("unit", "office", "level", "signing", "sealing")
"""What a card says and its fingerprint covers."""

_ENDORSED = "quntuan-card"
_UNREADABLE = "“{name}”不是公钥卡，或者不完整。请对方重新导出一份。"


@dataclass(frozen=True, slots=True)
class Card:
    """What one office shows another one. `endorsement`: a signature with the office's keys before these, or nothing."""

    unit: str
    office: str
    level: str
    signing: str
    sealing: str
    endorsement: str = ""

    @property
    def fingerprint(self) -> str:
        """Thirty digits in six groups, to be read out over the telephone; about 100 bits over everything here."""
        number = int.from_bytes(hashlib.sha256(canonical_json(self._plain()).encode()).digest(), "big")
        digits = f"{number % 10 ** (_GROUPS * _DIGITS):0{_GROUPS * _DIGITS}d}"
        return " ".join(digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS))

    def file(self) -> bytes:
        """The card as a file, for a stick."""
        told = {"format": _FORMAT, **self._plain(), "fingerprint": self.fingerprint}
        if self.endorsement:
            told["endorsement"] = self.endorsement
        return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()

    def qr(self) -> tuple[str, ...]:
        """The card as texts of QR codes, at most 106 bytes each, in ASCII, so that a scanner can type them."""
        unit = base64.urlsafe_b64encode(self.unit.encode()).decode("ascii")
        line = "|".join((unit, self.office, self.level, self.signing, self.sealing))
        chunks = [line[at : at + _QR_CHUNK] for at in range(0, len(line), _QR_CHUNK)]
        return tuple(f"{_QR}{at}/{len(chunks)}-{chunk}" for at, chunk in enumerate(chunks, 1))

    def endorsed_with(self, secret: bytes) -> str:
        """The signature of a secret signing key over this card."""
        return minisign.sign(secret, self._digest(), _ENDORSED).decode("ascii")

    def is_endorsed_by(self, signing: str) -> bool:
        """Whether the owner of this public key signed the card: then it is the same office."""
        try:
            found = minisign.read(self.endorsement.encode("ascii"))
        except (BadFile, UnicodeEncodeError):
            return False
        return found.comment == _ENDORSED and found.proves(signing, self._digest())

    def _digest(self) -> bytes:
        return hashlib.blake2b(canonical_json(self._plain()).encode()).digest()

    def _plain(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in _TOLD}


def read_card_file(path: Path) -> Card:
    """The card in a file, of either spelling. Raises BadFile."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError as error:
        raise BadFile(f"“{path.name}”读不出来，请确认U盘或文件还在。") from error
    return read_card(content, path.name)


def read_card(content: bytes, name: str = "公钥卡") -> Card:
    """A card from the bytes of its file, or from the texts of its QR codes in any order. Raises BadFile."""
    try:
        if len(content) > _LARGEST:
            raise ValueError("size")
        text = content.decode("utf-8").strip()
        card = _from_codes(text.split()) if text.startswith(_QR) else _from_file(text)
        _refuse_odd(card)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadFile) as error:
        raise BadFile(_UNREADABLE.format(name=name)) from error
    return card


def _from_codes(texts: list[str]) -> Card:
    parts: dict[int, str] = {}
    for text in texts:
        number, _, rest = text.removeprefix(_QR).partition("/")
        count, _, chunk = rest.partition("-")
        parts[int(number)] = chunk
        if not text.startswith(_QR) or int(count) != len(set(texts)):
            raise ValueError("codes")
    unit, *others = "".join(parts[at] for at in range(1, len(parts) + 1)).split("|")
    return Card(base64.urlsafe_b64decode(unit).decode("utf-8"), *others)


def _from_file(text: str) -> Card:
    told = json.loads(text)
    card = Card(**{name: told[name] for name in _TOLD}, endorsement=told.get("endorsement", ""))
    if told["format"] != _FORMAT or told["fingerprint"] != card.fingerprint:
        raise ValueError("fingerprint")
    return card


def _refuse_odd(card: Card) -> None:
    """Raise ValueError or BadFile for values that no card of ours has."""
    from pyrage import RecipientError, x25519

    plain = card._plain().values()
    if any(not isinstance(value, str) or not value or "|" in value or not value.isprintable() for value in plain):
        raise ValueError("value")
    if card.level not in ("township", "county") or not (card.office.isalnum() and len(card.office) <= 16):
        raise ValueError("level or office")
    if not isinstance(card.endorsement, str):
        raise ValueError("endorsement")
    if len(card.unit) > 100:
        raise ValueError("unit")
    minisign.read_public(card.signing)
    try:
        x25519.Recipient.from_str(card.sealing)
    except RecipientError as error:
        raise ValueError("sealing") from error
