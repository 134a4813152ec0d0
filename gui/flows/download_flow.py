"""From a command for a task to its report on this computer."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from gui.account import Account, SignIn
from gui.desktop import open_outside, show_in_folder
from gui.flows.armed_tasks import ArmedTasks
from gui.flows.auto_open import AutoOpen
from gui.flows.download_queue import DownloadQueue
from gui.flows.local_states import LocalStates
from gui.flows.preferences import Preferences
from gui.models.local_state import FailedHere
from gui.models.task_table import TaskTable
from gui.service.task import Task, TaskKey, TaskStatus
from gui.signals import Signal
from gui.storage.downloads import Download
from gui.views.error_text import sentence
from gui.views.main_window import MainWindow
from gui.views.notice_bar import NoticeAction, NoticeKind
from gui.views.questions import ask_download_folder, ask_replace
from gui.views.task_view import TaskCommand
from gui.workers.local_store import AccountSnapshot, FileOnDisk, FilesOnDisk
from gui.workers.transfer import Job, JobDone, JobFailed, JobProgress, Transfer


class DownloadFlow(QObject):
    """Decides what a command for a task leads to. GUI thread."""

    opened = Signal(FileOnDisk)
    """The report that the user wants to see."""
    growing = Signal(JobProgress)
    """The report that the user wants to see, while it arrives."""
    saved = Signal(JobDone)
    """A report is complete on this computer; emitted before `opened`."""
    broken_off = Signal(Job)
    """The report shown while it was arriving will not be completed."""
    ready = Signal(str)
    """A sentence: a report that the user waited for is on this computer."""
    check_files_requested = Signal(Account)
    check_file_requested = Signal(FileOnDisk)

    def __init__(self, window: MainWindow, table: TaskTable, preferences: Preferences, transfer: Transfer) -> None:
        super().__init__(window)
        self._window = window
        self._table = table
        self._preferences = preferences
        self._account: Account | None = None
        self._sign_in: SignIn | None = None
        self._local = LocalStates(table)
        self.queue = DownloadQueue(transfer, self._local, self)
        self.armed = ArmedTasks(table, self._local, self)
        self._auto = AutoOpen()
        notices = window.notices
        self._refusal, self._failure, self._readiness = (notices.add_notice() for _ in range(3))
        self._failed_key: TaskKey | None = None
        self._ready_key: TaskKey | None = None

    @Slot(object)
    def begin(self, account: Account) -> None:
        """Serve this account from now on."""
        self.end()
        self._account = account
        self.armed.begin(account)

    @Slot(object)
    def on_signed_in(self, sign_in: SignIn) -> None:
        """Take the credentials for downloads."""
        if sign_in.account == self._account:
            self._sign_in = sign_in
            self.armed.check()

    @Slot()
    def end(self) -> None:
        """Serve no account; cancel all downloads."""
        self.queue.clear()
        self.armed.begin(None)
        self._account = self._sign_in = self._failed_key = self._ready_key = None
        self._local.reset()
        self._auto.reset()
        for notice in (self._refusal, self._failure, self._readiness):
            notice.clear()

    @Slot(object, object)
    def on_task_command(self, command: TaskCommand, task: Task) -> None:
        """Carry out a command for a task."""
        file = self._local.files.get(task.key)
        match command:
            case TaskCommand.ACTIVATE:
                self._activate(task)
            case TaskCommand.CANCEL if task.key in self.queue:
                self._auto.forget(task.key)
                self.queue.cancel(task.key)
            case TaskCommand.ARM | TaskCommand.DISARM:
                self.armed.arm(task.key, on=command is TaskCommand.ARM)
            case TaskCommand.DOWNLOAD_AGAIN if task.key not in self.queue:
                self._replace(task, file)
            case TaskCommand.SHOW_IN_FOLDER if file:
                self.show_in_folder(file.download.path)
            case TaskCommand.OPEN_OUTSIDE if file:
                self.open_outside(file.download.path)

    @Slot(object)
    def show_in_folder(self, path: Path) -> None:
        """Show a file in the file manager."""
        if not show_in_folder(path):
            self._refuse(self.tr("The folder {folder} could not be opened.").format(folder=path.parent))

    @Slot(object)
    def open_outside(self, path: Path) -> None:
        """Open a report in the system's program for it."""
        if not open_outside(path):
            self._refuse(self.tr("No program on this computer opens {name}.").format(name=path.name))

    @Slot()
    def on_folder_requested(self) -> None:
        """Ask where reports should be saved."""
        ask_download_folder(self._window, self._preferences.download_folder, self.on_folder_chosen)

    @Slot(str)
    def on_folder_chosen(self, folder: str) -> None:
        """Save further reports there."""
        self._preferences.change(download_folder=folder)

    @Slot(object)
    def on_account_loaded(self, kept: AccountSnapshot) -> None:
        """Restore what was armed when the program was last closed."""
        if kept.account == self._account:
            self.armed.restore(kept.armed)
            self.on_listed()

    @Slot(object)
    def on_files_checked(self, found: FilesOnDisk) -> None:
        """Show which reports are on this computer."""
        if found.account == self._account:
            self._local.set_files(found.files)

    @Slot(object)
    def on_file_missing(self, file: FileOnDisk) -> None:
        """Download a report that was to be opened but no longer exists."""
        key = self._local.key_of(file.download.path)
        if key is not None and self._local.files.get(key, file) == file:
            self._local.drop_file(key)
            self.download_again(file.download.path)

    @Slot(object)
    def download_again(self, path: Path) -> None:
        """Download the report at `path` again; ask first if it still exists."""
        key = self._local.key_of(path)
        task = None if key is None else self._table.find(key)
        if task is None:
            text = self.tr("The task of {name} is no longer in the list, so it cannot be downloaded again.")
            self._refuse(text.format(name=path.name))
        elif task.key in self.queue:
            self._auto.want(task.key)
        else:
            self._replace(task, self._local.files.get(task.key))

    @Slot()
    def check_files(self) -> None:
        """Check again what is on disk: other programs may have changed it."""
        if self._account:
            self.check_files_requested.emit(self._account)

    @Slot(bool)
    def on_preview_changed(self, is_open: bool) -> None:
        """Remember whether an arriving report would cover another one."""
        self._auto.preview_changed(is_open=is_open)

    @Slot()
    def on_listed(self) -> None:
        """Show the local state of all tasks now in the table."""
        self._local.show_all()
        if self._sign_in:
            self.armed.check()

    @Slot(object)
    def on_progressed(self, progress: JobProgress) -> None:
        """Show the first rows of the report that the user waits for."""
        if self._auto.follows(progress):
            self.growing.emit(progress)

    @Slot(object)
    def on_finished(self, done: JobDone) -> None:
        """Open the report that the user waits for; announce any other one."""
        key, name = done.job.task.key, done.download.path.name
        text = self.tr("{name} is on this computer.").format(name=name)
        self.saved.emit(done)
        if self._auto.shows(done.job):
            self._open(key)
        else:
            self._ready_key = key
            self._readiness.show(text, NoticeKind.INFO, NoticeAction(self.tr("Open"), partial(self._open_ready, key)))
        self.ready.emit(text)

    @Slot(object)
    def on_given_up(self, job: Job) -> None:
        """Stop following a report that will not arrive."""
        if self._auto.ended(job):
            self.broken_off.emit(job)

    @Slot(object)
    def on_failed(self, failed: JobFailed) -> None:
        """Show why there is no report."""
        task = failed.job.task
        text = sentence(failed.error, failed.job.sign_in.account.host)
        self._local.set_state(task.key, FailedHere(text))
        self._failed_key = task.key
        action = NoticeAction(self.tr("Try again"), partial(self._retry, failed.job))
        self._failure.show(f"{task.file or task.name}: {text}", NoticeKind.WARNING, action)

    @Slot(object)
    def on_armed_task_closed(self, task: Task) -> None:
        """Start the download that the user has waited for, or say why there is nothing to download."""
        if task.status == TaskStatus.COMPLETED:
            self._begin_download(task)
        else:
            self._refuse(self._why_not(task))

    @Slot()
    def tick(self) -> None:
        """Update the countdown of downloads that wait for the limit."""
        self._local.count_down()

    def _activate(self, task: Task) -> None:
        """Do what a double-click on a task asks for."""
        self._refusal.clear()
        key = task.key
        if not task.is_open:
            self._auto.want(key)
        if key in self.queue:
            return
        if key in self._local.files:
            self._open_saved(key)
        elif task.status == TaskStatus.COMPLETED:
            self._begin_download(task)
        elif task.is_open:
            self.armed.arm(key, on=key not in self.armed)
        else:
            self._refuse(self._why_not(task), NoticeKind.INFO)

    def _open_ready(self, key: TaskKey) -> None:
        """Open the report that has become ready; download it again if it no longer exists."""
        if key in self._local.files:
            self._open_saved(key)
        elif task := self._table.find(key):
            self._activate(task)
        self._readiness.clear()

    def _retry(self, job: Job) -> None:
        self._auto.want(job.task.key)
        self._begin_download(self._table.find(job.task.key) or job.task, job.replaces)
        self._failure.clear()

    def _open_saved(self, key: TaskKey) -> None:
        """Show a report saved earlier while `LocalStore` checks that it still exists."""
        file = self._local.files[key]
        self._open(key)
        self.check_file_requested.emit(file)

    def _open(self, key: TaskKey) -> None:
        self._auto.opened()
        if key == self._ready_key:
            self._ready_key = None
            self._readiness.clear()
        self.opened.emit(self._local.files[key])

    def _begin_download(self, task: Task, replaces: Download | None = None) -> None:
        if task.key in self.queue:
            return
        if self._sign_in is None:  # starts after the sign-in
            self.armed.arm(task.key, on=True)
            return
        if task.key == self._failed_key:
            self._failure.clear()
        self.queue.add(self._sign_in, task, self._preferences.download_folder, replaces)

    def _replace(self, task: Task, file: FileOnDisk | None) -> None:
        account = self._account

        def begin() -> None:
            if account == self._account:
                self._auto.want(task.key)
                self._begin_download(task, file.download if file else None)

        if file is None:
            begin()
        else:
            ask_replace(self._window, file.download.path.name, begin)

    def _why_not(self, task: Task) -> str:
        reasons: dict[int | None, str] = {
            TaskStatus.CANCELLED: self.tr("“{name}” was cancelled, so there is no report to download."),
            TaskStatus.FAILED: self.tr("“{name}” failed on the service, so there is no report to download."),
        }
        unknown = self.tr("“{name}” is in a state that this program does not know; it cannot be downloaded.")
        return reasons.get(task.status, unknown).format(name=task.name)

    def _refuse(self, text: str, kind: NoticeKind = NoticeKind.WARNING) -> None:
        """Say that what the user has just asked for cannot be done."""
        self._refusal.show(text, kind)
