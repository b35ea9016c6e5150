"""Vote arithmetic against an oracle of whole numbers, preset by preset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recommendation.votes import COUNT_LABELS, meeting_problems, outcome, presets, rates, vote_problems

# An oracle that shares no code with the rule book: preset → (quorum, majority) in whole numbers.
ORACLE = {
    "A": (lambda c: 2 * c["present"] > c["entitled"], lambda c: 2 * c["yes"] > c["entitled"]),
    "B": (lambda c: 2 * c["present"] > c["entitled"], lambda c: 2 * c["yes"] > c["entitled"]),
    "C": (lambda c: 5 * c["present"] >= 4 * c["entitled"], lambda c: 2 * c["yes"] > c["returned"]),
    "D": (lambda c: 3 * c["present"] >= 2 * c["entitled"], lambda c: 3 * c["yes"] >= 2 * c["returned"]),
    "E": (lambda c: 2 * c["present"] > c["entitled"], lambda c: 2 * c["yes"] > c["returned"]),
}


@st.composite
def meetings(draw: st.DrawFn) -> dict[str, int]:
    """Counts that add up."""
    entitled = draw(st.integers(0, 300))
    present = draw(st.integers(0, entitled))
    written = draw(st.integers(0, entitled - present))
    issued = draw(st.integers(0, present + written))
    returned = draw(st.integers(0, issued))
    valid = draw(st.integers(0, returned))
    yes = draw(st.integers(0, valid))
    no = draw(st.integers(0, valid - yes))
    names = ("entitled", "present", "written", "issued", "returned", "valid", "yes", "no", "abstain")
    return dict(
        zip(names, (entitled, present, written, issued, returned, valid, yes, no, valid - yes - no), strict=True)
    )


def test_the_presets_are_those_of_the_oracle() -> None:
    assert sorted(presets()) == sorted(ORACLE)


@given(meetings(), st.sampled_from(sorted(ORACLE)))
def test_every_preset_judges_as_the_oracle(counts: dict[str, int], key: str) -> None:
    judged = outcome(presets()[key], counts)
    quorum, majority = ORACLE[key]
    assert judged.quorum == (quorum(counts) and counts["present"] > 0)
    assert judged.passed == (judged.quorum and majority(counts) and counts["yes"] > 0)
    assert judged.sentence.endswith("。")


@given(st.integers(1, 400), st.sampled_from(sorted(ORACLE)))
def test_the_least_number_named_is_the_least_that_passes(entitled: int, key: str) -> None:
    preset = presets()[key]
    counts = dict.fromkeys(COUNT_LABELS, entitled)
    least = max(1, preset.passing.smallest(entitled))
    assert outcome(preset, {**counts, "yes": least}).passed
    assert not outcome(preset, {**counts, "yes": least - 1}).passed


@pytest.mark.parametrize(
    ("key", "present", "yes", "passed"),
    [
        ("A", 30, 15, False),
        ("A", 30, 16, True),
        ("A", 16, 16, True),
        ("A", 15, 15, False),
        ("B", 28, 15, False),
        ("B", 28, 16, True),
        ("C", 23, 23, False),
        ("C", 24, 12, False),
        ("C", 24, 13, True),
        ("D", 19, 19, False),
        ("D", 20, 13, False),
        ("D", 20, 14, True),
        ("D", 30, 20, True),
        ("E", 16, 8, False),
        ("E", 16, 9, True),
    ],
)
def test_thirty_entitled(key: str, present: int, yes: int, passed: bool) -> None:
    counts = {"entitled": 30, "present": present, "issued": present, "returned": present, "valid": present, "yes": yes}
    assert outcome(presets()[key], counts).passed is passed


@pytest.mark.parametrize("key", sorted(ORACLE))
def test_nobody_passes_without_a_vote(key: str) -> None:
    for entitled in (0, 1, 3):
        counts = dict.fromkeys(COUNT_LABELS, 0) | {"entitled": entitled, "present": entitled}
        assert not outcome(presets()[key], counts).passed


@pytest.mark.parametrize(
    ("present", "yes", "sentence"),
    [
        (15, 15, "应到30，实到15，到会至少要16人，会议不能表决。"),
        (28, 15, "应到30，实到28，赞成15票，至少要16票，没有通过。"),
        (28, 20, "应到30，实到28，赞成20票，达到16票，通过。"),
    ],
)
def test_the_outcome_in_words(present: int, yes: int, sentence: str) -> None:
    counts = {"entitled": 30, "present": present, "returned": present, "yes": yes}
    assert outcome(presets()["A"], counts).sentence == sentence


@pytest.mark.parametrize(
    ("key", "words"),
    [("A", "赞成超过应到的一半"), ("C", "赞成超过收回票的一半"), ("D", "赞成达到收回票的3分之2")],
)
def test_a_share_in_words(key: str, words: str) -> None:
    assert presets()[key].passing.words() == words


@given(meetings())
def test_counts_that_add_up_have_no_problem(counts: dict[str, int]) -> None:
    assert meeting_problems(counts) == []
    assert vote_problems("单立梅", counts, counts["valid"]) == []


@given(st.fixed_dictionaries({name: st.integers(0, 40) for name in COUNT_LABELS}), st.booleans())
def test_counts_that_do_not_add_up_are_found(counts: dict[str, int], allowed: bool) -> None:
    room = counts["present"] + (counts["written"] if allowed else 0)
    broken = {
        "present": counts["present"] > counts["entitled"],
        "written": counts["present"] + counts["written"] > counts["entitled"],
        "issued": counts["issued"] > room,
        "returned": counts["returned"] > counts["issued"],
        "valid": counts["valid"] > counts["returned"],
    }
    found = meeting_problems(counts, allowed)
    assert {problem.field for problem in found} == {name for name, is_broken in broken.items() if is_broken}
    sums = counts["yes"] + counts["no"] + counts["abstain"] == counts["valid"]
    assert (vote_problems("单立梅", counts, counts["valid"]) == []) is sums


def test_what_is_not_typed_yet_is_no_problem() -> None:
    assert meeting_problems({"entitled": 30}) == []
    assert meeting_problems({}) == []
    assert vote_problems("单立梅", {"yes": 3}, 28) == []
    assert vote_problems("单立梅", {"yes": 3, "no": 0, "abstain": 0}, None) == []


def test_more_ballots_back_than_out_voids_the_vote() -> None:
    (problem,) = meeting_problems({"issued": 28, "returned": 29})
    assert problem.message == "收回29票，多于发出的28票，本次投票无效，应重新投票。"


def test_written_opinions_count_only_where_they_are_allowed() -> None:
    counts = {"entitled": 30, "present": 26, "written": 2, "issued": 28}
    assert meeting_problems(counts, True) == []
    (problem,) = meeting_problems(counts, False)
    assert problem.message == "本级规则不收书面意见，发出28票，多于能投票的26人，请核对。"


def test_both_rates_are_known() -> None:
    assert rates({"yes": 15, "returned": 20, "entitled": 30}) == (0.75, 0.5)
    assert rates({"yes": 0, "returned": 0, "entitled": 0}) == (0.0, 0.0)
