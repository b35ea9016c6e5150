"""Many packages at once: sorted, judged one by one, taken in in order, and what could not be."""

import shutil
from pathlib import Path

import pytest

from models.core.errors import BadFile, Cancelled
from models.core.progress import Silent, StopAfter
from models.exchange.identity import own_card, revoke_trust
from models.exchange.inbox import (
    State,
    newest_of_each,
    packages_in,
    problem_lines,
    purpose_words,
    received_packages,
    sort_arrived,
    take_all,
)
from models.exchange.merging.apply import undo_package
from models.exchange.records import ReceivedPackage, TrustedOffice
from models.office.backups.copies import REASONS
from models.office.office import OpenOffice, open_office
from models.office.place import ANY_DRIVE
from models.people.person import Person
from tests import builders
from tests.models.exchange import packages
from tests.models.exchange.carried import BAMBOO, CLOCK, DRAGON, MANGO, Round


def test_what_lies_on_the_stick_is_sorted_by_sender_and_number(new_county: OpenOffice, made_round: Round) -> None:
    found = sort_arrived(new_county, packages_in([made_round.stick]))
    assert [(one.unit, one.number, one.state) for one in found] == [
        (BAMBOO, 1, State.READY),
        (BAMBOO, 2, State.READY),
        (MANGO, 1, State.READY),
        (MANGO, 2, State.READY),
        (DRAGON, 1, State.READY),
    ]
    assert {one.purpose for one in found} == {"推优报审", "帮扶月报"}
    assert found[0].made_at == "2026-11-20 09:30"
    assert found[0].rows > 0
    assert not Person.select().exists()


def test_all_are_taken_in_one_after_the_other(new_county: OpenOffice, made_round: Round) -> None:
    found = take_all(new_county, sort_arrived(new_county, packages_in([made_round.stick])))
    assert [one.sentence for one in found] == [""] * 5
    assert sum(one.doubles for one in found) == 1
    assert len(received_packages()) == 5
    assert len(newest_of_each()) == 3
    assert any("合并前" in file.name for file in new_county.place.backups.iterdir())
    assert "merge" in REASONS


def test_the_second_without_the_first_is_told_and_may_be_taken(new_county: OpenOffice, made_round: Round) -> None:
    first, second = made_round.packages(MANGO)
    (alone,) = sort_arrived(new_county, [second])
    assert alone.state is State.GAP
    assert "第 1 号还没有收到" in alone.sentence
    assert take_all(new_county, [alone])[0].package is not None
    (late,) = sort_arrived(new_county, [first])
    assert (late.state, "较早的一份" in late.sentence) == (State.READY, True)


def test_the_same_one_twice_is_named_once_and_later_is_known(
    new_county: OpenOffice, made_round: Round, tmp_path: Path
) -> None:
    package = made_round.packages(DRAGON)[0]
    copied = Path(shutil.copy(package, tmp_path / "也是它.qtpkg"))
    found = sort_arrived(new_county, [package, copied])
    assert sorted(one.state for one in found) == [State.READY, State.TWIN]
    take_all(new_county, found)
    assert ReceivedPackage.select().count() == 1
    (again,) = sort_arrived(new_county, [package])
    assert (again.state, again.unit, again.number) == (State.TAKEN, DRAGON, 1)


def test_one_that_is_refused_does_not_stop_the_others(
    new_county: OpenOffice, made_round: Round, tmp_path: Path
) -> None:
    for file in made_round.packages():
        shutil.copy(file, tmp_path)
    broken = next(file for file in tmp_path.glob("*.qtpkg") if file.name.startswith(BAMBOO[:3]))
    broken.write_bytes(broken.read_bytes()[:-600])
    found = take_all(new_county, sort_arrived(new_county, packages_in([tmp_path])))
    refused = [one for one in found if one.package is None]
    assert [one.arrived.path.name for one in refused] == [broken.name]
    assert "没有拷完整" in refused[0].sentence
    assert ReceivedPackage.select().count() == 4


def test_what_is_for_others_is_told_apart_from_what_is_unsound(
    made_round: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ANY_DRIVE, "1")
    own, other = made_round.packages(MANGO)[0], made_round.packages(BAMBOO)[0]
    copies = {name: shutil.copytree(made_round.townships[name], tmp_path / name) for name in (MANGO, BAMBOO)}
    with open_office(copies[BAMBOO], builders.PASSPHRASE, clock=CLOCK):
        card = own_card()
    with open_office(copies[MANGO], builders.PASSPHRASE, clock=CLOCK) as mango:
        found = {one.path: one for one in sort_arrived(mango, [own, other])}
        assert found[own].state is State.ELSEWHERE
        assert "本单位自己报出的" in found[own].sentence
        assert found[other].state is State.STRANGER
        packages.trust(mango, card)
        known = sort_arrived(mango, [other])[0]
        assert (known.state, known.unit) == (State.ELSEWHERE, BAMBOO)
        assert "不是报送给本单位的" in known.sentence


def test_of_a_revoked_office_nothing_is_taken(new_county: OpenOffice, made_round: Round) -> None:
    office = TrustedOffice.get(TrustedOffice.name == DRAGON)
    revoke_trust(new_county.session, office, "电脑丢失")
    (one,) = sort_arrived(new_county, made_round.packages(DRAGON))
    assert (one.state, one.unit) == (State.REFUSED, "")
    assert "作废" in one.sentence


def test_cancelled_what_was_taken_in_stays_and_the_rest_is_told(new_county: OpenOffice, made_round: Round) -> None:
    arrived = sort_arrived(new_county, packages_in([made_round.stick]))
    found = take_all(new_county, arrived, UntilThe("第 3 份"))
    assert [one.sentence for one in found] == ["", "", *["没有接收：前面取消了。"] * 3]
    assert ReceivedPackage.select().count() == 2
    with pytest.raises(Cancelled):
        take_all(new_county, arrived[2:], StopAfter(0))  # while the copy is made


def test_a_package_taken_back_can_come_again(new_county: OpenOffice, made_round: Round) -> None:
    (first, _) = take_all(new_county, sort_arrived(new_county, made_round.packages(BAMBOO)))
    assert first.package is not None
    assert newest_of_each() != {first.package.id}
    last = received_packages()[0]
    undo_package(new_county.session, last)
    assert sort_arrived(new_county, [made_round.packages(BAMBOO)[-1]])[0].state is not State.TAKEN


def test_a_place_that_is_gone_is_told(new_county: OpenOffice, tmp_path: Path) -> None:
    (gone,) = sort_arrived(new_county, packages_in([tmp_path / "nothing.qtpkg"]))
    assert (gone.state, "读不出来" in gone.sentence) == (State.REFUSED, True)
    assert packages_in([tmp_path]) == []


def test_words() -> None:
    assert purpose_words("recommendations") == "推优报审"
    assert purpose_words("unheard") == "unheard"
    lines = problem_lines([["person", "x", "gap"], ["person", "y", "gap"], ["unit", "z", "taken"]])
    assert lines[0] == ("人员：缺少必填内容，请对方补齐后再报。", 2)


class UntilThe(Silent):
    """Cancels where something is reached."""

    def __init__(self, what: str) -> None:
        self.what = what

    def step(self, what: str, done: int, total: int) -> None:
        """Go on until then."""
        if self.what in what:
            raise Cancelled(what)


def test_a_directory_that_cannot_be_read_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def gone(self: Path, pattern: str) -> list[Path]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "rglob", gone)
    with pytest.raises(BadFile, match="读不出来"):
        packages_in([tmp_path])
