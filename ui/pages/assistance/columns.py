"""How lists of 帮扶 show stored values: days, amounts, codes, programmes."""

from collections.abc import Callable, Sequence
from typing import Any

from models.assistance.programmes import texts, title_of
from models.core.codes import table
from models.core.fields import MoneyField, partial_date
from models.organisations.verbs import villages
from ui.widgets.filter_bar import Choice, Filter

_MONEY = MoneyField("金额")


def day(iso: str | None) -> str:
    """2026.09.10."""
    return partial_date(iso).short() if iso else ""


def money(fen: int | None) -> str:
    """Yuan with separators, fen only where there are some."""
    if fen is None:
        return ""
    whole, _, part = _MONEY.show(fen).partition(".")
    return f"{int(whole):,}" + (f".{part}" if part else "")


def count(number: int | None) -> str:
    """A number, nothing for none."""
    return f"{number:,}" if number else ""


def coded(key: str) -> Callable[[Any], str]:
    """The short label of a code of this table."""
    return lambda value: table(key).short(value) if value else ""


def programme_title(key: str | None) -> str:
    """The title of a programme."""
    return title_of(key) if key else ""


def code_filter(key: str, title: str, table_key: str, only: Sequence[str] = ()) -> Filter:
    """One value of a code table."""
    found = [Choice(code.code, code.label) for code in table(table_key).items() if not only or code.code in only]
    return Filter(key, title, found, menu=True)


def village_filter() -> Filter:
    """One village or community."""
    return Filter("village", "村", [Choice(unit.id, unit.name) for unit in villages()], menu=True)


def programme_filter() -> Filter:
    """One programme, shipped or the office's own."""
    titles = {text.key: text.title for text in texts()}
    return Filter("programme", "项目", [Choice(key, title) for key, title in titles.items()], menu=True)
