"""From a double-click on a task to its report on this computer."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from gui.account import Account, SignIn
from gui.desktop import open_outside, show_in_folder
from gui.flows.auto_open import AutoOpen
from gui.flows.local_states import LocalStates
from gui.flows.preferences import Preferences
from gui.models.local_state import Downloading, FailedHere, Queued, Waiting
from gui.models.task_table import TaskTable
from gui.service.task import Task, TaskKey, TaskStatus
from gui.signals import Signal
from gui.storage.downloads import Download
from gui.views.error_text import sentence
from gui.views.main_window import MainWindow
from gui.views.notice_bar import NoticeKind
from gui.views.questions import ask_download_folder, ask_replace
from gui.views.task_view import TaskCommand
from gui.workers.local_store import AccountSnapshot, ArmRequest, FileOnDisk, FilesOnDisk, LocalStore
from gui.workers.transfer import Job, JobDone, JobFailed, JobProgress, JobWaiting, Transfer

DOWNLOAD = "download"
"""What the person has just asked for cannot be done."""
FAILED = "failed"
READY = "ready"


class DownloadFlow(QObject):
    """Decides what a request for a task's report leads to. GUI thread."""

    opened = Signal(FileOnDisk)
    """the person wants to see it"""
    growing = Signal(JobProgress)
    """the report that the person wants to see, while it comes in"""
    broken_off = Signal(Job)
    """its report will not come"""
    ready = Signal(str)
    """a sentence: a report that the person waited for is on this computer"""

    _download = Signal(Job)
    _arm = Signal(ArmRequest)
    _check_files = Signal(Account)
    _check_file = Signal(FileOnDisk)

    def __init__(
        self,
        window: MainWindow,
        table: TaskTable,
        preferences: Preferences,
        transfer: Transfer,
        local_store: LocalStore,
        default_folder: Path,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._table = table
        self._preferences = preferences
        self._transfer = transfer
        self._default_folder = default_folder
        self._account: Account | None = None
        self._sign_in: SignIn | None = None
        self._jobs: dict[TaskKey, Job] = {}
        self._local = LocalStates(table)
        self._keys: dict[Path, TaskKey] = {}
        self._auto = AutoOpen()
        self._failed: Job | None = None
        self._ready_key: TaskKey | None = None
        window.task_activated.connect(self.on_task_activated)
        window.task_command.connect(self.on_task_command)
        window.open_folder_requested.connect(self.on_open_folder_requested)
        window.folder_requested.connect(self.on_folder_requested)
        window.notices.button_pressed.connect(self.on_notice_button)
        transfer.started.connect(self.on_started)
        transfer.progressed.connect(self.on_progressed)
        transfer.waiting.connect(self.on_waiting)
        transfer.done.connect(self.on_done)
        transfer.failed.connect(self.on_failed)
        local_store.account_loaded.connect(self.on_account_loaded)
        local_store.files_checked.connect(self.on_files_checked)
        local_store.file_missing.connect(self.on_file_missing)
        self._download.connect(transfer.download)
        self._arm.connect(local_store.arm)
        self._check_files.connect(local_store.check_files)
        self._check_file.connect(local_store.check_file)

    @property
    def folder(self) -> Path:
        """Where reports go."""
        chosen = self._preferences.settings.download_folder
        return Path(chosen) if chosen else self._default_folder

    @Slot(object)
    def begin(self, account: Account) -> None:
        """Serve this account from now on."""
        self.end()
        self._account = account

    @Slot(object)
    def on_signed_in(self, sign_in: SignIn) -> None:
        """Take the credentials that downloads need."""
        if sign_in.account == self._account:
            self._sign_in = sign_in
            self._begin_armed()

    @Slot()
    def end(self) -> None:
        """Serve no account; what is under way is given up."""
        for job in self._jobs.values():
            self._transfer.cancel(job)
            self._break_off(job)
        self._account = self._sign_in = self._failed = self._ready_key = None
        self._jobs, self._keys = {}, {}
        self._local.reset()
        self._auto.reset()
        for topic in (DOWNLOAD, FAILED, READY):
            self._window.notices.clear_notice(topic)

    @Slot(object)
    def on_task_activated(self, task: Task) -> None:
        """Do what a double-click on a task asks for."""
        self._window.notices.clear_notice(DOWNLOAD)
        key = task.key
        if not task.is_open:
            self._auto.want(key)
        if key in self._jobs:
            return
        if key in self._local.files:
            self._open_saved(key)
        elif task.status == TaskStatus.COMPLETED:
            self._begin_download(task)
        elif task.is_open:
            self._set_armed(key, on=key not in self._local.armed)
        else:
            self._window.notices.show_notice(DOWNLOAD, self._why_not(task), kind=NoticeKind.INFO)

    @Slot(object, object)
    def on_task_command(self, command: TaskCommand, task: Task) -> None:
        """Do what was chosen for a task from its menu, or in its row."""
        file = self._local.files.get(task.key)
        if command is TaskCommand.ACTIVATE:
            self.on_task_activated(task)
        elif command is TaskCommand.CANCEL:
            self._cancel(task.key)
        elif command in (TaskCommand.ARM, TaskCommand.DISARM):
            self._set_armed(task.key, on=command is TaskCommand.ARM)
        elif command is TaskCommand.DOWNLOAD_AGAIN and task.key not in self._jobs:
            self._replace(task, file)
        elif command is TaskCommand.SHOW_IN_FOLDER:
            self.on_open_folder_requested(task)
        elif command is TaskCommand.OPEN_OUTSIDE and file:
            self.open_outside(file.download.path)

    @Slot(object)
    def on_open_folder_requested(self, task: Task) -> None:
        """Show a report in the file manager."""
        file = self._local.files.get(task.key)
        if file:
            self.show_in_folder(file.download.path)

    @Slot(object)
    def show_in_folder(self, path: Path) -> None:
        """Show a file in the file manager."""
        if not show_in_folder(path):
            self._say(self.tr("The folder {folder} could not be opened.").format(folder=path.parent))

    def open_outside(self, path: Path) -> None:
        """Open a report in the system's program for it."""
        if not open_outside(path):
            self._say(self.tr("No program on this computer opens {name}.").format(name=path.name))

    @Slot()
    def on_folder_requested(self) -> None:
        """Let the person choose where reports go."""
        ask_download_folder(self._window, self.folder, self.on_folder_chosen)

    @Slot(str)
    def on_folder_chosen(self, folder: str) -> None:
        """Put further reports there."""
        self._preferences.change(download_folder=folder)

    @Slot(str)
    def on_notice_button(self, topic: str) -> None:
        """Try a failed download again, or open the report that has become ready."""
        if topic == FAILED and self._failed:
            failed = self._failed
            self._auto.want(failed.task.key)
            self._begin_download(self._table.find(failed.task.key) or failed.task, failed.replaces)
        elif topic == READY and self._ready_key in self._local.files:
            self._open_saved(self._ready_key)
        elif topic == READY and self._ready_key is not None and (task := self._table.find(self._ready_key)):
            self.on_task_activated(task)
        if topic in (FAILED, READY):
            self._window.notices.clear_notice(topic)

    @Slot(object)
    def on_account_loaded(self, kept: AccountSnapshot) -> None:
        """Remember what the person asked for before the program was last closed."""
        if kept.account == self._account:
            self._local.armed |= kept.armed
            self.on_listed()

    @Slot(object)
    def on_files_checked(self, found: FilesOnDisk) -> None:
        """Show which reports are on this computer."""
        if found.account == self._account:
            self._keys |= {file.download.path: key for key, file in found.files.items()}
            self._local.set_files(found.files)

    @Slot(object)
    def on_file_missing(self, file: FileOnDisk) -> None:
        """Fetch the report that was to be opened, but is no longer on this computer."""
        key = self._keys.get(file.download.path)
        if key is not None and self._local.files.get(key, file) == file:
            self._local.drop_file(key)
            self.download_again(file.download.path)

    @Slot(object)
    def download_again(self, path: Path) -> None:
        """Fetch a report anew that this computer has, or had, at `path`; one that is still there only if confirmed."""
        key = self._keys.get(path)
        task = None if key is None else self._table.find(key)
        if task is None:
            text = self.tr("The task of {name} is no longer in the list, so it cannot be downloaded again.")
            self._say(text.format(name=path.name))
        elif task.key in self._jobs:
            self._auto.want(task.key)
        else:
            self._replace(task, self._local.files.get(task.key))

    @Slot()
    def check_files(self) -> None:
        """Look again what is on disk; other programs may have been at work."""
        if self._account:
            self._check_files.emit(self._account)

    @Slot(bool)
    def on_preview_changed(self, is_open: bool) -> None:
        """A report that comes by itself is shown at once only where it covers no other."""
        self._auto.preview_changed(is_open=is_open)

    @Slot()
    def on_listed(self) -> None:
        """Show what is on this computer of the tasks that the table shows now."""
        self._local.show_all()
        self._begin_armed()

    @Slot(object)
    def on_started(self, job: Job) -> None:
        """Show that the service is asked for the report."""
        if self._is_current(job):
            self._local.set_state(job.task.key, Downloading(0, None, 0.0))
            self._local.number_queue(self._jobs)

    @Slot(object)
    def on_progressed(self, progress: JobProgress) -> None:
        """Show how far it is."""
        if self._is_current(progress.job):
            state = Downloading(progress.received_bytes, progress.total_bytes, progress.bytes_per_s)
            self._local.set_state(progress.job.task.key, state)
            if self._auto.follows(progress):
                self.growing.emit(progress)

    @Slot(object)
    def on_waiting(self, waiting: JobWaiting) -> None:
        """Show that the service's limit lets it begin later."""
        if self._is_current(waiting.job):
            self._local.set_state(waiting.job.task.key, Waiting(waiting.until_s))

    @Slot(object)
    def on_done(self, done: JobDone) -> None:
        """Open the report that the person waits for; say that another one is ready."""
        key = done.job.task.key
        self.check_files()  # one that is under way may not know of the file
        if not self._is_current(done.job):
            return
        del self._jobs[key]
        self._local.files[key] = FileOnDisk(done.download, changed=False)
        self._keys[done.download.path] = key
        self._local.set_state(key, None)
        text = self.tr("{name} is on this computer.").format(name=done.download.path.name)
        if self._auto.shows(done.job):
            self._open(key)
        else:
            self._ready_key = key
            self._window.notices.show_notice(READY, text, self.tr("Open"), NoticeKind.INFO)
        self.ready.emit(text)

    @Slot(object)
    def on_failed(self, failed: JobFailed) -> None:
        """Say why there is no report."""
        task = failed.job.task
        if not self._is_current(failed.job):
            return
        del self._jobs[task.key]
        self._break_off(failed.job)
        text = sentence(failed.error, failed.job.sign_in.account.host)
        self._local.set_state(task.key, FailedHere(text))
        self._failed = failed.job
        text = f"{task.file or task.name}: {text}"
        self._window.notices.show_notice(FAILED, text, self.tr("Try again"), NoticeKind.WARNING)

    @Slot()
    def tick(self) -> None:
        """Count down what waits for the limit."""
        self._local.count_down()

    def _break_off(self, job: Job) -> None:
        if self._auto.ended(job):
            self.broken_off.emit(job)

    def _open_saved(self, key: TaskKey) -> None:
        """Show a report that was saved earlier; meanwhile `LocalStore` checks that it is still there."""
        file = self._local.files[key]
        self._open(key)
        self._check_file.emit(file)

    def _open(self, key: TaskKey) -> None:
        self._auto.opened()
        if key == self._ready_key:
            self._ready_key = None
            self._window.notices.clear_notice(READY)
        self.opened.emit(self._local.files[key])

    def _begin_armed(self) -> None:
        """Begin what was armed and is ready now; say where waiting was in vain."""
        if self._sign_in is None:
            return
        for task in self._table.tasks():
            if task.key not in self._local.armed or task.is_open:
                continue
            self._set_armed(task.key, on=False)
            if task.status == TaskStatus.COMPLETED:
                self._begin_download(task)
            else:
                self._window.notices.show_notice(DOWNLOAD, self._why_not(task), kind=NoticeKind.WARNING)

    def _begin_download(self, task: Task, replaces: Download | None = None) -> None:
        if task.key in self._jobs:
            return
        if self._sign_in is None:  # it begins with the sign-in
            self._set_armed(task.key, on=True)
            return
        if self._failed and self._failed.task.key == task.key:
            self._window.notices.clear_notice(FAILED)
        job = Job(self._sign_in, task, self.folder, replaces)
        self._jobs[task.key] = job
        self._local.set_state(task.key, Queued(0))
        self._local.number_queue(self._jobs)
        self._download.emit(job)

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

    def _cancel(self, key: TaskKey) -> None:
        job = self._jobs.pop(key, None)
        if job:
            self._transfer.cancel(job)
            self._break_off(job)
            self._auto.forget(key)
            self._local.set_state(key, None)
            self._local.number_queue(self._jobs)

    def _set_armed(self, key: TaskKey, *, on: bool) -> None:
        if self._account is None:
            return
        self._local.set_armed(key, on=on)
        self._arm.emit(ArmRequest(self._account, key, on))

    def _is_current(self, job: Job) -> bool:
        return self._jobs.get(job.task.key) is job

    def _why_not(self, task: Task) -> str:
        reasons: dict[int | None, str] = {
            TaskStatus.CANCELLED: self.tr("«{name}» was cancelled, so there is no report to download."),
            TaskStatus.FAILED: self.tr("«{name}» failed on the service, so there is no report to download."),
        }
        unknown = self.tr("«{name}» is in a state that this program does not know; it cannot be downloaded.")
        return reasons.get(task.status, unknown).format(name=task.name)

    def _say(self, text: str) -> None:
        self._window.notices.show_notice(DOWNLOAD, text, kind=NoticeKind.WARNING)
