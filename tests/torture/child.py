"""What runs behind the shim: one story that is recorded, or told again and again with another operation failing.

`child record FLOW ROOT LOG` · `child faults FLOW BASE SCRATCH PLAN` · `child loop DIRECTORY`
"""

import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.core.database import storage_errors
from models.core.errors import KnownError
from tests import builders
from tests.torture.flows import CARELESS, FLOWS
from tests.torture.judge import PUT_RIGHT, State, noticed, one_step, state_of
from tests.torture.shim import Shim
from tests.torture.world import CLOCK, OUT, Flow, World

UNSURE = "核对这一步在不在"


class _Recorded(World):
    """Marks every acknowledged action with the state that it led to."""

    def __init__(self, flow: Flow, root: Path, shim: Shim) -> None:
        super().__init__(root)
        self._flow, self._shim = flow, shim

    def do(self, action: Callable[[], Any]) -> Any:
        done = action()
        state = state_of(self._flow, self.opened, self.root, self.passphrases) if self.opened else {}
        self._shim.mark(json.dumps({"state": state, "passphrases": self.passphrases}, ensure_ascii=False))
        return done


def record(flow: Flow, root: Path, log: Path) -> None:
    """Tell the story once and write down what it did to the disk."""
    shim = Shim()
    shim.watch(root, log)
    world = _Recorded(flow, root, shim)
    with flow.setting():
        flow.run(world)
        world.close()


class _Refused(Exception):
    """The disk let the program down and it said so."""


class _Hindered(World):
    """Compares after every refusal with the state before; then lets the disk recover, and asks again."""

    def __init__(self, flow: Flow, root: Path, shim: Shim, plan: dict[str, Any], at: int) -> None:
        super().__init__(root)
        self.flow, self.shim, self.plan, self.at = flow, shim, plan, at
        self.sentences: list[str] = []
        self.states: list[State] = []

    def hinder(self) -> None:
        """From now on the chosen operation fails."""
        plan = self.plan
        self.shim.fault(self.at, plan["number"], plan["lasting"], plan["kinds"])

    def do(self, action: Callable[[], Any]) -> Any:
        try:
            self.hinder()
            with storage_errors():  # as at every door of the program
                done = action()
        except KnownError as error:
            self.sentences.append(str(error))
            self.shim.fault(-1)
            self.loose |= "会自动接着做完" in str(error)
            kept = bool(self.opened) and self._kept(str(error))
            if self.plan["lasting"] or kept:
                self.hinder()
                raise _Refused from error
            done = action()
        self.shim.fault(-1)
        if self.opened:
            self.states.append(state_of(self.flow, self.opened, self.root, self.passphrases))
        return done

    def _kept(self, sentence: str) -> bool:
        """Nothing was changed, or the whole step was and the sentence does not deny it."""
        found = state_of(self.flow, self.opened, self.root, self.passphrases)  # type: ignore[arg-type]
        before = self.states[-1] if self.states else found
        changed = [part for part in found.keys() | before.keys() if found.get(part) != before.get(part)]
        kept = bool(changed) and UNSURE in sentence and (one_step(before, found) or changed == ["draft"])
        # The next opening finds slots that the history does not expect, and seals the compartment anew.
        told = bool(changed) and "“keys." in sentence and set(changed) <= PUT_RIGHT["settle_closed"]
        kept |= "核对这个文件" in sentence and all(part.startswith(OUT) for part in changed)
        kept |= changed == ["backups"] and "磁盘读写出错" in sentence  # a whole copy more than was told
        assert not changed or kept or told or noticed(found, before), f"refused ({sentence}) and yet changed: {changed}"
        if changed:
            self.states.append(found)
        return bool(changed)

    def close(self) -> None:
        self.hinder()
        super().close()
        self.shim.fault(-1)


def faults(flow: Flow, base: Path, scratch: Path, plan: dict[str, Any]) -> None:
    """Tell the story with the first operation failing, then with the second, until it ends before one fails."""
    shim = Shim()
    at, stride = plan["first"], plan["stride"]
    while True:
        root = scratch / str(at)
        shutil.copytree(base, root)
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(reading)
            report = _hindered(flow, root, shim, plan, at)
            with os.fdopen(writing, "w") as stream:
                json.dump(report, stream, ensure_ascii=False)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as stream:
            report = json.loads(stream.read() or '{"seen": 0, "bug": "the process died"}')
        os.waitpid(process, 0)
        print(json.dumps({"at": at, **report}, ensure_ascii=False), flush=True)
        if report["seen"] <= at and not report["bug"]:
            return
        at += stride


def _hindered(flow: Flow, root: Path, shim: Shim, plan: dict[str, Any], at: int) -> dict[str, Any]:
    world = _Hindered(flow, root, shim, plan, at)
    shim.watch(root)
    bug = ""
    try:
        with flow.setting():
            try:
                flow.run(world)
            except _Refused:
                bug = ""
            world.close()
    except BaseException as error:  # noqa: BLE001  (whatever it is, it is the finding)
        bug = f"{type(error).__name__}: {error} " + " < ".join(
            f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[:-12:-1]
        )
    return {
        "seen": shim.seen(),
        "bug": bug,
        "sentences": world.sentences,
        "states": world.states,
        "loose": world.loose,
        "passphrases": world.passphrases,
    }


def loop(directory: Path) -> None:
    """Work without end, saying after each action what was done; somebody will end it with kill -9."""
    from models.core.history import head
    from models.core.verbs import undo
    from models.office.draft import keep_draft
    from models.office.office import open_office
    from models.people.person import Person
    from models.people.verbs import change_person

    opened = open_office(directory, builders.PASSPHRASE, clock=CLOCK)
    session = opened.session
    print(json.dumps(head()), flush=True)
    number = Person.select().count()
    while True:
        number += 1
        who = builders.person(session, f"循环{number}", order=number % 1000, id_number=None)
        print(json.dumps(head()), flush=True)
        seq = change_person(session, who, {"phone": f"139{number:08d}"}).seq
        print(json.dumps(head()), flush=True)
        keep_draft(session, "people", who.uid, {"name": who.name})
        undo(session, seq)
        print(json.dumps(head()), flush=True)


def main(job: str, *arguments: str) -> None:
    """One of the three jobs."""
    # A workbook that a failing disk left half written complains once more when it is thrown away.
    sys.unraisablehook = lambda _: None
    if job == "record":
        record((FLOWS | CARELESS)[arguments[0]], Path(arguments[1]), Path(arguments[2]))
    elif job == "faults":
        faults(FLOWS[arguments[0]], Path(arguments[1]), Path(arguments[2]), json.loads(arguments[3]))
    else:
        loop(Path(arguments[0]))


if __name__ == "__main__":
    main(*sys.argv[1:])
