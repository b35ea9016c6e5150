"""The office's directory on the disk: what lies where, who has it open, and whether it may lie there at all.

Knows the operating system; knows no key and no record.
"""

import json
import os
import re
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from models.core.errors import CannotOpen
from models.core.files import cannot_write, sync_directory

DATABASE = "office.qtdb"
ANY_DRIVE = "QUNTUAN_ANY_DRIVE"
"""Environment variable: when set, an office may lie on any drive (for tests and rescue work)."""

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.davfs", "9p", "afs", "ncpfs", "fuse.gvfsd-fuse"}
_OCTAL = re.compile(r"\\([0-7]{3})")  # how the mount table writes spaces
MOUNTS = Path("/proc/mounts")
BLOCKS = Path("/sys/dev/block")
_LOCK_BYTE = 1 << 30  # far behind the text, so that others can read who holds the lock on Windows too


class Place:
    """One office's directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.expanduser().absolute()

    @property
    def database(self) -> Path:
        """The encrypted file."""
        return self.directory / DATABASE

    @property
    def attachments(self) -> Path:
        """Encrypted scans and photos."""
        return self.directory / "attachments"

    @property
    def backups(self) -> Path:
        """Verified copies."""
        return self.directory / "backups"

    @property
    def reports(self) -> Path:
        """Reports about bugs, without personal data."""
        return self.directory / "reports"

    def exists(self) -> bool:
        """Whether an office was made here."""
        return self.database.exists()

    def make(self) -> None:
        """Make the directories; raises CannotWrite, or CannotOpen on a drive where an office must not lie."""
        self.refuse_drive()
        missing = [part for part in (self.directory, *self.directory.parents) if not part.exists()]
        try:
            for directory in (self.directory, self.attachments, self.backups, self.reports):
                directory.mkdir(parents=True, exist_ok=True)
            for directory in missing:
                sync_directory(directory.parent)
        except OSError as error:
            raise cannot_write(self.directory, error) from error

    def refuse_drive(self) -> None:
        """Raise CannotOpen when the directory lies on a removable or network drive."""
        if os.environ.get(ANY_DRIVE):
            return
        kind = drive_kind(self.directory)
        if kind:
            raise CannotOpen(
                f"数据不能放在{kind}上，突然拔出或断开会丢数据。"
                "请放到本机硬盘，例如“文档/群团工作台”；U盘只用来备份和报送。"
            )


def drive_kind(directory: Path) -> str:
    """'U盘等可移动磁盘' or '网络磁盘' for such a drive, else empty."""
    return _windows_drive(directory) if sys.platform == "win32" else _linux_drive(directory)


def _windows_drive(directory: Path) -> str:
    import ctypes

    windll: Any = getattr(ctypes, "windll")  # noqa: B009  (exists on Windows only)
    kinds = {2: "U盘等可移动磁盘", 4: "网络磁盘", 5: "光盘"}
    return kinds.get(windll.kernel32.GetDriveTypeW(directory.anchor or "C:\\"), "")


def _linux_drive(directory: Path) -> str:
    existing = next((part for part in (directory, *directory.parents) if part.exists()), Path("/"))
    if _file_system_of(existing.resolve()) in _NETWORK:
        return "网络磁盘"
    return "U盘等可移动磁盘" if _is_removable(existing.stat().st_dev) else ""


def _file_system_of(path: Path) -> str:
    """File-system type of the mount that holds `path`."""
    best, found = -1, ""
    for line in MOUNTS.read_text("utf-8", "surrogateescape").splitlines():
        point, kind = line.split(" ")[1:3]
        mounted = Path(_OCTAL.sub(lambda found: chr(int(found[1], 8)), point))
        if path.is_relative_to(mounted) and len(mounted.parts) > best:
            best, found = len(mounted.parts), kind
    return found


def _is_removable(device: int) -> bool:
    block = (BLOCKS / f"{os.major(device)}:{os.minor(device)}").resolve()
    if (block / "partition").exists():
        block = block.parent
    # A disk on the USB bus can be pulled out, though its own flag says that it keeps its medium.
    if any(part.startswith("usb") for part in block.parts):
        return True
    flag = block / "removable"
    return flag.exists() and flag.read_text().strip() == "1"


class OfficeLock:
    """The right to have the office open: held by the operating system, so that a crash leaves nothing behind."""

    def __init__(self, place: Place) -> None:
        self.path = place.directory / "office.lock"
        self._handle: int | None = None

    def take(self, user: str, now: datetime) -> Self:
        """Take it; raises CannotOpen with who has it and since when."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise cannot_write(self.path, error) from error
        if not _try_lock(handle):
            os.close(handle)
            raise CannotOpen(self._occupied())
        self._handle = handle
        self.sign(user, now)
        return self

    @property
    def held(self) -> bool:
        """Whether it was taken and not given back."""
        return self._handle is not None

    def sign(self, user: str, now: datetime) -> None:
        """Write down who holds it and since when, for others to read."""
        if self._handle is not None:
            holder = {"user": user, "since": now.strftime("%Y-%m-%d %H:%M"), "pid": os.getpid()}
            self._write(json.dumps(holder, ensure_ascii=False).encode())

    def release(self) -> None:
        """Give it back; harmless when it is not held."""
        if self._handle is not None:
            self._write(b"")
            os.close(self._handle)
            self._handle = None

    def _write(self, content: bytes) -> None:
        handle = self._handle
        if handle is None:
            return
        # On a full disk the lock holds without a name in it; the office can still be read.
        with suppress(OSError):
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, content)

    def _occupied(self) -> str:
        try:
            holder = json.loads(self.path.read_text("utf-8"))
            who, since = str(holder["user"]), str(holder["since"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return "这份数据已经在另一个窗口打开了，请用那个窗口，或先把它关掉。"
        return f"这份数据已由“{who}”从 {since} 起在另一个窗口打开，请用那个窗口，或先把它关掉。"


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _LOCK_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
