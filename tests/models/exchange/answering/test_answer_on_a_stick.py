"""An answer on a real FAT32 stick, spoilt at every byte, and without a trace of what is protected."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pyrage import decrypt, x25519

from models.core.errors import KnownError
from models.exchange import tape
from models.exchange.answering import answer, make_notice
from models.exchange.answering.notices import About
from models.exchange.identity import own_keys, receiver_named
from models.exchange.receiving import look_into, take_in
from models.exchange.verifying import check_package, reader_of
from models.office.closed.compartment import enter
from models.office.office import OpenOffice, open_office
from models.people.person import Person
from models.recommendation.procedure import SUPERIOR
from models.recommendation.records import Recommendation
from models.recommendation.verbs import fill_in, take_step
from tests import builders
from tests.leaks import Words, leaks
from tests.models.exchange import packages
from tests.models.exchange.conftest import CLOCK

TOOLS = ("mkfs.vfat", "mcopy")
PROTECTED = ("丈夫多次殴打", "要求制止，申请保护令", "先不离婚", "工作日白天打娘家电话")


@pytest.fixture
def answered(pair: Path, stick: Path) -> Path:
    """The county's answer with an opinion; the county keeps a protected case of the same person."""
    with open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK) as opened:
        builders.advance(opened.session, Recommendation.get(), SUPERIOR)
        report = packages.sent(opened, stick).path
    with open_office(pair / "county", builders.PASSPHRASE, clock=CLOCK) as opened:
        take_in(opened, look_into(opened, report))
        enter(opened)
        builders.violence_case(opened)
        rec = Recommendation.get()
        fill_in(opened.session, rec, {**builders.STEPS[SUPERIOR], "superior_name": "共青团芒果县委员会"})
        take_step(opened.session, Recommendation.get())
        make_notice(opened.session, rec.origin, "other", "请补照片。", About(Person.get(), missing="照片"))
        path = answer(opened, receiver_named(""), stick).path
    report.unlink()
    return path


@pytest.fixture
def home(pair: Path, answered: Path) -> OpenOffice:
    """The township, open, with the answer before it."""
    assert answered.exists()
    return open_office(pair / "township", builders.PASSPHRASE, clock=CLOCK)


def test_it_crosses_a_fat32_stick(answered: Path, home: OpenOffice, tmp_path: Path) -> None:
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        pytest.skip(f"needs {', '.join(missing)}")
    image, back, surroundings = tmp_path / "image", tmp_path / "back", {**os.environ, "MTOOLS_SKIP_CHECK": "1"}
    back.mkdir()
    with image.open("wb") as file:
        file.truncate(40 << 20)
    subprocess.run(["mkfs.vfat", "-F", "32", image], check=True, capture_output=True)
    surroundings |= {"LC_ALL": "C.UTF-8"}
    subprocess.run(["mcopy", "-i", image, answered, "::"], check=True, capture_output=True, env=surroundings)
    subprocess.run(["mcopy", "-i", image, "::*", f"{back}/"], check=True, capture_output=True, env=surroundings)
    (crossed,) = back.iterdir()
    assert crossed.name == answered.name == "芒果县总工会-回复下级-芒果镇党建办公室-2026-11-20-0001.qtpkg"
    with home:
        take_in(home, look_into(home, crossed))
        assert Recommendation.get().superior_opinion == "同意推荐。"


def test_every_spoilt_byte_and_every_cut_is_refused(answered: Path, home: OpenOffice, tmp_path: Path) -> None:
    content, other = answered.read_bytes(), tmp_path / "other.qtpkg"
    taken: list[str] = []
    with home:
        reader = reader_of(home)
        for at in range(0, len(content), 3):
            for copy in (content[:at], content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :]):
                other.write_bytes(copy)
                with pytest.raises(KnownError):
                    check_package(other, reader, lambda kind, _: taken.append(kind))
    assert taken == []


def test_nothing_protected_is_in_it_or_in_what_it_left(pair: Path, answered: Path, home: OpenOffice) -> None:
    with home:
        plain = decrypt(_body(answered), [x25519.Identity.from_str(own_keys(home).sealing)])
        take_in(home, look_into(home, answered))
        assert not Words(PROTECTED).within(_unpacked(plain))
        assert leaks(home, PROTECTED, [answered.parent]) == []


def _body(path: Path) -> bytes:
    content = path.read_bytes()
    size = tape.read_header(content[: tape.BLOCK])[1]
    return content[tape.BLOCK : tape.BLOCK + size]


def _unpacked(plain: bytes) -> bytes:
    """All entries, unzipped."""
    import gzip

    found = bytearray()

    def take(name: str, content: bytes) -> None:
        found.extend(gzip.decompress(content) if name.endswith(".gz") else content)

    splitter = tape.Splitter(take)
    splitter.write(plain)
    splitter.close()
    return bytes(found)
