"""The search for marked words finds them wherever they can hide; a search that finds nothing proves nothing."""

import zipfile
from pathlib import Path

import pytest

from models.core import search
from models.core.database import DB, checkpoint
from models.office.attachment import Store
from models.office.backups.making import make_backup
from models.office.draft import keep_draft
from models.office.office import OpenOffice
from models.people.person import Person
from tests import builders
from tests.leaks import leaks

WORD, NUMBER = "㐂㐃暗号㐄", "19900004321"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder into which something is written."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def found(opened: OpenOffice, out: Path, *said: object) -> set[str]:
    """The places at which either of the two stands."""
    return {place.rpartition(":")[0] for place in leaks(opened, [WORD, NUMBER], [out], said)}


def test_nothing_is_found_where_nothing_is(opened: OpenOffice, out: Path) -> None:
    builders.person(opened.session)
    assert found(opened, out, "单立梅") == set()


def test_words_are_found_in_rows_pages_and_the_log(opened: OpenOffice, out: Path) -> None:
    builders.person(opened.session, WORD)
    assert {"office.qtdb-wal log", "office.qtdb row"} <= found(opened, out)
    checkpoint()
    assert "office.qtdb page" in found(opened, out)
    make_backup(opened, "manual")
    assert any("备份" in place and place.endswith("row") for place in found(opened, out))


@pytest.mark.parametrize("terms", [search.name_terms(WORD), search.number_terms(NUMBER)])
def test_words_are_found_in_the_index_alone(opened: OpenOffice, out: Path, terms: str) -> None:
    person = builders.person(opened.session)
    with DB.writing():
        search.index(Person.kind(), person.id, terms)
    assert "office.qtdb row" in found(opened, out)


def test_words_are_found_in_pages_that_nothing_uses_any_more(opened: OpenOffice, out: Path) -> None:
    DB.execute_sql("PRAGMA secure_delete=OFF")
    keep_draft(opened.session, "people", "", {"name": WORD * 500})
    DB.execute_sql("DELETE FROM draft")
    checkpoint()
    assert found(opened, out) == {"office.qtdb page"}


def test_words_are_found_in_files_of_every_kind(opened: OpenOffice, out: Path) -> None:
    Store(opened).keep("a" * 16, WORD.encode())
    (out / "a.txt").write_text(WORD, "utf-16")
    (out / f"{WORD}.txt").write_text("x", "utf-8")
    with zipfile.ZipFile(out / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("sheet.xml", f"<v>{NUMBER}</v>")
    assert found(opened, out, {"name": WORD}) == {
        "attachment aaaaaaaaaaaaaaaa.qtat",
        "a.txt bytes",
        f"name of {WORD}.txt",
        "b.xlsx part",
        "said dict",
    }
