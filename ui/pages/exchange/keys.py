"""往来单位: the own keys and card, the offices whose cards were compared, and the key for the safe."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from models.core.errors import KnownError, Problem
from models.exchange import identity
from models.exchange.cards import Card, read_card, read_card_file
from models.exchange.headless import export_card
from models.exchange.records import EscrowKey, OfficeKey, TrustedOffice
from models.exchange.writing import safe_name
from reports.paper import qr
from ui import messages, style
from ui.desk import Desk
from ui.offering import offer, verb_or_reason
from ui.pages.exchange.escrow import EscrowSheet
from ui.pages.exchange.fingerprint import CompareForm, Fingerprint
from ui.pages.exchange.page import CARD
from ui.pages.exchange.paper_out import print_sheet, save_sheet
from ui.pages.exchange.stick import StickChooser
from ui.pages.parts import Part
from ui.settings import Settings
from ui.widgets.asking import question, reason
from ui.widgets.flow import Flow
from ui.widgets.inline_form import Entries, Entry
from ui.widgets.parts import Mark, button, column, hairline, label, row

_KEYS = "有了密钥，收件单位才认得出是本单位报的，别的单位也才能把报送包封给本单位。只生成一次，存在加密的数据文件里。"
_CARD = "公钥卡上没有秘密。打印一张，或者写到U盘，交给往来单位；对方打电话核对时，把下面六组数字逐组读给对方。"
_OFFICES = "先登记对方的公钥卡，才能报送给对方，也才能收对方的包。登记以前要打电话核对指纹。"
_NO_ESCROW = "还没有。收件单位的密钥一旦丢失，报出的包谁也打不开。请生成一把，打印后锁入保险柜。"
_ESCROW = "{day}生成，私钥在保险柜里。以后报出的包它也打得开。"
_ANEW = "换了以后，新报出的包用新的打开；以前的包仍用原来那张，不要销毁。"
_ONCE = "私钥只显示这一次，请先准备好打印机。"
_NOT_KEPT = "请先把保管密钥单打印或另存，收好以后勾选“我已把保管密钥单收好”，再离开这里。"
_PATTERN = f"公钥卡 (*{CARD} *.json *.txt);;所有文件 (*)"
_SCANNED = "扫到的内容"
_SETTLED_MS = 80


class KeysPart(Part):
    """Three cards under each other."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self.comparing: CompareForm | None = None
        self.sheet: EscrowSheet | None = None
        self.stick: StickChooser | None = None
        self.fingerprint: Fingerprint | None = None
        self._card: Card | None = None
        self.own, self._own = _card("本单位")
        offices, inside = _card("")
        self._place = column(spacing=0)
        self.offices = Entries("往来单位", empty="还没有登记。")
        self.read_button = button("读入公钥卡…", self.begin, "", "file-input", "从U盘读入对方的公钥卡（Ctrl+N）")
        self.scan_button = button("扫码登记…", self.scan)
        verbs = row(spacing=8)
        verbs.addWidget(self.read_button)
        verbs.addWidget(self.scan_button)
        verbs.addStretch(1)
        inside.addLayout(self._place)
        inside.addWidget(self.offices)
        inside.addWidget(label(_OFFICES, "second", wrap=True))
        inside.addLayout(verbs)
        self.escrow, self._escrow = _card("保管密钥")
        offer(desk, "trust_office", self.read_button, self.scan_button)
        self._lay_out(self.own, offices, self.escrow)
        self.refresh()

    def refresh(self) -> None:
        """Read the keys anew; what is being compared or printed stays."""
        self._show_own()
        found = list(TrustedOffice.select().order_by(TrustedOffice.revoked_on.is_null(False), TrustedOffice.name))
        if self.offices.form is None:
            self.offices.show_lines([self._entry(office) for office in found])
        if self.sheet is None:
            self._show_escrow()

    def open_target(self, target: object) -> None:
        """Files of cards."""
        if isinstance(target, list):
            self.take_files(target)

    def take_files(self, files: Sequence[Path]) -> None:
        """The first card is read in."""
        if files and self.read_button.isEnabled():
            self.read(files[0])

    def begin(self) -> None:
        """读入公钥卡."""
        if self.read_button.isEnabled():
            self.take_files(messages.open_files(self, "读入对方的公钥卡", _PATTERN, several=False))

    def read(self, path: Path) -> None:
        """Read a card from a file, to compare it."""
        try:
            self.compare(read_card_file(path))
        except KnownError as error:
            messages.known(self, error)

    def scan(self) -> None:
        """扫码登记: take what a scanner types."""

        def store(values: dict[str, Any]) -> list[Problem] | None:
            try:
                self.compare(read_card(str(values["scanned"]).encode()))
            except KnownError as error:
                messages.known(form, error)
                return None
            return []

        form = question([reason(_SCANNED, "scanned")], "读入", store)
        self.offices.open_form(form)

    def compare(self, card: Card) -> None:
        """Ask for the fingerprint, unless it is the new card of a known office, which its old keys signed.

        Raises RuleRefused for a card that need not be registered.
        """
        self._close_comparing()
        if identity.is_renewal(card):
            self.desk.do(self, identity.trust_renewed, card, undoable=False)
            return
        identity.refuse_card(card)
        messages.clear_bar(self)
        self.comparing = CompareForm(card, self._trust)
        self.comparing.closed.connect(self._close_comparing)
        self._place.addWidget(self.comparing)
        self.comparing.show()
        self.comparing.start()
        self._into_sight(self.comparing)

    def make_keys(self) -> None:
        """生成密钥."""
        self.desk.do(self, identity.make_exchange_keys, self.desk.opened, undoable=False)

    def make_escrow(self) -> None:
        """生成保管密钥, and show its secret once."""
        detail = f"{_ANEW}{_ONCE}" if identity.escrow() else _ONCE
        if not messages.confirm(self, "要生成保管密钥吗？", "生成保管密钥", detail):
            return
        done = self.desk.do(self, identity.make_escrow_key, quiet=True)
        if done is not None:
            _empty(self._escrow)
            self.sheet = EscrowSheet(self.desk, done.value)
            self.sheet.kept.connect(self._put_away)
            messages.clear_bar(self)
            self._escrow.addWidget(self.sheet)
            self._into_sight(self.sheet)

    def write_card(self) -> None:
        """写到U盘."""
        if self.stick is None or self.stick.place is None:
            messages.bar(self, "请先选U盘或文件夹。", "warn")
            return
        path = self.stick.place / Path(safe_name(identity.own_card().unit, "公钥卡")).with_suffix(CARD).name
        try:
            export_card(path)
        except KnownError as error:
            messages.known(self, error)
            self.stick.look()
            return
        messages.bar(self, f"公钥卡已写成“{path.name}”，可以拔出U盘。交给对方以后，打电话核对指纹。", "done")

    def print_out(self) -> None:
        """打印公钥卡."""
        if OfficeKey.select().exists():
            print_sheet(self, self.desk, self._card_paper())

    def save_card(self) -> None:
        """公钥卡 as PDF."""
        save_sheet(self, self.desk, self._card_paper(), f"{self.desk.opened.office.name}公钥卡")

    def step_back(self) -> bool:
        """Close what is being compared or asked."""
        return self._close_comparing() or self.offices.close_form()

    def settle(self) -> bool:
        """A key for the safe that nobody printed would open nothing: she stays until she says that it is kept."""
        if self.sheet is None or self.sheet.safe.isChecked():
            return True
        messages.bar(self.sheet, _NOT_KEPT, "warn")
        return False

    def _card_paper(self) -> Any:
        from reports.forms import ALL, lay_out_for

        return lay_out_for("exchange.card", ALL, self.desk.session.clock())

    def _trust(self, fingerprint: str) -> bool:
        form = self.comparing
        return form is not None and (
            self.desk.do(form, identity.trust_office, form.card, fingerprint, undoable=False) is not None
        )

    def _close_comparing(self) -> bool:
        if self.comparing is None:
            return False
        form, self.comparing = self.comparing, None
        self._place.removeWidget(form)
        form.hide()
        form.deleteLater()
        return True

    def _put_away(self) -> None:
        self.sheet = None
        self._show_escrow()

    def _entry(self, office: TrustedOffice) -> Entry:
        level = TrustedOffice.level.show(office.level)
        if office.revoked_on is not None:
            day = TrustedOffice.revoked_on.show(office.revoked_on)
            return Entry(office.name, f"{day}作废：{office.revoked_reason}")
        detail = f"{level} · 指纹 {office.fingerprint} · {office.created_at[:10]} 登记"
        return Entry(
            office.name,
            detail,
            [("作废…", verb_or_reason(self.desk, "revoke_trust", lambda: self._revoke(office)))],
        )

    def _revoke(self, office: TrustedOffice) -> None:
        def store(values: dict[str, Any]) -> list[Problem] | None:
            done = self.desk.do(form, identity.revoke_trust, office, str(values["reason"]), undoable=False)
            return None if done is None else []

        form = question([reason("作废原因")], f"作废“{office.name}”的公钥", store)
        form.closed.connect(self.refresh)
        self.offices.open_form(form)

    def _show_own(self) -> None:
        card = identity.own_card() if OfficeKey.select().exists() else None
        if card is not None and card == self._card:  # the place that she chose stays
            return
        self._card = card
        _empty(self._own)
        if card is None:
            self._own.addWidget(label(_KEYS, wrap=True))
            self.make_button = button("生成本单位密钥", self.make_keys, "primary", "key-round")
            offer(self.desk, "make_exchange_keys", self.make_button)
            self._own.addWidget(_beside(self.make_button))
            return
        self.fingerprint = Fingerprint(card.fingerprint)
        self.stick = StickChooser(self.desk.opened.place.directory)
        codes = Flow(12)
        for text in card.qr():
            codes.add(_picture(text))
        left = column(spacing=8)
        left.addWidget(label(f"{card.unit} · {TrustedOffice.level.show(card.level)}", "strong", wrap=True))
        left.addWidget(label(_CARD, wrap=True))
        left.addWidget(self.fingerprint)
        left.addWidget(
            _beside(
                button("打印公钥卡", self.print_out, "", "printer", "打印公钥卡（Ctrl+P）"),
                button("另存PDF", self.save_card, "", "file-down"),
            )
        )
        left.addWidget(hairline())
        left.addWidget(self.stick)
        left.addWidget(_beside(button("公钥卡写到U盘", self.write_card, "", "usb")))
        made = QWidget()
        across = row(made, 24)
        across.addLayout(left, 1)
        across.addWidget(codes, 0, Qt.AlignmentFlag.AlignTop)
        self._own.addWidget(made)

    def _show_escrow(self) -> None:
        _empty(self._escrow)
        kept: EscrowKey | None = identity.escrow()
        text = _ESCROW.format(day=kept.created_at[:10]) if kept else _NO_ESCROW
        line = QWidget()
        inside = row(line, 8)
        inside.addWidget(Mark("done" if kept else "warn"))
        inside.addWidget(label(text, wrap=True), 1)
        self.escrow_button = button("换一把…" if kept else "生成保管密钥…", self.make_escrow, "", "key-round")
        offer(self.desk, "make_escrow_key", self.escrow_button)
        inside.addWidget(self.escrow_button)
        self._escrow.addWidget(line)

    def _into_sight(self, widget: QWidget) -> None:
        for wait in (0, _SETTLED_MS):  # once it has its place, and again when lines that wrap have got theirs
            soon = QTimer(widget, singleShot=True, interval=wait)
            soon.timeout.connect(lambda: self._area.ensureWidgetVisible(widget, 0, 12))
            soon.start()

    def _lay_out(self, *cards: QWidget) -> None:
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        inside = QWidget()
        inside.setObjectName("plain")
        layout = column(inside, 12)
        for one in cards:
            layout.addWidget(one)
        layout.addStretch(1)
        area.setWidget(inside)
        self.body.addWidget(area, 1)


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    made = QFrame()
    made.setObjectName("card")
    layout = column(made, 8, (20, 12, 20, 16))
    if title:
        layout.addWidget(label(title, "section"))
    inside = column(spacing=8)
    layout.addLayout(inside)
    return made, inside


def _beside(*widgets: QWidget) -> QWidget:
    made = QWidget()
    layout = row(made, 8)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return made


def _picture(text: str) -> QLabel:
    """A QR code on the screen, for a scanner."""
    code = qr.symbol(text)
    image = QImage(code.bits, code.side, code.side, (code.side + 7) // 8, QImage.Format.Format_Mono)
    image.setColorTable([0xFFFFFFFF, 0xFF000000])
    made = label()
    side = code.side * max(style.px(120) // code.side, 1)
    made.setPixmap(QPixmap.fromImage(image).scaled(side, side))
    made.setAccessibleName("公钥卡的二维码")
    return made


def _empty(layout: QVBoxLayout) -> None:
    while layout.count():
        old = layout.takeAt(0).widget()
        if old is not None:
            old.hide()
            old.deleteLater()
