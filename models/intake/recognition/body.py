"""The rows under a header: which are persons, and why the others are not.

Owns the verdict on each row and the filling down of merged cells. Judges no value.
"""

import re
from functools import cache

from models.core.text import tidy
from models.intake.headers import words
from models.intake.reading import Cell, Merge, Row, Sheet
from models.intake.recognition.header import as_text
from models.intake.recognition.tables import BodyRow, Table

HIDDEN = "这一行在原表中是隐藏的"
HIDDEN_SHEET = "整张工作表是隐藏的"
SUBTOTAL = "合计或小计行"
FOOTER = "表尾的签字或说明"
REPEATED_HEADER = "重复的表头"
NUMBERING = "栏次行"
SECTION = "分组标题行"
SERIAL_ONLY = "只有序号，没有人"
TOO_LITTLE = "内容太少，认不出是哪一个人"
EXAMPLE = "填写示例"
END = "表格结束标记"

_PLAIN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff]{1,15}·[\u3400-\u9fff·]{1,15}")
_OWN_ONLY = frozenset({"name", "former_name", "id_number", "serial", "phone", "bank_account", "sex", "born"})
"""Columns in which a cell merged over several rows is not every row's value."""
_PLACE = re.compile(r"[\u3400-\u9fff]{1,20}(?:村|社区|居委会|村委会)")
_COUNT = re.compile(r"^[（(]?(?:共|计|合计)?\s*\d*\s*[人名]?[)）]?$")
_NUMBERED = re.compile(r"[甲乙丙丁戊己庚辛壬癸]|\d{1,2}|[(（]\d{1,2}[)）]")
_LEAST_FILLED = 2


@cache
def _subtotal() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words('subtotals'))})(?:[:：（(\d].*|人数|数)?|.{{1,12}}(?:合计|小计)")


@cache
def _footer() -> re.Pattern[str]:
    starts = "|".join(sorted(words("footers"), key=len, reverse=True))
    return re.compile(
        rf"(?:{starts})(?:[(（][^)）]*[)）])?\s*(?:签[字名章])?(?:[(（][^)）]*[)）])?\s*[:：].*", re.DOTALL
    )


@cache
def _ends() -> frozenset[str]:
    return frozenset(words("ends"))


@cache
def _not_names() -> frozenset[str]:
    groups = ("subtotals", "footers", "ends", "examples")
    return frozenset(word for group in groups for word in words(group)) | {"姓名", "无", "不详"}


def ends_a_list(texts: list[str]) -> bool:
    """Whether a line with these texts closes a list: a subtotal, a signature, 以下空白."""
    first = "".join(texts[0].split()) if texts else ""
    return bool(first) and (
        _subtotal().fullmatch(first) is not None
        or first in _ends()
        or first.startswith(("填表人", "制表", "审核", "负责人", "单位负责人", "注：", "注:"))
    )


class Body:
    """Judges the rows of one table."""

    def __init__(self, sheet: Sheet, table: Table) -> None:
        self.sheet = sheet
        self.table = table
        self.keyed = [column.index for column in table.columns if column.key and column.key != "serial"]
        name, serial = table.column_of("name"), table.column_of("serial")
        self.name = name.index if name else -1
        self.serial = serial.index if serial else -1
        self.others = [index for index in self.keyed if index != self.name]
        self.first, self.last = table.columns[0].index, table.columns[-1].index
        self.filled = _filled_down(sheet, table)
        self.village = ""

    def read(self, top: int, bottom: int) -> list[BodyRow]:
        """Verdicts on the rows with content from index `top` up to, not including, `bottom`."""
        found = []
        for index in range(top, bottom):
            row = self.sheet.rows[index]
            fills = self.filled.get(index)
            cells = _with(row, fills) if fills else row
            skipped = self._verdict(index, row, cells)
            if skipped is not None:
                found.append(BodyRow(index + 1, cells, skipped, self.village))
        return found

    def _verdict(self, index: int, row: Row, cells: Row) -> str | None:
        """'' for a person, None for an empty row, otherwise why it is nobody."""
        name = row[self.name]
        if (
            type(name) is str
            and _PLAIN_NAME.fullmatch(name)
            and name not in _not_names()
            and self.others
            and (row[self.others[0]] != "" or any(row[at] != "" for at in self.others))
        ):
            reason = ""
        else:
            texts = [text for text in map(as_text, row[self.first : self.last + 1]) if text]
            if not texts:
                return None
            reason = self._reason(texts, as_text(name), cells)
        if self.sheet.hidden:
            return reason or HIDDEN_SHEET
        return reason or (HIDDEN if index in self.sheet.hidden_rows else "")

    def _reason(self, texts: list[str], name: str, cells: Row) -> str:
        first = "".join(texts[0].split())
        if _subtotal().fullmatch(first) or (name and _subtotal().fullmatch("".join(name.split()))):
            return SUBTOTAL
        if first in _ends() or "".join(name.split()) in _ends():
            return END
        if _footer().match(first) or (not name and first in words("footers")):
            return FOOTER
        if self._is_section(texts):
            return SECTION
        return self._reason_by_cells(texts, name, first, cells)

    def _reason_by_cells(self, texts: list[str], name: str, first: str, cells: Row) -> str:
        if self._is_header_again(cells):
            return REPEATED_HEADER
        if _NUMBERED.fullmatch(name) and all(_NUMBERED.fullmatch(text) for text in texts):
            return NUMBERING
        if any(first == word or first.startswith((f"{word}:", f"{word}：")) for word in words("examples")):
            return EXAMPLE
        if len(texts) == 1 and self.serial >= 0 and as_text(cells[self.serial]) == texts[0] and not name:
            return SERIAL_ONLY
        own = sum(1 for at in self.keyed if as_text(cells[at]))
        return "" if own >= _LEAST_FILLED else TOO_LITTLE

    def _is_section(self, texts: list[str]) -> bool:
        """A line that names the village of the rows below it; the village is kept for them."""
        if len(set(texts)) > 2 or not _COUNT.match(texts[-1] if len(set(texts)) == 2 else ""):
            return False
        title = re.sub(r"[（(].*?[)）]|[:：].*$|^[一二三四五六七八九十]+[、.]", "", "".join(texts[0].split()))
        if not _PLACE.fullmatch(title):
            return False
        self.village = title
        return True

    def _is_header_again(self, cells: Row) -> bool:
        same = sum(1 for column in self.table.columns if _same(cells[column.index], column.header))
        return same >= 2 and same * 2 >= len(self.keyed)


def _same(cell: Cell, header: str) -> bool:
    return isinstance(cell, str) and cell != "" and "".join(tidy(cell).split()).strip("*：:") in (header, header[-4:])


def _with(row: Row, fills: dict[int, Cell]) -> Row:
    copy = list(row)
    for column, cell in fills.items():
        copy[column] = cell
    return copy


def _filled_down(sheet: Sheet, table: Table) -> dict[int, dict[int, Cell]]:
    """For each row the cells that a merge above reaches down to, in columns where one value may be shared."""
    shared = {column.index for column in table.columns if column.key not in _OWN_ONLY}
    found: dict[int, dict[int, Cell]] = {}
    for merge in sheet.merges:
        if merge.bottom > merge.top and merge.left in shared and merge.top >= table.header_rows[-1]:
            _fill(sheet, merge, found)
    return found


def _fill(sheet: Sheet, merge: Merge, found: dict[int, dict[int, Cell]]) -> None:
    value = sheet.rows[merge.top][merge.left] if merge.top < len(sheet.rows) else ""
    if value == "":
        return
    for row in range(merge.top + 1, min(merge.bottom + 1, len(sheet.rows))):
        found.setdefault(row, {})[merge.left] = value
