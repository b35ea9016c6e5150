"""Box, seals and parts as rows of the open file: reading, writing, changing their key.

Everything that writes must stand inside a running transaction. Who may, and what is in the box, is decided by others.
"""

import secrets
from collections.abc import Mapping

from models.core.database import DB
from models.core.errors import BadFile
from models.office.closed.records import ClosedBox, ClosedPart, ClosedSeal
from models.office.closed.sealing import DAMAGED, HEAD, close_box, close_part, open_box, open_part, seal_key, unseal_key
from models.office.keys import KEY_BYTES, public_of


def exists() -> bool:
    """Whether the file has its box."""
    return bool(ClosedBox.select().exists())


def make(plain: bytes, office: str, publics: Mapping[str, str]) -> None:
    """The box of a file that has none, sealed to these public keys by name."""
    key = secrets.token_bytes(KEY_BYTES)
    ClosedBox.insert(content=close_box(key, plain, office)).execute()
    _seal(key, publics)


def key_for(name: str, private: bytes) -> bytes | None:
    """The key of the box for its reader; None while nothing is sealed to her present key. Raises BadFile."""
    if not private:
        return None
    seal = ClosedSeal.get_or_none((ClosedSeal.name == name) & (ClosedSeal.public == public_of(private)))
    return unseal_key(seal.sealed, private, name) if seal else None


def seals() -> dict[str, str]:
    """Name → public key to which the box is sealed."""
    return {seal.name: seal.public for seal in ClosedSeal.select(ClosedSeal.name, ClosedSeal.public)}


def head() -> bytes:
    """What tells one writing of the box from another. Raises BadFile when there is no box."""
    found = DB.execute_sql(f"SELECT substr(content, 1, {HEAD}) FROM closed_box").fetchone()
    if found is None:
        raise BadFile(DAMAGED)
    return bytes(found[0])


def read(key: bytes, office: str) -> bytes:
    """What is in the box. Raises BadFile."""
    box = ClosedBox.get_or_none()
    if box is None:
        raise BadFile(DAMAGED)
    return open_box(key, box.content, office)


def write(key: bytes, plain: bytes, office: str) -> None:
    """Put this into the box instead of what was there."""
    ClosedBox.update(content=close_box(key, plain, office)).execute()


def is_due() -> bool:
    """Whether the key must be changed."""
    return bool(ClosedBox.select().where(ClosedBox.due != 0).exists())


def drop_seal(name: str) -> None:
    """Take a reader's seal away; the key that she had is to be changed as soon as it can be."""
    if ClosedSeal.delete().where(ClosedSeal.name == name).execute():
        ClosedBox.update(due=1).execute()


def seal(key: bytes, publics: Mapping[str, str]) -> None:
    """Seal the present key to more public keys."""
    ClosedSeal.delete().where(ClosedSeal.name.in_(list(publics))).execute()
    _seal(key, publics)


def rotate(old: bytes, office: str, publics: Mapping[str, str]) -> None:
    """A new key for box and parts, sealed to these and nobody else. Raises BadFile when the box cannot be read."""
    plain, key = read(old, office), secrets.token_bytes(KEY_BYTES)
    write(key, plain, office)
    for uid in [part.uid for part in ClosedPart.select(ClosedPart.uid)]:
        _rotate_part(old, key, uid)
    ClosedSeal.delete().execute()
    _seal(key, publics)
    ClosedBox.update(due=0).execute()


def keep_part(key: bytes, uid: str, content: bytes) -> None:
    """Keep a file beside the box."""
    ClosedPart.insert(uid=uid, content=close_part(key, content, uid)).execute()


def part(key: bytes, uid: str) -> bytes:
    """The content of a part. Raises BadFile."""
    found = ClosedPart.get_or_none(ClosedPart.uid == uid)
    if found is None:
        raise BadFile(DAMAGED)
    return open_part(key, found.content, uid)


def drop_part(uid: str) -> None:
    """Take a part away."""
    ClosedPart.delete().where(ClosedPart.uid == uid).execute()


def _rotate_part(old: bytes, key: bytes, uid: str) -> None:
    try:
        content = part(old, uid)
    except BadFile:
        return  # damaged before: no key opens it, and it is left as it is
    ClosedPart.update(content=close_part(key, content, uid)).where(ClosedPart.uid == uid).execute()


def _seal(key: bytes, publics: Mapping[str, str]) -> None:
    for name, public in publics.items():
        ClosedSeal.insert(name=name, public=public, sealed=seal_key(key, public, name)).execute()
