"""What a disk holds after something went wrong, looked at with the real program.

The state of an office is everything that its user can find in it; a disk is good when it opens, is sound, and its
state is the last one that was acknowledged, or the next one whole.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.core.database import DB, integrity_problems
from models.core.errors import KnownError, WrongPassphrase
from models.core.history import History, chain_problems
from models.office import keys
from models.office.attachment import Attachment, Store
from models.office.backups.copies import Copy
from models.office.backups.making import list_copies
from models.office.backups.restoring import problem_of
from models.office.office import OpenOffice, create_office, open_office
from models.office.users import RECOVERY_NAME, active_users
from tests import builders
from tests.torture.world import CLOCK, OFFICE, OUT, Flow

State = dict[str, str]
"""Part of the office (a table, the keys, one printed file) → digest of its content."""

GOOD, CORRUPT, LOST, HALF = "good", "corrupt", "lost", "half done"

_SLOTS = {"history", "setting", "seq"}
PUT_RIGHT = {
    "key_slots_differ": _SLOTS,
    "settle_closed": {*_SLOTS, "closed_reader", "closed_box", "closed_seal", "closed_part", "reader_key"},
}
"""Verbs of the opening that notice what a step half left behind → what they change."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One of the four words above, and why."""

    word: str
    why: str = ""


def state_of(flow: Flow, opened: OpenOffice, root: Path, passphrases: Sequence[str]) -> State:
    """Everything that can be found in an open office and beside it."""
    found = {table: _digest(_rows(table)) for table in _tables() if table != "history"}
    # Coming and going is told in the history too. Rows that changed a record stand for all before them: it is a chain.
    changing = History.select(History.seq, History.hash).where(History.changes != "[]").order_by(History.seq)
    found["history"] = _digest(list(changing.tuples()))
    found["seq"] = str(changing.count())
    store = Store(opened)
    found["attachments"] = _digest([_attachment(store, kept) for kept in Attachment.select().order_by(Attachment.id)])
    # A slot opens nothing for who is no user (yet, or any more): the next opening takes it away.
    users = {RECOVERY_NAME, *(user.name for user in active_users())}
    opening = _opening(root / OFFICE, passphrases)
    found["keys"] = _digest([line for line in opening if line.rpartition(" ")[2] in users])
    if flow.backups:
        found["backups"] = _digest([_copy(copy, opened.data_key) for copy in list_copies(opened.place)])
    for file in sorted((root / OUT).glob("[!.]*")):
        found[f"{OUT}/{file.name}"] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def judge(
    flow: Flow,
    root: Path,
    states: Sequence[State],
    acknowledged: int,
    passphrases: Sequence[str],
    begun: int = 1,
    unsure: bool = False,
) -> Verdict:
    """Open the office below `root` and compare it with the states of its story.

    `acknowledged` states are known to have been reached, up to `begun` more may be there whole. `unsure`: the program
    said that it does not know about the last step, so that one more row of the history, with its records, is right.
    """
    try:
        opened = _open(root / OFFICE, passphrases)
    except KnownError as error:
        if flow.founding and acknowledged == 0:
            return _founded_anew(root / OFFICE)
        return Verdict(CORRUPT, str(error))
    except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
        return Verdict(CORRUPT, f"{type(error).__name__}: {error}")
    with opened:
        problems = integrity_problems() or chain_problems(opened.session.history_key)
        if problems:
            return Verdict(CORRUPT, problems[0])
        if opened.warnings:
            return Verdict(HALF, f"a false alarm: {opened.warnings[0]}")
        found = state_of(flow, opened, root, passphrases)
        verdict = _compare(found, states, acknowledged, begun)
        if flow.founding and not states:
            verdict = Verdict(GOOD)  # refused at the last moment; whole all the same
        if unsure and verdict.word != GOOD and states and one_step(states[acknowledged - 1], found):
            verdict = Verdict(GOOD)
        if verdict.word == GOOD and flow.check and (wrong := flow.check(root)):
            return Verdict(LOST, wrong)
        builders.unit(opened.session, "断电以后村")
    return verdict


def noticed(found: State, state: State) -> bool:
    """Whether it is this state but for what the opening itself put right, and told as the last row of the history."""
    changing = History.select(History.verb).where(History.changes != "[]")
    last = changing.order_by(History.seq.desc()).scalar()
    return set(_different(found, state)) <= PUT_RIGHT.get(last or "", set())


def one_step(before: State, after: State) -> bool:
    """Whether exactly one changing verb lies between two states: its row and its records are one transaction."""
    return int(after["seq"]) == int(before["seq"]) + 1


def _compare(found: State, states: Sequence[State], acknowledged: int, begun: int) -> Verdict:
    first = max(acknowledged - 1, 0)
    if found in states[first : acknowledged + begun]:
        return Verdict(GOOD)
    if any(noticed(found, state) for state in states[first : acknowledged + begun]):
        return Verdict(GOOD)
    if found in states[:first]:
        return Verdict(LOST, f"state {states.index(found)} of {acknowledged} acknowledged")
    near = [_different(found, state) for state in states[first : acknowledged + begun]]
    return Verdict(HALF, f"differs in {min(near, key=len, default=[])}")


def _different(one: State, other: State) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _founded_anew(directory: Path) -> Verdict:
    """A founding that was never finished must leave room for the next one."""
    try:
        create_office(directory, builders.founding(), CLOCK)[0].close()
    except KnownError as error:
        return Verdict(HALF, f"cannot be founded again: {error}")
    return Verdict(GOOD)


def _open(directory: Path, passphrases: Sequence[str]) -> OpenOffice:
    """Open with the first passphrase that fits; wrong ones are not tried at the door, where they would be counted."""
    fitting = _opening(directory, passphrases)
    return open_office(directory, fitting[0].split(" ")[0] if fitting else passphrases[0], clock=CLOCK)


def _tables() -> list[str]:
    rows = DB.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    )
    return [row[0] for row in rows.fetchall()]


def _rows(table: str) -> list[str]:
    return sorted(repr(row) for row in DB.execute_sql(f'SELECT * FROM "{table}"').fetchall())


def _attachment(store: Store, kept: Attachment) -> str:
    try:
        return f"{kept.uid} {hashlib.sha256(store.content(kept.uid)).hexdigest() == kept.sha256}"
    except KnownError as error:
        return f"{kept.uid} {error}"


def _copy(copy: Copy, data_key: bytes) -> str:
    """A copy counts when it can be restored."""
    return f"{copy.number} {copy.reason} {copy.contents} {problem_of(copy, data_key)}"


def _opening(directory: Path, passphrases: Sequence[str]) -> list[str]:
    """Which passphrases open the office, and as whom."""
    found = []
    for passphrase in passphrases:
        try:
            found.append(f"{passphrase} {keys.unlock(keys.load(directory), passphrase).slot.name}")
        except WrongPassphrase:
            continue
    return found


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:24]
