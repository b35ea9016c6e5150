"""A subject 统计对象: one kind of thing that is counted, and how words of a return become conditions on it.

Ages are full years on the cut-off date; a date known to the month or year counts on its first possible day, so that
periods that tile a year count it once. Knows no table: those stand in the modules beside this one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from models.assistance.programmes import texts
from models.statistics.span import Period
from models.statistics.words import age_sql, coded, compared

STANDING = "standing"
"""Asks for what there was at the end of the cut-off date; `in:<date>` for what happened in the period."""

UNIT, CHANNEL, TOWNSHIP, NONE = "unit", "channel", "township", "none"
"""By what rows can be made."""


class Sql(NamedTuple):
    """A piece of SQL and the values of its question marks, in their order."""

    text: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of thing that is counted.

    `kind`, `id`: the record behind a count. `source`: what follows FROM; its marks are filled with the cut-off date.
    `standing`: when it is there at the cut-off date, marks likewise; `always`: what no count ever goes beyond.
    `counts`: what is counted once however many records tell of it (people, households). `aspects`: named conditions;
    `codes`, `numbers`: columns that conditions like `channel:union|women` and `staff>=100` may ask; `dates`: name →
    column and whether it may lack day or month.
    """

    key: str
    kind: str
    id: str
    source: str
    rows: Mapping[str, str]
    standing: str = "1"
    always: str = "1"
    dates: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)
    amounts: Mapping[str, str] = field(default_factory=dict)
    aspects: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    born: str = ""
    human: str = ""
    """The alias of the person of whom a record tells by being there: one human with two records counts once."""
    period_aspects: Mapping[str, str] = field(default_factory=dict)
    """Aspects whose two marks are the first and the last day of the period."""

    def where(self, when: str, period: Period) -> Sql:
        """The condition of `standing` or `in:<date>`."""
        if when == STANDING:
            return Sql(self.standing, (period.until.isoformat(),) * self.standing.count("?"))
        column, partial = self.dates[when.removeprefix("in:")]
        text = f"substr({column} || '-01-01', 1, 10)" if partial else column
        return Sql(f"{text} BETWEEN ? AND ?", (period.since.isoformat(), period.until.isoformat()))

    def asked(self, word: str, period: Period) -> Sql:
        """The condition that a word of a return asks for; `run_by:union` asks for the programmes of a channel.

        Raises KeyError for a word that this subject lacks.
        """
        if word.startswith("not "):
            inner = self.asked(word.removeprefix("not "), period)
            return Sql(f"NOT coalesce({inner.text}, 0)", inner.values)
        if word in self.aspects:
            return Sql(f"({self.aspects[word]})", (period.until.isoformat(),) * self.aspects[word].count("?"))
        if word in self.period_aspects:
            return Sql(f"({self.period_aspects[word]})", (period.since.isoformat(), period.until.isoformat()))
        if word.startswith("age"):
            return Sql(*age_sql(self.born or self._lacks(word), word, period.until))
        name, parted, codes = word.partition(":")
        if name == "run_by":
            run = dict.fromkeys(text.key for text in texts() if text.channel == codes)
            return Sql(*coded(self.codes["programme"], "|".join(run) or "-"))
        if parted:
            return Sql(*coded(self.codes[name], codes))
        return Sql(*compared(self.numbers, word, period.until))

    def all_of(self, words: Sequence[Any], period: Period) -> Sql:
        """All words at once; a list among them asks for any of its own."""
        parts = [
            self._any(word, period) if isinstance(word, list | tuple) else self.asked(word, period) for word in words
        ]
        return both(parts)

    def _any(self, words: Sequence[str], period: Period) -> Sql:
        parts = [self.asked(word, period) for word in words]
        return Sql(f"({' OR '.join(part.text for part in parts)})", tuple(v for part in parts for v in part.values))

    def from_sql(self, period: Period) -> Sql:
        """What follows FROM."""
        return Sql(self.source, (period.until.isoformat(),) * self.source.count("?"))

    def _lacks(self, word: str) -> str:
        raise KeyError(f"{self.key} knows no {word}")


def both(parts: Sequence[Sql]) -> Sql:
    """All of these conditions."""
    kept = [part for part in parts if part.text != "1"]
    return Sql(" AND ".join(part.text for part in kept) or "1", tuple(v for part in kept for v in part.values))


def padded(column: str) -> str:
    """The first possible day of a date that may be known to the year or month only."""
    return f"substr({column} || '-01-01', 1, 10)"


def begun(column: str, *, partial: bool = False) -> str:
    """Whether something had begun at the cut-off date; what has no date was always there."""
    return f"({column} IS NULL OR {padded(column) if partial else column} <= ?)"


def unended(column: str, *, partial: bool = False) -> str:
    """Whether something had not ended at the cut-off date."""
    return f"({column} IS NULL OR {padded(column) if partial else column} > ?)"
