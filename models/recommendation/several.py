"""The same step for many recommendations: values that they share, and finishing the step, each judged by itself.

Who is refused stays as she was and is named with the reason; cancelled, nobody was touched. Decides no rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.core.database import DB, storage_errors
from models.core.errors import RuleRefused
from models.core.progress import Progress
from models.core.verbs import Session, undo
from models.recommendation.records import Recommendation
from models.recommendation.verbs import fill_in, take_step


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one recommendation: `seqs` are the history rows to take back, `step` where it stands now."""

    uid: str
    name: str
    done: bool
    sentence: str
    step: str
    seqs: tuple[int, ...]


def carry_on(
    session: Session, ids: Sequence[int], values: Mapping[str, Any], finish: bool, progress: Progress
) -> list[Result]:
    """Write `values` into each of them and, with `finish`, finish the step at which each stands.

    Values that were written stay when the step is then refused. Raises Cancelled; nothing is then written.
    """
    found: list[Result] = []
    with storage_errors(), DB.writing():
        for number, record_id in enumerate(ids):
            progress.step("逐人办理", number, len(ids))
            found.append(_carry_one(session, record_id, values, finish))
    return found


def take_back(session: Session, results: Sequence[Result], progress: Progress) -> None:
    """Undo what `carry_on` did, newest first. Raises RuleRefused when somebody's was changed since."""
    seqs = sorted((seq for result in results for seq in result.seqs), reverse=True)
    with storage_errors(), DB.writing():
        for number, seq in enumerate(seqs):
            progress.step("逐人撤销", number, len(seqs))
            undo(session, seq)


def _carry_one(session: Session, record_id: int, values: Mapping[str, Any], finish: bool) -> Result:
    rec = Recommendation.get_by_id(record_id)
    name, seqs = rec.person.name, []
    try:
        if values:
            seqs.append(fill_in(session, rec, values).seq)
        if finish:
            done = take_step(session, Recommendation.get_by_id(record_id))
            seqs.append(done.seq)
    except RuleRefused as error:
        return Result(rec.uid, name, False, str(error), rec.step, tuple(seqs))
    step = Recommendation.get_by_id(record_id).step
    return Result(rec.uid, name, True, "", step, tuple(seqs))
