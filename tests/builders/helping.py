"""Households, cases of help, aid, visits, pairs and children for tests."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.assistance import steps as help_steps
from models.assistance.aid import Aid, Distribution, give_aid
from models.assistance.case import KEPT, HelpCase
from models.assistance.children import LeftBehindChild, register_child
from models.assistance.distribution import ListLine, save_distribution
from models.assistance.household import Household
from models.assistance.matter import BOOK as HELP_BOOK
from models.assistance.pairs import Pair, make_pair
from models.assistance.programmes import papers_of, programme_of
from models.assistance.verbs import change_case, found_household, open_case, tick_evidence
from models.assistance.visits import Visit, record_visit
from models.core.dates import PartialDate
from models.core.verbs import Session
from models.office.rulebook import override_rule
from models.organisations.unit import Unit
from models.people.person import Person
from tests.builders.people import person, unit


def allowance(session: Session, yuan: int = 700) -> None:
    """The local 低保 standard, which every office fills in itself."""
    override_rule(session, HELP_BOOK, "allowance_month", reason="县民政局2026年公布的标准", value=yuan)


def household(session: Session, head: Person, members: int = 2, **values: Any) -> Household:
    """A household with what the worker's file asks for; every other member is a son or a daughter."""
    given = {
        "head": head,
        "housing_kind": "self_built",
        "housing_area": "70",
        "homes": 1,
        "income_year": 30_000_00,
        "fixed_cost_year": 12_000_00,
        "bank": "芒果县农村信用社",
        "account": "6217000012345678901",
        "self_help": True,
        "insurance": "resident",
    }
    lines = [{"name": f"单小{chr(0x4E00 + place)}", "relation": "20", "sex": "1"} for place in range(members)]
    return found_household(session, {**given, **values}, lines).value


HELP_FACTS: dict[str, dict[str, Any]] = {
    "worker": {"work_state": "employed", "industry": "C"},
    "tuition": {"school": "芒果县第一中学", "stage": "senior", "parent": "单立梅"},
    "cancer": {
        "low_income": "minimum",
        "cancer": "breast",
        "stage": "II",
        "hospital": "芒果县人民医院",
        "diagnosed_on": PartialDate(2026, 5),
        "helped_before": False,
    },
    "spring_bud": {"school": "大坪小学", "stage": "primary", "hardship": "single"},
    "single_mother": {"children": 1},
    "child_in_need": {"child_class": "orphan"},
    "woman_student": {"school": "芒果师范学院", "stage": "college"},
    "training": {"course": "家政服务员"},
    "loan_interest": {"project": "茶叶加工", "loan": 100_000_00},
}
"""What the programmes ask beside the common columns, at the least."""


def help_case(session: Session, who: Person, key: str = "worker", **values: Any) -> HelpCase:
    """A case with what its first step needs."""
    given = {
        "person": who,
        "programme": key,
        "applied_on": date(2026, 10, 12),
        "hardship_class": "relative" if key == "worker" else None,
        "hardship_cause": None if key == "spring_bud" else "own_illness",
        "cause_text": "户主长期患病，医疗支出大。",
        "amount_asked": 1_000_00 if key == "temporary" else None,
    }
    return open_case(session, {**given, **values}, HELP_FACTS.get(key)).value


HELP_STEPS: dict[str, dict[str, Any]] = {
    "publicity": {
        "publicity_from": date(2026, 10, 26),
        "publicity_to": date(2026, 11, 1),
        "publicity_place": "村务公开栏",
        "publicity_clear": True,
    },
    "township": {"decided_on": date(2026, 11, 10)},
    "county": {"decided_on": date(2026, 11, 16), "approved_amount": 1_000_00},
    "province": {"decided_on": date(2026, 11, 16), "approved_amount": 10_000_00},
}
"""What the steps of a case bring, where they bring anything."""


def advance_case(session: Session, case: HelpCase, until: str = "kept", **reasons: str) -> HelpCase:
    """Take steps of a case with sound values until it stands at `until`; `reasons` pass warnings."""
    for paper in papers_of(case):
        tick_evidence(session, case, paper.key)
    while case.step != until and case.status != KEPT:
        step = programme_of(case).step(case.step)
        needed = {field for field, _ in step.needs}
        values = {name: value for name, value in HELP_STEPS.get(case.step, {}).items() if name in needed}
        if values:
            change_case(session, case, values)
        said = {"agrees": True, "opinion": "情况属实，同意。", "by": "李国强"} if step.opinion else {}
        help_steps.take_step(session, case, reasons=reasons, **said)
    return case


def aid(session: Session, who: Person, **values: Any) -> Aid:
    """An aid of 500 yuan in cash from the winter programme."""
    given = {
        "person": who,
        "programme": "comfort",
        "aid_kind": "comfort",
        "form": "cash",
        "amount": 50_000,
        "source": "own",
        "given_on": date(2026, 11, 18),
    }
    return give_aid(session, {**given, **values}).value


def distribution(session: Session, people: Sequence[Person], **values: Any) -> Distribution:
    """A list of rice for these people, prepared and not given out."""
    given = {
        "title": "2026年中秋慰问",
        "programme": "comfort",
        "aid_kind": "comfort",
        "form": "goods",
        "goods": "大米",
        "unit": "袋",
        "unit_value": 8_000,
        "source": "own",
        "given_on": date(2026, 11, 18),
        "place": "村委会",
        "handler": "赵小云",
    }
    lines = [ListLine(who.id, who.name, quantity=2) for who in people]
    return save_distribution(session, {**given, **values}, lines).value


def visit(session: Session, who: Person, **values: Any) -> Visit:
    """A visit at somebody's home."""
    given = {
        "person": who,
        "visited_on": date(2026, 11, 10),
        "place": "大坪村三组",
        "visitors": "李国强、赵小云",
        "recorder": "赵小云",
        "situation": "家中三口人，主要靠务工收入。",
        "difficulty": "本人患病，医疗费用高。",
        "wishes": "希望帮助申请临时救助。",
        "gift": "大米2袋",
        "gift_amount": 16_000,
        "follow_up": "协助申请临时救助。",
    }
    return record_visit(session, {**given, **values}).value


def pair(session: Session, helped: Person, helper: Person | None = None, **values: Any) -> Pair:
    """A carer and a child who promised to meet every month."""
    given = {
        "kind_of_pair": "mother",
        "form": "one_one",
        "helped": helped,
        "helper": helper,
        "helper_name": helper.name if helper else "张桂兰",
        "started_on": date(2026, 3, 1),
        "ends_on": date(2027, 2, 28),
        "every": "month",
        "promise": "每月看望一次，辅导作业。",
        "yearly_amount": 60_000,
    }
    return make_pair(session, {**given, **values}).value


def child(
    session: Session, name: str = "罗小梅", born: date = date(2016, 5, 1), order: int = 302, **values: Any
) -> LeftBehindChild:
    """A child left behind, on the register."""
    where = Unit.get_or_none() or unit(session)
    who = person(
        session, name, born, order, village=where, education=None, political_status=None, employer=None, job_post=None
    )
    given = {
        "left_behind": True,
        "registered": True,
        "health": "healthy",
        "schooling": "primary",
        "school": "大坪村小学",
        "boarding": False,
        "father_name": "罗建国",
        "mother_name": "普丽琼",
        "both_away": True,
        "entrusted": True,
        "trustee_name": "李桂芬",
        "trustee_relation": "62",
        "guardianship": "good",
        "income": ("wages",),
    }
    return register_child(session, who, {**given, **values}).value
