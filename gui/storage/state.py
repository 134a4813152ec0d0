"""What must outlive the process: permits, pauses, the last lists, downloads made. One SQLite file."""

import hashlib
import hmac
import json
import logging
import os
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
from gui.storage.state_file import (
    LOST,
    NewerVersionError,
    connect,
    copy_rows,
    in_memory,
    in_place_of,
    is_damage,
    mark_lost,
    set_aside,
)

_log = logging.getLogger(__name__)

HOLDS_KEPT_S = 600.0
WRONG_SIGN_INS_KEPT_S = 24 * 3600.0
Key = int | str


class StateTrouble(Enum):
    """Why the file could not be used as it was."""

    DAMAGED = "damaged"
    UNWRITABLE = "unwritable"


class State:
    """The file, open. Safe from any thread, and beside other processes.

    `trouble` tells what was worked around: a damaged file was set aside; an unwritable one, or one that
    failed since, is replaced by memory, with all that could be read of it. `careful_since` is the moment
    at which the record of permits was found lost, if it was; it is kept, so that the next start knows too.
    Nothing here raises because of the disk.
    """

    def __init__(self, connection: sqlite3.Connection, clock: Clock, trouble: StateTrouble | None) -> None:
        self._connection = connection
        self._lock = RLock()
        self._depth = 0
        self._changes: list[tuple[str, tuple[object, ...]]] = []
        self._clock = clock
        self._in_memory = trouble is StateTrouble.UNWRITABLE
        self.trouble = trouble
        self.careful_since: Instant | None = None
        if self._read("PRAGMA application_id") == [(LOST,)]:
            self._be_careful()
        elif careful := self._meta("careful"):
            self.careful_since = Instant(*json.loads(str(careful)))
        self._prune()
        self._read_kept()
        self._salt = bytes.fromhex(self._kept_salt())

    @classmethod
    def open(cls, path: Path, clock: Clock) -> "State":
        """Open the file, or make it; whatever is in the way."""
        trouble = None
        for _ in range(2):
            try:
                connection = connect(path, lost=trouble is not None)
                try:
                    return cls(connection, clock, trouble)
                except BaseException:
                    connection.close()
                    raise
            except (sqlite3.Error, OSError, ValueError, TypeError, NewerVersionError) as error:
                _log.error("state file %s: %s", "is damaged" if is_damage(error) else "cannot be used", error)
                if not is_damage(error) or not set_aside(path):
                    break
                trouble = StateTrouble.DAMAGED
        try:
            return cls(in_place_of(path), clock, StateTrouble.UNWRITABLE)
        except (ValueError, TypeError):  # and damaged, too
            return cls(in_memory(lost=True), clock, StateTrouble.UNWRITABLE)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def fingerprint(self, *parts: str) -> str:
        """Hash of some texts, with a key that only this file holds."""
        return hmac.new(self._salt, json.dumps(parts).encode(), hashlib.sha256).hexdigest()

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

    def holds(self, key: str | None = None) -> list[Hold]:
        """All holds on requests identical to `key`, or on any."""
        select = "SELECT number, epoch, clock_s, wall_s, length_s FROM hold WHERE key = coalesce(?, key)"
        rows = self._read(select, key)
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
            json.loads(task): Download(Path(os.fsdecode(path)), size, modified_ns, bool(checked), saved_at_s)
            for task, path, size, modified_ns, checked, saved_at_s in self._read(select, account_id)
        }

    def add_download(self, account_id: str, key: Key, download: Download) -> None:
        """Remember a saved report, in place of an earlier one of the same task."""
        facts = (download.size_bytes, download.modified_ns, download.checked, download.saved_at_s)
        insert = "INSERT OR REPLACE INTO download VALUES (?, ?, ?, ?, ?, ?, ?)"
        self._write(insert, account_id, json.dumps(key), os.fsencode(download.path), *facts)

    def last_list(self, account_id: str) -> tuple[TaskList, Instant] | None:
        """The list of tasks as it came last, and when."""
        rows = self._read("SELECT tasks, left_out, epoch, clock_s, wall_s FROM list WHERE account = ?", account_id)
        for tasks, left_out, *at in rows:
            return TaskList(tuple(_task(row) for row in json.loads(tasks)), left_out), Instant(*at)
        return None

    def keep_list(self, account_id: str, task_list: TaskList, at: Instant) -> None:
        """Keep a list for the next start."""
        tasks = json.dumps([_row(task) for task in task_list.tasks], separators=(",", ":"))
        insert = "INSERT OR REPLACE INTO list VALUES (?, ?, ?, ?, ?, ?)"
        self._write(insert, account_id, tasks, task_list.left_out, *_fields(at))

    def armed(self, account_id: str) -> frozenset[Key]:
        """Tasks whose report is wanted as soon as it is ready."""
        rows = self._read("SELECT task FROM armed WHERE account = ?", account_id)
        return frozenset(json.loads(task) for (task,) in rows)

    def set_armed(self, account_id: str, key: Key, on: bool) -> None:
        """Want a report as soon as it is ready, or no longer."""
        change = (
            "INSERT OR IGNORE INTO armed VALUES (?, ?)" if on else "DELETE FROM armed WHERE account = ? AND task = ?"
        )
        self._write(change, account_id, json.dumps(key))

    def forget(self, account_id: str) -> None:
        """Drop an account's list, downloads and wishes; never its permits and pauses."""
        with self.exclusive():
            for table in ("list", "download", "armed"):
                self._write(f"DELETE FROM {table} WHERE account = ?", account_id)  # noqa: S608

    def _meta(self, name: str) -> object:
        return next((value for (value,) in self._read("SELECT value FROM meta WHERE name = ?", name)), None)

    def _set_meta(self, name: str, value: str) -> None:
        self._write("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value)

    def _read_kept(self) -> None:
        accounts = "SELECT account FROM list UNION SELECT account FROM download UNION SELECT account FROM armed"
        for (account_id,) in self._read(accounts):
            self.last_list(account_id), self.downloads(account_id), self.armed(account_id)

    def _kept_salt(self) -> str:
        with self.exclusive():
            if self._meta("salt") is None:
                self._set_meta("salt", secrets.token_hex(32))
            return str(self._meta("salt"))

    def _be_careful(self) -> None:
        self.careful_since = self._clock.instant()
        with self.exclusive():
            self._set_meta("careful", json.dumps(_fields(self.careful_since)))
            self._write("PRAGMA application_id = 0")

    def _prune(self) -> None:
        with self.exclusive():
            for hold in self.holds():
                if self._clock.least_age_s(hold.since) > HOLDS_KEPT_S:
                    self.drop_hold(hold.number)
            for row_id, *since in self._read("SELECT rowid, epoch, clock_s, wall_s FROM wrong_sign_in"):
                if self._clock.age_s(Instant(*since)) > WRONG_SIGN_INS_KEPT_S:
                    self._write("DELETE FROM wrong_sign_in WHERE rowid = ?", row_id)
            if self.careful_since and self._clock.least_age_s(self.careful_since) > HOLDS_KEPT_S:
                self._write("DELETE FROM meta WHERE name = 'careful'")
                self.careful_since = None

    def _read(self, select: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._connection.execute(select, values).fetchall()
            except sqlite3.DatabaseError as error:
                self._go_on_in_memory(error)
                return self._connection.execute(select, values).fetchall()

    def _write(self, change: str, *values: object) -> int:
        with self.exclusive():
            try:
                number = self._connection.execute(change, values).lastrowid
            except sqlite3.DatabaseError as error:
                self._go_on_in_memory(error)
                number = self._connection.execute(change, values).lastrowid
            self._changes.append((change, values))
            return number or 0

    def _begin(self) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            self._go_on_in_memory(error)
            self._connection.execute("BEGIN IMMEDIATE")

    def _commit(self) -> None:
        try:
            self._connection.commit()
        except sqlite3.DatabaseError as error:
            self._go_on_in_memory(error)
            self._connection.commit()

    def _go_on_in_memory(self, error: sqlite3.DatabaseError) -> None:
        """Leave a file that fails (a full disk, say), taking along what it holds and the changes under way."""
        if self._in_memory or isinstance(error, sqlite3.ProgrammingError):
            raise error
        _log.error("state file fails: %s", error)
        with suppress(sqlite3.Error):
            self._connection.rollback()
        memory = in_memory()
        whole = copy_rows(self._connection, memory)
        mark_lost(self._connection)
        with suppress(sqlite3.Error):
            self._connection.close()
        self._connection, self._in_memory = memory, True
        self.trouble = StateTrouble.UNWRITABLE
        if self._depth:
            memory.execute("BEGIN IMMEDIATE")
            for change, values in self._changes:
                memory.execute(change, values)
        if not whole:
            self._be_careful()


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
