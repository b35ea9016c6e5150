"""Verbs that tests of this folder use; declared once, however often a test module is loaded."""

from models.core.verbs import Work, verb
from models.people.same import WAITING, LikePair


@verb("test_keep_pair", "测试")
def keep_pair(work: Work, low: str, high: str) -> LikePair:
    """A pair in the queue, as a search would leave it."""
    return work.insert(LikePair(one_uid=low, other_uid=high, state=WAITING, automatic=False, score=3))
