"""The rule book, the procedure and the code tables of 维权: sound, and of one piece with the records."""

import json
from datetime import date
from typing import Any

import pytest

from models.core.choices import CodesField
from models.core.codes import table
from models.core.errors import KnownError, ValueProblem
from models.core.fields import CodeField
from models.office.office import OpenOffice
from models.office.roles import step_words
from models.office.rulebook import override_rule
from models.rights import figures
from models.rights.book import Rules
from models.rights.procedure import next_step, reached, steps
from models.rights.records import CASE_COLUMNS, PARTS, RightsCase, Violence
from models.rights.times import moment, read_moment
from reports.forms.catalogue import form as form_of
from resources import path


def entries(book: str = "rights") -> list[dict[str, Any]]:
    """The entries of a book."""
    found: list[dict[str, Any]] = json.loads(path("rules", f"{book}.json").read_text("utf-8"))["entries"]
    return found


def test_entries_are_complete_and_dated_without_overlap() -> None:
    for entry in entries():
        assert entry["source"]
        assert entry["sentence"].format(value=entry["value"], found="某")
        assert entry["mark"] in {"src", "K", "G"}
        assert entry["severity"] in {"stop", "warn", "tell"}
    for day in (date(2016, 3, 1), date(2022, 7, 31), date(2022, 8, 1), date(2030, 1, 1)):
        ids = [
            entry["id"]
            for entry in entries()
            if (entry["valid_from"] or "") <= day.isoformat() <= (entry["valid_to"] or "9999")
        ]
        assert len(ids) == len(set(ids))


def test_no_entry_shares_its_id_with_another_book() -> None:
    own = {entry["id"] for entry in entries()}
    for book in ("recommendation", "assistance"):
        assert not own & {entry["id"] for entry in entries(book)}


def test_codes_in_the_rules_are_there() -> None:
    for entry in entries():
        if not entry["unit"].startswith("code "):
            continue
        value = entry["value"]
        codes = [code for part in value.values() for code in part] if isinstance(value, dict) else value
        assert all(code in table(entry["unit"].removeprefix("code ")) for code in codes), entry["id"]
    parts = next(entry["value"] for entry in entries() if entry["id"] == "protecting_parts")
    assert parts.keys() <= {cls.kind() for cls in PARTS}
    assert set(parts.values()) <= {code.code for code in table("rights.protection").items()}


@pytest.mark.parametrize("key", ["protected_classes", "protected_age_below", "report_capacities"])
def test_what_protects_somebody_is_not_switched_off(opened: OpenOffice, key: str) -> None:
    with pytest.raises(KnownError, match="不能修改"):
        override_rule(opened.session, "rights", key, reason="本镇规定", active=False)
    assert Rules(date(2026, 11, 20)).value(key)


def test_steps_name_columns_actions_and_forms_that_exist() -> None:
    for step in steps().values():
        assert step.columns() <= CASE_COLUMNS.keys()
        assert step_words(step.key) == step.title
        for action in (step.action, *(way.action for way in step.ways.values())):
            assert action in table("rights.action")
        for way in step.ways.values():
            assert way.status in table("rights.status")
        for form in step.forms:
            assert form_of(form)
    assert [step.key for step in steps().values()][-1] == "filing"
    assert next_step("filing") is None
    assert reached("talking", "handling")
    assert not reached("handling", "talking")


def test_every_code_column_has_its_table() -> None:
    for cls in (RightsCase, *PARTS):
        for kind in cls.kinds():
            if isinstance(kind, CodeField | CodesField):
                assert kind.table.items()


def test_every_class_belongs_to_a_field_of_the_return() -> None:
    fields = {entry.code for entry in table("rights.field").items()}
    assert {entry.code[:2] for entry in table("rights.class").items()} == fields
    assert len(figures.names()) == len(set(figures.names()))


def test_several_codes_are_typed_shown_and_stored_in_the_order_of_the_form() -> None:
    field = Violence.forms_of_violence
    assert field.parse("性侵害；身体侵害") == ("body", "sexual")
    assert field.parse("身体、精神") == ("body", "mind")
    assert field.parse("经常性侮辱、诽谤、威胁、跟踪、骚扰") == ("insult",)
    assert field.show(("body", "sexual")) == "身体侵害；性侵害"
    assert field.db_value(("sexual", "body")) == "body,sexual"
    assert field.python_value("body,sexual") == ("body", "sexual")
    with pytest.raises(ValueProblem):
        field.parse("身体、什么")


@pytest.mark.parametrize(
    ("typed", "read"),
    [("9:30", "09:30"), ("9点半", "09:30"), ("21时", "21:00"), ("0905", "09:05"), ("9：05分", "09:05")],
)
def test_times_of_day_are_read_as_people_write_them(typed: str, read: str) -> None:
    assert read_moment("时间", typed) == read
    assert moment(date(2026, 1, 1), read).hour == int(read[:2])


@pytest.mark.parametrize("typed", ["25:00", "9:70", "上午", "930:1"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueProblem, match="看不出是几点"):
        read_moment("时间", typed)
