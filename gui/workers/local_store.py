"""What this computer stores for an account, read and written off the GUI thread."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from gui.account import Account
from gui.clock import Instant
from gui.service.task import TaskKey, TaskList
from gui.signals import Signal
from gui.storage.downloads import Download, LocalFile, clean_parts, local_state, release_part
from gui.storage.settings import Settings, save
from gui.storage.state import State, StateErrorKind
from gui.workers.transfer import JobProgress
from gui.workers.unforeseen import survived

STATE_LOOK_MS = 2000
"""Real time between two checks of the state file."""


@dataclass(frozen=True)
class AccountSnapshot:
    """What was stored for an account when the program last closed."""

    account: Account
    task_list: TaskList
    at: Instant | None
    armed: frozenset[TaskKey]


@dataclass(frozen=True)
class FileOnDisk:
    """A report on this computer; `changed` if another program has written to it since.

    `downloaded` is False for a file that the user has opened from anywhere: it cannot be downloaded again.
    """

    download: Download
    changed: bool
    downloaded: bool = True


@dataclass(frozen=True)
class FilesOnDisk:
    """An account's reports that are on disk now, by task key."""

    account: Account
    files: dict[TaskKey, FileOnDisk]


@dataclass(frozen=True)
class FoundFiles:
    """Files that the user wants to open, and paths at which there are none."""

    files: tuple[FileOnDisk, ...]
    missing: tuple[Path, ...]


@dataclass(frozen=True)
class ArmRequest:
    """Arms or disarms a task: an armed task's report is downloaded once it is ready."""

    account: Account
    key: TaskKey
    on: bool


class LocalStore(QObject):
    """Does short disk work in a thread of its own, and watches over the state file."""

    account_loaded = Signal(AccountSnapshot)
    files_checked = Signal(FilesOnDisk)
    file_missing = Signal(FileOnDisk)
    """The file no longer exists."""
    files_found = Signal(FoundFiles)
    settings_failed = Signal(OSError)
    state_error_changed: "Signal[StateErrorKind | None]" = Signal(object)
    """What is wrong with the state file; None once it works again."""

    def __init__(self, state: State, settings_file: Path) -> None:
        super().__init__()
        self._state = state
        self._settings_file = settings_file
        self._trouble = state.trouble
        timer = QTimer(self)
        timer.timeout.connect(self.check_state_file)
        timer.start(STATE_LOOK_MS)  # runs in the thread this object is moved to

    @Slot()
    def check_state_file(self) -> None:
        """Retry a failed state file and report changes."""
        with survived(lambda: None):
            trouble = self._state.retry()
            if trouble is not self._trouble:
                self._trouble = trouble
                self.state_error_changed.emit(trouble)

    @Slot(object)
    def load_account(self, account: Account) -> None:
        """Emit what is stored for an account: its last list, its armed tasks and its files."""
        with survived(lambda: self.account_loaded.emit(AccountSnapshot(account, TaskList(), None, frozenset()))):
            task_list, at = self._state.last_list(account.id) or (TaskList(), None)
            snapshot = AccountSnapshot(account, task_list, at, self._state.armed(account.id))
            self.account_loaded.emit(snapshot)
        self.check_files(account)

    @Slot(object)
    def check_files(self, account: Account) -> None:
        """Check which of an account's reports are on disk and whether they have changed."""
        with survived(lambda: None):
            files = {}
            for key, download in self._state.downloads(account.id).items():
                found = local_state(download)
                if found is not LocalFile.MISSING:
                    files[key] = FileOnDisk(download, found is LocalFile.CHANGED)
            self.files_checked.emit(FilesOnDisk(account, files))

    @Slot(object)
    def check_file(self, file: FileOnDisk) -> None:
        """Report a file that is no longer on disk."""
        with survived(lambda: None):
            if local_state(file.download) is LocalFile.MISSING:
                self.file_missing.emit(file)

    @Slot(object)
    def find_files(self, paths: tuple[Path, ...]) -> None:
        """Look for files that the user wants to open."""
        with survived(lambda: self.files_found.emit(FoundFiles((), paths))):
            files = {path: file for path in paths if (file := _file_at(path))}
            missing = tuple(path for path in paths if path not in files)
            self.files_found.emit(FoundFiles(tuple(files.values()), missing))

    @Slot(object)
    def arm(self, arming: ArmRequest) -> None:
        """Store whether a task is armed."""
        with survived(lambda: None):
            self._state.set_armed(arming.account.id, arming.key, arming.on)

    @Slot(object)
    def forget(self, account: Account) -> None:
        """Delete everything stored for an account except permits, pauses and downloaded reports."""
        with survived(lambda: None):
            self._state.forget(account.id)

    @Slot(object)
    def save_settings(self, settings: Settings) -> None:
        """Write the settings, and record their folders for later clean-ups."""
        with survived(lambda: self.settings_failed.emit(OSError(errno.EIO, os.strerror(errno.EIO)))):
            try:
                save(self._settings_file, settings)
            except OSError as error:
                self.settings_failed.emit(error)
            for folder in filter(None, (settings.download_folder, settings.export_folder)):
                self._state.add_part_folder(Path(folder))

    @Slot(object)
    def release_part(self, progress: JobProgress) -> None:
        """Release the part file of a download that is no longer on screen."""
        with survived(lambda: None):
            release_part(progress.part, progress.job.lease)

    @Slot(object)
    def clean(self, folder: Path) -> None:
        """Remove what interrupted downloads and exports left in the current and in earlier download folders."""
        with survived(lambda: None):
            earlier = [path for path in self._state.part_folders() if path != folder]
            self._state.add_part_folder(folder)
            clean_parts(folder)
            for path in earlier:
                if clean_parts(path):
                    self._state.drop_part_folder(path)


def _file_at(path: Path) -> FileOnDisk | None:
    """Return the file at a path; None if there is none, or something that is no file."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # a path that no file can have
        return None
    download = Download(path, found.st_size, found.st_mtime_ns, checked=True, saved_at_s=found.st_mtime)
    return FileOnDisk(download, changed=False, downloaded=False) if stat.S_ISREG(found.st_mode) else None
