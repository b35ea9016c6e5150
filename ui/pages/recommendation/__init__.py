"""The 推优 page: the candidates of a batch, one candidate with her steps and conditions, meetings, many at once."""

from ui.pages.recommendation.page import RecommendationPage

__all__ = ["RecommendationPage"]
