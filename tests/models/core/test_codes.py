"""Closed lists: read by word, found while typing, and sound as data."""

import pytest

from models.core.codes import CodeProblem, StatusReading, read_status, table, table_keys


@pytest.mark.parametrize(
    ("key", "word", "code"),
    [
        ("GB/T 2261.1", "男性", "1"),
        ("GB/T 2261.1", "女", "2"),
        ("GB/T 2261.2", "离异", "40"),
        ("GB/T 3304", "汉", "01"),
        ("GB/T 3304", "汉 族", "01"),
        ("GB/T 3304", "Han", "01"),
        ("GB/T 3304", "哈尼族", "16"),
        ("GB/T 3304", "穿青人", "97"),
        ("GB/T 4658", "大专", "31"),
        ("GB/T 4658", "本科", "21"),
        ("GB/T 4658", "大学", "21"),
        ("GB/T 4658", "中专", "41"),
        ("GB/T 4658", "中技", "47"),
        ("GB/T 4658", "职高", "44"),
        ("GB/T 4658", "高中", "61"),
        ("GB/T 4658", "初中", "71"),
        ("GB/T 4658", "小学", "81"),
        ("GB/T 4658", "半文盲", "90"),
        ("GB/T 4761", "父亲", "51"),
        ("GB/T 4761", "儿媳妇", "38"),
        ("GB/T 4762", "党员（预备）", "02"),
        ("household.kind", "农业户口", "agricultural"),
        ("unit.kind", "村委会", "village"),
        ("post.women", "妇女主任", "village_chair"),
        ("post.league", "团支书", "branch_secretary"),
        ("recommendation.answer", "积极分子", "activist"),
    ],
)
def test_words_of_clerks_are_read(key: str, word: str, code: str) -> None:
    assert table(key).read(word) == code


def test_numbers_of_other_systems_are_not_trusted() -> None:
    sex = table("GB/T 2261.1")
    with pytest.raises(CodeProblem) as problem:
        sex.read("1")
    assert problem.value.code == "code_unknown"
    assert sex.read("1", accept_codes=True) == "1"


def test_words_with_two_meanings_are_asked() -> None:
    with pytest.raises(CodeProblem) as problem:
        table("GB/T 2261.2").read("单身")
    assert problem.value.code == "code_ambiguous"
    assert "未婚" in problem.value.message


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("入党积极分子", StatusReading(None, "activist")),
        ("群众（入党积极分子）", StatusReading("13", "activist")),
        ("团员/发展对象", StatusReading("03", "target")),
        ("积极分子 团员", StatusReading("03", "activist")),
        ("入党申请人", StatusReading(None, "applicant")),
        ("中共党员（预备）", StatusReading("02", "probationary")),
        ("党员", StatusReading("01", "member")),
        ("共青团员", StatusReading("03", None)),
    ],
)
def test_stages_written_as_status_are_split(text: str, reading: StatusReading) -> None:
    assert read_status(text) == reading


@pytest.mark.parametrize("text", ["", "党员、群众", "佛教徒", "（）"])
def test_a_status_that_cannot_be_known_is_refused(text: str) -> None:
    with pytest.raises(CodeProblem):
        read_status(text)


def test_typing_finds_by_character_initials_and_code() -> None:
    nationality = table("GB/T 3304")
    assert nationality.find("哈")[0].label == "哈尼族"
    assert nationality.find("hn")[0].label == "哈尼族"
    assert nationality.find("07")[0].label == "彝族"
    assert nationality.find("h")[0].label == "汉族"
    assert table("GB/T 4658").find("dz")[0].short == "大专"
    assert table("GB/T 4658").find("bk")[0].short == "本科"
    assert nationality.find("没有这个") == []
    assert len(nationality.find("")) == 50


def test_obsolete_entries_are_shown_but_not_offered() -> None:
    hardship = table("hardship.class")
    assert hardship.label("minimum") == "低保户"
    assert "minimum" not in [entry.code for entry in hardship.items()]
    assert "minimum" in [entry.code for entry in hardship.items(with_obsolete=True)]


def test_unknown_codes_stay_visible() -> None:
    assert table("GB/T 3304").label("58") == "58"
    assert table("GB/T 3304").short("58") == "58"
    assert "58" not in table("GB/T 3304")


def test_all_nationalities_are_there() -> None:
    codes = [entry.code for entry in table("GB/T 3304").items()]
    assert codes == [f"{n:02d}" for n in range(1, 57)] + ["97", "98"]


@pytest.mark.parametrize("key", table_keys())
def test_every_table_reads_its_own_labels(key: str) -> None:
    entries = table(key)
    assert len(entries) == len({entry.label for entry in entries.items(with_obsolete=True)})
    for entry in entries.items(with_obsolete=True):
        assert entries.read(entry.label) == entry.code
        assert entries.label(entry.code) == entry.label
        assert entry.initials
