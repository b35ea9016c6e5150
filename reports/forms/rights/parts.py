"""What the papers of 维权 share: blocks of a person's particulars, lists of options, rows of signatures.

Knows no record and no coordinates.
"""

from functools import cache

from models.core.codes import table
from reports.paper.form import Cell, Label, Opinion, Prose, Row, Stack, Ticks, Value, row, stack

SIDE = 16
REST = 165 - SIDE
YES_NO = ("是", "否")
EVIDENCE = "本记录可以作为申请人身安全保护令的证据（法释〔2022〕17号第六条）。"
SECRECY = "不得将检举、控告材料及有关情况透露或者转给被检举、控告的人员或者单位（信访工作条例第三十条）。"
CORRECTED = "登记后的更正另附更正记录，原文不涂改。"


@cache
def shorts(key: str) -> tuple[str, ...]:
    """The short words of a code table, as boxes to tick."""
    return tuple(entry.short for entry in table(key).items())


@cache
def labels(key: str) -> tuple[str, ...]:
    """The full words of a code table."""
    return tuple(entry.label for entry in table(key).items())


def numbered(*notes: str) -> tuple[str, ...]:
    """Notes under a grid; a single one has no number."""
    if len(notes) == 1:
        return (f"注：{notes[0]}",)
    return tuple(f"{'注：' if at == 1 else '　　'}{at}. {note}" for at, note in enumerate(notes, start=1))


def beside(label: str, *rows: Row, stretch: float = 0) -> Row:
    """Rows beside a label that spans them."""
    return row(Label(label, SIDE), stack(*rows, width=REST), stretch=stretch)


def prose(label: str, key: str, height: float, stretch: float = 0, *, expected: bool = False) -> Row:
    """Running text beside its label."""
    return row(Label(label, SIDE), Prose(key, REST, expected=expected), height=height, stretch=stretch)


def ticks(label: str, key: str, options: tuple[str, ...], *, height: float = 9, expected: bool = False) -> Row:
    """Options beside their label."""
    return row(Label(label, SIDE), Ticks(key, options, REST, expected=expected), height=height)


def opinion(label: str, key: str, sign: str, height: float = 26, stretch: float = 0, seal: str = "") -> Row:
    """An opinion with who signs it; the day is written by hand beside the signature."""
    return row(Label(label, SIDE), Opinion(key, REST, sign, seal), height=height, stretch=stretch)


def confirmation(label: str, words: str, sign: str, height: float = 24) -> Row:
    """What somebody confirms with a signature or a fingerprint."""
    block = Opinion("none", REST, sign, "", template=words)
    return row(Label(label, SIDE), block, height=height)


def person(label: str, prefix: str, *, needed: bool = True, more: tuple[Row, ...] = ()) -> Row:
    """Name, sex, birth, phone, number and address; a number is five of nine columns wide."""

    def value(name: str, width: float, expected: bool = False) -> Value:
        return Value(f"{prefix}_{name}", width, expected=expected and needed)

    first: tuple[Cell, ...] = (
        *(Label("姓名", 15), value("name", 33, True), Label("性别", 11), value("sex", 14, True)),
        *(Label("出生年月", 15), value("born", 22), Label("电话", 11), value("phone", 28)),
    )
    second = (*(Label("身份证号", 15), value("id_number", 50), Label("住址", 11), value("address", 73)),)
    return beside(label, row(*first, height=10), row(*second, height=11), *more)


def steps(count: int, blank: int) -> Stack:
    """A table of what was done, when and by whom, with so many rows at least."""
    head = row(Label("日期", 24), Label("事项", 25), Label("办理情况", 80), Label("经办人", 20), height=8)
    body = (
        row(
            Value(f"steps.{at}.happened", 24),
            Value(f"steps.{at}.action", 25),
            Prose(f"steps.{at}.text", 80, 0, name=f"处理过程第{at + 1}行"),
            Value(f"steps.{at}.done_by", 20),
            height=10,
        )
        for at in range(max(count, blank))
    )
    return stack(head, *body, width=REST)
