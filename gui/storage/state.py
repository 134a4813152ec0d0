"""What must outlive the process: permits, pauses, the last lists, downloads made. One SQLite file."""

import hashlib
import hmac
import json
import logging
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import Enum
from pathlib import Path
from threading import RLock
from typing import Any

from gui.clock import Clock, Instant
from gui.service.pauses import Pause
from gui.service.rate_limit import Hold
from gui.service.task import Moment, Task, TaskList
from gui.storage.downloads import Download

_log = logging.getLogger(__name__)

VERSION = 1
HOLDS_KEPT_S = 600.0
WRONG_SIGN_INS_KEPT_S = 24 * 3600.0
_BUSY_S = 5.0
_TABLES = """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
    CREATE TABLE hold (number INTEGER PRIMARY KEY, key TEXT, epoch TEXT, clock_s REAL, wall_s REAL, length_s REAL);
    CREATE TABLE pause (scope TEXT, code INTEGER, epoch TEXT, clock_s REAL, wall_s REAL, length_s REAL,
        PRIMARY KEY (scope, code)) WITHOUT ROWID;
    CREATE TABLE wrong_sign_in (host TEXT, epoch TEXT, clock_s REAL, wall_s REAL);
    CREATE TABLE list (account TEXT PRIMARY KEY, tasks TEXT, left_out INTEGER,
        epoch TEXT, clock_s REAL, wall_s REAL) WITHOUT ROWID;
    CREATE TABLE download (account TEXT, task, path TEXT, size_bytes INTEGER, modified_ns INTEGER,
        checked INTEGER, saved_at_s REAL, PRIMARY KEY (account, task)) WITHOUT ROWID;
    CREATE TABLE armed (account TEXT, task, PRIMARY KEY (account, task)) WITHOUT ROWID;
"""

Key = int | str


class StateTrouble(Enum):
    """Why the file could not be used as it was."""

    DAMAGED = "damaged"
    UNWRITABLE = "unwritable"


class State:
    """The file, open. Safe from any thread, and beside other processes.

    `trouble` tells what was worked around: a damaged file was set aside, an unwritable one is replaced
    by memory. Then, `careful_since` is the moment at which the record of permits was found lost.
    Nothing here raises because of the disk.
    """

    def __init__(self, connection: sqlite3.Connection, clock: Clock, trouble: StateTrouble | None) -> None:
        self._connection = connection
        self._lock = RLock()
        self._depth = 0
        self._changes: list[tuple[str, tuple[object, ...]]] = []
        self.trouble = trouble
        if trouble:
            self._set_meta("careful", json.dumps(_fields(clock.instant())))
        careful = self._meta("careful")
        self.careful_since = Instant(*json.loads(str(careful))) if careful else None
        if self._meta("salt") is None:
            self._set_meta("salt", secrets.token_hex(32))
        self._salt = bytes.fromhex(str(self._meta("salt")))
        self._prune(clock)

    @classmethod
    def open(cls, path: Path, clock: Clock) -> "State":
        """Open the file, or make it; whatever is in the way."""
        trouble = None
        for _ in range(2):
            try:
                return cls(_connect(path), clock, trouble)
            except sqlite3.OperationalError as error:
                _log.error("state file cannot be used: %s", error)
                break
            except sqlite3.DatabaseError as error:
                _log.error("state file is damaged: %s", error)
                trouble = StateTrouble.DAMAGED
                if not _set_aside(path):
                    break
            except OSError as error:
                _log.error("state file cannot be made: %s", error)
                break
        return cls(_in_memory(), clock, StateTrouble.UNWRITABLE)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def fingerprint(self, *parts: str) -> str:
        """Hash of some texts, with a key that only this file holds."""
        return hmac.new(self._salt, "\0".join(parts).encode(), hashlib.sha256).hexdigest()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """One writer at a time, among threads and processes; further calls of the same thread belong to it."""
        with self._lock:
            if self._depth == 0:
                self._changes.clear()
                self._begin()
            self._depth += 1
            try:
                yield
            except BaseException:
                if self._depth == 1 and self._connection.in_transaction:
                    self._connection.rollback()
                raise
            else:
                if self._depth == 1:
                    self._commit()
            finally:
                self._depth -= 1

    def holds(self, key: str) -> list[Hold]:
        """All holds on requests identical to `key`."""
        rows = self._read("SELECT number, epoch, clock_s, wall_s, length_s FROM hold WHERE key = ?", key)
        return [Hold(number, Instant(*since), length_s) for number, *since, length_s in rows]

    def add_hold(self, key: str, since: Instant, length_s: float | None) -> int:
        """Put a hold on disk and return its number."""
        insert = "INSERT INTO hold (key, epoch, clock_s, wall_s, length_s) VALUES (?, ?, ?, ?, ?)"
        return self._write(insert, key, *_fields(since), length_s)

    def change_hold(self, number: int, since: Instant, length_s: float | None) -> None:
        """Restart a hold at `since`."""
        update = "UPDATE hold SET epoch = ?, clock_s = ?, wall_s = ?, length_s = ? WHERE number = ?"
        self._write(update, *_fields(since), length_s, number)

    def drop_hold(self, number: int) -> None:
        """Free a permit at once."""
        self._write("DELETE FROM hold WHERE number = ?", number)

    def open_holds_failed(self, since: Instant, length_s: float) -> None:
        """Give every hold without a length this one."""
        update = "UPDATE hold SET epoch = ?, clock_s = ?, wall_s = ?, length_s = ? WHERE length_s IS NULL"
        self._write(update, *_fields(since), length_s)

    def pauses(self, scope: str) -> list[Pause]:
        """The pauses noted for a scope, run out or not."""
        rows = self._read("SELECT code, epoch, clock_s, wall_s, length_s FROM pause WHERE scope = ?", scope)
        return [Pause(code, Instant(*since), length_s) for code, *since, length_s in rows]

    def set_pause(self, scope: str, code: int, since: Instant, length_s: float | None) -> None:
        """Note a pause, in place of an earlier one of the same scope and code."""
        self._write("INSERT OR REPLACE INTO pause VALUES (?, ?, ?, ?, ?, ?)", scope, code, *_fields(since), length_s)

    def clear_pause(self, scope: str, code: int) -> None:
        """Forget a pause."""
        self._write("DELETE FROM pause WHERE scope = ? AND code = ?", scope, code)

    def add_wrong_sign_in(self, host: str, since: Instant) -> None:
        """Note that `host` answered with error 2."""
        self._write("INSERT INTO wrong_sign_in VALUES (?, ?, ?, ?)", host, *_fields(since))

    def wrong_sign_ins(self, host: str) -> list[Instant]:
        """When `host` answered with error 2."""
        rows = self._read("SELECT epoch, clock_s, wall_s FROM wrong_sign_in WHERE host = ?", host)
        return [Instant(*row) for row in rows]

    def downloads(self, account_id: str) -> dict[Key, Download]:
        """The reports that were saved for an account's tasks."""
        select = "SELECT task, path, size_bytes, modified_ns, checked, saved_at_s FROM download WHERE account = ?"
        return {
            task: Download(Path(path), size, modified_ns, bool(checked), saved_at_s)
            for task, path, size, modified_ns, checked, saved_at_s in self._read(select, account_id)
        }

    def add_download(self, account_id: str, key: Key, download: Download) -> None:
        """Remember a saved report, in place of an earlier one of the same task."""
        facts = (download.size_bytes, download.modified_ns, download.checked, download.saved_at_s)
        insert = "INSERT OR REPLACE INTO download VALUES (?, ?, ?, ?, ?, ?, ?)"
        self._write(insert, account_id, key, str(download.path), *facts)

    def last_list(self, account_id: str) -> tuple[TaskList, Instant] | None:
        """The list of tasks as it came last, and when."""
        rows = self._read("SELECT tasks, left_out, epoch, clock_s, wall_s FROM list WHERE account = ?", account_id)
        for tasks, left_out, *at in rows:
            return TaskList(tuple(_task(row) for row in json.loads(tasks)), left_out), Instant(*at)
        return None

    def keep_list(self, account_id: str, task_list: TaskList, at: Instant) -> None:
        """Keep a list for the next start."""
        tasks = json.dumps([_row(task) for task in task_list.tasks], ensure_ascii=False, separators=(",", ":"))
        insert = "INSERT OR REPLACE INTO list VALUES (?, ?, ?, ?, ?, ?)"
        self._write(insert, account_id, tasks, task_list.left_out, *_fields(at))

    def armed(self, account_id: str) -> frozenset[Key]:
        """Tasks whose report is wanted as soon as it is ready."""
        return frozenset(task for (task,) in self._read("SELECT task FROM armed WHERE account = ?", account_id))

    def set_armed(self, account_id: str, key: Key, on: bool) -> None:
        """Want a report as soon as it is ready, or no longer."""
        change = (
            "INSERT OR IGNORE INTO armed VALUES (?, ?)" if on else "DELETE FROM armed WHERE account = ? AND task = ?"
        )
        self._write(change, account_id, key)

    def forget(self, account_id: str) -> None:
        """Drop an account's list, downloads and wishes; never its permits and pauses."""
        with self.exclusive():
            for table in ("list", "download", "armed"):
                self._write(f"DELETE FROM {table} WHERE account = ?", account_id)  # noqa: S608

    def _meta(self, name: str) -> object:
        return next((value for (value,) in self._read("SELECT value FROM meta WHERE name = ?", name)), None)

    def _set_meta(self, name: str, value: str) -> None:
        self._write("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value)

    def _prune(self, clock: Clock) -> None:
        with self.exclusive():
            for table, kept_s in (("hold", HOLDS_KEPT_S), ("wrong_sign_in", WRONG_SIGN_INS_KEPT_S)):
                for row_id, *since in self._read(f"SELECT rowid, epoch, clock_s, wall_s FROM {table}"):  # noqa: S608
                    if clock.age_s(Instant(*since)) > kept_s:
                        self._write(f"DELETE FROM {table} WHERE rowid = ?", row_id)  # noqa: S608
            if self.careful_since and clock.age_s(self.careful_since) > HOLDS_KEPT_S:
                self._write("DELETE FROM meta WHERE name = 'careful'")
                self.careful_since = None

    def _read(self, select: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._connection.execute(select, values).fetchall()
            except sqlite3.Error as error:
                if not self.trouble:
                    self._go_on_in_memory(error)
                return []

    def _write(self, change: str, *values: object) -> int:
        with self.exclusive():
            try:
                number = self._connection.execute(change, values).lastrowid
            except sqlite3.Error as error:
                self._go_on_in_memory(error)
                number = self._connection.execute(change, values).lastrowid
            self._changes.append((change, values))
            return number or 0

    def _begin(self) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._go_on_in_memory(error)
            self._connection.execute("BEGIN IMMEDIATE")

    def _commit(self) -> None:
        try:
            self._connection.commit()
        except sqlite3.Error as error:
            self._go_on_in_memory(error)
            self._connection.commit()

    def _go_on_in_memory(self, error: sqlite3.Error) -> None:
        """Leave a file that fails (a full disk, say), taking along what it holds and the changes under way."""
        _log.error("state file fails: %s", error)
        memory = _in_memory()
        with suppress(sqlite3.Error):
            self._connection.rollback()
        for (table,) in memory.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            with suppress(sqlite3.Error):
                rows = self._connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
                marks = ", ".join("?" * len(rows[0])) if rows else ""
                memory.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        with suppress(sqlite3.Error):
            self._connection.close()
        self.trouble = StateTrouble.UNWRITABLE
        self._connection = memory
        if self._depth:
            memory.execute("BEGIN IMMEDIATE")
            for change, values in self._changes:
                memory.execute(change, values)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    return _prepared(sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False))


def _in_memory() -> sqlite3.Connection:
    return _prepared(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("pages do not fit together")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    elif version != VERSION:
        raise sqlite3.OperationalError(f"version {version} is newer than this program")
    connection.commit()
    return connection


def _set_aside(path: Path) -> bool:
    try:
        path.replace(path.with_name(path.name + ".damaged"))
    except OSError:
        return False
    return True


def _fields(instant: Instant) -> tuple[str, float, float]:
    return instant.epoch, instant.clock_s, instant.wall_s


def _row(task: Task) -> list[object]:
    return [task.id, task.name, task.status, _kept(task.created), _kept(task.started), task.file]


def _task(row: list[Any]) -> Task:
    number, name, status, created, started, file = row
    return Task(number, name, status, _moment(created), _moment(started), file)


def _kept(moment: Moment) -> object:
    return [moment.isoformat()] if isinstance(moment, datetime) else moment


def _moment(kept: object) -> Moment:
    return datetime.fromisoformat(kept[0]) if isinstance(kept, list) else str(kept)
