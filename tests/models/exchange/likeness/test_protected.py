"""Whoever is protected takes no part in finding who is the same, and leaves no trace in it."""

from datetime import date
from pathlib import Path
from typing import Any

import tests.schema
from models.core.database import DB
from models.core.verbs import undo
from models.exchange.likeness.lists import PairFilter, compared, findings_of, pair_ids, pair_rows
from models.exchange.likeness.queue import find_pairs
from models.exchange.likeness.twice import twice_lines
from models.office.closed.compartment import enter
from models.office.office import OpenOffice
from models.people.merging import merge_persons
from models.people.person import Person
from models.people.same import SAME, WAITING, LikePair, both_of, part_persons, settle_pair
from models.rights.lists import cases_of_person
from reports.duplicates import listed_duplicates
from tests import builders
from tests.leaks import leaks

assert tests.schema  # every kind of record is known
NAME, PHONE, STREET = "㐂㐃单㐄", "19900007777", "㐂㐃保护住址㐄"
NUMBER = builders.id_number(date(1988, 3, 7), 126)
WORDS = [NAME, PHONE, STREET, NUMBER]


def protected(opened: OpenOffice, **values: Any) -> str:
    """A protected case of somebody, who is named there alone; its uid."""
    enter(opened)
    told = {"name": NAME, "phone": PHONE, "id_number": NUMBER, "address": STREET}
    case = builders.violence_case(opened, **{**told, **values})
    opened.leave_compartment()
    return case.uid


def doubtful(opened: OpenOffice, name: str, phone: str) -> None:
    """Two offices have somebody of this name; one of them knows her telephone."""
    for origin, number in (("mango", phone), ("bamboo", None)):
        person = builders.person(opened.session, name, id_number=None, phone=number)
        DB.execute_sql("UPDATE person SET origin = ? WHERE id = ?", (origin, person.id))


def everything_about_doubles(opened: OpenOffice) -> list[object]:
    """A whole life of a queue: searched, told, settled, parted, searched again; all that it gives back."""
    session = opened.session
    said: list[object] = [find_pairs(session), listed_duplicates(None), twice_lines()]
    pair = LikePair.get(LikePair.state == WAITING)
    one, other = both_of(pair)
    said += [pair.reasons, findings_of(pair), compared(one, other, whole=True), pair_rows(pair_ids(PairFilter()))]
    said.append(settle_pair(session, pair, SAME, "核对过").sentence)
    said.append(part_persons(session, Person.by_uid(other.uid)).sentence)
    return [*said, find_pairs(session), listed_duplicates(None)]


def test_nothing_of_a_protected_case_stands_in_the_queue(opened: OpenOffice, tmp_path: Path) -> None:
    protected(opened)
    doubtful(opened, "阙莘莘", "13800001234")
    out = tmp_path / "out"
    out.mkdir()
    assert leaks(opened, WORDS, [out], everything_about_doubles(opened)) == []


def test_the_same_words_in_an_open_record_are_found_by_the_search_for_leaks(opened: OpenOffice, tmp_path: Path) -> None:
    doubtful(opened, "阙莘莘", PHONE)
    assert leaks(opened, WORDS, [tmp_path], everything_about_doubles(opened))


def test_a_protected_case_finds_her_after_her_two_records_became_one(opened: OpenOffice, tmp_path: Path) -> None:
    session = opened.session
    kept, gone = builders.person(session), builders.person(session, id_number=None)
    uid = protected(opened, person_uid=gone.uid, id_number=None)
    before = DB.execute_sql("SELECT count(*) FROM history").fetchone()[0]
    done = merge_persons(session, kept, gone, {})
    assert DB.execute_sql("SELECT count(*) FROM history").fetchone()[0] == before + 1
    assert cases_of_person(None, Person.by_uid(kept.uid)) == []
    inside = enter(opened)
    assert [row.uid for row in cases_of_person(inside, Person.by_uid(kept.uid))] == [uid]
    opened.leave_compartment()
    undo(session, done.seq)
    assert leaks(opened, WORDS, [tmp_path / "office"], [done.sentence]) == []
