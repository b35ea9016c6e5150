"""Full-text search over records: one FTS5 table per searchable kind, over text cut into characters and pairs.

The only module beside `database` with SQL of one engine. Owns how terms are stored and asked; which terms a record
has is said by its class (`search_text`).
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from models.core.database import DB
from models.core.text import query_terms, search_terms

TAIL_LENGTHS = range(4, 9)
"""Last digits of an ID number or a phone under which a person is found."""


@lru_cache(maxsize=65536)
def name_terms(name: str) -> str:
    """Index terms of a name: its characters and pairs."""
    return " ".join(search_terms(name))


def number_terms(number: str) -> str:
    """Index terms of an ID number or phone: the whole and its tails of 4 to 8 characters."""
    plain = number.lower()
    return " ".join([f"n{plain}", *[f"t{plain[-length:]}" for length in TAIL_LENGTHS]])


def terms_asked(typed: str) -> list[str]:
    """Terms that a record must carry; digits ask for a number or its tail, everything else for names."""
    asked: list[str] = []
    for word in typed.lower().split():
        if is_number(word):
            asked.append(f"t{word}" if len(word) in TAIL_LENGTHS else f"n{word}")
        else:
            asked.extend(query_terms(word))
    return asked


def is_number(word: str) -> bool:
    """Whether a word asks for an ID number or a phone: at least four digits, an x at most at the end."""
    return len(word) >= min(TAIL_LENGTHS) and word.removesuffix("x").isdecimal()


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


def match_expression(typed: str) -> str:
    """The FTS5 question for what was typed: all its terms, each quoted; empty when nothing can be asked."""
    return " AND ".join('"' + term.replace('"', '""') + '"' for term in terms_asked(typed))


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
