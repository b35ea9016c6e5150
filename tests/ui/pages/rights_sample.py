"""What the page 维权 shows in its tests: open petitions at several steps, and protected ones inside the compartment."""

from datetime import date
from typing import Any

from models.core.dates import PartialDate
from models.office.closed.compartment import enter
from models.office.office import OpenOffice
from models.rights import doing
from models.rights.helping import refer
from models.rights.records import RightsCase
from models.rights.verbs import add_progress, change_case, take_rights_step
from models.rights.violence import (
    apply_for_order,
    decide_order,
    keep_warning_letter,
    register_violence,
    visit_after_warning,
)
from tests import builders

TALKED = {"claim": "退还承包地。", "receiver_opinion": "先到村里了解，再约双方调解。", "capacity": "full"}
ACCEPTED = {"decision": "accept", "accepted_on": date(2026, 9, 24), "acceptance_told_on": date(2026, 9, 28)}


def open_petitions(opened: OpenOffice) -> list[RightsCase]:
    """Three that everybody may see: new, being handled with little time left, and answered."""
    fresh = builders.petition(opened, registered_on=date(2026, 11, 9))
    wages = builders.petition(
        opened,
        name="罗小梅",
        born=PartialDate(1979, 5),
        phone="13900005678",
        channel="call",
        rights_class="0301",
        accused_name=None,
        accused_unit="大河农业开发有限公司",
        problem="三个月没有发工资，一共一万二千元。",
        registered_on=date(2026, 9, 21),
    )
    wages = step(opened, wages, {"claim": "发清工资。", "receiver_opinion": "联系企业核实。", "capacity": "full"})
    wages = step(opened, wages, ACCEPTED)
    doing.do(opened, wages, add_progress, "contacted", "和企业财务核对了工资表，欠薪属实。", date(2026, 10, 8), "15:00")
    doing.do(
        opened, again(opened, wages), refer, {**builders.REFERRAL, "to_body": "芒果县劳动监察大队", "to_kind": "other"}
    )
    advice = builders.petition(
        opened, name="普雪梅", born=PartialDate(1995), phone=None, rights_class="0204", registered_on=date(2026, 11, 16)
    )
    return [again(opened, one) for one in (fresh, wages, advice)]


def protected_petitions(opened: OpenOffice) -> list[RightsCase]:
    """Inside: one of violence with everything that belongs to it, and one of a harmed child without its report."""
    enter(opened)
    case = builders.violence_case(opened, registered_on=date(2026, 11, 16))
    case = step(opened, case, {"receiver_opinion": "先保证安全，帮助申请保护令。"})
    case = step(opened, case, {"decision": "accept", "accepted_on": date(2026, 11, 17)})
    for verb, values in (
        (register_violence, builders.VIOLENCE),
        (keep_warning_letter, builders.WARNING),
        (apply_for_order, builders.ORDER),
    ):
        made = doing.do(opened, again(opened, case), verb, values).value
        if verb is keep_warning_letter:
            visit = {
                "visited_on": date(2026, 11, 19),
                "visitors": "王秀英、李明",
                "repeated": False,
                "handling": "再次劝导。",
            }
            doing.do(opened, again(opened, case), visit_after_warning, made, visit)
    doing.do(opened, again(opened, case), decide_order, made, builders.GRANTED)
    doing.do(opened, again(opened, case), refer, builders.REFERRAL)
    doing.do(opened, again(opened, case), change_case, {"problem": "丈夫酒后多次殴打，最近一次用木棍。"})
    child = builders.petition(
        opened,
        name="普丽芬",
        rights_class="0403",
        born=PartialDate(1985),
        accused_relation="继父",
        problem="孩子身上有多处伤痕。",
        registered_on=date(2026, 11, 19),
    )
    return [again(opened, case), again(opened, child)]


def again(opened: OpenOffice, case: RightsCase) -> RightsCase:
    """The case as it is stored now."""
    from models.rights.file import case_of

    return case_of(case.uid, doing.inside(opened))


def step(opened: OpenOffice, case: RightsCase, values: dict[str, Any]) -> RightsCase:
    """Finish the current step with these columns; the case as it then is."""
    doing.do(opened, again(opened, case), take_rights_step, values)
    return again(opened, case)
