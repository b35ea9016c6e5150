"""Display lists to PDF: one file for any number of records.

Owns the PDF: each face is embedded once as a CID font (reportlab's own TrueType fonts write a wrong
ToUnicode above U+FFFF), each static part once as a form XObject, and the same paper at the same moment
gives the same bytes. reportlab is imported when the first file is written; nothing here lays anything out.
"""

import io
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

from models.core.errors import BadFile
from models.core.files import write_whole
from reports.paper.display import Bitmap, Item, Line, Page, Paper, Picture, Rect, Static, Text
from reports.paper.fonts import FACES, face, face_path
from reports.paper.subset import subset

PRODUCER = "群团工作台"
_NUMBERS = [f"{n / 10:g}" for n in range(8500)]
_FLAGS_SYMBOLIC = 4


def write_pdf(paper: Paper, path: Path, moment: datetime) -> None:
    """Write the paper whole or not at all; `moment` is the date the file states. Raises CannotWrite."""

    def write(stream: BinaryIO) -> None:
        stream.write(pdf_bytes(paper, moment))

    write_whole(path, write, lambda part: _check(part, len(paper.pages)))


def pdf_bytes(paper: Paper, moment: datetime) -> bytes:
    """The PDF file of the paper."""
    document = _Document(paper.title, moment)
    for page in paper.pages:
        document.add(page)
    return document.finished()


def _check(path: Path, pages: int) -> None:
    """Refuse a file that does not read back as a whole PDF with that many pages."""
    data = path.read_bytes()
    start = data.rfind(b"startxref")
    table = int(data[start + 9 :].split()[0]) if start > 0 else -1
    whole = data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF") and data[table:].startswith(b"xref")
    if not whole or data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") != pages:
        raise BadFile(f"“{path.name}”写出后读不回来，磁盘可能有问题。请换一个位置再试。")


class _Codes(dict[str, str]):
    """Character → the four hexadecimal digits of its code, in order of first use."""

    def __missing__(self, character: str) -> str:
        code = self[character] = f"{len(self) + 1:04X}"
        return code


class _CidFont:
    """One face in one document; reportlab calls `addObjects` when the file is finished."""

    def __init__(self, key: str, name: str) -> None:
        self.key = key
        self.name = name
        self.codes = _Codes()

    def addObjects(self, document: Any) -> None:
        from reportlab.pdfbase import pdfdoc

        metrics = face(self.key)
        glyphs = [metrics.glyph(ord(character)) for character in self.codes]
        cut = subset(face_path(self.key), glyphs)
        base = f"QUNTUA+{FACES[self.key].family}"

        def stream(content: bytes, what: str, **entries: int) -> Any:
            made = pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])
            for entry, value in entries.items():
                made.dictionary[entry] = value
            return document.Reference(made, f"{what}:{self.name}")

        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{base}",
                "Flags": _FLAGS_SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray(cut.box),
                "ItalicAngle": 0,
                "Ascent": cut.ascent,
                "Descent": cut.descent,
                "CapHeight": 730,
                "StemV": 80,
                "FontFile2": stream(cut.data, "fontFile", Length1=len(cut.data)),
            }
        )
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{base}",
                "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
                "FontDescriptor": document.Reference(descriptor, f"fontDescriptor:{self.name}"),
                "DW": 1000,
                "W": _widths([metrics.advance(glyph) for glyph in glyphs]),
                "CIDToGIDMap": "/Identity",
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{base}",
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant, f"descendant:{self.name}")]),
                "ToUnicode": stream(_to_unicode(list(self.codes)), "toUnicode"),
            }
        )
        document.idToObject["BasicFonts"].dict[self.name] = document.Reference(font, f"font:{self.name}")


def _widths(advances: Sequence[int]) -> str:
    """The W array: only what differs from 1000, as `first [width …]`."""
    parts: list[str] = []
    previous = -1
    for code, advance in enumerate(advances, start=1):
        if advance == 1000:
            continue
        if parts and code == previous + 1:
            parts[-1] += f" {advance}"
        else:
            parts.append(f"{code} [{advance}")
        previous = code
    return "[" + " ".join(part + "]" for part in parts) + "]"


def _to_unicode(characters: Sequence[str]) -> bytes:
    lines = [f"<{c:04X}> <{x.encode('utf-16-be').hex().upper()}>" for c, x in enumerate(characters, start=1)]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


@cache
def _prepare_reportlab() -> str:
    """Name of a font that draws nothing, so that no page lists Helvetica; streams stay binary."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics

    name = "QuntuanNone"
    face_of_none = SimpleNamespace(name=name, builtIn=0)
    none = SimpleNamespace(fontName=name, face=face_of_none, _dynamicFont=1, _multiByte=1)
    rl_config.useA85 = 0
    pdfmetrics.registerFont(none)
    return name


class _Document:
    """A reportlab canvas that is fed pages of drawing operators."""

    def __init__(self, title: str, moment: datetime) -> None:
        none = _prepare_reportlab()
        from reportlab.pdfgen.canvas import Canvas

        self.buffer = io.BytesIO()
        self.canvas: Any = Canvas(
            self.buffer, invariant=1, pageCompression=1, initialFontName=none, lang="zh-CN", pdfVersion=(1, 7)
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor("")
        self.canvas.setSubject("")
        self.canvas.setCreator(PRODUCER)
        self.canvas.setProducer(PRODUCER)
        self.canvas.setDateFormatter(lambda *_: moment.strftime("D:%Y%m%d%H%M%S"))
        self.canvas.setViewerPreference("PrintScaling", "None")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.fonts: dict[str, _CidFont] = {}
        self.statics: dict[str, str] = {}
        self.pictures: dict[bytes, str] = {}
        self.size = (0, 0)

    def add(self, page: Page) -> None:
        """Draw one page."""
        canvas = self.canvas
        if self.size != (page.width, page.height):
            self.size = (page.width, page.height)
            canvas.setPageSize((page.width / 10, page.height / 10))
        if page.static is not None:
            canvas.doForm(self._static(page.static, page.height))
        self._draw(page.items, page.height)
        canvas.showPage()

    def finished(self) -> bytes:
        """The bytes of the file."""
        self.canvas.save()
        return self.buffer.getvalue()

    def _static(self, static: Static, height: int) -> str:
        key = f"{static.key}@{height}"
        name = self.statics.get(key)
        if name is None:
            name = self.statics[key] = f"s{len(self.statics) + 1}"
            self.canvas.beginForm(name)
            self._draw(static.items, height)
            self.canvas.endForm()
        return name

    def _draw(self, items: Iterable[Item], height: int) -> None:
        lines: dict[tuple[int, tuple[int, ...]], list[str]] = {}
        texts: list[Text] = []
        rest: list[str] = []
        for item in items:
            if isinstance(item, Text):
                texts.append(item)
            elif isinstance(item, Line):
                x1, y1, x2, y2, width, dash = item
                stroke = f"{_n(x1)} {_n(height - y1)} m {_n(x2)} {_n(height - y2)} l"
                lines.setdefault((width, dash), []).append(stroke)
            elif isinstance(item, Rect):
                rest.append(_rect(item, height))
            elif isinstance(item, Bitmap):
                rest.append(_bitmap(item, height))
            else:
                rest.append(self._picture(item, height))
        rest += (_strokes(width, dash, strokes) for (width, dash), strokes in lines.items())
        operators = "\n".join([*rest, self._texts(texts, height)])
        self.canvas.addLiteral(operators)
        # The file's identifier is made from what stands on its pages.
        self.canvas._doc.updateSignature(operators)

    def _texts(self, texts: list[Text], height: int) -> str:
        if not texts:
            return ""
        out = ["BT"]
        set_face, set_size, set_spacing = "", 0, 0.0
        for x, y, size, key, string, spacing in texts:
            if key != set_face or size != set_size:
                font = self.fonts.get(key) or self._font(key)
                codes = font.codes.__getitem__
                out.append(f"/{font.name} {_n(size)} Tf")
                set_face, set_size = key, size
            if spacing != set_spacing:
                out.append(f"{spacing / 10:.3f} Tc")
                set_spacing = spacing
            out.append(f"1 0 0 1 {_n(x)} {_n(height - y)} Tm <{''.join(map(codes, string))}> Tj")
        out.append("0 Tc ET" if set_spacing else "ET")
        return "\n".join(out)

    def _font(self, key: str) -> _CidFont:
        font = self.fonts[key] = _CidFont(key, f"F{len(self.fonts) + 1}")
        self.canvas._doc.delayedFonts.append(font)
        return font

    def _picture(self, item: Picture, height: int) -> str:
        name = self.pictures.get(item.data)
        if name is None:
            name = self.pictures[item.data] = f"p{len(self.pictures) + 1}"
            self.canvas._doc.addForm(name, _image(item.data))
        self.canvas._formsinuse.append(name)
        box = f"{_n(item.w)} 0 0 {_n(item.h)} {_n(item.x)} {_n(height - item.y - item.h)}"
        return f"q {box} cm /{self.canvas._doc.getXObjectName(name)} Do Q"


def _n(tenths: int) -> str:
    """Tenths of a point as a number in points."""
    return _NUMBERS[tenths] if 0 <= tenths < 8500 else f"{tenths / 10:g}"


def _strokes(width: int, dash: tuple[int, ...], strokes: list[str]) -> str:
    if not dash:
        return f"{_n(width)} w {' '.join(strokes)} S"
    pattern = " ".join(map(_n, dash))
    return f"q {_n(width)} w [{pattern}] 0 d {' '.join(strokes)} S Q"


def _rect(item: Rect, height: int) -> str:
    box = f"{_n(item.x)} {_n(height - item.y - item.h)} {_n(item.w)} {_n(item.h)} re"
    fill = f"q {item.grey / 100:g} g {box} f Q" if item.grey >= 0 else ""
    stroke = f"{_n(item.width)} w {box} S" if item.width else ""
    return f"{fill} {stroke}".strip()


def _bitmap(item: Bitmap, height: int) -> str:
    box = f"{_n(item.w)} 0 0 {_n(item.h)} {_n(item.x)} {_n(height - item.y - item.h)}"
    head = f"/W {item.columns} /H {item.rows} /BPC 1 /IM true /D [1 0] /F /AHx"
    return f"q {box} cm BI {head} ID {item.bits.hex().upper()}> EI Q"


def _image(data: bytes) -> Any:
    """An image XObject: a JPEG as it is, anything else as compressed samples."""
    from PIL import Image
    from reportlab.pdfbase import pdfdoc

    picture = Image.open(io.BytesIO(data))
    grey = picture.mode in ("L", "1", "LA")
    if picture.format == "JPEG" and picture.mode in ("L", "RGB"):
        body, coding = data, "DCTDecode"
    else:
        rgba = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        flat = Image.alpha_composite(ground, rgba).convert("L" if grey else "RGB")
        body, coding = zlib.compress(flat.tobytes()), "FlateDecode"
    made = pdfdoc.PDFStream(content=body)
    entries = {"Type": "/XObject", "Subtype": "/Image", "Width": picture.width, "Height": picture.height}
    entries |= {"ColorSpace": "/DeviceGray" if grey else "/DeviceRGB", "BitsPerComponent": 8}
    entries |= {"Filter": f"/{coding}"}
    for key, value in entries.items():
        made.dictionary[key] = value
    return made
