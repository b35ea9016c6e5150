"""What the lists of 创先争优 have in common: how stored values are shown, and what every list can be narrowed by."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from models.excellence.campaigns import Campaign
from models.excellence.listing import Listing, Wanted
from ui.pages.assistance.columns import code_filter, coded, count, day, money
from ui.widgets.filter_bar import Choice, Filter
from ui.widgets.find_box import Choice as Found

__all__ = [
    "campaign_choice",
    "campaign_filter",
    "campaigns_offered",
    "code_filter",
    "coded",
    "count",
    "day",
    "find_campaigns",
    "ids_of",
    "money",
    "open_filter",
    "year_filter",
    "years_offered",
]

PAGE = "excellence"
CAMPAIGN, YEAR, OPEN = "campaign", "year", "open"
_YEARS_BACK = 6


def ids_of(listing: Listing[Any]) -> Callable[[str, Mapping[str, Any]], Sequence[int]]:
    """The ids of a list under a text and the values of its filters."""

    def asked(text: str, wanted: Mapping[str, Any]) -> Sequence[int]:
        narrowed = Wanted(
            text=text,
            year=wanted.get(YEAR, 0),
            campaign_id=wanted.get(CAMPAIGN, 0),
            kind=wanted.get("kind", ""),
            status=wanted.get("status", ""),
            level=wanted.get("level", ""),
            open_only=wanted.get(OPEN, False),
        )
        return listing.ids(narrowed)

    return asked


def open_filter(words: str) -> Filter:
    """Only what is not finished."""
    return Filter(OPEN, "", [Choice(True, words)])


def year_filter() -> Filter:
    """One year; which are offered is told later, by `years_offered`."""
    return Filter(YEAR, "年度", [], menu=True)


def campaign_filter() -> Filter:
    """One campaign; which are offered is told later, by `campaigns_offered`."""
    return Filter(CAMPAIGN, "活动", [], menu=True)


def years_offered(today: date) -> list[Choice]:
    """This year and those before it."""
    return [Choice(year, f"{year}年") for year in range(today.year, today.year - _YEARS_BACK, -1)]


def campaigns_offered() -> list[Choice]:
    """Every campaign, the newest first."""
    return [Choice(one.id, one.title) for one in _campaigns()]


def find_campaigns(typed: str) -> Sequence[Found]:
    """Campaigns by their title."""
    found = (campaign_choice(one) for one in _campaigns() if typed.strip() in one.title)
    return [choice for choice in found if choice is not None]


def campaign_choice(campaign: Campaign | None) -> Found | None:
    """A campaign as it stands in a field."""
    return Found(campaign, campaign.title, f"{campaign.year}年") if campaign else None


def _campaigns() -> Sequence[Campaign]:
    return list(Campaign.select().order_by(Campaign.begins_on.desc(), Campaign.id.desc()))
