"""Clocks of a case: what runs since when, until when, on which article. Each is a dated entry of the rule book.

Days are counted as the calendar has them, the first one not included (民法典 第二百零一条); only the objection counts
working days, which are provisional while a year's holiday plan is unknown. Decides nothing and changes nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.core.dates import WorkingCalendar
from models.core.record import Record
from models.office.calendar import office_calendar
from models.rights.book import Rules
from models.rights.file import Parts
from models.rights.harm import is_reported, must_report
from models.rights.records import ProtectionOrder, Referral, RightsCase, WarningLetter
from models.rights.times import moment

RUNNING, SOON, LATE, DONE, OPEN = "running", "soon", "late", "done", "open"
"""States of a clock; `OPEN` is somebody else's right that still runs, and is never late."""

_END_OF_DAY = time(23, 59, 59)
GRANTED = "1"


CLOCKED = (
    *("id", "uid", "number", "name", "channel", "status", "protected_because", "registered_on", "registered_at"),
    *("rights_class", "child_harmed", "capacity", "born", "age", "id_number"),
    *("harm_reported_on", "not_reported_reason", "acceptance_told_on", "accepted_on", "not_ours_on", "objected_on"),
    *("forwarded_on", "extended_on", "answered_on", "closed_on"),
    *("review_asked_on", "review_decided_on", "second_asked_on", "second_decided_on"),
)
"""Columns of a case from which its clocks follow, and by which it is named."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock. `left` until its end is negative when it is late; `provisional` while the end may still move.

    `done_on` is the day on which it was met; `owner` is the record to which it belongs.
    """

    key: str
    title: str
    from_what: str
    from_when: datetime
    until: datetime
    article: str
    left: timedelta
    state: str
    provisional: bool
    done_on: date | None
    owner: Record

    @property
    def by_hour(self) -> bool:
        """Whether its end is a moment and not the end of a day."""
        return self.until.time() != _END_OF_DAY

    def left_words(self) -> str:
        """How much is left, in words."""
        if self.state == DONE:
            return f"已于{self.done_on:%Y.%m.%d}完成" if self.done_on else "已完成"
        word, span = ("已过", -self.left) if self.left < timedelta() else ("还有", self.left)
        if self.by_hour and span < timedelta(days=4):
            return f"{word}{int(span.total_seconds() // 3600)}小时"
        return f"{word}{span.days}天" if span.days else "今天到期" if word == "还有" else "昨天已到期"


class _Watch:
    """Makes the clocks of one case at one moment."""

    def __init__(self, case: RightsCase, now: datetime, calendar: WorkingCalendar | None, rules: Rules | None) -> None:
        self.case = case
        self.now = now
        self.calendar = calendar
        self.rules = rules or Rules(case.registered_on)
        self.soon = timedelta(days=self.rules.value("soon_days", 0))
        self.found: list[Clock] = []

    def days(
        self,
        key: str,
        from_what: str,
        since: date,
        done_on: date | None,
        *,
        extra: int = 0,
        provisional: bool = False,
        right: bool = False,
        owner: Record | None = None,
    ) -> None:
        """A clock of calendar days, where the rule book has one."""
        rule = self.rules.rule(key)
        if rule is None:
            return
        until = _end(since + timedelta(days=rule.value + extra))
        self.add(
            key,
            rule.title,
            from_what,
            _start(since),
            until,
            rule.source,
            done_on,
            provisional=provisional,
            right=right,
            owner=owner,
        )

    def add(
        self,
        key: str,
        title: str,
        from_what: str,
        since: datetime,
        until: datetime,
        article: str,
        done_on: date | None,
        *,
        provisional: bool = False,
        right: bool = False,
        owner: Record | None = None,
        soon: timedelta | None = None,
    ) -> None:
        """One clock with its state."""
        left = until - self.now
        state = DONE if done_on else OPEN if right else LATE if left < timedelta() else RUNNING
        if state == RUNNING and left < (self.soon if soon is None else soon) + timedelta(days=1):
            state = SOON
        if right and state == OPEN and left < timedelta():
            return
        name = owner or self.case
        made = Clock(key, title, from_what, since, until, article, left, state, provisional, done_on, name)
        self.found.append(made)


def clocks(
    case: RightsCase,
    parts: Parts,
    now: datetime,
    calendar: WorkingCalendar | None = None,
    rules: Rules | None = None,
) -> list[Clock]:
    """Every clock of a case, the one that ends first before the others; those that were met stand last.

    `calendar` and `rules` (those of the day of registration) spare reading them again where many cases are asked.
    """
    watch = _Watch(case, now, calendar, rules)
    _report(watch, parts)
    _petition(watch)
    _reviews(watch)
    for order in parts.orders:
        _order(watch, order, parts)
    for letter in parts.letters:
        _letter(watch, letter, parts)
    for referral in parts.referrals:
        _referral(watch, referral)
    return sorted(watch.found, key=lambda clock: (clock.state == DONE, clock.until))


def is_due(clock: Clock) -> bool:
    """Whether it belongs into 今日待办."""
    return clock.state in (SOON, LATE)


def _report(watch: _Watch, parts: Parts) -> None:
    case, rule = watch.case, watch.rules.rule("report_at_once_hours")
    if rule is None or not must_report(case, watch.rules):
        return
    found = [moment(report.found_on, report.found_at) for report in parts.reports]
    since = min([moment(case.registered_on, case.registered_at), *found])
    done = case.harm_reported_on or (case.registered_on if is_reported(case) else None)
    watch.add(rule.id, rule.title, "发现", since, since + timedelta(hours=rule.value), rule.source, done)


def _petition(watch: _Watch) -> None:
    case = watch.case
    ended = case.closed_on if case.status != RUNNING else None
    told = case.acceptance_told_on or case.forwarded_on or case.answered_on or ended
    watch.days("acceptance_told_days", "登记", case.registered_on, told)
    if case.channel == "superior":
        _objection(watch)
    if case.accepted_on is not None:
        rule = watch.rules.rule("extension_days") if case.extended_on else None
        extra = rule.value if rule else 0
        watch.days("handling_days", "受理", case.accepted_on, case.answered_on or ended, extra=extra)
    if case.answered_on is None and ended is None:
        watch.days("result_promised_days", "登记", case.registered_on, None)


def _objection(watch: _Watch) -> None:
    case, rule = watch.case, watch.rules.rule("objection_working_days")
    if rule is None:
        return
    calendar = watch.calendar = watch.calendar or office_calendar()
    until = calendar.add_working_days(case.registered_on, int(rule.value))
    open_plan = calendar.provisional_between(case.registered_on, until)
    done = case.objected_on or case.accepted_on or case.forwarded_on or case.not_ours_on
    since = _start(case.registered_on)
    watch.add(rule.id, rule.title, "收到转送", since, _end(until), rule.source, done, provisional=open_plan)


def _reviews(watch: _Watch) -> None:
    case = watch.case
    for word, base, asked, decided in (
        ("复查", case.answered_on, case.review_asked_on, case.review_decided_on),
        ("复核", case.review_decided_on, case.second_asked_on, case.second_decided_on),
    ):
        if base is not None and asked is None:
            watch.days("review_ask_days", f"收到{'答复' if word == '复查' else '复查意见'}", base, None, right=True)
        if asked is not None:
            watch.days("review_decide_days", f"提出{word}", asked, decided)


def _order(watch: _Watch, order: ProtectionOrder, parts: Parts) -> None:
    if order.ending is None:
        _decision(watch, order, None)
        return
    _decision(watch, order, order.decided_on)
    if order.decided_on is not None:
        watch.days("reconsider_days", "裁定", order.served_on or order.decided_on, None, right=True, owner=order)
    if order.ending != GRANTED or order.valid_to is None or order.valid_from is None:
        return
    rule, reminders = watch.rules.rule("order_valid_months"), watch.rules.value("order_reminder_days", [0])
    until = _end(order.valid_to)
    reached = [days for days in reminders if until - watch.now < timedelta(days=days + 1)]
    watch.add(
        "order_valid_months",
        f"保护令{min(reached)}天内到期" if reached and until > watch.now else "保护令到期",
        "生效",
        _start(order.valid_from),
        until,
        rule.source if rule else "",
        _ended_on(order, parts),
        owner=order,
        soon=timedelta(days=max(reminders)),
    )


def _ended_on(order: ProtectionOrder, parts: Parts) -> date | None:
    """The day on which nothing is to be watched any more: it was revoked, or the court decided on its extension."""
    revoked: date | None = order.change_decided_on if order.change_kind == "revoke" else None
    if revoked is not None:
        return revoked
    following = [later.decided_on for later in parts.orders if later.extends_uid == order.uid and later.decided_on]
    return max(following, default=None)


def _decision(watch: _Watch, order: ProtectionOrder, done_on: date | None) -> None:
    rule = watch.rules.rule("order_decide_urgent_hours" if order.urgent else "order_decide_hours")
    if rule is None:
        return
    accepted = order.accepted_on is not None
    day, at = (order.accepted_on, order.accepted_at) if accepted else (order.applied_on, order.applied_at)
    since = moment(day, at)
    watch.add(
        rule.id,
        rule.title,
        "法院受理" if accepted else "申请（还没有受理）",
        since,
        since + timedelta(hours=rule.value),
        rule.source,
        done_on,
        provisional=not accepted or not at,
        owner=order,
    )


def _letter(watch: _Watch, letter: WarningLetter, parts: Parts) -> None:
    since = letter.served_on or letter.issued_on
    visits = sorted(visit.visited_on for visit in parts.visits if visit.letter_uid == letter.uid)
    done = visits[0] if visits else letter.ended_on
    what = "告诫书送达" if letter.served_on else "告诫书出具"
    if letter.visits_until is None:
        watch.days("warning_visit_days", what, since, done, provisional=letter.served_on is None, owner=letter)
        return
    rule = watch.rules.rule("warning_visit_days")
    title, article = (rule.title, rule.source) if rule else ("告诫后查访", "")
    watch.add("warning_visit_days", title, what, _start(since), _end(letter.visits_until), article, done, owner=letter)


def _referral(watch: _Watch, referral: Referral) -> None:
    rule = watch.rules.rule("slip_days")
    if referral.expected_on is None:
        watch.days("slip_days", "转介", referral.sent_on, referral.returned_on, owner=referral)
        return
    title, article = (rule.title, rule.source) if rule else ("转介回执", "")
    since, until = _start(referral.sent_on), _end(referral.expected_on)
    watch.add("slip_days", title, "转介", since, until, article, referral.returned_on, owner=referral)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min)


def _end(day: date) -> datetime:
    return datetime.combine(day, _END_OF_DAY)
