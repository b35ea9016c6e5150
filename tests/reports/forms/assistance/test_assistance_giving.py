"""签领表 and 转账发放表: every line, the total in figures and in capitals, many pages, ways of giving."""

from datetime import date

from models.assistance.aid import Aid, Distribution, confirm_receipt
from models.core.text import money_in_words
from reports.forms import lay_out_for, missing_for
from reports.paper.display import Text
from tests import builders
from tests.reports.forms.assistance.help_sample import distribution, whole


def amounts(paper):
    """The figures with two decimals that stand on the pages, as fen."""
    texts = [item.string for page in paper.pages for item in page.all_items() if isinstance(item, Text)]
    plain = [text.replace(",", "") for text in texts]
    return [round(float(text) * 100) for text in plain if text[-3:-2] == "." and text[:-3].isdecimal()]


def test_three_hundred_lines_and_their_total(helped):
    crowd = [
        builders.person(
            helped.session, name=f"名单{at:03d}", born=date(1980, 1 + at % 12, 1 + at % 28), order=2 * at + 1
        )
        for at in range(300)
    ]
    made = distribution(helped.session, "cash", crowd, title="三百人的名单")
    paper = lay_out_for("sign_list", [made.uid], builders.NOW)
    printed = whole(paper)
    assert all(f"名单{at:03d}" in printed for at in range(300))
    assert 20 <= len(paper.pages) <= 30
    assert printed.count("领取人签字") == len(paper.pages)
    total = sum(aid.amount for aid in made.aids)
    # Each line once, and their sum once more in the closing line.
    assert sum(amounts(paper)) == 2 * total
    assert total in amounts(paper)
    assert printed.count(f"合计（大写）：{money_in_words(total)}") == 1
    assert "共300人" in printed


def test_goods_are_counted_and_agents_named(helped):
    made = Distribution.get(Distribution.form == "goods")
    assert "共6人，大米12袋" in whole(lay_out_for("sign_list", [made.uid]))
    values = {"receipt": "both", "received_by": "王小二", "relation": "邻居"}
    confirm_receipt(helped.session, made.aids.get(), values)
    printed = whole(lay_out_for("sign_list", [made.uid]))
    assert "王小二，邻居" in printed.replace(" ", "")
    assert "2026.11.20" in printed


def test_a_line_without_account_is_a_gap_of_the_list(helped):
    made = distribution(helped.session, "transfer", [builders.person(helped.session, name="无账号", order=402)])
    Aid.update(account=None).where(Aid.distribution == made).execute()
    gaps = missing_for("transfer_list", [made.uid])
    assert [(gap.label, gap.field, gap.page, gap.uid) for gap in gaps] == [
        ("第1行 银行账号", "account", "assistance", made.uid)
    ]
