"""What the page needs to know of units and of bodies: columns, filters, form, verbs. Shows nothing itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.core.codes import table
from models.core.errors import Problem
from models.core.record import Record
from models.core.verbs import Done
from models.organisations.body import Body
from models.organisations.lists import body_ids, body_rows, unit_ids, unit_rows
from models.organisations.unit import Unit
from models.organisations.verbs import (
    change_body,
    change_unit,
    check_unit,
    register_body,
    register_unit,
    remove_body,
    remove_unit,
)
from ui.pages.finders import body_choice, find_bodies, find_units, unit_choice
from ui.widgets.filter_bar import Choice, Filter
from ui.widgets.find_box import Choice as Found
from ui.widgets.find_box import Finder
from ui.widgets.form_page import Section
from ui.widgets.record_table import Column


@dataclass(frozen=True)
class Register:
    """One of the two lists. `counter` is the measure word in its counts; links are shown by `choices`."""

    key: str
    title: str
    icon: str
    counter: str
    record: type[Record]
    columns: Sequence[Column]
    names: Sequence[str]
    filter: Callable[[], Filter]
    ids: Callable[[str, str], Sequence[int]]
    rows: Callable[[Sequence[int]], Sequence[Any]]
    headings: Sequence[tuple[str, str]]
    finders: Mapping[str, Finder]
    choices: Mapping[str, Callable[[Any], Found | None]]
    check: Callable[[Mapping[str, Any]], list[Problem]]
    register: Callable[..., Done[Any]]
    change: Callable[..., Done[Any]]
    remove: Callable[..., Done[Any]]
    empty: str
    give_up: Sequence[str] = ()

    def fetch(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        """One line for every id; an empty one for a record that is gone meanwhile."""
        found = {row.id: row for row in self.rows(ids)}
        blank = (None,) * len(self.names)
        return [tuple(getattr(found[one], name) for name in self.names) if one in found else blank for one in ids]

    def sections(self) -> list[Section]:
        """The columns of the record under headings; a new column stands under the last one."""
        kinds = {kind.name: kind for kind in self.record.kinds()}
        placed = [(title, [kinds.pop(name) for name in names.split()]) for title, names in self.headings]
        placed[-1][1].extend(kinds.values())
        return [Section(title, fields) for title, fields in placed]

    def values(self, record: Record | None) -> dict[str, Any]:
        """What the form shows of a record; links as choices."""
        if record is None:
            return {}
        return {**record.__data__, **{name: show(getattr(record, name)) for name, show in self.choices.items()}}


def _no_findings(_values: Mapping[str, Any]) -> list[Problem]:
    return []


def _kind_filter(label: str, key: str, menu: bool) -> Filter:
    return Filter("kind", label, [Choice(code.code, code.label) for code in table(key).items()], menu=menu)


BODIES = Register(
    key="body",
    title="组织",
    icon="landmark",
    counter="个组织",
    record=Body,
    columns=(
        Column("组织名称", 0, brief=True),
        Column("类别", 84, show=Body.kind_of_body.show, brief=True),
        Column("所在单位", 140),
        Column("上级组织", 0),
        Column("负责人", 96),
        Column("职务", 116),
        Column("人数", 72, right=True, show=lambda count: f"{count:,}" if count else ""),
    ),
    names=("name", "kind_of_body", "unit", "superior", "head", "head_post", "members"),
    filter=lambda: _kind_filter("类别", "body.channel", menu=False),
    ids=body_ids,
    rows=body_rows,
    headings=(
        ("基本", "name kind_of_body level unit founded_on next_election_on"),
        ("上级与同级", "superior superior_elsewhere party_body"),
        ("负责人与会员", "head head_post phone members_entitled place"),
        ("其他", "note"),
    ),
    finders={"unit": find_units, "superior": find_bodies},
    choices={"unit": unit_choice, "superior": body_choice},
    check=_no_findings,
    register=register_body,
    change=change_body,
    remove=remove_body,
    empty="先登记推荐人选的组织：村和企业里的工会、团支部、妇联。上级在别的单位也可以，写上名称就行。",
    give_up=("所在单位", "职务", "人数", "上级组织", "负责人", "类别"),
)

UNITS = Register(
    key="unit",
    title="单位",
    icon="building-2",
    counter="个单位",
    record=Unit,
    columns=(
        Column("单位名称", 0, brief=True),
        Column("类别", 132, show=Unit.kind_of_unit.show, brief=True),
        Column("上级单位", 130),
        Column("人员", 76, right=True, show=lambda count: f"{count:,}" if count else ""),
        Column("组织", 76, right=True, show=lambda count: f"{count:,}" if count else ""),
        Column("职工", 76, right=True),
        Column("党员", 76, right=True),
        Column("联系人", 96),
        Column("联系电话", 128, show=Unit.phone.masked),
    ),
    names=(
        "name",
        "kind_of_unit",
        "superior",
        "residents",
        "bodies",
        "staff",
        "party_members",
        "contact",
        "phone",
    ),
    filter=lambda: _kind_filter("类别", "unit.kind", menu=True),
    ids=unit_ids,
    rows=unit_rows,
    headings=(
        ("基本", "name kind_of_unit superior area_code credit_code opened_on"),
        (
            "人数",
            "staff women_staff party_members women_party_members party_members_over_50 last_admission_year",
        ),
        ("联系", "contact phone address"),
        ("其他", "note"),
    ),
    finders={"superior": find_units},
    choices={"superior": unit_choice},
    check=check_unit,
    register=register_unit,
    change=change_unit,
    remove=remove_unit,
    empty="村和社区、企业、学校都登记在这里。村（社区）表由本单位自己维护，录入人员和导入花名册时从这里选。",
    give_up=("联系电话", "上级单位", "职工", "党员", "联系人", "组织", "人员", "类别"),
)
