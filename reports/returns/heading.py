"""What stands around the table of a return: who reports, as of when, what does not add up, who signs.

Owns these words, for paper and workbook alike.
"""

from dataclasses import dataclass
from datetime import date

from models.core.dates import PartialDate
from models.statistics.forms import BLANK
from models.statistics.sheet import HIDDEN, Sheet

SIGNATURES = ("单位负责人", "审核人", "填表人", "联系电话", "报出日期")
_MOST_BROKEN = 6


@dataclass(frozen=True, slots=True)
class Heading:
    """Who hands the return out; what is empty is left to be written by hand."""

    reporter: str = ""
    responsible: str = ""
    checker: str = ""
    filler: str = ""
    phone: str = ""
    reported_on: date | None = None

    def signed(self) -> list[str]:
        """The signatures under the table, in their order."""
        day = PartialDate.of(self.reported_on).show() if self.reported_on else ""
        values = (self.responsible, self.checker, self.filler, self.phone, day)
        return [f"{label}：{value}" for label, value in zip(SIGNATURES, values, strict=True)]


def ends(sheet: Sheet, heading: Heading) -> tuple[str, str]:
    """The line under the title: who reports at its left, the period and the cut-off date at its right."""
    cut_off = PartialDate.of(sheet.cut_off).show()
    return f"填报单位（盖章）：{heading.reporter}", f"期间：{sheet.period.title}　　统计截止日期：{cut_off}"


def notes(sheet: Sheet, heading: Heading) -> list[str]:
    """The notes under the table: units of measure, definitions, what must add up and where it does not."""
    found = [_units(sheet), *sheet.notes]
    if heading.reported_on and heading.reported_on < sheet.cut_off:
        turn = "开始" if heading.reported_on < sheet.period.since else "结束"
        found.append(f"报出时期间还没有{turn}，表中是截至{PartialDate.of(heading.reported_on).show()}已经登记的资料。")
    if sheet.checks:
        words = "；".join(check.words for check in sheet.checks)
        found.append(f"表内勾稽关系：{words}。{_outcome(sheet)}")
    if any(column.how == BLANK for column in sheet.columns):
        names = "、".join(f"第{column.number}栏" for column in sheet.columns if column.how == BLANK)
        found.append(f"{names}记录里没有，请手工填写。")
    if any(HIDDEN in row.values.values() for row in sheet.rows):
        found.append(f"“{HIDDEN}”：为保护当事人不公布的数，包括能推算出它的数。")
    return [f"{number}.{text}" for number, text in enumerate(filter(None, found), start=1)]


def _units(sheet: Sheet) -> str:
    """Which columns count what: 人 unless said otherwise."""
    others: dict[str, list[int]] = {}
    for column in sheet.columns:
        if column.unit not in ("", "人", "%"):
            others.setdefault(column.unit, []).append(column.number)
    told = [f"第{_spans(numbers)}栏为{unit}" for unit, numbers in others.items()]
    return f"计量单位：{'，'.join(told)}，其余为人。" if told else "计量单位：人。"


def _spans(numbers: list[int]) -> str:
    """1、3—5."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number])
    return "、".join("—".join(map(str, span)) for span in spans)


def _outcome(sheet: Sheet) -> str:
    broken = [
        f"{row}：{check.words}不成立（{'、'.join(map(str, sums))}）"
        for check in sheet.checks
        for row, sums in check.broken
    ]
    if not broken:
        return "经核对全部成立。"
    more = f"，共{len(broken)}处" if len(broken) > _MOST_BROKEN else ""
    return f"经核对，{'；'.join(broken[:_MOST_BROKEN])}{more}，请核实。"
