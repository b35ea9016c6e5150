"""报送包签收单: what was handed over on a stick, for the signature books of both sides. Names nobody in it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

from models.core.errors import NotFound
from models.core.record import record_class
from models.exchange.inbox import purpose_words
from models.exchange.records import SentPackage
from models.office.office import this_office
from reports.forms.facts import Facts, long_day
from reports.forms.subjects import Occasion, Piece, Whole
from reports.forms.words import VERSION
from reports.paper.letter import RULE, Letter, Para, Space, Table

TITLE = "报送包签收单"
_SHOWN = 16
_ABREAST = 3
_COLUMNS = tuple(
    column for at in range(_ABREAST) for column in ((f"kind{at}", "内容", 4.0), (f"count{at}", "数量", 1.6))
)
SHEET = Letter(
    "exchange.receipt",
    VERSION,
    TITLE,
    (
        Para("报送单位：{office.name:16}", indent=0),
        Para("收件单位：{receiver:16}", indent=0),
        Para("序　　号：{number:4}　　报送日期：{day:9}", indent=0),
        Para("用　　途：{purpose:6}　　期　　别：{period:6}", indent=0),
        Para("范　　围：{scope:12}", indent=0),
        Para("提供依据：{ground:12}", indent=0),
        Para("文 件 名：{file_name:12}", indent=0),
        Para("校　　验：{digest:12}", indent=0),
        Table("rows", _COLUMNS, 3),
        Para("接收人读入后核对数量，一致的签收，双方各存一份。"),
        Space(),
        Para(f"移交人（签名）：{RULE * 5}　接收人（签名）：{RULE * 5}", indent=0),
        Space(),
        Para(f"交接日期：{RULE * 8}", indent=0),
    ),
    expected=(("receiver", "收件单位"), ("file_name", "文件名")),
    subject="receiver",
)


def facts(package: SentPackage) -> Facts:
    """What a package that left is, by the names that the sheet asks for."""
    return {
        "office.name": this_office().name,
        "receiver": package.receiver.name,
        "number": f"第 {package.number} 号",
        "day": long_day(date.fromisoformat(package.created_at[:10])),
        "purpose": purpose_words(package.purpose),
        "period": package.period,
        "scope": "全部" if package.whole else "对方上次确认以后新增和改动的",
        "ground": _ground(package),
        "file_name": package.file_name,
        "digest": short_digest(package.digest),
        "rows": _rows(package.rows),
    }


def short_digest(digest: str) -> str:
    """The first 16 characters in groups of four, which both sides see and can compare."""
    return " ".join(digest[at : at + 4] for at in range(0, _SHOWN, 4)).upper()


def counts_of(rows: dict[str, int]) -> list[tuple[str, int]]:
    """How many of each kind, in words."""
    return [(record_class(kind).noun, count) for kind, count in rows.items() if count]


def ids(what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """The packages of these uids, or all. Raises NotFound."""
    found: Any = SentPackage.select(SentPackage.id, SentPackage.uid).order_by(SentPackage.number)
    if what is Whole.ALL:
        return [package.id for package in found]
    known = {package.uid: package.id for package in found.where(SentPackage.uid.in_(list(what)))}
    if lost := [uid for uid in what if uid not in known]:
        raise NotFound(f"没有找到编号为 {lost[0]} 的报送记录。")
    return [known[uid] for uid in what]


def pieces(chosen: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One sheet for each package."""
    for number in chosen:
        package = SentPackage.get_by_id(number)
        yield Piece(SHEET, facts(package), package.uid, package.revision, str(package.receiver.name))


def _ground(package: SentPackage) -> str:
    if not package.ground:
        return "不含个人信息，不需要"
    assessed = f"，影响评估 {long_day(package.assessed_on)}" if package.assessed_on else ""
    return f"{SentPackage.ground.show(package.ground)}{assessed}"


def _rows(rows: dict[str, int]) -> list[dict[str, str]]:
    """Several kinds in a line, so that the sheet stays on one page."""
    told = counts_of(rows) or [("没有新的内容", 0)]
    lines = []
    for first in range(0, len(told), _ABREAST):
        some = enumerate(told[first : first + _ABREAST])
        lines.append({key: text for at, (noun, count) in some for key, text in _cells(at, noun, count)})
    return lines


def _cells(at: int, noun: str, count: int) -> tuple[tuple[str, str], ...]:
    return (f"kind{at}", noun), (f"count{at}", str(count))
