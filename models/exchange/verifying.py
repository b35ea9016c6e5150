"""Opening a package for reading, with every check before anything of it is used.

In this order: the container, the signature of a known sender, the receiver, the number, the program's version, what
lies inside. Each refusal is one sentence. Reads only; what is done with the records is decided elsewhere.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from models.core.errors import BadFile, RuleRefused
from models.core.migrations import NEWEST
from models.exchange import minisign, tape
from models.exchange.content import CLAIMS, FORMAT
from models.exchange.identity import own_keys
from models.exchange.reading import Reading, Take
from models.exchange.records import ReceivedPackage, TrustedOffice
from models.exchange.sealing import BODY, SIGNATURE, claims_text
from models.office.office import OpenOffice

_BLOCK = 1 << 20
_LARGEST_SIGNATURE = 16 * 1024

_NO_PACKAGE = "“{name}”不是报送包，或者没有拷完整。什么也没有读入，请重新拷贝，不行就请对方再生成一份。"
_GONE = "“{name}”读不出来，请确认U盘还在，再试一次。"
_STRANGER = "“{name}”来自还没有登记的单位，没有读入。请先核对并登记对方的公钥卡。"
_REVOKED = "“{name}”是用{unit}已经作废的密钥签名的，没有读入。请和对方联系。"
_FORGED = "“{name}”的签名不对，内容可能被改动过，什么也没有读入。请对方重新生成一份。"
_OWN = "“{name}”是本单位自己报出的，不用接收。请交给收件单位。"
_NOT_OURS = "“{name}”不是报送给本单位的，没有读入。请交给收件单位。"
_TWICE = "“{name}”（{unit}第 {number} 号）已经收过，不用再收。"
_OTHER = "{unit}第 {number} 号已经收过一份，内容和“{name}”不同，没有读入。请对方按最新资料再生成一份。"
_NEWER = "“{name}”是更新版本的程序生成的，没有读入。请先升级本程序。"
_LOCKED = "“{name}”不是用本单位现在的公钥加密的，打不开。请对方核对本单位的公钥卡后再生成一份。"
_GAP = "{unit}的第 {number} 号还没有收到，可能有一份没送来。"
_ANEW = "{unit}这份没有接着以前收到的第 {number} 号，对方可能换过电脑或恢复过备份，请核对。"
_LATE = "{unit}更晚的第 {number} 号已经收过，这是较早的一份。"


class NotForUs(BadFile):
    """A package for another office, or one that this office made itself."""


class UnknownSender(BadFile):
    """Signed by nobody whose card was compared."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A trusted office, and number → digest of what it sent before."""

    uid: str
    name: str
    signing: str
    revoked: bool = False
    received: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: its uid, its secret key, whom it trusts, the newest schema that it knows; secret keys of before."""

    office: str
    sealing: str = field(repr=False)
    senders: tuple[Sender, ...]
    schema: int = NEWEST
    older: tuple[str, ...] = field(default=(), repr=False)
    signing: str = ""
    """The office's own public key: what lies on a stick may be its own."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A package that passed every check; `told` are sentences about gaps."""

    path: Path
    sender: Sender
    claims: dict[str, Any]
    manifest: dict[str, Any]
    labels: dict[str, dict[str, str]]
    digest: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """What a signature says about a package that was not opened."""

    sender: Sender
    claims: dict[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class _Outside:
    """What can be told of a package without opening it."""

    size: int
    signature: minisign.Signature
    digest: bytes


def reader_of(opened: OpenOffice) -> Reader:
    """The open office as who reads. Raises NotFound while it has no keys."""
    keys = own_keys(opened)
    senders = tuple(map(_sender, TrustedOffice.select().order_by(TrustedOffice.id.desc())))
    return Reader(keys.public.office, keys.sealing, senders, older=keys.older, signing=keys.public.signing)


def check_package(path: Path, reader: Reader, take: Take | None = None) -> Checked:
    """Check a package from its first to its last byte; nothing is written.

    `take` is given each piece of records and each attachment, once everything outside has been proven; a refusal of
    what lies inside may still follow, so that it must not write for good. Raises BadFile, RuleRefused.
    """
    name = path.name
    try:
        with path.open("rb") as stream:
            outside = _container(stream, path)
            sender = _sender_of(outside, reader, name)
            claims = _claims(outside.signature.comment, name)
            _refuse_misdirected(claims, sender, reader, name)
            _refuse_replayed(claims, sender, outside.digest.hex(), name)
            _refuse_newer(claims, reader, name)
            _refuse_odd(claims, outside.signature.comment, name)
            inside = _inside(stream, outside, reader, claims, take, name)
    except OSError as error:
        raise BadFile(_GONE.format(name=name)) from error
    told = tuple(told_of(claims, sender))
    return Checked(path, sender, claims, inside.manifest, inside.labels, outside.digest.hex(), told)


def verify_outside(path: Path, public: str) -> str:
    """The digest of a package that this public key signed, without opening it. Raises BadFile, OSError."""
    with path.open("rb") as stream:
        outside = _container(stream, path)
    if not outside.signature.proves(public, outside.digest):
        raise BadFile(_FORGED.format(name=path.name))
    return outside.digest.hex()


def look_outside(path: Path, reader: Reader) -> Outside:
    """Who signed a package and what was signed, without opening it. Raises BadFile."""
    try:
        with path.open("rb") as stream:
            outside = _container(stream, path)
    except OSError as error:
        raise BadFile(_GONE.format(name=path.name)) from error
    sender = _sender_of(outside, reader, path.name)
    return Outside(sender, _claims(outside.signature.comment, path.name), outside.digest.hex())


def _sender(office: TrustedOffice) -> Sender:
    cards = TrustedOffice.select(TrustedOffice.id).where(TrustedOffice.office_uid == office.office_uid)
    packages = ReceivedPackage.select(ReceivedPackage.number, ReceivedPackage.digest)
    rows: Any = packages.where(ReceivedPackage.sender.in_(cards)).tuples()
    received: dict[int, str] = dict(rows)
    revoked = office.revoked_on is not None and office.renewed_on is None
    return Sender(office.office_uid, office.name, office.signing, revoked, received)


def _container(stream: BinaryIO, path: Path) -> _Outside:
    """The two files in a package; raises BadFile unless every byte around them is what it must be."""
    try:
        body, size = tape.read_header(stream.read(tape.BLOCK))
        digest = _digest(stream, size)
        padded = stream.read(len(tape.padding(size)))
        name, length = tape.read_header(stream.read(tape.BLOCK))
        if (body, name) != (BODY, SIGNATURE) or padded != tape.padding(size) or length > _LARGEST_SIGNATURE:
            raise tape.broken()
        signature = stream.read(length)
        rest = tape.padding(length) + tape.END
        if stream.read(len(rest) + 1) != rest:
            raise tape.broken()
    except BadFile as error:
        raise BadFile(_NO_PACKAGE.format(name=path.name)) from error
    return _Outside(size, minisign.read(signature), digest)


def _digest(stream: BinaryIO, size: int) -> bytes:
    found = hashlib.blake2b()
    while size:
        block = stream.read(min(size, _BLOCK))
        if not block:
            raise tape.broken()
        found.update(block)
        size -= len(block)
    return found.digest()


def _sender_of(outside: _Outside, reader: Reader, name: str) -> Sender:
    """Who signed. Raises BadFile for a stranger, revoked keys and a signature that does not hold."""
    key_id = outside.signature.key_id
    known = [sender for sender in reader.senders if minisign.read_public(sender.signing)[0] == key_id]
    if not known and reader.signing and minisign.read_public(reader.signing)[0] == key_id:
        raise NotForUs(_OWN.format(name=name))
    if not known:
        raise UnknownSender(_STRANGER.format(name=name))
    proven = [sender for sender in known if outside.signature.proves(sender.signing, outside.digest)]
    if not proven:
        raise BadFile(_FORGED.format(name=name))
    if all(sender.revoked for sender in proven):
        raise BadFile(_REVOKED.format(name=name, unit=proven[0].name))
    return next(sender for sender in proven if not sender.revoked)


def _claims(comment: str, name: str) -> dict[str, Any]:
    """What was signed, as far as a newer program's package tells it too."""
    try:
        claims = json.loads(comment)
    except (ValueError, RecursionError) as error:
        raise BadFile(_FORGED.format(name=name)) from error
    texts, numbers = ("office", "receiver"), ("format", "schema", "number")
    if not isinstance(claims, dict) or not (_are(claims, texts, str) and _are(claims, numbers, int)):
        raise BadFile(_FORGED.format(name=name))
    return claims


def _are(claims: Mapping[str, Any], names: Sequence[str], kind: type) -> bool:
    return all(type(claims.get(name)) is kind for name in names)


def _refuse_misdirected(claims: Mapping[str, Any], sender: Sender, reader: Reader, name: str) -> None:
    if claims["office"] != sender.uid:
        raise BadFile(_FORGED.format(name=name))
    if claims["receiver"] != reader.office:
        raise NotForUs(_NOT_OURS.format(name=name))


def _refuse_replayed(claims: Mapping[str, Any], sender: Sender, digest: str, name: str) -> None:
    number = claims["number"]
    known = sender.received.get(number)
    if known is not None:
        sentence = _TWICE if known == digest else _OTHER
        raise RuleRefused(sentence.format(name=name, unit=sender.name, number=number))


def _refuse_newer(claims: Mapping[str, Any], reader: Reader, name: str) -> None:
    if claims["format"] > FORMAT or claims["schema"] > reader.schema:
        raise BadFile(_NEWER.format(name=name))


def _refuse_odd(claims: Mapping[str, Any], comment: str, name: str) -> None:
    """What this format claims has one spelling."""
    texts, numbers = ("unit", "purpose", "period", "created_at"), ("deleted", "attachments")
    previous, head, rows = claims.get("previous"), claims.get("head"), claims.get("rows")
    sound = tuple(claims) == CLAIMS and claims_text(claims) == comment
    sound = sound and _are(claims, texts, str) and _are(claims, numbers, int) and type(claims["whole"]) is bool
    sound = sound and (previous is None or _is_pair(previous)) and _is_pair(head)
    if not sound or not isinstance(rows, dict) or any(type(count) is not int for count in rows.values()):
        raise BadFile(_FORGED.format(name=name))


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and list(map(type, value)) == [int, str]


def _inside(
    stream: BinaryIO, outside: _Outside, reader: Reader, claims: Mapping[str, Any], take: Take | None, name: str
) -> Reading:
    from pyrage import DecryptError, decrypt_io, x25519

    reading = Reading(claims, take)
    splitter = tape.Splitter(reading.entry)
    stream.seek(tape.BLOCK)
    part = _Part(stream, outside.size)
    try:
        decrypt_io(part, splitter, [x25519.Identity.from_str(secret) for secret in (reader.sealing, *reader.older)])
    except (DecryptError, OSError) as error:
        # The library says only that a stream failed; the stream knows why.
        if (cause := part.failure or splitter.failure) is not None:
            raise cause from None
        raise BadFile(_LOCKED.format(name=name)) from error
    if part.digest() != outside.digest:
        raise BadFile(_FORGED.format(name=name))
    splitter.close()
    reading.finish()
    return reading


class _Part:
    """The first bytes of a stream from where it stands, as a stream of its own.

    Hashed once more: a stick may give out other bytes than those whose signature it was asked for, and everybody can
    encrypt to a public key.
    """

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._left = stream, size
        self._hash = hashlib.blake2b()
        self.failure: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the part. Raises OSError; `failure` keeps it for who asks later."""
        try:
            given = self._stream.read(self._left if size < 0 else min(size, self._left))
        except OSError as error:
            self.failure = error
            raise
        self._left -= len(given)
        self._hash.update(given)
        return given

    def digest(self) -> bytes:
        """The hash of the whole part."""
        while self._left and self.read(_BLOCK):
            pass
        return self._hash.digest()


def told_of(claims: Mapping[str, Any], sender: Sender) -> list[str]:
    """Sentences about what came before this package, and what came too early."""
    known, previous, found = sender.received, claims["previous"], []
    if previous is not None and previous[0] not in known:
        found.append(_GAP.format(unit=sender.name, number=previous[0]))
    elif known and (previous is None or known[previous[0]] != previous[1]):
        found.append(_ANEW.format(unit=sender.name, number=max(known)))
    if known and max(known) > claims["number"]:
        found.append(_LATE.format(unit=sender.name, number=max(known)))
    return found
