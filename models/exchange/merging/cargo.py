"""What a package brings, between being checked and being merged: kept packed in memory, given out block by block.

Knows neither keys nor tables. Everything here was proven to be the sender's before.
"""

import marshal
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.core.errors import BadFile
from models.exchange.receipts import Receipt, Undecided

DELETIONS, FILES = "deletions", "attachments/"
_STRANGE = "这个报送包里有不该报送的内容（{kind}），没有读入。请和对方联系。"


@dataclass(frozen=True, slots=True)
class Letter:
    """Who sent what: `peer` is the sender's uid, `head` number and hash of the last row of its history.

    receipts: those that fit packages that were sent to it. undecided: about what it has not settled what it was sent.
    """

    peer: str
    unit: str
    level: str
    number: int
    digest: str
    purpose: str
    period: str
    file_name: str
    head: tuple[int, str]
    rows: Mapping[str, int]
    receipts: tuple[Receipt, ...] = ()
    undecided: Undecided = frozenset()


@dataclass(slots=True)
class Cargo:
    """The records of a package. `columns`: kind → names, those of the base first; `files`: uids of contents."""

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    deletions: list[list[Any]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    _pieces: dict[str, list[bytes]] = field(default_factory=dict)

    def take(self, what: str, content: Any) -> None:
        """A piece as the reading of a package gives it out."""
        if what.startswith(FILES):
            self.files.add(what.removeprefix(FILES))
        elif what == DELETIONS:
            self.deletions += content
        elif content:
            self._pieces.setdefault(what, []).append(zlib.compress(marshal.dumps(content), 1))

    def kinds(self) -> list[str]:
        """Kinds of which there are records."""
        return list(self._pieces)

    def blocks(self, kind: str) -> Iterator[list[list[Any]]]:
        """The records of a kind, some thousand at once."""
        for piece in self._pieces.get(kind, ()):
            yield marshal.loads(zlib.decompress(piece))

    def refuse_strange(self, known: frozenset[str]) -> None:
        """Raise BadFile for a kind of record that no package may bring."""
        kinds = {*self.columns, *(row[0] for row in self.deletions)}
        if strange := sorted(kinds - known):
            raise BadFile(_STRANGE.format(kind=strange[0]))
