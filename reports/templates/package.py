"""An Office Open XML file that somebody else made: opened with suspicion, written so that equal content is equal bytes.

Owns the zip container: how large it may unpack, that it holds no macro, no program, no link to the outside, and whose
name its properties carry. Knows nothing of marks. Nothing is ever fetched or executed.
"""

import io
import posixpath
import re
import zipfile
import zlib
from datetime import datetime
from typing import Any, BinaryIO, NoReturn

from models.core.errors import BadFile
from models.office.template import DOCX, XLSX

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_CONTENT = 120 * 1024 * 1024
MOST_PARTS = 3000
TYPES = "[Content_Types].xml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_OLE = b"\xd0\xcf\x11\xe0"
_WHEN = (1980, 1, 1, 0, 0, 0)
_HARMLESS = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
_FETCHING = re.compile(r"^\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|RD|DATABASE)\b", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>群团工作台</dc:creator>'
    "<cp:lastModifiedBy>群团工作台</cp:lastModifiedBy>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
)


class Package:
    """The parts of one file by name; those that were parsed are written from their trees."""

    def __init__(self, name: str, parts: dict[str, bytes]) -> None:
        self.name = name
        self.parts = parts
        self._trees: dict[str, Any] = {}
        self.types = self._types()
        self.main, self.kind = self._main()

    def tree(self, part: str) -> Any:
        """The root element of an XML part; changes to it are written. Raises BadFile."""
        if part not in self._trees:
            if part not in self.parts:
                broken(self.name)
            self._trees[part] = parsed(self.parts[part], self.name)
        return self._trees[part]

    def put_tree(self, part: str, root: Any) -> None:
        """The root element of a part that was added."""
        self._trees[part] = root

    def add(self, part: str, content: bytes, content_type: str = "") -> None:
        """A new part."""
        self.parts[part] = content
        if content_type:
            made = self.tree(TYPES).makeelement(f"{{{CONTENT_TYPES}}}Override", {})
            made.set("PartName", f"/{part}")
            made.set("ContentType", content_type)
            self.tree(TYPES).append(made)
            self.types[part] = content_type

    def drop(self, part: str) -> None:
        """Take a part away, with what says of which type it is."""
        self.parts.pop(part, None)
        self._trees.pop(part, None)
        self.types.pop(part, None)
        for entry in list(self.tree(TYPES)):
            if entry.get("PartName") == f"/{part}":
                self.tree(TYPES).remove(entry)

    def typed(self, *endings: str) -> list[str]:
        """Names of the parts whose content type ends so, in the order of the file."""
        return [part for part in self.parts if self.types.get(part, "").endswith(endings)]

    def relations(self, part: str) -> list[Any]:
        """The relations of a part."""
        where = relations_of(part)
        return [each for each in self.tree(where) if isinstance(each.tag, str)] if where in self.parts else []

    def target(self, part: str, relation: Any) -> str:
        """The part that a relation leads to."""
        target = relation.get("Target", "")
        if target.startswith("/"):
            return str(target[1:])
        return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))

    def content(self, moment: datetime) -> bytes:
        """The whole file; its properties say this moment and no person's name."""
        from lxml import etree

        for part, tree in self._trees.items():
            self.parts[part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        if "docProps/core.xml" in self.parts:
            self.parts["docProps/core.xml"] = _CORE.format(at=f"{moment:%Y-%m-%dT%H:%M:%SZ}").encode()
        stream = io.BytesIO()
        self._write(stream)
        return stream.getvalue()

    def _write(self, stream: BinaryIO) -> None:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(self.parts, key=lambda part: part != TYPES):
                entry = zipfile.ZipInfo(part, _WHEN)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 0
                archive.writestr(entry, self.parts[part])

    def _types(self) -> dict[str, str]:
        defaults, named = dict[str, str](), dict[str, str]()
        for entry in self.tree(TYPES):
            if entry.get("PartName"):
                named[entry.get("PartName").lstrip("/")] = entry.get("ContentType", "")
            elif isinstance(entry.tag, str) and entry.get("Extension"):
                defaults[entry.get("Extension").lower()] = entry.get("ContentType", "")
        return {part: named.get(part, defaults.get(part.rpartition(".")[2].lower(), "")) for part in self.parts}

    def _main(self) -> tuple[str, str]:
        for relation in self.relations(""):
            if relation.get("Type", "").endswith("/officeDocument"):
                part = self.target("", relation)
                kind = {_WORD: DOCX, _SHEETS: XLSX}.get(self.types.get(part, ""), "")
                if kind:
                    return part, kind
                self._refuse_type(self.types.get(part, ""))
        raise BadFile(_sentence_broken(self.name))

    def _refuse_type(self, content_type: str) -> None:
        if "macroEnabled" in content_type:
            raise BadFile(_with_macros(self.name))
        if "template" in content_type:
            raise BadFile(f"“{self.name}”是 Word 或 Excel 的模板文件，请打开后另存为 .docx 或 .xlsx，再放进来。")
        if content_type:
            raise BadFile(f"“{self.name}”不是 Word 文档或 Excel 工作簿，请换一个 .docx 或 .xlsx 文件。")


def open_package(content: bytes, name: str) -> Package:
    """A .docx or .xlsx, harmless. Raises BadFile with what to do."""
    _refuse_others(content, name)
    package = Package(name, _unpacked(content, name))
    _refuse_programs(package)
    _cut_off(package)
    return package


def parsed(content: bytes, name: str) -> Any:
    """The root of an XML part, without entities, definitions or the net. Raises BadFile."""
    from lxml import etree

    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, safe)
    except (etree.XMLSyntaxError, ValueError):
        broken(name)
    if root is None or root.getroottree().docinfo.doctype:
        broken(name)
    return root


def relations_of(part: str) -> str:
    """Where the relations of a part stand."""
    folder, _, own = part.rpartition("/")
    return f"{folder}/_rels/{own}.rels".lstrip("/")


def _refuse_others(content: bytes, name: str) -> None:
    if len(content) > LARGEST_FILE:
        raise BadFile(f"“{name}”超过 20 MB，没有添加。请压缩里面的图片后再试。")
    if content.startswith(_OLE):
        raise BadFile(
            f"“{name}”是旧格式（.doc、.xls）或加了密码，请在 Word 或 WPS 里打开，另存为 .docx 或 .xlsx，不设密码。"
        )
    if not content.startswith(b"PK"):
        raise BadFile(f"“{name}”不是 .docx 或 .xlsx 文件。请在 Word 或 WPS 里打开，另存为这两种格式。")


def _unpacked(content: bytes, name: str) -> dict[str, bytes]:
    """Every part, as long as all of them together stay within bounds."""
    parts, left = dict[str, bytes](), LARGEST_CONTENT
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
            if len(entries) > MOST_PARTS:
                broken(name)
            for entry in entries:
                steps = entry.filename.split("/")
                if entry.filename in parts or entry.flag_bits & 1 or not entry.filename or ".." in steps:
                    broken(name)
                with archive.open(entry) as stream:
                    part = stream.read(left + 1)
                left -= len(part)
                if left < 0:
                    raise BadFile(f"“{name}”解开后太大，不像一张表格，没有添加。请换一个文件。")
                parts[entry.filename.lstrip("/")] = part
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise BadFile(_sentence_broken(name)) from error
    return parts


def _refuse_programs(package: Package) -> None:
    for part in package.parts:
        low = part.lower()
        if "vbaproject" in low or "vbaProject" in package.types.get(part, "") or "/macrosheets/" in low:
            raise BadFile(_with_macros(package.name))
        if "activex" in low or ("embeddings/" in low and low.endswith(".bin")):
            raise BadFile(
                f"“{package.name}”里嵌有程序或别的文件，没有添加。请在 Word 或 WPS 里删掉这些对象，再放进来。"
            )
        if low.startswith(("xl/externallinks/", "xl/connections", "xl/querytables/")):
            raise BadFile(
                f"“{package.name}”引用了别的工作簿或数据来源，没有添加。请把引用的格改成数值，断开链接再放进来。"
            )


def _cut_off(package: Package) -> None:
    """No relation leads outside but a link that one has to click; the template behind a Word file is forgotten."""
    for where in [part for part in package.parts if part.endswith(".rels")]:
        for relation in list(package.tree(where)):
            kind = str(relation.get("Type") or "").rpartition("/")[2]
            if relation.get("TargetMode") != "External":
                if kind in ("aFChunk", "subDocument"):
                    _refuse_link(package)
                continue
            if kind == "attachedTemplate":
                package.tree(where).remove(relation)
                _forget_template(package)
            elif kind != "hyperlink" or not _HARMLESS.match(relation.get("Target", "")):
                _refuse_link(package)
    if package.kind == DOCX:
        _refuse_fetching(package)


def _forget_template(package: Package) -> None:
    for part in package.typed("settings+xml"):
        root = package.tree(part)
        for element in root.findall(f"{_W}attachedTemplate"):
            root.remove(element)


def _refuse_fetching(package: Package) -> None:
    """Fields that fetch something when they are brought up to date."""
    for part in word_parts(package):
        root, told = package.tree(part), ""
        for element in root.iter(f"{_W}fldChar", f"{_W}instrText", f"{_W}fldSimple"):
            if element.tag == f"{_W}fldChar":
                told = ""
                continue
            told = element.get(f"{_W}instr", "") if element.tag == f"{_W}fldSimple" else told + (element.text or "")
            if _FETCHING.match(told):
                _refuse_link(package)


def word_parts(package: Package) -> list[str]:
    """The parts of a Word file in which people write: the text, headers, footers, notes."""
    return package.typed("document.main+xml", ".header+xml", ".footer+xml", ".footnotes+xml", ".endnotes+xml")


def _refuse_link(package: Package) -> NoReturn:
    raise BadFile(
        f"“{package.name}”连着别处的图片或文件，没有添加。请在 Word 或 WPS 里断开链接（图片改为嵌入），再放进来。"
    )


def _with_macros(name: str) -> str:
    return f"“{name}”带有宏，没有添加。请在 Word 或 WPS 里另存为不带宏的 .docx 或 .xlsx，再放进来。"


def _sentence_broken(name: str) -> str:
    return f"“{name}”已损坏，读不出来。请在 Word 或 WPS 里打开，另存为 .docx 或 .xlsx 后再试。"


def broken(name: str) -> NoReturn:
    """Raise BadFile: the file is not whole."""
    raise BadFile(_sentence_broken(name))
