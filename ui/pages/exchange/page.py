"""The page U盘报送: which parts it has, at which level of office and for whom; everything else is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from models.office.office import this_office
from ui.desk import Desk
from ui.pages.parts import Offered, PartsPage, class_of
from ui.settings import Settings

TOWNSHIP, COUNTY = "township", "county"
BOTH = (TOWNSHIP, COUNTY)
PACKAGE, CARD = ".qtpkg", ".qtcard"
NOTICE = "notice"
"""What 今日待办 sends her to: a notice of the superior office by its uid."""


@dataclass(frozen=True, slots=True)
class AtLevel(Offered):
    """A part that stands there at some levels of office; `waiting_at`: where only while something waits in it."""

    levels: Sequence[str] = BOTH
    waiting_at: Sequence[str] = ()


def _part(key: str, title: str, name: str, levels: Sequence[str] = BOTH, **more: Sequence[str]) -> AtLevel:
    return AtLevel(key, title, f"ui.pages.exchange.{key}", name, levels=levels, **more)


_KEYS = ("read_records", "make_exchange_keys", "trust_office", "make_escrow_key")
PARTS = (
    _part("inbox", "收件箱", "InboxPart", (COUNTY,)),
    _part("sending", "报送", "SendingPart", (TOWNSHIP,)),
    _part("sent", "已报送", "SentPart", (TOWNSHIP,)),
    _part("answers", "收到的回复", "AnswersPart", (TOWNSHIP,)),
    _part("conflicts", "冲突核对", "ConflictsPart", (COUNTY,), waiting_at=(TOWNSHIP,)),
    _part("opinions", "审核意见", "OpinionsPart", (COUNTY,)),
    _part("doubles", "重复人员", "DoublesPart", BOTH),
    _part("helped_twice", "重复帮扶", "HelpedTwicePart", (COUNTY,)),
    _part("consolidated", "汇总表", "ConsolidatedPart", (COUNTY,)),
    _part("answering", "回复", "AnsweringPart", (COUNTY,)),
    _part("keys", "往来单位", "KeysPart", BOTH, actions=_KEYS),
)


class ExchangePage(PartsPage):
    """What leaves and what comes, by level of office."""

    help_key = "exchange"
    parts = PARTS

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__("U盘报送", desk, settings)

    def open_target(self, target: object) -> None:
        """A part by its key, that and what is to be opened in it, or a list of files that were dropped."""
        if isinstance(target, list):
            self.take_files(target)
        elif isinstance(target, tuple) and target[0] == NOTICE:
            super().open_target(("answers", target[1]))
        else:
            super().open_target(target)

    def take_files(self, files: Sequence[Path]) -> None:
        """Files that were dropped: cards to 往来单位, packages to where they are taken in."""
        cards = [file for file in files if file.suffix.lower() == CARD]
        wanted = ("keys",) if cards else ("inbox", "answers")
        key = next((key for key in wanted if key in self.keys), None)
        if key is not None:
            self.show_part(key).take_files(cards or files)

    def is_offered(self, one: Offered) -> bool:
        """At its levels, for who may; elsewhere while something waits in it."""
        if find_spec(one.module) is None or not super().is_offered(one):
            return False
        level = this_office().level
        return level in one.levels or (level in one.waiting_at and class_of(one).waiting(self.desk) > 0)


def is_brought(file: Path) -> bool:
    """Whether something that was dropped came from another office: a package, a card, a folder with packages."""
    return file.suffix.lower() in (PACKAGE, CARD) or (file.is_dir() and any(file.glob(f"*{PACKAGE}")))
