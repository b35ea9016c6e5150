"""What goes out in words: 评选公示, 公示结果说明, 推荐报告 and 事迹材料.

Owns how nominations that are made public or reported together are put on one paper. On a public notice stand neither
ID number nor phone of the persons.
"""

from collections.abc import Callable, Iterator, Sequence

from models.excellence.awards import REFUSED, WITHDRAWN, Nomination, award_of, named
from models.office.calendar import office_calendar
from reports.forms.excellence.facts import (
    CHANNEL_WORDS,
    EXCELLENCE_PAGE,
    issuer_of,
    nomination_facts,
    nomination_owners,
    publicity_words,
    unit_of,
)
from reports.forms.facts import Facts, columns, span_words
from reports.forms.subjects import Occasion, Owner, Piece
from reports.forms.words import VERSION
from reports.paper.form import find
from reports.paper.letter import Heading, Letter, Para, Paras, Sign, Table

_PEOPLE = (("name", "姓名", 24.0), ("sex", "性别", 14.0), ("born", "出生年月", 24.0), ("unit", "单位及职务", 60.0))
_GROUPS = (("name", "集体名称", 60.0), ("members", "人数", 16.0), ("head", "负责人", 24.0))
_LAST = ("award", "推荐荣誉", 40.0)
LARGEST = 40


def _table(facts: Facts) -> Table:
    columns_ = _GROUPS if find(facts, "collective") else _PEOPLE
    return Table("rows", (*columns_, _LAST), blank_rows=4)


def _called(facts: Facts) -> str:
    return "集体" if find(facts, "collective") else "同志" if facts else "同志（集体）"


def notice(facts: Facts) -> Letter:
    """评选公示."""
    return Letter(
        f"award_notice{'.group' if find(facts, 'collective') else ''}",
        VERSION,
        "公　　示",
        (
            Para(
                f"根据{{award.year:5}}评选表彰工作安排，经民主推荐、{{issuer:12}}研究，拟推荐下列{_called(facts)}"
                "为{award.title:10}人选，现予以公示，接受监督。"
            ),
            _table(facts),
            Para("公示时间：{span:16}{text.days}。"),
            Para(
                "公示期间，对公示对象有不同意见的，可以通过来电、来信、来访等方式反映。"
                "反映情况应当实事求是，提倡署实名，以便核实和反馈。"
            ),
            Para("受理单位：{issuer:14}"),
            Para("受理电话：{nom.publicity_phone:10}"),
            Sign("{issuer:12}", "{nom.publicity_from.long}"),
        ),
        expected=(
            ("nom.publicity_from", "公示开始"),
            ("nom.publicity_to", "公示结束"),
            ("nom.publicity_phone", "受理电话"),
        ),
        subject="issuer",
    )


def result(facts: Facts) -> Letter:
    """公示结果说明."""
    return Letter(
        f"award_notice_result{'.group' if find(facts, 'collective') else ''}",
        VERSION,
        "公示结果说明",
        (
            Para("{nom.reported_to:12}：", indent=0),
            Para(
                f"{{issuer:12}}拟推荐下列{_called(facts)}为{{award.year:5}}{{award.title:10}}人选，已于{{span:16}}"
                "在{nom.publicity_place:10}进行公示{text.days}。"
            ),
            _table(facts),
            Para("公示结果：{outcome:24}"),
            Para("特此说明。"),
            Sign("{issuer:12}", "{none}"),
        ),
        expected=(("nom.publicity_from", "公示开始"), ("nom.publicity_place", "公示地点"), ("outcome", "公示结果")),
        subject="issuer",
    )


def report(facts: Facts) -> Letter:
    """推荐报告 to the body above."""
    numbered = (Para("{nom.report_number}", indent=0),) if find(facts, "nom.report_number") else ()
    return Letter(
        f"award_report{'.group' if find(facts, 'collective') else ''}",
        VERSION,
        "关于推荐{award.title:8}人选的报告",
        (
            *numbered,
            Para("{nom.reported_to:12}：", indent=0),
            Para("根据{award.year:5}评选表彰工作要求，我单位认真组织推荐，现将有关情况报告如下："),
            Heading(1, "一、推荐过程"),
            Para("{text.process:40}"),
            Heading(1, "二、公示情况"),
            Para("{outcome_long:40}"),
            Heading(1, "三、推荐人选"),
            Para(f"经研究，推荐下列{{text.count:2}}名{_called(facts)}为{{award.title:10}}人选："),
            _table(facts),
            Para("以上报告，请予审核。"),
            Para("附件：推荐审批表、征求意见表、公示结果说明、事迹材料各一式二份"),
            Sign("{issuer:12}", "{none}", gap=0),
        ),
        expected=(("nom.reported_to", "报送单位"), ("outcome_long", "公示情况")),
        subject="issuer",
    )


def story(_facts: Facts) -> Letter:
    """事迹材料: the long story, as pages of text."""
    return Letter(
        "award_story",
        VERSION,
        "{nom.name:6}{text.suffix}事迹材料",
        (
            Para("——{award.year:5}{award.title:10}推荐材料", "kai", 0),
            Paras("nom.deeds_long"),
            Sign("{issuer:12}", "{none}"),
        ),
        expected=(("nom.deeds_long", "详细事迹"),),
        subject="nom.name",
    )


def together(ids: Sequence[int]) -> Iterator[list[Nomination]]:
    """These nominations with those that are made public with them, each group once, in parts."""
    seen: set[object] = set()
    wanted = set(ids)
    for number in ids:
        one: Nomination = Nomination.get_by_id(number)
        key = _key(one)
        if key in seen:
            continue
        seen.add(key)
        same = (Nomination.award == one.award) & (Nomination.year == one.year) & (Nomination.level == one.level)
        going = Nomination.status.not_in((REFUSED, WITHDRAWN)) | (Nomination.id == one.id)
        found = [
            other for other in Nomination.select().where(same & going).order_by(Nomination.id) if _key(other) == key
        ]
        for at in range(0, len(found), LARGEST):
            part = found[at : at + LARGEST]
            if wanted.intersection(other.id for other in part):
                yield part


def _key(one: Nomination) -> object:
    when = (one.publicity_from, one.publicity_to, one.publicity_place, one.publicity_phone)
    return one.award, one.title(), one.level, one.year, one.recommended_by_id, when


def group_facts(members: Sequence[Nomination]) -> Facts:
    """The facts of one notice: what they share, and a line for each."""
    first = members[0]
    shared = columns("nom", first, _SHARED)
    facts: Facts = {
        **shared,
        "award.title": first.title(),
        "award.year": f"{first.year}年",
        "issuer": issuer_of(first),
        "span": span_words(first.publicity_from, first.publicity_to),
        "collective": "是" if award_of(first).collective else "",
        "rows": [_line(one) for one in members],
        "text.count": str(len(members)),
        "text.process": process_words(first),
    }
    if first.publicity_from and first.publicity_to:
        days = office_calendar().count_working_days(first.publicity_from, first.publicity_to)
        facts["text.days"] = f"（{days}个工作日）"
    said = list(dict.fromkeys(filter(None, (one.objections for one in members))))
    clear = all(one.publicity_clear for one in members)
    facts["outcome"] = "；".join(said) or ("公示期间未收到异议。" if clear else "")
    long = publicity_words(first)
    facts["outcome_long"] = long if clear or said else ""
    return facts


_SHARED = (
    *("publicity_from", "publicity_to", "publicity_place", "publicity_phone"),
    *("reported_to", "report_number"),
)


def process_words(one: Nomination) -> str:
    """How somebody came to be recommended, by the steps of the award."""
    titles = {"unit": "民主推荐", "party": "基层党组织同意", "consult": "征求有关部门意见", "publicity": "公示"}
    kind = award_of(one)
    said = [words for key, words in titles.items() if kind.place(key) >= 0]
    who = CHANNEL_WORDS[kind.channel]
    return f"按照自下而上、逐级推荐的办法，经{'、'.join(said)}，由{who}组织集体研究确定推荐人选。"


def _line(one: Nomination) -> Facts:
    row: Facts = {"name": named(one), "award": one.title()}
    if not one.person_id:
        return row | {"members": str(one.members or ""), "head": one.head or "", "unit": unit_of(one)}
    person = one.person
    sex = type(person).sex.show(person.sex)
    born = person.born.to_month().short() if person.born else ""
    return row | {"sex": sex, "born": born, "unit": "".join(filter(None, (person.employer, person.job_post)))}


def group_pieces(paper_of: Callable[[Facts], Letter], ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One letter for all that are made public together."""
    for members in together(ids):
        facts = group_facts(members)
        first = members[0]
        owned = {"nom": Owner(first.called(), EXCELLENCE_PAGE, first.uid)}
        owned |= dict.fromkeys(("outcome", "outcome_long"), owned["nom"])
        revision = sum(one.revision for one in members)
        yield Piece(paper_of(facts), facts, first.uid, revision, str(facts["issuer"]), owned)


def story_pieces(ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """The story of each nomination."""
    for number in ids:
        one: Nomination = Nomination.get_by_id(number)
        facts = nomination_facts(one)
        kept: Facts = {key: facts[key] for key in ("nom.name", "award.title", "award.year", "issuer") if key in facts}
        kept |= {"nom.deeds_long": one.deeds_long or "", "text.suffix": "同志" if one.person_id else ""}
        yield Piece(story(kept), kept, one.uid, one.revision, named(one), nomination_owners(one))
