"""Age bands as they are typed: read, told, and refused where a sum would not come out; counted in every return."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.errors import KnownError
from models.office.office import OpenOffice
from models.statistics import bands
from models.statistics.counting import count
from models.statistics.forms import form, forms
from models.statistics.frozen import differences, freeze_return
from models.statistics.sheet import from_plain
from models.statistics.span import parse
from models.statistics.suppression import suppressed
from tests import builders


@pytest.mark.parametrize(
    "text",
    [
        "35岁及以下、36—45岁、46岁及以上",
        "35岁以下，36至45，46岁以上",
        "≤35 36-45 ≥46",
        "３５岁及以下；３６～４５岁；４６岁及以上",
        "46岁及以上、36-45、35及以下",
    ],
)
def test_the_usual_ways_of_writing_bands_are_read(text: str) -> None:
    assert bands.words(bands.read(text)) == "35岁及以下、36—45岁、46岁及以上"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("35岁及以下、35—45", "有重叠"),
        ("35岁及以下、37岁及以上", "36岁没有归进哪一段"),
        ("35岁及以上、40岁及以上", "有重叠"),
        ("30岁及以下、35岁及以下", "有重叠"),
        ("青年、36岁及以上", "看不懂年龄段“青年”"),
        ("45—36", "看不懂"),
    ],
)
def test_bands_that_would_not_add_up_are_refused_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(KnownError, match=said):
        bands.read(text)


@given(st.lists(st.integers(1, 120), min_size=1, max_size=8, unique=True).map(sorted))
def test_what_is_told_is_read_again(cuts: list[int]) -> None:
    edges = [None, *(cut + 1 for cut in cuts)], [*cuts, None]
    made = tuple(zip(*edges, strict=True))
    assert bands.read(bands.words(made)) == made


def test_every_return_with_bands_is_counted_kept_and_told_in_others(opened: OpenOffice) -> None:
    session = opened.session
    league = builders.body(session, "league", builders.unit(session, "石桥村"))
    for order, born in enumerate(("2000-06-01", "2012-06-01")):
        builders.membership(
            session,
            builders.person(session, name=f"李{order}", born=date.fromisoformat(born), order=order + 200),
            league,
        )
    for usual in forms():
        for name, told in usual.bands.items():
            low, high = told[0][0], told[-1][1]
            other = form(usual.key, {name: ((low, 12), (13, high))})
            assert len(other.columns) < len(usual.columns)
            sheet = suppressed(count(other, parse("2026")))
            assert not [check for check in sheet.checks if check.broken]
            assert from_plain(sheet.plain()).bands == other.bands
            frozen = freeze_return(session, sheet).value
            assert not differences(frozen, suppressed(count(form(usual.key, frozen.content().bands), parse("2026"))))


def test_the_usual_bands_are_the_usual_return() -> None:
    assert form("women", dict(form("women").bands)) is form("women")
    assert form("women").band_title("chairs") == "村（社区）妇联主席·年龄"
