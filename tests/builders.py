"""Builders: an office with people, bodies and recommendations, made through the verbs that the program uses.

ID numbers lie in the unassigned area 999999, so that nobody owns them.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
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
from models.core.clock import fixed
from models.core.dates import PartialDate
from models.core.identity import id_check_character
from models.core.verbs import Session
from models.office.office import Founding, OpenOffice, create_office
from models.office.rulebook import override_rule
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.organisations.verbs import register_body, register_unit
from models.people.person import Membership, PartyStage, Person
from models.people.verbs import join_body, reach_stage, register_person
from models.recommendation.records import Batch, Meeting, Recommendation
from models.recommendation.verbs import fill_in, hold_meeting, nominate, open_batch, take_step
from models.rights import doing
from models.rights.records import RightsCase

NOW = datetime(2026, 11, 20, 9, 30)
PASSPHRASE = "山茶花开在三月里"
USER = "王秀英"

HEADS = {"union": "工会主席", "league": "团支部书记", "women": "妇联主席"}
BODY_NAMES = {"union": "{}工会委员会", "league": "共青团{}支部", "women": "{}妇女联合会"}


def founding(**values: str) -> Founding:
    """What first start asks."""
    return Founding(
        **{
            "name": "芒果镇党建办公室",
            "area_code": "999999101",
            "level": "township",
            "user": USER,
            "passphrase": PASSPHRASE,
            **values,
        }
    )


def office(directory: Path, now: datetime = NOW) -> OpenOffice:
    """A new open office on a clock that stands still."""
    return create_office(directory, founding(), fixed(now))[0]


def id_number(born: date, order: int) -> str:
    """A number with a right check; odd `order` for men, even for women."""
    head = f"999999{born:%Y%m%d}{order:03d}"
    return head + id_check_character(head)


def unit(session: Session, name: str = "大坪村", **values: Any) -> Unit:
    """A village, or another unit."""
    return register_unit(session, {"name": name, "kind_of_unit": "village", **values}).value


def body(session: Session, channel: str = "league", at: Unit | None = None, **values: Any) -> Body:
    """A mass organisation of a unit."""
    place = at or Unit.get_or_none() or unit(session)
    given = {
        "name": BODY_NAMES[channel].format(place.name),
        "kind_of_body": channel,
        "unit": place,
        "superior_elsewhere": {"union": "芒果镇总工会", "league": "共青团芒果镇委员会", "women": "芒果镇妇女联合会"}[
            channel
        ],
        "party_body": f"中共{place.name}支部委员会",
        "head": "李国强",
        "head_post": HEADS[channel],
        "members_entitled": 30,
    }
    return register_body(session, {**given, **values}).value


def person(
    session: Session, name: str = "单立梅", born: date = date(2000, 5, 1), order: int = 124, **values: Any
) -> Person:
    """A person with what the forms ask for."""
    given = {
        "name": name,
        "sex": "1" if order % 2 else "2",
        "nationality": "01",
        "born": PartialDate.of(born),
        "id_number": id_number(born, order),
        "native_place": "云南芒果",
        "education": "31",
        "political_status": "03",
        "health": "1",
        "phone": "13800001234",
        "employer": "大坪村村民委员会",
        "job_post": "村务协理员",
        "address": "大坪村三组",
        "started_work_on": PartialDate(2019, 7),
        "resume": "2016.09—2019.06　芒果县职业高级中学学习\n2019.07—　　　　大坪村村民委员会工作",
        "honours": "2024年被评为芒果镇优秀共青团员。",
    }
    return register_person(session, {**given, **values}).value


def membership(session: Session, who: Person, where: Body, joined: str = "2016-05", **values: Any) -> Membership:
    """A membership in a body."""
    given = {"body": where, "joined_on": PartialDate.from_iso(joined)}
    return join_body(session, who, where.kind_of_body, {**given, **values}).value


def stage(session: Session, who: Person, name: str, on: str, companions: str | None = None) -> PartyStage:
    """A stage on the way into the Party."""
    return reach_stage(session, who, name, PartialDate.from_iso(on), companions).value


def batch(session: Session, channel: str = "league", target: str = "activist", **values: Any) -> Batch:
    """A batch of one channel."""
    given = {"title": "2026年下半年推优", "channel": channel, "target": target, "opened_on": date(2026, 9, 1)}
    return open_batch(session, {**given, **values}).value


def candidate(
    session: Session,
    channel: str = "league",
    *,
    name: str = "单立梅",
    order: int = 124,
    route: str = "assembly",
    target: str = "activist",
    post: str | None = None,
) -> Recommendation:
    """A nominated member of a body, everything of the first step filled in."""
    where = Body.get_or_none(Body.kind_of_body == channel) or body(session, channel)
    young = channel == "league"
    who = person(
        session,
        name,
        born=date(2000, 5, 1) if young else date(1990, 3, 7),
        order=order,
        political_status="03" if young else "13",
    )
    membership(session, who, where, post=post)
    if target == "target":
        stage(session, who, "activist", "2025-08-01", "李国强、张桂兰")
    into = Batch.get_or_none((Batch.channel == channel) & (Batch.target == target)) or batch(session, channel, target)
    rec = nominate(session, into, who, where, route).value
    application = {"applied_on": date(2026, 2, 10), "application_written": True, "talked_on": date(2026, 2, 25)}
    return fill_in(session, rec, application).value


def meeting_values(**values: Any) -> dict[str, Any]:
    """A meeting that passes by every preset."""
    given = {
        "name": "团员大会",
        "held_on": date(2026, 9, 10),
        "place": "村委会会议室",
        "host": "李国强",
        "recorder": "赵小云",
        "scrutineer": "杨文",
        "teller": "赵小云",
        "caller": "刘芳",
        "preset": "A",
        "entitled": 30,
        "present": 28,
        "issued": 28,
        "returned": 28,
        "valid": 28,
        "speeches": "李国强：介绍申请人的基本情况。\n杨文：同意推荐，工作踏实。",
        "resolution": "会议同意推荐。",
    }
    return {**given, **values}


def meet(session: Session, rec: Recommendation, yes: int = 26, **values: Any) -> Meeting:
    """The meeting of one candidate's body."""
    counts = meeting_values(**values)
    votes = {rec: (yes, counts["valid"] - yes, 0)}
    return hold_meeting(session, rec.batch, rec.body, counts, votes, rec.meeting).value


STEPS: dict[str, dict[str, Any]] = {
    "application": {},
    "meeting": {},
    "hearing": {
        "heard_on": date(2026, 9, 10),
        "heard_bodies": "大坪村党支部、大坪村妇女小组",
        "heard_people": 6,
        "hearing": "群众反映好，一致同意推荐。",
    },
    "inspection": {
        "inspected_from": date(2026, 9, 11),
        "inspected_to": date(2026, 9, 15),
        "inspectors": "杨文、刘芳",
        "people_heard": 8,
        "is_active": True,
        "is_loyal": True,
        "is_selfless": True,
        "is_diligent": True,
        "is_leading": True,
        "deeds": "该同志自参加工作以来，吃苦耐劳，带头参加人居环境整治和防汛值守，群众评价好。",
        "strengths": "政治立场坚定，工作主动。",
        "shortcomings": "理论学习不够系统。",
        "proposal": "建议列为推荐对象。",
    },
    "decision": {
        "decided_on": date(2026, 9, 16),
        "decided_by": "李国强",
        "reasons": "政治上积极要求进步，工作实绩突出，群众基础好。",
        "decision": "经研究，同意推荐。",
    },
    "publicity": {
        "publicity_from": date(2026, 9, 17),
        "publicity_to": date(2026, 9, 23),
        "publicity_place": "村务公开栏",
        "publicity_phone": "0999-1234567",
        "publicity_clear": True,
    },
    "superior": {
        "superior_on": date(2026, 9, 25),
        "superior_by": "周敏",
        "superior_agrees": True,
        "superior_opinion": "同意推荐。",
    },
    "forward": {"forwarded_on": date(2026, 9, 27), "forwarded_to": "中共大坪村支部委员会"},
    "answer": {
        "answered_on": date(2026, 10, 20),
        "answer": "activist",
        "answer_by": "陈志明",
        "answer_text": "经支委会研究，列为入党积极分子。",
    },
}


def advance(session: Session, rec: Recommendation, until: str, **overrides: Any) -> Recommendation:
    """Take steps with sound values until the recommendation stands at `until`."""
    while rec.step != until:
        if rec.step == "meeting":
            meet(session, rec)
            rec = Recommendation.get_by_id(rec.id)
        values = {name: value for name, value in {**STEPS[rec.step], **overrides}.items() if name in STEPS[rec.step]}
        if values:
            fill_in(session, rec, values)
        take_step(session, rec)
        rec = Recommendation.get_by_id(rec.id)
    return rec


def petition(opened: OpenOffice, **values: Any) -> RightsCase:
    """A petition, registered where it belongs."""
    given = {
        "registered_on": date(2026, 11, 16),
        "registered_at": "09:20",
        "channel": "visit",
        "name": "单立梅",
        "sex": "2",
        "born": PartialDate(1988, 3, 7),
        "phone": "13800001234",
        "address": "大坪村三组",
        "accused_name": "仇正明",
        "accused_relation": "邻居",
        "rights_class": "0501",
        "problem": "承包地被占用，协商多次没有结果。",
        "claim": "退还承包地。",
    }
    return doing.register(opened, {**given, **values}).value


def violence_case(opened: OpenOffice, **values: Any) -> RightsCase:
    """A petition about family violence; somebody must be inside the compartment."""
    given = {
        "rights_class": "0205",
        "accused_relation": "丈夫",
        "problem": "丈夫多次殴打。",
        "claim": "要求制止，申请保护令。",
        "wishes": "先不离婚。",
        "safe_contact": "工作日白天打娘家电话，不要打家里电话。",
        "capacity": "full",
    }
    return petition(opened, **{**given, **values})


VIOLENCE = {
    "victim_name": "单立梅",
    "victim_sex": "2",
    "abuser_name": "仇正明",
    "relation": "1",
    "forms_of_violence": ("body", "insult"),
    "frequency": "repeated",
    "place": "家里",
    "course": "酒后用木棍殴打。",
    "injuries": "左臂青紫。",
    "measures": ("dissuade", "police"),
    "danger": "high",
}

ORDER = {
    "court": "芒果县人民法院",
    "applicant_name": "单立梅",
    "applying_body": "self",
    "respondent_name": "仇正明",
    "relation": "1",
    "requested": ("1", "2"),
    "facts": "多次殴打。",
    "evidence": "照片三张，病历一份，报警回执一份。",
    "applied_on": date(2026, 11, 17),
    "applied_at": "10:00",
    "accepted_on": date(2026, 11, 18),
    "accepted_at": "11:00",
}

GRANTED = {
    "ending": "1",
    "decided_on": date(2026, 11, 19),
    "decided_at": "16:00",
    "measures": ("1", "2"),
    "valid_from": date(2026, 11, 19),
    "valid_to": date(2027, 5, 19),
    "served_on": date(2026, 11, 19),
}

WARNING = {
    "number": "芒公（龙）家暴告诫字〔2026〕第7号",
    "issued_on": date(2026, 11, 16),
    "station": "龙泉派出所",
    "abuser_name": "仇正明",
    "victim_name": "单立梅",
    "served_on": date(2026, 11, 17),
    "committee": "大坪村村民委员会",
    "committee_told_on": date(2026, 11, 18),
}

REPORT = {
    "finder": "王秀英",
    "finder_unit": "芒果镇妇联",
    "minor_name": "单小禾",
    "situation": "4",
    "facts": "身上有多处伤痕。",
    "reported_to": ("police",),
    "reported_to_name": "龙泉派出所",
    "reported_on": date(2026, 11, 16),
    "reported_at": "09:40",
    "report_form": "phone",
}

REFERRAL = {
    "to_kind": "legal_aid",
    "to_body": "芒果县法律援助中心",
    "reason": "需要代写起诉状。",
    "consent": True,
    "sent_on": date(2026, 11, 18),
}


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
