"""Who was helped twice: the same programme and period given by two offices to one person or one household.

Owns the one question over persons, households and aids. Decides nothing: whether both stand is for the offices to say.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from models.exchange.likeness.finding import Ask, Pair
from models.exchange.likeness.scoring import Verdict

PERSON, HOUSEHOLD = "person", "household"
"""What two aids have in common."""


class Given(NamedTuple):
    """One of the aids; amount in fen, the day as stored. `source`: the schema it lies in."""

    source: str
    uid: str
    origin: str
    person_uid: str
    name: str
    given_on: str
    amount: int


class Twice(NamedTuple):
    """Aids of one programme and period to one person or household, from at least two offices.

    `sure`: by the same record, the same valid number or a pair that is the same; else by one that is to be looked at.
    """

    programme: str
    period: str
    shared: str
    sure: bool
    aids: tuple[Given, ...]


class Bond(NamedTuple):
    """Two records, by their uids, of one human: surely, or perhaps."""

    one: str
    other: str
    sure: bool


def helped_twice(ask: Ask, found: Iterable[Pair]) -> list[Twice]:
    """Aids given twice, those of one person before those of one household; `found` is what `pairs` yielded."""
    return bound_twice(ask, (Bond(pair.one.uid, pair.other.uid, _is_sure(pair)) for pair in found))


def bound_twice(ask: Ask, bonds: Iterable[Bond]) -> list[Twice]:
    """The same by what is known of records, whoever found it."""
    connection = ask.driver()
    try:
        _keep_classes(connection, ask, bonds)
        rows = connection.execute(_question(ask.sources)).fetchall()
    finally:
        for table in ("class", "hidden"):
            connection.execute(f"DROP TABLE IF EXISTS temp.likeness_{table}")
    return list(_once(_grouped(rows)))


def _is_sure(pair: Pair) -> bool:
    return pair.likeness.verdict is Verdict.SAME


def _keep_classes(connection: Any, ask: Ask, bonds: Iterable[Bond]) -> None:
    """Each person of a bond with the class she is in: once by what is sure, once by all that may be."""
    kept = list(bonds)
    sure = _classes((bond.one, bond.other) for bond in kept if bond.sure)
    maybe = _classes((bond.one, bond.other) for bond in kept)
    connection.execute("CREATE TABLE temp.likeness_class (uid TEXT PRIMARY KEY, sure TEXT, maybe TEXT) WITHOUT ROWID")
    rows = ((uid, sure.get(uid, uid), maybe[uid]) for uid in maybe)
    connection.executemany("INSERT INTO temp.likeness_class VALUES (?, ?, ?)", rows)
    connection.execute("CREATE TABLE temp.likeness_hidden (uid TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.executemany("INSERT INTO temp.likeness_hidden VALUES (?)", ((uid,) for uid in ask.hidden))


def _classes(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """uid → the smallest uid that it is connected with."""
    parent: dict[str, str] = {}

    def root(uid: str) -> str:
        while parent.setdefault(uid, uid) != uid:
            parent[uid] = uid = parent[parent[uid]]
        return uid

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return {uid: root(uid) for uid in list(parent)}


_AIDS = (
    "SELECT '{source}' AS source, a.uid, a.origin, a.programme, a.period, a.given_on, a.amount, p.uid AS person_uid, "
    "p.name, '{source}' || h.id AS home "
    'FROM "{source}".aid a JOIN "{source}".person p ON p.id = a.person_id AND p.id > 0 '
    'LEFT JOIN "{source}".household h ON h.id = coalesce(a.household_id, '
    '(SELECT max(o.id) FROM "{source}".household o WHERE o.head_id = a.person_id), '
    '(SELECT max(m.household_id) FROM "{source}".household_member m WHERE m.person_id = a.person_id)) '
    "WHERE a.id > 0 AND a.given_on IS NOT NULL AND a.period IS NOT NULL "
    "AND p.uid NOT IN (SELECT uid FROM temp.likeness_hidden)"
)
_MEMBERS = (
    "SELECT '{source}' || h.id AS home, p.uid AS person_uid "
    'FROM "{source}".household h JOIN "{source}".person p ON p.id = h.head_id AND p.id > 0 '
    "UNION SELECT '{source}' || m.household_id, p.uid "
    'FROM "{source}".household_member m JOIN "{source}".person p ON p.id = m.person_id AND p.id > 0 '
    "UNION SELECT '{source}' || m.household_id, p.uid "
    'FROM "{source}".household_member m JOIN "{source}".person p ON p.id_number = m.id_number AND p.id > 0 '
    "WHERE m.person_id IS NULL"
)
# The engine would otherwise ask the aids again for every member.
_QUESTION = """
WITH given AS MATERIALIZED ({aids}), member AS MATERIALIZED ({members}),
helped AS (
SELECT 'person' AS shared, person_uid AS somebody, g.* FROM given g
UNION ALL SELECT 'household', m.person_uid, g.* FROM member m JOIN given g ON g.home = m.home),
touched AS (
SELECT 1 AS sure, coalesce(c.sure, somebody) AS who, h.* FROM helped h
LEFT JOIN temp.likeness_class c ON c.uid = somebody
UNION ALL SELECT 0, c.maybe, h.* FROM helped h JOIN temp.likeness_class c ON c.uid = somebody)
SELECT sure, shared, who, programme, period, source, uid, origin, person_uid, name, given_on, amount
FROM (SELECT *, min(origin) OVER alike <> max(origin) OVER alike AS twice FROM touched
WINDOW alike AS (PARTITION BY sure, shared, who, programme, period)) WHERE twice
ORDER BY sure DESC, shared DESC, programme, period, who, origin, given_on, uid
"""


def _question(sources: tuple[str, ...]) -> str:
    """One statement: by what is sure and by what may be, which holds only who stands in a pair."""
    aids, members = (
        " UNION ALL ".join(f"SELECT * FROM ({part.format(source=source)})" for source in sources)
        for part in (_AIDS, _MEMBERS)
    )
    return _QUESTION.format(aids=aids, members=members)


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[Twice]:
    for (sure, shared, _, programme, period), lines in groupby(rows, lambda row: row[:5]):
        # Two files may hold the same aid.
        aids = {given.uid: given for given in (Given._make(line[5:]) for line in lines)}
        yield Twice(programme, period, shared, bool(sure), tuple(aids.values()))


def _once(found: Iterable[Twice]) -> Iterator[Twice]:
    """Without what an earlier one says already: the person before her household, what is sure before the rest."""
    told: list[frozenset[str]] = []
    by_aid: dict[str, list[int]] = {}
    for twice in found:
        uids = frozenset(aid.uid for aid in twice.aids)
        if any(uids <= told[place] for uid in uids for place in by_aid.get(uid, ())):
            continue
        for uid in uids:
            by_aid.setdefault(uid, []).append(len(told))
        told.append(uids)
        yield twice
