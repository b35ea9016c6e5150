"""What a manifest and the heads of records must be, however well they are signed."""

import gzip
import json
from typing import Any

import pytest

from models.core.errors import BadFile
from models.core.record import BASE_COLUMNS
from models.exchange.content import CLAIMS
from models.exchange.reading import LARGEST_PIECE, MOST_VALUES, Reading

ROWS = {"unit": 1}
HEAD = ["abcdefgh22222222", 1, "abcdefgh22222222", "2026-11-20 09:30:00", "王", "2026-11-20 09:30:00", "王"]
RECEIPT = {"number": 1, "digest": "ab", "rows": {"unit": 1}, "counts": {"unit": {"new": 1}}, "problems": []}


def described(**more: Any) -> Reading:
    """A reading whose manifest was taken; `more` stands in it as well."""
    claims = dict.fromkeys(CLAIMS) | {"rows": ROWS, "attachments": 0, "deleted": 0}
    kinds = {"unit": {"noun": "单位", "columns": [*BASE_COLUMNS, "name"]}}
    manifest = {**claims, "kinds": kinds, "missing": [], "purpose_title": "统计报表", **more}
    found = Reading(claims)
    found.entry("manifest.json", json.dumps(manifest).encode())
    return found


def records(found: Reading, *row: Any) -> None:
    """One record follows."""
    found.entry("records/unit/0001.jsonl.gz", gzip.compress(json.dumps(row).encode() + b"\n"))


def test_sound_ones_are_taken() -> None:
    found = described(receipts=[RECEIPT], undecided=[["person", "abcdefgh22222222", "phone"]])
    records(found, *HEAD, "东村")
    assert found.manifest["receipts"] == [RECEIPT]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"number": "1"},
        {"number": True},
        {"digest": 7},
        {"rows": []},
        {"rows": {"unit": "1"}},
        {"counts": {"unit": 1}},
        {"problems": [["unit"]]},
        {"problems": [["unit", "x", 3]]},
        {"problems": [["unit", "x", "\ud800"]]},
        {"more": 1},
    ],
)
def test_a_receipt_of_another_shape_is_refused(spoilt: dict[str, Any]) -> None:
    with pytest.raises(BadFile, match="不完整或被改动过"):
        described(receipts=[{**RECEIPT, **spoilt}])


@pytest.mark.parametrize("odd", [5, [["person", "x"]], [["person", [], "x"]], [["person", 1, "x"]], [None]])
def test_what_is_undecided_has_one_shape(odd: Any) -> None:
    with pytest.raises(BadFile, match="不完整或被改动过"):
        described(undecided=odd)


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, "x" * 17), (0, 5), (1, 0), (1, -1), (1, 1 << 70), (1, True), (2, 7), (4, None), (4, "\ud800"), (6, ["王"])],
)
def test_a_head_of_another_shape_is_refused(place: int, value: Any) -> None:
    with pytest.raises(BadFile, match="不完整或被改动过"):
        records(described(), *[value if at == place else told for at, told in enumerate([*HEAD, "东村"])])


@pytest.mark.parametrize(("place", "value"), [(0, 5), (2, 0), (2, 1 << 70), (3, None), (4, "\udfff")])
def test_a_tombstone_of_another_shape_is_refused(place: int, value: Any) -> None:
    row = ["unit", "abcdefgh22222222", 1, "2026-11-20 09:30:00", "王"]
    row[place] = value
    with pytest.raises(BadFile, match="不完整或被改动过"):
        described().entry("deletions/0001.jsonl.gz", gzip.compress(json.dumps(row).encode() + b"\n"))


@pytest.mark.parametrize("inside", [b"[],", b"{},", b'"",', b"0,"])
def test_a_small_file_that_would_fill_the_memory_is_refused_before_it_is_read(inside: bytes) -> None:
    row = b"[" + inside * MOST_VALUES + b"0]\n"
    with pytest.raises(BadFile):
        described().entry("records/unit/0001.jsonl.gz", gzip.compress(row, 1))
    with pytest.raises(BadFile):
        described().entry("records/unit/0001.jsonl.gz", gzip.compress(bytes(LARGEST_PIECE + 1), 1))
    with pytest.raises(BadFile):
        Reading({}).entry("manifest.json", row)
