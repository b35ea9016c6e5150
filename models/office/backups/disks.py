"""Which physical disk a directory lies on, and whether this PC has another one. Knows the operating system only."""

import os
import re
import sys
from pathlib import Path
from typing import Any

from models.office.place import MOUNTS

_REAL = {
    "ext2",
    "ext3",
    "ext4",
    "xfs",
    "btrfs",
    "vfat",
    "exfat",
    "ntfs",
    "ntfs3",
    "fuseblk",
    "f2fs",
    "hfsplus",
    "msdos",
}
_OCTAL = re.compile(r"\\([0-7]{3})")  # how the mount table writes spaces
_GET_DEVICE_NUMBER = 0x2D1080  # IOCTL_STORAGE_GET_DEVICE_NUMBER
_OPEN_EXISTING, _SHARE_ALL = 3, 7
_FIXED_OR_REMOVABLE = (2, 3)


def same_disk(one: Path, other: Path) -> bool:
    """Whether two existing directories would be lost together with one disk; partitions of a disk count as one."""
    return disk_of(one) == disk_of(other)


def has_another(directory: Path) -> bool:
    """Whether a drive is mounted that is not the directory's disk."""
    return bool(others(directory))


def others(directory: Path) -> list[Path]:
    """Drives that are mounted and are not the directory's disk, sticks first of all. Raises OSError."""
    own = disk_of(directory)
    return [point for point in _mounted() if disk_of(point) != own]


def disk_of(directory: Path) -> str:
    """A name for the physical disk of an existing directory. Raises OSError."""
    return _windows_disk(directory) if sys.platform == "win32" else _linux_disk(directory)


def _linux_disk(directory: Path) -> str:
    device = directory.stat().st_dev
    block = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    if not block.exists():
        return str(device)  # a network drive, or memory
    block = block.resolve()
    return str(block.parent if (block / "partition").exists() else block)


def _windows_disk(directory: Path) -> str:
    import ctypes

    letter = directory.resolve().drive
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009  (exists on Windows only)
    kernel.CreateFileW.restype = ctypes.c_void_p
    volume = ctypes.c_void_p(kernel.CreateFileW(rf"\\.\{letter}", 0, _SHARE_ALL, None, _OPEN_EXISTING, 0, None))
    if volume.value in (None, ctypes.c_void_p(-1).value):
        return letter
    try:
        answer, length = (ctypes.c_uint32 * 3)(), ctypes.c_uint32()
        known = kernel.DeviceIoControl(
            volume, _GET_DEVICE_NUMBER, None, 0, answer, ctypes.sizeof(answer), ctypes.byref(length), None
        )
        return f"{answer[0]}:{answer[1]}" if known else letter
    finally:
        kernel.CloseHandle(volume)


def _mounted() -> list[Path]:
    return _windows_drives() if sys.platform == "win32" else _linux_mounts()


def _linux_mounts() -> list[Path]:
    found = []
    for line in MOUNTS.read_text("utf-8", "surrogateescape").splitlines():
        device, point, kind = line.split(" ")[:3]
        mounted = Path(_OCTAL.sub(lambda octal: chr(int(octal[1], 8)), point))
        if device.startswith("/dev/") and kind in _REAL and mounted.is_dir() and os.access(mounted, os.X_OK):
            found.append(mounted)
    return found


def _windows_drives() -> list[Path]:
    import ctypes

    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009  (exists on Windows only)
    present = kernel.GetLogicalDrives()
    letters = [chr(ord("A") + place) for place in range(26) if present >> place & 1]
    return [Path(f"{letter}:\\") for letter in letters if kernel.GetDriveTypeW(f"{letter}:\\") in _FIXED_OR_REMOVABLE]
