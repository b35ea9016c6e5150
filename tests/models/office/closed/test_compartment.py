"""Inside the closed compartment: who gets in, what working there leaves outside, how it ends."""

import pytest

from models.office.closed import compartment as closed
from models.office.closed.compartment import enter
from models.office.office import OpenOffice
from models.organisations.unit import Unit
from models.organisations.verbs import change_unit, register_unit


def test_what_is_done_inside_stays_inside(opened: OpenOffice) -> None:
    inside = enter(opened)
    done = inside.run(register_unit, {"name": "木棉村", "kind_of_unit": "village"})
    assert [unit.name for unit in inside.all(Unit)] == ["木棉村"]
    assert Unit.select().count() == 0
    unit = inside.get(Unit, done.value.uid)
    inside.run(change_unit, unit, {"name": "攀枝花村"})
    assert len(inside.story(unit.uid)) == 2
    inside.keep_attachment(unit, "照片", "a.png", b"xyz")
    inside.leave()
    with pytest.raises(closed.Closed):
        inside.all(Unit)
    inside = enter(opened)
    assert [unit.name for unit in inside.all(Unit)] == ["攀枝花村"]
    assert inside.content(inside.attachments_of(unit)[0].uid) == b"xyz"
    assert inside.problems() == []
