"""Downloads reports from the service to files on disk, one at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from gui.account import SignIn
from gui.clock import LOOK_S, Clock
from gui.service.errors import Cancelled, MustWait, RequestErrorKind, RequestFailed, ServiceError
from gui.service.task import Task
from gui.signals import Signal
from gui.storage.downloads import DiskError, Download, PartFileLease, free_target, part_path, safe_file_name, save
from gui.storage.state import State
from gui.workers.throttle import Throttle
from gui.workers.unforeseen import survived

if TYPE_CHECKING:
    from gui.service.api import FileReply, ServiceApi

FIRST_BYTES = 2**16
"""Progress is reported at once from this size on: there are rows to show."""
PROGRESS_BYTES = 2**24
"""Progress is reported at least this often: viewers then have little left to read at the end."""
SPEED_MEMORY = 0.8
"""Weight of the past in the displayed speed, per progress report."""


@dataclass(frozen=True, eq=False)
class Job:
    """One download of a task's report; `replaces` is the earlier download it takes the place of.

    `sign_in` holds the credentials at the time of the request; they may change while the job waits.
    """

    sign_in: SignIn
    task: Task
    folder: Path
    replaces: Download | None = None
    cancelled: Event = field(default_factory=Event)
    lease: PartFileLease = field(default_factory=PartFileLease)


@dataclass(frozen=True)
class JobProgress:
    """How far a job is: `part` holds `received_bytes`. `total_bytes` is None if the service announced no length."""

    job: Job
    target: Path
    part: Path
    received_bytes: int
    total_bytes: int | None
    bytes_per_s: float


@dataclass(frozen=True)
class JobWaiting:
    """The limit allows the job at this `Clock.now_s()`; other jobs go first."""

    job: Job
    until_s: float


@dataclass(frozen=True)
class JobDone:
    """The report is on disk."""

    job: Job
    download: Download


@dataclass(frozen=True)
class JobFailed:
    """Nothing was saved."""

    job: Job
    error: ServiceError | DiskError


class Transfer(QObject):
    """Runs jobs in turn, in a thread of its own; `cancel()` and `interrupt()` are safe from any thread.

    An unforeseen exception fails its job; the next one is started.
    """

    started = Signal(Job)
    progressed = Signal(JobProgress)
    waiting = Signal(JobWaiting)
    done = Signal(JobDone)
    failed = Signal(JobFailed)
    """Never emitted for a cancelled job."""

    def __init__(self, api_for: "Callable[[SignIn], ServiceApi]", state: State, clock: Clock) -> None:
        super().__init__()
        self._api_for = api_for
        self._state = state
        self._clock = clock
        self._jobs: list[tuple[Job, float]] = []
        self._sign_ins: dict[str, SignIn] = {}
        self._silent_until_s: dict[str, float] = {}
        """Moments until which hosts have asked to be left alone."""
        self._current: Job | None = None
        self._api: ServiceApi | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)

    @Slot(object)
    def download(self, job: Job) -> None:
        """Add a job to the queue."""
        self.use(job.sign_in)
        self._jobs.append((job, self._clock.now_s()))
        self._arm()

    @Slot(object)
    def use(self, sign_in: SignIn) -> None:
        """Run all jobs of this account with these credentials from now on, queued ones included."""
        self._sign_ins[sign_in.account.id] = sign_in

    def cancel(self, job: Job) -> None:
        """Cancel a job, at once if it is under way."""
        job.cancelled.set()
        api = self._api
        if api and self._current is job:
            api.cancel()

    def interrupt(self) -> None:
        """Abort the job under way, for shutdown."""
        job = self._current
        if job:
            self.cancel(job)

    @Slot()
    def _next(self) -> None:
        self._jobs = [(job, ready_s) for job, ready_s in self._jobs if not job.cancelled.is_set()]
        now_s = self._clock.now_s()
        ready = next((entry for entry in self._jobs if entry[1] <= now_s), None)
        if ready:
            self._jobs.remove(ready)
            self._do(ready[0])
        self._arm()

    def _arm(self) -> None:
        if self._jobs:
            wait_s = max(min(ready_s for _, ready_s in self._jobs) - self._clock.now_s(), 0.0)
            self._timer.start(round(self._clock.real_s(min(wait_s, LOOK_S)) * 1000))

    def _do(self, job: Job) -> None:
        self._current = job
        with survived(lambda: self._fail(job, RequestFailed(RequestErrorKind.INTERNAL))):
            try:
                download = self._fetch(job)
                self._state.add_download(job.sign_in.account.id, job.task.key, download)
            except Cancelled:
                pass
            except MustWait as limit:
                until_s = self._clock.now_s() + limit.wait_s
                self._jobs.append((job, until_s))
                self.waiting.emit(JobWaiting(job, until_s))
            except (ServiceError, DiskError) as error:
                self._note_silence(job, error)
                self._fail(job, error)
            else:
                self.done.emit(JobDone(job, download))
        self._current = self._api = None

    def _fail(self, job: Job, error: ServiceError | DiskError) -> None:
        if not job.cancelled.is_set():
            self.failed.emit(JobFailed(job, error))

    def _note_silence(self, job: Job, error: ServiceError | DiskError) -> None:
        if isinstance(error, RequestFailed) and error.retry_after_s:
            self._silent_until_s[job.sign_in.account.host] = self._clock.now_s() + error.retry_after_s

    def _fetch(self, job: Job) -> Download:
        silent_s = self._silent_until_s.get(job.sign_in.account.host, 0.0) - self._clock.now_s()
        if silent_s > 0:
            raise MustWait(silent_s)
        api = self._api = self._api_for(self._sign_ins[job.sign_in.account.id])
        if job.cancelled.is_set():  # before `api` could be told
            raise Cancelled
        self.started.emit(job)
        reply = api.open_file(job.task)
        try:
            target = job.replaces.path if job.replaces else _new_target(job)
            source = _Watched(reply, job, target, self.progressed.emit)
            return save(source, target, replace=job.replaces is not None, lease=job.lease)
        finally:
            reply.close()


def _new_target(job: Job) -> Path:
    name = safe_file_name(job.task.file, f"{job.task.name or job.task.key}.csv")
    return free_target(job.folder, name)


class _Watched:
    """A reply that reports progress while it is read, and ends when its job is cancelled."""

    def __init__(self, reply: "FileReply", job: Job, target: Path, tell: Callable[[JobProgress], None]) -> None:
        self._reply = reply
        self._job = job
        self._target, self._part = target, part_path(target)
        self._tell = tell

    @property
    def size_bytes(self) -> int | None:
        return self._reply.size_bytes

    @property
    def checked(self) -> bool:
        return self._reply.checked

    def chunks(self) -> Iterator[bytes]:
        received = told_bytes = seen_bytes = 0
        bytes_per_s = 0.0
        throttle = Throttle()
        self._tell(JobProgress(self._job, self._target, self._part, 0, self.size_bytes, 0.0))
        for chunk in self._reply.chunks():
            if self._job.cancelled.is_set():
                raise Cancelled
            yield chunk
            received += len(chunk)
            elapsed_s = throttle.due()
            if elapsed_s is not None:
                latest = (received - told_bytes) / elapsed_s
                bytes_per_s = SPEED_MEMORY * bytes_per_s + (1 - SPEED_MEMORY) * latest if bytes_per_s else latest
                told_bytes = received
            if elapsed_s is not None or seen_bytes < FIRST_BYTES <= received or received - seen_bytes >= PROGRESS_BYTES:
                seen_bytes = received
                self._tell(JobProgress(self._job, self._target, self._part, received, self.size_bytes, bytes_per_s))
