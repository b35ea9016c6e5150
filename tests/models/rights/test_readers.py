"""Who may do what with petitions: roles, two pairs of hands, reading somebody else's protected case."""

from collections.abc import Iterator
from datetime import date

import pytest

from models.core.errors import NotAllowed, NotFound, RuleRefused
from models.core.history import History
from models.office.access import add_user, the_user
from models.office.closed.compartment import enter
from models.office.closed.readers import grant_reader
from models.office.office import OpenOffice, open_office
from models.office.users import change_roles
from models.rights import doing, lists, sight
from models.rights.file import case_of
from models.rights.records import RightsCase
from models.rights.verbs import ask_extension, change_case, consent_extension, take_rights_step, tell_extension
from models.rights.violence import register_violence
from tests import builders

PHRASES = {
    builders.USER: builders.PASSPHRASE,
    "李国强": "li guo qiang de ju zi",
    "赵小云": "zhao xiao yun de ju zi",
    "周敏": "zhou min de ju zi",
}
TALK = {"claim": "退还承包地。", "receiver_opinion": "建议受理。"}
ACCEPT = {"decision": "accept", "accepted_on": date(2026, 11, 17), "handler": "杨文"}


class Desk:
    """One office at which people sit down one after the other."""

    def __init__(self, opened: OpenOffice) -> None:
        self.opened = opened

    def seat(self, name: str) -> OpenOffice:
        """The office with this user signed in."""
        place, clock = self.opened.place.directory, self.opened.session.clock
        self.opened.close()
        self.opened = open_office(place, PHRASES[name], name, clock)
        return self.opened


@pytest.fixture
def desk(opened: OpenOffice) -> Iterator[Desk]:
    """王秀英 and 李国强 look after rights, 赵小云 registers, 周敏 is an officer; 王秀英 is the first reader."""
    add_user(opened, "李国强", ["rights"], PHRASES["李国强"])
    add_user(opened, "赵小云", ["entry"], PHRASES["赵小云"])
    add_user(opened, "周敏", ["security"], PHRASES["周敏"])
    change_roles(opened.session, the_user(builders.USER), ["entry", "review", "rights"])
    made = Desk(opened)
    yield made
    made.opened.close()


def test_who_registers_does_not_decide(desk: Desk) -> None:
    case = builders.petition(desk.seat("赵小云"))
    with pytest.raises(NotAllowed, match="维权专员"):
        doing.do(desk.opened, case, take_rights_step, TALK)
    doing.do(desk.opened, case, change_case, {"claim": "退地。"})
    theirs = desk.seat("李国强")
    doing.do(theirs, RightsCase.get(), take_rights_step, TALK)
    own = builders.petition(theirs)
    with pytest.raises(NotAllowed, match="自己录入"):
        doing.do(desk.seat("赵小云"), RightsCase.by_uid(own.uid), change_case, {"claim": "退地。"})


def test_officers_do_nothing_with_petitions(desk: Desk) -> None:
    case = builders.petition(desk.seat("李国强"))
    officer = desk.seat("周敏")
    with pytest.raises(NotAllowed):
        builders.petition(officer)
    with pytest.raises(NotAllowed):
        doing.do(officer, RightsCase.by_uid(case.uid), change_case, {"claim": "无"})


@pytest.mark.parametrize("protected", [False, True])
def test_who_asks_for_more_time_does_not_grant_it(desk: Desk, protected: bool) -> None:
    if protected:
        grant_reader(desk.opened.session, desk.opened, "李国强", "共同办理")
    theirs = desk.seat("李国强")
    if protected:
        enter(theirs)
    case = builders.petition(theirs, **({"rights_class": "0205"} if protected else {}))
    for values in (TALK, ACCEPT):
        doing.do(theirs, case_of(case.uid, doing.inside(theirs)), take_rights_step, values)
    case = case_of(case.uid, doing.inside(theirs))
    doing.do(theirs, case, ask_extension, "需要等待鉴定")
    with pytest.raises(NotAllowed, match="申请人自己不能审批"):
        doing.do(theirs, case_of(case.uid, doing.inside(theirs)), consent_extension, True)
    told = [row.sentence for row in History.select().where(History.verb == "refused")]
    assert any("延期" in sentence for sentence in told) is not protected
    mine = desk.seat(builders.USER)
    if protected:
        enter(mine)
    done = doing.do(mine, case_of(case.uid, doing.inside(mine)), consent_extension, True).value
    assert done.extended_by == builders.USER
    told_on = doing.do(mine, done, tell_extension, date(2026, 11, 20)).value.extension_told_on
    assert told_on == date(2026, 11, 20)


def test_somebody_elses_protected_case_is_opened_with_a_reason(desk: Desk) -> None:
    inside = enter(desk.opened)
    case = builders.violence_case(desk.opened)
    assert doing.open_case(desk.opened, case.uid).uid == case.uid
    grant_reader(desk.opened.session, desk.opened, "李国强", "共同办理")
    inside.leave()
    theirs = desk.seat("李国强")
    with pytest.raises(NotFound):
        doing.open_case(theirs, case.uid)
    other = enter(theirs)
    with pytest.raises(RuleRefused, match="查阅原因"):
        doing.open_case(theirs, case.uid)
    assert doing.open_case(theirs, case.uid, "接替办理").uid == case.uid
    assert [row.sentence for row in other.story(case.uid) if row.verb == "open_closed"] == ["查阅", "查阅：接替办理"]


def test_a_try_to_register_violence_is_told_nowhere(desk: Desk) -> None:
    case = builders.petition(desk.seat("赵小云"))
    before = History.select().count()
    with pytest.raises(sight.NeedsCompartment):
        doing.do(desk.opened, case, register_violence, builders.VIOLENCE)
    with pytest.raises(sight.NeedsCompartment):
        doing.do(desk.opened, case, change_case, {"keep_secret": True})
    assert History.select().count() == before
    assert lists.counts(None, "rights_class") == {"0501": 1}


def test_who_is_complained_of_does_not_remove_the_petition(desk: Desk) -> None:
    builders.petition(desk.opened, accused_name="李国强")
    theirs = desk.seat("李国强")
    with pytest.raises(NotAllowed, match="不能由您删除"):
        doing.remove(theirs, RightsCase.get())
    doing.remove(desk.seat(builders.USER), RightsCase.get())
    assert RightsCase.select().count() == 0
