"""The base of every record: who it is, where it comes from, who wrote it when.

Owns the columns that all records share and the register of record classes. Writes nothing: only verbs write.
"""

import base64
import secrets
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any, ClassVar, Self

import peewee

from models.core.database import DB
from models.core.errors import NotFound
from models.core.fields import Kind, LinkField

BASE_COLUMNS = ("uid", "revision", "origin", "created_at", "created_by", "changed_at", "changed_by")

_LETTERS = b"abcdefghijklmnopqrstuvwxyz234567" * 8


def new_uid() -> str:
    """A random name of 80 bits, 16 small letters and digits: unique across offices without asking anyone."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def new_uids(count: int) -> list[str]:
    """As many random names at once, for bulk work."""
    # The last five bits of a random byte choose a letter: as even as base32 of 80 bits, and many times as fast.
    letters = secrets.token_bytes(16 * count).translate(_LETTERS).decode("ascii")
    return [letters[at : at + 16] for at in range(0, 16 * count, 16)]


class Record(peewee.Model):
    """One row that an office keeps. `noun` names its kind in sentences.

    A `searchable` one is found by the values of its `searched` columns, the first of which is required.
    """

    noun: ClassVar[str] = "记录"
    searchable: ClassVar[bool] = False
    untold: ClassVar[tuple[str, ...]] = ()
    """Columns that only the program reads: no list of changes shows them."""
    searched: ClassVar[tuple[str, ...]] = ()
    goes_whole: ClassVar[bool] = False
    """The whole row goes when somebody whom it is about is erased: that it was there would tell of her."""
    derived_from: ClassVar[tuple[str, ...]] = ()
    """Columns from which alone `derive` fills the others; empty where it asks other records as well."""

    # AUTOINCREMENT: an id that history rows and tombstones name must never come to mean another record.
    id = peewee.AutoField(constraints=[peewee.SQL("AUTOINCREMENT")])
    uid = peewee.CharField(max_length=16, unique=True, default=new_uid)
    revision = peewee.IntegerField(default=1)
    origin = peewee.CharField(max_length=16, default="")
    created_at = peewee.CharField(max_length=19, default="")
    created_by = peewee.CharField(max_length=100, default="")
    changed_at = peewee.CharField(max_length=19, default="")
    changed_by = peewee.CharField(max_length=100, default="")

    class Meta:
        database = DB
        only_save_dirty = True
        legacy_table_names = False

    @classmethod
    def kind(cls) -> str:
        """The kind's name: the table, a singular noun."""
        return str(cls._meta.table_name)

    @classmethod
    def kinds(cls) -> list[Kind | LinkField]:
        """The declared columns in their order, without those of the base."""
        return [field for field in cls._meta.sorted_fields if isinstance(field, Kind | LinkField)]

    @classmethod
    def by_uid(cls, uid: str) -> Self:
        """The record of this uid; NotFound if there is none."""
        found = cls.get_or_none(cls.uid == uid)
        if found is None:
            raise NotFound(f"没有找到编号为 {uid} 的{cls.noun}，可能已被删除。")
        return found

    @staticmethod
    def terms(*values: Any) -> str:  # noqa: ARG004
        """Terms, separated by spaces, under which a record with these values of the `searched` columns is found."""
        return ""

    @classmethod
    def search_text(cls, stored: Mapping[str, Any]) -> str:
        """The terms of a searchable record; `stored` holds column values."""
        return cls.terms(*map(stored.get, cls.searched))

    @classmethod
    def search_texts(cls, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
        """The same for many rows of these columns."""
        places = {name: place for place, name in enumerate(columns)}
        values = (map(itemgetter(places[name]), rows) if name in places else repeat(None) for name in cls.searched)
        return map(cls.terms, *values)

    def derive(self) -> None:
        """Fill the columns that follow from others; asked before every write."""

    def called(self) -> str:
        """How a sentence names this record."""
        return f"{self.noun}{self.uid}"

    def stored(self) -> dict[str, Any]:
        """All columns as the database stores them, by column name."""
        return {field.column_name: field.db_value(self.__data__.get(field.name)) for field in self._meta.sorted_fields}


def is_protected(record: Record) -> bool:
    """Whether a record lies in the closed compartment: its id is negative, so that it never means an open one."""
    return (record.id or 0) < 0


def refuse_protected(record: Record | None) -> None:
    """Raise ValueError for a protected record where only open ones may be named: a bug in who calls."""
    if record is not None and is_protected(record):
        raise ValueError("a protected record has no place in the open history")


class Tombstone(peewee.Model):
    """What was deleted: it travels, so that a merge does not bring the record back."""

    kind = peewee.CharField(max_length=40)
    uid = peewee.CharField(max_length=16)
    revision = peewee.IntegerField()
    deleted_at = peewee.CharField(max_length=19)
    deleted_by = peewee.CharField(max_length=100)

    class Meta:
        database = DB
        legacy_table_names = False
        indexes = ((("kind", "uid"), True),)


def record_class(kind: str) -> type[Record]:
    """The class of a kind's name; KeyError for an unknown one."""
    return {cls.kind(): cls for cls in record_classes()}[kind]


def record_classes() -> list[type[Record]]:
    """Every declared kind of record."""
    found: list[type[Record]] = []
    waiting = list(Record.__subclasses__())
    while waiting:
        cls = waiting.pop(0)
        found.append(cls)
        waiting.extend(cls.__subclasses__())
    return found
