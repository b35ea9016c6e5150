"""No test opens a socket; the guard in `conftest.py` that sees to it bites."""

import os
import socket
import subprocess
import sys

import pytest

from tests.torture import shim


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_socket_is_refused_and_remembered(family: int, asked_sockets: list[str]) -> None:
    with pytest.raises(PermissionError, match="no test may open a socket"):
        socket.socket(family, socket.SOCK_STREAM)
    assert len(asked_sockets) == 1
    asked_sockets.clear()


def test_a_name_is_not_looked_up(asked_sockets: list[str]) -> None:
    with pytest.raises(PermissionError):
        socket.create_connection(("localhost", 9))
    assert asked_sockets
    asked_sockets.clear()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no such sockets here")
def test_sockets_inside_the_machine_are_left_alone() -> None:
    one, other = socket.socketpair()
    one.close()
    other.close()


@pytest.mark.skipif(bool(shim.why_not()), reason=shim.why_not() or "-")
def test_a_tortured_process_that_opens_a_socket_dies() -> None:
    code = "import socket; socket.socket()"
    surroundings = {**os.environ, "LD_PRELOAD": str(shim.library())}
    run = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True)
    assert run.returncode != 0
    assert "a socket was opened" in run.stderr
