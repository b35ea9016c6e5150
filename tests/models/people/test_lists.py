"""Lists and search: everybody is found by what a clerk remembers, in order, by pages, narrowed in SQL."""

from datetime import date

import pytest

from models.core.dates import PartialDate
from models.core.text import readings
from models.core.verbs import Session, Work, verb
from models.people.lists import PersonFilter, count_persons, find_persons, person_ids, person_rows
from models.people.person import Person
from models.people.verbs import change_membership, change_person, remove_person
from tests import builders

PEOPLE = (
    "单立梅",
    "单雄",
    "仇国强",
    "解小云",
    "曾玉珍",
    "张三",
    "张三丰",
    "王𬭎",
    "龙䶮",
    "古丽米热·艾尼瓦尔",
    "阿卜杜拉·买买提",
    "欧阳靖宇",
    "欧阳",
    "吕秀英",
)


@verb("test_persons", "测试")
def insert_persons(work: Work, names: list[str]) -> range:
    """Many persons with a name only."""
    return work.insert_many(Person, ("name", "pinyin", "initials", "sorting"), [(n, *readings(n)) for n in names])


@pytest.fixture
def people(session: Session) -> Session:
    for place, name in enumerate(PEOPLE):
        born = date(1980 + place, 3, 7)
        phone = f"138{place:04d}{place + 5000:04d}"
        builders.person(session, name, born, 2 * place + 10, phone=phone, village=None)
    return session


def found(typed: str) -> list[str]:
    count, rows = find_persons(typed)
    assert count == len(rows)
    return sorted(row.name for row in rows)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("单立梅", ["单立梅"]),
        ("立梅", ["单立梅"]),
        ("单", ["单立梅", "单雄"]),
        ("张三", ["张三", "张三丰"]),
        (" 张\u3000三 ", ["张三", "张三丰"]),
        ("三张", []),
        ("欧阳", ["欧阳", "欧阳靖宇"]),
        ("𬭎", ["王𬭎"]),
        ("王𬭎", ["王𬭎"]),
        ("䶮", ["龙䶮"]),
        ("古丽米热·艾尼瓦尔", ["古丽米热·艾尼瓦尔"]),
        ("古丽米热•艾尼瓦尔", ["古丽米热·艾尼瓦尔"]),
        ("艾尼瓦尔", ["古丽米热·艾尼瓦尔"]),
        ("买买提", ["阿卜杜拉·买买提"]),
        ("shan", ["单立梅", "单雄"]),
        ("shanlimei", ["单立梅"]),
        ("Shan Limei", ["单立梅"]),
        ("shan li mei", ["单立梅"]),
        ("dan", []),
        ("qiuguo", ["仇国强"]),
        ("xiexiaoyun", ["解小云"]),
        ("zengyz", []),
        ("zyz", ["曾玉珍"]),
        ("slm", ["单立梅"]),
        ("lvxiuying", ["吕秀英"]),
        ("没有这个人", []),
        ("", []),
        ("   ", []),
        ("·", []),
        ('"', []),
        ("%", []),
        ("' OR 1=1 --", []),
    ],
)
def test_names_are_found_as_they_are_remembered(people: Session, typed: str, names: list[str]) -> None:
    assert found(typed) == sorted(names)


def test_numbers_are_found_by_their_tails(people: Session) -> None:
    person = Person.get(Person.name == "解小云")
    for length in (4, 5, 6, 7, 8, 18):
        assert "解小云" in found(person.id_number[-length:])
        assert "解小云" in found(person.id_number[-length:].lower())
    for length in (4, 8, 11):
        assert "解小云" in found(person.phone[-length:])
    assert found(f"解 {person.phone[-4:]}") == ["解小云"]
    assert found(f"单 {person.phone[-4:]}") == []
    assert "解小云" in found(person.phone[-2:])


def test_every_number_in_a_phone_column_is_found(people: Session) -> None:
    person = Person.get(Person.name == "张三")
    change_person(people, person, {"phone": "13911112222、0871-6543210"})
    for typed in ("2222", "13911112222", "6543210", "08716543210", "3210"):
        assert "张三" in found(typed)
    assert found("13800055005") == []


def test_a_number_with_x_is_found(session: Session) -> None:
    builders.person(session, "王五", date(1990, 3, 7), 8, id_number="99999919900307008X")
    assert found("008x") == found("0307008X") == ["王五"]


def test_a_former_name_is_found_until_it_is_gone(people: Session) -> None:
    person = Person.get(Person.name == "张三")
    change_person(people, person, {"former_name": "张阿毛"})
    assert found("阿毛") == ["张三"]
    change_person(people, Person.get_by_id(person.id), {"former_name": None, "name": "张山"})
    assert found("阿毛") == []
    assert found("张三") == ["张三丰"]
    assert found("zhangshan") == ["张山"]
    remove_person(people, Person.get_by_id(person.id))
    assert found("张山") == []


def test_the_nearest_come_first_even_among_many(session: Session) -> None:
    insert_persons(session, [f"王芳{char}" for char in "一二三四五六七八九十" * 15])
    insert_persons(session, ["王芳", "李王芳"])
    count, rows = find_persons("王芳")
    assert count == 152
    assert len(rows) == 100
    assert rows[0].name == "王芳"
    assert find_persons("王芳", limit=1)[1][0].name == "王芳"


def test_persons_stand_in_pinyin_order_or_the_newest_first(session: Session) -> None:
    names = ["方明", "范一", "单立", "安娜", "范明"]
    insert_persons(session, names)
    rows = person_rows(person_ids(PersonFilter()))
    assert [row.name for row in rows] == ["安娜", "范明", "范一", "方明", "单立"]
    rows = person_rows(person_ids(PersonFilter(newest_first=True)))
    assert [row.name for row in rows] == names[::-1]
    assert count_persons() == 5


def test_rows_come_by_blocks_in_the_order_asked(people: Session) -> None:
    ids = person_ids(PersonFilter())
    assert len(ids) == len(PEOPLE)
    block = ids[5:9]
    assert [row.id for row in person_rows(block)] == list(block)
    backwards = list(block)[::-1]
    assert [row.id for row in person_rows(backwards)] == backwards
    assert person_rows([]) == []
    assert person_rows([block[0], 10**9]) == person_rows([block[0]])


def test_a_row_says_where_she_works_or_lives(session: Session) -> None:
    unit = builders.unit(session)
    builders.person(session, "甲", order=2, employer="镇政府", village=unit)
    builders.person(session, "乙", order=4, employer=None, village=unit, village_group="三组")
    builders.person(session, "丙", order=6, employer=None)
    rows = {row.name: row for row in person_rows(person_ids(PersonFilter()))}
    assert [rows[name].unit for name in "甲乙丙"] == ["镇政府", "大坪村", ""]
    assert rows["乙"].village_group == "三组"
    assert rows["甲"].born == "2000-05-01"


def names_in(wanted: PersonFilter) -> set[str]:
    return {row.name for row in person_rows(person_ids(wanted))}


def test_lists_are_narrowed_by_any_mix(session: Session) -> None:
    here, there = builders.unit(session), builders.unit(session, "白水村")
    league, union = builders.body(session, at=here), builders.body(session, "union", at=here)
    one = builders.person(session, "甲一", order=1, village=here, political_status="03")
    two = builders.person(session, "甲二", order=2, village=here, political_status="13")
    three = builders.person(session, "乙三", order=3, village=there, political_status="13")
    builders.membership(session, one, league)
    left = builders.membership(session, two, league)
    builders.membership(session, two, union)
    change_membership(session, left, {"left_on": PartialDate(2025, 1)})
    builders.stage(session, one, "applicant", "2025-01")
    builders.stage(session, two, "target", "2026-01")
    builders.stage(session, two, "activist", "2026-02")
    builders.stage(session, three, "activist", "2024-01")
    assert names_in(PersonFilter()) == {"甲一", "甲二", "乙三"}
    assert names_in(PersonFilter(village_id=here.id)) == {"甲一", "甲二"}
    assert names_in(PersonFilter(sex="1")) == {"甲一", "乙三"}
    assert names_in(PersonFilter(political_status="13")) == {"甲二", "乙三"}
    assert names_in(PersonFilter(kind_of_body="league")) == {"甲一"}
    assert names_in(PersonFilter(body_id=union.id)) == {"甲二"}
    assert names_in(PersonFilter(stage="applicant")) == {"甲一"}
    assert names_in(PersonFilter(stage="activist")) == {"乙三"}
    assert names_in(PersonFilter(stage="target")) == {"甲二"}
    assert names_in(PersonFilter(text="甲")) == {"甲一", "甲二"}
    assert names_in(PersonFilter(text="甲", sex="1", village_id=here.id, kind_of_body="league")) == {"甲一"}
    assert names_in(PersonFilter(text="jia", stage="target")) == {"甲二"}


def test_a_stage_without_a_date_counts(session: Session) -> None:
    from models.people.verbs import reach_stage

    person = builders.person(session, "甲一")
    builders.stage(session, person, "activist", "2024-01")
    reach_stage(session, person, "target", None)
    assert names_in(PersonFilter(stage="target")) == {"甲一"}
    assert names_in(PersonFilter(stage="activist")) == set()
