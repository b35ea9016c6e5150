"""The fact sheet: its sentences and figures are on paper and in Word, as another program reads them."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from shutil import which

import pytest
from docx import Document

from models.office.office import OpenOffice
from models.office.place import ANY_DRIVE
from models.recommendation.verbs import fill_in
from models.statistics.briefing import Briefing, Figure, briefing, headings, words
from models.statistics.sheet import HIDDEN
from models.statistics.span import parse
from reports.briefing import figures, prose, write_briefing
from tests import builders

RECOMMENDATION = ["recommendation"]
MOMENT = datetime(2026, 11, 22, 9)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffice]:
    monkeypatch.setenv(ANY_DRIVE, "1")
    with builders.office(tmp_path / "office") as made:
        yield made


@pytest.fixture
def told(opened: OpenOffice) -> Briefing:
    session = opened.session
    answer = builders.candidate(session, "union", name="仇国栋", order=127)
    fill_in(session, builders.advance(session, answer, "answer"), {"forwarded_on": date(2026, 10, 26)})
    return briefing("芒果镇党建办公室", parse("2026"))


def test_the_sentences_tell_what_the_return_counts(told: Briefing) -> None:
    text = "".join(prose(chapter) for chapter in told.chapters)
    assert told.title == "芒果镇党建办公室2026年群团工作情况"
    assert "推荐优秀会员、团员和妇女1人" in text
    assert "经工会推荐1人" in text
    assert "[" not in text
    assert "{" not in text


def test_every_figure_names_its_column_and_stands_in_the_table_once(told: Briefing) -> None:
    pieces = [piece for chapter in told.chapters for sentence in chapter.sentences for piece in sentence]
    found = {(piece.form, piece.column) for piece in pieces if isinstance(piece, Figure) and piece.compared}
    assert len(found) == len(figures(told)) > 2


def test_a_sentence_of_nothing_but_zeros_is_left_out_or_says_so(opened: OpenOffice) -> None:
    told = briefing("芒果镇党建办公室", parse("2019"), RECOMMENDATION)
    text = prose(told.chapters[0])
    assert "2019年没有向党组织推荐人选。" in text
    assert "采纳情况" not in text


def test_what_may_not_be_told_takes_its_sentence_along(opened: OpenOffice) -> None:
    from dataclasses import replace

    from models.statistics.counting import Scope, count

    def hiding(asked, period):
        sheet = count(asked, period, Scope(asked.rows[0]))
        total = sheet.total._replace(values={**sheet.total.values, "applicants.all": HIDDEN})
        return replace(sheet, rows=(*sheet.rows[:-1], total))

    told = briefing("芒果镇党建办公室", parse("2026"), RECOMMENDATION, hiding)
    assert HIDDEN not in prose(told.chapters[0])
    assert "入党申请人" not in prose(told.chapters[0])


def test_only_the_chosen_headings(opened: OpenOffice) -> None:
    keys = [key for key, _ in headings()]
    assert [chapter.key for chapter in briefing("某镇", parse("2026"), keys[:1]).chapters] == keys[:1]


def test_last_year_stands_beside(told: Briefing) -> None:
    chapter = next(chapter for chapter in told.chapters if chapter.key == "recommendation")
    sentence = chapter.sentences[0]
    figure = next(piece for piece in sentence if isinstance(piece, Figure))
    assert words((figure._replace(before="2人", change="-50.0%", compared=True),)) == "1人（上年同期2人，-50.0%）"


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_another_program_reads_what_was_written(told: Briefing, tmp_path: Path, root: Path, suffix: str) -> None:
    path = tmp_path / f"简报{suffix}"
    write_briefing(told, path, MOMENT)
    pdf = path
    if suffix == ".docx":
        if which("soffice") is None:
            pytest.skip("no LibreOffice here")
        home = f"-env:UserInstallation=file://{tmp_path}/lo"
        command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=110)
        pdf = path.with_suffix(".pdf")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    plain = "".join(text.split())
    kept = root / "build" / "forms"
    kept.mkdir(parents=True, exist_ok=True)
    shutil.copy(pdf, kept / f"briefing{suffix}.pdf")
    assert "推优入党" in plain
    assert "经工会推荐1人" in plain
    assert "数据对照表" in plain
    assert "芒果镇党建办公室" in plain


def test_the_same_fact_sheet_is_the_same_file(told: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for suffix in (".pdf", ".docx"):
        made = []
        for name in ("一", "二"):
            path = tmp_path / f"{name}{suffix}"
            write_briefing(told, path, MOMENT)
            made.append(path.read_bytes())
            monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(10**9))
        assert made[0] == made[1]


def test_every_heading_of_the_reports_is_there_and_every_figure_exists(opened: OpenOffice) -> None:
    assert [title for _, title in headings()] == ["组织建设", "推优入党", "帮扶救助", "维权服务", "创先争优"]
    told = briefing("某镇", parse("2026H1"))
    assert all("—" not in prose(chapter) for chapter in told.chapters)


def test_of_a_period_that_has_not_ended_it_tells_up_to_today(told: Briefing, opened: OpenOffice) -> None:
    assert "截至2026年12月31日，" in "".join(prose(chapter) for chapter in told.chapters)
    early = briefing("芒果镇党建办公室", parse("2026"), today=date(2026, 11, 20))
    text = "".join(prose(chapter) for chapter in early.chapters)
    assert "截至2026年11月20日，" in text
    assert "12月31日" not in text
    later = briefing("芒果镇党建办公室", parse("2026"), today=date(2027, 1, 5))
    assert "截至2026年12月31日，" in "".join(prose(chapter) for chapter in later.chapters)


def test_a_long_title_of_the_word_file_breaks_after_the_office(opened: OpenOffice, tmp_path: Path) -> None:
    write_briefing(briefing("芒果镇党建办公室", parse("2026H1"), RECOMMENDATION), tmp_path / "a.docx", MOMENT)
    document = Document(str(tmp_path / "a.docx"))
    assert document.paragraphs[0].text == "芒果镇党建办公室\n2026年上半年群团工作情况"
    widths = [column.width.mm for column in document.tables[0].columns]
    assert widths[0] > 2 * widths[1]
