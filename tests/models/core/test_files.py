"""Writing whole files: all or nothing, and never over something that is no file."""

import os

import pytest

from models.core.errors import CannotWrite
from models.core.files import write_whole


def write(path, content=b"new"):
    write_whole(path, lambda stream: stream.write(content))


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"old")
    write(path)
    assert path.read_bytes() == b"new"
    assert [left.name for left in tmp_path.iterdir()] == ["名册.xlsx"]


def test_a_refused_check_leaves_the_old_file(tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"old")

    def refuse(_part):
        raise CannotWrite("读不回来。")

    with pytest.raises(CannotWrite):
        write_whole(path, lambda stream: stream.write(b"new"), refuse)
    assert path.read_bytes() == b"old"
    assert [left.name for left in tmp_path.iterdir()] == ["名册.xlsx"]


def test_a_folder_is_not_written_over(tmp_path):
    (tmp_path / "名册.xlsx").mkdir()
    with pytest.raises(CannotWrite, match="名册"):
        write(tmp_path / "名册.xlsx")
    assert [left.name for left in tmp_path.iterdir()] == ["名册.xlsx"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes by name")
def test_a_device_or_a_pipe_is_not_replaced_by_a_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CannotWrite, match="不是普通文件"):
        write(tmp_path / "pipe")
    assert not (tmp_path / "pipe").is_file()
    assert [left.name for left in tmp_path.iterdir()] == ["pipe"]
