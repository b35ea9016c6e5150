"""Inside the closed compartment: entering, reading, working and leaving. This is the one place that lets anybody see.

`enter` asks whether she is a named reader and writes one neutral line into the open history, the same whether anything
is in the box or not. Every entering, leaving and working writes the whole box anew. What is inside stays in memory,
for three hours at most; nothing of it goes into the open file, its history, a temporary file or an error.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from models.core import story
from models.core.clock import stamp
from models.core.database import DB, storage_errors
from models.core.errors import BadFile, CannotWrite, KnownError, NotAllowed, NotFound, RuleRefused
from models.core.history import REFUSED, History
from models.core.record import Record, is_protected, new_uid
from models.core.story import Difference
from models.core.verbs import Done, Session, Work, title_of, verb
from models.office.attachment import LARGEST, Attachment, write_down
from models.office.closed import marking, vault
from models.office.closed.document import Document
from models.office.closed.readers import NO_PAIR, code_of, settle
from models.office.closed.records import ReleasedTotals, reader_named
from models.office.closed.work import OutsideError, SealedWork
from models.office.keys import public_of
from models.office.office import OpenOffice
from models.office.roles import closed_hours
from models.office.users import unfit_to_read, user_named

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Record)

ENTER, OPEN_RECORD = "enter_closed", "open_closed"
_NOTHING = "没有可以打开的内容。"
_PENDING = "您的授权还没有生效：请一位现有的保密查阅人核对您的核对码 {code} 并确认，然后重新登录。"
_CLOSED = "保密区已关闭，请重新进入。"
_LONGEST_NAME = 40
_LINK = re.compile("（第 (-[0-9]+) 号）")


class Closed(KnownError):
    """The compartment was left, or its time is over."""


def may_enter(opened: OpenOffice) -> bool:
    """Whether a screen offers the signed-in user to enter."""
    user = opened.session.user
    return reader_named(user) is not None and not unfit_to_read(user_named(user))


def shut_out(opened: OpenOffice) -> str:
    """Why a named reader cannot enter any more, for example without the role since others work here; else empty."""
    user = opened.session.user
    return unfit_to_read(user_named(user)) if reader_named(user) is not None else ""


def enter(opened: OpenOffice) -> "Compartment":
    """Let a named reader in, for three hours; who is inside already stays.

    Raises NotAllowed in the same words for everybody else, BadFile for a damaged box, CannotWrite.
    """
    if opened.compartment is not None and opened.compartment.is_open():
        return opened.compartment
    session = opened.session
    if not may_enter(opened):
        error = NotAllowed(_NOTHING)
        session.remember_refusal(ENTER, error, ())
        raise error
    with storage_errors():
        settle(opened)
        key = vault.key_for(session.user, opened.private)
    if key is None:
        raise NotAllowed(_PENDING.format(code=code_of(public_of(opened.private))) if opened.private else NO_PAIR)
    with storage_errors():
        document = marking.read(key, session.origin)
    note_entered(session, key, document)
    opened.compartment = Compartment(opened, document)
    return opened.compartment


@verb(ENTER, "进入保密区", undoable=False)
def note_entered(work: Work, key: bytes, document: Document) -> None:
    """The neutral line, and the box written anew."""
    marking.write(work, key, document)
    work.update(_reader(work.user), entered_at=work.now, left_at=None)
    work.sentence = f"{work.user}进入保密区"


@verb("leave_closed", "离开保密区", undoable=False)
def note_left(work: Work, write: Callable[[Work], None]) -> None:
    """The neutral line, and the box written anew."""
    write(work)
    reader = reader_named(work.user)
    if reader is not None:  # she may have dismissed herself
        work.update(reader, left_at=work.now)
    work.sentence = f"{work.user}离开保密区"


@verb("release_totals", "保密区汇总数", undoable=False)
def note_totals(work: Work, period: str, what: str, numbers: dict[str, int]) -> ReleasedTotals:
    """Keep numbers for a return in the open file, instead of those of the same period."""
    _refuse_words(numbers)
    kept = ReleasedTotals.get_or_none((ReleasedTotals.period == period) & (ReleasedTotals.what == what))
    if kept is None:
        kept = work.insert(ReleasedTotals(period=period, what=what, numbers=numbers))
    else:
        work.update(kept, numbers=numbers)
    work.about(kept, f"记下了{kept.called()}")
    return kept


def released_totals(period: str, what: str) -> dict[str, int]:
    """Numbers that were released for a period; empty where none were. Anybody may ask."""
    kept = ReleasedTotals.get_or_none((ReleasedTotals.period == period) & (ReleasedTotals.what == what))
    return {} if kept is None else dict(kept.numbers)


class Compartment:
    """What a reader has before her while she is inside. After leaving, or three hours, everything raises Closed."""

    def __init__(self, opened: OpenOffice, document: Document) -> None:
        self._opened: OpenOffice | None = opened
        self._private = opened.private
        self._cached: tuple[bytes, Document] | None = (vault.head(), document)
        self.session: Session = opened.session
        self.until = opened.session.clock() + timedelta(hours=closed_hours())
        self._since = opened.session.clock()

    def is_open(self) -> bool:
        """Whether it is; one whose time is over is left now."""
        if self._opened is None:
            return False
        # A clock that went back gives no more time.
        if self._since <= self.session.clock() < self.until:
            return True
        self.leave()
        return False

    def leave(self) -> None:
        """Write the box anew, say in the open history that she left, forget the keys; harmless when done twice.

        A disk that refuses keeps nothing open: the next sign-in then tells the history.
        """
        opened, self._opened = self._opened, None
        if opened is None:
            return
        try:
            with suppress(CannotWrite, BadFile):
                note_left(self.session, self._rewrite)
        finally:
            self._private, self._cached, opened.compartment = b"", None, None

    def all(self, cls: type[R]) -> list[R]:
        """Every protected record of this kind, the oldest first."""
        return self._document().listed(cls)

    def parts(self, cls: type[R], **equals: Any) -> list[R]:
        """Protected records of this kind whose columns have these values, the oldest first."""
        return self._document().listed(cls, equals)

    def get(self, cls: type[R], uid: str) -> R:
        """One protected record. Raises NotFound."""
        found = self._document().found(cls, uid)
        if found is None:
            raise NotFound(f"没有找到这条{cls.noun}，可能已被删除。")
        return found

    def open_record(self, record: R, reason: str = "") -> R:
        """A record as it is now, for reading: the history of the box says who, when and why.

        Raises RuleRefused when somebody who did not make it gives no reason.
        """
        own = record.created_by == self.session.user
        if not own and not reason.strip():
            raise RuleRefused("这是别人办理的内容，请写明查阅原因。")
        found = self.get(type(record), record.uid)
        self.note(OPEN_RECORD, f"查阅：{reason.strip()}" if reason.strip() else "查阅", found)
        return found

    def note(self, action: str, sentence: str, record: Record | None = None) -> None:
        """Tell the history of the box what was read or printed."""
        document = self._document()
        with self._writing(document):
            document.append(**self._row(action, sentence, record))

    def run(self, function: Callable[Concatenate[Session, P], Done[T]], *args: P.args, **kwargs: P.kwargs) -> Done[T]:
        """Run a verb in here: what it writes stays in the box, with the history of it; the number of its row is
        negative, so that nobody undoes another row by it.

        Raises what the verb raises; box and records are then as they were.
        """
        action: Any = function
        document = self._document()
        self._refuse(action.key, *args, *kwargs.values())
        work = SealedWork(self.session, action.key, title_of(action.key), document)
        try:
            with self._writing(document):
                done: Done[T] = work.finish(action.within(work, *args, **kwargs))
        except BaseException as error:
            work.put_back()
            if isinstance(error, NotAllowed):
                self._remember_refusal(action.key, error)
            raise
        for listener in self.session.listeners:
            listener(done)
        return done

    def story(self, uid: str) -> list[History]:
        """Every row of the history of the box that is about a record, the oldest first; numbers are negative."""
        return self._document().story_of(uid)

    def differences(self, row: History, uid: str = "", *, masked: bool = True) -> list[Difference]:
        """As `story.differences`, with links to protected records by their names."""
        return [
            replace(part, before=self._linked(part.before), after=self._linked(part.after))
            for part in story.differences(row, uid, masked=masked)
        ]

    def rows(self) -> list[History]:
        """The whole history of the box, the newest first."""
        return self._document().told()[::-1]

    def problems(self) -> list[str]:
        """Where the history of the box does not hold, in words."""
        return self._document().problems()

    def keep_attachment(self, owner: Record, title: str, file_name: str, content: bytes) -> Done[Attachment]:
        """Keep a file with a protected record. Raises BadFile when it is empty or larger than 20 MB."""
        if not content or len(content) > LARGEST:
            how = "是空文件" if not content else "超过 20 MB"
            raise BadFile(f"“{file_name}”{how}，没有添加。请换一个文件，或降低扫描分辨率后再试。")
        return self.run(attach_closed, self._key(), owner, title, file_name, content)

    def drop_attachment(self, attachment: Attachment) -> Done[None]:
        """Take a file away from its record, for good."""
        return self.run(detach_closed, attachment)

    def attachments_of(self, owner: Record, title: str = "") -> list[Attachment]:
        """Files of a protected record, the oldest first; with `title` only those called so."""
        named = {"title": title} if title else {}
        return self.parts(Attachment, owner_kind=owner.kind(), owner_uid=owner.uid, **named)

    def content(self, uid: str) -> bytes:
        """The content of a protected file. Raises NotFound, BadFile."""
        kept = self.get(Attachment, uid)
        with storage_errors():
            return vault.part(self._key(), kept.uid)

    def release_totals(self, period: str, what: str, numbers: dict[str, int]) -> Done[ReleasedTotals]:
        """Give numbers for a return out into the open file. Raises RuleRefused for anything that is no number."""
        self._document()
        return note_totals(self.session, period, what, numbers)

    def _linked(self, told: str) -> str:
        """What a link to a protected record says; nobody outside can name it."""
        number = _LINK.fullmatch(told)
        found = self._document().by_id(int(number[1])) if number else None
        return found.called() if found else told

    def _document(self) -> Document:
        """What is in the box now: what is remembered, unless the box was written since."""
        if not self.is_open():
            raise Closed(_CLOSED)
        with storage_errors():
            head = vault.head()
            if self._cached is None or self._cached[0] != head:
                self._cached = (head, marking.read(self._key(), self.session.origin))
        return self._cached[1]

    def _key(self) -> bytes:
        with storage_errors():
            key = vault.key_for(self.session.user, self._private)
        if key is None:  # her seal went while she was inside
            self.leave()
            raise Closed(_CLOSED)
        return key

    @contextmanager
    def _writing(self, document: Document) -> Iterator[None]:
        """One transaction at whose end the box is written; a failure forgets what was changed in memory."""
        self._cached = None
        with storage_errors(), DB.writing():
            yield
            vault.write(self._key(), document.written(), self.session.origin)
            head = vault.head()
        self._cached = (head, document)

    def _rewrite(self, work: Work) -> None:
        key = vault.key_for(self.session.user, self._private)
        if key is not None:
            marking.write(work, key, marking.read(key, self.session.origin))

    def _refuse(self, action: str, *subjects: object) -> None:
        """As `Session.refuse`, but the attempt is remembered in here."""
        guard = self.session.guard
        sentence = guard.refusal(action, subjects) if guard else ""
        if sentence:
            error = NotAllowed(sentence)
            self._remember_refusal(action, error)
            raise error

    def _remember_refusal(self, action: str, error: NotAllowed) -> None:
        with suppress(CannotWrite):
            self.note(REFUSED, f"“{title_of(action)}”被拒绝：{error}")

    def _row(self, action: str, sentence: str, record: Record | None) -> dict[str, str]:
        subject = {"subject_kind": record.kind(), "subject_uid": record.uid} if record else {}
        now = stamp(self.session.clock())
        return {"at": now, "user": self.session.user, "verb": action, "sentence": sentence, **subject}


@verb("attach_closed", "添加保密附件", undoable=False)
def attach_closed(work: Work, key: bytes, owner: Record, title: str, file_name: str, content: bytes) -> Attachment:
    """Within the compartment: keep a file beside the box."""
    uid = new_uid()
    if not isinstance(work, SealedWork) or not is_protected(owner):
        raise OutsideError(owner.kind())
    vault.keep_part(key, uid, content)
    return write_down(work, uid, owner, title, file_name, content)


@verb("detach_closed", "删除保密附件", undoable=False)
def detach_closed(work: Work, attachment: Attachment) -> None:
    """Within the compartment: take a file away for good."""
    work.delete(attachment)
    vault.drop_part(attachment.uid)
    work.sentence = f"删除了{attachment.called()}"


def _reader(name: str) -> Any:
    return reader_named(name)


def _refuse_words(numbers: dict[str, int]) -> None:
    """Only numbers leave: whole ones, under short names that the return has."""
    for name, number in numbers.items():
        if type(number) is not int or number < 0 or len(name) > _LONGEST_NAME:
            raise RuleRefused("从保密区只能带出汇总数字，没有记下。")
