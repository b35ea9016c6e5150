"""QR codes, against reportlab's slow and complete encoder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode

from reports.paper.qr import LONGEST, symbol


def modules(text):
    """Rows of booleans as we make them."""
    made = symbol(text)
    stride = (made.side + 7) // 8
    return [
        [bool(made.bits[row * stride + column // 8] >> (7 - column % 8) & 1) for column in range(made.side)]
        for row in range(made.side)
    ]


def reference(text, side):
    """The same code with the same mask by reportlab."""
    code = QRCode((side - 17) // 4, 0)
    code.addData(QR8bitByte(text))
    code.makeImpl(False, 0)
    return [[bool(module) for module in row] for row in code.modules]


@given(st.text(st.sampled_from("abcXYZ0189-/. 石门"), min_size=1, max_size=35))
def test_codes_equal_the_reference_for_the_same_mask(text):
    """All modules, not only those that a reader happens to need."""
    ours = modules(text)
    assert ours == reference(text, len(ours))


@pytest.mark.parametrize("length", [1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, LONGEST])
def test_every_version_at_its_limits(length):
    """The smallest version that holds the text is taken."""
    ours = modules("x" * length)
    assert ours == reference("x" * length, len(ours))


def test_too_long_a_text_is_refused():
    """The foot line is short by design."""
    with pytest.raises(ValueError, match="too many"):
        symbol("x" * (LONGEST + 1))
