"""The talent file 人才库: who can do what, and how many households she leads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.errors import RuleRefused
from models.core.fields import CodeField, CountField, DayField, LineField, LinkField, ParagraphField, PartialDateField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.excellence.keeping import changed, kept, removed
from models.organisations.body import Body
from models.people.person import Person


class Talent(Record):
    """人才: one person in one kind of the file, as long as she stands in it."""

    noun = "人才"
    person_id: int

    person = LinkField(Person, "姓名", required=True, backref="talents", index=False)  # the pair below begins with it
    kind_of_talent = CodeField("人才类别", table="talent.kind", required=True)
    body = LinkField(Body, "推荐（管理）组织", backref="talents")
    skill = LineField("专长（技能）", max_length=200)
    certificate = LineField("证书、称号", max_length=200)
    project = LineField("产业、项目", max_length=200)
    leads_households = CountField("带动户数")
    leads_people = CountField("带动人数")
    since = PartialDateField("入库时间")
    mentor = LineField("联系（培养）人", max_length=100)
    training = ParagraphField("培养措施")
    used = LineField("培养使用情况", max_length=200, help="例如已进村“两委”、已推优、已获表彰。")
    left_on = DayField("出库日期", index=True)
    left_reason = LineField("出库原因", max_length=200)
    note = ParagraphField("备注")

    class Meta:
        table_name = "talent"
        indexes = ((("person", "kind_of_talent"), False),)

    def called(self) -> str:
        return f"{self.person.called()}的{Talent.kind_of_talent.show(self.kind_of_talent)}档案"


@verb("keep_talent", "登记人才")
def keep_talent(work: Work, values: Mapping[str, Any]) -> Talent:
    """Take somebody into the file. Raises RuleRefused when she stands in the same kind already."""
    person, kind = values.get("person"), values.get("kind_of_talent")
    same = (Talent.person == person) & (Talent.kind_of_talent == kind) & Talent.left_on.is_null()
    if person is not None and Talent.select().where(same).exists():
        raise RuleRefused(f"{person.called()}已在{Talent.kind_of_talent.show(kind)}名册里，请打开那一条修改。")
    return kept(work, Talent(**values))


@verb("change_talent", "修改人才")
def change_talent(work: Work, talent: Talent, values: Mapping[str, Any]) -> Talent:
    """Change an entry; who leaves the file is noted by `release_talent`."""
    if {"left_on", "left_reason"} & values.keys():
        raise RuleRefused("出库请用“出库”填写，写明原因。")
    return changed(work, talent, values)


@verb("release_talent", "人才出库")
def release_talent(work: Work, talent: Talent, reason: str, on: date | None = None) -> Talent:
    """Somebody leaves the file. Raises RuleRefused without a reason."""
    if talent.left_on is not None:
        raise RuleRefused(f"{talent.called()}已经出库。")
    if not reason.strip():
        raise RuleRefused("请写明出库原因。")
    work.update(talent, left_on=on or today(work.session.clock), left_reason=reason.strip())
    work.about(talent, f"{talent.called()}出库")
    return talent


@verb("remove_talent", "删除人才")
def remove_talent(work: Work, talent: Talent) -> None:
    """Delete an entry that was made by mistake."""
    removed(work, talent)
