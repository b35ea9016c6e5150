"""Campaigns 创先争优活动: title, theme and period, the six steps with their days, and who takes part.

Owns the campaign, its steps and its participants. What the steps mean is data (`texts.steps`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.errors import Problem, RuleRefused, refuse_stops
from models.core.fields import CodeField, CountField, DayField, LineField, LinkField, ParagraphField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.excellence.keeping import backwards, merged, refuse_backwards
from models.excellence.texts import Step, steps
from models.excellence.whom import whom
from models.organisations.body import Body
from models.people.person import Person


class Campaign(Record):
    """创先争优活动: one round of the whole, of mass organisations or of Party bodies."""

    noun = "活动"

    title = LineField("活动名称", required=True, max_length=100, counted=True)
    kind_of_campaign = CodeField("活动类别", table="campaign.kind", required=True)
    theme = LineField("主题", max_length=200, counted=True, wide=True)
    year = CountField("年度", required=True, largest=2200)
    begins_on = DayField("开始日期", required=True)
    ends_on = DayField("结束日期")
    organiser = LinkField(Body, "主办组织", backref="campaigns")
    aim = ParagraphField("目标要求", counted=True)
    closed_on = DayField("结束办理日期", help="六个步骤都做完后填写；填了就不再提醒。")
    note = ParagraphField("备注")

    class Meta:
        table_name = "campaign"

    def called(self) -> str:
        return f"“{self.title}”"


class CampaignStep(Record):
    """活动步骤: one of the six steps of a campaign, planned from–to, and the day it was done."""

    noun = "活动步骤"
    campaign_id: int

    campaign = LinkField(Campaign, "活动", required=True, backref="steps", index=False)  # the pair begins with it
    step = CodeField("步骤", table="campaign.step", required=True)
    begins_on = DayField("开始日期")
    ends_on = DayField("结束日期")
    done_on = DayField("完成日期")
    people = CountField("参加人数", help="例如动员会的到会人数。")
    note = ParagraphField("情况", counted=True)

    class Meta:
        table_name = "campaign_step"
        indexes = ((("campaign", "step"), True),)

    def called(self) -> str:
        return f"{self.campaign.called()}的“{CampaignStep.step.show(self.step)}”"


class Participant(Record):
    """参加对象: a body or a person that takes part in a campaign."""

    noun = "参加对象"
    campaign_id: int
    body_id: int | None
    person_id: int | None

    campaign = LinkField(Campaign, "活动", required=True, backref="participants", index=False)
    body = LinkField(Body, "组织", backref="taking_part")
    person = LinkField(Person, "个人", backref="taking_part")
    joined_on = DayField("参加日期")
    note = LineField("备注", max_length=200)

    class Meta:
        table_name = "participant"
        indexes = ((("campaign", "body"), True), (("campaign", "person"), True))

    def called(self) -> str:
        return f"{self.campaign.called()}的参加对象“{whom(self)}”"


@verb("open_campaign", "发起活动")
def open_campaign(
    work: Work, values: Mapping[str, Any], days: Mapping[str, tuple[date | None, date | None]] | None = None
) -> Campaign:
    """Begin a campaign with its six steps; `days`: step → from, to. Raises RuleRefused for a period that cannot be."""
    given = dict(values)
    if given.get("year") is None and given.get("begins_on"):
        given["year"] = given["begins_on"].year
    refuse_stops(check_campaign(given))
    campaign = work.insert(Campaign(**given))
    for step in steps():
        begins_on, ends_on = (days or {}).get(step.key, (None, None))
        refuse_backwards(begins_on, ends_on, f"“{step.title}”的结束日期早于开始日期，请核对。")
        work.insert(CampaignStep(campaign=campaign, step=step.key, begins_on=begins_on, ends_on=ends_on))
    work.about(campaign, f"发起了活动{campaign.called()}")
    return campaign


@verb("change_campaign", "修改活动")
def change_campaign(work: Work, campaign: Campaign, values: Mapping[str, Any]) -> Campaign:
    """Change a campaign. Raises RuleRefused."""
    refuse_stops(check_campaign(merged(campaign, values)))
    work.update(campaign, **values)
    work.about(campaign, f"修改了活动{campaign.called()}")
    return campaign


@verb("remove_campaign", "删除活动")
def remove_campaign(work: Work, campaign: Campaign) -> None:
    """Delete a campaign that was entered by mistake. Raises RuleRefused while promises, surveys … belong to it."""
    for part in (*steps_of(campaign), *participants_of(campaign)):
        work.delete(part)
    work.delete(campaign)
    work.about(campaign, f"删除了活动{campaign.called()}")


@verb("set_campaign_step", "安排活动步骤")
def set_step(work: Work, campaign: Campaign, step: str, values: Mapping[str, Any]) -> CampaignStep:
    """Plan a step or note that it was done. Raises RuleRefused for days that cannot be."""
    row = CampaignStep.get((CampaignStep.campaign == campaign) & (CampaignStep.step == step))
    whole = merged(row, values)
    refuse_backwards(whole["begins_on"], whole["ends_on"], "结束日期早于开始日期，请核对。")
    if whole["done_on"] is not None and whole["done_on"] > today(work.session.clock):
        raise RuleRefused("完成日期在今天之后，请核对。")
    work.update(row, **values)
    work.about(campaign, f"{row.called()}{'完成' if values.get('done_on') else '作了安排'}")
    return row


@verb("add_participants", "添加参加对象")
def add_participants(
    work: Work, campaign: Campaign, bodies: Sequence[Body] = (), persons: Sequence[Person] = ()
) -> list[Participant]:
    """Let bodies and persons take part; who does so already is passed over."""
    known = participants_of(campaign)
    seen_bodies = {row.body_id for row in known}
    seen_persons = {row.person_id for row in known}
    day = today(work.session.clock)
    fresh = [Participant(campaign=campaign, body=body, joined_on=day) for body in bodies if body.id not in seen_bodies]
    fresh += [
        Participant(campaign=campaign, person=person, joined_on=day)
        for person in persons
        if person.id not in seen_persons
    ]
    found = [work.insert(row) for row in fresh]
    work.about(campaign, f"{campaign.called()}增加了{len(found)}个参加对象")
    return found


@verb("remove_participant", "移出参加对象")
def remove_participant(work: Work, participant: Participant) -> None:
    """Somebody takes part no more."""
    campaign = participant.campaign
    work.about(campaign, f"移出了{participant.called()}")
    work.delete(participant)


def check_campaign(values: Mapping[str, Any]) -> list[Problem]:
    """Findings about a campaign's values for the page that gathers them."""
    return backwards(values, "begins_on", "ends_on", "活动的结束日期早于开始日期，请核对。")


def steps_of(campaign: Campaign) -> list[CampaignStep]:
    """The six steps in their order."""
    order = {step.key: place for place, step in enumerate(steps())}
    found = CampaignStep.select().where(CampaignStep.campaign == campaign)
    return sorted(found, key=lambda row: order.get(row.step, len(order)))


def next_step_of(campaign: Campaign) -> tuple[CampaignStep, Step] | None:
    """The first step that is not done, with its text; None when all are."""
    texts = {step.key: step for step in steps()}
    waiting = (row for row in steps_of(campaign) if row.done_on is None)
    return next(((row, texts[row.step]) for row in waiting), None)


def participants_of(campaign: Campaign) -> list[Participant]:
    """Bodies first, then persons, in the order in which they were added."""
    found = Participant.select().where(Participant.campaign == campaign).order_by(Participant.id)
    return sorted(found, key=lambda row: row.body_id is None)
