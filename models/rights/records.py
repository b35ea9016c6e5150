"""The records of 维权: a petition and what belongs to it.

Each may lie in the open tables or, never written there, in the closed compartment; therefore they are tied together
by the case's uid and by no foreign key. Where a case lies is decided by `sight` alone.
"""

from typing import Any

from models.core.choices import CodesField
from models.core.fields import (
    CodeField,
    CountField,
    DayField,
    FlagField,
    IdNumberField,
    LineField,
    NameField,
    ParagraphField,
    PartialDateField,
    PhoneField,
)
from models.core.record import Record
from models.office.roles import step_words
from models.people.person import person_terms
from models.rights.times import MomentField

RUNNING, NOT_OURS, FORWARDED, WITHDRAWN, CLOSED = "running", "not_ours", "forwarded", "withdrawn", "closed"
"""How a case stands."""


class StepField(LineField):
    """The key of a step; shown by its title."""

    tells = False

    def show(self, value: Any) -> str:
        return "" if value is None else step_words(value)


def _case_uid() -> Any:
    return LineField("所属案件", required=True, max_length=16, index=True, uid_of="rights_case")


def _with_number(noun: str, number: str | None) -> str:
    return f"{noun}（{number}）" if number else noun


class RightsCase(Record):
    """来信来访: who came, against whom, about what, and what became of it (来信来访接待登记表)."""

    noun = "来信来访"
    searchable = True
    searched = ("name", "id_number", "phone", "accused_name")
    terms = staticmethod(person_terms)
    untold = ("person_uid", "repeat_of")

    number = LineField("编号", max_length=40, index=True)
    registered_on = DayField("登记日期", required=True)
    registered_at = MomentField("登记时间", required=True)
    channel = CodeField("来访方式", table="rights.channel", required=True)
    first_time = FlagField("首次来访")
    repeat_of = LineField("上一次来访", max_length=16)
    forwarded_from = LineField("转来单位", max_length=100)

    name = NameField("来访人姓名", required=True, help="匿名来信写“匿名”。")
    person_uid = LineField("人员", max_length=16, index=True, uid_of="person")
    sex = CodeField("性别", table="GB/T 2261.1")
    born = PartialDateField("出生年月")
    age = CountField("年龄", largest=150, help="不知道出生年月时填写。")
    nationality = CodeField("民族", table="GB/T 3304")
    education = CodeField("文化程度", table="GB/T 4658", short=True)
    occupation = LineField("职业", max_length=100)
    id_number = IdNumberField("身份证号", id_of="person")
    address = LineField("住址", sensitive=True, wide=True)
    village = LineField("所在村（社区）", max_length=100)
    phone = PhoneField("联系电话")
    people = CountField("来访人数", largest=100_000)
    delegates = LineField("代表", max_length=200, help="多人来访推选的代表，用顿号隔开。")

    wishes = ParagraphField("本人意愿", help="希望怎么处理，哪些事不愿意做。")
    safe_contact = ParagraphField("安全联系方式", help="什么时间、用什么方式联系才安全，不能让谁知道。")
    keep_secret = FlagField("本人要求保密")
    child_harmed = FlagField("侵害未成年人", help="受害的是不满十八周岁的人。")
    capacity = CodeField("受害人行为能力", table="rights.capacity", sensitive=True)

    accused_name = NameField("被反映人姓名")
    accused_relation = LineField("与来访人关系", max_length=60)
    accused_unit = LineField("被反映人单位", max_length=100)
    accused_phone = PhoneField("被反映人电话")

    rights_class = CodeField(
        "类别", table="rights.class", required=True, help="先选类别，其余各栏才能填：要保密的从一开始就记在保密区里。"
    )
    problem = ParagraphField("反映问题")
    claim = ParagraphField("诉求")

    receiver = LineField("接待人", max_length=60)
    receiver_opinion = ParagraphField("接待人意见")
    leader = LineField("负责人", max_length=60)
    instruction = ParagraphField("领导批示")

    decision = CodeField("受理决定", table="rights.decision")
    accepted_on = DayField("受理日期")
    acceptance_told_on = DayField("受理告知日期", help="是否受理，十五日内书面告知来访人。")
    not_ours_on = DayField("不予受理日期")
    not_ours_reason = ParagraphField("不予受理的原因")
    objected_on = DayField("提出异议日期", help="上级转来的事项不属于本单位的，五个工作日内提出异议。")
    forwarded_to = LineField("转送单位", max_length=100)
    forwarded_on = DayField("转送日期")

    handler = LineField("承办人", max_length=60)
    extension_asked_on = DayField("申请延期日期")
    extension_asked_by = LineField("延期申请人", max_length=60)
    extension_reason = ParagraphField("延期原因")
    extended_on = DayField("同意延期日期")
    extended_by = LineField("同意延期的负责人", max_length=60)
    extension_told_on = DayField("延期告知日期")

    result = ParagraphField("处理结果")
    outcome = CodeField("结果", table="rights.outcome")
    answered_on = DayField("答复日期")
    answer_form = CodeField("答复方式", table="rights.answer_form")
    review_asked_on = DayField("提出复查日期")
    review_decided_on = DayField("复查意见日期")
    review_result = ParagraphField("复查意见")
    second_asked_on = DayField("提出复核日期")
    second_decided_on = DayField("复核意见日期")
    second_result = ParagraphField("复核意见")
    revisited_on = DayField("回访日期")
    revisited_by = LineField("回访人", max_length=60)
    revisit = ParagraphField("回访情况")
    satisfied = CodeField("满意度", table="rights.satisfied")

    visitor_signed = FlagField("来访人已签字")
    receiver_signed = FlagField("接待人已签字")
    leader_signed = FlagField("负责人已签字")

    harm_reported_on = DayField("强制报告日期")
    not_reported_reason = ParagraphField("未报告的原因")
    step = StepField("当前步骤", required=True, max_length=20)
    status = CodeField("办理状态", table="rights.status", required=True)
    closed_on = DayField("办结日期")
    protected_because = CodeField("保密原因", table="rights.protection")
    note = ParagraphField("备注")

    class Meta:
        table_name = "rights_case"
        indexes = ((("status", "step"), False),)

    def called(self) -> str:
        return _with_number("来访", self.number)


class RightsStep(Record):
    """办理过程: one row of what was done in a case, by whom and when."""

    noun = "办理过程"
    untold = ("case_uid",)

    case_uid = _case_uid()
    happened_on = DayField("日期", required=True)
    happened_at = MomentField("时间")
    done_by = LineField("经办人", required=True, max_length=60)
    step = StepField("步骤", required=True, max_length=20)
    action = CodeField("事项", table="rights.action", required=True)
    text = ParagraphField("情况")

    class Meta:
        table_name = "rights_step"


class Violence(Record):
    """家庭暴力登记: one registered case of violence with both parties (家庭暴力案件登记表)."""

    noun = "家庭暴力登记"
    untold = ("case_uid",)

    case_uid = _case_uid()
    number = LineField("登记编号", max_length=40)
    registered_on = DayField("登记日期", required=True)
    registered_at = MomentField("登记时间", required=True)

    victim_name = NameField("受害人姓名", required=True)
    victim_sex = CodeField("受害人性别", table="GB/T 2261.1")
    victim_born = PartialDateField("受害人出生年月")
    victim_id_number = IdNumberField("受害人身份证号")
    victim_phone = PhoneField("受害人电话")
    victim_address = LineField("受害人住址", sensitive=True, wide=True)
    victim_state = CodesField("受害人特殊情况", table="rights.victim")

    abuser_name = NameField("加害人姓名")
    abuser_sex = CodeField("加害人性别", table="GB/T 2261.1")
    abuser_born = PartialDateField("加害人出生年月")
    abuser_id_number = IdNumberField("加害人身份证号")
    abuser_occupation = LineField("加害人职业", max_length=100)
    abuser_unit = LineField("加害人单位", max_length=100)
    abuser_phone = PhoneField("加害人电话")
    abuser_address = LineField("加害人住址", sensitive=True, wide=True)
    relation = CodeField("双方关系", table="rights.relation", required=True)

    forms_of_violence = CodesField("暴力形式", table="rights.violence_form", required=True)
    frequency = CodeField("发生次数", table="rights.frequency")
    happened_on = PartialDateField("发生日期")
    happened_at = MomentField("发生时间")
    place = LineField("发生地点", max_length=200)
    course = ParagraphField("经过")
    children_present = FlagField("有未成年人在场")
    injuries = ParagraphField("伤情")
    hospital = LineField("就诊医院", max_length=100)
    treated_on = DayField("就诊日期")
    treatment = ParagraphField("就医情况")

    police_on = DayField("报警日期")
    police_at = MomentField("报警时间")
    police_station = LineField("出警派出所", max_length=100)
    police_receipt = LineField("报警回执号", max_length=60)

    danger = CodeField("危险程度", table="rights.danger")
    danger_assessment = ParagraphField("危险评估")
    measures = CodesField("已采取的措施", table="rights.measure")
    shelter_place = LineField("庇护场所", max_length=100)
    sheltered_on = DayField("入住庇护日期")
    measures_text = ParagraphField("措施说明")
    referral_text = ParagraphField("转介单位与回执")
    evidence = ParagraphField("证据", help="照片、病历、录音、报警回执、证人等，写明由谁保管。")
    receiver = LineField("接待人", max_length=60)
    leader = LineField("负责人", max_length=60)
    visitor_signed = FlagField("受害人已签字")
    receiver_signed = FlagField("接待人已签字")

    class Meta:
        table_name = "violence"

    def called(self) -> str:
        return _with_number(self.noun, self.number)


class WarningLetter(Record):
    """告诫书: what the police issued, when it was served and reached the village (反家庭暴力法 第十六、十七条)."""

    noun = "告诫书"
    untold = ("case_uid",)

    case_uid = _case_uid()
    number = LineField("告诫书编号", required=True, max_length=60)
    issued_on = DayField("出具日期", required=True)
    station = LineField("出具派出所", required=True, max_length=100)
    abuser_name = NameField("加害人姓名", required=True)
    victim_name = NameField("受害人姓名", required=True)
    abuser_address = LineField("加害人住址", sensitive=True, wide=True)
    facts = ParagraphField("告诫的事实")
    served_on = DayField("送达日期")
    committee = LineField("村（居）委会", max_length=100)
    committee_told_on = DayField("村（居）委会收悉日期")
    visits_until = DayField("查访至", help="不填时按规则手册计算。")
    ended_on = DayField("结束跟踪日期")
    ended_reason = ParagraphField("结束跟踪的原因")
    handler = LineField("经办人", max_length=60)

    class Meta:
        table_name = "warning_letter"

    def called(self) -> str:
        return _with_number(self.noun, self.number)


class WarningVisit(Record):
    """查访记录: one visit after a warning letter."""

    noun = "查访记录"
    untold = ("case_uid", "letter_uid")

    case_uid = _case_uid()
    letter_uid = LineField("告诫书", required=True, max_length=16, index=True, uid_of="warning_letter")
    visited_on = DayField("查访日期", required=True)
    visited_at = MomentField("查访时间")
    visitors_from = CodesField("查访单位", table="rights.visitor_kind")
    visitors = LineField("查访人", required=True, max_length=100)
    abuser_state = ParagraphField("加害人情况")
    victim_state = ParagraphField("受害人情况")
    repeated = FlagField("是否再犯", required=True)
    handling = ParagraphField("处理")
    signed = FlagField("查访人已签字")

    class Meta:
        table_name = "warning_visit"


class ProtectionOrder(Record):
    """人身安全保护令: the application, the court's decision, its term and what follows (反家庭暴力法 第四章)."""

    noun = "人身安全保护令"
    untold = ("case_uid", "extends_uid")

    case_uid = _case_uid()
    number = LineField("记录编号", max_length=40)
    extends_uid = LineField("延长的保护令", max_length=16)
    court = LineField("受理法院", required=True, max_length=100)
    court_number = LineField("案号", max_length=100)

    applicant_name = NameField("申请人", required=True)
    applicant_sex = CodeField("申请人性别", table="GB/T 2261.1")
    applicant_born = PartialDateField("申请人出生年月")
    applicant_id_number = IdNumberField("申请人身份证号")
    applicant_phone = PhoneField("申请人电话")
    applicant_address = LineField("申请人住址", sensitive=True, wide=True)
    applying_body = CodeField("申请方式", table="rights.applying_body", required=True)
    applying_name = LineField("代为申请单位", max_length=100, help="代为申请的近亲属或单位名称。")
    applying_reason = CodeField("代为申请的原因", table="rights.applying_reason")
    applicant_agrees = FlagField("本人同意申请")

    respondent_name = NameField("被申请人", required=True)
    respondent_sex = CodeField("被申请人性别", table="GB/T 2261.1")
    respondent_born = PartialDateField("被申请人出生年月")
    respondent_id_number = IdNumberField("被申请人身份证号")
    respondent_phone = PhoneField("被申请人电话")
    respondent_address = LineField("被申请人住址", sensitive=True, wide=True)
    relation = CodeField("双方关系", table="rights.relation", required=True)

    requested = CodesField("请求的措施", table="rights.order_measure")
    requested_text = ParagraphField("其他请求")
    facts = ParagraphField("事实与理由")
    evidence = ParagraphField("证据清单")
    applied_on = DayField("申请日期", required=True)
    applied_at = MomentField("申请时间")
    urgent = FlagField("情况紧急")
    accepted_on = DayField("受理日期")
    accepted_at = MomentField("受理时间")

    ending = CodeField("结案方式", table="rights.order_ending")
    decided_on = DayField("裁定日期")
    decided_at = MomentField("裁定时间")
    measures = CodesField("裁定的措施", table="rights.order_measure")
    valid_from = DayField("生效日期")
    valid_to = DayField("失效日期")
    served_on = DayField("送达当事人日期")
    committee = LineField("送达的村（居）委会", max_length=100)
    committee_served_on = DayField("送达村（居）委会日期")
    reconsider_asked_on = DayField("申请复议日期")

    change_kind = CodeField("变更申请", table="rights.order_change")
    change_applied_on = DayField("变更申请日期")
    change_decided_on = DayField("变更裁定日期")
    change_text = ParagraphField("变更情况")
    handler = LineField("经办人", max_length=60)

    class Meta:
        table_name = "protection_order"

    def called(self) -> str:
        return _with_number(self.noun, self.number)


class MandatoryReport(Record):
    """强制报告: what was found about harm to a minor, to whom and when it was reported (未成年人保护法 第十一条)."""

    noun = "强制报告"
    untold = ("case_uid",)

    case_uid = _case_uid()
    number = LineField("记录编号", max_length=40)
    found_on = DayField("发现日期", required=True)
    found_at = MomentField("发现时间", required=True)
    finder = LineField("发现人", required=True, max_length=60)
    finder_unit = LineField("发现人单位", max_length=100)

    minor_name = NameField("受害人姓名", required=True)
    minor_sex = CodeField("受害人性别", table="GB/T 2261.1")
    minor_born = PartialDateField("受害人出生年月")
    minor_id_number = IdNumberField("受害人身份证号")
    minor_address = LineField("受害人住址", sensitive=True, wide=True)
    minor_school = LineField("就读学校", max_length=100)
    guardian_name = NameField("监护人姓名")
    guardian_phone = PhoneField("监护人电话")

    situation = CodeField("情形", table="rights.situation", required=True)
    facts = ParagraphField("发现的情况")
    reported_to = CodesField("报告对象", table="rights.report_to")
    reported_to_name = LineField("接报单位", max_length=100)
    reported_to_person = LineField("接报人", max_length=60)
    reported_on = DayField("报告日期")
    reported_at = MomentField("报告时间")
    report_form = CodeField("报告方式", table="rights.report_form")
    receipt = LineField("回执号", max_length=100)
    filed_with = LineField("主管部门报备", max_length=100)
    filed_on = DayField("报备日期")
    handling = ParagraphField("后续处理")
    handler = LineField("报告人", max_length=60)
    not_reported_reason = ParagraphField("未报告的原因", help="只有依法不需报告时才填写，要写清依据。")

    class Meta:
        table_name = "mandatory_report"

    def called(self) -> str:
        return _with_number(self.noun, self.number)


class Referral(Record):
    """转介单: to whom a case was handed over for help, and the slip that came back."""

    noun = "转介单"
    untold = ("case_uid",)

    case_uid = _case_uid()
    number = LineField("转介编号", max_length=40)
    to_kind = CodeField("转介对象", table="rights.referral_to", required=True)
    to_body = LineField("转介单位", required=True, max_length=100)
    to_contact = LineField("联系人及电话", max_length=100)
    reason = ParagraphField("转介事由", required=True)
    needs = ParagraphField("需要的帮助")
    consent = FlagField("本人同意转介", required=True)
    no_consent_reason = ParagraphField("未经同意转介的原因", help="例如依法必须报告，或者有生命危险。")
    shared = ParagraphField("移交的材料", help="只移交对方需要的内容。")
    sent_on = DayField("转介日期", required=True)
    expected_on = DayField("要求回执日期")
    sent_by = LineField("转介人", max_length=60)
    returned_on = DayField("回执日期")
    slip_by = LineField("回执经办人", max_length=60)
    slip_text = ParagraphField("回执内容")

    class Meta:
        table_name = "referral"

    def called(self) -> str:
        return _with_number(self.noun, self.number)


PARTS: tuple[type[Record], ...] = (
    RightsStep,
    Violence,
    WarningLetter,
    WarningVisit,
    ProtectionOrder,
    MandatoryReport,
    Referral,
)
"""What belongs to a case, each by its `case_uid`."""

CASE_COLUMNS: dict[str, Any] = {kind.name: kind for kind in RightsCase.kinds()}
"""Columns by name, as the procedure's `needs` name them."""
