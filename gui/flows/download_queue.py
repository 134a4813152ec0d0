"""Downloads queued and under way."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from gui.account import SignIn
from gui.flows.local_states import LocalStates
from gui.models.local_state import Downloading, Queued, Waiting
from gui.service.task import Task, TaskKey
from gui.signals import Signal
from gui.storage.downloads import Download
from gui.workers.transfer import Job, JobDone, JobFailed, JobProgress, JobWaiting, Transfer


class DownloadQueue(QObject):
    """Passes downloads to the transfer and shows their progress in the table. GUI thread.

    Signals about a cancelled job are ignored.
    """

    download_requested = Signal(Job)
    progressed = Signal(JobProgress)
    finished = Signal(JobDone)
    failed = Signal(JobFailed)
    given_up = Signal(Job)
    """Cancelled or failed: the report will not arrive."""

    def __init__(self, transfer: Transfer, local: LocalStates, parent: QObject) -> None:
        super().__init__(parent)
        self._transfer = transfer
        self._local = local
        self._jobs: dict[TaskKey, Job] = {}

    @property
    def is_empty(self) -> bool:
        """Whether no download is queued or under way."""
        return not self._jobs

    def __contains__(self, key: TaskKey) -> bool:
        return key in self._jobs

    def add(self, sign_in: SignIn, task: Task, folder: Path, replaces: Download | None) -> None:
        """Queue a task's report."""
        job = Job(sign_in, task, folder, replaces)
        self._jobs[task.key] = job
        self._local.set_state(task.key, Queued(0))
        self._local.number_queue(self._jobs)
        self.download_requested.emit(job)

    def cancel(self, key: TaskKey) -> None:
        """Cancel a task's download, if there is one."""
        if job := self._jobs.pop(key, None):
            self._transfer.cancel(job)
            self._local.set_state(key, None)
            self._local.number_queue(self._jobs)
            self.given_up.emit(job)

    def clear(self) -> None:
        """Cancel all downloads, for another account."""
        jobs, self._jobs = self._jobs, {}
        for job in jobs.values():
            self._transfer.cancel(job)
            self.given_up.emit(job)

    @Slot(object)
    def on_started(self, job: Job) -> None:
        """Show that the report has been requested."""
        if self._is_current(job):
            self._local.set_state(job.task.key, Downloading(0, None, 0.0))
            self._local.number_queue(self._jobs)

    @Slot(object)
    def on_progressed(self, progress: JobProgress) -> None:
        """Show how far the download is."""
        if self._is_current(progress.job):
            state = Downloading(progress.received_bytes, progress.total_bytes, progress.bytes_per_s)
            self._local.set_state(progress.job.task.key, state)
            self.progressed.emit(progress)

    @Slot(object)
    def on_waiting(self, waiting: JobWaiting) -> None:
        """Show when the service's limit lets it start."""
        if self._is_current(waiting.job):
            self._local.set_state(waiting.job.task.key, Waiting(waiting.until_s))

    @Slot(object)
    def on_done(self, done: JobDone) -> None:
        """Show that the report is on this computer."""
        if self._is_current(done.job):
            key = done.job.task.key
            del self._jobs[key]
            self._local.add_file(key, done.download)
            self.finished.emit(done)

    @Slot(object)
    def on_failed(self, failed: JobFailed) -> None:
        """Remove a failed job."""
        if self._is_current(failed.job):
            del self._jobs[failed.job.task.key]
            self.given_up.emit(failed.job)
            self.failed.emit(failed)

    def _is_current(self, job: Job) -> bool:
        return self._jobs.get(job.task.key) is job
