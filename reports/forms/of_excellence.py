"""The papers of 创先争优: nominations for awards, promises, comments, surveys, grades, activities, talents,
targets."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from models.core.errors import RuleRefused
from models.excellence.awards import Nomination, award_of
from models.excellence.comments import SuperiorComment
from models.excellence.promises import Promise
from models.excellence.surveys import Survey
from models.excellence.targets import TargetSheet
from models.excellence.texts import COLLECTIVE, PERSON, AwardKind
from reports.forms.entry import Blank, FormEntry
from reports.forms.excellence import activities, awards, facts, judging, letters, promising, targets
from reports.paper.printing import Declared

HEADING = "创先争优"
_Pieces = Callable[..., Iterator[Any]]
_Ids = Callable[..., Sequence[Any]]
_WHO = {"award": PERSON, "award_group": COLLECTIVE}


def entries() -> Iterator[FormEntry]:
    """Every paper of 创先争优, those of awards first."""
    yield from _of_awards()
    yield from _of_letters()
    yield from _of_campaigns()
    yield from _of_lists()


def _of_awards() -> Iterator[FormEntry]:
    kind = facts.NOMINATION
    for key, title, purpose, paper_of, blank in (
        ("award", "推荐审批表", "评选推荐逐级审批用，A4正反面打印，一式三份。", awards.paper_of, None),
        (
            "award_a3",
            "推荐审批表A3对折",
            "通知要求A3纸正反面打印的用这一种，打印后对折。",
            awards.folded_paper_of,
            None,
        ),
        (
            "award_group",
            "集体推荐审批表",
            "三八红旗集体、巾帼文明岗等集体评选审批用。",
            awards.paper_of,
            awards.blank_group,
        ),
        (
            "consultation",
            "征求意见表",
            "按推荐对象类别征求公安、纪检、税务等部门意见用。",
            awards.consultation_paper,
            None,
        ),
    ):
        pieces = partial(facts.nomination_pieces, paper_of)
        ids = partial(_nominations, _WHO.get(key, ""), key)
        yield _entry(key, title, purpose, kind, pieces, ids, paper_of, blank)
    purpose = "随推荐审批表上报的1500—3000字事迹，一人（集体）一份。"
    yield _entry("award_story", "事迹材料", purpose, kind, letters.story_pieces, _every, letters.story)


def _of_letters() -> Iterator[FormEntry]:
    for key, title, purpose, paper_of in (
        ("award_notice", "评选公示", "推荐人选公示用，公示不少于5个工作日，不印身份证号和电话。", letters.notice),
        ("award_notice_result", "公示结果说明", "公示期满后随材料上报，加盖公章。", letters.result),
        ("award_report", "推荐报告", "向上级报送推荐人选的正式报告。", letters.report),
    ):
        yield _entry(key, title, purpose, facts.NOMINATION, partial(letters.group_pieces, paper_of), _every, paper_of)


def _of_campaigns() -> Iterator[FormEntry]:
    for key, title, purpose, kind, pieces, ids, paper_of in (
        (
            *("promise", "公开承诺书", "组织、个人公开承诺和认定兑现用，一式三份。", facts.PROMISE),
            *(promising.promise_pieces, partial(facts.ids_of, Promise), promising.promise_paper),
        ),
        (
            *("superior_comment", "领导点评记录", "上级点评时记录成绩、问题、方向和整改。", facts.COMMENT),
            *(promising.comment_pieces, partial(facts.ids_of, SuperiorComment), promising.comment_paper),
        ),
        (
            *("survey_ballot", "测评票", "群众评议、满意度测评发给每个人的票。", facts.SURVEY),
            *(judging.ballot_pieces, partial(facts.ids_of, Survey), judging.ballot_paper),
        ),
        (
            *("survey_result", "测评结果汇总表", "测评计票后填报，印明满意率的分母。", facts.SURVEY),
            *(judging.result_pieces, partial(facts.ids_of, Survey), judging.result_paper),
        ),
        (
            *("grading_ledger", "分类定级台账", "全部或选中组织、个人的定级和晋级情况。", facts.GRADING),
            *(judging.ledger_pieces, judging.grading_ids, judging.ledger_paper),
        ),
    ):
        yield _entry(key, title, purpose, kind, pieces, ids, paper_of)


def _of_lists() -> Iterator[FormEntry]:
    for key, title, purpose, kind, pieces, ids, paper_of in (
        (
            *("activity_sign_in", "培训活动签到表", "培训、活动现场签到用，已登记的人员先印好。", facts.ACTIVITY),
            *(activities.sign_in_pieces, activities.activity_ids, activities.sign_in_paper),
        ),
        (
            *("activity_ledger", "培训活动台账", "全部或选中的活动，合计期数、人次和经费。", facts.ACTIVITY),
            *(activities.ledger_pieces, activities.activity_ids, activities.ledger_paper),
        ),
        (
            *("talent_roster", "人才库名册", "妇女人才库、后备干部、致富能手等名册。", facts.TALENT),
            *(activities.roster_pieces, activities.talent_ids, activities.roster_paper),
        ),
        (
            *("target_standing", "目标完成情况表", "年度目标完成多少、还差多少，汇报和考核用。", facts.TARGET_SHEET),
            *(targets.standing_pieces, partial(facts.ids_of, TargetSheet), targets.standing_paper),
        ),
    ):
        yield _entry(key, title, purpose, kind, pieces, ids, paper_of)


def _entry(
    key: str,
    title: str,
    purpose: str,
    kind: str,
    pieces: _Pieces,
    ids: _Ids,
    paper_of: Callable[[dict[str, object]], Declared],
    blank_paper: Callable[[], Declared] | None = None,
) -> FormEntry:
    def blank() -> Blank:
        return (blank_paper or (lambda: paper_of({})))(), {}

    return FormEntry(key, title, purpose, key, kind, "", HEADING, pieces=pieces, blank=blank, ids=ids)


def _every(what: Any) -> list[int]:
    return facts.ids_of(Nomination, what)


def _nominations(who: str, key: str, what: Any) -> list[int]:
    """The nominations meant: of persons or of collectives where the form is only for these, of all awards on A3 only
    those that are printed so. Raises RuleRefused for one that is named and has another form."""
    found = facts.ids_of(Nomination, what)
    kinds = {number: award_of(Nomination.get_by_id(number)) for number in found}
    if not isinstance(what, Sequence):
        return [number for number in found if _fits(kinds[number], key)]
    other = next((number for number in found if who and kinds[number].who != who), None)
    if other is not None:
        title = "推荐审批表" if kinds[other].who == PERSON else "集体推荐审批表"
        raise RuleRefused(f"{Nomination.get_by_id(other).called()}不用这张表，请打印《{title}》。")
    return found


def _fits(kind: AwardKind, key: str) -> bool:
    """Whether a form is one of an award's papers."""
    wanted = {"award_a3": kind.a3, "consultation": kind.consult}
    return wanted.get(key, _WHO.get(key, kind.who) == kind.who)


def keys_for(uids: Sequence[str]) -> list[str]:
    """Keys of the forms that can be printed for all of these nominations together, in the order of the list."""
    kinds = [award_of(Nomination.by_uid(uid)) for uid in uids]
    mine = [entry.key for entry in entries() if entry.kind == facts.NOMINATION]
    return [key for key in mine if all(_fits(kind, key) for kind in kinds)]
