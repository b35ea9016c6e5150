"""Key slots: a random data key encrypts the office; each slot holds that key, locked by one passphrase.

File `keys.json` (and an equal `keys.copy.json`, so that one damaged sector does not lose the office):
`{"format", "slots": [{"id", "name", "kind", "created_at", "argon2id": {"t", "m", "p"}, "salt", "nonce", "wrapped",
"public", "pair_nonce", "private"}], "sha256"}`; `wrapped` is ChaCha20-Poly1305 over the 32-byte data key, authenticated
with the slot's other entries. `private` is the owner's X25519 key, locked in the same way under a key of its own from
the same passphrase; slots of the first release have none. A user's slot costs as much as this PC does in
the better part of a second. Knows no database.
"""

import hashlib
import json
import os
import secrets
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path

from models.core.canonical import canonical_json
from models.core.errors import CannotOpen, CannotWrite, Damaged, WrongPassphrase
from models.core.files import cannot_write, discard, sync_directory, write_whole
from models.office.passphrase import refuse_weak as refuse_weak

FILES = ("keys.json", "keys.copy.json")
FORMAT = 2
"""The first release knew 1: no key pairs."""
KEY_BYTES = 32
TIME_COST, MEMORY_KIB, LANES = 3, 64 * 1024, 4  # RFC 9106, second recommended option
SECONDS, HIGHEST_TIME_COST = 0.75, 120  # what opening a user's slot shall take here, and how far that may go
TEST_COSTS = "QUNTUAN_TEST_COSTS"
"""Environment variable: when set, new slots cost next to nothing (for tests); they protect nothing then."""

USER, RECOVERY = "user", "recovery"

_UNSURE = "磁盘读写出错，密钥文件也许已经换成新的。请检查磁盘，核对这一步在不在，再做一次。"
_PAIR_KEY = "private-key"
_PAIR = ("public", "pair_nonce", "private")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I L O U to misread
_RECOVERY_GROUPS, _GROUP = 8, 4


@dataclass(frozen=True, slots=True)
class Slot:
    """The data key and the owner's private key, locked by one passphrase.

    `name` is the user's name; numbers are Argon2id costs; everything else is hex.
    """

    id: str
    name: str
    kind: str
    created_at: str
    argon2id: dict[str, int]
    salt: str
    nonce: str
    wrapped: str
    public: str = ""
    pair_nonce: str = ""
    private: str = ""

    def plain(self) -> dict[str, object]:
        """As it is written down: one without a key pair as the first release wrote it."""
        return {name: value for name, value in asdict(self).items() if value or name not in _PAIR}

    def bound(self) -> bytes:
        """What the lock vouches for besides the key."""
        return canonical_json([self.id, self.name, self.kind, self.created_at, self.argon2id]).encode()


@dataclass(frozen=True, slots=True)
class Opened:
    """What a passphrase opened: the data key, whose slot it was, and her private key if the slot has one."""

    data_key: bytes = field(repr=False)
    slot: Slot
    private: bytes = field(default=b"", repr=False)


def new_data_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def new_private_key() -> bytes:
    """32 random bytes, as X25519 takes them."""
    return secrets.token_bytes(KEY_BYTES)


def public_of(private: bytes) -> str:
    """The public key of a private one, in hex."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex()


def new_recovery_code() -> str:
    """160 random bits in eight groups of four, to be printed once and locked away."""
    groups = ["".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_RECOVERY_GROUPS)]
    return "-".join(groups)


def is_recovery_code(typed: str) -> bool:
    """Whether this looks like a recovery code, however it is spelled."""
    return _looks_like_code(typed)


def derive(data_key: bytes, purpose: str) -> bytes:
    """The 32-byte key for one purpose ('database', 'history', 'attachments') from a random key, by HKDF-SHA256."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"quntuan/{purpose}".encode()).derive(data_key)


def lock(data_key: bytes, passphrase: str, name: str, kind: str, created_at: str, private: bytes = b"") -> Slot:
    """A new slot for the data key and a private key, a new one unless given.

    A recovery code is random, so that it needs no more than the least costs.
    """
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    costs = calibrated() if kind == USER else least_costs()
    empty = Slot(secrets.token_hex(8), name, kind, created_at, costs, secrets.token_hex(16), secrets.token_hex(12), "")
    wrapping = _stretch(_spelled(passphrase, kind), empty)
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes.fromhex(empty.nonce), data_key, empty.bound())
    return _with_pair(replace(empty, wrapped=wrapped.hex()), wrapping, private or new_private_key())


def give_pair(slot: Slot, passphrase: str) -> tuple[Slot, bytes]:
    """A slot of the first release with a key pair, and the private key; the passphrase must be its own.

    Derives a key and takes up to a second.
    """
    private = new_private_key()
    return _with_pair(slot, _stretch(_spelled(passphrase, slot.kind), slot), private), private


def least_costs() -> dict[str, int]:
    """What RFC 9106 asks for at least."""
    if os.environ.get(TEST_COSTS):
        return {"t": 1, "m": 64, "p": LANES}
    return {"t": TIME_COST, "m": MEMORY_KIB, "p": LANES}


def calibrated() -> dict[str, int]:
    """Costs that keep this PC busy for about SECONDS, never below the least ones; measured once."""
    return least_costs() if os.environ.get(TEST_COSTS) else dict(measured())


@cache
def measured() -> Mapping[str, int]:
    """The same, measured now."""
    costs = least_costs()
    _seconds(costs)  # the first one also waits for the memory
    for _ in range(2):  # the second time with about the costs that are meant, which is where it must be right
        wanted = round(costs["t"] * SECONDS / _seconds(costs))
        costs = {**costs, "t": max(TIME_COST, min(HIGHEST_TIME_COST, wanted))}
    return costs


def unlock(slots: Sequence[Slot], passphrase: str, name: str = "") -> Opened:
    """Open the first slot that this passphrase fits; with `name`, only that user's. Raises WrongPassphrase."""
    # A recovery code is known by its looks, and spares the trying of everybody's slot.
    for slot in sorted(slots, key=lambda slot: slot.kind != RECOVERY):
        if name and slot.kind == USER and slot.name != name:
            continue
        if slot.kind == RECOVERY and not _looks_like_code(passphrase):
            continue
        found = _try(slot, passphrase)
        if found is not None:
            return found
    raise WrongPassphrase("口令不对，请再试一次。忘了口令可以用恢复单上的恢复码。")


def exist(directory: Path) -> bool:
    """Whether any key file lies here."""
    return any((directory / name).exists() for name in FILES)


def load(directory: Path) -> list[Slot]:
    """The slots kept in an office's directory, from whichever copy is whole. Raises CannotOpen."""
    found = [directory / name for name in FILES if (directory / name).exists()]
    if not found:
        raise CannotOpen(f"“{directory}”里没有本程序的数据。请先建立（初次使用），或选对文件夹。")
    for path in found:
        slots = _read(path)
        if slots is not None:
            return slots
    if not all(_readable(path) for path in found):
        raise CannotOpen("密钥文件读不出来，打不开数据。文件没有被改动，请检查磁盘，再试一次。")
    raise Damaged("密钥文件已损坏，打不开数据。数据没有被改动，请从最近的备份恢复。")


def mend(directory: Path) -> None:
    """Write a damaged or lost key file anew from the other one. Raises CannotWrite.

    One that the disk does not give out just now is left alone: it may be well tomorrow.
    """
    for name, other in (FILES, FILES[::-1]):
        spoiled, good = directory / name, directory / other
        lost = not spoiled.exists() or (_readable(spoiled) and _read(spoiled) is None)
        if lost and _read(good) is not None:
            content = good.read_bytes()
            write_whole(spoiled, lambda stream: _all(stream.write(content)))  # noqa: B023  (called at once)


def save(directory: Path, slots: Sequence[Slot], commit: Callable[[], object] | None = None) -> None:
    """Write both copies, each all or nothing; between their writing and their new names `commit` may still refuse.

    Raises CannotWrite; the old slots then still open the office, but for the rare case that the sentence names.
    """
    body = {"format": FORMAT, "slots": [slot.plain() for slot in slots]}
    content = canonical_json({**body, "sha256": _digest(body)}).encode()
    # The copy first: should the second name fail, the first file still says what was before.
    files = [directory / name for name in reversed(FILES)]
    waiting = [file.with_name(f".{file.name}.new") for file in files]
    try:
        for part in waiting:
            write_whole(part, lambda stream: _all(stream.write(content)))
        if commit is not None:
            commit()
        for part, file in zip(waiting, files, strict=True):
            _rename(part, file)
    finally:
        for part in waiting:
            discard(part)
    try:
        sync_directory(directory)
    except OSError as error:
        raise CannotWrite(_UNSURE) from error


def _rename(part: Path, file: Path) -> None:
    try:
        part.replace(file)
    except OSError as error:
        raise cannot_write(file, error) from error


def _all(_written: int) -> None:
    """Buffered streams write everything or raise."""


def _digest(body: dict[str, object]) -> str:
    return hashlib.sha256(canonical_json(body).encode()).hexdigest()


def _read(path: Path) -> list[Slot] | None:
    try:
        content = json.loads(path.read_bytes())
        stated = content.pop("sha256")
        if stated != _digest(content):
            return None
        if content["format"] > FORMAT:
            raise CannotOpen("密钥文件是更新版本的程序写的，请先升级程序。文件没有被改动。")
        return [_sound(Slot(**slot)) for slot in content["slots"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # Damaged in one way or another: the other copy is asked, and the caller reports when both are.
        return None


def _sound(slot: Slot) -> Slot:
    """Raises ValueError or TypeError for what no slot of ours says: costs, for one, that never come to an end."""
    costs = tuple(slot.argon2id[name] for name in ("t", "m", "p"))
    highest = (HIGHEST_TIME_COST, 4 * MEMORY_KIB, 4 * LANES)
    if not all(type(cost) is int and 1 <= cost <= most for cost, most in zip(costs, highest, strict=True)):
        raise ValueError("argon2id")
    texts = [getattr(slot, name) for name in Slot.__dataclass_fields__ if name != "argon2id"]
    if costs[1] < 8 * costs[2] or not all(isinstance(text, str) for text in texts):
        raise ValueError("argon2id or text")
    if len(bytes.fromhex(slot.salt)) < 8 or len(bytes.fromhex(slot.nonce)) != 12:
        raise ValueError("salt or nonce")
    if len(bytes.fromhex(slot.pair_nonce)) not in (0, 12):
        raise ValueError("pair_nonce")
    if len(bytes.fromhex(slot.public)) not in (0, KEY_BYTES):
        raise ValueError("public")
    for text in (slot.wrapped, slot.private):
        bytes.fromhex(text)
    return slot


def _readable(path: Path) -> bool:
    try:
        path.read_bytes()
    except OSError:
        return False
    return True


def _try(slot: Slot, passphrase: str) -> Opened | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    wrapping = _stretch(_spelled(passphrase, slot.kind), slot)
    try:
        key = ChaCha20Poly1305(wrapping).decrypt(bytes.fromhex(slot.nonce), bytes.fromhex(slot.wrapped), slot.bound())
    except InvalidTag:
        return None
    return Opened(key, slot, _private(slot, wrapping))


def _with_pair(slot: Slot, wrapping: bytes, private: bytes) -> Slot:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce, public = secrets.token_bytes(12), public_of(private)
    locked = ChaCha20Poly1305(derive(wrapping, _PAIR_KEY)).encrypt(nonce, private, slot.bound() + public.encode())
    return replace(slot, public=public, pair_nonce=nonce.hex(), private=locked.hex())


def _private(slot: Slot, wrapping: bytes) -> bytes:
    """Empty where there is none, or where it was exchanged: the data key opens the office all the same."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    if not slot.private:
        return b""
    try:
        cipher = ChaCha20Poly1305(derive(wrapping, _PAIR_KEY))
        bound = slot.bound() + slot.public.encode()
        return cipher.decrypt(bytes.fromhex(slot.pair_nonce), bytes.fromhex(slot.private), bound)
    except (InvalidTag, ValueError):
        return b""


def _stretch(secret: str, slot: Slot) -> bytes:
    return _argon2id(secret.encode("utf-8", "surrogatepass"), bytes.fromhex(slot.salt), slot.argon2id)


def _argon2id(secret: bytes, salt: bytes, costs: dict[str, int]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(secret, salt, costs["t"], costs["m"], costs["p"], KEY_BYTES, Type.ID)


def _seconds(costs: dict[str, int]) -> float:
    began = time.perf_counter()
    _argon2id(b"how fast is this PC", bytes(16), costs)
    return max(time.perf_counter() - began, 1e-3)


def _spelled(passphrase: str, kind: str) -> str:
    """A recovery code may be typed with or without dashes, in small or wide letters, with O for 0."""
    if kind != RECOVERY:
        return unicodedata.normalize("NFC", passphrase)
    plain = unicodedata.normalize("NFKC", passphrase).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return "".join(char for char in plain if char in _ALPHABET)


def _looks_like_code(passphrase: str) -> bool:
    return len(_spelled(passphrase, RECOVERY)) == _RECOVERY_GROUPS * _GROUP
