"""Every form for every organisation, filled and blank: judged on the display list and by poppler."""

import subprocess
from shutil import which

import pytest

from models.recommendation.records import DIRECT
from reports.forms import ALL, BLANK, FORMS, lay_out_for, print_to
from reports.forms.subjects import BATCH, MEETING, OFFICE, RECOMMENDATION
from reports.paper.display import Text
from tests import builders
from tests.reports.paper.judges import crossings
from tests.reports.sample import NAMES, rec_of

CHANNELS = ("union", "league", "women")
OWN_KINDS = (RECOMMENDATION, MEETING, BATCH, OFFICE)
FILLED = [key for key, form in FORMS.items() if key != "recovery" and form.kind in OWN_KINDS]
# Values that stand on each person's approval form.
PERSONAL = ("女", "汉族", "云南芒果", "大专", "13800001234", "大坪村三组", "大坪村村民委员会村务协理员")
NARRATIVE = (
    *(
        "2026.02.10",
        "大坪村村民委员会工作",
        "2024年被评为芒果镇优秀共青团员。",
        "政治上积极要求进步，工作实绩突出，群众基础好。",
    ),
    *(
        "该同志自参加工作以来，吃苦耐劳，带头参加人居环境整治和防汛值守，群众评价好。",
        "2026.09.11—2026.09.15",
        "杨文、刘芳",
    ),
    *("经研究，同意推荐。", "2026年9月16日", "经支委会研究，列为入党积极分子。", "2026年10月20日"),
)
VOTES = ("92.9%", "86.7%", "2026.09.10")


def sample_of(key):
    form = FORMS[key]
    return rec_of(form.channel + (".direct" if form.route == DIRECT else ""))


def subject(key):
    return ALL if FORMS[key].kind == OFFICE else [sample_of(key).uid]


def drawn(paper):
    """All words in drawing order, without gaps, to look for values that are broken over lines."""
    runs = [item.string for page in paper.pages for item in page.all_items() if isinstance(item, Text)]
    return "".join("".join(runs).split())


@pytest.mark.parametrize("key", FILLED)
def test_filled_form_touches_no_border(read_only, key):
    paper = lay_out_for(key, subject(key), builders.NOW)
    assert paper.pages
    for number, page in enumerate(paper.pages, start=1):
        assert crossings(page) == [], f"page {number}"


@pytest.mark.parametrize("key", FORMS)
def test_blank_form_touches_no_border_and_holds_no_data(read_only, key):
    paper = lay_out_for(key, BLANK, builders.NOW)
    words = drawn(paper)
    assert "空白表" in words
    for page in paper.pages:
        assert crossings(page) == []
    for data in (*NAMES.values(), *PERSONAL[2:], "大坪村", "2026年9月", "2026.0", "芒果镇"):
        assert data not in words


@pytest.mark.parametrize("channel", CHANNELS)
def test_approval_form_prints_every_value(read_only, channel):
    paper = lay_out_for(f"approval.{channel}", [rec_of(channel).uid], builders.NOW)
    words = drawn(paper)
    number = rec_of(channel).person.id_number
    for value in (NAMES[channel], number, *PERSONAL, *NARRATIVE, *VOTES):
        assert value in words, value
    assert len(paper.pages) == 2


@pytest.mark.parametrize("channel", ["league", "women"])
def test_direct_route_prints_the_hearing_instead_of_the_vote(read_only, channel):
    words = drawn(lay_out_for(f"approval.{channel}", [rec_of(f"{channel}.direct").uid], builders.NOW))
    for value in ("群众反映好，一致同意推荐。", "大坪村党支部、大坪村妇女小组", *PERSONAL[2:], *NARRATIVE):
        assert value in words, value
    assert "86.7%" not in words
    assert "会议名称" not in words
    assert f"approval-direct.{channel}" in words
    minutes = drawn(lay_out_for(f"minutes.{channel}", [rec_of(f"{channel}.direct").uid], builders.NOW))
    assert "听取基层意见记录" in minutes


@pytest.mark.parametrize("channel", CHANNELS)
def test_words_are_those_of_the_organisation(read_only, channel):
    words = drawn(lay_out_for(f"approval.{channel}", BLANK))
    own = {
        "union": ("所在工会意见", "上一级工会审核意见", "同级党组织意见", "不同意"),
        "league": ("团支部意见", "上级团委审核意见", "党支部意见", "书记签字：", "入团时间", "团内职务", "培养联系人"),
        "women": ("所在妇联意见", "上一级妇联审核意见", "同级党组织意见", "不同意"),
    }
    for word in own[channel]:
        assert word in words
    for other in CHANNELS:
        if other != channel:
            assert own[other][1] not in words
    assert "本表一式三份" in words


def test_league_asks_for_contacts_only_towards_the_party_target(read_only):
    assert "李国强、张桂兰" in drawn(lay_out_for("approval.league", [rec_of("league").uid]))
    assert "培养联系人" not in drawn(lay_out_for("approval.league", [rec_of("解𫖯").uid]))


@pytest.mark.parametrize("channel", CHANNELS)
def test_notice_shows_neither_id_number_nor_phone(read_only, channel):
    rec = rec_of(channel)
    words = drawn(lay_out_for(f"notice.{channel}", [rec.uid]))
    for value in (NAMES[channel], "女", rec.person.born.to_month().short(), "2026.02.10", "0999-1234567"):
        assert value in words
    assert "2026年9月17日至23日（6个工作日）" in words
    assert rec.person.id_number not in words
    assert rec.person.id_number[-4:] not in words
    assert rec.person.phone not in words


@pytest.mark.parametrize("channel", CHANNELS)
def test_letter_carries_a_slip_with_four_outcomes(read_only, channel):
    paper = lay_out_for(f"letter.{channel}", [rec_of(channel).uid])
    words = drawn(paper)
    for value in (
        "中共大坪村支部委员会：",
        "2026年9月27日",
        "回执",
        "□列为发展对象",
        "□列为积极分子",
        "□继续培养",
        "□未采纳",
    ):
        assert value in words
    assert len(paper.pages) == 1


@pytest.mark.parametrize("channel", CHANNELS)
def test_inspection_names_the_five_conditions(read_only, channel):
    words = drawn(lay_out_for(f"inspection.{channel}", [rec_of(channel).uid]))
    for value in (
        *("思想进步，政治上积极要求上进：符合。", "在各项活动中起带头作用：符合。", "理论学习不够系统。"),
        *("由杨文、刘芳进行考察，", "8人意见。", "2026年9月11日至15日", f"关于{NAMES[channel]}同志的考察材料"),
    ):
        assert value in words
    assert words.count("考察人（签名）：") == 2


@pytest.mark.skipif(which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("key", ["league", "women", "league.direct", "women.direct"])
def test_rare_names_can_be_searched_in_the_pdf(read_only, tmp_path, key):
    channel = key.partition(".")[0]
    out = tmp_path / "f.pdf"
    for family in ("approval", "inspection", "notice", "letter", "summary"):
        print_to(f"{family}.{channel}", [rec_of(key).uid], out, None, builders.NOW)
        told = subprocess.run(
            ["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True
        ).stdout
        # A long name may stand on two lines of a narrow cell.
        assert NAMES[key] in told or all(part in told for part in (NAMES[key][:4], NAMES[key][-2:]))


@pytest.mark.skipif(which("pdffonts") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("key", FILLED)
def test_only_our_own_faces_are_embedded(read_only, tmp_path, key):
    out = tmp_path / "f.pdf"
    print_to(key, subject(key), out, None, builders.NOW)
    told = subprocess.run(["pdffonts", str(out)], capture_output=True, text=True, check=True).stdout
    faces = [line.split()[0] for line in told.splitlines()[2:]]
    assert faces
    assert all(face.startswith("QUNTUA+Quntuan") for face in faces)
