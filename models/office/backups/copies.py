"""Copies on a shelf: their names, the description beside each, which there are and whether they are whole.

A copy is `名.qtdb` with `名.json` (the description) and `名.keys/` (the key slots of its day). The `.qtdb` gets its
name last: without it nothing counts. A description holds numbers and moments only, no name and no sentence.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from models.core.canonical import canonical_json
from models.core.clock import stamp
from models.core.errors import KnownError
from models.core.files import discard, sync_directory, write_whole
from models.office.backups.contents import UNKNOWN, Contents

FORMAT = 1
REASONS = {
    "close": "关闭时",
    "change": "定时",
    "import": "导入前",
    "merge": "合并前",
    "upgrade": "升级前",
    "restore": "恢复前",
    "irreversible": "重要操作前",
    "manual": "手工",
}
HERE, ELSEWHERE = "备份", "backup"
"""First word of names: on the own disk, and on drives whose file system may know no Chinese."""

_TAIL = ".qtdb"
_OURS = re.compile(rf"({HERE}|{ELSEWHERE})-\d{{8}}-\d{{6}}-")
_UID = re.compile(r"[0-9A-Za-z]{1,40}")
_CHUNK = 1 << 20
_NO_DESCRIPTION = "这份备份的说明文件缺失或损坏，内容要打开后才知道"
_OTHER_SIZE = "这份备份的大小与制作时不符，已损坏"
_OTHER_BYTES = "这份备份的内容与制作时不符，已损坏"
_GONE = "这份备份读不出来，可能已被移走或磁盘有问题"


class BackupFailed(KnownError):
    """No copy was made; the data and every copy from before are as they were."""


class DamagedCopy(KnownError):
    """A copy is not what it was when it was made."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy on a shelf and what its description says. `flaw` is a sentence when it is known not to be whole.

    `number` counts the copies of a shelf, so that their order does not hang on the clock. `attachments` are the uids
    that belong to it, `missing` those of them that were not on the disk when it was made, `erased` the uids of those
    who were erased from it on request.
    """

    path: Path
    number: int
    made_at: datetime
    reason: str
    contents: Contents
    size: int
    sha256: str
    attachments: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()
    flaw: str = ""

    @property
    def described(self) -> bool:
        """Whether its description was found and is whole."""
        return self.number > 0

    @property
    def keys(self) -> Path:
        """Where the key slots of its day lie."""
        return keys_of(self.path)

    @property
    def store(self) -> Path:
        """Where the attachments of its shelf lie."""
        return self.path.parent / "attachments"

    def called(self) -> str:
        """How a sentence names it."""
        return f"{self.made_at:%Y年%m月%d日 %H:%M} 的备份"


def keys_of(path: Path) -> Path:
    """Directory of the key slots of a copy."""
    return path.with_suffix(".keys")


def description_of(path: Path) -> Path:
    """File with the description of a copy."""
    return path.with_suffix(".json")


def name_for(shelf: Path, made_at: datetime, reason: str) -> Path:
    """A free name on the own disk: `备份-20261121-193000-关闭时.qtdb`."""
    stem = f"{HERE}-{made_at:%Y%m%d-%H%M%S}-{REASONS[reason]}"
    for tail in ("", *(f"-{number}" for number in range(2, 1000))):
        path = shelf / f"{stem}{tail}{_TAIL}"
        if not path.exists():
            return path
    raise BackupFailed("同一秒里做了太多备份，请稍后再试。")


def describe(copy: Copy) -> None:
    """Write the description beside a copy, all or nothing."""
    _write_description(copy, description_of(copy.path))


def exchange(copy: Copy, part: Path) -> None:
    """Put a rewritten file in a copy's place; `copy` describes the new one. Raises CannotWrite, OSError.

    The new description waits beside the old one until the file stands: a cut leaves the old copy or the new one.
    """
    _write_description(copy, _waiting(copy.path))
    part.replace(copy.path)
    sync_directory(copy.path.parent)
    _waiting(copy.path).replace(description_of(copy.path))
    sync_directory(copy.path.parent)


def _waiting(path: Path) -> Path:
    return path.with_suffix(".next")


def _write_description(copy: Copy, target: Path) -> None:
    body: dict[str, Any] = {
        "format": FORMAT,
        "number": copy.number,
        "made_at": stamp(copy.made_at),
        "reason": copy.reason,
        "contents": asdict(copy.contents),
        "size": copy.size,
        "sha256": copy.sha256,
        "attachments": list(copy.attachments),
        "missing": list(copy.missing),
    }
    if copy.erased:
        body["erased"] = list(copy.erased)
    sealed = canonical_json({**body, "seal": _seal(body)}).encode()

    def write(stream: Any) -> None:
        stream.write(sealed)

    write_whole(target, write)


def copies_in(shelf: Path) -> list[Copy]:
    """Every copy on a shelf, the newest first; those without a readable description last."""
    found = [_look(path) for path in _listed(shelf) if path.suffix == _TAIL and not path.name.startswith(".")]
    return sorted(found, key=lambda copy: (copy.number, copy.made_at), reverse=True)


def damage_of(copy: Copy) -> str:
    """A sentence when the file's bytes are not those that were checked; reads the whole file."""
    if copy.flaw and copy.described:
        return copy.flaw
    try:
        found = sha256_of(copy.path)
    except OSError:
        return _GONE
    return _OTHER_BYTES if copy.described and found != copy.sha256 else ""


def sha256_of(path: Path, *, from_disk: bool = False) -> str:
    """SHA-256 of a file in hex; `from_disk` asks the system to forget what it remembers of it. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        if from_disk and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def remove(copy: Copy) -> None:
    """Take a copy off its shelf. Raises OSError."""
    copy.path.unlink(missing_ok=True)
    sync_directory(copy.path.parent)
    _forget(copy.path)


def sweep(shelf: Path) -> None:
    """Remove what an interrupted backup left: temporary files, and descriptions or keys without a copy."""
    for path in _listed(shelf):
        if path.name.startswith(".") and ".part" in path.name:
            discard(path)
        elif path.suffix == ".next" and _OURS.match(path.name):
            _settle(path.with_suffix(_TAIL))
        elif path.suffix in (".json", ".keys") and _OURS.match(path.name) and not path.with_suffix(_TAIL).exists():
            _forget(path)


def _settle(path: Path) -> None:
    """Finish or drop an exchange that was cut off.

    A disk that refuses to read is asked next time: what waits may be the only description of what lies there.
    """
    try:
        if _fits(path):
            _waiting(path).replace(description_of(path))
            sync_directory(path.parent)
            return
    except FileNotFoundError:
        pass
    except OSError:
        return
    discard(_waiting(path))


def _fits(path: Path) -> bool:
    """Whether the description that waits is whole and of the file that lies there. Raises OSError."""
    try:
        body = json.loads(_waiting(path).read_bytes())
        return _described(path, body).sha256 == sha256_of(path)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _forget(path: Path) -> None:
    discard(description_of(path))
    shutil.rmtree(keys_of(path), ignore_errors=True)


def _listed(shelf: Path) -> Sequence[Path]:
    try:
        return sorted(shelf.iterdir())
    except FileNotFoundError:
        return []


def _look(path: Path) -> Copy:
    try:
        return looked_at(path)
    except OSError:
        return _undescribed(path)


def looked_at(path: Path) -> Copy:
    """A copy as its description tells. Raises OSError where the disk does not let it be read, which is not the same as
    having none: whoever writes must not take the one for the other."""
    there = path.stat()
    try:
        copy = _described(path, _standing(path, json.loads(description_of(path).read_bytes())))
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _undescribed(path)
    if there.st_size == copy.size:
        return copy
    return Copy(**{**_fields(copy), "flaw": _OTHER_SIZE})


def _described(path: Path, body: dict[str, Any]) -> Copy:
    """Raises ValueError, KeyError or TypeError for a description that is not whole, or that we did not write."""
    if body.pop("seal") != _seal(body) or body["format"] > FORMAT:
        raise ValueError("seal")
    made_at = datetime.fromisoformat(body["made_at"])
    if made_at.tzinfo is not None or body["reason"] not in REASONS:
        raise ValueError("made_at or reason")
    return Copy(
        path,
        _count(body["number"], least=1),
        made_at,
        body["reason"],
        _contents(**body["contents"]),
        _count(body["size"]),
        _text(body["sha256"]),
        tuple(map(_uid, body["attachments"])),
        tuple(map(_uid, body["missing"])),
        tuple(map(_uid, body.get("erased", ()))),
    )


def _standing(path: Path, body: dict[str, Any]) -> dict[str, Any]:
    """The description of the file that lies there, also when its exchange for a rewritten one was cut off."""
    try:
        other: dict[str, Any] = json.loads(_waiting(path).read_bytes())
        return other if other["sha256"] == sha256_of(path) else body
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return body


def _contents(cases: object, **others: object) -> Contents:
    numbers = {name: _count(others.pop(name)) for name in ("schema", "persons", "seq")}
    texts = {name: _text(value) for name, value in others.items()}
    return Contents(**numbers, **texts, cases=None if cases is None else _count(cases))  # type: ignore[arg-type]


def _count(value: object, least: int = 0) -> int:
    if type(value) is not int or value < least:
        raise ValueError("count")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _uid(value: object) -> str:
    """Attachments lie in files of these names: nothing but letters and digits may stand there."""
    if not _UID.fullmatch(_text(value)):
        raise ValueError("uid")
    return _text(value)


def _undescribed(path: Path) -> Copy:
    try:
        there = path.stat()
        made_at, size = datetime.fromtimestamp(there.st_mtime).replace(microsecond=0), there.st_size
    except OSError:
        made_at, size = datetime(1970, 1, 1), 0
    return Copy(path, 0, made_at, "manual", UNKNOWN, size, "", flaw=_NO_DESCRIPTION)


def _fields(copy: Copy) -> dict[str, Any]:
    return {name: getattr(copy, name) for name in copy.__dataclass_fields__}


def _seal(body: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_json(body).encode()).hexdigest()
