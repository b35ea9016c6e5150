"""What lies inside a package, entry by entry: manifest first, then records, deletions, labels, attachments.

Owns the order and the shape of the entries; whatever does not fit is refused. Knows neither keys nor tables.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models.core.canonical import canonical_json
from models.core.record import BASE_COLUMNS
from models.exchange import tape
from models.exchange.content import CLAIMS
from models.exchange.receipts import read_receipts, read_undecided

Take = Callable[[str, Any], None]
"""Is given the kind and a list of records (each a list in the order of the manifest's columns); `deletions` and a list
of tombstones; or `attachments/<uid>` and the content."""

LARGEST_PIECE = 64 * 1024 * 1024
MOST_VALUES = 4_000_000
"""More than a piece of ours can hold; each value of an empty list takes twenty times its three bytes in memory."""

_LARGEST_REVISION = 10**9
_GZIP = 31
_START, _DESCRIBED, _LABELLED = range(3)


class Reading:
    """Takes the entries of one package in their order."""

    def __init__(self, claims: Mapping[str, Any], take: Take | None = None) -> None:
        self.manifest: dict[str, Any] = {}
        self.labels: dict[str, dict[str, str]] = {}
        self._claims = claims
        self._take = take or _nowhere
        self._counts: dict[str, int] = {}
        self._folder, self._piece = "", 0
        self._seen: set[str] = set()
        self._deleted = 0
        self._stage = _START
        self._files: dict[str, str] = {}

    def entry(self, name: str, content: bytes) -> None:
        """The next entry. Raises BadFile for anything that does not belong there."""
        try:
            self._entry(name, content)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error) as error:
            raise tape.broken() from error

    def finish(self) -> None:
        """Raises BadFile unless everything that the manifest names was there."""
        counts = {kind: count for kind, count in self._counts.items() if count}
        if self._stage != _LABELLED or counts != self._claims["rows"] or self._files:
            raise tape.broken()

    def _entry(self, name: str, content: bytes) -> None:
        if self._stage == _START:
            self._expect(name == "manifest.json")
            self._read_manifest(_parsed(content))
        elif self._stage == _DESCRIBED and name == "labels.json":
            self._read_labels(_parsed(content))
        elif self._stage == _DESCRIBED:
            folder = name.rpartition("/")[0]
            self._follow(folder, name)
            if folder == "deletions":
                self._read_deletions(_rows(content))
            else:
                self._read_records(folder.removeprefix("records/"), _rows(content))
        else:
            self._read_attachment(name, content)

    def _read_manifest(self, manifest: Any) -> None:
        self._expect({name: manifest[name] for name in CLAIMS} == dict(self._claims))
        for kind, told in manifest["kinds"].items():
            columns = told["columns"]
            self._expect(kind.isidentifier() and kind.isascii() and isinstance(told["noun"], str))
            self._expect(columns[: len(BASE_COLUMNS)] == list(BASE_COLUMNS) and len(set(columns)) == len(columns))
            self._expect(all(isinstance(column, str) for column in columns))
        self._expect(set(self._claims["rows"]) <= set(manifest["kinds"]))
        self._expect(all(isinstance(uid, str) for uid in manifest["missing"]))
        self._expect(isinstance(manifest["purpose_title"], str))
        read_receipts(manifest)
        read_undecided(manifest)
        canonical_json(manifest).encode()  # half a character anywhere cannot be kept
        self.manifest, self._stage = manifest, _DESCRIBED

    def _follow(self, folder: str, name: str) -> None:
        """Pieces of a folder come one after another, records before deletions, and no folder comes twice."""
        self._expect(folder == "deletions" or folder.startswith("records/"))
        if folder != self._folder:
            self._expect(folder not in self._seen and self._folder != "deletions")
            self._seen.add(folder)
            self._folder, self._piece = folder, 0
        self._piece += 1
        self._expect(name == f"{folder}/{self._piece:04}.jsonl.gz")

    def _read_records(self, kind: str, rows: list[list[Any]]) -> None:
        columns = self.manifest["kinds"][kind]["columns"]
        # Who a record is, and who wrote it when, is used without further questions.
        self._expect(all(len(row) == len(columns) and _is_head(row) for row in rows))
        self._counts[kind] = self._counts.get(kind, 0) + len(rows)
        if kind == "attachment":
            at = columns.index("sha256")
            self._files |= {row[0]: row[at] for row in rows if row[0] not in self.manifest["missing"]}
        self._take(kind, rows)

    def _read_deletions(self, rows: list[list[Any]]) -> None:
        for kind, uid, revision, at, by in rows:
            self._expect(_are_texts((kind, at, by)) and _is_uid(uid) and _is_revision(revision))
        self._deleted += len(rows)
        self._take("deletions", rows)

    def _read_labels(self, labels: Any) -> None:
        self._expect(all(isinstance(label, str) for known in labels.values() for label in known.values()))
        self._expect(len(self._files) == self._claims["attachments"] and self._deleted == self._claims["deleted"])
        self.labels, self._stage = labels, _LABELLED

    def _read_attachment(self, name: str, content: bytes) -> None:
        folder, _, uid = name.partition("/")
        self._expect(folder == "attachments" and hashlib.sha256(content).hexdigest() == self._files.pop(uid))
        self._take(name, content)

    @staticmethod
    def _expect(holds: bool) -> None:
        if not holds:
            raise tape.broken()


def _nowhere(*_: Any) -> None:
    """Nobody wants the content."""


def _is_uid(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 16 and value.isascii() and value.isalnum()


def _is_revision(value: Any) -> bool:
    return type(value) is int and 0 < value < _LARGEST_REVISION


def _is_head(row: list[Any]) -> bool:
    uid, revision, *others = row[: len(BASE_COLUMNS)]
    return _is_uid(uid) and _is_revision(revision) and _are_texts(others)


def _are_texts(values: Sequence[Any]) -> bool:
    """Texts that a file can hold. Raises UnicodeEncodeError for half a character."""
    return all(type(value) is str for value in values) and "".join(values).encode() is not None


def _parsed(content: bytes) -> Any:
    if content.count(b",") + content.count(b"[") + content.count(b"{") > MOST_VALUES:
        raise tape.broken()
    return json.loads(content.decode("utf-8", "surrogatepass"))


def _rows(content: bytes) -> list[list[Any]]:
    """The lines of a compressed piece. Raises BadFile, ValueError, zlib.error."""
    stream = zlib.decompressobj(_GZIP)
    plain = stream.decompress(content, LARGEST_PIECE)
    if not stream.eof or stream.unused_data or (plain and not plain.endswith(b"\n")):
        raise tape.broken()
    # One array of all lines is parsed several times as fast as line by line.
    rows = _parsed(b"[" + plain.rstrip(b"\n").replace(b"\n", b",") + b"]")
    if not all(isinstance(row, list) for row in rows):
        raise tape.broken()
    return list(rows)
