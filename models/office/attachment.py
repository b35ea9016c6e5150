"""Attachments: photos and scans that belong to a record, each encrypted in a file of its own.

Owns the files in the office's `attachments` directory: `QTAT1`, a 12-byte nonce, then ChaCha20-Poly1305 over the
content, authenticated with the attachment's uid, so that files cannot be exchanged. Knows no record that it belongs to.
"""

import hashlib
import secrets
from pathlib import Path

from models.core.errors import BadFile, NotFound
from models.core.fields import CountField, LineField
from models.core.files import write_whole
from models.core.record import Record, new_uid
from models.core.verbs import Work, verb
from models.office import keys
from models.office.office import OpenOffice

MAGIC = b"QTAT1"
NONCE_BYTES = 12
LARGEST = 20 * 1024 * 1024
PHOTO = "photo"
_PICTURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


class Attachment(Record):
    """附件: what belongs to which record; the content lies in the file named after its uid. `size` is in bytes."""

    noun = "附件"
    untold = ("owner_kind", "owner_uid", "sha256")

    owner_kind = LineField("所属", required=True, max_length=40, counted=True)
    owner_uid = LineField("所属编号", required=True, max_length=16, index=True, counted=True)
    title = LineField("名称", required=True, max_length=100)
    file_name = LineField("文件名", required=True)
    size = CountField("大小", required=True, largest=LARGEST)
    sha256 = LineField("校验", required=True, max_length=64, counted=True)

    class Meta:
        table_name = "attachment"

    def called(self) -> str:
        return f"附件“{self.title}”"


class Store:
    """The attachments of an open office."""

    def __init__(self, opened: OpenOffice) -> None:
        self._directory = opened.place.attachments
        self._key = keys.derive(opened.data_key, "attachments")

    @classmethod
    def at(cls, directory: Path, data_key: bytes) -> "Store":
        """The attachments in any directory, such as that of a backup."""
        store = cls.__new__(cls)
        store._directory, store._key = directory, keys.derive(data_key, "attachments")
        return store

    def keep(self, uid: str, content: bytes) -> None:
        """Write an encrypted file, all or nothing."""
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = MAGIC + nonce + ChaCha20Poly1305(self._key).encrypt(nonce, content, uid.encode())

        def write(stream: object) -> None:
            stream.write(sealed)  # type: ignore[attr-defined]

        write_whole(self.path(uid), write)

    def content(self, uid: str) -> bytes:
        """The content of an attachment. Raises NotFound, or BadFile when it was damaged or exchanged."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        try:
            sealed = self.path(uid).read_bytes()
        except OSError as error:
            raise NotFound("附件文件不见了，请从备份里找回，或重新添加。") from error
        start = len(MAGIC) + NONCE_BYTES
        try:
            if not sealed.startswith(MAGIC) or len(sealed) < start:
                raise InvalidTag
            nonce = sealed[len(MAGIC) : start]
            return ChaCha20Poly1305(self._key).decrypt(nonce, sealed[start:], uid.encode())
        except InvalidTag as error:
            raise BadFile("附件文件已损坏，打不开。请从备份里找回，或重新添加。") from error

    def path(self, uid: str) -> Path:
        """Where an attachment lies."""
        return self._directory / f"{uid}.qtat"


@verb("attach", "添加附件")
def attach(work: Work, store: Store, owner: Record, title: str, file_name: str, content: bytes) -> Attachment:
    """Keep a file with a record. Raises BadFile when it is empty or larger than 20 MB."""
    if not content:
        raise BadFile(f"“{file_name}”是空文件，没有添加。")
    if len(content) > LARGEST:
        raise BadFile(f"“{file_name}”超过 20 MB，没有添加。请压缩或降低扫描分辨率后再试。")
    uid = new_uid()
    store.keep(uid, content)
    return write_down(work, uid, owner, title, file_name, content)


def write_down(work: Work, uid: str, owner: Record, title: str, file_name: str, content: bytes) -> Attachment:
    """The record of a file whose content lies under this uid already, within a running verb."""
    kept = work.insert(
        Attachment(
            uid=uid,
            owner_kind=owner.kind(),
            owner_uid=owner.uid,
            title=title,
            file_name=file_name,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
    )
    work.about(owner, f"给{owner.called()}添加了{kept.called()}")
    return kept


@verb("set_photo", "设置照片")
def set_photo(work: Work, store: Store, owner: Record, file_name: str, content: bytes) -> Attachment:
    """Keep the photograph that forms print, instead of the one before. Raises BadFile unless it is JPEG or PNG."""
    if not any(content.startswith(magic) for magic in _PICTURES):
        raise BadFile(f"“{file_name}”不是 JPG 或 PNG 照片，请换一个文件。")
    old = attachments_of(owner, PHOTO)
    kept: Attachment = attach.within(work, store, owner, PHOTO, file_name, content)  # type: ignore[attr-defined]
    for photo in old:
        work.delete(photo)
    work.about(owner, f"设置了{owner.called()}的照片")
    return kept


@verb("detach", "删除附件")
def detach(work: Work, attachment: Attachment) -> None:
    """Take an attachment off its record; the encrypted file stays for an undo."""
    work.delete(attachment)
    work.sentence = f"删除了{attachment.called()}"


def attachments_of(owner: Record, title: str = "") -> list[Attachment]:
    """Attachments of a record, the oldest first; with `title` only those called so."""
    found = Attachment.select().where((Attachment.owner_kind == owner.kind()) & (Attachment.owner_uid == owner.uid))
    if title:
        found = found.where(Attachment.title == title)
    return list(found.order_by(Attachment.id))


def photo_of(store: Store, owner: Record) -> bytes | None:
    """The photograph that forms print, if there is one."""
    kept = attachments_of(owner, PHOTO)
    return store.content(kept[-1].uid) if kept else None
