"""The page 创先争优: its lists side by side, each with its record beside it."""

from models.excellence.campaigns import Campaign
from ui.desk import Desk
from ui.pages.excellence.campaign import CampaignPanel
from ui.pages.excellence.grading import GradingPanel
from ui.pages.excellence.honour_kinds import ACTIVITIES, NOMINATIONS, TALENTS, sheets
from ui.pages.excellence.kinds import CAMPAIGNS, COMMENTS, GRADINGS, PROMISES, SUPERVISIONS, SURVEYS
from ui.pages.excellence.nomination import NominationPanel
from ui.pages.excellence.panels import ActivityPanel, CommentPanel, PromisePanel, SupervisionPanel, TalentPanel
from ui.pages.excellence.survey import SurveyPanel
from ui.pages.excellence.target import TargetPanel
from ui.pages.excellence.view import ExcellenceView, activity_totals
from ui.pages.register import RegistersPage
from ui.settings import Settings

_OF_CAMPAIGN = "campaign"


class ExcellencePage(RegistersPage):
    """Campaigns and what is held in them, awards, talents, activities, targets."""

    help_key = "excellence"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        kinds = (
            (CAMPAIGNS, CampaignPanel, None),
            (PROMISES, PromisePanel, None),
            (COMMENTS, CommentPanel, None),
            (SURVEYS, SurveyPanel, None),
            (GRADINGS, GradingPanel, None),
            (SUPERVISIONS, SupervisionPanel, None),
            (NOMINATIONS, NominationPanel, None),
            (TALENTS, TalentPanel, None),
            (ACTIVITIES, ActivityPanel, activity_totals),
            (sheets(desk), TargetPanel, None),
        )
        super().__init__("创先争优", [ExcellenceView(desk, settings, *kind) for kind in kinds])

    def open_target(self, target: object) -> None:
        """As every page of registers; (key of a list, campaign:uid) narrows the list to a campaign."""
        key, which = target if isinstance(target, tuple) else ("", str(target))
        kind, _, uid = str(which).partition(":")
        if key in self.views and kind == _OF_CAMPAIGN:
            self.show_register(key)
            self.view.close_record()
            self.view.show_campaign(Campaign.by_uid(uid).id)
        else:
            super().open_target(target)
