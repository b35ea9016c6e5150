"""How long 100,000 rows of history take to verify, beside one SHA-256 pass over the bytes of the same rows.

"The same bytes" are every column of every row as they are read from the encrypted file: the pass opens one cursor,
lets the engine put the columns of a row together, and feeds them to one hash. That is the floor for whoever must read
the rows from where they lie. What hashing alone costs once those bytes lie in memory is told as well: reading and
decrypting cost several times as much, whatever is done with the bytes.
"""

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QUNTUAN_ANY_DRIVE"] = os.environ["QUNTUAN_TEST_COSTS"] = "1"

from models.core import history
from models.core.canonical import canonical_json
from models.core.database import DB
from models.core.history import History, chain_problems, row_hash
from tests import builders

ROWS, TIMES = 100_000, 3
COLUMNS = (
    "seq",
    "at",
    "user",
    "verb",
    "sentence",
    "subject_kind",
    "subject_uid",
    "changes",
    "undoes",
    "previous",
    "hash",
)
TOGETHER = f"CAST({'||'.join(f'coalesce({name}, 0)' for name in COLUMNS)} AS BLOB)"


def seconds(work: Callable[[], object]) -> float:
    """The best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def one_pass() -> str:
    """The bytes of every row through one SHA-256."""
    digest = hashlib.sha256()
    for (content,) in DB.execute_sql(f"SELECT {TOGETHER} FROM history ORDER BY seq"):
        digest.update(content)
    return digest.hexdigest()


def fill(key: bytes) -> None:
    """Rows as the registering of persons leaves them."""
    seq, previous = history.head()
    sample = History.get(History.verb == "register_person")
    with DB.atomic():
        for number in range(seq + 1, ROWS + 1):
            row = {**sample.__data__, "seq": number, "previous": previous}
            del row["hash"]
            previous = row_hash(key, row)
            names = [*row, "hash"]
            marks = ",".join("?" * len(names))
            DB.execute_sql(f"INSERT INTO history ({','.join(names)}) VALUES ({marks})", (*row.values(), previous))


def main() -> int:
    """Fill, verify, compare; 1 when it takes longer than it may."""
    with tempfile.TemporaryDirectory() as scratch, builders.office(Path(scratch) / "office") as opened:
        builders.person(opened.session)
        key = opened.session.history_key
        fill(key)
        problems = chain_problems(key)
        passed, verified = seconds(one_pass), seconds(lambda: chain_problems(key))
        content = b"".join(row for (row,) in DB.execute_sql(f"SELECT {TOGETHER} FROM history ORDER BY seq"))
        bare = seconds(lambda: hashlib.sha256(content).digest())
        told = {
            "rows": ROWS,
            "megabytes": round(len(content) / 1e6),
            "pass_s": round(passed, 2),
            "verify_s": round(verified, 2),
            "times_the_pass": round(verified / passed, 2),
            "in_memory_s": round(bare, 3),
            "times_in_memory": round(verified / bare, 1),
        }
        print(canonical_json(told))
        return 0 if not problems and verified <= TIMES * passed else 1


if __name__ == "__main__":
    sys.exit(main())
