"""50 packages of 20,000 persons each into one county file: `python -m tests.benchmarks.merging [packages] [persons]`.

Ours: the pieces of a package unpacked, the plan made, the plan applied with its history, search and memory of what was
agreed on. Floor: ATTACH and INSERT … SELECT of the same rows out of an encrypted file of the same kind, into another
one with the same table and indexes, one transaction each. Both take turns, package by package. Opening the age
envelope is measured with sealing.
"""

import gzip
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

os.environ["QUNTUAN_ANY_DRIVE"] = os.environ["QUNTUAN_TEST_COSTS"] = "1"

from sqlcipher3 import dbapi2 as sqlcipher

from models.core.record import BASE_COLUMNS, new_uids
from models.core.text import readings
from models.core.verbs import Session
from models.exchange.merging.apply import apply_package
from models.exchange.merging.cargo import Cargo, Letter
from models.exchange.merging.plan import make_plan
from models.exchange.reading import _rows
from models.people.person import Person
from tests import builders
from tests.models.exchange.merging.townships import Township, trusted_by
from tests.schema import live_schema

PACKAGES, PERSONS, AIM, MEMORY = 50, 20_000, 4.0, 500
PIECE = 4_000
KEY = bytes(32)
NAMES = [
    *("name", "sex", "nationality", "born", "id_number", "former_name", "native_place", "political_status"),
    *("education", "school", "major", "health", "phone", "village", "employer", "department", "job_post", "title"),
    *("started_work_on", "resume", "honours"),
]
FOLLOWING = ("pinyin", "initials", "sorting")
SURNAMES, GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡单仇解曾岩玉普刀",
    "丽梅国强正明建华秀英桂兰军勇平燕云山海波红星光志文琼",
)


def persons(draw: random.Random, number: int, count: int, origin: str) -> list[list[Any]]:
    """Rows as a package tells them."""
    head = (origin, "2026-01-01 09:00:00", "王秀英", "2026-01-01 09:00:00", "王秀英")
    rows = []
    for order, uid in enumerate(new_uids(count)):
        name = draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2, 2))))
        born = f"{draw.randrange(1950, 2008)}-{draw.randrange(1, 13):02}"
        number_of = f"9999{number:02}{born[:4]}{born[5:]}{order:06}"
        phone = f"139{draw.randrange(10**8):08}"
        place = f"大坪村{draw.randrange(1, 12)}组"
        told = [name, "2", "01", born, number_of, None, "云南芒果", "13", "70", None, None, "1", phone, None]
        rows.append([uid, 1, *head, *told, "大坪村村民委员会", None, "村民", None, None, place, None])
    return rows


def packed(rows: list[list[Any]]) -> bytes:
    """A piece of a package."""
    lines = "".join(f"{json.dumps(row, ensure_ascii=False, separators=(',', ':'))}\n" for row in rows)
    return gzip.compress(lines.encode(), 6, mtime=0)


def cargo_of(pieces: list[bytes]) -> Cargo:
    """A package's records out of its pieces."""
    cargo = Cargo({"person": (*BASE_COLUMNS, *NAMES)})
    for piece in pieces:
        cargo.take("person", _rows(piece))
    return cargo


def take_in(session: Session, township: Township, number: int, pieces: list[bytes], count: int) -> None:
    """One package, from its pieces to the history row."""
    digest, rows = f"{township.uid}{number}", {"person": count}
    letter = Letter(township.uid, township.name, "township", 1, digest, "handover", "2026-11", "x", (1, ""), rows)
    apply_package(session, make_plan(letter, cargo_of(pieces)), trusted_by(session, township))


def connected(path: Path) -> Any:
    """A bare connection to an encrypted file."""
    connection = sqlcipher.connect(str(path), isolation_level=None)
    for pragma in (f"key=\"x'{KEY.hex()}'\"", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA journal_mode=WAL")
    return connection


def tables() -> list[str]:
    """The table of persons with its indexes."""
    units = [part for part in live_schema() if part.startswith('CREATE TABLE "unit"')]
    return units + [part for part in live_schema() if '"person" (' in part]


def source(path: Path, rows: list[list[Any]]) -> None:
    """A township's file."""
    columns = [*BASE_COLUMNS, *(_stored(name) for name in NAMES), *FOLLOWING]
    marks = ",".join("?" * len(columns))
    with closing(connected(path)) as connection:
        for statement in tables():
            connection.execute(statement)
        connection.execute("BEGIN")
        whole = ([*row, *readings(row[len(BASE_COLUMNS)])] for row in rows)
        connection.executemany(f"INSERT INTO person ({','.join(columns)}) VALUES ({marks})", whole)
        connection.execute("COMMIT")


def _stored(name: str) -> str:
    return str(Person._meta.fields[name].column_name)


def attach(connection: Any, path: Path) -> None:
    """The same rows by the engine alone."""
    columns = ",".join([*BASE_COLUMNS, *(_stored(name) for name in NAMES), *FOLLOWING])
    connection.execute(f"ATTACH '{path}' AS other KEY \"x'{KEY.hex()}'\"")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"INSERT INTO person ({columns}) SELECT {columns} FROM other.person ORDER BY id")
    connection.execute("COMMIT")
    connection.execute("DETACH other")


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> int:
    """Measure and print; 1 when it is slower than its aim, or takes more memory."""
    packages, count = (int(part) for part in (sys.argv[1:] + [str(PACKAGES), str(PERSONS)][len(sys.argv) - 1 :]))
    draw, ours, floor = random.Random(20261121), 0.0, 0.0
    with tempfile.TemporaryDirectory() as directory, builders.office(Path(directory) / "office") as opened:
        opened.session.guard = None  # the townships are trusted without their cards
        bare = connected(Path(directory) / "bare.qtdb")
        for statement in tables():
            bare.execute(statement)
        for number in range(packages):
            township = Township(opened.session, f"第{number}镇")
            rows = persons(draw, number, count, township.uid)
            other = Path(directory) / "other.qtdb"
            source(other, rows)
            pieces = [packed(rows[at : at + PIECE]) for at in range(0, count, PIECE)]
            trusted_by(opened.session, township)
            del rows
            floor += seconds(lambda path=other: attach(bare, path))
            ours += seconds(lambda one=township, n=number, told=pieces: take_in(opened.session, one, n, told, count))
            for left in Path(directory).glob("other.qtdb*"):
                left.unlink()
        bare.close()
        assert Person.select().count() == packages * count
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    times = ours / floor
    print(f"{packages} packages of {count:,} persons: {ours:.1f} s, floor {floor:.1f} s, × {times:.2f} (aim ≤ {AIM})")
    print(f"memory at most {memory} MB (aim ≤ {MEMORY})")
    return int(times > AIM or memory > MEMORY)


if __name__ == "__main__":
    sys.exit(main())
