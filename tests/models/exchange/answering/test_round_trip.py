"""A township reports, the county gives its opinion and answers, the township takes the answer in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.core.clock import today
from models.core.database import DB
from models.core.errors import BadFile, NotAllowed, RuleRefused
from models.exchange.answering import answer, deal_with_notice, due_notices, make_notice, notices, open_notices
from models.exchange.answering.notices import About, offered_value
from models.exchange.answering.sending import concerned
from models.exchange.identity import receiver_named
from models.exchange.merging.apply import open_conflicts, settle_conflict, undo_package
from models.exchange.merging.records import OURS, THEIRS
from models.exchange.merging.three_way import Verdict
from models.exchange.merging.written import set_merging_rules
from models.exchange.receiving import Incoming, look_into, take_in
from models.exchange.records import Notice, ReceivedPackage, SentPackage
from models.exchange.sending import Sent
from models.office.access import add_user
from models.office.office import OpenOffice, open_office
from models.people.erasure import approve_erasure, request_erasure
from models.people.person import Person
from models.people.verbs import change_person
from models.recommendation.procedure import SUPERIOR
from models.recommendation.records import Recommendation, StepTaken
from models.recommendation.verbs import fill_in, return_to, take_step
from tests import builders
from tests.models.exchange import packages
from tests.models.exchange.conftest import CLOCK

OPINION = {
    "superior_name": "共青团芒果县委员会",
    "superior_on": date(2026, 11, 18),
    "superior_by": "周敏",
    "superior_agrees": True,
    "superior_opinion": "同意推荐。",
}


class Round:
    """Two offices and a stick; one office is open at a time."""

    def __init__(self, root: Path, stick: Path) -> None:
        self.root, self.stick = root, stick

    @contextmanager
    def at(self, name: str) -> Iterator[OpenOffice]:
        """One of the offices, open."""
        with open_office(self.root / name, builders.PASSPHRASE, clock=CLOCK) as opened:
            yield opened

    def report(self, key: str = "recommendations", whole: bool = False) -> Path:
        """The township reports."""
        with self.at("township") as opened:
            return packages.sent(opened, self.stick, key, whole).path

    def receive(self, name: str, path: Path) -> Incoming:
        """An office takes a package in; the plan by which it did."""
        with self.at(name) as opened:
            incoming = look_into(opened, path)
            take_in(opened, incoming)
            return incoming

    def answer(self, whole: bool = False) -> Sent:
        """The county answers."""
        with self.at("county") as opened:
            return answer(opened, receiver_named(""), self.stick, whole)


@pytest.fixture
def there_and_back(pair: Path, stick: Path) -> Round:
    """The township's recommendation stands at the superior's step, and the county has it."""
    found = Round(pair, stick)
    with found.at("township") as opened:
        builders.advance(opened.session, Recommendation.get(), SUPERIOR)
    found.receive("county", found.report())
    return found


def give_opinion(opened: OpenOffice, **values: Any) -> None:
    """The county agrees, by the ordinary verbs."""
    fill_in(opened.session, Recommendation.get(), {**OPINION, **values})
    take_step(opened.session, Recommendation.get())


def test_the_opinion_stands_in_the_township_s_recommendation(there_and_back: Round) -> None:
    with there_and_back.at("county") as opened:
        give_opinion(opened)
    sent = there_and_back.answer()
    incoming = there_and_back.receive("township", sent.path)
    assert (incoming.plan.conflicts, incoming.plan.problems) == ([], [])
    with there_and_back.at("township"):
        rec = Recommendation.get()
        assert (rec.step, rec.status, rec.superior_opinion) == ("forward", "running", "同意推荐。")
        assert rec.superior_on == OPINION["superior_on"]
        assert [row.step for row in rec.steps_taken.order_by(StepTaken.id)][-1] == SUPERIOR
        assert SentPackage.get().confirmed_on == today(CLOCK)


def test_what_the_receipt_says_is_kept_with_the_package(there_and_back: Round) -> None:
    there_and_back.receive("township", there_and_back.answer().path)
    with there_and_back.at("township"):
        sent = SentPackage.get()
        assert sent.receipt["rows"] == sent.rows
        assert sum(each["new"] for each in sent.receipt["counts"].values()) == sum(sent.rows.values())


def test_only_what_the_county_changed_goes_back(there_and_back: Round) -> None:
    assert there_and_back.answer().manifest["rows"] == {}
    with there_and_back.at("county") as opened:
        give_opinion(opened)
    rows = there_and_back.answer().manifest["rows"]
    assert rows["recommendation"] == 1
    assert "person" not in rows


def test_a_confirmed_answer_is_not_told_again(there_and_back: Round) -> None:
    with there_and_back.at("county") as opened:
        give_opinion(opened)
        make_notice(opened.session, Recommendation.get().origin, "other", "请按时报送。")
    there_and_back.receive("township", there_and_back.answer().path)
    again = there_and_back.answer()  # the county does not know yet that its answer arrived
    assert again.manifest["rows"]["recommendation"] == 1
    assert again.manifest["receipts"]
    there_and_back.receive("county", there_and_back.report())
    assert there_and_back.answer().manifest["rows"] == {}
    assert there_and_back.answer(whole=True).manifest["rows"].keys() >= {"recommendation", "notice"}


def test_an_answer_twice_changes_nothing(there_and_back: Round) -> None:
    with there_and_back.at("county") as opened:
        give_opinion(opened)
    first = there_and_back.answer().path
    there_and_back.receive("township", first)
    with there_and_back.at("township") as opened:
        before = state()
        with pytest.raises(RuleRefused, match="已经收过"):
            look_into(opened, first)
    incoming = there_and_back.receive("township", there_and_back.answer(whole=True).path)
    assert incoming.plan.total(Verdict.NEW) == incoming.plan.total(Verdict.CHANGED) == 0
    with there_and_back.at("township"):
        assert state() == before


def state() -> list[Any]:
    """What the office keeps of the matter."""
    tables = ("recommendation", "step_taken", "waiver", "person", "conflict")
    return [DB.execute_sql(f'SELECT * FROM "{table}" ORDER BY id').fetchall() for table in tables]


def test_edits_made_while_the_package_was_away_stay(there_and_back: Round) -> None:
    with there_and_back.at("township") as opened:
        fill_in(opened.session, Recommendation.get(), {"deeds": "后来补写的事迹。"})
        change_person(opened.session, Person.get(), {"phone": "13900000007"})
    with there_and_back.at("county") as opened:
        give_opinion(opened)
    incoming = there_and_back.receive("township", there_and_back.answer().path)
    assert not incoming.plan.conflicts
    with there_and_back.at("township"):
        rec = Recommendation.get()
        assert (rec.deeds, rec.superior_opinion, rec.step) == ("后来补写的事迹。", "同意推荐。", "forward")
        assert rec.person.phone == "13900000007"


def test_a_recommendation_sent_back_says_why(there_and_back: Round) -> None:
    with there_and_back.at("county") as opened:
        rec = Recommendation.get()
        return_to(opened.session, rec, "inspection", "考察材料没有写主要不足。")
        about = About(Recommendation.get(), "考察情况中的主要不足", date(2026, 11, 30))
        make_notice(opened.session, rec.origin, "incomplete", "单立梅的推荐退回到组织考察。", about)
    there_and_back.receive("township", there_and_back.answer().path)
    with there_and_back.at("township"):
        rec = Recommendation.get()
        assert rec.step == "inspection"
        last = rec.steps_taken.order_by(StepTaken.id.desc()).first()
        assert (last.action, last.reason) == ("returned", "考察材料没有写主要不足。")
        due = due_notices(date(2026, 12, 1))
        assert [(one.title, one.day, one.late) for one in due] == [("上级回告：退回补正", date(2026, 11, 30), True)]
        assert open_notices()[0].missing == "考察情况中的主要不足"


def test_what_was_done_about_a_notice_comes_back_with_the_next_package(there_and_back: Round) -> None:
    with there_and_back.at("county") as opened:
        make_notice(opened.session, Recommendation.get().origin, "other", "请补交照片。")
    there_and_back.receive("township", there_and_back.answer().path)
    with there_and_back.at("township") as opened:
        deal_with_notice(opened.session, Notice.get(), "照片已补。")
        assert due_notices(today(CLOCK)) == []
        with pytest.raises(RuleRefused, match="已经办结"):
            deal_with_notice(opened.session, Notice.get())
    incoming = there_and_back.receive("county", there_and_back.report("statistics"))
    assert not incoming.plan.conflicts
    with there_and_back.at("county") as opened:
        notice = notices(Recommendation.get().origin)[0]
        assert (notice.remark, notice.dealt_by, notice.dealt_on) == ("照片已补。", "王秀英", today(CLOCK))
        with pytest.raises(RuleRefused, match="别的单位"):
            deal_with_notice(opened.session, notice)


def test_a_notice_taken_back_goes_there_as_well(there_and_back: Round) -> None:
    from models.core.verbs import undo

    with there_and_back.at("county") as opened:
        done = make_notice(opened.session, Recommendation.get().origin, "other", "写错了的。")
    there_and_back.receive("township", there_and_back.answer().path)
    with there_and_back.at("county") as opened:
        undo(opened.session, done.seq)
    there_and_back.receive("township", there_and_back.answer().path)
    with there_and_back.at("township"):
        assert notices() == []


def test_a_settled_conflict_is_told_and_its_value_can_be_taken_over(there_and_back: Round) -> None:
    with there_and_back.at("county") as opened:
        change_person(opened.session, Person.get(), {"employer": "县里写的单位"})
    with there_and_back.at("township") as opened:
        change_person(opened.session, Person.get(), {"employer": "镇里写的单位"})
    there_and_back.receive("county", there_and_back.report())
    with there_and_back.at("county") as opened:
        settle_conflict(opened.session, open_conflicts()[0], OURS, "以县里核实的为准")
    there_and_back.receive("township", there_and_back.answer().path)
    with there_and_back.at("township") as opened:
        notice = open_notices()[0]
        for word in ("单立梅", "“县里写的单位”", "“镇里写的单位”", "周敏", "采用芒果县总工会的", "以县里核实的为准"):
            assert word in notice.text
        assert Person.get().employer == "镇里写的单位"
        assert offered_value(notice) is not None
        deal_with_notice(opened.session, notice, take=True)
        assert Person.get().employer == "县里写的单位"
    assert there_and_back.answer().manifest["rows"].get("notice") == 1  # told once, again until it is confirmed


def test_rows_that_were_not_taken_are_told_in_words(there_and_back: Round) -> None:
    with there_and_back.at("township"):
        DB.execute_sql("UPDATE recommendation SET decided_on = '2026-02-31'")
    incoming = there_and_back.receive("county", there_and_back.report(whole=True))
    assert [reason for _, _, reason in incoming.plan.problems] == ["wrong"]
    there_and_back.receive("township", there_and_back.answer().path)
    with there_and_back.at("township"):
        notice = open_notices()[0]
        assert (notice.matter, notice.package_number) == ("problem", 2)
        assert "1 条推荐没有接收：有一栏的内容格式不对" in notice.text
        assert concerned(notice) == [Recommendation.get().called()]
    with there_and_back.at("county"):
        assert Notice.select().count() == 1


def test_what_nobody_decided_there_does_not_win_here(there_and_back: Round) -> None:
    """The township has the county's answer and its own words, and reports before anybody decided between them."""
    with there_and_back.at("township") as opened:
        fill_in(opened.session, Recommendation.get(), {"superior_opinion": "镇里从纸上抄的。"})
    with there_and_back.at("county") as opened:
        give_opinion(opened)
    incoming = there_and_back.receive("township", there_and_back.answer().path)
    assert [conflict.column for conflict in incoming.plan.conflicts] == ["superior_opinion"]
    incoming = there_and_back.receive("county", there_and_back.report())
    assert [conflict.column for conflict in incoming.plan.conflicts] == ["superior_opinion"]
    with there_and_back.at("county") as opened:
        assert Recommendation.get().superior_opinion == "同意推荐。"
        settle_conflict(opened.session, open_conflicts()[0], OURS)
    with there_and_back.at("township") as opened:
        settle_conflict(opened.session, open_conflicts()[0], THEIRS)
        assert Recommendation.get().superior_opinion == "同意推荐。"
    assert not there_and_back.receive("county", there_and_back.report()).plan.conflicts
    assert not there_and_back.receive("township", there_and_back.answer().path).plan.conflicts


def test_a_conflict_about_the_opinion_that_the_county_won_goes_back(there_and_back: Round) -> None:
    """By a person or by a written rule: the township has the county's words in the end."""
    with there_and_back.at("county") as opened:
        give_opinion(opened)
    there_and_back.receive("township", there_and_back.answer().path)
    for words in ("镇里改成这样。", "镇里又改成这样。"):
        with there_and_back.at("township") as opened:
            fill_in(opened.session, Recommendation.get(), {"superior_opinion": words})
        with there_and_back.at("county") as opened:
            fill_in(opened.session, Recommendation.get(), {"superior_opinion": f"县里的话，不是“{words}”"})
        there_and_back.receive("county", there_and_back.report())
        with there_and_back.at("county") as opened:
            for conflict in open_conflicts():
                settle_conflict(opened.session, conflict, OURS)
            set_merging_rules(opened.session, ["county_opinion"])
        there_and_back.receive("township", there_and_back.answer().path)
        with there_and_back.at("township"):
            assert Recommendation.get().superior_opinion == f"县里的话，不是“{words}”"
    with there_and_back.at("county"):
        assert [bool(package.ruled) for package in ReceivedPackage.select()] == [False, False, True]


@pytest.mark.parametrize("spoil", [{"digest": "0" * 128}, {"number": 7}])
def test_a_receipt_of_another_package_is_refused(
    there_and_back: Round, monkeypatch: pytest.MonkeyPatch, spoil: dict[str, Any]
) -> None:
    from models.exchange import content

    honest: Callable[..., list[dict[str, Any]]] = content.receipts_for
    monkeypatch.setattr(content, "receipts_for", lambda *asked: [{**one, **spoil} for one in honest(*asked)])
    path = there_and_back.answer().path
    with there_and_back.at("township") as opened:
        with pytest.raises(RuleRefused, match="不一致"):
            look_into(opened, path)
        assert SentPackage.get().confirmed_on is None
        assert not ReceivedPackage.select().exists()


def test_a_receipt_of_a_forgotten_package_does_not_stand_in_the_way_of_a_later_one(there_and_back: Round) -> None:
    with there_and_back.at("township"):
        SentPackage.delete().execute()  # an older backup came back
    for file in there_and_back.stick.iterdir():
        file.unlink()
    second = there_and_back.report()
    with there_and_back.at("county") as opened, pytest.raises(RuleRefused, match="内容和"):
        look_into(opened, second)
    there_and_back.receive("county", there_and_back.report())
    incoming = there_and_back.receive("township", there_and_back.answer().path)
    assert any("第 1 号和本单位发出的不一致" in told for told in incoming.plan.told)
    with there_and_back.at("township"):
        assert [row.number for row in SentPackage.select() if row.confirmed_on] == [2]


def test_an_answer_taken_back_takes_its_confirmations_back(there_and_back: Round) -> None:
    with there_and_back.at("county") as opened:
        give_opinion(opened)
    path = there_and_back.answer().path
    there_and_back.receive("township", path)
    with there_and_back.at("township") as opened:
        undo_package(opened.session, ReceivedPackage.get())
        assert SentPackage.get().confirmed_on is None
        assert (Recommendation.get().step, Recommendation.get().superior_opinion) == (SUPERIOR, None)
        take_in(opened, look_into(opened, path))
        assert Recommendation.get().step == "forward"


def test_a_township_answers_nobody(there_and_back: Round) -> None:
    with there_and_back.at("township") as opened, pytest.raises(RuleRefused, match="上级单位"):
        answer(opened, receiver_named(""), there_and_back.stick)


def test_who_may_not_send_answers_nobody(there_and_back: Round) -> None:
    with there_and_back.at("county") as opened:
        add_user(opened, "杨文", ["statistics"], "木棉花落在四月里")
    place = there_and_back.root / "county"
    with open_office(place, "木棉花落在四月里", "杨文", clock=CLOCK) as opened, pytest.raises(NotAllowed):
        answer(opened, receiver_named(""), there_and_back.stick)


def test_a_notice_about_somebody_erased_says_nothing_more(there_and_back: Round) -> None:
    with there_and_back.at("county") as opened:
        person = Person.get()
        told = "“单立梅”在两处都有登记，电话13800001234。"
        make_notice(opened.session, person.origin, "same_person", told, About(person, details={"who": "单立梅"}))
    there_and_back.receive("township", there_and_back.answer().path)
    with there_and_back.at("township") as opened:
        deal_with_notice(opened.session, Notice.get(), "问过单立梅本人。")
        approve_erasure(opened, request_erasure(opened.session, Person.get(), "本人申请").value)
        stored = str(DB.execute_sql("SELECT * FROM notice").fetchall())
        assert not any(word in stored for word in ("单立梅", "13800001234"))


def test_about_what_stays_nothing_is_told(there_and_back: Round) -> None:
    with there_and_back.at("county") as opened:
        case = builders.petition(opened)
        with pytest.raises(RuleRefused, match="不能写进回告"):
            make_notice(opened.session, Recommendation.get().origin, "other", "一件来访", About(case))
        with pytest.raises(RuleRefused, match="写明"):
            make_notice(opened.session, Recommendation.get().origin, "other", "  ")


def test_nothing_is_written_by_an_answer_that_is_cut(there_and_back: Round) -> None:
    with there_and_back.at("county") as opened:
        give_opinion(opened)
    path = there_and_back.answer().path
    path.write_bytes(path.read_bytes()[:-700])
    with there_and_back.at("township") as opened:
        before = state()
        with pytest.raises(BadFile):
            look_into(opened, path)
        assert state() == before
