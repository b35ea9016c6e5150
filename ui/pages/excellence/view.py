"""The lists of 创先争优: registers narrowed by year and campaign, with a line of figures over some of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from models.excellence.activities import totals
from ui.desk import Desk
from ui.pages.excellence.columns import CAMPAIGN, YEAR, campaigns_offered, money, years_offered
from ui.pages.register import RecordPanel, Register, RegisterView
from ui.settings import Settings
from ui.widgets.parts import label

Told = Callable[[Desk, dict[str, Any]], str]


class ExcellenceView(RegisterView):
    """One list. `told`: a sentence over it, under the filters that are set."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        register: Register,
        make_panel: Callable[[Desk, Register], RecordPanel],
        told: Told | None = None,
    ) -> None:
        self._told = told
        self._line = label("", "second", wrap=True)
        super().__init__(desk, settings, register, make_panel)
        self.layout().insertWidget(1, self._line)
        self._line.setVisible(told is not None)

    def show_list(self, keep: bool = True) -> None:
        """Ask for the ids again; what can be chosen may have changed."""
        keys = {one.key for one in self.register.filters()}
        if YEAR in keys:
            self.filters.set_choices(YEAR, years_offered(self.desk.today()))
        if CAMPAIGN in keys:
            self.filters.set_choices(CAMPAIGN, campaigns_offered())
        super().show_list(keep)
        if self._told is not None:
            self._line.setText(self._told(self.desk, self.wanted))

    def show_campaign(self, number: int) -> None:
        """Only what belongs to one campaign."""
        self.filters.want({CAMPAIGN: number})


def activity_totals(desk: Desk, wanted: dict[str, Any]) -> str:
    """How many were held in a year, for how many people, for how much money."""
    year = wanted.get(YEAR, desk.today().year)
    kinds = [wanted["kind"]] if wanted.get("kind") else []
    sums = totals(date(year, 1, 1), date(year, 12, 31), kinds=kinds)
    women = f"（其中妇女 {sums.parts['women']:,}）" if sums.parts["women"] else ""
    hours = f"，{sums.hours:,} 学时" if sums.hours else ""
    cost = f"，经费 {money(sums.cost)} 元" if sums.cost else ""
    return f"{year}年办 {sums.sessions:,} 期（场），{sums.people:,} 人次{women}{hours}{cost}。"
