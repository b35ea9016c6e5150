"""Duplicates without a window: found, told with their reasons, and helped twice."""

from datetime import date
from pathlib import Path

import pytest

import tests.schema
from models.core.database import DB
from models.office.place import ANY_DRIVE
from tests import builders
from tests.test_main import call, plain

assert tests.schema  # every kind of record is known
NUMBER = builders.id_number(date(2000, 5, 1), 124)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with a sure pair, a doubtful one and an aid given twice."""
    monkeypatch.setenv(ANY_DRIVE, "1")
    with builders.office(tmp_path / "office") as opened:
        sure = [builders.person(opened.session, "单立梅", id_number=None) for _ in range(2)]
        doubtful = [builders.person(opened.session, "阙莘莘", id_number=None, phone=None) for _ in range(2)]
        aids = [builders.aid(opened.session, person, reason="受灾") for person in sure]
        for place, person in enumerate((*sure, *doubtful)):
            number = NUMBER if place < 2 else None
            origin = ("mango", "bamboo")[place % 2]
            DB.execute_sql("UPDATE person SET origin = ?, id_number = ? WHERE id = ?", (origin, number, person.id))
        for origin, aid in zip(("mango", "bamboo"), aids, strict=True):
            DB.execute_sql("UPDATE aid SET origin = ? WHERE id = ?", (origin, aid.id))
    return tmp_path / "office"


def test_pairs_are_found_joined_and_told(office: Path) -> None:
    looked = plain(call("duplicates", "--data", office, "--dry-run", "--json", passphrase=builders.PASSPHRASE))
    assert (looked["automatic"], looked["to_review"], looked["helped_twice"]) == (0, 0, [])
    found = plain(call("duplicates", "--data", office, "--json", passphrase=builders.PASSPHRASE))
    assert (found["automatic"], found["to_review"], found["decided"]) == (1, 1, {"same": 0, "apart": 0})
    waiting, joined = found["pairs"]
    assert (waiting["state"], joined["state"], joined["automatic"]) == ("waiting", "same", True)
    assert {person["name"] for person in joined["persons"]} == {"单立梅"}
    assert "身份证号相同" in joined["reasons"]
    (twice,) = found["helped_twice"]
    assert (twice["words"], twice["state"], [aid["amount_fen"] for aid in twice["aids"]]) == (
        "同一人",
        "open",
        [50_000, 50_000],
    )
    told = call("duplicates", "--data", office, passphrase=builders.PASSPHRASE).stdout
    assert "自动认定 1 对，待核对 1 对，已核对 0 对（同一个人 0，不是同一个人 0）。" in told
    assert "重复帮扶 1 件：" in told
    assert NUMBER not in told
