"""An office that strove: a campaign with promises, comments, ballots and grades, awards, activities, talents."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.excellence import activities, comments, gradings, promises, talents, targets
from models.office.office import OpenOffice
from models.office.place import ANY_DRIVE
from tests import builders
from tests.models.excellence import sample


def tell(opened: OpenOffice) -> None:
    """One record of every kind that is printed, as complete as the papers ask for."""
    session = opened.session
    union, women = builders.body(session, "union"), builders.body(session, "women", phone="0999-3210001")
    who = builders.person(session, "单立梅")
    other = builders.person(session, "仇晓㐂", order=201, title="农艺师")
    made = sample.campaign(session)
    shared = {"campaign": made, "recommended_by": women, "publicity_phone": "0999-3210001"}
    shared |= {"reported_to": "芒果县妇女联合会", "frontline": True}
    titled = {"award_title": "芒果县三八红旗手", "report_number": "芒妇〔2026〕9号"}
    sample.advance(session, sample.nomination(session, who, **titled, **shared))
    group = {"honours": "2024年被评为芒果镇守信经营户。", "head_phone": "13800001234"}
    sample.advance(session, sample.nomination(session, **group, **shared), "township")
    sample.nomination(session, other, award="excellence_person")
    _campaign(session, union, women, made, who)
    held = sample.activity(session, organiser=women, place="大坪村妇女之家", youth=12)
    activities.attend(session, held, [who, other])
    sample.activity(session, title="招聘会", kind_of_activity="jobs", from_on=date(2026, 2, 20), to_on=None, people=800)
    given = {"person": who, "kind_of_talent": "women", "skill": "彝族刺绣", "leads_households": 37, "body": women}
    talents.keep_talent(session, given)
    _targets(session, women)


def _targets(session, women):
    head = {"year": 2026, "title": "2026年芒果镇妇联目标", "channel": "women", "document": "芒妇〔2026〕3号"}
    made = targets.make_sheet(
        session, head, ["women_home", "family_safe", "recommended_women", "activity_people"]
    ).value
    lines = {line.indicator: line for line in targets.targets_of(made)}
    targets.change_target(session, lines["women_home"], {"responsible": women, "responsible_name": "何欣悦"})
    told = {"as_of": date(2026, 6, 30), "value": 61_00, "source": "镇综治办"}
    targets.keep_value(session, lines["family_safe"], told)
    targets.change_target(session, lines["activity_people"], {"least": 1000_00})


def _campaign(session, union, women, made, who):
    published = {"publicised_on": date(2026, 4, 10), "publicised_at": "公司公告栏", "campaign": made}
    kept = sample.promise(session, union, **published)
    promises.judge_item(session, promises.items_of(kept)[0], "kept", date(2026, 11, 1), "走访记录11份。")
    sample.promise(session, person=who)
    said = {"good": "活动经常。", "lacking": "台账不全。", "direction": "补齐台账。", "follow_up": "逐项补齐。"}
    head = {"body": union, "campaign": made, "commented_on": date(2026, 9, 1), "by": "周敏", "form": "on_site"}
    comments.keep_comment(session, {**head, **said})
    survey = sample.survey(session, union, campaign=made, counter="魏红霞", scrutineer="何欣悦")
    for at, grade in enumerate(("middle", "advanced")):
        day = date(2026, 4 + 6 * at, 20)
        values = {"rated_on": day, "round": f"第{at + 1}轮", "survey": survey if at else None, "own_grade": grade}
        row = sample.grading(session, union, 16 + 3 * at, measures="按月走访。", **values)
        gradings.decide_grade(session, row, grade, on=day)


@pytest.fixture(scope="module")
def striving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """The office, for a whole module of tests that only read."""
    directory = tmp_path_factory.mktemp("striving") / "office"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        with builders.office(Path(directory)) as opened:
            tell(opened)
            yield opened
