"""The foot line: which form, which version, which record and revision, which page; in words and as a QR code.

Owns the identity that every printed page carries, and where it stands. Knows no form's content.
"""

from collections.abc import Callable
from dataclasses import dataclass

from reports.paper import qr
from reports.paper.display import Bitmap, Page, Text, mm
from reports.paper.fonts import role
from reports.paper.lines import set_line, shortened

SIDE = mm(11)
SIZE = 75
BOTTOM = mm(7)
_RISE = 12


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is printed about the record under its form; `subject` is whose form it is, for messages.

    `head` says where the history of the office stood: number and beginning of the hash of its last row.
    """

    record: str = ""
    revision: int = 0
    digest: str = ""
    subject: str = ""
    head: str = ""


BLANK = Stamp()


def foot(pages: list[Page], key: str, version: str, stamp: Stamp, edges: Callable[[int], tuple[int, int]]) -> None:
    """Draw the foot line on one record's pages; `edges` gives left and right of the page of that number."""
    setting, words = role("song"), _words(key, version, stamp)
    for number, page in enumerate(pages, start=1):
        left, right = edges(number)
        bottom = page.height - BOTTOM
        code = qr.symbol(payload(key, version, stamp, number, len(pages)))
        page.items.append(Bitmap(right - SIDE, bottom - SIDE, SIDE, SIDE, code.side, code.side, code.bits))
        texts: list[Text] = []
        count = f"第{number}页　共{len(pages)}页"
        edge = right - SIDE - mm(3) - setting.width(count, SIZE)
        room = edge - left - SIZE
        set_line(texts, left, bottom - _RISE, shortened(words, "song", SIZE, room), "song", SIZE)
        set_line(texts, edge, bottom - _RISE, count, "song", SIZE)
        page.items += texts


def payload(key: str, version: str, stamp: Stamp, number: int, count: int) -> str:
    """The text of the QR code, parted by blanks: form/version record revision hash page/pages and,
    where it is known, h with the end of the history.
    """
    record = f"{stamp.record or '-'} r{stamp.revision} {stamp.digest or '-'}"
    return f"{key}/{version} {record} {number}/{count}" + (f" h{stamp.head}" if stamp.head else "")


def _words(key: str, version: str, stamp: Stamp) -> str:
    if not stamp.record:
        return f"{key}　版本 {version}　空白表"
    head = f"　履历 {stamp.head}" if stamp.head else ""
    return f"{key}　版本 {version}　编号 {stamp.record}　修订 {stamp.revision}　校验 {stamp.digest}{head}"
