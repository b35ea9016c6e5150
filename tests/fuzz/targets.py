"""What is fuzzed: every reader of files that others can write. A new one is a function, a folder of seeds and a line.

A target's function gets the path of one file, and may answer or raise a known error, nothing else.
"""

import os
import struct
from datetime import datetime
from functools import cache
from pathlib import Path

os.environ["QUNTUAN_TEST_COSTS"] = "1"

from models.core.canonical import canonical_json
from models.core.errors import WrongPassphrase
from models.exchange.cards import read_card_file
from models.intake.reading import read_file
from models.office import head, keys, lockout
from models.office.attachment import MAGIC, Store
from models.office.backups import copies
from models.office.backups.contents import Contents
from models.office.backups.retention import kept
from models.office.key_trace import fingerprint
from models.office.place import OfficeLock, Place
from reports.listings import listed_copies
from resources import path
from tests.fuzz import grids, packages
from tests.fuzz.engine import CORPUS, Target, scratch
from tests.fuzz.mutation import sealing, spoil_bytes, spoil_json, spoil_table, spoil_zip
from tests.fuzz.templates import read_template, templates
from tests.models.intake import bytes_of

KEY = bytes(range(32))
NOW = datetime(2026, 11, 21, 10, 0, 0)
PASSPHRASE = "山路十八弯 水路九连环"
_ROWS = [["姓名", "性别", "出生年月"], ["张三", "男", "1990.05"], ["李四", "女", "1988年3月"]]


def folder(name: str) -> list[bytes]:
    """Seeds that lie as files in the folder `seeds` of a target's corpus."""
    return [file.read_bytes() for file in sorted((CORPUS / name / "seeds").glob("*"))]


def tables() -> list[bytes]:
    """The sample rosters, and small files of the formats that no sample has."""
    found = [file.read_bytes() for file in sorted(path("samples").iterdir()) if file.suffix != ".json"]
    cells = [bytes_of.biff_text(0, 0, "姓名"), bytes_of.biff_number(1, 0, 3.5)]
    styled = bytes_of.record(0xE0, struct.pack("<HH", 0, 46) + bytes(16))
    found += [
        bytes_of.xlsx(_ROWS, a="A1:B1"),
        bytes_of.xlsb(_ROWS, frozenset({1})),
        bytes_of.xls(*cells, before=[styled]),
    ]
    return found + folder("tables")


def read_keys(file: Path) -> None:
    """`keys.json`: loaded, and every slot tried."""
    slots = keys.load(file.parent)
    fingerprint(slots)
    for name in ("", "王芳"):
        try:
            assert keys.unlock(slots, PASSPHRASE, name).data_key == KEY
        except WrongPassphrase:
            continue


@cache
def key_files() -> list[bytes]:
    """Slots of two users and of a recovery sheet."""
    slots = [
        keys.lock(KEY, PASSPHRASE, "王芳", keys.USER, "2026-11-21T10:00:00"),
        keys.lock(KEY, "另外一句 很长的口令", "李明", keys.USER, "2026-11-21T10:00:00"),
        keys.lock(KEY, keys.new_recovery_code(), "恢复单", keys.RECOVERY, "2026-11-21T10:00:00"),
    ]
    keys.save(scratch("made"), slots)
    return [(scratch("made") / keys.FILES[0]).read_bytes()]


def read_head(file: Path) -> None:
    """`head.json`."""
    assert head.read(file.parent, KEY) in (None, head.Head(7, "a" * 64))


def heads() -> list[bytes]:
    """A good one."""
    good = head.Head(7, "a" * 64)
    return [canonical_json({"seq": good.seq, "hash": good.hash, "mac": head._mac(KEY, good)}).encode()]


def read_attempts(file: Path) -> None:
    """`attempts.json`: a spoilt one must lock and end, never open the door for good nor close it for ever."""
    counter = lockout.Lockout(file.parent)
    counter.log()
    counter.tries_left()
    minutes = 1
    try:
        counter.refuse_locked(NOW)
    except lockout.Locked as locked:
        minutes = locked.minutes
    assert 0 < minutes <= 30, minutes


def attempts() -> list[bytes]:
    """One that is locked, one that is not."""
    line = ["2026-11-21T09:59:00", "王芳"]
    return [
        canonical_json({"failures": 5, "left": 300.0, "seen": "2026-11-21T09:59:00", "log": [line]}).encode(),
        canonical_json({"failures": 1, "left": 0.0, "seen": "2026-11-21T09:00:00", "log": [line] * 3}).encode(),
    ]


def read_lock(file: Path) -> None:
    """`office.lock`, which says who has the office open."""
    assert OfficeLock(Place(file.parent))._occupied().endswith("。")


def read_attachment(file: Path) -> None:
    """A `.qtat`."""
    assert Store.at(file.parent, KEY).content("a" * 16) == b"photo" * 100


@cache
def attachments() -> list[bytes]:
    """A sealed file."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    key, nonce = keys.derive(KEY, "attachments"), bytes(12)
    return [MAGIC + nonce + ChaCha20Poly1305(key).encrypt(nonce, b"photo" * 100, b"a" * 16)]


def read_description(file: Path) -> None:
    """The description beside a copy on a stick: listed, told, sorted and thinned out."""
    found = copies.copies_in(file.parent)
    assert len(found) == 2
    listed_copies(found)
    for copy in found:
        assert copy.called()
        assert not any("/" in uid for uid in copy.attachments)
        copies.damage_of(copy)
    kept([copy.made_at for copy in found], NOW)


@cache
def descriptions() -> list[bytes]:
    """Of a copy with attachments; a second sound copy lies beside it."""
    shelf = scratch("descriptions")
    made = []
    for number in (1, 2):
        file = shelf / f"backup-20261121-10000{number}-close.qtdb"
        file.write_bytes(b"copy" * number)
        contents = Contents("b" * 16, 2, 1200, 3, 700, "c" * 64, "d" * 64, "2026-11-21T09:59:00")
        uids = ("e" * 16, "f" * 16)
        sha256 = copies.sha256_of(file)
        copy = copies.Copy(file, number, NOW, "close", contents, 4 * number, sha256, uids, uids[:1])
        copies.describe(copy)
        made.append(copies.description_of(file).read_bytes())
    return made[:1]


descriptions()  # the second copy lies beside whatever is tried
_ALL = (
    Target("tables", "名单.xlsx", read_file, tables, spoil_table),
    Target("recognition", "sheet.json", grids.run, grids.seeds, grids.spoil),
    Target("keys", "keys.json", read_keys, key_files, sealing("sha256")),
    Target("head", "head.json", read_head, heads, spoil_json),
    Target("attempts", "attempts.json", read_attempts, attempts, spoil_json, ("attempts",)),
    Target("lock", "office.lock", read_lock, attempts, spoil_json),
    Target("attachments", f"{'a' * 16}.qtat", read_attachment, attachments, spoil_bytes),
    Target("descriptions", "backup-20261121-100001-close.json", read_description, descriptions, sealing("seal")),
    Target("package", "芒果镇-0001.qtpkg", packages.read_package, packages.packages, packages.spoil_package),
    Target("card", "公钥卡.json", read_card_file, packages.cards, spoil_json),
    Target("template", "县里的表.docx", read_template, templates, spoil_zip),
)
TARGETS = {target.name: target for target in _ALL}
