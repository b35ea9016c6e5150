"""Family violence: the register, warning letters and the visits after them, protection orders.

Each of these makes its case a protected one; outside the closed compartment they are refused.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from models.core.clock import today
from models.core.dates import add_months
from models.core.errors import RuleRefused
from models.core.record import Record
from models.core.verbs import Work, verb
from models.office.closed.work import parts_of
from models.rights import sight
from models.rights.book import Rules
from models.rights.numbering import LETTERS, next_number
from models.rights.records import (
    MandatoryReport,
    ProtectionOrder,
    RightsCase,
    Violence,
    WarningLetter,
    WarningVisit,
)
from models.rights.verbs import as_changed, note_step

T = TypeVar("T", bound=Record)

GRANTED = "1"
"""结案方式 of an order that was made."""

SELF = "self"
EXTEND = "extend"
_FIXED = frozenset({"case_uid", "letter_uid", "extends_uid", "number"})


@verb("register_violence", "登记家庭暴力")
def register_violence(work: Work, case: RightsCase, values: Mapping[str, Any]) -> Violence:
    """Keep one registration of violence. A victim who is a minor brings the duty to report."""
    protect(work, case, Violence, _harm(case, values, today(work.session.clock)))
    now = work.session.clock()
    given = {"registered_on": now.date(), "registered_at": f"{now:%H:%M}", "receiver": work.user, **values}
    found = keep_part(work, case, Violence(**given))
    note_step(work, case, "violence", found.course)
    return found


@verb("keep_warning_letter", "登记告诫书")
def keep_warning_letter(work: Work, case: RightsCase, values: Mapping[str, Any]) -> WarningLetter:
    """Keep a warning letter of the police; the visits are counted from its service."""
    protect(work, case, WarningLetter)
    letter = WarningLetter(**{"handler": work.user, **values})
    if letter.served_on and letter.issued_on and letter.served_on < letter.issued_on:
        raise RuleRefused("送达日期不能早于出具日期，请核对。")
    keep_part(work, case, letter)
    note_step(work, case, "warned", f"{letter.station}出具告诫书{letter.number}。")
    return letter


@verb("visit_after_warning", "登记查访")
def visit_after_warning(work: Work, case: RightsCase, letter: WarningLetter, values: Mapping[str, Any]) -> WarningVisit:
    """Keep a visit after a warning letter. Raises RuleRefused when it lies before the letter or in days to come."""
    protect(work, case, WarningLetter)
    visit = WarningVisit(**{"visitors": work.user, **values}, letter_uid=letter.uid)
    if visit.visited_on is None or visit.visited_on < letter.issued_on or visit.visited_on > today(work.session.clock):
        raise RuleRefused("查访日期不能早于告诫书，也不能还没有到，请核对。")
    keep_part(work, case, visit)
    note_step(work, case, "visited", visit.handling or visit.victim_state, on=visit.visited_on, at=visit.visited_at)
    return visit


@verb("apply_for_order", "申请保护令")
def apply_for_order(work: Work, case: RightsCase, values: Mapping[str, Any]) -> ProtectionOrder:
    """Keep an application for a protection order.

    Raises RuleRefused when the body may not apply for her, or her will was not asked where it must be.
    """
    protect(work, case, ProtectionOrder)
    given = {"applied_on": today(work.session.clock), "handler": work.user, **values}
    order = ProtectionOrder(**given)
    refuse_applying(order)
    keep_part(work, case, order)
    note_step(work, case, "order_applied", f"向{order.court}申请人身安全保护令。", on=order.applied_on)
    return order


def refuse_applying(order: ProtectionOrder) -> None:
    """Raise RuleRefused unless this body may apply for her for this reason (反家庭暴力法 第二十三条)."""
    if order.applied_on is None:
        raise RuleRefused("还没有填写申请日期，没有保存。")
    if order.applying_body in (None, SELF):
        return
    rules = Rules(order.applied_on)
    if order.applying_body not in rules.value("applying_bodies", ()):
        who = ProtectionOrder.applying_body.show(order.applying_body).removesuffix("代为申请")
        raise RuleRefused(rules.sentence("applying_bodies", who))
    if not order.applying_reason:
        raise RuleRefused("代为申请要写明原因，例如年老、残疾、重病，或者受到强制、威吓。")
    why = ProtectionOrder.applying_reason.show(order.applying_reason)
    if order.applying_reason not in rules.value("applying_reasons", ()):
        raise RuleRefused(rules.sentence("applying_reasons", why))
    if order.applying_reason in rules.value("applying_with_consent", ()) and not order.applicant_agrees:
        raise RuleRefused(rules.sentence("applying_with_consent", why))


@verb("decide_order", "登记保护令裁定")
def decide_order(work: Work, case: RightsCase, order: ProtectionOrder, values: Mapping[str, Any]) -> ProtectionOrder:
    """Keep the court's decision. Raises RuleRefused for a term longer than the law allows."""
    decided = ProtectionOrder(**{**order.__data__, **values})
    refuse_deciding(decided)
    work.update(order, **values)
    told = ProtectionOrder.ending.show(order.ending)
    note_step(work, case, "order_decided", f"{order.court}：{told}。", on=order.decided_on, at=order.decided_at)
    work.about(case, f"登记了{order.called()}的裁定")
    return order


def refuse_deciding(order: ProtectionOrder) -> None:
    """Raise RuleRefused for a decision that is incomplete or lasts too long (反家庭暴力法 第三十条)."""
    if order.ending is None or order.decided_on is None:
        raise RuleRefused("请填写结案方式和裁定日期。")
    if order.decided_on < order.applied_on:
        raise RuleRefused("裁定日期不能早于申请日期，请核对。")
    if order.ending != GRANTED:
        return
    if not order.measures or order.valid_from is None or order.valid_to is None:
        raise RuleRefused("作出保护令的，请填写裁定的措施、生效日期和失效日期。")
    months = Rules(order.decided_on).value("order_valid_months")
    if order.valid_to < order.valid_from or (months and order.valid_to > add_months(order.valid_from, months)):
        raise RuleRefused(f"有效期从生效日期起不超过{months}个月，请核对失效日期。")


@verb("change_order", "变更保护令")
def change_order(
    work: Work, case: RightsCase, order: ProtectionOrder, kind: str, on: date, text: str, decided_on: date | None = None
) -> ProtectionOrder:
    """Keep that an order was asked to be revoked or changed, and the day on which that was decided."""
    _refuse_ended(order, on)
    work.update(order, change_kind=kind, change_applied_on=on, change_decided_on=decided_on, change_text=text)
    note_step(work, case, "order_changed", f"{ProtectionOrder.change_kind.show(kind)}：{text}", on=on)
    work.about(case, f"登记了{order.called()}的变更")
    return order


@verb("extend_order", "申请延长保护令")
def extend_order(work: Work, case: RightsCase, order: ProtectionOrder, values: Mapping[str, Any]) -> ProtectionOrder:
    """Apply for the extension of an order before it ends; the court's answer is kept as a decision of its own."""
    given = {"applied_on": today(work.session.clock), "handler": work.user, **values}
    _refuse_ended(order, given["applied_on"])
    kept = {name: order.__data__[name] for name in _HANDED_ON if name in order.__data__}
    following = ProtectionOrder(**{**kept, **given}, extends_uid=order.uid)
    refuse_applying(following)
    keep_part(work, case, following)
    work.update(order, change_kind=EXTEND, change_applied_on=following.applied_on)
    note_step(work, case, "order_changed", "申请延长人身安全保护令。", on=following.applied_on)
    return following


@verb("change_part", "修改维权登记")
def change_part(work: Work, case: RightsCase, part: Record, values: Mapping[str, Any]) -> Record:
    """Change columns of what belongs to a case; the first text stays in the history. Raises RuleRefused."""
    allowed = {kind.name for kind in part.kinds()} - _FIXED
    if not values.keys() <= allowed:
        raise RuleRefused("这些内容不能在这里修改。")
    changed = type(part)(**{**part.__data__, **values})
    if isinstance(changed, ProtectionOrder):
        refuse_applying(changed)
        if changed.ending is not None:
            refuse_deciding(changed)
    if isinstance(changed, MandatoryReport) and not (changed.reported_to and changed.reported_on):
        raise RuleRefused("强制报告要写明报告了谁、什么时候报告的。")
    if isinstance(changed, Violence):
        work.update(case, **_harm(case, changed.__data__, today(work.session.clock)))
    work.update(part, **values)
    work.about(case, f"修改了{part.called()}")
    return part


def protect(work: Work, case: RightsCase, cls: type[Record], values: Mapping[str, Any] | None = None) -> None:
    """Make the case one that must be protected because of this part. Raises NeedsCompartment outside."""
    reason = sight.protecting_part(cls.kind(), case.registered_on)
    because = case.protected_because or reason or None
    sight.refuse_outside(work, as_changed(case, {**(values or {}), "protected_because": because}))
    work.update(case, **(values or {}), protected_because=because)


def visits_of(work: Work, letter: WarningLetter) -> list[WarningVisit]:
    """The visits after a letter, on the side on which the verb works."""
    return parts_of(work, WarningVisit, letter_uid=letter.uid)


_HANDED_ON = (
    *(name for name in ("court", "applying_body", "applying_name", "applying_reason", "applicant_agrees", "relation")),
    *(f"applicant_{name}" for name in ("name", "sex", "born", "id_number", "phone", "address")),
    *(f"respondent_{name}" for name in ("name", "sex", "born", "id_number", "phone", "address")),
)
"""Columns that an application for an extension takes from the order."""


def keep_part(work: Work, case: RightsCase, part: T) -> T:
    """Write a new part of a case, with its number where its kind is numbered."""
    made: Any = part
    made.case_uid = case.uid
    if type(part) in LETTERS and not made.number:
        made.number = next_number(work, type(part), today(work.session.clock))
    work.insert(part)
    work.about(case, f"在{case.called()}里登记了{part.called()}")
    return part


def _harm(case: RightsCase, values: Mapping[str, Any], day: date) -> dict[str, Any]:
    """What a victim who is a minor makes true of the case."""
    limit = Rules(case.registered_on).value("protected_age_below")
    born = values.get("victim_born")
    young = born is not None and limit is not None and born.ages_on(day)[0] < limit
    return {"child_harmed": True} if young or "minor" in (values.get("victim_state") or ()) else {}


def _refuse_ended(order: ProtectionOrder, on: date) -> None:
    rules = Rules(on)
    if order.ending != GRANTED or order.valid_to is None:
        raise RuleRefused("法院还没有作出保护令，不能延长、变更或撤销。")
    if rules.value("order_extension_before_end") and on > order.valid_to:
        raise RuleRefused(rules.sentence("order_extension_before_end"))
