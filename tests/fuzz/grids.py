"""Sheets of cells as bytes, so that a case of recognition can be spoilt and kept like any file."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from models.intake.headers import column_keys
from models.intake.problems import PROBLEM_CODES
from models.intake.reading import Cell, Merge, Sheet, Workbook, read_file
from models.intake.recognition import recognise
from models.intake.values import read_rows, shown
from resources import path

_MOST_ROWS = 14
_WORDS = """
姓名 姓　名 性别 男 女 1990.05 1990年13月 合计 小计：3人 530112199005070011 530112199005070011X
13800001111 同上 〃 无 / #REF! #N/A ￥1,000
一九九〇年五月 ２０２６ 张　三 𠮷野 张 是 否 √ 1990-05-07 入党积极分子
石桥村三组 填报单位：石桥村（盖章） 制表人： 第1页 =1+1 �
年 月 日 出生年月 身份证号码 联系电话 备注 户主姓名 与户主关系 所在支部 入会时间
"""
_VALUES = (
    *("", " ", "\x00", "A" * 3000, "\u202e张", True, 1990.05, 32874.0, 530112199005070000.0, 1e308, -1.0, 0.0),
    *(float("inf"), float("nan"), 10**18, -(10**18), {"time": "10:30:00"}, {"s": 1e9}, {"s": -5.0}),
    *({"date": day} for day in ("2026-09-01", "0001-01-01", "9999-12-31")),
    *({"at": moment} for moment in ("1899-12-31T00:00:00", "2026-09-01T23:59:59")),
)
_ODD: tuple[Any, ...] = (*re.split(r"[ \n]+", _WORDS.strip()), *_VALUES)


def seeds() -> list[bytes]:
    """The first rows of every sheet of every sample roster."""
    found = []
    for file in sorted(path("samples").iterdir()):
        if file.suffix != ".json":
            for sheet in read_file(file).sheets:
                rows = [[_plain(cell) for cell in row] for row in sheet.rows[:_MOST_ROWS]]
                merges = [[one.top, one.left, one.bottom, one.right] for one in sheet.merges if one.bottom < _MOST_ROWS]
                found.append(packed({"file": file.name, "name": sheet.name, "rows": rows, "merges": merges}))
    return found


def run(file: Path) -> None:
    """Recognise the sheet, read every row of every table, and show every value."""
    try:
        content = json.loads(file.read_bytes())
        width = max((len(row) for row in content["rows"]), default=0)
        rows = [[*map(_cell, row), *[""] * (width - len(row))] for row in content["rows"]]
        merges = tuple(Merge(*map(int, one)) for one in content["merges"])
        sheet = Sheet(str(content["name"]), rows, merges, date_1904=bool(content.get("old")))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return  # no sheet: the readers make none such
    for found in recognise(Workbook(str(content["file"]), "xlsx", [sheet])):
        for table in found.tables:
            kept = [row for row in table.rows if not row.skipped]
            for one in read_rows(sheet, table, kept):
                assert all(-1 <= problem.index < width and problem.code in PROBLEM_CODES for problem in one.problems)
                for key, value in one.values.items():
                    shown(key, value)


def spoil(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """One to six cells, rows or columns changed."""
    content = json.loads(data)
    rows: list[list[Any]] = [list(row) for row in content["rows"]] or [[""]]
    for _ in range(random.randint(1, 6)):
        row = random.choice(rows)
        match random.randrange(9):
            case 0:
                rows.insert(random.randint(0, len(rows)), list(row))
            case 1 if len(rows) > 1:
                rows.remove(row)
            case 2:
                other = json.loads(random.choice(others))["rows"]
                rows.insert(random.randint(0, len(rows)), list(random.choice(other)) if other else [""])
            case 3:
                place = random.randrange(max(map(len, rows)) + 1)
                for one in rows:
                    one[place:place] = [random.choice(one) if one and random.random() < 0.5 else ""]
            case 4:
                top, left = random.randrange(len(rows)), random.randrange(12)
                content["merges"].append([top, left, top + random.randrange(4), left + random.randrange(4)])
            case 5:
                content["old"] = random.random() < 0.5
            case _ if row:
                row[random.randrange(len(row))] = random.choice(_ODD) if random.random() < 0.7 else random.choice(row)
            case _:
                row.append(random.choice(column_keys()))
    return packed({**content, "rows": rows[:40], "merges": content["merges"][-20:]})


def packed(content: dict[str, Any]) -> bytes:
    """As bytes."""
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _plain(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"at": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, time):
        return {"time": cell.isoformat()}
    return {"s": cell.total_seconds()} if isinstance(cell, timedelta) else cell


def _cell(plain: Any) -> Cell:
    if not isinstance(plain, dict):
        if not isinstance(plain, str | int | float | bool):
            raise TypeError(plain)
        return plain
    if "at" in plain:
        return datetime.fromisoformat(plain["at"])
    if "date" in plain:
        return date.fromisoformat(plain["date"])
    return time.fromisoformat(plain["time"]) if "time" in plain else timedelta(seconds=plain["s"])
