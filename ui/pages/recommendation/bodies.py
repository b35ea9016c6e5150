"""What opens under a step of one candidate, by how far she has come: to read, the meeting, later dates, or a note."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from models.recommendation.procedure import ANSWER, LATER, MEETING, SUPERIOR, Step
from models.recommendation.records import RUNNING, Meeting
from ui.pages.recommendation import trail
from ui.pages.recommendation.step_body import LaterBody, MeetingBody, NoteBody, StepView, Way

if TYPE_CHECKING:
    from ui.pages.recommendation.candidate import CandidatePanel


class Bodies:
    """Of one candidate's panel; forms to type in are opened elsewhere."""

    def __init__(self, panel: "CandidatePanel") -> None:
        self._panel = panel

    def make(self, key: str) -> QWidget:
        """What opens under this step."""
        panel, rec = self._panel, self._panel.rec
        step, running = panel.steps.steps[key], rec.status == RUNNING
        if key == LATER:
            uid = rec.person.uid
            return LaterBody(rec, [("到人员资料登记日期", lambda: panel.go.emit("people", uid))])
        if not panel.steps.reached(rec.route, key, rec.step):
            return NoteBody(f"{step.summary}由{step.actor[rec.route]}办理，前面的步骤完成后填写。")
        if key == MEETING:
            return MeetingBody(rec, step.summary, self._meeting_ways() if running else [])
        if key == rec.step and not running and not any(getattr(rec, f.name) for f in trail.needs_of(step)):
            return NoteBody("停在这一步，没有填写内容。")
        return StepView(rec, step, [("修改", lambda: panel.edit_step(key))] if running else [])

    def note(self, step: Step) -> str:
        """What stands above the fields of the current step."""
        rec = self._panel.rec
        if step.key == SUPERIOR and rec.body.superior_id is None and rec.superior_on is None:
            name = rec.body.superior_name() or self._panel.steps.names["superior"]
            return f"“{name}”不在本软件里办理：把审批表送去审核，收到批复后在这里填写。"
        if step.key == ANSWER and rec.answered_on is None:
            return f"已送{rec.forwarded_to or '党组织'}：收到推荐函回执后在这里填写。"
        return step.summary

    def _meeting_ways(self) -> list[Way]:
        panel, rec = self._panel, self._panel.rec
        if rec.meeting_id:
            return [("修改推荐会和票数", panel.open_meeting)]
        known = Meeting.select().where((Meeting.batch == rec.batch_id) & (Meeting.body == rec.body_id))
        ways: list[Way] = []
        for meeting in known:
            word = f"补入 {trail.day_text(meeting.held_on)} 的会议"
            ways.append((word, lambda number=meeting.id: panel.meeting_asked.emit(rec.id, number)))
        return ways
