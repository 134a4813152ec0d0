"""The state of each task's report on this computer."""

from collections.abc import Iterable
from pathlib import Path

from gui.models.local_state import Armed, Busy, LocalState, NotHere, Queued, Saved, Waiting
from gui.models.task_table import TaskTable
from gui.service.task import TaskKey
from gui.storage.downloads import Download
from gui.workers.local_store import FileOnDisk


class LocalStates:
    """Holds files, downloads and armed tasks by task key, and keeps the table in step. GUI thread."""

    def __init__(self, table: TaskTable) -> None:
        self._table = table
        self.reset()

    def reset(self) -> None:
        """Forget everything, for another account."""
        self._states: dict[TaskKey, LocalState] = {}
        self.files: dict[TaskKey, FileOnDisk] = {}
        self.armed: frozenset[TaskKey] = frozenset()
        self._keys: dict[Path, TaskKey] = {}

    def key_of(self, path: Path) -> TaskKey | None:
        """Return the key of the task whose report is, or was, at `path`; None if unknown."""
        return self._keys.get(path)

    def set_files(self, files: dict[TaskKey, FileOnDisk]) -> None:
        """Replace the known files by these."""
        self.files = files
        self._keys |= {file.download.path: key for key, file in files.items()}
        self.show_all()

    def add_file(self, key: TaskKey, download: Download) -> None:
        """Add a report that has just been downloaded."""
        self.files[key] = FileOnDisk(download, changed=False)
        self._keys[download.path] = key
        self.set_state(key, None)

    def drop_file(self, key: TaskKey) -> None:
        """Remove a file that no longer exists."""
        self.files.pop(key, None)
        self._show(key)

    def add_armed(self, keys: frozenset[TaskKey]) -> None:
        """Arm these tasks too."""
        self.armed |= keys
        self.show_all()

    def set_armed(self, key: TaskKey, *, on: bool) -> None:
        """Arm or disarm a task: its report is downloaded once it is ready."""
        self.armed = self.armed | {key} if on else self.armed - {key}
        self._show(key)

    def set_state(self, key: TaskKey, state: LocalState | None) -> None:
        """Show the state of a download; None once it is over."""
        if state is None:
            self._states.pop(key, None)
        else:
            self._states[key] = state
        self._show(key)

    def number_queue(self, keys: Iterable[TaskKey]) -> None:
        """Number the queued downloads in the order of `keys`."""
        queued = [key for key in keys if isinstance(self._states.get(key), Queued)]
        for position, key in enumerate(queued, 1):
            self.set_state(key, Queued(position))

    def count_down(self) -> None:
        """Update the countdown of downloads that wait for the limit."""
        for key, state in self._states.items():
            if isinstance(state, Waiting):
                self._table.set_local(key, state)

    def show_all(self) -> None:
        """Show the state of all tasks in the table."""
        self._table.set_locals({task.key: self._state(task.key) for task in self._table.tasks()})

    def _show(self, key: TaskKey) -> None:
        self._table.set_local(key, self._state(key))

    def _state(self, key: TaskKey) -> LocalState:
        state, file = self._states.get(key), self.files.get(key)
        if state is not None and (file is None or isinstance(state, Busy)):
            return state
        if file is not None:
            return Saved(file.download, file.changed)
        return Armed() if key in self.armed else NotHere()
