"""Bringing a file onto a stick: room, temporary name, flush, read back from the device, final name.

Owns the names that FAT takes and the sentences about sticks. A pulled, full or lying stick leaves nothing, or the whole
file. Knows no format: who calls says how the copy on the stick is checked.
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from models.core.errors import CannotWrite
from models.core.files import discard, sync_directory
from models.core.progress import Progress, Silent

TAIL = ".qtpkg"
_BLOCK = 1 << 20
_LONGEST = 180
"""Bytes of a name in UTF-8: with a temporary tail it stays below what FAT, NTFS and ext4 take."""

_REFUSED = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]+')
_FULL = "“{place}”空间不够：要 {wanted} MB，只剩 {left} MB，没有写入。请清出空间或换一个U盘。"
_LYING = "U盘读回的内容和写入的不同，没有写成。这个U盘可能是虚标容量或已经损坏，请换一个U盘。"
_SENTENCES = {
    errno.ENOSPC: "U盘已满，没有写成。请清出空间或换一个U盘再试。",
    errno.EDQUOT: "U盘已满，没有写成。请清出空间或换一个U盘再试。",
    errno.EFBIG: "文件超过U盘允许的大小，没有写成。请换一个 exFAT 或 NTFS 格式的U盘。",
    errno.EROFS: "U盘是只读的，没有写成。请拨开写保护开关，或换一个U盘。",
    errno.EACCES: "没有权限写到这个文件夹，没有写成。请换一个文件夹。",
    errno.EPERM: "没有权限写到这个文件夹，没有写成。请换一个文件夹。",
    errno.ENOENT: "U盘或文件夹不见了，没有写成。请插好U盘再试一次。",
    errno.ENODEV: "U盘或文件夹不见了，没有写成。请插好U盘再试一次。",
    errno.ENXIO: "U盘或文件夹不见了，没有写成。请插好U盘再试一次。",
    errno.EIO: "U盘读写出错，没有写成。U盘可能松动或损坏，请重新插好或换一个。",
}
_OTHER = "没有写到U盘上，系统不允许。请换一个文件夹或U盘再试。"
_TAKEN = "已经有“{name}”，没有写入。请换一个文件名，或只写文件夹。"
_NO_PLACE = "“{place}”不是能写入的文件夹。请插好U盘，选对文件夹。"


def safe_name(*parts: str) -> str:
    """The name of a package of these parts: without what FAT refuses, and not too long for any file system."""
    *first, last = (_REFUSED.sub("_", part).strip(" .") or "_" for part in parts)
    end = f"-{last}{TAIL}"
    stem = "-".join(first).encode()[: _LONGEST - len(end.encode())].decode("utf-8", "ignore").rstrip(" .")
    return f"{stem}{end}"


def destination(target: Path, name: Callable[[int], str], number: int) -> tuple[Path, int]:
    """Where a package goes, and its number: into a directory under the name of the first number from this one on that
    is free there, or to a new file. Raises CannotWrite. Nothing that lies there is ever replaced."""
    target = target.expanduser().absolute()
    try:
        if target.is_dir():
            while (target / name(number)).exists():
                number += 1
            return target / name(number), number
        if target.exists():
            raise CannotWrite(_TAKEN.format(name=target.name))
        if target.suffix == TAIL and target.parent.is_dir():
            return target, number
    except OSError as error:
        raise CannotWrite(_SENTENCES.get(error.errno or 0, _OTHER)) from error
    # Anything else that is not there was meant as a folder, of a stick that is gone for instance.
    raise CannotWrite(_NO_PLACE.format(place=target.parent if target.suffix == TAIL else target))


def put_on_stick(
    source: Path,
    target: Path,
    settle: Callable[[Callable[[], None]], None],
    check: Callable[[Path], None],
    progress: Progress | None = None,
) -> None:
    """Copy a file to a stick under its final name.

    `check` looks at the copy as it was read back; `settle` is then given what makes the final name, and calls it once:
    what it writes down stands or falls with the file. Raises CannotWrite, and what the two raise; nothing is then left.
    """
    progress = progress or Silent()
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    named: list[Path] = []

    def give_name() -> None:
        part.replace(target)
        named.append(target)
        sync_directory(target.parent)

    try:
        _sweep(target)
        _refuse_narrow(source, target.parent)
        digest = _copy(source, part, progress)
        progress.step("从U盘读回核对", 0, 1)
        if _read_back(part) != digest:
            raise CannotWrite(_LYING)
        check(part)
        settle(give_name)
    except OSError as error:
        _discard_all(named)
        raise CannotWrite(_SENTENCES.get(error.errno or 0, _OTHER)) from error
    except BaseException:
        _discard_all(named)
        raise
    finally:
        discard(part)


def _discard_all(named: list[Path]) -> None:
    for path in named:
        discard(path)


def _sweep(target: Path) -> None:
    """Remove what an earlier try of the same file left when its stick was pulled."""
    for left in target.parent.iterdir():
        if left.name.startswith(f".{target.name}.") and left.name.endswith(".part"):
            discard(left)


def _refuse_narrow(source: Path, place: Path) -> None:
    wanted, left = source.stat().st_size, shutil.disk_usage(place).free
    if left < wanted:
        raise CannotWrite(_FULL.format(place=place, wanted=(wanted >> 20) + 1, left=left >> 20))


def _copy(source: Path, part: Path, progress: Progress) -> bytes:
    """Write through to the device; the SHA-256 of what was written."""
    digest, done, size = hashlib.sha256(), 0, source.stat().st_size
    with source.open("rb") as reading, part.open("xb") as writing:
        while block := reading.read(_BLOCK):
            progress.step("写入U盘", done, size)
            digest.update(block)
            writing.write(block)
            done += len(block)
        writing.flush()
        os.fsync(writing.fileno())
        _forget(writing.fileno())
    return digest.digest()


def _read_back(part: Path) -> bytes:
    digest = hashlib.sha256()
    with part.open("rb") as stream:
        _forget(stream.fileno())
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.digest()


def _forget(handle: int) -> None:
    """Ask the system to read from the device what it remembers of a file; it may not listen."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
