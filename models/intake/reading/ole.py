"""The compound file of .xls, .et, .doc and encrypted workbooks (MS-CFB): streams out, a clean one in.

Every chain is followed with a bound, so that a damaged allocation table ends in BadFile. calamine trusts
these tables and its process dies of them; it is given a container written here, never the one that was found.
"""

import struct
from collections.abc import Sequence

from models.core.errors import BadFile
from models.intake.reading.kinds import OLE_MAGIC

_END, _FREE, _FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_MINI_SECTOR, _MINI_CUTOFF = 64, 4096
_NO_STREAM, _ROOT, _STREAM = 0xFFFFFFFF, 5, 2
_DAMAGED = "这个 .xls 文件已损坏或没有传完整，打不开；请让报送单位重新发一份，或另存为 .xlsx 后再发。"


def damaged() -> BadFile:
    """The error for a compound file or a workbook stream that does not hold together."""
    return BadFile(_DAMAGED)


class CompoundFile:
    """A compound file held in memory. Raises BadFile where its tables contradict each other."""

    def __init__(self, data: bytes) -> None:
        try:
            self._load(data)
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise damaged() from error

    def stream(self, *names: str) -> bytes | None:
        """The first stream that has one of the names; None when there is none."""
        wanted = [self._streams[name] for name in names if name in self._streams]
        if not wanted:
            return None
        start, size = wanted[0]
        try:
            if size < _MINI_CUTOFF:
                return self._chain(start, self._mini_fat, self._mini, _MINI_SECTOR, size)
            return self._chain(start, self._fat, self._body, self._sector, size)
        except (struct.error, IndexError) as error:
            raise damaged() from error

    @property
    def names(self) -> set[str]:
        """Names of all streams and storages."""
        return set(self._streams)

    _body: bytes

    def _load(self, data: bytes) -> None:
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise damaged()
        self._sector = 1 << shift
        # The header fills the first sector; a cut last sector is common and harmless, so it is filled up.
        self._body = data[self._sector :] + b"\x00" * (-len(data) % self._sector)
        directory, mini_fat, difat = (struct.unpack_from("<I", data, at)[0] for at in (48, 60, 68))
        self._fat = self._read_fat(data, difat)
        entries = self._chain(directory, self._fat, self._body, self._sector, None)
        self._streams, root = _directory(entries)
        self._mini_fat = _words(self._chain(mini_fat, self._fat, self._body, self._sector, None))
        self._mini = self._chain(root[0], self._fat, self._body, self._sector, root[1])

    def _read_fat(self, data: bytes, difat: int) -> Sequence[int]:
        sectors = list(struct.unpack_from("<109I", data, 76))
        for _ in range(len(self._body) // self._sector):
            if difat in (_END, _FREE):
                break
            *more, difat = _words(self._at(difat))
            sectors += more
        table = b"".join(self._at(sector) for sector in sectors if sector < _FAT_SECTOR)
        return _words(table)

    def _at(self, sector: int) -> bytes:
        start = sector * self._sector
        found = self._body[start : start + self._sector]
        if len(found) < self._sector:
            raise damaged()
        return found

    @staticmethod
    def _chain(start: int, table: Sequence[int], body: bytes, sector: int, size: int | None) -> bytes:
        """The bytes along a chain; all of them when `size` is None."""
        parts = []
        left = len(body) // sector if size is None else -(-size // sector)
        at = start
        while at < _FAT_SECTOR and left > 0:
            part = body[at * sector : (at + 1) * sector]
            if not part:
                raise damaged()
            parts.append(part)
            at = table[at]
            left -= 1
        whole = b"".join(parts)
        if size is not None and len(whole) < size:
            raise damaged()
        return whole if size is None else whole[:size]


def _words(data: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _directory(entries: bytes) -> tuple[dict[str, tuple[int, int]], tuple[int, int]]:
    """Start and size of every stream by name, and of the root's mini stream."""
    streams: dict[str, tuple[int, int]] = {}
    root = (_END, 0)
    for at in range(0, len(entries) - 127, 128):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        kind = entries[at + 66]
        start, size = struct.unpack_from("<II", entries, at + 116)
        name = entries[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
        if kind == _ROOT:
            root = (start, size)
        elif kind:
            streams.setdefault(name, (start, size))
    return streams, root


def container(name: str, stream: bytes) -> bytes:
    """A minimal compound file (version 4, sectors of 4 KB) that holds one stream.

    In order: the stream, one sector for the mini stream that calamine insists on, the directory, the table.
    """
    sector = 4096
    padded = stream + b"\x00" * (-len(stream) % sector or (0 if stream else sector))
    used = len(padded) // sector
    directory_at = used + 1
    tables = 1
    while tables * (sector // 4) < used + 2 + tables:
        tables += 1
    chain = [*range(1, used), _END, _END, _END] + [_FAT_SECTOR] * tables
    fat = chain + [_FREE] * (tables * (sector // 4) - len(chain))
    header = struct.pack("<8s16xHHHHH6x", OLE_MAGIC, 0x3E, 4, 0xFFFE, 12, 6)
    header += struct.pack("<IIIIIIIII", 1, tables, directory_at, 0, _MINI_CUTOFF, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(directory_at + 1, directory_at + 1 + tables), *[_FREE] * (109 - tables))
    directory = _entry("Root Entry", _ROOT, 1, used, _MINI_SECTOR) + _entry(name, _STREAM, _NO_STREAM, 0, len(padded))
    directory += _entry("", 0, _NO_STREAM, 0, 0) * (sector // 128 - 2)
    return header.ljust(sector, b"\x00") + padded + bytes(sector) + directory + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    head = struct.pack("<64sHBBIII", text, length, kind, 1, _NO_STREAM, _NO_STREAM, child)
    return head + b"\x00" * 36 + struct.pack("<IQ", start, size)
