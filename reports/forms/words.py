"""What each of the three organisations calls things on its forms; the names themselves are data of its procedure.

Owns the few words that only paper needs. Knows no record and no form.
"""

import re
from dataclasses import dataclass
from functools import cache

from models.recommendation.procedure import procedure

VERSION = "2026.1"
ACTIVIST, TARGET = "入党积极分子", "发展对象"
TARGETS = (ACTIVIST, TARGET)
ANSWERS = ("列为发展对象", "列为积极分子", "继续培养")
_MORPHEMES = re.compile("上一级|上级|所在|同级|党支部|党组织|团支部|团委|工会|妇联|审核|推荐|意见")


@dataclass(frozen=True, slots=True)
class Words:
    """One organisation's words: how it votes, what a member joins, who signs. `names` are those of its procedure."""

    channel: str
    names: dict[str, str]
    votes: tuple[str, str, str]
    post_label: str
    joined_label: str
    own_sign: str
    party_sign: str

    @property
    def title(self) -> str:
        """The organisation's short name, as it stands in brackets after a form's title."""
        return self.names["channel"]


_OWN = {
    "union": (("同意", "不同意", "弃权"), "工会\n职务", "入会\n时间", "负责人签字：", "负责人签字："),
    "league": (("赞成", "反对", "弃权"), "团内\n职务", "入团\n时间", "书记签字：", "书记签字："),
    "women": (("同意", "不同意", "弃权"), "妇女组\n织职务", "任职\n时间", "负责人签字：", "负责人签字："),
}


@cache
def words(channel: str) -> Words:
    """The words of a channel."""
    return Words(channel, procedure(channel).names, *_OWN[channel])


def stacked(label: str) -> str:
    """A label for a narrow cell, broken between words: 上级团委审核意见 in four lines."""
    return "\n".join(_MORPHEMES.findall(label)) or label
