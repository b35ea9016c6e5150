"""The rule book and the procedures as data: regular, consistent with each other and with the code tables."""

import json
from datetime import date
from itertools import product
from typing import Any

import pytest

from models.core.codes import table
from models.recommendation.records import STEP_COLUMNS
from resources import path

CHANNELS = ("union", "league", "women")
STEPS = (
    "application",
    "meeting",
    "hearing",
    "inspection",
    "decision",
    "publicity",
    "superior",
    "forward",
    "answer",
    "later",
)
DAYS = (date(2020, 1, 1), date(2026, 5, 17), date(2026, 5, 18), date(2030, 1, 1))


def book() -> dict[str, Any]:
    return json.loads(path("rules", "recommendation.json").read_text(encoding="utf-8"))


def procedure(channel: str) -> dict[str, Any]:
    return json.loads(path("procedures", f"{channel}.json").read_text(encoding="utf-8"))


def in_force(entry: dict[str, Any], channel: str, target: str, route: str, day: date) -> bool:
    applies = entry["applies"]
    return (
        channel in applies["channel"]
        and target in applies["target"]
        and route in applies["route"]
        and (entry["valid_from"] or "") <= day.isoformat() <= (entry["valid_to"] or "9999")
    )


@pytest.mark.parametrize(
    ("channel", "target", "route", "day"),
    list(product(CHANNELS, ("activist", "target"), ("assembly", "direct"), DAYS)),
)
def test_at_most_one_entry_of_an_id_fits_a_case(channel: str, target: str, route: str, day: date) -> None:
    ids = [entry["id"] for entry in book()["entries"] if in_force(entry, channel, target, route, day)]
    assert len(ids) == len(set(ids))


def test_entries_are_complete() -> None:
    for entry in book()["entries"]:
        assert entry["severity"] in {"stop", "warn", "tell"}
        assert entry["step"] in STEPS
        assert entry["mark"] in {"src", "K", "G"}
        assert entry["title"]
        assert entry["source"]
        assert entry["sentence"]
        assert isinstance(entry["active"], bool)


def test_every_channel_has_a_vote_preset_that_exists() -> None:
    presets = {preset["key"]: preset for preset in book()["vote_presets"]}
    assert sorted(presets) == ["A", "B", "C", "D", "E"]
    for channel in CHANNELS:
        chosen = [
            entry["value"]
            for entry in book()["entries"]
            if entry["id"] == "vote_preset" and channel in entry["applies"]["channel"]
        ]
        assert len(chosen) == 1
        assert chosen[0] in presets


@pytest.mark.parametrize("channel", CHANNELS)
def test_routes_and_steps_agree(channel: str) -> None:
    data = procedure(channel)
    steps = {step["key"]: step for step in data["steps"]}
    assert [route["key"] for route in data["routes"]] == ["assembly", "direct"]
    for route in data["routes"]:
        assert route["exists"] == bool(route["steps"])
        assert route["steps"] == [key for key, step in steps.items() if route["key"] in step["routes"]]
    for step in data["steps"]:
        assert step["key"] in STEPS
        assert sorted(step["actor"]) == sorted(step["routes"])
        assert set(step["actor"].values()) <= set(data["actors"])
        assert set(step["back_to"]) <= set(steps)


@pytest.mark.parametrize("channel", CHANNELS)
def test_needs_name_columns_of_the_recommendation(channel: str) -> None:
    for step in procedure(channel)["steps"]:
        fields = [need["field"] for need in step["needs"]]
        assert len(fields) == len(set(fields))
        assert set(fields) <= set(STEP_COLUMNS)


def test_only_the_union_has_no_direct_route() -> None:
    assert [channel for channel in CHANNELS if not procedure(channel)["routes"][1]["exists"]] == ["union"]
    for channel in ("league", "women"):
        posts = procedure(channel)["routes"][1]["posts"]
        assert all(code in table(posts["table"]) for code in posts["codes"])


def test_all_procedures_use_the_same_words() -> None:
    first = procedure("union")
    for channel in CHANNELS:
        data = procedure(channel)
        assert list(data) == list(first)
        assert list(data["names"]) == list(first["names"])
        assert list(data["actors"]) == list(first["actors"])
