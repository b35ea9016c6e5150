"""QR codes for the foot line: model 2, versions 1–6, level M, bytes, one fixed mask (ISO/IEC 18004).

Owns the way from a short text to a packed bitmap. What depends only on the version is computed once, so
that a code costs some 40 µs. Knows nothing of forms.
"""

from collections.abc import Callable, Iterable
from functools import cache
from operator import itemgetter
from typing import NamedTuple

# Version → (blocks, data codewords of a block, check codewords of a block) at level M; all blocks are alike.
_BLOCKS = {1: (1, 16, 10), 2: (1, 28, 16), 3: (1, 44, 26), 4: (2, 32, 18), 5: (2, 43, 24), 6: (4, 27, 16)}
_FINDER = (0b1111111, 0b1000001, 0b1011101, 0b1011101, 0b1011101, 0b1000001, 0b1111111)
_ALIGNMENT = (0b11111, 0b10001, 0b10101, 0b10001, 0b11111)
# Level M with mask 0 ((row + column) even is turned over), BCH check bits and the standard's mask included.
_FORMAT = 0b101010000010010
LONGEST = 106


class Symbol(NamedTuple):
    """A square of modules; `bits` as `display.Bitmap` wants them."""

    side: int
    bits: bytes


class _Layout(NamedTuple):
    """What a version fixes: which bit stands at which module, the mask, the modules that are always dark."""

    side: int
    stride: int
    pick: Callable[[str], tuple[str, ...]]
    mask: int
    dark: int


def symbol(text: str) -> Symbol:
    """The QR code of a text of at most `LONGEST` bytes in UTF-8; ValueError if it is longer."""
    data = text.encode()
    version = next((v for v, (n, size, _) in _BLOCKS.items() if n * size >= len(data) + 2), 0)
    if not version:
        raise ValueError(f"{len(data)} bytes are too many for a foot line's QR code")
    layout = _layout(version)
    codewords = _codewords(data, *_BLOCKS[version])
    # The remainder bits and one light module for everything that is not data.
    bits = format(int.from_bytes(codewords), f"0{8 * len(codewords)}b") + "0" * 8
    raster = int("".join(layout.pick(bits)), 2) ^ layout.mask | layout.dark
    return Symbol(layout.side, raster.to_bytes(layout.stride * layout.side))


def _codewords(data: bytes, blocks: int, size: int, checks: int) -> bytes:
    capacity = blocks * size
    head = (0b0100 << 8 | len(data)) << 8 * len(data) | int.from_bytes(data)
    stream = (head << 4).to_bytes(len(data) + 2)
    stream += (b"\xec\x11" * capacity)[: capacity - len(stream)]
    parts = [stream[at : at + size] for at in range(0, capacity, size)]
    ends = [_check(part, checks) for part in parts]
    return bytes(b for column in zip(*parts, strict=True) for b in column) + bytes(
        b for column in zip(*ends, strict=True) for b in column
    )


def _check(part: bytes, checks: int) -> bytes:
    """The Reed–Solomon check codewords of a block."""
    table, top = _multiples(checks), 8 * (checks - 1)
    low = (1 << top) - 1
    rest = 0
    for byte in part:
        rest = (rest & low) << 8 ^ table[byte ^ rest >> top]
    return rest.to_bytes(checks)


@cache
def _multiples(checks: int) -> list[int]:
    """The generator polynomial of that degree (without its leading 1) times every element of GF(256)."""
    generator, root = [1], 1
    for _ in range(checks):
        shifted = [*generator, 0]
        for at, factor in enumerate(generator):
            shifted[at + 1] ^= _times(factor, root)
        generator, root = shifted, _times(root, 2)
    return [int.from_bytes(_times(c, factor) for c in generator[1:]) for factor in range(256)]


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


@cache
def _layout(version: int) -> _Layout:
    side = 17 + 4 * version
    stride = (side + 7) // 8
    fixed = _function_modules(version, side)
    order = [place for place in _zigzag(side) if place not in fixed]
    blocks, size, checks = _BLOCKS[version]
    spare = 8 * blocks * (size + checks)
    index = {place: min(at, spare) for at, place in enumerate(order)}
    places = [(row, column) for row in range(side) for column in range(8 * stride)]
    picks = [index.get(place, spare) for place in places]
    mask = _raster(place in index and sum(place) % 2 == 0 for place in places)
    dark = _raster(fixed.get(place, False) for place in places)
    return _Layout(side, stride, itemgetter(*picks), mask, dark)


def _raster(modules: Iterable[bool]) -> int:
    return int("".join("01"[module] for module in modules), 2)


def _function_modules(version: int, side: int) -> dict[tuple[int, int], bool]:
    """Finders with their light edge, timing, alignment and format information: place → dark."""
    fixed: dict[tuple[int, int], bool] = {}
    for at in range(side):
        fixed[6, at] = fixed[at, 6] = at % 2 == 0
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        for row in range(max(top - 1, 0), min(top + 8, side)):
            for column in range(max(left - 1, 0), min(left + 8, side)):
                inside = top <= row < top + 7 and left <= column < left + 7
                fixed[row, column] = inside and bool(_FINDER[row - top] >> 6 - (column - left) & 1)
    if version > 1:
        for row in range(5):
            for column in range(5):
                fixed[side - 9 + row, side - 9 + column] = bool(_ALIGNMENT[row] >> column & 1)
    _format_modules(fixed, side)
    return fixed


def _format_modules(fixed: dict[tuple[int, int], bool], side: int) -> None:
    upright = [*range(6), 7, 8, *range(side - 7, side)]
    across = [*range(side - 1, side - 9, -1), 7, *range(5, -1, -1)]
    for bit in range(15):
        dark = bool(_FORMAT >> bit & 1)
        fixed[upright[bit], 8] = fixed[8, across[bit]] = dark
    fixed[side - 8, 8] = True


def _zigzag(side: int) -> list[tuple[int, int]]:
    """All modules in the order in which data fills them: pairs of columns from the right, up and down."""
    order: list[tuple[int, int]] = []
    upwards = True
    for right in [*range(side - 1, 6, -2), 5, 3, 1]:
        rows = range(side - 1, -1, -1) if upwards else range(side)
        order += [(row, column) for row in rows for column in (right, right - 1)]
        upwards = not upwards
    return order
