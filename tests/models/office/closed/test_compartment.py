"""Inside the closed compartment: what working there leaves outside, how it ends, what damage does."""

import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.core import story
from models.core.apart import open_apart
from models.core.database import DB
from models.core.errors import BadFile, NotAllowed, NotFound, RuleRefused, Stale
from models.core.history import History, chain_problems, note
from models.core.record import Tombstone, is_protected
from models.core.verbs import Work, undo, verb
from models.office import keys
from models.office.attachment import Attachment
from models.office.backups.drilling import drill
from models.office.backups.making import make_backup
from models.office.closed import vault
from models.office.closed.compartment import Closed, enter, released_totals
from models.office.closed.readers import grant_reader
from models.office.closed.records import ClosedBox, ClosedPart, ReleasedTotals
from models.office.closed.work import OutsideError, SealedWork, parts_of
from models.office.office import (
    OpenOffice,
)
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.organisations.verbs import change_unit, register_body, register_unit, remove_unit
from models.people.verbs import register_person
from tests import builders
from tests.models.office.closed.conftest import Clock, SignIn

VILLAGE = {"name": "木棉村", "kind_of_unit": "village"}
MARK = "攀枝花暗号"


@verb("test_closed_parts", "数一数", undoable=False)
def counted(work: Work) -> int:
    """A verb that reads on its own side."""
    return len(parts_of(work, Unit))


@verb("test_closed_fails", "半途而废", undoable=False)
def failing(work: Work, unit: Unit) -> None:
    """A verb that writes and then refuses."""
    work.update(unit, name="改过")
    work.insert(Unit(name="多余", kind_of_unit="village"))
    raise RuleRefused("不行。")


@verb("test_closed_bulk", "成批", undoable=False)
def in_bulk(work: Work) -> None:
    """A verb that writes in bulk."""
    work.insert_many(Unit, ["name"], [["多余"]])


@verb("test_closed_bulk_out", "成批删除", undoable=False)
def out_in_bulk(work: Work) -> None:
    """A verb that deletes in bulk."""
    work.delete_many(Unit, 1, 2)


@verb("test_closed_alike", "一样", undoable=False)
def alike(work: Work, units: list[Unit]) -> int:
    """A verb that writes several at once."""
    return work.update_many(units, note="一样")


@verb("test_closed_outside", "写到外面", undoable=False)
def outside(work: Work, unit: Unit) -> None:
    """A verb that writes an open record."""
    work.update(unit, name="改过")


@verb("test_closed_about", "提到", undoable=False)
def about(work: Work, unit: Unit) -> None:
    """A verb that only names a record."""
    work.about(unit, unit.called())


def body_in(inside: Any, unit: Unit) -> Body:
    given = {"name": "共青团支部", "kind_of_body": "league", "unit": unit}
    return inside.run(register_body, given).value


def outside_rows() -> list[Any]:
    """Every row of every table but the box itself and who is a reader."""
    tables = DB.execute_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    names = [row[0] for row in tables if not row[0].startswith(("closed_", "sqlite_"))]
    return [(name, DB.execute_sql(f'SELECT * FROM "{name}"').fetchall()) for name in sorted(names)]


def test_what_is_done_inside_stays_inside_and_is_there_next_time(opened: OpenOffice) -> None:
    inside = enter(opened)
    before = outside_rows()
    unit = inside.run(register_unit, VILLAGE).value
    inside.run(change_unit, inside.get(Unit, unit.uid), {"name": "新村"})
    inside.keep_attachment(unit, "照片", "照片.png", b"photo")
    assert outside_rows() == before
    assert is_protected(unit)
    assert Unit.select().count() == Tombstone.select().count() == Attachment.select().count() == 0
    inside.leave()
    again = enter(opened)
    assert [found.name for found in again.all(Unit)] == ["新村"]
    assert again.content(again.attachments_of(unit, "照片")[0].uid) == b"photo"
    assert again.problems() == chain_problems(opened.session.history_key) == []


def test_the_story_of_a_record_reads_like_any_other(opened: OpenOffice) -> None:
    inside = enter(opened)
    unit = inside.run(register_unit, VILLAGE).value
    inside.run(change_unit, inside.get(Unit, unit.uid), {"name": "新村"})
    rows = inside.story(unit.uid)
    assert [row.user for row in rows] == [builders.USER] * 2
    told = story.differences(rows[1], unit.uid)
    assert [(part.label, part.before, part.after) for part in told] == [(Unit.name.label, "木棉村", "新村")]
    assert [row.seq for row in inside.rows()] == [-2, -1]
    made = body_in(inside, unit)
    links = [part.after for part in inside.differences(inside.story(made.uid)[0]) if part.label == Body.unit.label]
    assert links == [inside.get(Unit, unit.uid).called()]


def test_everything_by_which_a_verb_writes_is_the_compartments_own() -> None:
    writing = {name for name in vars(Work) if not name.startswith("_")} - {"put_back"}
    assert writing <= vars(SealedWork).keys()


def test_no_number_of_a_row_inside_undoes_anything_outside(opened: OpenOffice) -> None:
    builders.unit(opened.session)
    inside = enter(opened)
    done = inside.run(register_unit, VILLAGE)
    for seq in (done.seq, inside.story(done.value.uid)[0].seq):
        with pytest.raises(RuleRefused):
            undo(opened.session, seq)
    assert (Unit.select().count(), len(inside.all(Unit))) == (1, 1)


def test_links_lead_to_protected_and_to_open_records(opened: OpenOffice) -> None:
    inside = enter(opened)
    unit = inside.run(register_unit, VILLAGE).value
    made = body_in(inside, unit)
    found = inside.get(Body, made.uid)
    assert (found.unit.name, found.unit.id) == ("木棉村", unit.id)
    assert [body.uid for body in inside.parts(Body, unit=unit)] == [made.uid]
    assert inside.parts(Body, kind_of_body="union") == []
    open_unit = builders.unit(opened.session, "大坪村")
    other = inside.run(register_body, {"name": "妇联", "kind_of_body": "women", "unit": open_unit}).value
    assert inside.get(Body, other.uid).unit == open_unit
    with pytest.raises(RuleRefused, match="还有别的记录用着"):
        inside.run(remove_unit, unit)
    assert inside.get(Unit, unit.uid).name == "木棉村"


def test_a_verb_reads_on_the_side_on_which_it_works(opened: OpenOffice) -> None:
    inside = enter(opened)
    inside.run(register_unit, VILLAGE)
    inside.run(register_unit, {**VILLAGE, "name": "石桥村"})
    builders.unit(opened.session, "大坪村")
    assert inside.run(counted).value == 2
    assert counted(opened.session).value == 1


def test_several_are_changed_at_once_but_nothing_comes_in_bulk(opened: OpenOffice) -> None:
    inside = enter(opened)
    for name in ("木棉村", "石桥村"):
        inside.run(register_unit, {**VILLAGE, "name": name})
    assert [inside.run(alike, inside.all(Unit)).value for _ in range(2)] == [2, 0]
    assert {unit.note for unit in inside.all(Unit)} == {"一样"}
    for bulk in (in_bulk, out_in_bulk):
        with pytest.raises(OutsideError):
            inside.run(bulk)


def test_a_failing_verb_leaves_box_and_records_as_they_were(opened: OpenOffice) -> None:
    inside = enter(opened)
    unit = inside.run(register_unit, VILLAGE).value
    box = ClosedBox.get().content
    with pytest.raises(RuleRefused, match="不行"):
        inside.run(failing, unit)
    assert (unit.name, unit.revision) == ("木棉村", 1)
    assert ClosedBox.get().content == box
    assert [found.name for found in inside.all(Unit)] == ["木棉村"]
    assert len(inside.rows()) == 1


def test_gaps_doubles_and_old_copies_are_refused_as_outside(opened: OpenOffice) -> None:
    inside = enter(opened)
    unit = inside.run(register_unit, VILLAGE).value
    old = inside.get(Unit, unit.uid)
    inside.run(change_unit, unit, {"name": "新村"})
    with pytest.raises(Stale):
        inside.run(change_unit, old, {"name": "旧村"})
    with pytest.raises(RuleRefused, match="请填写单位名称"):
        inside.run(change_unit, unit, {"name": None})
    inside.run(remove_unit, unit)
    with pytest.raises(Stale):
        inside.run(remove_unit, unit)
    with pytest.raises(NotFound):
        inside.get(Unit, unit.uid)
    number = builders.id_number(builders.NOW.date().replace(year=2000), 124)
    person = {"name": "单立梅", "sex": "2", "id_number": number}
    inside.run(register_person, person)
    with pytest.raises(RuleRefused, match="身份证号与已有的"):
        inside.run(register_person, person)


def test_open_and_protected_records_do_not_mix(opened: OpenOffice) -> None:
    inside = enter(opened)
    hers, open_unit = inside.run(register_unit, VILLAGE).value, builders.unit(opened.session, "大坪村")
    with pytest.raises(OutsideError):
        inside.run(outside, open_unit)
    with pytest.raises(Stale):
        outside(opened.session, hers)
    with pytest.raises(RuleRefused):
        builders.body(opened.session, "women", hers)
    rows = History.select().count()
    for leak in (lambda: note(opened.session, "print_form", "打印", hers), lambda: about(opened.session, hers)):
        with pytest.raises(ValueError, match="no place in the open history"):
            leak()
    opened.session.remember_refusal("change_unit", NotAllowed("不行。"), (hers,))
    assert History.select().count() == rows
    assert open_unit.name == Unit.get().name == "大坪村"
    assert Unit.select().count() == 1


def test_somebody_elses_case_needs_a_reason_which_is_kept(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    grant_reader(opened.session, opened, "杨文", "接办")
    unit = enter(opened).run(register_unit, VILLAGE).value
    assert enter(opened).open_record(unit).name == "木棉村"
    opened = staffed("杨文")
    inside = enter(opened)
    with pytest.raises(RuleRefused, match="查阅原因"):
        inside.open_record(unit, "  ")
    inside.open_record(unit, "回访")
    rows = inside.story(unit.uid)
    assert [(row.user, row.verb, row.sentence) for row in rows[1:]] == [
        (builders.USER, "open_closed", "查阅"),
        ("杨文", "open_closed", "查阅：回访"),
    ]


def test_three_hours_end_it_and_so_does_a_clock_set_back(sign_in: SignIn, clock: Clock) -> None:
    for move in (timedelta(hours=3), timedelta(minutes=-1)):
        clock.now = builders.NOW
        opened = sign_in(builders.USER)
        inside = enter(opened)
        clock.now = builders.NOW + timedelta(hours=2, minutes=59)
        assert inside.all(Unit) == []
        assert enter(opened) is inside
        clock.now = builders.NOW + move
        for ask, given in (
            (inside.all, Unit),
            (inside.story, "x"),
            (inside.open_record, Unit(created_by=builders.USER)),
        ):
            with pytest.raises(Closed, match="保密区已关闭，请重新进入"):
                ask(given)
        assert (inside._private, inside._cached, opened.compartment) == (b"", None, None)
        assert enter(opened).all(Unit) == []


def test_nothing_tells_a_writing_from_a_look(opened: OpenOffice) -> None:
    seen, rows = set(), []
    for work in (False, True, False):
        count = History.select().count()
        inside = enter(opened)
        seen.add(ClosedBox.get().content)
        if work:
            inside.run(register_unit, VILLAGE)
        inside.leave()
        seen.add(ClosedBox.get().content)
        rows.append([(row.verb, row.sentence) for row in History.select().where(History.seq > count)])
    assert len(seen) == 6
    assert rows[0] == rows[1] == rows[2]
    assert [sentence for _, sentence in rows[0]] == [f"{builders.USER}进入保密区", f"{builders.USER}离开保密区"]


def test_the_box_is_as_large_with_twenty_cases_as_with_none(opened: OpenOffice) -> None:
    sizes = {len(ClosedBox.get().content)}
    inside = enter(opened)
    for number in range(20):
        inside.run(register_unit, {**VILLAGE, "name": f"{MARK}{number}", "note": "经过" * 400})
        sizes.add(len(ClosedBox.get().content))
    assert len(sizes) == 1
    inside.keep_attachment(inside.all(Unit)[0], "小", "a.png", b"x")
    inside.keep_attachment(inside.all(Unit)[0], "大", "b.png", b"x" * 60_000)
    assert len({len(part.content) for part in ClosedPart.select()}) == 1


def test_marked_words_are_nowhere(opened: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    inside = enter(opened)
    unit = inside.run(register_unit, {**VILLAGE, "name": MARK}).value
    inside.keep_attachment(unit, MARK, f"{MARK}.png", MARK.encode() * 10)
    inside.open_record(unit, MARK)
    with pytest.raises(RuleRefused):
        inside.run(failing, unit)
    make_backup(opened, "manual")
    drill(opened)
    inside.leave()
    make_backup(opened, "manual")
    marks = [word.encode(how) for word in (MARK, unit.uid) for how in ("utf-8", "utf-16-le", "gb18030")]
    marks.append(json.dumps(MARK)[1:-1].encode())
    assert _found(DB.connection(), marks) == []
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert not any(mark in file.read_bytes() for mark in marks), file
    for copy in (opened.place.backups).glob("*.qtdb"):
        with open_apart(copy, keys.derive(opened.data_key, "database"), still=True) as connection:
            assert _found(connection, marks) == []


def _found(connection: Any, marks: list[bytes]) -> list[str]:
    """Tables, as anybody with the office's key reads them, in which a word stands."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%_search%'")
    found = []
    for (name,) in tables.fetchall():
        for row in connection.execute(f'SELECT * FROM "{name}"').fetchall():
            cells = [cell if isinstance(cell, bytes) else str(cell).encode() for cell in row]
            found += [name for cell in cells for mark in marks if mark in cell]
    return found


def test_refused_attempts_inside_are_remembered_inside(staffed: SignIn) -> None:
    opened = staffed(builders.USER)
    grant_reader(opened.session, opened, "杨文", "接办")
    unit = enter(opened).run(register_unit, VILLAGE).value
    opened = staffed("杨文")
    inside = enter(opened)
    before = History.select().count()
    with pytest.raises(NotAllowed, match="请由"):
        inside.run(change_unit, unit, {"name": "新村"})
    assert History.select().count() == before
    assert inside.rows()[0].verb == "refused"


def test_only_numbers_leave(opened: OpenOffice) -> None:
    inside = enter(opened)
    for wrong in ({"a": "单立梅"}, {"a": -1}, {"a": True}, {"长" * 41: 1}, {"a": 1.5}):
        with pytest.raises(RuleRefused, match="只能带出汇总数字"):
            inside.release_totals("2026-11", "家庭暴力", wrong)  # type: ignore[arg-type]
    inside.release_totals("2026-11", "家庭暴力", {"件数": 2})
    inside.release_totals("2026-11", "家庭暴力", {"件数": 3})
    inside.leave()
    assert released_totals("2026-11", "家庭暴力") == {"件数": 3}
    assert released_totals("2026-12", "家庭暴力") == {}
    assert ReleasedTotals.select().count() == 1
    with pytest.raises(Closed):
        inside.release_totals("2026-11", "家庭暴力", {"件数": 4})


def test_attachments_come_and_go(opened: OpenOffice) -> None:
    inside = enter(opened)
    unit = inside.run(register_unit, VILLAGE).value
    for content in (b"", b"x" * (20 * 1024 * 1024 + 1)):
        with pytest.raises(BadFile, match="没有添加"):
            inside.keep_attachment(unit, "照片", "照片.png", content)
    kept = inside.keep_attachment(unit, "照片", "照片.png", b"photo").value
    DB.execute_sql("UPDATE closed_part SET content = x'00'")
    with pytest.raises(BadFile, match="备份"):
        inside.content(kept.uid)
    inside.drop_attachment(kept)
    assert ClosedPart.select().count() == 0
    with pytest.raises(OutsideError):
        inside.keep_attachment(builders.unit(opened.session), "照片", "照片.png", b"photo")
    assert ClosedPart.select().count() == Attachment.select().count() == 0


def test_keys_are_shown_by_no_repr(opened: OpenOffice) -> None:
    inside = enter(opened)
    told = repr(opened) + repr(inside)
    key = vault.key_for(builders.USER, opened.private)
    assert key
    for kept in (opened.private, key, opened.data_key):
        assert repr(kept)[2:-1] not in told
        assert kept.hex() not in told
