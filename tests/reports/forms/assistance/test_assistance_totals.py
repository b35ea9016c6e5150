"""The closing line of a list to sign: its sum is that of the lines, and it fits wherever the last page ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assistance.aid import Aid, Distribution
from models.core.text import money_in_words
from models.people.person import Person
from reports.forms.assistance.giving import Given, distribution_facts, lines_of, paper_of
from reports.paper.display import Text
from reports.paper.printing import lay_out


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60))
def test_the_printed_sum_is_that_of_the_printed_lines(helped_once, fen):
    made = Distribution.get(Distribution.form == "cash")
    person = Person(name="单立梅")
    found = [Given(Aid(amount=amount), person, "大坪村", "") for amount in fen]
    facts = distribution_facts(made, found)
    printed = [round(float(str(row["aid.amount"]).replace(",", "")) * 100) for row in facts["rows"]]
    assert sum(printed) == sum(fen)
    assert facts["total.words"] == money_in_words(sum(fen))
    assert round(float(facts["total.yuan"].replace(",", "")) * 100) == sum(fen)


@pytest.mark.parametrize("count", range(1, 40))
def test_the_closing_line_fits_wherever_the_last_page_ends(helped_once, count):
    made = Distribution.get(Distribution.form == "goods")
    found = lines_of(made)[:1] * count
    pages = lay_out(paper_of(made), distribution_facts(made, found))
    drawn = ["".join(item.string for item in page.all_items() if isinstance(item, Text)) for page in pages]
    assert "合计（大写）" in drawn[-1]
    assert "大米" in drawn[-1]
    for page in pages:
        for item in page.all_items():
            assert item.__class__.__name__ != "Rect" or item.y + item.h < page.height - 180
