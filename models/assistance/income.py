"""The income formula of 困难职工: from a household's money to the class, with the sum as words.

Owns the two schemes of domain practice; asks no record and compares exactly, with fractions. Money is in fen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.office.rulebook import Rule

MONTHS = 12
CURRENT, OLDER = "current", "older"
DEEP, RELATIVE, ACCIDENT, MINIMUM, EDGE = "deep", "relative", "accident", "minimum", "minimum_edge"
ALLOWANCE = "allowance_month"
_STRUCK = frozenset({"accident", "own_illness", "family_illness"})
"""Causes that the older 意外致困户 asks for."""

_SHARES = {
    CURRENT: ("worker_deep_percent", "worker_relative_percent"),
    OLDER: ("older_minimum_percent", "older_edge_percent", "older_edge_net_percent", "older_accident_percent"),
}
"""Entries of the rule book that are percentages of the standard."""


@dataclass(frozen=True, slots=True)
class Money:
    """What the formula looks at: a household's year and its heads; None where nothing is known.

    `addends`: what the year's income is put together from, label → fen, where it is not given as a whole.
    """

    income_year: int | None = None
    fixed_cost_year: int | None = None
    accident_cost_year: int | None = None
    special_cost_year: int | None = None
    size: int | None = None
    cause: str | None = None
    addends: tuple[tuple[str, int], ...] = ()

    @property
    def income(self) -> int | None:
        """The year's income, given or added up."""
        if self.income_year is not None or not self.addends:
            return self.income_year
        return sum(amount for _, amount in self.addends)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The outcome: `fitting` holds every class that the figures carry, the first is the computed one.

    `per_head`: fen per head and month; `lines`: the sum, one step per line; `missing`: what is still to be filled in.
    """

    scheme: str
    fitting: tuple[str, ...] = ()
    per_head: Fraction | None = None
    lines: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def hardship_class(self) -> str:
        """The computed class; empty where none fits or something is missing."""
        return self.fitting[0] if self.fitting else ""

    def carries(self, chosen: str | None) -> bool:
        """Whether the chosen class is the computed one, or 意外致困 where its own condition is met."""
        return chosen == self.hardship_class or (chosen == ACCIDENT and ACCIDENT in self.fitting)


def yuan(fen: Fraction | int) -> str:
    """An amount in yuan, rounded to the fen where a division left more."""
    whole = round(Fraction(fen))
    sign = "−" if whole < 0 else ""
    return f"{sign}{abs(whole) // 100}.{abs(whole) % 100:02d}".removesuffix(".00") + "元"


def reckon(money: Money, rules: Mapping[str, Rule], scheme: str = CURRENT) -> Reckoning:
    """The class of a household by one scheme, under the rules in force, with the sum in words."""
    standard = rules[ALLOWANCE].value if ALLOWANCE in rules else None
    wanted = (
        ("家庭年收入", money.income is not None),
        ("家庭人口", bool(money.size)),
        ("当地最低生活保障标准（设置—规则）", bool(standard)),
        ("认定困难类别的规则（已停用）", rules.keys() >= set(_SHARES[scheme])),
    )
    missing = tuple(label for label, there in wanted if not there)
    if missing:
        return Reckoning(scheme, missing=missing)
    made = _current if scheme == CURRENT else _older
    return made(money, rules, 100 * int(standard or 0))


def _current(money: Money, rules: Mapping[str, Rule], standard: int) -> Reckoning:
    income, size, fixed = money.income or 0, money.size or 1, money.fixed_cost_year or 0
    per_head = Fraction(income - fixed, MONTHS * size)
    deep, relative = (_share(rules, key, standard) for key in _SHARES[CURRENT])
    lines = [
        *_income_lines(money),
        f"{yuan(income)} − 年刚性支出{yuan(fixed)} = {yuan(income - fixed)}",
        f"{yuan(income - fixed)} ÷ {MONTHS}个月 ÷ {size}人 = 每人每月{yuan(per_head)}",
        f"低保标准每人每月{yuan(standard)}：深度困难须低于{yuan(deep)}，相对困难须低于{yuan(relative)}",
    ]
    struck, words = _struck_by_cost(money, rules)
    fitting = [DEEP] if per_head < deep else [RELATIVE] if per_head < relative else []
    fitting += [ACCIDENT] if struck else []
    return Reckoning(CURRENT, tuple(fitting), per_head, (*lines, words))


def _struck_by_cost(money: Money, rules: Mapping[str, Rule]) -> tuple[bool, str]:
    """Whether an accident struck the household, or one cost more than a share of the year's income."""
    cost, income, rule = money.accident_cost_year or 0, money.income or 0, rules.get("worker_accident_percent")
    if money.cause == ACCIDENT:
        return True, "致困原因为意外灾害，符合意外致困"
    if rule is None:
        return False, f"意外或疾病支出{yuan(cost)}"
    share = f"，占家庭年收入的{_percent(Fraction(100 * cost, income))}" if income else ""
    words = f"意外或疾病支出{yuan(cost)}{share}；意外致困须超过{rule.value}%"
    return 100 * cost > rule.value * income, words


def _older(money: Money, rules: Mapping[str, Rule], standard: int) -> Reckoning:
    income, size, special = money.income or 0, money.size or 1, money.special_cost_year or 0
    gross, net = Fraction(income, MONTHS * size), Fraction(income - special, MONTHS * size)
    minimum, edge, edge_net, accident = (_share(rules, key, standard) for key in _SHARES[OLDER])
    lines = [
        *_income_lines(money),
        f"{yuan(income)} ÷ {MONTHS}个月 ÷ {size}人 = 每人每月{yuan(gross)}",
        f"扣除专项支出{yuan(special)}后每人每月{yuan(net)}",
        f"低保标准每人每月{yuan(standard)}：低保户须低于{yuan(minimum)}；低保边缘户不超过{yuan(edge)}，"
        f"扣除专项支出后不超过{yuan(edge_net)}；意外致困户不超过{yuan(accident)}",
    ]
    fitting = [MINIMUM] if gross < minimum else [EDGE] if gross <= edge and net <= edge_net else []
    struck = money.cause in _STRUCK or bool(money.accident_cost_year)
    fitting += [ACCIDENT] if struck and gross <= accident else []
    return Reckoning(OLDER, tuple(fitting), gross, tuple(lines))


def _share(rules: Mapping[str, Rule], key: str, standard: int) -> Fraction:
    return Fraction(rules[key].value * standard, 100)


def _income_lines(money: Money) -> list[str]:
    if money.income_year is not None or not money.addends:
        return [f"家庭年可支配收入{yuan(money.income or 0)}"]
    parts = " + ".join(f"{label}{yuan(amount)}" for label, amount in money.addends)
    return [f"家庭年收入 = {parts} = {yuan(money.income or 0)}"]


def _percent(share: Fraction) -> str:
    return f"{float(round(share, 1)):g}%"
