"""Lists: rows come by blocks, nothing is sorted here, and she stays where she was."""

from array import array

import pytest
from PySide6.QtCore import Qt

from ui.widgets.record_table import BLOCK, Column, RecordModel, RecordTable

COLUMNS = [
    Column("姓名", 96, "name", brief=True),
    Column("出生年月", 110, "born"),
    Column("单位", 0, brief=True),
    Column("票数", 80, right=True, show=lambda votes: f"{votes:,}"),
]


class Asked:
    """A provider of rows that notes which ids it was asked for."""

    def __init__(self):
        self.asked = []

    def __call__(self, ids):
        self.asked.append(list(ids))
        return [(f"丁{one}", "1990年5月", "东坪村", one) for one in ids]


@pytest.fixture
def rows():
    return Asked()


@pytest.fixture
def table(shown, rows):
    made = RecordTable(COLUMNS, rows)
    made.show_ids(array("q", range(1000, 101000)))
    return shown(made, (700, 500))


def test_only_what_is_in_sight_is_fetched(table, rows):
    assert len(table.records.ids) == 100_000
    assert {len(ids) for ids in rows.asked} <= {BLOCK}
    assert len(rows.asked) <= 2
    table.scrollToBottom()
    table.viewport().repaint()
    assert len(rows.asked) <= 4
    assert rows.asked[-1][-1] == 100_999


def test_cells_are_shown_as_their_columns_say(rows):
    model = RecordModel(COLUMNS, rows)
    model.show_ids([1, 2345])
    assert [model.text(1, column) for column in range(4)] == ["丁2345", "1990年5月", "东坪村", "2,345"]
    assert model.data(model.index(0, 3), Qt.ItemDataRole.TextAlignmentRole) & int(Qt.AlignmentFlag.AlignRight)


def test_nothing_known_is_an_empty_cell():
    model = RecordModel([Column("姓名")], lambda ids: [(None,) for _ in ids])
    model.show_ids([1])
    assert model.text(0, 0) == ""


def test_old_blocks_are_dropped(rows):
    model = RecordModel(COLUMNS, rows)
    model.show_ids(range(100_000))
    for place in range(0, 100_000, BLOCK):
        model.row(place)
    assert len(model._blocks) <= 40
    assert model.row(0)[0] == "丁0"


def test_place_and_row_are_kept_when_the_list_is_read_anew(table):
    table.choose(51_000)
    top = table.verticalScrollBar().value()
    table.show_ids(array("q", [one for one in range(1000, 101000) if one != 100_500]))
    assert table.current_id() == 51_000
    assert table.verticalScrollBar().value() == top


def test_row_that_is_gone_is_no_longer_current(table):
    table.choose(1001)
    table.show_ids(array("q", [1, 2, 3]))
    assert table.current_id() is None
    assert table.selected_ids() == []


def test_enter_opens_the_current_row(table, qtbot):
    table.choose(1003)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [1003]


def test_all_rows_can_be_selected_at_once(table):
    table.selectAll()
    assert table.selected_count() == 100_000
    assert len(table.selected_ids()) == 100_000


def test_selection_comes_in_the_order_of_the_list(table, qtbot):
    table.choose(1002)
    qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_ids() == [1001, 1002]


def test_header_asks_for_an_order_and_sorts_nothing(table, qtbot):
    asked = []
    table.sort_asked.connect(lambda key, ascending: asked.append((key, ascending)))
    for section in (0, 0, 1, 2):
        table.horizontalHeader().sectionClicked.emit(section)
    assert asked == [("name", True), ("name", False), ("born", True)]
    assert table.records.headerData(1, Qt.Orientation.Horizontal) == "出生年月 ↑"
    assert table.records.text(0, 0) == "丁1000"


def test_rows_grow_with_the_font(table, qapp):
    from ui import style

    before = table.rowHeight(0)
    assert before == 34
    style.apply(qapp, "特大")
    qapp.processEvents()
    assert table.rowHeight(0) == 49


def test_brief_list_keeps_the_columns_that_name_a_record(table):
    table.set_brief(True)
    assert [table.isColumnHidden(k) for k in range(4)] == [False, True, False, True]
    table.set_brief(False)
    assert not any(table.isColumnHidden(k) for k in range(4))


def test_an_error_while_painting_is_told_and_the_window_lives(shown, qapp, qtbot):
    def fail(ids):
        raise RuntimeError("disk gone")

    table = RecordTable([Column("姓名")], fail)
    table.show_ids([1, 2, 3])
    with qtbot.captureExceptions() as caught:
        shown(table, (300, 200)).grab()
        qtbot.waitUntil(lambda: bool(caught))
    assert [str(error) for _, error, _ in caught] == ["disk gone"]
    table.show_ids([])
