"""The monthly drill restores the newest copy by itself, says what it found and leaves nothing behind."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.core.database import integrity_problems
from models.core.errors import Cancelled, CannotWrite
from models.core.history import History, chain_problems
from models.core.progress import StopAfter
from models.office.attachment import Store, attach
from models.office.backups.drilling import DrillReport, drill, drill_due, last_drill
from models.office.backups.making import make_backup
from models.office.office import OpenOffice
from tests import builders


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    directory = tmp_path / "scratch"
    directory.mkdir()
    return directory


def test_a_drill_without_a_copy_says_so(opened: OpenOffice, scratch: Path) -> None:
    report = drill(opened, scratch)
    assert "还没有备份" in report.sentence()
    assert drill_due(date(2026, 11, 20))


def test_a_sound_copy_passes_and_the_report_is_kept(opened: OpenOffice, scratch: Path) -> None:
    person = builders.person(opened.session)
    attach(opened.session, Store(opened), person, "证明", "证明.pdf", b"scan" * 100)
    made = make_backup(opened, "manual")
    report = drill(opened, scratch)
    assert (
        report
        == last_drill()
        == DrillReport("2026-11-20 09:30:00", "2026-11-20 09:30:00", 1, None, made.contents.seq, 1, ())
    )
    assert report.passed
    assert list(scratch.iterdir()) == []
    row = History.select().order_by(History.seq.desc()).get()
    assert (row.verb, row.sentence) == ("drill", report.sentence())
    assert "人员 1 人" in row.sentence
    assert integrity_problems() == chain_problems(opened.session.history_key) == []


@pytest.mark.parametrize(("days", "due"), [(0, False), (29, False), (30, True), (-1, True)])
def test_a_drill_is_due_once_a_month(opened: OpenOffice, days: int, due: bool) -> None:
    assert drill_due(date(2026, 11, 20))
    make_backup(opened, "manual")
    drill(opened)
    assert drill_due(date(2026, 11, 20) + timedelta(days=days)) is due


@pytest.mark.parametrize("where", [3, 9000, -1])
def test_a_damaged_copy_fails_and_the_drill_stays_due(opened: OpenOffice, scratch: Path, where: int) -> None:
    made = make_backup(opened, "manual")
    content = bytearray(made.path.read_bytes())
    content[where] ^= 1
    made.path.write_bytes(content)
    report = drill(opened, scratch)
    assert "已损坏" in report.sentence()
    assert drill_due(date(2026, 11, 20))
    assert list(scratch.iterdir()) == []


def test_lost_keys_and_lost_attachments_are_found(opened: OpenOffice, scratch: Path) -> None:
    person = builders.person(opened.session)
    kept = attach(opened.session, Store(opened), person, "证明", "证明.pdf", b"scan" * 100).value
    made = make_backup(opened, "manual")
    shutil.rmtree(made.keys)
    (made.store / f"{kept.uid}.qtat").unlink()
    report = drill(opened, scratch)
    assert [problem[:3] for problem in report.problems] == ["备份旁", "1 件"]


def test_a_cancelled_or_impossible_drill_leaves_nothing(opened: OpenOffice, scratch: Path) -> None:
    make_backup(opened, "manual")
    with pytest.raises(Cancelled):
        drill(opened, scratch, StopAfter(1))
    assert list(scratch.iterdir()) == []
    with pytest.raises(CannotWrite):
        drill(opened, scratch / "none")
    assert last_drill() is None
