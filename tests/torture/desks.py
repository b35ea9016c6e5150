"""Stories of a county's desks: packages taken in by the inbox, a rule switched on, opinions given and taken back."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from models.core.progress import Silent
from models.exchange.inbox import sort_arrived, take_all
from models.exchange.merging.written import set_merging_rules
from models.exchange.opinions import Opinion, SendingBack, give, opinion_ids, send_back, take_back
from tests.models.exchange import carried

STICK = "stick"
YES = Opinion(True, "同意推荐〔姓名〕同志。", "周敏", date(2026, 11, 20))


def townships_came(office: Path) -> None:
    """A county, and on a stick the packages of two townships with somebody who waits in each."""
    made = carried.make(office.parent / "round")
    shutil.copytree(made.county, office)
    stick = office.parent / STICK
    stick.mkdir()
    for name in (carried.MANGO, carried.DRAGON):
        shutil.copy(made.packages(name)[0], stick)
    shutil.rmtree(office.parent / "round")


def received_and_judged(world: Any) -> None:
    """One package after the other, a rule, an opinion for several, it is taken back, one of them goes back."""
    world.do(world.open)
    for path in sorted((world.root / STICK).glob("*.qtpkg")):
        arrived = sort_arrived(world.opened, [path])
        world.do(lambda arrived=arrived: take_all(world.opened, arrived))
    world.do(lambda: set_merging_rules(world.session, ["county_opinion"]))
    waiting = opinion_ids()
    given = world.do(lambda: give(world.session, waiting, YES, Silent()))
    world.do(lambda: take_back(world.session, given, Silent()))
    world.do(lambda: send_back(world.session, waiting[:1], SendingBack("inspection", ("考察人",)), Silent()))
