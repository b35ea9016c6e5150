"""Own templates under fuzz: a spoilt .docx or .xlsx is refused, or it is filled and opens again."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from models.core.dates import PartialDate
from models.office.office import Office
from models.people.person import Person
from reports.templates import EACH, JOINED, LIST, filling, read_source, subject_called
from reports.templates.filling import Order
from tests.reports.templates import making

MOMENT = datetime(2026, 11, 21, 10, 0, 0)


@cache
def _people() -> list[Person]:
    given = {"born": PartialDate(1990, 3), "id_number": "999999199003071240", "income_per_head": 123450}
    return [Person(id=place, uid=name * 16, name=name, **given) for place, name in enumerate("甲乙", start=1)]


def read_template(file: Path) -> None:
    """Whatever is accepted is filled in every way, and what was made is whole."""
    filling.this_office = lambda: Office(name="芒果镇党建办公室")
    source = read_source(file.read_bytes(), file.name)
    for way, count in ((EACH, 1), (JOINED, 2), (LIST, 2)):
        order = Order(source, subject_called("person"), _people()[:count])
        for _, content in filling.filled(order, way, MOMENT):
            read_source(content, file.name)


def templates() -> list[bytes]:
    """A form and a list of each format, with what counties put around their tables."""
    table = [["姓名", "{{姓名}}"], ["{{序号}}", "{{身份证号}}"]]
    cells = {
        "A1": "{{本单位}}",
        "A3": "{{序号}}",
        "B3": "{{姓名}}",
        "C3": "=LEN(B3)",
        "A4": "合计",
        "C4": "=SUM(C3:C3)",
    }

    def around(sheet: Any) -> None:
        from openpyxl.formatting.rule import CellIsRule

        making.ruled(sheet)
        sheet.conditional_formatting.add("C3:C3", CellIsRule("greaterThan", formula=["C5"]))
        sheet.merge_cells("F3:G3")
        sheet.parent.create_sheet("汇总")["A1"] = "=SUM(表!C3:C3)"

    plain = making.excel({"A1": "{{姓名}}", "B1": "生于{{出生年月.年}}年"})
    return [making.word("{{姓名}}{{简历}}", table=table, header="{{今天}}"), making.excel(cells, around), plain]
