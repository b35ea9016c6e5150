"""A campaign opened beside its list: the six steps as a line, what was held in it, and who takes part.

Gathers and shows; what is done are verbs, what a step still waits for is told by `models.excellence.progress`.
"""

from typing import Any

from models.core.fields import CodeField
from models.core.record import Record
from models.excellence import lists
from models.excellence.campaigns import (
    Campaign,
    CampaignStep,
    Participant,
    add_participants,
    participants_of,
    remove_participant,
    set_step,
    steps_of,
)
from models.excellence.listing import Listing, Wanted
from models.excellence.progress import lacking
from models.excellence.texts import steps
from models.excellence.whom import whom
from models.organisations.body import Body
from ui.desk import Desk
from ui.offering import offer, verb_or_reason
from ui.pages.excellence.asking import ask, joined
from ui.pages.excellence.columns import PAGE
from ui.pages.excellence.panels import StrivingPanel
from ui.pages.finders import find_bodies, find_people
from ui.pages.register import Register
from ui.widgets.inline_form import Entries, Entry, InlineForm
from ui.widgets.stepper import Step, StepLine, StepState

MOST_NAMES = 4
_HELD: tuple[tuple[str, str, str, Listing[Any], str, str], ...] = (
    ("promise", "公开承诺", "份", lists.PROMISES, "还没有认定完", "make_promise"),
    ("comment", "领导点评", "次", lists.COMMENTS, "待整改", "keep_comment"),
    ("survey", "群众评议", "次", lists.SURVEYS, "", "hold_survey"),
    ("grading", "分类定级", "条", lists.GRADINGS, "未定级", "begin_grading"),
    ("supervision", "督导", "次", lists.SUPERVISIONS, "待整改", "keep_supervision"),
    ("award", "评选表彰", "条", lists.NOMINATIONS, "申报中", "nominate_award"),
    ("activity", "活动培训", "次", lists.ACTIVITIES, "", "keep_activity"),
)
"""List → its title, measure word, where it lies, the word for what is not finished there, who may add to it."""


class StepsHeld(Entries):
    """A line of steps with the form of one of them, `at`, open among them."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.at = ""
        self.line = StepLine()
        self.layout().insertWidget(1, self.line)

    def open_form(self, form: InlineForm, start: bool = True, under: int | None = None) -> None:
        """Open a form under the step `at`, instead of one that stands elsewhere."""
        super().open_form(form, False, under)
        self.line.put_body(self.at, form)
        form.show()
        if start:
            form.start()

    def close_form(self, delete: bool = True) -> bool:
        """As for all lists; no step holds the form any more."""
        self.line.put_body("", None)
        return super().close_form(delete)


class CampaignPanel(StrivingPanel):
    """A campaign."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.steps = StepsHeld("六个步骤")
        self.held = Entries("办理情况")
        self.taking_part = Entries("参加对象", "添加", self._ask_who, "还没有参加的组织和个人。")
        offer(desk, "add_participants", self.taking_part.begin_button)
        self.steps.line.chosen.connect(self.open_step)
        self.put_above(self.steps, self.held)
        self.put_below(self.taking_part)

    def show_record(self, record: Record | None, take_keys: bool = True) -> None:
        """A stored campaign begins with its steps, a new one with its name."""
        super().show_record(record, take_keys and record is None)
        if record is not None and take_keys:
            self.steps.line.setFocus()

    def show_below(self) -> None:
        """Steps, what was held, who takes part."""
        campaign: Campaign = self.record
        self.steps.line.show_steps(self._steps(campaign))
        self.held.show_lines([self._held(campaign, *part) for part in _HELD])
        self.taking_part.show_lines([self._participant(one) for one in participants_of(campaign)])

    def open_step(self, key: str) -> None:
        """Type in what was planned or done at a step."""
        why = verb_or_reason(self.desk, "set_campaign_step", lambda: None)
        if self.record is None or isinstance(why, str):
            return
        row = next(one for one in steps_of(self.record) if one.step == key)

        def do(owner: Any, values: dict[str, Any]) -> Any:
            return self.desk.do(owner, set_step, self.record, key, values)

        kinds = [CampaignStep.begins_on, CampaignStep.ends_on, CampaignStep.done_on]
        self.steps.at = key
        ask(self.steps, f"保存“{CampaignStep.step.show(key)}”", [*kinds, *_SAID], dict(row.__data__), do)

    def _steps(self, campaign: Campaign) -> list[Step]:
        texts = {step.key: step for step in steps()}
        today = self.desk.today()
        rows = steps_of(campaign)
        following = next((row.step for row in rows if row.done_on is None), "")
        found = []
        for row in rows:
            begun = row.step == following or (row.begins_on is not None and row.begins_on <= today)
            done = row.done_on is not None
            state = StepState.DONE if done else StepState.CURRENT if begun else StepState.TODO
            late = not done and row.ends_on is not None and row.ends_on < today
            people = f"{row.people} 人参加" if row.people else ""
            figures = joined(people, row.note) or ("" if done else texts[row.step].summary)
            found.append(
                Step(
                    key=row.step,
                    title=texts[row.step].title,
                    state=state,
                    on=f"{CampaignStep.done_on.show(row.done_on)}完成" if done else _planned(row),
                    figures=figures,
                    missing=_some(lacking(campaign, row.step)) if begun else (),
                    word="已到期" if late else "",
                )
            )
        return found

    def _held(
        self, campaign: Campaign, key: str, title: str, unit: str, listing: Listing[Any], open_words: str, action: str
    ) -> Entry:
        count = len(listing.ids(Wanted(campaign_id=campaign.id)))
        waits = len(listing.ids(Wanted(campaign_id=campaign.id, open_only=True))) if open_words else 0
        detail = f"{count} {unit}" if count else "还没有"
        detail += f"，其中 {waits} {unit}{open_words}" if waits else ""
        see = [("查看", lambda: self.go.emit(PAGE, (key, f"campaign:{campaign.uid}")))] if count else []
        new = verb_or_reason(self.desk, action, lambda: self.go.emit(PAGE, (key, f"new:{campaign.uid}")))
        return Entry(title, detail, [*see, ("登记", new)])

    def _participant(self, one: Participant) -> Entry:
        away = verb_or_reason(self.desk, "remove_participant", lambda: self.desk.do(self, remove_participant, one))
        joined_on = f"{Participant.joined_on.show(one.joined_on)}参加" if one.joined_on else ""
        kind = Body.kind_of_body.show(one.body.kind_of_body) if one.body_id else "个人"
        return Entry(whom(one), joined(kind, joined_on, one.note), [("移出", away)])

    def _ask_who(self) -> None:
        def do(owner: Any, values: dict[str, Any]) -> Any:
            bodies = [values["body"]] if values["body"] else []
            if values["channel"]:
                every = (Body.kind_of_body == values["channel"]) & Body.ended_on.is_null()
                bodies.extend(Body.select().where(every))
            persons = [values["person"]] if values["person"] else []
            return self.desk.do(owner, add_participants, self.record, bodies, persons)

        kinds = [Participant.body, Participant.person, _channel()]
        ask(self.taking_part, "添加参加对象", kinds, {}, do, {"body": find_bodies, "person": find_people})


_SAID = (CampaignStep.people, CampaignStep.note)


def _channel() -> Any:
    field = CodeField("一类组织全部", table="body.channel", help="例如选“妇联”，登记的妇联组织全部参加。")
    field.name = "channel"
    return field


def _planned(row: CampaignStep) -> str:
    begins, ends = CampaignStep.begins_on.show(row.begins_on), CampaignStep.ends_on.show(row.ends_on)
    return f"{begins} 至 {ends}" if begins and ends else begins or (f"{ends} 前" if ends else "没有安排时间")


def _some(names: list[str]) -> tuple[str, ...]:
    """The first names, and how many there are when some are left out."""
    if len(names) <= MOST_NAMES:
        return tuple(names)
    return (*names[: MOST_NAMES - 1], f"{names[MOST_NAMES - 1]}等 {len(names)} 个")
