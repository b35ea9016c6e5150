"""The figures that targets name, held against a count of the records in plain Python."""

from datetime import date

import pytest

from models.core.verbs import Session
from models.excellence import gradings, promises, targets
from models.excellence.activities import Activity
from models.excellence.figures import FIGURES
from models.excellence.surveys import GRADES, Survey, SurveyItem, hold_survey
from models.excellence.texts import indicators
from tests import builders
from tests.models.excellence import sample

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_every_figure_of_this_package_is_named_by_an_indicator() -> None:
    named = {one.figure for one in indicators() if one.figure.startswith("excellence.")}
    assert named == set(FIGURES)


@pytest.mark.parametrize("key", ["excellence.satisfaction", "excellence.promise_kept_rate"])
def test_a_share_of_nothing_is_unknown(session: Session, key: str) -> None:
    assert FIGURES[key](*YEAR) is None


def test_figures_are_those_of_the_records(session: Session) -> None:
    union, women = builders.body(session, "union"), builders.body(session, "women")
    sample.survey(session, union)
    lines = [{"item": "培训", "grade_1": 7, "grade_2": 1, "grade_3": 1, "grade_4": 1}]

    head = {
        "title": "评议",
        "kind_of_survey": "masses",
        "scale": "quality4",
        "held_on": date(2026, 5, 1),
        "body": women,
    }
    hold_survey(session, {**head, "issued": 10, "returned": 10, "valid": 10}, lines)
    hold_survey(session, {**head, "held_on": date(2025, 5, 1), "issued": 1, "returned": 1, "valid": 0}, [])
    held = [survey for survey in Survey.select() if survey.held_on.year == 2026]
    items = [item for item in SurveyItem.select() if item.survey in held]
    good = sum(getattr(item, GRADES[at]) or 0 for item in items for at in item.survey.scale_text().good)
    asked = sum(item.survey.valid for item in items)
    found = FIGURES["excellence.satisfaction"](*YEAR)
    assert found is not None
    assert abs(found - 10_000 * good / asked) <= 0.5

    promise = sample.promise(session, union)
    promises.judge_item(session, promises.items_of(promise)[0], "kept", date(2026, 11, 1), "有记录。")
    sample.promise(session, women, made_on=date(2025, 4, 1))
    assert FIGURES["excellence.promise_kept_rate"](*YEAR) == 50_00

    for month, grade in ((3, "behind"), (6, "middle"), (9, "advanced")):
        day = date(2026, month, 1)
        made = sample.grading(session, union, 20, rated_on=day, round=f"{month}月")
        gradings.decide_grade(session, made, grade, on=day)
    assert FIGURES["excellence.graded_up"](*YEAR) == 2_00

    sample.activity(session, sessions=None, people=31, women=30)
    sample.activity(session, kind_of_activity="culture", people=9, women=None)
    sample.activity(session, from_on=date(2025, 5, 1))
    mine = [one for one in Activity.select() if one.from_on.year == 2026]
    assert FIGURES["excellence.courses"](*YEAR) == 100 * sum(one.kind_of_activity == "course" for one in mine)
    assert FIGURES["excellence.attendance"](*YEAR) == 100 * sum(one.people for one in mine)

    sheet = sample.sheet(session, "satisfaction")
    (target,) = targets.targets_of(sheet)
    computed = FIGURES[target.figure](*YEAR)
    assert targets.standing_of(target, builders.NOW.date(), computed).sentence.startswith("现在87.78%")
