"""Rules on a help case: each finding names its entry of the rule book, what was found, the threshold and the source.

`problems_of(case, today)` is the only entrance. Findings are computed on every look and kept only when a step is
taken. The income formula stands in `income`, what the rules look at in `matter`.
"""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

from models.assistance.aid import Aid
from models.assistance.case import CASE_COLUMNS, CLOSED, KEPT, HelpCase
from models.assistance.income import ALLOWANCE, MINIMUM, yuan
from models.assistance.matter import Limit, Matter, finding, limits_of, matter_of
from models.assistance.programme import APPLY, FIXED, FREE, HOUSEHOLD, LIFETIME, MONTH, PUBLICITY
from models.assistance.programmes import lacking
from models.core.codes import table
from models.core.dates import PartialDate
from models.core.errors import Problem, Severity
from models.office.calendar import office_calendar

Found = Iterator[Problem | None]
Judge = Callable[[Matter], Found]

_UNHELPED = frozenset({"unqualified", "withdrawn"})
"""Closings after which nobody was helped."""

SEXES = "GB/T 2261.1"


def problems_of(case: HelpCase, today: date) -> list[Problem]:
    """Every finding about a case, the gravest first; what the office still has to ask comes last."""
    matter = matter_of(case, today)
    found = [problem for judge in _JUDGES for problem in judge(matter) if problem is not None]
    ranks = list(Severity)
    return sorted(found, key=lambda problem: ranks.index(problem.severity)) + _asks(matter)


def step_of(matter: Matter, problem: Problem) -> int:
    """Place of the step at which a finding blocks; that of the decision where the programme lacks the step."""
    place = matter.programme.place(str(problem.values.get("step", APPLY)))
    if place >= 0:
        return place
    return next((place for place, step in enumerate(matter.programme.steps) if step.decides), 0)


def _asks(matter: Matter) -> list[Problem]:
    values: dict[str, object] = {"source": matter.programme.source, "step": "apply"}
    return [Problem(Severity.TELL, "ask", f"请核对：{ask}。", "", values) for ask in matter.programme.whom.asks]


def _sex(matter: Matter) -> Found:
    wanted, sex = matter.programme.whom.sex, matter.person.sex
    if wanted and sex in ("1", "2") and sex != wanted:
        words = table(SEXES)
        yield finding(matter, "whom_sex", words.label(sex), "person", words.label(wanted))


def _age(matter: Matter) -> Found:
    whom = matter.programme.whom
    if matter.born is None:
        return
    day = matter.reference_day(whom.age_on)
    fewest, most = matter.born.ages_on(day)
    found = f"{fewest}周岁" if fewest == most else f"{fewest}至{most}周岁"
    for figure, fails in (
        (whom.youngest, lambda limit: fewest < limit),
        (whom.oldest, lambda limit: most > limit),
        (whom.under, lambda limit: most >= limit),
    ):
        number, rule = matter.number(figure)
        if number is None or not fails(number):  # type: ignore[no-untyped-call]
            continue
        when = f"{day:%Y.%m.%d}"
        yield finding(matter, rule, found, "person", day=when) if rule else _own_age(matter, found, number, when)


def _own_age(matter: Matter, found: str, number: int, when: str) -> Problem:
    """An age that an office's own programme writes out."""
    message = f"{matter.person.name}在{when}为{found}，与本项目的年龄界限{number}周岁不符。"
    threshold, source = f"{number}周岁", matter.programme.local
    values: dict[str, object] = {"rule": "own_age", "found": found, "threshold": threshold, "source": source}
    return Problem(Severity.WARN, "own_age", message, "person", values)


def _class(matter: Matter) -> Found:
    whom = matter.programme.whom
    if not whom.class_field:
        return
    value, kind = matter.value(whom.class_field), matter.kind(whom.class_field)
    if value is not None and value not in whom.classes:
        yield finding(matter, "whom_class", kind.show(value), whom.class_field, title=kind.label)


def _marriage(matter: Matter) -> Found:
    allowed, state = matter.programme.whom.marriage, matter.person.marriage
    if allowed and state and state != "90" and state not in allowed:
        yield finding(matter, "whom_marriage", table("GB/T 2261.2").label(state), "person")


def _household(matter: Matter) -> Found:
    if matter.programme.subject == HOUSEHOLD and matter.household is None:
        yield finding(matter, "household_required", "没有家庭档案", "household")
    homes = matter.household.homes if matter.household else None
    rule = matter.rules.get("worker_homes_max")
    if rule and homes is not None and homes > rule.value:
        yield finding(matter, rule, str(homes), "household", str(rule.value))


def _income(matter: Matter) -> Found:
    """The class chosen against the one that the income formula computes; the sum stands in the values."""
    schemes, chosen = matter.programme.schemes, matter.case.hardship_class
    if not schemes or not chosen or matter.household is None:
        return
    made = matter.reckoning
    classes = table("help.class")
    if made.missing:
        if matter.rules[ALLOWANCE].value is None:
            yield finding(matter, ALLOWANCE, "未填写")
        else:
            yield _unknown_income(matter)
        return
    if not made.carries(chosen):
        computed = classes.short(made.hardship_class) if made.hardship_class else "不属于困难职工"
        problem = finding(matter, "worker_class_matches", computed, "hardship_class", classes.short(chosen))
        if problem is not None:
            problem.values["sum"] = list(made.lines)
        yield problem


def _unknown_income(matter: Matter) -> Problem:
    missing = "、".join(matter.reckoning.missing)
    values: dict[str, object] = {"found": missing, "source": matter.programme.source, "step": APPLY}
    return Problem(Severity.TELL, "income_unknown", f"还不能按收入核算困难类别，缺少：{missing}。", "household", values)


def _low_months(matter: Matter) -> Found:
    """The older 低保户 has been below the standard for some months."""
    rule, household = matter.rules.get("older_minimum_months"), matter.household
    if matter.case.hardship_class != MINIMUM or rule is None or household is None or not household.allowance_since:
        return
    months = _months(household.allowance_since, matter.reference_day("applied_on"))
    if months < rule.value:
        yield finding(matter, rule, str(months), "household", str(rule.value))


def _migrant(matter: Matter) -> Found:
    rule, since = matter.rules.get("migrant_employment_months"), matter.facts.get("employed_since")
    if rule is None or since is None or matter.facts.get("work_state") != "migrant":
        return
    months = _months(since, matter.reference_day("applied_on"))
    if months < rule.value:
        yield finding(matter, rule, str(months), "employed_since", str(rule.value))


def _months(since: PartialDate, until: date) -> int:
    """Whole months at most: what is known to the year or month only counts from its first day."""
    first = since.earliest()
    return (until.year - first.year) * 12 + until.month - first.month - (until.day < first.day)


def _cancer(matter: Matter) -> Found:
    facts = matter.facts
    if "cancer" not in facts:
        return
    stage = table("cancer.stage").label(facts["stage"]) if facts.get("stage") else ""
    stages = matter.rules.get("cancer_cervical_stages")
    if facts["cancer"] == "cervical" and stages and stage and facts["stage"] not in stages.value.split():
        yield finding(matter, stages, stage, "stage", "ⅡB期及以上")
    if facts["cancer"] == "breast" and facts.get("stage") == "0":
        yield finding(matter, "cancer_invasive", stage, "stage")
    if facts.get("helped_before"):
        yield finding(matter, "cancer_once", "曾获救助", "helped_before")
    diagnosed, day = facts.get("diagnosed_on"), matter.reference_day("reference_on")
    papers = (matter.case.evidence or {}).get("recent_record", {}).get("got")
    if diagnosed and not papers and diagnosed.latest() < date(day.year - 1, 12, 31):
        yield finding(matter, "cancer_old_diagnosis_papers", diagnosed.short(), "diagnosed_on")


def _loan(matter: Matter) -> Found:
    rule, loan = matter.rules.get("loan_max"), matter.facts.get("loan")
    if rule and rule.value is not None and loan is not None and loan > rule.value * 100:
        yield finding(matter, rule, yuan(loan), "loan")


def _papers(matter: Matter) -> Found:
    missing = lacking(matter.case)
    if missing:
        yield finding(matter, "evidence_complete", "、".join(paper.title for paper in missing), "evidence")


def _facts(matter: Matter) -> Found:
    kinds = matter.programme.facts()
    empty = [kind for key, kind in kinds.items() if kind.required and matter.facts[key] in (None, "")]
    if empty:
        yield finding(matter, "facts_complete", "、".join(kind.label for kind in empty), empty[0].name)


def _publicity(matter: Matter) -> Found:
    case = matter.case
    if matter.programme.place(PUBLICITY) < 0 or not case.publicity_from or not case.publicity_to:
        return
    rule = matter.rules.get("help_publicity_working_days")
    days = office_calendar().count_working_days(case.publicity_from, case.publicity_to)
    if rule and days < rule.value:
        yield finding(matter, rule, str(days), "publicity_to", str(rule.value))
    if matter.today <= case.publicity_to:
        yield finding(matter, "help_publicity_over", f"{case.publicity_to:%Y.%m.%d}", "publicity_to")
    if case.publicity_clear is False:
        yield finding(matter, "help_publicity_clear", "未查清", "publicity_clear")


_ORDER = ("applied_on", "publicity_from", "publicity_to", "decided_on", "closed_on")


def _dates(matter: Matter) -> Found:
    known = [(CASE_COLUMNS[name].label, name, getattr(matter.case, name)) for name in _ORDER]
    known = [part for part in known if part[2] is not None]
    for (earlier, _, first), (later, name, second) in pairwise(known):
        if second < first:
            words = f"{later}（{second:%Y.%m.%d}）早于{earlier}（{first:%Y.%m.%d}）"
            yield finding(matter, "help_dates_in_order", words, name)
    for label, name, day in known:
        if name not in ("publicity_from", "publicity_to") and day > matter.today:
            yield finding(matter, "help_dates_in_order", f"{label}（{day:%Y.%m.%d}）还没有到", name)


def _amounts(matter: Matter) -> Found:
    case = matter.case
    amount = case.approved_amount if case.approved_amount is not None else case.amount_asked
    if amount is None:
        return
    field = "approved_amount" if case.approved_amount is not None else "amount_asked"
    for limit in limits_of(matter, case.aid_kind):
        given = given_besides(matter, limit)
        if amount + given > limit.fen or (limit.amount.limit == FIXED and amount != limit.fen):
            found = yuan(amount) + (f"（另外已发放{yuan(given)}）" if given else "")
            yield _beyond(matter, limit, found, field)


def _beyond(matter: Matter, limit: Limit, found: str, field: str) -> Problem | None:
    if limit.rule is not None:
        return finding(matter, limit.rule, found, field, limit.words)
    decided = next((step.key for step in matter.programme.steps if step.decides), "")
    values: dict[str, object] = {
        "rule": "own_amount",
        "found": found,
        "threshold": limit.words,
        "source": matter.programme.local,
        "step": decided,
    }
    return Problem(Severity.WARN, "own_amount", f"金额{found}，超过{limit.words}。", field, values)


def given_besides(matter: Matter, limit: Limit) -> int:
    """Fen given to the same person or household in the limit's period, beside what was given on this case."""
    case = matter.case
    whom = Aid.person == case.person_id
    if shared_household(matter):
        whom = whom | (Aid.household == case.household_id)
    aids = Aid.select(Aid.amount, Aid.given_on, Aid.case).where(whom & (Aid.programme == case.programme))
    if limit.amount.kind:
        aids = aids.where(Aid.aid_kind == limit.amount.kind)
    day = case.decided_on or case.applied_on or matter.today
    return sum(
        aid.amount or 0
        for aid in aids
        if aid.given_on and aid.case_id != case.id and _same_period(limit.amount.per, aid.given_on, day)
    )


def _same_period(per: str, one: date, other: date) -> bool:
    if per == LIFETIME:
        return True
    if per == MONTH:
        return (one.year, one.month) == (other.year, other.month)
    return per == "year" and one.year == other.year


def _recheck(matter: Matter) -> Found:
    """A kept case that nobody looked at for longer than the rule gives."""
    months, rule = matter.number(matter.programme.recheck)
    last = matter.case.reviewed_on or matter.case.decided_on
    if matter.case.status != KEPT or months is None or rule is None or last is None:
        return
    passed = _months(PartialDate.of(last), matter.today)
    if passed >= months:
        yield finding(matter, rule, str(passed), "reviewed_on", str(months))


def _repeated(matter: Matter) -> Found:
    """Other cases and aids of the same programme, for the same person or household, in its period."""
    case, repeat = matter.case, matter.programme.repeat
    day = case.applied_on or matter.today
    earlier = []
    for other in _others(matter):
        began = other.applied_on or date.fromisoformat(other.created_at[:10])
        open_now = other.status != CLOSED
        if open_now or repeat == LIFETIME or (repeat != FREE and _same_period(repeat, began, day)):
            earlier.append(f"{other.number or other.called()}（{began:%Y.%m.%d}申请）")
    earlier += _aids_of_lifetime(matter)
    if earlier:
        entry = "repeat_lifetime" if repeat == LIFETIME else "repeat_period"
        yield finding(matter, entry, "、".join(earlier), "programme")


def _aids_of_lifetime(matter: Matter) -> list[str]:
    """Aid that was given once in a lifetime, on another case or on none."""
    case = matter.case
    if matter.programme.repeat != LIFETIME:
        return []
    aids = Aid.select().where((Aid.person == case.person_id) & (Aid.programme == case.programme))
    return [f"{aid.given_on:%Y.%m.%d}发放" for aid in aids if aid.given_on and aid.case_id != case.id]


def shared_household(matter: Matter) -> bool:
    """Whether what the household got counts too: where the programme helps households, not each of their persons."""
    return matter.programme.subject == HOUSEHOLD and matter.case.household_id is not None


def _others(matter: Matter) -> list[HelpCase]:
    case = matter.case
    whom = HelpCase.person == case.person_id
    if shared_household(matter):
        whom = whom | (HelpCase.household == case.household_id)
    same = whom & (HelpCase.programme == case.programme) & (HelpCase.id != (case.id or 0))
    found = HelpCase.select().where(same).order_by(HelpCase.id)
    return [other for other in found if other.closing not in _UNHELPED]


_JUDGES: tuple[Judge, ...] = (
    _household,
    _sex,
    _age,
    _class,
    _marriage,
    _income,
    _low_months,
    _migrant,
    _cancer,
    _loan,
    _repeated,
    _facts,
    _papers,
    _publicity,
    _dates,
    _amounts,
    _recheck,
)
