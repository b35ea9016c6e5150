"""Sealing a package: encrypted to several recipients, signed, put together into one file.

Owns the order of the outer parts and the claims' spelling. The age format is the work of pyrage; the hash that is
signed is taken in a thread beside the encryption.
"""

import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from models.core.errors import BadFile, CannotWrite
from models.core.files import cannot_write
from models.exchange import minisign, tape

BODY, SIGNATURE = "package.age", "package.age.minisig"
_BLOCK = 4 << 20
_WAITING = 2
"""Blocks that may wait for their hash."""

_CALLED = Path("报送包")  # the file on the way to the stick has a name that tells nobody anything
_TOO_LONG = "这个报送包的说明太长，签不了名。请缩短单位名称后再试。"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file; `digest` is the BLAKE2b-512 of its package.age in hex, by which the next one names it."""

    path: Path
    digest: str
    size: int


def claims_text(claims: Mapping[str, Any]) -> str:
    """The claims as one line."""
    return json.dumps(claims, ensure_ascii=False, separators=(",", ":"))


def seal(
    target: Path, pieces: Iterable[bytes], recipients: Sequence[str], signing: bytes, claims: Mapping[str, Any]
) -> Sealed:
    """Write a sealed package; what lies at `target` is overwritten. Raises CannotWrite, BadFile."""
    comment = claims_text(claims)
    if len(comment.encode()) > minisign.LONGEST_COMMENT:
        raise BadFile(_TOO_LONG)
    try:
        with target.open("wb") as stream:
            return _seal(target, stream, pieces, recipients, signing, comment)
    except OSError as error:
        raise cannot_write(_CALLED, error) from error


def _seal(
    target: Path, stream: BinaryIO, pieces: Iterable[bytes], recipients: Sequence[str], signing: bytes, comment: str
) -> Sealed:
    stream.write(bytes(tape.BLOCK))  # the size is not known before the end
    with _Hashing(stream) as body:
        _encrypt(pieces, recipients, body)
    digest, size = body.digest(), body.size
    stream.write(tape.padding(size))
    stream.write(tape.entry(SIGNATURE, minisign.sign(signing, digest, comment)))
    stream.write(tape.END)
    whole = stream.tell()
    stream.seek(0)
    stream.write(tape.header(BODY, size))
    stream.flush()
    os.fsync(stream.fileno())
    return Sealed(target, digest.hex(), whole)


def _encrypt(pieces: Iterable[bytes], recipients: Sequence[str], body: "_Hashing") -> None:
    from pyrage import EncryptError, encrypt_io, x25519

    drawn = _Drawn(iter(pieces))
    try:
        keys: Any = [x25519.Recipient.from_str(recipient) for recipient in recipients]
        encrypt_io(drawn, body, keys)
    except (EncryptError, OSError) as error:
        # The library says only that a stream failed; the stream knows why.
        if (cause := drawn.failure or body.failure) is not None:
            raise cause from None
        raise CannotWrite("加密没有做成，没有写出报送包。请再试一次。") from error


class _Drawn(io.RawIOBase):
    """A readable stream over pieces that are made when they are asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = memoryview(b"")
        self.failure: BaseException | None = None

    def readable(self) -> bool:
        """It can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        while not self._piece:
            following = self._following()
            if following is None:
                return b""
            self._piece = memoryview(following)
        given, self._piece = self._piece[:size], self._piece[size:]
        return bytes(given)

    def _following(self) -> bytes | None:
        try:
            return next(self._pieces, None)
        except BaseException as error:
            self.failure = error
            raise


class _Hashing(io.RawIOBase):
    """Writes through to a stream and hashes beside it, a block at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.blake2b()
        self._block = bytearray()
        self._thread = ThreadPoolExecutor(1)
        self._running: list[Future[None]] = []
        self.size = 0
        self.failure: BaseException | None = None

    def writable(self) -> bool:
        """It can be written."""
        return True

    def write(self, piece: Any) -> int:
        """Take the next bytes."""
        self._block += piece
        try:
            if len(self._block) >= _BLOCK:
                self._pass_on()
        except BaseException as error:
            self.failure = error
            raise
        return len(piece)

    def digest(self) -> bytes:
        """The hash of everything that was written."""
        return self._hash.digest()

    def close(self) -> None:
        """Write the last block and wait for the hash."""
        if not self.closed:
            try:
                self._pass_on()
                self._wait(0)
            finally:
                self._thread.shutdown()
                super().close()

    def _pass_on(self) -> None:
        block, self._block = self._block, bytearray()
        self._running.append(self._thread.submit(self._hash.update, block))
        self._stream.write(block)
        self.size += len(block)
        self._wait(_WAITING)

    def _wait(self, for_all_but: int) -> None:
        while len(self._running) > for_all_but:
            self._running.pop(0).result()
