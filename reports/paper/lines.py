"""Breaking text into lines, as Chinese typesetting wants it.

Owns the rule where a line may end: none begins with a closing mark or ends with an opening one, Latin
words and numbers stay whole, —— and …… are not torn. Knows roles and sizes, but no boxes and no pages.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from reports.paper.display import Text
from reports.paper.fonts import Role, role

NOSTART = frozenset("。，、；：！？）》〉」』】〕〗”’…—～·％‰℃°′″" + ",.;:!?)]}%»" + "々ー" + "｡､；，．）］｝")
NOEND = frozenset("（《〈「『【〔〖“‘［｛￥" + "([{«¥$#")
_PAIRS = frozenset("—…")


class Broken(NamedTuple):
    """One line: its text, natural width and indent in units; `last` ends a paragraph, `torn` breaks a word.

    `at` is where it begins in the `tidied` text.
    """

    text: str
    width: int
    indent: int
    last: bool
    torn: bool
    at: int


def tidied(text: str) -> str:
    """The text with one kind of line end and no tabs."""
    if "\r" in text or "\t" in text:
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return text


def break_lines(text: str, role_key: str, size: int, width: int, indent: int = 0) -> list[Broken]:
    """The lines of a text in a column of `width`; `indent` is that of each paragraph's first line.

    Line feeds in the text begin paragraphs. Raises MissingCharacter.
    """
    setting = role(role_key)
    lines: list[Broken] = []
    at = 0
    for paragraph in tidied(text).split("\n"):
        stripped = paragraph.strip() if indent else paragraph.rstrip()
        lead = len(paragraph) - len(paragraph.lstrip()) if indent else 0
        _paragraph(lines, stripped, setting, size, width, indent, at + lead)
        at += len(paragraph) + 1
    return lines


def _paragraph(lines: list[Broken], text: str, setting: Role, size: int, width: int, indent: int, at: int) -> None:
    sums = list(accumulate(map(setting.advances.__getitem__, text), initial=0))
    end, start = len(text), 0
    while True:
        limit = sums[start] + (width - indent) * 1000 // size
        fits = max(bisect_right(sums, limit) - 1, start + 1)
        stop = end if fits >= end else _stop(text, start, fits)
        line = text[start:stop].rstrip(" ") if stop < end else text[start:]
        length = -(-(sums[start + len(line)] - sums[start]) * size // 1000)
        torn = stop < end and _inside_word(text, stop)
        begin, start = start, stop
        while start < end and text[start] == " ":
            start += 1
        lines.append(Broken(line, length, indent, start >= end, torn, at + begin))
        if start >= end:
            return
        indent = 0


def _stop(text: str, start: int, fits: int) -> int:
    """The last place at or before `fits` where the line from `start` may end."""
    for stop in range(fits, start, -1):
        if _may_break(text, stop) and not _inside_word(text, stop):
            return stop
    for allowed in (_may_break, _not_in_pair):
        for stop in range(fits, start, -1):
            if allowed(text, stop):
                return stop
    return fits


def _may_break(text: str, stop: int) -> bool:
    return text[stop] not in NOSTART and text[stop - 1] not in NOEND and _not_in_pair(text, stop)


def _not_in_pair(text: str, stop: int) -> bool:
    return text[stop - 1] != text[stop] or text[stop] not in _PAIRS


def _inside_word(text: str, stop: int) -> bool:
    return _of_word(text[stop - 1]) and _of_word(text[stop])


def _of_word(character: str) -> bool:
    return "!" <= character <= "~" or ("\u00c0" <= character < "\u0530" and character.isalpha())


def balanced(text: str, role_key: str, size: int, width: int) -> list[str]:
    """A title in as few lines as fit, of about equal length, the first never the shortest by much."""
    lines: list[str] = []
    for part in text.split("\n"):
        broken = break_lines(part, role_key, size, width)
        if len(broken) > 1:
            whole = sum(line.width for line in broken)
            narrow = min(width, -(-whole // len(broken) // size) * size + size // 4)
            tighter = break_lines(part, role_key, size, narrow)
            broken = tighter if len(tighter) == len(broken) else broken
        lines += [line.text for line in broken]
    return lines


def set_line(out: list[Text], x: int, y: int, text: str, role_key: str, size: int, spacing: float = 0.0) -> None:
    """Append the runs of one line that begins at `x` on the baseline `y`."""
    setting = role(role_key)
    runs = setting.runs(text)
    if len(runs) == 1:
        out.append(Text(x, y, size, runs[0][0], runs[0][1], spacing))
        return
    at, advance = float(x), setting.advances.__getitem__
    for key, piece in runs:
        out.append(Text(round(at), y, size, key, piece, spacing))
        at += sum(map(advance, piece)) * size / 1000 + spacing * len(piece)


def stretch(line: Broken, size: int, width: int) -> float:
    """Letter spacing that makes a line of a paragraph end at the column's edge (0 where it should not)."""
    slack = width - line.indent - line.width
    if line.last or slack <= 0 or len(line.text) < 2 or slack > 3 * size:
        return 0.0
    return min(slack / (len(line.text) - 1), size * 0.2)


def shortened(text: str, role_key: str, size: int, width: int) -> str:
    """The text, or as much of it as fits with …; only for what stands in full elsewhere on the paper."""
    setting = role(role_key)
    if setting.width(text, size) <= width:
        return text
    while text and setting.width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def set_ends(out: list[Text], edges: tuple[int, int], y: int, ends: tuple[str, str], sizes: Sequence[int]) -> None:
    """Append a line of two texts, one at each edge, in the largest size at which they do not meet."""
    setting, width = role("fang"), edges[1] - edges[0]
    left, right = ends
    for size in sizes:
        if setting.width(left + right, size) + size <= width:
            break
    right = shortened(right, "fang", size, width * 2 // 3)
    wide = setting.width(right, size)
    set_line(out, edges[0], y, shortened(left, "fang", size, width - wide - size), "fang", size)
    set_line(out, edges[1] - wide, y, right, "fang", size)
