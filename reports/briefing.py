"""The fact sheet 情况简报 on paper and as a Word file: its sentences, and a table of the main figures with last year's.

Draws what `models.statistics.briefing` tells; counts nothing. The Word file is made to be pasted from: plain
paragraphs in the faces and sizes of GB/T 9704-2012, and one table.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from models.core.files import write_whole
from models.statistics.briefing import Briefing, Chapter, Figure, words
from reports.paper.display import Paper
from reports.paper.letter import Block, Heading, Letter, Paras, Sign, Space, Table
from reports.paper.pdf import write_pdf
from reports.paper.printing import lay_out, stamped
from reports.templates.package import open_package

VERSION = "2026.1"
_NUMERALS = "一二三四五六七八九十"
_TABLE = "数据对照表"
_HEADS = ("项目", "本期", "上年同期", "增减")
_WIDTHS = (78.0, 28.0, 28.0, 22.0)
_NOTHING = "—"
_LONGEST_TITLE = 19


def briefing_paper(told: Briefing, moment: datetime) -> Paper:
    """Its pages. Raises MissingCharacter."""
    blocks: list[Block] = []
    facts: dict[str, Any] = {"body": told.office, "date": f"{moment.year}年{moment.month}月{moment.day}日"}
    for number, chapter in enumerate(told.chapters):
        facts[f"chapter{number}"] = prose(chapter)
        blocks += [Heading(1, _heading(number, chapter)), Paras(f"chapter{number}")]
    facts["figures"] = [dict(zip(("title", "now", "before", "change"), row, strict=True)) for row in figures(told)]
    columns = tuple(zip(("title", "now", "before", "change"), _HEADS, _WIDTHS, strict=True))
    blocks += [Space(), Sign("{body}"), Space(), Heading(2, f"附：{_TABLE}"), Table("figures", columns, 0)]
    letter = Letter("briefing", VERSION, told.title, tuple(blocks), subject="body")
    return Paper(told.title, lay_out(letter, facts, stamped(letter, facts, told.period.key, 1, told.office)))


def write_briefing(told: Briefing, path: Path, moment: datetime) -> None:
    """Write it as .pdf or .docx, whichever the name says, whole or not at all. Raises CannotWrite."""
    if path.suffix.lower() == ".docx":
        _write_docx(told, path, moment)
    else:
        write_pdf(briefing_paper(told, moment), path, moment)


def prose(chapter: Chapter) -> str:
    """The sentences of a chapter as one paragraph; a word for a chapter without any."""
    return "".join(words(sentence) for sentence in chapter.sentences) or "本期没有可报的情况。"


def figures(told: Briefing) -> list[tuple[str, str, str, str]]:
    """The figures that are held against last year's: what each is, now, the year before, the change."""
    return [_line(chapter, figure) for chapter in told.chapters for figure in chapter.figures() if figure.compared]


def _line(chapter: Chapter, figure: Figure) -> tuple[str, str, str, str]:
    title = f"{chapter.title}：{figure.title}"
    return (title, figure.text, figure.before or _NOTHING, figure.change or _NOTHING)


def _heading(number: int, chapter: Chapter) -> str:
    return f"{_NUMERALS[number]}、{chapter.title}"


def _write_docx(told: Briefing, path: Path, moment: datetime) -> None:
    made = io.BytesIO()
    _docx(told, moment).save(made)
    content = open_package(made.getvalue(), path.name).content(moment)  # equal content, equal bytes

    def write(stream: BinaryIO) -> None:
        stream.write(content)

    write_whole(path, write, _reads_back)


def _reads_back(part: Path) -> None:
    from docx import Document

    with part.open("rb") as stream:
        Document(stream)


def _docx(told: Briefing, moment: datetime) -> Any:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    _paragraph(document, _title(told), "方正小标宋简体", 22).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _paragraph(document, "", "仿宋_GB2312", 16)
    for number, chapter in enumerate(told.chapters):
        _indented(_paragraph(document, _heading(number, chapter), "黑体", 16))
        _indented(_paragraph(document, prose(chapter), "仿宋_GB2312", 16))
    for words_at_right in (told.office, f"{moment.year}年{moment.month}月{moment.day}日"):
        _paragraph(document, words_at_right, "仿宋_GB2312", 16).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _indented(_paragraph(document, f"附：{_TABLE}", "楷体_GB2312", 16))
    _table(document, [_HEADS, *figures(told)])
    return document


def _title(told: Briefing) -> str:
    """In two lines where it is too long for one: the office, then what it is about."""
    rest = told.title.removeprefix(told.office)
    return f"{told.office}\n{rest}" if len(told.title) > _LONGEST_TITLE and rest != told.title else told.title


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    table = document.add_table(rows=0, cols=len(_HEADS), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)
    for row in rows:
        for cell, text, width in zip(table.add_row().cells, row, _WIDTHS, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            _set(cell.paragraphs[0], text, "仿宋_GB2312", 12)


def _paragraph(document: Any, text: str, face: str, size: float) -> Any:
    paragraph = document.add_paragraph()
    _set(paragraph, text, face, size)
    paragraph.paragraph_format.space_after = 0
    return paragraph


def _indented(paragraph: Any) -> None:
    """By two characters of its type, as running text begins."""
    from docx.shared import Pt

    paragraph.paragraph_format.first_line_indent = Pt(32)


def _set(paragraph: Any, text: str, face: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), face
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
