"""Ways to spoil a file: as bytes, as a zip whose parts are spoilt, as a compound file, as JSON, as a grid of cells.

Every way takes the same three: a source of chance, the file, and other files to take pieces from.
"""

import io
import json
import math
import struct
import zipfile
from collections.abc import Sequence
from functools import partial
from random import Random
from typing import Any

from models.core.canonical import canonical_json
from models.core.errors import KnownError
from models.intake.reading import ole

NUMBERS = (0, 1, 2, 7, 31, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_MARKS = b"""
< > & " ]]> <!-- <![CDATA[ <table </table> <tr> x:num=nan x:num=1e400 &#0; &#xD800; &lt; ="1" 1e308 -1 r="A1048576"
r="XFD1" r="ZZZZZZZ999999999" hidden="1" min="0" max="999999" table:number-rows-repeated="1000000" ss:Index="99999999"
table:number-columns-repeated="16384" ss:MergeDown="65536" charset= charset=idna charset=utf-7 charset=punycode
charset=hex charset=undefined boundary= <!DOCTYPE Content-Transfer-Encoding:base64 MIME-Version:1.0
"""
WORDS = (
    *_MARKS.split(),
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"9" * 400, b"\n" * 50, b"\t", b"\r", b","),
    *(
        b"<td colspan=99999999 rowspan=65536>",
        b'<?xml version="1.0" encoding="x"?>',
        b"Content-Type: text/html\r\n\r\n",
    ),
)
_TEXTS = "0 zz ../../etc/passwd 2026-13-41 0001-01-01T00:00:00 9999-12-31T23:59:59 2026-11-21T10:00:00+08:00"
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 10**400, -(10**30), 0.5, math.inf, -math.inf, math.nan),
    *(*_TEXTS.split(), "", "x" * 5000, "\ud800", "\0", "ff" * 16, "ff" * 12),
    *([], {}, [[]], [1, 2], ["a", "b", "c"], [["x"]], {"a": 1}),
)


def spoil_bytes(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """One to eight small damages."""
    found = bytearray(data)
    for _ in range(1 if random.random() < 0.5 else random.randint(2, 8)):
        _damage(random, found, others)
    return bytes(found[: 1 << 18])


def _damage(random: Random, found: bytearray, others: Sequence[bytes]) -> None:
    at = random.randint(0, len(found))
    length = min(random.choice((1, 2, 4, 8, 16, 64, 512)), len(found) - at)
    match random.randrange(9):
        case 0 if at < len(found):
            found[at] ^= 1 << random.randrange(8)
        case 1:
            found[at : at + length] = random.randbytes(length)
        case 2:
            del found[at : at + length]
        case 3:
            found[at:at] = found[at : at + length] * random.choice((1, 2, 50))
        case 4:
            form = random.choice(("<H", ">H", "<I", ">I"))
            packed = struct.pack(form, random.choice(NUMBERS) & (0xFFFF if form[1] == "H" else 0xFFFFFFFF))
            found[at : at + len(packed)] = packed
        case 5:
            found[at:at] = random.choice(WORDS)
        case 6:
            found[at : at + length] = random.choice(WORDS)
        case 7:
            other = random.choice(others) if others else b""
            start = random.randint(0, len(other))
            found[at : at + length] = other[start : start + random.choice((4, 40, 400))]
        case _:
            del found[at if random.random() < 0.3 else len(found) :]


def spoil_zip(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Mostly one part inside, put together again properly; else the container itself."""
    if random.random() < 0.2:
        return spoil_bytes(random, data, others)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            parts = {name: source.read(name) for name in source.namelist()}
    except Exception:  # noqa: BLE001  (spoilt beyond that already)
        return spoil_bytes(random, data, others)
    names = [name for name in parts if name.endswith((".xml", ".rels", ".bin"))] or list(parts)
    if not names:
        return spoil_bytes(random, data, others)
    chosen = random.choice(names)
    match random.randrange(12):
        case 0:
            del parts[chosen]
        case 1:
            parts[chosen] = parts[random.choice(names)]
        case 2:
            parts[random.choice(names) + random.choice(("x", "/", ""))] = parts.pop(chosen)
        case _:
            parts[chosen] = spoil_bytes(random, parts[chosen], list(parts.values()))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED if random.random() < 0.5 else zipfile.ZIP_DEFLATED) as copy:
        for name, content in parts.items():
            copy.writestr(name, content)
    return target.getvalue()


def spoil_ole(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Mostly the workbook's stream, in a sound container; else the container itself."""
    if random.random() < 0.3:
        return spoil_bytes(random, data, others)
    try:
        stream = ole.CompoundFile(data).stream("Workbook", "Book")
    except KnownError:
        stream = None
    if stream is None:
        return spoil_bytes(random, data, others)
    return ole.container("Workbook", spoil_bytes(random, stream, others))


def spoil_table(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Any file that a village sends, each in its own way."""
    if data[:2] == b"PK":
        return spoil_zip(random, data, others)
    return (spoil_ole if data[:4] == b"\xd0\xcf\x11\xe0" else spoil_bytes)(random, data, others)


def spoil_json(random: Random, data: bytes, others: Sequence[bytes], seal: str = "") -> bytes:
    """One to three values inside exchanged, and sealed anew under the name `seal`; else the bytes."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return spoil_bytes(random, data, others)
    if random.random() < 0.15:
        return spoil_bytes(random, data, others)
    if random.random() < 0.01:
        return b"[" * 100_000
    for _ in range(random.randint(1, 3)):
        content = _exchanged(random, content)
    if seal and isinstance(content, dict) and random.random() < 0.9:
        content.pop(seal, None)
        content[seal] = sealed(content)
    return json.dumps(content).encode()


def sealed(content: object) -> str:
    """The checksum as our own files carry it: whoever can write the file can make it."""
    import hashlib

    try:
        return hashlib.sha256(canonical_json(content).encode()).hexdigest()
    except (ValueError, TypeError):
        return ""


def sealing(seal: str) -> Any:
    """`spoil_json` for files with a checksum of this name."""
    return partial(spoil_json, seal=seal)


def _exchanged(random: Random, content: Any) -> Any:
    """One value somewhere inside replaced, taken away or doubled."""
    if isinstance(content, dict) and content and random.random() < 0.9:
        key = random.choice(list(content))
        if random.random() < 0.1:
            return {name: value for name, value in content.items() if name != key}
        return {**content, key: _exchanged(random, content[key])}
    if isinstance(content, list) and content and random.random() < 0.9:
        place = random.randrange(len(content))
        match random.randrange(8):
            case 0:
                return content[:place] + content[place + 1 :]
            case 1:
                return [*content, content[place]]
            case _:
                return [*content[:place], _exchanged(random, content[place]), *content[place + 1 :]]
    return random.choice(VALUES)
