"""How the records of help are written on paper: a case with its person, household, opinions and earlier aid.

Owns the keys `case.`, `own.` (what only the programme asks), `person.`, `household.`, `members`, `opinion.<step>.` and
`aid.`; reads no record itself (`files` does) and knows no form. Sums are in yuan.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from models.assistance.aid import Aid
from models.assistance.case import HelpCase, HelpStep
from models.assistance.household import Household, HouseholdMember
from models.assistance.income import MONTHS
from models.assistance.matter import money_of
from models.core.codes import table
from models.core.dates import PartialDate
from models.office.office import this_office
from models.people.person import Person
from reports.forms.assistance.files import CaseFile, read_cases
from reports.forms.facts import Facts, columns, long_day, person_facts, short_day, span_words
from reports.forms.single import kept_photos, photo_of
from reports.forms.subjects import PEOPLE_PAGE, Occasion, Owner, Piece
from reports.paper.printing import Declared

PaperOf = Callable[[Facts], Declared]
ASSISTANCE_PAGE = "assistance"
HEAD = "02"
"""户主 in GB/T 4761."""
_INSTEAD = {
    "own.last_aid": "aid.last",
    "own.other_aid": "aid.all",
    "opinion.visit.opinion": "own.findings",
    "opinion.village.opinion": "opinion.unit.opinion",
    "opinion.village.taken_on.long": "opinion.unit.taken_on.long",
    "household.address": "person.address",
    "household.household_place": "head.household_place",
    "household.phone": "person.phone",
    "household.bank": "person.bank",
    "household.account": "person.bank_account",
}
"""What stands in where the first is empty: facts of the same thing that are kept in another place."""
_CASE = tuple(kind.name for kind in HelpCase.kinds() if kind.name not in ("programme", "step", "facts", "evidence"))
_HEAD = ("name", "sex", "nationality", "political_status", "id_number", "born", "employer", "education", "disability")


def yuan(fen: int | None) -> str:
    """An amount in yuan as lists write it: 12,000.00."""
    return "" if fen is None else f"{fen // 100:,}.{fen % 100:02d}"


def plain_yuan(fen: int | None) -> str:
    """An amount in yuan as grids write it: 12000 or 12000.50."""
    return Aid.amount.show(fen) if fen is not None else ""


def office_facts() -> Facts:
    """The body that prints."""
    office = this_office()
    return {"office.name": office.name, "office.phone": office.phone or ""}


def case_facts(found: CaseFile, office: Facts) -> Facts:
    """Everything that the forms of one case may print; `office` as `office_facts` gives it, once for all cases."""
    facts = columns("case", found.case, _CASE) | office | whole_person_facts(found.person, found.village)
    facts |= own_facts(found)
    facts |= household_facts(found.household, found.members, found.person) if found.household else {}
    facts |= head_facts(found) | opinion_facts(found.opinions) | aid_facts(found)
    facts |= {
        "case.title": found.programme.title,
        "case.publicity": publicity_words(found),
        "case.papers": papers_words(found),
        "case.category": "临时救助" if "temporary" in (found.case.programme, found.case.aid_kind) else "日常帮扶",
        "own.words": own_words(found),
    }
    for key, other in _INSTEAD.items():
        facts[key] = facts.get(key) or facts.get(other, "")
    day = found.case.reference_on or found.case.applied_on
    if day and found.person.born and (age := found.person.born.age_on(day)) is not None:
        facts["person.age"] = str(age)
    return facts


def whole_person_facts(person: Person, village: str) -> Facts:
    """A person's columns, the birth date to the day."""
    facts = columns("person", person) | person_facts(person, village)
    if person.born is not None:
        facts["person.born"] = person.born.short()
    facts |= {"person.village": village, "person.employer": person.employer or ""}
    return facts


def own_facts(found: CaseFile) -> Facts:
    """What only the case's programme asks, by the programme's own kinds."""
    facts: Facts = {}
    values = found.programme.read_facts(found.case.facts)
    for key, kind in found.programme.facts().items():
        value = values.get(key)
        if value is None or value == "":
            continue
        if isinstance(value, PartialDate):
            facts[f"own.{key}"], facts[f"own.{key}.long"] = value.short(), value.show()
        elif isinstance(value, date):
            facts[f"own.{key}"], facts[f"own.{key}.long"] = short_day(value), long_day(value)
        else:
            facts[f"own.{key}"] = kind.show(value)
    return facts


def household_facts(home: Household, members: Sequence[HouseholdMember], helped: Person) -> Facts:
    """A household with the lines of its family sheet, on which the helped person does not stand, and income a head."""
    facts = columns("household", home)
    others = [member_facts(member) for member in members if member.person_id != helped.id]
    facts["members"] = others if home.head_id == helped.id else [_head_row(home.head), *others]
    size = home.size or len(members) + 1
    facts["household.size"] = str(size)
    income = money_of(home, members).income
    if income is not None:
        facts["household.income_year"] = plain_yuan(income)
        facts["household.income_per_head"] = plain_yuan(_shared(income, MONTHS * size))
        facts["household.income_per_head_year"] = plain_yuan(_shared(income, size))
    return facts


def _shared(fen: int, among: int) -> int:
    """An equal share in fen, half a fen rounded up."""
    return (2 * fen + among) // (2 * among)


def _head_row(head: Person) -> Facts:
    """The head's line on the sheet of another member."""
    facts = {key.removeprefix("person."): text for key, text in columns("person", head, _HEAD).items()}
    return facts | {"relation": table("GB/T 4761").short(HEAD)}


def member_facts(member: HouseholdMember) -> Facts:
    """A line of the family sheet; keys are the bare names of columns."""
    return {key.removeprefix("member."): text for key, text in columns("member", member).items()}


def opinion_facts(opinions: Mapping[str, HelpStep]) -> Facts:
    """What each level said and when; a level that only agreed says so."""
    facts: Facts = {}
    for key, step in opinions.items():
        said = step.opinion or ("" if step.agrees is None else "同意。" if step.agrees else "不同意。")
        facts |= columns(f"opinion.{key}", step, ("taken_on", "by")) | {f"opinion.{key}.opinion": said}
    return facts


def publicity_words(found: CaseFile) -> str:
    """One sentence on the publicity: when, where, and what came of it."""
    case = found.case
    when = span_words(case.publicity_from, case.publicity_to)
    if not when:
        return ""
    where = f"在{case.publicity_place}" if case.publicity_place else ""
    came = case.objections or ("公示期间未收到异议。" if case.publicity_clear else "")
    return f"{when}{where}公示。{came}"


def home_facts(home: Household, members: Sequence[HouseholdMember], village: str) -> Facts:
    """What the family sheet of a household without any case prints."""
    facts = office_facts() | whole_person_facts(home.head, village) | household_facts(home, members, home.head)
    return facts | {"household.address": home.address or facts.get("person.address", "")}


def head_facts(found: CaseFile) -> Facts:
    """The head of the household; who has none recorded is his own."""
    head = found.household.head if found.household else found.person
    return columns("head", head, (*_HEAD, "phone", "household_place"))


def own_words(found: CaseFile) -> str:
    """What only the programme asks, as one line of words: 未成年子女数：2；单亲起始时间：2025.03。"""
    values = found.programme.read_facts(found.case.facts)
    kinds = found.programme.facts().items()
    said = [f"{kind.label}：{kind.show(values[key])}" for key, kind in kinds if values.get(key) not in (None, "")]
    return "；".join(said) + "。" if said else ""


def papers_words(found: CaseFile) -> str:
    """Which papers of evidence were handed in, and which of those that must be are still missing."""
    kept = found.case.evidence or {}
    got = [paper.title for paper in found.programme.evidence if kept.get(paper.key, {}).get("got")]
    wanted = found.programme.evidence_for(found.case.hardship_cause, found.case.second_cause)
    wanting = [paper.title for paper in wanted if paper.required and paper.title not in got]
    parts = (("已交", got), ("未交", wanting))
    return "\n".join(f"{word}：{'；'.join(titles)}。" for word, titles in parts if titles)


def aid_facts(found: CaseFile) -> Facts:
    """What was given before: the last time and all of it in words; and how often and how much with this time."""
    earlier, now = found.earlier, found.case.approved_amount or found.case.amount_asked
    facts: Facts = {}
    if earlier:
        told = [aid_words(aid, found.titles) for aid in earlier]
        facts = {"aid.last": told[-1], "aid.all": "；".join(told) + "。"}
    if now is not None:
        total = sum(aid.amount or 0 for aid in earlier) + now
        facts["aid.with_this"] = f"{len(earlier) + 1}次，{plain_yuan(total)}元"
    return facts


def aid_words(aid: Aid, titles: Mapping[str, str]) -> str:
    """One aid in a few words: 2026.02.10，送温暖，500元."""
    given = f"{aid.goods}{aid.quantity or ''}{aid.unit or ''}" if aid.goods else f"{plain_yuan(aid.amount)}元"
    return "，".join((short_day(aid.given_on), titles.get(aid.programme, aid.programme), given))


def case_owners(found: CaseFile) -> dict[str, Owner]:
    """Where the facts of a case are filled in."""
    case = Owner(f"“{found.person.name}”的{found.programme.title}个案", ASSISTANCE_PAGE, found.case.uid)
    owned = dict.fromkeys(("case", "own", "aid", *(f"opinion.{step.key}" for step in found.programme.steps)), case)
    owned["person"] = Owner(found.person.called(), PEOPLE_PAGE, found.person.uid)
    home = found.household
    at_home = Owner(home.called(), ASSISTANCE_PAGE, home.uid) if home else case
    owned["household"] = at_home
    head = home.head if home else found.person
    owned["head"] = Owner(head.called(), PEOPLE_PAGE, head.uid)
    owned |= {f"members.{at}": at_home for at in range(len(found.members))}
    return owned


def case_pieces(paper_of: PaperOf, ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """One piece for each case."""
    kept, office = kept_photos(occasion.photos), office_facts()
    for found in read_cases(ids):
        facts, case = case_facts(found, office), found.case
        if occasion.photos and (uid := kept.get(found.person.uid)):
            facts["photo"] = photo_of(occasion.photos, uid, found.person.name)
        home = found.household.revision if found.household else 0
        number = str(case.number or case.uid)
        revision = case.revision + home + sum(member.revision for member in found.members)
        yield Piece(paper_of(facts), facts, number, revision, str(found.person.name), case_owners(found))
