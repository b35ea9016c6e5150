"""Promises 公开承诺: what a body or a person promised in public, by when, who answers for it, and whether it was kept.

Owns the promise and its items, and the rate of those kept. Reminders stand in `due`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.errors import Problem, RuleRefused, refuse_stops
from models.core.fields import CodeField, CountField, DayField, LineField, LinkField, ParagraphField, PhoneField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.excellence.campaigns import Campaign
from models.excellence.keeping import ahead, backwards, changed, kept, merged, refuse_backwards, removed
from models.excellence.rates import Rate
from models.excellence.whom import whom, whom_problems
from models.office.attachment import attachments_of
from models.organisations.body import Body
from models.people.person import Person

KEPT, PARTLY, NOT = "kept", "partly", "not"
_JUDGED = ("outcome", "judged_on", "evidence")


class Promise(Record):
    """公开承诺: one sheet of promises of a body or a person."""

    noun = "公开承诺"
    body_id: int | None
    person_id: int | None

    campaign = LinkField(Campaign, "活动", backref="promises")
    body = LinkField(Body, "承诺单位（组织）", backref="promises")
    person = LinkField(Person, "承诺人", backref="promises")
    post = LineField("职务", max_length=100, help="个人承诺的填写；单位承诺的填写负责人职务。")
    made_on = DayField("承诺日期", required=True, index=True)
    reviewed_by = LineField("审核人", max_length=60)
    reviewed_on = DayField("审核日期")
    publicised_on = DayField("公示日期")
    publicised_at = LineField("公示地点", max_length=100, counted=True)
    phone = PhoneField("监督电话", sensitive=False, counted=True)
    note = ParagraphField("备注")

    class Meta:
        table_name = "promise"

    def called(self) -> str:
        return f"“{whom(self)}”的公开承诺"


class PromiseItem(Record):
    """承诺事项: one thing that was promised. `outcome` stays empty until somebody has looked."""

    noun = "承诺事项"
    promise_id: int

    promise = LinkField(Promise, "公开承诺", required=True, backref="items")
    place = CountField("序号", largest=99)
    content = ParagraphField("承诺内容", required=True)
    term = DayField("完成时限", index=True)
    responsible = LineField("责任人", max_length=100)
    outcome = CodeField("兑现情况", table="promise.outcome")
    judged_on = DayField("认定日期")
    evidence = ParagraphField("兑现说明", help="写明依据：照片、清单、签收单、群众反映等。")

    class Meta:
        table_name = "promise_item"

    def called(self) -> str:
        return f"{self.promise.called()}第{self.place or 1}项"


@verb("make_promise", "登记公开承诺")
def make_promise(work: Work, values: Mapping[str, Any], items: Sequence[Mapping[str, Any]] = ()) -> Promise:
    """Keep what was promised, with its items. Raises RuleRefused."""
    refuse_stops(check_promise(values, today(work.session.clock)))
    given = dict(values)
    if given.get("person") is not None and not given.get("post"):
        given["post"] = given["person"].job_post
    promise = kept(work, Promise(**given))
    for place, item in enumerate(items, start=1):
        _refuse_term(promise, item)
        work.insert(PromiseItem(**{"place": place, **item, "promise": promise}))
    return promise


@verb("change_promise", "修改公开承诺")
def change_promise(work: Work, promise: Promise, values: Mapping[str, Any]) -> Promise:
    """Change a promise, for instance when and where it was made public. Raises RuleRefused."""
    refuse_stops(check_promise(merged(promise, values), today(work.session.clock)))
    return changed(work, promise, values)


@verb("remove_promise", "删除公开承诺")
def remove_promise(work: Work, promise: Promise) -> None:
    """Delete a promise that was entered by mistake, with its items and attachments."""
    removed(work, promise, (*items_of(promise), *attachments_of(promise)))


@verb("add_promise_item", "添加承诺事项")
def add_item(work: Work, promise: Promise, values: Mapping[str, Any]) -> PromiseItem:
    """One thing more that was promised. Raises RuleRefused."""
    _refuse_term(promise, values)
    places = [item.place or 0 for item in items_of(promise)]
    item = work.insert(PromiseItem(**{"place": max(places, default=0) + 1, **values, "promise": promise}))
    work.about(promise, f"{promise.called()}增加了1项")
    return item


@verb("change_promise_item", "修改承诺事项")
def change_item(work: Work, item: PromiseItem, values: Mapping[str, Any]) -> PromiseItem:
    """Change the words or the term of what was promised. Raises RuleRefused; its outcome is noted by `judge_item`."""
    if set(_JUDGED) & values.keys():
        raise RuleRefused("兑现情况请用“认定兑现”填写，并写明依据。")
    _refuse_term(item.promise, values)
    work.update(item, **values)
    work.about(item.promise, f"修改了{item.called()}")
    return item


@verb("remove_promise_item", "删除承诺事项")
def remove_item(work: Work, item: PromiseItem) -> None:
    """Delete what was entered by mistake."""
    work.about(item.promise, f"删除了{item.called()}")
    work.delete(item)


@verb("judge_promise_item", "认定兑现")
def judge_item(
    work: Work, item: PromiseItem, outcome: str | None, on: date | None = None, evidence: str = ""
) -> PromiseItem:
    """Note whether it was kept, and by which evidence; None takes it back. Raises RuleRefused without a word of it."""
    if outcome is not None and not evidence.strip():
        raise RuleRefused("请写明兑现的依据，没有兑现的写明原因。")
    day = on or today(work.session.clock)
    if day > today(work.session.clock):
        raise RuleRefused("认定日期在今天之后，请核对。")
    if outcome is not None and day < item.promise.made_on:
        raise RuleRefused("认定日期早于承诺日期，请核对。")
    work.update(
        item,
        outcome=outcome,
        judged_on=day if outcome else None,
        evidence=evidence.strip() if outcome else None,
    )
    words = PromiseItem.outcome.show(outcome) or "重新认定"
    work.about(item.promise, f"{item.called()}：{words}")
    return item


def check_promise(values: Mapping[str, Any], now: date | None = None) -> list[Problem]:
    """Findings about a promise's values; `now` is today, for days that lie ahead."""
    problems = whom_problems(values)
    problems += backwards(values, "made_on", "publicised_on", "公示日期早于承诺日期，请核对。")
    return problems + ahead(values, now, made_on="承诺日期在今天之后，请核对。")


def _refuse_term(promise: Promise, values: Mapping[str, Any]) -> None:
    refuse_backwards(promise.made_on, values.get("term"), "完成时限早于承诺日期，请核对。")


def items_of(promise: Promise) -> list[PromiseItem]:
    """What was promised, in its order."""
    found = PromiseItem.select().where(PromiseItem.promise == promise)
    return list(found.order_by(PromiseItem.place, PromiseItem.id))


def kept_rate(items: Iterable[PromiseItem]) -> Rate:
    """兑现率: those kept in full, of all that were promised; what nobody has judged yet counts as not kept."""
    outcomes = [item.outcome for item in items]
    return Rate(outcomes.count(KEPT), len(outcomes), "兑现率", "已兑现", "承诺事项")


def outcome_words(items: Iterable[PromiseItem]) -> str:
    """How many were kept, in part, not, and how many are still open."""
    outcomes = [item.outcome for item in items]
    counts = [(PromiseItem.outcome.show(code), outcomes.count(code)) for code in (KEPT, PARTLY, NOT)]
    counts.append(("未认定", outcomes.count(None)))
    return "，".join(f"{words}{count}项" for words, count in counts if count) or "没有承诺事项"
