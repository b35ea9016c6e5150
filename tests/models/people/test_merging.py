"""Two records typed for one human become one: nothing that named the second is lost; it can all be taken back."""

from datetime import date

import pytest

import tests.schema
from models.assistance.aid import Aid
from models.core.database import DB, references_to
from models.core.errors import RuleRefused
from models.core.search import matching_ids
from models.core.verbs import Session, undo
from models.office.attachment import PHOTO, Attachment, Store, attach, photo_of, set_photo
from models.office.erasing.shapes import shapes
from models.office.office import OpenOffice
from models.organisations.body import Body
from models.people.erasure import request_erasure
from models.people.merging import can_merge, merge_persons
from models.people.person import Membership, PartyStage, Person
from models.people.same import (
    APART,
    LikePair,
    SamePerson,
    count_behind,
    join_persons,
    reopen_pair,
    settle_pair,
    uids_of,
)
from models.people.verbs import change_membership, reach_stage
from models.recommendation.records import Recommendation
from tests import builders
from tests.dumping import dump
from tests.models.people.verbs_of_tests import keep_pair

ANY_PICTURE = b"\x89PNG\r\n\x1a\nanything"
assert tests.schema  # every kind of record is known


@pytest.fixture
def kept(session: Session) -> Person:
    return builders.person(session, phone=None)


@pytest.fixture
def gone(session: Session) -> Person:
    """The same human once more, without a number, with whatever can hang on a person."""
    who = builders.person(session, id_number=None, phone="13900002222", employer="大坪村卫生室")
    builders.membership(session, who, builders.body(session, "women"))
    builders.stage(session, who, "applicant", "2020-05-01")
    builders.aid(session, who, reason="受灾")
    return who


def naming(person: Person) -> list[str]:
    """Tables and columns in which a person's record is named."""
    told = [
        (kind, column, person.id)
        for kind, shape in shapes().items()
        for column, target in {**shape.links, **shape.mentions}.items()
        if target == "person"
    ]
    told += [
        (kind, column, person.uid)
        for kind, shape in shapes().items()
        for column, target in shape.uids.items()
        if target == "person" and kind != "same_person"
    ]
    return [
        f"{kind}.{column}"
        for kind, column, value in told
        if DB.execute_sql(f'SELECT 1 FROM "{kind}" WHERE "{column}" = ?', (value,)).fetchone()
    ]


def test_everything_that_named_the_second_names_the_first(session: Session, kept: Person, gone: Person) -> None:
    named = naming(gone)
    assert {"aid.person_id", "membership.person_id", "party_stage.person_id"} <= set(named)
    done = merge_persons(session, kept, gone, {"phone": "13900002222"})
    assert (naming(gone), naming(kept)) == ([], named)
    person = Person.get()
    assert (person.uid, person.phone, person.id_number, person.employer) == (
        kept.uid,
        "13900002222",
        kept.id_number,
        "大坪村村民委员会",
    )
    assert (matching_ids("person", "13900002222", 9), done.sentence) == ([kept.id], "把两条“单立梅”合并成了一条")
    assert (uids_of(kept.uid), count_behind()) == ([kept.uid, gone.uid], 0)


def test_a_merge_is_taken_back_to_the_last_value(session: Session, kept: Person, gone: Person) -> None:
    builders.candidate(session, name="李国强", order=133)
    builders.membership(session, kept, Body.get())
    third = builders.person(session, "单立莓", id_number=None)
    settle_pair(session, keep_pair(session, *sorted((gone.uid, third.uid))).value, APART)
    keep_pair(session, *sorted((gone.uid, kept.uid)))
    before = dump()
    done = merge_persons(session, kept, gone, {"born": gone.born, "employer": gone.employer})
    assert dump() != before
    assert [(pair.one_uid, pair.other_uid) for pair in LikePair.select()] == [tuple(sorted((kept.uid, third.uid)))]
    undo(session, done.seq)
    assert dump() == before
    assert len(matching_ids("person", "单立梅", 9)) == 2


def test_what_is_there_twice_folds_and_what_contradicts_is_told(session: Session, kept: Person, gone: Person) -> None:
    builders.stage(session, kept, "applicant", "2020-05-01", "李国强")
    builders.membership(session, kept, Membership.get().body, "2016-05", post="委员")
    done = merge_persons(session, kept, gone, {})
    assert (PartyStage.get().companions, Membership.get().post, Membership.get().person_id) == (
        "李国强",
        "委员",
        kept.id,
    )
    undo(session, done.seq)
    reach_stage(session, kept, "applicant", PartyStage.get(PartyStage.person == gone).reached_on.to_month())
    with pytest.raises(RuleRefused, match=r"两条记录都有入党阶段（.+），内容不同"):
        merge_persons(session, kept, Person.by_uid(gone.uid), {})
    assert Person.select().count() == 2


def test_a_membership_that_ended_stays_beside_the_one_that_lasts(session: Session, kept: Person, gone: Person) -> None:
    member = builders.membership(session, kept, Membership.get().body, "2016-05", post="委员")
    hers = Membership.get(Membership.person == gone)
    change_membership(session, hers, {"post": "主任"})
    with pytest.raises(RuleRefused, match=r"都有会籍（.+），内容不同"):
        merge_persons(session, kept, gone, {})
    change_membership(session, Membership.by_uid(hers.uid), {"left_on": member.joined_on})
    merge_persons(session, kept, gone, {})
    assert Membership.select().where(Membership.person == kept).count() == 2


def test_attachments_go_along_and_one_photo_is_hers(opened: OpenOffice, session: Session, kept: Person, gone: Person):
    store = Store(opened)
    for person in (kept, gone):
        set_photo(session, store, person, "照片.png", ANY_PICTURE)
    attach(session, store, gone, "申请书", "申请书.txt", b"text")
    merge_persons(session, kept, gone, {})
    assert {(file.title, file.owner_uid) for file in Attachment.select()} == {
        (PHOTO, kept.uid),
        ("合并前的照片", kept.uid),
        ("申请书", kept.uid),
    }
    assert photo_of(store, kept) == ANY_PICTURE


def test_who_is_not_merged(session: Session, kept: Person, gone: Person) -> None:
    with pytest.raises(RuleRefused, match="同一条记录"):
        merge_persons(session, kept, kept, {})
    pair = keep_pair(session, *sorted((gone.uid, kept.uid))).value
    settle_pair(session, pair, APART)
    with pytest.raises(RuleRefused, match="说过不是同一个人"):
        merge_persons(session, kept, gone, {})
    reopen_pair(session, LikePair.get())
    joined = join_persons(session, kept, gone)
    with pytest.raises(RuleRefused, match="先撤销那个认定"):
        merge_persons(session, kept, gone, {})
    undo(session, joined.seq)
    asked = request_erasure(session, gone, "本人申请")
    with pytest.raises(RuleRefused, match="申请删除个人信息"):
        merge_persons(session, kept, gone, {})
    assert asked.value.status == "requested"


def test_records_of_other_offices_are_not_merged(session: Session, kept: Person, gone: Person) -> None:
    DB.execute_sql("UPDATE person SET origin = 'elsewhere' WHERE id = ?", (gone.id,))
    other = Person.get_by_id(gone.id)
    assert (can_merge(kept, gone, session.origin), can_merge(kept, other, session.origin)) == (True, False)
    with pytest.raises(RuleRefused, match="不都是本单位录的"):
        merge_persons(session, kept, other, {})


def test_a_merge_that_a_rule_stops_changes_nothing(session: Session, kept: Person, gone: Person) -> None:
    third = builders.person(session, "李国强", date(1991, 1, 1), 133)
    before = dump()
    with pytest.raises(RuleRefused, match="已经登记在“李国强”名下"):
        merge_persons(session, kept, gone, {"id_number": third.id_number})
    assert dump() == before
    assert (Aid.get().person_id, Recommendation.select().count(), SamePerson.select().count()) == (gone.id, 0, 0)


def test_every_column_that_links_to_a_person_is_known(session: Session) -> None:
    declared = {
        (kind, column)
        for kind, shape in shapes().items()
        for column, target in {**shape.links, **shape.mentions}.items()
        if target == "person"
    }
    assert set(references_to("person")) == declared
