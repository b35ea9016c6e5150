"""Tidying, unreadable characters, pinyin, search terms, masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.text import (
    initials,
    is_blank,
    mask_id,
    mask_phone,
    money_in_words,
    pinyin,
    pinyin_forms,
    pinyin_sort_key,
    query_terms,
    search_terms,
    tidy,
    tidy_lines,
    tidy_name,
    unreadable,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("１３８ＡＢｃ", "138ABc"),
        ("\u3000张\u00a0 三\t", "张 三"),
        ("云南\u200b省\ufeff", "云南省"),
        ("一、二，（三）；四：五？", "一、二，（三）；四：五？"),
        ("⼀⽅", "一方"),
        ("a\r\nb", "a b"),
        ("", ""),
    ],
)
def test_tidy_narrows_and_collapses_but_keeps_chinese_punctuation(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


@given(st.text())
def test_tidy_twice_is_tidy_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x3400, max_codepoint=0x33FFF, categories=["Lo"])))
def test_tidy_never_touches_a_han_character(text: str) -> None:
    assert tidy(text) == text


def test_lines_stay_lines() -> None:
    assert tidy_lines("\n 第一行 \n\n第　二行\n") == "第一行\n\n第 二行"


@pytest.mark.parametrize("word", ["", "  ", "无", "不详", "/", "—", "N/A", "－"])
def test_words_for_nothing_are_blank(word: str) -> None:
    assert is_blank(word)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("张 三", "张三"),
        ("张　　三", "张三"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提 ・ 艾力", "买买提·艾力"),
        ("买买提‧艾力", "买买提·艾力"),
        ("John  A. Smith", "John A. Smith"),
        ("\U00020bb7 田", "\U00020bb7田"),
        ("'李四", "李四"),
        ("龙\U00030edd", "龙\U00030edd"),
    ],
)
def test_names_lose_inner_spaces_and_wrong_dots(raw: str, clean: str) -> None:
    assert tidy_name(raw) == clean


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("李(yù)", "李(yù)"),
        ("李（yu4）华", "李（yu4）"),
        ("张\ue123", "\ue123"),
        ("张\ufffd", "\ufffd"),
        ("张〓", "〓"),
        ("张□三", "□"),
        ("张？", "？"),
        ("张*三", "*"),
        ("张⿰木子", "⿰"),
    ],
)
def test_unreadable_part_of_a_name_is_named(name: str, part: str) -> None:
    assert unreadable(name) == part


@pytest.mark.parametrize("name", ["张三", "李（女）", "买买提·艾力", "\U00020bb7田", "John Smith", "〇一"])
def test_readable_names_pass(name: str) -> None:
    assert unreadable(name) is None


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("单立", "shanli"),
        ("仇和", "qiuhe"),
        ("解放", "xiefang"),
        ("曾强", "zengqiang"),
        ("区小明", "ouxiaoming"),
        ("查良", "zhaliang"),
        ("朴正", "piaozheng"),
        ("缪斯", "miaosi"),
        ("翟明", "zhaiming"),
        ("乐天", "yuetian"),
        ("盖茨", "geci"),
        ("任平", "renping"),
        ("华国", "huaguo"),
        ("宁静", "ningjing"),
        ("尉迟恭", "yuchigong"),
        ("万俟卨", "moqixie"),
        ("长孙无忌", "zhangsunwuji"),
        ("欧阳", "ouyang"),
        ("吕布", "lvbu"),
        ("李长江", "lichangjiang"),
        ("买买提·艾力", "maimaitiaili"),
        ("John", "john"),
        ("", ""),
    ],
)
def test_surnames_have_their_own_readings(name: str, reading: str) -> None:
    assert pinyin(name) == reading


def test_initials() -> None:
    assert initials("张三") == "zs"
    assert initials("单立 人") == "slr"


def test_surnames_with_two_readings_are_found_by_both() -> None:
    assert pinyin_forms("覃明") == ["qinming", "tanming"]
    assert pinyin_forms("张三") == ["zhangsan"]


def test_sorting_keeps_one_surname_together() -> None:
    names = ["方安", "范仲", "方志", "范爱"]
    assert sorted(names, key=pinyin_sort_key) == ["范爱", "范仲", "方安", "方志"]


def test_terms_are_characters_and_pairs() -> None:
    assert search_terms("张三丰") == ["张", "三", "丰", "张三", "三丰"]
    assert query_terms("三丰") == ["三丰"]
    assert query_terms("丰") == ["丰"]


@given(st.text(alphabet="张三丰李四530 x\U00020bb7", max_size=12), st.data())
def test_every_piece_of_a_text_is_found_by_its_terms(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    piece = text[start : data.draw(st.integers(start, len(text)))]
    assert set(query_terms(piece)) <= set(search_terms(text))


def test_masks_keep_head_and_tail() -> None:
    assert mask_id("530101199001011234") == "530***********1234"
    assert mask_phone("13812341234") == "138****1234"
    assert mask_id("12345") == "1****"
    assert mask_id("") == ""


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (123000, "壹仟贰佰叁拾元整"),
        (168032, "壹仟陆佰捌拾元叁角贰分"),
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (1000, "壹拾元整"),
        (10700053, "壹拾万柒仟元伍角叁分"),
        (1000050000, "壹仟万零伍佰元整"),
        (10000000100, "壹亿零壹元整"),
        (100100000000, "壹拾亿零壹佰万元整"),
    ],
)
def test_money_is_said_in_capitals(fen: int, words: str) -> None:
    assert money_in_words(fen) == words


def number_of(words: str) -> int:
    """Back from capitals: the naive way, place by place."""
    places = {"拾": 10, "佰": 100, "仟": 1000}
    whole, group, digit = 0, 0, 0
    for character in words:
        if character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character in places:
            group, digit = group + digit * places[character], 0
        else:
            whole, group, digit = (whole + group + digit) * {"万": 10**4, "亿": 10**8}[character], 0, 0
    return whole + group + digit


@given(st.integers(0, 10**12 - 1))
def test_capitals_say_the_amount_and_nothing_else(fen: int) -> None:
    words = money_in_words(fen)
    yuan, _, rest = words.rpartition("元")
    jiao = "零壹贰叁肆伍陆柒捌玖".index(rest[rest.index("角") - 1]) if "角" in rest else 0
    cents = "零壹贰叁肆伍陆柒捌玖".index(rest[rest.index("分") - 1]) if "分" in rest else 0
    high, _, low = yuan.rpartition("亿")
    assert (number_of(high) * 10**8 if high else 0) + number_of(low) == fen // 100
    assert 10 * jiao + cents == fen % 100
    assert "零零" not in words
    assert words.endswith("分") == (fen % 10 != 0)
    assert not words.startswith("零") or fen == 0


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_amounts_beyond_words_are_refused(fen: int) -> None:
    with pytest.raises(ValueError, match=str(fen)):
        money_in_words(fen)
