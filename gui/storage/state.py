"""What must outlive the process: permits, pauses, the last lists, downloads. One SQLite file."""

import json
import os
import secrets
from pathlib import Path

from gui.clock import Clock, Instant
from gui.service.pauses import Pause
from gui.service.rate_limit import Hold
from gui.service.task import TaskKey, TaskList
from gui.storage.database import HOLDS_KEPT_S, Database, StateErrorKind
from gui.storage.downloads import Download
from gui.storage.rows import download, instant_fields, task_list, tasks_text

__all__ = ["State", "StateErrorKind"]


class State(Database):
    """The stored state. Safe from any thread and beside other processes; for failures see Database."""

    def __init__(self, path: Path, clock: Clock) -> None:
        super().__init__(path, clock)
        self._own_holds: dict[int, tuple[str, Instant]] = {}

    @classmethod
    def open(cls, path: Path, clock: Clock) -> "State":
        """Open or create the file, whatever is in the way."""
        return cls(path, clock)

    def holds(self, key: str | None = None) -> list[Hold]:
        """Return the holds on requests identical to `key`, or all."""
        select = "SELECT number, epoch, clock_s, wall_s, length_s FROM hold WHERE key = coalesce(?, key)"
        rows = self._read(select, key)
        return [Hold(number, Instant(*since), length_s) for number, *since, length_s in rows]

    def add_hold(self, key: str, since: Instant, length_s: float | None) -> int:
        """Write a hold to disk and return its number, unique among all processes."""
        with self.exclusive():
            self._prune()
            number = secrets.randbits(62)
            self._permit_at_stake = True
            self._put_hold(number, key, since, length_s)
            own = {**self._own_holds, number: (key, since)}.items()
            self._own_holds = {each: hold for each, hold in own if self._clock.age_s(hold[1]) <= HOLDS_KEPT_S}
        return number

    def change_hold(self, number: int, since: Instant, length_s: float | None) -> None:
        """Change a hold's start and length, even if its file has been lost since."""
        with self.exclusive():
            found = self._read("SELECT key FROM hold WHERE number = ?", number)
            key = found[0][0] if found else self._own_holds.get(number, ("",))[0]
            if key:
                self._put_hold(number, key, since, length_s)

    def drop_hold(self, number: int) -> None:
        """Delete a hold, which frees its permit."""
        self._write("hold", (number,), "DELETE FROM hold WHERE number = ?", number)
        self._own_holds.pop(number, None)

    def open_holds_failed(self, since: Instant, length_s: float) -> None:
        """Give every hold without a length this start and length."""
        with self.exclusive():
            for number, key in self._read("SELECT number, key FROM hold WHERE length_s IS NULL"):
                self._put_hold(number, key, since, length_s)

    def pauses(self, scope: str) -> list[Pause]:
        """Return a scope's recorded pauses, including expired ones."""
        rows = self._read("SELECT code, epoch, clock_s, wall_s, length_s FROM pause WHERE scope = ?", scope)
        return [Pause(code, Instant(*since), length_s) for code, *since, length_s in rows]

    def set_pause(self, scope: str, code: int, since: Instant, length_s: float | None) -> None:
        """Record a pause, replacing an earlier one of the same scope and code."""
        insert = "INSERT OR REPLACE INTO pause VALUES (?, ?, ?, ?, ?, ?)"
        self._write("pause", (scope, code), insert, scope, code, *instant_fields(since), length_s)

    def clear_pause(self, scope: str, code: int) -> None:
        """Delete a pause."""
        self._write("pause", (scope, code), "DELETE FROM pause WHERE scope = ? AND code = ?", scope, code)

    def add_wrong_sign_in(self, host: str, since: Instant) -> None:
        """Record that `host` answered with error 2."""
        row = (host, *instant_fields(since))
        self._write("wrong_sign_in", row, "INSERT INTO wrong_sign_in VALUES (?, ?, ?, ?)", *row)

    def wrong_sign_ins(self, host: str) -> list[Instant]:
        """Return when `host` answered with error 2."""
        rows = self._read("SELECT epoch, clock_s, wall_s FROM wrong_sign_in WHERE host = ?", host)
        return [Instant(*row) for row in rows]

    def downloads(self, account_id: str) -> dict[TaskKey, Download]:
        """Return the saved reports of an account, by task key."""
        select = "SELECT task, path, size_bytes, modified_ns, checked, saved_at_s FROM download WHERE account = ?"
        return {json.loads(task): download(*facts) for task, *facts in self._read(select, account_id)}

    def add_download(self, account_id: str, key: TaskKey, saved: Download) -> None:
        """Store a saved report, replacing an earlier one of the same task."""
        place = (account_id, json.dumps(key))
        facts = (os.fsencode(saved.path), saved.size_bytes, saved.modified_ns, saved.checked, saved.saved_at_s)
        self._write("download", place, "INSERT OR REPLACE INTO download VALUES (?, ?, ?, ?, ?, ?, ?)", *place, *facts)

    def part_folders(self) -> list[Path]:
        """Return the folders that may contain reports or parts of them: those added, and those of downloads."""
        paths = self._read("SELECT path FROM part_folder")
        saved = self._read("SELECT path FROM download")
        folders = {Path(os.fsdecode(path)) for (path,) in paths} | {Path(os.fsdecode(path)).parent for (path,) in saved}
        return sorted(folders)

    def add_part_folder(self, folder: Path) -> None:
        """Store a folder that reports are saved to."""
        path = os.fsencode(folder)
        if (path,) not in self._read("SELECT path FROM part_folder"):
            self._write("part_folder", (path,), "INSERT OR REPLACE INTO part_folder VALUES (?)", path)

    def drop_part_folder(self, folder: Path) -> None:
        """Delete such a folder."""
        path = os.fsencode(folder)
        self._write("part_folder", (path,), "DELETE FROM part_folder WHERE path = ?", path)

    def last_list(self, account_id: str) -> tuple[TaskList, Instant] | None:
        """Return the last list of tasks and when it arrived; None if there is none."""
        rows = self._read("SELECT tasks, left_out, epoch, clock_s, wall_s FROM list WHERE account = ?", account_id)
        for tasks, left_out, *at in rows:
            return task_list(tasks, left_out), Instant(*at)
        return None

    def keep_list(self, account_id: str, kept: TaskList, at: Instant) -> None:
        """Store a list for the next start."""
        insert = "INSERT OR REPLACE INTO list VALUES (?, ?, ?, ?, ?, ?)"
        row = (account_id, tasks_text(kept.tasks), kept.left_out, *instant_fields(at))
        self._write("list", (account_id,), insert, *row)

    def armed(self, account_id: str) -> frozenset[TaskKey]:
        """Return the keys of tasks whose report is wanted as soon as it is ready."""
        rows = self._read("SELECT task FROM armed WHERE account = ?", account_id)
        return frozenset(json.loads(task) for (task,) in rows)

    def set_armed(self, account_id: str, key: TaskKey, on: bool) -> None:
        """Arm or disarm a task."""
        change = (
            "INSERT OR IGNORE INTO armed VALUES (?, ?)" if on else "DELETE FROM armed WHERE account = ? AND task = ?"
        )
        place = (account_id, json.dumps(key))
        self._write("armed", place, change, *place)

    def forget(self, account_id: str) -> None:
        """Delete an account's list, downloads and armed tasks, but not its permits and pauses."""
        with self.exclusive():
            for table in ("list", "download", "armed"):
                self._write(table, (account_id,), f"DELETE FROM {table} WHERE account = ?", account_id)  # noqa: S608

    def _put_hold(self, number: int, key: str, since: Instant, length_s: float | None) -> None:
        insert = "INSERT OR REPLACE INTO hold VALUES (?, ?, ?, ?, ?, ?)"
        self._write("hold", (number,), insert, number, key, *instant_fields(since), length_s)
