"""Closed lists: national code tables and the lists of the desk, loaded when first asked for.

Owns reading and finding a code by its words; the words themselves are data in `resources/codes`. A number in
somebody else's file is not trusted: public systems renumber the same list, so files are read by label.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from models.core.errors import ValueProblem
from models.core.text import tidy
from resources import path

STATUS = "GB/T 4762"
STAGE = "party.stage"


class CodeProblem(ValueProblem):
    """A word that no code of a table fits (`code_unknown`) or several fit (`code_ambiguous`)."""


@dataclass(frozen=True, slots=True)
class Code:
    """One entry. `obsolete` ones are still shown where stored, but no longer offered."""

    code: str
    label: str
    short: str
    synonyms: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    obsolete: bool = False

    def words(self) -> tuple[str, ...]:
        """Every word that means this entry."""
        return (self.label, self.short, *self.synonyms)


@dataclass(frozen=True, slots=True)
class StatusReading:
    """What a cell under 政治面貌 says: the status, and the stage on the way into the Party if named."""

    status: str | None
    stage: str | None


def _key(text: str) -> str:
    """Words are compared without spaces, brackets' form and case."""
    return re.sub(r"[\s·]", "", tidy(text)).replace("（", "(").replace("）", ")").casefold()


class CodeTable:
    """One closed list in its printed order."""

    def __init__(self, key: str, title: str, source: str, codes: Iterable[Code]) -> None:
        self.key = key
        self.title = title
        self.source = source
        self._codes = {code.code: code for code in codes}
        self._by_word: dict[str, list[str]] = {}
        for entry in self._codes.values():
            for word in entry.words():
                found = self._by_word.setdefault(_key(word), [])
                if entry.code not in found:
                    found.append(entry.code)

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __len__(self) -> int:
        return len(self._codes)

    def items(self, *, with_obsolete: bool = False) -> list[Code]:
        """The entries on offer, in the order of the list."""
        return [code for code in self._codes.values() if with_obsolete or not code.obsolete]

    def get(self, code: str) -> Code | None:
        """The entry with exactly this code."""
        return self._codes.get(code)

    def label(self, code: str) -> str:
        """Full wording; an unknown code comes back as it is, so that nothing stored ever disappears."""
        entry = self._codes.get(code)
        return entry.label if entry else code

    def short(self, code: str) -> str:
        """Wording for narrow columns (本科, 汉族)."""
        entry = self._codes.get(code)
        return entry.short if entry else code

    def read(self, text: str, *, accept_codes: bool = False) -> str:
        """The code a word means; raises CodeProblem. Bare codes count only if the column wants them."""
        word = tidy(text)
        if accept_codes and word in self._codes:
            return word
        found = self._by_word.get(_key(word), [])
        if len(found) == 1:
            return found[0]
        if found:
            choices = "、".join(self.label(code) for code in found)
            raise CodeProblem("code_ambiguous", f"“{word}”可能是{choices}，请选定一项。")
        raise CodeProblem("code_unknown", f"“{word}”不在{self.title}的选项中，请从列表中选择。")

    def find(self, text: str, limit: int = 50) -> list[Code]:
        """Entries for what was typed so far (characters, pinyin initials or code), the nearest first."""
        typed = _key(text)
        if not typed:
            return self.items()[:limit]
        offered = self.items()
        ranks = [_rank(entry, typed) for entry in offered]
        hits = sorted((rank, place) for place, rank in enumerate(ranks) if rank is not None)
        return [offered[place] for _, place in hits[:limit]]


def _rank(entry: Code, typed: str) -> int | None:
    words = [_key(word) for word in entry.words()]
    tests = (
        # Initials that everybody types (hz for 汉族) stand before a foreign word that happens to be spelt so.
        typed in (words[:2] if typed.isascii() else words) or typed == entry.code.casefold(),
        any(word.startswith(typed) for word in words[:2]) or typed in entry.initials,
        any(initials.startswith(typed) for initials in entry.initials),
        entry.code.casefold().startswith(typed) or any(word.startswith(typed) for word in words[2:]),
        any(typed in word for word in words),
        any(typed in initials for initials in entry.initials),
    )
    return next((rank for rank, passed in enumerate(tests) if passed), None)


@cache
def _index() -> dict[str, dict[str, str]]:
    with path("codes", "index.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def table_keys() -> list[str]:
    """Keys of every table there is."""
    return list(_index())


@cache
def table(key: str) -> CodeTable:
    """The table of that key, such as 'GB/T 2261.1'; KeyError if there is none."""
    entry = _index()[key]
    with path("codes", entry["file"]).open(encoding="utf-8", newline="") as file:
        codes = [
            Code(
                code=row["code"],
                label=row["label"],
                short=row["short"] or row["label"],
                synonyms=tuple(filter(None, row["synonyms"].split("|"))),
                initials=tuple(filter(None, row["initials"].split("|"))),
                obsolete=row["obsolete"] == "1",
            )
            for row in csv.DictReader(file)
        ]
    return CodeTable(key, entry["title"], entry["source"], codes)


_STAGE_OF_STATUS = {"01": "member", "02": "probationary"}


@cache
def _stages() -> dict[str, str]:
    """Words for the stages before admission; 党员 and 预备党员 are statuses and are read as such."""
    before = (entry for entry in table(STAGE).items() if entry.code not in _STAGE_OF_STATUS.values())
    return {_key(word): entry.code for entry in before for word in entry.words()}


def read_status(text: str) -> StatusReading:
    """Split what rosters write under 政治面貌 into status and stage; raises CodeProblem.

    入党积极分子 names a stage and tells no status, 群众（入党积极分子） tells both, 预备党员 is both.
    """
    try:
        statuses, stage = {table(STATUS).read(text)}, None
    except CodeProblem:
        parts = [part for part in re.split(r"[()（）/、,，;；+\s]+", tidy(text)) if part]
        stage = next((_stages()[_key(part)] for part in parts if _key(part) in _stages()), None)
        statuses = {table(STATUS).read(part) for part in parts if _key(part) not in _stages()}
        if len(statuses) > 1 or not parts:
            raise
    status = next(iter(statuses), None)
    return StatusReading(status, _STAGE_OF_STATUS.get(status or "", stage))
