"""Full-text search over records: one FTS5 table per searchable kind, over text cut into characters and pairs.

The only module beside `database` with SQL of one engine. Owns how terms are stored and asked; which terms a record
has is said by its class (`terms`).
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from models.core.database import DB
from models.core.text import query_terms, search_terms

SHORTEST_TAIL = 4
"""Last digits of an ID number or a phone under which a person is found, at least."""


@lru_cache(maxsize=65536)
def name_terms(name: str) -> str:
    """Index terms of a name: its characters and pairs."""
    return " ".join(search_terms(name))


def number_terms(number: str) -> str:
    """Index term of an ID number or phone: read backwards, so that each of its tails is a beginning."""
    return f"n{number[::-1].lower()}"


def is_number(word: str) -> bool:
    """Whether a word asks for an ID number or a phone: at least four digits, an x at most at the end."""
    return len(word) >= SHORTEST_TAIL and word.removesuffix("x").isdecimal()


def table_sql(kind: str) -> str:
    """DDL of a kind's search table: contentless, so that the text is not kept twice."""
    return (
        f"CREATE VIRTUAL TABLE {kind}_search USING "
        "fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii')"
    )


def index(kind: str, record_id: int, terms: str) -> None:
    """Make a record findable under `terms`, and under nothing else."""
    DB.execute_sql(f"DELETE FROM {kind}_search WHERE rowid = ?", (record_id,))
    DB.execute_sql(f"INSERT INTO {kind}_search(rowid, terms) VALUES (?, ?)", (record_id, terms))


def index_many(kind: str, rows: Iterable[tuple[int, str]]) -> None:
    """Make new records findable in one pass; none of them may be indexed already."""
    DB.write_many(f"INSERT INTO {kind}_search(rowid, terms) VALUES (?, ?)", rows)


def forget(kind: str, record_ids: Iterable[int]) -> None:
    """Make records unfindable."""
    DB.write_many(f"DELETE FROM {kind}_search WHERE rowid = ?", ((record_id,) for record_id in record_ids))


def wipe(connection: Any, kind: str, record_ids: Iterable[int]) -> None:
    """Make records unfindable on any connection, and the terms that only they carried gone from the file."""
    connection.executemany(f"DELETE FROM {kind}_search WHERE rowid = ?", ((record_id,) for record_id in record_ids))
    # A deleted entry's terms stay in its segment until segments are merged.
    connection.execute(f"INSERT INTO {kind}_search({kind}_search) VALUES ('optimize')")


def index_apart(connection: Any, kind: str, record_id: int, terms: str) -> None:
    """Make a record that was wiped findable again, on any connection."""
    connection.execute(f"INSERT INTO {kind}_search(rowid, terms) VALUES (?, ?)", (record_id, terms))


def match_expression(typed: str) -> str:
    """The FTS5 question for what was typed, empty when nothing can be asked: terms that a record must all carry.

    Digits ask for a number by its tail or as a whole, everything else for names.
    """
    asked: list[str] = []
    for word in typed.lower().split():
        if is_number(word):
            asked.append(f'"{number_terms(word)}" *')
        else:
            asked += ['"' + term.replace('"', '""') + '"' for term in query_terms(word)]
    return " AND ".join(asked)


def matching_ids_sql(kind: str) -> str:
    """A sub-query with one parameter (a match expression) that yields the ids of matching records."""
    return f"SELECT rowid FROM {kind}_search WHERE {kind}_search MATCH ?"


def matching_ids(kind: str, typed: str, limit: int) -> list[int]:
    """Ids of the first `limit` records that carry every term of what was typed."""
    question = match_expression(typed)
    if not question:
        return []
    rows: Any = DB.execute_sql(f"{matching_ids_sql(kind)} LIMIT ?", (question, limit))
    return [row[0] for row in rows.fetchall()]
