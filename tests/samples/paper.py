"""How the sample rosters are written down: the ways of writing a date, the sheet formats, the list of planted
troubles."""

import io
import json
import random
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

STAMP = datetime(2026, 9, 1, 8, 30)
_THIN = Border(*(Side(style="thin"),) * 4)


@dataclass(frozen=True)
class Planted:
    """A trouble that stands on purpose at this place; `column` is the header."""

    file: str
    sheet: str
    row: int
    column: str
    code: str


class Plants:
    """Takes down every trouble while the rosters are written."""

    def __init__(self) -> None:
        self.all: list[Planted] = []

    def __call__(self, file: str, sheet: str, row: int, column: str, code: str) -> None:
        self.all.append(Planted(file, sheet, row, column, code))

    def save(self, target: Path) -> None:
        """Write the list that the tests read."""
        rows = sorted((asdict(plant) for plant in self.all), key=lambda row: (row["file"], row["sheet"], row["row"]))
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        target.write_text(f"[\n{lines}\n]\n", "utf-8")


def month(day: date, draw: random.Random) -> str:
    """A month as village clerks write it, without the two spellings that have lost a zero."""
    return draw.choice((f"{day:%Y.%m}", f"{day.year}年{day.month}月", f"{day:%Y-%m}", f"{day:%Y%m}", f"{day:%Y/%m}"))


def whole(day: date, draw: random.Random) -> object:
    """A day as village clerks write it; every fifth a real date cell."""
    text = draw.choice(
        (f"{day:%Y.%m.%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", "")
    )
    return text or day


def title(sheet: Worksheet, row: int, text: str, width: int, *, large: bool = True) -> None:
    """A line merged over the whole table."""
    sheet.cell(row, 1, text).font = Font(name="宋体", size=18 if large else 11, bold=large)
    sheet.cell(row, 1).alignment = Alignment(horizontal="center" if large else "left")
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)


def line(sheet: Worksheet, row: int, cells: list[object]) -> None:
    """A row of cells; texts stay texts, whatever they look like."""
    for column, value in enumerate(cells, 1):
        cell = sheet.cell(row, column)
        cell.border = _THIN
        if isinstance(value, str) and value.startswith("="):
            cell.value = value
        elif isinstance(value, str):
            cell.value = value
            cell.data_type = "s"
            cell.number_format = "@"
        elif value is not None:
            cell.value = value  # type: ignore[assignment]
            if isinstance(value, float | int) and abs(value) > 1e11:
                cell.number_format = "0"


def save_xlsx(book: Workbook, target: Path) -> None:
    """Save with fixed times, so that the same script writes the same bytes."""
    book.properties.created = book.properties.modified = STAMP
    book.properties.creator = "青龙镇党建办公室"
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _with_fixed_time(content)
            copy.writestr(zipfile.ZipInfo(name, STAMP.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)


def _with_fixed_time(core: bytes) -> bytes:
    head, mark, rest = core.partition(b'<dcterms:modified xsi:type="dcterms:W3CDTF">')
    return head + mark + b"2026-09-01T08:30:00Z" + rest[20:] if mark else core


def convert(book: Workbook, target: Path) -> bool:
    """Save in an older or foreign format through LibreOffice; False where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return False
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / f"{target.stem}.xlsx"
        save_xlsx(book, source)
        command = [office, f"-env:UserInstallation=file://{scratch}/profile", "--headless"]
        kind = target.suffix.lstrip(".")
        subprocess.run(
            [*command, "--convert-to", kind, "--outdir", scratch, str(source)], check=True, capture_output=True
        )
        shutil.copyfile(Path(scratch) / target.name, target)
    return True
