"""What goes out in the body's name: 公示 and 推荐函 with its tear-off 回执.

On a 公示 stand neither ID number nor phone of the persons. Knows no record: facts only.
"""

from functools import cache

from reports.forms.facts import Facts
from reports.forms.words import VERSION, words
from reports.paper.letter import RULE, Letter, Para, Sign, Slip, Table

LARGEST_LETTER = 10
"""So many persons fit on the tear-off part of one letter."""

_PEOPLE = (("person.name", "姓名", 28.0), ("person.sex", "性别", 14.0), ("person.born", "出生年月", 24.0))
_OUTCOMES = "□列为发展对象　□列为积极分子　□继续培养　□未采纳"


@cache
def _notice(channel: str, direct: bool) -> Letter:
    own = words(channel)
    how = "听取基层意见" if direct else "{meeting.name:6}民主评议推荐"
    columns = (
        *_PEOPLE,
        ("person.employer", "单位及职务", 42.0),
        ("rec.applied_on", "申请入党\n时间", 29.0),
        ("rec.target", "拟推荐\n类别", 36.0),
    )
    return Letter(
        f"notice.{channel}",
        VERSION,
        "公　　示",
        (
            Para(
                f"根据发展党员工作的有关规定，经本人申请、{how}、组织考察，{{issuer:12}}研究决定，"
                "拟推荐下列同志为{rec.target:6}人选，现予以公示，接受群众监督。"
            ),
            Table("rows", columns, blank_rows=4),
            Para("公示时间：{rec.publicity_from.span:16}{text.days}。"),
            Para(
                f"公示期间，对公示对象有不同意见的，可以通过来电、来信、来访等方式向{own.names['channel']}组织反映。"
                "反映情况应当实事求是，提倡署实名，以便核实和反馈。"
            ),
            Para("受理单位：{issuer:14}"),
            Para("受理电话：{rec.publicity_phone:10}"),
            Sign("{issuer:12}", "{rec.publicity_from.long}"),
        ),
        expected=(
            ("rec.publicity_from", "公示开始"),
            ("rec.publicity_to", "公示结束"),
            ("rec.publicity_place", "公示地点"),
            ("rec.publicity_phone", "受理电话"),
        ),
        subject="issuer",
    )


def notice(channel: str, facts: Facts) -> Letter:
    """公示 of candidates whom the assembly recommended."""
    return _notice(channel, bool(facts.get("direct")))


@cache
def _letter(channel: str, direct: bool, numbered: bool) -> Letter:
    own = words(channel)
    how = "听取基层意见、组织考察和公示" if direct else "{meeting.name:5}民主评议、组织考察、公示和上级审核"
    columns = (
        *_PEOPLE,
        ("person.employer", "单位及职务", 46.0),
        ("rec.applied_on", "申请入党\n时间", 29.0),
        ("rec.number", "编号", 36.0),
    )
    return Letter(
        f"letter.{channel}",
        VERSION,
        "推 荐 函",
        (
            *([Para("{rec.letter_number}", indent=0)] if numbered else []),
            Para("{rec.forwarded_to:14}：", indent=0),
            Para(
                f"根据发展党员工作有关规定，经{how}，现推荐{{text.count:2}}名优秀{own.names['member']}为"
                "{rec.target:6}人选，请予研究，并将结果填入回执退回。"
            ),
            Table("rows", columns, blank_rows=1),
            Para("附件：推荐对象审批表、考察材料各{text.count:2}份，{text.record}"),
            Sign("{issuer:12}", "{rec.forwarded_on.long}", gap=0),
            Slip(
                "回　　执",
                (
                    Para("{issuer:14}：", indent=0),
                    Para("你单位推荐的下列同志，经研究，处理结果如下："),
                    Table("slip", (("name", "姓名", 36.0), ("answer", "处理结果（在□内画√）", 120.0)), blank_rows=1),
                    Sign("{rec.forwarded_to:12}（盖章）", "{none}", gap=0),
                ),
            ),
        ),
        expected=(
            ("rec.forwarded_on", "报送党组织时间"),
            ("rec.forwarded_to", "报送的党组织"),
        ),
        subject="issuer",
    )


def letter(channel: str, facts: Facts) -> Letter:
    """推荐函 to the Party body."""
    return _letter(channel, bool(facts.get("direct")), bool(facts.get("rec.letter_number")))


def slip_row(name: str) -> dict[str, object]:
    """A line of the 回执: the name, and the outcomes to tick."""
    return {"name": name, "answer": _OUTCOMES}


def blank_facts(_channel: str) -> Facts:
    """The words of the blank 推荐函: a line to answer."""
    return {"slip": [slip_row("")], "text.record": f"会议记录{RULE * 2}份"}
