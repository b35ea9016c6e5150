"""Children 留守儿童、困境儿童: the register that a village keeps of them, one row a child.

Owns the record. What makes a child one left behind (age, household, who is away) stands in the rule book of help;
the columns of the county's summary and what they must add up to are data in `resources/assistance`.
"""

from models.core.choices import CodesField
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
from models.people.person import Person


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
