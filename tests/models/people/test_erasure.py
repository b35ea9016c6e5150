"""A person is erased: nothing of her can be read in any byte held here, and every figure is as it was."""

import json
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.core.apart import open_apart
from models.core.clock import fixed
from models.core.database import DB, integrity_problems
from models.core.dates import PartialDate
from models.core.errors import Cancelled, NotAllowed, RuleRefused
from models.core.history import History, chain_problems
from models.core.progress import Silent, StopAfter
from models.core.search import matching_ids
from models.core.story import can_be_undone
from models.core.verbs import undo
from models.intake.apply import apply_roster
from models.intake.planning import make_plan
from models.intake.reading import read_bytes
from models.intake.records import IntakePiece
from models.office import keys
from models.office.attachment import Store, attach, set_photo
from models.office.backups import copies
from models.office.backups.contents import Contents
from models.office.backups.drilling import drill
from models.office.backups.making import is_current, list_copies, make_backup
from models.office.backups.restoring import compare, problem_of, restore, unlock_for_restore
from models.office.backups.second_place import copies_at, copy_to_second_place
from models.office.draft import keep_draft
from models.office.erasing import ledger
from models.office.erasing.shapes import ERASED
from models.office.guard import Guard, reading
from models.office.office import OpenOffice, open_office
from models.office.users import add_user
from models.people.erasure import (
    DONE,
    REFUSED,
    Erasure,
    Report,
    approve_erasure,
    decided_erasures,
    finish_erasures,
    pending_erasures,
    refuse_erasure,
    report_of,
    request_erasure,
    warnings_for,
)
from models.people.person import Person
from models.people.verbs import change_person, remove_membership
from models.recommendation.records import Meeting
from tests import builders

HER, FORMER = "鹦鹉螺霏", "蓝莓霏"
ID = builders.id_number(date(1991, 3, 4), 628)
PHONE, OLD_PHONE, CARD = "13977712345", "13966654321", "6222021888777666"
MARKS = {
    HER, FORMER, ID, PHONE, OLD_PHONE, CARD, "zebraaddress", "zebranote", "zebraresume", "zebramother", "zebrafamily",
    "zebrapost", "zebraillness", "zebradeeds", "zebrareason", "zebradraft", "zebracell", "zebrascan", "zebraphoto",
    "zebratitle", "zebrarequest", "zebradisability99", "yingwu", "zebraspeech",
}  # fmt: skip
BEFORE = frozenset({"zebraspeech"})
"""What belongs to others and stays."""


PAGE, RESERVED, FRAME, LOG_HEAD = 4096, 80, 24, 32


def pages(content: bytes, key: bytes, salted: bool) -> Iterator[bytes]:
    """Pages of an encrypted file or of its log, decrypted one by one: with what is free and what lies between.

    SQLCipher 4: AES-256-CBC, the vector at the end of a page, before 64 bytes of its HMAC; 16 of salt begin the file.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    step = PAGE if salted else PAGE + FRAME
    for at in range(0, len(content) - step + 1, step):
        page = content[at : at + PAGE] if salted else content[at + FRAME : at + FRAME + PAGE]
        first = salted and at == 0
        vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
        body = page[16 if first else 0 : PAGE - RESERVED]
        yield Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor().update(body)


def every_byte(path: Path, key: bytes) -> bytes:
    """What lies in a file and its log, decrypted, with what is compressed or indexed in it."""
    found = list(pages(path.read_bytes(), key, salted=True))
    log = path.with_name(path.name + "-wal")
    if log.exists():
        found += pages(log.read_bytes()[LOG_HEAD:], key, salted=False)
    with tempfile.TemporaryDirectory() as scratch:
        lying = Path(scratch) / path.name
        shutil.copyfile(path, lying)
        if log.exists():
            shutil.copyfile(log, lying.with_name(log.name))
        with open_apart(lying, key, still=False) as connection:
            found += [zlib.decompress(row[0]) for row in connection.execute("SELECT rows FROM intake_piece")]
            # Terms are stored by what differs from the term before: asked for one by one.
            connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, person_search, 'row')")
            found += [row[0].encode() for row in connection.execute("SELECT term FROM temp.terms")]
    return b"\0".join(found)


def marks_in(opened: OpenOffice, *extra: Path) -> dict[str, set[str]]:
    """File → which marks can be read in it, in every file held here that the office's keys open."""
    key = keys.derive(opened.data_key, "database")
    found: dict[str, set[str]] = {}
    roots = [opened.place.directory, *extra]
    for path in sorted(part for root in roots for part in root.rglob("*") if part.is_file()):
        if path.name.endswith(".qtdb"):
            content = every_byte(path, key).lower()
        elif path.suffix == ".qtat":
            content = Store.at(path.parent, opened.data_key).content(path.stem)
        else:
            content = path.read_bytes().lower()
        told = {mark for mark in MARKS - BEFORE if mark.lower().encode() in content}
        # The search keeps numbers backwards.
        told |= {mark for mark in (ID, PHONE, OLD_PHONE) if mark[::-1].lower().encode() in content}
        if told:
            found[str(path.relative_to(path.parents[2]))] = told
    return found


def figures() -> dict[str, Any]:
    """Every total that a list or return may be made of."""
    asked = {
        "persons": "SELECT count(*) FROM person",
        "by sex": "SELECT sex, count(*) FROM person GROUP BY 1 ORDER BY 1",
        "by nation": "SELECT nationality, count(*) FROM person GROUP BY 1 ORDER BY 1",
        "by class": "SELECT hardship_class, sum(income_per_head) FROM person GROUP BY 1 ORDER BY 1",
        "by health": "SELECT health, disability, count(*) FROM person GROUP BY 1, 2 ORDER BY 1, 2",
        "by month": "SELECT substr(born, 1, 7), count(*) FROM person GROUP BY 1 ORDER BY 1",
        "by village": "SELECT village_id, count(*) FROM person GROUP BY 1 ORDER BY 1",
        "members": "SELECT kind_of_body, body_id, count(*), sum(representative) FROM membership GROUP BY 1, 2",
        "stages": "SELECT stage, reached_on, count(*) FROM party_stage GROUP BY 1, 2 ORDER BY 1, 2",
        "recommended": "SELECT batch_id, status, step, count(*), sum(yes), sum(no) FROM recommendation GROUP BY 1, 2",
        "imports": "SELECT count(*), sum(new), sum(conflict) FROM intake_batch",
        "pieces": "SELECT first, last FROM intake_piece",
    }
    return {name: DB.execute_sql(sql).fetchall() for name, sql in asked.items()}


def plant(opened: OpenOffice) -> Person:
    """Her marks in every column, in the history, in an import, drafts, files and what was printed."""
    session = opened.session
    where = builders.body(session)
    head = "村别,姓名,性别,民族,出生年月,身份证号,联系电话,备注"
    other = builders.id_number(date(1990, 1, 2), 301)
    lines = [
        head,
        f"大坪村,{HER},女,彝族,1991-03-04,{ID},{OLD_PHONE},zebracell",
        f"大坪村,普丽,男,汉族,,{other},,另一人",
    ]
    apply_roster(session, make_plan([read_bytes("\n".join(lines).encode(), "花名册.csv")]))
    her: Person = Person.get(Person.name == HER)
    make_backup(opened, "manual")
    change_person(
        session,
        her,
        {
            "phone": PHONE, "address": "zebraaddress", "note": "zebranote", "resume": "zebraresume",
            "mother_name": "zebramother", "family_members": "zebrafamily", "job_post": "zebrapost",
            "former_name": FORMER, "bank_account": CARD, "illness": "zebraillness", "disability": "4",
            "disability_number": "zebradisability99", "hardship_class": None, "income_per_head": 12300, "health": "2",
            "born": PartialDate(1991, 3, 4),
        },
    )  # fmt: skip
    gone = builders.membership(session, her, builders.body(session, "women", where.unit), number="zebracell")
    remove_membership(session, gone)
    builders.membership(session, her, where, post="zebrapost")
    builders.stage(session, her, "applicant", "2025-02-03", "zebramother")
    batch = builders.batch(session)
    from models.recommendation.verbs import fill_in, nominate

    rec = nominate(session, batch, her, where, "assembly").value
    values = {"applied_on": date(2026, 2, 10), "application_written": True, "talked_on": date(2026, 2, 25)}
    fill_in(session, rec, {**values, "deeds": "zebradeeds", "reasons": "zebrareason"})
    builders.meet(session, rec, speeches=f"介绍{HER}的情况。zebraspeech")
    store = Store(opened)
    attach(session, store, her, "zebratitle", "zebratitle.pdf", b"zebrascan" * 50)
    set_photo(session, store, her, "zebratitle.jpg", b"\xff\xd8\xffzebraphoto" * 20)
    attach(session, store, rec, "审批表", f"{HER}.pdf", b"zebrascan of a form")
    make_backup(opened, "manual")
    keep_draft(session, "people", her.uid, {"note": "zebradraft"})
    keep_draft(session, "people", "", {"name": HER, "note": "zebradraft"})
    reading(session, "print_form", f"打印《审批表》{HER}")
    reading(session, "unmask", f"查看“{HER}”的完整身份证号", her)
    make_backup(opened, "manual")
    return her


@pytest.fixture
def her(opened: OpenOffice) -> Person:
    return plant(opened)


def asked(opened: OpenOffice, her: Person) -> Erasure:
    return request_erasure(opened.session, her, f"{HER}本人zebrarequest书面申请").value


def erase(opened: OpenOffice, her: Person) -> Report:
    return approve_erasure(opened, asked(opened, her), Silent())


def test_no_byte_tells_of_her_and_every_figure_is_as_it_was(opened: OpenOffice, her: Person) -> None:
    before, planted = figures(), marks_in(opened)
    assert set().union(*planted.values()) >= MARKS - BEFORE - {"zebrarequest"}
    assert {name.rpartition("/")[2] for name in planted} >= {
        "office.qtdb",
        *(copy.path.name for copy in list_copies(opened.place)),
    }
    held: dict[str, Contents] = {copy.path.name: copy.contents for copy in list_copies(opened.place)}
    report = erase(opened, her)
    assert marks_in(opened) == {}
    assert figures() == before
    assert matching_ids("person", HER, 10) == matching_ids("person", PHONE, 10) == matching_ids("person", ID, 10) == []
    assert integrity_problems() == chain_problems(opened.session.history_key) == []
    after = {copy.path.name: copy.contents for copy in list_copies(opened.place)}
    assert held.items() <= after.items()
    assert len(after) == 4
    assert [problem_of(copy, opened.data_key) for copy in list_copies(opened.place)] == [""] * 4
    assert report.waiting == ()
    assert len(report.copies) == 4


def test_the_report_says_what_is_beyond_reach(opened: OpenOffice, her: Person) -> None:
    report = erase(opened, her)
    assert report.kinds["人员"] == report.kinds["会籍"] == report.kinds["推荐"] == 1
    assert report.attachments == report.kinds["附件"] == 3
    assert report.raw == 1
    assert report.drafts == 2
    assert report.past > 8
    assert [one.what for one in report.outside] == [f"打印《审批表》{ERASED}"]
    assert report.elsewhere == {}
    assert report_of(opened, Erasure.get()) == report
    told = Erasure.get()
    assert (told.status, told.reason, told.person.name) == (DONE, ERASED, ERASED)
    assert pending_erasures() == []
    assert decided_erasures() == [told]


def test_what_belongs_to_others_stays(opened: OpenOffice, her: Person) -> None:
    other = builders.person(opened.session, "别的人", order=131, phone=PHONE, father_name=HER)
    report = erase(opened, her)
    again = Person.get_by_id(other.id)
    assert (again.phone, again.father_name) == (PHONE, HER)
    assert matching_ids("person", PHONE, 10) == [other.id]
    assert report.shared == 1
    assert report.elsewhere == {"人员": 1}
    assert Meeting.get().speeches == f"介绍{ERASED}的情况。zebraspeech"
    rows = [json.loads(zlib.decompress(piece.rows)) for piece in IntakePiece.select()]
    assert [any(row[4]) for row in rows[0]] == [False, True]


def test_a_namesake_keeps_her_name_in_what_is_said_of_her(opened: OpenOffice, her: Person) -> None:
    builders.person(opened.session, HER, born=date(1970, 1, 1), order=220)
    report = erase(opened, her)
    said = [row.sentence for row in History.select()]
    assert f"登记了“{HER}”" in said
    assert f"打印《审批表》{HER}" in said
    assert f"查看“{HER}”的完整身份证号" not in said
    assert report.left >= 2
    assert ID not in "".join(row.sentence + row.changes for row in History.select())


def test_a_redacted_row_is_not_taken_back(opened: OpenOffice, her: Person) -> None:
    seq = change_person(opened.session, her, {"note": "zebranote again"}).seq
    erase(opened, her)
    row = History.get_by_id(seq)
    assert not can_be_undone(row)
    with pytest.raises(RuleRefused, match="已按申请删除"):
        undo(opened.session, seq)


def test_a_second_erasure_leaves_the_first_provable(opened: OpenOffice, her: Person) -> None:
    other = Person.get(Person.name == "普丽")
    erase(opened, her)
    approve_erasure(opened, request_erasure(opened.session, other, "本人申请").value)
    assert chain_problems(opened.session.history_key) == []
    assert [problem_of(copy, opened.data_key) for copy in list_copies(opened.place)] == [""] * 5
    assert all(len(copy.erased) == 2 for copy in list_copies(opened.place))
    assert integrity_problems() == []


def test_copies_are_understood_as_before(opened: OpenOffice, her: Person) -> None:
    erase(opened, her)
    newest, *_, oldest = list_copies(opened.place)
    assert compare(oldest, opened).steps > compare(newest, opened).steps == 1
    assert not is_current(newest)
    assert drill(opened).passed
    made = make_backup(opened, "close")
    assert is_current(made)
    assert made.erased == (her.uid,)
    assert ledger.read(opened.place.directory, opened.session.history_key)[0].settled


def drawer(opened: OpenOffice, tmp_path: Path) -> Path:
    """A shelf as it was before, as on a stick that lies in a drawer."""
    return shutil.copytree(opened.place.backups, tmp_path / "drawer" / "shelf" / "office")


def test_an_old_copy_from_a_drawer_comes_back_without_her(opened: OpenOffice, her: Person, tmp_path: Path) -> None:
    shelf = drawer(opened, tmp_path)
    before = figures()
    erase(opened, her)
    opened.close()
    old = copies.copies_in(shelf)[0]
    key = unlock_for_restore(opened.place, builders.PASSPHRASE, old)
    done = restore(opened.place, old, key, fixed(builders.NOW + timedelta(days=1)))
    assert done.missing == ()
    with open_office(opened.place.directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as again:
        assert again.warnings == []
        assert marks_in(again) == {}
        assert figures() == before
        assert chain_problems(again.session.history_key) == integrity_problems() == []
        assert make_backup(again, "manual").erased == (her.uid,)
        assert pending_erasures() == []
        assert problem_of(list_copies(again.place)[0], again.data_key) == ""


def test_files_kept_aside_by_a_restore_are_rewritten(opened: OpenOffice, her: Person) -> None:
    opened.close()
    first = list_copies(opened.place)[-1]
    restore(opened.place, first, unlock_for_restore(opened.place, builders.PASSPHRASE, first), fixed(builders.NOW))
    with open_office(opened.place.directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as again:
        assert any("恢复前" in name for name in marks_in(again))
        erase(again, Person.get(Person.name == HER))
        assert marks_in(again) == {}


def test_a_second_place_follows_at_once_or_when_it_is_seen_again(
    opened: OpenOffice, her: Person, tmp_path: Path
) -> None:
    stick, other = tmp_path / "stick", tmp_path / "other"
    stick.mkdir()
    other.mkdir()
    copy_to_second_place(opened, stick)
    copy_to_second_place(opened, other)
    away = other.rename(tmp_path / "away")
    report = erase(opened, her)
    assert [waiting.where for waiting in report.waiting] == [str(other)]
    assert marks_in(opened, stick) == {}
    assert marks_in(opened, away)
    away.rename(other)
    copy_to_second_place(opened, other)
    assert marks_in(opened, stick, other) == {}
    assert [problem_of(copy, opened.data_key) for copy in copies_at(other)] == [""] * 2
    assert report_of(opened, Erasure.get()).waiting == ()


def test_a_stick_that_comes_under_another_name_is_recognised(opened: OpenOffice, her: Person, tmp_path: Path) -> None:
    stick, other = tmp_path / "E", tmp_path / "F"
    stick.mkdir()
    other.mkdir()
    copy_to_second_place(opened, stick)
    builders.unit(opened.session, "石桥村")
    opened.session.clock = fixed(builders.NOW + timedelta(days=1))
    copy_to_second_place(opened, other)
    renamed = stick.rename(tmp_path / "G")
    assert [waiting.where for waiting in erase(opened, her).waiting] == [str(stick)]
    copy_to_second_place(opened, other)
    assert [waiting.where for waiting in report_of(opened, Erasure.get()).waiting] == [str(stick)]
    copy_to_second_place(opened, renamed)
    assert report_of(opened, Erasure.get()).waiting == ()
    assert marks_in(opened, renamed, other) == {}


def test_a_damaged_copy_is_named_and_the_others_are_done(opened: OpenOffice, her: Person) -> None:
    bad = list_copies(opened.place)[1]
    content = bytearray(bad.path.read_bytes())
    content[20_000] ^= 1
    bad.path.write_bytes(content)
    report = erase(opened, her)
    assert [(waiting.where, "损坏" in waiting.why) for waiting in report.waiting] == [(str(bad.path), True)]
    assert len(report.copies) == 3
    copies.remove(bad)
    assert finish_erasures(opened) == []
    assert report_of(opened, Erasure.get()).waiting == ()


def test_two_people_decide(opened: OpenOffice, her: Person) -> None:
    add_user(opened.session, "李国强", ["review"])
    add_user(opened.session, "赵安全", ["security"])
    add_user(opened.session, HER, ["review"])
    request = asked(opened, her)
    with pytest.raises(NotAllowed, match="两个人"):
        approve_erasure(opened, request)
    for name, sentence in ((HER, "本人"),):
        opened.session.user, opened.session.guard = name, Guard(name)
        with pytest.raises(NotAllowed, match=sentence):
            approve_erasure(opened, request)
    assert Person.get_by_id(her.id).name == HER
    opened.session.user, opened.session.guard = "赵安全", Guard("赵安全")
    refused = refuse_erasure(opened.session, request, "证件不齐").value
    assert (refused.status, refused.decided_by) == (REFUSED, "赵安全")
    with pytest.raises(RuleRefused, match="已经决定"):
        approve_erasure(opened, refused)
    assert chain_problems(opened.session.history_key) == []


def test_one_user_alone_is_warned(opened: OpenOffice, her: Person) -> None:
    said = "".join(problem.message for problem in warnings_for(opened.session, her))
    assert all(words in said for words in ("只有一位用户", "正在办理的推荐", "不能撤销"))
    request = asked(opened, her)
    with pytest.raises(RuleRefused, match="正等待批准"):
        asked(opened, her)
    assert pending_erasures() == [request]
    with pytest.raises(RuleRefused, match="没有报告"):
        report_of(opened, request)
    with pytest.raises(RuleRefused, match="依据"):
        request_erasure(opened.session, Person.get(Person.name == "普丽"), " ")


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4])
def test_stopping_means_that_nothing_happened_or_all_of_it(opened: OpenOffice, steps: int) -> None:
    her = builders.person(opened.session, HER)
    request = asked(opened, her)
    stopped = False
    try:
        report = approve_erasure(opened, request, StopAfter(steps))
        assert report.waiting == ()
    except Cancelled:
        stopped = True
    assert (Person.get_by_id(her.id).name == HER) is stopped
    assert bool(pending_erasures()) is stopped
    assert (marks_in(opened) != {}) is stopped
    assert chain_problems(opened.session.history_key) == []


def test_it_works_beside_an_open_window(opened: OpenOffice, her: Person) -> None:
    request = asked(opened, her)
    assert Person.select().count()  # this thread's connection stays open, as the window's does
    with ThreadPoolExecutor(1) as beside:
        report = beside.submit(approve_erasure, opened, request, Silent()).result()
    assert report.waiting == ()
    assert marks_in(opened) == {}
    assert Person.get_by_id(her.id).name == ERASED


def test_somebody_who_reads_meanwhile_only_delays_the_clearing(opened: OpenOffice, her: Person) -> None:
    request = asked(opened, her)
    with ThreadPoolExecutor(1) as beside:
        with DB.atomic():
            assert Person.select().count()
            report = beside.submit(approve_erasure, opened, request, Silent()).result()
        assert [waiting.where for waiting in report.waiting] == [str(opened.place.database)]
    assert finish_erasures(opened) == []
    assert marks_in(opened) == {}
    assert report_of(opened, Erasure.get()).waiting == ()
