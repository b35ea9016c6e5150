"""Files into sheets of raw cells: any spreadsheet that a village sends, recognised by content.

Owns what is read and what is refused, each refusal with one sentence. Understands no header and no person.
"""

from collections.abc import Callable
from pathlib import Path

from models.core.errors import BadFile
from models.intake.collector import collector_paused
from models.intake.reading import markup, plain_text, spreadsheet
from models.intake.reading.kinds import FileKind, recognise
from models.intake.reading.limits import MAX_FILE_BYTES
from models.intake.reading.workbook import Cell, Merge, Row, Sheet, Workbook

__all__ = ["Cell", "Merge", "Row", "Sheet", "Workbook", "read_bytes", "read_file"]

_READERS: dict[FileKind, Callable[[bytes], list[Sheet]]] = {
    FileKind.OLE: spreadsheet.read_ole,
    FileKind.HTML: markup.read_html,
    FileKind.MHTML: markup.read_mhtml,
    FileKind.XML_2003: markup.read_xml_2003,
    FileKind.TEXT: plain_text.read_text,
}
_NAMES = {FileKind.OLE: "xls", FileKind.TEXT: "csv"}


def read_file(path: Path) -> Workbook:
    """The workbook in a file. Raises BadFile, whose sentence names the file."""
    return read_bytes(_content(path), path.name)


def read_bytes(data: bytes, file_name: str) -> Workbook:
    """The workbook in these bytes; `file_name` is only for messages. Raises BadFile."""
    try:
        _refuse_large(len(data))
        with collector_paused():
            kind, sheets = _read(data)
        if not any(sheet.rows for sheet in sheets):
            raise BadFile("这个表格里一个字也没有，请向报送单位重新要一份。")
    except BadFile as error:
        raise BadFile(f"{file_name}：{error}") from error
    return Workbook(file_name, kind, sheets)


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise BadFile(f"{path.name}：这是文件夹，请选择其中的表格文件。")
        # Looked at before it is read, so that nothing large comes into memory.
        _refuse_large(path.stat().st_size, f"{path.name}：")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadFile(f"{path.name}：找不到这个文件，可能已被移走或 U 盘已拔出。") from error
    except (OSError, ValueError) as error:
        raise BadFile(f"{path.name}：这个文件读不出来，可能正被别的程序占用、没有权限或磁盘有问题。") from error


def _refuse_large(size: int, name: str = "") -> None:
    if size > MAX_FILE_BYTES:
        megabytes, most = size // 1024 // 1024, MAX_FILE_BYTES // 1024 // 1024
        raise BadFile(f"{name}文件有 {megabytes} MB，花名册不会超过 {most} MB；请确认选对了文件，或去掉图片后另存。")


def _read(data: bytes) -> tuple[str, list[Sheet]]:
    kind = recognise(data)
    if kind is FileKind.ZIP:
        return spreadsheet.read_zipped(data)
    return _NAMES.get(kind, kind.value), _READERS[kind](data)
