"""Shares as people read them: the count, the whole, and both named in words. Judges nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` of `whole`; `words` names both, such as 满意＋基本满意 and 有效票."""

    count: int
    whole: int
    title: str
    counted: str
    of: str

    @property
    def share(self) -> float | None:
        """The share; None where there is nothing to divide by."""
        return self.count / self.whole if self.whole else None

    @property
    def percent(self) -> str:
        """The share with one decimal, rounded half up; — where there is none."""
        return percent(self.count, self.whole)

    def words(self) -> str:
        """满意率 92.3%（满意、基本满意72 ÷ 有效票78）."""
        if not self.whole:
            return f"{self.title}：{self.of}为0，不能计算"
        return f"{self.title}{self.percent}（{self.counted}{self.count} ÷ {self.of}{self.whole}）"


def percent(count: int, whole: int) -> str:
    """A share with at most one decimal, rounded half up in whole numbers; — for a share of nothing."""
    if not whole:
        return "—"
    tenths = (2000 * count + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%".replace(".0%", "%")
