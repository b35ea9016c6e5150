"""How long work tells where it is and hears that it should stop; knows no screen."""

from typing import Protocol

from models.core.errors import Cancelled


class Progress(Protocol):
    """Given to every long piece of work."""

    def step(self, what: str, done: int, total: int) -> None:
        """Say what is being done and how much of how much; raises Cancelled when the user has had enough."""


class Silent:
    """Progress that nobody watches."""

    def step(self, what: str, done: int, total: int) -> None:
        """Go on."""


class StopAfter(Silent):
    """Progress that cancels at the n-th step."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self, what: str, done: int, total: int) -> None:  # noqa: ARG002
        """Count down, then raise Cancelled."""
        self.left -= 1
        if self.left < 0:
            raise Cancelled(what)
