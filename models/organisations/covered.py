"""Units that a joint union 联合工会 covers: a small unit without a body of its own is organised through it."""

from models.core.errors import RuleRefused
from models.core.fields import LinkField, PartialDateField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.organisations.body import UNION, Body
from models.organisations.unit import Unit


class CoveredUnit(Record):
    """涵盖单位: one unit that a joint union covers, and since when."""

    noun = "涵盖单位"

    body = LinkField(Body, "联合工会", required=True, backref="coverage", index=False)  # the pair below begins with it
    unit = LinkField(Unit, "单位", required=True, backref="covered_by")
    since = PartialDateField("覆盖时间")

    class Meta:
        table_name = "covered_unit"
        indexes = ((("body", "unit"), True),)

    def called(self) -> str:
        return f"{self.body.called()}涵盖的{self.unit.called()}"


@verb("cover_unit", "登记涵盖单位")
def cover_unit(work: Work, body: Body, unit: Unit, since: object = None) -> CoveredUnit:
    """Note that a joint union covers a unit. Raises RuleRefused for a body that is no union, and for the same twice."""
    if body.kind_of_body != UNION:
        raise RuleRefused(f"{body.called()}不是工会，不能登记涵盖单位。")
    if CoveredUnit.get_or_none((CoveredUnit.body == body) & (CoveredUnit.unit == unit)) is not None:
        raise RuleRefused(f"{unit.called()}已经在{body.called()}的涵盖单位里，不用再登记。")
    if not body.joint:
        work.update(body, joint=True)
    covered = work.insert(CoveredUnit(body=body, unit=unit, since=since))
    work.about(body, f"登记了{body.called()}涵盖{unit.called()}")
    return covered


@verb("uncover_unit", "取消涵盖单位")
def uncover_unit(work: Work, covered: CoveredUnit) -> None:
    """The joint union covers it no longer."""
    work.about(covered.body, f"取消了{covered.called()}")
    work.delete(covered)


def covered_units(body: Body) -> list[CoveredUnit]:
    """The units that it covers, by name."""
    found = CoveredUnit.select(CoveredUnit, Unit).join(Unit).where(CoveredUnit.body == body)
    return list(found.order_by(Unit.pinyin))
