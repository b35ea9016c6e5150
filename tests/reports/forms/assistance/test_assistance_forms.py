"""Every paper of 帮扶, filled and blank: what stands on it, what is masked, whom it finds, what it refuses."""

import subprocess
from shutil import which

import pytest

from models.assistance.aid import Distribution
from models.assistance.pairs import Pair
from models.assistance.programmes import shipped
from models.core.errors import NotFound, RuleRefused
from reports.forms import ALL, BLANK, FORMS, forms_for, lay_out_for, missing_for, print_to
from reports.forms.of_assistance import keys_for
from tests import builders
from tests.reports.forms.assistance.help_sample import (
    NAMES,
    REASON,
    case_of,
    one_of,
    people,
    person_of,
    whole,
    words,
)

KEYS = [key for key, form in FORMS.items() if form.heading == "帮扶"]
OF_CASES = {
    "worker_file": "worker",
    "worker_application": "worker",
    "temporary_aid": "temporary",
    "cancer_aid": "cancer",
    "cancer_summary": "cancer",
    "spring_bud": "spring_bud",
    "women_aid": "poor_woman",
    "child_aid": "child_in_need",
}
SAID = {
    "worker_file": (
        "0087",
        "相对困难",
        "地市级劳模",
        "高血压病",
        "制造业",
        "私营企业",
        "50—70",
        "661100",
        "28000",
        "583.33",
        "无劳动能力",
        "脑血管病",
        "本人大病",
        "户主长期患病，医疗支出大。",
        "芒果县农村信用社",
        "已交：书面申请",
        "一式三份",
    ),
    "worker_application": ("√日常帮扶", "家庭年可支配收入28000元", "全年刚性支出12000元", "负担9000元", "申请人签字："),
    "temporary_aid": (
        "仇晓㐂",
        "2026.09.28，送温暖，312.34元",
        "5次，2284.68元",
        "调查人",
        "李国强",
        "财务部门",
        "说明",
    ),
    "cancer_aid": (
        "38",
        "√最低生活保障对象",
        "√乳腺浸润癌",
        "Ⅱ期",
        "芒果县人民医院",
        "86500",
        "51200",
        "35300",
        "7000",
        "术后化疗六次",
        "省级妇联意见",
        "一生一次",
    ),
    "cancer_summary": ("欧阳·买买提", "最低生活保障对象", "35300", "共1人", "2026年11月20日"),
    "spring_bud": (
        "四年级二班",
        "G999999201503070012",
        "良好",
        "田桂花",
        "√单亲",
        "学生签字：",
        "监护人签字：",
        "学校意见",
    ),
    "women_aid": ("未成年子女数：2；低收入类别：最低生活保障对象。", REASON, "乡镇妇联意见", "县妇联意见"),
    "child_aid": ("√孤儿（含事实无人抚养儿童）", "解老根", "13800007777", "生活费不足，缺少课外辅导。", "监护人签字："),
    "family_sheet": ("单大山", "单小㛃", "单秀兰", "*身份证号", "芒果一中", "公示期间未收到异议。"),
    "visit_record": ("王秀英、李国强", "婆婆常年卧病", "大米2袋、食用油1桶", "260", "月底回访", "走访对象签名"),
    "pair_register": (
        "爱心妈妈—儿童结对登记表",
        "𬭎䶮㛃",
        "四级调研员",
        "√一对一",
        "2026年3月1日至2027年2月28日",
        "2026.10.12",
    ),
    "pair_card": ("由监护人保存", "由帮扶人保存", "大坪小学", "每月一次", "沿此线剪开"),
    "pair_agreement": (
        "甲方（帮扶人）：李国强",
        "受助儿童：𬭎䶮㛃",
        "人民币1200元",
        "联系频次：每月一次",
        "丙方（盖章）",
    ),
    "left_behind_child": (
        "√小学",
        "√打工收入",
        "√种养殖业",
        "√享受低保",
        "√监护情况较好",
        "广东省东莞市",
        "𬭎老根",
        "外祖母",
    ),
    "child_in_need": ("困境儿童信息登记表", "√留守儿童", "√孤儿（含事实无人抚养儿童）", "父母春节返乡。"),
    "left_behind_summary": ("大坪村", "小河村", "合计", "1=2+5+8=11+…+18=19+20=21+…+25=26+…+29=30+31+32；2=3+4；"),
    "sign_list": ("单立梅", "壹仟玖佰捌拾伍元壹角整", "¥1,985.10", "共6人", "按手印", "代领人及关系"),
    "transfer_list": ("6217000012340000000", "20260928000123", "壹仟玖佰捌拾伍元壹角整"),
}


def of(key):
    """The uid of the sample that a form is printed for; lists on which everybody stands take all."""
    kind = FORMS[key].kind
    if key == "transfer_list":
        return ALL
    return [case_of(OF_CASES[key]).uid] if kind == "help_case" else [one_of(kind)]


def test_every_form_that_a_programme_names_exists():
    for text in shipped():
        named = {*text.forms, *(form for step in text.steps for form in step.forms)}
        assert named <= set(FORMS), text.key


def test_forms_stand_under_one_heading_for_known_kinds_of_record():
    assert len(KEYS) == 18
    kinds = {"help_case", "household", "distribution", "visit", "pair", "left_behind_child"}
    assert {FORMS[key].kind for key in KEYS} == kinds
    for key in KEYS:
        assert FORMS[key].purpose.endswith("。")
        assert FORMS[key] in forms_for(FORMS[key].kind)
    assert set(SAID) == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_filled_form_prints_what_is_known_and_touches_no_border(helped_once, key):
    printed = whole(lay_out_for(key, of(key), builders.NOW))
    for value in SAID[key]:
        assert value in printed, value
    assert "空白表" not in printed


@pytest.mark.parametrize("key", KEYS)
def test_blank_form_holds_no_data(helped_once, key):
    printed = whole(lay_out_for(key, BLANK, builders.NOW))
    assert "空白表" in printed
    for data in (*NAMES.values(), "大坪村", "芒果", "2026年", "2026.0", "999999", "王秀英", "6217"):
        assert data not in printed
    assert missing_for(key, BLANK) == []


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_missing_on_a_complete_record(helped_once, key):
    assert missing_for(key, of(key)) == []


@pytest.mark.parametrize("key", OF_CASES)
def test_a_person_means_her_newest_case_of_the_programme(helped_once, key):
    by_case = lay_out_for(key, [case_of(OF_CASES[key]).uid], builders.NOW)
    by_person = lay_out_for(key, [person_of(OF_CASES[key]).uid], builders.NOW)
    assert words(by_case) == words(by_person)


def test_a_person_means_her_household_visit_pair_and_entry(helped_once):
    worker, child = person_of("worker").uid, person_of("spring_bud").uid
    for key, uid in (
        ("family_sheet", worker),
        ("visit_record", worker),
        ("pair_card", child),
        ("left_behind_child", child),
    ):
        assert words(lay_out_for(key, [uid], builders.NOW)) == words(lay_out_for(key, of(key), builders.NOW))


@pytest.mark.parametrize("key", [key for key in KEYS if FORMS[key].kind in ("visit", "pair", "left_behind_child")])
def test_a_case_means_what_is_kept_of_whom_it_helps(helped_once, key):
    case = case_of("worker" if key == "visit_record" else "spring_bud")
    assert words(lay_out_for(key, [case.uid], builders.NOW)) == words(lay_out_for(key, of(key), builders.NOW))


def test_a_person_or_a_case_means_the_newest_list_with_her(helped_once):
    newest = Distribution.get(Distribution.form == "transfer").uid
    listed = words(lay_out_for("sign_list", [newest], builders.NOW))
    for uid in (person_of("worker").uid, case_of("worker").uid):
        assert words(lay_out_for("sign_list", [uid], builders.NOW)) == listed


def test_a_case_offers_what_its_programme_prints_and_what_is_kept(helped_once):
    lists = ["sign_list", "transfer_list"]
    own = ["worker_file", "worker_application", "temporary_aid", "family_sheet"]
    assert keys_for([case_of("worker").uid]) == [*own, *lists, "visit_record"]
    assert keys_for([case_of("cancer").uid]) == ["cancer_aid", "cancer_summary"]
    assert keys_for([case_of("worker").uid, case_of("temporary").uid]) == ["temporary_aid", *lists]


def test_what_does_not_fit_is_refused_in_words(helped_once):
    worker = case_of("worker")
    with pytest.raises(RuleRefused, match="不用《低收入妇女"):
        lay_out_for("cancer_aid", [worker.uid])
    with pytest.raises(NotFound, match="没有用《困难职工档案表》的帮扶个案"):
        lay_out_for("worker_file", [person_of("cancer").uid])
    with pytest.raises(RuleRefused, match="不是银行转账发放"):
        lay_out_for("transfer_list", [one_of("distribution")])
    for key in KEYS:
        with pytest.raises(NotFound, match="没有找到编号为 nobody"):
            lay_out_for(key, ["nobody"])


@pytest.mark.parametrize("key", ["pair_register", "pair_card", "pair_agreement", "visit_record", "sign_list"])
def test_papers_that_many_see_hold_no_whole_number(helped_once, key):
    printed = words(lay_out_for(key, of(key) if key != "sign_list" else ALL, builders.NOW))
    for person in people():
        assert person.id_number not in printed


def test_opinions_go_upwards(helped_once):
    order = {
        "worker_file": ("基层党组织", "基层工会", "系统工会"),
        "cancer_aid": ("村(社区)妇联", "乡镇(街道)妇联", "县级妇联", "市级妇联", "省级妇联"),
        "spring_bud": ("学生签字：", "监护人签字：", "村（居）委员会", "学校意见", "乡镇妇联", "县妇联"),
        "women_aid": ("申请人签字：", "村(社区)意见", "乡镇妇联", "县妇联"),
        "child_aid": ("监护人签字：", "村(社区)意见", "乡镇妇联", "县妇联"),
    }
    for key, levels in order.items():
        printed = words(lay_out_for(key, BLANK))
        places = [printed.index(level) for level in levels]
        assert places == sorted(places), key


def test_a_pair_of_grown_ups_has_no_guardian(helped_once):
    pair = Pair.get(Pair.kind_of_pair == "help")
    printed = whole(lay_out_for("pair_register", [pair.uid]))
    assert "结对帮扶登记表" in printed
    assert "监护人" not in printed
    assert "乙方（帮扶对象）：单立梅" in words(lay_out_for("pair_agreement", [pair.uid]))


@pytest.mark.skipif(which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("key", OF_CASES)
def test_rare_names_can_be_searched_in_the_pdf(helped_once, tmp_path, key):
    out = tmp_path / "f.pdf"
    print_to(key, of(key), out, None, builders.NOW)
    told = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True).stdout
    name = NAMES[OF_CASES[key]]
    assert name in told or all(part in told for part in (name[:4], name[-2:]))


def test_same_records_and_clock_give_the_same_bytes(helped_once, tmp_path):
    for key in KEYS:
        for name in ("a", "b"):
            print_to(key, of(key), tmp_path / f"{name}.pdf", None, builders.NOW)
        assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes(), key
