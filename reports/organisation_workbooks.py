"""Workbooks of 组织: units, bodies, officers and venues with every column; what is lacking, due, or to come first.

Which columns a record has is said by its fields. Reads only.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.core.codes import table
from models.core.errors import KnownError
from models.core.fields import (
    CodeField,
    CountField,
    FlagField,
    LinkField,
    NameField,
    PartialDateField,
    PhoneField,
    partial_date,
)
from models.core.record import Record
from models.office.office import this_office
from models.organisations.coverage import Finding, RuleCount, matter, threshold_words
from models.organisations.elections import STATES as ELECTION_STATES
from models.organisations.elections import Election
from models.recommendation.priority import PriorityRow
from reports.workbooks import Sheet, write_sheet

_BLOCK = 500
_WIDTHS: tuple[tuple[type, float], ...] = (
    (NameField, 12.0),
    (PhoneField, 15.0),
    (CountField, 10.0),
    (FlagField, 10.0),
    (PartialDateField, 12.0),
    (CodeField, 14.0),
    (LinkField, 26.0),
)


def export_records(path: Path, title: str, cls: type[Record], ids: Sequence[int]) -> int:
    """Write every declared column of these records; how many. Raises CannotWrite, KnownError for none."""
    kinds = cls.kinds()
    widths = [max(_width(kind), 2.0 * len(kind.label) + 2) for kind in kinds]
    widths[0] = max(widths[0], 26.0)
    return _write(
        path, title, [(kind.label, width) for kind, width in zip(kinds, widths, strict=True)], _rows(cls, ids)
    )


def export_coverage(path: Path, title: str, found: Sequence[Finding]) -> int:
    """Write what should be there and is not, each with its reason; how many lines."""
    columns = [("事项", 30.0), ("单位或组织", 28.0), ("类别", 14.0), ("情况", 10.0), ("现有", 12.0), ("要求", 12.0)]
    columns += [("说明", 56.0), ("依据", 36.0)]
    rows = (
        (
            matter(one.rule),
            one.name,
            one.told,
            one.state_words,
            one.found,
            threshold_words(one.rule),
            one.sentence,
            one.rule.local or one.rule.source,
        )
        for one in found
    )
    return _write(path, title, columns, rows)


def export_counts(path: Path, title: str, counts: Sequence[RuleCount]) -> int:
    """Write how many each rule concerns, and the share of those who hold it; how many rules."""
    columns = [
        ("事项", 34.0),
        ("应建", 8.0),
        ("已建", 8.0),
        ("未建", 8.0),
        ("缺数据", 8.0),
        ("已建比例", 10.0),
        ("目标", 8.0),
    ]
    rows = (
        (
            matter(one.rule),
            one.concerned,
            one.built,
            one.missing,
            one.unknown,
            one.rate(),
            _target(one),
            one.rule.local or one.rule.source,
        )
        for one in counts
    )
    return _write(path, title, [*columns, ("依据", 40.0)], rows)


def export_elections(path: Path, title: str, found: Sequence[Election]) -> int:
    """Write when each body is due to be elected anew; how many."""
    columns = [
        ("组织", 30.0),
        ("类别", 10.0),
        ("所在单位", 24.0),
        ("本届选举", 12.0),
        ("换届时间", 12.0),
        ("推算", 8.0),
    ]
    columns += [("情况", 10.0), ("负责人", 12.0), ("联系电话", 15.0)]
    rows = (
        (
            one.name,
            table("body.channel").label(one.kind_of_body),
            one.unit,
            partial_date(one.elected_on).short() if one.elected_on else None,
            one.due.short() if one.due else None,
            "推算" if one.reckoned and one.due else None,
            ELECTION_STATES[one.state],
            one.head,
            one.phone,
        )
        for one in found
    )
    return _write(path, title, columns, rows)


def export_priority(path: Path, title: str, found: Sequence[PriorityRow], matters: Mapping[str, str]) -> int:
    """Write where recommending comes first; how many lines."""
    columns = [
        ("名单", 28.0),
        ("单位或人员", 24.0),
        ("类别或任职", 28.0),
        ("现有", 24.0),
        ("说明", 52.0),
        ("推荐情况", 16.0),
    ]
    rows = ((matters[one.matter], one.name, one.told, one.found, one.sentence, one.progress) for one in found)
    return _write(path, title, columns, rows)


def _write(path: Path, title: str, columns: Sequence[tuple[str, float]], rows: Any) -> int:
    kept = [tuple(None if value == "" else value for value in row) for row in rows]
    if not kept:
        raise KnownError(f"“{title}”里还没有内容，没有可导出的。")
    headers, widths = [words for words, _ in columns], [width for _, width in columns]
    return write_sheet(path, Sheet(title, headers, widths, f"{title}　{this_office().name}", fits_width=True), kept)


def _target(count: RuleCount) -> str:
    return f"{count.target}%" if count.target is not None else "—"


def _width(kind: Any) -> float:
    wish = next((width for cls, width in _WIDTHS if isinstance(kind, cls)), None)
    return wish or (32.0 if kind.wide else 16.0)


def _rows(cls: type[Record], ids: Sequence[int]) -> Iterator[tuple[object, ...]]:
    """In the order of the ids; links as the names of what they lead to."""
    kinds = cls.kinds()
    names = {kind.name: _names(kind.rel_model) for kind in kinds if isinstance(kind, LinkField)}
    for start in range(0, len(ids), _BLOCK):
        block = ids[start : start + _BLOCK]
        found = {record.id: record for record in cls.select().where(cls.id.in_(block))}
        for record in (found[number] for number in block if number in found):
            yield tuple(
                names[kind.name].get(record.__data__[kind.name])
                if isinstance(kind, LinkField)
                else kind.to_cell(record.__data__[kind.name])
                for kind in kinds
            )


def _names(cls: type[Record]) -> dict[int, str]:
    return {record.id: str(record.name) for record in cls.select()}  # type: ignore[attr-defined]
