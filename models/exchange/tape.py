"""Plain tar archives of a single spelling: how they are made, and how they are read without trusting a byte.

Owns headers, padding and the end mark. Knows nothing of what lies in them.
"""

import tarfile
from collections.abc import Callable

from models.core.errors import BadFile

BLOCK = tarfile.BLOCKSIZE
END = bytes(2 * BLOCK)
LARGEST = 64 * 1024 * 1024
"""Bytes of the largest entry inside a package: the largest attachment, with room."""

_BROKEN = "这个报送包的内容不完整或被改动过，什么也没有读入。请对方重新生成一份。"


def broken() -> BadFile:
    """The refusal of content that is not spelled as it must be."""
    return BadFile(_BROKEN)


def header(name: str, size: int) -> bytes:
    """The header of an entry; the same for the same name and size everywhere."""
    entry = tarfile.TarInfo(name)
    entry.size = size
    return entry.tobuf(tarfile.USTAR_FORMAT)


def padding(size: int) -> bytes:
    """What fills the last block of an entry."""
    return bytes(-size % BLOCK)


def entry(name: str, content: bytes) -> bytes:
    """A whole entry."""
    return header(name, len(content)) + content + padding(len(content))


def read_header(block: bytes) -> tuple[str, int]:
    """Name and size of an entry; raises BadFile unless it is spelled exactly as `header` does."""
    try:
        found = tarfile.TarInfo.frombuf(block, "ascii", "strict")
        if header(found.name, found.size) == block:
            return found.name, found.size
    except (tarfile.HeaderError, ValueError):
        pass
    raise broken()


class Splitter:
    """Takes an archive piece by piece and gives out each entry when it is whole; memory holds one entry."""

    def __init__(self, take: Callable[[str, bytes], None]) -> None:
        self._take = take
        self._waiting = bytearray()
        self._name, self._size = "", -1
        self._ended = False
        self.failure: BaseException | None = None

    def write(self, piece: bytes) -> int:
        """The next bytes. Raises BadFile, and what the taking raises; `failure` keeps it for who asks later."""
        self._waiting += piece
        try:
            while self._step():
                pass
        except BaseException as error:
            self.failure = error
            raise
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back that could be given out."""

    def close(self) -> None:
        """Raises BadFile unless the archive ended with its mark."""
        if not self._ended or self._waiting:
            raise broken()

    def _step(self) -> bool:
        if self._ended:
            if self._waiting:
                raise broken()
            return False
        return self._entry() if self._size >= 0 else self._header()

    def _header(self) -> bool:
        if len(self._waiting) < BLOCK:
            return False
        if self._waiting[0] == 0:
            return self._end()
        self._name, self._size = read_header(bytes(self._waiting[:BLOCK]))
        if self._size > LARGEST:
            raise broken()
        del self._waiting[:BLOCK]
        return True

    def _end(self) -> bool:
        if len(self._waiting) < len(END):
            return False
        if self._waiting[: len(END)] != END:
            raise broken()
        del self._waiting[: len(END)]
        self._ended = True
        return True

    def _entry(self) -> bool:
        filled = self._size + -self._size % BLOCK
        if len(self._waiting) < filled:
            return False
        content, rest = bytes(self._waiting[: self._size]), self._waiting[self._size : filled]
        if any(rest):
            raise broken()
        del self._waiting[:filled]
        name, self._size = self._name, -1
        self._take(name, content)
        return True
