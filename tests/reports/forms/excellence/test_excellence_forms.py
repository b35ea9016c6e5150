"""Every paper of 创先争优, filled and blank: what stands on it, what is masked, whom it finds, what it refuses."""

import pytest

from models.core.errors import NotFound, RuleRefused
from models.core.record import record_class
from models.excellence.awards import Nomination
from models.people.person import Person
from reports.forms import ALL, BLANK, FORMS, forms_for, lay_out_for, missing_for, print_to
from reports.forms.excellence import awards, letters
from reports.forms.excellence.awards import paper_of
from reports.forms.of_excellence import keys_for
from reports.forms.words import VERSION
from reports.paper.display import A4, Line
from reports.paper.form import cells_of
from tests import builders
from tests.reports.forms.assistance.help_sample import whole, words

KEYS = [key for key, form in FORMS.items() if form.heading == "创先争优"]
SAID = {
    "award": (
        "芒果县三八红旗手推荐审批表",
        "单立梅",
        "企业职工",
        "县（市、区）级",
        "公安均无不良情况。",
        "公示期间未收到异议。",
    ),
    "award_a3": ("芒果县三八红旗手推荐审批表", "巾帼文明岗推荐审批表", "A3纸"),
    "award_group": ("巾帼文明岗推荐审批表", "彩云刺绣合作社", "37", "94.6%", "段彩云"),
    "consultation": ("评选表彰征求意见表", "公安机关", "税务部门", "□不同意", "盖公章"),
    "award_story": ("单立梅同志事迹材料", "2026年芒果县三八红旗手推荐材料"),
    "award_notice": (
        "公示时间：2026年10月15日至21日（5个工作日）。",
        "0999-3210001",
        "彩云刺绣合作社",
        "拟推荐下列集体",
    ),
    "award_notice_result": ("公示结果：公示期间未收到异议。", "在公示栏进行公示", "特此说明"),
    "award_report": ("关于推荐芒果县三八红旗手人选的报告", "芒妇〔2026〕9号", "推荐下列1名同志"),
    "promise": ("公开承诺书", "每月开展一次困难职工走访。", "已兑现：走访记录11份。", "已兑现1项，未认定1项。"),
    "superior_comment": ("领导点评记录", "√现场点评", "台账不全。", "周敏"),
    "survey_ballot": ("2026年群众评议测评票", "服务群众", "基本满意", "不用署名"),
    "survey_result": (
        "应参加45人，发出42票，收回41票，有效40票",
        "满意率88.8%（满意、基本满意71÷有效票×2项=80）",
        "87.5%",
    ),
    "grading_ledger": ("分类定级（晋位升级）台账", "↑晋级", "首次", "88.8%", "95", "五步"),
    "activity_sign_in": ("刺绣技能培训班签到表", "单立梅", "仇晓㐂", "签名"),
    "activity_ledger": ("活动（培训）台账", "招聘会", "合计", "860"),
    "talent_roster": ("人才库名册", "彝族刺绣", "37"),
    "target_standing": (
        "2026年芒果镇妇联目标完成情况表",
        "承担：妇联",
        "芒妇〔2026〕3号",
        "“妇女之家”覆盖率",
        "还差100个百分点（再有1个）",
        "按资料统计，0÷1",
        "填报：镇综治办",
        "已达到",
        "61",
    ),
}


def of(key):
    """What a form is printed for: those that list take all."""
    return ALL if key != "award_story" else [Nomination.get(Nomination.award_title == "芒果县三八红旗手").uid]


def test_forms_stand_under_one_heading_for_known_kinds_of_record():
    assert set(SAID) == set(KEYS)
    for key in KEYS:
        assert FORMS[key].purpose.endswith("。")
        assert record_class(FORMS[key].kind)
        assert FORMS[key] in forms_for(FORMS[key].kind)


@pytest.mark.parametrize("key", KEYS)
def test_filled_form_prints_what_is_known_and_touches_no_border(striving, key):
    paper = lay_out_for(key, of(key), builders.NOW)
    printed = words(paper) if key == "award_a3" else whole(paper)
    for value in SAID[key]:
        assert value in printed, value
    assert "空白表" not in printed


@pytest.mark.parametrize("key", KEYS)
def test_blank_form_holds_no_data(striving, key):
    printed = words(lay_out_for(key, BLANK, builders.NOW))
    assert "空白表" in printed
    for data in ("单立梅", "大坪村", "芒果", "2026年", "2026.0", "999999", "王秀英", "三八"):
        assert data not in printed
    assert missing_for(key, BLANK) == []


@pytest.mark.parametrize(
    "key", [key for key in KEYS if FORMS[key].kind in ("nomination", "promise", "superior_comment")]
)
def test_a_person_means_what_is_newest_of_her(striving, key):
    her = Person.get(Person.name == "单立梅")
    if key in ("award_group", "superior_comment"):
        with pytest.raises((NotFound, RuleRefused)):
            lay_out_for(key, [her.uid], builders.NOW)
        return
    assert "单立梅" in words(lay_out_for(key, [her.uid], builders.NOW))


def test_what_does_not_fit_is_refused_in_words(striving):
    group = Nomination.get(Nomination.award == "women_post")
    with pytest.raises(RuleRefused, match="请打印《集体推荐审批表》"):
        lay_out_for("award", [group.uid])
    for key in KEYS:
        with pytest.raises(NotFound, match="没有找到编号为 nobody"):
            lay_out_for(key, ["nobody"])


@pytest.mark.parametrize(
    "key", ["award_notice", "award_notice_result", "award_report", "activity_sign_in", "talent_roster"]
)
def test_papers_that_many_see_hold_no_number(striving, key):
    printed = words(lay_out_for(key, ALL, builders.NOW))
    for person in Person.select():
        assert person.id_number not in printed


def test_public_notices_hold_no_phone_of_the_person(striving):
    printed = words(lay_out_for("award_notice", ALL, builders.NOW))
    assert not [person.name for person in Person.select() if person.phone in printed]


def test_a_nomination_offers_what_its_award_prints(striving):
    her = Nomination.get(Nomination.award_title == "芒果县三八红旗手")
    group, brief = (Nomination.get(Nomination.award == award) for award in ("women_post", "excellence_person"))
    always = ["award_story", "award_notice", "award_notice_result", "award_report"]
    assert keys_for([her.uid]) == ["award", "award_a3", "consultation", *always]
    assert keys_for([group.uid]) == ["award_a3", "award_group", "consultation", *always]
    assert keys_for([brief.uid]) == ["award", *always]
    assert keys_for([her.uid, group.uid, brief.uid]) == always


def test_titles_differ_without_what_stands_in_brackets():
    titles = [FORMS[key].title.partition("（")[0] for key in KEYS]
    assert len(set(titles)) == len(titles)


def test_what_is_missing_names_the_record(striving):
    labels = {(gap.label, gap.page) for gap in missing_for("award_notice", ALL)}
    assert labels == {(label, "excellence") for label in ("公示开始", "公示结束", "受理电话")}
    waiting = Nomination.get(Nomination.award == "excellence_person")
    assert [gap.label for gap in missing_for("award", [waiting.uid])] == ["公示情况"]


def test_four_pages_are_folded_into_one_sheet_of_a3(striving):
    her = Person.get(Person.name == "单立梅")
    flat, folded = (lay_out_for(key, [her.uid], builders.NOW) for key in ("award", "award_a3"))
    assert [(page.width, page.height) for page in flat.pages] == [A4] * 4
    assert [(page.width, page.height) for page in folded.pages] == [(2 * A4[0], A4[1])] * 2
    outside = [item for item in folded.pages[0].all_items() if getattr(item, "string", "").startswith("芒果县三八")]
    assert outside[0].x > A4[0]
    lines = [
        sum(isinstance(item, Line) for page in paper.pages for item in page.all_items()) for paper in (flat, folded)
    ]
    assert lines[0] == lines[1]


def test_a_story_too_long_for_its_page_goes_on_behind_the_folded_sheet(striving):
    facts = {"award": "women_holder", "award.title": "三八红旗手", "nom.deeds_short": "好" * 4000, "nom.name": "单立梅"}
    from reports.paper.printing import lay_out

    pages = lay_out(awards.folded_paper_of(facts), facts)
    assert [page.width for page in pages][:2] == [2 * A4[0]] * 2
    assert {page.width for page in pages[2:]} == {A4[0]}


def test_each_title_has_a_grid_of_its_own():
    keys = {
        paper_of({"award": "women_holder", "award.title": title}).key
        for title in ("三八红旗手", "县三八红旗手", "镇红旗手")
    }
    assert len(keys) == 3
    assert all(key.isascii() for key in keys)


def test_opinions_go_upwards_and_follow_the_award():
    def labels(key):
        form = paper_of({"award": key, "award.title": "奖"})
        cells = [cell for sheet in form.sheets for cell, _ in cells_of(sheet.rows)]
        return [cell.key.split(".")[1] for cell in cells if getattr(cell, "key", "").startswith("opinion.")]

    assert labels("women_holder") == ["unit", "party", "township", "county", "approval"]
    assert labels("family") == ["unit", "township", "approval"]


def test_many_promised_things_get_further_sheets():
    from reports.forms.excellence.promising import promise_paper

    assert [len(promise_paper({"items": [{}] * count}).sheets) for count in (0, 6, 7, 18, 19)] == [1, 1, 2, 2, 3]


def test_those_made_public_together_stand_on_one_notice(striving):
    named = {tuple(one.id for one in members) for members in letters.together([row.id for row in Nomination.select()])}
    assert len(named) == 3
    her = Nomination.get(Nomination.award_title == "芒果县三八红旗手")
    assert letters.group_facts([her])["text.days"] == "（5个工作日）"


def test_same_records_and_clock_give_the_same_bytes(striving, tmp_path):
    for key in KEYS:
        for name in ("a", "b"):
            print_to(key, of(key), tmp_path / f"{name}.pdf", None, builders.NOW)
        assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes(), key


def test_the_version_of_the_papers_is_that_of_the_others():
    assert {paper_of({}).version, letters.notice({}).version} == {VERSION}
