"""What a desk shows of the queue: pairs by their state, counts, two records side by side, and who reported them.

Reads only. Sensitive numbers come masked.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, NamedTuple

from models.core.database import DB
from models.core.dates import PartialDate
from models.core.fields import Kind, LinkField
from models.core.text import tidy
from models.exchange.records import TrustedOffice
from models.office.erasing.shapes import shapes
from models.office.office import this_office
from models.organisations.unit import Unit
from models.people.person import Person
from models.people.same import APART, SAME, WAITING, LikePair

EQUAL, FINER, DIFFERENT, ONLY_ONE = "equal", "finer", "different", "only_one"
"""How two values of one field stand to each other; FINER: one date tells more and does not contradict the other."""


class PairRow(NamedTuple):
    """What a list shows of a pair; names are None where a record is gone."""

    id: int
    state: str
    automatic: bool
    score: int | None
    one_name: str | None
    one_origin: str | None
    other_name: str | None
    other_origin: str | None
    decided_on: str | None
    decided_by: str | None

    @property
    def names(self) -> str:
        """Both names, once where they are equal."""
        told = [name or "（已删除）" for name in (self.one_name, self.other_name)]
        return told[0] if told[0] == told[1] else " / ".join(told)


class Counts(NamedTuple):
    """How many pairs: joined by themselves, waiting, joined by a person, said to be two."""

    automatic: int
    waiting: int
    same: int
    apart: int


@dataclass(frozen=True, slots=True)
class PairFilter:
    """What the queue is narrowed to. `origin`: the uid of an office that reported one of the two; text: of a name."""

    state: str = WAITING
    origin: str = ""
    text: str = ""


class Line(NamedTuple):
    """One field of two records; `name` of the field, values as people read them, masked where they are sensitive."""

    name: str
    label: str
    one: str
    other: str
    how: str


class Finding(NamedTuple):
    """One finding of the search in words; `weight` in bits, below zero where it speaks against."""

    field: str
    weight: float
    words: str


_PLACES = "省州市县区旗镇乡村"
_LEAST_NAME = 2  # characters of an office's name below which nobody knows which one is meant
_NAMED = ("name LIKE ?", "pinyin LIKE ?", "initials LIKE ?")
_FROM = (
    "FROM like_pair l LEFT JOIN person a ON a.uid = l.one_uid LEFT JOIN person b ON b.uid = l.other_uid "
    "WHERE l.state = ?"
)


def pair_ids(wanted: PairFilter) -> "array[int]":
    """Ids of pairs: those that wait by how alike they are, decided ones the newest first."""
    values: list[Any] = [wanted.state]
    narrowed = ""
    if wanted.origin:
        narrowed = " AND (a.origin = ? OR b.origin = ?)"
        values += [wanted.origin, wanted.origin]
    typed = tidy(wanted.text).lower()
    if typed:
        narrowed += f" AND ({' OR '.join(f'{side}.{test}' for side in 'ab' for test in _NAMED)})"
        values += [f"%{typed}%", f"{typed}%", f"{typed}%"] * 2
    order = "l.score DESC, l.id" if wanted.state == WAITING else "l.decided_on DESC, l.changed_at DESC, l.id DESC"
    rows = DB.execute_sql(f"SELECT l.id {_FROM}{narrowed} ORDER BY {order}", tuple(values))
    return array("q", (row[0] for row in rows))


def pair_rows(ids: Sequence[int]) -> list[PairRow]:
    """Rows of these pairs, in this order; ids that are gone are left out."""
    marks = ",".join("?" * len(ids))
    rows = DB.execute_sql(
        "SELECT l.id, l.state, l.automatic, l.score, a.name, a.origin, b.name, b.origin, l.decided_on, l.decided_by "
        "FROM like_pair l LEFT JOIN person a ON a.uid = l.one_uid LEFT JOIN person b ON b.uid = l.other_uid "
        f"WHERE l.id IN ({marks})",
        tuple(ids),
    ).fetchall()
    found = {row[0]: PairRow._make(row) for row in rows}
    return [found[number] for number in ids if number in found]


def count_pairs() -> Counts:
    """How many pairs stand where."""
    rows = DB.execute_sql("SELECT state, automatic, count(*) FROM like_pair GROUP BY state, automatic").fetchall()
    told = {(state, bool(automatic)): count for state, automatic, count in rows}

    def of(state: str) -> int:
        return sum(count for (other, _), count in told.items() if other == state)

    automatic = told.get((SAME, True), 0)
    return Counts(automatic, of(WAITING), of(SAME) - automatic, of(APART))


def count_waiting() -> int:
    """How many pairs wait for a person."""
    return int(LikePair.select().where(LikePair.state == WAITING).count())


def office_names() -> dict[str, str]:
    """Uid of an office → its name, of this one and of all whose card was ever compared."""
    own = this_office()
    known = {office.office_uid: office.name for office in TrustedOffice.select().order_by(TrustedOffice.id)}
    return {**known, own.uid: own.name}


def brief_names() -> dict[str, str]:
    """The same for a narrow column: without the end that the names of all others share, such as 党建办公室."""
    names, own = office_names(), this_office().uid
    others = [name for uid, name in names.items() if uid != own]
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*map(reversed, others), strict=False))
    shared = "".join(letters[0] for letters in alike)[::-1].lstrip(_PLACES) if len(others) > 1 else ""
    fits = shared and all(len(name) - len(shared) >= _LEAST_NAME for name in others)
    return {uid: name.removesuffix(shared) if fits and uid != own else name for uid, name in names.items()}


def office_name(origin: str) -> str:
    """Who reported a record, in words."""
    return office_names().get(origin, "未登记的单位")


def origins() -> list[tuple[str, str]]:
    """Offices that may have reported persons: uid and name, by name. Asks no person: there may be a million."""
    return sorted(office_names().items(), key=lambda office: office[1])


def findings_of(pair: LikePair) -> list[Finding]:
    """What the search found, in words, the weightiest first; empty for a pair that nobody searched."""
    told = [Finding(field, weight, words) for field, _, weight, words in pair.reasons or [] if words]
    return sorted(told, key=lambda finding: -abs(finding.weight))


def compared(one: Person, other: Person, whole: bool = False) -> list[Line]:
    """Two records field by field, in the order of the fields; without those that neither tells.

    whole: numbers stand as they are, for who looked at them openly.
    """
    lines = (_line(kind, one, other, whole) for kind in Person.kinds())
    return [line for line in lines if line.one or line.other]


def hanging_on(person: Person) -> str:
    """What else hangs on a record, in words: 会籍 1，推荐 2."""
    told = []
    for kind, shape in shapes().items():
        columns = [column for column, target in shape.links.items() if target == Person.kind()]
        if columns:
            where = " OR ".join(f'"{column}" = ?' for column in columns)
            count = DB.execute_sql(f'SELECT count(*) FROM "{kind}" WHERE {where}', (person.id,) * len(columns))
            told.append((shape.noun, count.fetchone()[0]))
    return "，".join(f"{noun} {count}" for noun, count in told if count)


def _line(kind: Kind | LinkField, one: Person, other: Person, whole: bool) -> Line:
    values = getattr(one, kind.name), getattr(other, kind.name)
    told = [_told(kind, value) for value in values]
    shown = [_shown(kind, value, whole) for value in values]
    how = ONLY_ONE if not all(shown) else EQUAL if told[0] == told[1] else _unlike(*values)
    return Line(kind.name, kind.label, shown[0], shown[1], how)


def _unlike(one: Any, other: Any) -> str:
    dates = isinstance(one, PartialDate) and isinstance(other, PartialDate)
    return FINER if dates and one.possibly_equal(other) else DIFFERENT


def _told(kind: Kind | LinkField, value: Any) -> object:
    """What is compared: whole numbers, names of villages, which each office numbers for itself."""
    return value.name if isinstance(value, Unit) else kind.db_value(value)  # type: ignore[no-untyped-call]


def _shown(kind: Kind | LinkField, value: Any, whole: bool) -> str:
    if value is None:
        return ""
    if isinstance(kind, LinkField):
        return str(value.name)
    return kind.show(value) if whole else kind.masked(value)
