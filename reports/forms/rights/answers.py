"""What goes out to whoever came: 受理告知书 (or not ours, or forwarded) and 处理意见书. Knows facts only.

The days within which she may go on are the rule book's and come as facts.
"""

from functools import cache

from reports.forms.facts import Facts
from reports.forms.words import VERSION
from reports.paper.letter import RULE, Heading, Letter, Para, Paras, Sign, Slip

ACCEPTANCE_TITLE = "信访事项受理告知书"
REPLY_TITLE = "信访事项处理意见书"


@cache
def acceptance() -> Letter:
    """信访事项受理告知书: accepted, not ours, or forwarded (信访工作条例 第二十二条, 第二十三条)."""
    return Letter(
        "rights.acceptance",
        VERSION,
        "{text.title}",
        (
            Para("编号：{case.number:12}", indent=0),
            Para("{case.name:6}：", indent=0),
            Paras("text.told"),
            Sign("{office.name:12}（盖章）", "{case.acceptance_told_on.long}", gap=1),
            _receipt("{text.title}"),
        ),
        expected=(
            ("case.number", "编号"),
            ("case.decision", "受理决定"),
            ("case.acceptance_told_on", "受理告知日期"),
        ),
        subject="",
    )


@cache
def reply() -> Letter:
    """信访事项处理意见书 with the way to ask for a review (信访工作条例 第三十五条)."""
    return Letter(
        "rights.reply",
        VERSION,
        REPLY_TITLE,
        (
            Para("编号：{case.number:12}", indent=0),
            Para("{case.name:6}：", indent=0),
            Para("你于{case.registered_on.long:9}反映的事项，现答复如下："),
            Heading(1, "一、反映的问题和诉求"),
            Paras("text.asked"),
            Heading(1, "二、处理意见"),
            Paras("case.result"),
            Heading(1, "三、不服本意见的办法"),
            Paras("text.review"),
            Sign("{office.name:12}（盖章）", "{case.answered_on.long}", gap=1),
            _receipt(REPLY_TITLE),
        ),
        expected=(
            ("case.number", "编号"),
            ("case.problem", "反映问题"),
            ("case.result", "处理结果"),
            ("case.answered_on", "答复日期"),
        ),
        subject="",
    )


def _receipt(title: str) -> Slip:
    return Slip(
        "送 达 回 证",
        (
            Para(f"编号{{case.number:8}}的{title}收到。"),
            Para(f"收件人签名：{RULE * 6}　送达人签名：{RULE * 6}"),
            Para(f"收件日期：{RULE * 4}年{RULE * 2}月{RULE * 2}日"),
        ),
    )


def blank_acceptance() -> Facts:
    """The words of the blank copy."""
    return {
        "text.title": ACCEPTANCE_TITLE,
        "text.told": "\n".join(
            (
                f"你于{RULE * 4}年{RULE * 2}月{RULE * 2}日反映的事项收悉，现决定：",
                f"□ 受理，由{RULE * 4}承办，自受理之日起{RULE * 2}日内办结。",
                f"□ 不予受理。原因：{RULE * 15}。",
                f"□ 转送{RULE * 10}办理，请与其联系。",
            )
        ),
    }


def blank_reply() -> Facts:
    """The words of the blank copy."""
    return {"text.asked": "\n" * 5, "case.result": "\n" * 11, "text.review": review_words(RULE * 2)}


def review_words(days: str) -> str:
    """How to ask for a review."""
    return f"如不服本意见，可以自收到之日起{days}日内，书面请求本单位的上一级机关、单位复查。"
