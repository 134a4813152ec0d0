"""Which reports open by themselves."""

from gui.service.task import TaskKey
from gui.workers.transfer import Job, JobProgress


class AutoOpen:
    """Decides whether an arriving report is shown: if it was requested last, or if no other one is open. GUI thread."""

    def __init__(self) -> None:
        self._preview_is_free = True
        self.reset()

    def reset(self) -> None:
        """Start over, for another account."""
        self._wanted: TaskKey | None = None
        self._growing: Job | None = None
        self._dismissed: Job | None = None

    def want(self, key: TaskKey) -> None:
        """Show this task's report when it arrives, even if the user has closed what there was of it."""
        self._wanted = key
        if self._dismissed and self._dismissed.task.key == key:
            self._dismissed = None

    def forget(self, key: TaskKey) -> None:
        """The user no longer waits for this task's report."""
        if self._wanted == key:
            self._wanted = None

    def preview_changed(self, *, is_open: bool) -> None:
        """Record that a report is on screen, or that the user has closed it."""
        self._preview_is_free = not is_open
        if not is_open:
            self._dismissed, self._growing = self._growing, None

    def opened(self) -> None:
        """Record that a complete report replaces one that was still arriving."""
        self._growing = None

    def shows(self, job: Job) -> bool:
        """Return whether to show a job's report."""
        if job is self._dismissed:
            return False
        return job is self._growing or job.task.key == self._wanted or self._preview_is_free

    def follows(self, progress: JobProgress) -> bool:
        """Return whether to show a job's report while it arrives; only one at a time is."""
        if self._growing is None and progress.received_bytes and self.shows(progress.job):
            self._growing = progress.job
        return self._growing is progress.job

    def ended(self, job: Job) -> bool:
        """Record that a job's report will not arrive; return whether it was being shown."""
        was_growing = self._growing is job
        if was_growing:
            self._growing = None
        return was_growing
