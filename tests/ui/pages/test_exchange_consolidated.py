"""汇总表: what townships handed in stands under each other, each opens; the same counted from what was merged."""

import shutil

import pytest
from PySide6.QtWidgets import QLabel

from models.core.clock import fixed
from models.exchange.receiving import look_into, take_in
from models.office.office import open_office
from models.office.place import ANY_DRIVE
from models.statistics.counting import count
from models.statistics.forms import form
from models.statistics.frozen import FrozenReturn, freeze_return
from models.statistics.sheet import TOTAL
from models.statistics.span import parse
from tests import builders
from tests.models.exchange.carried import BAMBOO, MANGO, carry
from ui import messages
from ui.pages.exchange.consolidated import MERGED
from ui.pages.statistics.behind_panel import BehindPanel
from ui.pages.statistics.frozen import FrozenPanel


@pytest.fixture(scope="module")
def reported(taken_round, tmp_path_factory):
    """The county after two of three townships handed in their return of the year."""
    root = tmp_path_factory.mktemp("reported")
    stick = root / "stick"
    stick.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        for name in (MANGO, BAMBOO):
            directory = shutil.copytree(taken_round.townships[name], root / name)
            with open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
                freeze_return(opened.session, count(form("recommendation"), parse("2026")))
                carry(opened, stick, "statistics")
        county = shutil.copytree(taken_round.county, root / "county")
        with open_office(county, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
            for file in sorted(stick.iterdir()):
                take_in(opened, look_into(opened, file))
    return county


@pytest.fixture
def part(enter, reported, settled):
    part = enter("exchange", reported).shell.page.show_part("consolidated")
    settled()
    return part


def test_a_row_for_each_township_that_reported_and_who_has_not(part, save_screen):
    assert [row.title for row in part.sheet.rows] == [BAMBOO, MANGO, "合计"]
    assert part.sheet.total.values["bodies.all"] == 2
    told = [one.text() for one in part.findChildren(QLabel) if one.isVisibleTo(part)]
    assert any("还没有报来的：青龙镇党建办公室" in words for words in told)
    save_screen(part.window(), "exchange_consolidated")


def test_a_number_opens_the_township_s_own_sheet(part, save_screen, qtbot, settled):
    part.open_behind(part.sheet.rows[0].key, "bodies.all")
    settled()
    panel = part.beside.panel
    assert isinstance(panel, FrozenPanel)
    assert "石桥村" in [row.title for row in panel.grid.figures.rows]
    save_screen(part.window(), "exchange_consolidated_township")
    part.open_behind(TOTAL, "bodies.all")
    assert "相加" in part.bar.text


def test_what_was_merged_is_counted_and_opens_its_records(part, settled, save_screen):
    part.by._pick(MERGED)
    settled()
    assert {row.title for row in part.sheet.rows} >= {MANGO, BAMBOO}
    part.open_behind(TOTAL, "bodies.all")
    assert isinstance(part.beside.panel, BehindPanel)
    assert len(part.beside.panel.table.records.ids) == part.sheet.total.values["bodies.all"]
    save_screen(part.window(), "exchange_consolidated_merged")


def test_the_consolidated_return_is_handed_in_and_exported(part, settled, tmp_path):
    before = FrozenReturn.select().count()
    messages.answer(True)
    part.hand_in()
    assert FrozenReturn.select().count() == before + 1
    messages.answer(tmp_path / "汇总.xlsx")
    part.export()
    settled()
    assert (tmp_path / "汇总.xlsx").exists()


def test_everybody_decided_on_stands_in_the_list(part, settled, tmp_path):
    part.period.choose(parse("2019"))
    part.export_list()
    assert "2019年还没有研究决定的推荐" in part.bar.text
    part.period.choose(parse("2026"))
    for name in ("汇总.xlsx", "汇总.pdf"):
        messages.answer(tmp_path / name)
        part.export_list()
        settled()
        assert (tmp_path / name).stat().st_size > 1000
