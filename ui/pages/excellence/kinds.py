"""What the page 创先争优 needs to know of its lists from the campaign to the inspection visit. Shows nothing itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.core.errors import Problem
from models.excellence import campaigns, comments, gradings, lists, promises, supervision, surveys
from models.excellence.campaigns import Campaign
from models.excellence.comments import SuperiorComment
from models.excellence.gradings import Grading
from models.excellence.promises import Promise
from models.excellence.supervision import Supervision
from models.excellence.surveys import Survey, subject_of
from models.excellence.whom import whom, whom_problems
from ui.pages.excellence.columns import (
    PAGE,
    campaign_choice,
    campaign_filter,
    code_filter,
    coded,
    count,
    day,
    find_campaigns,
    ids_of,
    open_filter,
    year_filter,
)
from ui.pages.finders import body_choice, find_bodies, find_people, person_choice
from ui.pages.register import Register
from ui.widgets.find_box import Choice as Found
from ui.widgets.record_table import Column

_GRADE_MARKS = {"up": "done", "down": "warn"}
_WHOM_FINDERS = {"campaign": find_campaigns, "body": find_bodies, "person": find_people}
_WHOM_CHOICES = {"campaign": campaign_choice, "body": body_choice, "person": person_choice}


def find_surveys(typed: str) -> Sequence[Found]:
    """Surveys by their title or by who was judged, the newest first."""
    found = Survey.select().order_by(Survey.held_on.desc(), Survey.id.desc())
    return [survey_choice(one) for one in found if typed.strip() in f"{one.title}{whom(one)}"]


def survey_choice(survey: Survey | None) -> Any:
    """A survey as it stands in a field."""
    return Found(survey, survey.title, f"{subject_of(survey)}　{survey.held_on:%Y.%m.%d}") if survey else None


def _about_anything(values: Mapping[str, Any]) -> list[Problem]:
    return whom_problems(values, neither=True)


CAMPAIGNS = Register(
    page=PAGE,
    key="campaign",
    title="活动",
    icon="trophy",
    counter="项活动",
    record=Campaign,
    columns=(
        Column("活动名称", 0, brief=True),
        Column("类别", 88, show=coded("campaign.kind")),
        Column("年度", 60),
        Column("主办组织", 170),
        Column("开始", 100, show=day),
        Column("结束", 100, show=day),
        Column("组织", 60, right=True, show=count),
        Column("个人", 60, right=True, show=count),
        Column("步骤", 60, right=True, brief=True),
        Column("办结", 100, show=day),
    ),
    names=(
        *("title", "kind_of_campaign", "year", "organiser", "begins_on", "ends_on", "bodies", "persons", "progress"),
        "closed_on",
    ),
    filters=lambda: [open_filter("进行中"), year_filter(), code_filter("kind", "类别", "campaign.kind")],
    ids=ids_of(lists.CAMPAIGNS),
    rows=lists.CAMPAIGNS.rows,
    headings=(
        ("活动", "title kind_of_campaign theme year organiser begins_on ends_on aim"),
        ("其他", "closed_on note"),
    ),
    finders={"organiser": find_bodies},
    choices={"organiser": body_choice},
    check=campaigns.check_campaign,
    register=campaigns.open_campaign,
    change=campaigns.change_campaign,
    remove=campaigns.remove_campaign,
    register_action="open_campaign",
    change_action="change_campaign",
    verb="发起",
    empty="一次创先争优活动登记一条：动员部署、公开承诺、上评下议、升级晋档、督导推进、评选表彰六个步骤，一步步往下办。",
    give_up=("办结", "个人", "类别", "结束", "主办组织", "年度", "组织"),
    hint="活动名称、主题",
    named=lambda campaign: str(campaign.title),
)

PROMISES = Register(
    page=PAGE,
    key="promise",
    title="公开承诺",
    icon="file-text",
    counter="份承诺",
    record=Promise,
    columns=(
        Column("承诺单位（人）", 0, brief=True),
        Column("职务", 120),
        Column("活动", 0),
        Column("承诺日期", 100, show=day, brief=True),
        Column("公示", 100, show=day),
        Column("事项", 56, right=True, show=count),
        Column("未认定", 66, right=True, show=count),
        Column("兑现率", 72, right=True, brief=True),
        Column("下一时限", 100, show=day),
    ),
    names=("whom", "post", "campaign", "made_on", "publicised_on", "items", "open", "rate", "next_term"),
    filters=lambda: [open_filter("还有未认定"), year_filter(), campaign_filter()],
    ids=ids_of(lists.PROMISES),
    rows=lists.PROMISES.rows,
    headings=(
        ("承诺", "body person post made_on campaign"),
        ("审核和公示", "reviewed_by reviewed_on publicised_on publicised_at phone note"),
    ),
    finders=_WHOM_FINDERS,
    choices=_WHOM_CHOICES,
    check=promises.check_promise,
    register=promises.make_promise,
    change=promises.change_promise,
    remove=promises.remove_promise,
    register_action="make_promise",
    change_action="change_promise",
    empty="组织或个人公开承诺了什么、什么时候完成、谁负责，记在这里；到期前会提醒认定兑现，兑现率自动算。",
    give_up=("公示", "职务", "活动", "未认定", "事项"),
    hint="组织、姓名、活动",
    named=lambda promise: f"{whom(promise)}的公开承诺",
    printed=True,
)

COMMENTS = Register(
    page=PAGE,
    key="comment",
    title="点评",
    icon="pencil",
    counter="次点评",
    record=SuperiorComment,
    columns=(
        Column("被点评组织（人）", 0, brief=True),
        Column("点评日期", 100, show=day, brief=True),
        Column("点评人", 96),
        Column("形式", 64, show=coded("comment.form")),
        Column("存在问题", 0),
        Column("整改期限", 100, show=day),
        Column("整改完成", 100, show=day),
    ),
    names=("whom", "commented_on", "by", "form", "lacking", "follow_up_by", "followed_up_on"),
    filters=lambda: [open_filter("待整改"), year_filter(), campaign_filter()],
    ids=ids_of(lists.COMMENTS),
    rows=lists.COMMENTS.rows,
    headings=(
        ("点评", "body person commented_on by by_post form place campaign"),
        ("内容", "good lacking direction"),
        ("整改", "follow_up follow_up_by"),
    ),
    hidden=("followed_up_on", "follow_up_result"),
    finders=_WHOM_FINDERS,
    choices=_WHOM_CHOICES,
    check=comments.check_comment,
    register=comments.keep_comment,
    change=comments.change_comment,
    remove=comments.remove_comment,
    register_action="keep_comment",
    change_action="change_comment",
    empty="上级领导点评了谁：肯定什么成绩、存在什么问题、往哪里努力。有整改期限的，到期前会提醒。",
    give_up=("形式", "点评人", "整改完成", "存在问题"),
    hint="组织、姓名、点评人",
    named=lambda comment: f"对{whom(comment)}的点评",
    printed=True,
)

SURVEYS = Register(
    page=PAGE,
    key="survey",
    title="群众评议",
    noun="测评",
    icon="vote",
    counter="次测评",
    record=Survey,
    columns=(
        Column("测评名称", 0, brief=True),
        Column("对象", 150),
        Column("类别", 96, show=coded("survey.kind")),
        Column("测评日期", 100, show=day, brief=True),
        Column("发出", 60, right=True, show=count),
        Column("收回", 60, right=True, show=count),
        Column("有效", 60, right=True, show=count),
        Column("项目", 56, right=True, show=count),
        Column("满意率", 76, right=True, brief=True),
    ),
    names=("title", "whom", "kind_of_survey", "held_on", "issued", "returned", "valid", "items", "rate"),
    filters=lambda: [code_filter("kind", "类别", "survey.kind"), year_filter(), campaign_filter()],
    ids=ids_of(lists.SURVEYS),
    rows=lists.SURVEYS.rows,
    headings=(
        ("测评", "title kind_of_survey held_on scale body person"),
        ("票数", "invited issued returned valid"),
        ("其他", "place campaign counter scrutineer opinions"),
    ),
    finders=_WHOM_FINDERS,
    choices=_WHOM_CHOICES,
    check=_about_anything,
    register=surveys.hold_survey,
    change=surveys.change_survey,
    remove=surveys.remove_survey,
    register_action="hold_survey",
    change_action="change_survey",
    empty="群众评议、满意度测评的票数一次录完：边录边核对发出、收回、有效和各等票数，满意率连同分母一起算好。",
    give_up=("项目", "收回", "类别", "发出", "对象", "有效"),
    hint="测评名称、组织、姓名",
    named=lambda survey: str(survey.title),
    printed=True,
)

GRADINGS = Register(
    page=PAGE,
    key="grading",
    title="分类定级",
    noun="定级",
    icon="list-filter",
    counter="条定级",
    record=Grading,
    columns=(
        Column("组织（个人）", 0, brief=True),
        Column("评定标准", 110, show=coded("grading.standard")),
        Column("轮次", 130, brief=True),
        Column("评定日期", 100, show=day),
        Column("自评", 60, show=coded("grading.grade")),
        Column("得分", 56, right=True, show=lambda score: "" if score is None else str(score)),
        Column("初评", 60, show=coded("grading.grade")),
        Column("定级", 60, show=coded("grading.grade"), brief=True),
        Column("与上轮比", 96, show=coded("grading.move"), mark=lambda move: _GRADE_MARKS.get(move or "", "")),
        Column("目标级", 66, show=coded("grading.grade")),
    ),
    names=(
        *("whom", "standard", "round", "rated_on", "own_grade", "score", "proposed_grade", "decided_grade", "move"),
        "target_grade",
    ),
    filters=lambda: [
        open_filter("未定级"),
        code_filter("status", "定级", "grading.grade"),
        code_filter("kind", "标准", "grading.standard"),
        year_filter(),
        campaign_filter(),
    ],
    ids=ids_of(lists.GRADINGS),
    rows=lists.GRADINGS.rows,
    headings=(
        ("评定", "body person standard round rated_on campaign"),
        ("自评和测评", "own_grade survey own_words"),
        ("初评和议评", "proposed_grade proposed_on proposed_by discussed_on discussed"),
        ("公示", "publicity_from publicity_to objections"),
        ("晋级", "target_grade responsible measures note"),
    ),
    hidden=("decided_grade", "decided_on", "decided_by"),
    finders={**_WHOM_FINDERS, "survey": find_surveys},
    choices={**_WHOM_CHOICES, "survey": survey_choice},
    check=gradings.check_grading,
    register=gradings.begin_grading,
    change=gradings.change_grading,
    remove=gradings.remove_grading,
    register_action="begin_grading",
    change_action="change_grading",
    empty="按“五个好”“五带头”逐项打分，定为先进、一般、后进；和上一轮比是晋级还是降级，一看就知道。",
    give_up=("评定日期", "目标级", "自评", "评定标准", "初评", "轮次"),
    hint="组织、姓名、轮次",
    named=lambda grading: f"{whom(grading)}　{grading.round}",
    printed=True,
)

SUPERVISIONS = Register(
    page=PAGE,
    key="supervision",
    title="督导",
    icon="search",
    counter="次督导",
    record=Supervision,
    columns=(
        Column("被督导组织", 0, brief=True),
        Column("督导日期", 100, show=day, brief=True),
        Column("督导人", 130),
        Column("发现的问题", 0),
        Column("整改期限", 100, show=day),
        Column("整改完成", 100, show=day),
    ),
    names=("body", "visited_on", "by", "findings", "mend_by", "mended_on"),
    filters=lambda: [open_filter("待整改"), year_filter(), campaign_filter()],
    ids=ids_of(lists.SUPERVISIONS),
    rows=lists.SUPERVISIONS.rows,
    headings=(
        ("督导", "body visited_on by place campaign"),
        ("情况", "looked_at findings advice mend_by"),
    ),
    hidden=("mended_on", "mended"),
    finders={"campaign": find_campaigns, "body": find_bodies},
    choices={"campaign": campaign_choice, "body": body_choice},
    check=supervision.check_supervision,
    register=supervision.keep_supervision,
    change=supervision.change_supervision,
    remove=supervision.remove_supervision,
    register_action="keep_supervision",
    change_action="change_supervision",
    empty="到哪个组织督导、看到什么问题、要求什么时候改好，记在这里；整改到期前会提醒。",
    give_up=("督导人", "整改完成", "发现的问题"),
    hint="组织、督导人",
    named=lambda visit: f"对{visit.body.name}的督导",
)
