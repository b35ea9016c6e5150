"""A story of returns for the torture: counted, handed out, counted again after something changed."""

from typing import Any

from models.statistics import forms
from models.statistics.counting import count
from models.statistics.frozen import differences, freeze_return, frozen_returns
from models.statistics.span import parse
from tests import builders


def handed_out(world: Any) -> None:
    """Two returns of a year are handed out, one of them again after a unit came."""
    world.do(world.open)
    year = parse("2026")
    for key in ("recommendation", "union"):
        world.do(lambda key=key: freeze_return(world.session, count(forms.form(key), year)))
    world.do(
        lambda: builders.unit(world.session, "云岭茶业有限公司", kind_of_unit="enterprise", staff=120, party_members=1)
    )
    now = count(forms.form("recommendation"), year)
    assert differences(frozen_returns("recommendation")[0], now)
    world.do(lambda: freeze_return(world.session, now))
