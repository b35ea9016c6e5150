"""Was anyone here helped before? Asked for one person or for a whole list in one join, and answered with the aid.

Owns the looking and the findings. How strongly each speaks is data (`resources/rules/giving.json`); whoever gives
decides with a reason. Writes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from models.assistance.case import CLOSED, HelpCase
from models.assistance.programme import FREE, LIFETIME, MONTH, Figure, Programme
from models.assistance.programme import HOUSEHOLD as BY_HOUSEHOLD
from models.assistance.programmes import programme, title_of
from models.core.database import DB
from models.core.dates import PartialDate
from models.core.errors import Problem, RuleRefused, Severity, refuse_stops
from models.core.fields import MoneyField
from models.office.rulebook import Rule, rule_book
from models.people.person import Person

BOOK, HELP_BOOK = "giving", "assistance"
ALLOWANCE, ALLOWANCE_MONTHS = "allowance_month", "allowance_months"
"""The local 低保 standard a month, and the unit of ceilings that are so many times of it."""

PER_AID = "aid"
PERSON, HOUSEHOLD, ACCOUNT = "person", "household", "account"
"""What an earlier aid has in common with what is asked about."""

_money = MoneyField("金额")
_ASKED_AT_ONCE = 5_000


class Asked(NamedTuple):
    """One person about to be helped; amount in fen. `household`: where None, it is looked up."""

    person: int
    household: int | None = None
    amount: int = 0
    account: str | None = None


class Apart(NamedTuple):
    """What is not held against itself: the list that is being changed, or the aid."""

    distribution: int = 0
    aid: int = 0


NOTHING = Apart()


class Earlier(NamedTuple):
    """An aid given before, or standing on another list; dates as stored, amount in fen."""

    place: int
    shared: str
    id: int
    uid: str
    person_id: int
    name: str
    programme: str
    period: str | None
    kind: str
    given_on: str | None
    amount: int
    goods: str | None
    quantity: int | None
    unit: str | None
    title: str | None

    def told(self, programme_title: str) -> str:
        """When, from which list or programme, and how much, for a sentence."""
        when = _day(self.given_on) if self.given_on else "尚未发放"
        from_list = f"“{self.title or programme_title}”"
        goods = f"{self.goods}{self.quantity or ''}{self.unit or ''}" if self.goods else ""
        what = goods + (f"（折合{_money.show(self.amount)}元）" if goods else f"{_money.show(self.amount)}元")
        return f"{when}，{from_list}，{what}"


def period_of(text: Programme, day: date) -> str:
    """The period to which an aid of this day belongs: a month, a year, or the whole life."""
    if text.repeat == LIFETIME:
        return LIFETIME
    return f"{day:%Y-%m}" if text.repeat == MONTH else f"{day:%Y}"


_OTHER = "a.distribution_id IS NOT ? AND a.id <> ?"
_SAME_AID = f"a.programme = ? AND a.period = ? AND {_OTHER}"
_HITS = f"""hit(place, shared, aid) AS (
SELECT q.place, '{PERSON}', a.id FROM asked q CROSS JOIN aid a WHERE a.person_id = q.person AND {_SAME_AID}
UNION ALL SELECT q.place, '{HOUSEHOLD}', a.id FROM asked q CROSS JOIN aid a
WHERE a.household_id = q.household AND a.person_id <> q.person AND {_SAME_AID}
UNION ALL SELECT q.place, '{HOUSEHOLD}', a.id FROM asked q CROSS JOIN household_member m CROSS JOIN aid a
WHERE m.household_id = q.household AND a.person_id = m.person_id AND a.household_id IS NULL
AND a.person_id <> q.person AND {_SAME_AID}
UNION ALL SELECT q.place, '{HOUSEHOLD}', a.id FROM asked q CROSS JOIN household h CROSS JOIN aid a
WHERE h.id = q.household AND a.person_id = h.head_id AND a.household_id IS NULL
AND a.person_id <> q.person AND {_SAME_AID})"""
_ACCOUNTS = f"""hit(place, shared, aid) AS (
SELECT q.place, '{ACCOUNT}', max(a.id) FROM asked q CROSS JOIN aid a WHERE a.account = q.account
AND a.person_id <> q.person AND (a.household_id IS NULL OR q.household IS NULL OR a.household_id <> q.household)
AND {_OTHER} GROUP BY q.place, a.person_id)"""
# CROSS JOIN: the few who are asked about lead to their aids; the engine would rather walk the aids of the period.
_TOLD = (
    "SELECT h.place, h.shared, a.id, a.uid, a.person_id, p.name, a.programme, a.period, a.aid_kind, a.given_on, "
    "a.amount, a.goods, a.quantity, a.unit, d.title FROM hit h CROSS JOIN aid a CROSS JOIN person p "
    "LEFT JOIN distribution d ON d.id = a.distribution_id WHERE a.id = h.aid AND p.id = a.person_id "
    "ORDER BY h.place, a.id"
)


def helped_before(asked: Sequence[Asked], key: str, period: str, *, apart_from: Apart = NOTHING) -> list[Earlier]:
    """Aids of this programme and period to the same persons or households; `apart_from` is left out.

    One join for all; a member's aid counts for the household.
    """
    same = (key, period, *apart_from)
    return _answers(asked, _HITS, same * 4)


def accounts_elsewhere(asked: Sequence[Asked], *, apart_from: Apart = NOTHING) -> list[Earlier]:
    """The latest aid of everybody outside the household who was paid to the same account."""
    return _answers(asked, _ACCOUNTS, apart_from)


def _answers(asked: Sequence[Asked], hits: str, values: tuple[Any, ...]) -> list[Earlier]:
    found: list[Earlier] = []
    for first in range(0, len(asked), _ASKED_AT_ONCE):
        piece = asked[first : first + _ASKED_AT_ONCE]
        marks = ",".join(["(?,?,?,?)"] * len(piece))
        flat = [part for place, one in enumerate(piece, first) for part in (place, one[0], one[1], one[3])]
        sql = f"WITH asked(place, person, household, account) AS (VALUES {marks}), {hits} {_TOLD}"
        found += map(Earlier._make, DB.execute_sql(sql, (*flat, *values)).fetchall())
    return found


def with_households(asked: Iterable[Asked]) -> list[Asked]:
    """The same with the household of everybody who has one, as head or as member."""
    given = list(asked)
    places = households_of({one.person for one in given if one.household is None})
    return [one if one.household else one._replace(household=places.get(one.person)) for one in given]


def households_of(persons: Iterable[int]) -> dict[int, int]:
    """The household of each of these persons: the one she heads, or else the first of which she is a member."""
    rest, found = sorted(persons), dict[int, int]()
    for first in range(0, len(rest), _ASKED_AT_ONCE):
        piece = tuple(rest[first : first + _ASKED_AT_ONCE])
        marks = ",".join("?" * len(piece))
        rows = DB.execute_sql(
            f"SELECT person_id, household_id, 1 FROM household_member WHERE person_id IN ({marks}) "
            f"UNION ALL SELECT head_id, id, 0 FROM household WHERE head_id IN ({marks}) ORDER BY 3 DESC, 2 DESC",
            piece + piece,
        )
        found.update((person, household) for person, household, _ in rows.fetchall())
    return found


class Line(NamedTuple):
    """What is about to be given to whom, as the checks need it: amount in fen. With a case, whom the programme helps
    was looked at there."""

    asked: Asked
    name: str
    case: int | None = None


def check_giving(
    lines: Sequence[Line], key: str, kind: str, day: date, *, by_transfer: bool = False, apart_from: Apart = NOTHING
) -> list[list[Problem]]:
    """Findings for every line of a list, or for a single aid: `day` is the day of giving."""
    text = programme(key, day)
    rules = {rule.id: rule for rule in rule_book(BOOK).rules if rule.in_force(day)}
    judge = _Judge(text, rules, kind, lines)
    judge.lines(by_transfer)
    asked = with_households(line.asked for line in lines)
    judge.list_itself(asked)
    judge.whom(day)
    judge.before(asked, helped_before(asked, key, period_of(text, day), apart_from=apart_from), day)
    if any(one.account for one in asked):
        judge.accounts(accounts_elsewhere(asked, apart_from=apart_from))
    return judge.found


class _Ages(NamedTuple):
    """Full years that a programme asks for; None where it asks for none. `under` is exclusive."""

    youngest: int | None
    oldest: int | None
    under: int | None

    def outside(self, born: PartialDate, day: date) -> int | None:
        """The age of somebody who surely is too young or too old; None for everybody else."""
        fewest, most = born.ages_on(day)
        if self.youngest is not None and most < self.youngest:
            return most
        too_old = (self.oldest is not None and fewest > self.oldest) or (
            self.under is not None and fewest >= self.under
        )
        return fewest if too_old else None

    def words(self) -> str:
        """The range in words."""
        said = zip(("满{}周岁", "不超过{}周岁", "不满{}周岁"), self, strict=True)
        return "，".join(form.format(years) for form, years in said if years is not None)


def _ages(text: Programme, day: date) -> _Ages:
    values = {rule.id: rule.value for rule in rule_book(HELP_BOOK).rules if rule.in_force(day)}

    def years(figure: Figure | None) -> int | None:
        found: int | None = None
        if figure is not None:
            found = values.get(figure.rule) if figure.rule else figure.value
        return found

    whom = text.whom
    return _Ages(years(whom.youngest), years(whom.oldest), years(whom.under))


class _Judge:
    """Turns what was found into sentences, each by its entry of the rule book."""

    def __init__(self, text: Programme, rules: dict[str, Rule], kind: str, lines: Sequence[Line]) -> None:
        self.text = text
        self.by_household = text.subject == BY_HOUSEHOLD
        self.rules = rules
        self.kind = kind
        self.given = lines
        self.found: list[list[Problem]] = [[] for _ in lines]

    def say(self, place: int, rule: str, field: str = "", **facts: object) -> None:
        """One finding, where the office has the entry in force."""
        entry = self.rules.get(rule)
        if entry is None or not entry.value:
            return
        words = {"name": f"“{self.given[place].name}”", "programme": self.text.title, **facts}
        self.found[place].append(Problem(entry.severity, rule, entry.sentence.format(**words), field))

    def lines(self, by_transfer: bool) -> None:
        """Each line by itself."""
        for place, line in enumerate(self.given):
            if not line.asked.amount:
                self.say(place, "no_amount", "amount")
            if by_transfer and not line.asked.account:
                self.say(place, "no_account", "account")

    def list_itself(self, asked: Sequence[Asked]) -> None:
        """A person, a household or an account that stands on the list before."""
        persons: dict[int, int] = {}
        households: dict[int, int] = {}
        accounts: dict[str, int] = {}
        for place, one in enumerate(asked):
            first = persons.setdefault(one.person, place)
            if first != place:
                self.say(place, "twice_on_list", line=first + 1)
                continue
            home = households.setdefault(one.household, place) if one.household else place
            if home != place:
                entry = "household_on_list" if self.by_household else "relative_on_list"
                self.say(place, entry, line=home + 1, other=f"“{self.given[home].name}”")
            other = accounts.setdefault(one.account, place) if one.account else place
            if other != place and (one.household is None or one.household != asked[other].household):
                name = f"“{self.given[other].name}”"
                self.say(place, "account_on_list", "account", line=other + 1, other=name)

    def whom(self, day: date) -> None:
        """Whether the programme is meant for these persons, as far as their own record tells.

        Who has a case in it was looked at there.
        """
        whom, ages = self.text.whom, _ages(self.text, day)
        classes = whom.classes if whom.class_field == "hardship_class" else ()
        if not (whom.sex or classes or any(ages)):
            return
        places = {line.asked.person: place for place, line in enumerate(self.given) if line.case is None}
        open_one = (HelpCase.programme == self.text.key) & (HelpCase.status != CLOSED)
        for case in HelpCase.select(HelpCase.person).where(open_one & HelpCase.person.in_(list(places))):
            places.pop(case.person_id, None)
        for person in Person.select().where(Person.id.in_(list(places))):
            place, show = places[person.id], Person.sex.show
            if whom.sex and person.sex in ("1", "2") and person.sex != whom.sex:
                self.say(place, "given_whom_sex", "person", found=show(person.sex), value=show(whom.sex))
            if classes and person.hardship_class and person.hardship_class not in classes:
                self.say(place, "given_whom_class", "person", found=Person.hardship_class.show(person.hardship_class))
            age = ages.outside(person.born, day) if person.born is not None else None
            if age is not None:
                self.say(place, "given_whom_age", "person", found=age, value=ages.words(), day=_day(day.isoformat()))

    def before(self, asked: Sequence[Asked], earlier: Sequence[Earlier], day: date) -> None:
        """What the same persons and households were given, and whether it adds up to too much."""
        sums: dict[int, int] = {}
        for aid in earlier:
            self.say(aid.place, self._entry(aid), "person", other=f"“{aid.name}”", earlier=aid.told(self.text.title))
            if aid.kind == self.kind and (self.by_household or aid.shared == PERSON):
                sums[aid.place] = sums.get(aid.place, 0) + aid.amount
        for limit, whole_period in limits(self.text, self.kind, day):
            for place, one in enumerate(asked):
                total = one.amount + (sums.get(place, 0) if whole_period else 0)
                if total > limit:
                    self.say(place, "over_ceiling", "amount", found=_money.show(total), limit=_money.show(limit))

    def _entry(self, aid: Earlier) -> str:
        own = aid.shared == PERSON
        if self.text.repeat == LIFETIME:
            return "given_for_life" if own else "household_for_life"
        if self.text.repeat == FREE:
            return "given_freely"
        if own:
            return "given_in_period"
        return "household_in_period" if self.by_household else "relative_in_period"

    def accounts(self, earlier: Sequence[Earlier]) -> None:
        """Accounts to which somebody else was paid."""
        titles = {key: title_of(key) for key in {aid.programme for aid in earlier}}
        for aid in earlier:
            told = aid.told(titles[aid.programme])
            self.say(aid.place, "account_shared", "account", other=f"“{aid.name}”", earlier=told)


def limits(text: Programme, kind: str, day: date) -> list[tuple[int, bool]]:
    """Ceilings in fen for a kind of aid, the highest of all classes, and whether each is one of a whole period.

    A programme has none where its entry of the rule book is empty; that of one class is judged with the case.
    """
    book = [rule for rule in rule_book(HELP_BOOK).rules if rule.in_force(day)]
    rules = {rule.id: rule.value for rule in book}
    months = {rule.id for rule in book if rule.unit == ALLOWANCE_MONTHS}
    allowance = rules.get(ALLOWANCE)
    found: dict[bool, list[int | None]] = {}
    for amount in text.amounts:
        if amount.kind not in ("", kind):
            continue
        rule = amount.figure.rule
        yuan = rules.get(rule) if rule else amount.figure.value
        if rule in months:
            yuan = yuan * allowance if yuan is not None and allowance is not None else None
        found.setdefault(amount.per != PER_AID, []).append(yuan)
    highest = {
        whole: [yuan for yuan in given if yuan is not None] for whole, given in found.items() if None not in given
    }
    return [(max(given) * 100, whole) for whole, given in highest.items()]


def refuse_unreasoned(problems: Sequence[Problem], reason: str | None) -> None:
    """Raise RuleRefused for any stop, and for a warning that nobody has given a reason for."""
    refuse_stops(list(problems))
    warned = [problem.message for problem in problems if problem.severity is Severity.WARN]
    if warned and not (reason or "").strip():
        raise RuleRefused(f"{warned[0]}确实要发放的，请在“说明”里写明原因。")


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日"
