"""报送 in the window: exactly what would leave, onto the stick, the receipt; calm sentences when a stick refuses."""

import errno
import shutil
import subprocess

import pytest
from PySide6.QtCore import Qt

from models.exchange import writing
from models.exchange.records import SentPackage
from models.exchange.sending import confirm_package
from models.office.access import add_user
from models.people.person import Person
from tests import builders
from tests.ui.pages.township_sample import acquaint, opened
from ui import jobs


@pytest.fixture(scope="session")
def acquainted(founded, tmp_path_factory):
    """The town, acquainted with its county."""
    return acquaint(founded, tmp_path_factory.mktemp("acquainted"))


@pytest.fixture
def part(enter, acquainted, settled):
    """The part in front, its preview shown."""
    found = enter("exchange", acquainted / "township").shell.page.show_part("sending")
    settled()
    return found


@pytest.fixture
def stick(tmp_path):
    """A directory that stands for a stick."""
    place = tmp_path / "KINGSTON"
    place.mkdir()
    return place


def send(part, settled, stick=None):
    if stick is not None:
        part.stick._folder = part.stick.place = stick
        part.stick.look()
    part.send()
    settled()


def fill(part):
    part.form.assessed.set_text("2026.11.2")


def test_a_township_that_knows_nobody_is_led_to_the_cards(enter, save_screen):
    shell = enter("exchange").shell
    part = shell.page.show_part("sending")
    save_screen(shell, "exchange_sending_empty")
    part._empty.buttons[0].click()
    assert shell.page.part is shell.page.show_part("keys")


def test_the_preview_shows_what_leaves_and_what_stays(part, settled, save_screen):
    part.form.choose_purpose("recommendations")
    settled()
    said = part.preview.text
    for words in (
        "会报送",
        "人员　3 条",
        "字段：姓名",
        "单立梅",
        "附件",
        "维权信访",
        "芒果县总工会",
        "对方还没有确认收到过",
    ):
        assert words in said, words
    assert "530" not in said.replace("5301", "")  # no whole number of anybody
    save_screen(part.window(), "exchange_sending")


def test_whose_data_leave_is_named_and_what_goes_with_each_record(part, settled):
    part.form.choose_purpose("handover")
    settled()
    said = part.preview.text
    named = next(line for line in part.preview.lines if line.startswith("都有谁："))
    assert "单立梅" in named
    assert len(named.removeprefix("都有谁：").split("、")) == Person.select().count()
    assert "谁在什么时候录入、修改的" in said
    assert all(words.count("“") == words.count("”") for words in said.split("　"))


def test_the_preview_is_of_the_order_that_stands_there_last(part, settled, qapp):
    for _ in range(3):
        part.form.choose_purpose("handover")
        part.form.choose_purpose("statistics")
        qapp.processEvents()
    settled()
    assert "都有谁" not in part.preview.text
    assert "人员" not in part.preview.text.split("这次没有的")[0]


def test_statistics_name_nobody_and_ask_for_no_ground(part, settled, save_screen):
    part.form.choose_purpose("statistics")
    settled()
    assert not part.form.ground.isVisible()
    assert part.form.period.isVisible()
    assert part.form.period.name == "2026-Q4"
    assert "单立梅" not in part.preview.text
    assert "只在报出的报表里有数" in part.preview.text
    save_screen(part.window(), "exchange_sending_statistics")


def test_without_the_day_of_the_assessment_nothing_leaves(part, settled, stick):
    part.form.choose_purpose("recommendations")
    send(part, settled, stick)
    assert "影响评估" in part.form.assessed.message
    part.form.assessed.set_text("2027.1.1")
    part.send()
    assert "今天以后" in part.form.assessed.message
    assert list(stick.iterdir()) == []


def test_without_a_place_it_asks_for_one(part, settled):
    part.form.choose_purpose("statistics")
    part.send()
    assert "请先插上U盘" in part.bar.text


def test_it_is_sealed_and_may_be_pulled_out(part, settled, stick, save_screen):
    part.form.choose_purpose("recommendations")
    fill(part)
    send(part, settled, stick)
    (path,) = stick.iterdir()
    assert path.suffix == writing.TAIL
    assert part.result.title.text() == "可以拔出U盘"
    assert "保管密钥" in part.bar.text
    save_screen(part.window(), "exchange_sent_now")
    shell = part.window()
    assert "第 1 号" in shell.status.text
    part.print_out()
    settled()
    assert shell.page.title.startswith("打印")
    assert shell.page.forms.current.key == "exchange.receipt"
    save_screen(shell, "exchange_receipt_preview")


def test_after_the_receiver_confirmed_only_changes_leave(part, settled, stick):
    part.form.choose_purpose("statistics")
    send(part, settled, stick)
    package = SentPackage.get()
    confirm_package(part.desk.session, package.receiver.office_uid, 1, package.digest)
    part.begin()
    settled()
    assert "没有新的内容" in part.preview.text
    part.form.whole.setChecked(True)
    settled()
    assert "全部资料" in part.preview.text


def test_another_package_gets_the_next_number(part, settled, stick):
    part.form.choose_purpose("statistics")
    for _ in range(2):
        send(part, settled, stick)
        part.begin()
        settled()
    assert sorted(path.name[-10:-6] for path in stick.iterdir()) == ["0001", "0002"]


def test_cancelled_half_way_leaves_nothing(part, settled, stick):
    part.form.choose_purpose("handover")
    fill(part)
    part.stick._folder = part.stick.place = stick
    part.stick.look()
    settled()
    part.send()
    jobs.running[-1].cancel()
    settled()
    assert part.result is None
    assert list(stick.iterdir()) == []
    assert not SentPackage.select().exists()


@pytest.mark.parametrize(
    ("number", "words"), [("ENOSPC", "已满"), ("EROFS", "只读"), ("ENODEV", "不见了"), ("EIO", "读写出错")]
)
def test_a_stick_that_refuses_is_one_sentence_and_holds_nothing(part, settled, stick, monkeypatch, number, words):
    def refuse(source, part_file, _progress):
        part_file.write_bytes(source.read_bytes()[:1000])
        raise OSError(getattr(errno, number), number)

    part.form.choose_purpose("statistics")
    settled()
    monkeypatch.setattr(writing, "_copy", refuse)
    send(part, settled, stick)
    monkeypatch.undo()
    assert words in part.bar.text
    assert part.result is None
    assert list(stick.iterdir()) == []
    assert not SentPackage.select().exists()
    send(part, settled, stick)
    assert SentPackage.get().number == 1


def test_a_stick_without_room_is_told_before_anything_is_written(part, settled, stick):
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(stick)], capture_output=True)
    if mount.returncode:
        pytest.skip("needs the right to mount")
    try:
        part.form.choose_purpose("statistics")
        settled()
        send(part, settled, stick)
        assert "空间不够" in part.bar.text
        assert list(stick.iterdir()) == []
    finally:
        subprocess.run(["umount", str(stick)], check=True)


def test_a_real_stick_with_fat_takes_its_chinese_name(part, settled, stick, tmp_path):
    image = tmp_path / "stick.img"
    image.write_bytes(bytes(4 << 20))
    made = shutil.which("mkfs.vfat") and subprocess.run(["mkfs.vfat", str(image)], capture_output=True)
    options = "loop,iocharset=utf8"
    mount = made and subprocess.run(["mount", "-o", options, str(image), str(stick)], capture_output=True)
    if not mount or mount.returncode:
        pytest.skip("needs mkfs.vfat and the right to mount")
    try:
        part.form.choose_purpose("statistics")
        settled()
        send(part, settled, stick)
        assert part.result is not None, part.bar.text
        assert [path.name for path in stick.iterdir()] == [SentPackage.get().file_name]
    finally:
        subprocess.run(["umount", str(stick)], check=True)


def test_a_stick_that_lies_about_its_room_is_told(part, settled, stick, monkeypatch):
    monkeypatch.setattr(writing, "_read_back", lambda _part: b"other")
    part.form.choose_purpose("statistics")
    settled()
    send(part, settled, stick)
    assert "虚标容量" in part.bar.text
    assert list(stick.iterdir()) == []


def test_a_stick_that_was_pulled_out_before_is_told(part, settled, stick):
    part.form.choose_purpose("statistics")
    settled()
    part.stick._folder = part.stick.place = stick
    part.stick.look()
    shutil.rmtree(stick)
    part.send()
    settled()
    assert "插好U盘" in part.bar.text
    assert part.stick.place is None


def test_a_whole_handover_wants_a_second_user(enter, acquainted, settled, stick, tmp_path, save_screen):
    town = tmp_path / "two"
    shutil.copytree(acquainted / "township", town)
    with opened(town) as office:
        add_user(office, "赵安全", ["security"], builders.PASSPHRASE + "二")
    part = enter("exchange", town).shell.page.show_part("sending")
    settled()
    part.form.choose_purpose("handover")
    fill(part)
    send(part, settled, stick)
    assert "全量备份移交" in part.consent.findChildren(type(part._empty._text))[0].text()
    save_screen(part.window(), "exchange_handover_consent")
    part.consent.passphrase.set_text("不对的口令")
    part.consent.submit()
    settled()
    assert part.consent.passphrase.message
    assert list(stick.iterdir()) == []
    part.consent.passphrase.set_text(builders.PASSPHRASE + "二")
    part.consent.submit()
    settled()
    assert part.consent is None
    assert len(list(stick.iterdir())) == 1


def test_everything_fits_at_the_largest_letters(part, settled, save_screen):
    part.window().set_font_size("特大")
    settled()
    assert part.send_button.isVisible()
    save_screen(part.window(), "exchange_sending_largest")


def test_the_day_of_the_assessment_is_stated_once(part, settled, stick):
    part.form.choose_purpose("recommendations")
    fill(part)
    send(part, settled, stick)
    part.save()
    settled()
    assert SentPackage.select().count() == 1  # what was just sent is in front
    part.begin()
    part.form.choose_purpose("statistics")
    part.form.choose_purpose("recommendations")
    assert part.form.assessed.text() == "2026年11月2日"
    part.form.choose_purpose("handover")
    assert part.form.assessed.text() == ""


def test_purposes_are_chosen_by_keys(part, settled, qtbot):
    first, second = part.form.purposes[0].choice, part.form.purposes[1].choice
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    settled()
    assert second.isChecked()
    assert part.form.purpose.key == part.form.purposes[1].purpose.key
    qtbot.mouseClick(part.form.purposes[2], Qt.MouseButton.LeftButton)
    settled()
    assert part.form.purposes[2].choice.isChecked()


def test_everything_fits_into_the_smallest_screen(enter, acquainted, settled, save_screen):
    shell = enter("exchange", acquainted / "township", (1280, 720)).shell
    part = shell.page.show_part("sending")
    part.form.choose_purpose("recommendations")
    settled()
    save_screen(shell, "exchange_sending_small")
    shell.page.show_part("keys")
    save_screen(shell, "exchange_keys_small")
    assert shell.width() == 1280
