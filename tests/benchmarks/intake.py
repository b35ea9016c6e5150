"""How long a roster of 50,000 persons with 25 columns takes: `python -m tests.benchmarks.intake [rows]`.

The floor is calamine reading the file and one executemany of the same rows into the same encrypted file, into a
table without an index. Beside it stands the same with the person table's indexes, which no import can do without.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from models.core.database import DB
from models.core.verbs import Session
from models.intake.apply import apply_roster
from models.intake.planning import make_plan
from models.intake.reading import read_file
from models.people.lists import count_persons
from tests import builders
from tests.samples.people import id_number

T = TypeVar("T")
HEADER = ["序号", "姓名", "性别", "民族", "出生年月", "身份证号", "政治面貌", "文化程度", "籍贯", "家庭住址"]
HEADER += ["村", "村民小组", "联系电话", "工作单位", "职务", "职称", "参加工作时间", "入会时间", "会员证号"]
HEADER += ["婚姻状况", "健康状况", "户口性质", "家庭人口", "开户银行", "备注"]
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN = "建国志强文斌永贵正华德明光辉海涛秀英桂兰春梅丽华玉珍小芳美玲雪莲翠花素云"
AIM, ROUNDS = 3.0, 3


def write_roster(target: Path, rows: int) -> None:
    """A clean roster of 25 columns, every number of its own."""
    draw = random.Random(1)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(["青龙镇花名册"])
    sheet.append(HEADER)
    for number in range(rows):
        sheet.append(_line(draw, number))
    book.save(target)


def _line(draw: random.Random, number: int) -> list[object]:
    sex = draw.choice("男女")
    # 450 orders a day: no number comes twice.
    days, order = divmod(number, 450)
    born = date.fromordinal(date(1950, 1, 1).toordinal() + days * 97 % 21000)
    name = draw.choice(_SURNAMES) + draw.choice(_GIVEN) + draw.choice(_GIVEN)
    place = [f"青龙镇{number % 200}号", f"第{number % 40}村", f"{number % 9}组", f"138{number:08d}"]
    work = [f"企业{number % 300}", "职工", "", f"{born.year + 20}.07", f"{born.year + 21}.05", f"YL{number:06d}"]
    person = [number + 1, name, sex, "汉族", f"{born:%Y.%m}", id_number(born, order, sex), "群众"]
    rest = ["已婚", "健康", "农业", str(number % 6 + 1), "农村信用社", ""]
    return [*person, draw.choice(["初中", "高中", "大专"]), "云南蒙自", *place, *work, *rest]


def floor(roster: Path, *, indexed: bool) -> None:
    """Read with calamine and write the same rows with one executemany."""
    with roster.open("rb") as stream:
        rows = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python()
    width = len(rows[0])
    names = [f"c{number}" for number in range(width)]
    DB.execute_sql(f"CREATE TABLE bare ({', '.join(names)})")
    if indexed:
        for columns in ("c5", "c10", "c1", "c1, c4", "c12", "c18", "c9"):
            DB.execute_sql(f"CREATE INDEX bare_{columns.replace(', ', '_')} ON bare ({columns})")
    with DB.writing():
        DB.connection().executemany(f"INSERT INTO bare VALUES ({', '.join('?' * width)})", rows)


def take_in(session: Session, roster: Path) -> dict[str, float]:
    """Read, plan and apply; seconds of each."""
    moments = [time.perf_counter()]
    book = read_file(roster)
    moments.append(time.perf_counter())
    plan = make_plan([book])
    moments.append(time.perf_counter())
    apply_roster(session, plan)
    moments.append(time.perf_counter())
    return dict(zip(("读取", "比对", "写入"), (after - before for before, after in pairwise(moments)), strict=True))


def measured(work: Callable[[Session], T]) -> tuple[float, T]:
    """Seconds and result of a piece of work in a new office."""
    with tempfile.TemporaryDirectory() as scratch, builders.office(Path(scratch) / "office") as office:
        started = time.perf_counter()
        result = work(office.session)
        return time.perf_counter() - started, result


def main(rows: int) -> int:
    """Print the ratio to the floor; 1 when the aim is missed."""
    with tempfile.TemporaryDirectory() as scratch:
        roster = Path(scratch) / "花名册.xlsx"
        write_roster(roster, rows)
        bare, indexed, ours, parts = [], [], [], []
        for _ in range(ROUNDS):
            bare.append(measured(lambda _: floor(roster, indexed=False))[0])
            indexed.append(measured(lambda _: floor(roster, indexed=True))[0])
            seconds, (stages, count) = measured(lambda session: (take_in(session, roster), count_persons()))
            ours.append(seconds)
            parts.append(stages)
            assert count == rows, count
    low, real, took = (statistics.median(values) for values in (bare, indexed, ours))
    stages = "，".join(f"{name} {statistics.median(part[name] for part in parts):.2f} s" for name in parts[0])
    print(f"花名册 {rows} 行 × {len(HEADER)} 列：{took:.2f} s（{stages}）")
    print(f"下限（calamine 读取 + 一次 executemany）：{low:.2f} s，比值 {took / low:.2f}，目标 ≤ {AIM}")
    print(f"下限加上人员表的索引：{real:.2f} s，比值 {took / real:.2f}")
    return int(took / low > AIM)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000))
