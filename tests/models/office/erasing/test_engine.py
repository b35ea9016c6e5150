"""What belongs to somebody is found and goes; what belongs to others, or may mean them, stays."""

import json
import zlib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.canonical import canonical_json
from models.core.database import DB
from models.core.search import matching_ids
from models.core.verbs import Session
from models.intake.apply import apply_roster
from models.intake.planning import make_plan
from models.intake.reading import read_bytes
from models.intake.records import IntakePiece
from models.office.erasing import engine
from models.office.erasing import shapes as shapes_module
from models.office.erasing.engine import Erased
from models.office.erasing.scope import Subject, find
from models.office.erasing.shapes import ERASED, shapes
from models.office.erasing.words import Secrets, Words
from models.people.person import Person
from models.people.verbs import change_person
from tests import builders
from tests.schema import live_shapes


def run(session: Session, person: Person) -> Erased:
    """Erase in the open file, in one transaction."""
    with DB.writing():
        return engine.erase(
            DB.connection(), Subject("person", person.uid), session.history_key, "2026-11-20 09:30:00", "王秀英"
        )


def test_what_is_written_down_is_what_the_records_declare() -> None:
    assert shapes_module._content() == live_shapes(), "run python -m tests.schema"


def test_a_required_text_is_replaced_and_everything_else_that_tells_is_emptied() -> None:
    person = shapes()["person"]
    assert person.left["name"] == {"to": ERASED}
    assert person.left["phone"] == {"to": None}
    assert person.left["born"] == {"first": 7}
    assert not {"sex", "village_id", "income_per_head", "hardship_class", "household_size"} & person.left.keys()


def test_numbers_are_found_however_they_were_typed(session: Session) -> None:
    person = builders.person(session, "单立梅", phone="13977712345 13888812345")
    number = person.id_number
    assert number
    spaced = f"{number[:6]} {number[6:14]} {number[14:]}"
    other = builders.id_number(date(1990, 1, 2), 301)
    head = "姓名,身份证号,联系电话,备注"
    lines = [
        head,
        f"普丽,{other},,同户 139-7771-2345",
        f"普兰,{spaced[:-1]},,",
        f"单立梅,{number.lower()},13888812345,乙",
    ]
    apply_roster(session, make_plan([read_bytes("\n".join(lines).encode(), "花名册.csv")]))
    run(session, person)
    rows = json.loads(zlib.decompress(IntakePiece.get().rows))
    said = canonical_json([row[4] for row in rows])
    for literal in (number, "7771", "13888812345", "单立梅"):
        assert literal not in said
    assert "普丽" in said
    assert other in said


def test_household_and_help_of_others_stay(session: Session) -> None:
    from models.assistance.household import Household, HouseholdMember
    from models.assistance.pairs import Pair

    her, mother = builders.person(session, "单立梅"), builders.person(session, "李兰芝", order=126, phone="13666612345")
    base = {"origin": "x", "created_at": "", "created_by": "", "changed_at": "", "changed_by": ""}
    household = Household.create(head=her, phone="13900000001", address="大坪村三组", **base)
    for who, name in ((her, "单立梅"), (mother, "李兰芝")):
        HouseholdMember.create(household=household, person=who, name=name, **base)
    values: dict[str, Any] = {"kind_of_pair": "care", "started_on": "2026-01-01", **base}
    helped = Pair.create(helped=mother, helper=her, helper_name="单立梅", guardian="监护人甲", **values)
    hers = Pair.create(helped=her, helper=mother, helper_name="李兰芝", guardian="监护人乙", **values)
    run(session, her)
    assert Household.get().address is None
    assert [one.name for one in HouseholdMember.select().order_by(HouseholdMember.id)] == [ERASED, "李兰芝"]
    kept, gone = Pair.get_by_id(helped.id), Pair.get_by_id(hers.id)
    assert (kept.helper_name, kept.guardian) == (ERASED, "监护人甲")
    assert gone.guardian is None
    assert Person.get_by_id(mother.id).phone == "13666612345"


def test_what_is_not_a_person_takes_nobodys_number_along(session: Session) -> None:
    from models.assistance.household import Household, HouseholdMember

    her = builders.person(session, "单立梅")
    base = {"origin": "x", "created_at": "", "created_by": "", "changed_at": "", "changed_by": ""}
    household = Household.create(head=her, **base)
    member = HouseholdMember.create(household=household, name="单立梅", id_number=her.id_number, **base)
    subject = Subject("household_member", member.uid)
    with DB.writing():
        engine.erase(DB.connection(), subject, session.history_key, "2026-11-20 09:30:00", "王秀英")
    assert HouseholdMember.get().id_number is None
    assert Person.get().id_number == her.id_number
    assert Person.get().name == "单立梅"


def test_somebody_elses_record_is_found_by_what_is_left_of_it(session: Session) -> None:
    her = builders.person(session, "单立梅")
    other = builders.person(session, "普丽", order=131, former_name="单立梅普", phone=f"0691-1234567、{her.id_number}")
    assert matching_ids("person", str(her.id_number), 10) == sorted([her.id, other.id])
    run(session, her)
    assert matching_ids("person", str(her.id_number), 10) == []
    assert matching_ids("person", "普丽", 10) == [other.id]
    assert matching_ids("person", "1234567", 10) == [other.id]


def test_former_values_are_known_from_the_history(session: Session) -> None:
    person = builders.person(session, "单立梅", phone="13977712345")
    builders.person(session, "别的人", order=131, note="她以前的电话是13977712345")
    change_person(session, person, {"phone": "13888812345", "name": "单立芳"})
    with DB.writing():
        scope = find(DB.connection(), Subject("person", person.uid))
    assert scope.secrets.names == {"单立梅", "单立芳"}
    assert {"13977712345", "13888812345", person.id_number} <= scope.secrets.numbers
    run(session, person)
    assert Person.get(Person.name == "别的人").note == f"她以前的电话是{ERASED}"


def test_a_name_within_another_name_is_left_alone(session: Session) -> None:
    person = builders.person(session, "王芳")
    builders.person(session, "王芳芳", order=126)
    run(session, person)
    said = [row[0] for row in DB.execute_sql("SELECT sentence FROM history").fetchall()]
    assert "登记了“王芳芳”" in said
    assert "登记了“王芳”" not in said


def test_who_is_not_there_is_not_missed(session: Session) -> None:
    with DB.writing():
        found = engine.erase(
            DB.connection(), Subject("person", "abcdefgh23456777"), session.history_key, "2026-11-20 09:30:00", "王秀英"
        )
    assert found.empty


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(alphabet='0123456789鹦鹉螺x,{}[]"', max_size=24),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=6,
    )
)
def test_nothing_of_a_structure_holds_a_literal_afterwards(value: Any) -> None:
    words = Words({"鹦鹉"}, {"123456", "99999x"})
    cleaned = words.clean_value(value)
    assert not words.hit(canonical_json(cleaned))


@pytest.mark.parametrize(
    ("cell", "hit"),
    [
        (13977712345, True),
        (13977712345.0, True),
        ("139 7771 2345", True),
        ("'13977712345", True),
        ("1397771234", False),
        (None, False),
        (True, False),
        (1.5, False),
    ],
)
def test_cells(cell: Any, hit: bool) -> None:
    assert Words((), {"13977712345"}).hit_cell(cell) is hit


def test_short_numbers_and_single_characters_are_no_secrets() -> None:
    secrets = Secrets()
    secrets.add_name("王")
    secrets.add_number("00012")
    secrets.add_number(None)
    secrets.add_number("0691-12345 / 13977712345")
    assert secrets.names == set()
    assert secrets.numbers == {"0691-12345 / 13977712345", "13977712345"}
