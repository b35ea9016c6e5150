"""Every cell of action × role × scope × state, and what happens when somebody tries what she may not."""

import importlib
import json
import pkgutil
from itertools import product
from typing import Any

import pytest

import models
from models.core.database import DB
from models.core.errors import NotAllowed
from models.core.history import NOTES, REFUSED, History, chain_problems
from models.core.verbs import VERBS, Session, undo
from models.office.guard import Guard, allows, reading
from models.office.office import OpenOffice
from models.office.roles import INTERNAL, actions, roles
from models.office.setting import change_setting
from models.office.users import RECOVERY_NAME, User, add_user, change_roles, remove_user, user_named
from models.organisations.unit import Unit
from models.organisations.verbs import change_unit, remove_unit
from models.recommendation.procedure import procedure
from models.recommendation.records import Recommendation
from resources import path
from tests import builders

for found in pkgutil.walk_packages(models.__path__, "models."):
    importlib.import_module(found.name)

TABLE: dict[str, Any] = json.loads(path("roles", "roles.json").read_text("utf-8"))
PLANNED = {"grant_reader", "revoke_reader"}
STATES = ["", *TABLE["states"]]
HER, OTHER = "李国强", "杨文"


def of_tests(key: str) -> bool:
    return key.startswith(("test_", "sample_"))


@pytest.fixture
def her(session: Session) -> User:
    """A user beside the first one, whose roles a test sets."""
    return add_user(session, HER, ["entry"]).value


def test_every_verb_and_every_reading_action_stands_in_the_table() -> None:
    verbs = {key for key in VERBS if not of_tests(key)}
    assert verbs - INTERNAL - TABLE["actions"].keys() == set()
    assert TABLE["actions"].keys() - verbs - PLANNED <= NOTES.keys()
    assert not verbs & NOTES.keys()


def test_the_table_names_only_roles_scopes_and_states_that_there_are() -> None:
    for cells in TABLE["actions"].values():
        assert cells.keys() <= roles().keys()
        for cell in cells.values():
            scope, states = (cell["scope"], cell["states"]) if isinstance(cell, dict) else (cell, [])
            assert scope in ("all", "own")
            assert set(states) <= TABLE["states"].keys()
    steps = {step for channel in ("league", "women", "union") for step in procedure(channel).steps}
    assert steps <= TABLE["states"].keys()


def test_officers_never_read_or_write_what_the_office_works_on() -> None:
    working = {"register_person", "change_person", "take_step", "read_records", "unmask", "print_form", "export_roster"}
    officers = {key for key, role in roles().items() if role.officer}
    assert officers == {"system", "security", "audit"}
    assert not any(TABLE["actions"][action].keys() & officers for action in working)
    assert not officers & set(TABLE["working"])


def expected(action: str, role: str, own: bool, state: str) -> bool:
    """Read off the table by itself, cell by cell."""
    cell = TABLE["actions"][action].get(role)
    if cell is None:
        return False
    if isinstance(cell, str):
        return cell == "all" or own
    return (cell["scope"] == "all" or own) and (state == "" or state in cell["states"])


def subject(action: str, own: bool, state: str) -> object:
    """What an action is done to, by her or by somebody else."""
    if action == "undo":
        return DB.execute_sql("SELECT seq FROM history WHERE user = ?", (HER if own else builders.USER,)).fetchone()[0]
    return Recommendation(created_by=HER if own else OTHER, step=state)


@pytest.mark.parametrize("role", sorted(roles()))
def test_every_cell_of_the_table(session: Session, her: User, role: str) -> None:
    change_setting(Session(HER, session.origin, session.history_key, session.clock), "x", 1)
    DB.execute_sql("UPDATE user SET roles = ? WHERE name = ?", (json.dumps([role]), HER))
    guard, asked = Guard(HER), 0
    for action, own, state in product(actions(), (True, False), STATES):
        if action == "undo" and state:
            continue
        refusal = guard.refusal(action, (subject(action, own, state),))
        assert (refusal == "") is expected(action, role, own, state), (action, role, own, state, refusal)
        assert not refusal or ((refusal.endswith("。") and "请由" in refusal) or "还没有角色" in refusal)
        asked += 1
    assert asked > 50 * 2 * 10


def test_who_holds_several_roles_may_what_any_of_them_may(session: Session, her: User) -> None:
    change_roles(session, her, ["statistics", "audit"])
    as_her = guarded(session)
    assert allows(as_her, "read_history")
    assert allows(as_her, "export_roster")
    assert not allows(as_her, "register_unit")


def test_an_unknown_action_is_an_error_and_no_permission(session: Session) -> None:
    with pytest.raises(KeyError):
        Guard(builders.USER).refusal("fly", ())


def guarded(session: Session, name: str = HER) -> Session:
    """Somebody else at the same desk."""
    return Session(name, session.origin, session.history_key, session.clock, guard=Guard(name))


def test_a_refused_attempt_names_who_may_changes_nothing_and_is_remembered(session: Session, her: User) -> None:
    unit = builders.unit(session)
    change_roles(session, her, ["statistics"])
    with pytest.raises(NotAllowed, match="李国强的角色不能“修改单位”，请由录入员或审核员来做"):
        change_unit(guarded(session), unit, {"staff": 12})
    row = History.select().order_by(History.seq.desc()).get()
    assert (row.verb, row.user, row.subject_uid, row.changes) == (REFUSED, HER, unit.uid, "[]")
    assert Unit.get().staff is None
    assert chain_problems(session.history_key) == []


def test_who_enters_removes_and_undoes_only_her_own(session: Session, her: User) -> None:
    as_her = guarded(session)
    foreign, own = builders.unit(session), builders.unit(as_her, "石桥村")
    done = change_unit(session, foreign, {"staff": 3})
    with pytest.raises(NotAllowed, match="只能用于自己录入的内容，别人录入的请由审核员来做"):
        remove_unit(as_her, foreign)
    with pytest.raises(NotAllowed):
        undo(as_her, done.seq)
    undo(as_her, change_unit(as_her, foreign, {"staff": 4}).seq)
    remove_unit(as_her, own)


def test_a_refusal_within_a_larger_transaction_is_written_after_it(session: Session, her: User) -> None:
    as_her = guarded(session)
    unit = builders.unit(session)

    def both() -> None:
        with DB.writing():
            builders.unit(as_her, "石桥村")
            remove_unit(as_her, unit)

    with pytest.raises(NotAllowed):
        both()
    assert Unit.select().count() == 1
    as_her.write_refusals()
    assert History.select().order_by(History.seq.desc()).get().verb == REFUSED


def test_roles_taken_away_hold_at_once(session: Session, her: User) -> None:
    as_her = guarded(session)
    builders.unit(as_her)
    remove_user(session, her)
    with pytest.raises(NotAllowed):
        builders.unit(as_her, "石桥村")


def test_a_reading_leaves_a_row_or_a_refusal(session: Session, her: User) -> None:
    who = builders.person(session)
    as_her = guarded(session)
    reading(as_her, "unmask", f"查看了{who.called()}的身份证号", who)
    row = History.select().order_by(History.seq.desc()).get()
    assert (row.verb, row.user, row.subject_uid) == ("unmask", HER, who.uid)
    with pytest.raises(NotAllowed):
        reading(as_her, "read_history", "查看操作历史")


def test_the_recovery_sheet_looks_after_users_and_reads_nothing_where_there_are_several(
    session: Session, her: User
) -> None:
    recovered = guarded(session, RECOVERY_NAME)
    assert allows(recovered, "add_user")
    assert not allows(recovered, "read_records")
    remove_user(session, her)
    assert allows(recovered, "read_records")


def test_alone_means_a_single_active_user(opened: OpenOffice) -> None:
    session = opened.session
    assert session.alone
    add_user(session, HER, ["review"])
    assert not session.alone
    user = user_named(HER)
    assert user is not None
    remove_user(session, user)
    assert session.alone
