"""Stories of answers: a county that tells and answers, a township that takes the answer in and deals with it."""

from pathlib import Path
from typing import Any

from models.core.clock import fixed
from models.exchange.answering import answer, deal_with_notice, make_notice
from models.exchange.answering.notices import About
from models.exchange.cards import read_card_file
from models.exchange.identity import receiver_named
from models.exchange.merging.apply import undo_package
from models.exchange.receiving import look_into, take_in
from models.exchange.records import Notice
from models.office.office import OpenOffice, open_office
from models.recommendation.procedure import SUPERIOR
from models.recommendation.records import Recommendation
from models.recommendation.verbs import fill_in, take_step
from tests import builders
from tests.models.exchange import packages

CAME, STICK = "came", "stick"
CLOCK = fixed(builders.NOW)


def report_came(office: Path) -> None:
    """A county with the report of a township, and an empty stick."""
    _both(office.parent / "township", office)


def answer_came(office: Path) -> None:
    """A township with the answer to its report on a stick."""
    beside = office.parent / "county"
    _both(office, beside)
    with open_office(beside, builders.PASSPHRASE, clock=CLOCK) as opened:
        _agree(opened)
        make_notice(opened.session, Recommendation.get().origin, "other", "请补照片。", About(Recommendation.get()))
        answer(opened, receiver_named(""), office.parent / STICK)


def _both(township: Path, county: Path) -> None:
    """Two offices; the township has reported a recommendation, the county has taken it in."""
    packages.acquainted(builders.office(township), county)
    for name in (CAME, STICK):
        (township.parent / name).mkdir()
    with open_office(township, builders.PASSPHRASE, clock=CLOCK) as opened:
        packages.trust(opened, read_card_file(county / "card"))
        builders.candidate(opened.session)
        builders.advance(opened.session, Recommendation.get(), SUPERIOR)
        report = packages.sent(opened, township.parent / CAME).path
    with open_office(county, builders.PASSPHRASE, clock=CLOCK) as opened:
        take_in(opened, look_into(opened, report))


def _agree(opened: OpenOffice) -> None:
    fill_in(opened.session, Recommendation.get(), builders.STEPS[SUPERIOR])
    take_step(opened.session, Recommendation.get())


def told_and_answered(world: Any) -> None:
    """An opinion, a notice, the answer, and one more."""
    world.do(world.open)
    stick, receiver = world.root / STICK, receiver_named("")
    world.do(lambda: fill_in(world.session, Recommendation.get(), builders.STEPS[SUPERIOR]))
    world.do(lambda: take_step(world.session, Recommendation.get()))
    world.do(lambda: make_notice(world.session, receiver.office_uid, "other", "请补照片。"))
    world.do(lambda: answer(world.opened, receiver, stick))
    world.do(lambda: answer(world.opened, receiver, stick, whole=True))


def taken_and_dealt_with(world: Any) -> None:
    """The answer taken in, back and in again, its notice dealt with."""
    (package,) = (world.root / STICK).glob("*.qtpkg")
    world.do(world.open)

    def take() -> Any:
        return take_in(world.opened, look_into(world.opened, package)).value

    received = world.do(take)
    world.do(lambda: undo_package(world.session, received))
    world.do(take)
    world.do(lambda: deal_with_notice(world.session, Notice.get(), "已补。"))
