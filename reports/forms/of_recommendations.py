"""The forms of 推优, each organisation's own: one entry for every paper of the procedure."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from models.organisations.body import CHANNELS
from models.recommendation.procedure import procedure
from models.recommendation.records import ASSEMBLY, DIRECT
from reports.forms import approval, inspection, meeting, publicity, shared, single, tables
from reports.forms.entry import Blank, FormEntry
from reports.forms.facts import Facts, recommendation_facts
from reports.forms.subjects import BATCH, MEETING, RECOMMENDATION, batch_ids, recommendation_ids
from reports.forms.words import words


def entries() -> Iterator[FormEntry]:
    """Every form of the three organisations, in the order in which a dossier and the list of forms show them."""
    for channel in CHANNELS:
        yield from sorted(_of_channel(channel), key=lambda entry: _ORDER.index(entry.family))
    yield from map(_summary, CHANNELS)


def form_key(family: str, channel: str) -> str:
    """The key of a family's form for a channel, as the steps of a procedure name families."""
    return f"{family}.{channel}"


_SINGLE: tuple[tuple[str, str, str, single.PaperOf, single.FactsOf, str], ...] = (
    (
        *("inspection", "考察材料", "考察后形成的书面材料，一人一份，由考察人签名。"),
        *(inspection.paper, inspection.facts, ""),
    ),
    (
        *("approval", "推荐对象审批表", "逐级签署意见的主表，一人一份，一式三份，正反面打印。"),
        *(approval.paper, recommendation_facts, ASSEMBLY),
    ),
    (
        *("approval-direct", "推荐对象审批表", "上级听取基层意见后直接推荐的干部用，一人一份，一式三份。"),
        *(approval.direct_paper, recommendation_facts, DIRECT),
    ),
    (
        *("hearing", "听取基层意见记录", "上级直接推荐前听取基层意见时用，一人一份。"),
        *(meeting.hearing, recommendation_facts, DIRECT),
    ),
)
_MEETING: tuple[tuple[str, str, str, single.PaperOf], ...] = (
    ("ballot", "民主推荐票", "开会前印好裁开，每名有表决权的人一张。", meeting.ballot),
    ("tally", "民主推荐计票表", "会上唱票、计票时用，每次会议一份。", meeting.tally),
    ("minutes", "民主评议推荐会议记录", "推荐会的记录，包括发言和表决，每次会议一份。", meeting.minutes),
)
_TWINS = {"approval": "approval-direct", "minutes": "hearing"}
_ORDER = (*("approval", "approval-direct", "ballot", "tally", "minutes", "hearing"), "inspection", "notice", "letter")


def _entry(family: str, channel: str, title: str, purpose: str, kind: str, route: str = "", **parts: Any) -> FormEntry:
    twin = form_key(_TWINS[family], channel) if family in _TWINS and _has_direct(channel) else ""
    return FormEntry(
        key=form_key(family, channel),
        title=f"{title}（{words(channel).title}{'，直接推荐' if family.endswith('direct') else ''}）",
        purpose=purpose,
        family=family,
        kind=kind,
        channel=channel,
        heading=words(channel).title,
        route=route,
        twin=twin,
        ids=parts.pop("ids", partial(recommendation_ids, channel, route="" if twin else route)),
        **parts,
    )


def _has_direct(channel: str) -> bool:
    return procedure(channel).routes[DIRECT].exists


def _of_channel(channel: str) -> Iterator[FormEntry]:
    """All forms of one organisation."""
    for family, title, purpose, paper, facts_of, route in _SINGLE:
        if route != DIRECT or _has_direct(channel):
            pieces = partial(single.pieces, paper, facts_of, channel)
            written = inspection.blank_facts if family == "inspection" else _nothing
            blank = partial(_blank, paper, channel, written)
            yield _entry(family, channel, title, purpose, RECOMMENDATION, route, pieces=pieces, blank=blank)
    for family, title, purpose, paper in _MEETING:
        pieces = partial(shared.ballot_pieces if family == "ballot" else shared.meeting_pieces, paper, channel)
        blank = partial(_blank, paper, channel, _nothing)
        yield _entry(family, channel, title, purpose, MEETING, ASSEMBLY, pieces=pieces, blank=blank)
    purpose = "公示推荐对象，张贴用；不印身份证号和本人电话。"
    yield _entry(
        *("notice", channel, "公示", purpose, BATCH),
        pieces=partial(shared.notice_pieces, channel),
        blank=partial(_blank, publicity.notice, channel, _nothing),
    )
    purpose = "把推荐对象送党组织，附回执；同一天送同一党组织的合成一份。"
    yield _entry(
        *("letter", channel, "推荐函", purpose, BATCH),
        pieces=partial(shared.letter_pieces, channel),
        blank=partial(_blank, publicity.letter, channel, publicity.blank_facts),
    )


def _blank(paper: single.PaperOf, channel: str, facts_of: Callable[[str], Facts]) -> Blank:
    facts = facts_of(channel)
    return paper(channel, facts), facts


def _nothing(_channel: str) -> Facts:
    return {}


def _summary(channel: str) -> FormEntry:
    return _entry(
        *("summary", channel, "推优汇总表", "一个批次全部推荐对象的汇总，上报或存档用。", BATCH),
        pieces=partial(tables.summary_pieces, channel),
        blank=lambda: (tables.summary(channel), {}),
        ids=partial(batch_ids, channel),
    )
