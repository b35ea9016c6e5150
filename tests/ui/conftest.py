"""The application with our fonts and look, for every test of the window."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QMessageBox, QWidget

from ui import messages
from ui.app import application
from ui.settings import Settings


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """As the program starts it."""
    return ["quntuan-workbench", "-style", "fusion"]


@pytest.fixture(scope="session")
def qapp(qapp: Any) -> Any:
    """The one application, dressed as the program dresses it."""
    return application(Settings())


@pytest.fixture(autouse=True)
def _nothing_left_running(qapp: Any) -> Iterator[None]:
    """Work that a test left behind ends with it, and so does the office it may have opened meanwhile."""
    from models.core.database import DB
    from ui import jobs

    yield
    jobs.stop_all(10)
    DB.close_everywhere()


@pytest.fixture(autouse=True)
def _standard_look(qapp: Any) -> Iterator[None]:
    """No message and no font size survives a test."""
    from ui import style

    messages.forget()
    if style.base_size() != style.SIZES[style.STANDARD]:
        style.apply(qapp, style.STANDARD)
    yield
    messages.forget()


@pytest.fixture(autouse=True)
def _no_unanswered_box(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A box that nobody answers would wait for ever: it fails the test, unless that is marked `real_box`."""
    if request.node.get_closest_marker("real_box"):
        return

    def unanswered(box: QMessageBox) -> int:
        pytest.fail(f"a box that nobody answers: {box.text()}")

    monkeypatch.setattr(QMessageBox, "exec", unanswered)


@pytest.fixture
def shown(qtbot: Any) -> Callable[..., Any]:
    """Show a widget at the size of the usual screen and take it away afterwards: `shown(widget)`."""
    kept = []

    def show(widget: QWidget, size: Sequence[int] = (1366, 768)) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(*size)
        kept.append(widget)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        return widget

    return show


@pytest.fixture
def type_in(qapp: Any) -> Callable[[QWidget, str], None]:
    """Put text into the focused input as an input method does: `type_in(widget, "丁世云")`."""

    def put(widget: QWidget, text: str) -> None:
        widget.setFocus()
        event = QInputMethodEvent()
        event.setCommitString(text)
        qapp.sendEvent(widget, event)

    return put
