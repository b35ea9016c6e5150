"""What 今日待办 shows of 创先争优: steps, promises, what is to be mended, awards, targets near their term."""

from datetime import date, timedelta
from typing import Any

from models.core.database import DB
from models.core.due import Due, by_day
from models.excellence.awards import RUNNING, Nomination, named
from models.excellence.campaigns import Campaign, CampaignStep
from models.excellence.comments import SuperiorComment
from models.excellence.promises import Promise
from models.excellence.rules import number, rules_on
from models.excellence.standing import REACHED, UNKNOWN
from models.excellence.supervision import Supervision
from models.excellence.targets import Target, TargetSheet, standing_of
from models.excellence.texts import APPROVAL, COUNTY, PUBLICITY
from models.office.calendar import office_calendar
from models.office.rulebook import Rule

Rules = dict[str, Rule]
PAGES = {
    Campaign.kind(): ("excellence", "campaign"),
    Promise.kind(): ("excellence", "promise"),
    SuperiorComment.kind(): ("excellence", "comment"),
    Supervision.kind(): ("excellence", "supervision"),
    Nomination.kind(): ("excellence", "award"),
    TargetSheet.kind(): ("excellence", "target"),
}
"""Kind of record → page, and the list on it, where what is due is done."""


def due_today(day: date) -> list[Due]:
    """Everything, the most urgent first."""
    rules = rules_on(day)
    found = [*_steps(day, rules), *_promises(day, rules), *_mending(day, rules)]
    return by_day([*found, *_publicities(day, rules), *_waiting(day, rules), *_targets(day, rules)])


def _near(day: date, rules: Rules, key: str) -> str | None:
    """The last day of which a reminder already tells; None where it is switched off."""
    days = number(rules, key)
    return None if days is None else (day + timedelta(days=days)).isoformat()


def _rows(sql: str, *values: object) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = DB.execute_sql(sql, values).fetchall()
    return rows


def _due(row: tuple[Any, ...], what: str, kind: str, day: date) -> Due:
    """From a row of uid, name, day, detail."""
    uid, name, on, detail = row
    due_on = date.fromisoformat(on)
    return Due(due_on, f"{name}：{what}", detail or "", kind, uid, due_on < day)


def _steps(day: date, rules: Rules) -> list[Due]:
    near = _near(day, rules, "step_reminder_days")
    if near is None:
        return []
    rows = _rows(
        "SELECT c.uid, c.title, s.ends_on, s.step FROM campaign_step s JOIN campaign c ON c.id = s.campaign_id "
        "WHERE s.done_on IS NULL AND c.closed_on IS NULL AND s.ends_on <= ?",
        near,
    )
    titles = CampaignStep.step.table
    return [_due((*row[:3], ""), f"“{titles.label(row[3])}”到期", Campaign.kind(), day) for row in rows]


_WHOM = "LEFT JOIN body b ON b.id = t.body_id LEFT JOIN person p ON p.id = t.person_id"


def _promises(day: date, rules: Rules) -> list[Due]:
    near = _near(day, rules, "promise_reminder_days")
    if near is None:
        return []
    rows = _rows(
        "SELECT t.uid, coalesce(p.name, b.name), i.term, i.content FROM promise_item i "
        f"JOIN promise t ON t.id = i.promise_id {_WHOM} WHERE i.outcome IS NULL AND i.term <= ?",
        near,
    )
    return [_due((*row[:3], _short(row[3])), "承诺到期，认定兑现情况", Promise.kind(), day) for row in rows]


def _mending(day: date, rules: Rules) -> list[Due]:
    near = _near(day, rules, "follow_up_reminder_days")
    if near is None:
        return []
    comments = _rows(
        f"SELECT t.uid, coalesce(p.name, b.name), t.follow_up_by, t.follow_up FROM superior_comment t {_WHOM} "
        "WHERE t.followed_up_on IS NULL AND t.follow_up_by <= ?",
        near,
    )
    visits = _rows(
        "SELECT t.uid, b.name, t.mend_by, t.advice FROM supervision t JOIN body b ON b.id = t.body_id "
        "WHERE t.mended_on IS NULL AND t.mend_by <= ?",
        near,
    )
    found = [_due((*row[:3], _short(row[3])), "点评整改到期", SuperiorComment.kind(), day) for row in comments]
    return found + [_due((*row[:3], _short(row[3])), "督导整改到期", Supervision.kind(), day) for row in visits]


def _short(words: str | None) -> str:
    line = (words or "").split("\n")[0]
    return line if len(line) <= 30 else f"{line[:29]}…"


def _running(step: str) -> list[Nomination]:
    return list(Nomination.select().where((Nomination.status == RUNNING) & (Nomination.step == step)))


def _publicities(day: date, rules: Rules) -> list[Due]:
    """Publicity that is over: its outcome is entered on the first working day after it."""
    days = number(rules, "award_publicity_reminder")
    if days is None:
        return []
    calendar, found = office_calendar(), list[Due]()
    for one in _running(PUBLICITY):
        if one.publicity_to is not None and one.publicity_to < day:
            due_on = calendar.add_working_days(one.publicity_to, days)
            title = f"{named(one)}：评选公示期满，登记结果"
            found.append(Due(due_on, title, one.title(), Nomination.kind(), one.uid, due_on < day))
    return found


def _waiting(day: date, rules: Rules) -> list[Due]:
    """Nominations that have lain with those above for longer than the rule gives."""
    days = number(rules, "award_waiting_days")
    if days is None:
        return []
    rows = _rows(
        "SELECT n.uid, coalesce(p.name, b.name, n.collective), max(s.taken_on), n.award FROM nomination n "
        "JOIN nomination_step s ON s.nomination_id = n.id LEFT JOIN body b ON b.id = n.body_id "
        "LEFT JOIN person p ON p.id = n.person_id WHERE n.status = ? AND n.step IN (?, ?) "
        "GROUP BY n.id HAVING max(s.taken_on) <= ?",
        *(RUNNING, COUNTY, APPROVAL, (day - timedelta(days=days)).isoformat()),
    )
    titles, found = Nomination.award.table, list[Due]()
    for uid, name, last, award in rows:
        due_on = date.fromisoformat(last) + timedelta(days=days)
        title = f"{name}：催问评选审批"
        found.append(Due(due_on, title, titles.label(award), Nomination.kind(), uid, due_on < day))
    return found


def _targets(day: date, rules: Rules) -> list[Due]:
    """Targets near their term that are typed in and not reached; those that records compute stand on their own page."""
    days = number(rules, "target_reminder_days")
    if days is None:
        return []
    found: list[Due] = []
    near = (Target.term <= day + timedelta(days=days)) & Target.figure.is_null() & (Target.term >= date(day.year, 1, 1))
    for target in Target.select(Target, TargetSheet).join(TargetSheet).where(near):
        now = standing_of(target, day)
        if now.state != REACHED:
            what = "填写完成值" if now.state == UNKNOWN else now.sentence.rstrip("。")
            title = f"{target.title}：目标到期"
            found.append(Due(target.term, title, what, TargetSheet.kind(), target.sheet.uid, target.term < day))
    return found
