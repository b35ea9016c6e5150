"""The list of persons: its columns, its filters, and how rows are fetched. Opens and changes no record."""

from collections.abc import Sequence
from typing import Any

from models.core.codes import table
from models.core.fields import partial_date
from models.organisations.body import Body
from models.organisations.verbs import villages
from models.people.lists import PersonFilter, PersonRow, person_rows
from models.people.person import PartyStage, Person
from ui.widgets.filter_bar import Choice, Filter
from ui.widgets.fitting_table import FittingTable
from ui.widgets.record_table import Column

NAME_ORDER = "sorting"
_FIELDS = ("name", "sex", "nationality", "born", "id_number", "village", "employer", "political_status", "phone")


def _short(born: str | None) -> str:
    return partial_date(born).short() if born else ""


COLUMNS = (
    Column("姓名", 152, NAME_ORDER, brief=True),
    Column("性别", 64, show=lambda value: table("GB/T 2261.1").short(value) if value else "", brief=True),
    Column("民族", 84, show=lambda value: table("GB/T 3304").short(value) if value else ""),
    Column("出生年月", 100, show=_short, brief=True),
    Column("身份证号", 176, show=Person.id_number.masked),
    Column("村（社区）", 0, brief=True),
    Column("工作单位", 0),
    Column("政治面貌", 104, show=lambda value: table("GB/T 4762").short(value) if value else ""),
    Column("联系电话", 120, show=Person.phone.masked),
)
_GIVE_UP = ("民族", "工作单位", "联系电话", "政治面貌", "身份证号", "性别", "出生年月")


def fetch(ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """One line for every id; an empty one for a person who is gone meanwhile."""
    found = {row.id: row for row in person_rows(ids)}
    return [_line(found.get(number)) for number in ids]


def _line(row: PersonRow | None) -> tuple[Any, ...]:
    if row is None:
        return (None,) * len(_FIELDS)
    called = f"{row.name}　{row.mark}" if row.mark else row.name
    return (called, *(getattr(row, name) for name in _FIELDS[1:]))


class PersonTable(FittingTable):
    """The list of persons."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, fetch, _GIVE_UP)
        self.show_order(NAME_ORDER, True)


def filters() -> list[Filter]:
    """What the list can be narrowed by."""
    return [
        Filter("village", "村", village_choices(), menu=True),
        Filter("body", "组织", body_choices(), menu=True),
        Filter("sex", "性别", _codes("GB/T 2261.1", only=("1", "2")), menu=True),
        Filter("status", "政治面貌", _codes("GB/T 4762"), menu=True),
        Filter("stage", "入党阶段", _codes(PartyStage.stage.table_key), menu=True),
    ]


def village_choices() -> list[Choice]:
    """Every village and community."""
    return [Choice(unit.id, unit.name) for unit in villages()]


def body_choices() -> list[Choice]:
    """First all bodies of a kind, then each body."""
    kinds = [Choice(("kind", code.code), f"全部{code.label}") for code in table("body.channel").items()]
    rows = Body.select(Body.id, Body.name).order_by(Body.kind_of_body, Body.name).tuples()
    return [*kinds, *(Choice(("body", number), name) for number, name in rows)]


def wanted_persons(text: str, wanted: dict[str, Any], newest_first: bool) -> PersonFilter:
    """The filter as the query understands it."""
    which, body = wanted.get("body", ("", 0))
    return PersonFilter(
        text=text,
        village_id=wanted.get("village", 0),
        kind_of_body=body if which == "kind" else "",
        body_id=body if which == "body" else 0,
        sex=wanted.get("sex", ""),
        political_status=wanted.get("status", ""),
        stage=wanted.get("stage", ""),
        newest_first=newest_first,
    )


def _codes(key: str, only: Sequence[str] = ()) -> list[Choice]:
    return [Choice(code.code, code.label) for code in table(key).items() if not only or code.code in only]
