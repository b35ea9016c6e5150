"""Protected cases in the return of 维权: from inside, as released, and what everybody else is told of them."""

from models.office.closed.compartment import enter
from models.office.office import OpenOffice
from models.rights import figures
from models.statistics import forms
from models.statistics.behind import UNTOLD, behind
from models.statistics.counting import Scope, count
from models.statistics.frozen import differences, freeze_return
from models.statistics.protected import UNRELEASED
from models.statistics.sheet import HIDDEN, PROTECTED, TOTAL
from models.statistics.span import parse
from tests import builders

FORM = forms.form("rights")
PERIOD = parse("2026")


def test_figures_and_return_agree_from_inside(opened: OpenOffice) -> None:
    builders.petition(opened, people=3)
    builders.petition(opened, rights_class="0301", channel="call", first_time=False)
    inside = enter(opened)
    builders.violence_case(opened)
    sheet = count(FORM, PERIOD, Scope("none"), inside)
    told = figures.figures(inside, PERIOD.since, PERIOD.until)
    for column in FORM.columns:
        if column.released:
            assert sheet.total.values[column.key] == told.get(column.released, 0), column.label


def test_outside_only_what_was_released_counts(opened: OpenOffice) -> None:
    builders.petition(opened)
    inside = enter(opened)
    for _ in range(6):
        builders.violence_case(opened)
    outside = count(FORM, PERIOD)
    assert outside.total.values["all.cases"] == 1
    assert UNRELEASED in outside.notes
    row = outside.row(PROTECTED)
    assert row is not None
    assert row.values["violence.cases"] is None
    figures.release(inside, PERIOD.since, PERIOD.until)
    inside.leave()
    after = count(FORM, PERIOD)
    assert after.total.values["all.cases"] == 7
    assert after.total.values["violence.cases"] == 6
    assert UNRELEASED not in after.notes


def test_a_number_opens_protected_cases_only_for_who_is_inside(opened: OpenOffice) -> None:
    case = builders.petition(opened)
    inside = enter(opened)
    closed = builders.violence_case(opened)
    scope = Scope("unit")
    seen = behind(FORM, PERIOD, scope, TOTAL, "all.cases", inside)
    assert (set(seen.ids), seen.sentence) == ({case.id, closed.id}, "")
    assert closed.id < 0
    assert behind(FORM, PERIOD, scope, PROTECTED, "all.cases", inside).ids == [closed.id]
    outside = behind(FORM, PERIOD, scope, TOTAL, "all.cases")
    assert (outside.ids, outside.sentence) == ([case.id], UNTOLD)
    assert behind(FORM, PERIOD, scope, PROTECTED, "violence.cases") == ("rights_case", [], UNTOLD)


def test_what_is_handed_out_hides_one_protected_case(opened: OpenOffice) -> None:
    for _ in range(6):
        builders.petition(opened)
    inside = enter(opened)
    builders.violence_case(opened)
    kept = freeze_return(opened.session, count(FORM, PERIOD, Scope("unit"), inside)).value.content()
    row = kept.row(PROTECTED)
    assert row is not None
    assert row.values["violence.cases"] == kept.total.values["violence.cases"] == HIDDEN
    assert row.values["all.cases"] == HIDDEN
    builders.violence_case(opened)
    later = differences(kept, count(FORM, PERIOD, Scope("unit"), inside))
    assert "violence.cases" not in {one.column.key for one in later}


def test_joint_visits_are_those_of_the_rule_book(opened: OpenOffice) -> None:
    from models.rights.book import Rules

    joint = FORM.column("all.joint")
    assert joint.asked == (f"people>={Rules(PERIOD.until).value('joint_from')}",)
