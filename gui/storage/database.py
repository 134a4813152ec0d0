"""Access to the state file, with a fallback to memory while the file fails."""

import hashlib
import hmac
import json
import logging
import os
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from threading import RLock
from typing import Any

from gui.clock import Clock, Instant
from gui.service.errors import MustWait
from gui.service.rate_limit import FAILED_S
from gui.storage.locks import Presence
from gui.storage.rows import check_rows, instant_fields
from gui.storage.state_file import (
    RECORD_LOST,
    NewerVersionError,
    Row,
    connect,
    copy_matching,
    copy_rows,
    in_memory,
    is_damage,
    quarantine,
    recover_rows,
)

_log = logging.getLogger(__name__)

START_BUSY_S = 0.3
"""Short, because the window waits for it."""
BUSY_S = 1.0
"""How long a write waits for other processes: longer than their transactions take, shorter than the exit deadline."""
RETRY_S = 1.0
"""Shortest time between two attempts to return to a file that fails."""
HOLDS_KEPT_S = 600.0
WRONG_SIGN_INS_KEPT_S = 24 * 3600.0


class StateErrorKind(Enum):
    """What is wrong with the state file."""

    DAMAGED = "damaged"
    UNWRITABLE = "unwritable"
    NEWER = "newer"


class Database:
    """Tables in a file shared with other processes. Safe from any thread; disk errors never raise.

    If the file fails, an in-memory database takes over at once, with every row that can be read. The file is tried
    again on use and by `retry()`, at most every `RETRY_S`; it then receives the rows changed meanwhile, and rows
    written by other processes stay. A file that was removed or replaced while open is completed again.

    Permits are granted from memory only if no other copy of the program is running and a marker file, beside the
    state file or in the temporary folder, tells the next start that permits are missing from the state file.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self.trouble: StateErrorKind | None = None
        """The current failure, or DAMAGED if a damaged file was replaced; None if all is well."""
        self._path = path
        self._clock = clock
        self._lock = RLock()
        self._depth = 0
        self._closed = False
        self._permit_at_stake = False
        self._changes: list[tuple[str, Row]] = []
        self._keys: list[tuple[str, Row]] = []
        self._connection = in_memory()
        self._on_file = False
        self._whole = True
        self._identity: Row | None = None
        self._changed_in_memory: set[tuple[str, Row]] = set()
        self._marks = _marks(path)
        self._marked = False
        self._quota_unknown_since: Instant | None = None
        self._salt = ""
        self._presence = Presence(path.parent)
        self._tried: tuple[float, float] | None = None
        if not self._back_to_file(START_BUSY_S):
            self._recover_into_memory()
        self._prune()

    @property
    def quota_unknown_since(self) -> Instant | None:
        """When the record of permits was found lost; now, if other copies may be granting permits unseen; or None."""
        with self._lock:
            sure = self._presence.join() if self._on_file else self._presence.be_alone() and self._mark()
            return self._quota_unknown_since if sure else self._clock.instant()

    def retry(self) -> StateErrorKind | None:
        """Return to the file if it works again, and check that it still exists. Returns `trouble`."""
        with self._lock:
            if not self._closed:
                self._use_file_if_possible()
            return self.trouble

    def close(self) -> None:
        """Close the file, after a last attempt to write what is only in memory."""
        with self._lock:
            if self._closed:
                return
            self._tried = None
            self._use_file_if_possible()
            self._closed = True
            if self._marked and not self._connection.execute("SELECT 1 FROM hold").fetchone():
                self._unmark()  # no permit is missing from the file
            self._connection.close()
            self._presence.leave()

    def fingerprint(self, *parts: str) -> str:
        """Return a hex HMAC of some texts, with a key stored only in this file."""
        return hmac.new(bytes.fromhex(self._salt), json.dumps(parts).encode(), hashlib.sha256).hexdigest()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Run a write transaction that excludes other threads and processes. Reentrant within a thread.

        Raises MustWait if a permit was being added when the file failed: another process may have granted it too.
        """
        with self._lock:
            if self._depth == 0:
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

    def _read(self, select: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._depth == 0 and not self._on_file:
                self._use_file_if_possible()
            try:
                return self._connection.execute(select, values).fetchall()
            except sqlite3.DatabaseError as error:
                self._go_on_in_memory(error)
                return self._connection.execute(select, values).fetchall()

    def _write(self, table: str, key: Row, change: str, *values: object) -> None:
        """Run a statement that changes only rows whose key starts with `key`."""
        with self.exclusive():
            self._execute(change, *values)
            self._keys.append((table, key))

    def _execute(self, change: str, *values: object) -> None:
        try:
            self._connection.execute(change, values)
        except sqlite3.DatabaseError as error:
            self._go_on_in_memory(error)
            self._connection.execute(change, values)
        self._changes.append((change, values))

    def _begin(self) -> None:
        self._changes.clear()
        self._keys.clear()
        self._permit_at_stake = False
        self._use_file_if_possible()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            self._go_on_in_memory(error)
            self._connection.execute("BEGIN IMMEDIATE")

    def _commit(self) -> None:
        if self._on_file:
            try:
                self._connection.commit()
            except sqlite3.DatabaseError as error:
                self._go_on_in_memory(error)
        if not self._on_file:
            self._changed_in_memory.update(self._keys)
            self._connection.commit()

    def _use_file_if_possible(self) -> None:
        """Switch to memory if the file was removed or replaced; return to a file that works again."""
        if self._on_file and _identity(self._path) != self._identity:
            _log.info("the state file was removed or replaced")
            self._leave_file()
            self._tried = None
        if not self._on_file and self._is_time_to_retry():
            self._back_to_file(busy_s=0.0)

    def _is_time_to_retry(self) -> bool:
        """Whether `RETRY_S` passed on either clock: `self._clock` may be one that stands still."""
        if self._tried is None:
            return True
        now = (time.monotonic(), self._clock.now_s())
        return any(now_s - tried_s >= RETRY_S for now_s, tried_s in zip(now, self._tried, strict=True))

    def _go_on_in_memory(self, error: sqlite3.DatabaseError) -> None:
        """Switch to memory after a failure (such as a full disk), keeping the rows and the open transaction."""
        if not self._on_file or isinstance(error, sqlite3.ProgrammingError):
            raise error
        _log.error("state file fails: %s", error)
        self._leave_file()
        self._tried = (time.monotonic(), self._clock.now_s())
        self.trouble = StateErrorKind.UNWRITABLE
        if self._depth:
            self._connection.execute("BEGIN IMMEDIATE")
            for change, values in self._changes:
                self._connection.execute(change, values)
            if self._permit_at_stake and self.quota_unknown_since:
                self._connection.rollback()
                raise MustWait(FAILED_S)

    def _leave_file(self) -> None:
        """Switch to memory, copying all rows that can be read."""
        file, self._connection, self._on_file = self._connection, in_memory(), False
        with suppress(sqlite3.Error):
            file.execute("PRAGMA busy_timeout = 0")
            file.rollback()
        self._whole = copy_rows(file, self._connection)
        with suppress(sqlite3.Error):
            file.close()
        if not self._whole:
            self._recover_into_memory()

    def _recover_into_memory(self) -> None:
        """Read whatever can be recovered from the file into memory. Permits may be missing from it."""
        self._whole = False
        self._quota_unknown_since = self._clock.instant()
        recover_rows(self._path, self._connection)
        try:
            check_rows(self._connection)
        except (ValueError, TypeError):
            self._connection = in_memory()
        self._salt = _salt(self._connection) or self._salt or secrets.token_hex(32)

    def _back_to_file(self, busy_s: float) -> bool:
        """Update the file and switch to it; if that fails, set `trouble` and return False."""
        self._tried = (time.monotonic(), self._clock.now_s())
        trouble = None
        while True:
            try:
                file = connect(self._path, lost=trouble is not None, busy_s=busy_s)
                try:
                    self._complete(file)
                except BaseException:
                    file.close()
                    raise
            except (sqlite3.Error, OSError, ValueError, TypeError, NewerVersionError) as error:
                if is_damage(error) and trouble is None and quarantine(self._path):
                    _log.error("state file is damaged: %s", error)
                    trouble = StateErrorKind.DAMAGED
                    continue
                trouble = StateErrorKind.NEWER if isinstance(error, NewerVersionError) else StateErrorKind.UNWRITABLE
                if trouble is not self.trouble:
                    _log.error("state file cannot be used: %s", error)
                self.trouble = trouble
                return False
            self._connection.close()
            self._connection, self._on_file, self._whole = file, True, True
            self._changed_in_memory.clear()
            self._unmark()
            self._presence.leave()
            self._presence = Presence(self._path.parent)
            self._presence.join()
            self.trouble = trouble
            return True

    def _complete(self, file: sqlite3.Connection) -> None:
        """In one transaction, write rows changed in memory to the file, and adopt its salt and quota mark."""
        check_rows(file)
        file.execute("BEGIN IMMEDIATE")
        file.execute(f"PRAGMA busy_timeout = {round(BUSY_S * 1000)}")
        identity, kept_salt = _identity(self._path), _salt(file)
        new, other = not kept_salt, self._salt not in ("", kept_salt)
        if new or other or identity != self._identity:  # inode numbers are reused
            copy_rows(self._connection, file)
        for table, key in self._changed_in_memory:
            copy_matching(self._connection, file, table, key)
        salt = kept_salt or self._salt or secrets.token_hex(32)
        if new:
            _set_meta(file, "salt", salt)
        lost = (
            file.execute("PRAGMA application_id").fetchone() == (RECORD_LOST,)
            or (not self._marked and any(os.path.lexists(mark) for mark in self._marks))
            or (other and not new)  # a new salt changes the keys of all holds
            or (self._identity not in (None, identity) and not self._whole)
        )
        if lost or (new and self._quota_unknown_since):
            careful = self._clock.instant() if lost or self._quota_unknown_since is None else self._quota_unknown_since
            _set_meta(file, "careful", json.dumps(instant_fields(careful)))
            file.execute("PRAGMA application_id = 0")
        careful_text = _meta(file, "careful")
        file.commit()
        self._quota_unknown_since = Instant(*json.loads(careful_text)) if careful_text else None
        self._salt, self._identity = salt, identity

    def _prune(self) -> None:
        """Delete expired rows, so that the tables stay small when the program runs for months."""
        with self.exclusive():
            for table, kept_s, age_s in (
                ("hold", HOLDS_KEPT_S, self._clock.least_age_s),
                ("wrong_sign_in", WRONG_SIGN_INS_KEPT_S, self._clock.age_s),
            ):
                for row_id, *since in self._read(f"SELECT rowid, epoch, clock_s, wall_s FROM {table}"):  # noqa: S608
                    if age_s(Instant(*since)) > kept_s:
                        self._execute(f"DELETE FROM {table} WHERE rowid = ?", row_id)  # noqa: S608
                        self._changed_in_memory.discard((table, (row_id,)))
            if self._quota_unknown_since and self._clock.least_age_s(self._quota_unknown_since) > HOLDS_KEPT_S:
                self._execute("DELETE FROM meta WHERE name = 'careful'")
                self._quota_unknown_since = None

    def _mark(self) -> bool:
        """Create the marker file that tells the next start of missing permits; False if that is impossible."""
        for mark in self._marks:
            try:
                os.close(os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            except FileExistsError:
                return True
            except OSError:
                continue
            self._marked = True
            return True
        return False

    def _unmark(self) -> None:
        self._marked = False
        for mark in self._marks:
            with suppress(OSError):
                mark.unlink()


def _identity(path: Path) -> Row | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _marks(path: Path) -> tuple[Path, ...]:
    """Return the marker file's possible paths; the second is for folders that are not writable."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:16]
    return path.with_name(f"{path.name}.lost"), Path(tempfile.gettempdir(), f"smsc-tasks-{name}.lost")


def _meta(connection: sqlite3.Connection, name: str) -> str:
    rows = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchall()
    return str(rows[0][0]) if rows else ""


def _set_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _salt(connection: sqlite3.Connection) -> str:
    return _meta(connection, "salt")
