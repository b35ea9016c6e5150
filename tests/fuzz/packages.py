"""Packages under fuzz: spoilt as they are, or inside, then sealed and signed anew, so that every check is reached."""

import gzip
import json
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from models.core.errors import KnownError
from models.exchange import minisign, tape
from models.exchange.cards import Card
from models.exchange.sealing import BODY, seal
from models.exchange.verifying import Reader, Sender, check_package
from tests.fuzz.engine import scratch
from tests.fuzz.mutation import spoil_bytes, spoil_json

SIGNING = bytes(range(32))
OFFICE, COUNTY = "townshipuid22222", "countyuid2222222"
_VECTOR = Path(__file__).resolve().parents[1] / "models" / "exchange" / "vector"

Entries = list[tuple[str, bytes]]


@cache
def reader() -> Reader:
    """Who reads what is spoilt."""
    return Reader(COUNTY, _identity()[0], (Sender(OFFICE, "芒果镇党建办公室", minisign.public_of(SIGNING)),))


@cache
def _identity() -> tuple[str, str]:
    from pyrage import x25519

    made = x25519.Identity.generate()
    return str(made), str(made.to_public())


def read_package(file: Path) -> None:
    """A package: what passes has everything that its claims promise."""
    taken: dict[str, int] = {}

    def take(kind: str, content: Any) -> None:
        if not kind.startswith("attachments/"):
            taken[kind] = taken.get(kind, 0) + len(content)

    checked = check_package(file, reader(), take)
    rows = {kind: count for kind, count in taken.items() if count and kind != "deletions"}
    assert rows == checked.claims["rows"]
    assert taken.get("deletions", 0) == checked.claims["deleted"]


@cache
def packages() -> list[bytes]:
    """The package that is kept as a sample, addressed and signed by keys that are at hand here."""
    told = json.loads((_VECTOR / "keys.json").read_text("utf-8"))
    original = Reader(told["receiver"], told["secret"], (Sender(told["sender"], "", told["public"]),))
    claims, entries = _opened((_VECTOR / "vector.qtpkg").read_bytes(), original)
    addressed = {"office": OFFICE, "receiver": COUNTY}
    manifest = json.loads(entries[0][1])
    return [_sealed({**claims, **addressed}, [("manifest.json", _plain({**manifest, **addressed})), *entries[1:]])]


def cards() -> list[bytes]:
    """A card in both spellings."""
    card = Card("芒果县总工会", COUNTY, "county", minisign.public_of(SIGNING), _identity()[1])
    return [card.file(), "\n".join(card.qr()).encode()]


def spoil_package(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Mostly a part inside, sealed and signed anew; else the bytes."""
    if random.random() < 0.2:
        return spoil_bytes(random, data, others)
    try:
        claims, entries = _opened(data, reader())
    except (KnownError, ValueError, KeyError):
        return spoil_bytes(random, data, others)
    match random.randrange(6):
        case 0:
            claims = _read(spoil_json(random, _plain(claims), others), claims)
        case 1:
            at = random.randrange(len(entries))
            entries[at : at + 1] = random.choice(([], [entries[at]] * 2, [(entries[at][0] + "x", entries[at][1])]))
        case 2:
            random.shuffle(entries)
        case _:
            at = random.randrange(len(entries))
            entries[at] = (entries[at][0], _spoil_entry(random, *entries[at]))
    if random.random() < 0.5 and entries and isinstance(claims, dict):
        entries[0] = (entries[0][0], _agreeing(entries[0][1], claims))
    return _sealed(claims, entries)


def _spoil_entry(random: Random, name: str, content: bytes) -> bytes:
    if not name.endswith(".gz") or random.random() < 0.2:
        return spoil_json(random, content, ())
    try:
        plain = gzip.decompress(content).splitlines(keepends=True)
    except (OSError, EOFError, zlib.error):  # an earlier finding that is spoiled again
        return spoil_json(random, content, ())
    at = random.randrange(len(plain)) if plain else 0
    plain[at : at + 1] = [spoil_json(random, plain[at] if plain else b"[]", plain)]
    return gzip.compress(b"".join(plain), 1, mtime=0)


def _agreeing(content: bytes, claims: dict[str, Any]) -> bytes:
    """The manifest that says what the claims say."""
    manifest = _read(content, None)
    return _plain({**manifest, **claims}) if isinstance(manifest, dict) else content


def _plain(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _read(content: bytes, otherwise: Any) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return otherwise


def _opened(data: bytes, known: Reader) -> tuple[Any, Entries]:
    """Claims and entries of a sound package. Raises KnownError, ValueError."""
    from pyrage import DecryptError, decrypt, x25519

    name, size = tape.read_header(data[: tape.BLOCK])
    if name != BODY or size > len(data):
        raise ValueError("container")
    entries: Entries = []
    splitter = tape.Splitter(lambda name, content: entries.append((name, content)))
    try:
        splitter.write(decrypt(data[tape.BLOCK : tape.BLOCK + size], [x25519.Identity.from_str(known.sealing)]))
    except DecryptError as error:
        raise ValueError("sealed") from error
    after = tape.BLOCK + size + len(tape.padding(size))
    length = tape.read_header(data[after : after + tape.BLOCK])[1]
    comment = minisign.read(data[after + tape.BLOCK : after + tape.BLOCK + length]).comment
    return json.loads(comment), entries


@cache
def _shelf() -> Path:
    return scratch("packages")


def _sealed(claims: Any, entries: Entries) -> bytes:
    target = _shelf() / "made.qtpkg"
    pieces = [*(tape.entry(name[:90], content) for name, content in entries), tape.END]
    _quietly(lambda: seal(target, pieces, [_identity()[1]], SIGNING, claims))
    return target.read_bytes()


def _quietly(work: Callable[[], object]) -> None:
    """What cannot even be sealed leaves the last one."""
    try:
        work()
    except (KnownError, ValueError):
        return
