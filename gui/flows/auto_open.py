"""Which report is shown without being asked for at that moment."""

from gui.service.task import TaskKey
from gui.workers.transfer import Job, JobProgress


class AutoOpen:
    """Decides whether a report that comes in is shown: where it was asked for last, or covers no other. GUI thread."""

    def __init__(self) -> None:
        self._preview_is_free = True
        self.reset()

    def reset(self) -> None:
        """Forget what was asked for and what comes in, for another account."""
        self._wanted: TaskKey | None = None
        self._growing: Job | None = None
        self._dismissed: Job | None = None

    def want(self, key: TaskKey) -> None:
        """Show this task's report when it comes, also where the person has closed what there was of it."""
        self._wanted = key
        if self._dismissed and self._dismissed.task.key == key:
            self._dismissed = None

    def forget(self, key: TaskKey) -> None:
        """The person no longer waits for this task's report."""
        if self._wanted == key:
            self._wanted = None

    def preview_changed(self, *, is_open: bool) -> None:
        """Take note that a report is on screen, or that the person has closed it."""
        self._preview_is_free = not is_open
        if not is_open:
            self._dismissed, self._growing = self._growing, None

    def opened(self) -> None:
        """Take note that a whole report takes the place of one that was coming in."""
        self._growing = None

    def shows(self, job: Job) -> bool:
        """Whether a job's report is to be shown."""
        if job is self._dismissed:
            return False
        return job is self._growing or job.task.key == self._wanted or self._preview_is_free

    def follows(self, progress: JobProgress) -> bool:
        """Whether a job's report is to be shown while it comes in; one at a time is."""
        if self._growing is None and progress.received_bytes and self.shows(progress.job):
            self._growing = progress.job
        return self._growing is progress.job

    def ended(self, job: Job) -> bool:
        """Take note that a job's report will not come; return whether it was being shown."""
        was_growing = self._growing is job
        if was_growing:
            self._growing = None
        return was_growing
