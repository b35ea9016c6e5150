"""重复帮扶 in the county's window: what two townships gave, allowed with a reason or told to both."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.core.database import DB
from models.exchange.likeness.queue import find_pairs
from models.exchange.likeness.twice import TOLD, TwiceSettled, twice_lines
from models.exchange.records import Notice
from models.people.same import LikePair, join_persons, persons_of
from tests import builders
from tests.models.exchange.carried import Round
from ui import messages


@pytest.fixture
def desk(enter: Any, taken_round: Round, settled: Any, qapp: Any) -> Any:
    """The part in front: one case that is sure, one that is not."""
    shell = enter("exchange", taken_round.county).shell
    session = shell.page.desk.session
    origins = [row[0] for row in DB.execute_sql("SELECT office_uid FROM trusted_office ORDER BY id LIMIT 2")]
    for place, name in enumerate(("阙莘莘", "仇婳")):
        for side, origin in enumerate(origins):
            person = builders.person(session, name, id_number=None, phone=f"1381111{place}22{side}", village=None)
            aid = builders.aid(session, person, reason="受灾", amount=50_000 + 10_000 * side)
            DB.execute_sql("UPDATE person SET origin = ? WHERE id = ?", (origin, person.id))
            DB.execute_sql("UPDATE aid SET origin = ? WHERE id = ?", (origin, aid.id))
    find_pairs(session)
    pair = next(pair for pair in LikePair.select() if {one.name for one in persons_of(pair)} == {"阙莘莘"})
    join_persons(session, *persons_of(pair))
    shell.page.refresh()
    part = shell.page.show_part("helped_twice")
    settled()
    qapp.processEvents()
    return part


def only(name: str) -> Any:
    return next(line for line in twice_lines() if line.name == name)


def test_both_aids_stand_there_with_who_gave_them(desk, save_screen):
    save_screen(desk.window(), "exchange_helped_twice")
    assert [desk.table.records.text(place, 0) for place in range(2)] == ["阙莘莘", "仇婳"]
    assert desk.panel.subtitle.text() == "同一人 · 送温暖 · 2026 · 合计 1100 元"
    assert not desk.panel.doubles_button.isVisible()


def test_allowed_with_a_reason_it_leaves_the_list(desk, qtbot, save_screen, settled):
    qtbot.mouseClick(desk.panel.allow_button, Qt.MouseButton.LeftButton)
    assert "请写明为什么" in messages.said[-1].text
    assert only("阙莘莘").settled is None
    qtbot.keyClicks(desk.panel.reason, "fire and illness")
    qtbot.keyClick(desk.panel.reason, Qt.Key.Key_Return)
    assert only("阙莘莘").settled is None
    qtbot.mouseClick(desk.panel.allow_button, Qt.MouseButton.LeftButton)
    assert only("阙莘莘").settled.reason == "fire and illness"
    settled()
    assert [desk.table.records.text(place, 0) for place in range(desk.table.records.rowCount())] == ["仇婳"]
    assert desk.panel.doubles_button.isVisible()
    save_screen(desk.window(), "exchange_helped_twice_unsure")
    desk.show_view("settled")
    save_screen(desk.window(), "exchange_helped_twice_settled")
    qtbot.mouseClick(desk.panel.again_button, Qt.MouseButton.LeftButton)
    assert (only("阙莘莘").settled, TwiceSettled.select().count()) == (None, 0)


def test_both_offices_are_told(desk, qtbot):
    before = Notice.select().count()
    qtbot.mouseClick(desk.panel.tell_button, Qt.MouseButton.LeftButton)
    assert (only("阙莘莘").settled.state, Notice.select().count() - before) == (TOLD, 2)


def test_the_list_narrows_to_an_office_and_a_name(desk):
    desk.filters.want({}, "仇婳")
    assert desk.table.records.rowCount() == 1
    desk.filters.want(
        {"origin": DB.execute_sql("SELECT max(office_uid) FROM trusted_office WHERE id = 3").fetchone()[0]}
    )
    assert desk.table.records.rowCount() == 0
