"""Distributions 发放批次: one list of many households, entered once, saved in one piece, signed line by line.

Owns what is done with a list; the list and its lines (aids) are records of `aid`, what was given before is asked in
`checks`. Lines are written at the driver's speed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.assistance.aid import (
    DRAFT,
    GIVEN,
    TRANSFER,
    Aid,
    Distribution,
    refuse_receipt,
    signed,
    worth,
)
from models.assistance.checks import Apart, Asked, Line, check_giving, households_of, period_of, refuse_unreasoned
from models.assistance.programmes import programme
from models.core.clock import today
from models.core.database import DB
from models.core.errors import Problem, RuleRefused
from models.core.verbs import Work, verb
from models.office.attachment import attachments_of

__all__ = ["DRAFT", "GIVEN", "Distribution"]

LINE_COLUMNS = ("household", "case", "amount", "quantity", "account", "bank", "reason", "note")
"""What a line tells beside its person; everything else stands once, at the head of the list."""

_HEAD_COLUMNS = ("programme", "period", "aid_kind", "form", "goods", "unit", "unit_value", "source")
_BY_OTHER_VERBS = frozenset({"status", "period"})


@dataclass(slots=True)
class ListLine:
    """One line as it was typed: ids of records, amount in fen (None where quantity and unit value tell it)."""

    person: int
    name: str = ""
    household: int | None = None
    case: int | None = None
    amount: int | None = None
    quantity: int | None = None
    account: str | None = None
    bank: str | None = None
    reason: str | None = None
    note: str | None = None
    id: int | None = None
    """The aid, once it is kept."""

    def amount_under(self, head: Mapping[str, Any]) -> int:
        """Its amount in fen on a list with this head."""
        return worth({"amount": self.amount, "quantity": self.quantity, "unit_value": head.get("unit_value")})


def check_lines(
    values: Mapping[str, Any],
    lines: Sequence[ListLine],
    distribution: Distribution | None = None,
    day: date | None = None,
) -> list[list[Problem]]:
    """Findings for every line as typed, while programme and kind of the list are known.

    `day` stands in where the list has no day yet.
    """
    when = values.get("given_on") or day
    if not values.get("programme") or not values.get("aid_kind") or when is None:
        return [[] for _ in lines]
    asked = [
        Line(Asked(line.person, line.household, line.amount_under(values), line.account), line.name, line.case)
        for line in lines
    ]
    return check_giving(
        asked,
        values["programme"],
        values["aid_kind"],
        when,
        by_transfer=values.get("form") == TRANSFER,
        apart_from=Apart(distribution=distribution.id if distribution is not None else 0),
    )


@verb("save_distribution", "保存发放名单")
def save_distribution(work: Work, values: Mapping[str, Any], lines: Sequence[ListLine]) -> Distribution:
    """Keep a list with all its lines; nothing counts as given before `give_distribution`.

    Raises RuleRefused for an empty list, for stops, and for a warned line without a reason: everything or nothing.
    """
    _refuse_derived(values)
    now = today(work.session.clock)
    _refuse_list(values, lines, None, now)
    made = work.insert(Distribution(**{**values, "period": _period(values, now), "status": DRAFT}))
    _write_lines(work, made, lines)
    work.about(made, f"保存了发放名单{made.called()}，{len(lines)}人")
    return made


def _refuse_list(values: Mapping[str, Any], lines: Sequence[ListLine], kept: Distribution | None, now: date) -> None:
    if not lines:
        raise RuleRefused("名单里还没有人，没有保存。")
    for line, problems in zip(lines, check_lines(values, lines, kept, now), strict=True):
        if problems:
            refuse_unreasoned(problems, line.reason)


def _refuse_derived(values: Mapping[str, Any]) -> None:
    if _BY_OTHER_VERBS & values.keys():
        raise RuleRefused("期间由项目和发放日期决定，是否已发放请用“确认发放”。")


def _period(values: Mapping[str, Any], now: date) -> str | None:
    key, day = values.get("programme"), values.get("given_on") or now
    return period_of(programme(key, day), day) if key else None


def _write_lines(work: Work, head: Distribution, lines: Sequence[ListLine]) -> None:
    """All lines in one statement, with what the head says and the household of everybody who has one."""
    common = {name: getattr(head, name) for name in _HEAD_COLUMNS}
    given_on = Aid.given_on.db_value(head.given_on) if head.status == GIVEN else None
    told = ("person_id", "household_id", "case_id", "amount", "quantity", "account", "bank", "reason", "note")
    columns = (*told, "distribution_id", "given_on", *_HEAD_COLUMNS)
    tail = (head.id, given_on, *common.values())
    places = households_of({line.person for line in lines if line.household is None})
    work.insert_many(
        Aid,
        columns,
        (
            (
                line.person,
                line.household or places.get(line.person),
                line.case,
                line.amount_under(common),
                line.quantity,
                line.account,
                line.bank,
                line.reason,
                line.note,
                *tail,
            )
            for line in lines
        ),
        len(lines),
    )


@verb("change_distribution", "修改发放名单")
def change_distribution(
    work: Work, distribution: Distribution, values: Mapping[str, Any], lines: Sequence[ListLine] | None = None
) -> Distribution:
    """Change the head of a list and, with `lines`, who stands on it: those without id are new, missing ones go.

    Raises RuleRefused like `save_distribution`, and for a list that was given out: its lines are changed one by one.
    """
    if distribution.status == GIVEN:
        raise RuleRefused("名单已经发放，不能整份修改；个别差错请在发放记录里改，或撤回整份名单。")
    _refuse_derived(values)
    now = today(work.session.clock)
    kept = lines_of(distribution) if lines is None else list(lines)
    whole = {kind.name: getattr(distribution, kind.name) for kind in Distribution.kinds()} | dict(values)
    _refuse_list(whole, kept, distribution, now)
    work.update(distribution, **values, period=_period(whole, now))
    _change_lines(work, distribution, kept)
    work.about(distribution, f"修改了发放名单{distribution.called()}")
    return distribution


def _change_lines(work: Work, head: Distribution, lines: Sequence[ListLine]) -> None:
    aids = {aid.id: aid for aid in Aid.select().where(Aid.distribution == head)}
    common = {name: getattr(head, name) for name in _HEAD_COLUMNS}
    for line in lines:
        if line.id in aids:
            told = {name: getattr(line, name) for name in LINE_COLUMNS if name != "amount"}
            household = told.pop("household") or aids[line.id].household_id
            work.update(aids.pop(line.id), **told, **common, household=household, amount=line.amount_under(common))
    for gone in aids.values():
        work.delete(gone)
    new = [line for line in lines if line.id is None]
    if new:
        _write_lines(work, head, new)


@verb("give_distribution", "确认发放")
def give_distribution(work: Work, distribution: Distribution, given_on: date | None = None) -> Distribution:
    """The list was handed out, or paid, on this day: from now on its lines count.

    Raises RuleRefused for a list that was given out before, or is planned for a day of another period.
    """
    if distribution.status == GIVEN:
        raise RuleRefused(f"{distribution.called()}已经发放过了。")
    day = given_on or distribution.given_on or today(work.session.clock)
    period = period_of(programme(distribution.programme, day), day)
    if period != distribution.period:
        raise RuleRefused(
            f"发放日期不在这份名单的期间（{distribution.period}）里，请先在名单上修改发放日期，重新核对。"
        )
    work.update(distribution, status=GIVEN, given_on=day)
    count = work.update_many(list(Aid.select().where(Aid.distribution == distribution)), given_on=day)
    work.about(distribution, f"确认发放了{distribution.called()}，{count}人")
    return distribution


@verb("confirm_receipts", "确认签收名单")
def confirm_receipts(
    work: Work, distribution: Distribution, values: Mapping[str, Any], aids: Sequence[Aid] | None = None
) -> int:
    """The lines of a list were signed for in the same way: all that have no receipt yet, or just these.

    `values` as for `confirm_receipt`. Raises RuleRefused for a list that was not given out.
    """
    now = today(work.session.clock)
    refuse_receipt(distribution.given_on if distribution.status == GIVEN else None, values, now)
    lines = Aid.select().where((Aid.distribution == distribution) & Aid.received_on.is_null())
    chosen = list(lines) if aids is None else list(aids)
    if any(aid.distribution_id != distribution.id for aid in chosen):
        raise RuleRefused("有一行不在这份名单里，请刷新后再试。")
    count = work.update_many(chosen, **signed(values, now))
    work.about(distribution, f"确认了{distribution.called()}的签收，{count}人")
    return count


@verb("take_back_distribution", "撤回发放名单")
def take_back_distribution(work: Work, distribution: Distribution) -> None:
    """Delete a list with all its lines, given out or not; what was on it stands in the history."""
    lines = list(Aid.select().where(Aid.distribution == distribution))
    for part in (*lines, *attachments_of(distribution)):
        work.delete(part)
    work.delete(distribution)
    work.about(distribution, f"撤回了发放名单{distribution.called()}，{len(lines)}人")


def lines_of(distribution: Distribution) -> list[ListLine]:
    """The lines of a list in their order, to be changed or copied into another one.

    An amount that follows from quantity and unit value is left to follow.
    """
    rows = DB.execute_sql(
        "SELECT a.person_id, p.name, a.household_id, a.case_id, "
        "CASE WHEN a.quantity * a.unit_value = a.amount THEN NULL ELSE a.amount END, "
        "a.quantity, a.account, a.bank, a.reason, a.note, a.id "
        "FROM aid a JOIN person p ON p.id = a.person_id WHERE a.distribution_id = ? ORDER BY a.id",
        (distribution.id,),
    )
    return [ListLine(*row) for row in rows.fetchall()]
