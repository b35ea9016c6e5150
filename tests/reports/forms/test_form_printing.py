"""Printing by key and uid: whom it finds, what it refuses, what is missing, same bytes, nothing half written."""

import os
from datetime import date

import pytest

from models.core.errors import Cancelled, CannotWrite, KnownError, NotFound, RuleRefused
from models.core.progress import StopAfter
from models.office.attachment import Store, set_photo
from models.people.verbs import change_person
from models.recommendation.records import ACTIVIST
from models.recommendation.verbs import fill_in
from reports.forms import (
    ALL,
    BLANK,
    FORMS,
    dossier_for,
    dossier_missing,
    dossier_to,
    forms_of,
    lay_out_for,
    missing_for,
    print_to,
)
from reports.forms.recovery import recovery_paper
from reports.paper.display import Picture, Text
from reports.paper.fonts import MissingCharacter
from tests import builders
from tests.benchmarks.paper_sample import photo
from tests.reports.paper.judges import crossings
from tests.reports.sample import NAMES, WAITING, crowd, rec_of


def words(paper):
    runs = [item.string for page in paper.pages for item in page.all_items() if isinstance(item, Text)]
    return "".join("".join(runs).split())


def test_every_form_has_title_purpose_and_a_stable_key():
    own = [form for form in FORMS.values() if form.kind in ("recommendation", "meeting", "batch", "office")]
    assert len(own) == 31
    for key, form in FORMS.items():
        assert key == form.key
        assert form.title
        assert form.purpose.endswith("。")
    assert {"approval.union", "approval.league", "approval.women", "summary.league", "roster"} <= set(FORMS)


def test_every_family_that_a_step_prints_exists(told):
    from models.recommendation.procedure import procedure

    for channel in ("union", "league", "women"):
        for step in procedure(channel).steps.values():
            for family in step.forms:
                assert f"{family}.{channel}" in FORMS


def test_same_record_and_clock_give_the_same_bytes(told, tmp_path):
    for key in (
        "approval.league",
        "minutes.league",
        "notice.league",
        "letter.league",
        "summary.league",
        "ballot.league",
    ):
        print_to(key, [rec_of("league").uid], tmp_path / "a.pdf", None, builders.NOW)
        print_to(key, [rec_of("league").uid], tmp_path / "b.pdf", None, builders.NOW)
        assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_changed_value_changes_the_hash_in_the_foot(told):
    rec = rec_of("union")

    def digest():
        return next(
            item.string
            for item in lay_out_for("approval.union", [rec.uid]).pages[0].items
            if isinstance(item, Text) and "校验" in item.string
        )

    before = digest()
    change_person(told.session, rec.person, {"phone": "13900009999"})
    assert digest() != before


def test_uids_of_persons_meetings_and_batches_find_their_recommendations(told):
    rec = rec_of("union")
    for uid in (rec.uid, rec.person.uid, rec.meeting.uid, rec.batch.uid):
        assert NAMES["union"] in words(lay_out_for("approval.union", [uid]))
        assert NAMES["union"] in words(lay_out_for("minutes.union", [uid]))
        assert NAMES["union"] in words(lay_out_for("letter.union", [uid]))
        assert NAMES["union"] in words(lay_out_for("summary.union", [uid]))


def test_a_family_prints_each_record_on_its_own_organisations_form(told):
    paper = lay_out_for("approval", [rec_of(key).uid for key in ("union", "league.direct", "women")])
    assert len(paper.pages) == 6
    for key in ("approval.union", "approval-direct.league", "approval.women"):
        assert key in words(paper)


def test_all_prints_everybody_of_the_organisation(told):
    told_words = words(lay_out_for("approval.league", ALL))
    for name in (NAMES["league"], NAMES["league.direct"], WAITING):
        assert name in told_words
    assert NAMES["union"] not in told_words


def test_another_organisations_form_is_refused_in_a_sentence(told):
    with pytest.raises(RuleRefused, match="是通过共青团推荐的，不能用工会的表格"):
        lay_out_for("approval.union", [rec_of("league").uid])
    with pytest.raises(RuleRefused, match="不能用工会的表格"):
        lay_out_for("summary.union", [rec_of("league").batch.uid])
    with pytest.raises(RuleRefused, match="没有开推荐会"):
        lay_out_for("ballot.league", [rec_of("league.direct").uid])
    with pytest.raises(RuleRefused, match="走的是大会推荐"):
        lay_out_for("approval-direct.league", [rec_of("league").uid])


def test_unknown_keys_and_uids_are_refused_in_a_sentence(told, tmp_path):
    with pytest.raises(NotFound, match="没有“nonsense”这张表"):
        print_to("nonsense", BLANK, tmp_path / "x.pdf")
    for key in ("approval.union", "minutes.union", "summary.union", "roster", "approval"):
        with pytest.raises(NotFound, match="没有找到"):
            print_to(key, ["nonsense"], tmp_path / "x.pdf")
    with pytest.raises(RuleRefused, match="不能补印"):
        print_to("recovery", ALL, tmp_path / "x.pdf")
    assert not list(tmp_path.glob("*.pdf"))


def test_nothing_to_print_is_said(told):
    empty = builders.batch(told.session, "union", "target")
    with pytest.raises(KnownError, match="还没有可以打印"):
        lay_out_for("approval.union", [empty.uid])


def test_missing_names_record_field_and_place(told):
    rec = rec_of(WAITING)
    gaps = missing_for("approval.league", [rec.uid])
    found = {gap.label: gap for gap in gaps}
    assert found["推荐理由"][2:] == ("recommendation", rec.uid, "reasons")
    assert "推荐会和表决" in found
    change_person(told.session, rec.person, {"phone": None, "employer": None, "job_post": None})
    found = {gap.label: gap for gap in missing_for("approval.league", [rec.uid])}
    assert found["联系电话"] == (f"“{WAITING}”", "联系电话", "people", rec.person.uid, "phone")
    assert found["单位及职务"].field == "employer"
    assert missing_for("approval.union", [rec_of("union").uid]) == []
    assert missing_for("approval.union", BLANK) == []


def test_missing_of_a_table_names_each_person(told):
    rec = rec_of("union")
    change_person(told.session, rec.person, {"education": None})
    assert [(gap.label, gap.uid, gap.field) for gap in missing_for("summary.union", [rec.batch.uid])] == [
        ("第1行 文化程度", rec.person.uid, "education")
    ]


def test_one_ballot_for_everybody_entitled(told):
    rec = rec_of("league")
    paper = lay_out_for("ballot.league", [rec.uid])
    titles = [item for page in paper.pages for item in page.all_items() if isinstance(item, Text)]
    ballots = sum(item.string == "民主推荐票" for item in titles)
    assert rec.meeting.entitled <= ballots < rec.meeting.entitled + 10
    assert "自制的票" in words(paper)


def test_ballots_and_tally_can_be_printed_before_the_assembly(told):
    crowd(told.session, 3)
    fresh = rec_of("候选001")
    for key in ("ballot.union", "tally.union", "minutes.union"):
        printed = words(lay_out_for(key, [fresh.uid]))
        for name in ("候选000", "候选001", "候选002"):
            assert name in printed
        assert NAMES["union"] not in printed


@pytest.mark.parametrize("count", [1, 12, 40])
def test_many_candidates_cross_no_border(told, count):
    made = crowd(told.session, count)
    for key in ("ballot.union", "tally.union", "minutes.union", "summary.union"):
        paper = lay_out_for(key, [made[0].uid])
        assert [problem for page in paper.pages for problem in crossings(page)] == []
        assert f"候选{count - 1:03d}" in words(paper)


def test_long_text_goes_on_on_a_supplement_sheet_that_names_the_form(told):
    rec = rec_of(WAITING)
    long = "".join(f"第{at}件：带头参加人居环境整治，走访群众，化解矛盾纠纷。" for at in range(120))
    fill_in(told.session, rec, {"deeds": long})
    change_person(told.session, rec.person, {"resume": "\n".join(f"20{at:02d}.07—　大坪村务工" for at in range(25))})
    paper = lay_out_for("approval.league", [rec.uid])
    printed = words(paper)
    assert len(paper.pages) >= 3
    assert "《推荐对象审批表（共青团）》续页" in printed
    assert f"姓名：{WAITING}" in printed
    assert "第119件" in printed
    assert [problem for page in paper.pages for problem in crossings(page)] == []
    inspection = lay_out_for("inspection.league", [rec.uid])
    assert "第119件" in words(inspection)


def test_a_character_that_no_face_has_stops_with_the_persons_name(told, tmp_path):
    rec = rec_of("union")
    change_person(told.session, rec.person, {"address": "大坪村\U0002fa1f组"})
    with pytest.raises(MissingCharacter, match="“单立梅”的材料"):
        print_to("approval.union", [rec.uid], tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_what_the_papers_of_a_dossier_lack_is_listed_once(told):
    uid = rec_of("union").uid
    change_person(told.session, rec_of("union").person, {"native_place": None})
    gaps = dossier_missing(uid)
    assert [gap.label for gap in gaps].count("籍贯") == 1
    assert set(missing_for("approval.union", [uid])) <= set(gaps)
    assert len(set(gaps)) == len(gaps)


def test_an_inspection_does_not_know_what_the_party_decided_later(told):
    known = {
        name: words(lay_out_for(f"inspection.{name}", [rec_of(name).uid])) for name in ("union", "league", "women")
    }
    later = {name for name in known if rec_of(name).target == ACTIVIST and rec_of(name).answer}
    assert later
    for name in later:
        assert "被确定为入党积极分子" not in known[name]


def test_dossier_holds_all_papers_in_order(told, tmp_path):
    paper = dossier_for(rec_of("union").uid, builders.NOW)
    keys = [
        item.string.split("　")[0]
        for page in paper.pages
        for item in page.items
        if isinstance(item, Text) and "版本" in item.string
    ]
    assert list(dict.fromkeys(keys)) == [
        f"{family}.union" for family in ("minutes", "tally", "inspection", "approval", "notice", "letter")
    ]
    count = dossier_to(rec_of("women.direct").uid, tmp_path / "d.pdf", builders.NOW)
    assert count >= 5
    assert "听取基层意见记录" in words(dossier_for(rec_of("women.direct").uid))
    assert len(dossier_for(rec_of(WAITING).uid).pages) == 2


def test_forms_of_a_recommendation_are_those_of_its_way(told):
    direct = {form.key for form in forms_of(rec_of("league.direct"))}
    assert {"approval-direct.league", "hearing.league", "letter.league"} <= direct
    assert not {"approval.league", "ballot.league", "minutes.league"} & direct


def test_one_letter_and_one_notice_for_all_who_go_together(told):
    rec = rec_of("union")
    day = rec.forwarded_on
    made = crowd(told.session, 2)
    for other in made:
        fill_in(
            told.session,
            other,
            {"forwarded_on": day, "publicity_from": rec.publicity_from, "publicity_to": rec.publicity_to}
            | {"publicity_place": rec.publicity_place, "publicity_phone": rec.publicity_phone},
        )
    for key in ("letter.union", "notice.union"):
        printed = words(lay_out_for(key, [rec.uid, made[0].uid]))
        assert printed.count("候选001") >= 1
        assert NAMES["union"] in printed
    assert "推荐3名优秀职工" in words(lay_out_for("letter.union", [made[1].uid]))


def test_a_long_list_is_split_into_letters(told):
    made = crowd(told.session, 12)
    for other in made:
        fill_in(told.session, other, {"forwarded_on": date(2026, 10, 1)})
    paper = lay_out_for("letter.union", [other.uid for other in made])
    assert words(paper).count("回执") >= 2
    assert [problem for page in paper.pages for problem in crossings(page)] == []
    one = words(lay_out_for("letter.union", [made[11].uid]))
    assert "候选011" in one
    assert "候选000" not in one


def test_photographs_are_printed_where_they_are_kept(told):
    store, rec = Store(told), rec_of("women")
    set_photo(told.session, store, rec.person, "照片.jpg", photo())
    with_photo = lay_out_for("approval.women", [rec.uid], photos=store)
    assert any(isinstance(item, Picture) for item in with_photo.pages[0].items)
    assert not any(isinstance(item, Picture) for item in lay_out_for("approval.women", [rec.uid]).pages[0].items)
    path = next(told.place.attachments.glob("*.qtat"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(KnownError, match="的照片打不开"):
        lay_out_for("approval.women", [rec.uid], photos=store)


def test_roster_prints_everybody_or_those_named(told):
    everybody = words(lay_out_for("roster", ALL, builders.NOW))
    assert all(name in everybody for name in (*NAMES.values(), WAITING))
    assert "2026年11月20日" in everybody
    assert "共6人" in everybody
    one = words(lay_out_for("roster", [rec_of("union").person.uid], builders.NOW))
    assert "共1人" in one


def test_cancelled_work_leaves_nothing(told, tmp_path):
    with pytest.raises(Cancelled):
        print_to("approval.league", ALL, tmp_path / "x.pdf", StopAfter(1))
    assert not list(tmp_path.glob("*pdf*"))


@pytest.mark.skipif(os.name == "nt" or not os.path.exists("/dev/full"), reason="needs a full device")  # noqa: PTH110
def test_a_refusing_disk_leaves_the_old_file(told, tmp_path, monkeypatch):
    out = tmp_path / "x.pdf"
    print_to("approval.union", BLANK, out)
    before = out.read_bytes()

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("models.core.files.os.fsync", full)
    with pytest.raises(CannotWrite, match="磁盘已满"):
        print_to("approval.union", [rec_of("union").uid], out)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*pdf*")] == ["x.pdf"]


def test_a_vanished_folder_is_said(told, tmp_path):
    with pytest.raises(CannotWrite, match="文件夹不见了"):
        print_to("approval.union", BLANK, tmp_path / "gone" / "x.pdf")


def test_recovery_sheet_holds_the_code_and_keeps_it_out_of_the_foot():
    code = "ABCD-1234-EFGH-5678-JKMN-PQRS-TVWX-YZ01"
    paper = recovery_paper("芒果镇党建办公室", "王秀英", code, date(2026, 11, 21))
    assert len(paper.pages) == 1
    assert crossings(paper.pages[0]) == []
    printed = words(paper)
    assert all(group in printed for group in code.split("-"))
    other = recovery_paper("芒果镇党建办公室", "王秀英", code[::-1], date(2026, 11, 21))
    feet = [
        next(item.string for item in one.pages[0].items if isinstance(item, Text) and "校验" in item.string)
        for one in (paper, other)
    ]
    assert feet[0] == feet[1]


def test_a_thousand_records_need_few_queries(told, monkeypatch):
    from models.core.database import DB

    crowd(told.session, 30)
    asked = []
    run = DB.execute_sql

    def count(sql, params=None):
        asked.append(sql)
        return run(sql, params)

    monkeypatch.setattr(DB, "execute_sql", count)
    lay_out_for("approval.union", ALL)
    lay_out_for("inspection.union", ALL)
    assert len(asked) < 20
