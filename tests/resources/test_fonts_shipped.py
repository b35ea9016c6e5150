"""The shipped fonts have the characters that `characters.txt` says they were built for."""

import pytest

from reports.paper.fonts import FACES, face
from resources import path
from resources.fonts.build import SOURCES, characters


@pytest.mark.parametrize("key", sorted(FACES))
def test_a_face_has_the_characters_it_was_built_for(key):
    """And there is a source for every face."""
    name = FACES[key].file.removesuffix(".ttf")
    assert name in SOURCES
    assert not [code for code in characters(name) if not face(key).glyph(code)]


def test_together_they_cover_gb_2312_and_the_bmp_blocks_of_names():
    """GB 2312 entirely, the basic block and extension A, in the face that everything falls back to."""
    assert all(face("song").glyph(code) for code in range(0x4E00, 0x9FA6))
    assert all(face("song").glyph(code) for code in range(0x3400, 0x4DB6))
    rows = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    han = [text for pair in rows if (text := pair.decode("gb2312", "ignore"))]
    assert len(han) == 6763
    assert all(face("fang").glyph(ord(character)) for character in han)


def test_every_licence_is_there():
    """Fandol, Noto, BabelStone with Arphic, LXGW."""
    found = {entry.name for entry in path("fonts", "licences").iterdir()}
    assert {"ARPHICPL.txt", "babelstone-han.txt", "fandol-COPYING.txt", "lxgw-wenkai.txt", "noto-cjk.txt"} <= found
