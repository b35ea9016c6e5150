"""Every paper of 维权, filled and blank: what stands on it, that it touches no border, and that poppler reads it."""

import subprocess
from shutil import which

import pytest

from reports.forms import ALL, BLANK, FORMS, lay_out_for, missing_for, print_to
from reports.paper.display import Text
from tests import builders
from tests.reports.paper.judges import crossings

RIGHTS = [key for key in FORMS if key.startswith("rights.")]
SUBJECTS = {
    "rights.intake": "petition",
    "rights.acceptance": "petition",
    "rights.reply": "petition",
    "rights.violence": "violence",
    "rights.warning": "letter",
    "rights.order-application": "order",
    "rights.order-record": "order",
    "rights.report": "report",
    "rights.referral": "referrals.1",
    "rights.corrections": "violence",
}
VICTIM, PHONE, HOME, SHELTER = "周美㛃", "13800006288", "龙泉社区清泉巷6号", "大河村五组娘家"
SAFE = "只在工作日9点至11点打超市办公室0999-3217788"


def drawn(paper):
    runs = [item.string for page in paper.pages for item in page.all_items() if isinstance(item, Text)]
    return "".join("".join(runs).split())


def printed(told, key, name="", **options):
    return lay_out_for(key, [told.uid(name or SUBJECTS[key])], builders.NOW, closed=told.closed, **options)


def on_page(page):
    return "".join("".join(item.string for item in page.all_items() if isinstance(item, Text)).split())


@pytest.mark.parametrize("key", RIGHTS)
def test_a_filled_paper_touches_no_border(told, key):
    paper = printed(told, key)
    assert paper.pages
    for number, page in enumerate(paper.pages, start=1):
        assert crossings(page) == [], f"page {number}"


@pytest.mark.parametrize("key", RIGHTS)
def test_a_blank_paper_holds_no_data_and_no_gap(told, key):
    paper = lay_out_for(key, BLANK, builders.NOW)
    words = drawn(paper)
    assert "空白表" in words
    assert "注意：" not in words
    for data in (VICTIM, PHONE, HOME, "赵春花", "芒果镇", "2026年", "2026.11"):
        assert data not in words
    for page in paper.pages:
        assert crossings(page) == []
    assert missing_for(key, BLANK) == []


def test_the_intake_prints_who_came_what_was_decided_and_until_when(told):
    words = drawn(printed(told, "rights.intake"))
    for value in (
        *("访2026-001", "2026年11月16日09:20", "赵春花", "999999198406128245", "石桥村二组", "何志强", "车间承包人"),
        *("要求公司或者承包人在春节前付清拖欠的工资21600元。", "同意受理。", "2027.01.19", "见诉求和接待人意见。"),
        *("来访人签名（捺印）：", "接待人签字：", "负责人签字：", "登记后更正3处，见所附更正记录。"),
    ):
        assert "".join(value.split()) in words, value
    assert words.index("来访人签名") < words.index("接待人签字") < words.index("负责人签字")


def test_corrections_follow_behind_with_the_first_text(told):
    pages = printed(told, "rights.intake").pages
    last = on_page(pages[-1])
    assert "更正记录" in last
    assert last.index("茶叶拣制工") < last.index("季节性茶叶拣制工")
    assert "2026.11.2009:30" in last
    assert builders.USER in last
    alone = printed(told, "rights.corrections")
    assert drawn(alone).index("青龙镇中心卫生院") < drawn(alone).index("青龙县人民医院")


def test_a_case_without_corrections_prints_none(told):
    assert "登记后没有更正。" in drawn(printed(told, "rights.report"))
    assert "更正为" not in drawn(printed(told, "rights.report"))


def test_the_register_of_violence_prints_both_parties_the_danger_and_what_was_done(told):
    words = drawn(printed(told, "rights.violence"))
    for value in (
        *("护暴2026-001", "2026年11月9日08:40", VICTIM, "1989.03", PHONE, "张建军", "货车司机", "2026.11.0821:40"),
        *(
            "2026.11.0910:15",
            "青龙县救助管理站",
            "急诊检查，头皮血肿",
            "一年内三次，间隔缩短",
            "法释〔2022〕17号第六条",
        ),
        *("受害人签名（捺印）：", "（盖章）"),
    ):
        assert value in words, value
    assert words.count("√") == 12
    assert words.index("受害人签名") < words.index("接待人签字") < words.index("负责人签字")


def test_visits_stand_in_the_order_of_their_days(told):
    words = drawn(printed(told, "rights.warning"))
    first, second = words.index("刘芳、李警官"), words.index("刘芳、王秀英")
    assert first < second
    for value in ("青公（青龙）告诫字〔2026〕8号", "2026.11.11", "2027.02.08", "短信截图保存，补充给法院"):
        assert value in words


def test_the_application_names_measures_in_full_and_tells_nothing_of_where_she_is(told):
    pages = printed(told, "rights.order-application").pages
    application = "".join(on_page(page) for page in pages[1:])
    for value in (
        *(VICTIM, "青龙镇妇女联合会（因受到强制、威吓等原因无法申请）", "张建军", "双方关系：配偶。"),
        *("3.禁止被申请人以电话、短信、即时通讯、邮件等方式侮辱、诽谤、威胁申请人及其相关近亲属。", "24小时内作出裁定"),
        *("6.妇联家庭暴力案件登记表一份。", "青龙县人民法院", "住址和联系方式另页提供人民法院，请予保密"),
    ):
        assert value in application, value
    for secret in (PHONE, SHELTER, "0999-3217788", "注意：", "超市办公室"):
        assert secret not in application
    cover = on_page(pages[0])
    for value in ("注意：", SAFE, PHONE, SHELTER, "申请书副本送达被申请人时不附本页"):
        assert value in cover


def test_the_record_of_an_order_counts_the_courts_hours_and_the_term(told):
    words = drawn(printed(told, "rights.order-record"))
    for value in ("2026.11.1710:30", "2026.11.1810:30前", "2026.11.18—2027.05.17", "30、14、7天前", "受强制威吓"):
        assert value in words


def test_the_report_says_what_was_found_and_when_it_was_reported(told):
    words = drawn(printed(told, "rights.report"))
    for value in (
        "陈雨欣",
        "2017.03",
        "2026年11月19日16:30",
        "2026.11.1916:45",
        "青派接〔2026〕1187号",
        "李警官、何主任",
    ):
        assert value in words
    assert "√身体多处损伤、严重营养不良" in words


def test_the_slip_of_a_referral_names_nobody(told):
    for name in ("referrals.0", "referrals.1", "referrals.2"):
        paper = printed(told, "rights.referral", name)
        assert len(paper.pages) == 1
        words = on_page(paper.pages[0])
        body, slip = words.split("（沿此线剪开）")
        assert "请予帮助。" in body
        assert "的转介单收到" in slip
        assert "日前退回）：" in slip
        for secret in (VICTIM, "赵春花", "黄秀珍", "0999-3217788"):
            assert secret not in slip
    assert "现转介陈雨欣（女，9岁，监护人黄秀珍）" in drawn(printed(told, "rights.referral", "referrals.2"))
    assert "未经本人同意，原因：侵害未成年人，依法必须报告和处置。" in drawn(
        printed(told, "rights.referral", "referrals.2")
    )


def test_the_notice_of_acceptance_counts_by_the_rule_book(told):
    words = drawn(printed(told, "rights.acceptance"))
    assert "你于2026年11月16日反映的事项收悉。经研究，决定予以受理，自2026年11月20日起60日内办结" in words
    assert "送达回证" in words
    reply = drawn(printed(told, "rights.reply"))
    assert "自收到之日起30日内" in reply


def test_gaps_lead_to_the_record_and_name_no_person(told):
    gaps = missing_for("rights.reply", [told.uid("petition")])
    assert [(gap.label, gap.page, gap.uid, gap.field) for gap in gaps] == [
        ("处理结果", "rights", told.uid("petition"), "result"),
        ("答复日期", "rights", told.uid("petition"), "answered_on"),
    ]
    protected = missing_for("rights.reply", [told.uid("violence")], told.closed)
    assert protected
    assert all("周美" not in gap.record for gap in protected)


def test_a_part_is_found_by_its_case_and_all_means_what_everybody_may_see(told):
    assert drawn(printed(told, "rights.warning", "violence")) == drawn(printed(told, "rights.warning"))
    everything = drawn(lay_out_for("rights.intake", ALL, builders.NOW, closed=told.closed))
    assert "赵春花" in everything
    assert VICTIM not in everything


@pytest.mark.skipif(which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("key", RIGHTS)
def test_poppler_reads_every_paper(told, tmp_path, key):
    out = tmp_path / "f.pdf"
    print_to(key, [told.uid(SUBJECTS[key])], out, None, builders.NOW, None, told.closed)
    read = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True).stdout
    assert FORMS[key].title in "".join(read.split())
    faces = subprocess.run(["pdffonts", str(out)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert all(face.startswith("QUNTUA+Quntuan") for face in faces)
