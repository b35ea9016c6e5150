"""考察材料: a text of one or two pages after GB/T 9704, by the five conditions of a recommendation.

The filled and the blank text differ: sentences are put together from what is known, gaps are left where nothing is.
"""

from functools import cache

from models.recommendation.conditions.case import names_in
from models.recommendation.records import ACTIVIST, Recommendation
from reports.forms.facts import CONDITIONS, Dossier, Facts, recommendation_facts
from reports.forms.words import VERSION
from reports.paper.form import find
from reports.paper.letter import RULE, Block, Heading, Letter, Para, Paras, Sign, Signatures

_EXPECTED = (
    ("rec.deeds", "主要事迹和现实表现"),
    ("rec.shortcomings", "主要不足"),
    ("rec.inspected_from", "考察时间"),
    ("rec.inspectors", "考察人"),
    ("rec.people_heard", "谈话人数"),
    *((f"rec.{name}", Recommendation._meta.fields[name].label) for name in CONDITIONS),
)
_LEAST_SIGNERS, _MOST_SIGNERS = 2, 5
_MONTH = f"{RULE * 4}年{RULE * 2}月"


def paper(channel: str, facts: Facts) -> Letter:
    """The document with a line to sign for each inspector, two at least."""
    names = find(facts, "rec.inspectors")
    signers = len(names_in(names)) if isinstance(names, str) else _LEAST_SIGNERS
    return _letter(channel, min(max(signers, _LEAST_SIGNERS), _MOST_SIGNERS))


@cache
def _letter(channel: str, signers: int) -> Letter:
    return Letter(
        f"inspection.{channel}",
        VERSION,
        "关于{person.name:5}同志的考察材料",
        (
            Heading(1, "一、基本情况"),
            Paras("text.basics"),
            Heading(1, "二、现实表现"),
            Para("经考察，对照推荐条件，该同志的情况如下："),
            Paras("text.conditions"),
            Paras("rec.deeds"),
            *_section("三、主要优点", "rec.strengths"),
            *_section("四、主要不足", "rec.shortcomings"),
            Heading(1, "五、考察方式"),
            Paras("text.manner"),
            *_section("六、考察组建议", "rec.proposal"),
            Signatures(("考察人（签名）：",) * signers),
            Sign("{issuer:12}（盖章）", "{rec.inspected_to.long}", gap=1),
        ),
        expected=_EXPECTED,
        subject="person.name",
    )


def _section(title: str, key: str) -> tuple[Block, ...]:
    return Heading(1, title), Paras(key)


def facts(found: Dossier) -> Facts:
    """The facts of a recommendation with the sentences put together."""
    known = recommendation_facts(found)
    known["text.basics"] = _basics(found, known)
    known["text.conditions"] = _conditions(known)
    known["text.manner"] = _manner(known)
    return known


def blank_facts(channel: str) -> Facts:
    """The words of the blank copy, with room to write."""
    joined = {"league": f"{_MONTH}加入中国共产主义青年团，"}.get(channel, "")
    return {
        "text.basics": (
            f"{RULE * 5}，性别{RULE * 2}，{RULE * 2}族，{_MONTH}出生，籍贯{RULE * 6}，文化程度{RULE * 4}，"
            f"现任（从事）{RULE * 12}。{joined}{_MONTH}{RULE * 2}日递交入党申请书。"
        ),
        "text.conditions": _conditions({}),
        "rec.deeds": "\n" * 7,
        "rec.strengths": "\n\n",
        "rec.shortcomings": "\n\n",
        "text.manner": (
            f"{_MONTH}{RULE * 2}日至{RULE * 2}月{RULE * 2}日，由{RULE * 10}进行考察，通过个别谈话听取{RULE * 3}人意见。"
        ),
        "rec.proposal": "\n\n",
    }


def _conditions(known: Facts) -> str:
    lines = []
    for number, name in enumerate(CONDITIONS, start=1):
        label = Recommendation._meta.fields[name].label
        lines.append(f"{number}. {label}：{known.get(f'rec.{name}') or '□符合　□不符合'}。")
    return "\n".join(lines)


def _basics(found: Dossier, known: Facts) -> str:
    """What is known of the person, as one paragraph; what is not known is passed over."""

    def text(key: str, before: str = "", after: str = "") -> str:
        value = known.get(key)
        return f"{before}{value}{after}" if value else ""

    sex = known.get("person.sex")
    first = [
        text("person.name"),
        str(sex) if sex in ("男", "女") else "",
        text("person.nationality"),
        text("person.born.long", after="出生"),
        text("person.native_place", after="人"),
        text("person.education", after="文化程度"),
        text("person.political_status"),
        text("person.started_work_on.long", after="参加工作"),
        text("person.employer", "现为"),
    ]
    joined = {"league": "加入中国共产主义青年团", "union": "加入工会"}.get(found.channel)
    second = [
        text("membership.joined_on.long", after=joined) if joined else "",
        text("rec.applied_on.long", after="递交入党申请书"),
        # Whoever is recommended as an activist becomes one later: a paper printed afterwards must not know it yet.
        text("stage.activist.reached_on.long", after="被确定为入党积极分子") if found.rec.target != ACTIVIST else "",
    ]
    sentences = ["，".join(part for part in parts if part) for parts in (first, second)]
    return "".join(f"{sentence}。" for sentence in sentences if sentence)


def _manner(known: Facts) -> str:
    when, who, heard = (known.get(f"rec.{key}") for key in ("inspected_from.long", "inspectors", "people_heard"))
    parts = [
        str(when) if when else "",
        f"由{who}进行考察" if who else "",
        f"通过个别谈话听取{heard}人意见" if heard else "",
    ]
    told = [part for part in parts if part]
    return "，".join(told) + "。" if told else ""
