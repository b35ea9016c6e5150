"""What every test stands on: no screen, nobody's home directory, no warning unheard.

Owns the fixtures that more than one folder needs; builders and sample data live beside their tests.
"""

import logging
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from models.office import guard

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "build" / "screens"

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QUNTUAN_TEST_COSTS"] = "1"  # key slots open at once
os.environ["OPENPYXL_LXML"] = "False"  # as `reports` has it; a test may import openpyxl first
# The pictures and the measured heights must not depend on the desktop the tests happen to run under.
for name in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "QT_FONT_DPI"):
    os.environ.pop(name, None)

settings.register_profile(
    "house",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")

_home = tempfile.TemporaryDirectory(prefix="quntuan-home-")


sockets: list[str] = []
"""What tried to talk to a network since the last test."""


def _refuse_sockets(event: str, arguments: tuple[Any, ...]) -> None:
    """Only sockets inside this machine may be made; no name is looked up."""
    asked = event.startswith("socket.get") and event.endswith(("addrinfo", "hostbyname", "hostbyaddr"))
    if asked or (event == "socket.__new__" and arguments[1] != getattr(socket, "AF_UNIX", None)):
        sockets.append(f"{event} {arguments[1:]}")
        raise PermissionError("no test may open a socket")


sys.addaudithook(_refuse_sockets)


class _WithVerbsOfTests(frozenset[str]):
    """Verbs that tests declare for themselves (`test_…`, `sample_…`) stand in no table of roles."""

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or str(key).startswith(("test_", "sample_"))


guard.INTERNAL = _WithVerbsOfTests(guard.INTERNAL)  # type: ignore[attr-defined]


def pytest_configure(config: pytest.Config) -> None:
    """A home of its own for the whole run, so that nothing is read from or left in the real one."""
    home = Path(_home.name)
    os.environ.update(
        HOME=str(home),
        USERPROFILE=str(home),
        APPDATA=str(home / "config"),
        LOCALAPPDATA=str(home / "data"),
        XDG_CONFIG_HOME=str(home / "config"),
        XDG_DATA_HOME=str(home / "data"),
        XDG_CACHE_HOME=str(home / "cache"),
        XDG_RUNTIME_DIR=str(home),
    )
    config.addinivalue_line("markers", "real_box: this test presses the buttons of a real message box")
    config.addinivalue_line("markers", "expects_log: this test causes log records of level WARNING or above")


def pytest_unconfigure(config: pytest.Config) -> None:
    """The borrowed home goes with the run."""
    _home.cleanup()


class _Kept(logging.Handler):
    """Keeps records of WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record."""
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning in the log that the test did not announce with `expects_log` fails it."""
    kept = _Kept()
    logging.getLogger().addHandler(kept)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(kept)
    if request.node.get_closest_marker("expects_log") is None:
        assert not kept.records, [record.getMessage() for record in kept.records]


@pytest.fixture(autouse=True)
def no_socket() -> Iterator[None]:
    """A socket that was asked for fails the test, also where the refusal was swallowed."""
    sockets.clear()
    yield
    assert not sockets, sockets


@pytest.fixture
def asked_sockets() -> list[str]:
    """What tried to talk to a network in this test."""
    return sockets


@pytest.fixture
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture
def save_screen() -> Callable[..., Path]:
    """Save a picture of a widget under build/screens: `save_screen(widget, "people")`."""

    def save(widget, name: str) -> Path:
        from PySide6.QtWidgets import QApplication

        for _ in range(5):  # lines that wrap make their rows grow in several rounds of the layouts
            QApplication.processEvents()
        SCREENS.mkdir(parents=True, exist_ok=True)
        target = SCREENS / f"{name}.png"
        assert widget.grab().save(str(target)), target
        return target

    return save
