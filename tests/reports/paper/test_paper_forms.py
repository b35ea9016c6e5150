"""Grid forms: nothing over a border, nothing lost, blank forms, supplement sheets, what is missing."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.paper.display import Picture, Text
from reports.paper.fonts import MissingCharacter
from reports.paper.form import Form, Label, Prose, Sentence, Sheet, Ticks, Value, fill, repeat, row
from reports.paper.printing import lay_out, missing, stamped
from tests.benchmarks.paper_sample import APPROVAL, facts, photo
from tests.reports.paper.judges import crossings, forbidden

LONG = "该同志思想上积极要求进步，自2019年3月参加工作以来（含试用期），认真学习“新时代思想”；获评《优秀积极分子》。"


def words(pages):
    """All text in drawing order."""
    return "".join(item.string for page in pages for item in page.all_items() if isinstance(item, Text))


def smallest(pages):
    """The smallest size of text above the foot line."""
    return min(
        item.size
        for page in pages
        for item in page.all_items()
        if isinstance(item, Text) and item.y < page.height - 570
    )


@pytest.mark.parametrize("number", range(6))
def test_a_filled_form_has_two_pages_and_no_text_on_a_line(number):
    """The realistic case."""
    pages = lay_out(APPROVAL, facts(number) | {"photo": photo()})
    assert len(pages) == 2
    assert [crossings(page) for page in pages] == [[], []]
    assert [forbidden(page) for page in pages] == [[], []]


@settings(max_examples=25)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            key: st.integers(0, 30).map(lambda count: LONG * count)
            for key in ("name", "post", "career", "awards", "deeds", "reason", "own", "remark", "address", "inspectors")
        },
    )
)
def test_whatever_the_length_nothing_runs_over_a_border(long):
    """Rows grow, type shrinks to 9 pt and no further, the rest goes to the supplement sheet."""
    pages = lay_out(APPROVAL, facts(1) | long)
    assert [crossing for page in pages for crossing in crossings(page)] == []
    assert [line for page in pages for line in forbidden(page)] == []
    assert smallest(pages) >= 75
    printed = words(pages).replace(" ", "")
    # A single character: a longer phrase may be parted by the words that point to the supplement sheet.
    assert printed.count("获") >= sum(text.count("获") for text in long.values())


def test_long_text_goes_on_on_a_supplement_sheet_that_names_form_person_and_field():
    """And the cell says so."""
    person = facts(2) | {"deeds": "".join(f"第{n}件事：{LONG}" for n in range(60))}
    pages = lay_out(APPROVAL, person, stamped(APPROVAL, person, "TY-2026-000002", 1))
    assert len(pages) > 2
    text = words(pages)
    assert "续见附页" in text
    assert "《推荐对象审批表》续页" in text
    assert "主要事迹和现实表现" in text
    assert str(person["name"]) in words(pages[2:])
    assert all(f"第{n}件事" in text for n in range(60))


def test_text_is_twelve_points_where_it_fits_and_rows_grow_before_type_shrinks():
    """A text that the page has room for is not made smaller."""
    pages = lay_out(APPROVAL, facts(3) | {"reason": LONG * 4})
    sizes = {
        item.size for item in pages[0].items if isinstance(item, Text) and 1000 < item.y < 7500 and item.face == "fang"
    }
    assert sizes == {120}


def test_forms_of_one_kind_share_their_static_part():
    """So that a thousand forms draw the grid once."""
    first, second = lay_out(APPROVAL, facts(4)), lay_out(APPROVAL, facts(5) | {"deeds": "好。"})
    blank = lay_out(APPROVAL, {})
    assert second[0].static is blank[0].static
    assert first[1].static is second[1].static


def test_a_blank_form_prints_its_labels_and_room_to_write():
    """The same form with empty facts."""
    pages = lay_out(APPROVAL, {})
    text = words(pages)
    assert "推荐组织：" in text
    assert "空白表" in text
    assert "负责人签字：" in text
    assert "照" in text
    assert len(pages) == 2


def test_a_photo_keeps_its_proportions_inside_its_cell():
    """295 × 413 pixels."""
    pictures = [item for item in lay_out(APPROVAL, {"photo": photo()})[0].items if isinstance(item, Picture)]
    assert len(pictures) == 1
    assert abs(pictures[0].w / pictures[0].h - 295 / 413) < 0.01


def test_a_broken_photo_prints_as_none():
    """The words of the empty place stand there instead."""
    pages = lay_out(APPROVAL, {"photo": b"\xff\xd8not a picture"})
    assert not [item for item in pages[0].items if isinstance(item, Picture)]


def test_what_is_expected_and_blank_is_listed_in_printed_order():
    """With the words beside it on the form."""
    person = facts(1) | {"born": "", "deeds": None, "photo": photo()}
    found = missing(APPROVAL, person)
    assert [(item.key, item.label) for item in found] == [("born", "出生年月"), ("deeds", "主要事迹和现实表现")]
    assert next(item.key for item in missing(APPROVAL, {})) == "name"


def test_a_character_without_a_glyph_stops_with_the_persons_name():
    """Silently missing characters are worse than no paper."""
    person = facts(1) | {"name": "张建国", "address": "石门镇\ue5f0家湾"}
    with pytest.raises(MissingCharacter, match="张建国") as caught:
        lay_out(APPROVAL, person)
    assert caught.value.character == "\ue5f0"


def test_the_foot_line_names_form_record_revision_and_page():
    """In words, with a code beside it."""
    person = facts(1)
    stamp = stamped(APPROVAL, person, "TY-2026-000001", 3)
    pages = lay_out(APPROVAL, person, stamp)
    for number, page in enumerate(pages, start=1):
        text = words([page])
        for part in ("sample.approval", "TY-2026-000001", "修订3", stamp.digest, f"第{number}页", "共2页"):
            assert part in text.replace(" ", "").replace("　", "")


def test_the_hash_changes_with_any_fact_and_only_then():
    """So that paper and record can be compared."""
    one = stamped(APPROVAL, facts(1), "a", 1).digest
    assert stamped(APPROVAL, facts(1), "a", 1).digest == one
    assert stamped(APPROVAL, facts(1) | {"yes": 46}, "a", 1).digest != one
    assert stamped(dataclasses.replace(APPROVAL, version="2"), facts(1), "a", 1).digest != one


MINUTES = Form(
    "sample.minutes",
    "1",
    "会议记录",
    left="单位：{unit}",
    sheets=(
        Sheet(
            (
                row(
                    Label("地点", 20),
                    Value("place", 60),
                    Label("到会", 20),
                    Sentence("应到{due}人，实到{present:2}人", 60),
                ),
                row(Label("方式", 20), Ticks("way", ("举手", "投票"), 140)),
                row(Label("记录", 20), Prose("talk", 140), height=60, stretch=1),
                row(Label("成员", 20), repeat("members", (("name", "姓名", 1), ("post", "职务", 2)), 2, width=140)),
            ),
            notes=("注：如实记录。",),
            flow=True,
        ),
    ),
)


@pytest.mark.parametrize("count", [0, 1, 20, 21, 22, 23, 24, 25, 60, 200])
def test_a_flowing_sheet_takes_as_many_pages_as_its_text_needs(count):
    """Nothing lost, nothing smaller, nothing over a line, and the last rows are there once."""
    spoken = "\n".join(f"第{n}人发言：{LONG}" for n in range(count))
    pages = lay_out(MINUTES, {"talk": spoken, "place": "礼堂", "members": [{"name": "张三"}, {"name": "李四"}]})
    text = words(pages)
    assert all(text.count(f"第{n}人发言") == 1 for n in range(count))
    assert text.count("李四") == 1
    assert text.count("注：如实记录") == 1
    assert [crossing for page in pages for crossing in crossings(page)] == []
    assert "续见附页" not in text


def test_ticked_options_carry_a_hook():
    """And only they."""
    text = words(lay_out(MINUTES, {"way": ("投票",)}))
    assert text.count("√") == 1
    assert text.count("□") == 2


def test_templates_leave_room_while_blank():
    """As wide as declared, four characters if nothing is said."""
    assert fill("应到{a}人，实到{b:2}人", {"a": 5}).text == "应到5人，实到　　人"
    assert fill("{x.0.name}", {"x": [{"name": "张三"}]}).text == "张三"
    assert not fill("共{a}人", {}).any


def test_a_number_is_set_smaller_rather_than_torn_in_two():
    form = Form(
        "sample.number",
        "1",
        "号码",
        (Sheet((row(Label("号码", 120), Value("number", 36), Label("", 9), height=20),)),),
    )
    texts = [item for item in lay_out(form, {"number": "999999199001017111"})[0].items if isinstance(item, Text)]
    number = next(item for item in texts if item.string.startswith("9999"))
    assert number.string == "999999199001017111"
    assert number.size < form.size
