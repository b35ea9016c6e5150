"""One record of everything that is printed in 帮扶, with rare names, and lists long and short."""

from datetime import date

from models.assistance.aid import confirm_receipt, give_aid
from models.assistance.case import HelpCase
from models.assistance.children import LeftBehindChild, register_child
from models.assistance.distribution import Distribution, ListLine, give_distribution, save_distribution
from models.assistance.household import Household
from models.assistance.pairs import Pair, keep_contact, make_pair
from models.assistance.verbs import add_member, change_case
from models.assistance.visits import Visit, record_visit
from models.core.dates import PartialDate
from models.core.verbs import Session
from models.office.rulebook import rule_book
from models.people.person import Person
from reports.paper.display import Paper, Text
from tests import builders
from tests.reports.paper.judges import crossings

NAMES = {
    "worker": "单立梅",
    "temporary": "仇晓㐂",
    "cancer": "欧阳·买买提江古丽",
    "spring_bud": "𬭎䶮㛃",
    "poor_woman": "田𠅤",
    "child_in_need": "解𫖯",
}
REASON = "因患病住院，医疗费用支出大，家庭收入低，基本生活困难，特申请帮扶。"
_FACTS = {
    "worker": {
        "worker_number": "0087",
        "work_state": "employed",
        "model_worker": "prefectural",
        "health": "hypertension",
        "industry": "C",
        "unit_kind": "170",
        "other_contact": "13900001111",
        "postcode": "661100",
        "area_code": "999999101",
        "union_member": True,
    },
    "temporary": {"findings": "经入户核实，户主因车祸住院，家中无其他劳动力。"},
    "cancer": {
        "treatment": "2026年5月手术，术后化疗六次，现定期复查。",
        "total_cost": 86_500_00,
        "reimbursed": 51_200_00,
        "own_cost": 35_300_00,
        "helped_before": False,
    },
    "spring_bud": {
        "grade": "四年级二班",
        "student_number": "G999999201503070012",
        "marks": "良好",
        "guardian": "田桂花",
        "guardian_relation": "64",
        "guardian_phone": "13800005678",
        "postcode": "661100",
    },
    "poor_woman": {"children": 2, "low_income": "minimum"},
    "child_in_need": {
        "child_class": "orphan",
        "school": "大坪小学",
        "grade": "五年级",
        "guardian": "解老根",
        "guardian_relation": "61",
        "guardian_phone": "13800007777",
        "needs": "生活费不足，缺少课外辅导。",
    },
}


def tell(session: Session) -> None:
    """Make all of it."""
    builders.allowance(session)
    village = builders.unit(session)
    for order, (key, name) in enumerate(NAMES.items()):
        born = date(2015, 3, 7) if key in ("spring_bud", "child_in_need") else date(1988, 5, 1)
        who = builders.person(
            session,
            name=name,
            born=born,
            order=124 + 2 * order,
            village=village,
            village_group="三组",
            household_place="芒果镇大坪村三组12号",
            household_kind="agricultural",
            marriage="20",
            employer=None if born.year > 2000 else "芒果县茶叶加工厂",
        )
        _home(session, who, key)
        _case(session, who, key)
    _lists(session)
    _met(session)
    _children(session)


def _home(session: Session, who: Person, key: str) -> Household:
    values = {
        "village": who.village,
        "address": "芒果镇大坪村三组12号",
        "household_place": "芒果镇大坪村三组12号",
        "phone": "13800001234",
        "size": 4,
        "own_income_month": 1_800_00,
        "other_income_year": 6_400_00,
        "income_year": 28_000_00,
        "accident_cost_year": 9_000_00,
        "single_parent": False,
        "no_worker": False,
        "branch": "大坪分社",
        "account": f"62170000123456789{len(key):02d}",
    }
    home = builders.household(session, who, 0, **values)
    surname, place = who.name[0], 20 * list(NAMES).index(key)
    for name, relation, born, more in (
        ("大山", "11", date(1985, 2, 3), {"employer": "大坪村", "identity": "farmer", "income_month": 900_00}),
        ("小㛃", "31", date(2012, 9, 1), {"employer": "芒果一中", "identity": "student", "income_month": 0}),
        ("秀兰", "52", date(1956, 4, 2), {"identity": "unable", "health": "cerebrovascular", "income_month": 0}),
    ):
        man = relation == "11"
        given = {
            "name": surname + name,
            "relation": relation,
            "sex": "1" if man else "2",
            "born": PartialDate.of(born),
            "id_number": builders.id_number(born, 300 + place + man),
            "political_status": "13",
            "insurance": "resident",
            "health": "good",
        }
        add_member(session, home, {**given, **more})
    return home


def _case(session: Session, who: Person, key: str) -> HelpCase:
    case = builders.help_case(session, who, key, reason=REASON, second_cause="low_income")
    change_case(session, case, {}, {**builders.HELP_FACTS.get(key, {}), **_FACTS[key]})
    give_aid(
        session,
        {
            "person": who,
            "household": case.household,
            "programme": "comfort",
            "aid_kind": "warmth",
            "form": "cash",
            "amount": 500_00,
        }
        | {"given_on": date(2026, 2, 10), "reason": "春节慰问"},
    )
    reasons = {rule.id: "情况属实" for rule in rule_book("assistance").rules}
    return builders.advance_case(session, case, until="kept", **reasons)


def people() -> list[Person]:
    """Everybody who is helped, in the order of NAMES."""
    return [person_of(key) for key in NAMES]


def person_of(key: str) -> Person:
    """The person of a sample."""
    return Person.get(Person.name == NAMES[key])


def case_of(key: str) -> HelpCase:
    """The case of a sample."""
    return HelpCase.get(HelpCase.programme == key)


def distribution(session: Session, form: str, who: list[Person], **values: object) -> Distribution:
    """A list that was given out."""
    head = {
        "title": "2026年中秋国庆慰问",
        "programme": "comfort",
        "aid_kind": "warmth",
        "form": form,
        "given_on": date(2026, 9, 28),
        "place": "芒果镇党群服务中心",
        **values,
    }
    lines = [
        ListLine(
            one.id,
            str(one.name),
            amount=None if form == "goods" else 300_00 + 12_34 * (at % 7),
            quantity=2 if form == "goods" else None,
            account=f"6217000012340{at:06d}" if form == "transfer" else None,
            bank="芒果县农村信用社" if form == "transfer" else None,
            reason="已核对，不重复",
        )
        for at, one in enumerate(who)
    ]
    made = save_distribution(session, head, lines).value
    return give_distribution(session, made).value


def _lists(session: Session) -> None:
    distribution(session, "cash", people())
    distribution(session, "goods", people(), title="2026年送温暖大米", goods="大米", unit="袋", unit_value=80_00)
    paid = distribution(session, "transfer", people(), title="2026年秋季助学")
    values = {"receipt": "transfer", "transfer_number": "20260928000123"}
    confirm_receipt(session, paid.aids.get(), values)


def _met(session: Session) -> None:
    worker, child = person_of("worker"), person_of("spring_bud")
    record_visit(
        session,
        {
            "person": worker,
            "visited_on": date(2026, 10, 15),
            "visitors": "王秀英、李国强",
            "recorder": "王秀英",
            "situation": "一家四口，丈夫在外务工，婆婆常年卧病。",
            "difficulty": "医疗支出大，房屋漏雨。",
            "wishes": "希望帮助申请临时救助，介绍就近务工。",
            "gift": "大米2袋、食用油1桶",
            "gift_amount": 260_00,
            "follow_up": "本周内联系民政办，月底回访。",
        },
    )
    common = {
        "helper_name": "李国强",
        "helper_unit": "芒果县妇女联合会",
        "helper_post": "四级调研员",
        "helper_phone": "13900002222",
        "helper_status": "01",
        "form": "one_one",
        "every": "month",
        "started_on": date(2026, 3, 1),
        "ends_on": date(2027, 2, 28),
        "promise": "每月联系一次，每学期看望两次，帮助解决一件实际困难。",
        "content": "学习辅导、心理陪伴，开学时购买学习用品。",
        "yearly_amount": 1_200_00,
    }
    mother = {
        "kind_of_pair": "mother",
        "helped": child,
        "child_type": "留守儿童",
        "school": "大坪小学",
        "guardian": "田桂花",
        "guardian_relation": "外祖母",
        "guardian_phone": "13800005678",
    }
    pair = make_pair(session, {**common, **mother}).value
    for month in range(4, 11):
        keep_contact(
            session, pair, {"held_on": date(2026, month, 12), "form": "call", "content": "了解学习情况，约定周末辅导。"}
        )
    make_pair(session, {**common, "kind_of_pair": "help", "helped": worker, "child_type": "困难职工"})


CHILD = {
    "registered": True,
    "health": "healthy",
    "boarding": True,
    "schooling": "primary",
    "school": "大坪小学",
    "grade": "四年级",
    "classes": ["left_behind", "orphan"],
    "grandfather_name": "𬭎老根",
    "grandfather_born": PartialDate(1952, 3),
    "maternal_grandmother_name": "田桂花",
    "maternal_grandmother_born": PartialDate(1955),
    "father_name": "𬭎大山",
    "father_born": PartialDate(1985, 2, 3),
    "father_away_at": "广东省东莞市",
    "father_phone": "13700001111",
    "mother_name": "刘芳",
    "mother_away_at": "浙江省义乌市",
    "both_away": True,
    "one_away": False,
    "entrusted": True,
    "trustee_name": "田桂花",
    "trustee_phone": "13800005678",
    "trustee_relation": "64",
    "trustee_address": "大坪村三组12号",
    "guardianship": "good",
    "income": ["wages", "farming"],
    "help_given": ["allowance"],
    "responsible": "李国强",
    "filler": "王秀英",
    "note": "父母春节返乡。",
}


def _children(session: Session) -> None:
    register_child(session, person_of("spring_bud"), CHILD)
    register_child(session, person_of("child_in_need"), {**CHILD, "boarding": False, "guardianship": "fair"})
    other = builders.unit(session, "小河村")
    born = date(2023, 6, 2)
    small = builders.person(session, name="马小河", born=born, order=401, village=other, employer=None, sex="1")
    register_child(session, small, {**CHILD, "schooling": "kindergarten", "boarding": None, "trustee_relation": "81"})


def one_of(kind: str) -> str:
    """The uid of a record of this kind, for forms that are not those of a case."""
    found = {
        "household": lambda: Household.get(Household.head == person_of("worker")),
        "distribution": lambda: Distribution.get(Distribution.form == "cash"),
        "visit": lambda: Visit.get(),
        "pair": lambda: Pair.get(Pair.kind_of_pair == "mother"),
        "left_behind_child": lambda: LeftBehindChild.get(),
    }[kind]()
    return str(found.uid)


def words(paper: Paper) -> str:
    """All words in drawing order without gaps; a ticked box is √."""
    runs = [item.string for page in paper.pages for item in page.all_items() if isinstance(item, Text)]
    return "".join("".join(runs).split()).replace("□√", "√")


def whole(paper: Paper) -> str:
    """The words of a paper on which no text touches a line."""
    assert paper.pages
    assert [problem for page in paper.pages for problem in crossings(page)] == []
    return words(paper)
