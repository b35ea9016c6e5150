"""Three ratios of assistance: `python -m tests.benchmarks.assistance`.

- A distribution of 500 households saved in one transaction, beside the bare inserts of its 500 lines.
- "Was anyone here helped before" for those 500 among 200,000 aids, with its findings, beside one SQL join that finds
  the same aids.
- What is due today with 50,000 cases, beside the same statements through the bare driver.

Both sides take turns on the same connection, so that neither finds a warmer cache. Cases, households and aids are
invented by SQL: what was given long ago is no work that is measured here.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ["QUNTUAN_ANY_DRIVE"] = os.environ["QUNTUAN_TEST_COSTS"] = "1"

from models.assistance import lists, pairs
from models.assistance.checks import Asked, Line, check_giving
from models.assistance.distribution import ListLine, save_distribution
from models.core.database import DB
from models.core.record import new_uids
from models.core.verbs import Session
from models.office.rulebook import override_rule
from tests import builders

CASES, AIDS, PERSONS, HOUSEHOLDS, PAIRS = 50_000, 200_000, 60_000, 30_000, 5_000
LIST = 500
ROUNDS = 15
AIMS = {"distribution": 3.0, "check": 2.0, "today": 2.0}
TODAY = date(2026, 11, 20)
HELPED_EVERY = 5
"""One in so many of the list was helped in this period before."""

BASE = "uid, revision, origin, created_at, created_by, changed_at, changed_by"
STAMPED = ",1,'office','2026-01-01 09:00:00','王秀英','2026-01-01 09:00:00','王秀英'"


def insert(table: str, columns: str, rows: Iterator[tuple[Any, ...]], count: int) -> None:
    """Invented records of a table."""
    marks = ",".join("?" * (columns.count(",") + 1))
    sql = f"INSERT INTO {table} (uid, revision, origin, created_at, created_by, changed_at, changed_by, {columns}) "
    uids = iter(new_uids(count))
    DB.connection().executemany(f"{sql} VALUES (?{STAMPED},{marks})", ((next(uids), *row) for row in rows))


def invent() -> None:
    """Persons, households, cases in every state, pairs, and what was given in five years."""
    draw = random.Random(20261121)
    first = date(2022, 1, 1)

    def day(last: int) -> str:
        return (first + timedelta(days=draw.randrange(last))).isoformat()

    def some() -> int:
        return draw.randrange(1, PERSONS + 1)

    connection = DB.connection()
    connection.execute("BEGIN IMMEDIATE")
    persons = ((f"王{number}", f"wang{number}", "w", f"wang {number}") for number in range(PERSONS))
    insert("person", "name, pinyin, initials, sorting", persons, PERSONS)
    homes = ((number, f"王{number}") for number in range(1, HOUSEHOLDS + 1))
    insert("household", "head_id, names", homes, HOUSEHOLDS)
    members = ((number, HOUSEHOLDS + number, "王") for number in range(1, HOUSEHOLDS + 1))
    insert("household_member", "household_id, person_id, name", members, HOUSEHOLDS)
    columns = "programme, person_id, household_id, name, step, status, applied_on, decided_on, reviewed_on, lacking"
    insert("help_case", columns, (case(draw, number, day) for number in range(1, CASES + 1)), CASES)
    columns = "person_id, household_id, programme, period, aid_kind, given_on, form, amount, account"
    insert("aid", columns, (aid(draw, some(), day(1700)) for _ in range(AIDS)), AIDS)
    columns = "kind_of_pair, helped_id, helper_name, started_on, ends_on, every"
    couples = (("mother", some(), "张桂兰", day(1700), None, "month") for _ in range(PAIRS))
    insert("pair", columns, couples, PAIRS)
    held = (
        (number, (TODAY - timedelta(days=draw.randrange(40))).isoformat(), "call") for number in range(1, PAIRS + 1)
    )
    insert("contact", "pair_id, held_on, form", held, PAIRS)
    connection.execute("COMMIT")


def case(draw: random.Random, number: int, day: Callable[[int], str]) -> tuple[Any, ...]:
    """Most are closed or on file and were looked at within the year; some are on their way and lack a paper."""
    status = draw.choices(("running", "kept", "closed"), (2, 38, 60))[0]
    decided = day(1400)
    recent = (TODAY - timedelta(days=draw.randrange(90))).isoformat()
    applied = recent if status == "running" else decided
    reviewed = None if status == "running" else (TODAY - timedelta(days=draw.randrange(340))).isoformat()
    home = number if number <= HOUSEHOLDS else None
    lacking = int(status == "running")
    step = "apply" if status == "running" else "kept"
    return "worker", number, home, f"王{number}", step, status, applied, decided, reviewed, lacking


def aid(draw: random.Random, person: int, given_on: str) -> tuple[Any, ...]:
    """An aid of a year; the first LIST persons get theirs from `helped`."""
    who = person if person > LIST else person + LIST
    home = who if who <= HOUSEHOLDS else who - HOUSEHOLDS
    key, kind = draw.choice((("comfort", "comfort"), ("temporary", "temporary"), ("tuition", "study")))
    return who, home, key, given_on[:4], kind, given_on, "cash", 30_000, f"62230{who:08d}"


def helped() -> None:
    """Some of the list were helped this year."""
    rows = (
        (number, number, "comfort", "2026", "comfort", "2026-02-01", "cash", 30_000, None) for number in some_of_list()
    )
    columns = "person_id, household_id, programme, period, aid_kind, given_on, form, amount, account"
    insert("aid", columns, rows, LIST // HELPED_EVERY)


def some_of_list() -> range:
    """Those of the list who were helped before."""
    return range(HELPED_EVERY, LIST + 1, HELPED_EVERY)


def milliseconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def in_turn(ours: Callable[[], object], floor: Callable[[], object]) -> tuple[float, float]:
    """Medians of both, in milliseconds."""
    ours(), floor()
    pairs = [(milliseconds(ours), milliseconds(floor)) for _ in range(ROUNDS)]
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs)


def distribution(session: Session) -> tuple[float, float]:
    """A list of 500 saved, and its bare inserts."""
    years = iter(range(2100, 2100 + 3 * ROUNDS))
    lines = [ListLine(number, f"王{number}", quantity=2, account=f"62230{number:08d}") for number in range(1, LIST + 1)]
    head = {"title": "春节慰问", "programme": "comfort", "aid_kind": "comfort", "form": "goods", "goods": "大米"}
    columns = (
        "person_id, household_id, case_id, amount, quantity, account, bank, reason, note, distribution_id, given_on, "
        "programme, period, aid_kind, form, goods, unit, unit_value, source"
    )
    marks = ",".join("?" * (columns.count(",") + 8))
    bare = f"INSERT INTO aid ({BASE}, {columns}) VALUES ({marks})"
    at = "2026-01-01 09:00:00"
    base = (1, session.origin, at, session.user, at, session.user)

    def ours() -> None:
        day = date(next(years), 1, 20)
        save_distribution(session, {**head, "unit": "袋", "unit_value": 8_000, "given_on": day}, lines)

    def floor() -> None:
        period = str(next(years))
        tail = (None, None, None, 1, None, "comfort", period, "comfort", "goods", "大米", "袋", 8_000, None)
        rows = [
            (uid, *base, line.person, line.person, None, 16_000, 2, line.account, *tail)
            for uid, line in zip(new_uids(LIST), lines, strict=True)
        ]
        connection = DB.connection()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(bare, rows)
        connection.execute("COMMIT")

    return in_turn(ours, floor)


COMMON = """
SELECT q.place, a.id, a.uid, a.person_id, p.name, a.programme, a.period, a.aid_kind, a.given_on, a.amount, a.goods,
a.quantity, a.unit, d.title FROM asked q {} CROSS JOIN aid a CROSS JOIN person p
LEFT JOIN distribution d ON d.id = a.distribution_id
WHERE a.programme = 'comfort' AND a.period = '2026' AND p.id = a.person_id AND """
MEMBER = "m.household_id = q.household AND a.person_id = m.person_id AND a.household_id IS NULL"
HEAD = "h.id = q.household AND a.person_id = h.head_id AND a.household_id IS NULL AND a.person_id <> q.person"
JOIN = f"""
WITH asked(place, person, household) AS (VALUES {",".join(["(?,?,?)"] * LIST)})
{COMMON.format("")} a.person_id = q.person
UNION ALL {COMMON.format("")} a.household_id = q.household AND a.person_id <> q.person
UNION ALL {COMMON.format("CROSS JOIN household_member m")} {MEMBER}
UNION ALL {COMMON.format("CROSS JOIN household h")} {HEAD}
ORDER BY 1, 2"""
"""The quickest that was found for the same question: the person, the household, and who belonged to it before it was
filed, each by an index."""


def check() -> tuple[float, float]:
    """The check of 500 lines with its findings, and one join."""
    lines = [Line(Asked(number, number, 16_000), f"王{number}") for number in range(1, LIST + 1)]
    values = [part for number in range(1, LIST + 1) for part in (number, number, number)]

    def ours() -> int:
        found = check_giving(lines, "comfort", "comfort", TODAY)
        return sum(any(problem.code == "given_in_period" for problem in problems) for problems in found)

    def floor() -> int:
        return len({row[0] for row in DB.connection().execute(JOIN, values).fetchall()})

    assert ours() == LIST // HELPED_EVERY
    assert floor() >= LIST // HELPED_EVERY
    return in_turn(ours, floor)


def today() -> tuple[float, float, int]:
    """What is due of cases and pairs, the same statements bare, and how much is due."""

    def ours() -> int:
        return len(lists.due_today(TODAY)) + len(pairs.due_today(TODAY))

    with asked() as statements:
        count = ours()

    def floor() -> None:
        connection = DB.connection()
        for sql, values in statements:
            connection.execute(sql, values).fetchall()

    return (*in_turn(ours, floor), count)


@contextmanager
def asked() -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """Every statement that runs inside."""
    found: list[tuple[str, tuple[Any, ...]]] = []
    run = DB.execute_sql

    def listening(sql: str, params: Any = None, *more: Any) -> Any:
        found.append((sql, tuple(params or ())))
        return run(sql, params, *more)

    DB.execute_sql = listening  # type: ignore[method-assign]
    try:
        yield found
    finally:
        del DB.execute_sql


def main() -> int:
    """Measure and print; 1 when any of the three is slower than its aim."""
    with tempfile.TemporaryDirectory() as directory, builders.office(Path(directory) / "office") as opened:
        took = milliseconds(invent)
        print(f"{CASES:,} cases, {AIDS:,} aids, {HOUSEHOLDS:,} households invented: {took / 1000:.1f} s")
        override_rule(opened.session, "assistance", "allowance_month", reason="测速", value=700)
        found = {"distribution": distribution(opened.session)}
        helped()
        found["check"] = check()
        ours, floor, count = today()
        found["today"] = ours, floor
        names = {
            "distribution": f"a distribution of {LIST} saved",
            "check": f"{LIST} checked among {AIDS:,} aids",
            "today": f"{count:,} due among {CASES:,} cases",
        }
        for key, (ours, floor) in found.items():
            aim = AIMS[key]
            print(f"{names[key]}: {ours:.1f} ms, floor {floor:.1f} ms, × {ours / floor:.2f} (aim ≤ {aim})")
    return int(any(ours > AIMS[key] * floor for key, (ours, floor) in found.items()))


if __name__ == "__main__":
    sys.exit(main())
