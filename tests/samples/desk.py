"""What all rosters of the samples are written with: the invented people, chance, and the list of troubles."""

from pathlib import Path

from tests.samples.paper import Plants
from tests.samples.people import Somebody, Town


class Desk:
    """The people who stand on more than one roster, and where the rosters go."""

    workers: list[Somebody]
    members: list[Somebody]

    def __init__(self, target: Path) -> None:
        self.target = target
        self.town = Town()
        self.draw = self.town.random
        self.plant = Plants()
        self.candidates: dict[str, str] = {}
        self.rare = self.town.rare()


def one_digit_wrong(number: str) -> str:
    """The number with the last digit of its order changed, so that the check no longer fits."""
    digit = (int(number[15]) + 3) % 10
    return number[:15] + str(digit) + number[16:]
