"""A package opens where it should and is refused, in one sentence, wherever anything is not as it must be."""

import io
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from models.core.errors import Cancelled, RuleRefused
from models.exchange import tape
from models.exchange.records import SentPackage
from models.exchange.verifying import Reader, check_package
from models.office.office import OpenOffice
from tests.models.exchange import packages


@pytest.fixture
def package(township: OpenOffice, stick: Path) -> Path:
    """A package on the stick."""
    return packages.sent(township, stick).path


def test_the_county_opens_what_the_township_sent(package: Path, county_reader: Reader) -> None:
    taken: dict[str, list[object]] = {}
    checked = check_package(package, county_reader, lambda kind, rows: taken.setdefault(kind, []).extend(rows))
    assert checked.claims["unit"] == "芒果镇党建办公室"
    assert checked.claims["rows"]["recommendation"] == len(taken["recommendation"]) == 1
    columns = checked.manifest["kinds"]["person"]["columns"]
    assert taken["person"][0][columns.index("name")] == "单立梅"
    assert checked.labels["person.sex"] == {"2": "女"}
    assert checked.told == ()


def test_links_name_the_uid_of_the_other_record(package: Path, county_reader: Reader) -> None:
    taken: dict[str, list[list[str]]] = {}
    checked = check_package(package, county_reader, lambda kind, rows: taken.setdefault(kind, []).extend(rows))
    place = checked.manifest["kinds"]["recommendation"]["columns"].index("person")
    assert taken["recommendation"][0][place] == taken["person"][0][0]


def spoilt(content: bytes, count: int, seed: int) -> list[bytes]:
    """Copies with one flipped byte, and prefixes; headers, signature and ends are always among them."""
    draw = Random(seed)
    places = [*range(0, 600, 7), *range(len(content) - 3000, len(content), 11)]
    places += [draw.randrange(len(content)) for _ in range(count)]
    found = []
    for at in places:
        other = bytearray(content)
        other[at] ^= 1 << draw.randrange(8)
        found.append(bytes(other))
    return (
        found + [content[: draw.randrange(len(content))] for _ in range(count)] + [content[:-1], b"", content + b"\0"]
    )


def test_every_flipped_byte_and_every_cut_is_refused(package: Path, county_reader: Reader, tmp_path: Path) -> None:
    content, other = package.read_bytes(), tmp_path / "other.qtpkg"
    taken: list[str] = []
    for copy in spoilt(content, 60, 1):
        other.write_bytes(copy)
        sentence = packages.refused(lambda: check_package(other, county_reader, lambda kind, _: taken.append(kind)))
        assert sentence.endswith("。"), sentence
    assert taken == []


def test_a_stranger_is_refused(package: Path, county_reader: Reader) -> None:
    reader = replace(county_reader, senders=())
    assert "还没有登记" in packages.refused(lambda: check_package(package, reader))


def test_a_revoked_sender_is_refused(package: Path, county_reader: Reader) -> None:
    reader = replace(county_reader, senders=(replace(county_reader.senders[0], revoked=True),))
    assert "已经作废" in packages.refused(lambda: check_package(package, reader))


def test_somebody_elses_package_is_refused(package: Path, county_reader: Reader) -> None:
    reader = replace(county_reader, office="otherofficeuid22")
    assert "不是报送给本单位" in packages.refused(lambda: check_package(package, reader))


def test_another_key_does_not_open_it(package: Path, county_reader: Reader) -> None:
    from pyrage import x25519

    reader = replace(county_reader, sealing=str(x25519.Identity.generate()))
    assert "公钥" in packages.refused(lambda: check_package(package, reader))


def test_a_newer_schema_is_refused(package: Path, county_reader: Reader) -> None:
    reader = replace(county_reader, schema=county_reader.schema - 1)
    assert "请先升级" in packages.refused(lambda: check_package(package, reader))


def test_a_package_that_was_taken_in_is_refused(package: Path, county_reader: Reader) -> None:
    digest = SentPackage.get().digest
    reader = packages.reader_with(county_reader, n1=digest)
    with pytest.raises(RuleRefused, match="已经收过"):
        check_package(package, reader)


def test_a_number_that_was_taken_in_with_other_content_is_refused(package: Path, county_reader: Reader) -> None:
    with pytest.raises(RuleRefused, match="内容和"):
        check_package(package, packages.reader_with(county_reader, n1="0" * 128))


def sealed_by_a_stranger(body: bytes, reader: Reader) -> bytes:
    """Another content that passes every check inside, as long as the true one, sealed to the reader by who may not."""
    from pyrage import decrypt, encrypt, x25519

    identity = x25519.Identity.from_str(reader.sealing)
    plain = decrypt(body, [identity])
    forged = plain.replace("女".encode(), "男".encode())
    assert forged != plain
    made = (encrypt(forged, [identity.to_public()]) for _ in range(20_000))
    return next(sealed for sealed in made if len(sealed) == len(body))


def test_a_stick_that_gives_out_something_else_the_second_time_is_noticed(package: Path, county_reader: Reader) -> None:
    content = package.read_bytes()
    size = tape.read_header(content[: tape.BLOCK])[1]
    forged = sealed_by_a_stranger(content[tape.BLOCK : tape.BLOCK + size], county_reader)

    class Stick(io.BytesIO):
        def seek(self, at: int, whence: int = 0) -> int:
            self.getbuffer()[tape.BLOCK : tape.BLOCK + size] = forged
            return super().seek(at, whence)

    class Lying(type(package)):  # type: ignore[misc]
        def open(self, *_: object) -> Stick:
            return Stick(content)

    assert "签名不对" in packages.refused(lambda: check_package(Lying(package), county_reader))


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_stick_that_fails_while_it_is_decrypted_is_named(package: Path, county_reader: Reader, fails_at: int) -> None:
    content = package.read_bytes()

    class Stick(io.BytesIO):
        left = 0

        def seek(self, at: int, whence: int = 0) -> int:
            self.left = fails_at
            return super().seek(at, whence)

        def read(self, size: int | None = -1, /) -> bytes:
            self.left -= 1
            if self.left == 0:
                raise OSError(5, "Input/output error")
            return super().read(size)

    class Pulled(type(package)):  # type: ignore[misc]
        def open(self, *_: object) -> Stick:
            return Stick(content)

    assert "请确认U盘还在" in packages.refused(lambda: check_package(Pulled(package), county_reader))


def test_who_takes_may_stop(package: Path, county_reader: Reader) -> None:
    def stop(kind: str, _: object) -> None:
        if kind == "recommendation":
            raise Cancelled("接收")

    with pytest.raises(Cancelled, match="接收"):
        check_package(package, county_reader, stop)


def test_a_gap_is_told(package: Path, township: OpenOffice, stick: Path, county_reader: Reader) -> None:
    second = packages.sent(township, stick).path
    assert check_package(second, county_reader).told == ("芒果镇党建办公室的第 1 号还没有收到，可能有一份没送来。",)
    digest = SentPackage.get(SentPackage.number == 1).digest
    assert check_package(second, packages.reader_with(county_reader, n1=digest)).told == ()


def test_a_late_one_is_taken_and_told(package: Path, county_reader: Reader) -> None:
    told = check_package(package, packages.reader_with(county_reader, n2="0" * 128)).told
    assert any("更晚的第 2 号" in sentence for sentence in told)
