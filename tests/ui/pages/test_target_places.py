"""One target in every village and unit: the worst first, the records behind each, as a workbook."""

import pytest
from openpyxl import load_workbook

from models.excellence.targets import TargetSheet, targets_of
from tests.ui.pages.excellence_sample import sample_office
from ui import messages


@pytest.fixture(scope="session")
def story(tmp_path_factory):
    return sample_office(tmp_path_factory.mktemp("places") / "office")


@pytest.fixture
def panel(enter, story, settled):
    page = enter("excellence", story).shell.page
    sheet = TargetSheet.get()
    page.open_target(("target", sheet.uid))
    settled()
    return page.view.panel


def line(panel, indicator):
    return next(one for one in targets_of(panel.record) if one.indicator == indicator)


def test_who_lacks_what_stands_first(panel, save_screen):
    panel._show_places(line(panel, "women_home"))
    assert panel.places.isVisibleTo(panel)
    states = [place.standing.state for place in panel.places.places]
    assert states == ["behind", "behind", "behind", "reached", "reached"]
    assert panel.places.by.isHidden()
    save_screen(panel.window(), "target_places")


def test_a_row_opens_its_records_and_esc_leads_back(panel):
    panel._show_places(line(panel, "union_rate"))
    last = len(panel.places.places)
    panel.places.table.opened.emit(last)
    assert panel.behind.isVisibleTo(panel)
    assert panel.behind.table.model().rowCount() == 1
    assert panel.step_back()
    assert panel.places.isVisibleTo(panel)
    assert panel.step_back()
    assert panel.places.isHidden()
    assert panel.behind.isHidden()


def test_the_records_behind_the_whole_lead_back_to_the_sheet(panel):
    panel._show_places(line(panel, "women_home"))
    panel.step_back()
    panel._show_behind(line(panel, "women_home"))
    assert panel.behind.table.model().rowCount() == 2
    panel.step_back()
    assert panel.places.isHidden()
    assert panel.behind.isHidden()


def test_as_a_workbook(panel, settled, monkeypatch, tmp_path):
    path = tmp_path / "各单位.xlsx"
    monkeypatch.setattr(messages, "save_file", lambda *_: path)
    panel._show_places(line(panel, "women_home"))
    panel.places.export()
    settled()
    assert len(list(load_workbook(path).active.iter_rows())) == 6
