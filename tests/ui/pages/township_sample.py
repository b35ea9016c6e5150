"""A township that knows its county, and the county itself: closed offices for the window to open."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.exchange.answering import answer, make_notice
from models.exchange.answering.notices import About
from models.exchange.cards import Card, read_card_file
from models.exchange.identity import receiver_named
from models.exchange.receiving import look_into, take_in
from models.office.office import OpenOffice, open_office
from models.office.place import ANY_DRIVE
from models.people.person import Person
from models.recommendation.procedure import SUPERIOR
from models.recommendation.records import Recommendation
from models.recommendation.verbs import fill_in, take_step
from tests import builders
from tests.models.exchange import packages

AGREED = "丁晓梅"


def acquaint(town: Path, root: Path) -> Path:
    """A copy of a closed office, acquainted with a county; the copy is `root/township`, the county `root/county`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        shutil.copytree(town, root / "township")
        packages.acquainted(opened(root / "township"), root / "county")
        with opened(root / "township") as township:
            packages.trust(township, card_of(root))
    return root


def answered(root: Path) -> Path:
    """The township sends its recommendations, the county takes them in and answers; the stick with the answer."""
    stick = root / "stick"
    stick.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        with opened(root / "township") as township:
            agreed = builders.candidate(township.session, "league", name=AGREED, order=424)
            builders.advance(township.session, agreed, SUPERIOR)
            report = packages.sent(township, stick).path
        with opened(root / "county") as county:
            take_in(county, look_into(county, report))
            _answer(county)
            answer(county, receiver_named(""), stick)
    report.unlink()
    return stick


def _answer(county: OpenOffice) -> None:
    session, agreed, other = county.session, _rec(AGREED), _rec("解晓燕")
    told = {
        **builders.STEPS[SUPERIOR],
        "superior_name": "共青团芒果县委员会",
        "superior_opinion": "材料齐全，同意推荐。",
    }
    fill_in(session, agreed, told)
    take_step(session, _rec(AGREED))
    about = About(other, missing="入党申请书复印件、照片", due_on=date(2026, 11, 30), package_number=1)
    make_notice(session, other.origin, "incomplete", "“解晓燕”的推荐材料不全，请补齐以后再报。", about)
    about = About(agreed.person, details={"column": "phone", "value": "13800009999"})
    make_notice(session, other.origin, "settled", "“丁晓梅”的联系电话两边改得不一样，采用本单位的。", about)
    make_notice(session, other.origin, "other", "请于12月5日前报送全年统计报表。")


def _rec(name: str) -> Recommendation:
    return Recommendation.select().join(Person).where(Person.name == name).get()


def card_of(root: Path) -> Card:
    """The county's card."""
    return read_card_file(root / "county" / "card")


def opened(directory: Path) -> OpenOffice:
    """An office, open on the builders' clock."""
    return open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW))
