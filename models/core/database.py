"""The one encrypted SQLite file: how it is opened, checked and bound to the records.

Owns everything that only SQLite or SQLCipher knows (pragmas, key, versions). Never knows a table of the office.
"""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

import peewee
from sqlcipher3 import dbapi2 as sqlcipher

from models.core.errors import CannotOpen, CannotWrite, Damaged, explanations
from models.core.files import make_durable

APPLICATION_ID = 0x51544744  # "QTGD", so that `file` and other programs can tell whose file it is
OLDEST_SQLITE = (3, 51, 3)  # mends the WAL-reset defect
CACHE_KIB = 64 * 1024
BUSY_MS = 5000
WRITE_BACK_BYTES = 4 * 1024 * 1024  # how long the log grows before it is written back

_DAMAGED = (
    "这个数据文件打不开：内容已损坏或不是本程序的文件（{name}）。文件没有被改动。"
    "请先再试一次，还不行就用最近的备份恢复。"
)
_UNREADABLE = "这个数据文件读不出来（{name}）。文件没有被改动，请检查磁盘是否已满、文件夹能不能读写，再试一次。"
_STORAGE = {
    "disk is full": "磁盘已满，这一步没有保存，原来的内容都在。请清出空间后再试一次。",
    "readonly database": "数据文件是只读的，这一步没有保存。请检查文件夹的写入权限。",
    "disk I/O error": "磁盘读写出错，也可能是磁盘满了，这一步多半没有保存。请检查磁盘，核对这一步在不在，并尽快备份。",
    "unable to open": "数据文件所在的文件夹不见了，或者写不进去，这一步没有保存。请确认磁盘还在、没有满，再试一次。",
    "must be initialized before": "数据已经关闭，这项工作没有做完，什么也没有改动。",
    "closed database": "数据已经关闭，这项工作没有做完，什么也没有改动。",
    "database is locked": "数据文件正被另一项工作占用，这一步没有保存。请稍后再试一次。",
    "disk image is malformed": "数据文件读出来有损坏，这一步没有做成。请关掉程序重开一次，还不行就用最近的备份恢复。",
    "not a database": "数据文件读出来有损坏，这一步没有做成。请关掉程序重开一次，还不行就用最近的备份恢复。",
    "vtable constructor failed": "数据文件读出来有损坏，这一步没有做成。请关掉程序重开一次，还不行就用最近的备份恢复。",
}
_UNREAD = {
    "disk I/O error": "磁盘读写出错，这里的内容没有读出来，什么也没有改动。请检查磁盘，尽快备份，再试一次。",
    "unable to open": "数据文件不见了，或者打不开，这里的内容没有读出来。请确认磁盘还在、没有满，再试一次。",
    "database is locked": "数据文件正被另一项工作占用，这里的内容没有读出来。请稍后再试一次。",
}
_ENGINE_ERRORS = (peewee.DatabaseError, peewee.InterfaceError, sqlcipher.DatabaseError)
_NO_DAMAGE = ("disk is full", "disk I/O error", "readonly database", "unable to open", "database is locked")
_UNREADABLE_PAGES = ("disk I/O error", "disk image is malformed", "not a database", "vtable constructor failed")
_NO_PAGE = "内存不够，或数据文件有损坏，这一步没有做成。请关掉程序重开一次，还不行就用最近的备份恢复。"
_EXCHANGED = "数据文件被别的程序换掉或改动了，这一步没有保存。请关掉程序，核对这个文件夹，再重新打开。"
_NEWER = "这个数据文件是更新版本的程序写的（第 {found} 版，本程序只到第 {known} 版）。文件没有被改动，请先升级程序。"


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn what the disk does to the open file into one sentence; everything else passes through."""
    try:
        yield
    except (*_ENGINE_ERRORS, MemoryError) as error:
        refusal = _refusal_of(error, _STORAGE)
        if refusal is None:
            raise
        raise refusal from error


def unread(error: BaseException) -> CannotWrite | None:
    """The sentence for what the disk did to the open file while it was only read; None for anything else.

    For the places where an error arrives that nobody expected: every writing has its sentence already.
    """
    return _refusal_of(error, {**_STORAGE, **_UNREAD}) if isinstance(error, (*_ENGINE_ERRORS, MemoryError)) else None


explanations.append(unread)


def _refusal_of(error: BaseException, words: dict[str, str]) -> CannotWrite | None:
    # The engine's cipher also says that it has no page to give by having no memory.
    sentence = _NO_PAGE if isinstance(error, MemoryError) else _storage_sentence(error, words)
    if sentence is not None and not DB.in_transaction():
        DB.renew(error)
    return CannotWrite(sentence) if sentence is not None else None


def _storage_sentence(error: BaseException, words: dict[str, str]) -> str | None:
    return next((said for text in _told(error) for part, said in words.items() if part in text), None)


def _told(error: BaseException | None) -> Iterator[str]:
    """What an error says, then the one before it: a full disk ends the transaction by itself, and taking back a
    savepoint that is gone then hides what happened."""
    while error is not None:
        yield str(error)
        error = error.__context__


class CipherDatabase(peewee.SqliteDatabase):
    """SQLCipher with a raw 32-byte key; WAL, synchronous=FULL and foreign keys on every connection.

    Each thread has a connection of its own; those of threads that ended are closed when the next one opens.
    """

    key = b""
    _state: Any
    _opened: ClassVar[list[tuple[threading.Thread, Any]]] = []
    _settling: ClassVar[threading.RLock] = threading.RLock()
    _face: tuple[int, ...] | None = None

    def name(self, path: Path, key: bytes) -> None:
        """Say which file and its raw key; nothing is opened yet."""
        self.key = key
        self.init(str(path))

    @property
    def named(self) -> bool:
        """Whether it is said which file this is; not before an office opens nor after it closed."""
        return not self.deferred

    def is_at(self, path: Path) -> bool:
        """Whether this file is the one that is open or being opened."""
        return self.named and str(self.database) == str(path)

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run one statement; a cursor over its rows."""
        return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows at the driver's speed; errors are peewee's."""
        connection = self.connection()
        with peewee.__exception_wrapper__:  # type: ignore[attr-defined]
            connection.executemany(sql, rows)

    def connection(self) -> Any:
        """This thread's connection of the driver, for bulk work."""
        return super().connection()  # type: ignore[no-untyped-call]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that takes the write lock at once.

        Raises CannotWrite when the file is no longer there or no longer the one that was opened.
        """
        if self.in_transaction():
            with self.atomic():
                yield
            return
        self._refuse_exchanged()
        try:
            with self.atomic("IMMEDIATE"):
                yield
        except BaseException as error:
            self.renew(error)
            raise
        self._write_back_when_long()

    def write_back(self, how: str = "TRUNCATE") -> None:
        """Write the log back into the file. Nothing else does while the file is open, so that its face is known."""
        with self._settling:
            try:
                self.execute_sql(f"PRAGMA wal_checkpoint({how})").fetchall()
            finally:  # a part may be written when the disk refuses the rest
                self._face = _face_of(Path(str(self.database)))

    def rollback(self) -> None:
        """Take the transaction back, unless the engine has done so already (full disk)."""
        if self.connection().in_transaction:
            super().rollback()

    @contextmanager
    def connection_context(self) -> Iterator[None]:  # type: ignore[override]
        """A connection of this thread for the length of a job, whose errors end in sentences.

        peewee's own keeps count in a place that `close_everywhere` replaces: a job that outlives its office would
        then fail for that alone.
        """
        opened_here = self.is_closed()
        if opened_here:
            self.connect()
        try:
            with storage_errors():
                yield
        finally:
            if opened_here and not self.is_closed():
                self.close()

    def close_everywhere(self) -> None:
        """Close all threads' connections and forget the file: who comes too late must not open it without lock."""
        opened, self._opened[:] = list(self._opened), []
        for _, connection in opened:
            connection.close()
        self._state = type(self._state)()
        self.key = b""
        self.init(None)

    def _connect(self) -> Any:
        self._close_finished()
        # Not made anew where it has vanished: an empty file would pass for the office's.
        uri = f"{Path(str(self.database)).as_uri()}?mode=rw"
        connection = sqlcipher.connect(
            uri, uri=True, isolation_level=None, timeout=BUSY_MS / 1000, check_same_thread=False
        )
        try:
            _prepare(connection, self.key)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA wal_autocheckpoint=0")
            connection.execute(f"PRAGMA journal_size_limit={WRITE_BACK_BYTES // 2}")
            self._add_conn_hooks(connection)  # type: ignore[attr-defined]
        except BaseException:
            connection.close()
            raise
        if not self._opened:
            self._face = _face_of(Path(str(self.database)))
        self._opened.append((threading.current_thread(), connection))
        return connection

    def _close(self, connection: Any) -> None:
        self._opened[:] = [kept for kept in self._opened if kept[1] is not connection]
        connection.close()

    def _refuse_exchanged(self) -> None:
        """On Linux the engine would go on writing into a deleted file, or mix its pages with those of another."""
        if _face_of(Path(str(self.database))) is None:
            raise CannotWrite(_STORAGE["unable to open"])
        self.connection()
        with self._settling:
            if _face_of(Path(str(self.database))) != self._face:
                raise CannotWrite(_EXCHANGED)

    def renew(self, error: BaseException) -> None:
        """After one page that could not be read the engine's cipher gives no page any more; a new connection does."""
        spoiled = any(part in text for text in _told(error) for part in _UNREADABLE_PAGES)
        if not self.deferred and (spoiled or isinstance(error, MemoryError)):
            self.close()

    def _write_back_when_long(self) -> None:
        path = Path(f"{self.database}-wal")
        if path.exists() and path.stat().st_size > WRITE_BACK_BYTES:
            # What was written stands in the log already; a disk that refuses this is met by the next verb.
            with suppress(CannotWrite), storage_errors():
                self.write_back("PASSIVE")

    def _close_finished(self) -> None:
        for thread, connection in list(self._opened):
            if not thread.is_alive():
                self._close(connection)


def _face_of(path: Path) -> tuple[int, ...] | None:
    """What tells whether a file is still the one it was; None when it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    # Windows writes down the time of an open file's last change when it likes.
    return (found.st_dev, found.st_ino, found.st_size, 0 if os.name == "nt" else found.st_mtime_ns)


def _prepare(connection: Any, key: bytes) -> None:
    # Its own log goes to standard error, where only our one sentence belongs.
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        f"cache_size=-{CACHE_KIB}",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


DB = CipherDatabase(None)
"""The open office file; every record is bound to it."""


def refuse_second() -> None:
    """Raise CannotOpen when this process has a file open already."""
    if not DB.is_closed():
        raise CannotOpen("这个窗口已经打开着一份数据，请先关掉它。")


@contextmanager
def damage_as_refusal(name: str) -> Iterator[None]:
    """While a file is being opened, what the engine finds wrong with it is a refusal to open it."""
    try:
        yield
    except (peewee.DatabaseError, sqlcipher.DatabaseError, MemoryError) as error:
        if any(part in str(error) for part in _NO_DAMAGE):
            raise
        raise _refusal(Path(str(DB.database)), name) from error
    except CannotWrite as error:  # what a verb met on the way says nothing of why
        if integrity_problems():
            raise _refusal(Path(str(DB.database)), name) from error
        raise


def _refusal(path: Path, name: str) -> CannotOpen:
    return Damaged(_DAMAGED.format(name=name)) if _readable(path) else CannotOpen(_UNREADABLE.format(name=name))


def _readable(path: Path) -> bool:
    """Whether the disk gives out every byte: the engine says "damaged" as well when it does not."""
    try:
        with path.open("rb") as stream:
            while stream.read(1 << 20):
                pass
    except OSError:
        return False
    return True


def refuse_old_engine() -> None:
    """Raise CannotOpen when the SQLite inside is older than the one whose WAL is safe."""
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        found = sqlcipher.sqlite_version
        raise CannotOpen(f"内置的数据库引擎太旧（{found}），可能丢数据，请重新安装本程序。")


def stored_version(path: Path, key: bytes) -> int:
    """`user_version` of the file, read without changing a byte of it or beside it. Raises CannotOpen."""
    wal = path.with_name(path.name + "-wal")
    try:
        if not (wal.exists() and wal.stat().st_size):
            return _read_version(path, "mode=ro&immutable=1", key)
        # A crash left pages in the log; looking at them in place would write the log back.
        with tempfile.TemporaryDirectory() as scratch:
            copied = Path(scratch) / path.name
            shutil.copyfile(path, copied)
            shutil.copyfile(wal, copied.with_name(wal.name))
            return _read_version(copied, "mode=rw", key)
    except OSError as error:
        raise CannotOpen(_UNREADABLE.format(name=path.name)) from error


def _read_version(path: Path, how: str, key: bytes) -> int:
    name = path.name
    try:
        with closing(sqlcipher.connect(f"{path.as_uri()}?{how}", uri=True, isolation_level=None)) as connection:
            _prepare(connection, key)
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    except (sqlcipher.DatabaseError, MemoryError) as error:
        if "unable to open" in str(error):
            raise CannotOpen(_UNREADABLE.format(name=name)) from error
        raise _refusal(path, name) from error
    if application != APPLICATION_ID:
        raise Damaged(_DAMAGED.format(name=name))
    return version


def refuse_newer(path: Path, key: bytes, known: int) -> int:
    """Version of the file; raises CannotOpen when it is newer than `known`, without touching it."""
    found = stored_version(path, key)
    if found > known:
        raise CannotOpen(_NEWER.format(found=found, known=known))
    return found


def row_as_json(columns: Iterable[str]) -> str:
    """SQL for the bytes of these columns as canonical JSON; the engine does it many times as fast as Python.

    A column that holds bytes raises DatabaseError.
    """
    pairs = ",".join(f"'{name}',\"{name}\"" for name in columns)
    return f"CAST(json_object({pairs}) AS BLOB)"


def references_to(table: str) -> list[tuple[str, str]]:
    """Tables and columns of the open file that link to rows of this one, loaded or not."""
    sql = (
        'SELECT m.name, f."from" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f '
        'WHERE m.type = \'table\' AND f."table" = ? ORDER BY m.name, f."from"'
    )
    return [(name, column) for name, column in DB.execute_sql(sql, (table,))]


def mark(version: int) -> None:
    """Write our application id and the schema version into the open file."""
    DB.execute_sql(f"PRAGMA application_id={APPLICATION_ID}")
    DB.execute_sql(f"PRAGMA user_version={version}")


def checkpoint() -> None:
    """Write the log back into the file, so that the file alone is whole."""
    DB.write_back()


def copy_to(target: Path) -> None:
    """A consistent copy of the open file, same key, through the engine; never as a file copy. Raises CannotWrite."""
    with storage_errors():
        DB.execute_sql("VACUUM INTO ?", (str(target),))
    make_durable(target)  # the engine does not wait until the copy lies on the disk


def integrity_problems() -> list[str]:
    """What the engine itself finds wrong: page checksums (SQLCipher), structure, dangling foreign keys."""
    # The page checksums are read from the file alone: a page that a power cut tore is whole in the log beside it.
    with suppress(CannotWrite), storage_errors():
        DB.write_back("PASSIVE")
    found = [f"页面校验：{row[0]}" for row in _asked("cipher_integrity_check")]
    found += [f"结构：{row[0]}" for row in _asked("integrity_check") if row[0] != "ok"]
    dangling = [row for row in _asked("foreign_key_check") if len(row) == 4]
    return found + [f"{table} 第 {rowid} 行指向不存在的 {parent}" for table, rowid, parent, _ in dangling]


def _asked(pragma: str) -> list[tuple[Any, ...]]:
    """Rows of a check; what stops the check itself is its finding."""
    try:
        rows: list[tuple[Any, ...]] = DB.execute_sql(f"PRAGMA {pragma}").fetchall()
    except (peewee.DatabaseError, sqlcipher.DatabaseError, MemoryError) as error:
        return [(str(error) or "有一页读不出来",)]
    return rows
