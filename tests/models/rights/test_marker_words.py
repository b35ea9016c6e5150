"""Nobody but a reader learns of a protected case: words planted in every column of it are looked for everywhere.

The second test makes the one function that decides leak, and the same search finds the words.
"""

import logging
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from models.core import story
from models.core.errors import NotAllowed, NotFound
from models.core.fields import IdNumberField, LineField, ParagraphField, PhoneField
from models.core.history import chain_problems
from models.core.record import Record
from models.office.access import add_user, the_user
from models.office.backups.making import make_backup
from models.office.closed.compartment import enter
from models.office.draft import keep_draft
from models.office.office import OpenOffice, open_office
from models.office.users import change_roles
from models.people.lists import find_persons
from models.people.person import Person
from models.rights import doing, figures, lists, sight
from models.rights.file import case_of, parts_of_case
from models.rights.helping import refer, report_harm, take_back_slip
from models.rights.records import (
    PARTS,
    MandatoryReport,
    MomentField,
    ProtectionOrder,
    Referral,
    RightsCase,
    StepField,
    Violence,
    WarningLetter,
    WarningVisit,
)
from models.rights.verbs import add_progress, change_case
from models.rights.versions import versions
from models.rights.violence import apply_for_order, keep_warning_letter, register_violence, visit_after_warning
from models.statistics import counting, forms, span, targets
from models.statistics.behind import behind
from models.statistics.briefing import briefing, words
from models.statistics.frozen import freeze_return, handed_out
from models.statistics.suppression import suppressed
from tests import builders
from tests.leaks import leaks

DAY = date(2026, 11, 18)
SECOND, PHRASE = "李国强", "li guo qiang de ju zi"
_NOT_TYPED = {
    "case_uid",
    "letter_uid",
    "extends_uid",
    "repeat_of",
    "person_uid",
    "number",
    "done_by",
    # written by verbs of their own
    "extension_asked_by",
    "extension_reason",
    "extended_by",
    "review_result",
    "second_result",
    "not_reported_reason",
}


class Planter:
    """Gives each column a word that stands nowhere else: rare characters with a running number."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def word(self) -> str:
        """The next word."""
        self.words.append(f"㐂㐃{len(self.words):03d}㐄")
        return self.words[-1]

    def values(self, cls: type[Record], **given: Any) -> dict[str, Any]:
        """A value for every column of a kind that holds words or numbers typed by somebody."""
        found = {kind.name: self._value(kind) for kind in cls.kinds() if self._telling(kind)}
        return {**found, **given}

    def _telling(self, kind: Any) -> bool:
        texts = isinstance(kind, LineField | ParagraphField) and not isinstance(kind, MomentField | StepField)
        return texts and kind.name not in _NOT_TYPED

    def _value(self, kind: Any) -> str:
        if isinstance(kind, IdNumberField):
            self.words.append(builders.id_number(date(1951, 2, 3), 2 * len(self.words) % 998))
        elif isinstance(kind, PhoneField):
            self.words.append(f"1990000{len(self.words):04d}")
        else:
            self.word()
        return self.words[-1]


def plant(opened: OpenOffice) -> tuple[str, list[str]]:
    """A protected case with every kind of part, words in every column, changed once; returns its uid and the words."""
    sown = Planter()
    case = doing.register(
        opened,
        sown.values(
            RightsCase,
            registered_on=date(2026, 11, 16),
            registered_at="09:20",
            channel="visit",
            rights_class="0205",
            people=3,
            capacity="full",
        ),
    ).value
    day = {"sent_on": DAY, "consent": False, "to_kind": "police"}
    doing.do(opened, case, change_case, {"problem": sown.word()})
    doing.do(opened, case, add_progress, "contacted", sown.word())
    doing.do(opened, case, register_violence, {**builders.VIOLENCE, **sown.values(Violence)})
    letter = doing.do(opened, case, keep_warning_letter, {**builders.WARNING, **sown.values(WarningLetter)}).value
    visit = sown.values(WarningVisit, visited_on=DAY, repeated=False)
    doing.do(opened, case, visit_after_warning, letter, visit)
    doing.do(opened, case, apply_for_order, {**builders.ORDER, **sown.values(ProtectionOrder)})
    doing.do(opened, case, report_harm, {**builders.REPORT, **sown.values(MandatoryReport, not_reported_reason=None)})
    referral = doing.do(opened, case, refer, sown.values(Referral, **day)).value
    doing.do(opened, case, take_back_slip, referral, DAY, sown.word(), sown.word())
    content = b"\x89PNG\r\n\x1a\n" + sown.word().encode() * 3
    doing.attach_to(opened, case, sown.word(), f"{sown.word()}.png", content)
    return case.uid, sown.words


def lived(opened: OpenOffice, out: Path, uid: str) -> Iterator[object]:
    """A session of somebody who may do everything with petitions, but is no reader: all that the program gives her."""
    from reports.forms.printing import print_to
    from reports.history_workbook import export_history
    from reports.workbooks import export_roster

    clearance = doing.inside(opened)
    assert clearance is None
    builders.person(opened.session, "普丽", order=126)
    mine = builders.petition(opened, name="普丽")
    ids = lists.case_ids(clearance)
    yield lists.case_rows(clearance, [*ids, *range(-40, 0)])
    yield [lists.counts(clearance, column) for column in ("step", "rights_class", "channel")]
    yield lists.step_counts(clearance)
    yield [lists.find_cases(clearance, typed) for typed in ("单", "㐂㐃", "㐂", "访2026", "1990000", "护")]
    yield find_persons("㐂㐃")
    yield lists.earlier_visits(clearance, {"name": "㐂㐃", "phone": "1990000"})
    yield lists.cases_of_person(clearance, Person.get())
    yield lists.due(clearance, builders.NOW)
    yield [parts_of_case(case, clearance) for case in RightsCase.select()]
    yield [versions(case, clearance, masked=False) for case in RightsCase.select()]
    yield [list(cls.select().dicts()) for cls in (RightsCase, *PARTS)]
    yield figures.figures(clearance, date(2026, 1, 1), date(2026, 12, 31))
    yield story.listed()
    yield [story.differences(row, masked=False) for row in story.rows()]
    try:
        doing.register(opened, {"name": "普丽", "channel": "call", "rights_class": "0205", "problem": "又打人。"})
    except sight.NeedsCompartment as refused:
        yield refused
    try:
        enter(opened)
    except NotAllowed as refused:
        yield refused
    yield doing.attachments(opened, mine)
    for number, uids in enumerate(([mine.uid], [uid])):
        try:
            yield print_to("rights.intake", uids, out / f"登记表{number}.pdf", None, builders.NOW)
        except NotFound as refused:
            yield refused
    yield from counted_and_sent(opened, out)
    export_history(out / "操作历史.xlsx")
    export_roster(out / "花名册.xlsx")
    make_backup(opened, "manual")
    yield repr(opened)


def counted_and_sent(opened: OpenOffice, out: Path) -> Iterator[object]:
    """Every return with what stands behind it, handed out; fact sheet, charts, targets, previews of packages, own
    templates, coverage: what the pages of figures, exchange and organisations give her."""
    from models.exchange.content import leaves
    from models.exchange.purposes import purposes
    from models.organisations.coverage import coverage
    from reports.charts.composing import composed
    from reports.returns import Heading, write_return
    from reports.templates.names import catalogue
    from reports.templates.subjects import choosable, subjects

    year, sheets = span.parse("2026"), []
    for form in forms.forms():
        for by in form.rows:
            scope = counting.Scope(by)
            sheet = suppressed(counting.count(form, year, scope), handed_out(opened.office.uid))
            sheets.append(sheet)
            yield sheet.plain()
            keys = [column.key for column in form.columns] if form.released else [form.columns[0].key]
            yield [behind(form, year, scope, row.key, key) for row in sheet.rows for key in keys]
    frozen = freeze_return(opened.session, sheets[0]).value
    yield frozen.sheet, frozen.called()
    write_return(sheets, Heading(opened.office.name), out / "报表.xlsx", builders.NOW)
    write_return(sheets, Heading(opened.office.name), out / "报表.pdf", builders.NOW)
    told = briefing(opened.office.name, year)
    yield [words(sentence) for chapter in told.chapters for sentence in chapter.sentences]
    usual = partial(counting.count, compare=False)
    yield composed(2026, lambda form, period: suppressed(usual(form, period, counting.Scope(form.rows[0]))))
    yield targets.glance(DAY)
    yield [leaves(each, None, "abcdefgh23456777", 20) for each in purposes()]
    for subject in subjects().values():
        yield catalogue(subject.kind), [subject.label(record) for record in choosable(subject)]
        yield [line for listing in subject.listings for one in choosable(subject) for line in listing.lines(one, None)]
    yield coverage(DAY)


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files go, with a temporary directory of this test's own beside it."""
    apart = tmp_path / "tmp"
    apart.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(apart))
    monkeypatch.setenv("TMPDIR", str(apart))
    monkeypatch.setenv("SQLITE_TMPDIR", str(apart))
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def whole_session(opened: OpenOffice, tmp_path: Path, log: pytest.LogCaptureFixture) -> tuple[list[str], list[str]]:
    """Plant inside, live a session outside as somebody else; returns the words and where they stand."""
    log.set_level(logging.DEBUG)
    add_user(opened, SECOND, ["rights", "entry", "review"], PHRASE)
    change_roles(opened.session, the_user(builders.USER), ["entry", "review", "rights"])
    make_backup(opened, "manual")
    enter(opened)
    uid, words = plant(opened)
    directory = opened.place.directory
    found = leaks(opened, words, [tmp_path])  # with the log as it lies beside the open file
    opened.close()
    with open_office(directory, PHRASE, SECOND, opened.session.clock) as other:
        said = [*lived(other, tmp_path / "out", uid), log.text, [record.getMessage() for record in log.records]]
        found += leaks(other, words, [tmp_path], said)
    found += leaks(other, words, [tmp_path])
    return words, found


def test_words_of_a_protected_case_are_nowhere(
    opened: OpenOffice, tmp_path: Path, out: Path, caplog: pytest.LogCaptureFixture
) -> None:
    words, found = whole_session(opened, tmp_path, caplog)
    assert len(words) > 90
    assert not found


def test_the_same_search_finds_them_when_the_one_function_leaks(
    opened: OpenOffice, tmp_path: Path, out: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sight, "may_see", lambda clearance, case: True)
    words, found = whole_session(opened, tmp_path, caplog)
    leaked = {word for word in words if any(line.endswith(word) for line in found)}
    assert leaked == set(words)
    places = " ".join(found)
    for place in ("row", "page", "said", "操作历史.xlsx part", "登记表1.pdf paper", "attachment"):
        assert place in places


def test_of_a_case_that_moved_no_word_is_left(
    opened: OpenOffice, tmp_path: Path, out: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sown = Planter()
    values = {"registered_on": date(2026, 11, 16), "channel": "visit", "rights_class": "0501", "people": 3}
    case = doing.register(opened, sown.values(RightsCase, **values)).value
    doing.do(opened, case, change_case, {"problem": sown.word()})
    doing.do(opened, case, add_progress, "contacted", sown.word())
    doing.do(opened, case, refer, sown.values(Referral, sent_on=DAY, consent=True, to_kind="court"))
    doing.attach_to(opened, case, sown.word(), f"{sown.word()}.png", sown.word().encode() * 3)
    keep_draft(opened.session, "rights", case.uid, {"problem": sown.word()})
    make_backup(opened, "manual")
    found = leaks(opened, sown.words, [tmp_path])
    assert {word for word in sown.words if any(line.endswith(word) for line in found)} == set(sown.words)
    enter(opened)
    doing.do(opened, case, register_violence, builders.VIOLENCE)
    assert not [row for cls in (RightsCase, *PARTS) for row in cls.select()]
    assert leaks(opened, sown.words, [tmp_path]) == []
    assert chain_problems(opened.session.history_key) == []
    parts = parts_of_case(case_of(case.uid, doing.inside(opened)), doing.inside(opened))
    assert (len(parts.referrals), len(parts.violence)) == (1, 1)
    told = " ".join(row.text or "" for row in parts.steps)
    assert sum(word in told for word in sown.words) >= 2


def test_the_one_function_is_asked_by_its_module_everywhere(root: Path) -> None:
    """A name that was imported apart would go on deciding when the function itself is made to leak."""
    files = [file for folder in ("models", "reports", "ui") for file in (root / folder).rglob("*.py")]
    apart = [file for file in files if re.search(r"import .*\bmay_see\b", file.read_text("utf-8"))]
    assert apart == []
