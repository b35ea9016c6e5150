"""What stands beside the lists of promises, comments, visits, talents and activities: the record with what came of it.

Gathers and shows; what is done are the verbs of `models.excellence`.
"""

from typing import Any

from models.core.record import Record
from models.excellence.activities import (
    Attendance,
    attend,
    attendances_of,
    change_attendance,
    remove_attendance,
)
from models.excellence.campaigns import Campaign
from models.excellence.comments import SuperiorComment, follow_up
from models.excellence.promises import (
    KEPT,
    NOT,
    PARTLY,
    PromiseItem,
    add_item,
    change_item,
    items_of,
    judge_item,
    kept_rate,
    outcome_words,
    remove_item,
)
from models.excellence.supervision import Supervision, mend
from models.excellence.talents import Talent, release_talent
from models.organisations.body import Body
from models.people.person import Person
from ui.desk import Desk
from ui.offering import offer, verb_or_reason
from ui.pages.attachments import Attachments
from ui.pages.excellence.asking import ask, given, joined, shelf_of
from ui.pages.excellence.columns import campaign_choice
from ui.pages.finders import body_choice, find_people, person_choice
from ui.pages.register import RecordPanel, Register
from ui.widgets.inline_form import Entries, Entry

_MARKS = {KEPT: "done", PARTLY: "warn", NOT: "stop"}
_BEGINS: tuple[tuple[str, type[Record], Any], ...] = (
    ("campaign", Campaign, campaign_choice),
    ("body", Body, body_choice),
    ("person", Person, person_choice),
)

_DAYS = ("made_on", "commented_on", "held_on", "rated_on", "visited_on", "nominated_on")
"""Columns that are mostly of the day on which a record is made."""


class StrivingPanel(RecordPanel):
    """A record of 创先争优; a new one begins with the day, and may begin with its campaign, body or person."""

    def begin_with(self, uid: str) -> None:
        """A new record begins with what has this uid."""
        for name, kind, choice in _BEGINS:
            found = kind.get_or_none(kind.uid == uid) if name in self.form.editors else None
            if found is not None:
                self.form.editors[name].set_value(choice(found))

    def show_record(self, record: Record | None, take_keys: bool = True) -> None:
        """Another record is looked at from its top."""
        self.form.area().verticalScrollBar().setValue(0)
        super().show_record(record, take_keys)

    def _fill(self) -> None:
        super()._fill()
        if self.record is None:
            today = self.desk.today()
            start = {name: today for name in _DAYS if name in self.form.editors}
            self.form.show_values(start | ({"year": today.year} if "year" in self.form.editors else {}))
            self._tell_state()


class _Items(Entries):
    stacked = True


class PromisePanel(StrivingPanel):
    """A sheet of promises, with what was promised and whether it was kept above its form."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.items = _Items("承诺事项", "添加事项", lambda: self._open_item(None), "还没有登记承诺事项。")
        self.files = Attachments("佐证材料", "添加材料", "还没有佐证材料；照片、清单、签收单可以存在这里。")
        offer(desk, "add_promise_item", self.items.begin_button)
        offer(desk, "attach", self.files.begin_button)
        self.put_above(self.items)
        self.put_below(self.files)

    def show_below(self) -> None:
        """The rate of those kept, and every item."""
        items = items_of(self.record)
        rate = [Entry(kept_rate(items).words(), outcome_words(items))] if items else []
        self.items.show_lines([*rate, *(self._item(item) for item in items)])
        self.files.show_shelf(shelf_of(self.desk, self, self.record, "佐证材料"))

    def _item(self, item: PromiseItem) -> Entry:
        term = f"时限 {PromiseItem.term.show(item.term)}" if item.term else "没有定时限"
        late = item.outcome is None and item.term is not None and item.term < self.desk.today()
        outcome = PromiseItem.outcome.show(item.outcome) or ("已过时限，还没有认定" if late else "未认定")
        judged = PromiseItem.judged_on.show(item.judged_on)
        responsible = f"责任人 {item.responsible}" if item.responsible else ""
        facts = joined(term, responsible, " ".join(filter(None, (judged, outcome))))
        verbs = [
            ("认定", verb_or_reason(self.desk, "judge_promise_item", lambda: self._judge(item))),
            ("修改", verb_or_reason(self.desk, "change_promise_item", lambda: self._open_item(item))),
            ("删除", verb_or_reason(self.desk, "remove_promise_item", lambda: self.desk.do(self, remove_item, item))),
        ]
        if item.outcome is not None:
            again = verb_or_reason(self.desk, "judge_promise_item", lambda: self.desk.do(self, judge_item, item, None))
            verbs[0] = ("重新认定", again)
        detail = "\n".join(filter(None, (facts, item.evidence)))
        mark = _MARKS.get(item.outcome or "", "warn" if late else "todo")
        return Entry(f"{item.place or 1}. {item.content}", detail, verbs, mark)

    def _open_item(self, item: PromiseItem | None) -> None:
        def do(owner: Any, values: dict[str, Any]) -> Any:
            if item is None:
                return self.desk.do(owner, add_item, self.record, given(values))
            return self.desk.do(owner, change_item, item, values)

        kinds = [PromiseItem.content, PromiseItem.term, PromiseItem.responsible]
        ask(self.items, "保存承诺事项", kinds, dict(item.__data__) if item else {}, do, under=self._line_of(item))

    def _line_of(self, item: PromiseItem | None) -> int | None:
        """Its line; the rate stands in the first one."""
        return None if item is None else 1 + [one.id for one in items_of(self.record)].index(item.id)

    def _judge(self, item: PromiseItem) -> None:
        def do(owner: Any, values: dict[str, Any]) -> Any:
            outcome, on = values["outcome"], values["judged_on"]
            return self.desk.do(owner, judge_item, item, outcome, on, values["evidence"] or "")

        kinds = [PromiseItem.outcome, PromiseItem.judged_on, PromiseItem.evidence]
        start, verb = {"judged_on": self.desk.today()}, f"认定第{item.place or 1}项"
        opened = ask(self.items, verb, kinds, start, do, under=self._line_of(item))
        for name in ("outcome", "evidence"):
            opened.form.editors[name].mark_needed()


class CommentPanel(StrivingPanel):
    """A comment, and whether what was lacking was mended."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.mended = Entries("整改结果", "登记整改", self._ask, "还没有登记整改。")
        offer(desk, "follow_up_comment", self.mended.begin_button)
        self.put_below(self.mended)

    def show_below(self) -> None:
        """What was done about it."""
        comment: SuperiorComment = self.record
        day = SuperiorComment.followed_up_on.show(comment.followed_up_on)
        done = [Entry(f"{day}完成", comment.follow_up_result or "", mark="done")] if comment.followed_up_on else []
        self.mended.show_lines(done)

    def _ask(self) -> None:
        def do(owner: Any, values: dict[str, Any]) -> Any:
            result, on = values["follow_up_result"] or "", values["followed_up_on"]
            return self.desk.do(owner, follow_up, self.record, result, on)

        kinds = [SuperiorComment.followed_up_on, SuperiorComment.follow_up_result]
        start = {"followed_up_on": self.record.followed_up_on or self.desk.today()}
        ask(self.mended, "登记整改", kinds, {**start, "follow_up_result": self.record.follow_up_result}, do)


class SupervisionPanel(StrivingPanel):
    """An inspection visit, and whether what was found was mended."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.mended = Entries("整改结果", "登记整改", self._ask, "还没有登记整改。")
        self.files = Attachments("照片", "添加照片", "还没有照片。")
        offer(desk, "mend_supervision", self.mended.begin_button)
        offer(desk, "attach", self.files.begin_button)
        self.put_below(self.mended, self.files)

    def show_below(self) -> None:
        """What was done about it."""
        visit: Supervision = self.record
        day = Supervision.mended_on.show(visit.mended_on)
        self.mended.show_lines([Entry(f"{day}完成", visit.mended or "", mark="done")] if visit.mended_on else [])
        self.files.show_shelf(shelf_of(self.desk, self, visit, "督导照片"))

    def _ask(self) -> None:
        def do(owner: Any, values: dict[str, Any]) -> Any:
            return self.desk.do(owner, mend, self.record, values["mended"] or "", values["mended_on"])

        start = {"mended_on": self.record.mended_on or self.desk.today(), "mended": self.record.mended}
        ask(self.mended, "登记整改", [Supervision.mended_on, Supervision.mended], start, do)


class TalentPanel(StrivingPanel):
    """An entry of the talent file, the person behind it, and the way out of the file."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.who = Entries("本人")
        self.end = Entries("出库", "登记出库", self._ask_end, "在库。")
        offer(desk, "release_talent", self.end.begin_button)
        self.put_below(self.who, self.end)

    def show_below(self) -> None:
        """Who she is, and whether she is still in the file."""
        talent: Talent = self.record
        person = talent.person
        where = person.village.name if person.village else person.employer or ""
        facts = joined(Person.sex.show(person.sex), Person.born.show(person.born), where, person.job_post)
        self.who.show_lines([Entry(person.name, facts, [("打开", lambda: self.go.emit("people", person.uid))])])
        out = talent.left_on is not None
        self.end.show_lines([Entry(Talent.left_on.show(talent.left_on), talent.left_reason or "")] if out else [])
        self.end.begin_button.setVisible(not out)

    def _ask_end(self) -> None:
        def do(owner: Any, values: dict[str, Any]) -> Any:
            return self.desk.do(owner, release_talent, self.record, values["left_reason"] or "", values["left_on"])

        opened = ask(self.end, "登记出库", [Talent.left_on, Talent.left_reason], {"left_on": self.desk.today()}, do)
        opened.form.editors["left_reason"].mark_needed()


class ActivityPanel(StrivingPanel):
    """An activity, with those who came and its photographs under it."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.came = Entries("签到名单", "登记参加人", self._ask_person, "还没有登记参加人；人多的可以只填参加人次。")
        self.photos = Attachments("照片和材料", "添加照片", "还没有照片和材料。")
        offer(desk, "attend", self.came.begin_button)
        offer(desk, "attach", self.photos.begin_button)
        self.put_below(self.came, self.photos)

    def show_below(self) -> None:
        """Who came, and the photographs."""
        found = attendances_of(self.record)
        count = [Entry(f"共 {len(found)} 人", "")] if found else []
        self.came.show_lines([*count, *(self._came(one) for one in found)])
        self.photos.show_shelf(shelf_of(self.desk, self, self.record, "活动照片"))

    def _came(self, one: Attendance) -> Entry:
        person = one.person
        where = person.village.name if person.village else person.employer or ""
        facts = joined(where, "" if one.signed else "没有签到", one.result, one.note)
        verbs = [
            ("修改", verb_or_reason(self.desk, "change_attendance", lambda: self._change(one))),
            (
                "移出",
                verb_or_reason(self.desk, "remove_attendance", lambda: self.desk.do(self, remove_attendance, one)),
            ),
        ]
        return Entry(person.name, facts, verbs)

    def _ask_person(self) -> None:
        def do(owner: Any, values: dict[str, Any]) -> Any:
            done = self.desk.do(owner, attend, self.record, [values["person"]])
            if done is not None:
                self._ask_person()  # a list of names is typed one after the other
            return done

        ask(self.came, "登记参加人", [Attendance.person], {}, do, {"person": find_people})

    def _change(self, one: Attendance) -> None:
        kinds = [Attendance.signed, Attendance.result, Attendance.note]
        do = lambda owner, values: self.desk.do(owner, change_attendance, one, values)  # noqa: E731
        ask(self.came, "保存签到", kinds, dict(one.__data__), do)
