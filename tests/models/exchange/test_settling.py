"""Conflicts record by record: both sides in words, decided one by one or together, and what rules decided."""

import pytest

from models.core.errors import RuleRefused
from models.core.verbs import undo
from models.exchange.inbox import sort_arrived, take_all
from models.exchange.merging.apply import open_conflicts
from models.exchange.merging.records import OURS, THEIRS
from models.exchange.merging.written import holding, set_merging_rules
from models.exchange.settling import (
    count_open,
    disputed,
    is_masked,
    label_of,
    rule_words,
    ruled,
    settle_all,
    settled,
    sides,
    take_back,
)
from models.office.office import OpenOffice
from models.people.person import Person
from models.people.verbs import change_person
from tests.models.exchange.carried import MANGO, PHONE, SHE, Round


def test_both_values_stand_in_words(full_county: OpenOffice) -> None:
    (found,) = disputed()
    assert (found.called, found.office, found.noun, count_open()) == (f"“{SHE}”", MANGO, "人员", 2)
    by_label = {label_of(one): one for one in found.conflicts}
    ours, theirs = sides(by_label["工作单位"])
    assert (ours.value, ours.by) == ("县里写的单位", "周敏")
    assert (theirs.value, theirs.by) == ("镇里写的单位", "王秀英")
    phone = by_label["联系电话"]
    assert is_masked(phone)
    assert not is_masked(by_label["工作单位"])
    assert sides(phone)[1].value == "139****0002"
    assert sides(phone, whole=True)[1].value == PHONE


def test_a_record_is_settled_whole_and_taken_back(full_county: OpenOffice) -> None:
    (found,) = disputed()
    seqs = settle_all(full_county.session, found.conflicts, THEIRS, "已打电话问本人")
    her = Person.get(Person.name == SHE)
    assert (her.phone, her.employer, disputed()) == (PHONE, "镇里写的单位", [])
    assert {(one.state, one.reason) for one in settled()} == {(THEIRS, "已打电话问本人")}
    take_back(full_county.session, seqs)
    assert count_open() == 2
    assert Person.get(Person.name == SHE).employer == "县里写的单位"


def test_all_of_a_record_or_none(full_county: OpenOffice) -> None:
    first, second = open_conflicts()
    settle_all(full_county.session, [second], OURS)
    with pytest.raises(RuleRefused, match="已经核对过"):
        settle_all(full_county.session, [first, second], OURS)
    assert count_open() == 1


def test_what_a_rule_decides_is_listed(new_county: OpenOffice, made_round: Round) -> None:
    first, second = made_round.packages(MANGO)
    set_merging_rules(new_county.session, ["township_facts"])
    take_all(new_county, sort_arrived(new_county, [first]))
    change_person(new_county.session, Person.get(Person.name == SHE), {"employer": "县里写的单位", "school": "一中"})
    (outcome,) = take_all(new_county, sort_arrived(new_county, [second]))
    assert (outcome.conflicts, outcome.ruled) == (0, 1)
    assert Person.get(Person.name == SHE).employer == "镇里写的单位"
    assert [(one.record, one.column, one.winner, one.office) for one in ruled()] == [
        (f"“{SHE}”", "工作单位", "采用对方的", MANGO)
    ]


def test_only_offered_rules_hold_and_they_can_be_taken_back(new_county: OpenOffice) -> None:
    done = set_merging_rules(new_county.session, ["county_opinion"])
    assert (holding(), done.sentence) == (["county_opinion"], "两边都改过的栏目按规则核对：“上级审核意见以县级为准”")
    with pytest.raises(RuleRefused, match="没有“nothing”"):
        set_merging_rules(new_county.session, ["nothing"])
    undo(new_county.session, done.seq)
    assert holding() == []


def test_rules_in_words() -> None:
    title, reason, reach = rule_words("county_opinion")
    assert title == "上级审核意见以县级为准"
    assert reason.endswith("。")
    assert reach.startswith("推荐：审核组织、审核时间")
