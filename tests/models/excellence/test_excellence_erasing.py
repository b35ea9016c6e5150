"""Who was honoured is erased on request: no word of her stays, every figure does."""

from datetime import date

from models.core.database import DB
from models.core.record import record_classes
from models.excellence import activities, comments, gradings, promises, talents
from models.excellence.lists import GRADINGS, NOMINATIONS, PROMISES, SURVEYS, TALENTS, award_counts
from models.office.office import OpenOffice
from models.people.erasure import Erasure, approve_erasure, request_erasure
from models.people.person import Person
from tests import builders
from tests.models.excellence import sample

HER, MARK = "鹦鹉螺霏", "zebra"


def _strive(opened: OpenOffice) -> None:
    """One of everything that is kept about her, with her name in every free text."""
    session = opened.session
    who = builders.person(session, HER)
    told = {"deeds_short": f"{HER}{MARK}", "deeds_long": None, "honours": MARK, "note": HER}
    sample.advance(session, sample.nomination(session, who, **told))
    promise = sample.promise(session, person=who, post=MARK, note=HER)
    promises.judge_item(session, promises.items_of(promise)[0], "kept", date(2026, 11, 1), f"{HER}已走访。")
    about = {"person": who, "commented_on": date(2026, 9, 1), "by": MARK, "good": HER, "lacking": MARK}
    comments.keep_comment(session, about)
    survey = sample.survey(session, title=f"{HER}民主测评", person=who, opinions=MARK)
    grading = sample.grading(session, person=who, survey=survey, own_words=HER, measures=MARK)
    gradings.decide_grade(session, grading, "advanced", reason=HER)
    given = {"person": who, "kind_of_talent": "women", "skill": MARK, "mentor": HER, "leads_households": 7}
    talents.keep_talent(session, given)
    held = activities.keep_activity(
        session, {"title": "培训", "kind_of_activity": "course", "from_on": date(2026, 5, 1)}
    )
    activities.attend(session, held.value, [who])
    activities.change_attendance(session, activities.attendances_of(held.value)[0], {"note": HER, "result": MARK})


def _figures() -> list[object]:
    year = (date(2026, 1, 1), date(2026, 12, 31))
    (promise,), (survey,), (grading,) = (one.rows(one.ids()) for one in (PROMISES, SURVEYS, GRADINGS))
    (talent,) = TALENTS.rows(TALENTS.ids())
    return [
        award_counts(2026),
        len(NOMINATIONS.ids()),
        (promise.items, promise.kept),
        (survey.good, survey.asked),
        (grading.score, grading.decided_grade),
        talent.leads_households,
        activities.totals(*year).people,
    ]


def _told() -> list[str]:
    """Tables in which a word of her stands."""
    found = []
    for cls in record_classes():
        if not cls.__module__.startswith("models.excellence"):
            continue
        for row in DB.execute_sql(f'SELECT * FROM "{cls.kind()}"').fetchall():
            if any(isinstance(part, str) and (HER in part or MARK in part) for part in row):
                found.append(cls.kind())
    return found


def test_no_word_of_her_stays_and_every_figure_does(opened: OpenOffice) -> None:
    _strive(opened)
    before = _figures()
    assert len(set(_told())) == 8
    request_erasure(opened.session, Person.get(Person.name == HER), "本人书面申请")
    approve_erasure(opened, Erasure.get())
    assert _told() == []
    assert _figures() == before
