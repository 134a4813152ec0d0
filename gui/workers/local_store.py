"""What this computer holds of an account, read and written off the GUI thread."""

import errno
import os
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
"""Between two looks at the state's file, in real time."""


@dataclass(frozen=True)
class AccountSnapshot:
    """What was stored of an account when the program was last open."""

    account: Account
    task_list: TaskList
    at: Instant | None
    armed: frozenset[TaskKey]


@dataclass(frozen=True)
class FileOnDisk:
    """A report on this computer; `changed` where another program has written over it since."""

    download: Download
    changed: bool


@dataclass(frozen=True)
class FilesOnDisk:
    """The reports of an account that are on disk now, by task key."""

    account: Account
    files: dict[TaskKey, FileOnDisk]


@dataclass(frozen=True)
class ArmRequest:
    """A task is armed, or no longer: its report is downloaded as soon as it is ready."""

    account: Account
    key: TaskKey
    on: bool


class LocalStore(QObject):
    """Short disk work, in a thread of its own; looks after the state's file as well."""

    account_loaded = Signal(AccountSnapshot)
    files_checked = Signal(FilesOnDisk)
    file_missing = Signal(FileOnDisk)
    """it is not there any more"""
    settings_failed = Signal(OSError)
    state_error_changed: "Signal[StateErrorKind | None]" = Signal(object)
    """what is wrong with the state's file since now; None where it works again"""

    def __init__(self, state: State, settings_file: Path) -> None:
        super().__init__()
        self._state = state
        self._settings_file = settings_file
        self._trouble = state.trouble
        timer = QTimer(self)
        timer.timeout.connect(self.check_state_file)
        timer.start(STATE_LOOK_MS)  # runs in the thread that this is moved to

    @Slot()
    def check_state_file(self) -> None:
        """Let a state's file that failed be tried anew, and tell of changes."""
        with survived(lambda: None):
            trouble = self._state.retry()
            if trouble is not self._trouble:
                self._trouble = trouble
                self.state_error_changed.emit(trouble)

    @Slot(object)
    def load_account(self, account: Account) -> None:
        """Emit what is stored of an account: its last list, what is armed, and its files."""
        with survived(lambda: self.account_loaded.emit(AccountSnapshot(account, TaskList(), None, frozenset()))):
            task_list, at = self._state.last_list(account.id) or (TaskList(), None)
            snapshot = AccountSnapshot(account, task_list, at, self._state.armed(account.id))
            self.account_loaded.emit(snapshot)
        self.check_files(account)

    @Slot(object)
    def check_files(self, account: Account) -> None:
        """Look which of an account's reports are on disk, and as they were saved."""
        with survived(lambda: None):
            files = {}
            for key, download in self._state.downloads(account.id).items():
                found = local_state(download)
                if found is not LocalFile.MISSING:
                    files[key] = FileOnDisk(download, found is LocalFile.CHANGED)
            self.files_checked.emit(FilesOnDisk(account, files))

    @Slot(object)
    def check_file(self, file: FileOnDisk) -> None:
        """Tell where a report is no longer on disk."""
        with survived(lambda: None):
            if local_state(file.download) is LocalFile.MISSING:
                self.file_missing.emit(file)

    @Slot(object)
    def arm(self, arming: ArmRequest) -> None:
        """Remember an armed task across restarts."""
        with survived(lambda: None):
            self._state.set_armed(arming.account.id, arming.key, arming.on)

    @Slot(object)
    def forget(self, account: Account) -> None:
        """Drop all that is stored of an account; its permits, pauses and saved reports stay."""
        with survived(lambda: None):
            self._state.forget(account.id)

    @Slot(object)
    def save_settings(self, settings: Settings) -> None:
        """Write the settings; remember where reports will be saved from now on."""
        with survived(lambda: self.settings_failed.emit(OSError(errno.EIO, os.strerror(errno.EIO)))):
            try:
                save(self._settings_file, settings)
            except OSError as error:
                self.settings_failed.emit(error)
            if settings.download_folder:
                self._state.add_part_folder(Path(settings.download_folder))

    @Slot(object)
    def release_part(self, progress: JobProgress) -> None:
        """Let go of a download that was looked at while it came in."""
        with survived(lambda: None):
            release_part(progress.part, progress.job.lease)

    @Slot(object)
    def clean(self, folder: Path) -> None:
        """Remove what interrupted downloads and exports left in the download folder, and in earlier ones."""
        with survived(lambda: None):
            earlier = [path for path in self._state.part_folders() if path != folder]
            self._state.add_part_folder(folder)
            clean_parts(folder)
            for path in earlier:
                if clean_parts(path):
                    self._state.drop_part_folder(path)
