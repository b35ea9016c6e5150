"""What belongs to a petition as data: how a line of it reads, what is asked for a new one, what is known already.

Shows nothing and writes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from models.core.record import Record
from models.rights.file import Parts
from models.rights.helping import refer, report_harm
from models.rights.records import (
    MandatoryReport,
    ProtectionOrder,
    Referral,
    RightsCase,
    Violence,
    WarningLetter,
    WarningVisit,
)
from models.rights.violence import apply_for_order, keep_warning_letter, register_violence

DOT = " · "


@dataclass(frozen=True)
class PartKind:
    """One kind. asked: columns of a new one; headings: parts of the form in which it is changed.

    known: what stands in a new one at first. text, detail: its line. form: the paper to print.
    """

    key: str
    title: str
    verb: str
    record: type[Record]
    register: Callable[..., Any]
    headings: Sequence[tuple[str, str]]
    known: Callable[[RightsCase, Parts], dict[str, Any]]
    text: Callable[[Any], str]
    detail: Callable[[Any], Sequence[str]]
    empty: str
    form: str
    by_case: bool = False
    later: str = ""

    @property
    def protects(self) -> bool:
        """Whether a case that has one is a protected one."""
        return self.record is not Referral


def shown(record: Any, *names: str) -> list[str]:
    """The values of columns as they read, empty ones left out."""
    kinds = {kind.name: kind for kind in type(record).kinds()}
    return [words for name in names if (words := str(kinds[name].show(getattr(record, name))))]


def titled(record: Any, *names: str) -> list[str]:
    """The same with the label before each."""
    kinds = {kind.name: kind for kind in type(record).kinds()}
    return [f"{kinds[name].label} {words}" for name in names if (words := str(kinds[name].show(getattr(record, name))))]


def _visitor(case: RightsCase, prefix: str) -> dict[str, Any]:
    names = ("name", "sex", "born", "id_number", "phone", "address")
    return {f"{prefix}_{name}": getattr(case, name) for name in names}


def _accused(case: RightsCase, prefix: str) -> dict[str, Any]:
    return {f"{prefix}_name": case.accused_name, f"{prefix}_phone": case.accused_phone}


def _violence(case: RightsCase, _parts: Parts) -> dict[str, Any]:
    return {
        **_visitor(case, "victim"),
        **_accused(case, "abuser"),
        "abuser_unit": case.accused_unit,
        "course": case.problem,
    }


def _letter(case: RightsCase, parts: Parts) -> dict[str, Any]:
    latest: Any = parts.violence[-1] if parts.violence else None
    return {
        "victim_name": latest.victim_name if latest else case.name,
        "abuser_name": latest.abuser_name if latest else case.accused_name,
        "abuser_address": latest.abuser_address if latest else None,
        "station": latest.police_station if latest else None,
        "committee": case.village,
    }


def _order(case: RightsCase, parts: Parts) -> dict[str, Any]:
    if not parts.violence:
        return {**_visitor(case, "applicant"), **_accused(case, "respondent"), "facts": case.problem}
    latest: Any = parts.violence[-1]
    names = ("name", "sex", "born", "id_number", "phone", "address")
    found = {f"applicant_{name}": getattr(latest, f"victim_{name}") for name in names}
    found |= {f"respondent_{name}": getattr(latest, f"abuser_{name}") for name in names}
    return {**found, "relation": latest.relation, "facts": latest.course, "evidence": latest.evidence}


def _report(case: RightsCase, _parts: Parts) -> dict[str, Any]:
    found: dict[str, Any] = {"found_on": case.registered_on, "found_at": case.registered_at, "facts": case.problem}
    found |= {"finder": case.receiver}
    return found


def _referral(case: RightsCase, _parts: Parts) -> dict[str, Any]:
    return {"reason": case.claim}


VIOLENCE = PartKind(
    "violence",
    "家庭暴力登记",
    "登记家庭暴力",
    Violence,
    register_violence,
    (
        ("受害人", "victim_name victim_sex victim_born victim_id_number victim_phone victim_address victim_state"),
        (
            "加害人",
            "abuser_name relation abuser_sex abuser_born abuser_id_number abuser_occupation abuser_unit abuser_phone "
            "abuser_address",
        ),
        ("经过", "forms_of_violence frequency happened_on happened_at place children_present course"),
        ("伤情和就医", "injuries hospital treated_on treatment"),
        ("报警", "police_on police_at police_station police_receipt"),
        (
            "危险和措施",
            "danger danger_assessment measures shelter_place sheltered_on measures_text referral_text evidence",
        ),
        ("签字", "receiver leader visitor_signed receiver_signed"),
    ),
    _violence,
    lambda one: one.number or "家庭暴力登记",
    lambda one: shown(one, "registered_on", "relation", "forms_of_violence", "frequency", "danger", "injuries"),
    "还没有登记家庭暴力。登记表可以作为申请保护令的证据，请当面核对、签字。",
    "rights.violence",
    by_case=True,
)

LETTER = PartKind(
    "letter",
    "告诫书和查访",
    "登记告诫书",
    WarningLetter,
    keep_warning_letter,
    (
        ("告诫书", "number issued_on station abuser_name victim_name abuser_address facts"),
        ("送达", "served_on committee committee_told_on visits_until handler"),
    ),
    _letter,
    lambda one: one.noun,
    lambda one: [
        *shown(one, "number", "station"),
        *titled(one, "issued_on", "served_on", "committee_told_on", "ended_on"),
    ],
    "还没有告诫书。公安机关出具以后登记在这里，每次查访记一条。",
    "rights.warning",
    later="ended_on ended_reason",
)

ORDER = PartKind(
    "order",
    "人身安全保护令",
    "登记申请",
    ProtectionOrder,
    apply_for_order,
    (
        ("申请", "court court_number applying_body applying_name applying_reason applicant_agrees urgent"),
        (
            "申请人",
            "applicant_name applicant_sex applicant_born applicant_id_number applicant_phone applicant_address",
        ),
        (
            "被申请人",
            "respondent_name relation respondent_sex respondent_born respondent_id_number respondent_phone "
            "respondent_address",
        ),
        ("请求和理由", "requested requested_text facts evidence"),
        ("时间", "applied_on applied_at accepted_on accepted_at handler"),
    ),
    _order,
    lambda one: one.number or "保护令",
    lambda one: [
        *(["延长"] if one.extends_uid else []),
        *shown(one, "court"),
        *titled(one, "applied_on", "accepted_on"),
        *shown(one, "ending"),
        *titled(one, "valid_to"),
        *shown(one, "change_kind"),
    ],
    "还没有申请人身安全保护令。",
    "rights.order-application",
    later="served_on committee committee_served_on reconsider_asked_on",
)

REPORT = PartKind(
    "report",
    "强制报告",
    "登记强制报告",
    MandatoryReport,
    report_harm,
    (
        ("发现", "found_on found_at finder finder_unit situation facts"),
        (
            "受害人",
            "minor_name minor_sex minor_born minor_id_number minor_address minor_school guardian_name guardian_phone",
        ),
        (
            "报告",
            "reported_to reported_to_name reported_to_person reported_on reported_at report_form receipt handler",
        ),
        ("报备和后续", "filed_with filed_on handling"),
    ),
    _report,
    lambda one: one.number or "强制报告",
    lambda one: [*shown(one, "reported_to", "reported_to_name", "reported_on", "reported_at"), *titled(one, "receipt")],
    "没有强制报告。发现侵害未成年人或没有完全行为能力的人，要立即报告。",
    "rights.report",
)

REFERRAL = PartKind(
    "referral",
    "转介和回执",
    "转介",
    Referral,
    refer,
    (
        ("转介", "to_kind to_body to_contact sent_on expected_on sent_by"),
        ("内容", "reason needs shared consent no_consent_reason"),
    ),
    _referral,
    lambda one: one.number or "转介单",
    lambda one: [
        *shown(one, "to_kind", "to_body"),
        *titled(one, "sent_on", "returned_on"),
        *(["回执还没有退回"] if one.returned_on is None else shown(one, "slip_text")),
    ],
    "还没有转介。",
    "rights.referral",
)

KINDS = (VIOLENCE, LETTER, ORDER, REPORT, REFERRAL)

DECISION = "ending decided_on decided_at measures valid_from valid_to served_on committee committee_served_on"
VISIT = "visited_on visited_at visitors_from visitors abuser_state victim_state repeated handling signed"


def columns(cls: type[Record], names: str) -> list[Any]:
    """Columns of a kind of record, in this order."""
    kinds = {kind.name: kind for kind in cls.kinds()}
    return [kinds[name] for name in names.split()]


def visit_detail(visit: WarningVisit) -> list[str]:
    """The line of a visit after a warning letter."""
    again = ["又有暴力"] if visit.repeated else ["没有再犯"]
    return [*shown(visit, "visitors_from", "visitors"), *again, *shown(visit, "handling")]
