"""Figures of this package that a target may name: computed over a period, as `standing` takes them (hundredths).

Owns the questions; which target asks which is said by its `figure`. None where there is nothing to compute from.
"""

from collections.abc import Callable
from datetime import date

from models.core.database import DB
from models.excellence.activities import totals
from models.excellence.gradings import GRADES
from models.excellence.lists import GRADINGS, SURVEYS
from models.excellence.promises import KEPT

COURSE = "course"


def satisfaction(first: date, last: date) -> int | None:
    """The rate over all items of all surveys held in the period: good grades of the ballots that were asked."""
    rows = DB.execute_sql("SELECT id FROM survey WHERE held_on BETWEEN ? AND ?", _span(first, last)).fetchall()
    found = SURVEYS.rows([row[0] for row in rows])
    return _share(sum(row.good for row in found), sum(row.asked for row in found))


def promise_kept_rate(first: date, last: date) -> int | None:
    """Of what was promised in the period, the share that was kept in full."""
    kept, whole = DB.execute_sql(
        "SELECT coalesce(sum(i.outcome = ?), 0), count(*) FROM promise_item i JOIN promise p ON p.id = i.promise_id "
        "WHERE p.made_on BETWEEN ? AND ?",
        (KEPT, *_span(first, last)),
    ).fetchone()
    return _share(int(kept), int(whole))


def graded_up(first: date, last: date) -> int:
    """How many bodies and persons rose in the gradings decided in the period."""
    rows = DB.execute_sql(
        "SELECT id FROM grading WHERE decided_grade IS NOT NULL AND decided_on BETWEEN ? AND ?", _span(first, last)
    ).fetchall()
    risen = [row for row in GRADINGS.rows([row[0] for row in rows]) if row.before and row.decided_grade]
    return 100 * sum(GRADES.index(row.decided_grade) < GRADES.index(row.before) for row in risen)


def courses(first: date, last: date) -> int:
    """How many courses were held."""
    return 100 * totals(first, last, kinds=[COURSE]).sessions


def attendance(first: date, last: date) -> int:
    """How many people came to activities and courses."""
    return 100 * totals(first, last).people


def _span(first: date, last: date) -> tuple[str, str]:
    return first.isoformat(), last.isoformat()


def _share(count: int, whole: int) -> int | None:
    """A share in hundredths of a percent, rounded half up."""
    return (2 * count * 10_000 + whole) // (2 * whole) if whole else None


FIGURES: dict[str, Callable[[date, date], int | None]] = {
    "excellence.satisfaction": satisfaction,
    "excellence.promise_kept_rate": promise_kept_rate,
    "excellence.graded_up": graded_up,
    "excellence.courses": courses,
    "excellence.attendance": attendance,
}
"""By the key that a target names."""
