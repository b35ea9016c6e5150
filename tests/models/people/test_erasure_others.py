"""A person is erased who stands in what others' records say, who nobody linked, or who is a user of this office."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from models.assistance.household import HouseholdMember
from models.assistance.verbs import add_member
from models.core.apart import open_apart
from models.core.clock import fixed
from models.core.database import DB
from models.core.history import History, chain_problems
from models.core.story import rewritten
from models.office import keys
from models.office.access import add_user
from models.office.backups import copies
from models.office.backups.making import list_copies, make_backup
from models.office.backups.restoring import restore, unlock_for_restore
from models.office.erasing import ledger
from models.office.erasing.shapes import ERASED
from models.office.guard import reading
from models.office.office import OpenOffice, open_office
from models.people.erasure import Erasure, approve_erasure, request_erasure, warnings_for
from models.people.person import Person
from models.people.verbs import change_person
from models.rights.records import RightsCase
from tests import builders

HER, PHONE, OTHER_PHONE = "鹦鹉螺霏", "13977712345", "13900009999"
ID = builders.id_number(date(1991, 3, 4), 628)


@pytest.fixture
def her(opened: OpenOffice) -> Person:
    return builders.person(opened.session, HER, date(1991, 3, 4), 628, phone=PHONE)


def erase(opened: OpenOffice, her: Person) -> None:
    make_backup(opened, "manual")
    approve_erasure(opened, request_erasure(opened.session, her, "本人申请").value)


def said(opened: OpenOffice) -> str:
    """The history here and in every copy."""
    found = [DB.execute_sql("SELECT sentence, changes FROM history").fetchall()]
    for copy in list_copies(opened.place):
        with open_apart(copy.path, keys.derive(opened.data_key, "database"), still=True) as connection:
            found.append(connection.execute("SELECT sentence, changes FROM history").fetchall())
    return repr(found)


def test_her_own_petition_goes_though_nobody_linked_it_with_her(opened: OpenOffice, her: Person) -> None:
    words = {"phone": OTHER_PHONE, "problem": "zebraproblem", "address": "zebraaddress"}
    builders.petition(opened, name=HER, id_number=ID, **words)
    erase(opened, her)
    case = RightsCase.get()
    assert (case.name, case.id_number, case.phone, case.problem, case.address) == (ERASED, None, None, None, None)
    assert not any(word in said(opened) for word in (HER, ID, *words.values()))
    assert chain_problems(opened.session.history_key) == []


def test_somebody_elses_petition_with_a_wrong_number_stays_hers(opened: OpenOffice, her: Person) -> None:
    other = builders.person(opened.session, "普丽", date(1970, 1, 2), 126)
    builders.petition(opened, name="普丽", id_number=ID, person_uid=other.uid, problem="zebraproblem")
    erase(opened, her)
    assert (RightsCase.get().problem, RightsCase.get().name) == ("zebraproblem", "普丽")
    assert ID not in said(opened)


def test_a_member_of_a_household_goes_with_her_illness(opened: OpenOffice, her: Person) -> None:
    other = builders.person(opened.session, "普丽", date(1970, 1, 2), 126)
    home = builders.household(opened.session, other, 1)
    line = {"name": HER, "relation": "20", "sex": "2", "id_number": ID, "illness": "zebraillness"}
    add_member(opened.session, home, line)
    erase(opened, her)
    assert "zebraillness" not in repr(list(HouseholdMember.select().dicts()))
    assert not any(word in said(opened) for word in (HER, ID, "zebraillness"))


def test_what_names_her_by_her_number_says_less_in_every_version(opened: OpenOffice, her: Person) -> None:
    note = f"妻子{HER}，电话{PHONE}"
    him = builders.person(opened.session, "蛤蜊强", date(1989, 3, 4), 629, phone="13977700000", note=note)
    change_person(opened.session, him, {"note": f"{note}，身份证{ID}"})
    change_person(opened.session, him, {"note": f"{note}，离异"})
    builders.child(opened.session, mother_name=HER, mother_id_number=ID, mother_phone=PHONE)
    builders.person(opened.session, HER, date(1970, 1, 1), 220)  # a namesake, so that the name alone means nobody
    erase(opened, her)
    assert Person.get_by_id(him.id).note == f"妻子{ERASED}，电话{ERASED}，离异"
    told = [row.changes for row in History.select() if "妻子" in row.changes]
    assert len(told) == 3
    assert not any(word in row for row in told for word in (HER, PHONE, ID))
    assert PHONE not in said(opened)


def test_a_copy_from_a_drawer_comes_back_without_her_though_the_memory_outside_the_file_is_lost(
    opened: OpenOffice, her: Person, tmp_path: Path
) -> None:
    make_backup(opened, "manual")
    shelf = shutil.copytree(opened.place.backups, tmp_path / "drawer")
    erase(opened, her)
    place = opened.place
    opened.close()
    for lost in (place.directory / ledger.FILE, place.backups / ledger.FILE):
        lost.unlink()
    old = copies.copies_in(shelf)[0]
    restore(place, old, unlock_for_restore(place, builders.PASSPHRASE, old), fixed(builders.NOW))
    with open_office(place.directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as again:
        assert Person.get().name == ERASED
        assert HER not in said(again)


def test_a_sentence_about_her_as_a_helper_names_her_no_more(opened: OpenOffice, her: Person) -> None:
    helped = builders.child(opened.session).person
    builders.person(opened.session, HER, date(1970, 1, 1), 220)
    builders.pair(opened.session, helped, her)
    erase(opened, her)
    told = [row.sentence for row in History.select() if "结对" in row.sentence]
    assert told
    assert HER not in "".join(told)


def test_it_is_said_that_a_users_name_stays(opened: OpenOffice, her: Person) -> None:
    add_user(opened, HER, ["entry"], "ying wu luo fei de ju")
    assert "user" in {problem.code for problem in warnings_for(opened.session, her)}
    assert "user" not in {problem.code for problem in warnings_for(opened.session, Person(name="普丽"))}


def test_of_two_who_are_erased_one_after_the_other_no_report_names_the_second(opened: OpenOffice, her: Person) -> None:
    other = builders.person(opened.session, "蓝莓芬", date(1970, 1, 2), 126, note=f"{HER}的母亲，{ID}")
    reading(opened.session, "print_form", f"打印《慰问名单》，{HER}、蓝莓芬")
    reading(opened.session, "print_form", f"打印《审批表》，{HER}", her)
    erase(opened, her)
    report = Erasure.get().report
    assert [one["what"] for one in report["outside"]] == ["打印《慰问名单》", "打印《审批表》"]
    erase(opened, other)
    everywhere = repr(list(Erasure.select().dicts())) + said(opened)
    assert not any(word in everywhere for word in (HER, "蓝莓芬", ID))
    assert chain_problems(opened.session.history_key) == []


def test_no_key_is_spoiled_by_a_number_that_stands_in_it_by_chance(opened: OpenOffice, her: Person) -> None:
    change_person(opened.session, her, {"allowance_number": "123456"})
    DB.execute_sql("UPDATE reader_key SET public = ?", (f"{'a' * 58}123456",))
    erase(opened, her)
    assert {row[0] for row in DB.execute_sql("SELECT public FROM reader_key").fetchall()} == {f"{'a' * 58}123456"}


def test_who_verifies_is_told_how_many_rows_say_less(opened: OpenOffice, her: Person) -> None:
    assert rewritten() == ""
    erase(opened, her)
    assert re.match("其中 [1-9] 行因 1 次删除（个人信息或来访登记）改写过", rewritten())
