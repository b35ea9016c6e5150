"""The data of likeness: every level has its words, weights fall from equal to different, variants read alike."""

from itertools import pairwise

from pypinyin import Style, pinyin

from models.exchange.likeness.keys import keys
from models.exchange.likeness.scoring import _COMPARED, UNKNOWN
from models.exchange.likeness.weights import likeness_data, rare_weight, variants, weight


def test_every_compared_field_has_levels_with_shares_words_and_a_reason():
    fields = likeness_data()["fields"]
    assert fields.keys() == _COMPARED.keys()
    for levels in fields.values():
        for name, level in levels.items():
            assert level["words"]
            if name not in (UNKNOWN, "crowd"):
                assert 0 < level["m"] < 1
                assert level["reason"]


def test_ways_and_contradictions_name_levels_that_there_are():
    data = likeness_data()
    for named in [*(way["needs"] for way in data["automatic"]), data["forbidding"]["levels"]]:
        for field, levels in named.items():
            assert set(levels) <= data["fields"][field].keys()


def test_levels_weigh_less_the_less_they_agree():
    told = {
        "number": ("equal", "damaged", "alike", UNKNOWN, "unlike", "differs"),
        "birth": ("day", "swapped", "near", UNKNOWN, "differs", "generation"),
        "phone": ("equal", "alike", "tail", UNKNOWN, "differs"),
        "name": ("part", "alike", UNKNOWN, "surname", "differs"),
    }
    for field, levels in told.items():
        assert all(weight(field, more) > weight(field, less) for more, less in pairwise(levels))
    assert rare_weight("equal", 10**6, 10**6) > weight("name", "part")


def test_a_frequent_name_weighs_less_and_never_against():
    weights = [rare_weight("equal", having, 100_000) for having in (1, 10, 100, 1_000, 100_000)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] > 0


def test_every_key_is_named():
    assert [key.title for key in keys()] == [told["title"] for told in likeness_data()["keys"].values()]


def test_variants_are_read_as_what_they_stand_for():
    """A slip in the table would make two names one: nearly all pairs share a reading, the rest are known."""

    def read(letter: str) -> set[str]:
        return set(pinyin(letter, style=Style.NORMAL, heteronym=True)[0])

    unlike = [f"{chr(old)}{new}" for old, new in variants().items() if not read(chr(old)) & read(new)]
    assert len(unlike) <= 25, unlike
    assert all(variants()[ord(old)] == new for old, new in zip("張陳劉萬葉龍鍾", "张陈刘万叶龙钟", strict=True))
