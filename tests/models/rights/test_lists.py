"""Lists, counts, search and figures: who is inside sees both sides in one list, everybody else one side only."""

from datetime import date

import pytest

from models.core.errors import RuleRefused
from models.core.record import is_protected
from models.office.closed.compartment import enter
from models.office.office import OpenOffice
from models.rights import doing, figures, lists
from models.rights.helping import refer
from models.rights.lists import ENDED, RightsFilter
from models.rights.records import RightsCase
from models.rights.verbs import withdraw_case
from models.rights.violence import apply_for_order, keep_warning_letter, register_violence
from tests import builders

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def uids(opened: OpenOffice) -> dict[str, str]:
    """Two open cases and a protected one, by a short name."""
    first = builders.petition(opened, name="普丽", phone="13800005555", channel="call", rights_class="0301", people=6)
    second = builders.petition(opened, registered_on=date(2026, 11, 18))
    inside = enter(opened)
    third = builders.violence_case(opened, registered_on=date(2026, 11, 17))
    doing.do(opened, third, register_violence, builders.VIOLENCE)
    doing.do(opened, third, keep_warning_letter, builders.WARNING)
    body = {"applying_body": "women", "applying_reason": "forced"}
    doing.do(opened, third, apply_for_order, {**builders.ORDER, **body})
    doing.do(opened, third, refer, builders.REFERRAL)
    inside.leave()
    return {"first": first.uid, "second": second.uid, "third": third.uid}


def found(opened: OpenOffice, wanted: RightsFilter | None = None) -> list[str]:
    """Uids in the list that the reader gets."""
    clearance = doing.inside(opened)
    return [row.uid for row in lists.case_rows(clearance, lists.case_ids(clearance, wanted))]


def test_both_sides_stand_in_one_list_for_who_is_inside(opened: OpenOffice, uids: dict[str, str]) -> None:
    assert found(opened) == [uids["second"], uids["first"]]
    inside = enter(opened)
    assert found(opened) == [uids["second"], uids["third"], uids["first"]]
    ids = lists.case_ids(inside)
    inside.leave()
    assert [row.uid for row in lists.case_rows(None, ids)] == [uids["second"], uids["first"]]


@pytest.mark.parametrize(
    ("wanted", "outside", "within"),
    [
        (RightsFilter(text="单立梅"), ["second"], ["second", "third"]),
        (RightsFilter(text="仇正明"), ["second", "first"], ["second", "third", "first"]),
        (RightsFilter(text="5555"), ["first"], ["first"]),
        (RightsFilter(text="访2026-001"), ["first"], ["third", "first"]),
        (RightsFilter(channel="call"), ["first"], ["first"]),
        (RightsFilter(rights_class="0205"), [], ["third"]),
        (RightsFilter(field="02"), [], ["third"]),
        (RightsFilter(since="2026-11-17"), ["second"], ["second", "third"]),
        (RightsFilter(until="2026-11-16"), ["first"], ["first"]),
        (RightsFilter(step="talking"), ["second", "first"], ["second", "third", "first"]),
        (RightsFilter(step=ENDED), [], []),
    ],
)
def test_a_list_is_narrowed_alike_on_both_sides(
    opened: OpenOffice, uids: dict[str, str], wanted: RightsFilter, outside: list[str], within: list[str]
) -> None:
    assert found(opened, wanted) == [uids[name] for name in outside]
    enter(opened)
    assert found(opened, wanted) == [uids[name] for name in within]


def test_counts_follow_what_the_reader_may_see(opened: OpenOffice, uids: dict[str, str]) -> None:
    withdraw_case(opened.session, RightsCase.by_uid(uids["first"]), "不再反映")
    assert lists.counts(None, "rights_class") == {"0301": 1, "0501": 1}
    assert lists.counts(None, "channel", running_only=True) == {"visit": 1}
    steps = {key: number for key, _, number in lists.step_counts(None)}
    assert (steps["talking"], steps[ENDED]) == (1, 1)
    assert lists.counts(enter(opened), "rights_class") == {"0301": 1, "0501": 1, "0205": 1}


def test_earlier_visits_are_told_as_far_as_they_may_be_seen(opened: OpenOffice, uids: dict[str, str]) -> None:
    asked = {"name": "单立梅", "phone": "13800005555"}
    assert [row.uid for row in lists.earlier_visits(None, asked)] == [uids["second"], uids["first"]]
    inside = enter(opened)
    assert [row.uid for row in lists.earlier_visits(inside, asked)] == [uids["second"], uids["third"], uids["first"]]
    assert lists.earlier_visits(inside, {"problem": "承包地"}) == []


def test_a_persons_page_shows_her_cases(opened: OpenOffice, uids: dict[str, str]) -> None:
    person = builders.person(opened.session, "单立梅")
    mine = builders.petition(opened, person_uid=person.uid)
    enter(opened)
    hidden = builders.violence_case(opened, id_number=person.id_number)
    assert [row.uid for row in lists.cases_of_person(doing.inside(opened), person)] == [mine.uid, hidden.uid]
    assert [row.uid for row in lists.cases_of_person(None, person)] == [mine.uid]


def test_what_is_due_in_the_compartment_is_told_inside_only(opened: OpenOffice, uids: dict[str, str]) -> None:
    assert lists.due(None, builders.NOW) == []
    inside = enter(opened)
    assert [(due.uid, due.title) for due in lists.due(inside, builders.NOW)] == [
        (uids["third"], "单立梅：法院作出裁定")
    ]


def test_protected_cases_give_numbers_only(opened: OpenOffice, uids: dict[str, str]) -> None:
    without = figures.figures(None, *YEAR)
    assert (without["cases"], without["people"], without["joint"]) == (2, 7, 1)
    assert not any(key.startswith("violence") for key in without)
    inside = enter(opened)
    whole = figures.figures(inside, *YEAR)
    assert whole["cases"] == 3
    assert {key: number for key, number in whole.items() if key.startswith("violence")} == {
        "violence.cases": 1,
        "violence.police": 1,
        "violence.warnings": 1,
        "violence.orders": 1,
        "violence.orders_by_others": 1,
        "violence.referred": 1,
        "violence.again": 1,
    }
    figures.release(inside, *YEAR)
    inside.leave()
    assert figures.figures(None, *YEAR) == whole
    assert whole.keys() <= figures.names().keys()


def test_a_page_asks_before_it_keeps_a_draft(opened: OpenOffice) -> None:
    assert doing.needs_compartment(opened, {"name": "单立梅"})
    assert doing.needs_compartment(opened, {"rights_class": "0205"})
    assert not doing.needs_compartment(opened, {"rights_class": "0501"})


def test_an_attachment_lies_where_its_case_lies(opened: OpenOffice, uids: dict[str, str]) -> None:
    mine = RightsCase.by_uid(uids["first"])
    doing.attach_to(opened, mine, "合同", "合同.pdf", b"%PDF-1")
    enter(opened)
    hidden = doing.inside(opened).get(RightsCase, uids["third"])
    kept = doing.attach_to(opened, hidden, "伤情照片", "a.jpg", b"\xff\xd8\xff").value
    assert is_protected(kept)
    assert doing.content_of(opened, kept) == b"\xff\xd8\xff"
    assert [doing.content_of(opened, part) for part in doing.attachments(opened, mine)] == [b"%PDF-1"]
    doing.inside(opened).leave()
    assert doing.attachments(opened, hidden) == []
    with pytest.raises(RuleRefused):
        doing.content_of(opened, kept)
