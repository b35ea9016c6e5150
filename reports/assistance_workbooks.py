"""Workbooks of help: the list of a distribution, and the summary of children left behind with its identities.

Sums and identities (表间勾稽关系) stand in the cells as formulas, so that a county which changes a figure sees at once
where it no longer adds up. Texts stay texts, numbers that are names have the format @. All or nothing is written.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from models.assistance import children_summary
from models.assistance.aid import GOODS, TRANSFER, Distribution
from models.core.errors import BadFile, KnownError
from models.core.files import write_whole
from models.core.text import money_in_words
from models.office.office import this_office
from reports.forms.assistance.children import side_words
from reports.forms.assistance.giving import Given, lines_of, row_of, total_of
from reports.forms.facts import long_day
from reports.workbooks import readable

_A4 = 9
_MONEY, _TEXT = "#,##0.00", "@"
_RIGHT, _WRONG = "√", "不符"
_SUMMARY_HEAD = 3
"""Rows of the summary above its first village: groups, titles, numbers."""


def export_distribution(path: Path, distribution: Distribution) -> int:
    """Write the list of a distribution; how many lines. Raises CannotWrite, KnownError for an empty list."""
    found = lines_of(distribution)
    if not found:
        raise KnownError(f"{distribution.called()}里还没有人，没有可导出的内容。")
    columns = _distribution_columns(distribution)
    _write(path, lambda book: _fill_distribution(book, distribution, columns, found), len(found) + 2, columns[0][0])
    return len(found)


_Line = Callable[[Given], object]
_Columns = list[tuple[str, float, _Line]]


def _distribution_columns(distribution: Distribution) -> _Columns:
    """Header, width and value of each column; amounts are numbers in yuan, the rest is text."""

    def said(key: str) -> _Line:
        return lambda one: row_of(one)[key]

    columns: _Columns = [
        ("姓名", 14, said("person.name")),
        ("身份证号", 21, lambda one: one.person.id_number),
        ("单位或村组", 24, said("unit")),
        ("困难类别", 12, said("hardship_class")),
    ]
    if distribution.form == GOODS:
        columns += [("物资名称", 14, said("aid.goods")), ("数量", 8, lambda one: one.aid.quantity)]
        columns.append(("计量单位", 10, lambda one: one.aid.unit))
    if distribution.form == TRANSFER:
        columns += [("开户银行", 24, said("aid.bank")), ("银行账号", 24, said("aid.account"))]
        columns.append(("转账凭证号", 20, said("aid.transfer_number")))
    columns.append(("金额（元）", 14, lambda one: None if one.aid.amount is None else one.aid.amount / 100))
    columns += [("领取日期", 12, said("aid.received_on")), ("代领人及关系", 18, said("aid.received_by"))]
    return [*columns, ("联系电话", 15, said("person.phone")), ("备注", 24, said("aid.note"))]


def _fill_distribution(book: Any, distribution: Distribution, columns: _Columns, found: Sequence[Given]) -> None:
    page = _page(book, "发放名单", [width for _, width, _ in columns], f"{distribution.title}　{this_office().name}")
    for at, (header, _, value) in enumerate(columns, start=1):
        _head(page.cell(1, at), header)
        for line, one in enumerate(found, start=2):
            _put(page.cell(line, at), value(one), money=header.startswith("金额"))
    last = len(found) + 1
    _put(page.cell(last + 1, 1), "合计")
    money = next(at for at, (header, *_) in enumerate(columns, start=1) if header.startswith("金额"))
    for at, (header, *_) in enumerate(columns, start=1):
        if at == money or header == "数量":
            letter = _letter(at)
            _formula(page.cell(last + 1, at), f"=SUM({letter}2:{letter}{last})", money=at == money)
    _put(page.cell(last + 1, money + 1), f"大写：{money_in_words(total_of(found))}")
    page.freeze_panes, page.print_title_rows = "B2", "1:1"


def export_left_behind(path: Path, day: date) -> int:
    """Write the summary of children left behind on this day; how many villages.

    Raises CannotWrite, KnownError where nobody is on the register.
    """
    *rows, _total = children_summary.summary(day)
    if not rows:
        raise KnownError("在册名单里还没有留守儿童，没有可汇总的内容。")
    _write(path, lambda book: _fill_summary(book, rows, day), len(rows) + _SUMMARY_HEAD + 1, "村（社区）")
    return len(rows)


def _fill_summary(book: Any, rows: Sequence[children_summary.SummaryRow], day: date) -> None:
    columns, checks = children_summary.columns(), children_summary.equations()
    widths = [18.0, *(6.0 for _ in columns), *(14.0 for _ in checks)]
    page = _page(book, "留守儿童汇总", widths, f"{children_summary.title()}　{long_day(day)}　{this_office().name}")
    _summary_head(page, checks)
    last = _SUMMARY_HEAD + len(rows)
    for line, found in enumerate([*rows, None], start=_SUMMARY_HEAD + 1):
        _put(page.cell(line, 1), found.village if found else children_summary.TOTAL)
        for column in columns:
            cell, letter = page.cell(line, column.number + 1), _letter(column.number + 1)
            if found:
                _put(cell, found.figures[column.number])
            else:
                _formula(cell, f"=SUM({letter}{_SUMMARY_HEAD + 1}:{letter}{last})")
        for at, sides in enumerate(checks, start=len(columns) + 2):
            _formula(page.cell(line, at), identity_formula(sides, line))
    page.freeze_panes, page.print_title_rows = f"B{_SUMMARY_HEAD + 1}", f"1:{_SUMMARY_HEAD}"


def _summary_head(page: Any, checks: Sequence[Sequence[Sequence[int]]]) -> None:
    """Three rows: groups over their columns, titles, numbers; then one column for each identity."""
    columns = children_summary.columns()
    words = [("村（社区）", "", "甲"), *((column.group, column.title, str(column.number)) for column in columns)]
    words += [("勾稽关系", "=".join(map(side_words, sides)), "") for sides in checks]
    for at, parts in enumerate(words, start=1):
        for line, text in enumerate(parts, start=1):
            _head(page.cell(line, at), text)
    start = 1
    for at in range(2, len(words) + 2):
        if at > len(words) or words[at - 1][0] != words[start - 1][0]:
            if at - start > 1:
                page.merge_cells(start_row=1, end_row=1, start_column=start, end_column=at - 1)
            start = at
    page.row_dimensions[2].height = 62


def identity_formula(sides: Sequence[Sequence[int]], line: int) -> str:
    """The identity of a row as a formula: √ where all sides are equal, 不符 where one differs."""
    first, *others = ["+".join(f"{_letter(number + 1)}{line}" for number in side) for side in sides]
    equal = ",".join(f"{first}={other}" for other in others)
    return f'=IF(AND({equal}),"{_RIGHT}","{_WRONG}")'


def _letter(at: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(at))


def _page(book: Any, name: str, widths: Sequence[float], above: str) -> Any:
    """The sheet: landscape A4, as wide as the paper, its title over every page."""
    page = book.active
    page.title = name
    for at, width in enumerate(widths, start=1):
        page.column_dimensions[_letter(at)].width = width
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0
    page.oddHeader.center.text = above.replace("&", "&&")
    page.oddFooter.center.text = "第 &P 页　共 &N 页"
    return page


def _put(cell: Any, value: object, *, money: bool = False) -> None:
    """A value in its cell; text that begins with = stays text."""
    from openpyxl.styles import Alignment

    cell.alignment = Alignment(vertical="center")
    if isinstance(value, int | float):
        cell.value = value
        cell.number_format = _MONEY if money else "0"
    elif value not in (None, ""):
        cell.value = readable(str(value))
        cell.data_type, cell.number_format = "s", _TEXT


def _formula(cell: Any, formula: str, *, money: bool = False) -> None:
    cell.value = formula
    cell.number_format = _MONEY if money else "General"


def _head(cell: Any, words: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell.value = words or None
    cell.data_type = "s" if words else cell.data_type
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="F0EEE9")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = Border(*(Side(style="thin"),) * 4)


def _write(path: Path, fill: Callable[[Any], None], count: int, first: str) -> None:
    """Write a workbook and read it back before it takes its name: the first cell and the number of rows."""

    def write(stream: BinaryIO) -> None:
        from openpyxl import Workbook

        book = Workbook()
        book.properties.creator = "群团工作台"
        fill(book)
        book.save(stream)

    write_whole(path, write, lambda part: _check(part, path.name, count, first))


def _check(part: Path, name: str, count: int, first: str) -> None:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with part.open("rb") as stream:
            rows = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python()
    except CalamineError as error:
        raise BadFile(f"“{name}”写出后读不回来，磁盘可能有问题。请换一个位置再试。") from error
    if len(rows) != count or rows[0][0] != first:
        raise BadFile(f"“{name}”写出后读不回来，磁盘可能有问题。请换一个位置再试。")
