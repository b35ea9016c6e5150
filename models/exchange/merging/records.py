"""What merging keeps: what was agreed on with whom, versions that wait for others, and conflicts that people settle.

Owns these tables. Decides nothing. What was agreed on is no record of the office: it is never shown, and an erasure
deletes it.
"""

from typing import Any

import peewee

from models.core.database import DB
from models.core.errors import NotFound
from models.core.fields import CodeField, JsonField, Kind, LineField, ParagraphField
from models.core.record import Record, record_class

OPEN, OURS, THEIRS = "open", "ours", "theirs"
_WHOLE = "整条记录"


class Agreed(peewee.Model):
    """What is known of a record of a peer, see `three_way.Agreed`: `told` is JSON of its values in the order of the
    `layout`, `apart` JSON of lag and pending where there are any; `package` wrote it."""

    peer = peewee.CharField(max_length=16)
    kind = peewee.CharField(max_length=40)
    uid = peewee.CharField(max_length=16)
    revision = peewee.IntegerField()
    gone = peewee.BooleanField()
    layout = peewee.IntegerField()
    told = peewee.TextField()
    apart = peewee.TextField(null=True)
    package = peewee.IntegerField()

    class Meta:
        database = DB
        table_name = "agreed"
        legacy_table_names = False
        primary_key = peewee.CompositeKey("peer", "kind", "uid")
        without_rowid = True


class AgreedBefore(peewee.Model):
    """What `replaced`, the last package of its sender, wrote over: it can be taken back as a whole."""

    replaced = peewee.IntegerField(index=True)
    peer = peewee.CharField(max_length=16)
    kind = peewee.CharField(max_length=40)
    uid = peewee.CharField(max_length=16)
    revision = peewee.IntegerField()
    gone = peewee.BooleanField()
    layout = peewee.IntegerField()
    told = peewee.TextField()
    apart = peewee.TextField(null=True)
    package = peewee.IntegerField()

    class Meta:
        database = DB
        table_name = "agreed_before"
        legacy_table_names = False


class Layout(peewee.Model):
    """Names of columns as one package listed them, JSON."""

    columns = peewee.TextField(unique=True)

    class Meta:
        database = DB
        table_name = "agreed_layout"
        legacy_table_names = False


class WaitingVersion(peewee.Model):
    """A version that links to a record which has not come yet; `row` is JSON of its values by name. It is looked at
    again with each package of the peer; `taken` is the package with which it was."""

    peer = peewee.CharField(max_length=16, index=True)
    kind = peewee.CharField(max_length=40)
    uid = peewee.CharField(max_length=16)
    row = peewee.TextField()
    package = peewee.IntegerField()
    taken = peewee.IntegerField(null=True)

    class Meta:
        database = DB
        table_name = "waiting_version"
        legacy_table_names = False


class Conflict(Record):
    """待核对: a field that both sides changed, with both values, who and when; kept after it was settled as well.

    `column` is a field's name, or says that a deletion stands against a change, see `three_way`.
    """

    noun = "待核对项"
    untold = ("peer", "owner_kind", "owner_uid", "column", "origin_there")

    peer = LineField("对方单位", required=True, max_length=16, counted=True)
    owner_kind = LineField("所属", required=True, max_length=40, counted=True)
    owner_uid = LineField("所属编号", required=True, max_length=16, index=True, counted=True)
    column = LineField("栏目", required=True, max_length=60, counted=True)
    ours = JsonField("本单位")
    ours_at = LineField("本单位修改时间", max_length=19, counted=True)
    ours_by = LineField("本单位修改人", max_length=100)
    theirs = JsonField("对方")
    theirs_at = LineField("对方修改时间", max_length=19, counted=True)
    theirs_by = LineField("对方修改人", max_length=100)
    origin_there = LineField("来源单位", max_length=16, counted=True)
    state = CodeField("状态", table="conflict.state", required=True)
    settled_at = LineField("核对时间", max_length=19, counted=True)
    settled_by = LineField("核对人", max_length=100)
    reason = ParagraphField("说明")

    class Meta:
        table_name = "conflict"
        indexes = ((("state", "peer"), False),)

    def called(self) -> str:
        return f"{self.owner_called()}的“{self.label()}”"

    def owner(self) -> Record | None:
        """The record here, if there is one."""
        cls = record_class(self.owner_kind)
        return cls.get_or_none(cls.uid == self.owner_uid)

    def owner_called(self) -> str:
        """How a sentence names what it is about."""
        try:
            return record_class(self.owner_kind).by_uid(self.owner_uid).called()
        except NotFound:
            return f"已删除的{record_class(self.owner_kind).noun}"

    def label(self) -> str:
        """The column as people read it."""
        field = record_class(self.owner_kind)._meta.fields.get(self.column)
        return str(field.label) if field is not None else _WHOLE

    def shown(self, value: Any) -> str:
        """One of its two values in words; sensitive ones are masked."""
        field = record_class(self.owner_kind)._meta.fields.get(self.column)
        if value is None or field is None:
            return ""
        if isinstance(field, Kind):
            return field.masked(field.python_value(value))  # type: ignore[no-untyped-call]
        target = field.rel_model
        linked = target.get_or_none(target.uid == value)
        return linked.called() if linked is not None else str(value)
