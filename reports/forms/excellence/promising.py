"""公开承诺书 and 领导点评记录. Knows no coordinates; facts of one record each."""

from collections.abc import Iterator, Sequence
from functools import cache

from models.excellence.comments import SuperiorComment
from models.excellence.promises import Promise, PromiseItem, items_of, kept_rate, outcome_words
from reports.forms.assistance.grid import REST, SIDE, WIDTH, F, choice, count_of, line, options, prose
from reports.forms.excellence.facts import EXCELLENCE_PAGE, office_facts, whom_facts, whom_owner
from reports.forms.facts import Facts, columns, short_day
from reports.forms.subjects import Occasion, Owner, Piece
from reports.forms.words import VERSION
from reports.paper.form import Form, Label, Opinion, Row, Sheet, Value, row

_ON_FRONT, _ON_NEXT = 6, 12
_COLUMNS = (("place", "序号", 11), ("content", "承诺内容", 70), ("term", "完成时限", 24), ("responsible", "责任人", 22))
_OUTCOME = ("outcome", "兑现情况", 38.0)
_SIX = (SIDE, 37, SIDE, 37, SIDE, 37)


def promise_paper(facts: Facts) -> Form:
    """公开承诺书; items that find no room on the front get further sheets."""
    count = count_of(facts, "items")
    return _promise(max(-(-(count - _ON_FRONT) // _ON_NEXT), 0))


@cache
def _promise(further: int) -> Form:
    sheets = [
        Sheet((row(Label("承诺事项（续）", WIDTH), height=9), *_items(_ON_FRONT + at * _ON_NEXT, _ON_NEXT, 18)))
        for at in range(further)
    ]
    return Form(
        "promise",
        VERSION,
        "公 开 承 诺 书",
        (Sheet(_front(), _NOTES), *sheets),
        left="承诺单位（人）：{whom.name:12}",
        right="承诺日期：{promise.made_on.long:9}",
        subject="whom.name",
    )


_NOTES = ("注：本表一式三份，承诺单位（人）、主管组织各存一份，一份公示；到期后在“兑现情况”栏填写结果和依据。",)


def _front() -> tuple[Row, ...]:
    return (
        line(
            F("承诺单位\n（人）", "whom.name"),
            F("职　　务", "promise.post", optional=True),
            F("监督电话", "promise.phone"),
            widths=(SIDE, 52, SIDE, 29, SIDE, 30),
            height=12,
        ),
        *_items(0, _ON_FRONT, 17),
        row(
            *(Label("承 诺 人\n签　　字", SIDE), Opinion("", 64.5, "签字：", "")),
            *(
                Label("审核意见", SIDE),
                Opinion("", 64.5, "审核人签字：", date="promise.reviewed_on.long"),
            ),
            height=32,
        ),
        line(
            F("公示日期", "promise.publicised_on"),
            F("公示地点", "promise.publicised_at", optional=True),
            widths=(SIDE, 37, SIDE, 92),
        ),
        prose("兑现总结", "promise.result", 18, 0.2, optional=True),
    )


def _items(first: int, count: int, height: float) -> list[Row]:
    """The table of items; each line grows with what stands in it."""
    named = (*_COLUMNS, _OUTCOME)
    head = row(*(Label(label, width) for _, label, width in named), height=9)
    body = [
        row(
            *(
                Value(f"items.{at}.{key}", width, "left" if key in ("content", "outcome") else "center")
                for key, _, width in named
            ),
            height=height,
            stretch=1,
        )
        for at in range(first, first + count)
    ]
    return [head, *body]


def promise_facts(promise: Promise) -> Facts:
    """The facts of a promise with its items."""
    items = items_of(promise)
    facts = columns("promise", promise) | whom_facts(promise) | office_facts()
    facts["promise.post"] = promise.post or facts.get("whom.post", "")
    facts["items"] = [_item(item) for item in items]
    if any(item.outcome for item in items):
        rate = f"{kept_rate(items).words()}。" if all(item.outcome for item in items) else ""
        facts["promise.result"] = f"{outcome_words(items)}。{rate}"
    return facts


def _item(item: PromiseItem) -> Facts:
    outcome = PromiseItem.outcome.show(item.outcome)
    said = "：".join(filter(None, (outcome, item.evidence)))
    return {
        "place": str(item.place or ""),
        "content": item.content,
        "term": short_day(item.term) if item.term else "",
        "responsible": item.responsible or "",
        "outcome": said,
    }


def promise_pieces(ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One paper for each promise."""
    for number in ids:
        promise: Promise = Promise.get_by_id(number)
        facts = promise_facts(promise)
        own = Owner(promise.called(), EXCELLENCE_PAGE, promise.uid)
        owned = {"promise": own, "items": own, "whom": whom_owner(promise)}
        revision = promise.revision + sum(item.revision for item in items_of(promise))
        yield Piece(promise_paper(facts), facts, promise.uid, revision, str(facts["whom.name"]), owned)


COMMENT_PAPER = Form(
    "superior_comment",
    VERSION,
    "领导点评记录",
    (
        Sheet(
            (
                line(
                    F("被点评\n单位(人)", "whom.name"),
                    F("点评日期", "comment.commented_on"),
                    widths=(SIDE, 87, SIDE, 42),
                    height=12,
                ),
                line(
                    F("点 评 人", "comment.by"),
                    F("职　　务", "comment.by_post", optional=True),
                    F("地　　点", "comment.place", optional=True),
                    widths=_SIX,
                    height=12,
                ),
                choice("点评形式", "comment.form_title", options("comment.form"), optional=True, height=11),
                prose("肯定成绩", "comment.good", 40, 1),
                prose("存在问题", "comment.lacking", 40, 1),
                prose("努力方向", "comment.direction", 40, 1),
                prose("整改措施", "comment.follow_up", 32, 0.8, optional=True),
                line(
                    F("整改期限", "comment.follow_up_by", optional=True),
                    F("完成日期", "comment.followed_up_on", optional=True),
                    widths=(SIDE, 64.5, SIDE, 64.5),
                ),
                prose("整改结果", "comment.follow_up_result", 28, 0.6, optional=True),
                row(
                    *(Label("点 评 人\n签　　字", SIDE), Value("", REST / 2 - SIDE / 2)),
                    *(Label("被点评人\n签　　字", SIDE), Value("", REST / 2 - SIDE / 2)),
                    height=15,
                ),
            ),
        ),
    ),
    left="填表单位：{office.name:16}",
    subject="whom.name",
)


def comment_paper(_facts: Facts) -> Form:
    """领导点评记录."""
    return COMMENT_PAPER


def comment_pieces(ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One paper for each comment."""
    for number in ids:
        comment: SuperiorComment = SuperiorComment.get_by_id(number)
        facts = columns("comment", comment) | whom_facts(comment) | office_facts()
        facts["comment.form_title"] = SuperiorComment.form.show(comment.form)
        owned = {"comment": Owner(comment.called(), EXCELLENCE_PAGE, comment.uid), "whom": whom_owner(comment)}
        yield Piece(COMMENT_PAPER, facts, comment.uid, comment.revision, str(facts["whom.name"]), owned)
