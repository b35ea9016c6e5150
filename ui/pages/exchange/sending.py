"""报送: what is asked, exactly what would leave, onto which stick; then 「可以拔出」 with the receipt to be signed."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from models.core.errors import KnownError, NotAllowed, WrongPassphrase
from models.core.progress import Progress
from models.exchange.content import Preview
from models.exchange.identity import escrow, trusted_offices
from models.exchange.purposes import refuse_groundless
from models.exchange.records import OfficeKey, SentPackage
from models.exchange.sending import Consent, Order, Sent, preview, send
from models.office.consent import consenters
from models.people.person import Person
from reports.forms.exchange.receipt import counts_of
from ui import jobs, messages, style
from ui.desk import Desk
from ui.offering import may, offer
from ui.pages.consent import ConsentForm
from ui.pages.exchange.order_form import OrderForm
from ui.pages.exchange.preview import PreviewPanel
from ui.pages.exchange.stick import StickChooser
from ui.pages.exchange.work import connected
from ui.pages.parts import Part
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState
from ui.widgets.facts import facts_grid
from ui.widgets.parts import Mark, button, column, label, row

_ACQUAINT = "报送以前，先生成本单位的密钥，再和收件单位交换一次公钥卡。以后每次报送就不用再做了。"
_NO_PLACE = "请先插上U盘并选中它，或者选一个文件夹。"
_GONE = "“{name}”不见了，没有写入。请插好U盘再试一次。"
_NOBODY = "现在没有别的用户能同意（要审核员或安全管理员），不能全量移交。"
_MB = 1_000_000


class SendingPart(Part):
    """The form with its preview; instead of them what has just been sent."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self.consent: ConsentForm | None = None
        self.result: SentPanel | None = None
        self._looking: jobs.Job | None = None
        self._persons = 0
        self.form = OrderForm(desk.today())
        self.preview = PreviewPanel()
        self.stick = StickChooser(desk.opened.place.directory)
        self.send_button = button("封装并写到U盘", self.send, "primary", "usb", "封装、写到U盘、读回核对（Ctrl+S）")
        self._place: QVBoxLayout = column(spacing=0)
        self._filled = self._lay_out()
        self._empty = EmptyState("usb", "还没有收件单位", _ACQUAINT, [("去登记往来单位", self._go_to_keys)])
        self._stack = QStackedWidget()
        self._stack.addWidget(self._filled)
        self._stack.addWidget(self._empty)
        self.body.addLayout(self._place)
        self.body.addWidget(self._stack, 1)
        self.form.changed.connect(self.look)
        offer(desk, "send_package", self.send_button)
        self.refresh()

    def refresh(self) -> None:
        """Read the receivers and the preview anew; what was just sent stays in front."""
        self.form.offer(trusted_offices())
        ready = OfficeKey.select().exists() and self.form.order() is not None
        if self.result is None:
            self._stack.setCurrentWidget(self._filled if ready else self._empty)
        if ready and self._looking is None:
            self.look()

    def look(self) -> None:
        """Show what would leave now; an older question is given up."""
        order = self.form.order()
        if self._looking is not None:
            self._looking.supersede()
            self._looking = None
        if order is None:
            return
        self._close_consent()
        self.preview.wait()
        work = connected(lambda _progress: preview(order))
        job = jobs.start(
            self,
            "查看报送内容",
            work,
            done=lambda found: self._show(order, found),
            failed=self._failed,
            watch=jobs.unseen,
        )
        self._looking = job

    def send(self) -> None:
        """封装并写到U盘, once everything that the purpose asks for is there."""
        order, place = self.form.order(), self.stick.place
        if order is None or not self.send_button.isEnabled() or self.form.lacks_day():
            return
        messages.clear_bar(self)
        if place is None:
            messages.bar(self, _NO_PLACE, "warn")
            return
        if not place.is_dir():  # a name that is free would be taken for that of a file
            self.stick.look()
            messages.bar(self, _GONE.format(name=place.name or place), "stop")
            return
        try:
            refuse_groundless(order.purpose, order.handover, self.desk.today())
        except KnownError as error:
            messages.known(self, error)
            return
        if order.purpose.consent and not self.desk.session.alone:
            self._ask_consent(order, place)
        else:
            self._start(order, place, None)

    def save(self) -> None:
        """Ctrl+S sends; what was just sent is not sent again by it."""
        if self.result is None:
            self.send()

    def begin(self) -> None:
        """Ctrl+N: another package."""
        self._again()

    def print_out(self) -> None:
        """签收单 of what was just sent."""
        if self.result is not None:
            self._print(self.result.package)

    def step_back(self) -> bool:
        """Close the consent, or what was sent."""
        return self._close_consent() or self._again()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self._asked.setMinimumWidth(style.px(350))

    def _show(self, order: Order, found: Preview) -> None:
        self._looking = None
        self._persons = sum(kind.count for kind in found.kinds if kind.noun == Person.noun)
        self.preview.show_preview(found, order.receiver.name, order.whole, escrow() is not None)

    def _failed(self, error: KnownError) -> None:
        self._looking = None
        messages.known(self, error)

    def _ask_consent(self, order: Order, place: Path) -> None:
        self._close_consent()
        names = consenters(self.desk.opened)
        if not names:
            messages.bar(self, _NOBODY, "stop")
            return
        self.consent = form = ConsentForm(f"“{order.purpose.title}”", self._persons, names)
        form.given = lambda name, typed: self._start(order, place, Consent(name, typed))
        form.closed = self._close_consent
        self._place.addWidget(form)
        form.show()
        form.start()

    def _start(self, order: Order, place: Path, consent: Consent | None) -> None:
        opened = self.desk.opened

        def work(progress: Progress) -> Sent:
            return send(opened, order, place, progress, consent)

        jobs.start(self, "报送", connected(work), done=self._sent, failed=self._refused, hold=self._filled)

    def _refused(self, error: KnownError) -> None:
        if self.consent is not None and isinstance(error, WrongPassphrase | NotAllowed):
            self.consent.refuse(error)
            return
        self._close_consent()
        messages.known(self, error)
        self.stick.look()

    def _sent(self, sent: Sent) -> None:
        self._close_consent()
        self._drop_result()
        self.result = SentPanel(sent, lambda: self._print(sent.package), self._again)
        self._stack.addWidget(self.result)
        self._stack.setCurrentWidget(self.result)
        self.result.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if sent.warnings:
            lacking = escrow() is None and may(self.desk, "make_escrow_key")
            verb, action = ("去生成", self._go_to_keys) if lacking else ("", None)
            messages.bar(self, "".join(sent.warnings), "warn", verb, action)
        self.desk.changed.emit(None)

    def _print(self, package: SentPackage) -> None:
        wanted = {"form": "exchange.receipt", "kind": SentPackage.kind(), "uids": [package.uid]}
        self.go.emit("printing", wanted)

    def _again(self) -> bool:
        """Back to the form; False when it is there already."""
        if self.result is None:
            return False
        self._drop_result()
        messages.clear_bar(self)
        self._stack.setCurrentWidget(self._filled)
        self.look()
        return True

    def _drop_result(self) -> None:
        if self.result is not None:
            panel, self.result = self.result, None
            self._stack.removeWidget(panel)
            panel.hide()
            panel.deleteLater()

    def _close_consent(self) -> bool:
        if self.consent is None:
            return False
        form, self.consent = self.consent, None
        self._place.removeWidget(form)
        form.hide()
        form.deleteLater()
        return True

    def _go_to_keys(self) -> None:
        self.go.emit("exchange", "keys")

    def _lay_out(self) -> QWidget:
        asked = QScrollArea()
        asked.setWidgetResizable(True)
        asked.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form.setObjectName("plain")
        asked.setWidget(self.form)
        self._asked = asked
        self._fit()
        right = QFrame()
        right.setObjectName("card")
        inside = column(right, 8, (16, 12, 8, 12))
        inside.addWidget(self.preview, 1)
        foot = QFrame()
        foot.setObjectName("card")
        line = row(foot, 12, (16, 8, 12, 8))
        line.addWidget(label("写到", "strong"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.stick, 1)
        line.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignTop)
        beside = QWidget()
        stacked = column(beside, 8)
        stacked.addWidget(right, 1)
        stacked.addWidget(foot)
        made = QSplitter(Qt.Orientation.Horizontal)
        made.setChildrenCollapsible(False)
        made.addWidget(asked)
        made.addWidget(beside)
        made.setStretchFactor(0, 2)
        made.setStretchFactor(1, 3)
        return made


class SentPanel(QFrame):
    """可以拔出: what lies on the stick, and the paper that is signed when it is handed over."""

    def __init__(self, sent: Sent, print_receipt: Any, again: Any) -> None:
        super().__init__()
        self.setObjectName("card")
        self.package = sent.package
        self.print_button = button("打印签收单", print_receipt, "primary", "printer", "打印签收单（Ctrl+P）")
        layout = column(self, 12, (24, 20, 24, 20))
        head = row(spacing=8)
        head.addWidget(Mark("done"))
        self.title = label("可以拔出U盘", "title")
        head.addWidget(self.title, 1)
        layout.addLayout(head)
        layout.addWidget(label("报送包已经写到U盘，并从U盘读回核对过。请和签收单一起交给收件单位。", wrap=True))
        layout.addLayout(facts_grid(_facts(sent), 72))
        verbs = row(spacing=8)
        verbs.addWidget(self.print_button)
        verbs.addWidget(button("再报一份", again, "", "", "回到报送（Esc）"))
        verbs.addStretch(1)
        layout.addLayout(verbs)
        layout.addStretch(1)
        self.setMaximumWidth(style.px(900))


def _facts(sent: Sent) -> list[tuple[str, str]]:
    package, told = sent.package, sent.manifest
    counts = "、".join(f"{noun} {count:,}" for noun, count in counts_of(package.rows)) or "没有新的内容"
    extra = [f"附件 {told['attachments']} 个"] * bool(told["attachments"])
    extra += [f"删除 {told['deleted']} 条"] * bool(told["deleted"])
    lost = len(told["missing"])
    extra += [f"有 {lost} 个附件的文件不见了，没有带上"] * bool(lost)
    return [
        ("文件", sent.path.name),
        ("位置", str(sent.path.parent)),
        ("大小", _size(sent.path)),
        ("收件单位", package.receiver.name),
        ("用途", f"{told['purpose_title']}　{package.period}　第 {package.number} 号"),
        ("内容", "；".join([counts, *extra])),
    ]


def _size(path: Path) -> str:
    try:
        size = path.stat().st_size
    except OSError:  # she has pulled it out already
        return "U盘已经拔出"
    return f"{size / _MB:.1f} MB" if size >= _MB else f"{max(size // 1000, 1)} KB"
