"""Cutting a TrueType file down to the glyphs that a document uses, for embedding as a CIDFontType2.

Owns the subset: glyph n of the result is the n-th character asked for (0 is the missing glyph), so that
codes, CIDs and glyph numbers are the same. Reads single glyphs from the file instead of loading it
whole: the largest face is 12 MB. Only the tables that an embedded CID font needs are written.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_ARGS_ARE_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x1, 0x8, 0x20, 0x40, 0x80


@dataclass(frozen=True, slots=True)
class Subset:
    """The embedded file and the figures of its font descriptor, in thousandths of the em."""

    data: bytes
    box: tuple[int, int, int, int]
    ascent: int
    descent: int


def subset(file: Path, glyphs: Sequence[int]) -> Subset:
    """The subset of `file` with the given glyphs as numbers 1, 2, …."""
    with file.open("rb") as stream:
        return _Cutter(stream).cut([0, *glyphs])


class _Cutter:
    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        count = struct.unpack(">4xH6x", stream.read(12))[0]
        self.places: dict[bytes, tuple[int, int]] = {}
        for _ in range(count):
            tag, offset, length = struct.unpack(">4s4xLL", stream.read(16))
            self.places[tag] = (offset, length)
        self.long_offsets: bool = struct.unpack_from(">h", self.table(b"head"), 50)[0] == 1
        self.loca = self.table(b"loca")

    def table(self, tag: bytes) -> bytes:
        offset, length = self.places[tag]
        self.stream.seek(offset)
        return self.stream.read(length)

    def outline(self, glyph: int) -> bytes:
        if self.long_offsets:
            start, end = struct.unpack_from(">LL", self.loca, 4 * glyph)
        else:
            start, end = (2 * half for half in struct.unpack_from(">HH", self.loca, 2 * glyph))
        self.stream.seek(self.places[b"glyf"][0] + start)
        return self.stream.read(end - start)

    def cut(self, wanted: list[int]) -> Subset:
        outlines: list[bytes] = []
        number = {glyph: at for at, glyph in reversed(list(enumerate(wanted)))}
        for glyph in wanted:
            # A composite's parts are appended to `wanted` while it is being walked.
            outlines.append(_renumbered(self.outline(glyph), number, wanted))
        offsets, at = [], 0
        for index, outline in enumerate(outlines):
            offsets.append(at)
            outlines[index] = outline + b"\0" * (-len(outline) % 4)
            at += len(outlines[index])
        offsets.append(at)
        head, hhea, maxp = (bytearray(self.table(tag)) for tag in (b"head", b"hhea", b"maxp"))
        metrics = self._metrics(wanted, hhea)
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">L", head, 8, 0)
        struct.pack_into(">H", maxp, 4, len(wanted))
        struct.pack_into(">H", hhea, 34, len(wanted))
        tables = {b"glyf": b"".join(outlines), b"head": bytes(head), b"hhea": bytes(hhea), b"hmtx": metrics}
        tables |= {b"loca": struct.pack(f">{len(offsets)}L", *offsets), b"maxp": bytes(maxp)}
        for tag in (b"cvt ", b"fpgm", b"prep"):
            if tag in self.places:
                tables[tag] = self.table(tag)
        em = struct.unpack_from(">H", head, 18)[0]
        box = struct.unpack_from(">4h", head, 36)
        ascent, descent = struct.unpack_from(">hh", hhea, 4)
        x0, y0, x1, y1, ascent, descent = (round(n * 1000 / em) for n in (*box, ascent, descent))
        return Subset(_file(tables), (x0, y0, x1, y1), ascent, descent)

    def _metrics(self, wanted: list[int], hhea: bytes | bytearray) -> bytes:
        full = struct.unpack_from(">H", hhea, 34)[0]
        source, rows = self.table(b"hmtx"), []
        for glyph in wanted:
            if glyph < full:
                rows.append(source[4 * glyph : 4 * glyph + 4])
            else:
                bearing = 4 * full + 2 * (glyph - full)
                rows.append(source[4 * full - 4 : 4 * full - 2] + source[bearing : bearing + 2])
        return b"".join(rows)


def _renumbered(outline: bytes, number: dict[int, int], wanted: list[int]) -> bytes:
    """A composite glyph with its parts' new numbers; any other glyph as it is."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return outline
    changed, at, flags = bytearray(outline), 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", outline, at)
        if part not in number:
            number[part] = len(wanted)
            wanted.append(part)
        struct.pack_into(">H", changed, at + 2, number[part])
        at += 8 if flags & _ARGS_ARE_WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
    return bytes(changed)


def _file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    span = 16 << power
    head = struct.pack(">LHHHH", 0x00010000, count, span, power, 16 * count - span)
    offset, directory, bodies = 12 + 16 * count, b"", []
    for tag in sorted(tables):
        body = tables[tag]
        padded = body + b"\0" * (-len(body) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sLLL", tag, total, offset, len(body))
        bodies.append(padded)
        offset += len(padded)
    return head + directory + b"".join(bodies)
