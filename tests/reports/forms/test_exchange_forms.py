"""Papers of U盘报送: the card that is compared, the receipt that is signed, the secret that is printed once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pyrage import x25519

from models.core.errors import NotFound, RuleRefused
from models.exchange.identity import own_card
from models.exchange.records import SentPackage
from models.office.office import OpenOffice
from models.office.place import ANY_DRIVE
from reports.forms import ALL, lay_out_for, missing_for
from reports.forms.exchange.escrow import escrow_paper, groups
from reports.forms.exchange.receipt import short_digest
from reports.paper.display import Bitmap, Paper, Text
from tests import builders
from tests.models.exchange import packages
from tests.reports.paper.judges import crossings


def words(paper: Paper) -> str:
    runs = [item.string for page in paper.pages for item in page.all_items() if isinstance(item, Text)]
    return "".join("".join(runs).split())


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffice]:
    """A township without keys."""
    monkeypatch.setenv(ANY_DRIVE, "1")
    with builders.office(tmp_path / "office") as opened:
        yield opened


@pytest.fixture
def sent(office: OpenOffice, tmp_path: Path) -> SentPackage:
    """A package that left, of the same township once it knows a county."""
    packages.trust(_with_keys(office), packages.any_card())
    return packages.sent(office, tmp_path, "statistics").package


def _with_keys(office: OpenOffice) -> OpenOffice:
    packages.make_exchange_keys(office.session, office)
    return office


def test_there_is_no_card_before_there_are_keys(office: OpenOffice) -> None:
    with pytest.raises(NotFound):
        lay_out_for("exchange.card", ALL, builders.NOW)


def test_the_card_shows_the_whole_fingerprint_and_every_code(office: OpenOffice) -> None:
    _with_keys(office)
    card = own_card()
    paper = lay_out_for("exchange.card", ALL, builders.NOW)
    assert card.fingerprint.replace(" ", "") in words(paper)
    assert len(paper.pages) == 1
    codes = [item for item in paper.pages[0].all_items() if isinstance(item, Bitmap)]
    assert len(codes) == len(card.qr()) + 1  # one more in the foot line
    assert crossings(paper.pages[0]) == []


def test_the_receipt_tells_what_was_handed_over_and_names_nobody(sent: SentPackage) -> None:
    paper = lay_out_for("exchange.receipt", [sent.uid], builders.NOW)
    said = words(paper)
    for part in ("竹海县总工会", "第1号", "统计报表", "2026-Q4", sent.file_name, short_digest(sent.digest), "签名"):
        assert part.replace(" ", "") in said, part
    assert len(paper.pages) == 1
    assert crossings(paper.pages[0]) == []
    assert missing_for("exchange.receipt", [sent.uid]) == []


def test_the_secret_is_on_one_sheet_and_cannot_be_printed_again(office: OpenOffice) -> None:
    secret = str(x25519.Identity.generate())
    paper = escrow_paper("芒果镇党建办公室", "王秀英", secret, date(2026, 11, 20))
    assert "".join("".join(groups(secret)).split()) == secret
    assert secret in words(paper)
    assert len(paper.pages) == 1
    with pytest.raises(RuleRefused, match="不能补印"):
        lay_out_for("exchange.escrow", ALL, builders.NOW)
