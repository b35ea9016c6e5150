"""Signatures in minisign's format, prehashed: Ed25519 over the BLAKE2b-512 of a file, with a trusted comment.

Owns the spelling of keys and signatures; a signature that is spelled differently in any byte is refused.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from models.core.errors import BadFile

_KEY, _SIGNATURE = b"Ed", b"ED"
_ID, _PUBLIC, _SIGNED = 8, 32, 64
_UNTRUSTED = "untrusted comment: qtpkg"
_TRUSTED = "trusted comment: "
LONGEST_COMMENT = 8000
"""Bytes of a trusted comment that minisign itself still reads."""

_UNREADABLE = "这个报送包的签名读不出来，可能被改动过，什么也没有读入。请对方重新生成一份。"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it was read; nothing of it is proven before `proves`."""

    key_id: bytes
    signed: bytes
    comment: str
    sealed: bytes

    def proves(self, public: str, digest: bytes) -> bool:
        """Whether the owner of this public key signed a file of this BLAKE2b-512 and this comment."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        key_id, raw = read_public(public)
        try:
            key = Ed25519PublicKey.from_public_bytes(raw)
            key.verify(self.signed, digest)
            key.verify(self.sealed, self.signed + self.comment.encode())
        except (InvalidSignature, ValueError):
            return False
        return key_id == self.key_id


def new_secret() -> bytes:
    """A new secret key of 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(secret: bytes) -> str:
    """The public key as minisign takes it after `-P`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    raw = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    return base64.b64encode(_KEY + _id_of(raw) + raw).decode("ascii")


def read_public(public: str) -> tuple[bytes, bytes]:
    """Key id and the 32 bytes of a public key. Raises BadFile."""
    content = _decoded(public, len(_KEY) + _ID + _PUBLIC)
    if not content.startswith(_KEY):
        raise BadFile(_UNREADABLE)
    return content[2:10], content[10:]


def sign(secret: bytes, digest: bytes, comment: str) -> bytes:
    """The text of a signature file. Raises ValueError for a comment that minisign would not read."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if "\n" in comment or "\r" in comment or len(comment.encode()) > LONGEST_COMMENT:
        raise ValueError("comment")
    key = Ed25519PrivateKey.from_private_bytes(secret)
    signed = key.sign(digest)
    sealed = key.sign(signed + comment.encode())
    return _spelled(Signature(_id_of(key.public_key().public_bytes_raw()), signed, comment, sealed))


def read(content: bytes) -> Signature:
    """A signature file; raises BadFile unless it is spelled exactly as `sign` does."""
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise BadFile(_UNREADABLE) from error
    if len(lines) != 5 or not lines[2].startswith(_TRUSTED):
        raise BadFile(_UNREADABLE)
    first = _decoded(lines[1], len(_SIGNATURE) + _ID + _SIGNED)
    found = Signature(first[2:10], first[10:], lines[2].removeprefix(_TRUSTED), _decoded(lines[3], _SIGNED))
    if _spelled(found) != content:
        raise BadFile(_UNREADABLE)
    return found


def _spelled(signature: Signature) -> bytes:
    first = base64.b64encode(_SIGNATURE + signature.key_id + signature.signed).decode("ascii")
    last = base64.b64encode(signature.sealed).decode("ascii")
    return f"{_UNTRUSTED}\n{first}\n{_TRUSTED}{signature.comment}\n{last}\n".encode()


def _id_of(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=_ID).digest()


def _decoded(text: str, length: int) -> bytes:
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadFile(_UNREADABLE) from error
    if len(content) != length:
        raise BadFile(_UNREADABLE)
    return content
