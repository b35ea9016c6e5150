"""Measuring and choosing faces, against reportlab's reader of the same files."""

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from reports.paper.fonts import CHAINS, FACES, MissingCharacter, face, face_path, role

RARE = "𬭎䶮㛃𠅤㐂𫖯𬍛𪟝"


@pytest.mark.parametrize("key", ["fang", "rare", "kai"])
def test_a_face_reads_as_reportlab_reads_it(key):
    """Formats 4 and 12 of the character map, and metrics in other units than a thousandth."""
    ours, theirs = face(key), TTFontFile(str(face_path(key)))
    for code, glyph in theirs.charToGlyph.items():
        if code != 0xA0:
            assert ours.glyph(code) == glyph
            assert abs(ours.advance(glyph) - theirs.charWidths[code]) < 1


def test_every_shipped_face_exists_and_every_chain_names_faces():
    """No role may point into nothing."""
    assert all(face_path(key).stat().st_size > 100_000 for key in FACES)
    assert all(key in FACES for chain in CHAINS.values() for key in chain)


@pytest.mark.parametrize("key", sorted(CHAINS))
def test_rare_name_characters_are_found_in_every_role(key):
    """Names beyond the BMP print in labels and titles too."""
    runs = role(key).runs(f"张{RARE}2026年")
    assert "".join(piece for _, piece in runs) == f"张{RARE}2026年"
    assert all(face(name).glyph(ord(character)) for name, piece in runs for character in piece)


def test_digits_and_latin_of_the_body_are_song_and_words_stay_one_run():
    """A blank between Latin words does not change the face."""
    assert role("fang").runs("共12人，见hello world文") == [
        ("fang", "共"),
        ("song", "12"),
        ("fang", "人，见"),
        ("song", "hello world"),
        ("fang", "文"),
    ]


def test_invisible_characters_have_neither_width_nor_ink():
    """Zero-width blanks and variation selectors come with copied text."""
    assert role("fang").width("张\u200b三\ufe00", 100) == role("fang").width("张三", 100)
    assert role("fang").runs("张\u200b三") == [("fang", "张"), ("fang", "三")]


def test_a_character_that_no_face_has_is_named():
    """Private-use characters of old name fonts have no glyph anywhere."""
    with pytest.raises(MissingCharacter) as caught:
        role("fang").width("张\ue123", 100)
    assert caught.value.character == "\ue123"
    assert "U+E123" in str(caught.value)


def test_widths_add_up():
    """Full-width characters are one em."""
    assert role("fang").width("推荐对象", 120) == 480
    assert role("fang").width("", 120) == 0
