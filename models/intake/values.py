"""Cells into values, column by column, by the field kinds that the roster columns declare.

Owns what one row of a roster says when it is taken alone: stored values by roster key, and the findings about them.
Asks no record: whether the person is known is for `plan`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from models.core.codes import read_status
from models.core.dates import PartialDate
from models.core.errors import ValueProblem
from models.core.fields import LineField, PartialDateField, cell_text
from models.core.identity import birth_of, sex_of
from models.core.progress import Progress, Silent
from models.core.text import is_blank, says_nothing, tidy
from models.intake.columns import AWAY, by_key
from models.intake.headers import column_keys
from models.intake.problems import CellProblem
from models.intake.reading import Cell, Sheet
from models.intake.recognition import BodyRow, Column, Table
from models.people.person import Person

VILLAGE, AGE, STATUS, SERIAL = "village", "age", "political_status", "serial"
REACHED = "party.@"
"""Key prefix for a stage that was named without its date."""

_FORMULA_ERRORS = frozenset({"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_VILLAGE_OFFICE = re.compile(r"(?<=[村区])(?:村民委员会|村委会|居民委员会|居委会|委会)$|(?:居民委员会|居委会)$")
_VILLAGE_AND_GROUP = re.compile(r"(.+?(?:村|社区))(?:第)?([\d一二三四五六七八九十]+(?:村民小组|居民小组|小组|组|社))")
_DATE_UNITS = (("year", "年"), ("month", "月"), ("day", "日"))
_PARTY_MEMBER = "01"

_OWN_LABELS = {
    SERIAL: "序号",
    AGE: "年龄",
    "union.body": "所在工会",
    "league.body": "所在团组织",
    "women.body": "所在妇联",
    AWAY: "父母外出情况",
}

Pairs = tuple[tuple[str, Any], ...]
Reading = tuple[Pairs, ValueProblem | None]
Reader = Callable[[Cell], Any]
"""The stored value of a cell, None for nothing, or pairs where it tells several. Raises ValueProblem."""


@dataclass(slots=True)
class RowValues:
    """What one row says: stored values by roster key (`village` and `….body` are names) and the findings."""

    row: BodyRow
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)

    def add(self, column: Column, code: str, message: str) -> None:
        """Note a finding at a cell of this row."""
        value = cell_text(self.row.cells[column.index])
        self.problems.append(CellProblem(column.index, column.header, value, code, message))


def read_rows(sheet: Sheet, table: Table, rows: Iterable[BodyRow], progress: Progress | None = None) -> list[RowValues]:
    """Values and findings of these rows of a table, column by column."""
    watch = progress or Silent()
    found = [RowValues(row) for row in rows]
    keys: list[str] = []
    columns: list[list[Any]] = []
    cells = [one.row.cells for one in found]
    gaps = False
    for place, column in enumerate(table.columns):
        watch.step(f"正在读取{sheet.name}的{column.header}", place, len(table.columns))
        reader = _reader(column, sheet.date_1904)
        if reader:
            read, with_gaps = _read_column(column, reader, found, list(map(itemgetter(column.index), cells)))
            if read:
                keys.append(column.key)
                columns.append(read)
                gaps = gaps or with_gaps
    for one, values in zip(found, zip(*columns, strict=True), strict=bool(columns)):
        pairs = zip(keys, values, strict=True)
        one.values.update([pair for pair in pairs if pair[1] is not None] if gaps else pairs)
    _read_split_dates(table, found)
    if sheet.unanswered:
        _note_unanswered(sheet, table, found)
    complete = _Completion(table)
    for one in found:
        complete(one)
    return found


def _read_column(column: Column, reader: Reader, rows: list[RowValues], cells: list[Cell]) -> tuple[list[Any], bool]:
    """The column's values, row by row, none at all where it has none; and whether some row has none.

    Equal cells are read once, as most columns repeat a few words. What is not simply one value of this column (a
    finding, a village with its group) goes to the rows at once.
    """
    places: list[Any] = cells
    different: set[Any] = set(cells)
    if not set(map(type, different)) <= {str}:
        # 1, 1.0 and True are equal as keys and different in a sheet.
        places = [cell if type(cell) is str else (type(cell), cell) for cell in cells]
        different = set(places)
    plain: dict[Any, Any] = {"": None} if "" in different else {}
    special: dict[Any, Reading] = {}
    for place in different - {""}:
        cell = place[1] if type(place) is tuple else place
        try:
            if cell in _FORMULA_ERRORS:
                raise ValueProblem("formula_error", f"这里的公式出错（{cell}），请填写正确的内容。")
            value = reader(cell)
        except ValueProblem as problem:
            plain[place], special[place] = None, ((), problem)
        else:
            if type(value) is tuple:
                plain[place], special[place] = None, (value, None)
            else:
                plain[place] = value
    if special:
        _tell_special(column, special, zip(rows, places, strict=True))
    values = [value for value in plain.values() if value is not None]
    return list(map(plain.__getitem__, places)) if values else [], len(values) < len(plain)


def _tell_special(column: Column, special: dict[Any, Reading], rows: Iterable[tuple[RowValues, Any]]) -> None:
    for one, place in rows:
        reading = special.get(place)
        if reading:
            one.values.update(reading[0])
            if reading[1]:
                one.add(column, reading[1].code, reading[1].message)


def _reader(column: Column, date_1904: bool) -> Reader | None:
    """How the cells of a column are read; None for a column that is not taken over or is read with others."""
    meaning = column.meaning
    if meaning is None or meaning.key == SERIAL or meaning.part in ("year", "month", "day"):
        return None
    if meaning.key == STATUS:
        return _read_yes_no if meaning.part else _read_status
    if meaning.key == "sex" and meaning.part:
        code = Person.sex.table.read(meaning.part)
        return lambda cell: None if is_blank(cell_text(cell)) else code
    if meaning.key == VILLAGE:
        return _read_village
    if meaning.key == AWAY:
        return _read_away
    if meaning.key == AGE or meaning.key.endswith(".body"):
        return _read_plain
    return _kind_reader(meaning.key, date_1904)


def _kind_reader(key: str, date_1904: bool) -> Reader:
    kind = by_key()[key].kind
    if isinstance(kind, PartialDateField):
        return lambda cell: kind.store(PartialDate.from_cell(cell, date_1904=date_1904))
    if isinstance(kind, LineField):
        # Lines are stored as they are read, and most columns hold nothing else.
        return kind.from_cell
    return lambda cell: kind.store(kind.from_cell(cell))


def _read_plain(cell: Cell) -> str | None:
    text = tidy(cell_text(cell))
    return None if says_nothing(text) else text


def _read_status(cell: Cell) -> str | Pairs | None:
    """政治面貌, which rosters also use for the stages before admission."""
    text = tidy(cell_text(cell))
    if says_nothing(text):
        return None
    reading = read_status(text)
    if not reading.stage:
        return reading.status
    reached = (REACHED + reading.stage, True)
    return ((STATUS, reading.status), reached) if reading.status else (reached,)


def _read_yes_no(cell: Cell) -> Pairs:
    """是否党员: yes tells the status, no tells nothing."""
    yes = by_key()["women.executive"].kind.from_cell(cell)
    return ((STATUS, _PARTY_MEMBER), (REACHED + "member", True)) if yes else ()


def _read_away(cell: Cell) -> Pairs | None:
    """Who of the parents is away, in words: 双方外出, 父亲外出. What is not said stays open."""
    text = tidy(cell_text(cell))
    if says_nothing(text):
        return None
    if re.search("双方|都|均|全部|父母外出", text):
        return (("child.both_away", True),)
    if re.search("一方|[父母][亲方]?(?:单独)?(?:外出|务工|打工)|单方", text):
        return (("child.both_away", False),)
    raise ValueProblem("code_unknown", f"“{text}”看不出父母哪一方外出，请填“双方外出”或“一方外出”。")


def _read_village(cell: Cell) -> str | Pairs | None:
    text = "".join(tidy(cell_text(cell)).split())
    if is_blank(text):
        return None
    found = _VILLAGE_AND_GROUP.fullmatch(text)
    if found:
        return (VILLAGE, village_name(found[1])), ("village_group", found[2])
    return village_name(text)


def village_name(text: str) -> str:
    """A village as the village table calls it: without its office."""
    return _VILLAGE_OFFICE.sub("", text) or text


def _read_split_dates(table: Table, rows: list[RowValues]) -> None:
    """Dates whose year, month and day stand in columns of their own."""
    for key in {column.key for column in table.columns if column.meaning and column.meaning.part in ("year", "month")}:
        parts = [(table.column_of(key, part), unit) for part, unit in _DATE_UNITS]
        columns = [(column, unit) for column, unit in parts if column]
        kind = by_key()[key].kind
        for one in rows:
            text = "".join(
                f"{cell_text(one.row.cells[column.index]).strip().removesuffix(unit)}{unit}"
                for column, unit in columns
                if not is_blank(cell_text(one.row.cells[column.index]))
            )
            if not text:
                continue
            try:
                one.values[key] = kind.store(kind.from_cell(text))
            except ValueProblem as problem:
                one.add(columns[0][0], problem.code, problem.message)


def _note_unanswered(sheet: Sheet, table: Table, rows: list[RowValues]) -> None:
    keyed = [column for column in table.columns if column.key and column.key != SERIAL]
    for one in rows:
        for column in keyed:
            if one.row.cells[column.index] == "" and (one.row.number - 1, column.index) in sheet.unanswered:
                message = f"{column.header}是公式，但文件里没有保存计算结果，请打开原表另存一次，或直接填写。"
                one.add(column, "formula_without_value", message)


class _Completion:
    """Adds to a row what follows from the row itself and from its table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.born, self.sex = table.column_of("born"), table.column_of("sex")
        self.name, self.age = table.column_of("name"), table.column_of(AGE)
        self.group_text = _VILLAGE_AND_GROUP

    def __call__(self, one: RowValues) -> None:
        values = one.values
        if "name" not in values and not any(problem.code.startswith("name_") for problem in one.problems):
            self._missing_name(one)
        self._village(one)
        if "id_number" in values:
            self._from_number(one, values["id_number"])
        age = values.pop(AGE, None) if self.age else None
        if age and "born" not in values:
            # An age tells no birth date; it is kept as what it is.
            values["note"] = "；".join(filter(None, (values.get("note"), f"名册所填年龄：{age}")))

    def _missing_name(self, one: RowValues) -> None:
        if self.name:
            one.add(self.name, "name_missing", "这一行没有姓名，请补上。")

    def _village(self, one: RowValues) -> None:
        group = one.values.get("village_group", "")
        found = self.group_text.fullmatch(group) if "村" in group or "区" in group else None
        if found:
            one.values["village_group"] = found[2]
            one.values.setdefault(VILLAGE, village_name(found[1]))
        home = one.row.village or self.table.village
        if home:
            one.values.setdefault(VILLAGE, home)

    def _from_number(self, one: RowValues, number: str) -> None:
        """Birth and sex that the number tells fill what is empty; where both stand, a difference is told."""
        values = one.values
        day, sex = birth_of(number), sex_of(number)
        if day:
            exact = day.isoformat()
            born = values.setdefault("born", exact)
            if born != exact and not exact.startswith(born) and self.born:
                shown = PartialDate.from_iso(born)
                message = f"出生年月写的是{shown}，身份证号是{PartialDate.of(day)}，请核对；已按表中所写导入。"
                one.add(self.born, "birth_differs", message)
        if sex:
            written = values.setdefault("sex", sex)
            if written in ("1", "2") and written != sex and self.sex:
                show = Person.sex.show
                message = f"性别写的是{show(written)}，身份证号是{show(sex)}，请核对；已按表中所写导入。"
                one.add(self.sex, "sex_differs", message)


def shown(key: str, value: Any) -> str:
    """A stored value as people read it."""
    if value is None or value == "":
        return ""
    column = by_key().get(key)
    if column is None or key == VILLAGE:
        return str(value)
    return str(column.kind.show(column.kind.python_value(value)))


def label_of(key: str) -> str:
    """The Chinese name of a roster key."""
    column = by_key().get(key)
    if column:
        return column.label
    if key.startswith(REACHED):
        return "入党阶段"
    return _OWN_LABELS.get(key, key)


def mapping_choices() -> list[tuple[str, str]]:
    """Every key that a column can be mapped to, with its Chinese name, in the order of the roster."""
    return [(key, label_of(key)) for key in column_keys()]
