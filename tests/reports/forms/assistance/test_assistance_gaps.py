"""Every gap that a paper of 帮扶 can show leads to a column that there is."""

import re

import pytest

from models.assistance.aid import Aid
from models.assistance.case import HelpCase, HelpStep
from models.assistance.children import LeftBehindChild
from models.assistance.household import Household, HouseholdMember
from models.assistance.pairs import Pair
from models.assistance.programmes import shipped
from models.assistance.visits import Visit
from models.people.person import Person
from reports.forms import FORMS
from reports.forms.assistance import giving
from reports.forms.assistance.hardship import application_paper
from reports.paper.printing import missing

KEPT = {
    "person": Person,
    "head": Person,
    "case": HelpCase,
    "household": Household,
    "opinion": HelpStep,
    "members": HouseholdMember,
    "visit": Visit,
    "pair": Pair,
    "child": LeftBehindChild,
    "aid": Aid,
}


def papers():
    for key, form in FORMS.items():
        if form.heading == "帮扶":
            yield key, form.blank()[0], {"rows": [{}]}
    for distribution in ("cash", "goods"):
        yield "sign_list", giving.LISTS[distribution], {"rows": [{}]}
    yield "worker_application", application_paper({"own.school": "一中"}), {}


def named(part):
    return part if isinstance(part, str) else ""


@pytest.mark.parametrize(("key", "paper", "facts"), list(papers()), ids=named)
def test_a_gap_leads_to_a_column_that_there_is(key, paper, facts):
    own = {name for text in shipped() if key in text.forms for name in text.facts()}
    for lack in missing(paper, facts):
        *_, where, name = re.sub(r"^rows\.\d+\.|^(members)\.\d+|^(opinion)\.\w+", r"\1\2", lack.key).split(".")
        known = own if where == "own" else {kind.name for kind in KEPT[where].kinds()}
        assert name in known, lack.key
