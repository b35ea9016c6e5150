"""Townships that exist only as what they send: records by hand, versions, packages; and what a county ends with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from models.core.database import DB
from models.core.record import BASE_COLUMNS, new_uid
from models.core.verbs import Session
from models.exchange.merging.apply import apply_package
from models.exchange.merging.cargo import Cargo, Letter
from models.exchange.merging.plan import Plan, make_plan
from models.exchange.merging.portable import shape_of
from models.exchange.records import ReceivedPackage, TrustedOffice

AT, BY = "2026-11-02 08:00:00", "杨丽"
KINDS = ("unit", "person", "membership")


@dataclass(slots=True)
class Township:
    """One township. `records`: kind → uid → (revision, values); `gone`: kind, uid, revision."""

    session: Session
    name: str = "芒果镇党建办公室"
    uid: str = field(default_factory=new_uid)
    records: dict[str, dict[str, tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    gone: list[tuple[str, str, int]] = field(default_factory=list)
    number: int = 0
    _sent: dict[str, int] = field(default_factory=dict)
    _told: int = 0

    def keep(self, kind: str, uid: str = "", **values: Any) -> str:
        """A new record, or other values of one."""
        uid = uid or new_uid()
        known = self.records.setdefault(kind, {})
        revision, before = known.get(uid, (0, {}))
        known[uid] = (revision + 1, {**before, **values})
        return uid

    def drop(self, kind: str, uid: str) -> None:
        """A record is deleted."""
        self.gone.append((kind, uid, self.records[kind].pop(uid)[0]))

    def package(self, *, whole: bool = False) -> tuple[Letter, Cargo]:
        """What changed since the package before."""
        self.number += 1
        cargo = Cargo()
        for kind, known in self.records.items():
            chosen = {uid: part for uid, part in known.items() if whole or self._sent.get(uid, 0) < part[0]}
            names = sorted({name for _, values in known.values() for name in values})
            cargo.columns[kind] = (*BASE_COLUMNS, *names)
            head = (self.uid, AT, BY, AT, BY)
            cargo.take(
                kind, [[uid, at, *head, *(values.get(n) for n in names)] for uid, (at, values) in chosen.items()]
            )
            self._sent |= {uid: at for uid, (at, _) in chosen.items()}
        cargo.take("deletions", [[*row, AT, BY] for row in self.gone[0 if whole else self._told :]])
        self._told = len(self.gone)
        digest = f"{self.uid}{self.number}"
        return Letter(
            self.uid, self.name, "township", self.number, digest, "handover", "2026-11", "x", (1, ""), {}
        ), cargo


def trusted_by(session: Session, township: Township) -> TrustedOffice:
    """The county's record of a township; its keys are of no use here."""
    from tests.models.exchange.merging import verbs_of_tests

    found = TrustedOffice.get_or_none(TrustedOffice.office_uid == township.uid)
    return found or verbs_of_tests.know(session, township.name, township.uid).value


def plan(package: tuple[Letter, Cargo]) -> Plan:
    """What a package would do now."""
    return make_plan(*package)


def receive(session: Session, township: Township, package: tuple[Letter, Cargo]) -> ReceivedPackage:
    """Take a package in."""
    sender = trusted_by(session, township)
    return apply_package(session, plan(package), sender).value


def dump(kinds: Sequence[str] = (*KINDS, "conflict")) -> dict[str, list[Any]]:
    """Everything that a county's file says, in the form that travels: no ids, no revisions, no clock of its own.

    Tombstones are left out: they stand only for what was here once, and what is gone there is agreed on.
    """
    found: dict[str, list[Any]] = {}
    for kind in kinds:
        shape = shape_of(kind)
        uid = "" if kind == "conflict" else "t.uid, t.origin,"
        told = ",".join(map(shape.expression, shape.columns))
        found[kind] = sorted(DB.execute_sql(f'SELECT {uid} {told} FROM "{kind}" t').fetchall(), key=repr)
    found["waiting"] = sorted(DB.execute_sql("SELECT kind, uid FROM waiting_version WHERE taken IS NULL").fetchall())
    sql = "SELECT peer, kind, uid, revision, gone, told, apart FROM agreed ORDER BY peer, kind, uid"
    found["agreed"] = DB.execute_sql(sql).fetchall()
    return found
