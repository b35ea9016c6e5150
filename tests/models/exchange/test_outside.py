"""Debian's age, minisign and tar open and verify a package without us: a fresh one, and the one that is kept here."""

import gzip
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from models.exchange import content, minisign
from models.exchange.identity import make_escrow_key, own_keys
from models.exchange.sealing import seal
from models.exchange.verifying import Reader, Sender, check_package
from models.office.attachment import Store, set_photo
from models.office.office import OpenOffice
from models.people.person import Person
from tests.models.exchange import packages

VECTOR = Path(__file__).with_name("vector")
MISSING = [tool for tool in ("age", "minisign", "tar") if shutil.which(tool) is None]
judged = pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}")


def unpacked(package: Path, beside: Path) -> Path:
    """The two files of a package, taken apart by tar."""
    beside.mkdir()
    subprocess.run(["tar", "xf", package, "-C", beside], check=True)
    assert sorted(path.name for path in beside.iterdir()) == ["package.age", "package.age.minisig"]
    return beside


def verified(directory: Path, public: str) -> str:
    """The trusted comment, as minisign prints it."""
    words = ["minisign", "-V", "-m", directory / "package.age", "-P", public]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=True)
    assert "Signature and comment signature verified" in done.stdout
    return next(line for line in done.stdout.splitlines() if line.startswith("Trusted comment: ")).partition(": ")[2]


def opened_by_age(directory: Path, secret: str) -> dict[str, bytes]:
    """Name → content of what age finds inside."""
    (directory / "key.txt").write_text(secret)
    words = ["age", "-d", "-i", directory / "key.txt", directory / "package.age"]
    plain = subprocess.run(words, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        return {entry.name: archive.extractfile(entry).read() for entry in archive}  # type: ignore[union-attr]


@judged
def test_a_fresh_package_is_opened_and_verified(
    township: OpenOffice, stick: Path, county_reader: Reader, tmp_path: Path
) -> None:
    photo = b"\xff\xd8\xff" + bytes(5000)
    kept = set_photo(township.session, Store(township), Person.get(), "照片.jpg", photo).value
    sent = packages.sent(township, stick)
    parts = unpacked(sent.path, tmp_path / "parts")
    claims = json.loads(verified(parts, own_keys(township).public.signing))
    inside = opened_by_age(parts, county_reader.sealing)
    manifest = json.loads(inside["manifest.json"])
    assert {name: manifest[name] for name in claims} == claims
    people = [json.loads(line) for line in gzip.decompress(inside["records/person/0001.jsonl.gz"]).splitlines()]
    assert people[0][manifest["kinds"]["person"]["columns"].index("name")] == "单立梅"
    assert inside[f"attachments/{kept.uid}"] == photo


@judged
def test_the_key_in_the_safe_opens_it_too(township: OpenOffice, stick: Path, tmp_path: Path) -> None:
    secret = make_escrow_key(township.session).value
    parts = unpacked(packages.sent(township, stick).path, tmp_path / "parts")
    assert "manifest.json" in opened_by_age(parts, secret)


@judged
def test_minisign_refuses_a_changed_package(township: OpenOffice, stick: Path, tmp_path: Path) -> None:
    parts = unpacked(packages.sent(township, stick).path, tmp_path / "parts")
    body = bytearray((parts / "package.age").read_bytes())
    body[-1] ^= 1
    (parts / "package.age").write_bytes(body)
    with pytest.raises(subprocess.CalledProcessError):
        verified(parts, own_keys(township).public.signing)


def vector_reader() -> Reader:
    """Who reads the kept package."""
    told = json.loads((VECTOR / "keys.json").read_text("utf-8"))
    return Reader(told["receiver"], told["secret"], (Sender(told["sender"], "芒果镇党建办公室", told["public"]),))


def test_the_kept_package_opens_for_ever() -> None:
    told = json.loads((VECTOR / "keys.json").read_text("utf-8"))
    checked = check_package(VECTOR / "vector.qtpkg", vector_reader())
    assert checked.digest == told["digest"]
    assert checked.claims["rows"] == told["rows"]


@judged
def test_the_tools_open_the_kept_package(tmp_path: Path) -> None:
    told = json.loads((VECTOR / "keys.json").read_text("utf-8"))
    parts = unpacked(VECTOR / "vector.qtpkg", tmp_path / "parts")
    assert json.loads(verified(parts, told["public"]))["rows"] == told["rows"]
    inside = opened_by_age(parts, told["secret"])
    assert hashlib.sha256(inside["manifest.json"]).hexdigest() == told["manifest"]


def test_a_signature_proves_its_file_and_its_key_only() -> None:
    secret, digest = bytes(range(32)), hashlib.blake2b(b"content").digest()
    text = minisign.sign(secret, digest, "说明")
    found = minisign.read(text)
    assert found.proves(minisign.public_of(secret), digest)
    assert not found.proves(minisign.public_of(secret), hashlib.blake2b(b"other").digest())
    assert not found.proves(minisign.public_of(bytes(32)), digest)


def make_vector(scratch: Path) -> None:
    """Make the kept package anew: only when the format's number changes."""
    from pyrage import x25519

    from models.exchange.cards import Card
    from tests import builders

    (scratch / "county").mkdir(parents=True)
    receiver = x25519.Identity.generate()
    signing = minisign.new_secret()
    with builders.office(scratch / "township") as opened:
        card = Card(
            packages.COUNTY, "countyofficeuid2", "county", minisign.public_of(bytes(32)), str(receiver.to_public())
        )
        packages.trust(opened, card)
        builders.candidate(opened.session)
        order = packages.order()
        envelope = content.Envelope(
            opened.office, order.receiver, 1, None, "2026-11-20", "2026-11-20 09:30:00", order.handover
        )
        parcel = content.gather(order.purpose, None, envelope, Store(opened))
        pieces = list(content.pieces(parcel, Store(opened)))
        VECTOR.mkdir(exist_ok=True)
        sealed = seal(VECTOR / "vector.qtpkg", pieces, [card.sealing], signing, parcel.claims())
        manifest = hashlib.sha256(content.canonical_json(parcel.manifest).encode()).hexdigest()
        told = {
            "receiver": card.office,
            "secret": str(receiver),
            "sender": opened.office.uid,
            "public": minisign.public_of(signing),
            "digest": sealed.digest,
            "rows": parcel.manifest["rows"],
            "manifest": manifest,
        }
    (VECTOR / "keys.json").write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
