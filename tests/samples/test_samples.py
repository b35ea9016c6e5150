"""The sample rosters: what is shipped is what the script makes, with numbers that belong to nobody."""

import json
import re
import shutil
from pathlib import Path

import pytest

from models.core.identity import parse_id
from models.core.text import tidy
from models.intake.planning import make_plan
from models.intake.reading import read_file
from resources import path
from tests import builders
from tests.samples.make import make

SAMPLES = sorted(file for file in path("samples").iterdir() if file.suffix != ".json")


def test_there_are_at_least_six_and_each_dress_is_among_them() -> None:
    kinds = {read_file(file).kind for file in SAMPLES}
    assert len(SAMPLES) >= 6
    assert kinds == {"xlsx", "xls", "ods", "csv", "html"}


def test_the_script_makes_what_is_shipped(tmp_path: Path) -> None:
    plants = make(tmp_path)
    plants.save(tmp_path / "planted.json")
    shipped = Path(__file__).with_name("planted.json")
    assert (tmp_path / "planted.json").read_text("utf-8") == shipped.read_text("utf-8")
    assert (tmp_path / "index.json").read_bytes() == path("samples", "index.json").read_bytes()
    for file in SAMPLES:
        made = tmp_path / file.name
        if read_file(file).kind in ("xls", "ods"):
            if shutil.which("soffice"):
                assert [sheet.rows for sheet in read_file(made).sheets] == [
                    sheet.rows for sheet in read_file(file).sheets
                ]
        else:
            assert made.read_bytes() == file.read_bytes(), file.name


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_all_numbers_lie_in_the_unassigned_area(file: Path) -> None:
    cells = [cell for sheet in read_file(file).sheets for row in sheet.rows for cell in row if isinstance(cell, str)]
    numbers = re.findall(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])", tidy(" ".join(cells)))
    assert numbers
    assert {number[:6] for number in numbers} == {"999999"}


def test_the_candidates_of_the_demonstration_are_whole_persons(tmp_path: Path) -> None:
    index = json.loads(path("samples", "index.json").read_text("utf-8"))
    with builders.office(tmp_path / "office"):
        plan = make_plan([read_file(file) for file in SAMPLES])
    found = {
        row.values["id_number"]: row for row in plan.rows() if row.verdict.value == "new" and "id_number" in row.values
    }
    assert len(found) >= 200
    for channel, number in index["candidates"].items():
        row = found[parse_id(number)]
        assert row.values["party.applied_on"] <= "2026-03-01", channel
        assert {"name", "sex", "born", "phone"} <= set(row.values)
        assert [problem for problem in row.problems if problem.code != "village_new"] == []
    assert "2019" > found[index["candidates"]["league"]].values["league.joined_on"] > "2014"
    assert found[index["candidates"]["women"]].values["women.executive"]
