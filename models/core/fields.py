"""Field kinds: a column is declared once and knows its label, its rules and four conversions.

`parse(text)` reads what was typed, `show(value)` writes it for people, `from_cell(cell)` reads a spreadsheet cell
(str, float, int, bool, date, datetime, None) and `to_cell(value)` writes one. Page, intake, workbook, paper, search
and package ask the field; nobody repeats a label, a length or a rule. Both readers raise ValueProblem.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import peewee

from models.core import identity, text
from models.core.canonical import canonical_json
from models.core.codes import CodeTable, table
from models.core.dates import PartialDate
from models.core.errors import ValueProblem


def cell_text(cell: object) -> str:
    """A spreadsheet cell as the text that a reader of the sheet would see; whole floats without '.0'."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        moment = cell.strftime("%Y-%m-%d %H:%M:%S")
        return moment.removesuffix(" 00:00:00")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


class Kind(peewee.Field):
    """What every kind of column knows. Values are None when nothing is known.

    label: the Chinese name of the column. required: a record cannot be kept without it.
    sensitive: masked outside the work that needs it. unique_among_living: at most one record that is not deleted.
    in_origin: at most one of each office that brings records; its class declares the index of column and origin.
    counted: a text that says nothing about a person and by which figures are made: it stays when she is erased.
    """

    editor = "line"
    tells = False
    """Whether values of this kind may tell who somebody is."""

    def __init__(
        self,
        label: str,
        *,
        required: bool = False,
        sensitive: bool = False,
        unique_among_living: bool = False,
        in_origin: bool = False,
        counted: bool = False,
        help: str = "",
        wide: bool = False,
        **column: Any,
    ) -> None:
        self.label = label
        self.counted = counted
        self.required = required
        self.sensitive = sensitive
        self.unique_among_living = unique_among_living
        self.help = help
        self.wide = wide
        column.setdefault("null", not required)
        column.setdefault("unique", unique_among_living and not in_origin)
        super().__init__(help_text=help or None, verbose_name=label, **column)

    @property
    def personal(self) -> bool:
        """Whether the column is emptied when the person whom the record is about is erased on request."""
        return self.tells and not self.counted

    def parse(self, typed: str) -> Any:
        """Value of what was typed; None for nothing. Raises ValueProblem."""
        tidied = text.tidy(typed)
        return None if tidied == "" else self.read(tidied)

    def from_cell(self, cell: object) -> Any:
        """Value of a spreadsheet cell; words for 'nothing' are None. Raises ValueProblem."""
        tidied = text.tidy(cell if type(cell) is str else cell_text(cell))
        return None if text.says_nothing(tidied) else self.read(tidied)

    def read(self, tidied: str) -> Any:
        """Value of a tidied, non-empty text. Raises ValueProblem."""
        return tidied

    def show(self, value: Any) -> str:
        """The value as people read it; empty for None."""
        return "" if value is None else str(value)

    def masked(self, value: Any) -> str:
        """The value as it stands where it is not needed for the work."""
        return self.show(value)

    def to_cell(self, value: Any) -> object:
        """The value as a spreadsheet cell; texts stay texts."""
        return self.show(value) or None

    def store(self, value: Any) -> Any:
        """The value as the driver stores it; same as peewee's `db_value`, for bulk work."""
        return self.db_value(value)  # type: ignore[no-untyped-call]


class LineField(Kind, peewee.CharField):
    """One line of text. `uid_of`: it holds the uid of a record of this kind, to which the row belongs."""

    tells = True

    def __init__(
        self, label: str, *, max_length: int = 255, suggestions: str = "", uid_of: str = "", **options: Any
    ) -> None:
        self.suggestions = suggestions
        self.uid_of = uid_of
        if uid_of:
            options.setdefault("counted", True)
        super().__init__(label, max_length=max_length, **options)

    def read(self, tidied: str) -> str:
        if len(tidied) > self.max_length:
            raise ValueProblem("text_too_long", f"{self.label}太长，最多 {self.max_length} 个字。")
        return tidied


class ParagraphField(Kind, peewee.TextField):
    """Text of several lines; line breaks are kept."""

    editor = "paragraph"
    tells = True

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("wide", True)
        super().__init__(label, **options)

    def parse(self, typed: str) -> str | None:
        lines = [text.tidy(line) for line in typed.replace("\r\n", "\n").split("\n")]
        return "\n".join(lines).strip("\n") or None

    def from_cell(self, cell: object) -> str | None:
        value = self.parse(cell_text(cell))
        return None if value is None or text.is_blank(value) else value


class NameField(LineField):
    """A person's name: full GB 18030, separator ·, room for 50 characters and more (name notice of 2016)."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, max_length=100, **options)

    def read(self, tidied: str) -> str:
        name = text.tidy_name(tidied)
        bad = text.unreadable(name)
        if bad:
            raise ValueProblem(
                "name_unreadable_character", f"{self.label}“{name}”中的“{bad}”认不出来，请按身份证改正。"
            )
        return super().read(name)


class IdNumberField(LineField):
    """Citizen ID number and the permits that take its place (GB 11643).

    `id_of`: whoever of this kind bears it, the row is about her, also where nobody linked the two.
    """

    editor = "id_number"

    def __init__(self, label: str, *, id_of: str = "", **options: Any) -> None:
        self.id_of = id_of
        super().__init__(label, max_length=18, sensitive=True, **options)

    def read(self, tidied: str) -> str:
        return identity.parse_id(tidied)

    def from_cell(self, cell: object) -> str | None:
        if isinstance(cell, str) and not cell[:1].isdecimal() and text.is_blank(cell):
            return None
        return identity.id_from_cell(cell)

    def masked(self, value: Any) -> str:
        return text.mask_id(value) if value else ""


class DigitsField(LineField):
    """A number that is a name (phone, account, card, certificate): kept as text with its leading zeros."""

    def __init__(self, label: str, *, max_length: int = 40, **options: Any) -> None:
        options.setdefault("sensitive", True)
        super().__init__(label, max_length=max_length, **options)

    def masked(self, value: Any) -> str:
        return text.mask_id(value) if value and self.sensitive else self.show(value)

    def from_cell(self, cell: object) -> str | None:
        if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 1e15:
            raise ValueProblem("number_damaged", f"{self.label}被表格存成了数字，末几位已经丢失，请重新填写。")
        if type(cell) is str and cell.isascii() and cell.isdecimal():
            return self.read(cell)
        read: str | None = super().from_cell(cell)
        return read

    def read(self, tidied: str) -> str:
        return super().read(tidied.replace(" ", "").lstrip("'"))


class PhoneField(DigitsField):
    """A telephone number; several are kept as they were written."""

    def masked(self, value: Any) -> str:
        return text.mask_phone(value) if value else ""

    def read(self, tidied: str) -> str:
        phone = super().read(tidied)
        if len(phone) < 7 or (not phone.isdecimal() and sum(map(str.isdigit, phone)) < 7):
            raise ValueProblem("phone_too_short", f"{self.label}“{phone}”不像一个电话号码，请核对。")
        return phone


class CodeField(Kind, peewee.CharField):
    """A code of a closed table; shown by its label, read by label, synonym or (when typed) code."""

    editor = "code"

    def __init__(self, label: str, *, table: str, short: bool = False, **options: Any) -> None:
        self.table_key = table
        self.short = short
        super().__init__(label, max_length=20, **options)

    @property
    def table(self) -> CodeTable:
        """The code table, read from resources at first use."""
        return table(self.table_key)

    def read(self, tidied: str) -> str:
        return self.table.read(tidied)

    def parse(self, typed: str) -> str | None:
        tidied = text.tidy(typed)
        return self.table.read(tidied, accept_codes=True) if tidied else None

    def show(self, value: Any) -> str:
        if value is None:
            return ""
        return self.table.short(value) if self.short else self.table.label(value)


class PartialDateField(Kind, peewee.CharField):
    """A date known to the year, the month or the day; stored so that it sorts as text.

    `telling_day`: the day tells who somebody is; year and month stay when she is erased.
    """

    editor = "partial_date"

    def __init__(self, label: str, *, telling_day: bool = False, **options: Any) -> None:
        self.telling_day = telling_day
        super().__init__(label, max_length=10, **options)

    def adapt(self, value: Any) -> Any:
        return value

    def db_value(self, value: Any) -> str | None:
        return value.iso if isinstance(value, PartialDate) else value

    def python_value(self, value: Any) -> PartialDate | None:
        return None if value is None else partial_date(value)

    def read(self, tidied: str) -> PartialDate:
        return PartialDate.parse(tidied)

    def from_cell(self, cell: object) -> PartialDate | None:
        return PartialDate.from_cell(cell)

    def show(self, value: Any) -> str:
        return "" if value is None else partial_date(value).show()

    def to_cell(self, value: Any) -> object:
        return None if value is None else partial_date(value).short()


@lru_cache(maxsize=65536)
def _from_iso(iso: str) -> PartialDate:
    return PartialDate.from_iso(iso)


def partial_date(value: PartialDate | str) -> PartialDate:
    """The date of its stored form."""
    return value if isinstance(value, PartialDate) else _from_iso(value)


class DayField(Kind, peewee.DateField):
    """A day on the calendar, where the procedure needs it to the day; stored as ISO text."""

    editor = "day"

    def db_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def read(self, tidied: str) -> date:
        return self._whole(PartialDate.parse(tidied))

    def from_cell(self, cell: object) -> date | None:
        partial = PartialDate.from_cell(cell)
        return None if partial is None else self._whole(partial)

    def _whole(self, partial: PartialDate) -> date:
        if partial.month is None or partial.day is None:
            raise ValueProblem("date_without_day", f"{self.label}要写到日，例如 2026.3.15。")
        return date(partial.year, partial.month, partial.day)

    def show(self, value: Any) -> str:
        return "" if value is None else f"{value.year}年{value.month}月{value.day}日"

    def to_cell(self, value: Any) -> object:
        return None if value is None else value.strftime("%Y.%m.%d")


class CountField(Kind, peewee.IntegerField):
    """A whole number of persons, ballots, months …, never below zero."""

    editor = "count"

    def __init__(self, label: str, *, largest: int = 10_000_000, **options: Any) -> None:
        self.largest = largest
        super().__init__(label, **options)

    def read(self, tidied: str) -> int:
        plain = tidied.removesuffix("人").removesuffix("票").removesuffix("名").replace(",", "")
        if not plain.isdecimal():
            raise ValueProblem("number_unreadable", f"{self.label}“{tidied}”不是一个整数，请只填数字。")
        value = int(plain)
        if value > self.largest:
            raise ValueProblem("number_too_large", f"{self.label}“{tidied}”太大，请核对。")
        return value

    def to_cell(self, value: Any) -> object:
        return value


class MoneyField(Kind, peewee.BigIntegerField):
    """An amount of money in fen, typed and shown in yuan."""

    editor = "money"

    def read(self, tidied: str) -> int:
        plain = tidied.removesuffix("元").replace(",", "").replace("¥", "").strip()
        whole, _, part = plain.partition(".")
        if not (whole.isdecimal() and (part == "" or part.isdecimal()) and len(part.rstrip("0")) <= 2):
            raise ValueProblem("number_unreadable", f"{self.label}“{tidied}”不是金额，请填数字，最多两位小数。")
        if len(whole) > 12:
            raise ValueProblem("number_too_large", f"{self.label}“{tidied}”太大，请核对。")
        return int(whole) * 100 + int((part + "00")[:2])

    def show(self, value: Any) -> str:
        return "" if value is None else f"{value // 100}.{value % 100:02d}".removesuffix(".00")

    def to_cell(self, value: Any) -> object:
        return None if value is None else value / 100


class FlagField(Kind, peewee.BooleanField):
    """Yes or no."""

    editor = "flag"
    _YES = frozenset({"是", "√", "✓", "有", "y", "yes", "Y", "YES", "1", "对", "■", "☑"})
    _NO = frozenset({"否", "×", "✗", "没有", "n", "no", "N", "NO", "0", "无", "□"})

    def from_cell(self, cell: object) -> bool | None:
        tidied = text.tidy(cell_text(cell))
        # 无 and 没有 are an answer here, the other words for nothing are not.
        return None if tidied not in self._NO and text.is_blank(tidied) else self.read(tidied)

    def read(self, tidied: str) -> bool:
        if tidied in self._YES:
            return True
        if tidied in self._NO:
            return False
        raise ValueProblem("flag_unreadable", f"{self.label}“{tidied}”看不出是或否，请填“是”或“否”。")

    def show(self, value: Any) -> str:
        return "" if value is None else "是" if value else "否"


class JsonField(Kind, peewee.TextField):
    """A small structure that no query looks into; stored as canonical JSON. `words` says it to people."""

    editor = "none"
    tells = True

    def __init__(self, label: str, *, words: Callable[[Any], str] | None = None, **options: Any) -> None:
        self._words = words
        super().__init__(label, **options)

    def db_value(self, value: Any) -> str | None:
        return None if value is None else canonical_json(value)

    def python_value(self, value: Any) -> Any:
        return None if value is None else json.loads(value)

    def show(self, value: Any) -> str:
        if value is None:
            return ""
        return self._words(value) if self._words else _listed(value)


class LinkField(peewee.ForeignKeyField):
    """A link to another record, with a label like every other column.

    A record belongs to what it links to; `mentions`: it only names it, and belongs to somebody else.
    """

    editor = "link"
    sensitive = False
    unique_among_living = False
    wide = False

    def __init__(
        self,
        model: Any,
        label: str,
        *,
        required: bool = False,
        mentions: bool = False,
        help: str = "",
        **column: Any,
    ) -> None:
        self.label = label
        self.mentions = mentions
        self.required = required
        self.help = help
        column.setdefault("null", not required)
        super().__init__(model, help_text=help or None, verbose_name=label, **column)


def _listed(value: Any) -> str:
    """A structure as people may read it: words and numbers one after another."""
    if isinstance(value, dict):
        return "、".join(filter(None, map(_listed, value.values())))
    if isinstance(value, list | tuple):
        return "、".join(filter(None, map(_listed, value)))
    return "" if value is None else "是" if value is True else "否" if value is False else str(value)
