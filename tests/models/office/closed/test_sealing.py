"""What is sealed comes out again for its owner and for nobody else; damage ends in one sentence."""

import json
import secrets
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.errors import BadFile
from models.office.closed import sealing
from models.office.closed.document import Document
from models.office.keys import new_private_key, public_of

KEY = bytes(range(32))


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.text(max_size=20))
def test_a_sealed_key_comes_out_for_its_owner_only(key: bytes, private: bytes, name: str) -> None:
    sealed = sealing.seal_key(key, public_of(private), name)
    assert sealing.unseal_key(sealed, private, name) == key
    assert sealing.seal_key(key, public_of(private), name) != sealed
    for wrong in ((sealed, new_private_key(), name), (sealed, private, name + "x"), (sealed[:-1], private, name)):
        with pytest.raises(BadFile, match="什么也没有改动"):
            sealing.unseal_key(*wrong)


@given(st.binary(max_size=3000), st.text(max_size=16))
def test_box_and_part_give_back_what_was_put_in(plain: bytes, bound: str) -> None:
    box, part = sealing.close_box(KEY, plain, bound), sealing.close_part(KEY, plain, bound)
    assert (len(box), len(part)) == (sealing.BOX_BLOCK, sealing.PART_BLOCK)
    assert sealing.open_box(KEY, box, bound) == sealing.open_part(KEY, part, bound) == plain
    for wrong in ((KEY, box, bound + "x"), (bytes(32), box, bound), (KEY, part, bound)):
        with pytest.raises(BadFile):
            sealing.open_box(*wrong)


@pytest.mark.parametrize("size", [0, 1, sealing.BOX_BLOCK - 37, sealing.BOX_BLOCK - 36, sealing.BOX_BLOCK])
def test_a_box_is_always_whole_blocks(size: int) -> None:
    plain = secrets.token_bytes(size)
    box = sealing.close_box(KEY, plain, "")
    assert len(box) % sealing.BOX_BLOCK == 0
    assert sealing.open_box(KEY, box, "") == plain
    assert len(box) == sealing.BOX_BLOCK * (1 if size < sealing.BOX_BLOCK - 36 else 2)


@given(st.integers(0, sealing.PART_BLOCK - 1), st.integers(1, 255))
def test_any_flipped_byte_is_found(place: int, change: int) -> None:
    part = bytearray(sealing.close_part(KEY, b"content", "uid"))
    part[place] ^= change
    with pytest.raises(BadFile):
        sealing.open_part(KEY, bytes(part), "uid")


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: sealing.BOX + tail))
def test_the_reader_of_boxes_takes_nothing_else(content: bytes) -> None:
    with pytest.raises(BadFile):
        sealing.open_box(KEY, content, "")


NAMES = st.sampled_from(["format", "chain", "last", "records", "rows", "x"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(NAMES, part),
    max_leaves=8,
)


@given(st.binary(max_size=300) | VALUES.map(lambda value: zlib.compress(json.dumps(value).encode())))
def test_the_reader_of_documents_takes_documents_or_says_so(content: bytes) -> None:
    with suppress(BadFile):
        assert isinstance(Document.read(content).records, dict)


def test_a_document_of_a_newer_program_says_so() -> None:
    document = Document.empty({})
    document._content["format"] = 2
    with pytest.raises(BadFile, match="先升级程序"):
        Document.read(document.written())
