"""A disk that loses its power: rebuilds, from a record of the shim, what may lie on it after a cut at any operation.

What a file's own fsync covered is there. Of everything later each write is kept, dropped or torn between two sectors.
Names (made, renamed, removed) are sure once their directory was synced; until then each may or may not have happened.
"""

import hashlib
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

SECTOR = 512
_HEAD = struct.Struct("<cqqI")

Image = dict[str, bytes]
"""What lies on a disk: path below the root → content; a directory ends in a slash and is empty."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One entry of the record; `kind` as in shim.c."""

    kind: str
    a: int
    b: int
    one: bytes
    two: bytes


def read_record(path: Path) -> list[Operation]:
    """All operations of a record, in order."""
    data = path.read_bytes()
    found, at = [], 0
    while at < len(data):
        kind, a, b, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        one = data[at : at + size]
        at += size
        (size,) = struct.unpack_from("<I", data, at)
        at += 4
        found.append(Operation(kind.decode(), a, b, one, data[at : at + size]))
        at += size
    return found


def read_image(root: Path) -> Image:
    """What lies below a directory now, without what SQLite maps."""
    found: Image = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_dir():
            found[f"{name}/"] = b""
        elif not name.endswith("-shm"):
            found[name] = path.read_bytes()
    return found


def write_image(image: Image, root: Path) -> None:
    """Lay an image out below a directory."""
    root.mkdir(parents=True, exist_ok=True)
    for name in sorted(image):
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(image[name])


def digest(image: Image) -> str:
    """Equal for equal disks."""
    made = hashlib.blake2b(digest_size=16)
    for name in sorted(image):
        made.update(name.encode("utf-8", "surrogateescape") + b"\0" + len(image[name]).to_bytes(8, "big"))
        made.update(image[name])
    return made.hexdigest()


@dataclass(slots=True)
class _Content:
    """One file's content: what is sure, what came since (offset and bytes, or a size with None), and all of it."""

    sure: bytearray
    later: list[tuple[int, bytes | None]] = field(default_factory=list)
    now: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True, slots=True)
class _Naming:
    """A change of names: `source` is gone afterwards, `target` stands for `number` (0: a directory)."""

    source: str
    target: str
    number: int


class Disk:
    """Follows a record; at any time it can say what a cut would leave."""

    def __init__(self, start: Image) -> None:
        self._contents: dict[int, _Content] = {}
        self._sure: dict[str, int] = {}
        self._namings: list[_Naming] = []
        self._handles: dict[int, str | int] = {}
        for name, content in start.items():
            self._sure[name.rstrip("/")] = 0 if name.endswith("/") else self._new(bytearray(content))
        self._now = dict(self._sure)

    def follow(self, operation: Operation, root: str) -> bool:
        """Do one operation; whether it changed or secured anything, so that a cut after it is one of its own."""
        kind = operation.kind
        if kind == "K":
            return False
        if kind == "O":
            return self._open(operation, _below(operation.one, root))
        if kind in "WT":
            return self._write(operation)
        if kind == "S":
            return self._secure(operation)
        if kind == "m":
            raise AssertionError("a file was written through memory: the record is not complete")
        return self._rename(kind, _below(operation.one, root), _below(operation.two, root))

    def now(self) -> Image:
        """Everything done so far: what a kill leaves."""
        return {_shown(name, number): self._bytes(number) for name, number in self._now.items()}

    def torn(self, draw: random.Random) -> Image:
        """Everything but the last write to a file that is not sure, which broke off between two sectors."""
        last = next((n for n in reversed(self._contents) if self._contents[n].later), 0)
        image = self.now()
        if not last:
            return image
        content = self._contents[last]
        broken = _after(content.sure, [*content.later[:-1], *_tear(content.later[-1], draw)])
        return {name: bytes(broken) if self._now[name.rstrip("/")] == last else kept for name, kept in image.items()}

    def lost(self) -> Image:
        """Only what is sure."""
        return {
            _shown(name, number): bytes(self._contents[number].sure) if number else b""
            for name, number in self._reachable(self._sure).items()
        }

    def mixed(self, draw: random.Random) -> Image:
        """What is sure, and of the rest whatever the disk happened to have written."""
        names = dict(self._sure)
        share = draw.choice((0.2, 0.5, 0.8, 1.0))
        for naming in self._namings:
            if draw.random() < share:
                _apply(names, naming)
        weather = draw.choice((0.1, 0.5, 0.9))
        contents: dict[int, bytes] = {}
        for number in set(names.values()) - {0}:
            content = self._contents[number]
            kept = [part for late in content.later for part in _fate(late, weather, draw)]
            contents[number] = bytes(_after(content.sure, kept)) if kept else bytes(content.sure)
        return {_shown(n, number): contents[number] if number else b"" for n, number in self._reachable(names).items()}

    def _new(self, content: bytearray) -> int:
        number = len(self._contents) + 1
        self._contents[number] = _Content(content, now=bytearray(content))
        return number

    def _bytes(self, number: int) -> bytes:
        return bytes(self._contents[number].now) if number else b""

    def _open(self, operation: Operation, name: str) -> bool:
        fresh = name not in self._now
        if fresh and name == "":
            self._handles[operation.a] = ""
            return False
        if fresh:
            self._name(_Naming("", name, self._new(bytearray())))
        number = self._now[name]
        self._handles[operation.a] = number or name
        emptied = bool(operation.b & 2 and number and self._contents[number].now)
        if emptied:
            self._put(number, 0, None)
        return fresh or emptied

    def _write(self, operation: Operation) -> bool:
        number = self._handles[operation.a]
        assert isinstance(number, int)
        if operation.kind == "T":
            self._put(number, operation.b, None)
        else:
            self._put(number, operation.b, operation.one)
        return True

    def _put(self, number: int, at: int, data: bytes | None) -> None:
        content = self._contents.pop(number)
        self._contents[number] = content  # the file written last stands last
        content.later.append((at, data))
        _do(content.now, at, data)

    def _secure(self, operation: Operation) -> bool:
        held = self._handles[operation.a]
        if isinstance(held, int):
            content = self._contents[held]
            changed = bool(content.later)
            content.sure, content.later = bytearray(content.now), []
            return changed
        return self._secure_names(held)

    def _secure_names(self, directory: str) -> bool:
        """A directory's sync makes its namings sure, and earlier ones of the same names with them."""
        wanted: set[str] = set()
        sure: set[int] = set()
        for at in reversed(range(len(self._namings))):
            naming = self._namings[at]
            names = {name for name in (naming.source, naming.target) if name}
            if names & wanted or any(_parent(name) == directory for name in names):
                wanted |= names
                sure.add(at)
        for at in sorted(sure):
            _apply(self._sure, self._namings[at])
        self._namings = [naming for at, naming in enumerate(self._namings) if at not in sure]
        return bool(sure)

    def _rename(self, kind: str, source: str, target: str) -> bool:
        if kind == "M":
            self._name(_Naming("", source, 0))
        elif kind in "UD":
            self._name(_Naming(source, "", 0))
        elif kind == "L":
            self._name(_Naming("", target, self._now[source]))
        else:
            self._name(_Naming(source, target, self._now[source]))
        return True

    def _name(self, naming: _Naming) -> None:
        self._namings.append(naming)
        _apply(self._now, naming)

    @staticmethod
    def _reachable(names: dict[str, int]) -> dict[str, int]:
        """Without what lies in a directory that is not there."""
        return {
            name: number
            for name, number in sorted(names.items())
            if all(names.get(above) == 0 for above in _above(name))
        }


@dataclass(frozen=True, slots=True)
class Cut:
    """The power fails after operation `at`, `acknowledged` marks after the start; how the disk then looks."""

    at: int
    how: str
    acknowledged: int
    image: Image


def cuts(start: Image, record: list[Operation], root: Path, seed: str, mixtures: int = 2) -> Iterator[Cut]:
    """Every cut point of a record with the disks it may leave: as a kill, torn, all lost, and mixtures."""
    disk, acknowledged = Disk(start), 0
    for at, operation in enumerate(record):
        if operation.kind == "K":
            acknowledged += 1
        if not disk.follow(operation, str(root)):
            continue
        draw = random.Random(f"{seed}/{at}")
        yield Cut(at, "kill", acknowledged, disk.now())
        yield Cut(at, "torn", acknowledged, disk.torn(draw))
        yield Cut(at, "lost", acknowledged, disk.lost())
        for _ in range(mixtures):
            yield Cut(at, "mixed", acknowledged, disk.mixed(draw))


def _apply(names: dict[str, int], naming: _Naming) -> None:
    if naming.source and naming.source not in names:
        if naming.number:  # the name it had was never written, the file is there all the same
            names[naming.target] = naming.number
        return
    moved = names.pop(naming.source, naming.number)
    if naming.target:
        names[naming.target] = naming.number
        for name in [name for name in names if not moved and name.startswith(f"{naming.source}/") and naming.source]:
            names[naming.target + name.removeprefix(naming.source)] = names.pop(name)


def _do(content: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    if at > len(content):
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data


def _after(sure: bytearray, later: list[tuple[int, bytes | None]]) -> bytearray:
    content = bytearray(sure)
    for at, data in later:
        _do(content, at, data)
    return content


def _fate(late: tuple[int, bytes | None], weather: float, draw: random.Random) -> list[tuple[int, bytes | None]]:
    """What becomes of one write that is not sure."""
    luck = draw.random()
    if luck < weather * 0.8:
        return [late]
    return [] if luck < 0.9 else _tear(late, draw)


def _tear(late: tuple[int, bytes | None], draw: random.Random) -> list[tuple[int, bytes | None]]:
    """Some of a write's sectors: the first few, or any."""
    at, data = late
    if data is None:
        return []
    edges = [0, *range(SECTOR - at % SECTOR, len(data), SECTOR), len(data)]
    sectors = list(pairwise(edges))
    if draw.random() < 0.5:
        sectors = sectors[: draw.randrange(len(sectors))]
    else:
        sectors = [sector for sector in sectors if draw.random() < 0.5]
    return [(at + start, data[start:end]) for start, end in sectors]


def _below(path: bytes, root: str) -> str:
    name = path.decode("utf-8", "surrogateescape")
    return name.removeprefix(root).strip("/") if name else ""


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def _above(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _shown(name: str, number: int) -> str:
    return name if number else f"{name}/"
