"""Which parts of a sheet are lists of persons: titles, headers, columns and a verdict on every row.

Owns the way from raw sheets to tables. Reads no value, asks no record: what a cell means is for `values`, whether
the person is known for `plan`.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from models.core.text import tidy
from models.intake.headers import CHILD, WORKER, context_of, roster_of, words
from models.intake.reading import Sheet, Workbook
from models.intake.recognition.body import Body, ends_a_list
from models.intake.recognition.header import Grid, Header, as_text, find_headers, looks_like_form, may_be_header
from models.intake.recognition.tables import BodyRow, Column, RecognisedSheet, Table

__all__ = ["BodyRow", "Column", "RecognisedSheet", "Table", "recognise", "recognise_sheet"]

_NO_TABLE = "没有找到带“姓名”的表头，这张表没有导入"
_FORM = "这像是一张单人登记表，不是花名册，没有导入"
_EMPTY = "空白的工作表"
_HAN = r"[\u3400-\u9fff]"
_BODY_NAMES = "村民委员会|村委会|居委会|居民委员会|妇联|妇代会|团支部|工会|妇女|团员|花名册|名册|名单|汇总"
_VILLAGE = re.compile(rf"({_HAN}{{1,12}}(?:村|社区))(?:{_BODY_NAMES})*")
_VILLAGE_FIRST = re.compile(rf"({_HAN}{{1,5}}?(?:村|社区)){_HAN}")
_NO_VILLAGE = ("农村", "乡村", "全村", "本村", "各村", "行政村", "自然村", "城中村", "各社区", "全社区")
_REPORTER = re.compile(r"^(?:{})(?:[(（][^)）]*[)）])?[:：]\s*(.+)$")
_LAST_REPORTER_WORD = re.compile(r"\s{2,}|填报|填表|制表|上报|报送|统计|日期|时间|\d{4}年")


def recognise(book: Workbook, learned: Mapping[str, Sequence[str]] | None = None) -> list[RecognisedSheet]:
    """All sheets of a workbook. `learned` maps a header line to the keys that the user gave its columns."""
    return [recognise_sheet(sheet, book.file_name, learned or {}) for sheet in book.sheets]


def recognise_sheet(sheet: Sheet, file_name: str, learned: Mapping[str, Sequence[str]]) -> RecognisedSheet:
    """The tables of one sheet, or the remark why there is none."""
    if not sheet.rows:
        return RecognisedSheet(sheet, remark=_EMPTY)
    grid = Grid(sheet)
    named, below = _first_texts(sheet)
    kind = roster_of([file_name, sheet.name, *named])
    context = kind or context_of([file_name, sheet.name, *named, *below])
    headers = find_headers(grid, context, learned)
    if not headers:
        return RecognisedSheet(sheet, remark=_NO_TABLE)
    if looks_like_form(grid, headers[0], context):
        return RecognisedSheet(sheet, remark=_FORM)
    return RecognisedSheet(sheet, _tables(sheet, headers, context))


def _first_texts(sheet: Sheet) -> tuple[list[str], list[str]]:
    """Texts above the first header, and those of the header: values below it say nothing about whose list it is."""
    texts: list[str] = []
    for row in sheet.rows[:12]:
        own = [cell for cell in row if isinstance(cell, str)]
        if may_be_header(row):
            return texts, own
        texts += own
    return texts, []


def _tables(sheet: Sheet, headers: list[Header], context: str) -> list[Table]:
    """Tables with their rows; a header that only repeats the one above it belongs to the rows of that one."""
    tables: list[Table] = []
    kept = _without_repeats(sheet, headers)
    for place, header in enumerate(kept):
        below = [other.top for other in kept[place + 1 :] if other.top > header.bottom]
        above = [other.bottom for other in kept[:place] if other.bottom < header.top]
        table = _table(sheet, header, context, max(above, default=-1) + 1)
        end = min(below, default=len(sheet.rows))
        table.rows = Body(sheet, table).read(header.bottom + 1, end)
        tables.append(table)
    for upper, lower in pairwise(tables):
        _drop_titles(upper, lower)
    return tables


def _without_repeats(sheet: Sheet, headers: list[Header]) -> list[Header]:
    kept: list[Header] = []
    for header in headers:
        same = [
            other
            for other in kept
            if [column.header for column in other.columns] == [column.header for column in header.columns]
            and other.columns[0].index == header.columns[0].index
        ]
        if not same or _title_between(sheet, header):
            kept.append(header)
    return kept


def _title_between(sheet: Sheet, header: Header) -> bool:
    """Whether the line above a header begins a new list, and is not the end of a printed page."""
    return header.top == 0 or bool(_title_texts(sheet, header.top - 1))


def _title_texts(sheet: Sheet, index: int) -> list[str]:
    """Texts of a line that can stand above a header; none for persons, subtotals and signatures."""
    texts = list(dict.fromkeys(text for text in map(as_text, sheet.rows[index]) if text))
    if len(texts) > 4 or ends_a_list(texts):
        return []
    return texts


def _table(sheet: Sheet, header: Header, context: str, above: int) -> Table:
    titles = _titles(sheet, above, header.top)
    reporter = _reporter(titles)
    return Table(
        header_rows=list(range(header.top + 1, header.bottom + 2)),
        columns=header.columns,
        titles=titles,
        context=roster_of(titles) or (context if context in (WORKER, CHILD) else context_of(titles) or context),
        reporter=reporter,
        village=_home_village(sheet.name, reporter, titles),
    )


def _home_village(sheet_name: str, reporter: str, titles: Sequence[str]) -> str:
    """The village that a whole table belongs to: by its sheet, by who reports it, by its title."""
    named = (_village_in_title(title) for title in titles)
    return _village(sheet_name) or _village(reporter) or next(filter(None, named), "")


def _titles(sheet: Sheet, first: int, top: int) -> list[str]:
    """Texts of the lines directly above a header that are no persons."""
    titles: list[str] = []
    for index in range(top - 1, max(first, top - 6) - 1, -1):
        texts = _title_texts(sheet, index)
        if not texts and any(cell != "" for cell in sheet.rows[index]):
            break
        titles = texts + titles
    return titles


def _reporter(titles: Sequence[str]) -> str:
    """The unit named after 填报单位 and the like."""
    pattern = re.compile(_REPORTER.pattern.format("|".join(sorted(words("reporters"), key=len, reverse=True))))
    for title in titles:
        found = pattern.match(tidy(title))
        if found:
            named = _LAST_REPORTER_WORD.split(found[1])[0]
            return re.sub(r"[(（].*$", "", named).strip()
    return ""


def _village(name: str) -> str:
    """The village that a sheet or a reporting unit is named after; '' when it is not one."""
    found = _VILLAGE.fullmatch(_without_township(re.sub(r"[（(].*?[)）]|\d+$|\s", "", name)))
    return found[1] if found and not found[1].endswith(_NO_VILLAGE) else ""


def _village_in_title(title: str) -> str:
    """The village with which a title or file name begins."""
    found = _VILLAGE_FIRST.match(_without_township("".join(title.split())))
    return found[1] if found and not found[1].endswith(_NO_VILLAGE) else ""


def _without_township(name: str) -> str:
    """The name without county and township in front of it."""
    plain = re.sub(r"^(?:共青团|中共)", "", name)
    plain = re.sub(r"^.{2,12}(?:县|(?<!社)区)(?=.{2})", "", plain)
    return re.sub(r"^.{1,6}?(?:镇|乡|街道)(?=.{2})", "", plain)


def _drop_titles(upper: Table, lower: Table) -> None:
    """The lines over a lower table are its titles, not rows of the upper one."""
    first_title = lower.header_rows[0] - len(lower.titles)
    texts = set(lower.titles)
    while upper.rows and upper.rows[-1].number >= first_title and upper.rows[-1].skipped:
        own = {text for text in map(as_text, upper.rows[-1].cells) if text}
        if not own <= texts:
            break
        upper.rows.pop()
