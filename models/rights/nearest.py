"""The clock that ends next, for every line of a list at once. Reads only; what a clock is stands in `clocks`."""

from collections.abc import Sequence
from datetime import datetime

from models.office.calendar import office_calendar
from models.office.closed.compartment import Compartment
from models.rights import sight
from models.rights.book import ManyRules
from models.rights.clocks import CLOCKED, DONE, OPEN, Clock, clocks
from models.rights.file import Parts, parts_of_case
from models.rights.records import Referral, RightsCase


def nearest(clearance: Compartment | None, ids: Sequence[int], now: datetime) -> dict[int, Clock]:
    """Id of a case → its clock that ends next, as far as the reader may see the case; none where nothing runs."""
    calendar, rules = office_calendar(), ManyRules()
    found: dict[int, Clock] = {}
    for case, parts in _with_parts(clearance, ids):
        running = clocks(case, parts, now, calendar, rules.on(case.registered_on))
        pressing = [clock for clock in running if clock.state not in (DONE, OPEN)]
        if pressing:
            found[case.id] = pressing[0]
    return found


def _with_parts(clearance: Compartment | None, ids: Sequence[int]) -> list[tuple[RightsCase, Parts]]:
    columns = [getattr(RightsCase, name) for name in CLOCKED]
    query = RightsCase.select(*columns).where(RightsCase.id.in_([number for number in ids if number > 0]))
    cases = sight.seen(clearance, query)
    slips: dict[str, list[Referral]] = {}
    # Of what belongs to an open case only referrals have clocks.
    for referral in Referral.select().where(Referral.case_uid.in_([case.uid for case in cases])).order_by(Referral.id):
        slips.setdefault(referral.case_uid, []).append(referral)
    found = [(case, Parts(referrals=slips.get(case.uid, []))) for case in cases]
    if clearance is not None:
        wanted = {number for number in ids if number < 0}
        inside = [case for case in clearance.all(RightsCase) if case.id in wanted] if wanted else []
        found += [(case, parts_of_case(case, clearance)) for case in sight.seen(clearance, inside)]
    return found
