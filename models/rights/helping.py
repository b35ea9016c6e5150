"""Mandatory reports and referrals: what is handed to police, court, clinic or school, and what came back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.errors import RuleRefused
from models.core.verbs import Work, verb
from models.rights.checks import is_complained_of
from models.rights.records import MandatoryReport, Referral, RightsCase
from models.rights.times import moment
from models.rights.verbs import note_step
from models.rights.violence import keep_part, protect


@verb("report_harm", "强制报告")
def report_harm(work: Work, case: RightsCase, values: Mapping[str, Any]) -> MandatoryReport:
    """Keep a report of harm to a minor or a person without full capacity; later steps may pass from then on.

    Raises RuleRefused unless it says to whom and when it was reported.
    """
    protect(work, case, MandatoryReport)
    now = work.session.clock()
    report = MandatoryReport(
        **{"found_on": case.registered_on, "found_at": case.registered_at, "handler": work.user, **values}
    )
    if not report.reported_to or report.reported_on is None or not report.reported_at:
        raise RuleRefused("请写明报告了谁，报告的日期和时间；还没有报告的，请立即报告。")
    when = moment(report.reported_on, report.reported_at)
    if when < moment(report.found_on, report.found_at) or when > now:
        raise RuleRefused("报告时间不能早于发现时间，也不能还没有到，请核对。")
    keep_part(work, case, report)
    note_step(work, case, "reported", report.facts, on=report.reported_on, at=report.reported_at)
    work.update(case, harm_reported_on=report.reported_on)
    work.about(case, f"登记了{case.called()}的强制报告")
    return report


@verb("excuse_report", "说明未报告的原因")
def excuse_report(work: Work, case: RightsCase, reason: str) -> RightsCase:
    """Keep the written reason for which no report was made. Raises RuleRefused without one."""
    if not reason.strip():
        raise RuleRefused("没有报告的，要写明原因和依据。")
    protect(work, case, MandatoryReport)
    work.update(case, not_reported_reason=reason.strip())
    note_step(work, case, "not_reported", reason.strip())
    work.about(case, f"写明了{case.called()}没有报告的原因")
    return case


@verb("refer", "转介")
def refer(work: Work, case: RightsCase, values: Mapping[str, Any]) -> Referral:
    """Keep a referral. Without her consent it needs a written reason; nothing is ever sent to who is complained of."""
    given = {"sent_on": today(work.session.clock), "sent_by": work.user, **values}
    referral = Referral(**given)
    if not referral.consent and not (referral.no_consent_reason or "").strip():
        raise RuleRefused("转介要本人同意；没有同意的，请写明原因，例如依法必须报告，或者有生命危险。")
    if is_complained_of(case, referral.to_body):
        raise RuleRefused("不能把来访转给被反映的人或单位，请换一个转介单位。")
    keep_part(work, case, referral)
    note_step(work, case, "referred", f"转介到{referral.to_body}：{referral.reason}", on=referral.sent_on)
    return referral


@verb("take_back_slip", "收到转介回执")
def take_back_slip(
    work: Work, case: RightsCase, referral: Referral, on: date, text: str, slip_by: str | None = None
) -> Referral:
    """Keep the return slip of a referral. Raises RuleRefused when it lies before the referral."""
    if on < referral.sent_on or not text.strip():
        raise RuleRefused("请填写回执内容；回执日期不能早于转介日期。")
    work.update(referral, returned_on=on, slip_text=text.strip(), slip_by=slip_by)
    note_step(work, case, "slip_back", text.strip(), on=on)
    work.about(case, f"收到了{referral.called()}的回执")
    return referral
