"""Workbooks of 目标: how the lines of a sheet stand, and how one of them stands in every village or township.

Values are numbers in the unit that stands beside them. Computes nothing.
"""

from collections.abc import Sequence
from pathlib import Path

from models.core.errors import KnownError
from models.excellence.targets import Target
from models.office.office import this_office
from models.statistics.targets import Number, Place, Stood
from reports.forms.excellence.targets import responsible_of
from reports.workbooks import Sheet, write_sheet

_LINES = (
    ("指标", 30.0),
    ("单位", 8.0),
    ("目标值", 14.0),
    ("完成值", 12.0),
    ("截至", 12.0),
    ("完成情况", 10.0),
    ("还差", 30.0),
    ("数据来源", 40.0),
    ("责任组织（人）", 24.0),
)
_PLACES = (("单位", 26.0), ("完成值", 12.0), ("完成情况", 10.0), ("还差", 30.0), ("说明", 30.0))


def export_standings(path: Path, title: str, found: Sequence[Stood]) -> int:
    """Write 目标完成情况表; how many lines. Raises CannotWrite, KnownError for a sheet without a line."""
    rows = [
        (
            one.target.title,
            one.target.aim().unit or None,
            one.target.wanted().removesuffix(one.target.aim().unit),
            _number(one.value),
            one.as_of.isoformat() if one.as_of else None,
            one.standing.title,
            one.missing or None,
            one.source,
            responsible_of(one.target) or None,
        )
        for one in found
    ]
    return _write(path, f"{title}完成情况表", "目标完成情况表", _LINES, rows)


def export_places(path: Path, target: Target, found: Sequence[Place]) -> int:
    """Write how one target stands everywhere, in the order given; how many rows. Raises as `export_standings`."""
    rows = [
        (one.title, _number(one.value), one.standing.title, one.missing or None, one.words or None) for one in found
    ]
    unit = target.aim().unit
    above = f"{target.title}（{unit}），目标{target.wanted()}" if unit else f"{target.title}，目标{target.wanted()}"
    return _write(path, above, "各单位完成情况", _PLACES, rows)


def _write(
    path: Path, above: str, name: str, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[object]]
) -> int:
    if not rows:
        raise KnownError(f"“{above}”里还没有内容，没有可导出的。")
    headers, widths = [words for words, _ in columns], [width for _, width in columns]
    return write_sheet(path, Sheet(name, headers, widths, f"{above}　{this_office().name}", fits_width=True), rows)


def _number(value: Number) -> object:
    if isinstance(value, tuple):
        return ":".join(map(str, value))
    return None if value is None else value // 100 if value % 100 == 0 else value / 100
