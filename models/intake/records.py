"""What is kept of every import: the batch, each of its rows with the raw cells, and mappings learned from the user.

Owns these tables. Decides nothing.
"""

import peewee

from models.core.database import DB
from models.core.fields import CountField, FlagField, JsonField, LineField, LinkField, ParagraphField
from models.core.record import Record
from models.organisations.body import Body


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


class IntakeRow(peewee.Model):
    """A row of an imported roster as it stood there; `cells` is a JSON list of the raw cells."""

    batch = peewee.ForeignKeyField(IntakeBatch, backref="rows")
    file = peewee.CharField(max_length=255)
    sheet = peewee.CharField(max_length=255)
    number = peewee.IntegerField()
    verdict = peewee.CharField(max_length=10)
    reason = peewee.TextField()
    person_id = peewee.IntegerField(null=True, index=True)
    cells = peewee.TextField()

    class Meta:
        database = DB
        table_name = "intake_row"
        legacy_table_names = False


class LearnedHeader(Record):
    """表头对照: what the user said the columns under this header line mean."""

    noun = "表头对照"

    header_line = LineField("表头", required=True, unique_among_living=True, max_length=4000)
    keys = JsonField("各列含义")

    class Meta:
        table_name = "learned_header"


def learned_mappings() -> dict[str, list[str]]:
    """Header line → a key for each of its columns, as the user corrected them."""
    return {row.header_line: row.keys for row in LearnedHeader.select()}
