"""Statistical returns on paper and as workbooks, drawn from filled sheets.

`write_return` chooses by the ending of the file's name. Counts nothing: it gets sheets, from which what may not be told
has been left out.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from models.core.errors import KnownError
from models.statistics.forms import form
from models.statistics.sheet import Sheet
from reports.paper.display import Paper
from reports.paper.foot import Stamp
from reports.returns.heading import Heading
from reports.returns.page import pages

__all__ = ["Heading", "paper_of", "write_return"]


def paper_of(sheets: Sequence[Sheet], heading: Heading, record: str = "") -> Paper:
    """Returns as pages, one after the other; `record` names what is printed in the foot (of a frozen one its uid)."""
    title = f"{sheets[0].period.title}{sheets[0].title}" if len(sheets) == 1 else f"{sheets[0].period.title}统计报表"
    made = Paper(title)
    for sheet in sheets:
        made.extend(pages(sheet, heading, Stamp(record=record or f"{sheet.key}-{sheet.period.key}")))
    return made


def write_return(sheets: Sequence[Sheet], heading: Heading, path: Path, moment: datetime, record: str = "") -> int:
    """Write returns as .pdf or .xlsx; how many pages or sheets. Raises CannotWrite, KnownError for another ending."""
    ending = path.suffix.lower()
    if ending == ".pdf":
        from reports.paper.pdf import write_pdf

        made = paper_of(sheets, heading, record)
        write_pdf(made, path, moment)
        return len(made.pages)
    if ending == ".xlsx":
        from reports.returns.workbook import export

        export(sheets, heading, path, {sheet.key: form(sheet.key, sheet.bands).identities for sheet in sheets})
        return len(sheets)
    raise KnownError(f"“{path.name}”的类型不认识，请写成 .pdf 或 .xlsx。")
