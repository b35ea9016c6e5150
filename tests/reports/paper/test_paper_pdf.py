"""The files, judged by other programs."""

import os
import re
import shutil
import subprocess
import sys
from datetime import datetime

import pytest

from models.core.errors import CannotWrite
from reports.paper.display import Paper
from reports.paper.pdf import pdf_bytes, write_pdf
from reports.paper.printing import lay_out, stamped
from tests.benchmarks.paper_sample import APPROVAL, facts, photo

MOMENT = datetime(2026, 9, 1, 8, 30)
RARE = "𬭎䶮㛃𠅤㐂𫖯𬍛𪟝"


def paper(**changed):
    """One form as paper."""
    person = facts(1) | {"photo": photo()} | changed
    return Paper("推荐对象审批表", lay_out(APPROVAL, person, stamped(APPROVAL, person, "TY-1", 1)))


def judge(name, *arguments):
    """Output of a program that reads PDF; the test is left out where it is not installed."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed")
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def file(tmp_path):
    """A written form with rare characters in it."""
    target = tmp_path / "表.pdf"
    write_pdf(paper(name="张" + RARE, deeds=f"他叫{RARE}，hello world，获评《优秀》。"), target, MOMENT)
    return target


def test_rare_characters_can_be_searched_and_copied(file):
    """All eight, from the text layer."""
    text = judge("pdftotext", str(file), "-")
    assert RARE in text.replace("\n", "")
    assert "hello world" in text


def test_fonts_are_embedded_subsets_and_helvetica_is_not_among_them(file):
    """Every line of pdffonts: embedded, subset, with Unicode."""
    lines = judge("pdffonts", str(file)).splitlines()[2:]
    assert lines
    assert all(re.search(r"CID TrueType +Identity-H +yes yes yes", line) for line in lines)
    assert "Helvetica" not in str(lines)


def test_the_file_is_sound(file):
    """As qpdf sees it."""
    assert "No syntax or stream encoding errors" in judge("qpdf", "--check", str(file))


def test_the_document_tells_its_title_and_nobodys_name(file):
    """And the moment it was given."""
    shown = judge("pdfinfo", str(file))
    assert "推荐对象审批表" in shown
    assert re.search(r"Author: *$", shown, re.M)
    assert "Pages:           2" in shown
    assert os.environ.get("USER", "nobody-here") not in shown


def test_the_same_record_at_the_same_moment_gives_the_same_bytes():
    """And another moment or record other ones."""
    assert pdf_bytes(paper(), MOMENT) == pdf_bytes(paper(), MOMENT)
    assert pdf_bytes(paper(), MOMENT) != pdf_bytes(paper(), datetime(2026, 9, 2))
    assert pdf_bytes(paper(), MOMENT) != pdf_bytes(paper(name="李四"), MOMENT)


def test_many_forms_in_one_file_share_grid_and_fonts():
    """Ten forms are far smaller than ten files."""
    pages = [page for number in range(10) for page in lay_out(APPROVAL, facts(number))]
    together = pdf_bytes(Paper("十份", pages), MOMENT)
    assert len(together) < 4 * len(pdf_bytes(Paper("一份", pages[:2]), MOMENT))
    assert together.count(b"/FontFile2") <= 5


def test_what_is_drawn_is_what_is_read(file, tmp_path):
    """The rendered page is neither empty nor black."""
    from PIL import Image

    judge("pdftoppm", "-r", "40", "-gray", "-png", "-f", "1", "-l", "1", str(file), str(tmp_path / "page"))
    with Image.open(next(tmp_path.glob("page*.png"))) as picture:
        shades = picture.convert("L").histogram()
    dark = sum(shades[:160]) / sum(shades)
    assert 0.01 < dark < 0.3


def test_png_photos_and_transparency_are_drawn():
    """Whatever the office scanned."""
    import io

    from PIL import Image

    for mode in ("RGBA", "L", "P", "CMYK"):
        buffer = io.BytesIO()
        Image.new(mode, (30, 40)).save(buffer, "JPEG" if mode == "CMYK" else "PNG")
        assert b"/Subtype /Image" in pdf_bytes(paper(photo=buffer.getvalue()), MOMENT)


def test_a_folder_that_is_not_there_is_said_calmly(tmp_path):
    """And nothing is left behind."""
    with pytest.raises(CannotWrite, match="没有写成"):
        write_pdf(paper(), tmp_path / "gone" / "表.pdf", MOMENT)
    assert list(tmp_path.iterdir()) == []


def test_writing_again_replaces_the_whole_file(file):
    """No rest of the longer one stays."""
    write_pdf(Paper("短", lay_out(APPROVAL, {})), file, MOMENT)
    assert file.read_bytes() == pdf_bytes(Paper("短", lay_out(APPROVAL, {})), MOMENT)
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]


def test_laying_out_needs_neither_reportlab_nor_a_screen():
    """So that the preview opens at once, and a county server can print."""
    code = (
        "import sys; from reports.paper.printing import lay_out; "
        "from tests.benchmarks.paper_sample import APPROVAL, facts; lay_out(APPROVAL, facts(1)); "
        "print([name for name in ('reportlab', 'PySide6', 'PIL') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert shown.strip() == "[]"
