"""Weak passphrases are refused with the reason; good ones of both kinds pass."""

import pytest

from models.core.errors import KnownError
from models.office.passphrase import refuse_weak
from tests import builders

NAMES = ("王秀英", "芒果镇党建办公室")


@pytest.mark.parametrize(
    "good",
    [
        builders.PASSPHRASE,
        "山茶花开在三月里 2026",
        "木棉花落在四月里",
        "correct horse battery",
        "shan cha hua kai",
        "Xk7#mQ2v",
        "Qing3hua",
        "王秀英喜欢看木棉花开",
    ],
)
def test_a_phrase_or_a_mixture_passes(good: str) -> None:
    refuse_weak(good, NAMES)


@pytest.mark.parametrize(
    ("weak", "reason"),
    [
        ("", "太短"),
        ("12345678", "太短"),
        ("password", "太短"),
        ("11111111", "太短"),
        ("mangguo12", "太短"),
        ("Abcdefg", "太短"),
        ("三月里花开", "太短"),
        ("111111111111", "反复"),
        ("abababababab", "反复"),
        ("哈哈哈哈哈哈哈哈", "反复"),
        ("1234567890123", "全是数字"),
        ("139008712345", "全是数字"),
        ("Password123", "人人"),
        ("P@ssw0rd2026", "人人"),
        ("qwertyuiop12", "人人"),
        ("Abcd1234", "人人"),
        ("abcdefghijklm", "人人"),
        ("1qaz2wsx3edc", "人人"),
        ("Admin@12345", "人人"),
        ("芒果镇党建办公室", "姓名或单位"),
        ("王秀英王秀英王秀英123", "姓名或单位"),
        ("芒果镇党建办公室2026", "姓名或单位"),
    ],
)
def test_a_weak_one_is_refused_with_a_reason(weak: str, reason: str) -> None:
    with pytest.raises(KnownError, match=reason) as refused:
        refuse_weak(weak, NAMES)
    assert str(refused.value).endswith("。")
