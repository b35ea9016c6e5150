"""The round of the demo comes to what its lines say, and the protected petition is nowhere but where it was told."""

import json
from pathlib import Path

import pytest
from pyrage import decrypt, x25519

from models.core.clock import fixed
from models.demonstration import PASSPHRASE
from models.demonstration.round import STICK, play_round
from models.exchange import tape
from models.exchange.identity import own_keys
from models.exchange.records import Notice, SentPackage
from models.office.office import open_office
from models.office.place import ANY_DRIVE
from models.people.person import Person
from models.recommendation.records import Recommendation
from models.rights.records import RightsCase
from resources import path
from tests import builders
from tests.leaks import Words, leaks

STORY = json.loads(path("samples", "round.json").read_text("utf-8"))
HIDDEN = [STORY["townships"][2]["protected"][name] for name in ("name", "problem", "safe_contact", "phone")]
CLOCK = fixed(builders.NOW)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder of the round, and its lines."""
    root = tmp_path_factory.mktemp("played") / "round"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        return root, play_round(root, PASSPHRASE, lambda rec, _: f"审批表：{rec.superior_opinion}")


def test_the_lines_tell_the_whole_round(played: tuple[Path, list[str]]) -> None:
    told = "\n".join(played[1])
    for words in ("要核对的 1 项", "自动认定同一个人 1 对", "重复发放", "退回周桂芳", "审批表：材料齐全", "退回补正"):
        assert words in told


def test_opinions_came_home(played: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ANY_DRIVE, "1")
    stands = {}
    for part in STORY["townships"]:
        with open_office(played[0] / part["folder"], PASSPHRASE, clock=CLOCK):
            stands[part["folder"]] = Recommendation.get().step
            assert all(sent.confirmed_on for sent in SentPackage.select())
            assert Notice.select().exists()
    assert stands == {"白石镇": "forward", "云水乡": "forward", "柳溪镇": "inspection"}
    with open_office(played[0] / "白石镇", PASSPHRASE, clock=CLOCK):
        assert Person.get(Person.name == "陈秀兰").phone == STORY["county"]["mends"]["values"]["phone"]


def test_what_is_protected_is_nowhere(played: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ANY_DRIVE, "1")
    root, lines = played
    opened_any = 0
    for part in (STORY["county"], *STORY["townships"]):
        with open_office(root / part["folder"], PASSPHRASE, clock=CLOCK) as opened:
            assert leaks(opened, HIDDEN, [], lines) == []
            assert not RightsCase.select().exists()
            secret = own_keys(opened).sealing
            for file in sorted((root / STICK).iterdir()):
                opened_any += _is_clean(file.read_bytes(), secret)
    assert opened_any == len(list((root / STICK).iterdir()))


def _is_clean(content: bytes, secret: str) -> bool:
    """Whether these keys open it; nothing protected is in it then."""
    import gzip

    from pyrage import DecryptError

    size = tape.read_header(content[: tape.BLOCK])[1]
    try:
        plain = decrypt(content[tape.BLOCK : tape.BLOCK + size], [x25519.Identity.from_str(secret)])
    except DecryptError:
        return False
    found = bytearray()
    splitter = tape.Splitter(lambda name, part: found.extend(gzip.decompress(part) if name.endswith(".gz") else part))
    splitter.write(plain)
    assert not Words(HIDDEN).within(bytes(found))
    return True
