"""A search for words that must be nowhere: in what was said, in every file, and in everything that the office's own
key opens: tables, search index, free pages, log, copies, attachments, spreadsheets, papers.

Knows no record. What it is given to search is what somebody could lay hands on who holds that key and no other.
"""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from models.core.apart import open_apart
from models.core.text import search_terms
from models.office import keys
from models.office.attachment import Store
from models.office.office import OpenOffice

PAGE, RESERVED, SALT = 4096, 80, 16
"""How SQLCipher 4 lays out a page: vector and checksum stand in the reserved bytes at its end."""
_WAL_HEADER, _FRAME_HEADER = 32, 24
_BEGINNING = 4
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


class Words:
    """The words that are looked for, in every form in which they could stand somewhere."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))
        forms: dict[bytes, str] = {}
        for word in self.words:
            for encoding in _ENCODINGS:
                forms[word.encode(encoding)] = word
            forms[word.encode("unicode_escape")] = word
            forms[word[::-1].lower().encode()] = word  # numbers stand backwards in the search index
            forms[word.encode().hex().encode()] = word
        # Many words begin alike: each beginning is looked for once, which is many times as fast as one large pattern.
        self._forms: dict[bytes, list[tuple[bytes, str]]] = {}
        for form, word in forms.items():
            self._forms.setdefault(form[:_BEGINNING], []).append((form, word))

    def within(self, content: bytes) -> set[str]:
        """Those that stand in these bytes."""
        found: set[str] = set()
        for beginning, forms in self._forms.items():
            at = content.find(beginning)
            while at >= 0:
                found |= {word for form, word in forms if content.startswith(form, at)}
                at = content.find(beginning, at + 1)
        return found

    def terms(self) -> dict[str, str]:
        """Search terms that only one of the words has → the word."""
        found: dict[str, str] = {}
        for word in self.words:
            for term in search_terms(word):
                if len(term) > 1 and not term.isascii():
                    found[term] = word
        return found


def leaks(opened: OpenOffice, words: Iterable[str], folders: Sequence[Path], said: Iterable[object] = ()) -> list[str]:
    """Where any of the words stands, with the word; empty when they are nowhere.

    `folders`: where files could have been written (the office's own is always searched); `said`: whatever the program
    gave back or showed, logs included.
    """
    looked = Words(words)
    found = [f"said {type(part).__name__}: {word}" for part in said for word in looked.within(repr(part).encode())]
    found += [f"said {type(part).__name__}: {word}" for part in said for word in looked.within(str(part).encode())]
    key = keys.derive(opened.data_key, "database")
    for folder in dict.fromkeys([opened.place.directory, *folders]):
        for file in sorted(part for part in folder.rglob("*") if part.is_file()):
            found += _in_name(looked, file.relative_to(folder))
            found += [f"{file.name} {where}: {word}" for where, word in _in_file(looked, file, key)]
    found += [f"attachment {where}: {word}" for where, word in _in_attachments(looked, opened)]
    return sorted(set(found))


def _in_name(looked: Words, path: Path) -> list[str]:
    return [f"name of {path}: {word}" for word in looked.within(str(path).encode())]


def _in_file(looked: Words, file: Path, key: bytes) -> Iterator[tuple[str, str]]:
    content = file.read_bytes()
    yield from (("bytes", word) for word in looked.within(content))
    if file.name.endswith((".qtdb", ".qtdb-journal")):
        yield from (("page", word) for word in looked.within(b"".join(pages(content, key))))
        yield from (("row", word) for word in _in_tables(looked, file, key))
    elif file.name.endswith("-wal"):
        yield from (("log", word) for word in looked.within(b"".join(frames(content, key))))
    elif zipfile.is_zipfile(io.BytesIO(content)):
        yield from (("part", word) for word in _in_zip(looked, content))
    elif content.startswith(b"%PDF"):
        yield from (("paper", word) for word in _in_paper(looked, file, content))


def pages(content: bytes, key: bytes) -> Iterator[bytes]:
    """The plain pages of a database file, free ones and slack included."""
    for start in range(0, len(content) - PAGE + 1, PAGE):
        page = content[start : start + PAGE]
        yield _plain(page[SALT:] if start == 0 else page, key)


def frames(content: bytes, key: bytes) -> Iterator[bytes]:
    """The plain pages of a write-ahead log, those of transactions that were taken back included."""
    step = _FRAME_HEADER + PAGE
    for start in range(_WAL_HEADER, len(content) - step + 1, step):
        head, page = content[start : start + _FRAME_HEADER], content[start + _FRAME_HEADER : start + step]
        yield _plain(page[SALT:] if int.from_bytes(head[:4], "big") == 1 else page, key)


def _plain(page: bytes, key: bytes) -> bytes:
    body, vector = page[:-RESERVED], page[-RESERVED : -RESERVED + 16]
    deciphering = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return deciphering.update(body) + deciphering.finalize()


def _in_tables(looked: Words, file: Path, key: bytes) -> Iterator[str]:
    """Every table of a copy of the file with its log, and the terms of every search index."""
    with tempfile.TemporaryDirectory() as apart:
        copy = Path(apart) / file.name
        for part in (file, file.with_name(f"{file.name}-wal")):
            if part.exists():
                shutil.copyfile(part, copy.with_name(part.name))
        with open_apart(copy, key, still=False) as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            for name in names:
                for row in connection.execute(f'SELECT * FROM "{name}"'):
                    yield from looked.within(b"\n".join(_as_bytes(value) for value in row))
            yield from _in_index(looked, connection, [name for name in names if name.endswith("_search")])


def _in_index(looked: Words, connection: Any, indexes: list[str]) -> Iterator[str]:
    telling = looked.terms()
    for name in indexes:
        connection.execute(f"CREATE VIRTUAL TABLE temp.{name}_terms USING fts5vocab(main, {name}, row)")
        terms = {row[0] for row in connection.execute(f"SELECT term FROM temp.{name}_terms")}
        yield from (telling[term] for term in terms & telling.keys())
        yield from looked.within(b"\n".join(term.encode() for term in terms))


def _as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def _in_zip(looked: Words, content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        for name in whole.namelist():
            yield from looked.within(whole.read(name))


def _in_paper(looked: Words, file: Path, content: bytes) -> Iterator[str]:
    """The text that a reader of the paper sees, and every stream of it with the document's own particulars."""
    told = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=False).stdout
    yield from looked.within(re.sub(rb"\s", b"", told))
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            yield from looked.within(zlib.decompress(stream))
        except zlib.error:
            continue


def _in_attachments(looked: Words, opened: OpenOffice) -> Iterator[tuple[str, str]]:
    for folder in (opened.place.attachments, opened.place.backups):
        for file in folder.rglob("*.qtat"):
            content = Store.at(file.parent, opened.data_key).content(file.stem)
            yield from ((file.name, word) for word in looked.within(content))
