"""Papers of the assembly: 民主评议推荐会议记录, 推荐票, 计票表; and the record of what was heard on the direct route.

One meeting has many candidates, so these forms have as many rows as there are candidates. Knows no record.
"""

from functools import cache

from reports.forms.words import TARGETS, VERSION, words
from reports.paper.ballot import Ballot
from reports.paper.form import Cell, Facts, Form, Label, Prose, Row, Sentence, Sheet, Ticks, Value, find, row, stack

_SIDE = 24
_HALF = 82.5 - _SIDE
_REST = 165 - _SIDE
_FEWEST_ROWS = 3
_BLANK_ROWS = 8


def count_of(facts: Facts) -> int:
    """How many candidates the facts hold."""
    found = find(facts, "candidates")
    return len(found) if isinstance(found, list) else 0


def minutes(channel: str, facts: Facts) -> Form:
    """会议记录 with a row for each candidate."""
    return _minutes(channel, max(count_of(facts), 1 if facts else _FEWEST_ROWS))


def tally(channel: str, facts: Facts) -> Form:
    """计票表 with a row for each candidate; a blank one has more."""
    return _tally(channel, max(count_of(facts), 1 if facts else _BLANK_ROWS))


def ballot(channel: str, facts: Facts) -> Ballot:
    """推荐票, two beside each other; candidates too many for half a page get ballots of the full width."""
    return _ballot(channel, 2 if count_of(facts) <= 12 else 1)


@cache
def _minutes(channel: str, count: int) -> Form:
    own = words(channel)
    yes, no, abstain = own.votes
    rows: list[Row] = [
        _pair("会议名称", "meeting.name", "时　　间", "meeting.held_on.long"),
        row(
            *(Label("地　　点", _SIDE), Value("meeting.place", _HALF, expected=True)),
            *(Label("散会时间", _SIDE), Value("meeting.closed", _HALF)),
        ),
        _pair("主 持 人", "meeting.host", "记 录 人", "meeting.recorder"),
        row(
            *(Label(f"应到{own.names['member']}", _SIDE), Value("meeting.entitled", 31, expected=True)),
            *(Label("实到人数", _SIDE), Value("meeting.present", 31, expected=True)),
            *(Label("缺席人数", _SIDE), Value("meeting.absent", 31)),
        ),
        _text("参加人员", "meeting.attendees", 12),
        _text("缺席人员\n及 原 因", "meeting.absentees", 12),
        _text("列席人员", "meeting.observers", 12),
        row(Label("议　　题", _SIDE), Value("rec.topic", _REST, "left")),
        _text("议　　程", "meeting.agenda", 12),
        _text("介绍和\n发　言", "meeting.speeches", 40, 3, expected=True),
        row(Label("表决办法", _SIDE), Value("meeting.preset", _REST, "left"), height=11),
        row(
            Label("表决情况", _SIDE),
            Sentence(
                "发出票{meeting.issued:3}张，收回票{meeting.returned:3}张，有效票{meeting.valid:3}张，无效票{meeting.void:3}张。",
                _REST,
            ),
        ),
        row(Label("推荐对象", 57), Label(yes, 24), Label(no, 24), Label(abstain, 24), Label("表决结果", 36)),
        *(_candidate(at, ((57, "person.name"), *_VOTE_COLUMNS, (36, "vote.passed"))) for at in range(count)),
        _text("决　　议", "meeting.resolution", 20, 1, expected=True),
        row(
            *(Label("主 持 人\n签　　名", _SIDE), Value("sign.host", _HALF)),
            *(Label("记 录 人\n签　　名", _SIDE), Value("sign.recorder", _HALF)),
            height=14,
        ),
    ]
    return Form(
        f"minutes.{channel}",
        VERSION,
        "民主评议推荐会议记录",
        (Sheet(tuple(rows), flow=True),),
        left="召开组织：{body.name:16}",
        right="推荐类别：{rec.target:6}",
        subject="meeting.name",
    )


_VOTE_COLUMNS = ((24, "rec.yes"), (24, "rec.no"), (24, "rec.abstain"))


def _candidate(at: int, cells: tuple[tuple[float, str], ...], height: float = 9) -> Row:
    return row(*(Value(f"candidates.{at}.{key}" if key else "", width) for width, key in cells), height=height)


def _pair(first: str, key: str, second: str, other: str) -> Row:
    return row(
        *(Label(first, _SIDE), Value(key, _HALF, expected=True)),
        *(Label(second, _SIDE), Value(other, _HALF, expected=True)),
    )


def _text(label: str, key: str, height: float, stretch: float = 0, *, expected: bool = False) -> Row:
    return row(Label(label, _SIDE), Prose(key, _REST, 2, expected), height=height, stretch=stretch)


@cache
def _tally(channel: str, count: int) -> Form:
    yes, no, abstain = words(channel).votes
    votes = ("rec.yes", "rec.no", "rec.abstain")
    columns = ((30.0, "person.name"), *(cell for key in votes for cell in ((29.0, ""), (16.0, key))))
    signers = (("监票人", "scrutineer"), ("计票人", "teller"), ("唱票人", "caller"), ("主持人", "host"))
    head: list[Cell] = [Label("正字计票", 29), Label("票数", 16)]
    rows = [
        _counts(("应　到", "entitled"), ("实　到", "present"), ("缺　席", "absent"), ("书面意见", "written")),
        _counts(("发出票", "issued"), ("收回票", "returned"), ("有效票", "valid"), ("无效票", "void")),
        row(
            Label("姓　名", 30),
            stack(row(Label(yes), Label(no), Label(abstain), height=8), row(*head * 3, height=8), width=135),
            height=16,
        ),
        *(_candidate(at, columns, 14) for at in range(count)),
        row(Label("", 21), *(Label(label, 36) for label, _ in signers), height=8),
        row(Label("姓　名", 21), *(Value(f"meeting.{key}", 36) for _, key in signers), height=9),
        row(Label("签　名", 21), *(Value("", 36) for _ in signers), height=14),
    ]
    return Form(
        f"tally.{channel}",
        VERSION,
        "民主推荐计票表",
        (Sheet(tuple(rows), ("注：每张有效票对每名推荐对象只计一项；各项票数之和应等于有效票数。",), flow=True),),
        left="会议：{body.name:10}{meeting.name:4}",
        right="推荐类别：{rec.target:6}　时间：{meeting.held_on.long:8}",
        subject="meeting.name",
    )


def _counts(*fields: tuple[str, str]) -> Row:
    return row(*(part for label, key in fields for part in (Label(label, 21), Value(f"meeting.{key}", 20.25))))


@cache
def _ballot(channel: str, across: int) -> Ballot:
    yes, no, abstain = words(channel).votes
    mark = 15.0 if across == 2 else 26.0
    return Ballot(
        f"ballot.{channel}",
        VERSION,
        "民主推荐票",
        (("person.name", "推荐对象", 36.0), ("", yes, mark), ("", no, mark), ("", abstain, mark)),
        line="{body.name:10}",
        right="推荐类别：{rec.target:6}{text.part:0}",
        notes=(
            f"说明：1. 在{yes}、{no}、{abstain}中选一项，在相应栏内画“√”，每名推荐对象只选一项。",
            "2. 某名推荐对象不选、多选或涂改无法辨认的，对其视为无效；自制的票、整张空白的票无效。",
            "3. 无记名投票，请勿署名。",
        ),
        across=across,
        subject="body.name",
    )


def hearing(channel: str, _facts: Facts) -> Form:
    """听取基层意见记录: what the superior body heard before it recommends directly."""
    return _hearing(channel)


@cache
def _hearing(channel: str) -> Form:
    own = words(channel)
    side = row(
        *(Label("推荐对象", _SIDE), Value("person.name", _HALF, expected=True)),
        *(Label("职　　务", _SIDE), Value("membership.post", _HALF, expected=True)),
    )
    rows = (
        side,
        row(Label("单位及职务", _SIDE), Value("person.employer", _REST, expected=True)),
        row(
            *(Label("申请入党\n时　　间", _SIDE), Value("rec.applied_on", _HALF, expected=True)),
            *(Label("推荐类别", _SIDE), Ticks("rec.target", TARGETS, _HALF)),
            height=13,
        ),
        _pair("听取时间", "rec.heard_on.long", "听取人数", "rec.heard_people"),
        row(Label("听取意见的\n组　　织", _SIDE), Value("rec.heard_bodies", _REST, "left", expected=True), height=12),
        _text("基层意见", "rec.hearing", 100, 3, expected=True),
        row(
            *(Label("听取人\n签　名", _SIDE), Value("", _HALF)),
            *(Label("记录人\n签　名", _SIDE), Value("", _HALF)),
            height=14,
        ),
    )
    note = f"注：{own.names['superior']}直接推荐干部前，应当听取其所在单位和基层组织的意见。"
    return Form(
        f"hearing.{channel}",
        VERSION,
        "听取基层意见记录",
        (Sheet(rows, (note,), flow=True),),
        left="听取组织：{issuer:16}",
        right="编号：{rec.number:7}",
        subject="person.name",
    )
