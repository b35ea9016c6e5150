"""Build the shipped fonts again from the Debian packages they come from.

    apt-get download texlive-lang-chinese fonts-noto-cjk fonts-noto-cjk-extra fonts-babelstone-han fonts-lxgw-wenkai
    for package in *.deb; do dpkg -x "$package" sources; done
    python -m pip install fonttools
    python resources/fonts/build.py sources/usr/share out [Face …]

Run by hand when a source font changes, never by the program. Which characters a face has stands in `characters.txt`
(face, then code points in hexadecimal, ranges with a dash). Each font keeps its copyright, gets a name of its own and
says in its description what was changed, as the licences in `licences` ask.
"""

import sys
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent


class Source(NamedTuple):
    """Where a face comes from; `family` picks the font out of a collection.

    `error` is how far a quadratic outline may be from the cubic one, in thousandths of the em; `built` is the date in
    the file, in seconds since 1904, so that the same source gives the same bytes.
    """

    file: str
    family: str
    note: str
    error: float = 1.0
    built: int = 0


_NOTO, _EXTRA = "fonts-noto-cjk 20220127", "fonts-noto-cjk-extra 20220127"
_OPENTYPE = "fonts/opentype/noto"
SOURCES = {
    "QuntuanFang": Source(
        "texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
        "",
        "from FandolFang-Regular.otf 0.3 (texlive-lang-chinese 2022.20230122), subset to GB 2312 without ASCII, "
        "outlines converted from CFF to TrueType (max error 2/1000 em). GPL-3 with font exception.",
        error=2.0,
        built=3878128063,
    ),
    "QuntuanSong": Source(
        f"{_OPENTYPE}/NotoSerifCJK-ExtraLight.ttc",
        "Noto Serif CJK SC ExtraLight",
        f"from Noto Serif CJK SC ExtraLight ({_EXTRA}), subset to GB 18030-2022 level 2, "
        "outlines converted to TrueType (max error 2/1000 em). SIL OFL 1.1.",
        error=2.0,
        built=3878128029,
    ),
    "QuntuanTitle": Source(
        f"{_OPENTYPE}/NotoSerifCJK-SemiBold.ttc",
        "Noto Serif CJK SC SemiBold",
        f"from Noto Serif CJK SC SemiBold ({_EXTRA}), subset to GB 2312, outlines converted to TrueType. SIL OFL 1.1.",
        built=3878124078,
    ),
    "QuntuanHei": Source(
        f"{_OPENTYPE}/NotoSansCJK-Regular.ttc",
        "Noto Sans CJK SC",
        f"from Noto Sans CJK SC Regular ({_NOTO}), subset to 通用规范汉字表, "
        "outlines converted to TrueType. SIL OFL 1.1.",
        built=3878124164,
    ),
    "QuntuanHeiMedium": Source(
        f"{_OPENTYPE}/NotoSansCJK-Medium.ttc",
        "Noto Sans CJK SC Medium",
        f"from Noto Sans CJK SC Medium ({_EXTRA}), subset to 通用规范汉字表, "
        "outlines converted to TrueType. SIL OFL 1.1.",
        built=3878124216,
    ),
    "QuntuanKai": Source(
        "fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
        "",
        "from LXGW WenKai 1.250 (fonts-lxgw-wenkai), subset to 通用规范汉字表 and renamed. SIL OFL 1.1.",
        built=3878124181,
    ),
    "QuntuanRare": Source(
        "fonts/truetype/babelstone/BabelStoneHan.ttf",
        "",
        "from BabelStone Han 15.0.5 (fonts-babelstone-han), subset to name characters beyond the BMP and a few "
        "others. Arphic Public License; symbols CC BY-SA.",
        built=3878128065,
    ),
}


def characters(face: str) -> set[int]:
    """The code points of a face."""
    for line in (HERE / "characters.txt").read_text(encoding="ascii").splitlines():
        name, *ranges = line.split()
        if name == face:
            ends = [part.split("-") for part in ranges]
            return {code for end in ends for code in range(int(end[0], 16), int(end[-1], 16) + 1)}
    raise KeyError(face)


def build(face: str, sources: Path, out: Path) -> None:
    """Write one font file."""
    source = SOURCES[face]
    font = _opened(sources / source.file, source.family)
    _subset(font, characters(face))
    if "glyf" not in font:
        _to_truetype(font, source.error)
    _rename(font, face, source.note)
    font["post"].formatType = 3.0
    font["head"].modified = source.built
    font.recalcTimestamp = False
    font.save(out / f"{face}.ttf")


def _opened(file: Path, family: str) -> Any:
    from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-not-found]

    if not family:
        return TTFont(file)
    fonts = TTCollection(file).fonts
    return next(font for font in fonts if font["name"].getDebugName(1) == family)


def _subset(font: Any, codes: set[int]) -> None:
    from fontTools.subset import Options, Subsetter  # type: ignore[import-not-found]

    options = Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "kern", "GlyphOrder"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def _to_truetype(font: Any, error: float) -> None:
    """Replace cubic outlines by quadratic ones."""
    from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-not-found]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-not-found]
    from fontTools.ttLib import newTable

    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, error, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder = order
    table.glyphs = outlines
    for tag in ("CFF ", "CFF2"):
        if tag in font:
            del font[tag]
    highest = font["maxp"] = newTable("maxp")
    highest.tableVersion = 0x00010000
    highest.numGlyphs = len(order)
    highest.maxZones = 1
    for field in (
        *("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements"),
        *("maxSizeOfInstructions", "maxComponentElements", "maxComponentDepth"),
    ):
        setattr(highest, field, 0)
    font.sfntVersion = "\x00\x01\x00\x00"
    for name in order:
        outlines[name].recalcBounds(table)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(outlines[name], "xMin", 0))


def _rename(font: Any, face: str, note: str) -> None:
    """A name of its own, the copyright kept, the change told."""
    table = font["name"]
    kept = {number: table.getDebugName(number) for number in (0, 13)}
    table.names = []
    names = {1: face, 2: "Regular", 3: f"{face} 1.0", 4: face, 5: "Version 1.0", 6: face}
    names[10] = f"Changed for 群团工作台: {note}"
    for number, text in sorted((names | {key: text for key, text in kept.items() if text}).items()):
        table.setName(text, number, 3, 1, 0x409)


def main() -> None:
    """Build the faces named, or all."""
    sources, out, *faces = sys.argv[1:]
    Path(out).mkdir(parents=True, exist_ok=True)
    for face in faces or SOURCES:
        build(face, Path(sources), Path(out))
        print(face)


if __name__ == "__main__":
    main()
