"""The papers of U盘报送: the office's card, the receipt of a package, the sheet of the key for the safe."""

from collections.abc import Iterator

from models.exchange.records import EscrowKey, OfficeKey, SentPackage
from reports.forms.entry import FormEntry
from reports.forms.exchange import card, escrow, receipt

HEADING = "U盘报送"


def entries() -> Iterator[FormEntry]:
    """What is printed around packages."""
    yield FormEntry(
        *("exchange.receipt", receipt.TITLE, "交U盘时双方签字，存进签收登记本。", "exchange.receipt"),
        *(SentPackage.kind(), "", HEADING),
        pieces=receipt.pieces,
        blank=lambda: (receipt.SHEET, {}),
        ids=receipt.ids,
    )
    yield FormEntry(
        *("exchange.card", card.TITLE, "交给往来单位登记，上面没有秘密。", "exchange.card"),
        *(OfficeKey.kind(), "", HEADING),
        pieces=card.pieces,
        blank=lambda: (card.SHEET, {}),
        ids=card.ids,
    )
    yield FormEntry(
        *("exchange.escrow", escrow.TITLE, "记录保管密钥，锁入保险柜；只在生成时打印。", "exchange.escrow"),
        *(EscrowKey.kind(), "", HEADING),
        pieces=lambda _ids, _moment: iter(()),
        blank=lambda: (escrow.SHEET, {}),
        ids=escrow.refuse,
    )
