"""The rule books of what is given, of pairs and of children, and the columns of the summary: sound as data."""

import json
import string
from datetime import date
from typing import Any

import pytest

from models.assistance.children_summary import columns
from models.core.codes import table
from models.core.errors import Severity
from resources import path

BOOKS = {
    "giving": {
        "name",
        "other",
        "earlier",
        "found",
        "programme",
        "limit",
        "line",
        "value",
        "day",
    },
    "pairs": {"value", "found"},
    "children": {"name", "found", "value", "day"},
}
UNITS = {"bool", "months", "days", "yuan", "age", "code household.kind"}


def entries(book: str) -> list[dict[str, Any]]:
    """The entries of a book."""
    content = json.loads(path("rules", f"{book}.json").read_text("utf-8"))
    assert content["book"] == book
    found: list[dict[str, Any]] = content["entries"]
    return found


@pytest.mark.parametrize("book", BOOKS)
def test_every_entry_has_its_source_and_a_sentence_that_can_be_filled(book: str) -> None:
    found = entries(book)
    assert len({entry["id"] for entry in found}) == len(found)
    for entry in found:
        assert entry["title"]
        assert entry["source"]
        assert entry["unit"] in UNITS
        assert entry["severity"] in list(Severity)
        assert {name for _, name, _, _ in string.Formatter().parse(entry["sentence"]) if name} <= BOOKS[book]
        assert entry["sentence"].endswith("。")
        for day in (entry["valid_from"], entry["valid_to"]):
            assert day is None or date.fromisoformat(day)


def test_every_promised_rhythm_has_its_months() -> None:
    rhythms = {entry["id"].removeprefix("contact_") for entry in entries("pairs") if entry["id"].startswith("contact_")}
    assert rhythms == {code.code for code in table("pair.every").items()}


def test_the_summary_names_codes_that_exist() -> None:
    tables = {
        "schooling": table("child.schooling"),
        "guardianship": table("child.guardianship"),
        "trustee_relation": table("GB/T 4761"),
        "sex": table("GB/T 2261.1"),
    }
    for column in columns():
        for fact, wanted in column.when.items():
            if fact in tables:
                assert all(code in tables[fact] for code in (wanted["not"] if isinstance(wanted, dict) else wanted))
