"""The county's 推优汇总表: everybody recommended in a period over townships, as pages or as a workbook.

Owns its columns. Who stands in it is said by `models.statistics.consolidated`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from models.core.codes import table
from models.core.dates import PartialDate
from models.core.errors import KnownError
from models.statistics.consolidated import Recommended
from models.statistics.span import Period
from reports.forms.facts import long_day
from reports.paper.display import Paper
from reports.paper.register import NUMBER, Column, Register, lay_out
from reports.workbooks import Sheet, write_sheet

VERSION = "2026-11"
_COLUMNS = (
    Column(NUMBER, "序\n号"),
    Column("township", "乡镇\n（街道）", 22),
    Column("body", "推荐组织"),
    Column("name", "姓名"),
    Column("sex", "性\n别"),
    Column("nationality", "民族"),
    Column("born", "出生\n年月"),
    Column("education", "文化\n程度"),
    Column("work", "单位及职务", 36),
    Column("channel", "渠道"),
    Column("target", "推荐类别"),
    Column("applied_on", "申请入党\n时间"),
    Column("forwarded_on", "报送党组织\n时间"),
    Column("answer", "党组织\n处理结果"),
)
_TABLES = {
    "sex": "GB/T 2261.1",
    "nationality": "GB/T 3304",
    "education": "GB/T 4658",
    "channel": "body.channel",
    "target": "recommendation.target",
    "answer": "recommendation.answer",
}
TABLE = Register(
    "county-summary",
    VERSION,
    "{period}推优汇总表",
    _COLUMNS,
    left="填报单位（盖章）：{office}",
    right="填表日期：{day}",
    signatures=("单位负责人：", "审核人：", "填表人：", "联系电话："),
    subject="office",
)


def facts(
    period: Period, people: Sequence[Recommended], titles: Mapping[str, str], office: str, day: date
) -> dict[str, object]:
    """What the table is filled with; `titles`: names of townships by uid."""
    rows = [_row(person, titles) for person in people]
    return {"period": period.title, "office": office, "day": long_day(day), "rows": rows}


def _row(person: Recommended, titles: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {"township": titles.get(person.origin, ""), "body": person.body, "name": person.name}
    for key, name in _TABLES.items():
        code = getattr(person, key)
        found[key] = table(name).short(code) if code else ""
    for key in ("born", "applied_on", "forwarded_on"):
        value = getattr(person, key)
        day = PartialDate.from_iso(value) if value else None
        found[key] = (day.to_month() if key == "born" else day).short() if day else ""
    return found | {"work": " ".join(filter(None, (person.employer or person.unit, person.job_post)))}


def write_recommended(
    period: Period, people: Sequence[Recommended], titles: Mapping[str, str], office: str, path: Path, moment: datetime
) -> int:
    """Write the table as .pdf or .xlsx; how many persons. Raises CannotWrite, KnownError when there is nobody."""
    if not people:
        raise KnownError(f"{period.title}还没有研究决定的推荐，没有可汇总的内容。")
    filled = facts(period, people, titles, office, moment.date())
    if path.suffix.lower() == ".pdf":
        from reports.paper.pdf import write_pdf

        write_pdf(Paper(f"{period.title}推优汇总表", lay_out(TABLE, filled)), path, moment)
        return len(people)
    rows = filled["rows"]
    assert isinstance(rows, list)
    lines = (
        [number if column.key == NUMBER else row[column.key] or None for column in _COLUMNS]
        for number, row in enumerate(rows, start=1)
    )
    headers = [column.label.replace("\n", "") for column in _COLUMNS]
    widths = [max(column.width / 2, 2.2 * len(words) + 1, 8.0) for column, words in zip(_COLUMNS, headers, strict=True)]
    title = f"{period.title}推优汇总表　{office}"
    return write_sheet(path, Sheet("推优汇总表", headers, widths, title, fits_width=True), lines)
