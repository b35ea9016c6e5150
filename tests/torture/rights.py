"""Stories of 维权: a petition and its steps, and a case that moves into the compartment."""

from datetime import date
from pathlib import Path
from typing import Any

from models.core.database import DB
from models.office import keys
from models.office.closed import vault
from models.office.closed.compartment import enter
from models.office.closed.document import Document
from models.rights import doing
from models.rights.file import case_of
from models.rights.helping import refer
from models.rights.records import RightsCase
from models.rights.verbs import add_progress, change_case, take_rights_step
from models.rights.violence import register_violence
from tests import builders


def kept_petition(directory: Path) -> None:
    """An office with an open petition that has an attachment."""
    with builders.office(directory) as opened:
        case = builders.petition(opened)
        doing.do(opened, case, add_progress, "contacted", "上门走访。")
        doing.attach_to(opened, case, "照片", "照片.png", b"photo" * 2000)


def steps_of_a_petition(world: Any) -> None:
    """Register, talk, decide, refer."""
    world.do(world.open)
    case = world.do(lambda: builders.petition(world.opened, name="普丽"))
    world.do(lambda: doing.do(world.opened, case, take_rights_step, {"claim": "退地。", "receiver_opinion": "受理。"}))
    decision = {"decision": "accept", "accepted_on": date(2026, 11, 17), "handler": "杨文"}
    world.do(lambda: doing.do(world.opened, RightsCase.by_uid(case.uid), take_rights_step, decision))
    world.do(lambda: doing.do(world.opened, RightsCase.by_uid(case.uid), refer, builders.REFERRAL))


def into_the_compartment(world: Any) -> None:
    """A petition turns out to be one about violence."""
    world.do(world.open)
    inside = world.do(lambda: enter(world.opened))
    case = RightsCase.get()
    world.do(lambda: doing.do(world.opened, case, register_violence, builders.VIOLENCE))
    moved = case_of(case.uid, inside)
    world.do(lambda: doing.do(world.opened, moved, change_case, {"problem": "丈夫多次殴打。"}))
    world.do(inside.leave)


def case_on_one_side(root: Path) -> str:
    """The case lies openly or in the compartment, whole, and never on both sides."""
    opened = root / "office"
    private = keys.unlock(keys.load(opened), builders.PASSPHRASE).private
    key = vault.key_for(builders.USER, private)
    if key is None:
        return "the box is not sealed to its reader"
    document = Document.read(vault.read(key, DB.execute_sql("SELECT uid FROM office").fetchone()[0]))
    inside = len(document.listed(RightsCase))
    outside = DB.execute_sql("SELECT count(*) FROM rights_case").fetchone()[0]
    told = DB.execute_sql("SELECT count(*) FROM history WHERE instr(changes, '承包地被占用')").fetchone()[0]
    if inside + outside != 1:
        return f"{inside} case inside, {outside} outside"
    return "the history still tells of the case" if inside and told else "".join(document.problems())
