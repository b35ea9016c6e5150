"""What was handed out never changes; what is another number by now is shown cell by cell."""

import pytest

from models.core.database import DB
from models.core.errors import RuleRefused
from models.core.verbs import Session, undo
from models.statistics import forms
from models.statistics.consolidated import over_townships, recommended
from models.statistics.counting import Scope, count
from models.statistics.frozen import (
    FrozenReturn,
    differences,
    freeze_return,
    frozen_heads,
    frozen_ids,
    frozen_returns,
    latest,
)
from models.statistics.sheet import HIDDEN, TOTAL
from models.statistics.span import parse
from tests import builders

FORM = forms.form("recommendation")
PERIOD = parse("2026")


def forwarded(session: Session, name: str, order: int) -> None:
    builders.advance(session, builders.candidate(session, name=name, order=order), "later")


def test_a_frozen_return_keeps_its_numbers(session: Session) -> None:
    forwarded(session, "单立梅", 124)
    then = count(FORM, PERIOD)
    frozen = freeze_return(session, then).value
    forwarded(session, "曾小红", 126)
    kept = FrozenReturn.by_uid(frozen.uid)
    assert kept.content().rows == then.rows
    assert (kept.title, kept.period, kept.cut_off) == (FORM.title, "2026", PERIOD.until)
    assert latest("recommendation", PERIOD) == kept


def test_later_differences_are_told_cell_by_cell(session: Session) -> None:
    forwarded(session, "单立梅", 124)
    frozen = freeze_return(session, count(FORM, PERIOD)).value
    assert differences(frozen, count(FORM, PERIOD)) == []
    forwarded(session, "曾小红", 126)
    found = {(one.row, one.column.key): (one.then, one.now) for one in differences(frozen, count(FORM, PERIOD))}
    assert found[(TOTAL, "recommended.all")] == (1, 2)
    assert (TOTAL, "recommended.union") not in found


def test_a_new_unit_without_numbers_is_no_difference(session: Session) -> None:
    forwarded(session, "单立梅", 124)
    frozen = freeze_return(session, count(FORM, PERIOD)).value
    builders.unit(session, "云岭村")
    assert differences(frozen, count(FORM, PERIOD)) == []


def test_handing_out_is_never_taken_back(session: Session) -> None:
    done = freeze_return(session, count(FORM, PERIOD))
    with pytest.raises(RuleRefused):
        undo(session, done.seq)


def test_each_handing_out_is_a_record_of_its_own(session: Session) -> None:
    for _ in range(2):
        freeze_return(session, count(FORM, PERIOD))
    freeze_return(session, count(FORM, parse("2026H1")))
    assert len(frozen_returns("recommendation", PERIOD)) == 2
    assert len(frozen_returns()) == 3


def received(session: Session, origin: str) -> FrozenReturn:
    """A return as another office handed it out."""
    frozen = freeze_return(session, count(FORM, PERIOD)).value
    FrozenReturn.update(origin=origin).where(FrozenReturn.id == frozen.id).execute()
    return frozen


def test_the_county_adds_up_what_townships_handed_out(session: Session) -> None:
    forwarded(session, "单立梅", 124)
    received(session, "a" * 16)
    forwarded(session, "曾小红", 126)
    received(session, "b" * 16)
    titles = {"a" * 16: "甲乡", "b" * 16: "乙镇", "c" * 16: "丙镇"}
    found = over_townships(FORM, PERIOD, titles)
    assert [(row.title, row.values["recommended.all"]) for row in found.sheet.rows] == [
        ("甲乡", 1),
        ("乙镇", 2),
        ("合计", 3),
    ]
    assert found.missing == ("c" * 16,)
    assert "丙镇" in found.sheet.notes[-1]
    unit_rows = found.of("b" * 16)
    assert unit_rows is not None
    assert unit_rows.rows[0].title == "大坪村"


def test_rates_of_the_county_are_made_from_the_parts(session: Session) -> None:
    forwarded(session, "单立梅", 124)
    rec = builders.candidate(session, name="曾强", order=125)
    builders.stage(session, rec.person, "probationary", "2026-10-01")
    received(session, "a" * 16)
    builders.stage(session, builders.person(session, "解云", order=128), "probationary", "2026-10-01")
    received(session, "b" * 16)
    sheet = over_townships(FORM, PERIOD, {"a" * 16: "甲乡", "b" * 16: "乙镇"}).sheet
    assert sheet.total.values["admitted.all"] == 3
    assert sheet.total.values["shares.women"] == (sheet.total.values["admitted.women"], 3)


def test_what_a_township_may_not_tell_the_county_does_not_tell(session: Session) -> None:
    form = forms.form("women_children")
    builders.child(session, classes=("aids",))
    frozen = freeze_return(session, count(form, PERIOD)).value
    FrozenReturn.update(origin="a" * 16).where(FrozenReturn.id == frozen.id).execute()
    assert frozen.content().total.values["need.aids"] == HIDDEN
    sheet = over_townships(form, PERIOD, {"a" * 16: "甲乡"}).sheet
    assert sheet.total.values["need.aids"] == HIDDEN


def test_everybody_recommended_stands_in_the_countys_list(session: Session) -> None:
    forwarded(session, "单立梅", 124)
    found = recommended(PERIOD)
    assert [(row.name, row.channel, row.target) for row in found] == [("单立梅", "league", "activist")]
    assert recommended(parse("2025")) == []


def test_rows_by_channel_leave_out_what_has_no_channel(session: Session) -> None:
    forwarded(session, "单立梅", 124)
    sheet = count(FORM, PERIOD, Scope("channel"))
    row = sheet.row("league")
    assert row is not None
    assert row.values["recommended.all"] == 1
    assert row.values["applicants.all"] is None
    assert sheet.total.values["applicants.all"] is not None


def test_a_list_of_them_reads_no_numbers(session: Session) -> None:
    freeze_return(session, count(FORM, PERIOD))
    told: list[str] = []
    DB.connection().set_trace_callback(told.append)
    (head,) = frozen_heads(frozen_ids())
    DB.connection().set_trace_callback(None)
    assert head.title == FORM.title
    assert not [sql for sql in told if "sheet" in sql]
