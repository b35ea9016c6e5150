"""Distributions 发放批次: one list of many households, entered once, saved in one piece, signed line by line.

Owns the list itself; its lines are aids (`aid`), what was given before is asked in `checks`.
"""

from models.assistance.case import ProgrammeField
from models.core.fields import CodeField, DayField, LineField, MoneyField, ParagraphField
from models.core.record import Record

DRAFT, GIVEN = "draft", "given"
"""A list is prepared (and its sheet printed for signatures) before anything is given."""


class Distribution(Record):
    """发放批次: what all its lines have in common; money in fen."""

    noun = "发放批次"

    title = LineField("批次名称", required=True, max_length=100, help="例如“2026年春节送温暖”。")
    programme = ProgrammeField("项目", required=True, max_length=40)
    period = LineField("期间", max_length=10)
    kind = CodeField("帮扶类别", table="aid.kind", required=True)
    form = CodeField("发放方式", table="aid.form", required=True)
    goods = LineField("物资名称", max_length=100)
    unit = LineField("计量单位", max_length=10)
    unit_value = MoneyField("单价")
    source = CodeField("资金来源", table="aid.source")
    given_on = DayField("发放日期")
    place = LineField("发放地点", max_length=100)
    handler = LineField("经办人", max_length=60)
    checker = LineField("审核人", max_length=60)
    responsible = LineField("负责人", max_length=60)
    status = CodeField("状态", table="distribution.status", required=True, default=DRAFT)
    note = ParagraphField("备注")

    class Meta:
        table_name = "distribution"
        indexes = ((("programme", "period"), False),)

    def called(self) -> str:
        return f"“{self.title}”"
