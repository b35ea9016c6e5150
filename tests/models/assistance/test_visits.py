"""Visits: recorded with a photo, changed, removed."""

from datetime import date

import pytest

from models.assistance.giving_lists import VisitFilter, visit_ids, visit_rows
from models.assistance.visits import Visit, change_visit, remove_visit
from models.core.errors import RuleRefused
from models.core.verbs import undo
from models.office.attachment import Attachment, Store, attach
from models.office.office import OpenOffice
from tests import builders


def test_a_visit_is_kept_with_its_photos(opened: OpenOffice) -> None:
    session = opened.session
    who = builders.person(session)
    home = builders.household(session, who, members=0)
    visit = builders.visit(session, who)
    attach(session, Store(opened), visit, "走访照片", "1.jpg", b"\xff\xd8\xff photo")
    found = visit_rows(visit_ids(VisitFilter()))[0]
    assert (found.name, found.visited_on, found.gift_amount, found.photos) == ("单立梅", "2026-11-10", 16_000, 1)
    assert Visit.get().household_id == home.id


def test_a_visit_of_tomorrow_is_refused(opened: OpenOffice) -> None:
    who = builders.person(opened.session)
    with pytest.raises(RuleRefused, match="今天之后"):
        builders.visit(opened.session, who, visited_on=date(2026, 11, 21))
    visit = builders.visit(opened.session, who)
    with pytest.raises(RuleRefused, match="今天之后"):
        change_visit(opened.session, visit, {"visited_on": date(2027, 1, 1)})


def test_who_visited_and_when_must_be_told(opened: OpenOffice) -> None:
    with pytest.raises(RuleRefused, match="走访人"):
        builders.visit(opened.session, builders.person(opened.session), visitors=None)


def test_a_visit_is_changed_and_removed_and_brought_back(opened: OpenOffice) -> None:
    session = opened.session
    visit = builders.visit(session, builders.person(session))
    attach(session, Store(opened), visit, "走访照片", "1.jpg", b"\xff\xd8\xff photo")
    change_visit(session, visit, {"follow_up": "已办理临时救助。"})
    done = remove_visit(session, visit)
    assert (Visit.select().count(), Attachment.select().count()) == (0, 0)
    undo(session, done.seq)
    assert Attachment.get().owner_uid == visit.uid
    assert Visit.get().follow_up == "已办理临时救助。"


def test_visits_are_found_by_name_and_day(opened: OpenOffice) -> None:
    session = opened.session
    for place, name in enumerate(("王秀兰", "李桂英")):
        who = builders.person(session, name, order=126 + 2 * place)
        builders.visit(session, who, visited_on=date(2026, 10, 1 + place))
    assert [row.name for row in visit_rows(visit_ids(VisitFilter()))] == ["李桂英", "王秀兰"]
    assert [row.name for row in visit_rows(visit_ids(VisitFilter(text="王秀兰")))] == ["王秀兰"]
    assert [row.name for row in visit_rows(visit_ids(VisitFilter(first="2026-10-02")))] == ["李桂英"]
