"""How long the first 100 hits among 100,000 persons take: `python -m tests.benchmarks.search [persons]`.

The floor is the same SQL through the bare driver on the same connection: the hits, and their number where there are
more than are shown. Both answer the same question in turn, so that neither finds a warmer cache.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from models.core.database import DB
from models.core.text import readings
from models.core.verbs import Work, verb
from models.office.place import ANY_DRIVE
from models.people.lists import FIRST_HITS, PersonFilter, find_persons, person_ids, person_rows
from models.people.person import Person
from tests import builders

AIM = 1.5
ROUNDS = 60
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭单仇解查区"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀英华玉兰桂珍春梅建国志文斌永德光辉海云荣生福全国栋小龙天佑学"
COLUMNS = ("name", "born", "id_number", "phone", "sex", "village_id", "pinyin", "initials", "sorting")

SELECT = (
    "SELECT p.id, p.uid, p.name, p.sex, p.nationality, p.born, p.id_number, u.name, p.village_group, p.employer, "
    "p.political_status, p.education, p.phone FROM person p LEFT JOIN unit u ON u.id = p.village_id WHERE "
)
TERMS = "p.id IN (SELECT rowid FROM person_search WHERE person_search MATCH ?)"
LETTERS = "(p.pinyin >= ? AND p.pinyin < ? OR p.initials >= ? AND p.initials < ?)"


@verb("benchmark_persons", "造人")
def insert_persons(work: Work, count: int, villages: list[int]) -> int:
    """Invented persons at the driver's speed."""
    return len(work.insert_many(Person, COLUMNS, _rows(count, villages)))


def _rows(count: int, villages: list[int]) -> Iterator[tuple[Any, ...]]:
    draw = random.Random(20261121)
    for number in range(count):
        name = draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2, 2, 2))))
        born = date(1950, 1, 1) + timedelta(days=number % 20000)
        order = number // 20000 * 2 + number % 2
        phone = f"1{draw.randint(3 * 10**9, 10**10 - 1)}"
        identity = builders.id_number(born, order)
        yield name, str(born), identity, phone, "12"[number % 2], draw.choice(villages), *readings(name)


def question(typed: str) -> tuple[str, tuple[str, ...]]:
    """The SQL condition of what was typed, written by hand."""
    if typed.isascii() and typed.isalpha():
        return LETTERS, (typed, typed + "\uffff", typed, typed + "\uffff")
    if typed.isdecimal():
        return TERMS, (f'"n{typed[::-1]}" *',)
    terms = [typed[at : at + 2] for at in range(len(typed) - 1)] or [typed]
    return TERMS, (" AND ".join(f'"{term}"' for term in terms),)


def bare(typed: str) -> int:
    """The floor: number of hits, after fetching the first 100."""
    where, values = question(typed)
    connection = DB.connection()
    rows = connection.execute(f"{SELECT}{where} LIMIT {FIRST_HITS + 1}", values).fetchall()
    if len(rows) <= FIRST_HITS:
        return len(rows)
    return int(connection.execute(f"SELECT count(*) FROM person p WHERE {where}", values).fetchone()[0])


def measure(typed: str) -> tuple[float, float, int]:
    """Median milliseconds of ours and of the floor, and how many persons fit."""
    ours: list[float] = []
    floor: list[float] = []
    hits, _ = find_persons(typed)
    assert hits == bare(typed), typed
    for _ in range(ROUNDS):
        for times, ask in ((ours, find_persons), (floor, bare)):
            times.append(_milliseconds(lambda ask=ask: ask(typed)))
    return statistics.median(ours), statistics.median(floor), hits


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def main() -> int:
    """Measure and print; 1 when the whole is slower than the aim."""
    os.environ[ANY_DRIVE] = "1"
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as directory, builders.office(Path(directory) / "office") as opened:
        villages = [builders.unit(opened.session, f"第{number}村").id for number in range(20)]
        opened.session.guard = None  # inventing persons is no work that a role allows
        took = _milliseconds(lambda: insert_persons(opened.session, count, villages))
        print(f"{count:,} persons written and made findable: {took / 1000:.1f} s")
        somebody = Person.get_by_id(count // 2)
        asked = (
            somebody.name,
            "王秀英",
            "桂珍",
            "单",
            "王",
            "shanxiu",
            "wxy",
            "zhang",
            somebody.id_number[-6:],
            "1234",
        )
        found = {typed: measure(typed) for typed in asked}
        for typed, (ours, floor, hits) in found.items():
            print(f"{typed:　<6}{hits:>8,} hits  {ours:7.2f} ms  floor {floor:7.2f} ms  × {ours / floor:.2f}")
        ids = person_ids(PersonFilter())
        print(f"all ids in pinyin order: {_milliseconds(lambda: person_ids(PersonFilter())):.0f} ms", end=", ")
        print(f"a page of 200 rows: {_milliseconds(lambda: person_rows(ids[50_000:50_200])):.1f} ms")
    ratio = sum(ours for ours, _, _ in found.values()) / sum(floor for _, floor, _ in found.values())
    middle = statistics.median(ours / floor for ours, floor, _ in found.values())
    print(f"search among {count:,} persons: × {ratio:.2f} in all, × {middle:.2f} in the middle (aim ≤ {AIM})")
    return int(ratio > AIM)


if __name__ == "__main__":
    sys.exit(main())
