"""Key slots: what opens them, how loosely a recovery code may be typed, and what damage does."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from models.core.errors import CannotOpen, CannotWrite, KnownError, WrongPassphrase
from models.office import keys

CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ"
PASSPHRASE = "山茶花开在三月里"


@pytest.fixture(scope="module")
def data_key() -> bytes:
    return keys.new_data_key()


@pytest.fixture(scope="module")
def slots(data_key: bytes) -> list[keys.Slot]:
    return [
        keys.lock(data_key, PASSPHRASE, "王秀英", keys.USER, "2026-11-20 09:30:00"),
        keys.lock(data_key, "另一个人的口令", "李国强", keys.USER, "2026-11-20 09:30:00"),
        keys.lock(data_key, CODE, "恢复单", keys.RECOVERY, "2026-11-20 09:30:00"),
    ]


def test_a_passphrase_opens_its_own_slot(slots: list[keys.Slot], data_key: bytes) -> None:
    opened = keys.unlock(slots, "另一个人的口令")
    assert (opened.data_key, opened.slot.name) == (data_key, "李国强")
    assert keys.unlock(slots, PASSPHRASE, "王秀英").slot.name == "王秀英"


@pytest.mark.parametrize("typed", ["", "山茶花开在三月", PASSPHRASE + " ", CODE[:-1], CODE.replace("0", "8")])
def test_anything_else_is_refused_with_a_way_out(slots: list[keys.Slot], typed: str) -> None:
    with pytest.raises(WrongPassphrase, match="恢复码"):
        keys.unlock(slots, typed)


def test_somebody_elses_name_does_not_open(slots: list[keys.Slot]) -> None:
    with pytest.raises(WrongPassphrase):
        keys.unlock(slots, PASSPHRASE, "李国强")


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " ").lower(),
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("0", "o").replace("1", "I"),
        "".join(chr(ord(char) + 0xFEE0) for char in CODE),
        f"  {CODE}\n",
    ],
)
def test_a_recovery_code_may_be_typed_loosely(slots: list[keys.Slot], data_key: bytes, typed: str) -> None:
    assert keys.unlock(slots, typed).data_key == data_key


def test_a_passphrase_in_another_spelling_of_the_same_letters_opens(data_key: bytes) -> None:
    slot = keys.lock(data_key, "caf\u00e9 au lait", "甲", keys.USER, "")
    assert keys.unlock([slot], "cafe\u0301 au lait").data_key == data_key


def test_a_new_code_can_be_read_and_is_new() -> None:
    codes = {keys.new_recovery_code() for _ in range(20)}
    assert len(codes) == 20
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4] * 8
        assert not set(code) & set("ILOU")


def test_costs_are_never_below_those_of_the_rfc_and_fit_this_pc(
    data_key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(keys.TEST_COSTS)
    assert keys.least_costs() == {"t": 3, "m": 64 * 1024, "p": 4}
    for seconds, told in (
        (lambda costs: costs["t"] / 60, 45),
        (lambda costs: 0.001, keys.HIGHEST_TIME_COST),
        (lambda costs: 60.0, 3),
    ):
        monkeypatch.setattr(keys, "_seconds", seconds)
        keys.measured.cache_clear()
        assert keys.calibrated() == {"t": told, "m": 64 * 1024, "p": 4}
    keys.measured.cache_clear()
    assert keys.lock(data_key, "0" * 32, "恢复单", keys.RECOVERY, "").argon2id["t"] == 3


def test_every_slot_has_its_own_salt(slots: list[keys.Slot]) -> None:
    assert len({slot.salt for slot in slots}) == len({slot.nonce for slot in slots}) == 3


def test_keys_for_different_purposes_differ(data_key: bytes) -> None:
    derived = {keys.derive(data_key, purpose) for purpose in ("database", "history", "attachments")}
    assert len(derived) == 3
    assert all(len(key) == 32 and key != data_key for key in derived)


@pytest.mark.parametrize("weak", ["", "1234567", "       8"])
def test_a_weak_passphrase_is_refused(weak: str) -> None:
    with pytest.raises(KnownError, match="口令太短"):
        keys.refuse_weak(weak)


def test_saved_slots_are_loaded_from_either_copy(tmp_path: Path, slots: list[keys.Slot]) -> None:
    keys.save(tmp_path, slots)
    assert (tmp_path / keys.FILES[0]).read_bytes() == (tmp_path / keys.FILES[1]).read_bytes()
    for name in keys.FILES:
        other = tmp_path / next(file for file in keys.FILES if file != name)
        kept = other.read_bytes()
        for damage in (b"", kept[:100], kept.replace("李国强".encode(), "李国弱".encode()), b"[]", b"\xff\xfe"):
            other.write_bytes(damage)
            assert keys.load(tmp_path) == slots
        other.unlink()
        assert keys.load(tmp_path) == slots
        other.write_bytes(kept)


def test_two_damaged_copies_are_refused_and_left_alone(tmp_path: Path, slots: list[keys.Slot]) -> None:
    keys.save(tmp_path, slots)
    for name in keys.FILES:
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(CannotOpen, match="密钥文件已损坏"):
        keys.load(tmp_path)
    assert (tmp_path / keys.FILES[0]).read_bytes() == b"{}"


def test_no_key_file_is_no_office(tmp_path: Path) -> None:
    assert not keys.exist(tmp_path)
    with pytest.raises(CannotOpen, match="没有本程序的数据"):
        keys.load(tmp_path)


def test_slots_of_a_newer_program_are_refused(tmp_path: Path, slots: list[keys.Slot]) -> None:
    keys.save(tmp_path, slots)
    for name in keys.FILES:
        content = json.loads((tmp_path / name).read_text("utf-8"))
        body = {"format": keys.FORMAT + 1, "slots": content["slots"]}
        (tmp_path / name).write_text(json.dumps({**body, "sha256": keys._digest(body)}), "utf-8")
    with pytest.raises(CannotOpen, match="先升级程序"):
        keys.load(tmp_path)


def test_a_slot_whose_name_was_changed_opens_no_more(slots: list[keys.Slot]) -> None:
    with pytest.raises(WrongPassphrase):
        keys.unlock([replace(slots[0], name="别人")], PASSPHRASE)


def test_when_the_first_file_cannot_be_written_the_old_slots_still_hold(tmp_path: Path, slots: list[keys.Slot]) -> None:
    keys.save(tmp_path, slots[:2])
    (tmp_path / keys.FILES[0]).rename(tmp_path / "kept")
    (tmp_path / keys.FILES[0]).mkdir()
    with pytest.raises(CannotWrite):
        keys.save(tmp_path, slots)
    (tmp_path / keys.FILES[0]).rmdir()
    (tmp_path / "kept").rename(tmp_path / keys.FILES[0])
    assert keys.load(tmp_path) == slots[:2]


@pytest.mark.parametrize("name", keys.FILES)
def test_a_damaged_or_lost_key_file_is_written_anew_from_the_other(
    slots: list[keys.Slot], tmp_path: Path, name: str
) -> None:
    keys.save(tmp_path, slots)
    whole = (tmp_path / name).read_bytes()
    for spoil in (lambda file: file.write_bytes(whole[:-9]), Path.unlink):
        spoil(tmp_path / name)
        keys.mend(tmp_path)
        assert (tmp_path / name).read_bytes() == whole


def test_two_sound_key_files_that_differ_and_two_damaged_ones_stay_as_they_are(
    slots: list[keys.Slot], tmp_path: Path
) -> None:
    keys.save(tmp_path, slots[:1])
    older = (tmp_path / keys.FILES[0]).read_bytes()
    keys.save(tmp_path, slots)
    for content in (older, b"{}"):
        (tmp_path / keys.FILES[0]).write_bytes(content)
        if content == b"{}":
            (tmp_path / keys.FILES[1]).write_bytes(content)
        before = [(tmp_path / name).read_bytes() for name in keys.FILES]
        keys.mend(tmp_path)
        assert [(tmp_path / name).read_bytes() for name in keys.FILES] == before


@pytest.mark.parametrize(
    "costs", [{"t": 10**9, "m": 64, "p": 4}, {"t": 1, "m": 2**31, "p": 4}, {"t": 1}, {}, [1, 64, 4]]
)
def test_costs_that_never_come_to_an_end_are_damage(slots: list[keys.Slot], tmp_path: Path, costs: object) -> None:
    body = {"format": keys.FORMAT, "slots": [{**slots[0].plain(), "argon2id": costs}]}
    for name in keys.FILES:
        (tmp_path / name).write_text(json.dumps({**body, "sha256": keys._digest(body)}))
    with pytest.raises(CannotOpen, match="已损坏"):
        keys.load(tmp_path)


def test_a_slot_holds_a_key_pair_that_only_its_passphrase_opens(slots: list[keys.Slot]) -> None:
    privates = {keys.unlock(slots, typed).private for typed in (PASSPHRASE, "另一个人的口令", CODE)}
    assert len(privates) == 3
    assert {keys.public_of(private) for private in privates} == {slot.public for slot in slots}
    assert not any(private.hex() in repr(keys.unlock(slots, PASSPHRASE)) for private in privates)


def test_a_key_pair_outlives_its_passphrase(data_key: bytes) -> None:
    old = keys.lock(data_key, PASSPHRASE, "王秀英", keys.USER, "")
    private = keys.unlock([old], PASSPHRASE).private
    new = keys.lock(data_key, "另一个人的口令", "王秀英", keys.USER, "", private)
    assert keys.unlock([new], "另一个人的口令").private == private
    assert (new.public, new.private != old.private) == (old.public, True)


def test_an_exchanged_key_pair_opens_the_office_and_nothing_else(slots: list[keys.Slot], data_key: bytes) -> None:
    hers, his = slots[:2]
    for public, nonce, private in ((his.public, his.pair_nonce, his.private), (his.public, "", ""), ("", "x", "zz")):
        changed = replace(hers, public=public, pair_nonce=nonce, private=private)
        opened = keys.unlock([changed], PASSPHRASE)
        assert (opened.data_key, opened.private) == (data_key, b"")


def test_a_slot_of_the_first_release_is_read_written_as_it_was_and_given_a_pair(
    tmp_path: Path, slots: list[keys.Slot], data_key: bytes
) -> None:
    old = replace(slots[0], public="", pair_nonce="", private="")
    assert old.plain().keys() == {"id", "name", "kind", "created_at", "argon2id", "salt", "nonce", "wrapped"}
    keys.save(tmp_path, [old])
    assert keys.load(tmp_path) == [old]
    assert keys.unlock([old], PASSPHRASE).private == b""
    given, private = keys.give_pair(old, PASSPHRASE)
    assert keys.unlock([given], PASSPHRASE) == keys.Opened(data_key, given, private)
