"""Rules on what was typed about a person: findings, never repairs."""

from collections.abc import Mapping
from typing import Any

from models.core.dates import PartialDate
from models.core.errors import Problem, Severity
from models.core.identity import birth_of, sex_of, upgrade_id
from models.organisations.unit import Unit
from models.people.person import Person
from models.people.same import decided_with, group_of


def check_person(values: Mapping[str, Any], person_id: int | None = None) -> list[Problem]:
    """Findings about a person's values; `person_id` is the record that is being changed."""
    problems: list[Problem] = []
    if not values.get("name"):
        problems.append(Problem(Severity.STOP, "name_missing", "请填写姓名。", "name"))
    number = values.get("id_number")
    if number:
        problems += _against_number(values, number)
        problems += _same_number(number, person_id)
    problems += _namesakes(values, person_id)
    return problems


def _against_number(values: Mapping[str, Any], number: str) -> list[Problem]:
    """Personnel files may carry another birth date than the number: both are shown, she decides."""
    problems: list[Problem] = []
    born, by_number = values.get("born"), birth_of(number)
    if born and by_number and not born.covers(by_number):
        message = f"出生年月写的是{born}，身份证号是{PartialDate.of(by_number)}。以档案为准时可以保留。"
        problems.append(Problem(Severity.WARN, "birth_differs", message, "born"))
    sex, sex_by_number = values.get("sex"), sex_of(number)
    if sex in ("1", "2") and sex_by_number and sex != sex_by_number:
        table = Person.sex.table
        message = f"性别写的是{table.label(sex)}，身份证号是{table.label(sex_by_number)}，请核对。"
        problems.append(Problem(Severity.WARN, "sex_differs", message, "sex"))
    return problems


def _same_number(number: str, person_id: int | None) -> list[Problem]:
    forms = [number, upgrade_id(number)]
    if len(number) == 18 and number[6:8] == "19":
        forms.append(number[:6] + number[8:17])  # the form of 15 digits that old papers carry
    own = Person.get_or_none(Person.id == person_id) if person_id else None
    found = Person.select().where(Person.id_number.in_(forms) & (Person.id != (person_id or 0)))
    same = group_of(own.uid) if own else []
    others = [person for person in found if person.uid not in same]
    other = next((one for one in others if own is None or one.origin == own.origin), None)
    if other is None:
        return [_from_elsewhere(others[0])] if others else []
    message = f"这个身份证号已经登记在“{other.name}”名下，同一个人不用再录，请直接打开那条记录。"
    return [Problem(Severity.STOP, "id_number_taken", message, "id_number", {"uid": other.uid})]


def _from_elsewhere(other: Person) -> Problem:
    """One human being whom two offices reported: that is told and never refused."""
    message = f"另一个单位报来的“{other.name}”用的是同一个身份证号，可能是同一个人，请在重复人员里核对。"
    return Problem(Severity.TELL, "id_number_elsewhere", message, "id_number", {"uid": other.uid})


def _namesakes(values: Mapping[str, Any], person_id: int | None) -> list[Problem]:
    """Same name, birth and village without two different numbers: perhaps the same person, and only she knows.

    What is not known differs from nothing.
    """
    name, born = values.get("name"), values.get("born")
    if not name or not born:
        return []
    same_year = Person.born.between(f"{born.year}", f"{born.year}-99")
    village = values.get("village")
    village_id = village.id if isinstance(village, Unit) else village
    own = Person.get_or_none(Person.id == person_id) if person_id else None
    decided = decided_with(own.uid) if own else set()
    for other in Person.select().where((Person.name == name) & same_year & (Person.id != (person_id or 0))):
        if other.uid in decided:
            continue
        numbers = other.id_number and values.get("id_number") and other.id_number != values["id_number"]
        villages = other.village_id and village_id and other.village_id != village_id
        if not numbers and not villages and other.born.possibly_equal(born):
            message = f"已有一位{other.born}出生的“{name}”，如果是同一个人，请打开那条记录，不要重复录入。"
            return [Problem(Severity.WARN, "namesake", message, "name", {"uid": other.uid})]
    return []
