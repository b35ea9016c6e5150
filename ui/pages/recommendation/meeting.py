"""One recommendation meeting, entered once for all its candidates: figures, votes, and the text of the minutes.

Checked while it is typed, by the rules of the votes; written by one verb.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from models.core.errors import Problem, Severity
from models.office.draft import drop_draft, find_draft, keep_draft
from models.office.rulebook import rule_book
from models.organisations.body import Body
from models.people.person import Person
from models.recommendation.conditions import BOOK
from models.recommendation.procedure import APPLICATION, MEETING, procedure
from models.recommendation.records import ASSEMBLY, RUNNING, Batch, Meeting, Recommendation
from models.recommendation.verbs import check_meeting, hold_meeting
from models.recommendation.votes import Preset, outcome, presets
from ui import messages
from ui.desk import Desk
from ui.pages.recommendation import trail
from ui.pages.recommendation.votes import FIGURES, VOTES, Candidate, FigureRow, Vote, VoteTable
from ui.widgets.find_box import Choice
from ui.widgets.flow import Flow
from ui.widgets.form_page import DRAFT_MS, RecordForm, Section
from ui.widgets.notes import Bar
from ui.widgets.parts import Mark, button, column, label, row

DRAFT_PAGE = "recommendation.meeting"
HEAD = ("name", "held_on", "preset", "place")
PEOPLE = ("host", "recorder", "scrutineer", "teller", "caller", "closed")
TEXTS = ("agenda", "attendees", "absentees", "observers", "speeches", "resolution")


class MeetingPanel(QFrame):
    """closed: back to the candidate. finish_asked: ids of those who passed and are to go on. print_asked: form key."""

    closed = Signal()
    finish_asked = Signal(list)
    print_asked = Signal(str)

    def __init__(
        self, desk: Desk, batch: Batch, body: Body, meeting: Meeting | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self._desk, self.batch, self.body, self.meeting = desk, batch, body, meeting
        self.bar = Bar()
        self.head = RecordForm([Section("", [getattr(Meeting, name) for name in HEAD])], {"name": self._find_name})
        self.figures = FigureRow()
        self.votes = VoteTable()
        self.rest = RecordForm([Section("会议记录", [getattr(Meeting, name) for name in (*PEOPLE, *TEXTS)])])
        self.check = label("", wrap=True)
        self._check_mark = Mark("tell")
        self.state = label("", "small")
        self.save_button = button("保存推荐会 Ctrl+S", self.save, "primary")
        self.finish_button = button("", self._finish)
        self._recs = {rec.id: rec for rec in candidates_of(batch, body, meeting)}
        self._start: dict[str, Any] = {}
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._pause.timeout.connect(self.keep_draft)
        self._lay_out()
        self._show()
        self._connect()
        self._bring_back_draft()
        self.judge()

    @property
    def dirty(self) -> bool:
        """Was something typed and not saved?"""
        return self._draft() != self._start

    def focus_first(self, candidate: int = 0) -> None:
        """Where typing begins: the day of a new meeting, the votes of a candidate for an old one."""
        if self.meeting is None:
            self.head.go_to("held_on")
        else:
            self.votes.focus_first(candidate)

    def judge(self) -> None:
        """Check what stands there: the figures among each other, and every candidate's votes."""
        counts, votes = self.figures.counts(), self.votes.votes()
        problems = [p for p in check_meeting(counts, self._by_name(votes)) if p.code != "required"]
        own = [p for p in problems if p.field not in VOTES]
        self.figures.mark(p.field for p in own)
        preset = self._preset()
        if own:
            self._say("stop", own[0].message)
        else:
            self._say("tell", _preset_words(preset, counts) if preset else "请选表决办法。")
        for candidate in self.votes.candidates:
            self._judge_candidate(candidate, preset, counts, votes.get(candidate.id), problems)
        self._tell_state()

    def save(self) -> bool:
        """Write the meeting and the votes; False when something is missing or does not add up."""
        values, problems = self._gather()
        votes = self.votes.votes()
        problems += self._unfinished(votes) or check_meeting(values, self._by_name(votes))
        if problems:
            self._tell(problems)
            return False
        chosen = {self._recs[number]: vote for number, vote in votes.items()}
        done = self._desk.do(self, hold_meeting, self.batch, self.body, values, chosen, self.meeting)
        if done is None:
            return False
        drop_draft(self._desk.session, DRAFT_PAGE, self._subject())
        self.meeting = done.value
        self._recs = {rec.id: rec for rec in candidates_of(self.batch, self.body, self.meeting)}
        self.bar.clear()
        self._start = self._draft()
        self.judge()
        self._show_finish()
        return True

    def keep_draft(self) -> None:
        """Keep what is half typed."""
        if self.dirty:
            keep_draft(self._desk.session, DRAFT_PAGE, self._subject(), self._draft())
            self.state.setText("还没有保存，草稿已留好")

    def uids(self) -> list[str]:
        """The candidates of the meeting, for papers that are needed before it."""
        return [rec.uid for rec in self._recs.values()]

    def hideEvent(self, event: QHideEvent) -> None:
        """What goes out of sight is not waited for: a draft that is due is kept now."""
        super().hideEvent(event)
        if self._pause.isActive():
            self._pause.stop()
            self.keep_draft()

    def passed(self) -> list[int]:
        """Ids of those who stand at the meeting and passed."""
        preset, counts = self._preset(), self.figures.counts()
        found = []
        for number, vote in self.votes.votes().items():
            rec = self._recs[number]
            if rec.step == MEETING and preset and None not in vote and outcome(preset, _whole(counts, vote)).passed:
                found.append(number)
        return found

    def _show(self) -> None:
        if self.meeting is not None:
            values = {kind.name: getattr(self.meeting, kind.name) for kind in Meeting.kinds()}
        else:
            values = self._defaults()
        self.head.show_values(values)
        self.rest.show_values(values)
        for name in FIGURES:
            self.figures.boxes[name].show_count(values.get(name))
        names = [rec.person.name for rec in self._recs.values()]
        shared = {name for name in names if names.count(name) > 1}
        self.votes.show_candidates([_candidate(rec, shared) for rec in self._recs.values()])
        for rec in self._recs.values():
            if self.meeting is not None and rec.meeting_id == self.meeting.id:
                self.votes.show_votes(rec.id, (rec.yes, rec.no, rec.abstain))
        self.votes.tab_between(self.figures.boxes[FIGURES[-1]], self.rest.editors[PEOPLE[0]].input)
        self._start = self._draft()
        self._show_finish()

    def _defaults(self) -> dict[str, Any]:
        steps = procedure(self.batch.channel)
        rules = rule_book(BOOK).for_case(self._desk.today(), self.batch.channel, self.batch.target, ASSEMBLY)
        rule = rules.get("vote_preset")
        return {
            "name": steps.meetings[0],
            "preset": rule.value if rule else None,
            "entitled": self.body.members_entitled,
            "host": self.body.head,
        }

    def _connect(self) -> None:
        for source in (self.head, self.rest, self.figures, self.votes):
            source.edited.connect(self._touched)
        self.head.settled.connect(lambda _name: self.judge())
        self.figures.left.connect(self.votes.focus_first)
        self.votes.left.connect(self._fill_rest)

    def _fill_rest(self) -> None:
        before = self.votes.votes()
        self.votes.fill_rest(self.figures.counts()["valid"])
        if self.votes.votes() != before:
            self._touched()

    def _touched(self) -> None:
        self.judge()
        self._pause.start()

    def _preset(self) -> Preset | None:
        try:
            return presets().get(self.head.editors["preset"].value() or "")
        except ValueError:
            return None

    def _judge_candidate(
        self,
        candidate: Candidate,
        preset: Preset | None,
        counts: dict[str, int | None],
        vote: Vote | None,
        problems: Sequence[Problem],
    ) -> None:
        if vote is None or None in vote:
            self.votes.say(candidate.id, "todo", "三个数都要填，没有就填 0。" if vote else "", False)
            return
        wrong = next((p.message for p in problems if p.field in VOTES and p.message.startswith(candidate.name)), "")
        if wrong:
            self.votes.say(candidate.id, "stop", wrong, True)
        elif preset is None or any(counts[name] is None for name in FIGURES if name != "written"):
            self.votes.say(candidate.id, "todo", "填完到会和票数后算出结果。", False)
        else:
            judged = outcome(preset, _whole(counts, vote))
            self.votes.say(candidate.id, "done" if judged.passed else "stop", judged.sentence, False)

    def _gather(self) -> tuple[dict[str, Any], list[Problem]]:
        first, problems = self.head.gather()
        rest, more = self.rest.gather()
        counts = self.figures.counts()
        unreadable = [
            Problem(Severity.STOP, "number_unreadable", f"{box.field.label}看不懂，请只填数字。", name)
            for name, box in self.figures.boxes.items()
            if box.text().strip() and counts[name] is None
        ]
        return {**first, **rest, **counts}, [*problems, *more, *unreadable]

    def _unfinished(self, votes: dict[int, Vote]) -> list[Problem]:
        return [
            Problem(Severity.STOP, "required", f"{self._recs[number].person.name}的票数没有填全。", "yes")
            for number, vote in votes.items()
            if None in vote
        ]

    def _tell(self, problems: list[Problem]) -> None:
        words = list(dict.fromkeys(problem.message for problem in problems))
        more = f"（共 {len(words)} 处）" if len(words) > 3 else ""
        messages.bar(self, "还没有保存：" + "".join(words[:3]) + more, "stop")
        self.figures.mark(problem.field for problem in problems)
        self.head.show_problems(problems)
        first = problems[0].field
        if first in self.figures.boxes:
            self.figures.boxes[first].setFocus(Qt.FocusReason.OtherFocusReason)
        elif first in VOTES:
            self.votes.focus_first(next((n for n, vote in self.votes.votes().items() if None in vote), 0))
        else:
            (self.head if first in self.head.editors else self.rest).go_to(first)

    def _by_name(self, votes: dict[int, Vote]) -> dict[str, Vote]:
        names = {candidate.id: candidate.name for candidate in self.votes.candidates}
        return {names[number]: vote for number, vote in votes.items()}

    def _say(self, kind: str, words: str) -> None:
        self._check_mark.show_kind(kind)
        self.check.setText(words)

    def _tell_state(self) -> None:
        self.state.setText("还没有保存" if self.dirty else "")
        self.save_button.setEnabled(self.dirty or self.meeting is None)

    def _show_finish(self) -> None:
        ready = self.passed() if self.meeting is not None else []
        self.finish_button.setText(f"通过的 {len(ready)} 人完成这一步")
        self.finish_button.setVisible(bool(ready))

    def _finish(self) -> None:
        if not self.dirty or self.save():
            self.finish_asked.emit(self.passed())

    def _draft(self) -> dict[str, Any]:
        boxes = {name: box.text() for name, box in self.figures.boxes.items()}
        votes = {f"{number}.{name}": box.text() for (number, name), box in self.votes.boxes.items()}
        return {"form": {**self.head.draft(), **self.rest.draft()}, "figures": boxes, "votes": votes}

    def _bring_back_draft(self) -> None:
        kept = find_draft(self._desk.session, DRAFT_PAGE, self._subject())
        if kept is None:
            return
        content = json.loads(kept.content)
        self.head.restore(content["form"])
        self.rest.restore(content["form"])
        for name, text in content["figures"].items():
            self.figures.boxes[name].setText(text)
        for key, text in content["votes"].items():
            number, _, name = key.partition(".")
            box = self.votes.boxes.get((int(number), name))
            if box is not None:
                box.setText(text)
        if self.dirty:
            when = kept.kept_at[5:16].replace("-", ".")
            self.bar.say(f"已带回 {when} 没有保存的内容。", "tell", "不要了", self._forget_draft)

    def _forget_draft(self) -> None:
        drop_draft(self._desk.session, DRAFT_PAGE, self._subject())
        for form in (self.head, self.rest):
            form.restore({name: text for name, text in self._start["form"].items() if name in form.editors})
        for name, text in self._start["figures"].items():
            self.figures.boxes[name].setText(text)
        for (number, name), box in self.votes.boxes.items():
            box.setText(self._start["votes"][f"{number}.{name}"])
        self.judge()

    def _subject(self) -> str:
        return self.meeting.uid if self.meeting else f"{self.batch.uid}:{self.body.uid}"

    def _find_name(self, text: str) -> list[Choice]:
        return [Choice(name, name) for name in procedure(self.batch.channel).meetings if text in name]

    def _lay_out(self) -> None:
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(label("推荐会", "title"))
        head.addWidget(label(f"{self.body.name} · {trail.batch_title(self.batch)}", "second", wrap=True), 1)
        head.addWidget(button("", self.closed.emit, "plain", "x", "关闭（Esc）"))
        inside = QWidget()
        inside.setObjectName("plain")
        content = column(inside, 8, (16, 8, 16, 8))
        content.addWidget(self.head)
        content.addWidget(label("到会和票数", "section"))
        content.addWidget(self.figures)
        line = row(spacing=6)
        line.addWidget(self._check_mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.check, 1)
        content.addLayout(line)
        content.addWidget(label("每名推荐对象的票数（三格都空着的不算参加这次会议）", "section"))
        content.addWidget(self.votes)
        content.addWidget(self.rest)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        foot = row(spacing=12, margins=(16, 8, 16, 8))
        for widget in (self.save_button, self.finish_button, self.state):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self._papers())
        layout = column(self, 4)
        layout.addLayout(head)
        holder = row(margins=(16, 0, 16, 0))
        holder.addWidget(self.bar)
        layout.addLayout(holder)
        layout.addWidget(area, 1)
        layout.addLayout(foot)

    def _papers(self) -> Flow:
        flow = Flow(4)
        for key in procedure(self.batch.channel).steps[MEETING].forms:
            word = trail.FORMS.get(key, key)
            flow.add(button(word, lambda key=key: self.print_asked.emit(key), "plain", "printer", f"打印{word}"))
        return flow


def candidates_of(batch: Batch, body: Body, meeting: Meeting | None) -> list[Recommendation]:
    """Whose votes may be entered: those who wait for the meeting, and those who were voted on there."""
    found = (
        Recommendation.select(Recommendation, Person)
        .join(Person)
        .where((Recommendation.batch == batch) & (Recommendation.body == body))
        .where((Recommendation.route == ASSEMBLY) & (Recommendation.status == RUNNING))
    )
    mine = meeting.id if meeting else None
    fitting = [
        rec
        for rec in found
        if (mine is not None and rec.meeting_id == mine)
        or (rec.meeting_id is None and rec.step in (APPLICATION, MEETING))
    ]
    return sorted(fitting, key=lambda rec: (str(rec.person.sorting), rec.id))


def _candidate(rec: Recommendation, shared: Collection[str]) -> Candidate:
    # Two of the same name are told apart by their numbers.
    name = rec.person.name
    return Candidate(rec.id, f"{name}（{rec.number}）" if name in shared else name, rec.number or "")


def _whole(counts: Mapping[str, int | None], vote: Vote) -> dict[str, int]:
    whole = {name: count or 0 for name, count in counts.items()}
    return whole | {name: count or 0 for name, count in zip(VOTES, vote, strict=True)}


def _preset_words(preset: Preset, counts: Mapping[str, int | None]) -> str:
    whole = counts.get(preset.passing.of)
    entitled = counts.get(preset.quorum.of)
    words = [preset.sentence]
    if entitled:
        words.append(f"到会至少要 {preset.quorum.smallest(entitled)} 人。")
    if whole:
        words.append(f"赞成至少要 {preset.passing.smallest(whole)} 票。")
    return "".join(words)
