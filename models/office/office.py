"""The office itself: which body this installation works for, making it, opening it, closing it.

Owns the sequence key → lock → file → migration → session; the parts know nothing of one another.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.core import database
from models.core.clock import Clock, stamp, system_clock
from models.core.database import DB, storage_errors
from models.core.errors import CannotOpen, CannotWrite, Damaged, KnownError, NotFound, RuleRefused
from models.core.fields import CodeField, DigitsField, LineField, PhoneField
from models.core.files import cannot_write, discard, make_durable
from models.core.migrations import NEWEST, migrate
from models.core.record import Record, new_uid
from models.core.verbs import Session, Work, verb
from models.office import entrance, head, key_trace, keys, lockout
from models.office.backups import swap
from models.office.closed import readers
from models.office.guard import Guard
from models.office.place import OfficeLock, Place
from models.office.users import RECOVERY_NAME, first_user

if TYPE_CHECKING:
    from models.office.closed.compartment import Compartment

_LOST = "“{directory}”里的{what}不见了，{left}还在。可能被移走或删除，请先找一找，找不到就用最近的备份恢复。"


class Office(Record):
    """本单位: the body that uses this installation; exactly one record."""

    noun = "本单位"

    name = LineField(
        "单位全称", required=True, max_length=100, help="印在每张表的填报单位一栏，例如“芒果镇党建办公室”。"
    )
    area_code = DigitsField("行政区划代码", required=True, max_length=12, sensitive=False, help="乡镇 9 位，县 6 位。")
    level = CodeField("级别", table="office.level", required=True)
    contact = LineField("联系人", max_length=100)
    phone = PhoneField("联系电话", sensitive=False)
    address = LineField("地址")

    class Meta:
        table_name = "office"

    def called(self) -> str:
        return f"“{self.name}”"


@dataclass(slots=True)
class OpenOffice:
    """An open file with somebody signed in. `close()` gives everything back."""

    place: Place
    office: Office
    session: Session
    data_key: bytes = field(repr=False)
    _lock: OfficeLock = field(repr=False)
    finished: str = ""
    """A sentence when a restore that was interrupted was finished or dropped first."""
    warnings: list[str] = field(default_factory=list)
    """Sentences about what was found at opening, such as a file that was set back."""
    notices: list[str] = field(default_factory=list)
    """Sentences about what she should look after; nothing is wrong with the file."""
    private: bytes = field(default=b"", repr=False)
    """The private key of who is signed in; nothing while the screen is locked."""
    compartment: "Compartment | None" = field(default=None, repr=False)
    """The closed compartment while she is inside; see `closed.compartment.enter`."""

    def leave_compartment(self) -> None:
        """Leave the closed compartment, if she is inside."""
        if self.compartment is not None:
            self.compartment.leave()

    def close(self) -> None:
        """Sign out, write the log back, close the file, release the lock; harmless when done twice."""
        if not self._lock.held:
            return
        try:
            if DB.is_at(self.place.database):
                self.leave_compartment()
                entrance.leave(self.place, self.session)
                # A full or vanished disk only keeps the log beside the file; the next start reads both.
                with suppress(CannotWrite), storage_errors():
                    database.checkpoint()
        finally:
            self.private = b""
            _close_file(self.place)
            self._lock.release()

    def __enter__(self) -> "OpenOffice":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Founding:
    """What first start asks: which office, who, with which passphrase."""

    name: str
    area_code: str
    level: str
    user: str
    passphrase: str


def create_office(directory: Path, founding: Founding, clock: Clock = system_clock) -> tuple[OpenOffice, str]:
    """Make an office; returns it open, and the recovery code that is shown once.

    Raises KnownError for a weak passphrase or wrong values, CannotOpen where an office lies already or must not lie,
    CannotWrite where the disk refuses; a directory that was not an office is then not made one.
    """
    database.refuse_old_engine()
    database.refuse_second()
    place = Place(directory)
    keys.refuse_weak(founding.passphrase, (founding.user.strip(), founding.name.strip()))
    office = _described(founding)
    swap.finish_interrupted(place, clock())
    place.make()
    lock = OfficeLock(place).take(founding.user, clock())
    try:
        if keys.exist(place.directory):
            raise CannotOpen(f"“{place.directory}”里已经有数据，不能再建一份。请直接打开，或换一个文件夹。")
        _set_aside(place, clock)
        try:
            return _found(place, lock, office, founding, clock)
        except BaseException:
            _close_file(place)
            _clear(place)
            raise
    except BaseException:
        lock.release()
        raise


def open_office(directory: Path, passphrase: str, user: str = "", clock: Clock = system_clock) -> OpenOffice:
    """Open an office with somebody's passphrase or the recovery code; `user` says whose slot is meant.

    Raises WrongPassphrase, Locked after too many; CannotOpen for a missing, foreign, damaged, newer or occupied file
    and for who is no user any more. Nothing is written into the file before all of that is known.
    """
    database.refuse_old_engine()
    database.refuse_second()
    place = Place(directory)
    finished = swap.finish_interrupted(place, clock())
    refuse_lost(place)
    if not place.exists():
        raise CannotOpen(f"“{place.directory}”里没有本程序的数据。请先建立（初次使用），或选对文件夹。")
    place.refuse_drive()
    lock = OfficeLock(place).take(user or "使用者", clock())
    try:
        slots = keys.load(place.directory)
        opened = lockout.counted(place.directory, clock(), user, lambda: keys.unlock(slots, passphrase, user))
        lock.sign(opened.slot.name, clock())
        key = keys.derive(opened.data_key, "database")
        found = database.refuse_newer(place.database, key, NEWEST)
        with storage_errors(), database.damage_as_refusal(place.database.name):
            _connect(place, key)
            migrate(found, lambda: _copy_before_upgrade(place, opened.data_key, clock))
            office = _session(place, lock, opened.data_key, opened.slot.name, clock)
            office.finished = finished
            with DB.writing():  # a file that turns out damaged on the way is refused as it was
                office.warnings = entrance.admit(place, office.session, slots, opened.slot)
                office.private = opened.private or entrance.give_pair(place, office.session, opened.slot, passphrase)
                office.warnings += readers.settle(office)
                office.notices = readers.to_do(office)
            head.write(place.directory, office.session.history_key)
            return office
    except BaseException:
        _close_file(place)
        lock.release()
        raise


def refuse_lost(place: Place) -> None:
    """Raise Damaged when the file is gone while its keys or copies are there, or the keys while copies are there."""
    copied = any(place.backups.glob("*.qtdb"))
    if not place.exists() and (copied or keys.exist(place.directory)):
        raise Damaged(_LOST.format(what="数据文件", left="密钥或备份", directory=place.directory))
    if copied and not keys.exist(place.directory):
        raise Damaged(_LOST.format(what="密钥文件", left="备份", directory=place.directory))


def _close_file(place: Place) -> None:
    """Close the file of this place; another office that was opened meanwhile stays open."""
    if DB.is_at(place.database):
        DB.close_everywhere()


def this_office() -> Office:
    """The office of the open file."""
    found: Office | None = Office.select().first()
    if found is None:
        raise NotFound("这份数据里没有单位信息，请用最近的备份恢复。")
    return found


@verb("change_office", "修改单位信息")
def change_office(work: Work, values: dict[str, Any]) -> Office:
    """Change the name, code or contact of this office."""
    office = this_office()
    work.update(office, **values)
    work.about(office, f"修改了{office.called()}的单位信息")
    return office


@verb("change_passphrase", "修改口令", undoable=False)
def note_passphrase(work: Work, mark: str, opened: OpenOffice, slot: keys.Slot) -> None:
    """Leave the trace of a changed passphrase; `mark` is the fingerprint of the slots, see `key_trace`."""
    key_trace.keep(work, mark)
    readers.settle_within(work, opened, {slot.name: slot.public})
    work.sentence = f"{work.user}修改了口令"


@verb("new_recovery_sheet", "更换恢复单", undoable=False)
def note_recovery_sheet(work: Work, mark: str, opened: OpenOffice, slot: keys.Slot) -> None:
    """Leave the trace of a new recovery sheet; `mark` is the fingerprint of the slots, see `key_trace`."""
    key_trace.keep(work, mark)
    readers.settle_within(work, opened, {slot.name: slot.public})
    work.sentence = f"{work.user}更换了恢复单，旧的作废"


def change_passphrase(opened: OpenOffice, old: str, new: str) -> None:
    """Lock the user's slot with another passphrase. Raises WrongPassphrase, KnownError for a weak one."""
    keys.refuse_weak(new, (opened.session.user, opened.office.name))
    directory, session = opened.place.directory, opened.session
    session.refuse("change_passphrase")
    slots = keys.load(directory)
    own = [slot for slot in slots if slot.kind == keys.USER and slot.name == session.user]
    found = lockout.counted(directory, session.clock(), session.user, lambda: keys.unlock(own, old))
    mine = found.slot
    # The key pair outlives the passphrase: what was sealed to it, in copies too, stays readable to her.
    fresh = keys.lock(opened.data_key, new, mine.name, mine.kind, stamp(session.clock()), found.private)
    others = [fresh if slot.id == mine.id else slot for slot in slots]
    _exchange(opened, others, lambda own, mark: note_passphrase(own, mark, opened, fresh))


def opened_by_recovery(opened: OpenOffice) -> bool:
    """Whether it was the recovery code, not a passphrase, that opened the office."""
    return opened.session.user == RECOVERY_NAME


def renew_passphrase(opened: OpenOffice, new: str, user: str = "") -> str:
    """Give a user another passphrase when the recovery code opened the office; returns the user's name.

    `user` may be left out where there is one. Raises KnownError for a weak one, RuleRefused when it was not the
    recovery code that opened the office, or when it is not clear whose passphrase is meant.
    """
    if not opened_by_recovery(opened):
        raise RuleRefused("只有用恢复码打开时才能这样换口令，平时请用旧口令换。")
    directory = opened.place.directory
    slots = keys.load(directory)
    meant = [slot for slot in slots if slot.kind == keys.USER and user in ("", slot.name)]
    if len(meant) != 1:
        raise RuleRefused("请说明给哪一位用户换口令。" if meant else "没有这位用户的口令可换，请先增加用户。")
    mine = meant[0]
    keys.refuse_weak(new, (mine.name, opened.office.name))
    fresh = keys.lock(opened.data_key, new, mine.name, mine.kind, stamp(opened.session.clock()))
    others = [fresh if slot.id == mine.id else slot for slot in slots]
    _exchange(opened, others, lambda own, mark: note_passphrase(own, mark, opened, fresh))
    return mine.name


def new_recovery_sheet(opened: OpenOffice) -> str:
    """Replace the recovery slot; returns the new code. The old sheet opens nothing any more."""
    opened.session.refuse("new_recovery_sheet")
    directory = opened.place.directory
    code = keys.new_recovery_code()
    slot = keys.lock(opened.data_key, code, RECOVERY_NAME, keys.RECOVERY, stamp(opened.session.clock()))
    kept = [old for old in keys.load(directory) if old.kind != keys.RECOVERY]
    slots = [*kept, slot]
    _exchange(opened, slots, lambda own, mark: note_recovery_sheet(own, mark, opened, slot))
    return code


def _exchange(opened: OpenOffice, slots: list[keys.Slot], note: Callable[[Session, str], object]) -> None:
    """Write other key slots. Should the last name on the disk fail, the seals follow the slots that are there."""
    before = {slot.name: slot.public for slot in keys.load(opened.place.directory) if slot.public}
    try:
        key_trace.exchange(opened.place.directory, opened.session, slots, note)
    except CannotWrite:
        with suppress(KnownError), storage_errors():
            readers.settle_again(opened, before)
        raise


def _described(founding: Founding) -> Office:
    if not founding.user.strip():
        raise KnownError("请填写使用人的姓名，操作历史要用它。")
    if founding.user.strip() == RECOVERY_NAME:
        raise KnownError(f"“{RECOVERY_NAME}”是留给恢复码的，请填写使用人的姓名。")
    values: dict[str, str] = {}
    for kind in (Office.name, Office.area_code, Office.level):
        value = kind.parse(getattr(founding, kind.name))
        if value is None:
            raise KnownError(f"请填写{kind.label}。")
        values[kind.name] = value
    if not (values["area_code"].isdecimal() and len(values["area_code"]) in (6, 9, 12)):
        raise KnownError("行政区划代码应是 6 位（县）、9 位（乡镇）或 12 位数字，请核对。")
    return Office(**values)


def _found(place: Place, lock: OfficeLock, office: Office, founding: Founding, clock: Clock) -> tuple[OpenOffice, str]:
    data_key, code, now = keys.new_data_key(), keys.new_recovery_code(), stamp(clock())
    try:
        place.database.touch(exist_ok=False)
    except OSError as error:
        raise cannot_write(place.database, error) from error
    with storage_errors():
        _connect(place, keys.derive(data_key, "database"))
        migrate(0, lambda: None)
    office.uid = office.origin = new_uid()
    session = Session(founding.user.strip(), office.uid, keys.derive(data_key, "history"), clock)
    private = keys.new_private_key()
    slots = [
        keys.lock(data_key, founding.passphrase, session.user, keys.USER, now, private),
        keys.lock(data_key, code, RECOVERY_NAME, keys.RECOVERY, now),
    ]
    _found_office(session, office, slots)
    with storage_errors():
        database.checkpoint()
    # Keys without a file would be an office that can neither be opened nor founded again.
    make_durable(place.directory)
    keys.save(place.directory, slots)
    session.guard = Guard(session.user)
    return OpenOffice(place, office, session, data_key, lock, private=private), code


@verb("found_office", "建立", undoable=False)
def _found_office(work: Work, office: Office, slots: list[keys.Slot]) -> Office:
    work.insert(office)
    first_user(work, work.user)
    readers.found(work, {slot.name: slot.public for slot in slots})
    key_trace.keep(work, key_trace.fingerprint(slots))
    work.about(office, f"建立了{office.called()}的数据文件")
    return office


def _copy_before_upgrade(place: Place, data_key: bytes, clock: Clock) -> None:
    from models.office.backups.making import back_up  # the other days need none of it

    back_up(place, data_key, clock(), "upgrade")


def _connect(place: Place, key: bytes) -> None:
    DB.name(place.database, key)
    DB.connect()


def _session(place: Place, lock: OfficeLock, data_key: bytes, user: str, clock: Clock) -> OpenOffice:
    office = this_office()
    session = Session(user, office.uid, keys.derive(data_key, "history"), clock)
    return OpenOffice(place, office, session, data_key, lock)


def _set_aside(place: Place, clock: Clock) -> None:
    """A file without any key can be opened by nobody: a founding that the power cut off. It is kept, out of the way."""
    if not place.exists():
        return
    try:
        for tail in ("", "-wal", "-shm"):
            part = place.database.with_name(place.database.name + tail)
            if part.exists():
                part.rename(part.with_name(f"未建成-{clock():%Y%m%d%H%M%S}.qtdb{tail}"))
    except OSError as error:
        raise cannot_write(place.database, error) from error


def _clear(place: Place) -> None:
    """Take back the files of a founding that failed."""
    for name in (
        place.database.name,
        f"{place.database.name}-wal",
        f"{place.database.name}-shm",
        head.FILE,
        *keys.FILES,
    ):
        discard(place.directory / name)
