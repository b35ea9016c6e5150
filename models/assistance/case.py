"""Help cases 帮扶个案 and the steps taken in them; programme overrides 本地项目.

A case is one wide row: what all programmes share stands in columns, what one programme asks beside them in `facts`
(its programme says of which kinds). Which step needs what is said by the programme, not here.
"""

from typing import Any

from models.assistance.household import Household
from models.core.fields import (
    CodeField,
    CountField,
    DayField,
    FlagField,
    JsonField,
    LineField,
    LinkField,
    MoneyField,
    NameField,
    ParagraphField,
    PhoneField,
)
from models.core.record import Record
from models.core.search import name_terms
from models.office.roles import step_words
from models.people.person import Person

RUNNING, KEPT, CLOSED = "running", "kept", "closed"
"""A case is on its way, on file (在档) after it was approved, or closed."""

PASSED, REFUSED, RETURNED, ENDED, REOPENED = "passed", "refused", "returned", "closed", "reopened"
"""What a HelpStep did."""


class ProgrammeField(LineField):
    """The key of a programme; shown by its title, and chosen among those in force."""

    editor = "link"

    tells = False

    def show(self, value: Any) -> str:
        from models.assistance.programmes import title_of  # programmes read the office's own from this module

        return "" if value is None else title_of(value)


class HelpStepField(LineField):
    """The key of a step; shown by its title."""

    tells = False

    def show(self, value: Any) -> str:
        return "" if value is None else step_words(value)


class ProgrammeChange(Record):
    """本地项目: another content for some keys of a shipped programme from a day on, or a programme of the office's own.

    `content` holds the changed keys, or all keys of an own programme (`own`), in the format of `resources/programmes`.
    """

    noun = "本地项目"
    untold = ("key", "content")

    key = LineField("项目代号", required=True, unique_among_living=True, max_length=40, counted=True)
    title = LineField("项目名称", required=True, max_length=60, counted=True)
    own = FlagField("本单位自设", required=True)
    content = JsonField("内容", required=True, counted=True)
    valid_from = DayField("生效日期")
    valid_to = DayField("停止日期")
    reason = ParagraphField("依据", required=True)

    class Meta:
        table_name = "programme_change"

    def called(self) -> str:
        return f"帮扶项目“{self.title}”"


def case_terms(name: str, number: str | None = None) -> str:
    """Search terms of a case: whom it helps, and its number."""
    return f"{name_terms(name)} {name_terms(number)}" if number else name_terms(name)


class HelpCase(Record):
    """帮扶个案: one person or household in one programme, from the application to the closing.

    `name` is the helped person's, for the search; `lacking` counts the required papers that are not there yet.
    Money is in fen. `reference_on` is the day on which age and class are looked at where a notice fixes one;
    `evidence`: key → {"got", "on", "attachment" (a uid)}.
    """

    noun = "帮扶个案"
    searchable = True
    searched = ("name", "number")
    untold = ("name", "facts", "evidence", "lacking")
    terms = staticmethod(case_terms)
    person_id: int
    household_id: int | None

    number = LineField("编号", max_length=40, index=True, counted=True)
    programme = ProgrammeField("帮扶项目", required=True, max_length=40)
    person = LinkField(Person, "帮扶对象", required=True, backref="help_cases")
    household = LinkField(Household, "家庭", backref="help_cases")
    name = NameField("帮扶对象姓名")

    scheme = CodeField("困难类别口径", table="help.scheme")
    hardship_class = CodeField("困难类别", table="help.class", sensitive=True)
    hardship_cause = CodeField("主要致困原因", table="hardship.cause", sensitive=True)
    second_cause = CodeField("次要致困原因", table="hardship.cause", sensitive=True)
    cause_text = ParagraphField("致困原因描述", sensitive=True)

    applied_on = DayField("申请日期")
    reference_on = DayField("基准日期", help="当年通知规定的截止日期；没有规定的留空，按申请日期核对年龄和类别。")
    registrar = LineField("登记人", max_length=60)
    aid_kind = CodeField("申请帮扶类型", table="aid.kind")
    amount_asked = MoneyField("申请金额")
    reason = ParagraphField("申请理由")
    facts = JsonField("项目内容")
    evidence = JsonField("证明材料")
    lacking = CountField("还缺的材料", largest=99)

    publicity_from = DayField("公示开始")
    publicity_to = DayField("公示结束")
    publicity_place = LineField("公示地点", max_length=100, counted=True)
    publicity_phone = PhoneField("受理电话", sensitive=False, counted=True)
    objections = ParagraphField("公示期间的反映")
    publicity_clear = FlagField("无异议或已查清")

    decided_on = DayField("审批日期")
    decided_by = LineField("审批人", max_length=60)
    approved_amount = MoneyField("批准金额")
    reviewed_on = DayField("上次复核日期")

    step = HelpStepField("当前步骤", required=True, max_length=20)
    status = CodeField("状态", table="help.status", required=True)
    closed_on = DayField("结案日期")
    closing = CodeField("结案原因", table="help.closing")
    closing_text = ParagraphField("结案说明")
    note = ParagraphField("备注")

    class Meta:
        table_name = "help_case"
        indexes = ((("status", "programme", "step"), False),)

    def derive(self) -> None:
        from models.assistance.programmes import count_lacking  # as above

        self.name, self.lacking = self.person.name, count_lacking(self)

    def called(self) -> str:
        return f"“{self.person.name}”的{HelpCase.programme.show(self.programme)}个案"


class HelpStep(Record):
    """个案步骤: what happened at a step, on which day, by whom, with which opinion, and which rules judged it.

    The opinion of a level is the newest row of its step.
    """

    noun = "个案步骤"
    untold = ("judged",)
    case_id: int

    case = LinkField(HelpCase, "个案", required=True, backref="steps")
    step = HelpStepField("步骤", required=True, max_length=20)
    action = CodeField("动作", table="help.action", required=True)
    taken_on = DayField("日期", required=True)
    by = LineField("经办人或负责人", max_length=60)
    agrees = FlagField("同意")
    opinion = ParagraphField("意见")
    reason = ParagraphField("原因")
    judged = JsonField("依据的规则")

    class Meta:
        table_name = "help_step"

    def called(self) -> str:
        return f"{self.case.called()}的{HelpStep.step.show(self.step)}"


CASE_COLUMNS: dict[str, Any] = {kind.name: kind for kind in HelpCase.kinds()}
"""Columns by name, as the programmes' `needs` name them."""
