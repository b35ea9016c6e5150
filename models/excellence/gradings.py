"""Grading 分类定级: 五个好 or 五带头 scored, the grade that follows, and rise or fall against the round before.

Owns the grading and its scores, from one's own assessment to the grade that was decided. Wording and weights are data
(`texts.standards`), what a score is worth stands in the rule book.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.errors import Problem, RuleRefused, Severity, refuse_stops
from models.core.fields import CodeField, CountField, DayField, LineField, LinkField, ParagraphField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.excellence.campaigns import Campaign
from models.excellence.keeping import ahead, backwards, changed, kept, merged, removed
from models.excellence.rules import finding, number, rules_on
from models.excellence.surveys import Survey, survey_rate
from models.excellence.texts import BODY, PERSON, Standard, standard
from models.excellence.whom import whom, whom_problems
from models.office.calendar import office_calendar
from models.office.rulebook import Rule
from models.organisations.body import Body
from models.people.person import Person

ADVANCED, MIDDLE, BEHIND = "advanced", "middle", "behind"
GRADES = (ADVANCED, MIDDLE, BEHIND)
"""The grades, the best first."""

UP, SAME, DOWN, FIRST = "up", "same", "down", "first"
_DECIDED = ("decided_grade", "decided_on", "decided_by")


class Grading(Record):
    """分类定级: one body or person in one round; the five steps 自评、测评、初评、议评、公示定级."""

    noun = "分类定级"
    body_id: int | None
    person_id: int | None
    survey_id: int | None

    campaign = LinkField(Campaign, "活动", backref="gradings")
    body = LinkField(Body, "组织", backref="gradings")
    person = LinkField(Person, "个人", backref="gradings")
    standard = CodeField("评定标准", table="grading.standard", required=True)
    round = LineField("轮次", required=True, max_length=60, counted=True, help="例如“2026年上半年”。")
    rated_on = DayField("评定日期", required=True, index=True)
    own_grade = CodeField("自评等次", table="grading.grade")
    own_words = ParagraphField("自评情况")
    survey = LinkField(Survey, "群众测评", backref="gradings")
    proposed_grade = CodeField("初评等次", table="grading.grade")
    proposed_on = DayField("初评日期")
    proposed_by = LineField("初评人", max_length=100)
    discussed_on = DayField("议评日期")
    discussed = ParagraphField("议评意见")
    publicity_from = DayField("公示开始")
    publicity_to = DayField("公示结束")
    objections = ParagraphField("公示期间的反映")
    decided_grade = CodeField("定级", table="grading.grade")
    decided_on = DayField("定级日期")
    decided_by = LineField("定级机关（人）", max_length=100)
    target_grade = CodeField("目标级", table="grading.grade")
    measures = ParagraphField("晋级措施")
    responsible = LineField("责任人", max_length=100)
    note = ParagraphField("备注")

    class Meta:
        table_name = "grading"

    def called(self) -> str:
        return f"“{whom(self)}”{self.round}的定级"


class GradingScore(Record):
    """评分: one line of a standard with its full score, one's own and the one that was given."""

    noun = "评分"
    grading_id: int

    grading = LinkField(Grading, "分类定级", required=True, backref="scores")
    place = CountField("序号", largest=99)
    item = LineField("项目", required=True, max_length=60, counted=True)
    full = CountField("满分", required=True, largest=1000)
    own = CountField("自评得分", largest=1000)
    given = CountField("评定得分", largest=1000)
    reason = LineField("扣分或加分理由", max_length=200)

    class Meta:
        table_name = "grading_score"

    def called(self) -> str:
        return f"{self.grading.called()}的“{self.item}”"


@verb("begin_grading", "登记分类定级")
def begin_grading(work: Work, values: Mapping[str, Any], scores: Sequence[Mapping[str, Any]] = ()) -> Grading:
    """Keep a grading; its lines are those of the standard unless others are given. Raises RuleRefused."""
    _refuse_impossible(work, values)
    _refuse_decided(values)
    grading = kept(work, Grading(**values))
    text = standard(grading.standard, grading.rated_on)
    lines = scores or [{"item": item.title, "full": item.weight} for item in text.items]
    for place, line in enumerate(lines, start=1):
        _refuse_score(line)
        work.insert(GradingScore(**{"place": place, **line, "grading": grading}))
    return grading


@verb("change_grading", "修改分类定级")
def change_grading(work: Work, grading: Grading, values: Mapping[str, Any]) -> Grading:
    """Change a grading; the grade itself is decided by `decide_grade`. Raises RuleRefused."""
    _refuse_decided(values)
    if "standard" in values and values["standard"] != grading.standard:
        raise RuleRefused("评分已按原来的标准列出，不能换标准。请删除后重新登记。")
    _refuse_impossible(work, merged(grading, values))
    return changed(work, grading, values)


@verb("score_grading", "评分")
def give_score(work: Work, score: GradingScore, values: Mapping[str, Any]) -> GradingScore:
    """Fill in one line: full, own, given, reason. Raises RuleRefused above the full score."""
    _refuse_score(merged(score, values))
    work.update(score, **values)
    work.about(score.grading, f"{score.grading.called()}评了分")
    return score


@verb("score_grading_lines", "评分")
def give_scores(work: Work, grading: Grading, lines: Mapping[int, Mapping[str, Any]]) -> Grading:
    """Fill in several lines at once, by their ids. Raises RuleRefused above the full score."""
    for score in scores_of(grading):
        if score.id in lines:
            _refuse_score(merged(score, lines[score.id]))
            work.update(score, **lines[score.id])
    total = total_of(scores_of(grading))
    work.about(grading, f"{grading.called()}评了分" + (f"，共{total}分" if total is not None else ""))
    return grading


@verb("decide_grade", "定级")
def decide_grade(
    work: Work, grading: Grading, grade: str | None, *, on: date | None = None, by: str = "", reason: str = ""
) -> Grading:
    """Fix the grade; None takes it back. Raises RuleRefused where a warning has no reason."""
    day = on or today(work.session.clock)
    if grade is None:
        work.update(grading, decided_grade=None, decided_on=None, decided_by=None)
        work.about(grading, f"撤回了{grading.called()}")
        return grading
    _refuse_impossible(work, merged(grading, {"decided_on": day}))
    if not reason.strip():
        refuse_stops([_as_stop(problem) for problem in grade_problems(grading, grade)])
    note = "\n".join(filter(None, (grading.note, f"定级说明：{reason.strip()}" if reason.strip() else "")))
    work.update(grading, decided_grade=grade, decided_on=day, decided_by=by.strip() or None, note=note or None)
    work.about(grading, f"{grading.called()}：{Grading.decided_grade.show(grade)}")
    return grading


def _as_stop(problem: Problem) -> Problem:
    message = f"{problem.message.rstrip('。')}，要这样定级请写明原因。"
    return Problem(Severity.STOP, problem.code, message, problem.field, problem.values)


@verb("remove_grading", "删除分类定级")
def remove_grading(work: Work, grading: Grading) -> None:
    """Delete a grading that was entered by mistake, with its scores."""
    removed(work, grading, scores_of(grading))


def _refuse_decided(values: Mapping[str, Any]) -> None:
    if set(_DECIDED) & values.keys():
        raise RuleRefused("定级请用“定级”填写。")


def _refuse_score(values: Mapping[str, Any]) -> None:
    for name in ("own", "given"):
        if values.get(name) is not None and values.get("full") is not None and values[name] > values["full"]:
            raise RuleRefused(f"“{values.get('item')}”得{values[name]}分，超过满分{values['full']}分，请核对。")


def check_grading(values: Mapping[str, Any], now: date | None = None) -> list[Problem]:
    """Findings about a grading's values; `now` is today, for days that lie ahead."""
    problems = whom_problems(values)
    problems += backwards(values, "publicity_from", "publicity_to", "公示结束早于公示开始，请核对。")
    key, day = values.get("standard"), values.get("rated_on")
    about = PERSON if values.get("person") is not None else BODY
    if not problems and key and day and standard(key, day).about != about:
        message = "“五个好”评组织，“五带头”评个人，请核对评定标准。"
        problems.append(Problem(Severity.STOP, "standard", message, "standard"))
    said = {"rated_on": "评定日期在今天之后，请核对。", "decided_on": "定级日期在今天之后，请核对。"}
    return problems + ahead(values, now, **said)


def _refuse_impossible(work: Work, values: Mapping[str, Any]) -> None:
    refuse_stops(check_grading(values, today(work.session.clock)))


def scores_of(grading: Grading) -> list[GradingScore]:
    """The lines in their order."""
    found = GradingScore.select().where(GradingScore.grading == grading)
    return list(found.order_by(GradingScore.place, GradingScore.id))


def total_of(scores: Sequence[GradingScore], name: str = "given") -> int | None:
    """The sum of the scores that were `given` (or one's `own`); None until every line has one."""
    parts = [getattr(score, name) for score in scores]
    return None if not parts or None in parts else sum(parts)


def text_of(grading: Grading) -> Standard:
    """The standard as it was worded on the day of the grading."""
    return standard(grading.standard, grading.rated_on)


def grade_for(total: int, rules: Mapping[str, Rule]) -> str | None:
    """The grade that a score is worth; None where the rule book gives no figure."""
    book = dict(rules)
    advanced, middle = number(book, "grade_advanced_score"), number(book, "grade_middle_score")
    if advanced is None or middle is None:
        return None
    return ADVANCED if total >= advanced else MIDDLE if total >= middle else BEHIND


def grade_problems(grading: Grading, grade: str) -> list[Problem]:
    """What speaks against this grade: too few points, too few content, too short a publicity."""
    rules = rules_on(grading.rated_on)
    found = [_score_problem(grading, grade, rules), _content_problem(grading, grade, rules)]
    return [problem for problem in (*found, _publicity_problem(grading, rules)) if problem is not None]


def _score_problem(grading: Grading, grade: str, rules: dict[str, Rule]) -> Problem | None:
    total = total_of(scores_of(grading))
    worth = None if total is None else grade_for(total, rules)
    if worth is None or GRADES.index(grade) >= GRADES.index(worth):
        return None
    return finding(rules, f"grade_{grade}_score", total, "decided_grade")


def _content_problem(grading: Grading, grade: str, rules: dict[str, Rule]) -> Problem | None:
    least = number(rules, "grade_advanced_satisfaction")
    if grade != ADVANCED or grading.survey_id is None or least is None:
        return None
    rate = survey_rate(grading.survey)
    if not rate.whole or rate.count * 100 >= least * rate.whole:
        return None
    return finding(rules, "grade_advanced_satisfaction", rate.percent, "survey")


def _publicity_problem(grading: Grading, rules: dict[str, Rule]) -> Problem | None:
    least = number(rules, "grade_publicity_days")
    if least is None or grading.publicity_from is None or grading.publicity_to is None:
        return None
    days = office_calendar().count_working_days(grading.publicity_from, grading.publicity_to)
    return None if days >= least else finding(rules, "grade_publicity_days", days, "publicity_to")


def round_before(grading: Grading) -> Grading | None:
    """The newest decided grading of the same body or person before this one."""
    same = Grading.body == grading.body_id if grading.body_id else Grading.person == grading.person_id
    earlier = (Grading.rated_on < grading.rated_on) | (
        (Grading.rated_on == grading.rated_on) & (Grading.id < grading.id)
    )
    found = Grading.select().where(same & earlier & Grading.decided_grade.is_null(False))
    newest: Grading | None = found.order_by(Grading.rated_on.desc(), Grading.id.desc()).first()
    return newest


def move(before: str | None, grade: str | None) -> str | None:
    """Rise or fall from one grade to another: a code of grading.move; None while the grade is open."""
    if grade is None:
        return None
    if before is None:
        return FIRST
    step = GRADES.index(before) - GRADES.index(grade)
    return UP if step > 0 else DOWN if step < 0 else SAME


def move_of(grading: Grading) -> str | None:
    """Rise or fall of a grading against the round before."""
    before = round_before(grading)
    return move(before.decided_grade if before else None, grading.decided_grade)
