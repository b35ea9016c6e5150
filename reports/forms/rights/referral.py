"""转介单 with its tear-off 回执, on which nothing but the number tells whom it is about. Knows facts only."""

from functools import cache

from reports.forms.facts import Facts
from reports.forms.words import VERSION
from reports.paper.letter import RULE, Letter, Para, Paras, Sign, Slip

TITLE = "转介单"


@cache
def paper() -> Letter:
    """The letter that hands a case over, and the slip that comes back."""
    return Letter(
        "rights.referral",
        VERSION,
        "转　介　单",
        (
            Para("编号：{referral.number:12}", indent=0),
            Para("{referral.to_body:14}：", indent=0),
            Paras("text.who"),
            Para("转介事由：{referral.reason:21}"),
            Para("需要的帮助：{referral.needs:20}"),
            Para("本人意见：{text.consent}"),
            Para("移交的材料：{referral.shared:20}"),
            Para("转介人及电话：{text.sender:16}"),
            Sign("{office.name:12}（盖章）", "{referral.sent_on.long}", gap=0),
            Slip(
                "转 介 回 执",
                (
                    Para("{office.name:12}{text.return_by:0}：", indent=0),
                    Para("你单位编号{referral.number:9}的转介单收到，办理情况："),
                    Para(RULE * 26),
                    Para(f"经办人及电话：{RULE * 16}"),
                    Sign("{referral.to_body:12}（盖章）", "{none}", gap=0),
                ),
            ),
        ),
        expected=(
            ("referral.number", "转介编号"),
            ("referral.to_body", "转介单位"),
            ("referral.reason", "转介事由"),
            ("referral.needs", "需要的帮助"),
            ("referral.sent_on", "转介日期"),
            ("referral.sent_by", "转介人"),
        ),
        subject="",
    )


def blank_facts() -> Facts:
    """The words of the blank copy."""
    return {
        "text.who": (f"现转介{RULE * 8}（姓名、性别、年龄），请予帮助。\n联系方式：{RULE * 21}"),
        "text.consent": f"□同意转介　□未经同意，原因：{RULE * 6}",
    }
