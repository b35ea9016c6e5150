"""Children 留守儿童、困境儿童: the register that a village keeps of them, one row a child.

Owns the register. What makes a child one left behind (age, household, who is away) stands in the rule book; the
county's summary of it is made by `children_summary`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from models.core.choices import CodesField
from models.core.clock import today
from models.core.errors import Problem, RuleRefused, refuse_stops
from models.core.fields import (
    CodeField,
    DayField,
    FlagField,
    IdNumberField,
    LineField,
    LinkField,
    NameField,
    ParagraphField,
    PartialDateField,
    PhoneField,
)
from models.core.record import Record
from models.core.verbs import Work, verb
from models.office.attachment import attachments_of
from models.office.rulebook import Rule, rule_book
from models.people.person import Person

BOOK, HELP_BOOK = "children", "assistance"
UNDER_AGE = "left_behind_under_age"
"""The rule that tells until when a child counts."""


class LeftBehindChild(Record):
    """留守（困境）儿童: all that 农村留守儿童基本情况登记表 asks; name, birth and numbers stand with the person."""

    noun = "儿童登记"
    person_id: int

    person = LinkField(Person, "儿童", required=True, backref="child_entries", unique=True)
    reporter = LineField("填报单位", max_length=100)
    filled_on = DayField("填报日期")
    left_behind = FlagField("农村留守儿童", default=True)
    classes = CodesField("困境儿童类别", table="child.class")
    registered = FlagField("已登记户口")
    health = CodeField("身体情况", table="child.health", sensitive=True)
    disability = LineField("残疾类别及等级", max_length=60, sensitive=True)
    illness = LineField("患病类型", max_length=100, sensitive=True)
    boarding = FlagField("在校寄宿")
    schooling = CodeField("就学情况", table="child.schooling")
    school = LineField("就读学校", max_length=100)
    grade = LineField("年级（班级）", max_length=40)
    student_number = LineField("学籍号", max_length=30, sensitive=True)

    grandfather_name = NameField("祖父姓名")
    grandfather_born = PartialDateField("祖父出生日期")
    grandmother_name = NameField("祖母姓名")
    grandmother_born = PartialDateField("祖母出生日期")
    maternal_grandfather_name = NameField("外祖父姓名")
    maternal_grandfather_born = PartialDateField("外祖父出生日期")
    maternal_grandmother_name = NameField("外祖母姓名")
    maternal_grandmother_born = PartialDateField("外祖母出生日期")

    father_name = NameField("父亲姓名")
    father_born = PartialDateField("父亲出生日期")
    father_id_number = IdNumberField("父亲身份证号")
    father_away_at = LineField("父亲务工地点", max_length=100, help="填写到省、市。")
    father_phone = PhoneField("父亲电话")
    mother_name = NameField("母亲姓名")
    mother_born = PartialDateField("母亲出生日期")
    mother_id_number = IdNumberField("母亲身份证号")
    mother_away_at = LineField("母亲务工地点", max_length=100, help="填写到省、市。")
    mother_phone = PhoneField("母亲电话")

    both_away = FlagField("父母双方同时外出")
    one_away = FlagField("一方外出、另一方无监护能力")
    unable = CodeField("无监护能力的一方", table="child.unable")
    entrusted = FlagField("已委托其他监护人")
    trustee_name = NameField("受委托监护人")
    trustee_phone = PhoneField("受委托监护人电话")
    trustee_id_number = IdNumberField("受委托监护人身份证号")
    trustee_relation = CodeField("与被监护人关系", table="GB/T 4761")
    trustee_address = LineField("受委托监护人住址", wide=True)
    guardianship = CodeField("监护类型", table="child.guardianship")
    income = CodesField("家庭经济来源", table="child.income")
    help_given = CodesField("救助帮扶情况", table="child.help")
    responsible = LineField("单位负责人", max_length=60)
    checker = LineField("复核人", max_length=60)
    filler = LineField("填表人", max_length=60)
    closed_on = DayField("退出日期", help="年满十六周岁、父母返乡、迁出等，不再列入在册名单的日期。")
    close_reason = LineField("退出原因", max_length=100)
    note = ParagraphField("备注")

    class Meta:
        table_name = "left_behind_child"

    def called(self) -> str:
        return f"{self.person.called()}的儿童登记"


_BY_OTHER_VERBS = frozenset({"person", "closed_on", "close_reason"})


def check_child(person: Person, values: Mapping[str, Any], day: date) -> list[Problem]:
    """Findings about a child's entry on the reference date: the age, who is away, what is not told yet."""
    rules = {rule.id: rule for rule in rule_book(BOOK).rules if rule.in_force(day)}
    ages = {rule.id: rule for rule in rule_book(HELP_BOOK).rules if rule.in_force(day)}
    found: list[Problem] = []

    def say(rule: Rule | None, field: str, what: object = "") -> None:
        if rule is not None and rule.value is not None and rule.value is not False:
            when = f"{day.year}年{day.month}月{day.day}日"
            value = f"{rule.value}周岁" if rule.unit == "age" else rule.value
            words = {"name": f"“{person.name}”", "found": what, "value": value, "day": when}
            found.append(Problem(rule.severity, rule.id, rule.sentence.format(**words), field))

    age = person.born.ages_on(day)[0] if person.born is not None else None
    if values.get("left_behind") is not False:
        limit = ages.get(UNDER_AGE)
        if limit is not None and age is not None and age >= limit.value:
            say(limit, "person", f"{age}周岁")
        kind, rural = person.household_kind, rules.get("child_agricultural")
        if rural is not None and kind is not None and kind not in rural.value:
            say(rural, "person", Person.household_kind.show(kind))
        if not values.get("both_away") and not values.get("one_away"):
            say(rules.get("child_parents_away"), "both_away")
    if values.get("one_away") and not values.get("unable"):
        say(rules.get("child_unable_named"), "unable")
    if values.get("entrusted") and not values.get("trustee_name"):
        say(rules.get("child_trustee_named"), "trustee_name")
    _check_school(values, age, rules, say)
    if values.get("guardianship") == "none":
        say(rules.get("child_unguarded"), "guardianship")
    return found


def _check_school(
    values: Mapping[str, Any], age: int | None, rules: Mapping[str, Rule], say: Callable[..., None]
) -> None:
    oldest = rules.get("child_out_of_school_from")
    if values.get("schooling") == "out" and age is not None and oldest is not None and age < oldest.value:
        say(oldest, "schooling")
    if values.get("schooling") == "dropout":
        say(rules.get("child_out_of_school"), "schooling")


@verb("register_child", "登记儿童")
def register_child(work: Work, person: Person, values: Mapping[str, Any]) -> LeftBehindChild:
    """Put a child on the register. Raises RuleRefused for stops, and when it stands there already."""
    _refuse(work, person, values)
    if LeftBehindChild.select().where(LeftBehindChild.person == person).exists():
        raise RuleRefused(f"{person.called()}已经在儿童登记里，请打开原来的登记修改。")
    child = work.insert(LeftBehindChild(**{"filled_on": today(work.session.clock), **values, "person": person}))
    work.about(child, f"登记了儿童{person.called()}")
    return child


@verb("change_child", "修改儿童登记")
def change_child(work: Work, child: LeftBehindChild, values: Mapping[str, Any]) -> LeftBehindChild:
    """Change a child's entry. Raises RuleRefused."""
    if _BY_OTHER_VERBS & values.keys():
        raise RuleRefused("退出登记请用“退出登记”，写明原因。")
    _refuse(work, child.person, {kind.name: getattr(child, kind.name) for kind in child.kinds()} | dict(values))
    work.update(child, **values)
    work.about(child, f"修改了{child.called()}")
    return child


def _refuse(work: Work, person: Person, values: Mapping[str, Any]) -> None:
    refuse_stops(check_child(person, values, values.get("filled_on") or today(work.session.clock)))


@verb("close_child", "退出登记")
def close_child(work: Work, child: LeftBehindChild, closed_on: date | None, reason: str = "") -> LeftBehindChild:
    """The child is no longer on the register from this day on; None takes it back onto it.

    Raises RuleRefused without a reason.
    """
    if closed_on is not None and not reason.strip():
        raise RuleRefused("请写明退出的原因，例如父母返乡、年满十六周岁、迁出。")
    work.update(child, closed_on=closed_on, close_reason=reason.strip() or None)
    work.about(child, f"{child.called()}已退出" if closed_on else f"{child.called()}已恢复")
    return child


@verb("remove_child", "删除儿童登记")
def remove_child(work: Work, child: LeftBehindChild) -> None:
    """Delete an entry that was made by mistake."""
    for attachment in attachments_of(child):
        work.delete(attachment)
    work.delete(child)
    work.about(child, f"删除了{child.called()}")
