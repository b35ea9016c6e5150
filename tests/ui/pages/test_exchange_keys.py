"""往来单位: own keys and card, comparing another office's card by telephone, the key for the safe."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from models.exchange import identity, minisign
from models.exchange.cards import read_card_file
from models.exchange.records import TrustedOffice
from models.office.office import change_office
from tests.models.exchange import packages
from tests.ui.seen import texts
from ui import messages


@pytest.fixture
def part(enter):
    """The part in front, at a township without keys."""
    return enter("exchange").shell.page.show_part("keys")


@pytest.fixture
def other(tmp_path):
    """Another office's card as a file."""
    path = tmp_path / "stick" / "竹海县总工会-公钥卡.qtcard"
    path.parent.mkdir()
    path.write_bytes(packages.any_card().file())
    return path


def compare(part, card, last=None):
    """Tick the first four groups, type the others."""
    groups = card.fingerprint.split()
    for tick in part.comparing.ticks:
        tick.setChecked(True)
    for box, group in zip(part.comparing.typed, last or groups[4:], strict=True):
        box.setText(group)
        box.textEdited.emit(group)


def test_own_keys_are_made_with_one_button_and_the_card_is_shown(part, save_screen):
    save_screen(part.window(), "exchange_keys_none")
    part.make_button.click()
    card = identity.own_card()
    seen = "".join(texts())
    assert all(group in seen for group in card.fingerprint.split())
    save_screen(part.window(), "exchange_keys_card")


def test_the_card_goes_to_a_stick_and_can_be_read_back(part, tmp_path):
    part.make_keys()
    part.write_card()
    assert "请先选" in part.bar.text
    part.stick.choose(tmp_path)
    part.write_card()
    assert "可以拔出" in part.bar.text
    assert read_card_file(tmp_path / "芒果镇党建办公室-公钥卡.qtcard") == identity.own_card()


def test_a_card_is_registered_once_all_groups_were_heard(part, other, qtbot, save_screen):
    part.make_keys()
    messages.answer([other])
    part.begin()
    assert not part.comparing.button.isEnabled()
    compare(part, read_card_file(other))
    save_screen(part.window(), "exchange_keys_compare")
    qtbot.keyClick(part.comparing.typed[-1], Qt.Key.Key_Return)
    assert part.comparing is None
    assert [office.name for office in identity.trusted_offices()] == ["竹海县总工会"]
    save_screen(part.window(), "exchange_keys_known")
    messages.answer([other])
    part.begin()
    assert part.comparing is None
    assert "已经登记过" in part.bar.text


def test_another_group_than_on_the_card_registers_nobody(part, other):
    part.make_keys()
    part.read(other)
    compare(part, read_card_file(other), ["00000", "00000"])
    part.comparing.submit()
    assert "指纹对不上" in part.comparing.bar.text
    assert identity.trusted_offices() == []
    assert part.step_back()
    assert part.comparing is None


def test_full_width_digits_are_digits_too(part, other):
    part.read(other)
    card = read_card_file(other)
    wide = [group.translate({ord(str(n)): chr(ord("０") + n) for n in range(10)}) for group in card.fingerprint.split()]
    compare(part, card, wide[4:])
    part.comparing.submit()
    assert len(identity.trusted_offices()) == 1


def test_a_card_is_scanned_code_by_code(part, save_screen):
    part.make_keys()
    part.scan()
    part.offices.form.form.editors["scanned"].set_text("\n".join(packages.any_card().qr()))
    assert part.offices.form.save()
    assert part.comparing.card.unit == "竹海县总工会"


def test_a_file_that_is_no_card_is_told_calmly(part, tmp_path):
    path = tmp_path / "花名册.qtcard"
    path.write_text("姓名,性别")
    part.take_files([path])
    assert "不是公钥卡" in part.bar.text


def test_revoking_wants_a_reason(part, other):
    part.read(other)
    compare(part, read_card_file(other))
    part.comparing.submit()
    part._revoke(identity.trusted_offices()[0])
    part.offices.form.save()
    assert len(identity.trusted_offices()) == 1
    part.offices.form.form.editors["reason"].set_text("电脑丢失")
    part.offices.form.save()
    assert identity.trusted_offices() == []
    assert TrustedOffice.get().revoked_reason == "电脑丢失"


def test_the_key_for_the_safe_is_shown_once(part, tmp_path, save_screen):
    part.make_keys()
    messages.answer(True)
    part.escrow_button.click()
    secret = part.sheet.secret
    assert secret.startswith("AGE-SECRET-KEY-1")
    save_screen(part.window(), "exchange_escrow")
    target = tmp_path / "保管密钥单.pdf"
    messages.answer(target)
    part.sheet.save()
    assert target.read_bytes().startswith(b"%PDF")
    assert "删掉" in part.sheet.bar.text
    assert not part.sheet.go_on.isEnabled()
    shell = part.window()
    assert shell.visit("people") is shell.visit("exchange")
    assert "收好" in part.sheet.bar.text
    part.sheet.safe.setChecked(True)
    part.sheet.go_on.click()
    assert part.sheet is None
    assert not any(secret[-10:] in text for text in texts())


def test_a_dropped_card_leads_here(enter, other):
    workbench = enter("today")
    workbench._take_files([other])
    assert workbench.shell.page.part.comparing is not None


def test_everything_fits_at_the_largest_letters(part, other, save_screen):
    part.make_keys()
    part.window().set_font_size("特大")
    save_screen(part.window(), "exchange_keys_largest")
    part.read(other)
    save_screen(part.window(), "exchange_keys_compare_largest")


def test_another_name_of_the_office_is_another_card(part):
    part.make_keys()
    before = identity.own_card().fingerprint
    part.desk.do(part, change_office, {"name": "芒果镇总工会"}, undoable=False)
    seen = "".join(texts())
    assert identity.own_card().fingerprint != before
    assert all(group in seen for group in identity.own_card().fingerprint.split())


def test_the_new_card_of_a_known_office_is_registered_at_once(part):
    part.make_keys()
    old = minisign.new_secret()
    known = replace(packages.any_card(), signing=minisign.public_of(old))
    identity.trust_office(part.desk.session, known, known.fingerprint)
    new = replace(packages.any_card(), unit=known.unit, office=known.office)
    part.compare(replace(new, endorsement=new.endorsed_with(old)))
    assert part.comparing is None
    assert identity.trusted(known.office).signing == new.signing
    assert "由它的原密钥签字" in "".join(texts())
