"""往来单位: own keys, own card, whose cards were compared, and the key for the safe."""

from ui.pages.exchange.part import Part


class KeysPart(Part):
    """The offices with which packages are exchanged."""
