"""From the records of 维权 to what their papers print: keys such as `case.problem`, `order.requested`, `caution`.

Owns how times, options and sentences are put together. Reads only, and knows no coordinates.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from models.core.choices import CodesField
from models.core.codes import table
from models.core.dates import full_years
from models.core.record import Record
from models.office.office import this_office
from models.rights.book import Rules
from models.rights.records import MandatoryReport, RightsCase, Violence
from reports.forms.facts import Facts, columns, long_day, short_day, span
from reports.forms.rights import answers, corrections, intake
from reports.forms.rights.cases import Found
from reports.paper import caution

_FIELD = 2
"""So many digits of a class say to which field it belongs."""


def record_facts(prefix: str, record: Record) -> Facts:
    """A record's columns; several codes as the options that are ticked."""
    facts = columns(prefix, record)
    for kind in record.kinds():
        value = record.__data__.get(kind.name)
        if isinstance(kind, CodesField) and value:
            facts[f"{prefix}.{kind.name}"] = tuple(kind.table.short(code) for code in value)
    return facts


def case_facts(found: Found) -> Facts:
    """What every paper of a case may print: the case, the block on top, the office, how often it was corrected."""
    case = found.case
    facts = record_facts("case", case)
    registered = _when(case.registered_on, case.registered_at, long_day)
    facts |= {"case.registered": registered, "case.field": _field(case), "case.times": _times(case)}
    facts["case.rights_class"] = table("rights.class").label(case.rights_class)
    if age := _age(case):
        facts["case.age"] = age
    office = this_office()
    facts |= {"office.name": office.name, "office.phone": office.phone or ""}
    said = (("安全联系", case.safe_contact), ("意愿", case.wishes))
    wishes = [f"{label}：{text}" for label, text in said if text]
    facts["text.wishes"] = "\n".join(wishes)
    if found.protected or wishes:
        facts[caution.KEY] = "；".join(part.rstrip("。；") for part in wishes) + "。" if wishes else _NO_WISHES
    return facts


_NO_WISHES = "保密案件。还没有记下本人意愿和安全联系方式，联系之前先问清楚。"


def intake_facts(found: Found) -> Facts:
    """来信来访接待登记表."""
    facts = case_facts(found) | {"steps": [_step(row) for row in found.steps()]}
    if clock := found.clock("handling_days"):
        extended = "（已延期）" if found.case.extended_on else ""
        facts["case.due"] = f"{short_day(clock.until.date())}{extended}"
    return facts


def violence_facts(found: Found) -> Facts:
    """家庭暴力案件登记表."""
    row = found.part
    facts = case_facts(found) | record_facts("violence", row)
    facts |= {
        "violence.registered": _when(row.registered_on, row.registered_at, long_day),
        "violence.happened": " ".join(part for part in (_partial(row.happened_on), row.happened_at) if part),
        "violence.police": _when(row.police_on, row.police_at, short_day),
    }
    return facts | _months("violence", row, ("victim_born", "abuser_born"))


def warning_facts(found: Found) -> Facts:
    """告诫书跟踪、查访记录."""
    row = found.part
    facts = case_facts(found) | record_facts("letter", row)
    if clock := found.clock("warning_visit_days"):
        facts["letter.until"] = short_day(clock.until.date())
    facts["visits"] = [_visit(visit) for visit in found.visits()]
    return facts


def order_facts(found: Found) -> Facts:
    """The record of a protection order."""
    row = found.part
    facts = case_facts(found) | record_facts("order", row)
    facts |= {
        "order.applied": _when(row.applied_on, row.applied_at, long_day),
        "order.accepted": _when(row.accepted_on, row.accepted_at, short_day),
        "order.decided": _when(row.decided_on, row.decided_at, short_day),
        "order.due": _court_due(found),
        "order.valid": span(row.valid_from, row.valid_to, short_day, "—"),
        "order.reminders": _reminders(row),
        "order.reconsidered": f"{short_day(row.reconsider_asked_on)} 申请复议" if row.reconsider_asked_on else "",
    }
    return facts | _months("order", row, ("applicant_born", "respondent_born"))


def application_facts(found: Found) -> Facts:
    """人身安全保护令申请书; whom it protects can't be found by it."""
    facts = order_facts(found)
    row = found.part
    facts.pop(caution.KEY, None)
    facts["text.parties"] = "\n".join(_parties(found, facts))
    asked = [table("rights.order_measure").label(code) for code in row.requested or ()]
    asked += [row.requested_text] if row.requested_text else []
    lines = [f"{number}. {words.rstrip('。；')}" for number, words in enumerate(asked, start=1)]
    facts["text.requested"] = "；\n".join(lines) + "。" if lines else ""
    hours = Rules(row.applied_on).value("order_decide_urgent_hours")
    urgent = f"申请人面临现实危险，情况紧急，请求在受理后{hours}小时内作出裁定。" if row.urgent else ""
    facts["text.facts"] = "\n".join(part for part in (row.facts, urgent) if part)
    return facts


_ADULT = "adult"
"""情形 of a grown-up without full capacity."""


def report_facts(found: Found) -> Facts:
    """强制报告记录."""
    row = found.part
    facts = case_facts(found) | record_facts("report", row)
    facts["report.found"] = _when(row.found_on, row.found_at, long_day)
    facts["report.reported"] = _when(row.reported_on, row.reported_at, short_day)
    facts["report.situation"] = table("rights.situation").label(row.situation)
    facts["report.adult"] = row.situation == _ADULT
    return facts | _months("report", row, ("minor_born",))


def _whom(found: Found, facts: Facts) -> str:
    """Who needs the help: the child that was harmed, the victim, or whoever came."""
    day = found.part.sent_on
    for cls, prefix in ((MandatoryReport, "minor"), (Violence, "victim")):
        for row in reversed(found.all(cls)):
            of: Any = {name: row.__data__.get(f"{prefix}_{name}") for name in ("name", "sex", "born")}
            guardian = row.__data__.get("guardian_name")
            age = f"{of['born'].ages_on(day)[0]}岁" if of["born"] else ""
            sex = table("GB/T 2261.1").short(of["sex"]) if of["sex"] else ""
            return _named(of["name"], sex, age, f"监护人{guardian}" if guardian else "")
    age = f"{facts['case.age']}岁" if facts.get("case.age") else ""
    return _named(found.case.name, str(facts.get("case.sex") or ""), age)


def _named(name: str, *known: str) -> str:
    told = "，".join(part for part in known if part)
    return f"{name}（{told}）" if told else name


_FITS_ON_TOP = 120
"""So many characters are never cut in the block on top."""


def referral_facts(found: Found) -> Facts:
    """转介单: of the person only what the other side needs to find her safely."""
    case, row = found.case, found.part
    facts = case_facts(found) | record_facts("referral", row)
    who = _whom(found, facts)
    reach = case.safe_contact or case.phone or "由转介人联系"
    if found.protected and len(reach) <= _FITS_ON_TOP:
        reach = "按本页上方“注意”的要求联系"
    facts["text.who"] = f"现转介{who}，请予帮助。\n联系方式：{reach.rstrip('。')}。"
    why = f"未经本人同意，原因：{row.no_consent_reason or ''}"
    facts["text.consent"] = "本人同意转介。" if row.consent else why.rstrip("。") + "。"
    if clock := found.clock("slip_days"):
        facts["text.return_by"] = f"（请于{clock.until.month}月{clock.until.day}日前退回）"
    facts["text.sender"] = "，".join(part for part in (row.sent_by, str(facts["office.phone"])) if part)
    return facts


def acceptance_facts(found: Found) -> Facts:
    """受理告知书 and its two relatives."""
    case = found.case
    facts = _outgoing(found)
    day = long_day(case.registered_on)
    came = f"你于{day}反映的事项收悉。经研究，"
    days = Rules(case.registered_on).value("handling_days")
    told = {
        "accept": f"决定予以受理，自{_long(case.accepted_on)}起{days}日内办结，并将处理意见告知你。",
        "not_ours": f"该事项不属于本单位职权范围，不予受理。原因：{(case.not_ours_reason or '').rstrip('。')}。",
        "forward": f"该事项已于{_long(case.forwarded_on)}转送{case.forwarded_to or ''}办理，请与该单位联系。",
    }
    titles = {"not_ours": "信访事项不予受理告知书", "forward": "信访事项转送告知书"}
    facts["text.title"] = titles.get(case.decision or "", answers.ACCEPTANCE_TITLE)
    undecided = answers.blank_acceptance()["text.told"]
    facts["text.told"] = came + told[case.decision] if case.decision in told else undecided
    return facts


def reply_facts(found: Found) -> Facts:
    """处理意见书."""
    case = found.case
    facts = _outgoing(found)
    facts["text.asked"] = "\n".join(part for part in (case.problem, case.claim and f"诉求：{case.claim}") if part)
    days = Rules(case.answered_on or case.registered_on).value("review_ask_days")
    facts["text.review"] = answers.review_words(str(days))
    return facts


def cover_facts(found: Found, words: str) -> Facts:
    """The sheet that goes before a paper on which nothing may tell how she is reached."""
    facts, case = case_facts(found), found.case
    of_part = found.part.__data__
    phone = of_part.get("applicant_phone") or case.phone
    address = of_part.get("applicant_address") or case.address
    known = (("安全联系方式", case.safe_contact), ("电话", phone), ("现住址", address))
    facts["text.contact"] = "\n".join(f"{label}：{value}" for label, value in known if value)
    return facts | {"text.cover": words}


def corrections_facts(found: Found, records: Iterable[Record], title: str) -> Facts:
    """更正记录 of the records that a paper prints; no rows where nothing was corrected."""
    rows = [
        {"label": f"{part.record}：{part.label}", "at": row.at[:16].replace("-", "."), "user": row.user}
        | {"before": part.before, "after": part.after or "（删去）"}
        for row, part in found.corrections(list(records))
    ]
    facts: Facts = {
        corrections.ROWS: rows,
        "text.of": title,
        "text.number": found.number,
        "text.count": str(len(rows)),
    }
    known = case_facts(found)
    return facts | ({caution.KEY: known[caution.KEY]} if caution.KEY in known else {})


def _outgoing(found: Found) -> Facts:
    facts = case_facts(found)
    facts.pop(caution.KEY, None)
    return facts


def _parties(found: Found, facts: Facts) -> list[str]:
    row = found.part
    hidden = found.protected
    lines = [_party("申请人", "applicant", row, facts, hidden=hidden)]
    if row.applying_body != "self":
        reason = f"（{table('rights.applying_reason').label(row.applying_reason)}）" if row.applying_reason else ""
        how = table("rights.applying_body").short(row.applying_body)
        lines.append(f"代为申请人（单位）：{row.applying_name or how}{reason}。")
    lines.append(_party("被申请人", "respondent", row, facts, hidden=False))
    lines.append(f"双方关系：{table('rights.relation').label(row.relation)}。")
    return lines


def _party(role: str, prefix: str, row: Any, facts: Facts, *, hidden: bool) -> str:
    def of(name: str) -> Any:
        return row.__data__.get(f"{prefix}_{name}")

    sex, born = facts.get(f"order.{prefix}_sex"), of("born")
    parts = [
        of("name"),
        sex,
        f"{born.show()}出生" if born else "",
        f"公民身份号码{of('id_number')}" if of("id_number") else "",
    ]
    if hidden:
        parts.append("住址和联系方式另页提供人民法院，请予保密")
    else:
        parts += [f"住{of('address')}" if of("address") else "", f"联系电话{of('phone')}" if of("phone") else ""]
    return f"{role}：" + "，".join(str(part) for part in parts if part) + "。"


_TOLD_ELSEWHERE = {
    "registered": "见正面。",
    "talked": "见诉求和接待人意见。",
    "violence": "见家庭暴力案件登记表。",
    "reported": "见强制报告记录。",
}
"""Steps whose text stands on a paper already, by action."""


def _step(row: Any) -> dict[str, object]:
    facts = record_facts("step", row)
    return {
        "happened": " ".join(part for part in (short_day(row.happened_on), row.happened_at) if part),
        "action": facts.get("step.action"),
        "text": _TOLD_ELSEWHERE.get(row.action, row.text),
        "done_by": row.done_by,
    }


def _visit(row: Any) -> dict[str, object]:
    facts = record_facts("visit", row)
    shown = {name: facts.get(f"visit.{name}") for name in ("visitors_from", "abuser_state", "victim_state", "handling")}
    visited = _when(row.visited_on, row.visited_at, short_day)
    return shown | {"visited": visited, "visitors": row.visitors, "repeated": "是" if row.repeated else "否"}


def _times(case: RightsCase) -> str:
    if case.first_time is None:
        return intake.AGAIN if case.repeat_of else ""
    return intake.FIRST if case.first_time else intake.AGAIN


def _field(case: RightsCase) -> str:
    return table("rights.field").short(case.rights_class[:_FIELD]) if case.rights_class else ""


def _age(case: RightsCase) -> str:
    exact = case.born.exact() if case.born else None
    if exact:
        return str(full_years(exact, case.registered_on))
    if case.age is None and case.born:
        return str(case.born.ages_on(case.registered_on)[0])
    return "" if case.age is None else str(case.age)


def _court_due(found: Found) -> str:
    clock = found.clock("order_decide_hours", "order_decide_urgent_hours")
    if clock is None:
        return ""
    if clock.provisional:
        return f"受理后{(clock.until - clock.from_when) // timedelta(hours=1)}小时内"
    return f"{clock.until:%Y.%m.%d %H:%M}前"


def _reminders(row: Any) -> str:
    days = Rules(row.applied_on).value("order_reminder_days", ())
    return "、".join(map(str, days)) + "天前" if row.valid_to and days else ""


def _when(day: date | None, at: str | None, write: Any) -> str:
    return " ".join(part for part in (write(day) if day else "", at or "") if part)


def _partial(value: Any) -> str:
    return value.short() if value else ""


def _months(prefix: str, record: Any, names: Iterable[str]) -> Facts:
    return {f"{prefix}.{name}": value.to_month().short() for name in names if (value := record.__data__.get(name))}


def _long(day: date | None) -> str:
    return long_day(day) if day else "　　年　　月　　日"
