"""Words of conditions as SQL: ages, codes, comparisons, lists of codes.

Owns the small language in which returns (data) ask: `age<=35`, `age 31-35`, `age unknown`, `channel:union|women`,
`class:02*`, `staff>=100`. Knows no table.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

Part = tuple[str, tuple[Any, ...]]

_AGE = re.compile(r"age ?(<=|>=) ?(\d+)")
_BAND = re.compile(r"age (\d+)-(\d+)")
_NUMBER = re.compile(r"(\w+) ?(<=|>=|<|>|=) ?(\d+)")


def age_sql(born: str, word: str, day: date) -> Part:
    """A condition on full years at a day; of a birth known to the month or year the fewest years count."""
    if word == "age unknown":
        return f"{born} IS NULL", ()
    band = _BAND.fullmatch(word)
    if band:
        low, high = _at_least(born, int(band[1]), day), _at_most(born, int(band[2]), day)
        return f"({low[0]} AND {high[0]})", (*low[1], *high[1])
    found = _AGE.fullmatch(word)
    if not found:
        raise KeyError(f"no age: {word}")
    years = int(found[2])
    return _at_most(born, years, day) if found[1] == "<=" else _at_least(born, years, day)


def _at_most(born: str, years: int, day: date) -> Part:
    """Born after the day on which somebody would be a year too old; ISO dates compare as texts."""
    year = day.year - years - 1
    latest = f"{year:04}-{day.month:02}-{day.day:02}"
    parts = []
    if day.day < monthrange(year, day.month)[1]:
        parts.append(latest[:7])
    if (day.month, day.day) < (12, 31):
        parts.append(latest[:4])
    marks = ",".join("?" * len(parts))
    either = f" OR {born} IN ({marks})" if parts else ""
    return f"({born} > ?{either})", (latest, *parts)


def _at_least(born: str, years: int, day: date) -> Part:
    text, values = _at_most(born, years - 1, day)
    return f"({born} IS NOT NULL AND NOT {text})", values


def coded(column: str, codes: str) -> Part:
    """One of these codes, `|` between them; one that ends in * asks for all that begin so."""
    wanted = codes.split("|")
    exact = [code for code in wanted if not code.endswith("*")]
    parts = [f"{column} IN ({','.join('?' * len(exact))})"] if exact else []
    begun = [code.removesuffix("*") for code in wanted if code.endswith("*")]
    parts += [f"substr({column}, 1, {len(code)}) = ?" for code in begun]
    return f"({' OR '.join(parts)})", (*exact, *begun)


def compared(numbers: Mapping[str, str], word: str, day: date) -> Part:
    """A comparison of a column with a number. Raises KeyError for anything else."""
    found = _NUMBER.fullmatch(word)
    if not found:
        raise KeyError(f"no condition: {word}")
    column = numbers[found[1]]
    return f"({column}) {found[2]} ?", ((day.isoformat(),) * column.count("?") + (int(found[3]),))


def listed(column: str, code: str) -> str:
    """Whether a column that keeps several codes has this one."""
    return f"instr(',' || {column} || ',', ',{code},') > 0"
