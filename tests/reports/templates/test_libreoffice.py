"""What was filled opens in another program: LibreOffice turns it into a PDF that says what the records say."""

import shutil
import subprocess
from pathlib import Path

import pytest

from models.office.office import OpenOffice
from models.people.person import Person
from reports.templates import JOINED, LIST, Order, fill_to, subject_called
from tests import builders
from tests.reports.templates import making

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.skipif(OFFICE is None or shutil.which("pdftotext") is None, reason="no LibreOffice here"),
    pytest.mark.timeout(300),
]


def _text(file: Path) -> list[str]:
    """The words of each page of a file, as LibreOffice lays it out."""
    profile = f"-env:UserInstallation=file://{file.parent / 'profile'}"
    call = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
    subprocess.run(call, check=True, capture_output=True)
    told = subprocess.run(["pdftotext", "-layout", str(file.with_suffix(".pdf")), "-"], check=True, capture_output=True)
    return [" ".join(page.split()) for page in told.stdout.decode().split("\f") if page.strip()]


def _fill(content: bytes, way: str, out: Path, people: list[Person]) -> list[str]:
    order = Order(making.source(content, out.name), subject_called("人员"), people, {}, builders.USER)
    fill_to(order, way, out, builders.NOW)
    return _text(out)


def test_joined_word_forms(read_only: OpenOffice, tmp_path: Path) -> None:
    people = list(Person.select().order_by(Person.id).limit(3))
    content = making.word("登记表", table=[["姓名", "{{姓名}}"], ["{{入党阶段.阶段}}", "{{入党阶段.时间}}"]])
    pages = _fill(content, JOINED, tmp_path / "a.docx", people)
    assert len(pages) == 3
    assert people[0].name in pages[0]
    assert all(page.startswith("登记表") for page in pages)


def test_a_list_with_its_sum(read_only: OpenOffice, tmp_path: Path) -> None:
    people = [Person(name=f"人{number}", income_per_head=number * 100) for number in range(1, 4)]
    cells = {"A1": "{{序号}}", "B1": "{{姓名}}", "C1": "{{家庭月人均收入}}", "A2": "合计", "C2": "=SUM(C1:C1)"}
    assert _fill(making.excel(cells), LIST, tmp_path / "a.xlsx", people) == ["1 人1 1 2 人2 2 3 人3 3 合计 6"]


def test_one_sheet_each(read_only: OpenOffice, tmp_path: Path) -> None:
    people = [Person(name="张三", phone="13800001234"), Person(name="李四", phone="13900001234")]
    pages = _fill(
        making.excel({"A2": "{{姓名}}", "B2": "{{联系电话}}"}, making.ruled), JOINED, tmp_path / "a.xlsx", people
    )
    assert pages == ["张三 13800001234", "李四 13900001234"]
