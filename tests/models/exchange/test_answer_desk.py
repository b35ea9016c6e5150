"""What each office below would be told now, and answers to several at once."""

from datetime import date
from pathlib import Path

from models.core.progress import Silent, StopAfter
from models.exchange.answer_desk import answer_all, answers, count_waiting, held_by_all
from models.exchange.identity import revoke_trust
from models.exchange.merging.records import OURS
from models.exchange.opinions import Opinion, SendingBack, give, opinion_ids, send_back
from models.exchange.records import SentPackage, TrustedOffice
from models.exchange.settling import disputed, settle_all
from models.office.office import OpenOffice
from tests.models.exchange.carried import BAMBOO, DRAGON, MANGO

YES = Opinion(True, "同意推荐。", "周敏", date(2026, 11, 20))


def test_what_an_answer_would_hold_is_counted(full_county: OpenOffice) -> None:
    session = full_county.session
    of = {row.name: row.office_uid for row in TrustedOffice.select()}
    give(session, opinion_ids(office=of[BAMBOO]), YES, Silent())
    send_back(session, opinion_ids(office=of[DRAGON]), SendingBack("inspection", ("考察人",)), Silent())
    settle_all(session, disputed()[0].conflicts, OURS)
    held = {one.office.name: one for one in held_by_all()}
    counts = {name: (one.receipts, one.opinions, one.returned, one.settled, one.notices) for name, one in held.items()}
    assert counts == {BAMBOO: (2, 2, 0, 0, 0), MANGO: (2, 0, 0, 2, 0), DRAGON: (1, 0, 1, 0, 0)}
    assert all(one.fresh and one.last is None for one in held.values())


def test_everybody_is_answered_with_one_file_each(full_county: OpenOffice, stick: Path) -> None:
    assert count_waiting() == 3
    offices = [one.office for one in held_by_all()]
    written = answer_all(full_county, offices, stick, Silent())
    assert [one.sentence for one in written] == ["", "", ""]
    names = sorted(file.name for file in stick.iterdir())
    assert [BAMBOO in name or MANGO in name or DRAGON in name for name in names] == [True] * 3
    assert len(answers()) == 3
    held = held_by_all()
    assert [one.fresh for one in held] == [False] * 3  # written, though not confirmed yet
    assert [one.receipts for one in held] == [2, 2, 1]
    give(full_county.session, opinion_ids()[:1], YES, Silent())
    assert sum(one.fresh for one in held_by_all()) == 1


def test_one_that_is_refused_does_not_stop_the_others(full_county: OpenOffice, stick: Path) -> None:
    offices = [one.office for one in held_by_all()]
    revoke_trust(full_county.session, TrustedOffice.get(TrustedOffice.name == MANGO), "电脑丢失")
    offices = [TrustedOffice.get_by_id(one.id) for one in offices]
    written = answer_all(full_county, offices, stick, Silent())
    assert [one.office.name for one in written if one.sent is None] == [MANGO]
    assert SentPackage.select().count() == 2


def test_cancelled_the_rest_is_told(full_county: OpenOffice, stick: Path) -> None:
    offices = [one.office for one in held_by_all()]
    written = answer_all(full_county, offices, stick, StopAfter(0))
    assert all(one.sentence == "没有写：前面取消了。" for one in written if one.sent is None)
    assert len(list(stick.iterdir())) == sum(one.sent is not None for one in written)
