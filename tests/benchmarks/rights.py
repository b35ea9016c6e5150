"""What is due today among 50,000 petitions, beside the same statements through the bare driver.

`python -m tests.benchmarks.rights`. Both sides take turns on the same connection; petitions are invented by SQL.
"""

import os
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ["QUNTUAN_ANY_DRIVE"] = os.environ["QUNTUAN_TEST_COSTS"] = "1"

from models.core.database import DB
from models.rights import lists
from tests import builders
from tests.benchmarks.assistance import asked, in_turn, insert, milliseconds

CASES, REFERRALS = 50_000, 5_000
AIM = 2.0
RUNNING_DAYS = 70
"""So far back petitions are still being handled; older ones were answered."""

COLUMNS = (
    "number, registered_on, registered_at, channel, name, rights_class, step, status, acceptance_told_on, accepted_on, "
    "answered_on, closed_on"
)


def petition(draw: random.Random, number: int) -> tuple[Any, ...]:
    """One petition of the last five years; of those that run, one in twenty was not told in time."""
    back = draw.randrange(1700)
    day = builders.NOW.date() - timedelta(days=back)
    done = back > RUNNING_DAYS
    told = None if not done and draw.randrange(20) == 0 else day.isoformat()
    answered = (day + timedelta(days=30)).isoformat() if done else None
    step, status = ("filing", "closed") if done else ("handling", "running")
    channel = draw.choice(["visit", "letter", "call", "superior"])
    kept = (f"访{day.year}-{number}", day.isoformat(), "09:00", channel, f"王{number}", "0501", step, status)
    return (*kept, told, day.isoformat(), answered, answered)


def invent() -> None:
    """Petitions, and referrals whose slips came back long ago."""
    draw = random.Random(20261121)
    connection = DB.connection()
    connection.execute("BEGIN IMMEDIATE")
    insert("rights_case", COLUMNS, (petition(draw, number) for number in range(CASES)), CASES)
    insert("referral", "case_uid, to_kind, to_body, reason, consent, sent_on, returned_on", referrals(), REFERRALS)
    connection.execute("COMMIT")


def referrals() -> Iterator[tuple[Any, ...]]:
    """Of every tenth petition."""
    uids = DB.execute_sql("SELECT uid FROM rights_case WHERE id % 10 = 0").fetchall()
    day = date(2026, 9, 1).isoformat()
    return ((uid, "court", "县人民法院", "起诉", 1, day, day) for (uid,) in uids)


def main() -> int:
    """Measure and print; 1 when it is slower than its aim."""
    with tempfile.TemporaryDirectory() as directory, builders.office(Path(directory) / "office"):
        print(f"{CASES:,} petitions invented: {milliseconds(invent) / 1000:.1f} s")

        def ours() -> int:
            return len(lists.due(None, builders.NOW))

        with asked() as statements:
            count = ours()

        def floor() -> None:
            for sql, values in statements:
                DB.connection().execute(sql, values).fetchall()

        took, bare = in_turn(ours, floor)
    ratio = f"{took:.1f} ms, floor {bare:.1f} ms, × {took / bare:.2f} (aim ≤ {AIM})"
    print(f"{count:,} due among {CASES:,} petitions: {ratio}")
    return int(took > AIM * bare)


if __name__ == "__main__":
    sys.exit(main())
