"""How the compartment's bytes are made: a key sealed to a public key, the padded box, padded parts.

Box: `QTCB1`, nonce, ChaCha20-Poly1305 over length, content and random padding, so that the whole is a multiple of
256 KiB; parts (`QTCP1`) of 64 KiB. Both are bound to what they belong to. Knows no table.
"""

import secrets

from models.core.errors import BadFile
from models.office.keys import KEY_BYTES, derive, new_private_key, public_of

BOX, PART = b"QTCB1", b"QTCP1"
BOX_BLOCK, PART_BLOCK = 256 * 1024, 64 * 1024
NONCE, TAG, LENGTH = 12, 16, 4
HEAD = len(BOX) + NONCE
DAMAGED = "保密区的内容读不出来，可能已经损坏。什么也没有改动，请从最近的备份恢复。"


def seal_key(key: bytes, public: str, name: str) -> bytes:
    """A key that only the owner of this public key (hex) can take out again."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    once = new_private_key()
    locking = _shared(once, bytes.fromhex(public), public_of(once) + public)
    # Each locking key is used once, so that the nonce need not differ.
    return bytes.fromhex(public_of(once)) + ChaCha20Poly1305(locking).encrypt(bytes(NONCE), key, name.encode())


def is_usable(public: str) -> bool:
    """Whether something can be sealed to this public key at all."""
    try:
        seal_key(b"", public, "")
    except ValueError:
        return False
    return True


def unseal_key(sealed: bytes, private: bytes, name: str) -> bytes:
    """Take a sealed key out. Raises BadFile when the seal is damaged or somebody else's."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    once = bytes(sealed[:KEY_BYTES])
    try:
        locking = _shared(private, once, once.hex() + public_of(private))
        return ChaCha20Poly1305(locking).decrypt(bytes(NONCE), bytes(sealed[KEY_BYTES:]), name.encode())
    except (InvalidTag, ValueError) as error:
        raise BadFile(DAMAGED) from error


def close_box(key: bytes, plain: bytes, office: str) -> bytes:
    """The content of the box as it lies in the file; `office` is the uid of the office that it belongs to."""
    return _closed(BOX, key, plain, office, BOX_BLOCK)


def open_box(key: bytes, sealed: bytes, office: str) -> bytes:
    """The content of the box. Raises BadFile for anything that was not closed with this key for this office."""
    return _opened(BOX, key, sealed, office)


def close_part(key: bytes, plain: bytes, uid: str) -> bytes:
    """A part as it lies in the file."""
    return _closed(PART, key, plain, uid, PART_BLOCK)


def open_part(key: bytes, sealed: bytes, uid: str) -> bytes:
    """The content of a part. Raises BadFile."""
    return _opened(PART, key, sealed, uid)


def _closed(magic: bytes, key: bytes, plain: bytes, bound: str, block: int) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    padding = -(HEAD + LENGTH + len(plain) + TAG) % block
    padded = len(plain).to_bytes(LENGTH, "big") + plain + secrets.token_bytes(padding)
    nonce = secrets.token_bytes(NONCE)
    return magic + nonce + ChaCha20Poly1305(key).encrypt(nonce, padded, magic + bound.encode())


def _opened(magic: bytes, key: bytes, sealed: bytes, bound: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    sealed = bytes(sealed)
    if not sealed.startswith(magic) or len(sealed) < HEAD + LENGTH + TAG:
        raise BadFile(DAMAGED)
    try:
        padded = ChaCha20Poly1305(key).decrypt(sealed[len(magic) : HEAD], sealed[HEAD:], magic + bound.encode())
    except InvalidTag as error:
        raise BadFile(DAMAGED) from error
    length = int.from_bytes(padded[:LENGTH], "big")
    return padded[LENGTH : LENGTH + length]


def _shared(private: bytes, public: bytes, context: str) -> bytes:
    """The locking key of two parties. Raises ValueError for what is no public key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    secret = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))
    return derive(secret, f"closed-seal/{context}")
