"""What would leave, before it does: kinds, counts, columns, a few records as they are told, and what stays."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from models.exchange.content import Leaving, Preview
from models.office.attachment import PHOTO
from models.statistics.frozen import FrozenReturn
from ui import style
from ui.widgets.parts import Mark, column, hairline, label, row

_WAITS = "正在查看会报送什么……"
_FIRST = "对方还没有确认收到过，这次带全部。"
_SINCE = "只带对方上次确认以后新增和改动的，连同它们要用到的单位、人员等；别的以前报过又没有变的不再带。"
_NOTHING = "没有新的内容：对方已经有全部。也可以照样报送，或者选“全部重报”。"
_NONE_YET = "这种用途要报的资料，本单位还没有登记。"
_NO_RETURN = "没有新报出的报表：先在“统计报表”里打开要报的表，点“报出”，再来这里报送。"
_MASKED = "样例里的证号、电话、账号打星号，包里是完整的。"
_WITH_EACH = "每条资料还带：编号和修订号，哪个单位的，谁在什么时候录入、修改的。"
_SEALED = "只有“{receiver}”打得开{escrow}。"
_STAYS = (
    "保密区的案件和维权信访：一条也不带。",
    "用户、口令、密钥、设置、操作历史：不带。",
)
_NUMBERS = "只在报出的报表里有数，小数字隐去。"
_TITLES = {PHOTO: "照片"}
_LONGEST = 24


class PreviewPanel(QScrollArea):
    """Scrolls by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.lines: list[str] = []
        self._inside = QWidget()
        self._inside.setObjectName("plain")
        self._layout: QVBoxLayout = column(self._inside, 6, (0, 0, 12, 0))
        self.setWidget(self._inside)

    @property
    def text(self) -> str:
        """All that stands there."""
        return "\n".join(self.lines)

    def wait(self) -> None:
        """Say that it is being looked at."""
        self._begin()
        self._say(_WAITS, "second")
        self._layout.addStretch(1)

    def show_preview(self, preview: Preview, receiver: str, asked_whole: bool, escrow: bool) -> None:
        """Show exactly what would leave to this receiver."""
        self._begin()
        total = preview.total()
        none = "没有可报送的内容" if preview.whole else "没有新的内容"
        self._say(f"会报送 {total:,} 条" if total else none, "section")
        self._say(self._scope(preview, asked_whole, total), "second")
        leaving = [kind for kind in preview.kinds if kind.count]
        for kind in leaving:
            self._layout.addWidget(hairline())
            self._show_kind(kind)
        self._layout.addWidget(hairline())
        for mark, words in self._rest(preview, leaving):
            self._mark(mark, words)
        sealed = _SEALED.format(receiver=receiver, escrow="，丢了密钥时保险柜里的保管密钥也打得开" if escrow else "")
        self._mark("done", sealed)
        self._layout.addStretch(1)

    def _scope(self, preview: Preview, asked_whole: bool, total: int) -> str:
        if preview.whole and not total:
            return _NONE_YET
        if preview.whole:
            return "全部资料。" if asked_whole else _FIRST
        return _SINCE if total else _NOTHING

    def _show_kind(self, kind: Leaving) -> None:
        self._say(f"{kind.noun}　{kind.count:,} 条", "strong")
        self._say("字段：" + "、".join(kind.labels), "second")
        for sample in kind.samples:
            told = zip(kind.labels, sample, strict=True)
            words = "　".join(f"{name}：{_short(value)}" for name, value in told if value)
            self._say(f"例：{words}")
        if kind.names:
            tail = f"等，共 {kind.count:,} 人" if kind.count > len(kind.names) else ""
            self._say(f"都有谁：{'、'.join(kind.names)}{tail}")

    def _rest(self, preview: Preview, leaving: list[Leaving]) -> Iterator[tuple[str, str]]:
        if preview.deleted:
            yield "tell", f"本单位删除的 {preview.deleted} 条，对方那里也会标为已删除。"
        if preview.attachments:
            titles = preview.purpose.attachments
            which = f"（{'、'.join(_TITLES.get(one, one) for one in titles)}）" if titles else ""
            yield "tell", f"附件 {preview.attachments} 个{which}。"
        elif leaving:
            yield "tell", "没有附件。"
        if any(kind.sensitive and kind.samples for kind in leaving):
            yield "tell", _MASKED
        if leaving:
            yield "tell", _WITH_EACH
        empty = [kind.noun for kind in preview.kinds if not kind.count]
        if FrozenReturn.noun in empty and preview.purpose.ground is None:
            yield "warn", _NO_RETURN
        if empty and leaving:
            yield "tell", f"这次没有的：{'、'.join(empty)}。"
        returns = preview.purpose.part(FrozenReturn.kind()) is not None
        for words in _STAYS:
            yield "tell", f"{words[:-1]}，{_NUMBERS}" if returns and words is _STAYS[0] else words

    def _begin(self) -> None:
        self.lines.clear()
        while self._layout.count():
            old = self._layout.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.verticalScrollBar().setValue(0)

    def _say(self, words: str, role: str = "") -> None:
        self._layout.addWidget(label(words, role, wrap=True))
        self.lines.append(words)

    def _mark(self, kind: str, words: str) -> None:
        mark = Mark(kind)
        mark.setContentsMargins(0, style.px(2), 0, 0)  # beside the first of several lines
        made = QWidget()
        line = row(made, 8)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(words, wrap=True), 1)
        self._layout.addWidget(made)
        self.lines.append(words)


def _short(value: str) -> str:
    plain = " ".join(value.split())
    if plain.startswith("“") and plain.endswith("”") and plain.count("“") == 1:
        plain = plain[1:-1]
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
