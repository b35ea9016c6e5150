"""群众评议、满意度测评: the ballot and its result; 分类定级、晋位升级台账.

Owns their columns and rows. A ballot carries nothing that tells it from another one. Knows no coordinates.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from models.excellence.gradings import Grading, move, round_before, scores_of, total_of
from models.excellence.surveys import (
    GRADES,
    Survey,
    SurveyItem,
    item_rate,
    items_of,
    subject_of,
    survey_rate,
)
from models.excellence.texts import Scale, scales
from models.excellence.whom import whom
from reports.forms.excellence.facts import EXCELLENCE_PAGE, ids_of, office_facts, whom_owner
from reports.forms.facts import Facts, columns, short_day, span
from reports.forms.subjects import Occasion, Owner, Piece
from reports.forms.words import VERSION
from reports.paper.ballot import Ballot
from reports.paper.form import find, text_of
from reports.paper.register import NUMBER, Column, Register


def _scale_of(facts: Facts) -> Scale:
    key = text_of(find(facts, "scale"))
    return next((one for one in scales() if one.key == key), scales()[0])


def ballot_paper(facts: Facts) -> Ballot:
    """The ballot of a survey, two beside each other."""
    return _ballot(_scale_of(facts))


@cache
def _ballot(scale: Scale) -> Ballot:
    grades = tuple((name, grade, 15.0) for name, grade in zip(_marks(scale), scale.grades, strict=True))
    return Ballot(
        f"survey_ballot.{scale.key}",
        VERSION,
        "{survey.title:8}测评票",
        (("item", "测评项目", 42.0), *grades),
        line="被测评单位（人）：{subject:10}",
        right="{survey.held_on.long:9}",
        notes=(f"请在每一项的一个格子里画“○”；多画、不画的该项作废。等次：{'、'.join(scale.grades)}。不用署名。",),
        rows="lines",
        blank_rows=5,
        subject="subject",
    )


def _marks(scale: Scale) -> tuple[str, ...]:
    """Keys that no line has, so that there is room for a mark."""
    return tuple(f"mark.{name}" for name in GRADES[: len(scale.grades)])


def result_paper(facts: Facts) -> Register:
    """The counted result of a survey."""
    return _result(_scale_of(facts))


@cache
def _result(scale: Scale) -> Register:
    grades = tuple(
        Column(name, grade, 18, group="票数", number=str(at + 3))
        for at, (name, grade) in enumerate(zip(GRADES, scale.grades, strict=False))
    )
    after, good = len(grades) + 3, "＋".join(scale.grades[at] for at in scale.good)
    return Register(
        f"survey_result.{scale.key}",
        VERSION,
        "{survey.title:8}结果汇总表",
        (
            Column(NUMBER, "序号", 12, number="1"),
            Column("item", "测评项目", 50, "left", number="2"),
            *grades,
            Column("blank", "未选", 14, number=str(after)),
            Column("rate", f"{scale.rate}", 20, number=str(after + 1)),
        ),
        left="被测评单位（人）：{subject:14}",
        right="测评日期：{survey.held_on.long:9}",
        signatures=("监票人：{survey.scrutineer:4}", "计票人：{survey.counter:4}", "填表人："),
        closing=("{ballots:20}", "{overall:16}"),
        notes=(f"注：{scale.rate}＝（{good}）÷有效票数；各等票数与未选之和等于有效票数。",),
        rows="lines",
        landscape=False,
        blank_rows=8,
        subject="subject",
    )


def survey_facts(survey: Survey) -> Facts:
    """The facts of a survey with its counted lines."""
    items = items_of(survey)
    invited = f"应参加{survey.invited}人，" if survey.invited is not None else ""
    return columns("survey", survey) | {
        "scale": survey.scale,
        "subject": subject_of(survey),
        "ballots": f"{invited}发出{survey.issued}票，收回{survey.returned}票，有效{survey.valid}票",
        "overall": survey_rate(survey, items).words() if items else "",
        "lines": [_line(survey, item) for item in items],
    }


def _line(survey: Survey, item: SurveyItem) -> Facts:
    counts: Facts = {name: str(getattr(item, name) or 0) for name in GRADES}
    return counts | {"item": item.item, "blank": str(item.blank or 0), "rate": item_rate(survey, item).percent}


def result_pieces(ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One result for each survey."""
    for number in ids:
        survey: Survey = Survey.get_by_id(number)
        facts = survey_facts(survey)
        revision = survey.revision + sum(item.revision for item in items_of(survey))
        yield Piece(result_paper(facts), facts, survey.uid, revision, str(facts["subject"]), _owned(survey))


def ballot_pieces(ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """Ballots for each survey: as many as were invited, or handed out."""
    for number in ids:
        survey: Survey = Survey.get_by_id(number)
        lines = [{"item": item.item} for item in items_of(survey)]
        facts: Facts = {
            "scale": survey.scale,
            "subject": subject_of(survey),
            "survey.title": survey.title,
            "survey.held_on.long": columns("survey", survey)["survey.held_on.long"],
            "lines": lines,
            "copies": survey.invited or survey.issued,
        }
        yield Piece(ballot_paper(facts), facts, survey.uid, survey.revision, str(facts["subject"]), _owned(survey))


def _owned(survey: Survey) -> dict[str, Owner]:
    own = Owner(survey.called(), EXCELLENCE_PAGE, survey.uid)
    return {"survey": own, "lines": own, "subject": whom_owner(survey)}


LEDGER = Register(
    "grading_ledger",
    VERSION,
    "分类定级（晋位升级）台账",
    (
        Column(NUMBER, "序\n号"),
        Column("whom", "组织（个人）", 32, "left", expected=True),
        Column("round", "轮次", 20),
        Column("standard", "评定标准", 20),
        Column("own", "自评", 12),
        Column("survey", "测评\n满意率", 15),
        Column("score", "评定\n得分", 12, expected=True),
        Column("proposed", "初评", 12),
        Column("discussed_on", "议评\n日期", 21),
        Column("publicity", "公示起止", 23),
        Column("decided", "定级", 13, expected=True),
        Column("before", "上轮\n定级", 13),
        Column("move", "晋级\n结果", 15),
        Column("target", "目标级", 13),
        Column("measures", "晋级措施", 36, "left"),
        Column("responsible", "责任人", 16),
    ),
    left="填报单位（盖章）：{office.name:16}　　共 {count:3} 个",
    right="填表日期：{day:9}",
    signatures=("单位负责人：", "审核人：", "填表人：", "联系电话：{office.phone}"),
    notes=("注：按自评、测评、初评、议评、公示定级五步进行；定级分先进、一般、后进，晋级结果与上一轮定级比较。",),
    subject="office.name",
    blank_rows=14,
)


def ledger_paper(_facts: Facts) -> Register:
    """分类定级台账."""
    return LEDGER


def ledger_pieces(ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """One table of all these gradings."""
    found = [Grading.get_by_id(number) for number in ids]
    if not found:
        return
    day = occasion.moment.date()
    facts = office_facts() | {
        "count": str(len(found)),
        "day": f"{day.year}年{day.month}月{day.day}日",
        "rows": [_grading(grading) for grading in found],
    }
    owned = {f"rows.{at}": Owner(one.called(), EXCELLENCE_PAGE, one.uid) for at, one in enumerate(found)}
    revision = sum(one.revision for one in found)
    yield Piece(LEDGER, facts, f"{occasion.moment:%Y%m%d}", revision, str(facts["office.name"]), owned)


def _grading(grading: Grading) -> Facts:
    before = round_before(grading)
    was = before.decided_grade if before else None
    score = total_of(scores_of(grading))
    moved = move(was, grading.decided_grade)
    grade: Any = Grading.decided_grade.show
    return {
        "whom": whom(grading),
        "round": grading.round,
        "standard": Grading.standard.table.short(grading.standard),
        "own": grade(grading.own_grade),
        "survey": survey_rate(grading.survey).percent if grading.survey_id else "",
        "score": "" if score is None else str(score),
        "proposed": grade(grading.proposed_grade),
        "discussed_on": short_day(grading.discussed_on) if grading.discussed_on else "",
        "publicity": span(grading.publicity_from, grading.publicity_to, short_day, "—"),
        "decided": grade(grading.decided_grade),
        "before": grade(was),
        "move": _MOVES.get(moved or "", ""),
        "target": grade(grading.target_grade),
        "measures": grading.measures or "",
        "responsible": grading.responsible or "",
    }


_MOVES = {"up": "↑晋级", "same": "保持", "down": "↓降级", "first": "首次"}


def grading_ids(what: Any) -> list[int]:
    """The gradings that are meant, the newest round first where all are."""
    return ids_of(Grading, what, Grading.rated_on.desc())
