"""What a file really is, told from its first bytes and never from its name.

Owns the list of file kinds and the sentence for each kind that is not a roster. Reads no cell.
"""

import re
from enum import StrEnum

from models.core.errors import BadFile


class FileKind(StrEnum):
    """The kinds that a reader exists for."""

    OLE = "ole"
    ZIP = "zip"
    HTML = "html"
    MHTML = "mhtml"
    XML_2003 = "xml2003"
    TEXT = "text"


OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_BARE_BIFF = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)

_SAVE_AS_XLSX = "请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入。"
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "这是 PDF 文件，不是表格；请向报送单位要 Excel 表格原件。"),
    (b"\x89PNG", "这是图片，不是表格；请向报送单位要 Excel 表格原件。"),
    (b"\xff\xd8\xff", "这是图片，不是表格；请向报送单位要 Excel 表格原件。"),
    (b"GIF8", "这是图片，不是表格；请向报送单位要 Excel 表格原件。"),
    (b"BM", "这是图片，不是表格；请向报送单位要 Excel 表格原件。"),
    (b"II*\x00", "这是扫描图片，不是表格；请向报送单位要 Excel 表格原件。"),
    (b"MM\x00*", "这是扫描图片，不是表格；请向报送单位要 Excel 表格原件。"),
    (b"Rar!", "这是压缩包，请先解压，再导入里面的表格。"),
    (b"7z\xbc\xaf", "这是压缩包，请先解压，再导入里面的表格。"),
    (b"\x1f\x8b", "这是压缩包，请先解压，再导入里面的表格。"),
    (b"{\\rtf", "这是 Word 文档（RTF），不是表格；请把其中的名单复制到 Excel 里再导入。"),
    (b"MZ", "这是程序文件，不是表格，请不要打开它。"),
    (b"\x7fELF", "这是程序文件，不是表格，请不要打开它。"),
    (b"SQLite format 3", "这是数据库文件，不是表格。"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|table|head|body|meta)\b", re.IGNORECASE)
_XML_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_START_BYTES = 4096


def recognise(data: bytes) -> FileKind:
    """The kind of the file. Raises BadFile when it is empty or foreign."""
    if not data:
        raise BadFile("这个文件是空的（0 字节），请向报送单位重新要一份。")
    if data.startswith(OLE_MAGIC):
        return FileKind.OLE
    if data.startswith(_ZIP_MAGIC):
        return FileKind.ZIP
    if data.startswith(_BARE_BIFF):
        raise BadFile(f"这是很旧的 Excel 格式，{_SAVE_AS_XLSX}")
    _refuse_foreign(data)
    return _kind_of_text(data[:_START_BYTES])


def _refuse_foreign(data: bytes) -> None:
    for magic, sentence in _FOREIGN:
        # Two letters may also begin a text: a picture or a program holds binary zeros as well.
        if data.startswith(magic) and (len(magic) > 2 or b"\x00" in data[:64] or magic == b"\x1f\x8b"):
            raise BadFile(sentence)


def _kind_of_text(start: bytes) -> FileKind:
    plain = start.replace(b"\x00", b"") if start[:2] in (b"\xff\xfe", b"\xfe\xff") else start
    if plain.lstrip().lower().startswith(b"mime-version:"):
        return FileKind.MHTML
    if _XML_2003 in plain:
        return FileKind.XML_2003
    if _HTML.search(plain):
        return FileKind.HTML
    return FileKind.TEXT
