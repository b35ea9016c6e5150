"""What a sender may bring and change: what its purpose names, and nothing that another office answers for.

A signature proves who sent a package, not that she keeps to what was agreed. Reads only; `walk` asks for every record.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from models.core.codes import table
from models.core.errors import BadFile, NotFound
from models.exchange.merging.cargo import Cargo, Letter
from models.exchange.purposes import OWN, RETURNED, Part, Purpose, purpose
from models.exchange.records import TrustedOffice
from models.office.office import this_office

ATTACHMENT = "attachment"
_UNKNOWN = "这个报送包的用途本程序不认识，没有读入。请先升级本程序，或和对方联系。"
_UPWARD = "“{title}”只由上级单位发给下级，没有读入。请和对方联系。"
_STRANGE = "这个报送包里有“{title}”不该报送的内容（{kind}），没有读入。请和对方联系。"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a package may do here. `others`: uids of other offices that are trusted, each answers for its records."""

    purpose: Purpose
    peer: str
    ours: str
    others: frozenset[str]

    @classmethod
    def to(cls, letter: Letter) -> "Allowed":
        """What the sender of a letter may do. Raises BadFile for a purpose that it may not send."""
        try:
            wanted = purpose(letter.purpose)
        except NotFound as error:
            raise BadFile(_UNKNOWN) from error
        order = [entry.code for entry in table("office.level").items()]
        office = this_office()
        above = order.index(letter.level) > order.index(office.level)
        if wanted.level and not (above and letter.level == wanted.level):
            raise BadFile(_UPWARD.format(title=wanted.title))
        trusted = TrustedOffice.select(TrustedOffice.office_uid).where(TrustedOffice.revoked_on.is_null())
        others = frozenset(row.office_uid for row in trusted) - {letter.peer, office.uid}
        return cls(wanted, letter.peer, office.uid, others)

    def refuse_strange(self, cargo: Cargo) -> None:
        """Raise BadFile for a kind of record that the purpose does not name."""
        kinds = {*cargo.columns, *(row[0] for row in cargo.deletions)}
        named = {part.kind for part in self.purpose.parts} | ({ATTACHMENT} if self.purpose.attachments != () else set())
        if strange := sorted(kinds - named):
            raise BadFile(_STRANGE.format(title=self.purpose.title, kind=strange[0]))

    def columns(self, kind: str, names: Iterable[str]) -> list[str]:
        """Those of these columns that the purpose brings."""
        part = self.purpose.part(kind)
        told = {column.name for column in part.columns} if part else None
        return [name for name in names if told is None or name in told]

    def takes(self, kind: str, origin: str) -> bool:
        """Whether the sender may bring a record that was made by this office, of which nothing is here."""
        part = self.purpose.part(kind)
        return origin == self.peer if _is_own(part) else origin not in self.others

    def touches(self, origin: str) -> bool:
        """Whether the sender may have a say about a record that is here and was made by this office."""
        return origin not in self.others

    def changes(self, kind: str, origin: str) -> bool:
        """Whether its version may change that record: an answer changes of ours only what it returns."""
        part = self.purpose.part(kind)
        returned = part is None or part.records == RETURNED  # a version that waited came with another purpose
        return self.touches(origin) and (origin != self.ours or not self.purpose.level or returned)


def _is_own(part: Part | None) -> bool:
    return part is not None and part.records == OWN
