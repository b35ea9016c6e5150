"""A number with at most two decimals, as targets and their values need it: stored as whole hundredths."""

from typing import Any

import peewee

from models.core.errors import ValueProblem
from models.core.fields import Kind


class AmountField(Kind, peewee.BigIntegerField):
    """90, 92.5 or 90% as hundredths of its unit: 9000, 9250. The unit stands in another column."""

    def read(self, tidied: str) -> int:
        plain = tidied.removesuffix("%").removesuffix("％").replace(",", "").strip()
        whole, _, part = plain.partition(".")
        if not (whole.isdecimal() and (part == "" or part.isdecimal()) and len(part.rstrip("0")) <= 2):
            raise ValueProblem("number_unreadable", f"{self.label}“{tidied}”不是数字，请只填数字，最多两位小数。")
        if len(whole) > 12:
            raise ValueProblem("number_too_large", f"{self.label}“{tidied}”太大，请核对。")
        return int(whole) * 100 + int((part + "00")[:2])

    def show(self, value: Any) -> str:
        return "" if value is None else amount(value)

    def to_cell(self, value: Any) -> object:
        return None if value is None else value / 100


def amount(hundredths: int) -> str:
    """9000 → 90, 9250 → 92.5."""
    sign, rest = ("-" if hundredths < 0 else ""), abs(hundredths)
    return f"{sign}{rest // 100}.{rest % 100:02d}".rstrip("0").rstrip(".")
