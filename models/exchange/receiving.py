"""Packages taken in: verified from the first to the last byte, planned, applied in one transaction, taken back.

Owns the order of these steps and the files of attachments around them. Whether a package is sound is `verifying`'s,
what follows for each record `merging`'s. Nothing is written before the plan was made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.core.errors import BadFile, NotFound
from models.core.files import discard
from models.core.progress import Progress
from models.core.verbs import Done
from models.exchange.identity import trusted
from models.exchange.merging.apply import apply_package
from models.exchange.merging.cargo import FILES, Cargo, Letter
from models.exchange.merging.plan import Plan, make_plan
from models.exchange.receipts import Receipt, fitting, read_receipts, read_undecided
from models.exchange.records import ReceivedPackage, TrustedOffice
from models.exchange.verifying import Checked, check_package, reader_of
from models.office.attachment import Attachment, Store
from models.office.office import OpenOffice

_OTHER = "“{name}”在核对以后换了内容，没有接收。请重新核对一遍。"
_UNTRUSTED = "“{unit}”的公钥已经作废，没有接收。"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A package that passed every check, with the plan of what it would do now."""

    checked: Checked
    plan: Plan


def look_into(opened: OpenOffice, path: Path, progress: Progress | None = None) -> Incoming:
    """Check a package and plan it; nothing is written. Raises BadFile, RuleRefused, NotFound without own keys."""
    cargo = Cargo()
    checked = check_package(path, reader_of(opened), cargo.take)
    sender = _sender(checked)
    cargo.columns = {kind: tuple(told["columns"]) for kind, told in checked.manifest["kinds"].items()}
    fits = fitting(sender.office_uid, read_receipts(checked.manifest))
    letter = _letter(checked, sender, fits.receipts)
    return Incoming(checked, make_plan(letter, cargo, (*checked.told, *fits.told), progress))


def take_in(opened: OpenOffice, incoming: Incoming, progress: Progress | None = None) -> Done[ReceivedPackage]:
    """Apply a package as planned: everything or nothing.

    Raises RuleRefused when the office's records changed since, BadFile when the file did.
    """
    sender = _sender(incoming.checked)
    with _files(opened, incoming):
        return apply_package(opened.session, incoming.plan, sender, progress)


def _sender(checked: Checked) -> TrustedOffice:
    found = trusted(checked.sender.uid)
    if found is None:
        raise NotFound(_UNTRUSTED.format(unit=checked.sender.name))
    return found


def _letter(checked: Checked, sender: TrustedOffice, receipts: tuple[Receipt, ...]) -> Letter:
    claims = checked.claims
    return Letter(
        peer=checked.sender.uid,
        unit=checked.sender.name,
        level=sender.level,  # of the card that was compared, not what the package says of itself
        number=claims["number"],
        digest=checked.digest,
        purpose=claims["purpose"],
        period=claims["period"],
        file_name=checked.path.name,
        head=(claims["head"][0], claims["head"][1]),
        rows=claims["rows"],
        receipts=receipts,
        undecided=read_undecided(checked.manifest),
    )


@contextmanager
def _files(opened: OpenOffice, incoming: Incoming) -> Iterator[None]:
    """The contents of attachments, kept before the records that name them; those that no record names go again."""
    store, kept = Store(opened), list[str]()

    def take(what: str, content: Any) -> None:
        uid = what.removeprefix(FILES)
        if what.startswith(FILES) and not store.path(uid).exists():
            kept.append(uid)
            store.keep(uid, content)

    try:
        if incoming.plan.cargo.files:
            checked = check_package(incoming.checked.path, reader_of(opened), take)
            if checked.digest != incoming.checked.digest:
                raise BadFile(_OTHER.format(name=checked.path.name))
        yield
    finally:
        named = (
            {row.uid for row in Attachment.select(Attachment.uid).where(Attachment.uid.in_(kept))} if kept else set()
        )
        for uid in set(kept) - named:
            discard(store.path(uid))
