"""公钥卡 on paper: who the office is, its fingerprint to be read out, and its public keys to be scanned.

Nothing on it is secret; it may be copied and pinned to the wall.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from models.core.errors import NotFound
from models.exchange.cards import Card
from models.exchange.identity import own_card
from models.exchange.records import OfficeKey, TrustedOffice
from reports.forms.facts import Facts, long_day
from reports.forms.subjects import Occasion, Piece, Whole
from reports.forms.words import VERSION
from reports.paper.letter import RULE, Heading, Large, Letter, Para, Symbols

TITLE = "公钥卡"
_GROUPS_PER_LINE = 3
SHEET = Letter(
    "exchange.card",
    VERSION,
    "公 钥 卡",
    (
        Para("单　　位：{unit:16}", indent=0),
        Para("级　　别：{level:6}　　打印日期：{day:9}", indent=0),
        Para("指　　纹（打电话时逐组读给对方）：", indent=0),
        Large("{fingerprint:1}"),
        Symbols("codes", 32),
        Heading(1, "一、这是什么"),
        Para("卡上没有秘密，可以复印、拍照。对方登记以后，才能把报送包封给本单位，才认得出是本单位报的。"),
        Heading(1, "二、怎样登记"),
        Para("1.对方在“U盘报送—往来单位”里读入公钥卡文件，或者用扫码枪把二维码逐个扫进去。"),
        Para("2.打电话把六组数字读给对方，号码从通讯录里查，不用U盘上写的。六组全部一样才登记。"),
        Para(f"核对人（签名）：{RULE * 5}　核对日期：{RULE * 6}", indent=0),
    ),
    expected=(("unit", "单位全称"), ("fingerprint", "指纹")),
    subject="unit",
)


def facts(card: Card, day: date) -> Facts:
    """What stands on a card."""
    groups = card.fingerprint.split(" ")
    lines = [groups[at : at + _GROUPS_PER_LINE] for at in range(0, len(groups), _GROUPS_PER_LINE)]
    return {
        "unit": card.unit,
        "level": TrustedOffice.level.show(card.level),
        "day": long_day(day),
        "fingerprint": "\n".join("　".join(line) for line in lines),
        "codes": list(card.qr()),
    }


def ids(what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """The office's own keys, the only ones whose card is printed here. Raises NotFound while there are none."""
    own_card()
    found = OfficeKey.select(OfficeKey.id)
    return [key.id for key in (found if what is Whole.ALL else found.where(OfficeKey.uid.in_(list(what))))]


def pieces(_ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """The card at this moment."""
    key = OfficeKey.select().first()
    if key is None:
        raise NotFound("本单位还没有密钥，没有公钥卡可印。请先在“U盘报送—往来单位”里生成。")
    found = facts(own_card(), occasion.moment.date())
    yield Piece(SHEET, found, key.uid, key.revision, str(found["unit"]))
