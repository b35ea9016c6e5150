"""Which papers a help case can print, and of which record each is printed. Loads the forms only when asked."""

from typing import Any

from models.assistance.aid import Aid, Distribution
from models.assistance.case import HelpCase
from models.assistance.children import LeftBehindChild
from models.assistance.household import Household
from models.assistance.pairs import Pair
from models.assistance.programme import Programme, ProgrammeStep
from models.assistance.timeline import visits_of
from models.assistance.visits import Visit

Target = dict[str, Any]


def papers_of_case(case: HelpCase, text: Programme, step: ProgrammeStep) -> list[tuple[str, Target | None]]:
    """Title and target of every paper of its programme, those of the step first; without a record, no target."""
    from reports.forms import FORMS

    keys = dict.fromkeys([*step.forms, *text.forms])
    found = []
    for key in keys:
        entry = FORMS.get(key)
        if entry is not None:
            uids = _uids(case, entry.kind)
            title = entry.title if uids else f"{entry.title}（还没有{_NOUNS.get(entry.kind, '记录')}）"
            found.append((title, {"form": key, "kind": entry.kind, "uids": uids} if uids else None))
    return found


_NOUNS = {
    Household.kind(): "家庭档案",
    Distribution.kind(): "发放名单",
    Visit.kind(): "走访",
    Pair.kind(): "结对",
    LeftBehindChild.kind(): "儿童登记",
}


def _uids(case: HelpCase, kind: str) -> list[str]:
    """Records of this kind that belong to the case."""
    if kind == HelpCase.kind():
        return [case.uid]
    if kind == Household.kind():
        return [case.household.uid] if case.household else []
    if kind == Visit.kind():
        return [visit.uid for visit in visits_of(case)]
    if kind == Pair.kind():
        return [pair.uid for pair in Pair.select().where(Pair.helped == case.person_id)]
    if kind == LeftBehindChild.kind():
        return [child.uid for child in LeftBehindChild.select().where(LeftBehindChild.person == case.person_id)]
    if kind == Distribution.kind():
        lists = Distribution.select(Distribution.uid).join(Aid).where(Aid.person == case.person_id)
        return [row.uid for row in lists.where(Distribution.programme == case.programme).distinct()]
    return []
