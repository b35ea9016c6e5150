"""What can be counted 统计对象: kinds of records, where they belong, when they count, what can be asked of them.

Owns all SQL of the figures: the returns (data) name subjects, dates and *aspects* by words, and only this package knows
which columns those are.
"""

from models.statistics.subjects import aid, bodies, excellence, people
from models.statistics.subjects.subject import CHANNEL, NONE, STANDING, TOWNSHIP, UNIT, Sql, Subject, both

SUBJECTS: dict[str, Subject] = {
    subject.key: subject for subject in (*people.SUBJECTS, *bodies.SUBJECTS, *aid.SUBJECTS, *excellence.SUBJECTS)
}
"""Every subject by its key."""

__all__ = ["CHANNEL", "NONE", "STANDING", "SUBJECTS", "TOWNSHIP", "UNIT", "Sql", "Subject", "both"]
