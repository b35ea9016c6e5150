"""Rows from which somebody was erased stay provable, and nobody else can make use of it."""

import json
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from models.core.database import DB
from models.core.history import CLAIM, REDACTING, History, chain_problems, claim_of, erasures, is_redacted
from models.office.office import OpenOffice
from models.people.erasure import approve_erasure, request_erasure
from models.people.person import Person
from models.people.verbs import change_person
from tests import builders
from tests.models.core.test_history import behind_the_back

COLUMNS = ("at", "changes", "previous", "sentence", "seq", "subject_kind", "subject_uid", "undoes", "user", "verb")


def values_of(seq: int) -> dict[str, Any]:
    row = History.get_by_id(seq)
    return {name: getattr(row, name) for name in (*COLUMNS, "hash")}


@pytest.fixture
def erased(opened: OpenOffice) -> tuple[OpenOffice, dict[str, Any], int]:
    """An office from which somebody was erased; the row of her registration as it was, and the row that tells of it."""
    session = opened.session
    builders.person(session, "别的人", order=131)
    person = builders.person(session, "单立梅")
    seq = History.select(History.seq).order_by(History.seq.desc()).scalar()
    was = values_of(seq)
    change_person(session, person, {"note": "一句备注"})
    approve_erasure(opened, request_erasure(session, person, "本人申请").value)
    builders.unit(session, "后来村")
    return opened, was, History.get(History.verb == REDACTING[0]).seq


def rewrite(opened: OpenOffice, seq: int, **columns: object) -> None:
    """Change columns of a row behind the program's back."""
    connection: Any = sqlcipher.connect(str(opened.place.database), isolation_level=None)
    try:
        connection.execute(f"PRAGMA key=\"x'{DB.key.hex()}'\"")
        connection.execute("DROP TRIGGER IF EXISTS history_never_UPDATE")
        names = ",".join(f'"{name}" = ?' for name in columns)
        connection.execute(f"UPDATE history SET {names} WHERE seq = ?", (*columns.values(), seq))
    finally:
        connection.close()


def problems(opened: OpenOffice) -> list[str]:
    return chain_problems(opened.session.history_key)


def test_a_redacted_row_keeps_its_hash_and_the_chain_holds(erased: tuple[OpenOffice, dict[str, Any], int]) -> None:
    opened, was, claiming = erased
    now = values_of(was["seq"])
    assert now["hash"] == was["hash"]
    assert now["sentence"] != was["sentence"]
    assert is_redacted(was["seq"])
    assert not is_redacted(claiming)
    assert erasures()[0]["erased"] == ["person", Person.get_by_id(2).uid]
    assert problems(opened) == []


def test_the_rows_cannot_be_written_afterwards(erased: tuple[OpenOffice, dict[str, Any], int]) -> None:
    triggers = DB.execute_sql("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'history'")
    assert sorted(row[0] for row in triggers.fetchall()) == ["history_never_DELETE", "history_never_UPDATE"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("sentence", "什么也没做"), ("changes", "[]"), ("user", "别人"), ("at", "2026-11-19 09:30:00"), ("undoes", 1)],
)
def test_an_edit_of_a_redacted_row_is_found(
    erased: tuple[OpenOffice, dict[str, Any], int], column: str, value: object
) -> None:
    opened, was, _ = erased
    rewrite(opened, was["seq"], **{column: value})
    assert problems(opened) == [f"操作历史第 {was['seq']} 行被改动过"]


def test_what_was_erased_cannot_be_put_back(erased: tuple[OpenOffice, dict[str, Any], int]) -> None:
    opened, was, _ = erased
    rewrite(opened, was["seq"], sentence=was["sentence"], changes=was["changes"])
    assert problems(opened) == [f"操作历史第 {was['seq']} 行被改动过"]


def test_a_forged_claim_is_found(erased: tuple[OpenOffice, dict[str, Any], int]) -> None:
    opened, was, claiming = erased
    forged = {**values_of(was["seq"]), "sentence": "登记了“别人”"}
    rewrite(opened, was["seq"], sentence=forged["sentence"])
    parts = json.loads(values_of(claiming)["changes"])
    claim = next(part for part in parts if part["kind"] == CLAIM)
    claim["after"]["redacted"][str(was["seq"])] = claim_of(forged)
    rewrite(opened, claiming, changes=json.dumps(parts, ensure_ascii=False))
    assert f"操作历史第 {claiming} 行被改动过" in problems(opened)


def test_a_claim_that_was_slipped_in_is_found_and_proves_nothing(
    erased: tuple[OpenOffice, dict[str, Any], int],
) -> None:
    opened, _, _ = erased
    forged = {**values_of(1), "sentence": "别的话"}
    rewrite(opened, 1, sentence=forged["sentence"])
    last = History.select(History.seq, History.hash).order_by(History.seq.desc()).first()
    after = {"erased": ["person", "x"], "files": [], "redacted": {"1": claim_of(forged)}}
    changes = json.dumps([{"kind": CLAIM, "id": 0, "uid": "", "before": None, "after": after}])
    columns = "seq, at, user, verb, sentence, subject_kind, subject_uid, changes, previous, hash"
    behind_the_back(
        opened,
        f"INSERT INTO history ({columns}) VALUES ({last.seq + 1}, '2026-11-20 09:30:00', '王秀英', '{REDACTING[0]}', "
        f"'', '', '', '{changes}', '{last.hash}', '{'0' * 64}')",
    )
    found = problems(opened)
    assert "操作历史第 1 行被改动过" in found
    assert f"操作历史第 {last.seq + 1} 行被改动过" in found


def test_a_claim_about_later_rows_counts_for_nothing(erased: tuple[OpenOffice, dict[str, Any], int]) -> None:
    opened, _, claiming = erased
    rewrite(opened, claiming + 1, sentence="别的话")
    assert problems(opened) == [f"操作历史第 {claiming + 1} 行被改动过"]


def test_a_row_that_was_tampered_with_before_stays_found_out(opened: OpenOffice) -> None:
    person = builders.person(opened.session, "单立梅")
    seq = History.select(History.seq).order_by(History.seq.desc()).scalar()
    request = request_erasure(opened.session, person, "本人申请").value
    rewrite(opened, seq, user="别人")
    approve_erasure(opened, request)
    assert problems(opened) == [f"操作历史第 {seq} 行被改动过"]
    assert "单立梅" not in values_of(seq)["sentence"]
    assert "单立梅" not in values_of(seq)["changes"]
