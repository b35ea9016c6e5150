"""Surveys 群众评议、满意度测评: items × grades with their ballots, checked, and the rate with its denominator named.

Owns the survey, its lines, the identities between the counts, and the rate. Which grades there are and which of them
count is data (`texts.scales`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.core.clock import today
from models.core.errors import Problem, RuleRefused, Severity, refuse_stops
from models.core.fields import CodeField, CountField, DayField, LineField, LinkField, ParagraphField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.excellence.campaigns import Campaign
from models.excellence.keeping import changed, kept, merged, removed
from models.excellence.rates import Rate
from models.excellence.texts import Scale, scale
from models.excellence.whom import whom, whom_problems
from models.organisations.body import Body
from models.people.person import Person

GRADES = ("grade_1", "grade_2", "grade_3", "grade_4")
_BALLOTS = {"invited": "应参加", "issued": "发出", "returned": "收回", "valid": "有效"}


class Survey(Record):
    """测评: one vote of the people about a body, a person, or a piece of work."""

    noun = "测评"
    body_id: int | None
    person_id: int | None

    campaign = LinkField(Campaign, "活动", backref="surveys")
    body = LinkField(Body, "被测评组织", backref="surveys")
    person = LinkField(Person, "被测评人", backref="surveys")
    title = LineField("测评名称", required=True, max_length=100)
    kind_of_survey = CodeField("测评类别", table="survey.kind", required=True)
    scale = CodeField("等次", table="survey.scale", required=True)
    held_on = DayField("测评日期", required=True, index=True)
    place = LineField("地点", max_length=100, counted=True)
    invited = CountField("应参加人数")
    issued = CountField("发出票数", required=True)
    returned = CountField("收回票数", required=True)
    valid = CountField("有效票数", required=True)
    counter = LineField("计票人", max_length=60)
    scrutineer = LineField("监票人", max_length=60)
    opinions = ParagraphField("意见建议")

    class Meta:
        table_name = "survey"

    def called(self) -> str:
        return f"测评“{self.title}”"

    def scale_text(self) -> Scale:
        """The grades as they were on the day of the survey."""
        return scale(self.scale, self.held_on)


class SurveyItem(Record):
    """测评项目: how many gave which grade to one item; `blank` are valid ballots that left it empty."""

    noun = "测评项目"
    survey_id: int

    survey = LinkField(Survey, "测评", required=True, backref="items")
    place = CountField("序号", largest=99)
    item = LineField("项目", required=True, max_length=100, counted=True)
    grade_1 = CountField("第一等", required=True)
    grade_2 = CountField("第二等", required=True)
    grade_3 = CountField("第三等", required=True)
    grade_4 = CountField("第四等")
    blank = CountField("未选")

    class Meta:
        table_name = "survey_item"

    def called(self) -> str:
        return f"{self.survey.called()}的“{self.item}”"


def check_survey(values: Mapping[str, Any], items: Sequence[Mapping[str, Any]] = ()) -> list[Problem]:
    """What does not add up: 发出 ≤ 应参加, 收回 ≤ 发出, 有效 ≤ 收回, and each item's grades with 未选 = 有效."""
    counts = {name: values.get(name) for name in _BALLOTS}
    problems = [problem for problem in (_over(counts, *pair) for pair in _PAIRS) if problem is not None]
    if not problems and counts["valid"] is not None:
        problems += [problem for item in items if (problem := _item_problem(item, values)) is not None]
    return problems


_PAIRS = (
    ("issued", "invited", "发出{0}票，多于应参加的{1}人，请核对。"),
    ("returned", "issued", "收回{0}票，多于发出的{1}票，本次测评无效，应重新测评。"),
    ("valid", "returned", "有效{0}票，多于收回的{1}票，请核对。"),
)


def _over(counts: Mapping[str, int | None], part: str, whole: str, sentence: str) -> Problem | None:
    few, many = counts[part], counts[whole]
    if few is None or many is None or few <= many:
        return None
    return Problem(Severity.STOP, "ballots_add_up", sentence.format(few, many), part)


def _item_problem(item: Mapping[str, Any], values: Mapping[str, Any]) -> Problem | None:
    total = sum(item.get(name) or 0 for name in (*GRADES, "blank"))
    grades = _grades(values)
    if grades is not None and any(item.get(name) for name in GRADES[len(grades.grades) :]):
        message = f"“{item.get('item')}”在“{grades.grades[-1]}”之后还填了票数，这种测评没有那一等，请核对。"
        return Problem(Severity.STOP, "grade_unknown", message, "grade_4")
    if total == values["valid"]:
        return None
    message = f"“{item.get('item')}”各等和未选共{total}票，应等于有效票{values['valid']}票，请核对。"
    return Problem(Severity.STOP, "ballots_add_up", message, "grade_1")


def _grades(values: Mapping[str, Any]) -> Scale | None:
    key, day = values.get("scale"), values.get("held_on")
    return scale(key, day) if key and day else None


@verb("hold_survey", "登记测评")
def hold_survey(work: Work, values: Mapping[str, Any], items: Sequence[Mapping[str, Any]] = ()) -> Survey:
    """Keep a survey with the counts of its items. Raises RuleRefused where they do not add up."""
    _refuse_impossible(work, values, items)
    survey = kept(work, Survey(**values))
    _write_items(work, survey, items)
    return survey


@verb("change_survey", "修改测评")
def change_survey(
    work: Work, survey: Survey, values: Mapping[str, Any], items: Sequence[Mapping[str, Any]] | None = None
) -> Survey:
    """Change a survey; `items`, where given, take the place of those there were. Raises RuleRefused."""
    lines = [_counts(item) for item in items_of(survey)] if items is None else items
    _refuse_impossible(work, merged(survey, values), lines)
    changed(work, survey, values)
    if items is not None:
        for item in items_of(survey):
            work.delete(item)
        _write_items(work, survey, items)
    return survey


def _write_items(work: Work, survey: Survey, items: Sequence[Mapping[str, Any]]) -> None:
    for place, item in enumerate(items, start=1):
        work.insert(SurveyItem(**{"place": place, **item, "survey": survey}))


@verb("remove_survey", "删除测评")
def remove_survey(work: Work, survey: Survey) -> None:
    """Delete a survey that was entered by mistake. Raises RuleRefused while a grading stands on it."""
    removed(work, survey, items_of(survey))


def _refuse_impossible(work: Work, values: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> None:
    refuse_stops(whom_problems(values, neither=True))
    if values.get("held_on") and values["held_on"] > today(work.session.clock):
        raise RuleRefused("测评日期在今天之后，请核对。")
    refuse_stops(check_survey(values, items))


def _counts(item: SurveyItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("item", *GRADES, "blank")}


def items_of(survey: Survey) -> list[SurveyItem]:
    """The lines of a survey in their order."""
    found = SurveyItem.select().where(SurveyItem.survey == survey)
    return list(found.order_by(SurveyItem.place, SurveyItem.id))


def subject_of(survey: Survey) -> str:
    """Who or what was judged."""
    return whom(survey) or str(survey.title)


def item_rate(survey: Survey, item: SurveyItem) -> Rate:
    """The rate of one item, over the ballots that its scale names."""
    return _rate(survey, [item])


def survey_rate(survey: Survey, items: Iterable[SurveyItem] | None = None) -> Rate:
    """The rate over all items: their good grades, of as many times the ballots as there are items."""
    return _rate(survey, items_of(survey) if items is None else list(items))


def _rate(survey: Survey, items: list[SurveyItem]) -> Rate:
    grades = survey.scale_text()
    good = sum(getattr(item, GRADES[at]) or 0 for item in items for at in grades.good)
    counted = "、".join(grades.grades[at] for at in grades.good)
    of = f"{_BALLOTS[grades.of]}票" + (f" × {len(items)}项 = " if len(items) > 1 else "")
    return Rate(good, getattr(survey, grades.of) * len(items), grades.rate, counted, of)
