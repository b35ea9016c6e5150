"""Writing whole files: temporary name, flush to disk, reopen and check, final name.

A pulled stick or a full disk leaves either nothing or a whole file. Knows no format.
"""

import errno
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from models.core.errors import CannotWrite

_SENTENCES = {
    errno.ENOSPC: "磁盘已满，“{name}”没有写成。请清出空间或换一个位置再试。",
    errno.EDQUOT: "磁盘配额已满，“{name}”没有写成。请清出空间或换一个位置再试。",
    errno.EROFS: "这个位置是只读的，“{name}”没有写成。请换一个文件夹。",
    errno.EACCES: "没有权限写到这个文件夹，“{name}”没有写成。请换一个文件夹。",
    errno.EPERM: "没有权限写到这个文件夹，“{name}”没有写成。请换一个文件夹。",
    errno.ENOENT: "文件夹不见了，“{name}”没有写成。请确认U盘或文件夹还在，再试一次。",
    errno.ENOTDIR: "“{name}”的上一级不是文件夹，没有写成。请换一个文件夹。",
    errno.EISDIR: "“{name}”是一个文件夹，不能当文件写。请换一个文件名。",
    errno.EIO: "磁盘读写出错，“{name}”没有写成。U盘可能松动或损坏，请换一个位置再试。",
    errno.ENAMETOOLONG: "文件名太长，没有写成。请缩短文件名。",
}

_NOT_FIRM = "磁盘读写出错，“{name}”写上了，但可能没有写牢。请核对这个文件，最好换一个位置再写一次。"


def cannot_write(path: Path, error: OSError) -> CannotWrite:
    """The sentence for an operating-system error on writing `path`."""
    sentence = _SENTENCES.get(error.errno or 0, "“{name}”没有写成，系统不允许。请换一个文件夹再试。")
    return CannotWrite(sentence.format(name=path.name))


def write_whole(path: Path, write: Callable[[BinaryIO], None], check: Callable[[Path], None] | None = None) -> None:
    """Write `path` all or nothing; `check` may reopen the temporary file and raise.

    Raises CannotWrite on every refusal of the operating system; `path` is then as it was, unless the very last step
    failed, which the sentence says.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    if path.exists() and not (path.is_file() or path.is_dir()):
        # Taking its name would destroy a device or a pipe.
        raise CannotWrite(f"“{path.name}”不是普通文件，没有写成。请换一个文件名。")
    try:
        with part.open("xb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        if check is not None:
            check(part)
        part.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        discard(part)
    try:
        sync_directory(path.parent)
    except OSError as error:
        raise CannotWrite(_NOT_FIRM.format(name=path.name)) from error


def make_durable(path: Path) -> None:
    """Bring a file that another hand wrote, or a directory's names, onto the disk. Raises CannotWrite."""
    try:
        if path.is_dir():
            sync_directory(path)
            return
        with path.open("rb+") as stream:
            os.fsync(stream.fileno())
        sync_directory(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def sync_directory(directory: Path) -> None:
    """Make renames in `directory` durable, where the system offers it."""
    if os.name == "nt":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def discard(path: Path) -> None:
    """Remove a temporary file if it is still there and can be reached."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        # The stick is gone: there is nothing to remove, and the cause was reported already.
        return
