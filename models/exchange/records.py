"""The records of exchange: own keys, whom the office trusts, the escrow key, packages sent and received, notices."""

from models.core.fields import (
    CodeField,
    CountField,
    DayField,
    FlagField,
    JsonField,
    LineField,
    LinkField,
    ParagraphField,
)
from models.core.record import Record


class OfficeKey(Record):
    """本单位密钥: the pair that signs and the pair that opens; `secret` is sealed with the office's data key.

    A retired one still opens what was sealed to it. `endorsement`: what the one before signed about this one.
    """

    noun = "本单位密钥"
    untold = ("secret", "endorsement")

    signing = LineField("签名公钥", required=True, max_length=100, counted=True)
    sealing = LineField("收件公钥", required=True, max_length=100, counted=True)
    secret = LineField("私钥", required=True, max_length=1000, counted=True)
    retired_on = DayField("停用日期")
    endorsement = ParagraphField("原密钥的签字", counted=True)

    class Meta:
        table_name = "office_key"

    def called(self) -> str:
        return "本单位的密钥"


class TrustedOffice(Record):
    """往来单位: another office whose card was compared; packages go to it and are taken from it.

    `renewed_on`: revoked only because the office has new keys, so that what it signed before is still taken.
    """

    noun = "往来单位"

    name = LineField("单位全称", required=True, max_length=100, counted=True)
    office_uid = LineField("单位编号", required=True, max_length=16, index=True, counted=True)
    level = CodeField("级别", table="office.level", required=True)
    signing = LineField("签名公钥", required=True, max_length=100, counted=True)
    sealing = LineField("收件公钥", required=True, max_length=100, counted=True)
    fingerprint = LineField("指纹", required=True, max_length=60, counted=True)
    revoked_on = DayField("作废日期")
    revoked_reason = ParagraphField("作废原因")
    renewed_on = DayField("对方换新密钥日期")

    class Meta:
        table_name = "trusted_office"

    def called(self) -> str:
        return f"“{self.name}”"


class EscrowKey(Record):
    """保管密钥: its secret lies on paper in the safe and nowhere else; every package can be opened with it."""

    noun = "保管密钥"

    sealing = LineField("收件公钥", required=True, max_length=100, counted=True)
    retired_on = DayField("停用日期")

    class Meta:
        table_name = "escrow_key"

    def called(self) -> str:
        return f"保管密钥 {self.sealing[-8:]}"


class SentPackage(Record):
    """报送记录: a package that left. `digest` is the BLAKE2b-512 of its package.age, `head` the history's last row
    that it knows of, `shape` what the purpose was then; `confirmed_on` is when the receiver said that it arrived, and
    `receipt` what it said (see `receipts`)."""

    noun = "报送记录"
    untold = ("digest", "head", "shape", "receipt")
    receiver_id: int

    number = CountField("序号", required=True, unique=True)
    receiver = LinkField(TrustedOffice, "收件单位", required=True, backref="packages")
    purpose = LineField("用途", required=True, max_length=40, counted=True)
    period = LineField("期别", required=True, max_length=20, counted=True)
    whole = FlagField("全部", required=True)
    file_name = LineField("文件名", required=True, counted=True)
    digest = LineField("校验", required=True, max_length=128, counted=True)
    head = CountField("操作历史序号", required=True, largest=10**12)
    shape = LineField("用途内容", required=True, max_length=64, counted=True)
    rows = JsonField("条数", required=True)
    ground = CodeField("提供依据", table="exchange.ground")
    assessed_on = DayField("影响评估日期")
    confirmed_on = DayField("对方确认日期")
    receipt = JsonField("对方回执")

    class Meta:
        table_name = "sent_package"

    def called(self) -> str:
        return f"第 {self.number} 号报送包"


class ReceivedPackage(Record):
    """收件记录: a package that was taken in, by which a replayed one is known and a gap is seen.

    counts: verdict → number, by kind. problems: kind, uid and reason of what was not taken. ruled: kind, uid, column
    and winner where a written rule decided. head: number and hash of the last row of the sender's history."""

    noun = "收件记录"
    untold = ("digest", "counts", "problems", "ruled", "head")
    sender_id: int

    sender = LinkField(TrustedOffice, "报送单位", required=True, backref="received")
    number = CountField("序号", required=True)
    digest = LineField("校验", required=True, max_length=128, counted=True)
    purpose = LineField("用途", required=True, max_length=40, counted=True)
    period = LineField("期别", required=True, max_length=20, counted=True)
    file_name = LineField("文件名", required=True, counted=True)
    rows = JsonField("条数", required=True)
    counts = JsonField("接收结果")
    problems = JsonField("问题")
    ruled = JsonField("按规则核对")
    head = JsonField("对方操作历史")

    class Meta:
        table_name = "received_package"
        indexes = ((("sender", "number"), True),)

    def called(self) -> str:
        return f"{self.sender.called()}的第 {self.number} 号报送包"


class Notice(Record):
    """回告: what the superior office tells one office below it; that one deals with it and says so.

    `receiver`: the uid of the office for which it is. `owner_kind`, `owner_uid`: the record that it is about, where it
    is about one. details: what a program reads, such as a column with its value. source: why it was made.
    """

    noun = "回告"
    untold = ("receiver", "owner_kind", "owner_uid", "details", "source")

    receiver = LineField("收件单位", required=True, max_length=16, index=True, counted=True)
    matter = CodeField("事项", table="notice.matter", required=True)
    made_on = DayField("回告日期", required=True)
    text = ParagraphField("内容", required=True)
    missing = ParagraphField("需要补正")
    due_on = DayField("办理期限")
    package_number = CountField("报送包序号")
    owner_kind = LineField("所属", max_length=40, counted=True)
    owner_uid = LineField("所属编号", max_length=16, index=True, counted=True)
    details = JsonField("明细")
    source = LineField("来由", max_length=100, index=True, counted=True)
    dealt_on = DayField("办结日期")
    dealt_by = LineField("办理人", max_length=100)
    remark = ParagraphField("办理情况")

    class Meta:
        table_name = "notice"
        indexes = ((("receiver", "dealt_on"), False),)

    def called(self) -> str:
        return f"回告“{self.matter_words()}”"

    def matter_words(self) -> str:
        """What it is about, in words."""
        return str(type(self).matter.show(self.matter))
