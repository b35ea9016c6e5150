"""Where lines may end."""

from hypothesis import given
from hypothesis import strategies as st

from reports.paper.fonts import role
from reports.paper.lines import NOEND, NOSTART, balanced, break_lines, set_line, stretch, tidied

HAN = st.sampled_from("推荐对象该同志思想上积极要求进步群众反映良好")
MARK = st.sampled_from("。，；：！？）》”、（《“—…")
WORD = st.sampled_from(["2026", "3.5%", "A4", "hello", "12,000", "GB/T", " "])
TEXT = st.lists(st.one_of(HAN, HAN, HAN, MARK, WORD), min_size=1, max_size=120).map("".join)
# Between marks there is always a Han character or two, as in real sentences.
SENTENCE = st.lists(
    st.tuples(
        st.lists(HAN, min_size=2, max_size=9).map("".join), st.sampled_from([*"。，；：！？、", "）", "（", "《", "》"])
    ),
    min_size=1,
    max_size=40,
).map(lambda parts: "".join(words + mark for words, mark in parts))


@given(TEXT, st.integers(800, 4000), st.sampled_from([0, 240]))
def test_nothing_is_lost_and_nothing_is_too_long(text, width, indent):
    """Only blanks at line ends go."""
    lines = break_lines(text, "fang", 120, width, indent)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    assert all(line.width + line.indent <= width + 1 for line in lines)
    assert [line.last for line in lines] == [False] * (len(lines) - 1) + [True]


@given(SENTENCE, st.integers(900, 4000))
def test_no_line_begins_or_ends_with_a_forbidden_mark(text, width):
    """In text of sentences, always; in a pile of marks there may be no other place."""
    lines = [line.text for line in break_lines(text, "fang", 120, width)]
    assert not [line for line in lines[1:] if line[0] in NOSTART]
    assert not [line for line in lines[:-1] if line[-1] in NOEND]


@given(SENTENCE, st.sampled_from(["2026年", "3.5%", "430726199105120029", "GB/T9704-2012"]), st.integers(1500, 4000))
def test_words_and_numbers_stay_whole(text, word, width):
    """A number is never cut where the line is long enough for it."""
    latin = "".join(character for character in word if character < "\u2e80")
    lines = break_lines(text + word + text, "fang", 120, width)
    assert any(latin in line.text for line in lines)
    assert not any(line.torn for line in lines)


@given(TEXT.map(lambda text: "甲" + text + "乙\n丙" + text + "丁"), st.integers(800, 3000))
def test_every_line_knows_where_it_began(text, width):
    """So that a supplement sheet can go on from there."""
    for line in break_lines(text, "fang", 120, width, 240):
        assert tidied(text)[line.at : line.at + len(line.text)] == line.text


def test_dashes_and_dots_in_pairs_are_not_torn():
    """—— and …… are one mark each."""
    for width in range(380, 900, 20):
        lines = [line.text for line in break_lines("推荐对象——他认真……负责", "fang", 120, width)]
        assert not any(line.endswith("—") and not line.endswith("——") for line in lines)
        assert not any(line.endswith("…") and not line.endswith("……") for line in lines)


def test_line_feeds_begin_paragraphs_with_their_own_indent():
    """Blanks at their beginning are the writer's own indent and give way to ours."""
    lines = break_lines("　　第一段\r\n第二段", "fang", 120, 4000, 240)
    assert [(line.text, line.indent, line.last) for line in lines] == [("第一段", 240, True), ("第二段", 240, True)]


def test_a_word_longer_than_the_line_is_torn_rather_than_lost():
    """And says so, so that a cell may try a smaller size first."""
    lines = break_lines("A" * 50, "fang", 120, 600)
    assert "".join(line.text for line in lines) == "A" * 50
    assert lines[0].torn


def test_titles_break_evenly():
    """No last line of one character."""
    lines = balanced("关于推荐欧阳某某等同志为党的发展对象人选的公示", "title", 220, 4422)
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 3


@given(SENTENCE)
def test_stretched_lines_end_at_the_edge(text):
    """Within a unit, with the spacing after every character but the last."""
    for line in break_lines(text, "fang", 120, 2400, 240):
        spacing = stretch(line, 120, 2400)
        if spacing and spacing < 24:
            assert abs(line.indent + line.width + spacing * (len(line.text) - 1) - 2400) <= 1


def test_runs_of_a_line_follow_each_other():
    """Every run begins where the one before ends."""
    out = []
    set_line(out, 100, 500, "共12人，见hello文", "fang", 120, 3.0)
    at = 100.0
    for run in out:
        assert abs(run.x - at) <= 3
        at += role("fang").width(run.string, 120) + 3.0 * len(run.string)
