"""What a protected paper tells outside of its pages: nothing but a number; to who is not inside: nothing at all."""

import re
import subprocess
from shutil import which

import pytest

from models.core.errors import NotFound
from reports.forms import lay_out_for, missing_for, print_to
from reports.forms.of_rights import keys_for
from reports.paper.display import Text
from tests import builders

PROTECTED = {
    "rights.intake": "violence",
    "rights.acceptance": "child",
    "rights.reply": "violence",
    "rights.violence": "violence",
    "rights.warning": "letter",
    "rights.order-application": "order",
    "rights.order-record": "order",
    "rights.report": "report",
    "rights.referral": "referrals.2",
    "rights.corrections": "violence",
}
TELLING = (
    "周美",
    "张建军",
    "陈雨欣",
    "黄秀珍",
    "家庭暴力",
    "家暴",
    "保护令",
    "告诫",
    "强制报告",
    "侵害",
    "转介",
    "登记表",
)


def raw_words(data):
    """Everything in a file outside of its drawing: texts, names, streams of objects that are no page."""
    outside = re.sub(rb"stream\r?\n.*?endstream", b"", data, flags=re.S)
    texts = [part.decode("utf-16-be", "replace") for part in re.findall(rb"\xfe\xff((?:..)*)", outside, re.S)]
    escaped = re.findall(rb"\((\\376\\377(?:\\.|[^)\\])*)\)", outside)
    for part in escaped:
        plain = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), part)
        plain = re.sub(rb"\\(.)", rb"\1", plain)
        texts.append(plain.decode("utf-16", "replace"))
    for part in re.findall(rb"<(FEFF[0-9A-Fa-f]+)>", outside):
        texts.append(bytes.fromhex(part.decode()).decode("utf-16"))
    return outside.decode("utf-8", "replace") + "".join(texts)


@pytest.mark.parametrize("key", PROTECTED)
def test_a_protected_file_is_called_by_its_number_alone(told, tmp_path, key):
    out = tmp_path / "f.pdf"
    uid = told.uid(PROTECTED[key])
    paper = lay_out_for(key, [uid], builders.NOW, closed=told.closed)
    assert re.fullmatch("护访2026-00[12]", paper.title)
    print_to(key, [uid], out, None, builders.NOW, None, told.closed)
    words = raw_words(out.read_bytes())
    assert paper.title in words
    for telling in TELLING:
        assert telling not in words


@pytest.mark.skipif(which("pdfinfo") is None or which("qpdf") is None, reason="poppler-utils or qpdf is missing")
@pytest.mark.parametrize("key", PROTECTED)
def test_other_readers_of_files_see_the_number_alone(told, tmp_path, key):
    out, flat = tmp_path / "f.pdf", tmp_path / "flat.pdf"
    print_to(key, [told.uid(PROTECTED[key])], out, None, builders.NOW, None, told.closed)
    info = subprocess.run(["pdfinfo", str(out)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Title: +护访2026-00[12]\n", info)
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", str(out), str(flat)], check=True, capture_output=True)
    words = raw_words(flat.read_bytes())
    for telling in TELLING:
        assert telling not in info
        assert telling not in words


def test_an_open_paper_keeps_the_title_of_its_form(told):
    assert lay_out_for("rights.intake", [told.uid("petition")], builders.NOW).title == "来信来访接待登记表"


def test_several_protected_papers_are_called_by_the_first_number_and_how_many(told):
    uids = [told.uid("violence"), told.uid("child")]
    assert lay_out_for("rights.intake", uids, builders.NOW, closed=told.closed).title == "护访2026-001等2份"


@pytest.mark.parametrize("key", PROTECTED)
def test_for_who_is_not_inside_a_protected_uid_never_was(told, key):
    uid, never = told.uid(PROTECTED[key]), "a" * 16
    sentences = []
    for asked in (uid, never):
        for ask in (lay_out_for, missing_for):
            with pytest.raises(NotFound) as caught:
                ask(key, [asked])
            sentences.append(str(caught.value).replace(asked, "…"))
    assert len(set(sentences)) == 1


@pytest.mark.parametrize("key", [key for key in PROTECTED if key not in ("rights.acceptance", "rights.reply")])
def test_the_caution_stands_on_top_of_every_page(told, key):
    paper = lay_out_for(key, [told.uid(PROTECTED[key])], builders.NOW, closed=told.closed)
    pages = paper.pages[:1] if key == "rights.order-application" else paper.pages
    for page in pages:
        texts = [item for item in page.all_items() if isinstance(item, Text)]
        highest = min(texts, key=lambda item: item.y)
        assert highest.string.startswith("注意")
        assert "安全联系" in "".join(item.string for item in texts if item.y < 454)


def test_what_goes_to_her_home_has_the_caution_on_a_sheet_before_it(told):
    pages = lay_out_for("rights.acceptance", [told.uid("child")], builders.NOW, closed=told.closed).pages
    first, rest = (
        ["".join(i.string for i in p.all_items() if isinstance(i, Text)) for p in part]
        for part in (pages[:1], pages[1:])
    )
    assert "注意" in first[0]
    assert rest
    assert all("注意" not in words for words in rest)


def test_what_can_be_printed_of_a_case_is_what_belongs_to_it(told):
    assert keys_for(told.uid("petition")) == [
        *("rights.intake", "rights.acceptance", "rights.reply", "rights.referral", "rights.corrections"),
    ]
    assert keys_for(told.uid("violence")) == []
    inside = keys_for(told.uid("violence"), told.closed)
    assert {"rights.violence", "rights.warning", "rights.order-application", "rights.order-record"} <= set(inside)
    assert "rights.report" not in inside


def test_the_same_case_and_moment_give_the_same_bytes(told, tmp_path):
    for key, name in PROTECTED.items():
        for file in ("a.pdf", "b.pdf"):
            print_to(key, [told.uid(name)], tmp_path / file, None, builders.NOW, None, told.closed)
        assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
