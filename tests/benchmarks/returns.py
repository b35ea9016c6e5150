"""How long returns take, beside their bare SQL and a bare canvas: `python -m tests.benchmarks.returns`.

A return of 200,000 persons and 50,000 petitions against the sum of the plain statements, one for each column, that a
person would write; the county's over 1,000,000 persons likewise; the year's set as PDF against reportlab's own canvas
drawing the same cells. Records are invented by SQL.
"""

import os
import random
import resource
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ["QUNTUAN_ANY_DRIVE"] = os.environ["QUNTUAN_TEST_COSTS"] = "1"

from models.core.database import DB
from models.statistics import forms
from models.statistics.counting import Scope, condition, count, statement, within
from models.statistics.forms import PEOPLE, RECORDS, SUM, ReturnForm
from models.statistics.sheet import Row, Sheet, completed
from models.statistics.span import parse
from models.statistics.subjects import SUBJECTS, both
from reports.paper.pdf import pdf_bytes
from reports.returns import Heading, paper_of
from tests import builders
from tests.benchmarks.assistance import in_turn, insert, milliseconds
from tests.benchmarks.paper import floor as bare_canvas

PERSONS, CASES, UNITS, TOWNSHIPS = 200_000, 50_000, 300, 50
MANY = 1_000_000
SQL_AIM, PAPER_AIM, MEMORY_AIM = 1.5, 2.0, 500
PERIOD = parse("2026")
STAGES = ("applicant", "activist", "target", "probationary")


def day(draw: random.Random, back: int) -> str:
    """A day up to so many days ago."""
    return (date(2026, 11, 20) - timedelta(days=draw.randrange(back))).isoformat()


def invent(persons: int, cases: int) -> None:
    """Units, bodies, persons with memberships, stages and recommendations, petitions."""
    draw = random.Random(20261122)
    connection = DB.connection()
    connection.execute("BEGIN IMMEDIATE")
    units = ((f"村{n}", "village", "x", "x", 100, 40, 2020) for n in range(UNITS))
    columns = "name, kind_of_unit, pinyin, initials, staff, party_members, last_admission_year"
    insert("unit", columns, units, UNITS)
    bodies = ((f"组织{n}", ("union", "league", "women")[n % 3], 1 + n % UNITS) for n in range(UNITS * 3))
    insert("body", "name, kind_of_body, unit_id", bodies, UNITS * 3)
    insert("batch", "title, channel, target, opened_on", iter(batches()), 6)
    columns = "name, pinyin, initials, sorting, sex, nationality, born, education, political_status, village_id"
    insert("person", columns, (person(draw, n) for n in range(persons)), persons)
    columns = "person_id, kind_of_body, body_id, joined_on"
    insert("membership", columns, (membership(draw, n) for n in range(1, persons + 1)), persons)
    reached = persons // 4
    stages = ((n, STAGES[n % 4], day(draw, 900)) for n in range(1, reached + 1))
    insert("party_stage", "person_id, stage, reached_on", stages, reached)
    columns = "person_id, batch_id, body_id, target, route, step, status, decided_on, forwarded_on, answered_on, answer"
    insert("recommendation", columns, (recommendation(draw, n) for n in range(1, reached + 1)), reached)
    columns = (
        "registered_on, registered_at, channel, name, rights_class, step, status, people, village, outcome, satisfied"
    )
    insert("rights_case", columns, (petition(draw) for _ in range(cases)), cases)
    connection.execute("UPDATE person SET origin = 'o' || (id % 50)")
    for kind in ("unit", "body", "membership", "recommendation", "rights_case"):
        connection.execute(f"UPDATE {kind} SET origin = 'o' || (id % {TOWNSHIPS})")
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def batches() -> Iterator[tuple[Any, ...]]:
    """One of each channel and target."""
    for channel in ("union", "league", "women"):
        for target in ("activist", "target"):
            yield "2026年推优", channel, target, "2026-01-01"


def person(draw: random.Random, number: int) -> tuple[Any, ...]:
    """A person of any age."""
    born = (date(1955, 1, 1) + timedelta(days=draw.randrange(19_000))).isoformat()
    codes = draw.choice("12"), draw.choice(("01", "01", "08")), born, draw.choice(("21", "31", "61", "71"))
    return f"王{number}", "wang", "w", f"wang{number}", *codes, draw.choice(("03", "13", "01")), 1 + number % UNITS


def membership(draw: random.Random, number: int) -> tuple[Any, ...]:
    """Everybody is in one body."""
    body = 1 + number % (UNITS * 3)
    return number, ("union", "league", "women")[(body - 1) % 3], body, day(draw, 4000)


def recommendation(draw: random.Random, number: int) -> tuple[Any, ...]:
    """A recommendation of the last three years, most of them answered."""
    when = day(draw, 1000)
    batch, body = 1 + number % 6, 1 + number % (UNITS * 3)
    answer = draw.choice(("activist", "target", "training", "declined"))
    head = number, batch, body, ("activist", "target")[(batch - 1) % 2], "assembly", "answer", "answered"
    return *head, when, when, when, answer


def petition(draw: random.Random) -> tuple[Any, ...]:
    """A petition of the last three years."""
    kind = draw.choice(("0201", "0204", "0301", "0302", "0501", "0701"))
    channel = draw.choice(("visit", "letter", "call", "online"))
    outcome, village = draw.choice(("mediated", "unsettled", "solved")), f"村{draw.randrange(UNITS)}"
    return (
        day(draw, 1000),
        "09:00",
        channel,
        "王",
        kind,
        "filing",
        "closed",
        draw.randint(1, 8),
        village,
        outcome,
        "yes",
    )


def plain(form: ReturnForm, scope: Scope) -> list[tuple[str, tuple[Any, ...]]]:
    """What a person would write: a statement for each column, by row."""
    found = []
    for column in form.columns:
        if not column.counted:
            continue
        subject = SUBJECTS[column.subject]
        value = "count(*)"
        if column.how.startswith(SUM):
            value = f"sum({subject.amounts[column.how.partition(':')[2]]})"
        elif column.how != RECORDS:
            value = f"count(DISTINCT {'p.id' if column.how == PEOPLE else subject.counts[column.how]})"
        source, where = subject.from_sql(PERIOD), both([condition(subject, column, PERIOD), *within(subject, scope)])
        text = f"SELECT {subject.rows[scope.by]}, {value} FROM {source.text} WHERE {where.text} GROUP BY 1"
        found.append((text, (*source.values, *where.values)))
    return found


def combined(form: ReturnForm, scope: Scope) -> list[tuple[str, tuple[Any, ...]]]:
    """Our own statements: one for each subject."""
    keys = dict.fromkeys(column.subject for column in form.columns if column.counted)
    return [
        tuple(statement(SUBJECTS[key], [c for c in form.columns if c.subject == key and c.counted], PERIOD, scope))
        for key in keys
    ]


def against(title: str, form: ReturnForm, scope: Scope) -> bool:
    """Measure a return against its bare SQL; whether it reaches its aim."""

    def ours() -> Sheet:
        return count(form, PERIOD, scope, compare=False)

    def floor(statements: list[tuple[str, tuple[Any, ...]]]) -> None:
        for sql, values in statements:
            DB.connection().execute(sql, values).fetchall()

    columns, own = plain(form, scope), combined(form, scope)
    took, bare = in_turn(ours, lambda: floor(columns))
    same = min(milliseconds(lambda: floor(own)) for _ in range(3))
    ratio = f"{took:.0f} ms, floor {bare:.0f} ms in {len(columns)} statements, × {took / bare:.2f} (aim ≤ {SQL_AIM})"
    print(f"{title}: {ratio}; its own {len(own)} statements alone {same:.0f} ms, × {took / same:.2f}")
    return took <= SQL_AIM * bare


def papers() -> bool:
    """The year's set of returns with 40 rows each, and the same cells through a bare canvas."""
    sheets = [filled(form, number) for number, form in enumerate(forms.forms())]
    heading = Heading("芒果镇党建办公室", "李国强", "张桂兰", "王秀英")
    pages = paper_of(sheets, heading).pages
    took, bare = in_turn(lambda: pdf_bytes(paper_of(sheets, heading), builders.NOW), lambda: bare_canvas(pages))
    ratio = f"{took:.0f} ms, floor {bare:.0f} ms, × {took / bare:.2f} (aim ≤ {PAPER_AIM})"
    print(f"the year's set, {len(sheets)} returns on {len(pages)} pages: {ratio}")
    return took <= PAPER_AIM * bare


def filled(form: ReturnForm, seed: int) -> Sheet:
    """A sheet with numbers."""
    draw = random.Random(seed)
    rows = [
        Row(
            f"u{n}",
            f"第{n}村",
            completed(form.columns, {c.key: draw.randrange(400) for c in form.columns if c.counted}),
        )
        for n in range(40)
    ]
    return Sheet(form.key, form.title, PERIOD, "unit", "单位", form.columns, tuple(rows), (), form.notes)


def main() -> int:
    """Measure and print; 1 when something is slower than its aim."""
    reached = [papers()]
    towns = Scope("township", titles={f"o{n}": f"第{n}镇" for n in range(TOWNSHIPS)})
    for title, persons, cases in (("the township's", PERSONS, CASES), ("the county's", MANY, 0)):
        with tempfile.TemporaryDirectory() as directory, builders.office(Path(directory) / "office"):
            invent(persons, cases)
            print(f"{persons:,} persons, {cases:,} petitions invented")
            for key in ("recommendation", "rights") if cases else ("recommendation",):
                form = forms.form(key)
                reached.append(against(f"{title} {form.title}", form, Scope("unit") if cases else towns))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"most memory: {memory} MB (aim < {MEMORY_AIM})")
    return int(not all(reached) or memory >= MEMORY_AIM)


if __name__ == "__main__":
    sys.exit(main())
