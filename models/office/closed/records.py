"""What the open file holds of the closed compartment: readers, their public keys, the box, its seals, its parts.

Who has a reader's name, and totals that a reader released, are records like others; box, seals and parts are bytes
that tell nothing. Knows no key.
"""

import peewee

from models.core.database import DB
from models.core.fields import DayField, JsonField, LineField, ParagraphField
from models.core.record import Record


class ReaderKey(Record):
    """公钥: to whom something can be sealed, in hex; the private key lies in her key slot."""

    noun = "公钥"
    untold = ("public",)

    name = LineField("姓名", required=True, unique_among_living=True, max_length=60)
    public = LineField("公钥", required=True, max_length=64)

    class Meta:
        table_name = "reader_key"

    def called(self) -> str:
        return f"{self.name}的公钥"


class ClosedReader(Record):
    """保密查阅人: who may enter, since when, by whom and why; `left_at` is empty while she is inside."""

    noun = "保密查阅人"

    name = LineField("姓名", required=True, max_length=60, index=True)
    granted_on = DayField("授权日期", required=True)
    granted_by = LineField("授权人", required=True, max_length=60)
    reason = ParagraphField("授权原因", required=True)
    revoked_on = DayField("撤销日期")
    revoked_by = LineField("撤销人", max_length=60)
    entered_at = LineField("最近进入", max_length=19)
    left_at = LineField("最近离开", max_length=19)

    class Meta:
        table_name = "closed_reader"

    def called(self) -> str:
        return f"保密查阅人“{self.name}”"


class ReleasedTotals(Record):
    """保密区汇总: numbers for a return, the only thing that ever leaves the compartment."""

    noun = "保密区汇总"

    period = LineField("期间", required=True, max_length=20, index=True)
    what = LineField("汇总内容", required=True, max_length=60)
    numbers = JsonField("数字", required=True)

    class Meta:
        table_name = "released_totals"

    def called(self) -> str:
        return f"{self.period}“{self.what}”汇总"


def has_key(name: str) -> bool:
    """Whether a public key of this name is known."""
    return bool(ReaderKey.select().where(ReaderKey.name == name).exists())


class _Bytes(peewee.Model):
    """Rows that are no records: nothing in them can be read, told or searched."""

    class Meta:
        database = DB
        legacy_table_names = False


class ClosedBox(_Bytes):
    """The one box. `due`: its key must be changed as soon as somebody opens it who can."""

    content = peewee.BlobField()
    due = peewee.IntegerField(default=0)


class ClosedSeal(_Bytes):
    """The key of box and parts, sealed to one reader's public key."""

    name = peewee.CharField(max_length=60, unique=True)
    public = peewee.CharField(max_length=64)
    sealed = peewee.BlobField()


class ClosedPart(_Bytes):
    """A file that belongs to something in the box."""

    uid = peewee.CharField(max_length=16, unique=True)
    content = peewee.BlobField()


def live_readers() -> list[ClosedReader]:
    """Everybody who is named just now, by name."""
    return list(ClosedReader.select().where(ClosedReader.revoked_on.is_null()).order_by(ClosedReader.name))


def reader_named(name: str) -> ClosedReader | None:
    """The reader of this name, if she is one now."""
    return ClosedReader.get_or_none((ClosedReader.name == name) & ClosedReader.revoked_on.is_null())
