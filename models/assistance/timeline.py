"""The time line of a help case: its steps, what was given, visits and contacts, each on its day. Writes nothing."""

from datetime import date
from typing import NamedTuple

from models.assistance.aid import Aid
from models.assistance.case import PASSED, HelpCase, HelpStep
from models.assistance.pairs import Contact, Pair
from models.assistance.programmes import programme_of
from models.assistance.steps import steps_of
from models.assistance.visits import Visit
from models.core.codes import table


class Event(NamedTuple):
    """Something that happened. `kind`, `uid`: the record that is opened for it; empty for a step."""

    day: date
    title: str
    detail: str
    kind: str = ""
    uid: str = ""


def events_of(case: HelpCase) -> list[Event]:
    """Everything on its day, the latest first; what happened on one day stands in the order of its keeping."""
    found = [*_steps(case), *map(_aid, aids_of(case)), *map(_visit, visits_of(case)), *_contacts(case)]
    return sorted(found, key=lambda event: event.day)[::-1]


def aids_of(case: HelpCase) -> list[Aid]:
    """What was given on a case, and to its person from the same programme without a case."""
    own = Aid.case == case
    loose = Aid.case.is_null() & (Aid.person == case.person_id) & (Aid.programme == case.programme)
    return list(Aid.select().where((own | loose) & Aid.given_on.is_null(False)).order_by(Aid.given_on.desc()))


def visits_of(case: HelpCase) -> list[Visit]:
    """Visits on a case, and those to its person that name none."""
    loose = Visit.case.is_null() & (Visit.person == case.person_id)
    return list(Visit.select().where((Visit.case == case) | loose).order_by(Visit.visited_on.desc(), Visit.id.desc()))


def _steps(case: HelpCase) -> list[Event]:
    text = programme_of(case)
    return [_step(row, text.step(row.step).title) for row in steps_of(case)]


def _step(row: HelpStep, title: str) -> Event:
    done = table("help.action").short(row.action)
    words = f"{title}：{done}" if row.action != PASSED else f"{title}完成"
    detail = "　".join(part for part in (row.opinion, row.reason, row.by or row.created_by) if part)
    return Event(row.taken_on, words, detail)


def _aid(aid: Aid) -> Event:
    money = f"{Aid.amount.show(aid.amount)}元"
    what = f"{aid.goods}{aid.quantity or ''}{aid.unit or ''}（折合{money}）" if aid.goods else money
    signed = "已签收" if aid.received_on else "未签收"
    title = f"发放{Aid.aid_kind.show(aid.aid_kind)}"
    return Event(aid.given_on, title, f"{what}　{signed}", Aid.kind(), aid.uid)


def _visit(visit: Visit) -> Event:
    detail = "　".join(part for part in (visit.visitors, visit.gift, visit.situation) if part)
    return Event(visit.visited_on, "走访", detail, Visit.kind(), visit.uid)


def _contacts(case: HelpCase) -> list[Event]:
    rows = Contact.select(Contact, Pair).join(Pair).where(Pair.helped == case.person_id)
    return [
        Event(
            row.held_on,
            f"结对联系（{Contact.form.show(row.form)}）",
            "　".join(part for part in (row.by, row.content) if part),
            Pair.kind(),
            row.pair.uid,
        )
        for row in rows
    ]
