"""How large a roster may be. Beyond these a file is refused before memory is spent on it.

A roster of 50,000 persons with 25 columns is a 6 MB file, unpacks to 80 MB and has 1.25 million cells.
"""

from models.core.errors import BadFile

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
MAX_ENTRIES = 10_000
MAX_SHEETS = 255
MAX_CELLS = 16_000_000


def refuse_sprawl(name: str, height: int, width: int) -> None:
    """Raise BadFile when the area of a sheet is too large to be held in memory."""
    if height * width > MAX_CELLS:
        raise BadFile(
            f"工作表“{name}”的内容一直散到第 {height} 行、第 {width} 列，不像花名册；"
            "请删掉名单以外的多余内容，另存后再导入。"
        )


def refuse_many_sheets(count: int) -> None:
    """Raise BadFile when there are more sheets than any roster has."""
    if count > MAX_SHEETS:
        raise BadFile(f"这个文件有 {count} 张工作表，超过 {MAX_SHEETS} 张，请分成几个文件再导入。")
