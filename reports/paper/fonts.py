"""The paper faces: where their files lie, which face draws a character, how wide it is.

Owns the roles (what a text is set in) and the choice of a face for each character along the role's
chain. Reads only the small tables of the TrueType files (cmap, head, hhea, hmtx) with `struct`, when
first needed, and must not import reportlab or Qt. Advances are in thousandths of the em, so that
`advance * size / 1000` is a length in the unit of `size`.
"""

import re
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from models.core.errors import KnownError
from resources import path


class MissingCharacter(KnownError):
    """A character that no shipped face has; `character` is it, `subject` whose paper could not be printed."""

    def __init__(self, character: str, subject: str = "") -> None:
        whose = f"“{subject}”的材料" if subject else "这份材料"
        super().__init__(
            f"{whose}里有字库没有的字“{character}”（U+{ord(character):04X}），没有打印。"
            "请核对这个字，或先用同音字代替并在备注中说明。"
        )
        self.character = character
        self.subject = subject


class FaceFile(NamedTuple):
    """A shipped face: its file under `resources/fonts` and the family name that Qt knows it by."""

    file: str
    family: str


FACES: dict[str, FaceFile] = {
    "fang": FaceFile("QuntuanFang.ttf", "QuntuanFang"),
    "song": FaceFile("QuntuanSong.ttf", "QuntuanSong"),
    "title": FaceFile("QuntuanTitle.ttf", "QuntuanTitle"),
    "hei": FaceFile("QuntuanHei.ttf", "QuntuanHei"),
    "hei_medium": FaceFile("QuntuanHeiMedium.ttf", "QuntuanHeiMedium"),
    "kai": FaceFile("QuntuanKai.ttf", "QuntuanKai"),
    "rare": FaceFile("QuntuanRare.ttf", "QuntuanRare"),
}

# The order in which faces are asked for a character, by role.
CHAINS: dict[str, tuple[str, ...]] = {
    "fang": ("fang", "song", "rare"),
    "song": ("song", "rare"),
    # A black sans character is less of a stranger among bold titles than a thin serif one.
    "title": ("title", "hei_medium", "song", "rare"),
    "hei": ("hei", "song", "rare"),
    "hei_medium": ("hei_medium", "hei", "song", "rare"),
    "kai": ("kai", "song", "rare"),
    "rare": ("rare", "song"),
}

# Where the face changes in practice: between Latin and Chinese.
_SCRIPTS = re.compile("[ -~\u00a0]+|[^ -~\u00a0]+").findall

_ASCII = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0"
# Against the chain: a blank between Latin words goes with the words, and marks that are narrow in one face
# but full width on Chinese paper come from the face that has them full width.
_PREFERRED: dict[str, dict[str, str]] = {
    # The low line of the fallback reaches from edge to edge: a row of them is one rule.
    "fang": dict.fromkeys(_ASCII + "＿", "song"),
    "song": dict.fromkeys("·—", "fang"),
    "title": dict.fromkeys("·", "hei"),
    "kai": dict.fromkeys(_ASCII, "song") | dict.fromkeys("·“”‘’×", "fang"),
}


def face_path(face: str) -> Path:
    """The TrueType file of a face."""
    return path("fonts", FACES[face].file)


class Face:
    """The metrics of one TrueType file."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as stream:
            head = stream.read(12)
            count = struct.unpack(">H", head[4:6])[0]
            tables: dict[bytes, tuple[int, int]] = {}
            for _ in range(count):
                tag, _checksum, offset, length = struct.unpack(">4sLLL", stream.read(16))
                tables[tag] = (offset, length)

            def table(tag: bytes) -> bytes:
                stream.seek(tables[tag][0])
                return stream.read(tables[tag][1])

            self.units_per_em: int = struct.unpack_from(">H", table(b"head"), 18)[0]
            self._pairs: int = struct.unpack_from(">H", table(b"hhea"), 34)[0]
            self._hmtx = table(b"hmtx")
            self.glyph: Callable[[int], int] = _character_map(table(b"cmap"))

    def advance(self, glyph: int) -> int:
        """Advance width of a glyph in thousandths of the em."""
        index = min(glyph, self._pairs - 1)
        width: int = struct.unpack_from(">H", self._hmtx, 4 * index)[0]
        return round(width * 1000 / self.units_per_em)


def _character_map(cmap: bytes) -> Callable[[int], int]:
    """A function from code point to glyph number (0 = none) for the widest Unicode subtable."""
    subtables: dict[int, int] = {}
    for index in range(struct.unpack_from(">H", cmap, 2)[0]):
        platform, _encoding, offset = struct.unpack_from(">HHL", cmap, 4 + 8 * index)
        if platform in (0, 3):
            subtables[struct.unpack_from(">H", cmap, offset)[0]] = offset
    if 12 in subtables:
        return _format_12(cmap, subtables[12])
    return _format_4(cmap, subtables[4])


def _format_12(cmap: bytes, offset: int) -> Callable[[int], int]:
    count = struct.unpack_from(">L", cmap, offset + 12)[0]
    numbers = struct.unpack_from(f">{3 * count}L", cmap, offset + 16)
    starts, ends, glyphs = numbers[0::3], numbers[1::3], numbers[2::3]

    def glyph(code: int) -> int:
        at = bisect_right(starts, code) - 1
        if at < 0 or code > ends[at]:
            return 0
        found: int = glyphs[at] + code - starts[at]
        return found

    return glyph


def _format_4(cmap: bytes, offset: int) -> Callable[[int], int]:
    count = struct.unpack_from(">H", cmap, offset + 6)[0] // 2

    def column(start: int, kind: str = "H") -> tuple[int, ...]:
        return struct.unpack_from(f">{count}{kind}", cmap, offset + start)

    ends = column(14)
    starts = column(16 + 2 * count)
    deltas = column(16 + 4 * count)
    ranges_at = 16 + 6 * count
    ranges = column(ranges_at)

    def glyph(code: int) -> int:
        at = bisect_right(starts, code) - 1
        if at < 0 or code > ends[at] or code > 0xFFFF:
            return 0
        if not ranges[at]:
            return (code + deltas[at]) & 0xFFFF
        place = offset + ranges_at + 2 * at + ranges[at] + 2 * (code - starts[at])
        found: int = struct.unpack_from(">H", cmap, place)[0]
        return (found + deltas[at]) & 0xFFFF if found else 0

    return glyph


@cache
def face(key: str) -> Face:
    """The metrics of a face, read once."""
    return Face(face_path(key))


class _Advances(dict[str, int]):
    """Character → advance, filled as characters are met; the faces chosen are noted in `chosen`."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.role = role
        self.chosen: dict[str, str] = {}

    def __missing__(self, character: str) -> int:
        key, advance = _choose(self.role, character)
        self.chosen[character] = key
        self[character] = advance
        return advance


def _choose(role: str, character: str) -> tuple[str, int]:
    """Face and advance of a character; ('', 0) for one that has no ink and no width."""
    chain = CHAINS[role]
    preferred = _PREFERRED.get(role, {}).get(character)
    code = ord(character)
    for key in (preferred, *chain) if preferred else chain:
        glyph = face(key).glyph(code)
        if glyph:
            return key, face(key).advance(glyph)
    if unicodedata.category(character) in ("Cc", "Cf", "Mn", "Zl", "Zp") or character == "\ufeff":
        return "", 0
    raise MissingCharacter(character)


class Role:
    """How a text of one role is set: measuring and splitting into runs of one face each."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.advances = _Advances(key)
        self.faces = self.advances.chosen

    def width(self, text: str, size: int) -> int:
        """Length of a text set on one line, rounded up, in the unit of `size`. Raises MissingCharacter."""
        return -(-sum(map(self.advances.__getitem__, text)) * size // 1000)

    def runs(self, text: str) -> list[tuple[str, str]]:
        """(face, piece) in order; invisible characters are left out. Raises MissingCharacter."""
        if not text:
            return []
        try:
            used = set(map(self.faces.__getitem__, text))
        except KeyError:
            sum(map(self.advances.__getitem__, text))
            used = set(map(self.faces.__getitem__, text))
        if len(used) == 1:
            key = used.pop()
            return [(key, text)] if key else []
        found: list[tuple[str, str]] = []
        for piece in _SCRIPTS(text):
            self._runs_of_mixed(piece, found)
        return found

    def _runs_of_mixed(self, piece: str, found: list[tuple[str, str]]) -> None:
        """Append the runs of a piece; nearly always it is one."""
        used = set(map(self.faces.__getitem__, piece))
        if len(used) == 1:
            key = used.pop()
            if key:
                found.append((key, piece))
            return
        found += ((key, "".join(part)) for key, part in groupby(piece, self.faces.__getitem__) if key)


@cache
def role(key: str) -> Role:
    """The role of that name, with its memory of every character met so far."""
    return Role(key)
