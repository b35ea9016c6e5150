"""重复人员 by keyboard: pairs that townships reported, decided one after the other, and taken back."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.core.database import DB
from models.exchange.likeness.queue import find_pairs
from models.people.person import Person
from models.people.same import APART, SAME, WAITING, LikePair, SamePerson
from tests import builders
from tests.models.exchange.carried import Round
from ui.widgets.notes import Toast

MANGO, BAMBOO = "芒果镇党建办公室", "竹海镇党建办公室"


def doubtful(session: Any) -> None:
    """Three pairs of two townships that a person has to look at, and one human typed twice in this office."""
    origins = [row[0] for row in DB.execute_sql("SELECT office_uid FROM trusted_office ORDER BY id LIMIT 2")]
    village = builders.unit(session, "大坪村一社")
    for place, name in enumerate(("阙莘莘", "仇婳", "单䶮")):
        for side, origin in enumerate(origins):
            values = {"phone": f"1381111{place}22{side}", "village": village if side else None}
            person = builders.person(session, name, id_number=None, **values)
            born = ("1990-05-02", "1990-05")[side]
            DB.execute_sql("UPDATE person SET origin = ?, born = ? WHERE id = ?", (origin, born, person.id))
    builders.person(session, "解晓燕", order=126, phone=None)
    builders.person(session, "解晓燕", order=126, id_number=None, phone="13900001111", employer="县妇幼保健院")


@pytest.fixture
def desk(enter: Any, taken_round: Round, settled: Any, qapp: Any) -> Any:
    """The part in front, in a county that has just searched."""
    shell = enter("exchange", taken_round.county).shell
    doubtful(shell.page.desk.session)
    find_pairs(shell.page.desk.session)
    shell.page.refresh()
    part = shell.page.show_part("doubles")
    settled()
    qapp.processEvents()
    return part


def names() -> list[str]:
    """Who waits, the likest first."""
    return [pair.called() for pair in LikePair.select().where(LikePair.state == WAITING).order_by(-LikePair.score)]


def test_both_records_stand_side_by_side_with_what_differs(desk, save_screen):
    save_screen(desk.window(), "exchange_doubles")
    assert desk.table.records.rowCount() == len(names())
    how = {line.name: line.how for line in desk.panel.lines}
    assert (how["id_number"], how["name"]) == ("equal", "different")
    assert desk.panel.likeness.text().startswith("像的地方：")


def test_keys_decide_and_go_on_to_the_next(desk, qtbot):
    waiting = len(names())
    desk.focusInEvent(None)
    for key, state in ((Qt.Key.Key_2, APART), (Qt.Key.Key_2, APART)):
        pair = desk.panel.pair
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert LikePair.by_uid(pair.uid).state == state
        assert desk.panel.pair.uid != pair.uid
    assert len(names()) == waiting - 2
    assert desk.window().page._buttons["doubles"].text().endswith(str(waiting - 2))


def test_a_joined_pair_is_one_human_and_can_be_taken_back(desk, qtbot, save_screen):
    pair = LikePair.get(LikePair.one_uid.in_([person.uid for person in Person.select().where(Person.name == "阙莘莘")]))
    desk.open_target(pair.uid)
    desk.panel.reason.setText("打电话问过")
    desk.panel.say_same()
    assert (SamePerson.select().where(SamePerson.reason == "打电话问过").count(), LikePair.by_uid(pair.uid).state) == (
        1,
        SAME,
    )
    desk.open_target(pair.uid)
    save_screen(desk.window(), "exchange_doubles_joined")
    qtbot.mouseClick(desk.panel.back_button, Qt.MouseButton.LeftButton)
    assert LikePair.by_uid(pair.uid).state == APART
    desk.open_target(pair.uid)
    qtbot.mouseClick(desk.panel.back_button, Qt.MouseButton.LeftButton)
    assert LikePair.by_uid(pair.uid).state == WAITING


def test_two_records_of_this_office_are_made_one(desk, qtbot, save_screen):
    ours = [person for person in Person.select().where(Person.name == "解晓燕") if person.origin == _own()]
    pair = LikePair.get(LikePair.one_uid == min(person.uid for person in ours))
    desk.open_target(pair.uid)
    assert desk.panel.merging
    save_screen(desk.window(), "exchange_doubles_merge")
    kept, gone = desk.panel.persons
    desk.panel.choices["employer"].button(1).setChecked(True)
    employer = gone.employer
    desk.panel.take_keys()
    qtbot.keyClick(desk.panel, Qt.Key.Key_1)
    assert Person.get_or_none(Person.uid == gone.uid) is None
    left = Person.by_uid(kept.uid)
    assert (left.employer, left.phone, left.id_number is None) == (employer, "13900001111", False)
    toast = desk.window().findChildren(Toast)[-1]
    toast.undo()
    assert Person.by_uid(gone.uid).name == "解晓燕"


def test_typing_a_reason_decides_nothing(desk, qtbot):
    before = names()
    desk.panel.reason.setFocus()
    qtbot.keyClicks(desk.panel.reason, "12")
    assert (desk.panel.reason.text(), names()) == ("12", before)


def test_the_list_narrows_to_an_office_and_a_name(desk, qtbot):
    desk.filters.want({}, "阙莘莘")
    assert [desk.table.records.text(place, 0) for place in range(desk.table.records.rowCount())] == ["阙莘莘"]
    desk.filters.want({"origin": _own()})
    assert {desk.table.records.text(place, 0) for place in range(desk.table.records.rowCount())} == {"解晓燕"}
    desk.filters.want({}, "没有这个人")
    assert desk.table.records.rowCount() == 0


def test_a_search_tells_what_it_came_to(desk, settled, qtbot):
    desk.search()
    settled()
    assert "待核对" in desk.window().findChildren(Toast)[-1].text


def _own() -> str:
    return DB.execute_sql("SELECT uid FROM office").fetchone()[0]
