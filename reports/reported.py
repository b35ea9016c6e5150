"""报送情况表: which office below reported what for one month, as paper and as a workbook."""

from datetime import datetime
from pathlib import Path

from models.core.errors import KnownError
from models.exchange.reported import Reporting
from models.office.office import this_office
from reports.forms.facts import long_day
from reports.forms.words import VERSION
from reports.paper.display import Paper
from reports.paper.printing import lay_out, stamped
from reports.paper.register import NUMBER, Column, Register
from reports.workbooks import Sheet, write_sheet

TITLE = "报送情况表"
_EMPTY = "还没有登记下级单位，没有可列的内容。请先在“往来单位”里登记。"
_NOTE = "“未报”指到制表时本单位还没有收到这一期的报送包；“—”指这一项没有规定每期必报。"
_OFFICE_WIDTH = 60
"""In millimetres."""


def reported_paper(found: Reporting, moment: datetime) -> Paper:
    """The table as pages. Raises KnownError without any office below."""
    if not found.lines:
        raise KnownError(_EMPTY)
    office = this_office().name
    sheet = _sheet(found)
    rows = [_row(line.name, [cell.words for cell in line.cells]) for line in found.lines]
    facts = {"rows": rows, "period": found.period, "office.name": office, "day": long_day(moment.date())}
    stamp = stamped(sheet, facts, f"{found.month:%Y%m}", 1, office)
    return Paper(f"{found.period}{TITLE}", lay_out(sheet, facts, stamp))


def export_reported(path: Path, found: Reporting, moment: datetime) -> int:
    """The table as a workbook; how many offices. Raises CannotWrite, KnownError without any office below."""
    if not found.lines:
        raise KnownError(_EMPTY)
    heads = ["序号", "单位", *(words.replace("\n", " ") for words in found.headings())]
    lines = [[at, line.name, *(cell.words for cell in line.cells)] for at, line in enumerate(found.lines, start=1)]
    widths = [7.0, 30.0, *(24.0 for _ in found.purposes)]
    above = f"{found.period}{TITLE}　{this_office().name}　{long_day(moment.date())}"
    return write_sheet(path, Sheet(TITLE, heads, widths, above, fits_width=True), lines)


def _sheet(found: Reporting) -> Register:
    columns = [Column(NUMBER, "序号", 12), Column("name", "单位", _OFFICE_WIDTH, "left")]
    columns += [Column(f"cell{at}", words) for at, words in enumerate(found.headings())]
    return Register(
        "reported",
        VERSION,
        TITLE,
        tuple(columns),
        left="制表单位：{office.name}",
        right="{period}　制表日期：{day}",
        notes=(_NOTE,),
    )


def _row(name: str, cells: list[str]) -> dict[str, str]:
    return {"name": name, **{f"cell{at}": words for at, words in enumerate(cells)}}
