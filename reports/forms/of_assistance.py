"""The papers of help 帮扶: cases, households, lists of aid, visits, pairs and children.

Keys are those by which the programmes (`resources/programmes`) name the forms that they print.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Literal

from models.assistance.case import HelpCase
from models.assistance.programme import Programme
from models.assistance.programmes import programme_of, texts
from models.core.errors import NotFound
from reports.forms.assistance import children, giving, hardship, homes, pairing, relief, visiting, women
from reports.forms.assistance.facts import PaperOf, case_pieces
from reports.forms.assistance.files import HELP_CASE, case_ids
from reports.forms.entry import Blank, FormEntry
from reports.forms.subjects import Whole
from reports.paper.printing import Declared

HEADING = "帮扶"

_OF_CASES: tuple[tuple[str, str, str, PaperOf], ...] = (
    ("worker_file", "困难职工档案表", "困难职工建档用，一户一份，一式三份。", hardship.file_paper),
    ("worker_application", "工会困难职工家庭申报表", "困难职工家庭申报帮扶用，一式三份。", hardship.application_paper),
    ("temporary_aid", "临时救助申请审批表", "临时救助逐级审批用，背面有说明。", relief.temporary_paper),
    ("cancer_aid", "低收入妇女“两癌”救助个人申报表", "两癌救助逐级申报用，一人一份。", women.cancer_paper),
    ("spring_bud", "“春蕾计划”资助申请表", "春蕾计划申请资助用，一人一份。", women.bud_paper),
    ("women_aid", "困难妇女救助申请审批表", "困难妇女、单亲母亲、女大学生等项目审批用。", relief.women_paper),
    ("child_aid", "困难儿童救助申请审批表", "困境儿童救助审批用，附监护人情况。", relief.child_paper),
)


def entries() -> Iterator[FormEntry]:
    """Every paper of help, those of cases first."""
    for key, title, purpose, paper_of in _OF_CASES:
        pieces = partial(case_pieces, paper_of)
        yield _entry(key, title, purpose, HELP_CASE, pieces, partial(_case_ids, key, title), paper_of)
    title, purpose = "“两癌”救助申报信息汇总表", "全部或选中的两癌救助申报汇总，随申报表上报。"
    ids = partial(_case_ids, "cancer_summary", title)
    yield _entry("cancer_summary", title, purpose, HELP_CASE, women.summary_pieces, ids, _only(women.CANCER_SUMMARY))
    title, purpose = "困难职工家庭成员信息表", "新版家庭成员表，一户一份，随档案表存档。"
    yield _entry("family_sheet", title, purpose, homes.HOUSEHOLD, homes.pieces, homes.ids, hardship.family_paper)
    yield from _of_giving()
    purpose = "入户走访、节日慰问时用，一次一份。"
    yield _entry(
        "visit_record", "走访慰问记录", purpose, visiting.VISIT, visiting.pieces, visiting.ids, visiting.paper_of
    )
    yield from _of_pairs()
    yield from _of_children()


def _of_giving() -> Iterator[FormEntry]:
    kind = giving.DISTRIBUTION
    purpose = "发放物资、现金时逐人签字按手印；转账的印转账发放表。"
    yield _entry("sign_list", "物资、资金发放签领表", purpose, kind, giving.pieces, giving.ids, _only(giving.SIGN_LIST))
    purpose = "银行转账发放时用，附转账凭证代替签字。"
    paper = _only(giving.TRANSFER_LIST)
    yield _entry("transfer_list", "资金转账发放表", purpose, kind, giving.pieces, giving.transfer_ids, paper)


def _of_pairs() -> Iterator[FormEntry]:
    for key, title, purpose, paper_of in (
        ("pair_register", "结对登记表", "爱心妈妈、结对帮扶登记和活动记录，一式两份。", pairing.register_paper),
        ("pair_card", "结对联系卡", "一页两张，剪开后由家庭和帮扶人各存一张。", pairing.card_paper),
        ("pair_agreement", "结对帮扶协议", "帮扶人、被帮扶人、组织单位三方签订。", pairing.agreement_paper),
    ):
        yield _entry(key, title, purpose, pairing.PAIR, partial(pairing.pieces, paper_of), pairing.ids, paper_of)


def _of_children() -> Iterator[FormEntry]:
    kind = children.CHILD
    for key, title, purpose, paper in (
        ("left_behind_child", "农村留守儿童基本情况登记表", "留守儿童登记用，一人一份。", children.LEFT_BEHIND),
        ("child_in_need", "困境儿童信息登记表", "困境儿童登记用，一人一份。", children.IN_NEED),
    ):
        yield _entry(key, title, purpose, kind, partial(children.pieces, paper), children.ids, _only(paper))
    title, purpose = "农村留守儿童情况汇总表", "在册留守儿童分村汇总，印有表间勾稽关系。"
    paper_of = _summary
    yield _entry("left_behind_summary", title, purpose, kind, children.summary_pieces, children.summary_ids, paper_of)


def _summary(_facts: object) -> Declared:
    return children.summary_paper()


def _only(paper: Declared) -> PaperOf:
    return lambda _facts: paper


def _entry(
    key: str, title: str, purpose: str, kind: str, pieces: Any, ids: Callable[..., Sequence[Any]], paper_of: PaperOf
) -> FormEntry:
    def blank() -> Blank:
        return paper_of({}), {}

    return FormEntry(key, title, purpose, key, kind, "", HEADING, pieces=pieces, blank=blank, ids=ids)


def _case_ids(key: str, title: str, what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """The cases meant, of the programmes that print this form."""
    users = {
        text.key for text in texts() if key in (*text.forms, *(form for step in text.steps for form in step.forms))
    }
    return case_ids(users.__contains__, title, what)


def keys_for(uids: Sequence[str]) -> list[str]:
    """Keys of the forms that can be printed for all of these cases together, in the order of the list of forms.

    Of lists, visits, pairs and children only where each of the cases has one. Raises NotFound.
    """
    named = [_named(programme_of(HelpCase.by_uid(uid))) for uid in uids]
    return [entry.key for entry in entries() if all(entry.key in keys for keys in named) and _found(entry, uids)]


def _named(text: Programme) -> set[str]:
    return {*text.forms, *(form for step in text.steps for form in step.forms)}


def _found(entry: FormEntry, uids: Sequence[str]) -> bool:
    try:
        return bool(entry.ids(uids))
    except NotFound:
        return False
