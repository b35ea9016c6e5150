"""The records of 推优: batch, recommendation, meeting with its votes, steps taken, reasons for passing a warning.

A recommendation is one wide row: which of its columns a step needs is said by the procedure (data), not here.
"""

from typing import Any

from models.core.fields import (
    CodeField,
    CountField,
    DayField,
    FlagField,
    JsonField,
    LineField,
    LinkField,
    ParagraphField,
    PhoneField,
)
from models.core.record import Record
from models.office.roles import step_words
from models.organisations.body import Body
from models.people.person import Person


class StepField(LineField):
    """The key of a step; shown by its title."""

    tells = False

    def show(self, value: Any) -> str:
        return "" if value is None else step_words(value)


ACTIVIST, TARGET = "activist", "target"
"""What a person is recommended as: 入党积极分子 or 发展对象."""

ASSEMBLY, DIRECT = "assembly", "direct"
"""Routes: through the members' assembly, or directly by the superior body after hearing the grassroots."""

RUNNING, WITHDRAWN, EXPIRED, ANSWERED = "running", "withdrawn", "expired", "answered"


class Batch(Record):
    """批次: the recommendations of one organisation that are decided and forwarded together."""

    noun = "批次"

    title = LineField("批次名称", required=True, max_length=100, help="例如“2026年下半年推优”。")
    channel = CodeField("推荐渠道", table="body.channel", required=True)
    target = CodeField("推荐类别", table="recommendation.target", required=True)
    opened_on = DayField("开始日期", required=True)
    note = ParagraphField("备注")

    class Meta:
        table_name = "batch"

    def called(self) -> str:
        return f"“{self.title}”"


class Meeting(Record):
    """推荐会: one assembly that introduces, reviews and votes on many candidates; counts are heads and ballots."""

    noun = "推荐会"
    batch_id: int
    body_id: int

    batch = LinkField(Batch, "批次", required=True, backref="meetings")
    body = LinkField(Body, "召开组织", required=True, backref="meetings")
    name = LineField("会议名称", required=True, max_length=60)
    held_on = DayField("时间", required=True)
    place = LineField("地点", max_length=60)
    host = LineField("主持人", max_length=60)
    recorder = LineField("记录人", max_length=60)
    scrutineer = LineField("监票人", max_length=60)
    teller = LineField("计票人", max_length=60)
    caller = LineField("唱票人", max_length=60)
    closed = LineField("散会时间", max_length=20, help="例如“11:30”，印在会议记录上。")
    preset = CodeField("表决办法", table="vote.preset", required=True)
    entitled = CountField("应到", required=True, largest=100_000)
    present = CountField("实到", required=True, largest=100_000)
    written = CountField("书面意见", largest=100_000, help="未到会但在计票前交来书面意见的人数，没有就留空。")
    issued = CountField("发出票", required=True, largest=100_000)
    returned = CountField("收回票", required=True, largest=100_000)
    valid = CountField("有效票", required=True, largest=100_000)
    agenda = ParagraphField("议程")
    attendees = ParagraphField("参加人员")
    absentees = ParagraphField("缺席人员及原因")
    observers = ParagraphField("列席人员")
    speeches = ParagraphField("介绍和发言")
    resolution = ParagraphField("决议")

    class Meta:
        table_name = "meeting"

    def called(self) -> str:
        return f"{self.body.called()}的{self.name}"


class Recommendation(Record):
    """推荐: one person put forward by one body in one batch, with what every step of the procedure brings."""

    noun = "推荐"
    batch_id: int
    person_id: int
    body_id: int
    meeting_id: int | None

    batch = LinkField(Batch, "批次", required=True, backref="recommendations")
    person = LinkField(Person, "推荐对象", required=True, backref="recommendations")
    body = LinkField(Body, "推荐组织", required=True, backref="recommendations")
    meeting = LinkField(Meeting, "推荐会", backref="recommendations")
    again_of = LinkField("self", "上一次推荐", backref="tries")
    number = LineField("编号", max_length=40, counted=True)
    target = CodeField("推荐类别", table="recommendation.target", required=True)
    route = CodeField("推荐方式", table="recommendation.route", required=True)
    step = StepField("当前步骤", required=True, max_length=20)
    status = CodeField("状态", table="recommendation.status", required=True)
    filled_on = DayField("填表日期")

    applied_on = DayField("申请入党时间", help="递交书面入党申请书的日期。")
    application_written = FlagField("已递交书面申请书")
    talked_on = DayField("谈话时间", help="党组织应在收到申请后一个月内派人谈话。")

    heard_on = DayField("听取意见时间")
    heard_bodies = LineField("听取意见的基层组织", max_length=200, counted=True)
    heard_people = CountField("听取意见人数", largest=10_000)
    hearing = ParagraphField("基层意见")

    yes = CountField("赞成", largest=100_000)
    no = CountField("反对", largest=100_000)
    abstain = CountField("弃权", largest=100_000)

    inspected_from = DayField("考察开始")
    inspected_to = DayField("考察结束")
    inspectors = LineField("考察人", max_length=100, help="两人以上，用顿号隔开。")
    people_heard = CountField("谈话人数", largest=10_000, help="考察中听取意见的人数。")
    is_active = FlagField("思想进步，政治上积极要求上进")
    is_loyal = FlagField("拥护党的路线，遵守法律法规")
    is_selfless = FlagField("以党和群众利益为重")
    is_diligent = FlagField("工作实绩突出")
    is_leading = FlagField("在各项活动中起带头作用")
    deeds = ParagraphField("主要事迹和现实表现")
    strengths = ParagraphField("主要优点")
    shortcomings = ParagraphField("主要不足")
    proposal = ParagraphField("考察组建议")

    decided_on = DayField("研究决定时间")
    decided_by = LineField("负责人", max_length=60, help="在本级意见栏签字的人。")
    reasons = ParagraphField("推荐理由")
    decision = ParagraphField("本级组织意见")

    publicity_from = DayField("公示开始")
    publicity_to = DayField("公示结束")
    publicity_place = LineField("公示地点", max_length=100)
    publicity_phone = PhoneField("受理电话", sensitive=False)
    objections = ParagraphField("公示期间的反映")
    publicity_clear = FlagField("无异议或已查清", help="公示没有异议，或者反映的问题已经查清、不影响推荐。")

    superior_name = LineField("审核组织", max_length=100, counted=True)
    superior_on = DayField("审核时间")
    superior_by = LineField("审核人", max_length=60, help="在上级意见栏签字的人。")
    superior_agrees = FlagField("上级同意推荐")
    superior_opinion = ParagraphField("上级组织审核意见")

    forwarded_on = DayField("报送党组织时间")
    forwarded_to = LineField("报送的党组织", max_length=100, counted=True)
    letter_number = LineField("推荐函编号", max_length=40, counted=True)

    answered_on = DayField("党组织答复时间")
    answer = CodeField("党组织处理结果", table="recommendation.answer")
    answer_by = LineField("党组织签字人", max_length=60)
    answer_text = ParagraphField("党组织意见")
    note = ParagraphField("备注")

    class Meta:
        table_name = "recommendation"
        indexes = ((("status", "step"), False),)

    def called(self) -> str:
        return f"“{self.person.name}”的推荐"


class StepTaken(Record):
    """步骤记录: what happened to a recommendation at a step, and which entries of the rule book judged it."""

    noun = "步骤记录"
    untold = ("judged",)

    recommendation = LinkField(Recommendation, "推荐", required=True, backref="steps_taken")
    step = StepField("步骤", required=True, max_length=20)
    action = CodeField("动作", table="step.action", required=True)
    taken_on = DayField("日期", required=True)
    reason = ParagraphField("原因")
    judged = JsonField("依据的规则")

    class Meta:
        table_name = "step_taken"


class Waiver(Record):
    """说明: the reason for which a warning was passed; printed nowhere, kept with the recommendation."""

    noun = "说明"
    untold = ("rule",)

    recommendation = LinkField(Recommendation, "推荐", required=True, backref="waivers")
    rule = LineField("规则", required=True, max_length=60, counted=True)
    reason = ParagraphField("原因", required=True)

    class Meta:
        table_name = "waiver"
        indexes = ((("recommendation", "rule"), True),)


STEP_COLUMNS: dict[str, Any] = {kind.name: kind for kind in Recommendation.kinds()}
"""Columns by name, as the procedure's `needs` name them."""
