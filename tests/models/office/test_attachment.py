"""Attachments: what is kept comes back, and a damaged or exchanged file is noticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.core.errors import BadFile, NotFound
from models.core.verbs import undo
from models.office.attachment import LARGEST, Store, attach, attachments_of, detach, photo_of, set_photo
from models.office.office import OpenOffice
from tests import builders

JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 50


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenOffice]:
    with builders.office(tmp_path / "office") as made:
        yield made


def test_an_attachment_comes_back_and_is_unreadable_on_the_disk(opened: OpenOffice) -> None:
    store, person = Store(opened), builders.person(opened.session)
    kept = attach(opened.session, store, person, "身份证", "扫描.pdf", b"secret words" * 9).value
    assert store.content(kept.uid) == b"secret words" * 9
    assert b"secret" not in store.path(kept.uid).read_bytes()
    assert [found.uid for found in attachments_of(person)] == [kept.uid]


@pytest.mark.parametrize("place", [0, 4, 9, 20, -1])
def test_a_flipped_byte_is_noticed(opened: OpenOffice, place: int) -> None:
    store, person = Store(opened), builders.person(opened.session)
    kept = attach(opened.session, store, person, "证明", "证明.jpg", JPEG).value
    sealed = bytearray(store.path(kept.uid).read_bytes())
    sealed[place] ^= 1
    store.path(kept.uid).write_bytes(sealed)
    with pytest.raises(BadFile, match="已损坏"):
        store.content(kept.uid)


def test_a_cut_exchanged_or_missing_file_is_noticed(opened: OpenOffice) -> None:
    store, person = Store(opened), builders.person(opened.session)
    first, second = (attach(opened.session, store, person, name, name, JPEG).value for name in ("甲", "乙"))
    store.path(first.uid).write_bytes(store.path(second.uid).read_bytes())
    with pytest.raises(BadFile):
        store.content(first.uid)
    store.path(second.uid).write_bytes(store.path(second.uid).read_bytes()[:10])
    with pytest.raises(BadFile):
        store.content(second.uid)
    store.path(second.uid).unlink()
    with pytest.raises(NotFound):
        store.content(second.uid)


def test_empty_and_oversized_files_are_refused_and_nothing_is_kept(opened: OpenOffice) -> None:
    store, person = Store(opened), builders.person(opened.session)
    for content in (b"", bytes(LARGEST + 1)):
        with pytest.raises(BadFile):
            attach(opened.session, store, person, "证明", "证明.pdf", content)
    assert attachments_of(person) == []


def test_a_photo_replaces_the_one_before_and_can_be_taken_back(opened: OpenOffice) -> None:
    store, person = Store(opened), builders.person(opened.session)
    set_photo(opened.session, store, person, "旧.jpg", JPEG)
    done = set_photo(opened.session, store, person, "新.png", b"\x89PNG\r\n\x1a\n" + JPEG)
    assert photo_of(store, person) == b"\x89PNG\r\n\x1a\n" + JPEG
    undo(opened.session, done.seq)
    assert photo_of(store, person) == JPEG
    with pytest.raises(BadFile, match="不是 JPG 或 PNG"):
        set_photo(opened.session, store, person, "名单.txt", b"hello")
    detach(opened.session, attachments_of(person)[0])
    assert photo_of(store, person) is None
