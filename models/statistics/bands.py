"""Age bands 年龄段 as they are typed and told: “35岁及以下、36—45岁、46岁及以上”.

Owns these words and what makes bands add up to the whole: none overlaps, none leaves an age out. Counts nothing.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from models.core.errors import KnownError
from models.core.text import tidy

Band = tuple[int | None, int | None]

_BETWEEN = re.compile(r"(\d{1,3})(?:-|至|到)(\d{1,3})")
_TO = re.compile(r"(?:<=|≤)(\d{1,3})|(\d{1,3})及?以下")
_FROM = re.compile(r"(?:>=|≥)(\d{1,3})|(\d{1,3})及?以上")
_DASHES = str.maketrans(dict.fromkeys("—–－~～", "-"))


def read(text: str) -> tuple[Band, ...]:
    """Bands in the order of age. Raises KnownError for what cannot be read, overlaps or leaves an age out."""
    plain = tidy(text).replace("岁", "").replace("周", "").translate(_DASHES)
    found = sorted((_band(part) for part in re.split(r"[、，,;；\s]+", plain) if part), key=lambda band: band[0] or -1)
    for (low, high), (following, _) in pairwise(found):
        if high is None or following is None or following <= high:
            raise KnownError(f"{words([(low, high)])}和后面一段有重叠，请改成一段接一段。")
        if following > high + 1:
            raise KnownError(f"{high + 1}岁没有归进哪一段，合计会对不上，请补上。")
    return tuple(found)


def words(bands: Sequence[Band]) -> str:
    """Bands as they are read."""
    return "、".join(_told(*band) for band in bands)


def same_ends(bands: Sequence[Band], usual: Sequence[Band]) -> bool:
    """Whether the bands cover the ages that the usual ones cover."""
    return bool(bands) and (bands[0][0], bands[-1][1]) == (usual[0][0], usual[-1][1])


def ends_words(usual: Sequence[Band]) -> str:
    """Where bands must begin and end."""
    low, high = usual[0][0], usual[-1][1]
    begin = "“多少岁及以下”" if low is None else f"{low}岁"
    end = "“多少岁及以上”" if high is None else f"{high}岁"
    return f"请从{begin}开始、到{end}为止，合计才对得上。"


def _told(low: int | None, high: int | None) -> str:
    if low is None:
        return f"{high}岁及以下"
    return f"{low}岁及以上" if high is None else f"{low}—{high}岁"


def _band(part: str) -> Band:
    between, upto, from_ = _BETWEEN.fullmatch(part), _TO.fullmatch(part), _FROM.fullmatch(part)
    if between and int(between[1]) <= int(between[2]):
        return int(between[1]), int(between[2])
    if upto:
        return None, int(upto[1] or upto[2])
    if from_:
        return int(from_[1] or from_[2]), None
    raise KnownError(f"看不懂年龄段“{part}”，请照这样写：35岁及以下、36—45岁、46岁及以上。")
