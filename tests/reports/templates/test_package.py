"""Files that others made: broken, huge, with macros, linked to the outside. Each is refused with what to do."""

import io
import zipfile
from collections.abc import Callable

import pytest

from models.core.errors import BadFile
from reports.templates import package, read_source
from tests.reports.templates import making

WORD, EXCEL = making.word("{{姓名}}"), making.excel({"A1": "{{姓名}}"})
_RELATION = (
    '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}" TargetMode="External"/></Relationships>'
)


def _linked(kind: str, target: str, part: str = "word/_rels/document.xml.rels", content: bytes = WORD) -> bytes:
    more = _RELATION.format(kind=kind, target=target).encode()
    return making.changed(content, part, lambda text: text.replace(b"</Relationships>", more))


def _typed(content: bytes, old: str, new: str) -> bytes:
    return making.changed(content, "[Content_Types].xml", lambda text: text.replace(old.encode(), new.encode()))


def _field(words: str) -> bytes:
    run = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{words[:4]}</w:instrText></w:r>'
    run += f'<w:r><w:instrText>{words[4:]}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    return making.changed(WORD, "word/document.xml", lambda text: text.replace(b"</w:p>", run.encode(), 1))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "old word file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .docx"),
    "text": (lambda: "姓名：{{姓名}}".encode(), "另存为"),
    "empty": (lambda: b"", "另存为"),
    "cut": (lambda: WORD[: len(WORD) // 2], "已损坏"),
    "any zip": (lambda: making.changed(_zip({"a.txt": b"x"}), "b.txt", lambda _: b"y"), "已损坏"),
    "macro": (lambda: making.changed(WORD, "word/vbaProject.bin", lambda _: b"x"), "另存为不带宏"),
    "macro type": (
        lambda: _typed(WORD, package._WORD, "application/vnd.ms-word.document.macroEnabled.main+xml"),
        "另存为不带宏",
    ),
    "template type": (lambda: _typed(WORD, "document.main+xml", "template.main+xml"), "另存为 .docx"),
    "slides": (lambda: _typed(WORD, package._WORD, "application/x-slides"), "不是 Word 文档"),
    "program": (lambda: making.changed(WORD, "word/embeddings/oleObject1.bin", lambda _: b"x"), "删掉这些对象"),
    "control": (lambda: making.changed(EXCEL, "xl/activeX/activeX1.xml", lambda _: b"<x/>"), "删掉这些对象"),
    "other workbook": (
        lambda: making.changed(EXCEL, "xl/externalLinks/externalLink1.xml", lambda _: b"<x/>"),
        "断开链接",
    ),
    "data source": (lambda: making.changed(EXCEL, "xl/connections.xml", lambda _: b"<x/>"), "断开链接"),
    "remote picture": (lambda: _linked("image", "http://example.invalid/a.png"), "断开链接"),
    "remote document": (lambda: _linked("subDocument", "file:///c:/a.docx"), "断开链接"),
    "local link": (lambda: _linked("hyperlink", "file:///etc/passwd"), "断开链接"),
    "fetching field": (lambda: _field("DDEAUTO c:\\cmd.exe"), "断开链接"),
    "fetched picture": (lambda: _field('INCLUDEPICTURE "http://x"'), "断开链接"),
    "definitions": (
        lambda: making.changed(
            WORD,
            "word/document.xml",
            lambda text: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + text.partition(b"?>")[2],
        ),
        "已损坏",
    ),
    "broken xml": (lambda: making.changed(WORD, "word/document.xml", lambda text: text[:-20]), "已损坏"),
    "no such style": (lambda: making.changed(EXCEL, "xl/workbook.xml", lambda text: text[:200]), "已损坏"),
}


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_trusted_is_refused_with_what_to_do(case: str) -> None:
    make, words = REFUSED[case]
    with pytest.raises(BadFile, match=words) as refused:
        read_source(make(), "县里的表.docx")
    assert "“县里的表.docx”" in str(refused.value)


def test_a_bomb_is_put_down_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_CONTENT", 300_000)
    bomb = making.changed(WORD, "word/media/a.png", lambda _: bytes(2_000_000))
    assert len(bomb) < 60_000
    with pytest.raises(BadFile, match="太大"):
        read_source(bomb, "a.docx")


def test_names_that_lead_out_or_stand_twice_are_refused() -> None:
    with pytest.raises(BadFile, match="已损坏"):
        read_source(making.changed(WORD, "word/../../a.xml", lambda _: b"x"), "a.docx")


def test_the_template_behind_a_word_file_is_forgotten() -> None:
    element = b'<w:attachedTemplate xmlns:r="http://x" r:id="rIdX"/></w:settings>'
    content = making.changed(WORD, "word/settings.xml", lambda text: text.replace(b"</w:settings>", element))
    rels = _RELATION.format(kind="attachedTemplate", target="file:///c:/Normal.dotm")
    content = making.changed(
        content,
        "word/_rels/settings.xml.rels",
        lambda _: f'<Relationships xmlns="{package.RELATIONS}">{rels}'.encode(),
    )
    opened = package.open_package(content, "a.docx")
    from tests import builders

    made = opened.content(builders.NOW)
    assert "attachedTemplate" not in making.part_of(made, "word/settings.xml")
    assert "Normal.dotm" not in making.part_of(made, "word/_rels/settings.xml.rels")


def test_a_link_to_a_page_that_one_has_to_click_stays() -> None:
    assert read_source(_linked("hyperlink", "https://example.invalid/"), "a.docx").marks == ("姓名",)


def test_a_good_file_says_what_it_is() -> None:
    assert (read_source(WORD, "a.docx").kind, read_source(EXCEL, "a.docx").kind) == ("docx", "xlsx")
