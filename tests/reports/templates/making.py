"""Templates as a county would send them, made with the libraries that real programs resemble."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side

from reports.templates import Source, read_source

REPORTS = "application/vnd.openxmlformats-officedocument"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def word(*paragraphs: str, table: list[list[str]] | None = None, header: str = "") -> bytes:
    """A document with these paragraphs, one table, and a header."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        grid = document.add_table(len(table), len(table[0]), style="Table Grid")
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    return saved(document)


def saved(made: Any) -> bytes:
    """The bytes of a document or workbook."""
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def excel(cells: Mapping[str, object], change: Callable[[Any], None] | None = None) -> bytes:
    """A workbook with one sheet 表 and these cells."""
    book = Workbook()
    sheet = book.active
    sheet.title = "表"
    for place, value in cells.items():
        sheet[place] = value
    if change:
        change(sheet)
    return saved(book)


def source(content: bytes, name: str = "县里的表.docx") -> Source:
    """The template's file as the program reads it."""
    return read_source(content, name)


def paragraphs(content: bytes) -> list[str]:
    """The texts of a filled document."""
    return [each.text for each in Document(io.BytesIO(content)).paragraphs]


def grid(content: bytes) -> list[list[str]]:
    """The texts of the first table of a filled document."""
    return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(content)).tables[0].rows]


def book(content: bytes) -> Any:
    """A filled workbook."""
    return load_workbook(io.BytesIO(content))


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same file with one part changed or added."""
    stream, seen = io.BytesIO(), False
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            text = old.read(entry)
            if entry.filename == part:
                text, seen = change(text), True
            new.writestr(entry.filename, text)
        if not seen:
            new.writestr(part, change(b""))
    return stream.getvalue()


def part_of(content: bytes, part: str) -> str:
    """One part as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part).decode()


def ruled(sheet: Any) -> None:
    """What a county's list looks like: merged title, heights, borders, a sum below, a print area."""
    thin = Border(*(Side(style="thin"),) * 4)
    sheet.merge_cells("A1:D1")
    sheet.row_dimensions[3].height = 30
    for place in ("A3", "B3", "C3", "D3"):
        sheet[place].border, sheet[place].font = thin, Font(name="宋体", size=12, bold=place == "B3")
        sheet[place].alignment = Alignment(horizontal="center")
    sheet.merge_cells("A5:D5")
    sheet.print_area = "A1:D5"


def put(path: Path, content: bytes) -> Path:
    """A file on the disk."""
    path.write_bytes(content)
    return path
