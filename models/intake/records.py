"""What is kept of every import: the batch, each of its rows with the raw cells, and mappings learned from the user.

Owns these tables. Decides nothing. Rows are kept by the hundred in one compressed piece: as rows of a table they
would take several times the room and the time of the persons that they tell of.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import peewee

from models.core.database import DB
from models.core.fields import CountField, FlagField, JsonField, LineField, LinkField, ParagraphField, cell_text
from models.core.record import Record
from models.organisations.body import Body

if TYPE_CHECKING:
    from concurrent.futures import Future


class IntakeBatch(Record):
    """导入批次: one import of one or more rosters."""

    noun = "导入批次"

    files = ParagraphField("文件", required=True)
    body = LinkField(Body, "导入到的组织")
    new = CountField("新登记")
    update = CountField("更新")
    same = CountField("相同")
    conflict = CountField("待核对")
    refused = CountField("未导入")
    skipped = CountField("跳过")
    undone = FlagField("已撤销", default=False)

    class Meta:
        table_name = "intake_batch"

    def called(self) -> str:
        return f"“{self.files}”的导入"


class KeptRow(NamedTuple):
    """A row of an imported roster as it stood there. Numbers stay numbers; dates and durations are texts."""

    number: int
    verdict: str
    reason: str
    person_id: int | None
    cells: list[Any]


class IntakePiece(peewee.Model):
    """Rows of one sheet, from number `first` to `last`; `rows` is compressed JSON, see `KeptRow`."""

    batch_id: int
    packed: ClassVar[dict[str, Any]] = {"column": "rows", "owner": 3, "owner_kind": "person", "reason": 2, "cells": 4}
    """Where in a packed row stands whose it is and what it says: a person is erased from it on request."""

    batch = peewee.ForeignKeyField(IntakeBatch, backref="pieces")
    file = peewee.CharField(max_length=255)
    sheet = peewee.CharField(max_length=255)
    first = peewee.IntegerField()
    last = peewee.IntegerField()
    rows = peewee.BlobField()

    class Meta:
        database = DB
        table_name = "intake_piece"
        legacy_table_names = False


_ROWS_A_PIECE = 500
_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=cell_text).encode


def keep_rows(batch: IntakeBatch, file: str, sheet: str, rows: Iterable[KeptRow]) -> Iterator[int]:
    """Keep rows of a sheet; yields how many are on their way after each piece."""
    from concurrent.futures import ThreadPoolExecutor

    rest, done = iter(rows), 0
    kept = IntakePiece(batch=batch, file=file, sheet=sheet)
    waiting: Future[bytes] | None = None
    with ThreadPoolExecutor(1) as beside:
        while piece := list(islice(rest, _ROWS_A_PIECE)):
            text = _as_json(piece).encode("utf-8", "surrogatepass")
            # The piece before was packed while this one was put into words.
            _keep(kept, waiting)
            waiting = beside.submit(zlib.compress, text, 1)
            numbers = [row.number for row in piece]
            kept.first, kept.last = min(numbers), max(numbers)
            done += len(piece)
            yield done
        _keep(kept, waiting)


def _keep(piece: IntakePiece, packed: "Future[bytes] | None") -> None:
    if packed:
        DB.execute_sql(
            "INSERT INTO intake_piece (batch_id, file, sheet, first, last, rows) VALUES (?,?,?,?,?,?)",
            (piece.batch_id, piece.file, piece.sheet, piece.first, piece.last, packed.result()),
        )


def kept_rows(batch: IntakeBatch, file: str, sheet: str, number: int | None = None) -> list[KeptRow]:
    """Rows of a sheet as they stood there; all, or those that the spreadsheet shows under this number."""
    sql = "SELECT rows FROM intake_piece WHERE batch_id = ? AND file = ? AND sheet = ?"
    values: list[Any] = [batch.id, file, sheet]
    if number is not None:
        sql += " AND ? BETWEEN first AND last"
        values.append(number)
    pieces = DB.execute_sql(f"{sql} ORDER BY id", tuple(values)).fetchall()
    unpacked = (json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass")) for (packed,) in pieces)
    rows = (KeptRow(*row) for piece in unpacked for row in piece)
    return [row for row in rows if number is None or row.number == number]


class LearnedHeader(Record):
    """表头对照: what the user said the columns under this header line mean."""

    noun = "表头对照"
    untold = ("keys",)

    header_line = LineField("表头", required=True, unique_among_living=True, max_length=4000)
    keys = JsonField("各列含义")

    class Meta:
        table_name = "learned_header"


def learned_mappings() -> dict[str, list[str]]:
    """Header line → a key for each of its columns, as the user corrected them."""
    return {row.header_line: row.keys for row in LearnedHeader.select()}
