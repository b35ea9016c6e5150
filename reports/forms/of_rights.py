"""The forms of 维权: one entry for every paper of a case, a warning letter, an order, a report, a referral."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from models.core.clock import system_clock
from models.core.errors import KnownError
from models.rights.records import MandatoryReport, ProtectionOrder, Referral, RightsCase, Violence, WarningLetter
from reports.forms.entry import Blank, FormEntry
from reports.forms.rights import answers, corrections, facts, intake, order, referral, report, violence, warning
from reports.forms.rights.cases import ids
from reports.forms.rights.pieces import FOR_COURT, SERVED, Way, corrected, every_record, pieces
from reports.forms.subjects import Occasion

HEADING = "维权"


def entries() -> Iterator[FormEntry]:
    """What is printed of cases, in the order in which they are handled."""
    yield _entry(
        *("rights.intake", "petition", "来信、来访、来电的登记和办理，一事一份，正反面打印。"),
        Way(RightsCase, intake.TITLE, intake.paper, facts.intake_facts, "", "", lambda one: [one.case, *one.steps()]),
        lambda: (intake.paper({}), {}),
    )
    yield _entry(
        *("rights.acceptance", "acceptance", "书面告知来访人是否受理，附送达回证。"),
        Way(RightsCase, answers.ACCEPTANCE_TITLE, lambda _: answers.acceptance(), facts.acceptance_facts, "", SERVED),
        lambda: (answers.acceptance(), answers.blank_acceptance()),
    )
    yield _entry(
        *("rights.reply", "reply", "把处理意见书面告知来访人，写明怎样申请复查，附送达回证。"),
        Way(RightsCase, answers.REPLY_TITLE, lambda _: answers.reply(), facts.reply_facts, "", SERVED),
        lambda: (answers.reply(), answers.blank_reply()),
    )
    yield _entry(
        *("rights.violence", "violence", "家庭暴力求助的登记，可以作为申请保护令的证据，正反面打印。"),
        Way(
            *(Violence, violence.TITLE, violence.paper, facts.violence_facts, "violence", ""),
            lambda one: [one.case, one.part],
        ),
        lambda: (violence.paper({}), {}),
        RightsCase.kind(),
    )
    yield _entry(
        *("rights.warning", "warning", "公安机关出具告诫书以后的每次查访，一份告诫书一份。"),
        Way(
            *(WarningLetter, warning.TITLE, warning.paper, facts.warning_facts, "letter", ""),
            lambda one: [one.part, *one.visits()],
        ),
        lambda: (warning.paper({}), {}),
    )
    yield _entry(
        *("rights.order-application", "order-application", "交人民法院，由申请人或者代为申请的单位签名盖章。"),
        Way(
            *(ProtectionOrder, order.APPLICATION_TITLE, lambda _: order.application(), facts.application_facts),
            *("order", FOR_COURT),
        ),
        lambda: (order.application(), order.blank_application()),
    )
    yield _entry(
        *("rights.order-record", "order-record", "申请、代为申请和保护令执行的记录，本单位存档，正反面打印。"),
        Way(
            *(ProtectionOrder, order.RECORD_TITLE, order.record, facts.order_facts, "order", ""),
            lambda one: [one.part],
        ),
        lambda: (order.record({}), {}),
    )
    yield _entry(
        *("rights.report", "report", "发现未成年人受到侵害后立即报告的记录，正反面打印。"),
        Way(
            *(MandatoryReport, report.TITLE, report.paper, facts.report_facts, "report", ""),
            lambda one: [one.part],
        ),
        lambda: (report.paper({}), {}),
    )
    yield _entry(
        *("rights.referral", "referral", "转请公安、民政、法院等单位帮助，附可以剪下的回执。"),
        Way(Referral, referral.TITLE, lambda _: referral.paper(), facts.referral_facts, "referral"),
        lambda: (referral.paper(), referral.blank_facts()),
    )
    yield _entry(
        *("rights.corrections", "corrections", "登记后的更正，和正表一起打印；没有更正的不印。"),
        Way(RightsCase, corrections.TITLE, corrections.paper, facts.case_facts, "", "", every_record),
        lambda: (corrections.paper({}), {}),
    )


def keys_for(uid: str, closed: Any = None) -> list[str]:
    """The forms that there is something to print on for a case, in their order; by the case's uid."""
    keys = []
    for entry in entries():
        try:
            next(iter(entry.pieces([uid], Occasion(system_clock(), closed=closed))))
        except KnownError:
            continue
        keys.append(entry.key)
    return keys


def _entry(key: str, family: str, purpose: str, way: Way, blank: Callable[[], Blank], kind: str = "") -> FormEntry:
    return FormEntry(
        *(key, way.title, purpose, family, kind or way.cls.kind(), "", HEADING),
        pieces=partial(corrected if way.paper is corrections.paper else pieces, way),
        blank=blank,
        ids=ids(way.cls),
    )
