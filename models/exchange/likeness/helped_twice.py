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


def helped_twice(ask: Ask, found: Iterable[Pair]) -> list[Twice]:
    """Aids given twice, those of one person before those of one household; `found` is what `pairs` yielded."""
    connection = ask.driver()
    try:
        _keep_classes(connection, ask, found)
        rows = connection.execute(_question(ask.sources)).fetchall()
    finally:
        connection.execute("DROP TABLE IF EXISTS temp.likeness_class")
    return list(_once(_grouped(rows)))


def _keep_classes(connection: Any, ask: Ask, found: Iterable[Pair]) -> None:
    """Each person of a pair with the class she is in: once by what is sure, once by all that may be."""
    kept = list(found)
    sure = _classes((pair.one.uid, pair.other.uid) for pair in kept if pair.likeness.verdict is Verdict.SAME)
    maybe = _classes((pair.one.uid, pair.other.uid) for pair in kept)
    connection.execute("CREATE TABLE temp.likeness_class (uid TEXT PRIMARY KEY, sure TEXT, maybe TEXT) WITHOUT ROWID")
    rows = ((uid, sure.get(uid, uid), maybe[uid]) for uid in maybe if uid not in ask.hidden)
    connection.executemany("INSERT INTO temp.likeness_class VALUES (?, ?, ?)", rows)


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
    "p.name, p.id_number, a.person_id, h.id AS household "
    'FROM "{source}".aid a JOIN "{source}".person p ON p.id = a.person_id AND p.id > 0 '
    'LEFT JOIN "{source}".household h ON h.id = coalesce(a.household_id, '
    '(SELECT max(o.id) FROM "{source}".household o WHERE o.head_id = a.person_id), '
    '(SELECT max(m.household_id) FROM "{source}".household_member m WHERE m.person_id = a.person_id)) '
    "WHERE a.given_on IS NOT NULL AND a.period IS NOT NULL"
)
_MEMBERS = (
    "SELECT '{source}' AS source, h.id AS household, p.uid AS person_uid "
    'FROM "{source}".household h JOIN "{source}".person p ON p.id = h.head_id AND p.id > 0 '
    "UNION SELECT '{source}', m.household_id, p.uid "
    'FROM "{source}".household_member m JOIN "{source}".person p ON p.id = m.person_id AND p.id > 0 '
    "UNION SELECT '{source}', m.household_id, p.uid "
    'FROM "{source}".household_member m JOIN "{source}".person p ON p.id_number = m.id_number AND p.id > 0 '
    "WHERE m.person_id IS NULL"
)
_COLUMNS = "source, uid, origin, person_uid, name, given_on, amount"
_QUESTION = f"""
WITH given AS ({{aids}}), member AS ({{members}}),
touched AS (
SELECT '{PERSON}' AS shared, coalesce(c.{{level}}, g.person_uid) AS who, g.* FROM given g
LEFT JOIN temp.likeness_class c ON c.uid = g.person_uid
UNION ALL SELECT '{HOUSEHOLD}', coalesce(c.{{level}}, m.person_uid), g.* FROM given g
JOIN member m ON m.source = g.source AND m.household = g.household
LEFT JOIN temp.likeness_class c ON c.uid = m.person_uid),
twice AS (SELECT shared, who, programme, period FROM touched GROUP BY 1, 2, 3, 4 HAVING min(origin) <> max(origin))
SELECT {{sure}} AS sure, shared, who, programme, period, {_COLUMNS}
FROM twice JOIN touched USING (shared, who, programme, period)
"""


def _question(sources: tuple[str, ...]) -> str:
    """One statement: first by what is sure, then by what may be."""
    aids, members = (
        " UNION ALL ".join(f"SELECT * FROM ({part.format(source=source)})" for source in sources)
        for part in (_AIDS, _MEMBERS)
    )
    both = (
        _QUESTION.format(aids=aids, members=members, level=level, sure=sure)
        for level, sure in (("sure", 1), ("maybe", 0))
    )
    asked = " UNION ALL ".join(f"SELECT * FROM ({one})" for one in both)
    return f"{asked} ORDER BY sure DESC, shared DESC, programme, period, who, origin, given_on, uid"


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[Twice]:
    for (sure, shared, _, programme, period), lines in groupby(rows, lambda row: row[:5]):
        yield Twice(
            programme, period, shared, bool(sure), tuple(dict.fromkeys(Given._make(line[5:]) for line in lines))
        )


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
