"""What is done to a candidate before her conditions are judged; shared by the tests of the conditions."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from models.core.clock import fixed
from models.core.verbs import Session
from models.office.rulebook import override_rule
from models.organisations.body import Body
from models.organisations.verbs import change_body, change_unit
from models.people.person import Membership, Person
from models.people.verbs import change_membership, change_person, remove_membership
from models.recommendation.conditions import BOOK, Condition, Verdict, conditions_of
from models.recommendation.records import Recommendation
from models.recommendation.verbs import expire, fill_in, nominate, open_batch, withdraw
from tests import builders

TODAY = builders.NOW.date()
MEETS, FAILS, EXPLAIN, WAITING, HINT = Verdict.MEETS, Verdict.FAILS, Verdict.EXPLAIN, Verdict.WAITING, Verdict.HINT
Act = Callable[[Session, Recommendation], object]


def fresh(rec: Recommendation) -> Recommendation:
    found: Recommendation = Recommendation.get_by_id(rec.id)
    return found


def judged(rec: Recommendation) -> dict[str, Condition]:
    return {condition.rule.id: condition for condition in conditions_of(fresh(rec), TODAY)}


def filled(**values: Any) -> Act:
    return lambda session, rec: fill_in(session, fresh(rec), values)


def of_person(**values: Any) -> Act:
    return lambda session, rec: change_person(session, Person.get_by_id(rec.person_id), values)


def of_member(**values: Any) -> Act:
    def act(session: Session, rec: Recommendation) -> None:
        change_membership(session, Membership.get(Membership.person == rec.person_id), values)

    return act


def of_body(**values: Any) -> Act:
    return lambda session, rec: change_body(session, Body.get_by_id(rec.body_id), values)


def of_unit(**values: Any) -> Act:
    return lambda session, rec: change_unit(session, Body.get_by_id(rec.body_id).unit, values)


def met(yes: int = 26, **values: Any) -> Act:
    def act(session: Session, rec: Recommendation) -> None:
        counts = builders.meeting_values(**values)
        valid, votes = counts["valid"], (yes, counts["valid"] - yes, 0)
        assert sum(votes) == valid
        builders.meet(session, fresh(rec), yes, **values)

    return act


def staged(name: str, on: str, companions: str | None = None) -> Act:
    return lambda session, rec: builders.stage(session, Person.get_by_id(rec.person_id), name, on, companions)


def in_force(rule_id: str, **values: Any) -> Act:
    return lambda session, rec: override_rule(session, BOOK, rule_id, reason="本地文件", **values)


def alone(session: Session, rec: Recommendation) -> None:
    remove_membership(session, Membership.get(Membership.person == rec.person_id))


def recommended_before(title: str, held_on: date, target: str = "activist", channel: str = "league") -> Act:
    """The same person in an earlier batch, with its meeting."""

    def act(session: Session, rec: Recommendation) -> Recommendation:
        values = {"title": title, "channel": channel, "target": target, "opened_on": held_on}
        batch = open_batch(session, values).value
        earlier = nominate(session, batch, Person.get_by_id(rec.person_id), Body.get_by_id(rec.body_id)).value
        builders.meet(session, earlier, held_on=held_on)
        return fresh(earlier)

    return act


def withdrawn_before(session: Session, rec: Recommendation) -> None:
    earlier = recommended_before("旧批次", date(2026, 3, 1))(session, rec)
    assert isinstance(earlier, Recommendation)
    withdraw(session, earlier, "本人提出")


def expired_before(session: Session, rec: Recommendation) -> None:
    earlier = recommended_before("旧批次", date(2024, 3, 1))(session, rec)
    assert isinstance(earlier, Recommendation)
    expire(session, earlier, "期满")


def later_session(session: Session, moment: datetime) -> Session:
    return Session(session.user, session.origin, session.history_key, fixed(moment))
