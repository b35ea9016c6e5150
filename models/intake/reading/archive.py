"""The zip container of .xlsx, .xlsm, .xlsb and .ods: opened only after its sizes have been checked.

Owns the defence against bombs, truncation and foreign archives. Knows no cell.
"""

import io
import re
import zipfile
import zlib
from enum import StrEnum

from models.core.errors import BadFile
from models.intake.reading.limits import MAX_ENTRIES, MAX_UNPACKED_BYTES

_DAMAGED = "这个表格文件已损坏或没有传完整，打不开；请让报送单位重新发一份。"
_PASSWORD = "这个表格设了打开密码，程序读不了；请在 WPS 或 Excel 中取消密码，另存后再导入。"
_CHUNK = 1 << 20
_DURATION = re.compile(rb'formatCode="[^"]*\[[hms]+\][^"]*"', re.IGNORECASE)


class Spreadsheet(StrEnum):
    """The spreadsheet formats that come in a zip."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"


_MARKS: tuple[tuple[str, Spreadsheet | str], ...] = (
    ("xl/workbook.bin", Spreadsheet.XLSB),
    ("xl/workbook.xml", Spreadsheet.XLSX),
    ("xl/", Spreadsheet.XLSX),
    ("word/", "这是 Word 文档，不是表格；请把其中的名单复制到 Excel 里再导入。"),
    ("ppt/", "这是演示文稿，不是表格。"),
)
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


class Archive:
    """A zip whose declared and real sizes are known to be harmless and whose entries are whole."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise BadFile(_DAMAGED) from error
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise BadFile("这个文件解开后大得不正常，不像花名册，已停止读取；请确认来源后另存为普通 .xlsx。")
        if any(entry.flag_bits & 1 for entry in entries):
            raise BadFile(_PASSWORD)
        self.names = [entry.filename for entry in entries]
        self.kind = self._recognise()
        self._verify()

    def read(self, name: str) -> bytes:
        """The whole entry; empty when there is none. Raises BadFile."""
        if name not in self.names:
            return b""
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise BadFile(_DAMAGED) from error

    def without_durations(self) -> bytes:
        """The archive with every format of the kind [h]:mm taken away."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
            for name in dict.fromkeys(self.names):
                content = self.read(name)
                if name == "xl/styles.xml":
                    content = _DURATION.sub(b'formatCode="General"', content)
                    content = content.replace(b'numFmtId="46"', b'numFmtId="0"')
                copy.writestr(name, content)
        return target.getvalue()

    def _recognise(self) -> Spreadsheet:
        if _ODS_TYPE in self.read("mimetype"):
            if b"encryption-data" in self.read("META-INF/manifest.xml"):
                raise BadFile(_PASSWORD)
            return Spreadsheet.ODS
        for mark, found in _MARKS:
            if any(name.startswith(mark) for name in self.names):
                if isinstance(found, Spreadsheet):
                    return found
                raise BadFile(found)
        if "content.xml" in self.names and b"opendocument.text" in self.read("mimetype"):
            raise BadFile("这是文字文档，不是表格；请把其中的名单复制到表格里再导入。")
        raise BadFile("这是压缩包，请先解压，再导入里面的表格。")

    def _verify(self) -> None:
        """Read the entries that `read` is never asked for, so that a lying size or a cut is met here."""
        for name in self.names:
            if name.endswith((".xml", ".rels", ".bin")) and not name.startswith("xl/worksheets/sheet"):
                self._read_through(name)

    def _read_through(self, name: str) -> None:
        try:
            with self._zip.open(name) as entry:
                first = entry.read(_CHUNK)
                while entry.read(_CHUNK):
                    pass
        except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise BadFile(_DAMAGED) from error
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in first:
            raise BadFile("这个表格里有不该有的内容（DOCTYPE），为安全起见没有读取；请另存为普通 .xlsx。")


def damaged() -> BadFile:
    """The error for a container whose parts do not fit together."""
    return BadFile(_DAMAGED)


def locked() -> BadFile:
    """The error for a workbook with a password."""
    return BadFile(_PASSWORD)
